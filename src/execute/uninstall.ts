// How is a release uninstalled without deleting the objects that have to stay in the cluster?

import { type Failure, firstFailure } from '../model/failure.ts';
import { hintAtStop, stopReason } from '../model/outcome.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { ProcessExit } from '../ports/machine.ts';
import { describeExit } from '../ports/process-exit.ts';
import { explainHelm } from './helm-failures.ts';
import { keepObjects } from './kept-objects.ts';
import { lastLookMs, type ReleaseContext } from './release-context.ts';

/** Undefined if the release is gone: once the store has no record of it, whatever Helm's exit code was. */
export async function uninstallRelease(
  chart: PlannedChart,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Failure | undefined> {
  const { cluster, helm, clock, signal, description } = context;
  const { release, namespace, settings } = chart;
  const observed = await cluster.release(release, namespace, signal);
  if (!observed.ok) return firstFailure(observed.failures);
  if (observed.value === undefined) return undefined;
  const edited = await cluster.editManifest(observed.value, keepObjects, signal);
  if (!edited.ok) return firstFailure(edited.failures);
  const { wait, timeoutMs } = settings;
  const kubeconfig = cluster.kubeconfigFor(namespace);
  const exit = await helm.uninstall({ release, namespace, wait, timeoutMs, description, kubeconfig }, onLine, signal);
  const left = await cluster.release(release, namespace, signal.aborted ? clock.after(lastLookMs) : signal);
  if (!left.ok) return firstFailure(left.failures);
  return left.value && explainUninstall(chart, exit, left.value, context);
}

function explainUninstall(
  chart: PlannedChart,
  exit: ProcessExit,
  { revision, status }: StoredRelease,
  { signal }: ReleaseContext,
): Failure {
  const { name, namespace, at } = chart;
  const left = `In Helm's store, revision ${revision} is \`${status}\`.`;
  const stop = stopReason(signal);
  if (exit.how === 'stopped' && stop !== undefined) {
    const message = `The removal of \`${name}\` was stopped while Helm was running. ${left}`;
    return { code: stop, message, hint: hintAtStop(stop), at };
  }
  if (exit.how === 'stopped') {
    const message = `\`${name}\` was not removed within its timeout. ${left}`;
    const hint = `Find out which object is still there: \`kubectl get all --namespace ${namespace}\`. If the removal only needs more time, raise the chart's \`timeout\`.`;
    return { code: 'chart-timeout', message, hint, at };
  }
  if (exit.how !== 'exited') {
    return { code: 'helm-failed', message: `Helm ${describeExit(exit)}. ${left}`, hint: 'Deploy again.', at };
  }
  const { message, hint } = explainHelm(exit.errors, { ...chart, largestFiles: () => [] });
  return { code: 'helm-failed', message: `${message} ${left}`, hint, at };
}
