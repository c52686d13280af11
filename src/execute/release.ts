// How is one release deployed? In this order: namespace, jobs before, CRDs, Helm, the verdict of Helm's store, jobs
// after, fingerprint.

import { type Failure, type FailureCode, firstFailure, type Result } from '../model/failure.ts';
import { hintAtStop, stopReason } from '../model/outcome.ts';
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { annotationsOfSuccess, labelsOfSuccess, labelsOfUpgrade, runOf } from '../plan/release-labels.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { HelmUpgrade } from '../ports/helm.ts';
import type { ProcessExit } from '../ports/machine.ts';
import { hasSucceeded } from '../ports/process-exit.ts';
import { explainHelm, hintAtTimeout } from '../prepare/helm-failures.ts';
import { runningRevision } from '../prepare/moves.ts';
import { formatDuration } from '../text/duration.ts';
import { jsonForYaml } from '../text/json.ts';
import { settleCrds } from './crds.ts';
import type { ReadyChart } from './ready-chart.ts';
import { lastLookMs, type ReleaseContext } from './release-context.ts';
import { dropUnserved } from './unserved-kinds.ts';

/** How the deployment of a release ended. `revision`: made by this run; absent if it made none. */
export type Verdict =
  | { readonly how: 'deployed'; readonly revision: number }
  | { readonly how: 'failed'; readonly failure: Failure; readonly revision?: number };

/** Runs the jobs before and after Helm; each call resolves to the failure, or to undefined if all jobs passed. */
export interface ReleaseJobs {
  readonly before: () => Promise<Failure | undefined>;
  readonly after: () => Promise<Failure | undefined>;
}

/** The verdict is the store's, whatever Helm's exit code was. The fingerprint is written last. */
export async function deployRelease(
  chart: PlannedChart,
  context: ReleaseContext,
  onLine: (line: string) => void,
  jobs: ReleaseJobs,
): Promise<Verdict> {
  const { cluster, clock, signal } = context;
  if (chart.settings.createNamespace && chart.decision.action === 'install') {
    const ensured = await cluster.ensureNamespace(chart.namespace, signal);
    if (!ensured.ok) return failedBy(ensured.failures);
  }
  const failedBefore = await jobs.before();
  if (failedBefore !== undefined) return failedBy([failedBefore]);
  const ready = await context.readyChartOf(chart);
  if (!ready.ok) return failedBy(ready.failures);
  const edited = await prepareStore(chart, ready.value, context, onLine);
  if (!edited.ok) return failedBy(edited.failures);
  const crds = await settleCrds(chart, ready.value.crds, context, onLine);
  if (!crds.ok) return failedBy(crds.failures);
  const begin = clock.nowMs();
  const exit = await upgrade(chart, ready.value.path, context, onLine);
  const tookMs = clock.nowMs() - begin;
  const lastSignal = signal.aborted ? clock.after(lastLookMs) : signal;
  const stored = await cluster.release(chart.release, chart.namespace, lastSignal);
  if (!stored.ok) return failedBy(stored.failures);
  // Helm copies labels to later revisions, so the label alone does not say which run made this one.
  const isOurs = stored.value?.revision === chart.baseRevision + 1 && runOf(stored.value) === context.run;
  const made = isOurs ? stored.value : undefined;
  if (made?.status !== 'deployed') {
    const failure = explainUpgrade(
      chart,
      { exit, tookMs, stored: stored.value, largestFiles: ready.value.largestFiles },
      signal,
    );
    // Helm reports success only for a revision that it has made, even if another client has made one since.
    const hasMade = isOurs || hasSucceeded(exit);
    return failedBy([failure], hasMade ? { revision: chart.baseRevision + 1 } : undefined);
  }
  const failedAfter = await jobs.after();
  if (failedAfter !== undefined) return failedBy([failedAfter], made);
  const labels = labelsOfSuccess(chart.fingerprint, made.revision);
  const { name, images, depends } = chart;
  const facts = { images, secrets: secretPathsOf(chart), chart: name, depends, commit: context.commit };
  const patched = await cluster.patchMetadata(made, { labels, annotations: annotationsOfSuccess(facts) }, lastSignal);
  return patched.ok ? { how: 'deployed', revision: made.revision } : failedBy(patched.failures, made);
}

/**
 * Keeps Helm from deleting objects that move, and from failing over kinds that the cluster no longer serves. Lets Helm
 * upgrade a release whose removal was interrupted.
 */
async function prepareStore(
  chart: PlannedChart,
  ready: ReadyChart,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const moved = await context.moveObjects(chart, onLine);
  const running = runningRevision(chart);
  if (!moved.ok || running === undefined) return moved;
  const reclaimed = await context.reclaim(chart, ready, onLine);
  if (!reclaimed.ok) return reclaimed;
  const dropped = context.hasUnserved(chart) ? await dropUnserved(running, context, onLine) : moved;
  if (!dropped.ok || chart.observed?.status !== 'uninstalling') return dropped;
  return context.cluster.reviveRelease(chart.observed, context.signal);
}

function failedBy(failures: readonly Failure[], made?: Pick<StoredRelease, 'revision'>): Verdict {
  return { how: 'failed', failure: firstFailure(failures), ...(made && { revision: made.revision }) };
}

function upgrade(
  chart: PlannedChart,
  path: string,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<ProcessExit> {
  const { release, namespace } = chart;
  const { wait, timeoutMs, conflicts, adopt, apply } = chart.settings;
  // Helm itself goes by the newest revision, which may be a failed attempt to change the method.
  const serverSide = apply === undefined ? context.isServerSide(chart) : apply === 'server';
  const validatedByServer = serverSide ?? chart.validatedByServer;
  const request: HelmUpgrade = {
    release,
    namespace,
    package: path,
    values: jsonForYaml(chart.values),
    wait,
    timeoutMs,
    ...(serverSide !== undefined && { serverSide }),
    forceConflicts: conflicts === 'take' && validatedByServer,
    takeOwnership: adopt,
    labels: labelsOfUpgrade(context.identity, context.run, chart.baseRevision + 1, validatedByServer),
    description: context.description,
    validatedByServer,
    kubeconfig: context.cluster.kubeconfigFor(namespace),
  };
  return context.helm.upgrade(request, onLine, context.signal);
}

interface UpgradeEnd {
  readonly exit: ProcessExit;
  readonly tookMs: number;
  /** Newest revision in Helm's store. */
  readonly stored: StoredRelease | undefined;
  readonly largestFiles: ReadyChart['largestFiles'];
}

function explainUpgrade(
  chart: PlannedChart,
  { exit, tookMs, stored, largestFiles }: UpgradeEnd,
  signal: AbortSignal,
): Failure {
  const { name, settings, at } = chart;
  const inStore = stored ? `revision ${stored.revision} is \`${stored.status}\`` : 'there is no release';
  const fail = (code: FailureCode, message: string, hint: string): Failure => {
    return { code, message: `${message} In Helm's store, ${inStore}.`, hint, at };
  };
  const failing = { ...chart, largestFiles };
  const tooLong = `\`${name}\` was not deployed within its timeout of ${formatDuration(settings.timeoutMs)}.`;
  switch (exit.how) {
    case 'stopped': {
      const stop = stopReason(signal);
      if (stop !== undefined)
        return fail(stop, `The deployment of \`${name}\` was stopped while Helm was running.`, hintAtStop(stop));
      return fail('chart-timeout', tooLong, hintAtTimeout('', failing));
    }
    case 'exited': {
      if (exit.code === 0) {
        const hint = 'Check whether another workflow or person deploys this release at the same time.';
        return fail(
          'helm-failed',
          'Helm reported success, but its store does not show a deployed revision of this run.',
          hint,
        );
      }
      const { message, hint } = explainHelm(exit.errors, failing);
      if (tookMs < settings.timeoutMs) return fail('helm-failed', message, hint);
      return fail('chart-timeout', `${tooLong} ${message}`, hintAtTimeout(exit.errors, failing));
    }
    case 'killed': {
      const hint = 'Deploy again. If it happens again, check whether the runner runs out of memory.';
      return fail('helm-failed', `Helm was killed by ${exit.signal}.`, hint);
    }
    case 'not-started':
      return fail('helm-failed', `Helm could not be started: ${exit.reason}.`, 'Check that no job removes Helm.');
  }
}
