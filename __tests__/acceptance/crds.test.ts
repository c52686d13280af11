// Definitions of custom resources are the whole cluster's: what is there is changed only on request, and never to an
// older schema.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { apply, echoChart, freshNamespace, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const freshGroup = () => `g${randomBytes(5).toString('hex')}.example.com`;

const definition = (group: string, plural: string, fields: readonly string[]) => {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.${group}`, annotations: { fields: fields.join('-') } },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind: plural === 'things' ? 'Thing' : 'Other', plural },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: { type: 'object', properties } } } },
        },
      ],
    },
  });
};

const chart = (group: string, fields: readonly string[], more: Readonly<Record<string, string>> = {}) => ({
  ...echoChart('echo'),
  'echo/crds/things.yaml': definition(group, 'things', fields),
  ...more,
});

/** Which fields the cluster's has; undefined if there is none. */
async function fieldsOf(name: string): Promise<string | undefined> {
  const found = await kubectl('get', 'crd', name, '--ignore-not-found', '-o', 'json');
  if (found === '') return undefined;
  const { properties } = JSON.parse(found).spec.versions[0].schema.openAPIV3Schema.properties.spec;
  return Object.keys(properties).join();
}

test('`crds: upgrade` changes existing CRDs to a newer schema, and leaves them if the chart has an older one', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const name = `things.${group}`;
  const spec = (values: object) =>
    specFor(namespace, {
      web: { chart: 'echo', crds: 'upgrade', values },
      same: { chart: 'echo', crds: 'upgrade', depends: ['web'], values },
    });
  const workspace = makeWorkspace({ 'compass.yaml': spec({ a: 1 }), ...chart(group, ['a']) });
  const run = async () => {
    const ended = await runStep({ workspace });
    assert.equal(ended.exitCode, 0, ended.text);
    return ended.text;
  };
  await run();
  assert.equal(await fieldsOf(name), 'a');
  await kubectl('annotate', 'crd', name, 'somebody=else');

  const more = { 'echo/crds/others.yaml': definition(group, 'others', ['z']) };
  writeFiles(workspace, chart(group, ['a', 'b'], more));
  const changed = await run();
  assert.equal(await fieldsOf(name), 'a,b');
  assert.equal(await fieldsOf(`others.${group}`), 'z');
  assert.match(changed, new RegExp(`CRD things\\.${group}: changed`));
  assert.match(changed, new RegExp(`CRD others\\.${group}: created`));
  // Once: the second chart finds it as it wants it.
  assert.equal(changed.split(`CRD things.${group}`).length, 2);
  const annotations = JSON.parse(await kubectl('get', 'crd', name, '-o', 'json')).metadata.annotations;
  assert.deepEqual([annotations.somebody, annotations.fields], ['else', 'a-b']);

  writeFiles(workspace, { ...chart(group, ['a'], more), 'compass.yaml': spec({ a: 2 }) });
  assert.match(
    await run(),
    new RegExp(
      `CRD things\\.${group}: left as it is: the chart's CRD is older, because it has no field \`v1\\.spec\\.b\``,
    ),
  );
  assert.equal(await fieldsOf(name), 'a,b');
});

test('two charts that bring the same newer CRD at the same time both get it', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const both = { a: { chart: 'echo', crds: 'upgrade' }, b: { chart: 'echo', crds: 'upgrade' } };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, both), ...chart(group, ['a']) });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, chart(group, ['a', 'b']));
  const ended = await runStep({ workspace });
  assert.equal(ended.exitCode, 0, ended.text);
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
});

test('by default, a new release leaves existing CRDs alone, and installs the missing ones', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const install = async (fields: readonly string[], release: string, more = {}) => {
    const workspace = makeWorkspace({
      'compass.yaml': specFor(namespace, { [release]: { chart: 'echo' } }),
      ...chart(group, fields, more),
    });
    const ended = await runStep({ workspace });
    assert.equal(ended.exitCode, 0, ended.text);
  };
  await install(['a', 'b'], 'first');
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
  await install(['a'], 'older');
  await install(['a', 'b', 'c'], 'newer', { 'echo/crds/others.yaml': definition(group, 'others', ['z']) });
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
  assert.equal(await fieldsOf(`others.${group}`), 'z');
});

test('CRDs of a subchart that is switched off are not installed', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const part = {
    'echo/Chart.yaml':
      'apiVersion: v2\nname: echo\nversion: 0.1.0\ndependencies: [{ name: part, version: 0.1.0, condition: part.enabled }]\n',
    'echo/charts/part/Chart.yaml': 'apiVersion: v2\nname: part\nversion: 0.1.0\n',
    'echo/charts/part/crds/others.yaml': definition(group, 'others', ['z']),
  };
  const values = { part: { enabled: false } };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', crds: 'upgrade', values } }),
    ...chart(group, ['a'], part),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, chart(group, ['a', 'b'], part));
  const ended = await runStep({ workspace });
  assert.equal(ended.exitCode, 0, ended.text);
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
  assert.equal(await fieldsOf(`others.${group}`), undefined);
});

test('CRD files that begin with comments and separators, or hold several CRDs, are installed and upgraded', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const untidy = (...crds: readonly string[]) => `# https://example.com/crds.yaml\n---\n${crds.join('\n---\n')}\n`;
  const user = `apiVersion: ${group}/v1\nkind: Other\nmetadata: { name: one }\nspec: { z: "1" }\n`;
  const files = (fields: readonly string[]) => ({
    ...echoChart('echo', { 'other.yaml': user }),
    'echo/crds/all.yaml': untidy(definition(group, 'things', fields), definition(group, 'others', ['z'])),
  });
  // One of the two exists already.
  await apply(definition(group, 'things', ['a']));
  const spec = (values: object, crds: string) => specFor(namespace, { web: { chart: 'echo', values, crds } });
  const workspace = makeWorkspace({ 'compass.yaml': spec({ a: 1 }, 'install'), ...files(['a', 'b']) });
  const run = async () => {
    const ended = await runStep({ workspace });
    assert.equal(ended.exitCode, 0, ended.text);
    return ended.text;
  };
  assert.match(await run(), new RegExp(`CRD others\\.${group}: created`));
  assert.deepEqual([await fieldsOf(`things.${group}`), await fieldsOf(`others.${group}`)], ['a', 'z']);
  writeFiles(workspace, { 'compass.yaml': spec({ a: 2 }, 'upgrade') });
  assert.match(await run(), new RegExp(`CRD things\\.${group}: changed`));
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
});

test('an upgrade installs the CRDs that a newer version of the chart adds, and its plan shows only these', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }),
    ...chart(group, ['a']),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, chart(group, ['a', 'b'], { 'echo/crds/others.yaml': definition(group, 'others', ['z']) }));
  const planned = await runStep({ workspace, inputs: { command: 'plan' } });
  assert.match(planned.text, new RegExp(`CustomResourceDefinition others\\.${group}: created`));
  assert.doesNotMatch(planned.text, /things\./);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  assert.deepEqual([await fieldsOf(`things.${group}`), await fieldsOf(`others.${group}`)], ['a', 'z']);
});

test('a missing CRD that several charts of a run bring gets the newest of their schemas', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const folders = { c0: ['a'], c1: ['a', 'b'], c2: ['a'], c3: ['a', 'b'] };
  const files = Object.entries(folders).map(([folder, fields]) => ({
    ...echoChart(folder),
    [`${folder}/crds/things.yaml`]: definition(group, 'things', fields),
  }));
  const charts = Object.fromEntries(Object.keys(folders).map((folder) => [folder, { chart: folder }]));
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...Object.assign({}, ...files) });
  const ended = await runStep({ workspace });
  assert.equal(ended.exitCode, 0, ended.text);
  assert.equal(await fieldsOf(`things.${group}`), 'a,b');
});

test('with `crds: skip`, the CRDs of a chart are not installed', async () => {
  const [namespace, group] = [freshNamespace(), freshGroup()];
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', crds: 'skip' } }),
    ...chart(group, ['a']),
  });
  const ended = await runStep({ workspace });
  assert.equal(ended.exitCode, 0, ended.text);
  assert.equal(await fieldsOf(`things.${group}`), undefined);
});
