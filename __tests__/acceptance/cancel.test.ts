// Does a cancelled run stop Helm, leave no process behind, and let the next run continue?
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { endMarked, markedProcesses, markVariable } from '../../rig/marked.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { deployment, echoChart, freshNamespace, kubectl, releaseRecord, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

function slowStack(namespace: string): string {
  const slow = echoChart('slow', { 'deployment.yaml': deployment({ 'rig/never-ready': 'true' }) });
  const charts = { slow: { chart: 'slow' }, later: { chart: 'later', depends: ['slow'] } };
  return makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...slow, ...echoChart('later') });
}

/** Until Helm has written its record. It prints nothing while it waits, so the store is read. */
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

    const end = await runStep({
      workspace,
      env: { [markVariable]: mark },
      async onLine(line, kill) {
        if (!line.startsWith('::group::slow')) return;
        await waitForPending(namespace);
        kill(signal);
      },
    });

    assert.equal(end.exitCode, 1);
    assert.equal(end.outputs['outcome'], 'cancelled');
    assert.deepEqual(outcomesOf(end.result, 'outcome', 'code'), [
      ['cancelled', 'cancelled'],
      ['skipped', 'cancelled'],
    ]);
    assert.equal((await releaseRecord(namespace, 'slow', 1)).labels['status'], 'failed');
    assert.deepEqual(markedProcesses(mark), []);
    assert.match(end.result.charts[0]?.reason ?? '', /revision 1 is `failed`/);
    assert.equal(
      end.postText,
      `The run was interrupted. It left unfinished:\n  slow in ${namespace}: revision 1 is failed. The next run upgrades it.`,
    );

    writeFiles(workspace, { 'slow/templates/deployment.yaml': deployment() });
    const next = await runStep({ workspace });
    assert.deepEqual(outcomesOf(next.result), ['deployed', 'deployed']);
  });
}

test('the post step removes what a killed run left on the runner, and lists what it left in the cluster', async () => {
  const namespace = freshNamespace();
  const workspace = slowStack(namespace);
  const mark = `kill-${namespace}`;

  const end = await runStep({
    workspace,
    env: { [markVariable]: mark },
    async onLine(line, kill) {
      if (!line.startsWith('::group::slow')) return;
      await waitForPending(namespace);
      kill('SIGKILL');
      await endMarked(mark);
    },
  });

  assert.equal(end.exitCode, null);
  assert.deepEqual(readdirSync(end.temporaryFolder), [], 'the private kubeconfig is gone');
  assert.match(
    end.postText,
    new RegExp(`slow in ${namespace}: revision 1 is (pending-install: Helm is still running|failed)`),
  );
});

test('a step that is cancelled while it starts is not run by its own post step', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }), ...echoChart('a') });

  const end = await runStep({ workspace, signalWhenMarked: 'SIGINT' });

  assert.equal(end.exitCode, 1, end.text);
  assert.equal(end.outputs['outcome'], 'cancelled');
  assert.equal(
    await kubectl('get', 'namespace', namespace, '--ignore-not-found'),
    '',
    'the post step deployed nothing',
  );
});

test('a run that is cancelled before any chart starts says so, whatever it was waiting for', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }), ...echoChart('a') });
  const kubeconfig = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
  const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: 'sleep', args: ['60'] };
  const slow = JSON.stringify({ ...kubeconfig, users: [{ name: 'admin', user: { exec } }] });

  const cancelled = await runStep({
    workspace,
    inputs: { kubeconfig: slow },
    onLine: (line, kill) => line.startsWith('Deploying') && kill('SIGINT'),
  });
  const tooLate = await runStep({ workspace, inputs: { kubeconfig: slow, timeout: '300ms' } });

  assert.deepEqual([cancelled.outputs['outcome'], cancelled.result.code], ['cancelled', 'cancelled']);
  assert.deepEqual([tooLate.outputs['outcome'], tooLate.result.code], ['failure', 'deadline']);
});
