// What of a chart's objects is not to be seen: what its secrets make different, what is made anew each time, what is not
// known yet, and what was a secret before.
import type { Json } from '../json.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { lateMark } from '../render/prelude.ts';
import type { ObjectPair } from './changes.ts';
import { joinMarks, type Mark, type Marks, marksBetween, marksWhere } from './marks.ts';
import { type RenderedObject, readObjects, splitDocuments } from './objects.ts';
import type { Renderings } from './render.ts';

type ByKey = ReadonlyMap<string, RenderedObject>;

/** `oldSecrets`: values of the release as it is. */
export function makeMarker(
  chart: PlannedChart,
  renderings: Renderings,
  oldSecrets: readonly Json[],
): (pair: ObjectPair) => Marks {
  const read = (text: string) => readObjects(splitDocuments(text), chart.namespace).byKey;
  const again = renderings.again === undefined ? undefined : read(renderings.again);
  const decoys = renderings.decoy === undefined ? undefined : read(renderings.decoy);
  // Where nothing tells which parts are made of secrets, all of them may be.
  const isOpaque = decoys === undefined && hasSecrets(chart);
  const texts = new Set(oldSecrets.map(String));
  return (pair) => {
    const key = (pair.after ?? pair.before)?.key ?? '';
    const now = pair.after?.data;
    const twin = (other: ByKey | undefined, mark: Mark): Marks =>
      other === undefined || now === undefined ? undefined : marksBetween(now, other.get(key)?.data, mark);
    const late = now && marksWhere(now, (scalar) => String(scalar).includes(lateMark), 'late');
    const old = pair.before && marksWhere(pair.before.data, (scalar) => texts.has(String(scalar)), 'secret');
    const opaque: Marks = isOpaque && !isKnownFile(chart, pair) ? 'secret' : undefined;
    const found: readonly Marks[] = [twin(again, 'random'), late, opaque, twin(decoys, 'secret'), old];
    return found.reduce(joinMarks, undefined);
  };
}

function hasSecrets({ secrets, origin }: PlannedChart): boolean {
  return secrets.length > 0 || (origin?.kind === 'manifests' && origin.secretFiles.length > 0);
}

/** Whether it stands in a file of raw objects that has seen no secret. */
function isKnownFile({ origin, namespace }: PlannedChart, { after }: ObjectPair): boolean {
  if (origin?.kind !== 'manifests' || after === undefined) return false;
  const known = Object.entries(origin.files).filter(([file]) => !origin.secretFiles.includes(file));
  return known.some(([, text]) => readObjects(splitDocuments(text), namespace).byKey.has(after.key));
}
