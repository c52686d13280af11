// The packages of the charts that will run, made before the first write: what is deployed cannot change meanwhile.
import { all, ok, type Result } from '../failure.ts';
import type { Helm } from '../helm-port.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Charts } from '../ports.ts';

/** Name of the chart → absolute path of its package. Fails for all charts at once. */
export async function packCharts(
  planned: readonly PlannedChart[],
  charts: Charts,
  helm: Helm,
): Promise<Result<ReadonlyMap<string, string>>> {
  const packed = all(
    await Promise.all(
      planned.map(async ({ name, origin, content, at }): Promise<Result<readonly [string, string]>> => {
        if (origin === undefined || content === undefined) return ok([name, '']);
        const path = await charts.pack(origin, content, at, helm);
        return path.ok ? ok([name, path.value]) : path;
      }),
    ),
  );
  return packed.ok ? ok(new Map(packed.value)) : packed;
}
