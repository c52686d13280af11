// Which objects do releases have now? Their records in Helm's store say so.
import { ok, type Result } from '../model/failure.ts';
import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import { isDeployed, type Plan, type PlannedChart } from '../plan/plan.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import { runningRevision, type UnnamedRelease } from './moves.ts';
import { readObjects, withoutHooks } from './objects.ts';

/** A release as it is. */
export interface CurrentRelease {
  /** By their keys, without hooks. */
  readonly objects: ReadonlyMap<string, ManifestObject>;
  /** See `ReleaseRecord`. */
  readonly isServerSide: boolean;
}

/** Undefined if there is no release. */
export async function currentRelease(
  chart: PlannedChart,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<CurrentRelease | undefined>> {
  const running = runningRevision(chart);
  return running === undefined ? ok(undefined) : readRevision(running, cluster, signal);
}

/** Whether the API server applies the objects of the next revision. Helm applies new releases like this. */
export function isAppliedServerSide(
  { settings }: PlannedChart,
  current: Pick<CurrentRelease, 'isServerSide'> | undefined,
): boolean {
  return settings.apply === undefined ? (current?.isServerSide ?? true) : settings.apply === 'server';
}

/**
 * The releases that no chart names any more. They matter only if a chart may take their objects. Nothing is taken from
 * one that cannot be read: Helm refuses its objects by itself.
 */
export async function unnamedReleases(
  { charts, leftAlone }: Plan,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<UnnamedRelease[]> {
  if (!charts.some((chart) => isDeployed(chart) || chart.decision.action === 'late')) return [];
  const read = await Promise.all(
    leftAlone.map(async (release): Promise<UnnamedRelease[]> => {
      const revision = release.deployed ?? release;
      const found = await readRevision(revision, cluster, signal);
      return found.ok ? [{ release: revision, before: found.value.objects }] : [];
    }),
  );
  return read.flat();
}

async function readRevision(
  release: StoredRelease,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<CurrentRelease>> {
  const record = await cluster.record(release, signal);
  if (!record.ok) return record;
  const { objects, isServerSide } = record.value;
  return ok({ objects: withoutHooks(readObjects(splitDocuments(objects), release.namespace).byKey), isServerSide });
}
