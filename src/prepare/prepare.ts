// What has to be known before the first write? A deployment and a plan both start here: everything is read, and nothing
// is written.

import { all, failed, failuresOf, ok, type Result, type Warning } from '../model/failure.ts';
import type { Namespace } from '../model/names.ts';
import { makePlan } from '../plan/make.ts';
import type { Identity, Plan, PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ChartContent, Charts, Ports, RegistryAccess } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Rendering } from '../render/render.ts';
import type { Spec } from '../spec/spec.ts';
import { makeReplan, planReadyDeferred, type Replan } from './deferred.ts';
import { withoutObjectsOnly } from './jobs-releases.ts';
import { missingCharts } from './missing-charts.ts';
import { findReleasesElsewhere, supersededOnly, withOtherCharts } from './other-owners.ts';
import { accessOf, beginRendering, imagesOfOthers, resolverOf, unusedImages } from './rendering.ts';
import type { Session } from './session.ts';
import { warningsAbout } from './warnings.ts';

/** What was read, and the plan that was made from it. */
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

/** `what`: the first words of the log, such as `Deploying`. `onNotBuilt`: see `RegistryAccess`. */
export async function prepare(
  session: Session,
  what: string,
  ports: Ports,
  onNotBuilt?: RegistryAccess['onNotBuilt'],
): Promise<Result<Prepared>> {
  const { request, signal, emit } = session;
  const rendering = beginRendering(session, ports);
  if (!rendering.ok) return rendering;
  const missing = missingCharts(rendering.value.charts, session.spec, ports.files);
  if (missing.length > 0) return failed(...missing);
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

/** Fails with `cluster-other` if the environment names another cluster. */
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
    message: `The environment \`${environment.name}\` belongs to the cluster ${environment.cluster}, but the kubeconfig points to the cluster ${uid.value}.`,
    hint: "Use another kubeconfig or `context`, or correct `cluster`: it is the UID of the cluster's kube-system namespace.",
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

/** What the jobs after the last chart have passed is kept in the namespace of the environment. */
function namespacesOf({ namespaces, environment }: Rendering, { jobs }: Spec): Namespace[] {
  return [
    ...new Set([...namespaces, ...(jobs.after.some(({ when }) => when === 'changed') ? [environment.namespace] : [])]),
  ];
}

/** Requests to the cluster, the registries and the chart repositories run at the same time. */
async function observeAndPlan(
  session: Session,
  rendering: Rendering,
  cluster: Cluster,
  ports: Ports & { charts: Charts },
  onNotBuilt: RegistryAccess['onNotBuilt'],
): Promise<Result<Pick<Prepared, 'plan' | 'replan' | 'warnings'>>> {
  const { request, spec, environment, signal, emit } = session;
  const onWait = (text: string) => emit({ type: 'notice', text });
  // The sources of downloaded charts are final before the images are resolved, so both can be resolved at once.
  const downloaded = rendering.charts.filter(({ source }) => ['oci', 'repository'].includes(source?.kind ?? ''));
  const [place, releases, helm, rendered, early] = await Promise.all([
    checkCluster(session, cluster),
    cluster.releases(namespacesOf(rendering, spec), signal),
    ports.helms.versionOf(request['helm-version'], signal),
    rendering.finish(resolverOf(request, ports, signal, { onWait, ...(onNotBuilt && { onNotBuilt }) })),
    contentsOf(downloaded, ports.charts),
  ]);
  const charts = rendered.ok ? rendered.value.charts : [];
  const contents = await contentsOf(charts, ports.charts);
  const asked = rendered.ok ? [...Object.keys(rendered.value.digests), ...imagesOfOthers(session, ports)] : [];
  const unused = rendered.ok ? unusedImages(request, asked) : [];
  if (unused.length > 0) return failed(...unused);
  const failures = failuresOf([place, early, contents, releases, helm, rendered]);
  if (failures.length > 0 || !releases.ok || !contents.ok || !helm.ok || !rendered.ok) return failed(...failures);
  const superseded = await supersededOnly(releases.value, charts, cluster, signal);
  if (!superseded.ok) return superseded;
  const stored = [...releases.value, ...superseded.value];
  const known = await withOtherCharts(stored, charts, ports.charts, cluster, signal);
  if (!known.ok) return known;
  const inputs = {
    folder: spec.folder,
    identity: identityOf(spec, rendering),
    jobs: rendered.value.jobs,
    digests: rendered.value.digests,
    releases: known.value,
    helm: helm.value,
    force: request.force,
    formerly: environment.formerly,
    isWhole: request.only === undefined,
    isConfirmed: !environment.protected || request.confirm === environment.name,
  };
  const replan = makeReplan(rendered.value, inputs, cluster, ports.charts, signal);
  const plan = makePlan({ ...inputs, charts, contents: contents.value });
  const isNew = ({ decision, observed }: PlannedChart) =>
    observed === undefined && ['install', 'late', 'run'].includes(decision.action);
  const installed = plan.charts.filter(isNew);
  const elsewhere = await findReleasesElsewhere(installed, cluster, signal);
  if (elsewhere.length > 0) return failed(...elsewhere);
  const checked = all(await Promise.all(plan.charts.map((chart) => withoutObjectsOnly(chart, cluster, signal))));
  if (!checked.ok) return checked;
  const warnings = warningsAbout(spec, charts, ports.files);
  return ok({ plan: await planReadyDeferred({ ...plan, charts: checked.value }, replan), replan, warnings });
}

async function contentsOf(
  rendered: readonly RenderedChart[],
  charts: Charts,
): Promise<Result<(ChartContent | undefined)[]>> {
  const found = rendered.map(({ source, at }) => (source ? charts.resolve(source, at) : ok(undefined)));
  return all<ChartContent | undefined>(await Promise.all(found));
}
