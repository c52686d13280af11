// Layers of values: maps merge, lists and scalars replace, and null stays a value.
import { isObject, type Json, type JsonObject } from '../json.ts';

/** From low to high. */
export function mergeLayers(layers: readonly JsonObject[]): JsonObject {
  return layers.reduce(merge, {});
}

function merge(lower: JsonObject, upper: JsonObject): JsonObject {
  const entries = Object.entries(upper).map(([key, value]): [string, Json] => {
    const below = Object.hasOwn(lower, key) ? lower[key] : undefined;
    const both = isObject(below) && isObject(value);
    return [key, both ? merge(below as JsonObject, value as JsonObject) : value];
  });
  return { ...lower, ...Object.fromEntries(entries) };
}
