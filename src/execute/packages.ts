// The packages of the charts that will run, made before the first write: what is deployed cannot change meanwhile.
import { all, ok, type Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Helm } from '../ports/helm.ts';
import type { Charts } from '../ports/ports.ts';

/** A chart as Helm takes it. */
export interface Package {
  /** Absolute path. */
  readonly path: string;
  /** YAML: the definitions of custom resources in it; empty if it has none, or if they do not matter now. */
  readonly crds: string;
}

/** The package of a chart of the plan. */
export type PackageOf = (chart: PlannedChart) => Promise<Result<Package>>;

/** Fails for all charts at once. Raw objects stand in the plan, and are packed when it is their turn. */
export async function packCharts(
  planned: readonly PlannedChart[],
  charts: Charts,
  helm: Helm,
  signal: AbortSignal,
): Promise<Result<PackageOf>> {
  // Several charts of the spec may be made of one.
  const looking = new Map<string, Promise<Result<string>>>();
  const crdsIn = (path: string) => {
    const looked = looking.get(path) ?? helm.crds(path, signal);
    looking.set(path, looked);
    return looked;
  };
  const pack: PackageOf = async (chart) => {
    const { source, content, at } = chart;
    // Only what has content has a release that is deployed: see plan/make.ts.
    if (source === undefined || content === undefined) throw new Error(`${chart.name} has no content`);
    const path = await charts.pack(source, content, at, helm);
    if (!path.ok) return path;
    const crds = bringsCrds(chart) ? await crdsIn(path.value) : ok('');
    return crds.ok ? ok({ path: path.value, crds: crds.value }) : crds;
  };
  const early = planned.filter(({ source }) => source !== undefined && source.kind !== 'manifests');
  const packed = new Map(early.map((chart) => [chart.name, pack(chart)]));
  const failures = all(await Promise.all(packed.values()));
  return failures.ok ? ok((chart) => packed.get(chart.name) ?? pack(chart)) : failures;
}

/** Raw objects have theirs among the others. */
function bringsCrds({ source, decision, settings }: PlannedChart): boolean {
  return source?.kind !== 'manifests' && (decision.action !== 'upgrade' || settings.crds === 'upgrade');
}
