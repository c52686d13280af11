// Which values of an object must not be shown, and why? Found by comparing it with other renderings.
import { canonicalJson, isList, isObject, type Json, type JsonObject } from '../text/json.ts';

/**
 * `secret`: derived from a secret. `random`: differs with each rendering. `deferred`: not known yet. `was`: the old
 * value may have been derived from a secret; that does not hide the new value.
 */
export type MaskReason = 'secret' | 'random' | 'deferred' | 'was';

/** Masks inside a value: by the keys of a map, or the `itemKeys` of a list. */
export interface MaskTree {
  readonly [key: string]: MaskReason | MaskTree;
}

export type Masks = MaskReason | MaskTree | undefined;

/** Masks whatever differs between two renderings of a value. */
export function masksBetween(one: Json | undefined, other: Json | undefined, reason: MaskReason): Masks {
  if (one === undefined || other === undefined) return one === other ? undefined : reason;
  if (isList(one) && isList(other)) {
    const [keys, others] = [itemKeys(one), itemKeys(other)];
    // Items without names can only be matched by their index.
    return keys.join() === others.join() ? childMasks(keyed(one), keyed(other), reason) : reason;
  }
  if (isObject(one) && isObject(other)) return childMasks(one, other, reason);
  return canonicalJson(one) === canonicalJson(other) ? undefined : reason;
}

function childMasks(one: JsonObject, other: JsonObject, reason: MaskReason): Masks {
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  // Both have keys that the other lacks, so a key itself may be derived from a secret.
  if (keys.size > Object.keys(one).length && keys.size > Object.keys(other).length) return reason;
  const found = [...keys].flatMap((key) => {
    const inner = masksBetween(own(one, key), own(other, key), reason);
    return inner === undefined ? [] : [[key, inner] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Masks each scalar for which `isMasked` is true. */
export function masksWhere(value: Json, isMasked: (scalar: Json) => boolean, reason: MaskReason): Masks {
  if (!isList(value) && !isObject(value)) return isMasked(value) ? reason : undefined;
  const map = childrenOf(value);
  const found = Object.entries(map).flatMap(([key, inner]) => {
    const masks = masksWhere(inner, isMasked, reason);
    return masks === undefined ? [] : [[key, masks] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** Masks the old values that are neither unchanged nor public. */
export function masksOfOld(before: Json, after: Json | undefined, isPublic: (scalar: Json) => boolean): Masks {
  if (!isList(before) && !isObject(before)) {
    const isSame = after !== undefined && canonicalJson(before) === canonicalJson(after);
    return isSame || isPublic(before) ? undefined : 'was';
  }
  const [old, now] = [childrenOf(before), childrenOf(after)];
  const keys = Object.keys(old);
  if (!isList(before) && keys.some((key) => !Object.hasOwn(now, key) && !isPublic(key))) return 'was';
  const found = keys.flatMap((key) => {
    const masks = masksOfOld(old[key] ?? null, own(now, key), isPublic);
    return masks === undefined ? [] : [[key, masks] as const];
  });
  return found.length > 0 ? Object.fromEntries(found) : undefined;
}

/** The first takes precedence, except `was`, which must not replace a mask on the new value. */
export function joinMasks(first: Masks, second: Masks): Masks {
  if (first === undefined || second === undefined) return first ?? second;
  if (first === 'was' || second === 'was') {
    const other = first === 'was' ? second : first;
    return typeof other === 'string' ? other : 'secret';
  }
  if (typeof first === 'string' || typeof second === 'string') return typeof first === 'string' ? first : second;
  const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
  return Object.fromEntries(
    keys.flatMap((key) => {
      const joined = joinMasks(own(first, key), own(second, key));
      return joined === undefined ? [] : [[key, joined] as const];
    }),
  );
}

/** By name if all items have distinct names, as containers, ports and variables do; else by index. */
export function itemKeys(list: readonly Json[]): string[] {
  const names = list.map((item) => (isObject(item) && typeof item['name'] === 'string' ? `name:${item['name']}` : ''));
  const areNames = names.every((name) => name !== '') && new Set(names).size === names.length;
  return areNames ? names : list.map((_, index) => String(index));
}

/** A key may have the name of something that every object in JavaScript inherits, such as `constructor`. */
export function own<Value>(map: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined {
  return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}

/** What is in a list or a map; empty for a scalar. */
function childrenOf(value: Json | undefined): JsonObject {
  if (isList(value)) return keyed(value);
  return isObject(value) ? value : {};
}

export function keyed(list: readonly Json[]): JsonObject {
  const keys = itemKeys(list);
  return Object.fromEntries(list.map((item, index) => [keys[index] ?? '', item]));
}
