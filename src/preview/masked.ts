// What is shown of two states of an object? Masked values are only marked as changed or unchanged.

import { deferredPlaceholder } from '../render/sandbox-exchange.ts';
import { canonicalJson, isList, isObject, type Json, type JsonObject } from '../text/json.ts';
import { itemKeys, keyed, type MaskReason, type Masks, own } from './masks.ts';

interface Pair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** `later`: shown for values that are not known yet: `known after postgres`. */
export function maskPair({ before, after }: Pair, masks: Masks, later: string): Pair {
  if (typeof masks === 'string') return replaceWith({ before, after }, masks, later);
  // A list and a map have no items in common.
  if (before !== undefined && after !== undefined && isList(before) !== isList(after)) {
    return {
      before: maskPair({ before, after: undefined }, masks, later).before,
      after: maskPair({ before: undefined, after }, masks, later).after,
    };
  }
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
  const pairs = keys.map((key) => [key, maskPair(at(key, old, now), own(masks, key), later)] as const);
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
  // Without names, items cannot be matched between lists of different lengths: the whole list is hidden.
  if (masks !== undefined && isPlaced && isList(before) && isList(after) && before.length !== after.length) {
    return replaceWith({ before, after }, 'secret', later);
  }
  const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const masked = new Map(keys.map((key) => [key, maskPair(at(key, old, now), own(masks, key), later)]));
  const side = (which: keyof Pair, list: Json | undefined): Json | undefined =>
    isList(list) ? itemKeys(list).map((key) => masked.get(key)?.[which] ?? null) : list;
  return { before: side('before', before), after: side('after', after) };
}

function at(key: string, before: JsonObject | undefined, after: JsonObject | undefined): Pair {
  return { before: own(before, key), after: own(after, key) };
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

/** For values that are read from objects of these charts; without charts, of objects whose chart is not known. */
export function knownAfter(charts: readonly string[]): string {
  return charts.length > 0 ? `known after ${charts.join(', ')}` : 'known at deployment';
}

export const hidden = '(hidden)';
export const differing = '(differs with each rendering)';

function withoutPlaceholder(value: Json | undefined, later: string): Json | undefined {
  return typeof value === 'string' ? value.replaceAll(deferredPlaceholder, `(${later})`) : value;
}
