// Does the spec's JSON Schema help an editor? It accepts what Compass accepts, and explains every key.
import assert from 'node:assert/strict';
import { globSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { parseSpec } from '../src/spec/parse.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const schema = JSON.parse(read('schema/compass.schema.json'));
const validate = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(schema);

const shown = [...read('docs/spec.md').matchAll(/```yaml\n(version:[\s\S]*?)```/g)].map(([, text = '']) => text);
const valid = [...globSync('examples/*/compass.yaml', { cwd: root }).map(read), ...shown];

for (const [index, text] of valid.entries()) {
  test(`valid spec ${index + 1} is valid by the schema`, () => {
    assert.ok(validate(parse(text, { merge: true })), JSON.stringify(validate.errors));
  });
}

const spec = (chart: string, rest = '') =>
  `version: 1\nstack: shop\nenvironments: { staging: { branches: develop } }\ncharts: { web: ${chart} }\n${rest}`;

/** Duplicate keys are for the YAML parser to refuse, not for a schema. */
const lenient = { merge: true, uniqueKeys: false, logLevel: 'error' } as const;

/** Errors that a schema can find; errors that concern more than one value are for the rules. */
const broken: readonly string[] = [
  'version: 2\nstack: shop\nenvironments: { s: {} }\ncharts: { a: { chart: x } }',
  'stack: shop\nenvironments: { s: {} }\ncharts: { a: { chart: x } }',
  spec('{ chart: x }').replace('shop', 'Shop'),
  spec('{ chart: x }').replace('staging', 'Staging'),
  spec('{ chart: x }', 'colour: red'),
  spec('{}'),
  spec('{ depends: [x] }'),
  spec('{ chart: x, manifests: [a] }'),
  spec('{ manifests: [a], values: {} }'),
  spec('{ manifests: [a], version: 1.0.0 }'),
  spec('{ chart: x, timeout: 5 }'),
  spec('{ chart: x, timeout: 5 minutes }'),
  spec('{ chart: x, wait: sometimes }'),
  spec('{ chart: x, conflicts: ignore }'),
  spec('{ chart: x, release: Web }'),
  spec(`{ chart: x, release: ${'w'.repeat(54)} }`),
  spec('{ chart: x, jobs: { before: [{ name: a }] } }'),
  spec('{ chart: x, jobs: { before: [{ run: a, shell: zsh }] } }'),
  spec('{ chart: x, depends: api }'),
  spec('{ chart: x, values: [1] }'),
  spec('{ chart: x }', 'env: [1A]'),
  spec('{ chart: x }', 'repositories: { acme: {} }'),
  spec('{ chart: x }', 'defaults: { release: a }'),
];

for (const text of broken) {
  test(`the schema refuses what Compass refuses: ${JSON.stringify(text.split('\n').slice(3).join(' '))}`, () => {
    assert.notDeepEqual(parseSpec('compass.yaml', text).failures, []);
    assert.equal(validate(parse(text)), false);
  });
}

/** Broken specs that a schema accepts, because it cannot express what is wrong with them. */
const beyondSchema: Readonly<Record<string, string>> = {
  'chart-missing': 'files',
  'chart-of-unknown-repository': 'references',
  depends: 'references',
  'environments-same-place-by-templates': 'templates',
  'depends-in-a-circle': 'cycles',
  'environments-in-one-place': 'comparison',
  'extends-in-a-circle': 'cycles',
  'extends-unknown': 'references',
  'file-broken': 'files',
  'file-missing': 'files',
  'file-missing-of-a-chart': 'files',
  'file-no-text': 'files',
  'manifests-items': 'files',
  'manifests-no-file': 'files',
  'manifests-no-objects': 'files',
  'manifests-twice': 'files',
  'over-1-mib': 'size',
  'path-by-a-link': 'files',
  'path-of-a-chart-outside': 'folders',
  'release-twice': 'comparison',
  'release-twice-by-templates': 'templates',
  'requires-unknown': 'references',
  'template-missing-in-lower-layer': 'templates',
  'template-missing-property': 'templates',
  'template-names': 'templates',
  'template-questions': 'templates',
  'template-syntax': 'templates',
  'yaml-1-1': 'YAML',
  'yaml-strange-keys': 'YAML',
};

/** Broken specs that YAML cannot read, or that would expand without end. */
const noData: readonly string[] = [
  ...['yaml-alias-bomb', 'yaml-alias-circle', 'yaml-merge-of-a-text', 'yaml-syntax', 'yaml-two-documents'],
  'yaml-unknown-alias',
];

for (const name of readdirSync(join(root, '__tests__/broken'))) {
  const refusal = noData.includes(name)
    ? 'is not data'
    : `is ${beyondSchema[name] ? 'accepted' : 'refused'} by the schema`;
  test(`broken/${name} ${refusal}${beyondSchema[name] ? ` (${beyondSchema[name]})` : ''}`, () => {
    const read = () => parse(readFileSync(join(root, '__tests__/broken', name, 'compass.yaml'), 'utf8'), lenient);
    if (noData.includes(name)) assert.throws(() => validate(read()));
    else assert.equal(validate(read()), name in beyondSchema);
  });
}

test('every broken spec that the lists name exists', () => {
  const names = readdirSync(join(root, '__tests__/broken'));
  assert.deepEqual(
    [...Object.keys(beyondSchema), ...noData].filter((name) => !names.includes(name)),
    [],
  );
});

test('every key has a description, and every key of a chart, an environment and a job has an example', () => {
  const bare: string[] = [];
  const look = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties = {} } = node as { properties?: Record<string, { description?: string; examples?: unknown[] }> };
    for (const [name, property] of Object.entries(properties)) {
      const key = `${path}.${name}`;
      if (!property.description || (!property.examples && name !== 'jobs')) bare.push(key);
    }
    for (const [key, inner] of Object.entries(node))
      if (key !== 'examples' && key !== 'not') look(inner, `${path}.${key}`);
  };
  look(schema, '');
  assert.deepEqual(bare, []);
});
