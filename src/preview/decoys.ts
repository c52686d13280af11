// Which parts of a rendering are derived from secrets? Those that differ when the values have decoys in place of the
// secrets.
import { isList, isObject, type Json, type JsonObject, objectAt, replaceAt, valueAt } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';

/** The values, with another one of the same type and form at each path. */
export function withDecoys(values: JsonObject, secrets: readonly Path[]): JsonObject {
  return objectAt(replaceAt(values, secrets, decoyOf));
}

/** The keys of the maps at the given paths, at any depth. */
export function keysAt(values: JsonObject, maps: readonly Path[]): string[] {
  const keysIn = (value: Json): string[] => {
    if (isList(value)) return value.flatMap(keysIn);
    return isObject(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : [];
  };
  return valuesAt(values, maps).flatMap(keysIn);
}

/** With other keys in the maps at those paths, except known keys. */
export function withOtherKeys(values: JsonObject, maps: readonly Path[], known: readonly string[]): JsonObject {
  const rename = (value: Json): Json => {
    if (isList(value)) return value.map(rename);
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [known.includes(key) ? key : String(decoyOf(key)), rename(inner)]),
    );
  };
  return objectAt(replaceAt(values, maps, rename));
}

/** The values at those paths, as far as they exist. */
export function valuesAt(values: JsonObject, paths: readonly Path[]): Json[] {
  return paths.flatMap((path) => {
    const found = valueAt(values, ...path);
    return found === undefined ? [] : [found];
  });
}

function decoyOf(value: Json): Json {
  switch (typeof value) {
    case 'string':
      return decoyText(value);
    case 'number':
      return decoyNumber(value);
    case 'boolean':
      return !value;
    default:
      return 'decoy';
  }
}

/** A number that is too large with other digits would become `null`. */
function decoyNumber(number: number): number {
  const decoy = Number(String(number).replace(/\d/g, nextDigit));
  return Number.isFinite(decoy) ? decoy : Math.sign(number);
}

/**
 * Digits stay digits and letters stay letters, since a chart may validate them. So does the punctuation that structures
 * a string.
 */
function decoyText(text: string): string {
  if (text.trim() === '') return 'decoy';
  const decoy = text.replace(/[^\s:/@?&=.,;_"'{}[\]\\-]/gu, another);
  // A secret of nothing but punctuation has no structure that matters.
  return decoy === text ? text.replace(/\S/g, 'q') : decoy;
}

/** Never 0, since a number must not begin with it. */
const nextDigit = (digit: string): string => String((Number(digit) % 9) + 1);

/** Another character of the same kind. */
function another(character: string): string {
  if (/[0-9]/.test(character)) return nextDigit(character);
  if (/[a-z]/i.test(character)) {
    const next = { z: 'a', Z: 'A' }[character];
    return next ?? String.fromCharCode(character.charCodeAt(0) + 1);
  }
  if (/\p{L}/u.test(character)) return 'q';
  return character === '~' ? '^' : '~';
}
