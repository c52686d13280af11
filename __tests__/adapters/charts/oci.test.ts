// Charts from registries: the rig's real one, to which the real Helm has pushed them, and servers that imitate odd
// ones.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { pushImage } from '../../../rig/images.ts';
import type { ChartSource } from '../../../src/model/chart-source.ts';
import { failureOf, freshFolder, must, openCharts, packChart, serve, sha256 } from '../../support/remote.ts';
import { helm } from '../../support/stack.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const login = Buffer.from('me:secret-password').toString('base64');
const layerType = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const manifestType = 'application/vnd.oci.image.manifest.v1+json';

interface Pushed {
  readonly reference: string;
  /** By version: sha256 of the manifest and of the archive. */
  readonly versions: Readonly<Record<string, { manifest: string; archive: string; bytes: Buffer }>>;
  source(version?: string): ChartSource;
}

/** Pushes a chart in these versions, with the real Helm, where no other test does. */
async function push(context: TestContext, ...versions: string[]): Promise<Pushed> {
  const folder = freshFolder(context);
  const place = `${registry}/test-${randomBytes(5).toString('hex')}`;
  const pushed: [string, { manifest: string; archive: string; bytes: Buffer }][] = [];
  for (const version of versions) {
    const archive = await packChart(folder, 'web', version);
    await helm('push', archive, `oci://${place}`, '--plain-http');
    const url = `http://${place.replace('/', '/v2/')}/web/manifests/${version.replace('+', '_')}`;
    const manifest = await (await fetch(url, { headers: { accept: manifestType } })).text();
    const bytes = readFileSync(archive);
    pushed.push([version, { manifest: sha256(manifest), archive: sha256(bytes), bytes }]);
  }
  const reference = `${place}/web`;
  return {
    reference,
    versions: Object.fromEntries(pushed),
    source: (version) => ({ kind: 'oci', reference, ...(version !== undefined && { version }) }),
  };
}

const pathOf = (reference: string) => `/v2/${reference.slice(reference.indexOf('/') + 1)}`;

test('an exact version costs one HEAD, and two GETs to download', async (context) => {
  const { reference, versions, source } = await push(context, '1.0.0');
  const charts = openCharts(context);
  const content = must(await charts.resolve(source('1.0.0')));
  const { manifest = '', archive = '', bytes } = versions['1.0.0'] ?? {};
  assert.deepEqual(content, { digest: manifest, version: '1.0.0' });
  assert.deepEqual(charts.asked, [`HEAD ${pathOf(reference)}/manifests/1.0.0`]);
  const path = must(await charts.pack(source('1.0.0'), content));
  assert.deepEqual(readFileSync(path), bytes);
  assert.match(await helm('show', 'chart', path), /version: 1.0.0/);
  assert.deepEqual(charts.asked.slice(1), [
    `GET ${pathOf(reference)}/manifests/sha256:${manifest}`,
    `GET ${pathOf(reference)}/blobs/sha256:${archive}`,
  ]);
});

test('a `+` in a version is a `_` in its tag', async (context) => {
  const { reference, versions, source } = await push(context, '1.0.0+build.1');
  const charts = openCharts(context);
  const { content, bytes } = await charts.fetch(source('1.0.0+build.1'));
  assert.equal(content.version, '1.0.0+build.1');
  assert.deepEqual(bytes, versions['1.0.0+build.1']?.bytes);
  assert.equal(charts.asked[0], `HEAD ${pathOf(reference)}/manifests/1.0.0_build.1`);
  const range = await openCharts(context).fetch(source('1.x'));
  assert.deepEqual(range.content, content);
});

test('a range resolves to its highest version, no version to the newest stable one', async (context) => {
  const { reference, versions, source } = await push(context, '1.9.0', '1.10.0', '2.0.0', '3.0.0-rc.1');
  await pushImage(registry, reference.slice(registry.length + 1), 'latest', 'is no version');
  for (const [range, version] of [
    ['^1.0.0', '1.10.0'],
    ['>=1, <2', '1.10.0'],
    ['~1.9', '1.9.0'],
    [undefined, '2.0.0'],
    ['>=2.0.0-0', '3.0.0-rc.1'],
  ] as const) {
    const charts = openCharts(context);
    const content = must(await charts.resolve(source(range)));
    assert.deepEqual(content, { digest: versions[version]?.manifest, version });
    assert.deepEqual(charts.asked, [
      `GET ${pathOf(reference)}/tags/list`,
      `HEAD ${pathOf(reference)}/manifests/${version}`,
    ]);
  }
});

test('several charts from one source are resolved and downloaded once', async (context) => {
  const { source } = await push(context, '1.0.0');
  const charts = openCharts(context);
  const fetched = await Promise.all([1, 2, 3].map(() => charts.fetch(source('^1'))));
  assert.equal(new Set(fetched.map(({ path }) => path)).size, 1);
  assert.equal(charts.asked.length, 4);
});

for (const part of ['manifest', 'archive'] as const) {
  test(`a pin of the ${part} needs no request until the download`, async (context) => {
    const { versions, source } = await push(context, '1.0.0', '1.1.0');
    const pinned = source(`1.0.0@sha256:${versions['1.0.0']?.[part]}`);
    const charts = openCharts(context);
    const content = must(await charts.resolve(pinned));
    assert.deepEqual(content, { digest: versions['1.0.0']?.[part], version: '1.0.0' });
    assert.deepEqual(charts.asked, []);
    assert.deepEqual(readFileSync(must(await charts.pack(pinned, content))), versions['1.0.0']?.bytes);
    assert.equal(charts.asked.length, 2);
  });
}

test('a pin that the registry does not have is an error with the host and the version', async (context) => {
  const { reference, source } = await push(context, '1.0.0');
  const pinned = source(`1.0.0@sha256:${'e'.repeat(64)}`);
  const charts = openCharts(context);
  const failure = failureOf(await charts.pack(pinned, must(await charts.resolve(pinned))));
  assert.equal(failure.code, 'chart-unresolved');
  assert.equal(
    failure.message,
    `The chart \`oci://${reference}\` in version \`1.0.0\` could not be fetched: there is no such archive, or it is not visible (404 BLOB_UNKNOWN: blob unknown to registry, requested without credentials).`,
  );
  assert.deepEqual(failure.at, { file: 'compass.yaml', line: 5, column: 3 });
});

test('a missing version is an error that lists the five newest', async (context) => {
  const { reference, source } = await push(context, '1.0.0', '1.1.0', '1.2.0', '1.3.0', '1.10.0', '2.0.0-rc.1');
  for (const version of ['1.0.1', '^3', '>=2']) {
    const { code, message } = failureOf(await openCharts(context).resolve(source(version)));
    assert.equal(code, 'chart-unresolved');
    assert.equal(
      message,
      `The chart \`oci://${reference}\` in version \`${version}\` could not be fetched: no version matches; the newest are 2.0.0-rc.1, 1.10.0, 1.3.0, 1.2.0, 1.1.0.`,
    );
  }
});

test('a missing chart and an invalid version are errors', async (context) => {
  const source = (version?: string): ChartSource => ({
    kind: 'oci',
    reference: `${registry}/nobody/nothing`,
    ...(version && { version }),
  });
  const reason = async (version?: string) => failureOf(await openCharts(context).resolve(source(version))).message;
  assert.match(
    await reason(),
    /nothing` could not be fetched: there is no such chart, or it is not visible \(404 NAME_UNKNOWN.*, requested without credentials\)/,
  );
  assert.match(
    await reason('1.0.0'),
    /there is no such version, or it is not visible \(404 MANIFEST_UNKNOWN.*, requested without credentials\)/,
  );
  assert.match(await reason('latest'), /the version is neither an exact version nor a range/);
  assert.match(await reason('1.0.0@sha256:123'), /the version is neither an exact version nor a range/);
});

test('an image is not a chart', async (context) => {
  const repository = `test-${randomBytes(5).toString('hex')}/image`;
  await pushImage(registry, repository, '1.0.0', 'is an image');
  const source: ChartSource = { kind: 'oci', reference: `${registry}/${repository}`, version: '1.0.0' };
  const charts = openCharts(context);
  const failure = failureOf(await charts.pack(source, must(await charts.resolve(source))));
  assert.match(failure.message, /its manifest has no layer that holds a chart/);
});

test('a registry that cannot be reached is an error with its host', async (context) => {
  const source: ChartSource = { kind: 'oci', reference: '127.0.0.1:1/acme/web', version: '1.0.0' };
  const { code, message, hint } = failureOf(await openCharts(context).resolve(source));
  assert.equal(code, 'chart-unresolved');
  assert.match(message, /127\.0\.0\.1:1 cannot be reached: connect ECONNREFUSED/);
  assert.match(hint, /that the runner can reach it/);
});

test('a cached archive is not downloaded again, unless it is damaged', async (context) => {
  const { versions, source } = await push(context, '1.0.0');
  const cacheFolder = freshFolder(context);
  const { archive = '', bytes } = versions['1.0.0'] ?? {};
  await openCharts(context, { cacheFolder }).fetch(source('1.0.0'));
  const file = join(cacheFolder, 'charts', `${archive}.tgz`);
  assert.deepEqual(readFileSync(file), bytes);
  const blobs = (asked: readonly string[]) => asked.filter((line) => line.includes('/blobs/')).length;

  const second = openCharts(context, { cacheFolder });
  assert.deepEqual((await second.fetch(source('1.0.0'))).bytes, bytes);
  assert.equal(blobs(second.asked), 0);
  const pinned = openCharts(context, { cacheFolder });
  await pinned.fetch(source(`1.0.0@sha256:${archive}`));
  assert.deepEqual(pinned.asked, []);

  writeFileSync(file, 'somebody was here');
  const third = openCharts(context, { cacheFolder });
  assert.deepEqual((await third.fetch(source('1.0.0'))).bytes, bytes);
  assert.equal(blobs(third.asked), 1);
  assert.deepEqual(readFileSync(file), bytes);
});

test('a cache that cannot be written does no harm', async (context) => {
  const { versions, source } = await push(context, '1.0.0');
  const file = join(freshFolder(context), 'file');
  writeFileSync(file, '');
  const { bytes } = await openCharts(context, { cacheFolder: file }).fetch(source('1.0.0'));
  assert.deepEqual(bytes, versions['1.0.0']?.bytes);
});

/** What a registry gives for one chart, to be changed by the test. */
async function play(context: TestContext) {
  const bytes = readFileSync(await packChart(freshFolder(context), 'web', '1.0.0'));
  const archive = `sha256:${sha256(bytes)}`;
  const manifest = JSON.stringify({ schemaVersion: 2, layers: [{ mediaType: layerType, digest: archive }] });
  const digest = `sha256:${sha256(manifest)}`;
  const named = { 'content-type': manifestType, 'docker-content-digest': digest };
  const server = await serve(context, (request, response) => {
    if (request.url?.includes('/manifests/')) response.writeHead(200, named).end(manifest);
    else if (request.url?.includes('/blobs/')) response.writeHead(200).end(bytes);
    else response.writeHead(404).end();
  });
  const source: ChartSource = { kind: 'oci', reference: `${server.host}/acme/web`, version: '1.0.0' };
  return { server, source, bytes, archive, manifest, digest, named, usual: server.answer };
}

test('without a digest in the response, it is computed from the bytes', async (context) => {
  const { server, source, digest, manifest } = await play(context);
  server.answer = (_, response) => response.writeHead(200, { 'content-type': manifestType }).end(manifest);
  const { value } = (await openCharts(context).resolve(source)) as { value: unknown };
  assert.deepEqual(value, { digest: digest.slice('sha256:'.length), version: '1.0.0' });
  assert.deepEqual(server.seen, ['HEAD /v2/acme/web/manifests/1.0.0', 'GET /v2/acme/web/manifests/1.0.0']);
});

for (const [what, part, thing] of [
  ['a manifest', '/manifests/', 'its manifest'],
  ['an archive', '/blobs/', 'its archive'],
] as const) {
  test(`${what} with other bytes is rejected, and not cached`, async (context) => {
    const { server, source, usual, named } = await play(context);
    const cacheFolder = freshFolder(context);
    const charts = openCharts(context, { cacheFolder });
    const content = must(await charts.resolve(source));
    server.answer = (request, response) => {
      if (request.url?.includes(part)) response.writeHead(200, named).end('altered');
      else usual(request, response);
    };
    const { code, message } = failureOf(await charts.pack(source, content));
    assert.equal(code, 'chart-unresolved');
    assert.ok(message.includes(`could not be fetched: ${thing} has the sha256 ${sha256('altered')}, not `), message);
    server.answer = usual;
    assert.ok((await openCharts(context, { cacheFolder }).pack(source, content)).ok);
  });
}

test('a truncated response is an error', async (context) => {
  const { server, source, usual, bytes } = await play(context);
  server.answer = (request, response) => {
    if (!request.url?.includes('/blobs/')) return usual(request, response);
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 10), () => response.destroy());
  };
  const charts = openCharts(context);
  const { message } = failureOf(await charts.pack(source, must(await charts.resolve(source))));
  assert.match(message, /could not be fetched: 127\.0\.0\.1:\d+ cannot be reached: /);
});

test('an invalid digest never becomes part of a path', async (context) => {
  const { server, source, usual, named } = await play(context);
  const manifest = JSON.stringify({ layers: [{ mediaType: layerType, digest: 'sha256:../../secret' }] });
  const digest = `sha256:${sha256(manifest)}`;
  server.answer = (request, response) =>
    request.url?.includes('/manifests/')
      ? response.writeHead(200, { ...named, 'docker-content-digest': digest }).end(manifest)
      : usual(request, response);
  const charts = openCharts(context);
  const { message } = failureOf(await charts.pack(source, must(await charts.resolve(source))));
  assert.match(message, /its manifest has no layer that holds a chart/);
  assert.equal(server.seen.length, 2);
});

for (const status of [302, 303, 307, 308]) {
  test(`a redirect to an archive elsewhere is followed (${status}), without the password`, async (context) => {
    const { server, source, usual, bytes, archive } = await play(context);
    // Whatever it asks for, it does not get.
    const store = await serve(context, (_, response) => response.end(bytes));
    server.answer = (request, response) => {
      if (request.headers.authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end();
      } else if (request.url?.includes('/blobs/')) {
        response.writeHead(status, { location: `${store.url}/stored?signature=signed` }).end();
      } else usual(request, response);
    };
    const charts = openCharts(context, { auths: { [server.host]: { auth: login } } });
    assert.deepEqual((await charts.fetch(source)).bytes, bytes);
    assert.deepEqual(store.seen, ['GET /stored?signature=signed']);
    // The password is asked for once.
    assert.deepEqual(server.seen, [
      'HEAD /v2/acme/web/manifests/1.0.0',
      `HEAD /v2/acme/web/manifests/1.0.0 Basic ${login}`,
      `GET /v2/acme/web/manifests/sha256:${sha256(JSON.stringify({ schemaVersion: 2, layers: [{ mediaType: layerType, digest: archive }] }))} Basic ${login}`,
      `GET /v2/acme/web/blobs/${archive} Basic ${login}`,
    ]);
  });
}

test('another server that asks for a password gets neither that of the registry nor a token', async (context) => {
  const { server, source, usual } = await play(context);
  const store: Awaited<ReturnType<typeof serve>> = await serve(context, (_, response) =>
    response.writeHead(401, { 'www-authenticate': `Bearer realm="${store.url}/token"` }).end(),
  );
  server.answer = (request, response) =>
    request.url?.includes('/blobs/')
      ? response.writeHead(307, { location: `${store.url}/stored` }).end()
      : usual(request, response);
  const charts = openCharts(context, { auths: { [server.host]: { auth: login } } });
  const { message } = failureOf(await charts.pack(source, must(await charts.resolve(source))));
  assert.match(message, /it is not visible \(401, requested without credentials\)/);
  assert.deepEqual(store.seen, ['GET /stored']);
});

test('redirects end after five, and without a location', async (context) => {
  const { server, source, usual } = await play(context);
  const charts = openCharts(context);
  const content = must(await charts.resolve(source));
  const packed = async (location: string | undefined) => {
    server.seen.length = 0;
    server.answer = (request, response) =>
      request.url?.includes('/manifests/')
        ? usual(request, response)
        : response.writeHead(307, location === undefined ? {} : { location }).end();
    return failureOf(await openCharts(context).pack(source, content)).message;
  };
  assert.match(await packed('/again'), /answered with more than 5 redirects/);
  assert.equal(server.seen.filter((line) => line === 'GET /again').length, 5);
  assert.match(await packed(undefined), /answered 307 without a valid `location`/);
  assert.match(await packed('file:///etc/passwd'), /without https/);
});

test('the pages of a long list of tags are followed, only on this server', async (context) => {
  const { server, usual, digest } = await play(context);
  const source: ChartSource = { kind: 'oci', reference: `${server.host}/acme/web`, version: '*' };
  server.answer = (request, response) => {
    const page = Number(new URL(request.url ?? '', server.url).searchParams.get('page') ?? 0);
    if (!request.url?.includes('/tags/')) return usual(request, response);
    const link = page < 2 ? { link: `</v2/acme/web/tags/list?page=${page + 1}>; rel="next"` } : {};
    response.writeHead(200, link).end(JSON.stringify({ tags: [`1.${page}.0`] }));
  };
  const content = must(await openCharts(context).resolve(source));
  assert.deepEqual(content, { digest: digest.slice('sha256:'.length), version: '1.2.0' });
  assert.deepEqual(server.seen, [
    'GET /v2/acme/web/tags/list',
    'GET /v2/acme/web/tags/list?page=1',
    'GET /v2/acme/web/tags/list?page=2',
    'HEAD /v2/acme/web/manifests/1.2.0',
  ]);

  const other = await serve(context, (_, response) => response.end('{"tags":["9.0.0"]}'));
  server.answer = (request, response) => {
    if (!request.url?.includes('/tags/')) return usual(request, response);
    response.writeHead(200, { link: `<${other.url}/tags>; rel="next"` }).end('{"tags":["1.0.0"]}');
  };
  assert.match(failureOf(await openCharts(context).resolve(source)).message, /continues on another server/);
  assert.deepEqual(other.seen, []);

  server.seen.length = 0;
  server.answer = (_, response) =>
    response.writeHead(200, { link: '</v2/acme/web/tags/list>; rel="next"' }).end('{"tags":["1.0.0"]}');
  assert.match(failureOf(await openCharts(context).resolve(source)).message, /more than 100 pages/);
  assert.equal(server.seen.length, 100);
});

test('a response that is not a list of tags is an error', async (context) => {
  const { server } = await play(context);
  const source: ChartSource = { kind: 'oci', reference: `${server.host}/acme/web` };
  server.answer = (_, response) => response.end('<html>Log in</html>');
  assert.match(failureOf(await openCharts(context).resolve(source)).message, /something that is not a list of tags/);
});

test('credentials of the spec go only to their registry', async (context) => {
  const { server, source, usual, bytes } = await play(context);
  const asking: typeof server.answer = (request, response) =>
    request.headers.authorization === undefined
      ? response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end()
      : usual(request, response);
  server.answer = asking;
  const credentials = { username: 'me', password: 'secret-password' };
  const near = openCharts(context, { logins: [{ url: `oci://${server.host}/acme/`, ...credentials }] });
  assert.deepEqual((await near.fetch(source)).bytes, bytes);
  assert.equal(near.redactor.filter(`it is secret-password, or ${login}`), 'it is ***, or ***');
  for (const url of [`oci://${server.host}/acme-other`, `oci://${server.host.slice(0, -1)}`, 'oci://ghcr.io/acme']) {
    server.seen.length = 0;
    const far = openCharts(context, { logins: [{ url, ...credentials }] });
    assert.match(
      failureOf(await far.resolve(source)).message,
      /it is not visible \(401, requested without credentials\)/,
    );
    assert.ok(!server.seen.join().includes('Basic'));
  }
});

test('a cancelled run downloads nothing more', async (context) => {
  const { server, source } = await play(context);
  const stop = new AbortController();
  server.answer = () => stop.abort();
  const failure = failureOf(await openCharts(context, { signal: stop.signal }).resolve(source));
  assert.match(failure.message, /cannot be reached: The operation was aborted/);
});
