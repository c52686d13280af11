// What is plain data, how is it read and changed, and how is it written: canonically, and for Helm?

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Narrows JSON to a `JsonObject`, and anything else to an object with unknown values. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Like `Array.isArray`, but keeps the type of the items. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Undefined if there is nothing at the path. */
export function valueAt(value: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((inner, key) => {
    if (isList(inner)) return inner[Number(key)];
    return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
  }, value);
}

/** Empty where the path does not lead to an object. */
export function objectAt(value: Json | undefined, ...path: readonly (string | number)[]): JsonObject {
  const found = valueAt(value, ...path);
  return isObject(found) ? found : {};
}

/** Empty where the path does not lead to a list. */
export function listAt(value: Json | undefined, ...path: readonly (string | number)[]): readonly Json[] {
  const found = valueAt(value, ...path);
  return isList(found) ? found : [];
}

/** Undefined if the text is not valid JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Replaces the value at each path. A path with nothing at it is skipped. */
export function replaceAt(
  value: Json,
  paths: readonly (readonly (string | number)[])[],
  replace: (value: Json) => Json,
): Json {
  return paths.reduce<Json>((changed, path) => replaceOne(changed, path, replace), value);
}

function replaceOne(value: Json, [key, ...rest]: readonly (string | number)[], replace: (value: Json) => Json): Json {
  if (key === undefined) return replace(value);
  if (isList(value)) return value.map((item, index) => (index === key ? replaceOne(item, rest, replace) : item));
  if (!isObject(value) || !Object.hasOwn(value, key)) return value;
  return { ...value, [key]: replaceOne(value[key] ?? null, rest, replace) };
}

/** The same text for the same data, whatever the order of keys. */
export function canonicalJson(value: Json): string {
  return JSON.stringify(value, (_key, inner: Json) => (isObject(inner) ? sortKeys(inner) : inner));
}

function sortKeys(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * JSON that YAML readers read as the same data: it escapes the characters that YAML forbids or folds.
 */
export function jsonForYaml(value: Json): string {
  const special = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
  return JSON.stringify(value).replace(special, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The keys of a table whose type lists all of them. */
export function keysOf<Key extends string>(table: Readonly<Record<Key, unknown>>): Key[] {
  return Object.keys(table) as Key[];
}
