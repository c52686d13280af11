// Which jobs of the stack run? Those before the first chart, after the last one, and after a failure.

import type { Emit } from '../model/event.ts';
import type { Failure } from '../model/failure.ts';
import { type ChartResult, outcomeOf, stopReason } from '../model/outcome.ts';
import { jobsToRun } from '../plan/jobs.ts';
import { mayChange, type Plan } from '../plan/plan.ts';
import type { Job } from '../spec/spec.ts';
import { type JobContext, runJobs } from './jobs.ts';

/** How the charts and the jobs of the stack ended. */
export interface Executed {
  /** Empty if a job before them failed. */
  readonly charts: readonly ChartResult[];
  readonly failures: readonly Failure[];
}

/** Calls `runCharts` only if the jobs before it have passed. */
export async function withStackJobs(
  plan: Plan,
  jobContext: JobContext,
  emit: Emit,
  runCharts: () => Promise<ChartResult[]>,
): Promise<Executed> {
  const changes = plan.charts.some(mayChange);
  const run = (jobs: readonly Job[]) => runStackJobs(jobsToRun(jobs, changes), plan, jobContext, emit);
  const failedBefore = await run(plan.jobs.before);
  const charts = failedBefore === undefined ? await runCharts() : [];
  const hasSucceeded = failedBefore === undefined && outcomeOf(charts) === 'success';
  const failedAfter = hasSucceeded ? await run(plan.jobs.after) : undefined;
  const failures = [failedBefore, failedAfter].flatMap((failure) => failure ?? []);
  if (failures.length === 0 && hasSucceeded) return { charts, failures };
  // After a stop, nothing can be started any more.
  const failedCleanup = stopReason(jobContext.signal)
    ? undefined
    : await runStackJobs(plan.jobs.failed, plan, jobContext, emit);
  return { charts, failures: [...failures, ...(failedCleanup ? [failedCleanup] : [])] };
}

async function runStackJobs(
  jobs: readonly Job[],
  { identity }: Plan,
  jobContext: JobContext,
  emit: Emit,
): Promise<Failure | undefined> {
  const subject = { called: 'the stack', namespace: identity.namespace, variables: {} };
  return runJobs(jobs, subject, jobContext, (text) => emit({ type: 'notice', text }));
}
