// One release uninstalled, but for what has to stay in the cluster.

import type { Failure } from '../model/failure.ts';
import { stopReason } from '../model/outcome.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { ProcessExit } from '../ports/machine.ts';
import { keepObjects } from './kept-objects.ts';
import { lastError, lastLookMs, type ReleaseContext } from './release-context.ts';

/** What became of it. Whatever Helm says, the verdict is the store's: undefined once no record is left. */
export async function uninstallRelease(
  chart: PlannedChart,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Failure | undefined> {
  const { cluster, helm, clock, signal, description } = context;
  const { release, namespace, settings } = chart;
  const observed = await cluster.release(release, namespace, signal);
  if (!observed.ok) return observed.failures[0];
  if (observed.value === undefined) return undefined;
  const edited = await cluster.editManifest(observed.value, keepObjects, signal);
  if (!edited.ok) return edited.failures[0];
  const { wait, timeoutMs } = settings;
  const kubeconfig = cluster.kubeconfigFor(namespace);
  const exit = await helm.uninstall({ release, namespace, wait, timeoutMs, description, kubeconfig }, onLine, signal);
  const left = await cluster.release(release, namespace, signal.aborted ? clock.after(lastLookMs) : signal);
  if (!left.ok) return left.failures[0];
  return left.value && explainUninstall(chart, exit, left.value, context);
}

function explainUninstall(
  { name, at }: PlannedChart,
  exit: ProcessExit,
  { revision, status }: StoredRelease,
  { signal }: ReleaseContext,
): Failure {
  const left = `In Helm's store, revision ${revision} is \`${status}\`.`;
  const stop = stopReason(signal);
  if (exit.how === 'stopped' && stop !== undefined) {
    const message = `${name} was stopped while Helm removed it. ${left}`;
    return { code: stop, message, hint: 'Deploy again: it is removed then.', at };
  }
  if (exit.how === 'stopped') {
    const message = `${name} was not removed within its timeout. ${left}`;
    return { code: 'chart-timeout', message, hint: 'Raise its `timeout`, or see what does not go.', at };
  }
  const words = exit.how === 'exited' ? lastError(exit.errors) : 'Helm did not come to its end.';
  const hint = 'What Helm printed stands in the log of this chart.';
  return { code: 'helm-failed', message: `${words} ${left}`, hint, at };
}
