// May a chart take an object back that a run has moved to a release which then never got it? The run may have ended
// before, and the move may have been reverted since. Helm would refuse: the object names the other release as its owner.
import { ok, type Result } from '../model/failure.ts';
import type { ManifestObject } from '../model/manifest.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import { annotationsOfOwner, type ObjectOwner, ownerOfObject } from '../prepare/object-owner.ts';
import { currentRelease } from '../prepare/release-objects.ts';

/** `added`: objects that are new in an upgrade of the chart, and do not move. `willHave`: whether a chart will have it. */
export async function reclaimObjects(
  chart: PlannedChart,
  added: readonly ManifestObject[],
  plan: Plan,
  willHave: (owner: PlannedChart, key: string) => boolean,
  {
    cluster,
    signal,
  }: { readonly cluster: Pick<Cluster, 'object' | 'annotate' | 'record'>; readonly signal: AbortSignal },
  onLine: (line: string) => void,
): Promise<Result<void>> {
  for (const object of added) {
    const live = await cluster.object(object, signal);
    // An account that may not read the object lets Helm find out.
    const owner = live.ok && live.value ? ownerOfObject(live.value) : undefined;
    const other = owner && chartOf(owner, plan);
    if (other === undefined || other.name === chart.name || willHave(other, object.key)) continue;
    const current = await currentRelease(other, cluster, signal);
    if (!current.ok) return current;
    if (current.value?.objects.has(object.key)) continue;
    const patched = await cluster.annotate(object, annotationsOfOwner(chart), signal);
    if (!patched.ok) return patched;
    onLine(`${object.kind} ${object.name}: comes back from release ${other.release}, which never got it`);
  }
  return ok(undefined);
}

function chartOf({ release, namespace }: ObjectOwner, { charts }: Plan): PlannedChart | undefined {
  return charts.find((chart) => chart.release === release && chart.namespace === namespace);
}
