// A cancelled run stops Helm, leaves in time and no process behind; the next one goes on.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { endMarked, markedProcesses, markVariable } from '../../rig/marked.ts';
import { deployment, echoChart, freshNamespace, releaseRecord, specFor } from './stack.ts';
import { makeWorkspace, runStep, writeFiles } from './step.ts';

/** GitHub sends SIGTERM so long after SIGINT, and SIGKILL soon after. */
const githubGraceMs = 7_500;

function slowStack(namespace: string): string {
  const slow = echoChart('slow', { 'deployment.yaml': deployment({ 'rig/never-ready': 'true' }) });
  const charts = { slow: { chart: 'slow' }, later: { chart: 'later', depends: ['slow'] } };
  return makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...slow, ...echoChart('later') });
}

/** Helm has written its record and waits: then it prints nothing more, so the store is asked. */
async function waitForPending(namespace: string): Promise<void> {
  for (;;) {
    const record = await releaseRecord(namespace, 'slow', 1).catch(() => undefined);
    if (record?.labels['status'] === 'pending-install') return;
  }
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} while Helm waits: the release is failed, not pending, and the rest is skipped`, async () => {
    const namespace = freshNamespace();
    const workspace = slowStack(namespace);
    const mark = `cancel-${namespace}`;
    let signalledAt = 0;

    const end = await runStep({
      workspace,
      env: { [markVariable]: mark },
      async onLine(line, kill) {
        if (!line.startsWith('::group::slow')) return;
        await waitForPending(namespace);
        signalledAt = performance.now();
        kill(signal);
      },
    });

    assert.ok(performance.now() - signalledAt < githubGraceMs, 'it left in time');
    assert.equal(end.exitCode, 1);
    assert.equal(end.outputs['outcome'], 'cancelled');
    assert.deepEqual(
      end.result.charts.map(({ outcome, code }) => [outcome, code]),
      [
        ['cancelled', 'cancelled'],
        ['skipped', 'cancelled'],
      ],
    );
    assert.equal((await releaseRecord(namespace, 'slow', 1)).labels['status'], 'failed');
    assert.deepEqual(markedProcesses(mark), []);

    writeFiles(workspace, { 'slow/templates/deployment.yaml': deployment() });
    const next = await runStep({ workspace });
    assert.deepEqual(
      next.result.charts.map(({ outcome }) => outcome),
      ['deployed', 'deployed'],
    );
  });
}

test('what a killed run leaves on the runner, the post step removes', async () => {
  const namespace = freshNamespace();
  const workspace = slowStack(namespace);
  const mark = `kill-${namespace}`;

  const end = await runStep({
    workspace,
    env: { [markVariable]: mark },
    onLine(line, kill) {
      if (line.startsWith('::group::slow')) kill('SIGKILL');
    },
  });
  await endMarked(mark);

  assert.equal(end.exitCode, null);
  assert.deepEqual(readdirSync(end.temporaryFolder), [], 'the private kubeconfig is gone');
});
