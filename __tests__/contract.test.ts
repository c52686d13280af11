// Do action.yml, the README, the docs and the schemas agree with the code? Users rely on them.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parse } from 'yaml';
import { type Input, inputs, outputs } from '../src/inputs/inputs.ts';
import { failureCodes } from '../src/model/failure.ts';
import { chartOutcomes } from '../src/model/outcome.ts';
import { compassVersion } from '../src/model/version.ts';
import { parseSpec } from '../src/spec/parse.ts';
import { knownKeys } from '../src/spec/schema.ts';

const root = join(import.meta.dirname, '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const action = parse(read('action.yml'));

/** A change here changes what workflows rely on. */
const promisedInputs: Record<string, string> = {
  spec: 'compass.yaml',
  command: 'auto',
  environment: '',
  branch: '',
  values: '',
  images: '',
  only: '',
  force: 'false',
  prune: 'false',
  confirm: '',
  'plan-digest': '',
  concurrency: '10',
  timeout: '30m',
  kubeconfig: '',
  context: '',
  'helm-version': 'v4.3.1',
  'insecure-registries': '',
  comment: 'auto',
  log: 'grouped',
  'github-token': '$' + '{{ github.token }}',
};
const promisedOutputs = ['environment', 'outcome', 'plan-digest', 'changed', 'images', 'matrix', 'result'];

test('action.yml has the promised inputs with their defaults, none of them required, and the promised outputs', () => {
  const defaults = Object.entries<{ default: string; required?: boolean }>(action.inputs).map(([name, input]) => {
    assert.equal(input.required, undefined);
    return [name, input.default];
  });
  assert.deepEqual(Object.fromEntries(defaults), promisedInputs);
  assert.deepEqual(Object.keys(action.outputs), promisedOutputs);
});

test('action.yml runs dist on node24, its post step too', () => {
  assert.deepEqual(action.runs, { using: 'node24', main: 'dist/index.js', post: 'dist/index.js' });
});

test('the code knows these inputs and outputs and no others', () => {
  const defaults = Object.entries<Input<unknown>>(inputs).map(([name, input]) => [name, input.default]);
  assert.deepEqual(Object.fromEntries(defaults), promisedInputs);
  assert.deepEqual(Object.keys(outputs), promisedOutputs);
});

test("the README's tables name every input with its default, and every output", () => {
  const rows = read('README.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  for (const [name, value] of Object.entries(promisedInputs)) {
    assert.ok(
      rows.some((row) => row.startsWith(`| \`${name}\` | ${value && `\`${value}\``} |`)),
      name,
    );
  }
  for (const name of promisedOutputs)
    assert.ok(
      rows.some((row) => row.startsWith(`| \`${name}\` |`)),
      name,
    );
});

test("the README's workflow and spec are the example's", () => {
  const fenced = [...read('README.md').matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text);
  assert.deepEqual(fenced.slice(0, 2), [
    read('examples/hello/.github/workflows/deploy.yml'),
    read('examples/hello/compass.yaml'),
  ]);
});

test('every failure code is documented', () => {
  for (const code of Object.keys(failureCodes))
    assert.match(read('docs/action.md'), new RegExp(`^\\| \`${code}\` \\|`, 'm'));
});

test('the version that releases are marked with is the version of the package', () => {
  assert.equal(compassVersion, JSON.parse(read('package.json')).version);
});

test('the README explains every outcome of a chart', () => {
  for (const [outcome, { meaning }] of Object.entries(chartOutcomes))
    assert.ok(read('README.md').includes(`\n| \`${outcome}\` | ${meaning} |\n`), outcome);
});

test('every key of the spec is documented', () => {
  const there = read('docs/spec.md');
  for (const key of Object.values(knownKeys).flat()) assert.match(there, new RegExp(`^\\| \`${key}\` \\|`, 'm'));
});

test('the specs of the examples and of the docs are valid', () => {
  const specs = globSync('examples/*/compass.yaml', { cwd: root }).map((file) => [file, read(file)] as const);
  const shown = [...read('docs/spec.md').matchAll(/```yaml\n(version:[\s\S]*?)```/g)].map(
    ([, text = '']) => ['docs/spec.md', text] as const,
  );
  assert.ok(specs.length > 0 && shown.length > 0);
  for (const [file, text] of [...specs, ...shown]) {
    const parsed = parseSpec(file, text);
    assert.deepEqual(parsed.failures, []);
  }
});
