// The spec's JSON Schema, as an editor uses it: it takes what Compass takes, and explains every key.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
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

/** What a schema can say; what goes beyond one value is for the rules. */
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

test('every key has a description, and every one of a chart, an environment and a job an example', () => {
  const bare: string[] = [];
  const look = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return;
    const { properties = {} } = node as { properties?: Record<string, { description?: string; examples?: unknown[] }> };
    for (const [name, property] of Object.entries(properties)) {
      const key = `${path}.${name}`;
      if (!property.description || (!property.examples && name !== 'jobs')) bare.push(key);
    }
    for (const [key, inner] of Object.entries(node)) if (key !== 'examples') look(inner, `${path}.${key}`);
  };
  look(schema, '');
  assert.deepEqual(bare, []);
});
