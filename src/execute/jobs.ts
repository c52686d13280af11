// How do shell jobs run? One after the other, until one fails.

import type { Failure } from '../model/failure.ts';
import type { Namespace } from '../model/names.ts';
import { hintAtStop, stopReason } from '../model/outcome.ts';
import type { Identity, PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ProcessExit, Processes } from '../ports/machine.ts';
import { describeExit, hasSucceeded } from '../ports/process-exit.ts';
import type { Job } from '../spec/spec.ts';
import type { Place } from '../text/place.ts';

/** What jobs need, the same for a whole run. */
export interface JobContext {
  readonly identity: Identity;
  /** Absent if the cluster is not known. */
  readonly kubeconfigFor?: Cluster['kubeconfigFor'];
  readonly processes: Processes;
  /** Absolute path of the folder of the spec. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** The chart or stack that jobs belong to. */
export interface JobSubject {
  /** How messages name it: `` `web` `` in backticks, or `the stack`. */
  readonly called: string;
  readonly namespace: Namespace;
  /** Environment variables, in addition to those of every job. */
  readonly variables: Readonly<Record<string, string>>;
  readonly at?: Place;
}

export function subjectOf({ name, release, namespace, at }: PlannedChart): JobSubject {
  return { called: `\`${name}\``, namespace, variables: { COMPASS_CHART: name, COMPASS_RELEASE: release }, at };
}

/** A script stops at its first error, as in a step of a workflow. */
const shells = { bash: ['-eo', 'pipefail', '-c'], sh: ['-e', '-c'] } as const;

/** Undefined if all jobs pass. */
export async function runJobs(
  jobs: readonly Job[],
  subject: JobSubject,
  jobContext: JobContext,
  onLine: (line: string) => void,
): Promise<Failure | undefined> {
  for (const job of jobs) {
    onLine(`job ${job.name}`);
    const exit = await jobContext.processes.run(
      {
        program: job.shell,
        arguments: [...shells[job.shell], job.run],
        folder: jobContext.folder,
        env: { ...job.env, ...variables(subject, jobContext) },
        ...(job.timeoutMs !== undefined && { timeoutMs: job.timeoutMs }),
        onLine,
      },
      jobContext.signal,
    );
    const failure = explainJob(job, subject, exit, jobContext.signal);
    if (failure !== undefined) return failure;
  }
  return undefined;
}

function variables(subject: JobSubject, { identity, kubeconfigFor }: JobContext): Record<string, string> {
  return {
    COMPASS_ENVIRONMENT: identity.environment,
    COMPASS_STACK: identity.stack,
    COMPASS_NAMESPACE: subject.namespace,
    ...(kubeconfigFor && { KUBECONFIG: kubeconfigFor(subject.namespace) }),
    ...subject.variables,
  };
}

function explainJob(job: Job, { called, at }: JobSubject, exit: ProcessExit, signal: AbortSignal): Failure | undefined {
  if (hasSucceeded(exit)) return undefined;
  const stop = exit.how === 'stopped' ? stopReason(signal) : undefined;
  const message = `The job \`${job.name}\` of ${called} ${describeExit(exit, job.timeoutMs)}.`;
  const hint = stop === undefined ? "Read the job's output in the log." : hintAtStop(stop);
  return { code: stop ?? 'job-failed', message, hint, ...(at && { at }) };
}
