// `deploy`: what the spec says for one environment, made so.
import type { Emit } from '../event.ts';
import { execute } from '../execute/execute.ts';
import { packCharts } from '../execute/packages.ts';
import type { Workbench } from '../execute/release.ts';
import { all, ok, type Result } from '../failure.ts';
import type { Request } from '../inputs/request.ts';
import type { ChartResult } from '../outcome.ts';
import { makePlan } from '../plan/make.ts';
import type { Identity, Plan } from '../plan/plan.ts';
import type { Charts, Cluster, Ports, Scratch, Work } from '../ports.ts';
import { type Rendering, startRendering } from '../render/render.ts';
import type { Commit } from '../render/scope.ts';
import { selectCharts } from '../spec/only.ts';
import type { Environment, Spec } from '../spec/spec.ts';

export interface Deployment {
  readonly request: Request;
  readonly spec: Spec;
  readonly environment: Environment;
  readonly commit: Commit;
  /** Value of the label that names this run. */
  readonly run: string;
  readonly description: string;
  readonly scratch: Scratch;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

export async function deploy(deployment: Deployment, ports: Ports): Promise<Result<ChartResult[]>> {
  const { request, startedAtMs, signal, emit } = deployment;
  const rendering = beginRendering(deployment, ports);
  if (!rendering.ok) return rendering;
  const identity = identityOf(deployment.spec, rendering.value);
  const { stack, environment, namespace } = identity;
  emit({ type: 'notice', text: `Deploying ${stack} to ${environment} (namespace ${namespace})` });
  const cluster = openCluster(deployment, rendering.value, ports);
  if (!cluster.ok) return cluster;
  const charts = ports.openCharts({ logins: [], scratch: deployment.scratch, signal });
  const plan = await observeAndPlan(deployment, identity, rendering.value, cluster.value, { ...ports, charts });
  if (!plan.ok) return plan;
  const bench = await layOut(plan.value, cluster.value, deployment, { ...ports, charts });
  if (!bench.ok) return bench;
  if (bench.value) ports.journal.begin(workOf(deployment, rendering.value));
  const { clock, processes, files } = ports;
  const folder = files.locate(plan.value.folder);
  return ok(
    await execute(plan.value, {
      shop: { identity, cluster: cluster.value, processes, folder, signal },
      bench: bench.value,
      clock,
      startedAtMs,
      concurrency: request.concurrency,
      signal,
      emit,
    }),
  );
}

function beginRendering({ request, spec, environment, commit }: Deployment, { files }: Ports): Result<Rendering> {
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return charts;
  return startRendering({ spec, charts: charts.value, environment, commit, given: request.values ?? {}, files });
}

function identityOf({ stack }: Spec, { environment }: Rendering): Identity {
  return { stack, environment: environment.name, namespace: environment.namespace };
}

function workOf({ request, run }: Deployment, { environment, namespaces }: Rendering): Work {
  const context = request.context ?? environment.context;
  return { run, namespaces, ...(context && { context }) };
}

function openCluster({ request, scratch }: Deployment, { environment }: Rendering, ports: Ports): Result<Cluster> {
  const context = request.context ?? environment.context;
  return ports.clusters.open(
    { ...(request.kubeconfig && { kubeconfig: request.kubeconfig }), ...(context && { context }) },
    scratch,
  );
}

/** Everything is read before the first write; cluster and registries are asked at the same time. */
async function observeAndPlan(
  { request, spec, signal }: Deployment,
  identity: Identity,
  rendering: Rendering,
  cluster: Cluster,
  ports: Ports & { charts: Charts },
): Promise<Result<Plan>> {
  const [releases, helm, rendered] = await Promise.all([
    cluster.releases(rendering.namespaces, signal),
    ports.helms.versionOf(request['helm-version'], signal),
    rendering.finish((references) => ports.registry.digests(references, signal)),
  ]);
  const charts = rendered.ok ? rendered.value.charts : [];
  const contents = all(
    await Promise.all(charts.map(({ origin, at }) => (origin ? ports.charts.resolve(origin, at) : ok(undefined)))),
  );
  const missing = all<unknown>([contents, releases, helm, rendered]);
  if (!missing.ok || !releases.ok || !contents.ok || !helm.ok || !rendered.ok) return missing as Result<never>;
  return ok(
    makePlan({
      folder: spec.folder,
      identity,
      charts,
      contents: contents.value,
      digests: rendered.value.digests,
      releases: releases.value,
      helm: helm.value,
      force: request.force,
    }),
  );
}

/** Undefined if no release has to be deployed: then neither Helm nor an archive is needed. */
async function layOut(
  plan: Plan,
  cluster: Cluster,
  deployment: Deployment,
  ports: Ports & { charts: Charts },
): Promise<Result<Workbench | undefined>> {
  const { request, run, description, scratch, signal } = deployment;
  const running = plan.charts.filter(({ decision }) => decision.action === 'install' || decision.action === 'upgrade');
  if (running.length === 0) return ok(undefined);
  const helm = await ports.helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  const packages = await packCharts(running, ports.charts, helm.value);
  if (!packages.ok) return packages;
  const { identity } = plan;
  return ok({
    identity,
    cluster,
    helm: helm.value,
    packages: packages.value,
    run,
    description,
    clock: ports.clock,
    signal,
  });
}
