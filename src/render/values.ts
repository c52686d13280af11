// Plain data in which secrets are sealed: what values are, from the layers in which they stand to what Helm is given.

import { Secret } from '../model/secret.ts';
import { isObject, type Json, type JsonObject } from '../text/json.ts';
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { deferredPlaceholder } from './sandbox.ts';
import type { SecretPaths } from './template.ts';

export type Value = null | boolean | number | string | Secret | readonly Value[] | Values;
export interface Values {
  readonly [key: string]: Value;
}

/** Values of one source; others lie above and below it. */
export interface NamedLayer {
  /** For messages. */
  readonly name: string;
  readonly values: Values;
  /** As they stand in the spec, with templates in them; absent if they do not stand there. */
  readonly written?: JsonObject;
  /** Of a value in the spec. */
  readonly placeOf?: (path: Path) => Place;
}

/** Seals each scalar in it: maps still merge, and a list is still one. */
export function seal(value: Json): Value {
  if (Array.isArray(value)) return value.map(seal);
  if (isObject(value)) return mapValues(value as JsonObject, seal);
  return new Secret(value);
}

/** On a map of which the keys are secret too. */
const isWhole = Symbol('whole');

/** The same of what a template made of a secret as a whole: the keys of its maps are of the secret as well. */
export function sealWhole(value: Json): Value {
  const sealed = seal(value);
  return isMap(sealed) ? Object.assign(sealed, { [isWhole]: true }) : sealed;
}

/** Paths of the maps of which the keys are secret too. */
export function secretMapPaths(value: Value, path: Path = []): Path[] {
  if (value instanceof Secret) return [];
  if (Array.isArray(value)) return value.flatMap((item: Value, index) => secretMapPaths(item, [...path, index]));
  if (!isMap(value)) return [];
  if (isWhole in value) return [path];
  return Object.entries(value).flatMap(([key, inner]) => secretMapPaths(inner, [...path, key]));
}

export function reveal(value: Values): JsonObject;
export function reveal(value: Value): Json;
export function reveal(value: Value): Json {
  if (value instanceof Secret) return value.reveal();
  if (Array.isArray(value)) return value.map((item: Value) => reveal(item));
  return isMap(value) ? mapValues(value, (inner): Json => reveal(inner)) : (value as Json);
}

/** For templates: where the secrets are. Undefined if there are none. */
export function secretsOf(value: Value): true | SecretPaths | undefined {
  if (value instanceof Secret) return true;
  const entries = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  const paths = entries.flatMap(([key, inner]) => {
    const below = secretsOf(inner as Value);
    return below === undefined ? [] : [[key, below] as const];
  });
  return paths.length === 0 ? undefined : Object.fromEntries(paths);
}

/** As it may be seen: with `***` in place of each secret. */
export function mask(value: Value): Json {
  if (value instanceof Secret) return String(value);
  if (typeof value === 'string' && value.includes(deferredPlaceholder)) return '(known once the chart is deployed)';
  if (Array.isArray(value)) return value.map(mask);
  return isMap(value) ? mapValues(value, mask) : (value as Json);
}

/** Paths of the secrets. */
export function secretPaths(value: Value, path: Path = []): Path[] {
  if (value instanceof Secret) return [path];
  if (Array.isArray(value)) return value.flatMap((item: Value, index) => secretPaths(item, [...path, index]));
  return isMap(value) ? Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, [...path, key])) : [];
}

/** Undefined for what is no text; a number is one. */
export function nameTextOf(value: Value): string | undefined {
  const plain = reveal(value);
  return (typeof plain === 'string' && plain !== '') || typeof plain === 'number' ? String(plain) : undefined;
}

/** From low to high: maps merge, lists and scalars replace, and null stays a value. */
export function mergeLayers(layers: readonly Values[]): Values {
  return layers.reduce(merge, {});
}

function merge(lower: Values, upper: Values): Values {
  const merged: Record<string, Value> = { ...lower, ...(isWhole in upper && { [isWhole]: true }) };
  for (const [key, value] of Object.entries(upper)) {
    const below = Object.hasOwn(lower, key) ? lower[key] : undefined;
    merged[key] = below !== undefined && isMap(below) && isMap(value) ? merge(below, value) : value;
  }
  return merged;
}

export function isMap(value: Value): value is Values {
  return isObject(value) && !(value instanceof Secret);
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
