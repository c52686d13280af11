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

/** How many objects are read at the same time. */
const maxReadsAtOnce = 10;
/** How long Compass waits before it reads them again. */
const pauseMs = 500;
/** How many objects a message names at most. */
const maxReasons = 3;

/**
 * Undefined if the objects of the release and its records are gone. The records are deleted last, so that a later run
 * can continue the removal: Helm itself deletes them even if it could not delete all objects.
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
  const earlier = await objectsOfEarlier(release, context);
  if (!earlier.ok) return earlier;
  const edit = (manifest: string) => keepObjects(withObjects(manifest, earlier.value, release.namespace));
  const edited = await cluster.editManifest(release, edit, signal);
  if (!edited.ok) return edited;
  const dropped = context.hasUnserved(chart) ? await dropUnserved(release, context, onLine) : ok(undefined);
  if (!dropped.ok) return dropped;
  // Helm refuses a release with the status `uninstalled`, even if objects of it are left.
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

/**
 * The objects of the deployed revision, if a newer one failed: Helm uninstalls only what the newest has, and may have
 * failed before it deleted the others.
 */
async function objectsOfEarlier(
  { deployed, namespace }: StoredRelease,
  { cluster, signal }: ReleaseContext,
): Promise<Result<readonly ManifestObject[]>> {
  if (deployed === undefined) return ok([]);
  const record = await cluster.record(deployed, signal);
  if (!record.ok) return record;
  return ok([...withoutHooks(readObjects(splitDocuments(record.value.objects), namespace).byKey).values()]);
}

function withObjects(manifest: string, objects: readonly ManifestObject[], namespace: string): string {
  const own = readObjects(splitDocuments(manifest), namespace).byKey;
  const missing = objects.filter(({ key }) => !own.has(key));
  return [manifest, ...missing.map(({ data }) => `\n---\n${JSON.stringify(data)}\n`)].join('');
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

/** Reads the objects until all are gone or `endMs` is reached. Returns those that still belong to the release. */
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
    const isTimeUp = exit.how !== 'exited' || exit.code === 0 || /deadline exceeded/.test(exit.errors);
    const isSlow = isTimeUp && left.every(({ live }) => live.isTerminating);
    const within = isSlow ? ` within its timeout of ${formatDuration(settings.timeoutMs)}` : '';
    const message = `\`${name}\` was not removed${within}: ${reasons.map(({ reason }) => reason).join('; ')}${more}.`;
    return fail(isSlow ? 'chart-timeout' : 'helm-failed', message, `${reasons[0]?.hint} ${next}`);
  }
  if (exit.how !== 'exited') {
    const how = describeExit(exit, settings.timeoutMs);
    return fail('helm-failed', `\`${name}\` was not removed: Helm ${how}.`, `Deploy again. ${next}`);
  }
  const { message, hint } = explainHelm(exit.errors, { ...chart, largestFiles: () => [] });
  return fail('helm-failed', message, `${hint} ${next}`);
}

/** Why an object still exists. Helm prints no reason, so Compass asks the API server. */
async function whyLeft(
  { object, live }: LeftObject,
  { cluster, signal }: ReleaseContext,
): Promise<{ readonly reason: string; readonly hint: string }> {
  const { kind, name, namespace } = object;
  const what = `${kind} \`${name}\``;
  if (live.isTerminating && live.finalizers.length > 0) {
    const names = live.finalizers.map((finalizer) => `\`${finalizer}\``).join(', ');
    return {
      reason: `${what} is being deleted, but still has the finalizer${live.finalizers.length > 1 ? 's' : ''} ${names}`,
      hint: `Check that the controller that handles it is running. If that controller was uninstalled, remove the finalizers: \`kubectl patch ${kind.toLowerCase()} ${name} --namespace ${namespace} --type=merge --patch '{"metadata":{"finalizers":null}}'\`.`,
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
  const byHand = `\`kubectl delete ${kind.toLowerCase()} ${name} --namespace ${namespace}\``;
  return { reason: `${what} was not deleted: ${words}`, hint: `Remove the cause, or delete the object: ${byHand}.` };
}
