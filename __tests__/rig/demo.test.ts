// The demo, from its first line to its last, as a newcomer runs it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..');

test('the demo deploys nine charts, then none, then two, and leads on', { timeout: 600_000 }, async () => {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['rig/bootstrap.mjs', 'rig/demo.ts'], {
    cwd: root,
    maxBuffer: 16 * 1024 * 1024,
  });
  assert.equal(stderr, '');
  assert.match(stdout, /^This starts a Kubernetes cluster and pushes an example to it three times \(about /);
  const deployed = [...stdout.matchAll(/push.*: (\d+) of 9 charts deployed/g)].map(([, count]) => count);
  assert.deepEqual(deployed, ['9', '0', '2']);
  assert.doesNotMatch(stdout, /nektos/);
  assert.match(
    stdout,
    /`npm run demo -- --keep` leaves the cluster up.*\nThe cluster is stopped; nothing is left running\.\n$/,
  );
});
