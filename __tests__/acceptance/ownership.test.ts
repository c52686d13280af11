// A stack takes only what is its own or nobody's, and what moves within it stays the same.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { apply, echoChart, freshNamespace, helm, kubectl, releaseRecord, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const configMap = (name: string, data = 'a: b') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { ${data} }\n`;
const plan = { inputs: { command: 'plan' } };

function outcomesByName({ result }: StepEnd): Record<string, string> {
  return Object.fromEntries(result.charts.map(({ name, outcome }) => [name, outcome]));
}

async function passes(workspace: string, step = {}): Promise<StepEnd> {
  const end = await runStep({ workspace, ...step });
  assert.equal(end.exitCode, 0, end.text);
  return end;
}

async function uidOf(namespace: string, name: string, kind = 'configmap'): Promise<string> {
  return (await kubectl('get', kind, name, '-n', namespace, '-o', 'jsonpath={.metadata.uid}')).trim();
}

const maybe = (name: string) => `{{ if .Values.x }}\n${configMap(name, 'from: "{{ .Release.Name }}"')}{{ end }}\n`;

for (const [what, charts] of [
  [
    'first',
    (x: boolean) => ({ b: { chart: 'b', values: { x: !x } }, a: { chart: 'a', depends: ['b'], values: { x } } }),
  ],
  [
    'last',
    (x: boolean) => ({ a: { chart: 'a', values: { x } }, b: { chart: 'b', depends: ['a'], values: { x: !x } } }),
  ],
  ['at the same time', (x: boolean) => ({ a: { chart: 'a', values: { x } }, b: { chart: 'b', values: { x: !x } } })],
] as const) {
  test(`an object that moves from one chart to another stays the same object if the new owner is deployed ${what}`, async () => {
    const namespace = freshNamespace();
    const files = { ...echoChart('a', { 'm.yaml': maybe('moved') }), ...echoChart('b', { 'm.yaml': maybe('moved') }) };
    const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts(true)), ...files });
    await passes(workspace);
    const uid = await uidOf(namespace, 'moved');
    writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts(false)) });
    const planned = await passes(workspace, plan);
    assert.match(planned.text, /ConfigMap moved: moved from a/);
    assert.match(planned.text, /ConfigMap `moved` moves to `b`\./);
    assert.doesNotMatch(planned.text, /`moved` would be deleted/);
    const end = await passes(workspace);
    assert.match(end.text, /ConfigMap moved: moved from release a to release b/);
    assert.equal(await uidOf(namespace, 'moved'), uid);
    assert.equal(await kubectl('get', 'configmap', 'moved', '-n', namespace, '-o', 'jsonpath={.data.from}'), 'b');
    assert.deepEqual(outcomesByName(await passes(workspace)), { a: 'unchanged', b: 'unchanged' });
  });
}

test('an object of a release that is removed moves to the chart that takes it', async () => {
  const namespace = freshNamespace();
  const files = {
    ...echoChart('a', { 'm.yaml': configMap('moved') }),
    ...echoChart('b', { 'm.yaml': maybe('moved') }),
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a' }, b: { chart: 'b' } }),
    ...files,
  });
  await passes(workspace);
  const uid = await uidOf(namespace, 'moved');
  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { a: { remove: true }, b: { chart: 'b', values: { x: true } } }),
  });
  assert.deepEqual(outcomesByName(await passes(workspace)), { a: 'removed', b: 'deployed' });
  assert.equal(await uidOf(namespace, 'moved'), uid);
});

test('the objects of a chart whose release is renamed stay the same objects', async () => {
  const namespace = freshNamespace();
  const files = { ...echoChart('a', { 'm.yaml': configMap('shared') }) };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { web: { chart: 'a' } }), ...files });
  await passes(workspace);
  const uid = await uidOf(namespace, 'shared');
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { web: { chart: 'a', release: 'web2' } }) });
  const planned = await passes(workspace, plan);
  assert.match(planned.text, /ConfigMap shared: moved from release web/);
  assert.match(planned.text, /1 release of this stack left alone, because the spec no longer names it: `web`/);
  const end = await passes(workspace);
  assert.match(end.text, /left alone/);
  assert.equal(await uidOf(namespace, 'shared'), uid);
  await helm('uninstall', 'web', '-n', namespace);
  assert.equal(await uidOf(namespace, 'shared'), uid, 'the old release no longer has it');
});

test('`adopt` takes over what belongs to nobody, and refuses what belongs to another release', async () => {
  const namespace = freshNamespace();
  const theirs = makeWorkspace({
    'compass.yaml': specFor(namespace, { theirs: { chart: 'c' } }, 'theirs'),
    ...echoChart('c', { 'o.yaml': configMap('owned') }),
  });
  await passes(theirs);
  await apply(configMap('free', 'by: hand').replace('name: free', `name: free, namespace: ${namespace}`));
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { good: { chart: 'd' }, thief: { chart: 'c', adopt: true } }, 'mine'),
    ...echoChart('d'),
    ...echoChart('c', { 'o.yaml': configMap('owned') }),
  });
  const planned = await runStep({ workspace, ...plan });
  assert.match(planned.text, /ConfigMap `owned` belongs to the release `theirs` in namespace/);
  const refused = await runStep({ workspace });
  assert.equal(refused.exitCode, 1);
  assert.match(
    refused.text,
    /ConfigMap `owned` belongs to the release `theirs` in namespace `[^`]+`, so `thief` does not adopt it\. \[object-owned\]/,
  );
  assert.equal(await helm('list', '-q', '-n', namespace), 'theirs\n', 'nothing was deployed');

  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { adopter: { chart: 'e', adopt: true, conflicts: 'take' } }, 'mine'),
    ...echoChart('e', { 'o.yaml': configMap('free', 'by: chart') }),
  });
  const uid = await uidOf(namespace, 'free');
  assert.match(
    (await passes(workspace, plan)).text,
    /Adopts ConfigMap `free`, which exists and belongs to no release \(managed by `kubectl-client-side-apply`\)\./,
  );
  await passes(workspace);
  assert.equal(await uidOf(namespace, 'free'), uid);
});

test('a plan names objects that exist already, and whose they are', async () => {
  const namespace = freshNamespace();
  await kubectl('create', 'namespace', namespace);
  await apply(configMap('free').replace('name: free', `name: free, namespace: ${namespace}`));
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'c' } }),
    ...echoChart('c', { 'o.yaml': configMap('free') }),
  });
  const planned = await passes(workspace, plan);
  assert.match(
    planned.text,
    /ConfigMap `free` exists and belongs to no release \(managed by `kubectl-client-side-apply`\): the deployment would fail without `adopt: true`/,
  );
});

test('a plan says that a namespace is being deleted', async () => {
  const namespace = freshNamespace();
  await apply(JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }));
  await apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'held', namespace, finalizers: ['example.com/hold'] },
    }),
  );
  await kubectl('delete', 'namespace', namespace, '--wait=false');
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { web: { chart: 'c' } }), ...echoChart('c') });
  const planned = await passes(workspace, plan);
  assert.match(planned.text, new RegExp(`the namespace \`${namespace}\` is being deleted`));
  await kubectl(
    'patch',
    'configmap',
    'held',
    '-n',
    namespace,
    '--type=merge',
    '-p',
    '{"metadata":{"finalizers":null}}',
  );
});

test('a release that was installed by hand is taken over from the same chart, and from another one only with `adopt`', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { same: { chart: 'c' }, other: { chart: 'c' } }),
    ...echoChart('c'),
    ...echoChart('legacy', { 'o.yaml': configMap('of-legacy') }),
    'legacy/Chart.yaml': 'apiVersion: v2\nname: legacy\nversion: 0.1.0\n',
  });
  await helm('install', 'same', `${workspace}/c`, '-n', namespace, '--create-namespace');
  await helm('install', 'other', `${workspace}/legacy`, '-n', namespace);
  const end = await runStep({ workspace });
  assert.deepEqual(outcomesByName(end), { same: 'deployed', other: 'failed' });
  assert.match(
    end.text,
    /The release `other` in namespace `[^`]+` was installed outside Compass from another chart, `legacy`\. \[release-not-adopted\]/,
  );
  assert.notEqual(await uidOf(namespace, 'of-legacy'), '');
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { same: { chart: 'c' }, other: { remove: true } }) });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { same: 'unchanged', other: 'failed' });
  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { same: { chart: 'c' }, other: { chart: 'c', adopt: true } }),
  });
  assert.deepEqual(outcomesByName(await passes(workspace)), { same: 'unchanged', other: 'deployed' });
});

test('a release that Helm keeps in a ConfigMap is not installed a second time', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { web: { chart: 'c' } }), ...echoChart('c') });
  process.env['HELM_DRIVER'] = 'configmap';
  await helm('install', 'web', `${workspace}/c`, '-n', namespace, '--create-namespace').finally(() => {
    delete process.env['HELM_DRIVER'];
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 1);
  assert.match(
    end.text,
    /is installed, but Helm keeps it in a ConfigMap \(`HELM_DRIVER=configmap`\).* \[release-not-adopted\]/,
  );
});

test('a stack that is named `null` keeps its releases, and no other stack gets them', async () => {
  const namespace = freshNamespace();
  const charts = (value: number) => ({ web: { chart: 'c', values: { value } } });
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts(1), 'null'), ...echoChart('c') });
  await passes(workspace);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts(2), 'null') });
  await passes(workspace);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts(3), 'other') });
  const end = await runStep({ workspace });
  assert.match(end.text, /belongs to the stack `null`/);
});

test('`formerly` hands the releases of a renamed stack over, without upgrading them', async () => {
  const namespace = freshNamespace();
  const charts = { web: { chart: 'c' }, old: { chart: 'c' } };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts, 'before'), ...echoChart('c') });
  await passes(workspace);
  const renamed = (formerly?: string) =>
    JSON.stringify({
      version: 1,
      stack: 'after',
      environments: { staging: { branches: 'develop', namespace, ...(formerly && { formerly }) } },
      charts: { web: { chart: 'c' } },
    });
  writeFiles(workspace, { 'compass.yaml': renamed() });
  const refused = await runStep({ workspace });
  assert.match(refused.text, /add `formerly: \[before\/staging\]` to the environment/);
  writeFiles(workspace, { 'compass.yaml': renamed('before/staging') });
  const planned = await passes(workspace, plan);
  assert.match(planned.text, /2 releases with a former name would be handed over to `after`, without an upgrade/);
  assert.deepEqual(outcomesByName(planned), { web: 'unchanged' });
  assert.equal((await releaseRecord(namespace, 'web', 1)).labels['compass.monax.io/stack'], 'before');
  const end = await passes(workspace);
  assert.match(end.text, /2 releases handed over to after/);
  assert.deepEqual(outcomesByName(end), { web: 'unchanged' });
  for (const release of ['web', 'old'])
    assert.equal((await releaseRecord(namespace, release, 1)).labels['compass.monax.io/stack'], 'after');
  writeFiles(workspace, { 'compass.yaml': renamed() });
  assert.doesNotMatch((await passes(workspace)).text, /handed over/);
});

test('an object whose kind is no longer served blocks neither an upgrade nor a removal', async () => {
  const [namespace, group] = [freshNamespace(), `${freshNamespace()}.example.com`];
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }];
  const spec = { group, scope: 'Namespaced', names: { kind: 'Widget', plural: 'widgets' }, versions };
  await apply(
    JSON.stringify({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `widgets.${group}` },
      spec,
    }),
  );
  await kubectl('wait', '--for=condition=Established', `crd/widgets.${group}`);
  const widget = `apiVersion: ${group}/v1\nkind: Widget\nmetadata: { name: "{{ .Release.Name }}" }\n`;
  const charts = { up: { chart: 'c' }, away: { chart: 'c' } };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('c', { 'w.yaml': widget }),
  });
  await passes(workspace);
  await kubectl('delete', 'crd', `widgets.${group}`);
  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { up: { chart: 'c' }, away: { remove: true } }),
    ...echoChart('c', { 'w.yaml': '' }),
  });
  const end = await passes(workspace);
  assert.deepEqual(outcomesByName(end), { up: 'deployed', away: 'removed' });
  assert.match(end.text, /Widget up: the kind is no longer served, so the object is taken out of the stored release/);
});

test('an object that moved comes back if its new owner fails and the move is reverted', async () => {
  const namespace = freshNamespace();
  const files = { ...echoChart('a', { 'm.yaml': maybe('moved') }), ...echoChart('b', { 'm.yaml': maybe('moved') }) };
  const before = { a: { chart: 'a', values: { x: true } }, b: { chart: 'b' } };
  const after = {
    a: { chart: 'a', values: { x: false }, depends: ['b'], jobs: { before: ['exit 1'] } },
    b: { chart: 'b', values: { x: true } },
  };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, before), ...files });
  await passes(workspace);
  const uid = await uidOf(namespace, 'moved');
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, after) });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { a: 'failed', b: 'deployed' });
  assert.equal(await uidOf(namespace, 'moved'), uid);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, before) });
  assert.deepEqual(outcomesByName(await passes(workspace)), { a: 'deployed', b: 'deployed' });
  assert.equal(await uidOf(namespace, 'moved'), uid);
});

test('an object without a namespace moves between charts in different namespaces', async () => {
  const [namespace, other] = [freshNamespace(), freshNamespace()];
  const role = `{{ if .Values.x }}\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: { name: ${namespace} }\n{{ end }}\n`;
  const files = { ...echoChart('a', { 'r.yaml': role }), ...echoChart('b', { 'r.yaml': role }) };
  const charts = (x: boolean) => ({
    a: { chart: 'a', values: { x } },
    b: { chart: 'b', namespace: other, depends: ['a'], values: { x: !x } },
  });
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts(true)), ...files });
  await passes(workspace);
  const uid = async () => (await kubectl('get', 'clusterrole', namespace, '-o', 'jsonpath={.metadata.uid}')).trim();
  const first = await uid();
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts(false)) });
  await passes(workspace);
  assert.equal(await uid(), first);
  await kubectl('delete', 'clusterrole', namespace);
});

test('an object comes back if its new owner was never deployed and the move is reverted', async () => {
  const namespace = freshNamespace();
  const files = { ...echoChart('a', { 'm.yaml': maybe('moved') }), ...echoChart('b', { 'm.yaml': maybe('moved') }) };
  const before = { a: { chart: 'a', values: { x: true } } };
  const after = {
    a: { chart: 'a', values: { x: false } },
    bad: { jobs: { before: ['exit 1'] } },
    b: { chart: 'b', depends: ['bad'], values: { x: true } },
  };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, before), ...files });
  await passes(workspace);
  const uid = await uidOf(namespace, 'moved');
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, after) });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { a: 'deployed', bad: 'failed', b: 'skipped' });
  assert.equal(await uidOf(namespace, 'moved'), uid, 'it belongs to nothing that runs, and stays');
  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, { ...before, b: { chart: 'b', values: { x: false } } }),
  });
  const back = await passes(workspace);
  assert.match(back.text, /ConfigMap moved: comes back from release b, which never got it/);
  assert.equal(await uidOf(namespace, 'moved'), uid);
});
