// A real registry behind a proxy that breaks its answers: each ends in the right digest or in an error, and never in
// another one.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { indexType, listType, pushImage, pushIndex } from '../../../rig/images.ts';
import type { HttpClient } from '../../../src/adapters/http/client.ts';
import { withRetry } from '../../../src/adapters/http/retry.ts';
import { type Asking, asking, inBase64 } from '../../support/asking.ts';
import { type Answer, type Asked, type Fault, login, startFaultProxy } from '../../support/fault-proxy.ts';
import { serve } from '../../support/remote.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const repository = `faults-${randomBytes(5).toString('hex')}`;
const wrong = `sha256:${'a'.repeat(64)}`;
const children = ['amd64', 'arm64'].map((architecture) => ({
  image: { content: architecture, labels: { 'org.opencontainers.image.revision': 'abc' } },
  platform: { os: 'linux', architecture },
}));
const digests = {
  index: await pushIndex(registry, repository, 'index', children),
  list: await pushIndex(registry, repository, 'list', children, { mediaType: listType }),
  image: await pushImage(registry, repository, 'image', 'plain'),
};

const head =
  (fault: Fault): Fault =>
  (asked, response) =>
    asked.method === 'HEAD' ? fault(asked, response) : asked.real();
const get = (fault: Fault): Fault =>
  unnamed((asked, response) => (asked.method === 'GET' ? fault(asked, response) : asked.real()));
const first =
  (times: number, fault: Fault): Fault =>
  (asked, response) =>
    asked.before < times ? fault(asked, response) : asked.real();
const headers =
  (more: Answer['headers']): Fault =>
  async ({ real }) => {
    const answer = await real();
    return { ...answer, headers: { ...answer.headers, ...more } };
  };
const without = async (real: Asked['real'], ...names: string[]): Promise<Answer> => {
  const answer = await real();
  const kept = Object.entries(answer.headers).filter(([name]) => !names.includes(name));
  return { ...answer, headers: Object.fromEntries(kept) };
};
/** HEAD does not name the digest, so a GET follows. */
const unnamed =
  (fault: Fault): Fault =>
  (asked, response) =>
    asked.method === 'HEAD' ? without(asked.real, 'docker-content-digest', 'etag') : fault(asked, response);
const says =
  (status: number, more: Answer['headers'] = {}, body = ''): Fault =>
  () => ({
    status,
    headers: more,
    body: Buffer.from(body),
  });
const resets: Fault = (_, response) => void response.socket?.destroy();
const hangs: Fault = () => undefined;
const altered =
  (change: (body: Buffer) => Buffer, more: Answer['headers'] = {}): Fault =>
  async ({ real }) => {
    const answer = await real();
    const body = change(answer.body);
    return { ...answer, body, headers: { ...answer.headers, 'content-length': body.length, ...more } };
  };
const huge = Buffer.from(`{"schemaVersion":2,"manifests":[]${' '.repeat(5 * 1024 * 1024)}}`);
const ghcr = '{"errors":[{"code":"TOOMANYREQUESTS","message":"retry-after: 880.092us, allowed: 44000/minute"}]}';
/** A date has seconds and no part of them. */
const soon = () => new Date(Date.now() + 1_400).toUTCString();

interface Case {
  readonly name: string;
  readonly fault: Fault;
  /** The right digest, if there is nothing else. */
  readonly fails?: RegExp;
  /** After the first request, which is asked for a password. */
  readonly asked: string;
  /** At the least, in milliseconds. */
  readonly takes?: number;
  /** How long an answer may take; by default much longer than any does. */
  readonly silenceMs?: number;
}

const cases: readonly Case[] = [
  { name: 'nothing', fault: ({ real }) => real(), asked: 'HEAD' },
  { name: 'no digest', fault: ({ real }) => without(real, 'docker-content-digest', 'etag'), asked: 'HEAD GET' },
  { name: 'another digest in HEAD', fault: head(headers({ 'docker-content-digest': wrong })), asked: 'HEAD GET' },
  {
    name: 'another digest everywhere',
    fault: headers({ 'docker-content-digest': wrong }),
    fails: /answered with the digest sha256:aaa.*but the manifest has the digest sha256:/,
    asked: 'HEAD GET',
  },
  { name: 'a digest that is none', fault: headers({ 'docker-content-digest': 'sha256:12' }), asked: 'HEAD GET' },
  {
    name: 'a digest of another kind',
    fault: headers({ 'docker-content-digest': `md5:${'a'.repeat(32)}` }),
    asked: 'HEAD GET',
  },
  { name: 'two digests', fault: headers({ 'docker-content-digest': [wrong, wrong] }), asked: 'HEAD GET' },
  { name: 'octets', fault: headers({ 'content-type': 'application/octet-stream' }), asked: 'HEAD GET' },
  ...[400, 401, 403, 404, 405].map((status) => ({
    name: `${status} to HEAD alone`,
    fault: head(says(status)),
    asked: 'HEAD GET',
  })),
  { name: 'no length', fault: ({ real }) => without(real, 'content-length'), asked: 'HEAD' },
  { name: 'no length of what is read', fault: get(({ real }) => without(real, 'content-length')), asked: 'HEAD GET' },
  {
    name: 'half of what is read',
    fault: get(async ({ real }, response) => {
      const { headers: all, body } = await real();
      response.writeHead(200, all).write(body.subarray(0, body.length / 2), () => response.socket?.destroy());
      return undefined;
    }),
    fails: /cannot be reached: /,
    asked: 'HEAD GET GET GET GET',
  },
  {
    name: 'half of what is read, of its length',
    fault: get(altered((body) => body.subarray(0, body.length / 2))),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'something else to read',
    fault: get(altered((body) => Buffer.from(body.toString().replace('arm64', 'amd64')))),
    fails: /but the manifest has the digest/,
    asked: 'HEAD GET',
  },
  { name: 'gzip', fault: get(altered(gzipSync, { 'content-encoding': 'gzip' })), asked: 'HEAD GET' },
  {
    name: 'gzip that is none',
    fault: get(altered((body) => body, { 'content-encoding': 'gzip' })),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'a zip bomb',
    fault: get(altered(() => gzipSync(huge), { 'content-encoding': 'gzip', 'docker-content-digest': '' })),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'more than a manifest may be',
    fault: get(altered(() => huge, { 'docker-content-digest': '' })),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'a page',
    fault: says(200, { 'content-type': 'text/html' }, '<p>Log in to the Wi-Fi</p>'),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'a page that says that it is an index',
    fault: says(200, { 'content-type': indexType }, '<p>Log in to the Wi-Fi</p>'),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  {
    name: 'a manifest of the first kind',
    fault: says(200, { 'content-type': 'application/json' }, '{"schemaVersion":1,"fsLayers":[]}'),
    fails: /something that is not a manifest/,
    asked: 'HEAD GET',
  },
  { name: 'no content', fault: says(204), fails: /answered 204/, asked: 'HEAD' },
  { name: '401 without a challenge', fault: says(401), fails: /not visible \(401, requested with/, asked: 'HEAD GET' },
  {
    name: '401 for ever',
    fault: says(401, { 'www-authenticate': 'Basic realm="again"' }),
    fails: /not visible \(401, requested with the credentials of the docker config\)/,
    asked: 'HEAD GET',
  },
  {
    name: '429 for a second',
    fault: first(1, says(429, { 'retry-after': '1' })),
    asked: 'HEAD HEAD',
    takes: 990,
  },
  {
    name: '429 until a date',
    fault: first(1, () => ({ status: 429, headers: { 'retry-after': soon() }, body: Buffer.from('') })),
    asked: 'HEAD HEAD',
    takes: 250,
  },
  {
    name: "429 in GHCR's words",
    fault: unnamed(({ before, real }) => (before > 1 ? real() : { status: 429, headers: {}, body: Buffer.from(ghcr) })),
    asked: 'HEAD GET GET',
  },
  {
    name: '429 for longer than anybody waits',
    fault: says(429, { 'retry-after': '61' }),
    fails: /answered 429, requested with .*; it asks clients to wait 61 s/,
    asked: 'HEAD',
  },
  { name: '503 twice', fault: first(2, says(503)), asked: 'HEAD HEAD HEAD' },
  { name: '500 for ever', fault: says(500), fails: /answered 500/, asked: 'HEAD HEAD HEAD HEAD' },
  { name: 'a reset', fault: first(1, resets), asked: 'HEAD HEAD' },
  { name: 'resets for ever', fault: resets, fails: /cannot be reached/, asked: 'HEAD HEAD HEAD HEAD' },
  { name: 'silence once', fault: first(1, hangs), asked: 'HEAD HEAD', takes: 1_990, silenceMs: 2_000 },
  {
    name: 'silence for ever',
    fault: hangs,
    fails: /no answer within 2 s/,
    asked: 'HEAD HEAD HEAD HEAD',
    takes: 7_990,
    silenceMs: 2_000,
  },
  {
    name: 'slowness',
    fault: ({ real }) => new Promise((resolve) => setTimeout(() => resolve(real()), 120)),
    asked: 'HEAD',
    takes: 110,
  },
  {
    name: 'redirects in a circle',
    fault: ({ path }) => ({ status: 307, headers: { location: path }, body: Buffer.from('') }),
    fails: /more than 5 redirects/,
    asked: 'HEAD HEAD HEAD HEAD HEAD HEAD',
  },
  { name: 'a redirect to nowhere', fault: says(307), fails: /without a valid `location`/, asked: 'HEAD' },
];

async function ask(context: TestContext, fault: Fault, more: Asking = {}, tag = 'index') {
  const proxy = await startFaultProxy(context, registry, fault);
  const auths = { [proxy.host]: { auth: inBase64(login) } };
  const asked = asking(context, { auths, ...more });
  const started = performance.now();
  const gives = await asked.one(`${proxy.host}/${repository}:${tag}`);
  const strangers = asked.sent.filter(({ url, authorization }) => authorization !== '' && url.host !== proxy.host);
  assert.deepEqual(strangers, [], 'the password went elsewhere');
  assert.deepEqual(asked.unlearnt, []);
  return { gives, proxy, asked, tookMs: performance.now() - started };
}

test('the digest is that of what the tag names, whatever kind it is, and whether it is named or read', async (context) => {
  for (const [tag, digest] of Object.entries(digests)) {
    const named = await ask(context, ({ real }) => real(), {}, tag);
    assert.deepEqual([named.gives, named.proxy.seen.join(' ')], [digest, 'HEAD? HEAD']);
    const read = await ask(context, ({ real }) => without(real, 'docker-content-digest', 'etag'), {}, tag);
    assert.deepEqual([read.gives, read.proxy.seen.join(' ')], [digest, 'HEAD? HEAD GET']);
  }
});

test('a registry that is broken in one way', { concurrency: 8 }, async (context) => {
  const all = cases.map(({ name, fault, fails, asked, takes = 0, silenceMs = 60_000 }) =>
    context.test(name, async (own) => {
      const { gives, proxy, tookMs } = await ask(own, fault, { silenceMs });
      if (fails === undefined) assert.equal(gives, digests.index);
      else assert.match(gives, fails);
      assert.ok(fails === undefined || !gives.startsWith('sha256:'));
      assert.deepEqual(proxy.seen.join(' '), `HEAD? ${asked}`);
      assert.ok(tookMs >= takes, `it took ${tookMs} ms`);
    }),
  );
  await Promise.all(all);
});

test('a redirect to another server gives the digest, and that server sees no password', async (context) => {
  const other = await serve(context, (_, response) => {
    response.writeHead(200, { 'content-type': indexType, 'docker-content-digest': digests.index }).end();
  });
  const location = `${other.url}/elsewhere`;
  const { gives, proxy } = await ask(context, says(307, { location }));
  assert.equal(gives, digests.index);
  assert.deepEqual(proxy.seen, ['HEAD?', 'HEAD']);
  assert.deepEqual(other.seen, ['HEAD /elsewhere']);
});

test('another server that asks for a password, or names a token server, gets none', async (context) => {
  for (const scheme of ['Basic', 'Bearer']) {
    const other = await serve(context, (_, response) => {
      response.writeHead(401, { 'www-authenticate': `${scheme} realm="${other.url}/token"` }).end();
    });
    const { gives } = await ask(context, says(307, { location: `${other.url}/` }));
    assert.match(gives, /not visible \(401/);
    assert.deepEqual(other.seen, ['HEAD /', 'GET /']);
  }
});

test('a public registry can redirect neither from https to http nor to addresses that only this machine can reach', async (context) => {
  const places = {
    'http://registry.test/': /points to registry\.test, without https/,
    'http://127.0.0.1:1/': /without https/,
    'ftp://registry.test/': /without https/,
    'https://169.254.169.254/latest/': /metadata service/,
    'https://0xa9fea9fe/': /points to 169\.254\.169\.254, a link-local address or the metadata service of a cloud/,
    'https://[fe80::1]/': /metadata service/,
    'https://[::ffff:169.254.169.254]/': /metadata service/,
    'https://[64:ff9b::a9fe:a9fe]/': /metadata service/,
    'https://[fd00:ec2::254]/': /metadata service/,
    'https://metadata.google.internal/': /metadata service/,
    'https://metadata/': /metadata service/,
    'https://instance-data.ec2.internal./': /metadata service/,
    'https://[::ffff:10.0.0.1]/': /a private address/,
    'https://10.0.0.1/': /a private address/,
    'https://172.16.0.1/': /a private address/,
    'https://192.168.0.1/': /a private address/,
    'https://100.100.100.200/': /metadata service/,
    'https://100.64.0.1/': /a private address/,
    'https://2130706433/': /points to 127\.0\.0\.1, a private address/,
    'https://localhost/': /a private address/,
    'https://localhost./': /a private address/,
    'https://[::1]/': /a private address/,
    'https://[fd00::1]/': /a private address/,
  };
  const names: Record<string, string> = {};
  const files = { '.docker/config.json': { auths: { 'registry.test': { auth: inBase64(login) } } } };
  for (const [location, reason] of Object.entries(places)) {
    const proxy = await startFaultProxy(context, registry, says(307, { location }));
    names['registry.test'] = proxy.host;
    const asked = asking(context, { names, files });
    assert.match(await asked.one(`registry.test/${repository}:index`), reason, location);
    assert.equal(asked.methods(), 'HEAD? HEAD', location);
    assert.equal(asked.sent.filter(({ url }) => url.host !== 'registry.test').length, 0);
  }
});

test('while a registry asks to wait, no other part of the run sends it requests', async () => {
  const asked: string[] = [];
  const answers: (() => void)[] = [];
  const http: HttpClient = {
    send({ url }) {
      const isFirst = asked.push(url.pathname) === 1;
      const busy = { status: 429, headers: {}, body: '{"message":"retry-after: 60ms"}', bytes: Buffer.from('') };
      const response = isFirst ? busy : { ...busy, status: 200 };
      return new Promise((resolve) => answers.push(() => resolve({ response })));
    },
  };
  const { signal } = new AbortController();
  const retrying = withRetry(http, () => 0.5, { maxAttempts: 2, firstWaitMs: 1, longestWaitMs: 1_000 });
  const send = (url: string) => retrying.send({ method: 'HEAD', url: new URL(url), headers: {} }, signal);
  const all = [send('http://a.test/1')];
  await setImmediate();
  answers[0]?.();
  await setImmediate();
  all.push(send('http://a.test/2'), send('http://b.test/3'));
  await setImmediate();
  assert.deepEqual(asked, ['/1', '/3']);
  while (asked.length < 4) await setImmediate();
  for (const answer of answers) answer();
  await Promise.all(all);
  assert.deepEqual(asked.slice(2).sort(), ['/1', '/2']);
});
