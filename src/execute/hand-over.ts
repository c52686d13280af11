// How do releases of a renamed stack or environment get its new name? Their labels change, and nothing else: no release
// is upgraded.
import type { Emit } from '../model/event.ts';
import { type Failure, failuresOf } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import type { Plan } from '../plan/plan.ts';
import { labelsOfOwner } from '../plan/release-labels.ts';
import type { Cluster } from '../ports/cluster.ts';
import { countOf } from '../text/count.ts';

/** How many records are changed at the same time. */
const maxRecords = 10;

/** Returns the failures; empty if all releases were handed over. */
export async function handOver(
  { handedOver, identity }: Plan,
  cluster: Pick<Cluster, 'patchMetadata'>,
  emit: Emit,
  signal: AbortSignal,
): Promise<readonly Failure[]> {
  if (handedOver.length === 0) return [];
  const metadata = { labels: labelsOfOwner(identity), annotations: {} };
  const patched = await inParallel(handedOver, maxRecords, (release) =>
    cluster.patchMetadata(release, metadata, signal),
  );
  const done = handedOver.filter((_, index) => patched[index]?.ok);
  const names = done.map(({ name }) => name).join(', ');
  emit({ type: 'notice', text: `${countOf(done.length, 'release')} handed over to ${identity.stack}: ${names}` });
  return failuresOf(patched);
}
