// The values of a chart with something else in place of each secret: what a rendering makes different then, is made of one.
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Path } from '../yaml.ts';

/** Another value of the same kind and length at each of those paths. */
export function withDecoys(values: JsonObject, secrets: readonly Path[]): JsonObject {
  return secrets.reduce<Json>((changed, path) => replaceAt(changed, path), values) as JsonObject;
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

function replaceAt(value: Json, [key, ...rest]: Path): Json {
  if (key === undefined) return decoyOf(value);
  if (Array.isArray(value)) return value.map((item: Json, index) => (index === key ? replaceAt(item, rest) : item));
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: replaceAt((value as JsonObject)[key] ?? null, rest) } as JsonObject;
}

function decoyOf(value: Json): Json {
  switch (typeof value) {
    case 'string':
      // Digits stay digits, and letters letters: a chart may insist on it.
      return value === '' ? 'decoy' : value.replace(/[0-9]/g, nextDigit).replace(/[a-z]/gi, nextLetter);
    case 'number':
      return value + 1;
    case 'boolean':
      return !value;
    default:
      return 'decoy';
  }
}

const nextDigit = (digit: string): string => String((Number(digit) + 1) % 10);

function nextLetter(letter: string): string {
  const next = { z: 'a', Z: 'A' }[letter];
  return next ?? String.fromCharCode(letter.charCodeAt(0) + 1);
}
