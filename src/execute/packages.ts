// The archives of the charts that will run, made before the first write: what is deployed cannot change meanwhile.
import { all, ok, type Result } from '../failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Charts, Helm } from '../ports.ts';

/** Absolute path of the archive of each chart folder. Fails with `chart-unpackable`, for all charts at once. */
export async function packCharts(
  planned: readonly PlannedChart[],
  charts: Charts,
  helm: Helm,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, string>>> {
  const folders = [...new Set(planned.flatMap((chart) => chart.folder ?? []))];
  const packed = all(await Promise.all(folders.map((folder) => helm.package(charts.locate(folder), signal))));
  return packed.ok ? ok(new Map(folders.map((folder, index) => [folder, packed.value[index] ?? '']))) : packed;
}
