// What differs between the objects that a release has and the objects that it would have?

import type { ManifestObject } from '../model/manifest.ts';
import type { ObjectChange } from '../model/preview.ts';
import { isList, isObject, type Json, objectAt } from '../text/json.ts';
import { writeYaml } from '../text/write-yaml.ts';
import { maskPair } from './masked.ts';
import { joinMasks, type Masks } from './masks.ts';
import { changedNoise, withoutNoise } from './noise.ts';
import { unifiedDiff } from './unified-diff.ts';

/** One object as it is, as it would be, or both. */
export type ObjectPair =
  | { readonly before: ManifestObject; readonly after: undefined }
  | { readonly before: ManifestObject | undefined; readonly after: ManifestObject };

/** The object as it would be, or as it is if it would be deleted. */
export function latestOf(pair: ObjectPair): ManifestObject {
  return pair.after === undefined ? pair.before : pair.after;
}

/** Sorted by kind and name. */
export function pairUp(
  before: ReadonlyMap<string, ManifestObject>,
  after: ReadonlyMap<string, ManifestObject>,
): ObjectPair[] {
  const wanted = [...after].map(([key, object]): ObjectPair => ({ before: before.get(key), after: object }));
  const gone = [...before].flatMap(([key, object]): ObjectPair[] =>
    after.has(key) ? [] : [{ before: object, after: undefined }],
  );
  return [...wanted, ...gone].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(pair: ObjectPair): string {
  const { kind, namespace, name } = latestOf(pair);
  return JSON.stringify([kind, name, namespace]);
}

/** What to hide of an object, and what to show instead. */
export interface ShowOptions {
  /** Values that must not be shown. */
  readonly masks: Masks;
  /** Shown for values that are not known yet: `known after postgres`. */
  readonly later: string;
  /** Of the release. */
  readonly namespace: string;
}

/** Undefined if nothing that is shown changes. */
export function changeOf(pair: ObjectPair, { masks, later, namespace }: ShowOptions): ObjectChange | undefined {
  const [before, after] = [pair.before, pair.after].map((object) => object && withoutNoise(object.data));
  const masked = maskPair({ before: before?.data, after: after?.data }, joinMasks(masks, secretMasks(pair)), later);
  const diff = unifiedDiff(yamlOf(masked.before), yamlOf(masked.after));
  const noise = before && after ? changedNoise(before.noise, after.noise) : [];
  if (diff.length === 0 && noise.length === 0) return undefined;
  const object = latestOf(pair);
  return {
    change: pair.before === undefined ? 'create' : pair.after === undefined ? 'delete' : 'change',
    kind: object.kind,
    name: object.name,
    ...(object.namespace !== namespace && { namespace: object.namespace }),
    ...(object.isHook && { isHook: true }),
    diff,
    noise,
  };
}

/** The data of Secrets is always secret. */
function secretMasks({ before, after }: ObjectPair): Masks {
  const secrets = [before, after].filter((object) => object?.kind === 'Secret' && !object.apiVersion.includes('/'));
  const masks = ['data', 'stringData'].flatMap((field) => {
    const keys = secrets.flatMap((object) => (object ? Object.keys(objectAt(object.data, field)) : []));
    return keys.length > 0 ? [[field, Object.fromEntries(keys.map((key) => [key, 'secret' as const]))] as const] : [];
  });
  return masks.length > 0 ? Object.fromEntries(masks) : undefined;
}

function yamlOf(value: Json | undefined): string | undefined {
  return value === undefined ? undefined : writeYaml(sorted(value));
}

/** First the keys that people write first. */
const firstKeys = ['apiVersion', 'kind', 'name', 'metadata'];
const rankOf = (key: string): number => firstKeys.indexOf(key) >>> 0;

/** So that another order of keys is not a change. */
function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
