// `deploy`: what the spec says for one environment, made so.

import { execute } from '../execute/execute.ts';
import { packCharts } from '../execute/packages.ts';
import type { ReleaseContext } from '../execute/release-context.ts';
import { type Executed, withStackJobs } from '../execute/stack-jobs.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import { mayChange, type Plan } from '../plan/plan.ts';
import { planDigest, whatMoved } from '../plan/plan-digest.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Charts, Ports, Work } from '../ports/ports.ts';
import { type Order, prepare } from '../prepare/prepare.ts';
import type { Rendering } from '../render/render.ts';

/** What is to be deployed, where, and for whom. */
export interface Deployment extends Order {
  /** Value of the label that names this run. */
  readonly run: string;
  readonly description: string;
}

/** Fails only before the first write; from then on, each chart has an outcome. */
export async function deploy(
  deployment: Deployment,
  ports: Ports,
): Promise<Result<Executed & { readonly planDigest: string; readonly warnings: readonly Warning[] }>> {
  const { request, startedAtMs, signal, emit } = deployment;
  const prepared = await prepare(deployment, 'Deploying', ports);
  if (!prepared.ok) return prepared;
  const { identity, plan, replan, rendering, cluster, charts, warnings } = prepared.value;
  const moved = request['plan-digest'] === undefined ? undefined : whatMoved(request['plan-digest'], plan);
  if (moved !== undefined) return failed(moved);
  const context = await openReleaseContext(plan, cluster, deployment, { ...ports, charts });
  if (!context.ok) return context;
  if (context.value) ports.journal.begin(workOf(deployment, rendering));
  const { clock, processes, files } = ports;
  const folder = files.locate(plan.folder);
  const jobContext = { identity, cluster, processes, folder, signal };
  const { concurrency } = request;
  const execution = {
    jobContext,
    releaseContext: context.value,
    replan,
    clock,
    startedAtMs,
    concurrency,
    signal,
    emit,
  };
  emit({ type: 'charts-planned', count: plan.charts.length });
  const executed = await withStackJobs(plan, jobContext, emit, () => execute(plan, execution));
  return ok({ ...executed, planDigest: planDigest(plan), warnings });
}

function workOf({ request, run }: Deployment, { environment, namespaces }: Rendering): Work {
  const context = request.context ?? environment.context;
  return { run, namespaces, ...(context && { context }) };
}

/** Undefined if no release has to be deployed: then neither Helm nor an archive is needed. */
async function openReleaseContext(
  plan: Plan,
  cluster: Cluster,
  deployment: Deployment,
  ports: Ports & { charts: Charts },
): Promise<Result<ReleaseContext | undefined>> {
  const { request, run, commit, description, scratch, signal } = deployment;
  const running = plan.charts.filter(mayChange);
  if (running.length === 0) return ok(undefined);
  const helm = await ports.helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  const packageOf = await packCharts(running, ports.charts, helm.value, signal);
  if (!packageOf.ok) return packageOf;
  const { identity } = plan;
  return ok({
    identity,
    cluster,
    helm: helm.value,
    packageOf: packageOf.value,
    run,
    commit: commit.sha,
    description,
    clock: ports.clock,
    signal,
  });
}
