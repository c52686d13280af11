// How does an object move from one release to another, and stay the same object? Its annotations name the new owner,
// and the manifest of the old one no longer contains it: else Helm would delete it with the old owner's next revision.
import { ok, type Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { labelsOfEdited } from '../plan/release-labels.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import type { Move } from '../prepare/moves.ts';
import { annotationsOfOwner, ownerOfObject } from '../prepare/object-owner.ts';
import { editObjects } from './stored-manifest.ts';

/** Called before Helm starts for a chart: moves the objects that the chart gives to a release or gets from one. */
export type MoveObjects = (chart: PlannedChart, onLine: (line: string) => void) => Promise<Result<void>>;

type MoveCluster = Pick<Cluster, 'object' | 'annotate' | 'editManifest'>;

/** The objects of one release move together, whichever chart starts first. */
export function makeMoveObjects(moves: readonly Move[], cluster: MoveCluster, signal: AbortSignal): MoveObjects {
  const moved = new Map<StoredRelease, Promise<Result<void>>>();
  return async (chart, onLine) => {
    const own = moves.filter(({ giver, taker }) => giver === chart.name || taker.name === chart.name);
    for (const { from } of own) {
      const group = moves.filter((move) => move.from === from);
      const moving = moved.get(from) ?? moveGroup(group, from, cluster, signal, onLine);
      moved.set(from, moving);
      const done = await moving;
      if (!done.ok) return done;
    }
    return ok(undefined);
  };
}

async function moveGroup(
  moves: readonly Move[],
  from: StoredRelease,
  cluster: MoveCluster,
  signal: AbortSignal,
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const leaving = new Set<string>();
  for (const { object, there, taker } of moves) {
    const live = await cluster.object(there, signal);
    if (!live.ok) return live;
    const owner = live.value && ownerOfObject(live.value);
    const isOf = (release: string, namespace: string) => owner?.release === release && owner.namespace === namespace;
    // An earlier run may have been interrupted after this step.
    if (isOf(taker.release, taker.namespace)) leaving.add(object.key);
    // An object that is gone, or does not belong to the old release (any more), is not annotated.
    if (!isOf(from.name, from.namespace)) continue;
    const patched = await cluster.annotate(there, annotationsOfOwner(taker), signal);
    if (!patched.ok) return patched;
    leaving.add(object.key);
    onLine(`${object.kind} ${object.name}: moved from release ${from.name} to release ${taker.release}`);
  }
  const drop = (manifest: string) =>
    editObjects(manifest, from.namespace, ({ key, data }) => (leaving.has(key) ? undefined : data));
  return cluster.editManifest(from, drop, signal, labelsOfEdited);
}
