// Do the examples of docs/spec.md work? Each is valid, alone or completed to the smallest spec, and renders in each of
// its environments. Together they show every key.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { disk } from '../src/adapters/machine/disk.ts';
import { openWorkspace } from '../src/adapters/machine/workspace.ts';
import { validate } from '../src/commands/validate.ts';
import type { Request } from '../src/inputs/request.ts';
import { Redactor } from '../src/model/secret.ts';
import type { Ports } from '../src/ports/ports.ts';
import { parseSpec } from '../src/spec/parse.ts';
import { knownKeys } from '../src/spec/schema.ts';
import type { Spec } from '../src/spec/spec.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const isValid = new Ajv2020({ strict: true, strictRequired: false, strictTypes: false }).compile(
  JSON.parse(read('schema/compass.schema.json')),
);

const docs = read('docs/spec.md');
const blocks = [...docs.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(({ 1: text = '', index }) => ({
  text,
  line: docs.slice(0, index).split('\n').length,
}));

/** A block that begins with a comment shows the file that the comment names, or is only a comment. */
const files = Object.fromEntries(
  blocks.flatMap(({ text }) => (/^# (\S+)\n./.test(text) ? [[nameIn(text), text]] : [])),
);
const examples = blocks
  .filter(({ text }) => !text.startsWith('# '))
  .map(({ text, line }) => [line, complete(text)] as const);

function nameIn(text: string): string {
  return text.slice('# '.length, text.indexOf('\n'));
}

/** Adds the keys that an example leaves out. */
function complete(text: string): string {
  const rest = {
    version: '1',
    stack: 'shop',
    environments: '{ production: { branches: main } }',
    charts: '{ web: { chart: charts/web } }',
  };
  const missing = Object.entries(rest).filter(([key]) => !new RegExp(`^${key}:`, 'm').test(text));
  return `${text}${missing.map(([key, value]) => `${key}: ${value}\n`).join('')}`;
}

/** The files that an example names: from the docs if they show them, otherwise minimal ones. */
function filesFor(spec: Spec, text: string): Record<string, string> {
  const named = spec.environments.flatMap(({ name, layers }) =>
    [...layers, ...spec.charts].flatMap(({ valuesFiles }) =>
      valuesFiles.filter((file) => !file.endsWith('?')).map((file) => file.replaceAll('<%= environment %>', name)),
    ),
  );
  const globs = spec.charts.flatMap(({ manifests }) => manifests.map((glob) => glob.replaceAll('*', 'all')));
  const reads = [...text.matchAll(/readFile\('([^']+)'\)/g)].map(([, file = '']) => file);
  const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "${name}" }\n`;
  return Object.fromEntries([
    ...named.map((file) => [file, 'a: 1\n']),
    ...globs.map((file) => [file, object(file)]),
    ...reads.map((file) => [file, 'text']),
    ...spec.charts.map(({ chart }) => [`${chart}/Chart.yaml`, 'apiVersion: v2\nname: a\nversion: 1.0.0\n']),
    ...Object.entries(files),
  ]);
}

function workspaceOf(context: TestContext, content: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'docs-'));
  context.after(() => rmSync(folder, { recursive: true }));
  for (const [file, text] of Object.entries(content)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

for (const [line, text] of examples) {
  test(`the example in line ${line} of docs/spec.md is valid, and can be rendered in each environment`, (context) => {
    assert.ok(isValid(parse(text, { merge: true })), JSON.stringify(isValid.errors));
    const { spec, failures } = parseSpec('compass.yaml', text);
    assert.deepEqual(failures, []);
    assert.ok(spec);
    const workspace = openWorkspace(disk, workspaceOf(context, filesFor(spec, text)));
    const ports = { files: workspace, redactor: new Redactor(), variable: () => undefined };
    const trigger = { command: 'validate', branch: 'main', isBranchHead: true } as const;
    const about = { spec, request: {} as Request, commit: { branch: 'main', sha: 'a'.repeat(40) } };
    const names = spec.environments.map(({ name }) => name).join(', ');
    const answer = `compass.yaml is valid: ${names}.`;
    assert.deepEqual(validate(about, { trigger }, ports as unknown as Ports), {
      ok: true,
      value: { answer, warnings: [] },
    });
  });
}

test('every key has an example', () => {
  const shown = new Set(examples.flatMap(([, text]) => keysIn(parse(text, { merge: true }), '')));
  const known = Object.entries(knownKeys).flatMap(([kind, keys]) => keys.map((key) => `${kind}: ${key}`));
  assert.deepEqual(
    known.filter((key) => !shown.has(key)),
    [],
  );
});

/** Each as `KIND: KEY`, with the kinds of `knownKeys`. */
function keysIn(value: unknown, kind: string): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysIn(item, kind));
  if (typeof value !== 'object' || value === null) return [];
  const own = kind in knownKeys ? Object.keys(value).map((key) => `${kind}: ${key}`) : [];
  return [...own, ...Object.entries(value).flatMap(([key, inner]) => keysIn(inner, kindBelow(kind, key)))];
}

function kindBelow(kind: string, key: string): string {
  if (kind.endsWith('jobs') && kind in knownKeys) return 'job';
  if (['charts', 'environments', 'repositories'].includes(kind)) return `${kind}.*`;
  return kind === '' ? key : `${kind}.${key}`;
}

test('every file that the docs show is named by an example', () => {
  const all = examples.map(([, text]) => text).join('');
  for (const file of Object.keys(files)) {
    assert.ok(all.includes(file) || all.includes(file.replace(/[^/]*?(?=\.yaml)/, '*')), file);
  }
});
