// How is a release uninstalled without deleting the objects that have to stay in the cluster, and when is it gone?
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, type FailureCode, firstFailure, ok, type Result } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import { hintAtStop, stopReason } from '../model/outcome.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { labelsOfRemoval } from '../plan/release-labels.ts';
import type { LiveObject, StoredRelease } from '../ports/cluster.ts';
import type { ProcessExit } from '../ports/machine.ts';
import { describeExit, hasSucceeded } from '../ports/process-exit.ts';
import { explainHelm } from '../prepare/helm-failures.ts';
import { ownerOfObject } from '../prepare/object-owner.ts';
import { readObjects, withoutHooks } from '../prepare/objects.ts';
import { formatDuration } from '../text/duration.ts';
import { objectAt } from '../text/json.ts';
import { lastLookMs, type ReleaseContext } from './release-context.ts';
import { keepObjects } from './stored-manifest.ts';
import { dropUnserved } from './unserved-kinds.ts';

/** How many objects are read at the same time, and how long Compass waits before it reads them again. */
const maxReadsAtOnce = 10;
const pauseMs = 500;
/** More objects are not named in a message. */
const maxReasons = 3;

/**
 * Undefined if the objects of the release are gone, and its records too. The records stay until then, so that the next
 * run can go on: Helm would delete them although it could not delete the objects.
 */
export async function uninstallRelease(
  chart: PlannedChart,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Failure | undefined> {
  const { cluster, clock, signal } = context;
  const observed = await cluster.release(chart.release, chart.namespace, signal);
  if (!observed.ok) return firstFailure(observed.failures);
  if (observed.value === undefined) return undefined;
  const objects = await prepareRemoval(chart, observed.value, context, onLine);
  if (!objects.ok) return firstFailure(objects.failures);
  const endMs = clock.nowMs() + chart.settings.timeoutMs;
  const exit = await runHelm(chart, true, context, onLine);
  const left = await awaitGone(objects.value, observed.value, hasSucceeded(exit) ? endMs : 0, context);
  if (!left.ok) return firstFailure(left.failures);
  if (!hasSucceeded(exit) || left.value.length > 0) return explainRemoval(chart, exit, left.value, context);
  const purged = await runHelm(chart, false, context, onLine);
  const record = await cluster.release(
    chart.release,
    chart.namespace,
    signal.aborted ? clock.after(lastLookMs) : signal,
  );
  if (!record.ok) return firstFailure(record.failures);
  return record.value && explainRemoval(chart, purged, [], context);
}

function runHelm(
  { release, namespace, settings: { wait, timeoutMs } }: PlannedChart,
  keepsHistory: boolean,
  { cluster, helm, description, signal }: ReleaseContext,
  onLine: (line: string) => void,
): Promise<ProcessExit> {
  const kubeconfig = cluster.kubeconfigFor(namespace);
  return helm.uninstall({ release, namespace, wait, timeoutMs, description, kubeconfig, keepsHistory }, onLine, signal);
}

/** Returns the objects that have to be gone afterwards. */
async function prepareRemoval(
  chart: PlannedChart,
  release: StoredRelease,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Result<readonly ManifestObject[]>> {
  const { cluster, signal } = context;
  const moved = await context.moveObjects(chart, onLine);
  if (!moved.ok) return moved;
  const edited = await cluster.editManifest(release, keepObjects, signal);
  if (!edited.ok) return edited;
  const dropped = context.hasUnserved(chart) ? await dropUnserved(release, context, onLine) : ok(undefined);
  if (!dropped.ok) return dropped;
  // Helm does not work on a release that it has uninstalled, even if something is left.
  const revived = release.status === 'uninstalled' ? await cluster.reviveRelease(release, signal) : ok(undefined);
  if (!revived.ok) return revived;
  const current = await cluster.release(chart.release, chart.namespace, signal);
  if (!current.ok || current.value === undefined) return current.ok ? ok([]) : current;
  const metadata = { labels: labelsOfRemoval(current.value.revision), annotations: {} };
  const marked = await cluster.patchMetadata(current.value, metadata, signal);
  if (!marked.ok) return marked;
  const record = await cluster.record(release, signal);
  if (!record.ok) return record;
  const objects = withoutHooks(readObjects(splitDocuments(record.value.objects), chart.namespace).byKey);
  return ok([...objects.values()].filter((object) => !hasKeepPolicy(object)));
}

function hasKeepPolicy({ data }: ManifestObject): boolean {
  return objectAt(data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
}

/** Of an object that could not be read: it may still be there. */
const unread: LiveObject = { name: '', managers: [], annotations: {}, isTerminating: true, finalizers: [] };

interface LeftObject {
  readonly object: ManifestObject;
  readonly live: LiveObject;
}

/** The objects that still belong to the release at that time, in milliseconds; empty once all are gone. */
async function awaitGone(
  objects: readonly ManifestObject[],
  release: StoredRelease,
  endMs: number,
  { cluster, clock, signal }: ReleaseContext,
): Promise<Result<readonly LeftObject[]>> {
  for (let waiting = objects; ; ) {
    const found = await inParallel(waiting, maxReadsAtOnce, async (object): Promise<LeftObject[]> => {
      const live = await cluster.object(object, signal);
      // An account that may not read an object relies on Helm.
      if (!live.ok)
        return live.failures.every(({ code }) => code === 'cluster-forbidden') ? [] : [{ object, live: unread }];
      if (live.value === undefined) return [];
      const owner = ownerOfObject(live.value);
      return owner?.release === release.name && owner.namespace === release.namespace
        ? [{ object, live: live.value }]
        : [];
    });
    const left = found.flat();
    if (left.length === 0 || signal.aborted || clock.nowMs() + pauseMs >= endMs) return ok(left);
    waiting = left.map(({ object }) => object);
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}

async function explainRemoval(
  chart: PlannedChart,
  exit: ProcessExit,
  left: readonly LeftObject[],
  context: ReleaseContext,
): Promise<Failure> {
  const { name, settings, at } = chart;
  const fail = (code: FailureCode, message: string, hint: string): Failure => ({ code, message, hint, at });
  const stop = stopReason(context.signal);
  if (stop !== undefined) return fail(stop, `The removal of \`${name}\` was stopped.`, hintAtStop(stop));
  const reasons = await Promise.all(left.slice(0, maxReasons).map((one) => whyLeft(one, context)));
  const more = left.length > maxReasons ? `; and ${left.length - maxReasons} more` : '';
  const next = 'The next deployment continues the removal.';
  if (reasons.length > 0) {
    const isSlow = left.every(({ live }) => live.isTerminating);
    const within = isSlow ? ` within its timeout of ${formatDuration(settings.timeoutMs)}` : '';
    const message = `\`${name}\` was not removed${within}: ${reasons.map(({ reason }) => reason).join('; ')}${more}.`;
    return fail(isSlow ? 'chart-timeout' : 'helm-failed', message, `${reasons[0]?.hint} ${next}`);
  }
  if (exit.how !== 'exited') return fail('helm-failed', `Helm ${describeExit(exit, settings.timeoutMs)}.`, next);
  const { message, hint } = explainHelm(exit.errors, { ...chart, largestFiles: () => [] });
  return fail('helm-failed', message, `${hint} ${next}`);
}

/** Helm keeps the reason to itself. */
async function whyLeft(
  { object, live }: LeftObject,
  { cluster, signal }: ReleaseContext,
): Promise<{ readonly reason: string; readonly hint: string }> {
  const { kind, name, namespace } = object;
  const what = `${kind} \`${name}\``;
  if (live.isTerminating && live.finalizers.length > 0) {
    const names = live.finalizers.map((finalizer) => `\`${finalizer}\``).join(', ');
    return {
      reason: `${what} is being deleted, but kept by its finalizer ${names}`,
      hint: `Check that the controller that handles the finalizer runs. If it is gone for good: \`kubectl patch ${kind.toLowerCase()} ${name} --namespace ${namespace} --type=merge --patch '{"metadata":{"finalizers":null}}'\`.`,
    };
  }
  if (live.isTerminating) {
    return {
      reason: `${what} is still being deleted`,
      hint: "If it only needs more time, raise the chart's `timeout`.",
    };
  }
  const why = await cluster.whyNotDeleted(object, signal);
  const words = why.ok && why.value !== undefined ? why.value.replace(/\.$/, '') : 'Helm did not delete it';
  return { reason: `${what} was not deleted: ${words}`, hint: 'Remove the cause, or delete the object by hand.' };
}
