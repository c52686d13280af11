// `deploy`: what the spec says for one environment, made so.
import type { Emit } from '../event.ts';
import { execute } from '../execute/execute.ts';
import { packCharts } from '../execute/packages.ts';
import { aroundAll, type Executed } from '../execute/stack-jobs.ts';
import type { Workbench } from '../execute/workbench.ts';
import { all, failed, ok, type Result, type Warning } from '../failure.ts';
import type { Request } from '../inputs/request.ts';
import { makePlan } from '../plan/make.ts';
import { type Identity, mayChange, type Plan } from '../plan/plan.ts';
import type { ChartContent, Charts, Cluster, Ports, Scratch, Work } from '../ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Rendering } from '../render/render.ts';
import type { Commit } from '../render/scope.ts';
import { selectCharts } from '../spec/only.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import { makeReplan, planWhatIsUp, type Replan } from './late.ts';
import { accessOf, beginRendering, resolverOf } from './rendering.ts';
import { warningsAbout } from './warnings.ts';

/** What is to be deployed, where, and for whom. */
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

/** Fails only before the first write; from then on, each chart has an outcome. */
export async function deploy(
  deployment: Deployment,
  ports: Ports,
): Promise<Result<Executed & { readonly warnings: readonly Warning[] }>> {
  const { request, startedAtMs, signal, emit } = deployment;
  const wanted = selectCharts(deployment.spec, request.only ?? []);
  if (!wanted.ok) return wanted;
  const rendering = beginRendering({ ...deployment, charts: wanted.value }, ports);
  if (!rendering.ok) return rendering;
  const identity = identityOf(deployment.spec, rendering.value);
  const { stack, environment, namespace } = identity;
  emit({ type: 'notice', text: `Deploying ${stack} to ${environment} (namespace ${namespace})` });
  const cluster = openCluster(deployment, rendering.value, ports);
  if (!cluster.ok) return cluster;
  const { logins } = rendering.value.environment;
  const charts = ports.openCharts({ logins, access: accessOf(request, signal), scratch: deployment.scratch });
  const observed = await observeAndPlan(deployment, rendering.value, cluster.value, { ...ports, charts });
  if (!observed.ok) return observed;
  const { plan, replan } = observed.value;
  const bench = await layOut(plan, cluster.value, deployment, { ...ports, charts });
  if (!bench.ok) return bench;
  if (bench.value) ports.journal.begin(workOf(deployment, rendering.value));
  const { clock, processes, files } = ports;
  const folder = files.locate(plan.folder);
  const shop = { identity, cluster: cluster.value, processes, folder, signal };
  const { concurrency } = request;
  const execution = { shop, bench: bench.value, replan, clock, startedAtMs, concurrency, signal, emit };
  emit({ type: 'charts-planned', count: plan.charts.length });
  const executed = await aroundAll(plan, shop, emit, () => execute(plan, execution));
  return ok({ ...executed, warnings: warningsAbout(deployment.spec, plan.charts, files) });
}

/** Undefined if it is the one that the environment names, or if it names none. */
async function checkCluster({ environment, spec, signal }: Deployment, cluster: Cluster): Promise<Result<undefined>> {
  if (environment.cluster === undefined) return ok(undefined);
  const uid = await cluster.uid(signal);
  if (!uid.ok) return uid;
  if (uid.value === environment.cluster) return ok(undefined);
  return failed({
    code: 'cluster-other',
    message: `The environment \`${environment.name}\` is in the cluster ${environment.cluster}, and the kubeconfig leads to ${uid.value}.`,
    hint: 'Use another kubeconfig or `context`, or correct `cluster`: the UID of its kube-system namespace.',
    at: spec.placeOf(['environments', environment.name, 'cluster']),
  });
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
  return ports.clusters.open({ kubeconfig: request.kubeconfig, context }, scratch);
}

/** Everything is read before the first write; cluster and registries are asked at the same time. */
async function observeAndPlan(
  deployment: Deployment,
  rendering: Rendering,
  cluster: Cluster,
  ports: Ports & { charts: Charts },
): Promise<Result<{ plan: Plan; replan: Replan }>> {
  const { request, spec, environment, signal } = deployment;
  // What is downloaded has its final name by now; it is asked for once, whoever asks.
  const downloaded = rendering.charts.filter(({ origin }) => ['oci', 'repository'].includes(origin?.kind ?? ''));
  const [place, releases, helm, rendered, early] = await Promise.all([
    checkCluster(deployment, cluster),
    cluster.releases(rendering.namespaces, signal),
    ports.helms.versionOf(request['helm-version'], signal),
    rendering.finish(resolverOf(request, ports, signal)),
    contentsOf(downloaded, ports.charts),
  ]);
  const charts = rendered.ok ? rendered.value.charts : [];
  const contents = await contentsOf(charts, ports.charts);
  const missing = all<unknown>([place, early, contents, releases, helm, rendered]);
  if (!missing.ok || !releases.ok || !contents.ok || !helm.ok || !rendered.ok) return missing as Result<never>;
  const inputs = {
    folder: spec.folder,
    identity: identityOf(spec, rendering),
    jobs: rendered.value.jobs,
    digests: rendered.value.digests,
    releases: releases.value,
    helm: helm.value,
    force: request.force,
    isConfirmed: !environment.protected || request.confirm === environment.name,
  };
  const replan = makeReplan(rendered.value, inputs, cluster, ports.charts, signal);
  const plan = makePlan({ ...inputs, charts, contents: contents.value });
  return ok({ plan: await planWhatIsUp(plan, replan), replan });
}

async function contentsOf(
  rendered: readonly RenderedChart[],
  charts: Charts,
): Promise<Result<(ChartContent | undefined)[]>> {
  const found = rendered.map(({ origin, at }) => (origin ? charts.resolve(origin, at) : ok(undefined)));
  return all<ChartContent | undefined>(await Promise.all(found));
}

/** Undefined if no release has to be deployed: then neither Helm nor an archive is needed. */
async function layOut(
  plan: Plan,
  cluster: Cluster,
  deployment: Deployment,
  ports: Ports & { charts: Charts },
): Promise<Result<Workbench | undefined>> {
  const { request, run, description, scratch, signal } = deployment;
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
    description,
    clock: ports.clock,
    signal,
  });
}
