// What is done for one chart? What its plan says, unless the run has been stopped.
import type { Emit } from '../model/event.ts';
import { stopReason } from '../model/outcome.ts';
import { jobsToRun } from '../plan/jobs.ts';
import { isJobsOnly } from '../plan/make.ts';
import { mayChange, type PlannedChart } from '../plan/plan.ts';
import { formatDuration } from '../text/duration.ts';
import { type ChartEnd, failedWith, notStarted } from './chart-end.ts';
import type { Execution } from './execution.ts';
import { runJobs, subjectOf } from './jobs.ts';
import { keepPassed } from './jobs-release.ts';
import { deployRelease } from './release.ts';
import { uninstallRelease } from './uninstall.ts';

/** Whether anything may have to be done for the chart. */
export function hasToRun(chart: PlannedChart): boolean {
  const { before, after } = chart.jobs;
  if (chart.decision.action === 'not-required') return false;
  return mayChange(chart) || isJobsOnly(chart) || jobsToRun([...before, ...after], false).length > 0;
}

/** `dependencyChanged`: for a chart with only jobs. */
export async function executeChart(
  chart: PlannedChart,
  execution: Execution,
  dependencyChanged: boolean,
): Promise<ChartEnd> {
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
      if (isJobsOnly(chart) && dependencyChanged) return passJobs(chart, 'a dependency changed', execution);
      const revision = chart.baseRevision > 0 ? { revision: chart.baseRevision } : {};
      return runAlways(chart, { outcome: 'unchanged', reason: decision.reason, ...revision }, execution);
    }
    case 'run':
      return passJobs(chart, decision.reason, execution);
    case 'install':
    case 'upgrade':
      return deployChart(chart, decision.reason, execution);
  }
}

/** Runs the jobs of an unchanged chart that always run. */
async function runAlways(chart: PlannedChart, end: ChartEnd, { jobContext, emit }: Execution): Promise<ChartEnd> {
  const jobs = jobsToRun([...chart.jobs.before, ...chart.jobs.after], false);
  if (jobs.length === 0) return end;
  emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length}` });
  const failure = await runJobs(jobs, subjectOf(chart), jobContext, printer(chart, emit));
  return failure === undefined ? end : failedWith(failure, chart);
}

/** Runs all jobs of a chart with only jobs. */
async function passJobs(chart: PlannedChart, reason: string, execution: Execution): Promise<ChartEnd> {
  const { jobContext, emit } = execution;
  const jobs = [...chart.jobs.before, ...chart.jobs.after];
  emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length} (${reason})` });
  const print = printer(chart, emit);
  const verdict = await keepPassed(chart, execution, print, () => runJobs(jobs, subjectOf(chart), jobContext, print));
  if (verdict.how === 'deployed') return { outcome: 'ran', reason, revision: verdict.revision };
  const { how: _, failure, ...made } = verdict;
  return { ...failedWith(failure, chart), ...made };
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
