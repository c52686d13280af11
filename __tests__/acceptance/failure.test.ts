// What fails is told with its cause, stops nothing else, and the next run goes on from what the store says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
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

const refusedByServer = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-wrong }
daata: { a: b }
`;

test('a chart that fails does not stop the others, and is reported outside of its group with its place', async () => {
  const namespace = freshNamespace();
  const spec = specFor(namespace, { bad: { chart: 'bad' }, good: { chart: 'good' } });
  const workspace = makeWorkspace({
    'compass.yaml': spec,
    ...echoChart('bad', { 'wrong.yaml': refusedByServer }),
    ...echoChart('good'),
  });

  const { exitCode, outputs, result, commands, lines } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.equal(outputs['outcome'], 'failure');
  assert.equal(outputs['changed'], 'true');
  assert.deepEqual(outcomesOf(result, 'outcome', 'code'), [['failed', 'helm-failed'], ['deployed']]);
  assert.match(result.charts[0]?.reason ?? '', /daata.*revision 1 is `failed`/s);
  const [annotation] = commands.filter(({ name }) => name === 'error');
  const line = spec.split('\n').findIndex((text) => text.includes('"bad"')) + 1;
  assert.match(annotation?.properties ?? '', new RegExp(`file=compass.yaml,line=${line},`));
  const closed = lines.findIndex((text) => text.startsWith('::endgroup::'));
  assert.ok(
    lines.slice(closed, closed + 8).some((text) => text.includes('field not declared in schema')),
    lines.join('\n'),
  );
});

test('after a failed first install the next run upgrades: nothing is uninstalled or created again', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a' } }),
    ...echoChart('a', { 'wrong.yaml': refusedByServer }),
  });
  await runStep({ workspace });
  const uid = () => kubectl('get', 'configmap', 'a', '-n', namespace, '-o', 'jsonpath={.metadata.uid}');
  const before = await uid();

  writeFiles(workspace, { 'a/templates/wrong.yaml': '' });
  const { result } = await runStep({ workspace });

  assert.deepEqual(outcomesOf(result, 'outcome', 'reason', 'revision'), [['deployed', 'revision 1 failed', 2]]);
  assert.equal(await uid(), before);
});

test('a chart that does not become ready fails at its timeout', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('a', { 'deployment.yaml': deployment({ 'rig/never-ready': 'true' }) });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', timeout: '2s' } }),
    ...chart,
  });

  const { exitCode, result } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.deepEqual(outcomesOf(result, 'outcome', 'code'), [['failed', 'chart-timeout']]);
  assert.equal((await releaseRecord(namespace, 'a', 1)).labels['status'], 'failed');
});

test('`wait: false` does not wait', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('a', { 'deployment.yaml': deployment({ 'rig/never-ready': 'true' }) });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', timeout: '5m', wait: false } }),
    ...chart,
  });

  const { exitCode, result } = await runStep({ workspace });

  assert.equal(exitCode, 0);
  assert.equal(result.charts[0]?.outcome, 'deployed');
});

test('a release of another stack is refused and not touched', async () => {
  const namespace = freshNamespace();
  const files = echoChart('a');
  await runStep({
    workspace: makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }, 'theirs'), ...files }),
  });
  const before = await releaseRecord(namespace, 'a', 1);

  const ours = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', values: { x: 1 } } }, 'ours'),
    ...files,
  });
  const { exitCode, result, outputs, text } = await runStep({ workspace: ours });

  assert.equal(exitCode, 1);
  assert.equal(outputs['changed'], 'false');
  assert.deepEqual(
    result.charts.map(({ code }) => code),
    ['owned-by-other-stack'],
  );
  assert.match(text, /belongs to the stack `theirs` in environment `staging`/);
  assert.equal((await releaseRecord(namespace, 'a', 1)).resourceVersion, before.resourceVersion);
});

test('the namespace of the environment is part of the owner of a release', async () => {
  const [shared, one, other] = [freshNamespace(), freshNamespace(), freshNamespace()];
  const files = echoChart('a');
  const spec = (namespace: string) => specFor(namespace, { a: { chart: 'a', namespace: shared } });
  await runStep({ workspace: makeWorkspace({ 'compass.yaml': spec(one), ...files }) });

  const { result } = await runStep({ workspace: makeWorkspace({ 'compass.yaml': spec(other), ...files }) });

  assert.deepEqual(
    result.charts.map(({ code }) => code),
    ['owned-by-other-stack'],
  );
});

test('a pending release is refused, and the printed command frees it without touching what runs', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', values: { x: 1 } } }),
    ...echoChart('a'),
  });
  await kubectl('create', 'namespace', namespace);
  await helm('install', 'a', `${workspace}/a`, '-n', namespace);
  const uid = () => kubectl('get', 'configmap', 'a', '-n', namespace, '-o', 'jsonpath={.metadata.uid}');
  const before = await uid();
  // What a Helm that was killed leaves: the status stands in the label and in the record.
  await makePending(namespace, 'a');

  const refused = await runStep({ workspace });
  assert.deepEqual(
    refused.result.charts.map(({ code }) => code),
    ['release-pending'],
  );
  const [, command = ''] = /deploy again: `kubectl (delete secret \S+ --namespace [^`\s]+)`/.exec(refused.text) ?? [];
  await kubectl(...command.split(' '));

  const freed = await runStep({ workspace });
  assert.deepEqual(outcomesOf(freed.result, 'outcome', 'reason'), [['deployed', 'not installed']]);
  assert.equal(await uid(), before);
  assert.equal((await echoedValues(namespace, 'a'))['x'], 1);
});

test('at the deadline of the run, the chart in progress is stopped and the rest are skipped', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('slow', { 'deployment.yaml': deployment({ 'rig/never-ready': 'true' }) });
  const charts = { slow: { chart: 'slow' }, later: { chart: 'later', depends: ['slow'] } };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...chart, ...echoChart('later') });

  const { exitCode, outputs, result } = await runStep({ workspace, inputs: { timeout: '3s' } });

  assert.equal(exitCode, 1);
  assert.equal(outputs['outcome'], 'failure');
  assert.deepEqual(outcomesOf(result, 'outcome', 'code'), [
    ['failed', 'deadline'],
    ['skipped', 'deadline'],
  ]);
});

async function makePending(namespace: string, release: string): Promise<void> {
  const { gunzipSync, gzipSync } = await import('node:zlib');
  const name = `sh.helm.release.v1.${release}.v1`;
  const stored = Buffer.from(
    await kubectl('get', 'secret', name, '-n', namespace, '-o', 'jsonpath={.data.release}'),
    'base64',
  );
  const record = JSON.parse(gunzipSync(Buffer.from(stored.toString(), 'base64')).toString());
  record.info.status = 'pending-install';
  const packed = Buffer.from(gzipSync(JSON.stringify(record)).toString('base64')).toString('base64');
  const patch = { metadata: { labels: { status: 'pending-install' } }, data: { release: packed } };
  await kubectl('patch', 'secret', name, '-n', namespace, '--type=merge', '-p', JSON.stringify(patch));
}
