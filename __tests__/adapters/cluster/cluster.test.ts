// How Compass reads a cluster's answers, odd ones included. A small server imitates the API.
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { makeClusters } from '../../../src/adapters/cluster/cluster.ts';
import { readContext } from '../../../src/adapters/cluster/kubeconfig.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';
import { makeScratch } from '../../../src/adapters/machine/scratch.ts';
import type { Namespace } from '../../../src/model/names.ts';
import { Redactor } from '../../../src/model/secret.ts';

const never = new AbortController().signal;
const deps = { disk, env: process.env, folder: '.' };
const tools = { disk, processes: makeProcesses(process.env), redactor: new Redactor() };
const item = (name: string, revision: number, status: string, more: object = {}) => ({
  metadata: {
    name: `sh.helm.release.v1.${name}.v${revision}`,
    namespace: 'ns',
    resourceVersion: '5',
    labels: { name, version: `${revision}`, status, owner: 'helm' },
    ...more,
  },
});
const list = (...items: unknown[]) => JSON.stringify({ kind: 'PartialObjectMetadataList', items });
const html = '<html>Please log in</html>';

function kubeconfig(server: string, user: object = { token: 'a-token' }, cluster: object = {}): string {
  return JSON.stringify({
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
    contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
    'current-context': 'x',
  });
}

/** Asks a server that answers so, one answer after the other. */
async function releasesFrom(answers: readonly [number, string][], user?: object) {
  const seen: string[] = [];
  const listener: RequestListener = (request, response) => {
    seen.push(request.headers.authorization ?? '');
    const [status, body] = answers[Math.min(seen.length, answers.length) - 1] ?? [500, ''];
    if (status === 0) request.socket.destroy();
    else response.writeHead(status).end(body);
  };
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const scratch = makeScratch(disk, mkdtempSync(join(tmpdir(), 'compass-cluster-')));
  const cluster = makeClusters(deps, tools).open({ kubeconfig: kubeconfig(url, user) }, scratch);
  assert.ok(cluster.ok);
  const releases = await cluster.value.releases(['ns' as Namespace], never);
  server.close();
  return { releases, seen };
}

test('the newest revision of each release counts, with the duration of its deployment', async () => {
  const times = {
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [{ manager: 'Helm', time: '2026-01-01T00:00:42Z' }],
  };
  const { releases } = await releasesFrom([
    [200, list(item('a', 9, 'deployed'), item('a', 10, 'failed', times), item('b', 1, 'deployed'), { metadata: {} })],
  ]);
  assert.ok(releases.ok);
  assert.deepEqual(
    releases.value.map(({ name, revision, status, tookMs }) => [name, revision, status, tookMs]),
    [
      ['a', 10, 'failed', 42_000],
      ['b', 1, 'deployed', undefined],
    ],
  );
});

test('an empty list is empty, also as `null`, which Go writes', async () => {
  for (const body of [list(), '{"kind":"PartialObjectMetadataList","items":null}']) {
    const { releases } = await releasesFrom([[200, body]]);
    assert.deepEqual(releases, { ok: true, value: [] });
  }
});

test('an unreadable response is an error, not an empty list', async () => {
  for (const body of [html, '{"items": [', '{}', '[]', '']) {
    const { releases } = await releasesFrom([[200, body]]);
    assert.equal(!releases.ok && releases.failures[0]?.code, 'cluster-error', body);
  }
});

test('a read is retried after transient failures, three attempts at most', async () => {
  const good: [number, string] = [200, list(item('a', 1, 'deployed'))];
  for (const passing of [
    [503, ''],
    [429, ''],
    [0, ''],
  ] as [number, string][]) {
    const { releases, seen } = await releasesFrom([passing, good]);
    assert.ok(releases.ok, JSON.stringify(releases));
    assert.equal(seen.length, 2);
  }
  const { releases, seen } = await releasesFrom([[503, html]]);
  assert.equal(!releases.ok && releases.failures[0]?.code, 'cluster-error');
  assert.equal(seen.length, 3);
  assert.equal((await releasesFrom([[403, '{"message":"no"}']])).seen.length, 1);
});

test('expired credentials are fetched again', async () => {
  const plugin = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'sh',
    args: ['-c', 'echo "{\\"status\\":{\\"token\\":\\"token-$(date +%s%N)\\"}}"'],
  };
  const { releases, seen } = await releasesFrom(
    [
      [401, ''],
      [200, list()],
    ],
    { exec: plugin },
  );
  assert.ok(releases.ok);
  assert.equal(new Set(seen).size, 2);
});

const refused: readonly [string, string, RegExp][] = [
  ['a server without a scheme', kubeconfig('localhost:6443'), /`server` of the cluster is not an https or http URL/],
  ['a server of another scheme', kubeconfig('ftp://example.com'), /`server` of the cluster is not/],
  [
    'impersonation',
    kubeconfig('https://x', { token: 't', as: 'deployer' }),
    /the user has `as`: Compass does not support impersonation/,
  ],
  ['a proxy that is none', kubeconfig('https://x', {}, { 'proxy-url': 'socks5://127.0.0.1:1' }), /`proxy-url` is not/],
  [
    'a token that no header can hold',
    kubeconfig('https://x', { token: 'a\nb' }),
    /the token contains characters that an HTTP header cannot carry/,
  ],
  [
    'data that is no text',
    kubeconfig('https://x', {}, { 'certificate-authority-data': 12345 }),
    /`certificate-authority-data` is not a string/,
  ],
  ['a plugin without a command', kubeconfig('https://x', { exec: {} }), /`exec` has no `command`/],
  ['a plugin that is a text', kubeconfig('https://x', { exec: 'aws' }), /`exec` has no `command`/],
  [
    'arguments that are no list',
    kubeconfig('https://x', { exec: { command: 'x', args: 'y' } }),
    /the `args` of `exec`/,
  ],
  [
    'variables that are no list',
    kubeconfig('https://x', { exec: { command: 'x', env: { a: 1 } } }),
    /the `env` of `exec`/,
  ],
  [
    'a removed kind of login',
    kubeconfig('https://x', { 'auth-provider': {} }),
    /`auth-provider`, which Kubernetes has removed/,
  ],
];

for (const [name, text, says] of refused) {
  test(`${name} is rejected with a message`, () => {
    const read = readContext({ kubeconfig: text }, deps);
    assert.equal(!read.ok && read.failures[0]?.code, 'kubeconfig-unreadable');
    assert.match(read.ok ? '' : (read.failures[0]?.message ?? ''), says);
  });
}

test('with an invalid certificate, the cluster cannot be reached', async () => {
  const scratch = makeScratch(disk, mkdtempSync(join(tmpdir(), 'compass-cluster-')));
  const user = {
    'client-certificate-data': Buffer.from('no').toString('base64'),
    'client-key-data': Buffer.from('no').toString('base64'),
  };
  const cluster = makeClusters(deps, tools).open({ kubeconfig: kubeconfig('https://127.0.0.1:1', user) }, scratch);
  assert.ok(cluster.ok);
  const releases = await cluster.value.releases(['ns' as Namespace], never);
  assert.equal(!releases.ok && releases.failures[0]?.code, 'cluster-unreachable');
});

test('the pages of a list are read to the end', async () => {
  const page = (items: unknown[], next: string) =>
    JSON.stringify({ kind: 'PartialObjectMetadataList', metadata: { continue: next }, items });
  const { releases, seen } = await releasesFrom([
    [200, page([item('web', 1, 'deployed')], 'more of it')],
    [200, page([item('db', 2, 'deployed')], '')],
  ]);
  assert.ok(releases.ok);
  assert.deepEqual(
    releases.value.map(({ name }) => name),
    ['web', 'db'],
  );
  assert.equal(seen.length, 2);
});
