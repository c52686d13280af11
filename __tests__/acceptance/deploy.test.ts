// A push deploys what the spec says, the second one finds it unchanged, and Helm's store says so.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { compassVersion } from '../../src/model/version.ts';
import { resultSchema } from '../../src/report/result.ts';
import { outcomesOf } from '../support/outcomes.ts';
import {
  deployment,
  echoChart,
  echoedValues,
  freshNamespace,
  helm,
  kubectl,
  releaseRecord,
  specFor,
} from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';
const auditOf = (namespace: string) =>
  readAudit(auditLog).filter(({ requestURI }) => requestURI.includes(`/${namespace}`));

test('a first push installs, and leaves the fingerprint and the owner on the release', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('charts/web', { 'deployment.yaml': deployment() });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'charts/web', values: { a: 1 } } }),
    ...chart,
  });

  const { exitCode, outputs, result, text, commands, temporaryFolder } = await runStep({ workspace });

  assert.equal(exitCode, 0, text);
  assert.equal(outputs['environment'], 'staging');
  assert.equal(outputs['outcome'], 'success');
  assert.equal(outputs['changed'], 'true');
  assert.deepEqual(resultSchema.parse(result), result);
  assert.deepEqual(
    result.charts.map(({ name, outcome, revision }) => ({ name, outcome, revision })),
    [{ name: 'web', outcome: 'deployed', revision: 1 }],
  );
  assert.deepEqual(await echoedValues(namespace, 'web'), { a: 1, greeting: 'from the chart' });
  assert.equal(
    await kubectl('get', 'deployment', 'web', '-n', namespace, '-o', 'jsonpath={.status.readyReplicas}'),
    '1',
  );
  const { labels, annotations } = await releaseRecord(namespace, 'web', 1);
  assert.equal(labels['status'], 'deployed');
  assert.equal(labels['compass.monax.io/stack'], 'test');
  assert.equal(labels['compass.monax.io/environment'], 'staging');
  assert.match(labels['compass.monax.io/run'] ?? '', /^g\.1296269\.77\.1\.[0-9a-f]{12}$/);
  assert.match(labels['compass.monax.io/fingerprint'] ?? '', /^v2-[0-9a-f]{40}-r1$/);
  assert.deepEqual(annotations, {
    ...{ 'compass.monax.io/images': '{}', 'compass.monax.io/secrets': '[]' },
    ...{ 'compass.monax.io/chart': 'web', 'compass.monax.io/depends': '[]' },
    'compass.monax.io/commit': '0123456789012345678901234567890123456789',
    'compass.monax.io/version': compassVersion,
  });
  assert.deepEqual(
    commands.map(({ name }) => name),
    ['group', 'endgroup'],
  );
  assert.deepEqual(readdirSync(temporaryFolder), [], 'nothing stays in the temporary folder');
});

test('a second push writes nothing, makes one request, and needs no Helm', async () => {
  const namespace = freshNamespace();
  const random = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-random }
data: { random: {{ randAlphaNum 20 }}, now: {{ now | quote }} }
`;
  const charts = { one: { chart: 'charts/a' }, two: { chart: 'charts/a', values: { x: 'y' } } };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('charts/a', { 'random.yaml': random }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const before = auditOf(namespace).length;

  const { exitCode, outputs, result } = await runStep({ workspace, env: { PATH: '/nowhere' } });

  assert.equal(exitCode, 0);
  assert.equal(outputs['outcome'], 'success');
  assert.equal(outputs['changed'], 'false');
  assert.deepEqual(outcomesOf(result), ['unchanged', 'unchanged']);
  const requests = auditOf(namespace)
    .slice(before)
    .filter(({ userAgent }) => userAgent === 'compass');
  assert.deepEqual(
    requests.map(({ verb }) => verb),
    ['list'],
  );
  assert.deepEqual(writesIn(auditOf(namespace).slice(before)), []);
});

test('a release with the labels of an earlier version keeps its owner, and is not upgraded for them', async () => {
  const namespace = freshNamespace();
  const charts = { base: { chart: 'a' }, web: { chart: 'a', depends: ['base'] } };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...echoChart('a') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const record = 'sh.helm.release.v1.web.v1';
  const { annotations } = await releaseRecord(namespace, 'web', 1);
  assert.equal(annotations['compass.monax.io/depends'], '["base"]');

  await kubectl(
    'label',
    'secret',
    record,
    '-n',
    namespace,
    '--overwrite',
    'compass.monax.io/run=77.1.deploy.x.0123abcd',
  );
  const added = ['chart', 'depends', 'commit', 'version'].map((name) => `compass.monax.io/${name}-`);
  await kubectl('annotate', 'secret', record, '-n', namespace, ...added);
  const { resourceVersion } = await releaseRecord(namespace, 'web', 1);

  const again = await runStep({ workspace });
  assert.deepEqual(
    again.result.charts.map(({ outcome, revision }) => [outcome, revision]),
    [
      ['unchanged', 1],
      ['unchanged', 1],
    ],
  );
  assert.equal((await releaseRecord(namespace, 'web', 1)).resourceVersion, resourceVersion);

  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { ...charts, web: { ...charts.web, values: { a: 1 } } }),
  });
  const third = await runStep({ workspace });
  assert.match(third.text, /✓ web deployed in .*, revision 2 \(values changed\)/);
  const { labels } = await releaseRecord(namespace, 'web', 2);
  assert.match(labels['compass.monax.io/run'] ?? '', /^g\.1296269\.77\.1\.[0-9a-f]{12}$/);
});

test('the order of keys, comments and the place of the checkout change nothing', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('c');
  const spec = (values: string) =>
    `version: 1\nstack: test\nenvironments: {staging: {branches: develop, namespace: ${namespace}}}\ncharts: {a: {chart: ./c, values: ${values}}}\n`;
  await runStep({ workspace: makeWorkspace({ 'compass.yaml': spec('{x: 1, y: {p: true, q: [1, 2]}}'), ...chart }) });

  const again = { 'compass.yaml': `# the same\n${spec('{y: {q: [1, 2], p: true}, x: 1}')}`, ...chart };
  const { result } = await runStep({ workspace: makeWorkspace(again) });

  assert.deepEqual(outcomesOf(result), ['unchanged']);
});

test('the reason names what changed, and only that release is upgraded', async () => {
  const namespace = freshNamespace();
  const specWith = (values: object) => specFor(namespace, { one: { chart: 'one', values }, two: { chart: 'two' } });
  const workspace = makeWorkspace({
    'compass.yaml': specWith({ replicas: 1 }),
    ...echoChart('one'),
    ...echoChart('two'),
  });
  await runStep({ workspace });

  writeFiles(workspace, { 'compass.yaml': specWith({ replicas: 2 }) });
  const values = await runStep({ workspace });
  assert.deepEqual(outcomesOf(values.result, 'outcome', 'reason', 'revision'), [
    ['deployed', 'values changed', 2],
    ['unchanged', 'same inputs as deployed', 1],
  ]);

  writeFiles(workspace, { 'two/values.yaml': 'greeting: new\n' });
  const chart = await runStep({ workspace });
  assert.deepEqual(outcomesOf(chart.result, 'outcome', 'reason'), [
    ['unchanged', 'same inputs as deployed'],
    ['deployed', 'chart changed'],
  ]);

  const forced = await runStep({ workspace, inputs: { force: 'true' } });
  assert.deepEqual(outcomesOf(forced.result, 'outcome', 'reason'), [
    ['deployed', 'forced'],
    ['deployed', 'forced'],
  ]);
});

test('a value that is removed from the spec is gone from the release, the last one too', async () => {
  const namespace = freshNamespace();
  const specWith = (values: object) => specFor(namespace, { a: { chart: 'a', values } });
  const workspace = makeWorkspace({ 'compass.yaml': specWith({ greeting: 'mine', more: [1] }), ...echoChart('a') });
  await runStep({ workspace });
  assert.deepEqual(await echoedValues(namespace, 'a'), { greeting: 'mine', more: [1] });

  writeFiles(workspace, { 'compass.yaml': specWith({}) });
  await runStep({ workspace });

  assert.deepEqual(await echoedValues(namespace, 'a'), { greeting: 'from the chart' });
});

test('values arrive with the types that YAML 1.2 gives them', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: test
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  a:
    chart: a
    values: { no: no, on: on, octal: 012, new: 0o14, float: 1e3, time: 12:30, version: "1.10", emoji: "🧭", text: "a\\nb", control: "a\\u2028\\ufeff", none: null, big: 9007199254740991 }
`,
    ...echoChart('a'),
  });

  await runStep({ workspace });

  assert.deepEqual(await echoedValues(namespace, 'a'), {
    ...{ no: 'no', on: 'on', octal: 12, new: 12, float: 1000, time: '12:30', version: '1.10' },
    ...{
      emoji: '🧭',
      control: 'a\u2028\ufeff',
      text: 'a\nb',
      none: null,
      big: 9007199254740991,
      greeting: 'from the chart',
    },
  });
});

test('text that YAML would fold reaches Helm unchanged', async () => {
  const namespace = freshNamespace();
  const spec = specFor(namespace, { a: { chart: 'a', values: { control: 'a\u0085b\u2028c\ufeff' } } });
  await runStep({
    workspace: makeWorkspace({ 'compass.yaml': spec.replaceAll('\u0085', '\\u0085'), ...echoChart('a') }),
  });

  const values = JSON.parse(await helm('get', 'values', 'a', '-n', namespace, '-o', 'json'));
  assert.deepEqual(values, { control: 'a\u0085b\u2028c\ufeff' });
});

test('a release that someone else upgraded or rolled back does not count as unchanged', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', values: { x: 1 } } }),
    ...echoChart('a'),
  });
  await runStep({ workspace });

  await helm('upgrade', 'a', `${workspace}/a`, '-n', namespace, '--set', 'x=2');
  const afterUpgrade = await runStep({ workspace });
  assert.deepEqual(outcomesOf(afterUpgrade.result, 'outcome', 'revision'), [['deployed', 3]]);
  assert.equal((await echoedValues(namespace, 'a'))['x'], 1);

  await helm('rollback', 'a', '2', '-n', namespace);
  const afterRollback = await runStep({ workspace });
  assert.deepEqual(outcomesOf(afterRollback.result, 'outcome', 'revision'), [['deployed', 5]]);
  assert.equal((await echoedValues(namespace, 'a'))['x'], 1);
});

test('an account with the least rights can deploy', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('a', { 'deployment.yaml': deployment() });
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }), ...chart });

  const { exitCode, text } = await runStep({ workspace, inputs: { context: 'deployer' } });

  assert.equal(exitCode, 0, text);
});

test('the environment, the branch and the spec can be given', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'stacks/web/compass.yaml': specFor(namespace, { a: { chart: '../shared' } }),
    ...echoChart('stacks/shared'),
  });
  const spec = 'stacks/web/compass.yaml';

  const byBranch = await runStep({
    workspace,
    inputs: { spec, branch: 'develop' },
    event: { ref: 'refs/heads/other' },
  });
  const byName = await runStep({
    workspace,
    inputs: { spec, environment: 'staging' },
    event: { ref: 'refs/heads/other' },
  });

  assert.deepEqual(outcomesOf(byBranch.result), ['deployed'], byBranch.text);
  assert.deepEqual(outcomesOf(byName.result), ['unchanged']);
});
