// Can every chart be deployed? Each is packed, and rendered by Helm as it will be deployed, before the first write.
import { type Failure, failed, failuresOf, ok, type Result } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import type { ManifestObject } from '../model/manifest.ts';
import { isJobsOnly } from '../plan/make.ts';
import { isDeployed, mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import { isPreceded } from '../plan/preceding.ts';
import type { Cluster } from '../ports/cluster.ts';
import { newestCrds } from '../prepare/crds.ts';
import { findMoves, type Move } from '../prepare/moves.ts';
import {
  type CurrentRelease,
  currentRelease,
  isAppliedServerSide,
  unnamedReleases,
} from '../prepare/release-objects.ts';
import { makeIsServed } from '../prepare/rendered-objects.ts';
import type { JsonObject } from '../text/json.ts';
import { checkOwners } from './check-owners.ts';
import { packOf, prepareChart, type ReadyChart, type ReadyChartDeps, readsCluster } from './ready-chart.ts';
import { reclaimObjects } from './reclaim.ts';

export interface Preflight {
  /**
   * The package and the objects of a planned chart. Renders the chart again if its first rendering may be out of date,
   * because charts before it have changed the cluster since then.
   */
  readonly readyChartOf: (chart: PlannedChart) => Promise<Result<ReadyChart>>;
  /** By name: see `newestCrds`. */
  readonly newestCrds: ReadonlyMap<string, JsonObject>;
  readonly moves: readonly Move[];
  /** Makes the chart the owner of objects that an earlier run moved away for nothing: see `reclaimObjects`. */
  readonly reclaim: (chart: PlannedChart, ready: ReadyChart, onLine: (line: string) => void) => Promise<Result<void>>;
  /** Whether the release has kinds that the cluster no longer serves. */
  readonly hasUnserved: (chart: PlannedChart) => boolean;
  /** Whether the API server applies the objects of the chart; undefined if its record was not read. */
  readonly isServerSide: (chart: PlannedChart) => boolean | undefined;
}

export interface PreflightDeps extends ReadyChartDeps {
  readonly cluster: Cluster;
}

/** A chart that was examined before the first write. */
interface Examined {
  readonly chart: PlannedChart;
  /** Undefined for a chart that is removed. */
  readonly ready: Result<ReadyChart> | undefined;
  /** Whether its rendering would be the same when its turn comes. */
  readonly isFinal: boolean;
  /** Its release as it is now; undefined if there is none. */
  readonly current: Result<CurrentRelease | undefined>;
}

/** Fails with the failures of all charts. `limit`: how many charts are rendered at the same time. */
export async function preflight(plan: Plan, deps: PreflightDeps, limit: number): Promise<Result<Preflight>> {
  const { cluster, signal } = deps;
  const changing = plan.charts.filter((chart) => mayChange(chart) && !isJobsOnly(chart));
  const examined = await inParallel(changing, limit, (chart) => examine(chart, plan, deps));
  const failures = failuresOf(examined.flatMap(decisiveResults));
  if (failures.length > 0) return failed(...failures);
  const unnamed = await unnamedReleases(plan, cluster, signal);
  const moves = findMoves(examined.map(toChartObjects), unnamed);
  const owned = await inParallel(examined.filter(isSettled), limit, async (one) =>
    one.ready?.ok ? checkOwners(one.chart, one.ready.value, objectsNow(one), moves, deps) : ok(undefined),
  );
  const refused = failuresOf(owned);
  if (refused.length > 0) return failed(...refused);
  const served = await cluster.served(signal);
  const isServed = served.ok ? makeIsServed(served.value) : () => true;
  const known = new Map(examined.map((one) => [one.chart.name, one]));
  return ok({
    async readyChartOf(chart) {
      const early = known.get(chart.name);
      if (early?.ready?.ok && isSettled(early)) return early.ready;
      const isKnown = early?.ready !== undefined && early.isFinal;
      const ready = isKnown ? early.ready : await prepareAgain(chart, deps);
      if (!ready.ok) return ready;
      return checkOwners(chart, ready.value, early ? objectsNow(early) : new Map(), moves, deps);
    },
    newestCrds: newestCrds(
      examined.flatMap(({ chart, ready }) => (ready?.ok && chart.settings.crds !== 'skip' ? ready.value.crds : [])),
    ),
    moves,
    reclaim(chart, ready, onLine) {
      const early = known.get(chart.name);
      // Of a new release, every object would have to be read.
      if (early === undefined || chart.decision.action !== 'upgrade') return Promise.resolve(ok(undefined));
      const before = objectsNow(early);
      const isMoving = (key: string) => moves.some((move) => move.object.key === key && move.taker.name === chart.name);
      const added = [...(ready.objects ?? [])].filter(([key]) => !before.has(key) && !isMoving(key));
      const willHave = ({ name }: PlannedChart, key: string) => {
        const one = known.get(name);
        return one !== undefined && toChartObjects(one).after.has(key);
      };
      return reclaimObjects(
        chart,
        added.map(([, object]) => object),
        plan,
        willHave,
        deps,
        onLine,
      );
    },
    isServerSide(chart) {
      const current = known.get(chart.name)?.current;
      return current?.ok ? isAppliedServerSide(chart, current.value) : undefined;
    },
    hasUnserved({ name }) {
      const one = known.get(name);
      return [...(one ? objectsNow(one).values() : [])].some(({ apiVersion, kind }) => !isServed(apiVersion, kind));
    },
  });
}

async function prepareAgain(chart: PlannedChart, deps: PreflightDeps): Promise<Result<ReadyChart>> {
  // Charts before this one may have added kinds.
  await deps.cluster.served(deps.signal, true);
  const path = await packOf(chart, deps);
  return path.ok ? prepareChart(chart, path.value, true, deps) : path;
}

function objectsNow({ current }: Examined): ReadonlyMap<string, ManifestObject> {
  return current.ok && current.value ? current.value.objects : new Map();
}

/** Whether the result of the preflight is final for this chart. With `allow-failure`, it is checked at its turn. */
function isSettled({ chart, isFinal }: Examined): boolean {
  return !chart.settings.allowFailure && isFinal;
}

/** The results that stop the run before its first write if they are failures. */
function decisiveResults(examined: Examined): Result<unknown>[] {
  const { chart, ready, current } = examined;
  if (chart.settings.allowFailure) return [];
  const isDecisive = ready !== undefined && (examined.isFinal || (!ready.ok && ready.failures.every(isCertain)));
  return isDecisive ? [current, ready] : [current];
}

/** Whether the failure does not depend on the objects and the kinds in the cluster: it will be the same later. */
function isCertain({ code, message }: Failure): boolean {
  return code === 'chart-unpackable' || /parse error (?:at |in )?\(|chart requires kubeVersion/.test(message);
}

/** A chart that could not be rendered keeps all its objects, so that none of them moves to another release. */
function toChartObjects(examined: Examined) {
  const { chart, ready } = examined;
  const now = objectsNow(examined);
  if (ready === undefined) return { chart, before: now, after: new Map<string, ManifestObject>() };
  return { chart, before: now, after: (ready.ok ? ready.value.objects : undefined) ?? now };
}

async function examine(chart: PlannedChart, plan: Plan, deps: PreflightDeps): Promise<Examined> {
  const [current, rendered] = await Promise.all([
    currentRelease(chart, deps.cluster, deps.signal),
    chart.decision.action === 'remove' ? { ready: undefined, isFinal: true } : renderEarly(chart, plan, deps),
  ]);
  return { chart, current, ...rendered };
}

async function renderEarly(
  chart: PlannedChart,
  plan: Plan,
  deps: PreflightDeps,
): Promise<Pick<Examined, 'ready' | 'isFinal'>> {
  const path = await packOf(chart, deps);
  if (!path.ok) return { ready: path, isFinal: true };
  const mayDiffer = !isDeployed(chart) || (isPreceded(chart, plan) && readsCluster(chart, path.value, deps));
  const mayBringKinds = !isDeployed(chart) || isPreceded(chart, plan);
  return { ready: await prepareChart(chart, path.value, mayBringKinds, deps), isFinal: !mayDiffer };
}
