// How registries let in: real ones with a password, with tokens and with TLS, and small servers that play odd ones.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { pushImage } from '../../../rig/images.ts';
import { type RegistrySettings, startRegistry } from '../../../rig/registry.ts';
import { makeCertificate, startTokenServer } from '../../../rig/token-server.ts';
import { clock } from '../../../src/adapters/machine/clock.ts';
import { parseChallenge } from '../../../src/adapters/registry/challenge.ts';
import { type Asking, asking, inBase64 } from '../../support/asking.ts';
import { assertCpuTime } from '../../support/cpu-time.ts';
import { freshFolder, type Served, serve } from '../../support/remote.ts';

const login = 'me:right-password';
/** By bcrypt. */
const htpasswd = 'me:$2y$05$abcdefghijklmnopqrstuuBO.kmgTJhdt40M5ZyHgFmcpBdUb9aS.\n';
const digest = `sha256:${'d'.repeat(64)}`;
const manifest = { 'content-type': 'application/vnd.oci.image.index.v1+json', 'docker-content-digest': digest };
const config = (host: string, said = login): Asking => ({ auths: { [host]: { auth: inBase64(said) } } });

/** An open registry for pushing, and one with these settings that has the same images. */
async function startPair(context: TestContext, settings: (folder: string) => RegistrySettings) {
  const folder = freshFolder(context);
  const open = await startRegistry(folder);
  context.after(() => open.stop());
  const closed = await startRegistry(folder, settings(folder));
  context.after(() => closed.stop());
  return { open: open.host, host: closed.host, folder };
}

test('a real registry with passwords accepts the right one, and no other', async (context) => {
  const { open, host } = await startPair(context, (folder) => {
    writeFileSync(join(folder, 'htpasswd'), htpasswd);
    return { auth: { htpasswd: { realm: 'rig', path: join(folder, 'htpasswd') } } };
  });
  const pushed = await pushImage(open, 'web', '1', 'one');
  const good = asking(context, config(host));
  assert.equal(await good.one(`${host}/web:1`), pushed);
  assert.equal(good.methods(), 'HEAD? HEAD');
  assert.equal(await good.one(`${host}/web:1`), pushed);
  assert.equal(good.methods(), 'HEAD', 'it has learnt how to ask');
  const wrong = asking(context, config(host, 'me:wrong-password'));
  assert.match(
    await wrong.one(`${host}/web:1`),
    /\(401 UNAUTHORIZED.*, requested with the credentials of the docker config\)/,
  );
  assert.equal(wrong.methods(), 'HEAD? HEAD GET', 'a wrong password is not left out');
  const nobody = asking(context);
  assert.match(await nobody.one(`${host}/web:1`), /\(401 UNAUTHORIZED.*, requested without credentials\)/);
});

test('a real registry with tokens: one challenge, a token for each repository, a HEAD for each image', async (context) => {
  const keys = freshFolder(context);
  const server = await startTokenServer(keys, login);
  context.after(() => server.stop());
  const { open, host } = await startPair(context, () => server.settings);
  const names = Array.from({ length: 20 }, (_, number) => `team-${number % 5}/web:v${number}`);
  const pushed: string[] = [];
  for (const name of names) pushed.push(await pushImage(open, ...(name.split(':') as [string, string]), name));
  const asked = asking(context, config(host));
  assert.deepEqual(await asked.all(...names.map((name) => `${host}/${name}`)), pushed);
  const count = (isWanted: (sent: (typeof asked.sent)[number]) => boolean) => asked.sent.filter(isWanted).length;
  assert.equal(
    count(({ url, authorization }) => url.host === host && authorization === ''),
    1,
  );
  assert.equal(
    count(({ url, authorization }) => url.host === host && authorization.startsWith('Bearer ')),
    20,
  );
  assert.equal(asked.sent.length, 1 + 5 + 20);
  assert.equal(new Set(server.asked).size, 5);
  assert.equal(server.asked.length, 5);
  assert.ok(server.asked.every((one) => /^repository:team-\d\/web:pull Basic /.test(one)));
  assert.deepEqual(asked.unlearnt, []);
  const wrong = asking(context, config(host, 'me:wrong-password'));
  assert.match(
    await wrong.one(`${host}/team-0/web:v0`),
    /its token server 127\.0\.0\.1:\d+ returned no token \(401, requested with the credentials of the docker config\)/,
  );
  assert.equal(wrong.methods(), 'HEAD? GET');
});

test('a real registry with a private certificate authority is trusted if Node trusts that authority', async (context) => {
  const folder = freshFolder(context);
  // Every address of this machine; unlike loopback, it is spoken to with TLS.
  const { key, certificate } = makeCertificate(folder, 'registry', 'IP:0.0.0.0');
  const pair = await startPair(context, () => ({ http: { tls: { key, certificate } } }));
  const pushed = await pushImage(pair.open, 'web', '1', 'one');
  const reference = `${pair.host.replace('127.0.0.1', '0.0.0.0')}/web:1`;
  const source = (name: string) => JSON.stringify(new URL(`../../../src/${name}.ts`, import.meta.url).href);
  const script = `
    import { disk } from ${source('adapters/machine/disk')};
    import { makeHttpClient } from ${source('adapters/http/client')};
    import { clock } from ${source('adapters/machine/clock')};
    import { makeProcesses } from ${source('adapters/machine/processes')};
    import { makeOpenRegistry } from ${source('adapters/registry/digests')};
    import { Redactor } from ${source('model/secret')};
    const deps = { http: makeHttpClient({}, {}), disk, processes: makeProcesses({}), redactor: new Redactor(), clock };
    const access = { insecure: [], signal: new AbortController().signal };
    const found = await makeOpenRegistry({ ...deps, env: { HOME: '/nowhere' } })(access).digests([{ reference: ${JSON.stringify(reference)} }]);
    console.log(found.ok ? [...found.value.values()][0] : found.failures[0].message);
  `;
  const run = async (env: Record<string, string>) => {
    const options = { env: { PATH: process.env['PATH'], ...env } };
    const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], options);
    return stdout.trim();
  };
  const [trusted, untrusted] = await Promise.all([run({ NODE_EXTRA_CA_CERTS: certificate }), run({})]);
  assert.equal(trusted, pushed);
  assert.match(untrusted, /cannot be reached: self-signed certificate/);
});

interface Played {
  readonly host: string;
  readonly registry: Served;
  readonly tokens: Served;
  /** `METHOD query-or-form authorization` of what the token server was asked. */
  readonly asked: string[];
}

interface Playing {
  /** What the token server answers: a status, or what it says. */
  readonly grant?: (form: URLSearchParams, request: IncomingMessage) => object | number | string;
  /** Whether a token lets in. */
  readonly lets?: (token: string, path: string) => boolean;
  readonly challenge?: (tokens: string) => string | string[];
  readonly denies?: (response: ServerResponse, challenge: string | string[]) => void;
}

/** A registry with a token server. */
async function play(context: TestContext, playing: Playing = {}): Promise<Played> {
  const {
    grant = () => ({ token: 'good-token' }),
    lets = (token) => token === 'good-token',
    challenge = (realm) => `Bearer realm="${realm}",service="played"`,
    denies = (response, said) => response.writeHead(401, { 'www-authenticate': said }).end(),
  } = playing;
  const asked: string[] = [];
  const tokens = await serve(context, async (request, response) => {
    const { method, url = '', headers } = request;
    const text = method === 'POST' ? Buffer.concat(await request.toArray()).toString() : (url.split('?')[1] ?? '');
    const form = new URLSearchParams(text);
    asked.push(
      `${method} ${[...form].map((field) => field.join('=')).join(' ')} ${headers.authorization ?? ''}`.trim(),
    );
    const granted = grant(form, request);
    if (typeof granted === 'number') response.writeHead(granted, { 'retry-after': '0' }).end();
    else response.end(typeof granted === 'string' ? granted : JSON.stringify(granted));
  });
  const registry = await serve(context, (request, response) => {
    const token = request.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (lets(token, request.url ?? '')) response.writeHead(200, manifest).end();
    else denies(response, challenge(`${tokens.url}/token`));
  });
  return { host: registry.host, registry, tokens, asked };
}

const scope = 'scope=repository:web:pull';

test('without a login, a token is requested too', async (context) => {
  const { host, asked } = await play(context);
  assert.equal(await asking(context).one(`${host}/web:1`), digest);
  assert.deepEqual(asked, [`GET service=played ${scope}`]);
});

test('a refresh token is posted, or sent with a GET to servers that accept nothing else', async (context) => {
  const auths = (host: string): Asking => ({ auths: { [host]: { identitytoken: 'identity-token' } } });
  const fields = 'grant_type=refresh_token client_id=compass refresh_token=identity-token service=played';
  const posted = await play(context, { grant: () => ({ access_token: 'good-token' }) });
  const first = asking(context, auths(posted.host));
  assert.equal(await first.one(`${posted.host}/web:1`), digest);
  assert.deepEqual(posted.asked, [`POST ${fields} ${scope}`]);
  assert.equal(first.redactor.filter('identity-token good-token'), '*** ***');
  const older = await play(context, {
    grant: (_, { method }) => (method === 'POST' ? 404 : { token: 'good-token' }),
  });
  assert.equal(await asking(context, auths(older.host)).one(`${older.host}/web:1`), digest);
  assert.deepEqual(older.asked, [`POST ${fields} ${scope}`, `GET service=played ${scope} Bearer identity-token`]);
});

test('an expiring token is renewed once, shortly before its end', async (context) => {
  for (const [given, holds] of [
    [{ expires_in: 300 }, 290],
    [{}, 50],
    [{ expires_in: 4 }, 2],
  ] as const) {
    let seconds = 0;
    const now = { ...clock, nowMs: () => seconds * 1_000 };
    const { host, asked } = await play(context, { grant: () => ({ token: 'good-token', ...given }) });
    const run = asking(context, { clock: now });
    const images = ['1', '2', '3', '4'].map((tag) => `${host}/web:${tag}`);
    await run.all(...images);
    seconds = holds - 0.1;
    await run.all(...images);
    assert.equal(asked.length, 1);
    seconds = holds;
    assert.deepEqual(await run.all(...images), Array(4).fill(digest));
    assert.equal(asked.length, 2);
    assert.equal(run.sent.length, 1 + 2 + 12);
  }
});

test('a token that is revoked early is renewed once for all requests that used it', async (context) => {
  let number = 0;
  let good = 'token-number-1';
  const played = await play(context, {
    grant: () => ({ token: `token-number-${++number}` }),
    lets: (token) => token === good,
  });
  const run = asking(context);
  const images = ['1', '2', '3', '4', '5'].map((tag) => `${played.host}/web:${tag}`);
  assert.deepEqual(await run.all(...images), Array(5).fill(digest));
  good = 'token-number-2';
  assert.deepEqual(await run.all(...images), Array(5).fill(digest));
  assert.equal(number, 2);
  assert.equal(played.registry.seen.length, 1 + 5 + 5 + 5);
});

test('a registry that accepts no login is not retried forever', async (context) => {
  const { host, registry, asked } = await play(context, { lets: () => false });
  assert.match(await asking(context).one(`${host}/web:1`), /not visible \(401, requested without credentials\)/);
  assert.deepEqual(
    [registry.seen.map((one) => one.split(' ')[0]).join(' '), asked.length],
    ['HEAD HEAD HEAD GET GET', 3],
  );
});

test('a scope that the registry names is requested if it only reads this repository', async (context) => {
  const wanting = (said: string) =>
    play(context, {
      grant: (form) => ({ token: `token for ${form.get('scope')}` }),
      lets: (token) => token === `token for ${said}`,
      challenge: (realm) => `Bearer realm="${realm}",scope="${said}",error="insufficient_scope"`,
    });
  const own = await wanting('repository:web:pull,metadata_read');
  const run = asking(context);
  assert.equal(await run.one(`${own.host}/web:1`), digest);
  assert.deepEqual(own.asked, [`GET ${scope}`, `GET ${scope},metadata_read`]);
  assert.equal(await run.one(`${own.host}/web:2`), digest);
  assert.equal(own.asked.length, 2);
  for (const said of ['repository:web:pull,push', 'repository:other:pull', 'repository:web:*', 'registry:catalog:*']) {
    const other = await wanting(said);
    assert.match(await asking(context).one(`${other.host}/web:1`), /not visible/);
    assert.deepEqual(new Set(other.asked), new Set([`GET ${scope}`]), said);
  }
});

test('a registry that denies says why', async (context) => {
  const body = '{"errors":[{"code":"DENIED","message":"you may not"}]}';
  const { host } = await play(context, {
    lets: () => false,
    denies: (response, said) => {
      response.writeHead(response.req.headers.authorization ? 403 : 401, { 'www-authenticate': said }).end(body);
    },
  });
  const run = asking(context, config(host));
  const message = await run.one(`${host}/web:1`);
  assert.match(message, /not visible \(403 DENIED: you may not, requested with the credentials of the docker config\)/);
  assert.equal(run.methods(), 'HEAD? GET HEAD GET');
});

test('a busy token server is retried, and a broken one is reported', async (context) => {
  let busy = 2;
  const patient = await play(context, { grant: () => (busy-- > 0 ? 429 : { token: 'good-token' }) });
  assert.equal(await asking(context).one(`${patient.host}/web:1`), digest);
  assert.equal(patient.asked.length, 3);
  const broken = await play(context, { grant: () => 500 });
  assert.match(
    await asking(context).one(`${broken.host}/web:1`),
    /its token server .* returned no token \(500, requested without/,
  );
  assert.equal(broken.asked.length, 4);
  for (const junk of ['<html>', '[]', '{"token":""}', '{"token":7}', '{}', 'null']) {
    const { host } = await play(context, { grant: () => junk });
    assert.match(await asking(context).one(`${host}/web:1`), /returned no token \(200/, junk);
  }
  const split = await play(context, { grant: () => ({ token: 'good-token\r\nx-injected: yes' }) });
  assert.match(await asking(context).one(`${split.host}/web:1`), /Invalid character/);
});

test('of several challenges, a token is preferred, however they are written', async (context) => {
  const forms: ((realm: string) => string | string[])[] = [
    (realm) => `Basic realm="a, b", Bearer realm="${realm}",service="played"`,
    (realm) => `Negotiate, Bearer realm="${realm}",service="played", Basic realm="x"`,
    (realm) => ['Negotiate', 'Basic realm="x"', `Bearer realm="${realm}",service="played"`],
    (realm) => `Negotiate YIIabc==, bearer REALM="${realm}", Service="played"`,
    (realm) => `BEARER   service=played ,  realm="${realm}"`,
    (realm) => `Bearer realm = "${realm}" , service = "played"`,
  ];
  for (const challenge of forms) {
    const { host, asked } = await play(context, { challenge });
    assert.equal(await asking(context).one(`${host}/web:1`), digest, String(challenge('R')));
    assert.deepEqual(asked, [`GET service=played ${scope}`]);
  }
  assert.deepEqual(parseChallenge('Basic realm="Bearer realm=\\"https://evil.test\\""'), { scheme: 'basic' });
  assert.equal(parseChallenge('Negotiate, Digest realm="x", nonce="Basic"'), undefined);
  assert.equal(parseChallenge(undefined), undefined);
  assertCpuTime(1_000, () => parseChallenge(`Bearer ${'"\\'.repeat(8_000)}`));
});

test('a realm may be relative, and must be an address that the registry may redirect to', async (context) => {
  const relative = await serve(context, ({ url, headers }, response) => {
    if (url?.startsWith('/auth?')) response.end('{"token":"good-token"}');
    else if (headers.authorization === 'Bearer good-token') response.writeHead(200, manifest).end();
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="/auth"' }).end();
  });
  assert.equal(await asking(context, config(relative.host)).one(`${relative.host}/web:1`), digest);
  const places = {
    'http://token.test/': /the registry points to token\.test, without https/,
    'http://registry.test/': /without https/,
    'https://169.254.169.254/latest': /a link-local address or the metadata service/,
    'https://10.1.2.3/token': /a private address/,
    'https://localhost/token': /a private address/,
    'file:///etc/passwd': /without https/,
    'javascript:alert(1)': /without https/,
    'https://': /names no token server/,
    '': /names no token server/,
  };
  for (const [realm, reason] of Object.entries(places)) {
    const { host } = await play(context, { challenge: () => `Bearer realm="${realm}"` });
    const run = asking(context, { names: { 'registry.test': host }, ...config('registry.test') });
    assert.match(await run.one('registry.test/web:1'), reason, realm);
    assert.equal(run.methods(), 'HEAD?', realm);
  }
  const local = await play(context, { challenge: () => 'Bearer realm="http://169.254.169.254/token"' });
  const run = asking(context, config(local.host));
  assert.match(await run.one(`${local.host}/web:1`), /for a token, the registry points to 169\.254\.169\.254/);
  assert.equal(run.methods(), 'HEAD?');
});

test('the input `github-token` is used for GHCR only, and not where there is a login', async (context) => {
  const { host, asked } = await play(context, {
    challenge: () => 'Bearer realm="https://ghcr.io/token",service="played"',
  });
  const ghcr = await serve(context, (request, response) => {
    if (!request.url?.startsWith('/token'))
      return void response.writeHead(401, { 'www-authenticate': 'Bearer realm="https://ghcr.io/token"' }).end();
    response.end('{}');
  });
  const githubToken = `ghs_${randomBytes(8).toString('hex')}`;
  const names = { 'ghcr.io': ghcr.host, 'ghcr.io.evil.test': host, 'evil-ghcr.io': host, 'registry.test': host };
  const run = asking(context, { githubToken, names });
  await run.all('ghcr.io.evil.test/web:1', 'evil-ghcr.io/web:1', 'registry.test/web:1', `${host}/web:1`);
  assert.deepEqual(asked, []);
  assert.ok(run.sent.every(({ authorization }) => authorization === ''));
  await run.one('ghcr.io/acme/web:1');
  const basic = `Basic ${inBase64(`x-access-token:${githubToken}`)}`;
  assert.ok(run.sent.some(({ url, authorization }) => url.host === 'ghcr.io' && authorization === basic));
  const given = asking(context, { githubToken, names, ...config('ghcr.io') });
  await given.one('ghcr.io/acme/web:1');
  assert.deepEqual(
    given.sent.map(({ authorization }) => authorization).filter((one) => one !== ''),
    [`Basic ${inBase64(login)}`],
  );
});

test('where GHCR denies `github-token`, the request is repeated without it, repository by repository', async (context) => {
  const githubToken = `ghs_${randomBytes(8).toString('hex')}`;
  // Who is known may read what is of acme, and nothing else; who is not, what is public.
  const ghcr = await serve(context, ({ url = '', headers: { authorization = '' } }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://any');
    const name = searchParams.get('scope')?.split(':')[1] ?? pathname.slice(4).replace(/\/manifests.*/, '');
    const isKnown = authorization.startsWith('Basic ');
    if (pathname === '/token') {
      const isGiven = isKnown ? name.startsWith('acme/') : name.startsWith('public/');
      return void (isGiven
        ? response.end(JSON.stringify({ token: `token for ${name}` }))
        : response.writeHead(403).end());
    }
    if (authorization === `Bearer token for ${name}`) return void response.writeHead(200, manifest).end();
    response.writeHead(401, { 'www-authenticate': 'Bearer realm="https://ghcr.io/token"' }).end();
  });
  const run = asking(context, { githubToken, names: { 'ghcr.io': ghcr.host } });
  assert.equal(await run.one('ghcr.io/public/tool:1'), digest);
  assert.equal(run.methods(), 'HEAD? GET GET? HEAD');
  assert.equal(await run.one('ghcr.io/acme/web:1'), digest, 'one that is public takes the token from no other');
  assert.equal(run.methods(), 'GET HEAD');
  const [secret, web, tool] = await run.all('ghcr.io/other/secret:1', 'ghcr.io/acme/api:1', 'ghcr.io/public/tool:2');
  assert.match(secret ?? '', /returned no token \(403, requested with the input `github-token`\)/);
  assert.deepEqual([web, tool], [digest, digest]);
  assert.equal(await run.one('ghcr.io/other/secret:1'), secret, 'it may be opened meanwhile');
});
