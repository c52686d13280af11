// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// The keys of the spec that say how charts are deployed, each seen in the cluster.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { echoChart, echoedValues, freshNamespace, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';
const broken = { 'broken.yaml': 'apiVersion: v1\nkind: Nothing\nmetadata: { name: x }\n' };

test('`forget` installs once and never changes the release again, and its dependents go on', async () => {
  const namespace = freshNamespace();
  const charts = (value: number) => ({
    once: { chart: 'echo', forget: true, values: { value } },
    after: { chart: 'echo', depends: ['once'], values: { value } },
  });
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts(1)), ...echoChart('echo') });
  assert.deepEqual(outcomesOf((await runStep({ workspace })).result, 'name', 'outcome'), [
    ['once', 'deployed'],
    ['after', 'deployed'],
  ]);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, charts(2)) });
  const second = await runStep({ workspace, inputs: { force: 'true' } });
  assert.deepEqual(outcomesOf(second.result, 'name', 'outcome'), [
    ['once', 'kept'],
    ['after', 'deployed'],
  ]);
  assert.equal((await echoedValues(namespace, 'once'))['value'], 1);
});

test('`allow-failure`: the dependents go on, and the run succeeds', async () => {
  const namespace = freshNamespace();
  const charts = {
    optional: { chart: 'broken', 'allow-failure': true },
    after: { chart: 'echo', depends: ['optional'] },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('echo'),
    ...echoChart('broken', broken),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual(
    [end.outputs['outcome'], outcomesOf(end.result, 'name', 'outcome')],
    [
      'success',
      [
        ['optional', 'failed'],
        ['after', 'deployed'],
      ],
    ],
  );
  assert.equal(end.result.charts[0]?.code, 'kind-unserved');
});

test('`adopt` takes over existing objects, `conflicts: take` fields of other managers', async () => {
  const namespace = freshNamespace();
  await kubectl('create', 'namespace', namespace);
  await kubectl('create', 'configmap', 'web', '-n', namespace, '--from-literal=values=by hand');
  const specOf = (settings: object) => specFor(namespace, { web: { chart: 'echo', values: { n: 1 }, ...settings } });
  const workspace = makeWorkspace({ 'compass.yaml': specOf({}), ...echoChart('echo') });
  const refused = await runStep({ workspace });
  assert.deepEqual(outcomesOf(refused.result, 'name', 'outcome'), [['web', 'failed']]);
  writeFiles(workspace, { 'compass.yaml': specOf({ adopt: true, conflicts: 'take' }) });
  const adopted = await runStep({ workspace });
  assert.deepEqual(outcomesOf(adopted.result, 'name', 'outcome'), [['web', 'deployed']], adopted.text);
  assert.equal((await echoedValues(namespace, 'web'))['n'], 1);
});

test('a cluster other than the named one is refused before anything is written', async () => {
  const namespace = freshNamespace();
  const specOf = (cluster: string) =>
    JSON.stringify({
      version: 1,
      stack: 'test',
      environments: { staging: { branches: 'develop', namespace, cluster } },
      charts: { web: { chart: 'echo' } },
    });
  const workspace = makeWorkspace({ 'compass.yaml': specOf('another'), ...echoChart('echo') });
  const refused = await runStep({ workspace });
  assert.equal(refused.result.code, 'cluster-other');
  const writes = writesIn(readAudit(auditLog)).filter(({ requestURI }) => requestURI.includes(namespace));
  assert.deepEqual(writes, []);
  const uid = await kubectl('get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}');
  writeFiles(workspace, { 'compass.yaml': specOf(uid) });
  assert.equal((await runStep({ workspace })).exitCode, 0);
});

test('extended environments are below their own values, files may be missing, and defaults apply to all charts', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({
      version: 1,
      stack: 'test',
      values: { a: 'spec', b: 'spec', c: 'spec', d: 'spec' },
      environments: {
        base: {
          namespace: `${namespace}-base`,
          values: { b: 'base', c: 'base', d: 'base' },
          'values-files': ['base.yaml'],
        },
        staging: {
          extends: 'base',
          branches: 'develop',
          namespace,
          'values-files': ['own.yaml', 'missing.yaml?'],
          values: { d: 'own' },
        },
      },
      defaults: { wait: false },
      charts: { web: { chart: 'echo', 'values-files': ['nowhere.yaml?'], values: { all: '<%= values %>' } } },
    }),
    'base.yaml': 'b: base file\ne: base file\n',
    'own.yaml': 'c: own file\nd: own file\n',
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  const expected = { a: 'spec', b: 'base', c: 'own file', d: 'own', e: 'base file' };
  assert.deepEqual((await echoedValues(namespace, 'web'))['all'], expected);
});

test('jobs of the stack run before the first chart, after the last one, and if anything failed', async () => {
  const namespace = freshNamespace();
  const write = (word: string) =>
    `echo "${word} $COMPASS_ENVIRONMENT $COMPASS_NAMESPACE \${COMPASS_CHART:-none}" >> told`;
  const specOf = (charts: object, before = write('before')) =>
    JSON.stringify({
      ...JSON.parse(specFor(namespace, charts as Record<string, unknown>)),
      jobs: { before: [before], after: [write('after')], failed: [write('failed')] },
    });
  const workspace = makeWorkspace({
    'compass.yaml': specOf({ web: { chart: 'echo', jobs: { before: ['echo chart >> told'] } } }),
    ...echoChart('echo'),
    ...echoChart('broken', broken),
  });
  const told = () => readFileSync(join(workspace, 'told'), 'utf8').trim().split('\n');
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const place = `staging ${namespace} none`;
  assert.deepEqual(told(), [`before ${place}`, 'chart', `after ${place}`]);

  await runStep({ workspace });
  assert.equal(told().length, 3, 'nothing changed, so nothing runs');

  writeFiles(workspace, { told: '', 'compass.yaml': specOf({ web: { chart: 'broken' } }) });
  assert.equal((await runStep({ workspace })).exitCode, 1);
  assert.deepEqual(told(), [`before ${place}`, `failed ${place}`]);

  writeFiles(workspace, { told: '', 'compass.yaml': specOf({ web: { chart: 'broken' } }, 'exit 3') });
  const end = await runStep({ workspace });
  assert.deepEqual([end.exitCode, end.result.code, end.result.charts], [1, 'job-failed', []]);
  assert.deepEqual(told(), [`failed ${place}`]);
});

test('listed variables can be read, are secrets, and are never shown', async () => {
  const namespace = freshNamespace();
  const secret = 'correct-horse-battery';
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({
      ...JSON.parse(
        specFor(namespace, {
          web: {
            chart: 'echo',
            values: {
              key: "<%= readEnv('CHAIN_KEY') %>",
              encoded: "<%= b64enc(readEnv('CHAIN_KEY')) %>",
              inside: "<%= `is ${readEnv('SECOND_KEY')}` %>",
              region: "<%= readEnv('REGION', { public: true, default: 'europe' }) %>",
              file: "<%= fromYaml(readFile('data.yaml')).list[1] %>",
            },
            jobs: { after: [{ run: 'echo "key: $KEY"; false', env: { KEY: "<%= readEnv('CHAIN_KEY') %>" } }] },
          },
        }),
      ),
      env: ['CHAIN_KEY', 'SECOND_KEY', 'REGION'],
    }),
    'data.yaml': 'list: [a, 7]\n',
    ...echoChart('echo', {
      'NOTES.txt': 'the key is {{ .Values.key }} or {{ .Values.encoded }}, {{ trimPrefix "is " .Values.inside }}',
    }),
  });
  const end = await runStep({ workspace, env: { CHAIN_KEY: secret, SECOND_KEY: 'another-secret' } });
  const values = await echoedValues(namespace, 'web');
  const { greeting: _, ...own } = values;
  const encoded = Buffer.from(secret).toString('base64');
  assert.deepEqual(own, { key: secret, encoded, inside: 'is another-secret', region: 'europe', file: 7 });
  const shown = [...end.lines, end.summary, ...Object.values(end.outputs)].join('\n');
  assert.match(shown, /the key is \*\*\* or \*\*\*, \*\*\*/);
  assert.match(shown, /key: \*\*\*/);
  assert.ok(!shown.includes(secret) && !shown.includes(encoded) && !shown.includes('another-secret'));

  const unlisted = await runStep({ workspace, env: { CHAIN_KEY: undefined } });
  assert.match(unlisted.text, /the environment variable CHAIN_KEY is not set/);
});

test('a chart repository gets its password from the spec, and it is never shown', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({
      ...JSON.parse(specFor(namespace, { web: { chart: 'acme/web', version: '1.0.0' } })),
      env: ['TOKEN'],
      repositories: { acme: { url: 'http://127.0.0.1:1', username: 'ci', password: "<%= readEnv('TOKEN') %>" } },
    }),
  });
  const end = await runStep({ workspace, env: { TOKEN: 'a-secret-token' } });
  assert.equal(end.result.code, 'chart-unresolved');
  assert.match(end.text, /127\.0\.0\.1:1/);
  assert.ok(!end.lines.join('\n').includes('a-secret-token'));
});
