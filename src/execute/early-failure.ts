// Which jobs run if a deployment fails before its first chart? The `failed` jobs of the stack, with what is known by
// then.
import { ok } from '../model/failure.ts';
import type { Namespace } from '../model/names.ts';
import type { Identity } from '../plan/plan.ts';
import type { Ports } from '../ports/ports.ts';
import { openCluster } from '../prepare/prepare.ts';
import { beginRendering } from '../prepare/rendering.ts';
import type { Session } from '../prepare/session.ts';
import type { Job, StackJobs } from '../spec/spec.ts';
import type { JobContext } from './jobs.ts';

export interface EarlyFailure {
  readonly identity: Identity;
  readonly jobs: StackJobs;
  readonly jobContext: JobContext;
}

/** Makes no request. `isClusterRight`: whether the jobs may use the cluster. */
export function earlyFailure(session: Session, ports: Ports, isClusterRight: boolean): EarlyFailure {
  const { spec, environment, signal } = session;
  const rendering = beginRendering(session, ports);
  const rendered = rendering.ok ? rendering.value : undefined;
  // A template is not evaluated any more: what it would give may be the cause of the failure.
  const written: string = environment.namespace.includes('<%') ? '' : environment.namespace;
  const namespace = rendered?.environment.namespace ?? (written as Namespace);
  const cluster = rendered && isClusterRight ? openCluster(session, rendered, ports) : ok(undefined);
  const identity = { stack: spec.stack, environment: environment.name, namespace };
  const kubeconfigFor = cluster.ok ? cluster.value?.kubeconfigFor : undefined;
  return {
    identity,
    jobs: rendered?.jobs ?? { ...spec.jobs, failed: spec.jobs.failed.map(withoutTemplates) },
    jobContext: {
      identity,
      processes: ports.processes,
      folder: ports.files.locate(spec.folder),
      signal,
      ...(kubeconfigFor && { kubeconfigFor }),
    },
  };
}

function withoutTemplates(job: Job): Job {
  const plain = Object.entries(job.env).filter(([, text]) => !text.includes('<%'));
  return { ...job, env: Object.fromEntries(plain) };
}
