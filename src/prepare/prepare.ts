// What a deployment and a dry run begin with: all that is to be known before anything is written.

import { all, failed, ok, type Result, type Warning } from '../model/failure.ts';
import { makePlan } from '../plan/make.ts';
import type { Identity, Plan } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ChartContent, Charts, Ports, RegistryAccess } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Rendering } from '../render/render.ts';
import type { Spec } from '../spec/spec.ts';
import { makeReplan, planReadyDeferred, type Replan } from './deferred.ts';
import { accessOf, beginRendering, resolverOf, warnOfUnusedImages } from './rendering.ts';
import type { Session } from './session.ts';
import { warningsAbout } from './warnings.ts';

/** What is known then. */
export interface Prepared {
  readonly identity: Identity;
  readonly plan: Plan;
  /** For charts of the plan that are `late`. */
  readonly replan: Replan;
  readonly rendering: Rendering;
  readonly cluster: Cluster;
  readonly charts: Charts;
  readonly warnings: readonly Warning[];
}

/** Nothing is written. `what` is done: `Deploying`. `onNotBuilt`: see there. */
export async function prepare(
  session: Session,
  what: string,
  ports: Ports,
  onNotBuilt?: RegistryAccess['onNotBuilt'],
): Promise<Result<Prepared>> {
  const { request, signal, emit } = session;
  const rendering = beginRendering(session, ports);
  if (!rendering.ok) return rendering;
  const identity = identityOf(session.spec, rendering.value);
  const { stack, environment, namespace } = identity;
  emit({ type: 'notice', text: `${what} ${stack} to ${environment} (namespace ${namespace})` });
  const cluster = openCluster(session, rendering.value, ports);
  if (!cluster.ok) return cluster;
  const { logins } = rendering.value.environment;
  const charts = ports.openCharts({ logins, access: accessOf(request, signal), scratch: session.scratch });
  const planned = await observeAndPlan(session, rendering.value, cluster.value, { ...ports, charts }, onNotBuilt);
  if (!planned.ok) return planned;
  return ok({ identity, rendering: rendering.value, cluster: cluster.value, charts, ...planned.value });
}

/** Undefined if it is the one that the environment names, or if it names none. */
export async function checkCluster(
  { environment, spec, signal }: Session,
  cluster: Cluster,
): Promise<Result<undefined>> {
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

export function openCluster({ request, scratch }: Session, { environment }: Rendering, ports: Ports): Result<Cluster> {
  const context = request.context ?? environment.context;
  return ports.clusters.open({ kubeconfig: request.kubeconfig, context }, scratch);
}

/** Everything is read before the first write; cluster and registries are asked at the same time. */
async function observeAndPlan(
  session: Session,
  rendering: Rendering,
  cluster: Cluster,
  ports: Ports & { charts: Charts },
  onNotBuilt: RegistryAccess['onNotBuilt'],
): Promise<Result<Pick<Prepared, 'plan' | 'replan' | 'warnings'>>> {
  const { request, spec, environment, signal, emit } = session;
  const onWait = (text: string) => emit({ type: 'notice', text });
  // What is downloaded has its final name by now; it is asked for once, whoever asks.
  const downloaded = rendering.charts.filter(({ source }) => ['oci', 'repository'].includes(source?.kind ?? ''));
  const [place, releases, helm, rendered, early] = await Promise.all([
    checkCluster(session, cluster),
    cluster.releases(rendering.namespaces, signal),
    ports.helms.versionOf(request['helm-version'], signal),
    rendering.finish(resolverOf(request, ports, signal, { onWait, ...(onNotBuilt && { onNotBuilt }) })),
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
  const warnings = [
    ...warnOfUnusedImages(request, rendered.value.digests),
    ...warningsAbout(spec, charts, ports.files),
  ];
  return ok({ plan: await planReadyDeferred(plan, replan), replan, warnings });
}

async function contentsOf(
  rendered: readonly RenderedChart[],
  charts: Charts,
): Promise<Result<(ChartContent | undefined)[]>> {
  const found = rendered.map(({ source, at }) => (source ? charts.resolve(source, at) : ok(undefined)));
  return all<ChartContent | undefined>(await Promise.all(found));
}
