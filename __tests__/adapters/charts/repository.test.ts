// Charts from HTTP chart repositories: archives by the real Helm, the index by the real `helm repo index`.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isMap, parseDocument } from 'yaml';
import type { ChartSource } from '../../../src/model/chart-source.ts';
import {
  failureOf,
  freshFolder,
  must,
  openCharts,
  packChart,
  type Served,
  serve,
  sha256,
} from '../../support/remote.ts';
import { helm } from '../../support/stack.ts';

const basic = `Basic ${Buffer.from('me:secret-password').toString('base64')}`;
const credentials = { username: 'me', password: 'secret-password' };

interface Repository {
  readonly server: Served;
  readonly folder: string;
  /** Gives the files of `folder`, with an ETag. */
  readonly usual: RequestListener;
  source(version?: string, name?: string): ChartSource;
  bytesOf(version: string): Buffer;
  /** Changes the text of the index. */
  edit(change: (index: string) => string): void;
}

/** The chart `web` in these versions, at `/charts`. */
async function publish(context: TestContext, ...versions: string[]): Promise<Repository> {
  const folder = freshFolder(context);
  for (const version of versions) await packChart(folder, 'web', version);
  await helm('repo', 'index', folder);
  const file = (name: string) => join(folder, name);
  const server = await serve(context, (request, response) => {
    const [path = ''] = (request.url ?? '').split('?');
    const name = path.replace(/^\/charts\//, '');
    if (!path.startsWith('/charts/') || !readdirSync(folder).includes(name)) return response.writeHead(404).end();
    const bytes = readFileSync(file(name));
    const etag = `"${sha256(bytes)}"`;
    if (request.headers['if-none-match'] === etag) return response.writeHead(304).end();
    response.writeHead(200, { etag }).end(bytes);
  });
  return {
    server,
    folder,
    usual: server.answer,
    source: (version, name = 'web') => ({
      kind: 'repository',
      url: `${server.url}/charts`,
      name,
      ...(version !== undefined && { version }),
    }),
    bytesOf: (version) => readFileSync(file(`web-${version}.tgz`)),
    edit: (change) => writeFileSync(file('index.yaml'), change(readFileSync(file('index.yaml'), 'utf8'))),
  };
}

/** Takes a field away from every version, or changes it. */
function withField(name: string, value?: (old: unknown) => unknown): (index: string) => string {
  return (index) => {
    const document = parseDocument(index);
    const versions = document.getIn(['entries', 'web']) as { items: unknown[] };
    for (const item of versions.items) {
      assert.ok(isMap(item));
      if (value === undefined) item.delete(name);
      else item.set(name, document.createNode(value(item.toJSON()[name])));
    }
    return document.toString();
  };
}

test('one request resolves a version, and one downloads it', async (context) => {
  const { server, source, bytesOf } = await publish(context, '1.0.0', '1.1.0');
  const charts = openCharts(context);
  const content = must(await charts.resolve(source('1.0.0')));
  assert.deepEqual(content, { digest: sha256(bytesOf('1.0.0')), version: '1.0.0' });
  assert.deepEqual(server.seen, ['GET /charts/index.yaml']);
  const path = must(await charts.pack(source('1.0.0'), content));
  assert.deepEqual(readFileSync(path), bytesOf('1.0.0'));
  assert.match(await helm('show', 'chart', path), /version: 1.0.0/);
  assert.deepEqual(server.seen, ['GET /charts/index.yaml', 'GET /charts/web-1.0.0.tgz']);
});

test('versions and ranges are found with and without a leading `v`', async (context) => {
  const { source } = await publish(context, '1.9.0', '1.10.0', 'v2.0.0', '3.0.0-rc.1');
  const charts = openCharts(context);
  for (const [range, version] of [
    ['^1.0.0', '1.10.0'],
    ['1.9', '1.9.0'],
    ['v1.9.0', '1.9.0'],
    ['2.0.0', 'v2.0.0'],
    [undefined, 'v2.0.0'],
    ['>=2.0.0-0', '3.0.0-rc.1'],
  ] as const) {
    assert.equal(must(await charts.resolve(source(range))).version, version, range);
  }
});

test('an index is fetched once for all charts and versions, and so is an archive', async (context) => {
  const { server, source, folder } = await publish(context, '1.0.0', '1.1.0');
  await packChart(folder, 'db', '0.1.0');
  await helm('repo', 'index', folder);
  const charts = openCharts(context);
  const wanted = [source('1.0.0'), source('^1'), source('~1.1'), source('*', 'db'), source('^1')];
  const paths = await Promise.all(wanted.map(async (one) => (await charts.fetch(one)).path));
  assert.equal(new Set(paths).size, 3);
  assert.deepEqual(server.seen.toSorted(), [
    'GET /charts/db-0.1.0.tgz',
    'GET /charts/index.yaml',
    'GET /charts/web-1.0.0.tgz',
    'GET /charts/web-1.1.0.tgz',
  ]);
});

test('a second run learns that the index is unchanged, and downloads nothing', async (context) => {
  const { server, source, folder, bytesOf } = await publish(context, '1.0.0');
  const cacheFolder = freshFolder(context);
  await openCharts(context, { cacheFolder }).fetch(source('^1'));
  const statuses: number[] = [];
  const { answer } = server;
  server.answer = (request, response) => {
    response.on('finish', () => statuses.push(response.statusCode));
    answer(request, response);
  };
  server.seen.length = 0;
  assert.deepEqual((await openCharts(context, { cacheFolder }).fetch(source('^1'))).bytes, bytesOf('1.0.0'));
  assert.deepEqual([server.seen, statuses], [['GET /charts/index.yaml'], [304]]);

  // What is new is seen at once.
  await packChart(folder, 'web', '1.1.0');
  await helm('repo', 'index', folder);
  assert.equal((await openCharts(context, { cacheFolder }).fetch(source('^1'))).content.version, '1.1.0');

  // What has been damaged is not relied on.
  const [index = ''] = readdirSync(join(cacheFolder, 'indexes'));
  writeFileSync(join(cacheFolder, 'indexes', index), `${readFileSync(join(cacheFolder, 'indexes', index))}#`);
  statuses.length = 0;
  await openCharts(context, { cacheFolder }).resolve(source('^1'));
  assert.deepEqual(statuses, [200]);
});

test('a pin needs no request until the download, and decides what is deployed', async (context) => {
  const { server, source, bytesOf } = await publish(context, '1.0.0', '1.1.0');
  for (const text of ['1.0.0', '^1', '']) {
    server.seen.length = 0;
    const pinned = source(`${text}@sha256:${sha256(bytesOf('1.0.0'))}`);
    const charts = openCharts(context);
    const content = must(await charts.resolve(pinned));
    assert.deepEqual(content, { digest: sha256(bytesOf('1.0.0')), ...(text && { version: text }) });
    assert.deepEqual(server.seen, []);
    assert.deepEqual(readFileSync(must(await charts.pack(pinned, content))), bytesOf('1.0.0'));
  }
});

test('a pin that does not match the archive is an error', async (context) => {
  const { source, server, bytesOf } = await publish(context, '1.0.0');
  const pin = 'e'.repeat(64);
  const pinned = source(`1.0.0@sha256:${pin}`);
  const charts = openCharts(context);
  const { code, message, at } = failureOf(await charts.pack(pinned, must(await charts.resolve(pinned))));
  assert.equal(code, 'chart-unresolved');
  assert.equal(
    message,
    `The chart \`${server.url}/charts/web\` in version \`1.0.0\` could not be fetched: its archive has the sha256 ${sha256(bytesOf('1.0.0'))}, not ${pin}.`,
  );
  assert.deepEqual(at, { file: 'compass.yaml', line: 5, column: 3 });
});

for (const [what, change, requests] of [
  ['with its algorithm', withField('digest', (digest) => `sha256:${digest}`), 2],
  ['in capitals', withField('digest', (digest) => String(digest).toUpperCase()), 2],
  ['not at all', withField('digest'), 2],
] as const) {
  test(`an index that lists the digest ${what} is accepted`, async (context) => {
    const { server, source, bytesOf, edit } = await publish(context, '1.0.0');
    edit(change);
    const { content, bytes } = await openCharts(context).fetch(source('1.0.0'));
    assert.equal(content.digest, sha256(bytesOf('1.0.0')));
    assert.deepEqual(bytes, bytesOf('1.0.0'));
    assert.equal(server.seen.length, requests);
  });
}

test('a digest of another algorithm is not accepted', async (context) => {
  const { source, edit } = await publish(context, '1.0.0');
  edit(withField('digest', () => 'md5:abc'));
  assert.match(
    failureOf(await openCharts(context).resolve(source())).message,
    /its digest in the index is not a sha256/,
  );
});

test('an archive with other bytes is rejected, and not cached', async (context) => {
  const { server, source, usual, bytesOf } = await publish(context, '1.0.0');
  const cacheFolder = freshFolder(context);
  server.answer = (request, response) =>
    request.url?.endsWith('.tgz') ? response.end('altered') : usual(request, response);
  const charts = openCharts(context, { cacheFolder });
  const content = must(await charts.resolve(source()));
  const { code, message } = failureOf(await charts.pack(source(), content));
  assert.equal(code, 'chart-unresolved');
  const digests = `has the sha256 ${sha256('altered')}, not ${sha256(bytesOf('1.0.0'))}`;
  assert.ok(message.includes(digests), message);
  assert.deepEqual(readdirSync(cacheFolder), ['indexes']);
  server.answer = usual;
  assert.ok((await openCharts(context, { cacheFolder }).pack(source(), content)).ok);
});

test('a truncated or invalid archive is an error even if no digest is known', async (context) => {
  const { server, source, usual, bytesOf, edit } = await publish(context, '1.0.0');
  edit(withField('digest'));
  const bytes = bytesOf('1.0.0');
  const told = async (answer: RequestListener) => {
    server.answer = (request, response) =>
      request.url?.endsWith('.tgz') ? answer(request, response) : usual(request, response);
    return failureOf(await openCharts(context).resolve(source())).message;
  };
  assert.match(
    await told((_, response) => response.end(bytes.subarray(0, -20))),
    /web-1\.0\.0\.tgz is incomplete or damaged/,
  );
  assert.match(await told((_, response) => response.end('<html>')), /web-1\.0\.0\.tgz is not compressed with gzip/);
  const broken = await told((_, response) => {
    response.writeHead(200, { 'content-length': bytes.length });
    response.write(bytes.subarray(0, 10), () => response.destroy());
  });
  assert.match(broken, /127\.0\.0\.1:\d+ cannot be reached/);
});

test('a missing chart or version is an error that lists the newest versions', async (context) => {
  const { server, source } = await publish(context, '1.0.0', '1.1.0');
  const message = async (...wanted: Parameters<typeof source>) =>
    failureOf(await openCharts(context).resolve(source(...wanted))).message;
  const place = `The chart \`${server.url}/charts`;
  assert.equal(
    await message('1', 'other'),
    `${place}/other\` in version \`1\` could not be fetched: the index lists no chart \`other\`.`,
  );
  for (const version of ['1.0.1', '^2', 'latest']) {
    assert.equal(
      await message(version),
      `${place}/web\` in version \`${version}\` could not be fetched: no version matches; the newest are 1.1.0, 1.0.0.`,
    );
  }
});

for (const [what, answer, told] of [
  [
    'a page',
    (_, response) => response.end('<html>Log in</html>'),
    /the index is not the index of a chart repository: it has no map `entries`/,
  ],
  ['broken', (_, response) => response.end('entries: ['), /the index is not valid YAML/],
  [
    'missing',
    (_, response) => response.writeHead(404).end(),
    /\/charts\/index\.yaml answered 404, requested without cred/,
  ],
  [
    'forbidden',
    (_, response) => response.writeHead(403).end(),
    /index\.yaml answered 403, requested without credentials/,
  ],
  ['said to be the same, unasked', (_, response) => response.writeHead(304).end(), /index\.yaml answered 304/],
] as const satisfies readonly (readonly [string, RequestListener, RegExp])[]) {
  test(`an index that is ${what} is an error`, async (context) => {
    const { server, source } = await publish(context, '1.0.0');
    server.answer = answer;
    const { code, message } = failureOf(await openCharts(context).resolve(source()));
    assert.equal(code, 'chart-unresolved');
    assert.match(message, told);
  });
}

test('the password goes only to its own server, not to the target of a redirect or of the index', async (context) => {
  const { server, source, usual, folder, edit } = await publish(context, '1.0.0', '1.1.0');
  const other = await serve(context, (request, response) =>
    response.end(readFileSync(join(folder, (request.url ?? '').slice(1)))),
  );
  edit(withField('urls', (urls) => (String(urls).includes('1.1.0') ? [`${other.url}/${urls}`] : urls)));
  server.answer = (request, response) => {
    if (request.headers.authorization !== basic) return response.writeHead(401).end();
    if (!request.url?.endsWith('.tgz')) return usual(request, response);
    response.writeHead(302, { location: `${other.url}/web-1.0.0.tgz` }).end();
  };
  const charts = openCharts(context, { logins: [{ url: `${server.url}/charts/`, ...credentials }] });
  await charts.fetch(source('1.0.0'));
  await charts.fetch(source('1.1.0'));
  assert.deepEqual(server.seen, [`GET /charts/index.yaml ${basic}`, `GET /charts/web-1.0.0.tgz ${basic}`]);
  assert.deepEqual(other.seen, ['GET /web-1.0.0.tgz', 'GET /web-1.1.0.tgz']);
  assert.equal(charts.redactor.filter(`it is secret-password, or ${basic}`), 'it is ***, or Basic ***');
});

test('credentials for another server, or another path of this one, are not used', async (context) => {
  const { server, source } = await publish(context, '1.0.0');
  server.answer = (_, response) => response.writeHead(401).end();
  const urls = [
    'http://127.0.0.1:1/charts',
    `${server.url}/charts-other`,
    `${server.url.replace('http', 'https')}/charts`,
  ];
  for (const url of urls) {
    const failure = failureOf(await openCharts(context, { logins: [{ url, ...credentials }] }).resolve(source()));
    assert.match(failure.message, /answered 401, requested without credentials/);
  }
  const { message } = failureOf(
    await openCharts(context, { logins: [{ url: server.url, ...credentials }] }).resolve(source()),
  );
  assert.match(message, /answered 401, requested with the credentials of the spec/);
  assert.doesNotMatch(message, /secret|bWU6/);
  assert.deepEqual(server.seen, [...urls.map(() => 'GET /charts/index.yaml'), `GET /charts/index.yaml ${basic}`]);
});

test('an absolute path and the query of the repository are kept, and no message shows the query', async (context) => {
  const { server, source, usual, edit } = await publish(context, '1.0.0');
  edit(withField('urls', (urls) => [`/charts/${urls}`]));
  const charts = openCharts(context);
  const signed: ChartSource = {
    ...source('1.0.0'),
    kind: 'repository',
    url: `${server.url}/charts?key=hidden`,
    name: 'web',
  };
  const content = must(await charts.resolve(signed));
  server.answer = (_, response) => response.writeHead(410).end();
  const { message } = failureOf(await charts.pack(signed, content));
  assert.match(message, /\/charts\/web-1\.0\.0\.tgz answered 410/);
  assert.doesNotMatch(message, /hidden/);
  server.answer = usual;
  assert.ok((await openCharts(context).pack(signed, content)).ok);
  assert.deepEqual(server.seen.slice(0, 2), [
    'GET /charts/index.yaml?key=hidden',
    'GET /charts/web-1.0.0.tgz?key=hidden',
  ]);
});

test('an index may list archives in a registry', async (context) => {
  const { server, source, edit, bytesOf, usual } = await publish(context, '1.0.0');
  edit(withField('urls', () => [`oci://${server.host}/acme/web:1.0.0`]));
  server.answer = (request, response) =>
    request.url === `/v2/acme/web/blobs/sha256:${sha256(bytesOf('1.0.0'))}`
      ? response.end(bytesOf('1.0.0'))
      : usual(request, response);
  assert.deepEqual((await openCharts(context).fetch(source('1.0.0'))).bytes, bytesOf('1.0.0'));
});

test('an archive in the workspace is identified by its content, and copied', async (context) => {
  const folder = freshFolder(context);
  const packed = await packChart(folder, 'web', '1.0.0');
  const charts = openCharts(context);
  const source: ChartSource = { kind: 'archive', path: 'deploy/web.tgz' };
  mkdirSync(dirname(join(charts.workspace, source.path)));
  const file = join(charts.workspace, source.path);
  writeFileSync(file, readFileSync(packed));
  const { content, bytes, path } = await charts.fetch(source);
  assert.match(content.digest, /^[0-9a-f]{64}$/);
  assert.equal(content.formerDigest, sha256(readFileSync(packed)));
  assert.deepEqual(bytes, readFileSync(packed));
  writeFileSync(file, 'altered');
  assert.deepEqual(readFileSync(path), readFileSync(packed));
  assert.equal(must(await charts.pack(source, content)), path);
  const late = failureOf(await openCharts(context, { workspace: charts.workspace }).pack(source, content));
  assert.match(late.message, /is not compressed with gzip/);
  writeFileSync(file, readFileSync(await packChart(folder, 'web', '1.0.1')));
  const changed = failureOf(await openCharts(context, { workspace: charts.workspace }).pack(source, content));
  assert.equal(changed.message, '`deploy/web.tgz` changed after Compass had read it.');
});
