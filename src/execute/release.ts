// One release of a plan, made so: the namespace, the jobs before, Helm, what Helm's store says, the jobs after, and last the
// fingerprint.

import type { Failure, FailureCode } from '../model/failure.ts';
import { stopReason } from '../model/outcome.ts';
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { annotationsOfSuccess, labelsOfSuccess, labelsOfUpgrade, runOf } from '../plan/release-labels.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { HelmUpgrade } from '../ports/helm.ts';
import type { ProcessExit } from '../ports/machine.ts';
import { formatDuration } from '../text/duration.ts';
import { jsonForYaml } from '../text/json.ts';
import { prepareCrds } from './crds.ts';
import { lastError, lastLookMs, type ReleaseContext } from './release-context.ts';

/** What became of a release. `revision`: the one that this run made, if it made one. */
export type Verdict =
  | { readonly how: 'deployed'; readonly revision: number }
  | { readonly how: 'failed'; readonly failure: Failure; readonly revision?: number };

/** What belongs to a release, before and after Helm; each gives why it did not pass. */
export interface ReleaseJobs {
  readonly before: () => Promise<Failure | undefined>;
  readonly after: () => Promise<Failure | undefined>;
}

/** Deploys a release. Whatever Helm says, the verdict is the store's; the fingerprint comes last. */
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
  const unready = await jobs.before();
  if (unready !== undefined) return failedBy([unready]);
  const packed = await context.packageOf(chart);
  if (!packed.ok) return failedBy(packed.failures);
  const crds = await prepareCrds(chart, packed.value, context, onLine);
  if (!crds.ok) return failedBy(crds.failures);
  const begin = clock.nowMs();
  const exit = await upgrade(chart, packed.value.path, crds.value.areSettled, context, onLine);
  const tookMs = clock.nowMs() - begin;
  const lastSignal = signal.aborted ? clock.after(lastLookMs) : signal;
  const stored = await cluster.release(chart.release, chart.namespace, lastSignal);
  if (!stored.ok) return failedBy(stored.failures);
  // Helm copies labels to later revisions, so the label alone does not say who made this one.
  const isOurs = stored.value?.revision === chart.baseRevision + 1 && runOf(stored.value) === context.run;
  const made = isOurs ? stored.value : undefined;
  if (made?.status !== 'deployed') {
    const failure = explainUpgrade(chart, exit, tookMs, stored.value, context.signal);
    return failedBy([failure], made);
  }
  const unfinished = await jobs.after();
  if (unfinished !== undefined) return failedBy([unfinished], made);
  const labels = labelsOfSuccess(chart.fingerprint, made.revision);
  const { name, images, depends } = chart;
  const provenance = { images, secrets: secretPathsOf(chart), chart: name, depends, commit: context.commit };
  const patched = await cluster.patchMetadata(
    made,
    { labels, annotations: annotationsOfSuccess(provenance) },
    lastSignal,
  );
  return patched.ok ? { how: 'deployed', revision: made.revision } : failedBy(patched.failures, made);
}

function failedBy(failures: readonly Failure[], made?: StoredRelease): Verdict {
  const [failure] = failures as readonly [Failure];
  return { how: 'failed', failure, ...(made && { revision: made.revision }) };
}

function upgrade(
  chart: PlannedChart,
  path: string,
  skipCrds: boolean,
  context: ReleaseContext,
  onLine: (line: string) => void,
): Promise<ProcessExit> {
  const { release, namespace, validatedByServer } = chart;
  const { wait, timeoutMs, conflicts, adopt } = chart.settings;
  const request: HelmUpgrade = {
    release,
    namespace,
    package: path,
    values: jsonForYaml(chart.values),
    wait,
    timeoutMs,
    forceConflicts: conflicts === 'take',
    takeOwnership: adopt,
    skipCrds,
    labels: labelsOfUpgrade(context.identity, context.run, chart.baseRevision + 1, validatedByServer),
    description: context.description,
    validatedByServer,
    kubeconfig: context.cluster.kubeconfigFor(namespace),
  };
  return context.helm.upgrade(request, onLine, context.signal);
}

function explainUpgrade(
  chart: PlannedChart,
  exit: ProcessExit,
  tookMs: number,
  stored: StoredRelease | undefined,
  signal: AbortSignal,
): Failure {
  const left = stored ? `revision ${stored.revision} is \`${stored.status}\`` : 'there is no release';
  const fail = (code: FailureCode, message: string, hint: string): Failure => ({
    code,
    message: `${message} In Helm's store, ${left}.`,
    hint,
    at: chart.at,
  });
  switch (exit.how) {
    case 'stopped': {
      const stop = stopReason(signal);
      if (stop !== undefined) return fail(stop, `${chart.name} was stopped while Helm was at work.`, 'Deploy again.');
      return fail('chart-timeout', tooLong(chart), 'Raise its `timeout`, or see what is not ready.');
    }
    case 'exited':
      if (exit.code === 0) {
        return fail('helm-failed', 'Helm reported success.', 'See whether somebody else deploys it at the same time.');
      }
      if (tookMs >= chart.settings.timeoutMs) {
        const message = `${tooLong(chart)} ${lastError(exit.errors)}`;
        return fail('chart-timeout', message, 'Raise its `timeout`, or see what is not ready.');
      }
      return fail('helm-failed', lastError(exit.errors), 'What Helm printed stands in the log of this chart.');
    case 'killed':
      return fail('helm-failed', `Helm was ended by ${exit.signal}.`, 'Deploy again.');
    case 'not-started':
      return fail('helm-failed', `Helm could not be started: ${exit.reason}.`, 'See whether it was removed meanwhile.');
  }
}

function tooLong({ name, settings }: PlannedChart): string {
  return `${name} was not deployed within its timeout of ${formatDuration(settings.timeoutMs)}.`;
}
