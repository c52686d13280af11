// The archives of the charts that will run, made before the first write: what is deployed cannot change meanwhile.
import { all, ok, type Result } from '../failure.ts';
import { canonicalJson } from '../json.ts';
import type { ChartOrigin } from '../origin.ts';
import type { PlannedChart } from '../plan/plan.ts';

/** Name of the chart → absolute path of its package; charts of the same origin share one. Fails for all charts at once. */
export async function packCharts(
  charts: readonly PlannedChart[],
  pack: (origin: ChartOrigin) => Promise<Result<string>>,
): Promise<Result<ReadonlyMap<string, string>>> {
  const origins = new Map(charts.flatMap(({ origin }) => (origin ? [[canonicalJson(origin), origin] as const] : [])));
  const keys = [...origins.keys()];
  const packed = all(await Promise.all([...origins.values()].map(pack)));
  if (!packed.ok) return packed;
  const paths = new Map(keys.map((key, index) => [key, packed.value[index] ?? '']));
  return ok(new Map(charts.map(({ name, origin }) => [name, paths.get(canonicalJson(origin ?? {})) ?? ''])));
}
