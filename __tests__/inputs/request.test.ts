// How are the texts of the inputs read, and which problems are reported?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands, inputNames, inputs } from '../../src/inputs/inputs.ts';
import { type Request, readRequest } from '../../src/inputs/request.ts';
import type { Failure } from '../../src/model/failure.ts';

type Texts = Parameters<typeof readRequest>[0];

function requestOf(texts: Texts): Request {
  const read = readRequest(texts);
  assert.ok(read.ok, JSON.stringify(read));
  return read.value;
}

function failuresOf(texts: Texts): readonly Failure[] {
  const read = readRequest(texts);
  assert.ok(!read.ok, `${JSON.stringify(texts)} was taken`);
  return read.failures;
}

/** The request of a workflow that sets no input. */
const defaults: Partial<Request> = {
  spec: 'compass.yaml',
  command: 'auto',
  environment: undefined,
  branch: undefined,
  values: undefined,
  images: undefined,
  only: undefined,
  force: false,
  prune: false,
  confirm: undefined,
  'plan-digest': undefined,
  concurrency: 10,
  timeout: 1_800_000,
  kubeconfig: undefined,
  context: undefined,
  'helm-version': 'v4.3.1',
  'insecure-registries': undefined,
  comment: 'auto',
  log: 'grouped',
};

test('without any input, the defaults apply', () => {
  const { 'github-token': _, ...others } = requestOf({});
  assert.deepEqual(others, defaults);
});

test('an empty text, or white space only, counts as not given', () => {
  for (const text of ['', '  ', '\n']) {
    assert.deepEqual(requestOf(Object.fromEntries(inputNames.map((name) => [name, text]))), requestOf({}));
  }
});

test('explicit defaults are accepted, also of inputs that are not implemented', () => {
  const explicit = Object.fromEntries(inputNames.map((name) => [name, inputs[name].default]));
  assert.deepEqual(requestOf(explicit), requestOf({}));
});

test('an expression that only the runner evaluates does not count as a token', () => {
  assert.notEqual(requestOf({ 'github-token': '' })['github-token'], inputs['github-token'].default);
});

for (const [name, text, value] of [
  ['spec', 'deploy/compass.yaml', 'deploy/compass.yaml'],
  ['spec', '  with space.yaml\n', 'with space.yaml'],
  ...commands.map((command) => ['command', command, command] as const),
  ['environment', 'staging', 'staging'],
  ['branch', 'feature/x', 'feature/x'],
  ['values', 'replicas: 2\ndeep: { on: true }', { replicas: 2, deep: { on: true } }],
  ['values', '{"a": "<%= no template %>"}', { a: '<%= no template %>' }],
  ['only', 'web', ['web']],
  ['only', 'web, tag:front\n api ,\n', ['web', 'tag:front', 'api']],
  ['force', 'true', true],
  ['force', 'false', false],
  ['concurrency', '1', 1],
  ['concurrency', '9999', 9999],
  ['timeout', '90s', 90_000],
  ['timeout', '1h30m', 5_400_000],
  ['kubeconfig', 'apiVersion: v1\nkind: Config\n', 'apiVersion: v1\nkind: Config'],
  ['context', 'gke_acme_europe-west1_main', 'gke_acme_europe-west1_main'],
  ['helm-version', 'path', 'path'],
  ['helm-version', 'v4.10.0', 'v4.10.0'],
  ['comment', 'never', 'never'],
  ['log', 'prefixed', 'prefixed'],
  ['github-token', 'ghs_x', 'ghs_x'],
] as const) {
  test(`${name}: ${JSON.stringify(text)} is understood`, () =>
    assert.deepEqual(requestOf({ [name]: text })[name], value));
}

const ofCommand = 'it must be one of `auto`, `deploy`, `plan`, `destroy`, `validate`, `matrix`';
const ofValues = 'it must be a YAML map';
const ofDuration = 'it must be a duration with a unit, such as `90s`, `30m` or `1h30m`';
const ofPlanDigest = 'it must be the `plan-digest` output of an earlier job: `sha256:…`';
const ofImages = 'it must be the `images` output of an earlier run: a JSON map from image references to `sha256:…`';
const ofConcurrency = 'it must be a whole number from 1 to 9999';
const ofHelm = 'it must be `path` or an exact version such as `v4.3.1`';

for (const [name, text, problem] of [
  ['command', 'apply', ofCommand],
  ['command', 'Deploy', ofCommand],
  ['values', 'replicas', ofValues],
  ['values', '- a', ofValues],
  ['values', 'a: [1', ofValues],
  ['values', 'a: 1\na: 2', ofValues],
  ['values', '---\na: 1\n---\nb: 2', ofValues],
  ['images', '{', ofImages],
  ['images', '[]', ofImages],
  ['images', '{"web:1":"latest"}', 'the digest of `web:1` must be `sha256:` and 64 hexadecimal digits'],
  ['images', '{"web":"latest"}', '`web` is not a valid image reference: it has no tag'],
  [
    'images',
    `{"web:1@sha256:${'0'.repeat(64)}":"sha256:${'1'.repeat(64)}"}`,
    `\`web:1@sha256:${'0'.repeat(64)}\` already contains a digest, and it is not sha256:${'1'.repeat(64)}`,
  ],
  [
    'insecure-registries',
    'http://a.b',
    '`http://a.b` is not a valid host; use `HOST` or `HOST:PORT`, such as `registry.local:5000`',
  ],
  ['insecure-registries', ',', 'it must have at least one entry'],
  ['force', 'yes', 'it must be `true` or `false`'],
  ['force', '1', 'it must be `true` or `false`'],
  ['concurrency', '0', ofConcurrency],
  ['concurrency', '10000', ofConcurrency],
  ['concurrency', '-1', ofConcurrency],
  ['concurrency', '1.5', ofConcurrency],
  ['concurrency', '1e3', ofConcurrency],
  ['concurrency', 'many', ofConcurrency],
  ['timeout', '30', ofDuration],
  ['timeout', '0s', ofDuration],
  ['timeout', 'PT30M', ofDuration],
  ['helm-version', '4.3.1', ofHelm],
  ['helm-version', 'v4', ofHelm],
  ['helm-version', 'latest', ofHelm],
  ['helm-version', '../v4.3.1', ofHelm],
  ['helm-version', 'v3.22.0', 'Helm 3 is not supported yet; it must be `path` or a version such as `v4.3.1`'],
  ['plan-digest', 'sha256:0', ofPlanDigest],
  ['comment', 'always', 'it must be one of `auto`, `never`'],
  ['log', 'loud', 'it must be one of `grouped`, `prefixed`'],
] as const) {
  test(`${name}: ${JSON.stringify(text)} is refused, with what is allowed`, () => {
    assert.deepEqual(failuresOf({ [name]: text }), [
      {
        code: 'input-invalid',
        message: `The input \`${name}\` is ${JSON.stringify(text)}: ${problem}.`,
        hint: `Correct \`${name}\` in the step's \`with:\`.`,
      },
    ]);
  });
}

for (const [name, text] of [['prune', 'true']] as const) {
  test(`${name} is planned, not implemented, and refused rather than ignored`, () => {
    const [failure, ...others] = failuresOf({ [name]: text });
    assert.deepEqual(others, []);
    assert.equal(failure?.code, 'not-yet');
    assert.match(failure?.message ?? '', new RegExp(`^The input \`${name}\` is planned, but not implemented`));
  });
}

test('all problems are reported at once, in the order of the inputs', () => {
  const failures = failuresOf({
    log: 'loud',
    timeout: '5',
    concurrency: 'many',
    prune: 'true',
    values: '[1]',
    force: 'no',
    spec: 'x.yaml',
  });
  assert.deepEqual(
    failures.map(({ code, message }) => [code, /`([a-z-]+)`/.exec(message)?.[1]]),
    [
      ['input-invalid', 'values'],
      ['input-invalid', 'force'],
      ['not-yet', 'prune'],
      ['input-invalid', 'concurrency'],
      ['input-invalid', 'timeout'],
      ['input-invalid', 'log'],
    ],
  );
});

test('a refused text is shown on one line, whatever it contains', () => {
  const [failure] = failuresOf({ log: 'a\n::error::b' });
  assert.match(failure?.message ?? '', /^The input `log` is "a\\n::error::b": /);
});
