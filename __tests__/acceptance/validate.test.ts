// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// What do `validate` and `matrix` report, without a cluster or a registry?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoChart, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

/** Neither a cluster nor a registry can be reached. */
const nobody = { KUBECONFIG: '/nowhere', HOME: '/nowhere', KUBERNETES_SERVICE_HOST: undefined };

const spec = (chart: string) => `version: 1
stack: shop
env: [KEY]
environments:
  staging: { branches: [develop, main], namespace: "shop-<%= slug(branch) %>", values: { search: true } }
  europe: { branches: main, namespace: shop-europe }
  asia: { branches: main, namespace: shop-asia, values: { search: false } }
charts:
  web:
    chart: ${chart}
    requires: [search]
    values: { image: "<%= image('127.0.0.1:1/web:main') %>", key: "<%= readEnv('KEY') %>" }
`;

test('a valid spec is valid for every environment, without a cluster, a registry or variables', async () => {
  const workspace = makeWorkspace({ 'compass.yaml': spec('echo'), ...echoChart('echo') });
  const end = await runStep({ workspace, inputs: { command: 'validate' }, env: nobody });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual([end.outputs['outcome'], end.outputs['changed'], end.result.charts], ['success', 'false', []]);
  assert.match(end.text, /^compass\.yaml is valid: staging, europe, asia\.$/m);
});

test('problems in the spec and in templates of any environment are reported once, in order', async () => {
  const broken = `${spec('nowhere').replace("readEnv('KEY')", 'values.kye')}    timeout: 5\n`;
  const workspace = makeWorkspace({ 'compass.yaml': broken.replace('search: false', 'search: yes, kye: "<%= no %>"') });
  const end = await runStep({ workspace, inputs: { command: 'validate' }, env: nobody });
  assert.equal(end.exitCode, 1);
  const places = [...end.text.matchAll(/^compass\.yaml:(\d+):\d+: .*\[([a-z-]+)\]$/gm)].map(([, line, code]) => [
    line,
    code,
  ]);
  assert.deepEqual(places, [
    ['7', 'template-failed'],
    ['12', 'template-failed'],
    ['13', 'spec-invalid'],
  ]);
  const other = await runStep({
    workspace: makeWorkspace({ 'compass.yaml': spec('nowhere') }),
    inputs: { command: 'validate', environment: 'staging' },
    env: nobody,
  });
  assert.equal(other.result.code, 'chart-unreadable');
});

test('a pull request from a fork, without a kubeconfig, is only validated', async () => {
  const workspace = makeWorkspace({ 'compass.yaml': spec('echo'), ...echoChart('echo') });
  const repo = (name: string) => ({ repo: { full_name: name } });
  const payload = {
    action: 'opened',
    pull_request: { base: { ref: 'develop', ...repo('acme/shop') }, head: repo('somebody/shop') },
  };
  const event = { name: 'pull_request', ref: 'refs/pull/1/merge', payload };
  const end = await runStep({ workspace, event, env: nobody });
  assert.deepEqual([end.exitCode, end.outputs['outcome']], [0, 'nothing-to-do'], end.text);
  assert.match(end.text, /Nothing to do: This pull request gets no secrets.* compass\.yaml is valid/);
});

test('`matrix` lists the environments that the branch maps to, for a matrix of jobs', async () => {
  const workspace = makeWorkspace({ 'compass.yaml': spec('echo'), ...echoChart('echo') });
  const run = (ref: string, inputs = {}) =>
    runStep({ workspace, inputs: { command: 'matrix', ...inputs }, event: { ref }, env: nobody });
  const main = await run('refs/heads/main');
  assert.deepEqual(JSON.parse(main.outputs['matrix'] ?? ''), {
    include: [
      { environment: 'staging', namespace: 'shop-main', branch: 'main' },
      { environment: 'europe', namespace: 'shop-europe', branch: 'main' },
      { environment: 'asia', namespace: 'shop-asia', branch: 'main' },
    ],
  });
  const one = await run('refs/heads/main', { environment: 'asia' });
  assert.deepEqual(JSON.parse(one.outputs['matrix'] ?? '').include.length, 1);
  const none = await run('refs/heads/other');
  assert.deepEqual([none.exitCode, none.outputs['matrix'], none.outputs['outcome']], [0, '', 'nothing-to-do']);
});

test('keys that Helm reads differently are a warning, on their lines, once for each chart folder', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor('ns', { web: { chart: 'echo' }, api: { chart: 'echo' } }),
    ...echoChart('echo'),
    'echo/values.yaml': 'deep:\n  on: 1\n"off": 2\n',
  });
  const ended = await runStep({ workspace, inputs: { command: 'validate' } });
  assert.equal(ended.exitCode, 0, ended.text);
  const [warning, ...others] = ended.commands.filter(({ name }) => name === 'warning');
  assert.deepEqual(others, []);
  assert.match(warning?.properties ?? '', /file=echo\/values\.yaml,line=2,col=3/);
  assert.match(
    ended.text,
    /echo\/values\.yaml:2:3: warning: Helm reads the key `on` of the chart's own values as `true`\.\n {2}2 \| {3}on: 1\n/,
  );
});

test('a GitHub Actions expression in the spec is a warning: a chart would get it literally', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor('ns', { web: { chart: 'echo', values: { key: '${{ secrets.KEY }}' } } }),
    ...echoChart('echo'),
  });
  const ended = await runStep({ workspace, inputs: { command: 'validate' } });
  assert.equal(ended.exitCode, 0, ended.text);
  assert.match(ended.text, /warning: `charts\.web\.values\.key` contains a GitHub Actions expression[\s\S]*readEnv/);
});
