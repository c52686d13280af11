// Which packages does Helm get? They are made before the first write, so that a chart cannot change during the run.
import { all, ok, type Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Helm } from '../ports/helm.ts';
import type { Charts, PackagedFile } from '../ports/ports.ts';

/** A chart in the form that Helm takes. */
export interface Package {
  /** Absolute path. */
  readonly path: string;
  /** Its CRDs, as YAML; empty if it has none, or if this deployment does not touch CRDs. */
  readonly crds: string;
  /** For the message about a release that is too large. */
  readonly largestFiles: () => readonly PackagedFile[];
}

/** Gives the package of a chart of the plan. */
export type PackageOf = (chart: PlannedChart) => Promise<Result<Package>>;

/** Fails with the failures of all charts. Raw objects are part of the plan, and are packed when their chart starts. */
export async function packCharts(
  planned: readonly PlannedChart[],
  charts: Charts,
  helm: Helm,
  signal: AbortSignal,
): Promise<Result<PackageOf>> {
  // Several charts of the spec may share a package.
  const looking = new Map<string, Promise<Result<string>>>();
  const crdsIn = (path: string) => {
    const looked = looking.get(path) ?? helm.crds(path, signal);
    looking.set(path, looked);
    return looked;
  };
  const pack: PackageOf = async (chart) => {
    const { source, content, at } = chart;
    // plan/make.ts gives content to every chart that is deployed.
    if (source === undefined || content === undefined) throw new Error(`${chart.name} has no content`);
    const path = await charts.pack(source, content, at, helm);
    if (!path.ok) return path;
    const crds = bringsCrds(chart) ? await crdsIn(path.value) : ok('');
    const largestFiles = () => charts.largestFiles(path.value);
    return crds.ok ? ok({ path: path.value, crds: crds.value, largestFiles }) : crds;
  };
  const early = planned.filter(({ source }) => source !== undefined && source.kind !== 'manifests');
  const packed = new Map(early.map((chart) => [chart.name, pack(chart)]));
  const failures = all(await Promise.all(packed.values()));
  return failures.ok ? ok((chart) => packed.get(chart.name) ?? pack(chart)) : failures;
}

/** CRDs among raw objects are deployed like the other objects. */
function bringsCrds({ source, decision, settings }: PlannedChart): boolean {
  return source?.kind !== 'manifests' && (decision.action !== 'upgrade' || settings.crds === 'upgrade');
}
