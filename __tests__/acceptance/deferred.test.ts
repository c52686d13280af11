// Values that are read from the cluster once the charts before are up.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { outcomesOf, reasonsOf } from '../support/outcomes.ts';
import { echoChart, echoedValues, freshNamespace, kubectl } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';

const database = echoChart('database', {
  'secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: credentials }
stringData: { password: {{ .Values.password | quote }} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: address }
data: { host: db.example.com }
`,
});

const spec = (namespace: string, password: string, key = 'password') => `version: 1
stack: shop
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  database: { chart: database, values: { password: ${password} } }
  app:
    chart: echo
    depends: [database]
    values-files: [app.yaml.ejs]
    values:
      url: "postgres://app:<%= fromSecret('credentials', '${key}') %>@<%= fromConfigMap('address', 'host') %>"
  front: { chart: echo, depends: [app] }
`;

test('a chart gets a value that its dependency has created, and is upgraded only when that value changes', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': spec(namespace, 'first-password'),
    'app.yaml.ejs': "host: <%= fromConfigMap('address', 'host').toUpperCase() %>\n",
    ...database,
    ...echoChart('echo', {
      'NOTES.txt':
        '{{ .Values.url }} {{ .Values.url | default "" | replace "postgres://app:" "" | replace "@db.example.com" "" }}',
    }),
  });
  const run = async () => {
    const end = await runStep({ workspace });
    const shown = [...end.lines, end.summary, ...Object.values(end.outputs)].join('\n');
    assert.doesNotMatch(shown, /(first|second)-password/);
    return end;
  };

  const first = await run();
  assert.equal(first.exitCode, 0, first.text);
  const values = await echoedValues(namespace, 'app');
  assert.deepEqual(values['url'], 'postgres://app:first-password@db.example.com');
  assert.deepEqual(values['host'], 'DB.EXAMPLE.COM');

  const before = readAudit(auditLog).length;
  const second = await run();
  assert.deepEqual(outcomesOf(second.result), ['unchanged', 'unchanged', 'unchanged']);
  const writes = writesIn(readAudit(auditLog).slice(before)).filter(({ requestURI }) => requestURI.includes(namespace));
  assert.deepEqual(writes, []);

  writeFiles(workspace, { 'compass.yaml': spec(namespace, 'second-password') });
  assert.deepEqual(reasonsOf((await run()).result), [
    'database deployed: values changed',
    'app deployed: values changed',
    'front unchanged: same inputs as deployed',
  ]);
  assert.equal((await echoedValues(namespace, 'app'))['url'], 'postgres://app:second-password@db.example.com');
});

test('a missing object fails the chart, with its place, and its dependents are skipped', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': spec(namespace, 'some-password', 'pasword'),
    'app.yaml.ejs': '',
    ...database,
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace });
  assert.deepEqual(outcomesOf(end.result, 'name', 'outcome', 'code'), [
    ['database', 'deployed'],
    ['app', 'failed', 'template-failed'],
    ['front', 'skipped', 'dependency-failed'],
  ]);
  assert.match(end.text, /compass\.yaml:11:28: .*the Secret `credentials` in namespace `.*` has no key `pasword`/);
  assert.equal(await kubectl('get', 'configmap', 'app', '-n', namespace, '--ignore-not-found'), '');
});

test('a deferred value can be used neither in names nor in images, and only in charts', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: shop
environments:
  staging: { branches: develop, namespace: ${namespace} }
  other: { namespace: ${namespace}-other, values: { password: "<%= fromSecret('a', 'b') %>" } }
charts:
  named: { chart: echo, release: "<%= fromConfigMap('a', 'b') %>" }
  pinned: { chart: echo, values: { image: "<%= image(fromSecret('a', 'b') + ':1') %>" } }
`,
    ...echoChart('echo'),
  });
  const { text } = await runStep({ workspace, inputs: { command: 'validate' } });
  assert.match(text, /^compass\.yaml:5:\d+: .*fromSecret\(\) works only in charts/m);
  assert.match(text, /^compass\.yaml:7:\d+: .*reads a value from the cluster, which is known only later/m);
  assert.match(text, /^compass\.yaml:8:\d+: .*is known only later, so it cannot be passed to image\(\)/m);
});

test('raw objects can contain values of a dependency, and are checked once these are known', async () => {
  const namespace = freshNamespace();
  const raw = (name: string) =>
    `apiVersion: v1
kind: Secret
metadata: { name: ${name} }
stringData: { url: "postgres://<%= fromSecret('credentials', 'password') %>@<%= fromConfigMap('address', 'host') %>" }
`;
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: shop
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  database: { chart: database, values: { password: first-password } }
  raw: { manifests: [a.yaml.ejs], depends: [database] }
`,
    'a.yaml.ejs': raw('made'),
    ...database,
  });
  const run = async () => {
    const end = await runStep({ workspace });
    assert.doesNotMatch(
      [...end.lines, end.summary, ...Object.values(end.outputs)].join('\n'),
      /(first|second)-password/,
    );
    return end;
  };
  const url = async () => {
    const data = await kubectl('get', 'secret', 'made', '-n', namespace, '-o', 'jsonpath={.data.url}');
    return Buffer.from(data, 'base64').toString();
  };
  assert.deepEqual(outcomesOf((await run()).result), ['deployed', 'deployed']);
  assert.equal(await url(), 'postgres://first-password@db.example.com');
  assert.deepEqual(outcomesOf((await run()).result), ['unchanged', 'unchanged']);

  const spec = readFileSync(join(workspace, 'compass.yaml'), 'utf8');
  writeFiles(workspace, { 'compass.yaml': spec.replace('first-password', 'second-password') });
  assert.deepEqual(outcomesOf((await run()).result), ['deployed', 'deployed']);
  assert.equal(await url(), 'postgres://second-password@db.example.com');

  writeFiles(workspace, { 'a.yaml.ejs': raw('<%= 1 %>') });
  const broken = await run();
  assert.deepEqual(outcomesOf(broken.result), ['unchanged', 'failed']);
  assert.equal(broken.result.charts[1]?.code, 'manifest-invalid');
});
