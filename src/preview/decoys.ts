// The values of a chart with something else in place of each secret: what a rendering makes different then, is made of one.
import { isObject, type Json, type JsonObject, replaceAt } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';

/** Another value of the same kind and length at each of those paths. */
export function withDecoys(values: JsonObject, secrets: readonly Path[]): JsonObject {
  return replaceAt(values, secrets, decoyOf) as JsonObject;
}

/** The keys in maps at those paths. */
export function keysAt(values: JsonObject, maps: readonly Path[]): string[] {
  const keysIn = (value: Json): string[] => {
    if (Array.isArray(value)) return value.flatMap((item: Json) => keysIn(item));
    return isObject(value)
      ? Object.entries(value as JsonObject).flatMap(([key, inner]) => [key, ...keysIn(inner)])
      : [];
  };
  return valuesAt(values, maps).flatMap(keysIn);
}

/** Another key in place of each in maps at those paths, but for those that are known. */
export function withOtherKeys(values: JsonObject, maps: readonly Path[], known: readonly string[]): JsonObject {
  const rename = (value: Json): Json => {
    if (Array.isArray(value)) return value.map((item: Json) => rename(item));
    if (!isObject(value)) return value;
    const entries = Object.entries(value as JsonObject);
    return Object.fromEntries(
      entries.map(([key, inner]) => [known.includes(key) ? key : String(decoyOf(key)), rename(inner)]),
    );
  };
  return replaceAt(values, maps, rename) as JsonObject;
}

/** The values at those paths that are there. */
export function valuesAt(values: JsonObject, paths: readonly Path[]): Json[] {
  return paths.flatMap((path) => {
    const found = path.reduce<unknown>(
      (inner, key) => (Array.isArray(inner) ? inner[Number(key)] : isObject(inner) ? inner[key] : undefined),
      values,
    );
    return found === undefined ? [] : [found as Json];
  });
}

function decoyOf(value: Json): Json {
  switch (typeof value) {
    case 'string':
      // Digits stay digits, and letters letters: a chart may insist on it. What gives a text its form stays as well.
      return value === '' ? 'decoy' : value.replace(/[^\s:/@?&=.,;_"'{}[\]\\-]/gu, another);
    case 'number':
      return Number(String(value).replace(/\d/g, nextDigit));
    case 'boolean':
      return !value;
    default:
      return 'decoy';
  }
}

/** Never 0, with which no number begins. */
const nextDigit = (digit: string): string => String((Number(digit) % 9) + 1);

/** Another one of the same kind. */
function another(character: string): string {
  if (/[0-9]/.test(character)) return nextDigit(character);
  if (/[a-z]/i.test(character)) {
    const next = { z: 'a', Z: 'A' }[character];
    return next ?? String.fromCharCode(character.charCodeAt(0) + 1);
  }
  if (/\p{L}/u.test(character)) return 'q';
  return character === '~' ? '^' : '~';
}
