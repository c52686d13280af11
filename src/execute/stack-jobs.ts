// Which jobs of the stack run? Those before the first chart, after the last one, and after a failure.

import { type Failure, firstFailure } from '../model/failure.ts';
import { type ChartResult, outcomeOf, stopReason } from '../model/outcome.ts';
import { jobsToRun } from '../plan/jobs.ts';
import { mayChange, type Plan } from '../plan/plan.ts';
import type { Job } from '../spec/spec.ts';
import type { Execution } from './execution.ts';
import { type JobSubject, runJobs } from './jobs.ts';
import { keepPassed } from './jobs-release.ts';

/** How the charts and the jobs of the stack ended. */
export interface Executed {
  /** Empty if a job before them failed. */
  readonly charts: readonly ChartResult[];
  readonly failures: readonly Failure[];
}

/** Calls `runCharts` only if the jobs before it have passed. */
export async function withStackJobs(
  plan: Plan,
  execution: Execution,
  runCharts: () => Promise<ChartResult[]>,
): Promise<Executed> {
  const failedBefore = await runStackJobs(jobsToRun(plan.jobs.before, plan.charts.some(mayChange)), plan, execution);
  const charts = failedBefore === undefined ? await runCharts() : [];
  const hasSucceeded = failedBefore === undefined && outcomeOf(charts) === 'success';
  const failedAfter = hasSucceeded ? await runAfterJobs(plan, execution) : undefined;
  const failures = [failedBefore, failedAfter].flatMap((failure) => failure ?? []);
  if (failures.length === 0 && hasSucceeded) return { charts, failures };
  const failedCleanup = await runFailedJobs(plan, execution);
  return { charts, failures: [...failures, ...(failedCleanup ? [failedCleanup] : [])] };
}

/** After a stop, nothing can be started any more. */
export async function runFailedJobs(
  plan: Pick<Plan, 'jobs' | 'identity'>,
  execution: Pick<Execution, 'jobContext' | 'emit'>,
): Promise<Failure | undefined> {
  if (stopReason(execution.jobContext.signal) !== undefined) return undefined;
  return runStackJobs(plan.jobs.failed, plan, execution);
}

/**
 * Jobs that wait for a change run if a chart changes, and again until they have passed: Helm's store says whether they
 * have.
 */
async function runAfterJobs(plan: Plan, execution: Execution): Promise<Failure | undefined> {
  const { afterJobs } = plan;
  if (afterJobs?.decision.action === 'refuse') return afterJobs.decision.failure;
  const hasChange = plan.charts.some(mayChange) || (afterJobs !== undefined && mayChange(afterJobs));
  const run = () => runStackJobs(jobsToRun(plan.jobs.after, hasChange), plan, execution);
  if (afterJobs === undefined || !hasChange) return run();
  const replanned = await execution.replan(afterJobs, execution.planned);
  if (!replanned.ok) return firstFailure(replanned.failures);
  const { decision } = replanned.value;
  if (decision.action === 'refuse') return decision.failure;
  const verdict = await keepPassed(replanned.value, execution, () => {}, run);
  return verdict.how === 'deployed' ? undefined : verdict.failure;
}

async function runStackJobs(
  jobs: readonly Job[],
  { identity }: Pick<Plan, 'identity'>,
  { jobContext, emit }: Pick<Execution, 'jobContext' | 'emit'>,
): Promise<Failure | undefined> {
  const subject: JobSubject = { called: 'the stack', namespace: identity.namespace, variables: {} };
  return runJobs(jobs, subject, jobContext, (text) => emit({ type: 'notice', text }));
}
