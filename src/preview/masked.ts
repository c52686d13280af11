// Two states of one object, as they may be seen: what is masked is told apart without being shown.

import { deferredPlaceholder } from '../render/sandbox.ts';
import { canonicalJson, isList, isObject, type Json } from '../text/json.ts';
import { itemKeys, keyed, type MaskReason, type Masks } from './masks.ts';

interface Pair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** `later`: what is said of what is not known yet: `known after postgres`. */
export function maskPair({ before, after }: Pair, masks: Masks, later: string): Pair {
  if (typeof masks === 'string') return replaceWith({ before, after }, masks, later);
  if (isList(before) || isList(after)) return maskLists(before, after, masks, later);
  if (isObject(before) || isObject(after)) return maskMaps(before, after, masks, later);
  return { before: withoutPlaceholder(before, later), after: withoutPlaceholder(after, later) };
}

function maskMaps(
  before: Json | undefined,
  after: Json | undefined,
  masks: Exclude<Masks, MaskReason>,
  later: string,
): Pair {
  const [old, now] = [isObject(before) ? before : {}, isObject(after) ? after : {}];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const pairs = keys.map((key) => [key, maskPair({ before: old[key], after: now[key] }, masks?.[key], later)] as const);
  const side = (which: keyof Pair, original: Json | undefined): Json | undefined =>
    isObject(original)
      ? Object.fromEntries(pairs.flatMap(([key, pair]) => (pair[which] === undefined ? [] : [[key, pair[which]]])))
      : original;
  return { before: side('before', before), after: side('after', after) };
}

function maskLists(
  before: Json | undefined,
  after: Json | undefined,
  masks: Exclude<Masks, MaskReason>,
  later: string,
): Pair {
  const [old, now] = [isList(before) ? keyed(before) : undefined, isList(after) ? keyed(after) : undefined];
  const isPlaced = [before, after].some(
    (list) => isList(list) && itemKeys(list).some((key) => !key.startsWith('name:')),
  );
  // By its place, an item of one list need not be the same one in the other: all of it is hidden.
  if (masks !== undefined && isPlaced && isList(before) && isList(after) && before.length !== after.length) {
    return replaceWith({ before, after }, 'secret', later);
  }
  const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const masked = new Map(
    keys.map((key) => [key, maskPair({ before: old?.[key], after: now?.[key] }, masks?.[key], later)]),
  );
  const side = (which: keyof Pair, list: Json | undefined): Json | undefined =>
    isList(list) ? itemKeys(list).flatMap((key) => masked.get(key)?.[which] ?? []) : list;
  return { before: side('before', before), after: side('after', after) };
}

function replaceWith({ before, after }: Pair, reason: MaskReason, later: string): Pair {
  const isThere = { before: before !== undefined, after: after !== undefined };
  const tell = (was: string, is: string): Pair => ({
    before: isThere.before ? was : undefined,
    after: isThere.after ? is : undefined,
  });
  if (reason === 'random') return tell(differing, differing);
  if (reason === 'deferred') return tell(hidden, `(${later})`);
  if (reason === 'was') return { ...tell(hidden, ''), after: withoutPlaceholder(after, later) };
  const isSame = isThere.before && isThere.after && canonicalJson(before ?? null) === canonicalJson(after ?? null);
  return tell(hidden, isSame || !isThere.before ? hidden : '(hidden, changed)');
}

/** Of what is read from objects that only come with these charts; or with none that could be named. */
export function knownAfter(charts: readonly string[]): string {
  return charts.length > 0 ? `known after ${charts.join(', ')}` : 'known once it is deployed';
}

export const hidden = '(hidden)';
export const differing = '(differs with each rendering)';

function withoutPlaceholder(value: Json | undefined, later: string): Json | undefined {
  return typeof value === 'string' ? value.replaceAll(deferredPlaceholder, `(${later})`) : value;
}
