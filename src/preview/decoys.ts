// The values of a chart with something else in place of each secret: what a rendering makes different then, is made of one.
import { isObject, type Json, type JsonObject, replaceAt } from '../json.ts';
import type { Path } from '../yaml.ts';

/** Another value of the same kind and length at each of those paths. */
export function withDecoys(values: JsonObject, secrets: readonly Path[]): JsonObject {
  return replaceAt(values, secrets, decoyOf) as JsonObject;
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
    case 'string': {
      // Digits stay digits, and letters letters: a chart may insist on it.
      const other = value.replace(/[0-9]/g, nextDigit).replace(/[a-z]/gi, nextLetter);
      return other === value ? `decoy${value}` : other;
    }
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
