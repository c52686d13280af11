// Does the rig do what the tests rely on? It reports a dead component, delays readiness, and limits its users.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { noDisplay } from '../../rig/display.ts';
import { startRig } from '../../rig/start.ts';
import { allTools } from '../../rig/tools.ts';
import { deployment, echoChart, freshNamespace, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const never = new AbortController().signal;

test('a component that dies is reported with the end of its log, and no process is left', async () => {
  const rig = await startRig(noDisplay, never, allTools);
  const etcd = rig.components.find(({ name }) => name === 'etcd');
  process.kill(etcd?.pid ?? 0, 'SIGKILL');

  assert.match(await rig.died, /^etcd was killed by SIGKILL\. Its log ends with:\n/);
  await rig.stop();
  for (const { pid } of rig.components) assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
});

test('a pod becomes ready after the time in its annotation', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('a', { 'deployment.yaml': deployment({ 'rig/ready-after': '2s' }) });
  const { result } = await runStep({
    workspace: makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }), ...chart }),
  });

  const took = (result.charts[0] as unknown as { durationMs: number }).durationMs;
  assert.ok(took >= 2_000, `${took} ms`);
});

test('the reader may read everything and write nothing', async () => {
  assert.match(await kubectl('--context=reader', 'get', 'secrets', '--all-namespaces'), /NAME/);
  await assert.rejects(
    kubectl('--context=reader', 'create', 'namespace', freshNamespace()),
    /cannot create resource "namespaces"/,
  );
});
