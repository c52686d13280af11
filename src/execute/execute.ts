// How is a plan carried out? Each chart starts as soon as its dependencies have completed, and gets exactly one
// outcome. A failure stops only its dependents.

import type { Emit } from '../model/event.ts';
import { type Failure, firstFailure, ok, type Result } from '../model/failure.ts';
import { type ChartResult, factsOf, hintAtStop, type StopReason, stopReason } from '../model/outcome.ts';
import { jobsToRun } from '../plan/jobs.ts';
import { mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import type { Clock } from '../ports/ports.ts';
import { formatDuration } from '../text/duration.ts';
import { type JobContext, runJobs, subjectOf } from './jobs.ts';
import { deployRelease } from './release.ts';
import type { ReleaseContext } from './release-context.ts';
import { runSchedule } from './scheduler.ts';
import { uninstallRelease } from './uninstall.ts';

export interface Execution {
  readonly jobContext: JobContext;
  /** Undefined if no release has to be deployed or removed. */
  readonly releaseContext: ReleaseContext | undefined;
  /** Plans a deferred chart, now that its dependencies have completed. */
  readonly replan: (chart: PlannedChart) => Promise<Result<PlannedChart>>;
  readonly clock: Clock;
  readonly startedAtMs: number;
  /** Maximum number of charts in progress. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** One result per chart, in the plan's order. */
export async function execute(plan: Plan, execution: Execution): Promise<ChartResult[]> {
  const results = new Map<string, ChartResult>();
  const settle = (chart: PlannedChart, beginMs: number, end: ChartEnd): void => {
    const result = toChartResult(chart, beginMs, end, execution);
    results.set(chart.name, result);
    execution.emit({ type: 'chart-ended', result });
  };
  const expected = expectedTime(plan.charts);
  await runSchedule({
    nodes: plan.charts.map((chart) => ({ name: chart.name, depends: dependenciesOf(chart, plan), chart })),
    limit: execution.concurrency,
    expect: ({ chart }) => expected(chart),
    needsSlot: ({ chart }) => hasToRun(chart),
    async start({ chart }) {
      const beginMs = execution.clock.nowMs();
      const planned = await replanDeferred(chart, execution);
      const end = planned.ok
        ? await executeChart(planned.value, execution, dependencyHasChanged(chart, plan, results))
        : failedWith(firstFailure(planned.failures), chart);
      settle(planned.ok ? planned.value : chart, beginMs, end);
      return factsOf(end.outcome).satisfiesDependents === true || end.isTolerated === true;
    },
    skip: ({ chart }, because) => settle(chart, execution.clock.nowMs(), skipped(chart, because, execution.signal)),
  });
  return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}

/**
 * A chart that is not required waits for nothing. A chart that is removed waits for the removal of its dependents, and
 * not for dependencies that are also removed. No chart that stays waits for it.
 */
function dependenciesOf({ name, decision, depends }: PlannedChart, { charts }: Plan): readonly string[] {
  if (decision.action === 'not-required') return [];
  const removed = charts.filter((chart) => chart.settings.remove);
  const staying = depends.filter((needed) => removed.every((chart) => chart.name !== needed));
  const isRemoved = removed.some((chart) => chart.name === name);
  return isRemoved
    ? [
        ...staying,
        ...removed.filter((chart) => chart.depends.some((needed) => needed === name)).map((chart) => chart.name),
      ]
    : staying;
}

function hasToRun(chart: PlannedChart): boolean {
  const { before, after } = chart.jobs;
  return mayChange(chart) || chart.decision.action === 'run' || jobsToRun([...before, ...after], false).length > 0;
}

/**
 * For a chart with only jobs: whether a dependency changed; without dependencies, whether any chart of the plan
 * changes.
 */
function dependencyHasChanged(
  { depends }: PlannedChart,
  plan: Plan,
  results: ReadonlyMap<string, ChartResult>,
): boolean {
  if (depends.length === 0) return plan.charts.some(mayChange);
  return depends.some((name) => {
    const outcome = results.get(name)?.outcome;
    return outcome !== undefined && factsOf(outcome).changes === true;
  });
}

/**
 * The duration of the last deployment; for a new chart, the median of the others. 0 for a chart that is not touched.
 */
function expectedTime(charts: readonly PlannedChart[]): (chart: PlannedChart) => number {
  const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 1_000;
  return (chart) => (mayChange(chart) ? (chart.tookMs ?? median) : 0);
}

/** After a stop, Compass makes no more requests: the chart counts as not started. */
async function replanDeferred(chart: PlannedChart, { replan, signal }: Execution): Promise<Result<PlannedChart>> {
  return chart.decision.action === 'late' && stopReason(signal) === undefined ? replan(chart) : ok(chart);
}

type ChartEnd = Pick<ChartResult, 'outcome' | 'reason' | 'failure' | 'revision' | 'isTolerated'>;

async function executeChart(chart: PlannedChart, execution: Execution, dependencyChanged: boolean): Promise<ChartEnd> {
  const { decision } = chart;
  const stop = hasToRun(chart) ? stopReason(execution.signal) : undefined;
  if (stop !== undefined) return notStarted(chart, stop);
  switch (decision.action) {
    case 'not-required':
      return { outcome: 'not-required', reason: decision.reason };
    case 'refuse':
      return { outcome: 'failed', reason: decision.failure.message, failure: decision.failure };
    case 'late':
      throw new Error('a chart was started before it was planned');
    case 'remove':
      return removeChart(chart, decision.reason, execution);
    case 'keep':
      return { outcome: 'kept', reason: decision.reason, revision: chart.baseRevision };
    case 'unchanged': {
      const revision = chart.baseRevision > 0 ? { revision: chart.baseRevision } : {};
      const end: ChartEnd = { outcome: 'unchanged', reason: decision.reason, ...revision };
      return runJobsOnly(chart, execution, false, end, end);
    }
    case 'run': {
      const reason = chart.depends.length > 0 ? 'no dependency changed' : 'nothing else changed';
      const idle: ChartEnd = { outcome: 'unchanged', reason };
      return runJobsOnly(chart, execution, dependencyChanged, { outcome: 'ran', reason: 'jobs passed' }, idle);
    }
    case 'install':
    case 'upgrade':
      return deployChart(chart, decision.reason, execution);
  }
}

/** `done`: the end if the jobs pass. `idle`: the end if none has to run. */
async function runJobsOnly(
  chart: PlannedChart,
  { jobContext, emit }: Execution,
  hasChange: boolean,
  done: ChartEnd,
  idle: ChartEnd,
): Promise<ChartEnd> {
  const jobs = jobsToRun([...chart.jobs.before, ...chart.jobs.after], hasChange);
  if (jobs.length === 0) return idle;
  emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length}` });
  const failure = await runJobs(jobs, subjectOf(chart), jobContext, printer(chart, emit));
  return failure === undefined ? done : failedWith(failure, chart);
}

async function deployChart(
  chart: PlannedChart,
  reason: string,
  { releaseContext, jobContext, emit }: Execution,
): Promise<ChartEnd> {
  // commands/deploy.ts opens the context whenever a release is planned.
  if (releaseContext === undefined) throw new Error('a chart is to be deployed without a release context');
  const limit = formatDuration(chart.settings.timeoutMs);
  emit({ type: 'chart-started', chart: chart.name, text: `${chart.decision.action}: ${reason} (timeout ${limit})` });
  const print = printer(chart, emit);
  for (const [reference, before] of Object.entries(chart.imagesBefore)) {
    print(`image ${reference}: ${before} → ${chart.images[reference]}`);
  }
  const subject = subjectOf(chart);
  const verdict = await deployRelease(chart, releaseContext, print, {
    before: () => runJobs(chart.jobs.before, subject, jobContext, print),
    after: () => runJobs(chart.jobs.after, subject, jobContext, print),
  });
  if (verdict.how === 'deployed') return { outcome: 'deployed', reason, revision: verdict.revision };
  const { how: _, failure, ...made } = verdict;
  return { ...failedWith(failure, chart), ...made };
}

async function removeChart(
  chart: PlannedChart,
  reason: string,
  { releaseContext, emit }: Execution,
): Promise<ChartEnd> {
  if (releaseContext === undefined) throw new Error('a chart is to be removed without a release context');
  emit({ type: 'chart-started', chart: chart.name, text: `remove: ${reason}` });
  const failure = await uninstallRelease(chart, releaseContext, printer(chart, emit));
  return failure === undefined ? { outcome: 'removed', reason } : failedWith(failure, chart);
}

function printer({ name }: PlannedChart, emit: Emit): (text: string) => void {
  return (text) => emit({ type: 'chart-printed', chart: name, text });
}

function failedWith(failure: Failure, { at, settings }: PlannedChart): ChartEnd {
  const isCancelled = failure.code === 'cancelled';
  const end = { reason: failure.message, failure: { at, ...failure } };
  if (isCancelled) return { outcome: 'cancelled', ...end };
  return { outcome: 'failed', ...end, ...(settings.allowFailure && { isTolerated: true }) };
}

function notStarted(chart: PlannedChart, stop: StopReason): ChartEnd {
  const message =
    stop === 'deadline'
      ? 'The time limit of the run was reached before this chart started.'
      : 'The run was cancelled before this chart started.';
  return skip({ code: stop, message, hint: hintAtStop(stop), at: chart.at });
}

/** If the run ended while the dependency was in progress, the end of the run is the reason, not the dependency. */
function skipped(chart: PlannedChart, because: string, signal: AbortSignal): ChartEnd {
  const stop = stopReason(signal);
  if (stop !== undefined) return notStarted(chart, stop);
  const message = `Skipped: this chart depends on \`${because}\`, which did not complete.`;
  return skip({
    code: 'dependency-failed',
    message,
    hint: `Correct what \`${because}\` reports, then deploy again.`,
    at: chart.at,
  });
}

function skip(failure: Failure): ChartEnd {
  return { outcome: 'skipped', reason: failure.message, failure };
}

function toChartResult(chart: PlannedChart, beginMs: number, end: ChartEnd, execution: Execution): ChartResult {
  return {
    name: chart.name,
    release: chart.release,
    namespace: chart.namespace,
    depends: chart.depends,
    images: chart.images,
    imagesBefore: chart.imagesBefore,
    startedAtMs: Math.round(beginMs - execution.startedAtMs),
    durationMs: Math.round(execution.clock.nowMs() - beginMs),
    ...end,
  };
}
