// Is each mistake reported in one sentence that names the thing and says what to do, before anything is written?
import assert from 'node:assert/strict';
import { readFileSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { echoChart, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type Step } from '../support/step.ts';

interface Case {
  readonly name: string;
  readonly step: Omit<Step, 'workspace'>;
  /** Added to a stack that would deploy. */
  readonly files?: Readonly<Record<string, string>>;
  readonly code: string;
  /** In the log. */
  readonly says: readonly RegExp[];
}

const kubeconfig = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
const withServer = (server: string) =>
  JSON.stringify({
    ...kubeconfig,
    clusters: [{ name: 'rig', cluster: { ...kubeconfig.clusters[0].cluster, server } }],
  });
const withToken = (token: string) => JSON.stringify({ ...kubeconfig, users: [{ name: 'admin', user: { token } }] });

const cases: readonly Case[] = [
  {
    name: 'no spec',
    step: { inputs: { spec: 'nowhere.yaml' } },
    code: 'spec-missing',
    says: [/`nowhere.yaml` does not exist \(looked in \/.*\)/, /Check out the repository/],
  },
  {
    name: 'a spec outside of the workspace',
    step: { inputs: { spec: '../../etc/passwd' } },
    code: 'spec-missing',
    says: [/`..\/..\/etc\/passwd` is outside the workspace/],
  },
  {
    name: 'a spec that is no YAML',
    files: { 'compass.yaml': 'a: [1\n' },
    step: {},
    code: 'spec-invalid',
    says: [/compass.yaml:\d+:\d+: This is not valid YAML/],
  },
  {
    name: 'a misspelt key',
    files: { 'compass.yaml': 'version: 1\nstack: x\nenvironmens: {}\ncharts: {}\n' },
    step: {},
    code: 'spec-invalid',
    says: [/compass.yaml:3:1: `environmens` is not a valid key/, /Did you mean `environments`\?/],
  },
  {
    name: 'an unknown environment',
    step: { inputs: { environment: 'stagin' } },
    code: 'environment-unknown',
    says: [/`stagin` is not in compass.yaml/, /Did you mean `staging`\?/],
  },
  {
    name: 'a kubeconfig that is not there',
    step: { inputs: { kubeconfig: '/nowhere/config' } },
    code: 'kubeconfig-unreadable',
    says: [/`\/nowhere\/config` is not a file that can be read/],
  },
  {
    name: 'a kubeconfig that is garbage',
    step: { inputs: { kubeconfig: 'clusters: [\nx' } },
    code: 'kubeconfig-unreadable',
    says: [/from the input `kubeconfig` is not valid YAML/],
  },
  {
    name: 'no kubeconfig at all',
    step: { env: { KUBECONFIG: undefined, HOME: '/nowhere' } },
    code: 'kubeconfig-unreadable',
    says: [/\/nowhere\/\.kube\/config does not exist/],
  },
  {
    name: 'an unknown context',
    step: { inputs: { context: 'admn' } },
    code: 'context-unknown',
    says: [/has no context `admn`/, /Did you mean `admin`\?/],
  },
  {
    name: 'wrong credentials',
    step: { inputs: { kubeconfig: withToken('not-the-token') } },
    code: 'cluster-unauthorized',
    says: [/does not accept the credentials of the context `admin` \(401\)/],
  },
  {
    name: 'a server with another certificate',
    step: {
      inputs: {
        kubeconfig: withServer(kubeconfig.clusters[0].cluster.server).replace(
          /"certificate-authority-data":"[^"]+"/,
          '"x":"y"',
        ),
      },
    },
    code: 'cluster-unreachable',
    says: [/cannot be reached: .*certificate/],
  },
  {
    name: 'too few rights',
    step: { inputs: { context: 'reader' } },
    code: 'cluster-forbidden',
    says: [/context `reader` may not create the namespace/],
  },
  {
    name: 'a Helm that is nowhere',
    step: { env: { PATH: '/nowhere', https_proxy: 'http://127.0.0.1:9' } },
    code: 'helm-missing',
    says: [
      /Helm v4.3.1 is not on PATH \(no working Helm is\), and could not be installed: https:\/\/get.helm.sh/,
      /helm-version: path/,
    ],
  },
  {
    name: 'another Helm on PATH',
    step: { inputs: { 'helm-version': 'v4.0.0' }, env: { https_proxy: 'http://127.0.0.1:9' } },
    code: 'helm-missing',
    says: [/Helm v4.0.0 is not on PATH \(v4.3.1 is\)/],
  },
  {
    name: 'a chart that is not there',
    files: { 'a/Chart.yaml': '' },
    step: { inputs: { spec: 'missing-chart.yaml' } },
    code: 'chart-unreadable',
    says: [
      /missing-chart.yaml:\d+:\d+: There is no chart in `nowhere`: its Chart.yaml does not exist/,
      /Correct `chart`: it is the path/,
    ],
  },
  {
    name: 'a chart that Helm cannot load',
    files: { 'a/Chart.yaml': 'nonsense' },
    step: {},
    code: 'chart-unpackable',
    says: [/compass\.yaml:\d+:\d+: Helm: .*Chart\.yaml/, /Correct the Chart\.yaml of the chart/],
  },
  {
    name: 'a chart whose dependencies are missing',
    files: {
      'a/Chart.yaml':
        'apiVersion: v2\nname: a\nversion: 1.0.0\ndependencies: [{ name: redis, version: 1.0.0, repository: https://x }]\n',
    },
    step: {},
    code: 'chart-unpackable',
    says: [
      /compass\.yaml:\d+:\d+: The chart in `a` has dependencies that are not in its `charts\/`: redis\./,
      /`helm dependency build a`.*Chart\.lock.*`helm dependency update a`/,
    ],
  },
  {
    name: 'an event that gives secrets to strangers',
    step: { event: { name: 'pull_request_target' } },
    code: 'event-refused',
    says: [/`pull_request_target` would run/],
  },
  {
    name: 'an event that implies no command',
    step: { event: { name: 'gollum' } },
    code: 'event-unknown',
    says: [/Set the input `command`/],
  },
  {
    name: 'a command that is not implemented',
    step: { inputs: { command: 'destroy' } },
    code: 'not-yet',
    says: [/The command `destroy` is planned, but not implemented/],
  },
];

for (const { name, step, files, code, says } of cases) {
  test(`${name}: ${code}`, async () => {
    const namespace = freshNamespace();
    const missing = specFor(namespace, { a: { chart: 'nowhere' } });
    const workspace = makeWorkspace({
      'compass.yaml': specFor(namespace, { a: { chart: 'a' } }),
      'missing-chart.yaml': missing,
      ...echoChart('a'),
      ...files,
    });
    const { exitCode, outputs, result, text, lines } = await runStep({ ...step, workspace });

    assert.equal(exitCode, 1, text);
    assert.equal(outputs['outcome'], 'failure');
    assert.equal(outputs['changed'], 'false');
    assert.ok([result.code, ...result.charts.map((chart) => chart.code)].includes(code), text);
    for (const pattern of says) assert.match(text, pattern);
    assert.doesNotMatch(lines.join('\n'), /^\s+at |node:internal|bug in Compass/m, 'no stack trace');
    const writes = writesIn(readAudit(process.env['COMPASS_AUDIT_LOG'] ?? '')).filter(
      ({ requestURI, responseStatus }) => requestURI.includes(namespace) && (responseStatus?.code ?? 0) < 400,
    );
    assert.deepEqual(writes, [], 'nothing is written');
  });
}

test('a cluster that refuses connections, and one that does not answer', async () => {
  const silent = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => silent.once('listening', resolve));
  const { port } = silent.address() as { port: number };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(freshNamespace(), { a: { chart: 'a' } }),
    ...echoChart('a'),
  });

  const refusing = await runStep({ workspace, inputs: { kubeconfig: withServer('https://127.0.0.1:1') } });
  assert.match(
    refusing.text,
    /The cluster of the context `admin` at https:\/\/127.0.0.1:1 cannot be reached: connect ECONNREFUSED/,
  );
  const mute = await runStep({ workspace, inputs: { kubeconfig: withServer(`https://127.0.0.1:${port}`) } });
  assert.match(mute.text, /cannot be reached: no connection within 10 s/);
  assert.deepEqual([refusing.exitCode, mute.exitCode], [1, 1]);
  silent.close();
});

test('all problems with inputs are reported at once', async () => {
  const workspace = makeWorkspace({});
  const { exitCode, text, commands } = await runStep({
    workspace,
    inputs: { concurrency: 'many', timeout: '5', log: 'loud', prune: 'true' },
  });

  assert.equal(exitCode, 1);
  for (const name of ['concurrency', 'timeout', 'log', 'prune'])
    assert.match(text, new RegExp(`The input \`${name}\``));
  assert.equal(commands.filter(({ name }) => name === 'error').length, 4);
});

test('a link in a chart that leaves the workspace is refused', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor(freshNamespace(), { a: { chart: 'a' } }),
    ...echoChart('a'),
  });
  symlinkSync(process.env['KUBECONFIG'] ?? '', `${workspace}/a/stolen.yaml`);

  const { exitCode, text } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.match(text, /`stolen.yaml` is a symbolic link that leaves the workspace/);
});

const quiet: readonly { name: string; step: Omit<Step, 'workspace'>; says: RegExp }[] = [
  {
    name: 'a branch that maps to nothing',
    step: { event: { ref: 'refs/heads/feature/x' } },
    says: /The branch `feature\/x` maps to no environment of compass.yaml\. Mapped branches: develop → staging\./,
  },
  { name: 'a tag', step: { event: { ref: 'refs/tags/v1' } }, says: /refs\/tags\/v1 is not a branch/ },
  {
    name: 'a closed pull request',
    step: { event: { name: 'pull_request', payload: { action: 'closed' } } },
    says: /The pull request is closed/,
  },
  { name: 'a deleted branch', step: { event: { payload: { deleted: true } } }, says: /The branch develop was deleted/ },
  {
    name: 'a comment without a command',
    step: { event: { name: 'issue_comment', payload: { comment: { body: 'nice' }, issue: { pull_request: {} } } } },
    says: /does not contain a command/,
  },
];

for (const { name, step, says } of quiet) {
  test(`${name}: nothing to do, and the exit code is 0`, async () => {
    const workspace = makeWorkspace({ 'compass.yaml': specFor(freshNamespace(), { a: { chart: 'a' } }) });
    const { exitCode, outputs, text } = await runStep({ ...step, workspace, env: { KUBECONFIG: '/nowhere' } });

    assert.equal(exitCode, 0, text);
    assert.equal(outputs['outcome'], 'nothing-to-do');
    assert.equal(outputs['environment'], '');
    assert.match(text, says);
  });
}

test('of many problems, all are in the log, and ten are annotations', async () => {
  const keys = Array.from({ length: 15 }, (_, index) => `unknown${index}: 1`).join('\n');
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1\nstack: x\nenvironments: {a: {}}\ncharts: {a: {chart: a}}\n${keys}\n`,
  });
  const { text, commands } = await runStep({ workspace });

  for (let index = 0; index < 15; index += 1)
    assert.match(text, new RegExp(`compass.yaml:${index + 5}:1: \`unknown${index}\` is not a valid key`));
  assert.equal(commands.filter(({ name }) => name === 'error').length, 10);
  assert.match(text, /the others are only in this log/);
});

test('a folder for temporary files that cannot be written is an error with its name, not a bug', async () => {
  const charts = { web: { chart: 'echo' } };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(freshNamespace(), charts), ...echoChart('echo') });
  const end = await runStep({ workspace, env: { RUNNER_TEMP: '/nowhere/temp' } });
  assert.deepEqual([end.exitCode, end.outputs['outcome']], [1, 'failure']);
  assert.match(end.text, /cannot create a folder in \/nowhere\/temp, the folder for temporary files \(ENOENT\)/);
  assert.doesNotMatch(end.text, /bug/i);
});
