// How are values merged and shown while secrets stay sealed in them?

import { Secret } from '../model/secret.ts';
import { isList, isObject, type Json, type JsonObject } from '../text/json.ts';
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { deferredPlaceholder, type PinnedImage, type Traces } from './sandbox-exchange.ts';

export type Value = null | boolean | number | string | Secret | Pinned | readonly Value[] | Values;
export interface Values {
  readonly [key: string]: Value;
}

/** A value that a template derived from digests of images, directly or through other such values. */
export class Pinned {
  readonly value: Scalar;
  readonly images: readonly PinnedImage[];

  constructor(value: Scalar, images: readonly PinnedImage[]) {
    this.value = value;
    this.images = images;
  }
}

type Scalar = null | boolean | number | string | Secret;

/** One layer of values, with its name. */
export interface NamedLayer {
  /** For messages. */
  readonly name: string;
  readonly values: Values;
  /** As written in the spec, with templates; absent for values from elsewhere. */
  readonly written?: JsonObject;
  /** Place of a value in the spec. */
  readonly placeOf?: (path: Path) => Place;
}

/** Seals each scalar: maps still merge, and a list remains a list. */
export function seal(value: Json): Value {
  if (isList(value)) return value.map(seal);
  return isObject(value) ? sealMap(value) : new Secret(value);
}

export function sealMap(map: JsonObject): Values {
  return mapValues(map, seal);
}

/** The same value, each scalar with the images that it was derived from. */
export function pinned(value: Value, images: readonly PinnedImage[]): Value {
  return images.length === 0 ? value : mapScalars(value, (scalar) => new Pinned(scalar, images));
}

/**
 * For values from a rendered file: a scalar was derived from the images whose digest it contains. An image whose digest
 * no scalar contains was used in a computation, so it may be in any of them.
 */
export function pinnedWhereSeen(values: Values, images: readonly PinnedImage[]): Values {
  if (images.length === 0) return values;
  const text = JSON.stringify(reveal(values));
  const computed = images.filter(({ digest }) => !text.includes(digest));
  const pin = (scalar: Scalar): Value => {
    const seen = String(scalar instanceof Secret ? scalar.reveal() : scalar);
    const whole = images.filter(({ reference, digest }) => seen.includes(`${reference}@${digest}`));
    const rest = whole.reduce((left, { reference, digest }) => left.replaceAll(`${reference}@${digest}`, ''), seen);
    const found = [...whole, ...images.filter(({ digest }) => rest.includes(digest)), ...computed];
    return found.length === 0 ? scalar : new Pinned(scalar, found);
  };
  return mapValues(values, (value) => mapScalars(value, pin));
}

function mapScalars(value: Value, change: (scalar: Scalar) => Value): Value {
  if (isValueList(value)) return value.map((item) => mapScalars(item, change));
  if (!isMap(value)) return value instanceof Pinned ? value : change(value);
  const changed = mapValues(value, (inner) => mapScalars(inner, change));
  return isWhole in value ? Object.assign(changed, { [isWhole]: true }) : changed;
}

/** The images that a value, or a part of it, was derived from. */
export function imagesOf(value: Value): readonly PinnedImage[] {
  if (isValueList(value)) return value.flatMap(imagesOf);
  if (isMap(value)) return Object.values(value).flatMap(imagesOf);
  return value instanceof Pinned ? value.images : [];
}

/** Whether it is a string that does not come from a secret. */
export function isPlainText(value: Value): boolean {
  return typeof (value instanceof Pinned ? value.value : value) === 'string';
}

/** Marks a map whose keys are secret too. */
const isWhole = Symbol('whole');

/** The same for a whole value that a template derived from a secret: the keys of its maps are secret too. */
export function sealWithKeys(value: Json): Value {
  const sealed = seal(value);
  return isMap(sealed) ? Object.assign(sealed, { [isWhole]: true }) : sealed;
}

/** Paths of the maps whose keys are secret too. */
export function secretMapPaths(value: Value, path: Path = []): Path[] {
  if (isValueList(value)) return value.flatMap((item, index) => secretMapPaths(item, [...path, index]));
  if (!isMap(value)) return [];
  if (isWhole in value) return [path];
  return Object.entries(value).flatMap(([key, inner]) => secretMapPaths(inner, [...path, key]));
}

export function reveal(value: Values): JsonObject;
export function reveal(value: Value): Json;
export function reveal(value: Value): Json {
  if (value instanceof Secret) return value.reveal();
  if (value instanceof Pinned) return reveal(value.value);
  if (isValueList(value)) return value.map((item) => reveal(item));
  return isMap(value) ? mapValues(value, (inner): Json => reveal(inner)) : value;
}

/** For templates: where reading a value has to be noted. Undefined if nowhere. */
export function tracesOf<Leaf>(value: Value, leafOf: (value: Value) => Leaf | undefined): Traces<Leaf> | undefined {
  const leaf = leafOf(value);
  if (leaf !== undefined) return leaf;
  const entries = isValueList(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
  const found = entries.flatMap(([key, inner]) => {
    const below = tracesOf(inner, leafOf);
    return below === undefined ? [] : [[String(key), below] as const];
  });
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

export const isSecret = (value: Value): boolean =>
  value instanceof Secret || (value instanceof Pinned && value.value instanceof Secret);

/** For display: `***` in place of each secret. */
export function mask(value: Values): JsonObject;
export function mask(value: Value): Json;
export function mask(value: Value): Json {
  if (value instanceof Secret) return String(value);
  if (value instanceof Pinned) return mask(value.value);
  if (typeof value === 'string' && value.includes(deferredPlaceholder))
    return '(known once its dependencies are deployed)';
  if (isValueList(value)) return value.map((item) => mask(item));
  return isMap(value) ? mapValues(value, (inner): Json => mask(inner)) : value;
}

/** Paths of the secrets. */
export function secretPaths(value: Value, path: Path = []): Path[] {
  if (isSecret(value)) return [path];
  if (isValueList(value)) return value.flatMap((item, index) => secretPaths(item, [...path, index]));
  return isMap(value) ? Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, [...path, key])) : [];
}

/** The text of a name; a number is one too. Undefined for anything else. */
export function nameTextOf(value: Value): string | undefined {
  const plain = reveal(value);
  return (typeof plain === 'string' && plain !== '') || typeof plain === 'number' ? String(plain) : undefined;
}

/** From low to high: maps are merged, lists and scalars replace, and null is a value. */
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
  return isObject(value) && !(value instanceof Secret || value instanceof Pinned);
}

function isValueList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function mapValues<From, To>(map: Readonly<Record<string, From>>, change: (value: From) => To): Record<string, To> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}
