// Where credentials for registries come from, and that they go to their own registry alone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import fc from 'fast-check';
import { type Asked, type Asking, asking, inBase64 } from '../../support/asking.ts';
import { serve } from '../../support/remote.ts';

const digest = `sha256:${'d'.repeat(64)}`;
const manifest = { 'content-type': 'application/vnd.oci.image.index.v1+json', 'docker-content-digest': digest };
const host = 'registry.test';

/** Plays every registry, each with a token server of its own, which lets everybody in. */
async function playAll(context: TestContext): Promise<string> {
  const played = await serve(context, ({ url, headers }, response) => {
    if (url?.startsWith('/token')) response.end('{"token":"a-granted-token"}');
    else if (headers.authorization?.startsWith('Bearer ')) response.writeHead(200, manifest).end();
    else response.writeHead(401, { 'www-authenticate': 'Bearer realm="/token"' }).end();
  });
  return played.host;
}

/** What was shown to whom, but for tokens that were granted for it. */
function shown({ sent }: Asked): string[] {
  return sent.flatMap(({ url, authorization, body }) => {
    const [kind = '', secret = ''] = authorization.split(' ');
    const identity = new URLSearchParams(body).get('refresh_token');
    if (identity !== null) return [`${url.host} identity ${identity}`];
    if (secret === '' || secret === 'a-granted-token') return [];
    return [`${url.host} ${kind} ${kind === 'Basic' ? Buffer.from(secret, 'base64').toString() : secret}`];
  });
}

const nowhere: Readonly<Record<string, string>> = {
  DOCKER_CONFIG: '~/nowhere',
  XDG_RUNTIME_DIR: '',
  XDG_CONFIG_HOME: '',
};

test('every form in which a login is stored', async (context) => {
  const names = { [host]: await playAll(context) };
  const basic = 'Basic me:the-password';
  const forms: readonly [object, string | undefined][] = [
    [{ auth: inBase64('me:the-password') }, basic],
    [{ username: 'me', password: 'the-password' }, basic],
    [{ auth: inBase64('other:other-password'), username: 'me', password: 'the-password' }, basic],
    [{ auth: inBase64('me:the-password\0\0\0') }, basic],
    [{ auth: inBase64('me:with:colons:in it') }, 'Basic me:with:colons:in it'],
    [{ auth: inBase64('me:with\nline breaks') }, 'Basic me:with\nline breaks'],
    [{ auth: inBase64('robot$me+1:pässwörd') }, 'Basic robot$me+1:pässwörd'],
    [{ identitytoken: 'an-identity-token' }, 'identity an-identity-token'],
    [{ auth: inBase64('00000000:'), identitytoken: 'an-identity-token' }, 'identity an-identity-token'],
    [{ registrytoken: 'a-registry-token' }, 'Bearer a-registry-token'],
    [{}, undefined],
    [{ auth: '' }, undefined],
    [{ auth: 'no base64 !' }, undefined],
    [{ auth: 7 }, undefined],
    [{ email: 'me@example.com' }, undefined],
  ];
  for (const [form, secret] of forms) {
    const run = asking(context, { names, auths: { [host]: form } });
    assert.equal(await run.one(`${host}/web:1`), digest, JSON.stringify(form));
    const expected = secret === undefined ? [] : [`${host} ${secret}`];
    assert.deepEqual([...new Set(shown(run))], expected, JSON.stringify(form));
    assert.deepEqual(run.unlearnt, []);
    const bare = secret?.replace(/^\S+ ([^:]*:)?/, '') ?? '';
    if (bare !== '') assert.equal(run.redactor.filter(bare), '***');
  }
});

test('of several entries for a host, the one under its own name counts, and empty ones do not', async (context) => {
  const names = { [host]: await playAll(context) };
  const [own, url] = [{ auth: inBase64('me:the-password') }, { auth: inBase64('other:other-password') }];
  for (const [auths, user] of [
    [{ [`https://${host}`]: url, [host]: own }, 'me:the-password'],
    [{ [`https://${host}/v2/`]: url, [host]: {} }, 'other:other-password'],
    [{ [`https://${host}/v1/`]: {}, [`https://${host}`]: own }, 'me:the-password'],
  ] as const) {
    const run = asking(context, { names, auths });
    await run.one(`${host}/web:1`);
    assert.deepEqual([...new Set(shown(run))], [`${host} Basic ${user}`]);
  }
});

test('a token is not a password: a registry that asks for a password is an error, not accessed anonymously', async (context) => {
  const { host: played } = await serve(context, (_, response) => {
    response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  });
  for (const form of [{ identitytoken: 'an-identity-token' }, { registrytoken: 'a-registry-token' }]) {
    const run = asking(context, { names: { [host]: played }, auths: { [host]: form } });
    const said = await run.one(`${host}/web:1`);
    assert.match(
      said,
      /asks for a user name and a password, and the credentials of the docker config contain only a token/,
    );
    assert.equal(run.methods(), 'HEAD?');
  }
});

test('an open registry with hidden repositories is asked at its root which login it accepts', async (context) => {
  const isMe = (given: string | undefined) => given === `Basic ${inBase64('me:the-password')}`;
  const { host: played } = await serve(context, ({ url, headers }, response) => {
    if (url === '/v2/') response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
    else if (url?.includes('/private/') && !isMe(headers.authorization)) response.writeHead(404).end();
    else response.writeHead(200, manifest).end();
  });
  const names = { [host]: played };
  const run = asking(context, { names, auths: { [host]: { auth: inBase64('me:the-password') } } });
  assert.equal(await run.one(`${host}/private/web:1`), digest);
  assert.equal(run.methods(), 'HEAD? GET? HEAD');
  assert.deepEqual(await run.together(`${host}/private/api:1`, `${host}/web:1`), [digest, digest]);
  assert.equal(run.methods(), 'HEAD HEAD', 'by then it is known');
  const stranger = asking(context, { names });
  assert.match(await stranger.one(`${host}/private/web:1`), /there is no such tag/);
  assert.equal(stranger.methods(), 'HEAD? GET?', 'who has no login has nothing to show');
});

test('the key of a login matches exactly one host', async (context) => {
  const played = await playAll(context);
  const hosts = ['ghcr.io', 'ghcr.io.evil.test', 'evil-ghcr.io', 'evil.ghcr.io', 'ghcr.io:8443', 'localhost.ghcr.io'];
  const names = Object.fromEntries([...hosts, 'registry-1.docker.io'].map((name) => [name, played]));
  for (const key of ['ghcr.io', 'https://ghcr.io', 'https://ghcr.io/', 'http://ghcr.io/v1/', 'https://ghcr.io/v2/']) {
    const run = asking(context, { names, auths: { [key]: { auth: inBase64('me:the-password') } } });
    await run.all(...hosts.map((name) => `${name}/acme/web:1`));
    assert.deepEqual(shown(run), ['ghcr.io Basic me:the-password'], key);
  }
  for (const key of [
    'https://ghcr.io@evil',
    'ghcr.io.',
    'GHCR.IO',
    '*',
    '',
    'io',
    'ghcr',
    'https://',
    '//ghcr.io',
    '*.io',
  ]) {
    const run = asking(context, { names, auths: { [key]: { auth: inBase64('me:the-password') } } });
    await run.all(...hosts.map((name) => `${name}/acme/web:1`));
    assert.deepEqual(shown(run), [], key);
  }
  for (const key of ['docker.io', 'index.docker.io', 'registry-1.docker.io', 'https://index.docker.io/v1/']) {
    const run = asking(context, { names, auths: { [key]: { auth: inBase64('me:the-password') } } });
    await run.all('nginx:1', 'ghcr.io/acme/web:1');
    assert.deepEqual(shown(run), ['registry-1.docker.io Basic me:the-password'], key);
  }
  for (const reference of [
    'ghcr.io@evil.test/web:1',
    'https://ghcr.io/web:1',
    'ghcr.io\\evil/web:1',
    'ghcr.io#/web:1',
  ]) {
    const run = asking(context, { names, auths: { 'ghcr.io': { auth: inBase64('me:the-password') } } });
    assert.match(await run.one(reference), /could not be resolved/);
    assert.equal(run.sent.length, 0, reference);
  }
});

test('the first source with a login for a registry counts', async (context) => {
  const names = { [host]: await playAll(context) };
  const file = (password: string, key = host) => ({ auths: { [key]: { auth: inBase64(`me:${password}`) } } });
  const read = async (given: Asking) => {
    const run = asking(context, { ...given, names, env: { XDG_RUNTIME_DIR: '', XDG_CONFIG_HOME: '', ...given.env } });
    const gives = await run.one(`${host}/web:1`);
    return gives === digest ? shown(run).join().replace(`${host} Basic me:`, '') : gives;
  };
  const given = { DOCKER_AUTH_CONFIG: JSON.stringify(file('of-variable')) };
  const docker = { '.docker/config.json': file('of-docker') };
  const podman = { '.config/containers/auth.json': file('of-podman') };
  const helm = { '.config/helm/registry/config.json': file('of-helm') };
  assert.equal(await read({ files: { ...docker, ...podman, ...helm }, env: given }), 'of-variable');
  assert.equal(await read({ files: { ...docker, ...podman, ...helm } }), 'of-docker');
  assert.equal(await read({ files: { ...podman, ...helm } }), 'of-podman');
  assert.equal(await read({ files: helm }), 'of-helm');
  assert.equal(await read({}), '');
  const moved = { 'else/config.json': file('moved') };
  assert.equal(await read({ files: { ...docker, ...moved }, env: { DOCKER_CONFIG: '~/else' } }), 'moved');
  const others = { '.docker/config.json': file('another', 'other.test') };
  assert.equal(await read({ files: { ...others, ...podman } }), '', 'there is a docker config');
  assert.equal(await read({ files: { ...others, ...podman, ...helm } }), 'of-helm');
  const elsewhere = { DOCKER_AUTH_CONFIG: JSON.stringify(file('another', 'other.test')) };
  assert.equal(await read({ files: docker, env: elsewhere }), 'of-docker');
  const runtime = { 'run/containers/auth.json': file('of-runtime') };
  assert.equal(await read({ files: { ...podman, ...runtime }, env: { XDG_RUNTIME_DIR: '~/run' } }), 'of-runtime');
  const named = { 'named.json': file('named') };
  assert.equal(
    await read({
      files: { ...named, ...runtime },
      env: { XDG_RUNTIME_DIR: '~/run', REGISTRY_AUTH_FILE: '~/named.json' },
    }),
    'named',
  );
  assert.equal(
    await read({ files: { 'h.json': file('of-helm') }, env: { HELM_REGISTRY_CONFIG: '~/h.json' } }),
    'of-helm',
  );
  const home = { 'helm/registry/config.json': file('of-helm') };
  assert.equal(await read({ files: home, env: { HELM_CONFIG_HOME: '~/helm' } }), 'of-helm');
});

test('a broken config is an error, not an anonymous request', async (context) => {
  const names = { [host]: await playAll(context) };
  for (const text of ['{"auths":', '[]', '"text"', 'null', '<html>']) {
    const run = asking(context, { names, files: { '.docker/config.json': text } });
    assert.match(
      await run.one(`${host}/web:1`),
      /the docker config is not valid JSON, so the credentials in it cannot be used/,
    );
    assert.equal(run.methods(), 'HEAD?', text);
  }
  const variable = asking(context, { names, env: { ...nowhere, DOCKER_AUTH_CONFIG: '{secret-of-mine' } });
  const message = await variable.one(`${host}/web:1`);
  assert.match(message, /`DOCKER_AUTH_CONFIG` is not valid JSON/);
  assert.doesNotMatch(message, /secret-of-mine/);
  for (const config of [
    { auths: [] },
    { auths: 7 },
    { auths: { [host]: 'text' } },
    { credHelpers: [], credsStore: 7 },
  ]) {
    const run = asking(context, { names, files: { '.docker/config.json': config } });
    assert.equal(await run.one(`${host}/web:1`), digest, JSON.stringify(config));
  }
});

const says = (user: string, secret: string) => `printf '%s' '${JSON.stringify({ Username: user, Secret: secret })}'`;
const notFound = 'echo "credentials not found in native keychain"; exit 1';

test('a credential helper is asked once, and its credentials are used', async (context) => {
  const played = await playAll(context);
  const names = { [host]: played, 'other.test': played, 'registry-1.docker.io': played };
  const log = 'cat >> "$HOME/asked"; echo " $*" >> "$HOME/asked"; ';
  const run = asking(context, {
    names,
    files: {
      '.docker/config.json': { credHelpers: { [host]: 'own' }, credsStore: 'store', auths: { 'other.test': {} } },
    },
    programs: {
      'docker-credential-own': log + says('me', 'from-own'),
      'docker-credential-store': log + says('me', 'from-store'),
    },
  });
  await run.all(`${host}/web:1`, `${host}/web:2`, `${host}/api:1`);
  await run.one('other.test/web:1');
  await run.one('nginx:1');
  assert.deepEqual(
    [...new Set(shown(run))],
    [`${host} Basic me:from-own`, 'other.test Basic me:from-store', 'registry-1.docker.io Basic me:from-store'],
  );
  assert.deepEqual(readFileSync(join(run.home, 'asked'), 'utf8').trim().split('\n'), [
    `${host} get`,
    'other.test get',
    'https://index.docker.io/v1/ get',
  ]);
  assert.deepEqual(run.unlearnt, []);
});

test('what a credential helper may answer', async (context) => {
  const names = { [host]: await playAll(context) };
  const ask = async (helper: string, script: string | undefined, auths: object = {}) => {
    const run = asking(context, {
      names,
      helperMs: 300,
      files: { '.docker/config.json': { credsStore: helper, auths } },
      programs: script === undefined ? {} : { [`docker-credential-${helper}`]: script },
    });
    const gives = await run.one(`${host}/web:1`);
    return gives === digest ? shown(run).join() : gives;
  };
  assert.equal(await ask('t', says('<token>', 'an-identity-token')), `${host} identity an-identity-token`);
  assert.equal(await ask('n', notFound), '');
  const beside = { [host]: { auth: inBase64('me:beside') } };
  assert.equal(await ask('n', notFound, beside), `${host} Basic me:beside`);
  assert.equal(await ask('e', says('', ''), beside), `${host} Basic me:beside`);
  assert.match(
    await ask('crash', 'echo a-secret; exit 3', beside),
    /`docker-credential-crash` failed with exit code 3\. /,
  );
  assert.match(await ask('killed', 'kill -9 $$'), /was killed by SIGKILL/);
  assert.match(await ask('hang', 'sleep 60'), /`docker-credential-hang` took longer than/);
  assert.match(await ask('missing', undefined), /`docker-credential-missing` could not be started/);
  for (const junk of ['junk', '{}', '[]', '{"Username":"me"}', '{"Username":1,"Secret":2}', '']) {
    assert.match(
      await ask('junk', `printf '%s' '${junk}'`, beside),
      /`docker-credential-junk` did not print credentials/,
      junk,
    );
  }
  for (const name of ['../evil', 'a b', 'a;b', '/bin/sh']) {
    assert.match(await ask(name, undefined), /the name of its credential helper, ".*", is not valid/, name);
  }
});

test('no secret is ever sent to another host than its own', async (context) => {
  const played = await playAll(context);
  const hosts = ['ghcr.io', 'ghcr.io.test', 'a.ghcr.io', 'a-ghcr.io', 'quay.io', 'registry.test', 'registry.test:5000'];
  const names = Object.fromEntries(hosts.map((name) => [name, played]));
  const form = fc.constantFrom(
    (secret: string) => ({ auth: inBase64(`me:${secret}`) }),
    (secret: string) => ({ username: 'me', password: secret }),
    (secret: string) => ({ identitytoken: secret }),
    (secret: string) => ({ registrytoken: secret }),
  );
  const written = fc.constantFrom(
    (name: string) => name,
    (name: string) => `https://${name}`,
    (name: string) => `https://${name}/v2/`,
  );
  const entry = fc.record({ name: fc.constantFrom(...hosts), form, written });
  const run = fc.asyncProperty(
    fc.uniqueArray(entry, { selector: ({ name }) => name, maxLength: 4 }),
    fc.uniqueArray(fc.constantFrom(...hosts), { minLength: 1 }),
    async (entries, wanted) => {
      const secretOf = (name: string) => `secret-of-${hosts.indexOf(name)}-alone`;
      const auths = Object.fromEntries(
        entries.map(({ name, form: make, written: write }) => [write(name), make(secretOf(name))]),
      );
      const asked = asking(context, { names, auths, githubToken: secretOf('ghcr.io') });
      assert.deepEqual(
        await asked.all(...wanted.map((name) => `${name}/web:1`)),
        wanted.map(() => digest),
      );
      assert.deepEqual(asked.unlearnt, []);
      for (const line of shown(asked)) {
        const [to = ''] = line.split(' ');
        assert.ok(line.endsWith(secretOf(to)), line);
      }
      const known = [...entries.map(({ name }) => name), 'ghcr.io'].filter((name) => wanted.includes(name));
      assert.deepEqual(new Set(shown(asked).map((line) => line.split(' ')[0])), new Set(known));
    },
  );
  await fc.assert(run, { numRuns: 60 });
});
