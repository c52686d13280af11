// Would a chart with `adopt: true` take an object away from another release? Helm does not ask.
import { failed, ok, type Result } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import type { ManifestObject } from '../model/manifest.ts';
import type { Namespace, ReleaseName } from '../model/names.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Move } from '../prepare/moves.ts';
import { ownerOfObject } from '../prepare/object-owner.ts';
import type { ReadyChart } from './ready-chart.ts';

/** How many objects are read at the same time. */
const maxReads = 10;

/** Fails with `object-owned` if another release owns an object that is new in the chart, and that does not move. */
export async function checkOwners(
  chart: PlannedChart,
  ready: ReadyChart,
  before: ReadonlyMap<string, ManifestObject>,
  moves: readonly Move[],
  { cluster, signal }: { readonly cluster: Pick<Cluster, 'object' | 'release'>; readonly signal: AbortSignal },
): Promise<Result<ReadyChart>> {
  if (!chart.settings.adopt || ready.objects === undefined) return ok(ready);
  const isMoving = (key: string) => moves.some(({ object, taker }) => object.key === key && taker.name === chart.name);
  const added = [...ready.objects.values()].filter(({ key }) => !before.has(key) && !isMoving(key));
  const checked = await inParallel(added, maxReads, async (object) => {
    const live = await cluster.object(object, signal);
    if (!live.ok) return live.failures;
    const owner = live.value && ownerOfObject(live.value);
    if (owner === undefined || (owner.release === chart.release && owner.namespace === chart.namespace)) return [];
    // A release that is gone owns nothing.
    const stored = await cluster.release(owner.release as ReleaseName, owner.namespace as Namespace, signal);
    if (stored.ok && stored.value === undefined) return [];
    const { kind, name } = object;
    return [
      {
        code: 'object-owned' as const,
        message: `${kind} \`${name}\` belongs to the release \`${owner.release}\` in namespace \`${owner.namespace}\`, so \`${chart.name}\` does not adopt it.`,
        hint: 'Give the object another name in one of the two charts, or remove it from one of them.',
        at: chart.at,
      },
    ];
  });
  const problems = checked.flat();
  return problems.length > 0 ? failed(...problems) : ok(ready);
}
