// `remove: true`: a release that is there is uninstalled, and what holds data stays.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf } from '../support/outcomes.ts';
import { denyByPolicy, echoChart, freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: {{ .Release.Name }}-data } # holds data
spec:
  accessModes: [ReadWriteOnce]
  resources: { requests: { storage: 1Mi } }
`;
/** A list, in which Helm sees no objects. */
const list = `apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata: { name: {{ .Release.Name }}-more, annotations: { a: b } }
  spec:
    accessModes: [ReadWriteOnce]
    resources: { requests: { storage: 1Mi } }
- apiVersion: v1
  kind: ConfigMap
  metadata: { name: {{ .Release.Name }}-note }
`;
const namespaceObject = `apiVersion: v1
kind: Namespace
metadata: { name: "{{ .Release.Namespace }}-more" }
`;
const definition = (group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Thing, plural: things }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

const names = async (...options: string[]) =>
  (await kubectl('get', '-o', 'name', '--ignore-not-found', ...options)).split('\n').filter(Boolean);

test('a release is uninstalled; volume claims, namespaces and CRDs stay; then there is nothing to do', async () => {
  const namespace = freshNamespace();
  const templates = {
    'claim.yaml': claim,
    'list.yaml': list,
    'namespace.yaml': namespaceObject,
    'definition.yaml': definition(`${namespace}.example.com`),
  };
  const charts = {
    // No volume is ever bound here.
    old: { chart: 'old', wait: false },
    web: { chart: 'echo' },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('old', templates),
    ...echoChart('echo'),
  });
  const first = await runStep({ workspace });
  assert.equal(first.exitCode, 0, first.text);
  assert.deepEqual(await names('configmap', 'old', 'old-note', '-n', namespace), [
    'configmap/old',
    'configmap/old-note',
  ]);

  // What it was made of is gone from the repository.
  const later = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      old: { chart: 'old', remove: true, depends: ['web'] },
      web: { chart: 'echo' },
    }),
    ...echoChart('echo'),
  });
  const second = await runStep({ workspace: later });
  assert.equal(second.exitCode, 0, second.text);
  assert.deepEqual(outcomesOf(second.result, 'name', 'outcome'), [
    ['old', 'removed'],
    ['web', 'unchanged'],
  ]);
  assert.equal(second.outputs['changed'], 'true');
  assert.match(second.text, /− old removed in .* \(`remove` is set\)/);
  assert.deepEqual(await names('configmap', 'old', 'old-note', '-n', namespace), []);
  assert.deepEqual(await names('persistentvolumeclaim', '-n', namespace), [
    'persistentvolumeclaim/old-data',
    'persistentvolumeclaim/old-more',
  ]);
  assert.deepEqual(await names('namespace', `${namespace}-more`), [`namespace/${namespace}-more`]);
  assert.equal((await names('crd', `things.${namespace}.example.com`)).length, 1);
  assert.equal((await helm('list', '-n', namespace, '-q')).trim(), 'web');

  const third = await runStep({ workspace: later });
  assert.deepEqual(outcomesOf(third.result), ['unchanged', 'unchanged']);
  assert.equal(third.outputs['changed'], 'false');
});

test('in a protected environment, nothing is removed until a person confirms it', async () => {
  const namespace = freshNamespace();
  const spec = (chart: object) => {
    const environments = { production: { branches: 'develop', namespace, protected: true } };
    return JSON.stringify({
      version: 1,
      stack: 'test',
      environments,
      charts: { web: chart, other: { chart: 'echo' } },
    });
  };
  const workspace = makeWorkspace({ 'compass.yaml': spec({ chart: 'echo' }), ...echoChart('echo') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': spec({ remove: true }) });

  for (const confirm of ['', 'staging']) {
    const refused = await runStep({ workspace, inputs: { confirm } });
    assert.equal(refused.exitCode, 1);
    assert.deepEqual(outcomesOf(refused.result, 'code', 'outcome'), [['not-confirmed', 'failed'], ['unchanged']]);
    assert.match(refused.text, /run once with the input `confirm: production`/);
  }
  assert.deepEqual(await names('configmap', 'web', '-n', namespace), ['configmap/web']);
  const confirmed = await runStep({ workspace, inputs: { confirm: 'production' } });
  assert.equal(confirmed.exitCode, 0, confirmed.text);
  assert.deepEqual(outcomesOf(confirmed.result), ['removed', 'unchanged']);
});

test('a release of another stack is not removed', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }),
    ...echoChart('echo'),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { web: { remove: true } }, 'another') });
  const refused = await runStep({ workspace });
  assert.equal(refused.result.charts[0]?.code, 'owned-by-other-stack');
  assert.deepEqual(await names('configmap', 'web', '-n', namespace), ['configmap/web']);
});

test('of several, those that depend on others are removed first, and nothing waits for what is removed', async () => {
  const namespace = freshNamespace();
  const charts = {
    db: { chart: 'echo' },
    web: { chart: 'echo', depends: ['db'] },
    api: { chart: 'echo', depends: ['db'] },
  };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...echoChart('echo') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const removed = { ...charts, db: { remove: true }, web: { remove: true, depends: ['db'] } };
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, removed) });
  const ended = await runStep({ workspace });
  assert.deepEqual(outcomesOf(ended.result), ['removed', 'removed', 'unchanged']);
  assert.match(ended.text, /− web removed[\s\S]*− db removed/);
});

const held = `apiVersion: v1
kind: ConfigMap
metadata: { name: "{{ .Release.Name }}-held", finalizers: [example.com/hold] }
`;
const removing = (namespace: string, more = {}) =>
  specFor(namespace, { web: { remove: true, timeout: '4s', ...more } });

async function passes(workspace: string, step = {}) {
  const end = await runStep({ workspace, ...step });
  assert.equal(end.exitCode, 0, end.text);
  return end;
}

for (const wait of [true, false]) {
  test(`a removal that a finalizer holds up fails with its name, and the next run completes it (wait: ${wait})`, async () => {
    const namespace = freshNamespace();
    const workspace = makeWorkspace({
      'compass.yaml': specFor(namespace, { web: { chart: 'echo', wait: false } }),
      ...echoChart('echo', { 'held.yaml': held }),
    });
    await passes(workspace);
    writeFiles(workspace, { 'compass.yaml': removing(namespace, { wait }) });
    for (const _ of ['first', 'again']) {
      const end = await runStep({ workspace });
      assert.equal(end.exitCode, 1, end.text);
      assert.deepEqual(outcomesOf(end.result, 'outcome', 'code'), [['failed', 'chart-timeout']]);
      assert.match(
        end.text,
        /`web` was not removed within its timeout of 4\.0 s: ConfigMap `web-held` is being deleted, but still has the finalizer `example\.com\/hold`\. \[chart-timeout\]/,
      );
    }
    await kubectl(
      'patch',
      'configmap',
      'web-held',
      '-n',
      namespace,
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    );
    assert.deepEqual(outcomesOf((await passes(workspace)).result), ['removed']);
    assert.deepEqual(await names('secret', '-n', namespace, '-l', 'owner=helm'), []);
    assert.deepEqual(outcomesOf((await passes(workspace)).result), ['unchanged']);
  });
}

test('a removal whose hook fails is a failure, and the next run completes it', async () => {
  const namespace = freshNamespace();
  const hook = `apiVersion: batch/v1
kind: Job
metadata: { name: "{{ .Release.Name }}-wipe", annotations: { helm.sh/hook: post-delete, helm.sh/hook-delete-policy: before-hook-creation } }
spec: { template: { metadata: { annotations: { rig/never-ready: "true" } }, spec: { restartPolicy: Never, containers: [{ name: a, image: x }] } } }
`;
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }),
    ...echoChart('echo', { 'hook.yaml': hook }),
  });
  await passes(workspace);
  writeFiles(workspace, { 'compass.yaml': removing(namespace) });
  const failed = await runStep({ workspace });
  assert.equal(failed.exitCode, 1, failed.text);
  assert.deepEqual(outcomesOf(failed.result), ['failed']);
  assert.match(failed.text, /web-wipe/);
  const again = await runStep({ workspace });
  assert.equal(again.exitCode, 1, 'the hook still fails');
});

test('an object that the cluster does not let Helm delete is named with the reason', async (context) => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }),
    ...echoChart('echo'),
  });
  await passes(workspace);
  await denyByPolicy(namespace, 'DELETE', 'nothing is deleted here');
  context.after(() => kubectl('delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', namespace));
  writeFiles(workspace, { 'compass.yaml': removing(namespace) });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 1, end.text);
  assert.match(end.text, /`web` was not removed: ConfigMap `web` was not deleted: .*nothing is deleted here/);
  assert.match(end.text, /The next deployment continues the removal/);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }) });
  const back = await passes(workspace);
  assert.deepEqual(outcomesOf(back.result), ['deployed'], 'a chart that is wanted again is deployed again');
});

test('what a chart has stopped using is removed after it, and not at all if it fails', async () => {
  const namespace = freshNamespace();
  const both = (web: object) => specFor(namespace, { cache: { remove: true }, web: { chart: 'web', ...web } });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { cache: { chart: 'cache' }, web: { chart: 'web', depends: ['cache'] } }),
    ...echoChart('cache'),
    ...echoChart('web'),
  });
  await passes(workspace);
  for (const depends of [[], ['cache']]) {
    writeFiles(workspace, {
      'compass.yaml': both({ depends, values: { a: depends.length }, jobs: { before: ['exit 1'] } }),
    });
    const failed = await runStep({ workspace });
    assert.deepEqual(outcomesOf(failed.result, 'outcome', 'code'), [
      ['skipped', 'dependency-failed'],
      ['failed', 'job-failed'],
    ]);
    assert.match(failed.text, /Not removed: `web`, which uses this chart, did not complete/);
    assert.deepEqual(await names('configmap', 'cache', '-n', namespace), ['configmap/cache']);
  }
  writeFiles(workspace, { 'compass.yaml': both({ values: { a: 3 } }) });
  const end = await passes(workspace);
  assert.match(end.text, /✓ web deployed[\s\S]*− cache removed/);
});

test('`only` removes nothing that it does not name', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { cache: { chart: 'echo' }, web: { chart: 'echo', depends: ['cache'] } }),
    ...echoChart('echo'),
  });
  await passes(workspace);
  const charts = { cache: { remove: true }, web: { chart: 'echo', depends: ['cache'], values: { a: 1 } } };
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts) });
  const web = await passes(workspace, { inputs: { only: 'web' } });
  assert.deepEqual(outcomesOf(web.result, 'name', 'outcome'), [['web', 'deployed']]);
  const cache = await passes(workspace, { inputs: { only: 'cache' } });
  assert.deepEqual(outcomesOf(cache.result, 'name', 'outcome'), [['cache', 'removed']]);
});

test('a removal after a failed upgrade also removes what only the deployed revision has', async () => {
  const namespace = freshNamespace();
  const extra = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: extra }\n';
  const hook = `apiVersion: batch/v1
kind: Job
metadata: { name: stuck, annotations: { helm.sh/hook: pre-upgrade } }
spec: { template: { metadata: { annotations: { rig/never-ready: "true" } }, spec: { restartPolicy: Never, containers: [{ name: a, image: x }] } } }
`;
  const spec = specFor(namespace, { web: { chart: 'echo', timeout: '3s' } });
  const workspace = makeWorkspace({ 'compass.yaml': spec, ...echoChart('echo', { 'extra.yaml': extra }) });
  await passes(workspace);
  writeFiles(workspace, echoChart('echo', { 'extra.yaml': '', 'hook.yaml': hook }));
  assert.equal((await runStep({ workspace })).exitCode, 1);
  assert.deepEqual(await names('configmap', 'extra', '-n', namespace), ['configmap/extra']);
  writeFiles(workspace, { 'compass.yaml': removing(namespace) });
  await passes(workspace);
  assert.deepEqual(await names('configmap', 'extra', 'web', '-n', namespace), []);
});
