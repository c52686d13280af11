// What would change in all charts of a plan? Charts are previewed in parallel, and a second time if charts before them
// add new kinds.

import { withDependencies } from '../model/dependencies.ts';
import type { Result } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import { isPreceded } from '../plan/preceding.ts';
import type { PreviewContext } from './helm-template.ts';
import { type Previewed, previewChart } from './preview.ts';

export interface PreviewWanted {
  readonly chart: PlannedChart;
  /** Names of the charts whose objects it reads, which do not exist yet. */
  readonly awaited: readonly string[];
}

/** Name of each chart → what would change. `limit`: how many at the same time. */
export async function previewAll(
  wanted: readonly PreviewWanted[],
  plan: Plan,
  context: PreviewContext,
  limit: number,
): Promise<ReadonlyMap<string, Result<Previewed>>> {
  const found = new Map<string, Result<Previewed>>();
  const previewSome = (some: readonly PreviewWanted[], broughtTo: (one: PreviewWanted) => readonly string[]) =>
    inParallel(some, limit, async (one) => {
      const preceding = {
        brought: broughtTo(one),
        awaited: one.awaited,
        mayBringKinds: isPreceded(one.chart, plan),
      };
      found.set(one.chart.name, await previewChart(one.chart, preceding, context));
    });
  await previewSome(wanted, () => []);
  const brings = await newlyServed(found, context);
  const broughtTo = ({ chart: { name } }: PreviewWanted) =>
    [...withDependencies([name], plan.charts)].flatMap((needed) => (needed === name ? [] : (brings.get(needed) ?? [])));
  await previewSome(
    wanted.filter((one) => broughtTo(one).length > 0),
    broughtTo,
  );
  return found;
}

/** Name of each chart → the API versions and kinds that the cluster serves only with it. */
async function newlyServed(
  found: ReadonlyMap<string, Result<Previewed>>,
  { cluster, signal }: PreviewContext,
): Promise<Map<string, string[]>> {
  const brings = [...found].flatMap(([name, preview]) =>
    preview.ok && preview.value.brings.length > 0 ? [[name, preview.value.brings] as const] : [],
  );
  const served = brings.length > 0 ? await cluster.served(signal) : undefined;
  const there = new Set(served?.ok ? served.value : []);
  return new Map(brings.map(([name, list]) => [name, list.filter((one) => !there.has(one))]));
}
