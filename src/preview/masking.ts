// What of a chart's objects is not to be seen: what its secrets make different, what is made anew each time, what is not
// known yet, and what was a secret before.
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { lateMark } from '../render/sandbox.ts';
import type { ObjectPair } from './changes.ts';
import type { Renderings } from './helm-template.ts';
import { joinMarks, type Mark, type Marks, marksBetween, marksOfOld, marksWhere } from './masks.ts';
import { type RenderedObject, readObjects, splitDocuments } from './objects.ts';
import type { IsPublic } from './public-words.ts';

type ByKey = ReadonlyMap<string, RenderedObject>;

/** What is known of a release as it is. */
export interface Past {
  /** Texts of the secrets among its values. */
  readonly secrets: readonly string[];
  /** Undefined if it never saw a secret. */
  readonly isPublic: IsPublic | undefined;
}

export function makeMarker(chart: PlannedChart, renderings: Renderings, past: Past): (pair: ObjectPair) => Marks {
  const read = (text: string) => readObjects(splitDocuments(text), chart.namespace).byKey;
  const again = renderings.again === undefined ? undefined : read(renderings.again);
  const decoys = renderings.decoy === undefined ? undefined : read(renderings.decoy);
  const later = renderings.later === undefined ? undefined : read(renderings.later);
  // Where nothing tells which parts are made of secrets, all of them may be.
  const isOpaque = decoys === undefined && secretPathsOf(chart).length > 0;
  const texts = new Set(past.secrets);
  return (pair) => {
    const key = (pair.after ?? pair.before)?.key ?? '';
    const now = pair.after?.data;
    const twin = (other: ByKey | undefined, mark: Mark): Marks =>
      other === undefined || now === undefined ? undefined : marksBetween(now, other.get(key)?.data, mark);
    const late = now && marksWhere(now, (scalar) => String(scalar).includes(lateMark), 'late');
    const old = pair.before && marksWhere(pair.before.data, (scalar) => texts.has(String(scalar)), 'secret');
    const opaque: Marks = isOpaque && !isKnownFile(chart, pair) ? 'secret' : undefined;
    const found = [
      twin(again, 'random'),
      late,
      twin(later, 'late'),
      opaque,
      twin(decoys, 'secret'),
      old,
      marksOfPast(pair, past),
    ];
    return found.reduce(joinMarks, undefined);
  };
}

/** What goes shows nothing that may have been made of a secret. */
function marksOfPast({ before, after }: ObjectPair, { isPublic }: Past): Marks {
  if (before === undefined || isPublic === undefined) return undefined;
  if (after === undefined && !isPublic(before.name)) return 'secret';
  const { apiVersion, kind, ...rest } = before.data;
  return marksOfOld(rest, after?.data, isPublic);
}

/** Whether its very name may be made of what is not to be seen. */
export function isNameHidden(marks: Marks): boolean {
  return marks === 'secret' || marks === 'random' || marks === 'was';
}

/** Whether it stands in a file of raw objects that has seen no secret. */
function isKnownFile({ source, namespace }: PlannedChart, { after }: ObjectPair): boolean {
  if (source?.kind !== 'manifests' || after === undefined) return false;
  const known = Object.entries(source.files).filter(([file]) => !source.secretFiles.includes(file));
  return known.some(([, text]) => readObjects(splitDocuments(text), namespace).byKey.has(after.key));
}
