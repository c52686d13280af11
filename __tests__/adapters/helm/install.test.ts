// Helm is installed from the archives of its makers, verified, once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { toolPath } from '../../../rig/toolchain.ts';
import { helmVersion } from '../../../rig/tools.ts';
import { makeInstallHelm } from '../../../src/adapters/helm/install.ts';
import { makeHttpClient } from '../../../src/adapters/http/client.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';

const never = new AbortController().signal;
const folder = mkdtempSync(join(tmpdir(), 'compass-install-'));
const files = new Map<string, Buffer>();
const asked: string[] = [];
const server = createServer((request, response) => {
  asked.push(request.url ?? '');
  const content = files.get(request.url ?? '');
  response.writeHead(content ? 200 : 404).end(content);
});

/** An archive as the makers of Helm lay it out, that holds the real binary. */
function packHelm(): Buffer {
  const inner = join(folder, 'linux-amd64');
  mkdirSync(inner, { recursive: true });
  cpSync(toolPath('helm'), join(inner, 'helm'));
  execFileSync('tar', ['-czf', join(folder, 'helm.tar.gz'), '-C', folder, 'linux-amd64']);
  return readFileSync(join(folder, 'helm.tar.gz'));
}

before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const archive = packHelm();
  const sum = createHash('sha256').update(archive).digest('hex');
  for (const version of [helmVersion, 'v4.9.9', 'v4.0.1']) {
    const name = `/helm-${version}-linux-amd64.tar.gz`;
    files.set(name, archive);
    files.set(`${name}.sha256sum`, Buffer.from(`${sum}  ${name.slice(1)}\n`));
  }
  files.set('/helm-v4.0.1-linux-amd64.tar.gz.sha256sum', Buffer.from(`${'0'.repeat(64)}  helm\n`));
});
after(() => server.close());
beforeEach(() => {
  asked.length = 0;
  process.env['RUNNER_TEMP'] = mkdtempSync(join(folder, 'temp-'));
});

function install(version: string, cache: string) {
  process.env['RUNNER_TOOL_CACHE'] = join(folder, cache);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const processes = makeProcesses(process.env);
  return makeInstallHelm(
    { url, platform: 'linux', architecture: 'x64' },
    makeHttpClient({}, {}),
    disk,
    processes,
  )(version, never);
}

test('the wanted version is downloaded once, and found afterwards', async () => {
  const first = await install(helmVersion, 'good');
  assert.ok('program' in first, JSON.stringify(first));
  assert.match(execFileSync(first.program, ['version', '--short'], { encoding: 'utf8' }), /^v4\.3\.1/);
  assert.equal(asked.length, 2, 'the checksum and the archive');

  assert.deepEqual(await install(helmVersion, 'good'), first);
  assert.equal(asked.length, 2);
});

test('an archive with another checksum than the published one is not used', async () => {
  const installed = await install('v4.0.1', 'tampered');
  assert.ok('reason' in installed);
  assert.match(installed.reason, /has the checksum [0-9a-f]{64}, not the published 0{64}$/);
});

test('a binary that reports another version is not used', async () => {
  const installed = await install('v4.9.9', 'swapped');
  assert.ok('reason' in installed);
  assert.match(installed.reason, /reports the version v4\.3\.1/);
});

test('a version that was never published is an error that says so', async () => {
  const installed = await install('v4.99.0', 'missing');
  assert.deepEqual(installed, {
    reason: `http://127.0.0.1:${(server.address() as AddressInfo).port}/helm-v4.99.0-linux-amd64.tar.gz.sha256sum did not return a checksum (status 404)`,
  });
});
