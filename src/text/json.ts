// Plain data: what values are made of, their canonical text, and the text that Helm reads.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a table whose type lists all of them. */
export function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}

/** Undefined if the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** With something else at each of those paths, as far as they lead to anything. */
export function replaceAt(
  value: Json,
  paths: readonly (readonly (string | number)[])[],
  replace: (value: Json) => Json,
): Json {
  return paths.reduce<Json>((changed, path) => replaceOne(changed, path, replace), value);
}

function replaceOne(value: Json, [key, ...rest]: readonly (string | number)[], replace: (value: Json) => Json): Json {
  if (key === undefined) return replace(value);
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (index === key ? replaceOne(item, rest, replace) : item));
  }
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: replaceOne((value as JsonObject)[key] ?? null, rest, replace) } as JsonObject;
}

/** The same text for the same data, whatever the order of its keys. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => (isObject(inner) ? sortKeys(inner) : inner));
}

function sortKeys(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * JSON that a YAML reader takes for the same data. YAML forbids, or folds, characters that JSON leaves as they are.
 */
export function jsonForYaml(value: Json): string {
  const special = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
  return JSON.stringify(value).replace(special, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
