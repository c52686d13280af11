// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names of users and not templates.
// Registries as their vendors run them: each played by a small server, by what is known of its answers.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { asking, inBase64 } from '../../support/asking.ts';
import { serve } from '../../support/remote.ts';

const type = 'application/vnd.oci.image.index.v1+json';
const body = '{"schemaVersion":2,"manifests":[]}';
const digest = `sha256:${createHash('sha256').update(body).digest('hex')}`;
const named = { 'content-type': type, 'docker-content-digest': digest };
const errors = (code: string, message: string) => JSON.stringify({ errors: [{ code, message }] });

type Answering = (request: IncomingMessage, response: ServerResponse, url: URL) => void;

/** Hosts, all played by one server; `auth`: `user:password` for the first of them. */
async function vendor(
  context: TestContext,
  hosts: readonly string[],
  answer: Answering,
  auth?: string,
  key = hosts[0],
) {
  const played = await serve(context, (request, response) => {
    // No registry is asked for anything but what is wanted of it.
    if (request.url === '/v2/') response.writeHead(500).end();
    else answer(request, response, new URL(request.url ?? '', 'http://any'));
  });
  const names = Object.fromEntries(hosts.map((host) => [host, played.host]));
  const auths = auth === undefined ? {} : { [key ?? '']: { auth: inBase64(auth) } };
  return { run: asking(context, { names, auths }), played };
}

const challenge = (realm: string, more = '') => ({ 'www-authenticate': `Bearer realm="${realm}"${more}` });

test('Amazon ECR: a password, and a digest that only HEAD names', async (context) => {
  const host = '123456789012.dkr.ecr.eu-central-1.amazonaws.com';
  const listener: Answering = ({ method, headers }, response) => {
    if (headers.authorization !== `Basic ${inBase64('AWS:twelve-hours')}`) {
      response.writeHead(401, { 'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"` });
      return void response.end('Not Authorized');
    }
    if (method === 'HEAD') return void response.writeHead(200, named).end();
    response.writeHead(200, { 'content-type': type }).end(body);
  };
  const { run } = await vendor(context, [host], listener, 'AWS:twelve-hours');
  assert.equal(await run.one(`${host}/web:1`), digest);
  assert.equal(run.methods(), 'HEAD? HEAD');
  assert.match(await run.one({ reference: `${host}/web:1`, revision: 'abc' }), /does not say which commit/);
  const { run: late } = await vendor(context, [host], listener, 'AWS:yesterday');
  assert.match(await late.one(`${host}/web:1`), /not visible \(401, requested with .* `aws-actions\/amazon-ecr-login`/);
});

test('GHCR: a scope with another name, and no token that may do more than read', async (context) => {
  const listener: Answering = ({ headers, url }, response, { pathname, searchParams }) => {
    const scope = searchParams.get('scope') ?? '';
    if (pathname === '/token') {
      if (!scope.endsWith(':pull')) response.writeHead(403).end(errors('DENIED', 'permission_denied: write_package'));
      else response.end(JSON.stringify({ token: `for ${scope}` }));
    } else if (url?.includes('/hidden/') && headers.authorization !== undefined) {
      response.writeHead(403, named).end(errors('DENIED', 'permission_denied: read_package'));
    } else if (headers.authorization === 'Bearer for repository:acme/web:pull') response.writeHead(200, named).end();
    else {
      const more = ',service="ghcr.io",scope="repository:user/image:pull"';
      response
        .writeHead(401, challenge('https://ghcr.io/token', more))
        .end(errors('UNAUTHORIZED', 'authentication required'));
    }
  };
  const { run } = await vendor(context, ['ghcr.io'], listener, 'me:ghp_something');
  assert.equal(await run.one('ghcr.io/acme/web:1'), digest);
  assert.equal(run.methods(), 'HEAD? GET HEAD');
  assert.match(
    await run.one('ghcr.io/acme/hidden/web:1'),
    /not visible \(403 DENIED: permission_denied: read_package, requested with the credentials of the docker config\).*`permissions: packages: read`.*Manage Actions access/,
  );
});

test('Docker Hub: other names for its hosts, and rate limits', async (context) => {
  let isBusy = false;
  const limits = {
    'ratelimit-limit': '100;w=21600',
    'ratelimit-remaining': '7;w=21600',
    'docker-ratelimit-source': '::1',
  };
  const listener: Answering = ({ method, headers }, response, { pathname, searchParams }) => {
    if (pathname === '/token')
      return void response.end(JSON.stringify({ token: searchParams.get('scope'), expires_in: 300 }));
    if (headers.authorization !== 'Bearer repository:library/nginx:pull') {
      const more = ',service="registry.docker.io",scope="repository:library/nginx:pull"';
      return void response.writeHead(401, challenge('https://auth.docker.io/token', more)).end();
    }
    if (!isBusy) return void response.writeHead(200, { ...named, ...limits }).end();
    const message = 'You have reached your unauthenticated pull rate limit. https://www.docker.com/increase-rate-limit';
    response.writeHead(429, { ...limits, 'retry-after': '600', 'content-type': 'application/json' });
    response.end(method === 'HEAD' ? undefined : errors('TOOMANYREQUESTS', message));
  };
  const hosts = ['registry-1.docker.io', 'auth.docker.io'];
  const { run, played } = await vendor(context, hosts, listener, 'me:dckr_pat_x', 'https://index.docker.io/v1/');
  assert.equal(await run.one('nginx:1'), digest);
  assert.deepEqual(played.seen, [
    'HEAD /v2/library/nginx/manifests/1',
    `GET /token?service=registry.docker.io&scope=repository%3Alibrary%2Fnginx%3Apull Basic ${inBase64('me:dckr_pat_x')}`,
    'HEAD /v2/library/nginx/manifests/1 Bearer repository:library/nginx:pull',
  ]);
  isBusy = true;
  const { run: nobody } = await vendor(context, hosts, listener);
  assert.match(
    await nobody.one('docker.io/nginx:1'),
    /docker\.io answered 429, requested without credentials; it asks clients to wait 600 s\. Log in to Docker Hub/,
  );
  assert.equal(nobody.methods(), 'HEAD? GET? HEAD', 'a GET of a manifest counts as a pull');
});

test('Artifactory behind a proxy: HEAD gives no digest', async (context) => {
  const { run } = await vendor(context, ['acme.jfrog.io'], ({ method }, response) => {
    if (method === 'HEAD') response.writeHead(200, { 'content-type': 'application/octet-stream' }).end();
    else response.writeHead(200, { 'content-type': type }).end(body);
  });
  assert.equal(await run.one('acme.jfrog.io/docker/web:1'), digest);
  assert.equal(run.methods(), 'HEAD? GET?');
});

test('Azure: a refresh token that is posted, and a scope of its own', async (context) => {
  const host = 'acme.azurecr.io';
  const wanted = 'repository:web:pull,metadata_read';
  const played = await serve(context, async (request, response) => {
    const form = new URLSearchParams(Buffer.concat(await request.toArray()).toString());
    if (request.url === '/oauth2/token') {
      const isGood =
        request.method === 'POST' && form.get('refresh_token') === 'acr-refresh' && form.get('service') === host;
      if (!isGood) return void response.writeHead(401).end(errors('UNAUTHORIZED', 'authentication required'));
      return void response.end(JSON.stringify({ access_token: `for ${form.get('scope')}` }));
    }
    if (request.headers.authorization === `Bearer for ${wanted}`) return void response.writeHead(200, named).end();
    const more = `,service="${host}",scope="${wanted}",error="insufficient_scope"`;
    response.writeHead(401, challenge(`https://${host}/oauth2/token`, more)).end();
  });
  const auth = { auth: inBase64('00000000-0000-0000-0000-000000000000:'), identitytoken: 'acr-refresh' };
  const run = asking(context, { names: { [host]: played.host }, auths: { [host]: auth } });
  assert.equal(await run.one(`${host}/web:1`), digest);
  assert.equal(run.methods(), 'HEAD? POST? HEAD POST? HEAD');
});

test('Quay: a missing repository looks like a hidden one', async (context) => {
  const listener: Answering = (_, response, { pathname }) => {
    if (pathname === '/v2/auth') return void response.end('{"token":"for-nothing"}');
    response.writeHead(401, challenge('https://quay.io/v2/auth', ',service="quay.io"'));
    response.end(errors('UNAUTHORIZED', 'access to the requested resource is not authorized'));
  };
  const { run } = await vendor(context, ['quay.io'], listener);
  assert.match(
    await run.one('quay.io/acme/unknown:1'),
    /it is not visible \(401 UNAUTHORIZED: access to the requested resource is not authorized, requested without credentials\)/,
  );
});

for (const [name, host, user, path] of [
  ['Harbor: robots have a dollar in their names', 'harbor.acme.test', 'robot$acme+deploy', '/service/token'],
  ['Google: a user that stands for a token', 'europe-docker.pkg.dev', 'oauth2accesstoken', '/v2/token'],
  ['Google: a user that stands for a key', 'eu.gcr.io', '_json_key', '/v2/token'],
] as const) {
  test(name, async (context) => {
    const password = '{"private_key": "-----BEGIN: ${x} $y"}';
    const listener: Answering = ({ headers }, response, { pathname }) => {
      if (pathname === path && headers.authorization === `Basic ${inBase64(`${user}:${password}`)}`) {
        response.end('{"token":"good-token"}');
      } else if (headers.authorization === 'Bearer good-token') response.writeHead(200, named).end();
      else response.writeHead(401, challenge(`https://${host}${path}`)).end();
    };
    const { run } = await vendor(context, [host], listener, `${user}:${password}`);
    assert.equal(await run.one(`${host}/acme/web:1`), digest);
    assert.equal(run.methods(), 'HEAD? GET HEAD');
    assert.equal(run.redactor.filter(`it is ${password}`), 'it is ***');
  });
}
