// Which values of a chart's objects must not be shown? Those derived from secrets, now or before; those that differ
// with each rendering; and those that are not known yet.

import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { readObjects } from '../prepare/objects.ts';
import { deferredPlaceholder } from '../render/sandbox-exchange.ts';
import { latestOf, type ObjectPair } from './changes.ts';
import type { TemplateOutputs } from './helm-template.ts';
import { joinMasks, type MaskReason, type Masks, masksBetween, masksOfOld, masksWhere } from './masks.ts';
import type { IsPublic } from './public-words.ts';

type ByKey = ReadonlyMap<string, ManifestObject>;

/** What is known about the current release. */
export interface Past {
  /** The secrets in its values, as strings. */
  readonly secrets: readonly string[];
  /** Undefined if it has never had a secret. */
  readonly isPublic: IsPublic | undefined;
}

export function makeMasking(chart: PlannedChart, outputs: TemplateOutputs, past: Past): (pair: ObjectPair) => Masks {
  const read = (text: string) => readObjects(splitDocuments(text), chart.namespace).byKey;
  const again = outputs.again === undefined ? undefined : read(outputs.again);
  const decoys = outputs.decoy === undefined ? undefined : read(outputs.decoy);
  const later = outputs.later === undefined ? undefined : read(outputs.later);
  // Without a rendering with decoys, every part may be derived from a secret.
  const isOpaque = decoys === undefined && secretPathsOf(chart).length > 0;
  const texts = new Set(past.secrets);
  return (pair) => {
    const { key } = latestOf(pair);
    const now = pair.after?.data;
    const twin = (other: ByKey | undefined, reason: MaskReason): Masks =>
      other === undefined || now === undefined ? undefined : masksBetween(now, other.get(key)?.data, reason);
    const deferred = now && masksWhere(now, (scalar) => String(scalar).includes(deferredPlaceholder), 'deferred');
    const old = pair.before && masksWhere(pair.before.data, (scalar) => texts.has(String(scalar)), 'secret');
    const opaque: Masks = isOpaque && !isKnownFile(chart, pair) ? 'secret' : undefined;
    const found = [
      twin(again, 'random'),
      deferred,
      twin(later, 'deferred'),
      opaque,
      twin(decoys, 'secret'),
      old,
      masksOfPast(pair, past),
    ];
    return found.reduce(joinMasks, undefined);
  };
}

/** Values that go away may have been derived from a secret. */
function masksOfPast({ before, after }: ObjectPair, { isPublic }: Past): Masks {
  if (before === undefined || isPublic === undefined) return undefined;
  if (after === undefined && !(isPublic(before.name) && isPublic(before.namespace))) return 'secret';
  const { apiVersion, kind, ...rest } = before.data;
  return masksOfOld(rest, after?.data, isPublic);
}

/** Whether the name of the object must not be shown either. */
export function isNameHidden(masks: Masks): boolean {
  return masks === 'secret' || masks === 'random' || masks === 'was';
}

/** Whether the object is in a file of raw objects without secrets. */
function isKnownFile({ source, namespace }: PlannedChart, { after }: ObjectPair): boolean {
  if (source?.kind !== 'manifests' || after === undefined) return false;
  const known = Object.entries(source.files).filter(([file]) => !source.secretFiles.includes(file));
  return known.some(([, text]) => readObjects(splitDocuments(text), namespace).byKey.has(after.key));
}
