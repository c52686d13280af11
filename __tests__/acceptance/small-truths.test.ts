// What is read is read exactly, and what cannot be meant is refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import {
  apply,
  deployment,
  echoChart,
  echoedValues,
  freshNamespace,
  helm,
  kubectl,
  specFor,
} from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

function outcomesByName({ result }: StepEnd): Record<string, string> {
  return Object.fromEntries(result.charts.map(({ name, outcome }) => [name, outcome]));
}

test('bytes that are not text are refused, and given in base64 on request', async () => {
  const namespace = freshNamespace();
  const bytes = Buffer.from([0xfe, 0xed, 0xfe, 0xed]).toString('base64');
  await kubectl('create', 'namespace', namespace);
  await apply(
    JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's', namespace }, data: { store: bytes } }),
  );
  await apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace },
      binaryData: { store: bytes },
    }),
  );
  const spec = (options: string) =>
    specFor(namespace, {
      web: {
        chart: 'a',
        values: { s: `<%= fromSecret('s', 'store'${options}) %>`, c: `<%= fromConfigMap('c', 'store'${options}) %>` },
      },
    });
  const workspace = makeWorkspace({ 'compass.yaml': spec(''), ...echoChart('a') });
  const refused = await runStep({ workspace });
  assert.equal(refused.exitCode, 1);
  assert.match(
    refused.text,
    /`store` of the (Secret `s`|ConfigMap `c`) in namespace `\S+` is not text \(UTF-8\); `from(Secret|ConfigMap)\('\w', 'store', \{ encoding: 'base64' \}\)`/,
  );
  writeFiles(workspace, { 'compass.yaml': spec(`, { encoding: 'base64', namespace: '${namespace}' }`) });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  const { s, c } = await echoedValues(namespace, 'web');
  assert.deepEqual([s, c], [bytes, bytes]);
});

test('a values file without content is empty', async () => {
  const namespace = freshNamespace();
  const empty = { 'a.yaml': '---\n# nothing yet\n', 'b.yaml': '', 'c.yaml.ejs': '<%# nothing %>\n---\n...\n' };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'e', 'values-files': Object.keys(empty) } }),
    ...echoChart('e'),
    ...empty,
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
});

test('a string that means false does not satisfy `requires`', async () => {
  const namespace = freshNamespace();
  const spec = (explorer: string) =>
    JSON.stringify({
      ...JSON.parse(specFor(namespace, { web: { chart: 'a', requires: ['explorer'] } })),
      env: ['EXPLORER'],
      values: { explorer },
    });
  const workspace = makeWorkspace({ 'compass.yaml': spec('no'), ...echoChart('a') });
  for (const explorer of ['no', 'False', '0', "<%= readEnv('EXPLORER', { public: true }) %>"]) {
    writeFiles(workspace, { 'compass.yaml': spec(explorer) });
    const end = await runStep({ workspace, env: { EXPLORER: 'false' } });
    assert.equal(end.exitCode, 1, explorer);
    assert.match(
      end.text,
      /requires `explorer`, which is the string `(no|False|0|false)`: a string counts as true\. \[spec-invalid\]/,
    );
  }
  writeFiles(workspace, { 'compass.yaml': spec("<%= readEnv('EXPLORER', { public: true }) === 'true' %>") });
  assert.deepEqual(outcomesByName(await runStep({ workspace, env: { EXPLORER: 'false' } })), { web: 'not-required' });
});

test('to a protected environment, only the commit of the event is deployed', async () => {
  const namespace = freshNamespace();
  const environments = { production: { branches: 'develop', namespace, protected: true } };
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({ version: 1, stack: 'test', environments, charts: { web: { chart: 'a' } } }),
    ...echoChart('a'),
  });
  const git = (...given: string[]) =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.com', ...given], { cwd: workspace })
      .toString()
      .trim();
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  const head = git('rev-parse', 'HEAD');
  const refused = await runStep({ workspace, env: { GITHUB_SHA: 'f'.repeat(40) } });
  assert.equal(refused.exitCode, 1);
  assert.match(
    refused.text,
    new RegExp(
      `is protected, and this run is for the commit f{40}, but the workspace has checked out ${head}\\. \\[checkout-wrong\\]`,
    ),
  );
  const end = await runStep({ workspace, env: { GITHUB_SHA: head } });
  assert.equal(end.exitCode, 0, end.text);
});

test('`allow-failure` counts for a chart that is skipped too', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      bad: { chart: 'a', jobs: { before: ['exit 1'] }, 'allow-failure': false },
      between: { chart: 'a', depends: ['bad'], 'allow-failure': true },
      last: { chart: 'a', depends: ['between'] },
    }),
    ...echoChart('a'),
  });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), {
    bad: 'failed',
    between: 'skipped',
    last: 'deployed',
  });
});

test('`conflicts: take` works for a release that Helm applied itself, and `apply` moves it to the API server and back', async () => {
  const namespace = freshNamespace();
  const spec = (more: object) => specFor(namespace, { web: { chart: 'a', conflicts: 'take', ...more } });
  const workspace = makeWorkspace({ 'compass.yaml': spec({}), ...echoChart('a', { 'd.yaml': deployment() }) });
  await helm('install', 'web', `${workspace}/a`, '-n', namespace, '--create-namespace', '--server-side=false');
  const methodOf = async () =>
    JSON.parse(await helm('list', '-n', namespace, '-o', 'json'))[0].revision && (await managers());
  const managers = async () =>
    JSON.parse(
      await kubectl('get', 'configmap', 'web', '-n', namespace, '-o', 'json', '--show-managed-fields'),
    ).metadata.managedFields.map(
      ({ manager, operation }: { manager: string; operation: string }) => `${manager} ${operation}`,
    );
  const first = await runStep({ workspace });
  assert.equal(first.exitCode, 0, first.text);
  assert.ok((await methodOf()).includes('helm Update'));
  writeFiles(workspace, { 'compass.yaml': spec({ apply: 'server', values: { a: 1 } }) });
  const second = await runStep({ workspace });
  assert.equal(second.exitCode, 0, second.text);
  assert.ok((await methodOf()).includes('helm Apply'), (await methodOf()).join());
  writeFiles(workspace, { 'compass.yaml': spec({ apply: 'client', values: { a: 2 } }) });
  const third = await runStep({ workspace });
  assert.equal(third.exitCode, 0, third.text);
});

test('a plan with `conflicts: take` names the fields that it takes over, and from whom', async () => {
  const namespace = freshNamespace();
  const replicas = (count: number) => deployment().replace('spec:\n', `spec:\n  replicas: ${count}\n`);
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'a', conflicts: 'take' } }),
    ...echoChart('a', { 'd.yaml': replicas(1) }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  await kubectl('scale', 'deployment/web', '--replicas=3', '-n', namespace);
  writeFiles(workspace, echoChart('a', { 'd.yaml': replicas(2) }));
  const planned = await runStep({ workspace, inputs: { command: 'plan' } });
  assert.match(
    planned.text,
    /Takes over fields of Deployment `web` from `kubectl` \(`conflicts: take`\): `spec\.replicas` \(3 → 2\)\./,
  );
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
});

test('a release of which only superseded revisions are left is upgraded', async () => {
  const namespace = freshNamespace();
  const spec = (a: number) => specFor(namespace, { web: { chart: 'a', values: { a } } });
  const workspace = makeWorkspace({ 'compass.yaml': spec(1), ...echoChart('a') });
  for (const a of [1, 2]) {
    writeFiles(workspace, { 'compass.yaml': spec(a) });
    assert.equal((await runStep({ workspace })).exitCode, 0);
  }
  await kubectl('delete', 'secret', 'sh.helm.release.v1.web.v2', '-n', namespace);
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 0, end.text);
  assert.match(end.text, /web deployed in .*, revision 2 \(no revision is deployed since revision 1\)/);
});

test('the record of a chart with very many secrets stays within the bounds of Kubernetes', async () => {
  const namespace = freshNamespace();
  const words = Array.from({ length: 1_400 }, (_, at) => `w${at}`);
  const spec = JSON.stringify({
    ...JSON.parse(
      specFor(namespace, { web: { chart: 'a', values: { deep: { er: "<%= fromJson(readEnv('MANY')) %>" } } } }),
    ),
    env: ['MANY'],
  });
  const workspace = makeWorkspace({ 'compass.yaml': spec, ...echoChart('a') });
  const MANY = JSON.stringify(
    Object.fromEntries(words.map((word) => [`a-rather-long-name-of-the-secret-word-${word}`, word])),
  );
  const first = await runStep({ workspace, env: { MANY } });
  assert.equal(first.exitCode, 0, first.text.slice(0, 2_000));
  assert.deepEqual(outcomesByName(await runStep({ workspace, env: { MANY } })), { web: 'unchanged' });
});
