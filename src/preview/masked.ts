// Two states of one object, as they may be seen: what is marked is told apart without being shown.

import { lateMark } from '../render/sandbox.ts';
import { canonicalJson, isObject, type Json, type JsonObject } from '../text/json.ts';
import { itemKeys, keyed, type Mark, type Marks } from './masks.ts';

interface Pair {
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

/** `later`: what is said of what is not known yet: `known after postgres`. */
export function showPair({ before, after }: Pair, marks: Marks, later: string): Pair {
  if (typeof marks === 'string') return hide({ before, after }, marks, later);
  if (isList(before) || isList(after)) return showLists(before, after, marks, later);
  if (isObject(before) || isObject(after)) {
    return showMaps(
      isObject(before) ? (before as JsonObject) : before,
      isObject(after) ? (after as JsonObject) : after,
      marks,
      later,
    );
  }
  return { before: withoutMark(before, later), after: withoutMark(after, later) };
}

function showMaps(before: Json | undefined, after: Json | undefined, marks: Exclude<Marks, Mark>, later: string): Pair {
  const [old, now] = [isObject(before) ? (before as JsonObject) : {}, isObject(after) ? (after as JsonObject) : {}];
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
  const pairs = keys.map((key) => [key, showPair({ before: old[key], after: now[key] }, marks?.[key], later)] as const);
  const side = (which: keyof Pair, original: Json | undefined): Json | undefined =>
    isObject(original)
      ? Object.fromEntries(pairs.flatMap(([key, pair]) => (pair[which] === undefined ? [] : [[key, pair[which]]])))
      : original;
  return { before: side('before', before), after: side('after', after) };
}

function showLists(
  before: Json | undefined,
  after: Json | undefined,
  marks: Exclude<Marks, Mark>,
  later: string,
): Pair {
  const [old, now] = [isList(before) ? keyed(before) : undefined, isList(after) ? keyed(after) : undefined];
  const isPlaced = [before, after].some(
    (list) => isList(list) && itemKeys(list).some((key) => !key.startsWith('name:')),
  );
  // By its place, an item of one list need not be the same one in the other: all of it is hidden.
  if (marks !== undefined && isPlaced && isList(before) && isList(after) && before.length !== after.length) {
    return hide({ before, after }, 'secret', later);
  }
  const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
  const shown = new Map(
    keys.map((key) => [key, showPair({ before: old?.[key], after: now?.[key] }, marks?.[key], later)]),
  );
  const side = (which: keyof Pair, list: Json | undefined): Json | undefined =>
    isList(list) ? itemKeys(list).flatMap((key) => shown.get(key)?.[which] ?? []) : list;
  return { before: side('before', before), after: side('after', after) };
}

function hide({ before, after }: Pair, mark: Mark, later: string): Pair {
  const isThere = { before: before !== undefined, after: after !== undefined };
  const tell = (was: string, is: string): Pair => ({
    before: isThere.before ? was : undefined,
    after: isThere.after ? is : undefined,
  });
  if (mark === 'random') return tell(differing, differing);
  if (mark === 'late') return tell(hidden, `(${later})`);
  if (mark === 'was') return { ...tell(hidden, ''), after: withoutMark(after, later) };
  const isSame = isThere.before && isThere.after && canonicalJson(before ?? null) === canonicalJson(after ?? null);
  return tell(hidden, isSame || !isThere.before ? hidden : '(hidden, changed)');
}

/** Of what is read from objects that only come with these charts; or with none that could be named. */
export function knownAfter(charts: readonly string[]): string {
  return charts.length > 0 ? `known after ${charts.join(', ')}` : 'known once it is deployed';
}

export const hidden = '(hidden)';
export const differing = '(differs with each rendering)';

function withoutMark(value: Json | undefined, later: string): Json | undefined {
  return typeof value === 'string' ? value.replaceAll(lateMark, `(${later})`) : value;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
