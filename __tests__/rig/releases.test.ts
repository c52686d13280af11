// Does the rig use only programs that match what their makers published?
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { download, findChecksum, type Limits } from '../../rig/releases.ts';
import { allTools, tools } from '../../rig/tools.ts';

const program = Buffer.from('#!/bin/sh\necho it runs\n'.repeat(10_000));
const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const never = new AbortController().signal;
/** A server that a test silences fails soon; everything else has much more time than it needs. */
const impatient: Limits = { reachMs: 60_000, stallMs: 300 };
const patient: Limits = { reachMs: 60_000, stallMs: 60_000 };

/** Downloads `/tool` from a server of its own. */
async function fetchFrom(context: TestContext, listener: RequestListener, limits = patient, member?: string) {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'releases-'));
  mkdirSync(join(folder, 'made'));
  const target = join(folder, 'made', 'tool');
  const one = { url: `${url}/tool`, checksums: `${url}/checksums`, target, ...(member && { member }) };
  const [problem] = await download([one], never, () => {}, limits);
  assert.equal(existsSync(target), problem === undefined);
  // No half-written file stays.
  assert.deepEqual(readdirSync(join(folder, 'made')), problem === undefined ? ['tool'] : []);
  return { problem, target };
}

/** Serves the checksums, and lets `tool` serve the program. */
const serving =
  (tool: RequestListener, checksums = `${sha256(program)}  tool\n`): RequestListener =>
  (request, response) => {
    if (request.url === '/checksums') response.end(checksums);
    else tool(request, response);
  };

test('a program with the published checksum is downloaded, and runs', async (context) => {
  const { problem, target } = await fetchFrom(
    context,
    serving((_, response) => response.end(program)),
  );
  assert.equal(problem, undefined);
  assert.deepEqual(readFileSync(target), program);
  assert.equal(statSync(target).mode & 0o111, 0o111);
});

test('a program is extracted from its archive', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'archive-'));
  writeFileSync(join(folder, 'inner'), program);
  execFileSync('tar', ['-czf', 'archive.tgz', 'inner'], { cwd: folder });
  const archive = readFileSync(join(folder, 'archive.tgz'));
  const listener = serving((_, response) => response.end(archive), `${sha256(archive)}  tool\n`);
  const { problem, target } = await fetchFrom(context, listener, patient, 'inner');
  assert.equal(problem, undefined);
  assert.deepEqual(readFileSync(target), program);
});

test('a redirect is followed', async (context) => {
  const { problem } = await fetchFrom(
    context,
    serving((request, response) => {
      if (request.url === '/tool') response.writeHead(302, { location: '/elsewhere' }).end();
      else response.end(program);
    }),
  );
  assert.equal(problem, undefined);
});

test('content that differs from what was published is refused', async (context) => {
  const { problem } = await fetchFrom(
    context,
    serving((_, response) => response.end('#!/bin/sh\n')),
  );
  assert.match(problem ?? '', /^checksum mismatch: expected [0-9a-f]{64}, got [0-9a-f]{64}$/);
});

test('a truncated file is refused, whether its length is known or not', async (context) => {
  const known = serving((_, response) => {
    response.writeHead(200, { 'content-length': program.length });
    response.write(program.subarray(0, 1_000), () => response.destroy());
  });
  assert.notEqual((await fetchFrom(context, known)).problem, undefined);
  const unknown = serving((_, response) => response.writeHead(200).end(program.subarray(0, 1_000)));
  assert.match((await fetchFrom(context, unknown)).problem ?? '', /^checksum mismatch/);
});

test('a server that stops in the middle is given up', async (context) => {
  const listener = serving((_, response) => void response.writeHead(200).write(program.subarray(0, 1_000)));
  assert.equal((await fetchFrom(context, listener, impatient)).problem, 'no data for 0.3 s');
});

test('a server that does not answer is given up before anything is downloaded', async (context) => {
  const asked: (string | undefined)[] = [];
  const silent: RequestListener = ({ url }) => void asked.push(url);
  assert.equal(
    (await fetchFrom(context, silent, { reachMs: 100, stallMs: 60_000 })).problem,
    'its server does not answer',
  );
  assert.deepEqual(asked, ['/checksums']);
});

test('a program without a published checksum is not downloaded', async (context) => {
  for (const checksums of ['', `${sha256(program)}  another-tool\n`, '{"assets":[]}']) {
    const { problem } = await fetchFrom(
      context,
      serving(() => assert.fail('the program was asked for'), checksums),
    );
    assert.match(problem ?? '', /has no SHA-256 checksum of tool$/);
  }
});

test('a checksum is found in the forms that makers publish', () => {
  const checksum = 'a'.repeat(64);
  for (const text of [
    checksum,
    `${checksum}\n`,
    `${'b'.repeat(64)}  other\n${checksum}  tool\n`,
    `${checksum} *tool`,
    `${checksum}  ./dist/tool`,
    JSON.stringify({ assets: [{ name: 'other' }, { name: 'tool', digest: `sha256:${checksum}` }] }),
  ]) {
    assert.equal(findChecksum(text, 'tool'), checksum, text);
  }
  for (const text of ['', 'Not Found', `${checksum}  tool.sig`, `${'a'.repeat(63)}  tool`]) {
    assert.equal(findChecksum(text, 'tool'), undefined, text);
  }
});

test('every program has a release for Linux, at an exact version and over https', () => {
  for (const { name, release } of tools) {
    for (const arch of ['amd64', 'arm64'] as const) {
      const { url, checksums } = release({ os: 'linux', arch }) ?? { url: '', checksums: '' };
      for (const address of [url, checksums]) assert.match(address, /^https:\/\/[a-z0-9.]+\/.*v?\d+\.\d+\.\d+/, name);
    }
  }
  assert.equal(new Set(allTools).size, tools.length);
});
