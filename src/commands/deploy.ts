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
import type { Cluster, Ports, Scratch } from '../ports.ts';
import { render } from '../render/render.ts';
import type { Source } from '../render/scope.ts';
import { selectCharts } from '../spec/only.ts';
import type { Environment, Spec } from '../spec/spec.ts';

export interface Deployment {
  readonly request: Request;
  readonly spec: Spec;
  readonly environment: Environment;
  readonly source: Source;
  /** Value of the label that names this run. */
  readonly run: string;
  readonly description: string;
  readonly scratch: Scratch;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

export async function deploy(deployment: Deployment, ports: Ports): Promise<Result<ChartResult[]>> {
  const cluster = openCluster(deployment, ports);
  if (!cluster.ok) return cluster;
  const plan = await observeAndPlan(deployment, cluster.value, ports);
  if (!plan.ok) return plan;
  const bench = await layOut(plan.value, cluster.value, deployment, ports);
  if (!bench.ok) return bench;
  const { request, startedAtMs, signal, emit } = deployment;
  const { clock, processes } = ports;
  const { identity } = plan.value;
  const folder = ports.charts.locate(plan.value.folder);
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

function openCluster({ request, environment, scratch }: Deployment, ports: Ports): Result<Cluster> {
  const context = request.context ?? environment.context;
  return ports.clusters.open(
    { ...(request.kubeconfig && { kubeconfig: request.kubeconfig }), ...(context && { context }) },
    scratch,
  );
}

/** Everything is read before the first write; cluster, registries, files and Helm are asked at the same time. */
async function observeAndPlan(deployment: Deployment, cluster: Cluster, ports: Ports): Promise<Result<Plan>> {
  const { request, spec, environment, source, signal } = deployment;
  const wanted = selectCharts(spec, request.only ?? []);
  if (!wanted.ok) return wanted;
  const charts = wanted.value;
  const namespaces = [...new Set(charts.map((chart) => chart.namespace ?? environment.namespace))];
  const asked = Promise.all([
    cluster.releases(namespaces, signal),
    ports.helms.versionOf(request['helm-version'], signal),
    render({
      spec,
      charts,
      environment,
      source,
      given: request.values ?? {},
      files: ports.files,
      resolve: (references) => ports.registry.digests(references, signal),
    }),
  ]);
  const chartDigests = all(
    charts.map(({ folder, at }) => (folder === undefined ? ok('') : ports.charts.digest(folder, at))),
  );
  const [releases, helm, rendered] = await asked;
  const missing = all<unknown>([chartDigests, releases, helm, rendered]);
  if (!missing.ok || !releases.ok || !chartDigests.ok || !helm.ok || !rendered.ok) return missing as Result<never>;
  const identity: Identity = { stack: spec.stack, environment: environment.name, namespace: environment.namespace };
  return ok(
    makePlan({
      folder: spec.folder,
      identity,
      charts: rendered.value.charts,
      chartDigests: chartDigests.value,
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
  ports: Ports,
): Promise<Result<Workbench | undefined>> {
  const { request, run, description, signal } = deployment;
  const running = plan.charts.filter(({ decision }) => decision.action === 'install' || decision.action === 'upgrade');
  if (running.length === 0) return ok(undefined);
  const helm = await ports.helms.find(request['helm-version'], deployment.scratch, signal);
  if (!helm.ok) return helm;
  const packages = await packCharts(running, ports.charts, helm.value, signal);
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
