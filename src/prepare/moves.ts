// Which objects move from one release to another? The release that lets an object go must not delete it, and the one
// that takes it has to become its owner.
import type { ManifestObject } from '../model/manifest.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { StoredRelease } from '../ports/cluster.ts';

/** The objects of a release before and after a run, without hooks. */
export interface ReleaseObjects {
  /** As the release has them now; by their keys. */
  readonly before: ReadonlyMap<string, ManifestObject>;
  /** As the run leaves them. */
  readonly after: ReadonlyMap<string, ManifestObject>;
}

export interface ChartObjects extends ReleaseObjects {
  readonly chart: PlannedChart;
}

/** A release that no chart of the spec names, such as one whose `release` has changed. */
export interface UnnamedRelease {
  readonly release: StoredRelease;
  readonly before: ReadonlyMap<string, ManifestObject>;
}

export interface Move {
  /** As the chart that takes it has it. */
  readonly object: ManifestObject;
  /** As it is there: perhaps in another version of its kind. */
  readonly there: ManifestObject;
  /** The revision whose manifest contains the object. */
  readonly from: StoredRelease;
  /** Name of the chart that lets it go; absent for an unnamed release. */
  readonly giver?: PlannedChart['name'];
  readonly taker: PlannedChart;
}

/** In the order of the charts that take. */
export function findMoves(charts: readonly ChartObjects[], unnamed: readonly UnnamedRelease[]): Move[] {
  const given = new Map<string, Pick<Move, 'from' | 'giver' | 'there'>>();
  for (const { release, before } of unnamed) {
    for (const [key, there] of before) given.set(key, { from: release, there });
  }
  for (const { chart, before, after } of charts) {
    const from = runningRevision(chart);
    if (from === undefined) continue;
    for (const [key, there] of before) if (!after.has(key)) given.set(key, { from, giver: chart.name, there });
  }
  return charts.flatMap(({ chart, before, after }) =>
    [...after].flatMap(([key, object]): Move[] => {
      const found = before.has(key) ? undefined : given.get(key);
      return found === undefined ? [] : [{ ...found, object, taker: chart }];
    }),
  );
}

/** The revision whose objects are in the cluster; undefined if there is none. */
export function runningRevision({ observed }: Pick<PlannedChart, 'observed'>): StoredRelease | undefined {
  return observed?.status === 'uninstalled' ? undefined : (observed?.deployed ?? observed);
}
