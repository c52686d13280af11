// Kubeconfigs are read as Kubernetes' own client reads them; that client is the oracle.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { KubeConfig } from '@kubernetes/client-node';
import { getCredentials } from '../../../src/adapters/cluster/credentials.ts';
import { type Context, readContext } from '../../../src/adapters/cluster/kubeconfig.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';
import { Redactor } from '../../../src/model/secret.ts';

const folder = mkdtempSync(join(tmpdir(), 'compass-kubeconfig-'));
const pem = (text: string) =>
  `-----BEGIN CERTIFICATE-----\n${Buffer.from(text).toString('base64')}\n-----END CERTIFICATE-----\n`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
for (const name of ['ca', 'cert', 'key']) writeFileSync(join(folder, `${name}.pem`), pem(name));
writeFileSync(join(folder, 'token'), 'token-from-file\n');
const plugin = (status: object) => ({
  apiVersion: 'client.authentication.k8s.io/v1',
  command: 'sh',
  args: ['-c', 'echo "$ANSWER"'],
  env: [
    {
      name: 'ANSWER',
      value: JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status }),
    },
  ],
  interactiveMode: 'Never',
});

function kubeconfig(user: object, cluster: object = {}): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://example.com:6443', ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

const table: Record<string, string> = {
  token: kubeconfig({ token: 'secret-token' }),
  'user name and password': kubeconfig({ username: 'me', password: 'p@ss:word' }),
  'client certificate as data': kubeconfig({
    'client-certificate-data': base64(pem('c')),
    'client-key-data': base64(pem('k')),
  }),
  'client certificate as files': kubeconfig({
    'client-certificate': join(folder, 'cert.pem'),
    'client-key': join(folder, 'key.pem'),
  }),
  'certificate authority as data': kubeconfig({ token: 't' }, { 'certificate-authority-data': base64(pem('a')) }),
  'certificate authority as a file': kubeconfig({ token: 't' }, { 'certificate-authority': join(folder, 'ca.pem') }),
  'server name and no verification': kubeconfig(
    { token: 't' },
    { 'tls-server-name': 'other.example.com', 'insecure-skip-tls-verify': true },
  ),
  'a plugin that prints a token': kubeconfig({ exec: plugin({ token: 'from-plugin' }) }),
  'nothing at all': kubeconfig({}),
};

const deps = { disk, env: process.env, folder };
const tools = { disk, processes: makeProcesses(process.env), redactor: new Redactor() };
const never = new AbortController().signal;

async function ours(context: Context) {
  const credentials = await getCredentials(context, tools, never);
  assert.ok(credentials.ok, JSON.stringify(credentials));
  const { tls, headers } = credentials.value;
  return {
    server: context.cluster.server,
    ca: tls.ca?.toString(),
    cert: tls.cert?.toString(),
    key: tls.key?.toString(),
    servername: tls.servername,
    rejectUnauthorized: tls.rejectUnauthorized ?? true,
    authorization: headers['authorization'],
  };
}

async function theirs(text: string) {
  const config = new KubeConfig();
  config.loadFromString(text);
  const options: Record<string, unknown> & { headers?: Record<string, string>; auth?: string } = {};
  await config.applyToHTTPSOptions(options as never);
  const agent = (options['agent'] as { options?: Record<string, unknown> } | undefined)?.options ?? {};
  const field = (name: string) => (options[name] ?? agent[name])?.toString();
  const basic = options.auth ? `Basic ${Buffer.from(options.auth).toString('base64')}` : undefined;
  return {
    server: config.getCurrentCluster()?.server,
    ca: field('ca'),
    cert: field('cert'),
    key: field('key'),
    servername: field('servername'),
    rejectUnauthorized: (options['rejectUnauthorized'] ?? agent['rejectUnauthorized'] ?? true) !== false,
    authorization: options.headers?.['Authorization'] ?? basic,
  };
}

for (const [name, text] of Object.entries(table)) {
  test(`${name}: the same as Kubernetes' own client`, async () => {
    const read = readContext({ kubeconfig: text }, deps);
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(await ours(read.value), await theirs(text));
  });
}

test('a token may be in a file, as for kubectl; the oracle does not support that', async () => {
  const read = readContext({ kubeconfig: kubeconfig({ tokenFile: join(folder, 'token') }) }, deps);
  assert.ok(read.ok);
  assert.equal((await ours(read.value)).authorization, 'Bearer token-from-file');
});

test('a kubeconfig may be given as a path, as content, and as base64 of it', () => {
  const text = table['token'] ?? '';
  writeFileSync(join(folder, 'config'), text);
  const contexts = [join(folder, 'config'), 'config', text, base64(text)].map((given) =>
    readContext({ kubeconfig: given }, deps),
  );
  for (const context of contexts) assert.deepEqual(context.ok && context.value.user.token, 'secret-token');
});

test('relative paths start at the folder of the file that names them', () => {
  mkdirSync(join(folder, 'sub'));
  writeFileSync(
    join(folder, 'sub', 'config'),
    kubeconfig({ tokenFile: '../token' }, { 'certificate-authority': 'ca.pem' }),
  );
  const read = readContext({ kubeconfig: 'sub/config' }, deps);
  assert.ok(read.ok);
  assert.equal(read.value.user.tokenFile, join(folder, 'token'));
  assert.equal(read.value.cluster['certificate-authority'], join(folder, 'sub', 'ca.pem'));
});

test('of several files in KUBECONFIG, the first with a name counts, and missing files are skipped', () => {
  writeFileSync(join(folder, 'first'), kubeconfig({ token: 'first' }).replace('"current-context":"x"', '"x":1'));
  writeFileSync(join(folder, 'second'), kubeconfig({ token: 'second' }));
  const KUBECONFIG = ['first', 'missing', 'second'].map((name) => join(folder, name)).join(':');
  const read = readContext({}, { ...deps, env: { KUBECONFIG } });
  assert.ok(read.ok, JSON.stringify(read));
  assert.equal(read.value.name, 'x');
  assert.equal(read.value.user.token, 'first');
});

test('by default, the kubeconfig in the home folder counts', () => {
  mkdirSync(join(folder, '.kube'));
  writeFileSync(join(folder, '.kube', 'config'), kubeconfig({ token: 'home' }));
  const read = readContext({}, { ...deps, env: { HOME: folder } });
  assert.deepEqual(read.ok && read.value.user.token, 'home');
});

test('a failing credential plugin is reported by name, with what it printed', async () => {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'sh',
    args: ['-c', 'echo no login >&2; exit 3'],
  };
  const cases = [
    [exec, /from `sh`, which failed with exit code 3: no login/],
    [{ ...exec, command: 'no-such-plugin' }, /from `no-such-plugin`, which could not be started: .*ENOENT/],
    [{ ...exec, args: ['-c', 'echo junk'] }, /did not print an ExecCredential/],
  ] as const;
  for (const [entry, says] of cases) {
    const read = readContext({ kubeconfig: kubeconfig({ exec: entry }) }, deps);
    assert.ok(read.ok);
    const credentials = await getCredentials(read.value, tools, never);
    assert.ok(!credentials.ok);
    assert.match(credentials.failures[0]?.message ?? '', says);
  }
});

test('an unreadable kubeconfig is never printed', () => {
  const secret = 'c2VjcmV0LXRva2VuLXRoYXQtbXVzdC1ub3QtYmUtc2Vlbg==';
  for (const given of [secret, `clusters: [\n  ${secret}: {`, `{"clusters": ${secret}`]) {
    const read = readContext({ kubeconfig: given }, deps);
    assert.ok(!read.ok);
    assert.ok(!JSON.stringify(read.failures).includes(secret), JSON.stringify(read.failures));
  }
});
