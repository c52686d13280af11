// Which objects do releases have now? Their records in Helm's store say so.
import { all, ok, type Result } from '../model/failure.ts';
import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import { runningRevision, type UnnamedRelease } from './moves.ts';
import { readObjects, withoutHooks } from './objects.ts';

/** By their keys, without hooks; empty if there is no release. */
export async function objectsOfRelease(
  chart: PlannedChart,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, ManifestObject>>> {
  const running = runningRevision(chart);
  return running === undefined ? ok(new Map()) : objectsOfRevision(running, cluster, signal);
}

/** The releases that no chart names any more. They matter only if a new release may take their objects. */
export async function unnamedReleases(
  { charts, leftAlone }: Plan,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<UnnamedRelease[]>> {
  if (!charts.some(({ decision }) => ['install', 'late'].includes(decision.action))) return ok([]);
  return all(
    await Promise.all(
      leftAlone.map(async (release): Promise<Result<UnnamedRelease>> => {
        const before = await objectsOfRevision(release.deployed ?? release, cluster, signal);
        return before.ok ? ok({ release: release.deployed ?? release, before: before.value }) : before;
      }),
    ),
  );
}

async function objectsOfRevision(
  release: StoredRelease,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<ReadonlyMap<string, ManifestObject>>> {
  const record = await cluster.record(release, signal);
  if (!record.ok) return record;
  return ok(withoutHooks(readObjects(splitDocuments(record.value.objects), release.namespace).byKey));
}
