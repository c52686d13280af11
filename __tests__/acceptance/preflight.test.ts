// A chart that cannot be deployed is found before the first write: then nothing starts, and all problems are reported.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoChart, freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';
import { startVersionProxy } from '../support/version-proxy.ts';

const configMap = (name: string, more = '') =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: "${name}" }\n${more}`;
const widget = (group: string) => `apiVersion: ${group}/v1\nkind: Widget\nmetadata: { name: w }\n`;
const plan = { inputs: { command: 'plan' } };

function outcomesByName({ result }: StepEnd): Record<string, string> {
  return Object.fromEntries(result.charts.map(({ name, outcome }) => [name, outcome]));
}

/** Asserts that nothing was written. */
async function assertUntouched(namespace: string, end: StepEnd): Promise<void> {
  assert.equal(end.exitCode, 1, end.text);
  assert.equal(await kubectl('get', 'namespace', namespace, '--ignore-not-found'), '');
}

test('templates that fail, and values that the schema of a chart refuses, are all reported before anything is deployed', async () => {
  const namespace = freshNamespace();
  const charts = {
    good: { chart: 'good' },
    broken: { chart: 'broken', depends: ['good'] },
    strict: { chart: 'strict', depends: ['good'], values: { port: 'high' } },
    unfinished: { chart: 'unfinished' },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('good'),
    ...echoChart('broken', { 'a.yaml': '{{ fail "a port is needed" }}' }),
    ...echoChart('strict'),
    'strict/values.schema.json': JSON.stringify({ properties: { port: { type: 'integer' } } }),
    ...echoChart('unfinished', { 'a.yaml': '{{ if .Values.x }}' }),
  });
  const end = await runStep({ workspace });
  await assertUntouched(namespace, end);
  assert.match(end.text, /^compass\.yaml:\d+:\d+: Helm: .*a port is needed.* \[helm-failed\]$/m);
  assert.match(
    end.text,
    /^compass\.yaml:\d+:\d+: The values do not match the schema of the chart: `port`: .* \[helm-failed\]$/m,
  );
  assert.match(
    end.text,
    /^compass\.yaml:\d+:\d+: Helm: parse error at \(echo\/templates\/a\.yaml:1\).* \[helm-failed\]$/m,
  );
});

test('an object without a kind or a name is found before anything is deployed, in a plan too', async () => {
  const namespace = freshNamespace();
  const charts = {
    good: { chart: 'good' },
    kindless: { chart: 'kindless' },
    nameless: { chart: 'nameless' },
    raw: { manifests: ['raw.yaml'] },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('good'),
    ...echoChart('kindless', { 'a.yaml': 'foo: bar\n' }),
    ...echoChart('nameless', { 'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { labels: { a: b } }\n' }),
    'raw.yaml': configMap('raw'),
  });
  const end = await runStep({ workspace });
  await assertUntouched(namespace, end);
  const kindless = /`echo\/templates\/a\.yaml` renders an object without `apiVersion`\. \[object-invalid\]/;
  const nameless = /`echo\/templates\/a\.yaml` renders a ConfigMap without `metadata\.name`\. \[object-invalid\]/;
  assert.match(end.text, kindless);
  assert.match(end.text, nameless);
  const planned = await runStep({ workspace, ...plan });
  assert.equal(planned.exitCode, 1, planned.text);
  assert.deepEqual(outcomesByName(planned), {
    good: 'install',
    kindless: 'failed',
    nameless: 'failed',
    raw: 'install',
  });
});

test('a kind that is not served means that nothing starts, unless something before the chart may bring it', async () => {
  const [namespace, group] = [freshNamespace(), `${freshNamespace()}.example.com`];
  const files = { ...echoChart('good'), ...echoChart('user', { 'w.yaml': widget(group) }) };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { good: { chart: 'good' }, user: { chart: 'user' } }),
    ...files,
  });
  const message = new RegExp(
    `\`echo/templates/w\\.yaml\` renders a \`Widget\` of \`${group}/v1\`, which the cluster does not serve`,
  );
  const end = await runStep({ workspace });
  await assertUntouched(namespace, end);
  assert.match(end.text, message);
  const planned = await runStep({ workspace, ...plan });
  assert.deepEqual(outcomesByName(planned), { good: 'install', user: 'failed' });

  const definition = {
    group,
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  };
  const crd = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: definition,
  };
  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, {
      kinds: { manifests: ['crd.yaml'] },
      user: { chart: 'user', depends: ['kinds'] },
    }),
    'crd.yaml': JSON.stringify(crd),
  });
  assert.deepEqual(outcomesByName(await runStep({ workspace, ...plan })), { kinds: 'install', user: 'install' });
  const deployed = await runStep({ workspace });
  assert.equal(deployed.exitCode, 0, deployed.text);
  assert.deepEqual(outcomesByName(deployed), { kinds: 'deployed', user: 'deployed' });
});

test('a chart that needs what an earlier chart adds to the cluster is not refused before its turn', async () => {
  const namespace = freshNamespace();
  const needs =
    '{{ if not (lookup "v1" "ConfigMap" .Release.Namespace "base") }}{{ fail "no base" }}{{ end }}\n' +
    configMap('seen');
  const charts = { base: { chart: 'base' }, user: { chart: 'user', depends: ['base'] } };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('base'),
    ...echoChart('user', { 'a.yaml': needs }),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual(outcomesByName(end), { base: 'deployed', user: 'deployed' });
});

test('a chart that may fail does not keep the others from starting', async () => {
  const namespace = freshNamespace();
  const charts = { good: { chart: 'good' }, broken: { chart: 'broken', 'allow-failure': true } };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('good'),
    ...echoChart('broken', { 'a.yaml': '{{ fail "a port is needed" }}' }),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual(outcomesByName(end), { good: 'deployed', broken: 'failed' });
});

test('a subchart that the values disable is not deployed, also if Chart.yaml has `apiVersion: v1`', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { p: { chart: 'p' } }),
    'p/Chart.yaml':
      'apiVersion: v1\nname: p\nversion: 0.1.0\ndependencies: [{ name: sub, version: 0.1.0, condition: sub.enabled }]\n',
    'p/values.yaml': 'sub: { enabled: false }\n',
    'p/templates/a.yaml': configMap('parent'),
    'p/charts/sub/Chart.yaml': 'apiVersion: v1\nname: sub\nversion: 0.1.0\n',
    'p/charts/sub/templates/a.yaml': configMap('child'),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  const names = await kubectl(
    'get',
    'configmap',
    '-n',
    namespace,
    '-l',
    'app.kubernetes.io/managed-by=Helm',
    '-o',
    'name',
  );
  assert.equal(names.trim(), 'configmap/parent');
});

test('the plan of a release that was uninstalled with its history kept shows what an installation creates', async () => {
  const namespace = freshNamespace();
  const first = `{{ if .Release.IsInstall }}\n${configMap('web-first')}{{ end }}`;
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web' } }),
    ...echoChart('web', { 'first.yaml': first }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  await helm('uninstall', 'web', '-n', namespace, '--keep-history');
  const planned = await runStep({ workspace, ...plan });
  assert.match(planned.text, /ConfigMap web: created/);
  assert.match(planned.text, /ConfigMap web-first: created/);
  assert.doesNotMatch(planned.text, /deleted/);
});

test('a plan shows the hooks of what it would do, and no others', async () => {
  const namespace = freshNamespace();
  const hook = (name: string, events: string) =>
    configMap(name).replace('" }', `", annotations: { helm.sh/hook: "${events}" } }`);
  const hooks = {
    'a.yaml': hook('at-install', 'pre-install'),
    'b.yaml': hook('at-upgrade', 'post-upgrade'),
    'c.yaml': hook('at-removal', 'pre-delete'),
    'd.yaml': hook('at-both', 'pre-install,pre-upgrade'),
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web' } }),
    ...echoChart('web', hooks),
  });
  const shown = async () =>
    [...(await runStep({ workspace, ...plan })).text.matchAll(/ConfigMap (at-\w+)/g)].map(([, name]) => name);
  assert.deepEqual(await shown(), ['at-both', 'at-install']);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, {
    ...echoChart('web', {
      ...hooks,
      'b.yaml': hook('at-upgrade', 'post-upgrade').replace('}\n', '}\ndata: { a: b }\n'),
    }),
  });
  assert.deepEqual(await shown(), ['at-upgrade']);
});

test("a plan and a deployment agree about a chart's `kubeVersion` where the version of the cluster has a suffix", async (context) => {
  const kubeconfig = await startVersionProxy(context, '-eks-036c24b');
  const namespace = freshNamespace();
  const chartYaml = (kubeVersion: string) =>
    `apiVersion: v2\nname: echo\nversion: 0.1.0\nkubeVersion: "${kubeVersion}"\n`;
  const seen = configMap('seen', 'data: { v: "{{ .Capabilities.KubeVersion.Version }}" }\n');
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { good: { chart: 'good' }, strict: { chart: 'strict' } }),
    ...echoChart('good', { 'seen.yaml': seen }),
    ...echoChart('strict'),
    'strict/Chart.yaml': chartYaml('>= 1.19.0'),
  });
  const planned = await runStep({ workspace, inputs: { command: 'plan', kubeconfig } });
  assert.deepEqual(outcomesByName(planned), { good: 'install', strict: 'failed' });
  assert.match(planned.text, /v: v1\.[\d.]+-eks-036c24b/);
  const refused = await runStep({ workspace, inputs: { kubeconfig } });
  await assertUntouched(namespace, refused);
  for (const end of [planned, refused]) {
    assert.match(
      end.text,
      /chart requires kubeVersion: >= 1\.19\.0 which is incompatible with Kubernetes v\S+-eks-036c24b/,
    );
    assert.match(end.text, /its `kubeVersion` lacks a `-0`/);
  }
  writeFiles(workspace, { 'strict/Chart.yaml': chartYaml('>= 1.19.0-0') });
  const end = await runStep({ workspace, inputs: { kubeconfig } });
  assert.equal(end.exitCode, 0, end.text);
});

test('a chart that checks for the kinds of a chart before it is deployed at the first run, and its hooks may use its own kinds', async () => {
  const [namespace, group] = [freshNamespace(), `${freshNamespace()}.example.com`];
  const definition = {
    group,
    scope: 'Namespaced',
    names: { kind: 'Widget', plural: 'widgets' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  };
  const crd = JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `widgets.${group}` },
    spec: definition,
  });
  const checked = `{{ if not (.Capabilities.APIVersions.Has "${group}/v1") }}{{ fail "install the kinds first" }}{{ end }}\n`;
  const hook = widget(group).replace('name: w', 'name: w, annotations: { helm.sh/hook: post-install }');
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { kinds: { chart: 'kinds' }, user: { chart: 'user', depends: ['kinds'] } }),
    ...echoChart('kinds', { 'crd.yaml': crd, 'hook.yaml': hook }),
    ...echoChart('user', { 'a.yaml': checked }),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual(outcomesByName(end), { kinds: 'deployed', user: 'deployed' });
});
