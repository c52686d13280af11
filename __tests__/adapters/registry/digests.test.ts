// Digests from registries that are open, or ask for a password or a token. Small servers imitate them.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { makeHttpClient } from '../../../src/adapters/http/client.ts';
import { clock } from '../../../src/adapters/machine/clock.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';
import { makeOpenRegistry } from '../../../src/adapters/registry/digests.ts';
import { Redactor } from '../../../src/model/secret.ts';

const never = new AbortController().signal;
const digest = `sha256:${'d'.repeat(64)}`;
const manifest = { 'content-type': 'application/vnd.oci.image.index.v1+json', 'docker-content-digest': digest };
const login = Buffer.from('me:secret-password').toString('base64');
const closing: (() => void)[] = [];
after(() => {
  for (const close of closing) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Asks for one image; `auths`: of the docker config. */
async function ask(reference: string, auths: Record<string, object> = {}) {
  const DOCKER_CONFIG = mkdtempSync(join(tmpdir(), 'compass-docker-'));
  writeFileSync(join(DOCKER_CONFIG, 'config.json'), JSON.stringify({ auths }));
  const redactor = new Redactor();
  const deps = { http: makeHttpClient({}, {}), disk, processes: makeProcesses({}), clock };
  const open = makeOpenRegistry({ ...deps, redactor, env: { DOCKER_CONFIG, HOME: DOCKER_CONFIG } });
  const found = await open({ insecure: [], signal: never }).digests([{ reference }]);
  return { redactor, gives: found.ok ? found.value.get(reference) : found.failures[0]?.message };
}

test('an open registry gets one request, for any kind of manifest', async () => {
  const seen: string[] = [];
  const host = await serve((request, response) => {
    seen.push(`${request.method} ${request.url} ${request.headers.accept?.split(', ').length}`);
    response.writeHead(200, manifest).end();
  });
  assert.equal((await ask(`${host}/acme/web:develop`)).gives, digest);
  assert.deepEqual(seen, ['HEAD /v2/acme/web/manifests/develop 4']);
});

test('a registry that asks for a password gets the one for its own host, and no other host gets it', async () => {
  const listener: RequestListener = (request, response) => {
    if (request.headers.authorization === `Basic ${login}`) response.writeHead(200, manifest).end();
    else response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
  };
  const [host, other] = [await serve(listener), await serve(listener)];
  const good = await ask(`${host}/web:1`, { [host]: { auth: login } });
  assert.equal(good.gives, digest);
  assert.equal(good.redactor.filter(`it is secret-password, or ${login}`), 'it is ***, or ***');
  assert.match(
    (await ask(`${other}/web:1`, { [host]: { auth: login } })).gives ?? '',
    /not visible \(401, requested without credentials\)/,
  );
});

test('a registry that asks for a token gets one that may pull only this repository', async () => {
  const asked: string[] = [];
  const tokens = await serve((request, response) => {
    asked.push(`${request.url} ${request.headers.authorization}`);
    response.end(JSON.stringify({ token: 'a-bearer-token' }));
  });
  const host = await serve((request, response) => {
    if (request.headers.authorization === 'Bearer a-bearer-token') response.writeHead(200, manifest).end();
    else
      response.writeHead(401, { 'www-authenticate': `Bearer realm="http://${tokens}/token",service="registry"` }).end();
  });
  const { gives, redactor } = await ask(`${host}/acme/web:1`, { [host]: { auth: login } });
  assert.equal(gives, digest);
  assert.deepEqual(asked, [`/token?service=registry&scope=repository%3Aacme%2Fweb%3Apull Basic ${login}`]);
  assert.equal(redactor.filter('a-bearer-token'), '***');
});

test('without a digest in the response, it is computed from the bytes', async () => {
  const body = '{"schemaVersion":2,"config":{}}';
  const host = await serve((_, response) =>
    response.writeHead(200, { 'content-type': manifest['content-type'] }).end(body),
  );
  assert.equal((await ask(`${host}/web:1`)).gives, `sha256:${createHash('sha256').update(body).digest('hex')}`);
});

test('a reference with a digest needs no request', async () => {
  assert.equal((await ask(`127.0.0.1:1/web:1@${digest}`)).gives, digest);
});
