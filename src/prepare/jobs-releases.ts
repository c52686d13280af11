// Has an entry with only jobs the release of a chart that it was before? Keeping what the jobs have passed would delete
// the objects of that release.
import { ok, type Result } from '../model/failure.ts';
import { isJobsOnly } from '../plan/make.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import { countOf } from '../text/count.ts';
import { currentRelease } from './release-objects.ts';

/** The chart, refused if its release has objects. Makes a request only if the jobs have to run. */
export async function withoutObjectsOnly(
  chart: PlannedChart,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<PlannedChart>> {
  if (!isJobsOnly(chart) || chart.decision.action !== 'run') return ok(chart);
  const current = await currentRelease(chart, cluster, signal);
  if (!current.ok) return current;
  const count = current.value?.objects.size ?? 0;
  if (count === 0) return ok(chart);
  const { name, release, namespace, at } = chart;
  return ok({
    ...chart,
    decision: {
      action: 'refuse',
      failure: {
        code: 'release-not-adopted',
        message: `\`${name}\` has only jobs, but the release \`${release}\` in namespace \`${namespace}\` has ${countOf(count, 'object')}, which would be deleted.`,
        hint: 'Give the entry another name or `release`. To remove the release, set `remove: true` in an entry of its own.',
        at,
      },
    },
  });
}
