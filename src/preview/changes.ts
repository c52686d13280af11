// What differs between the objects that a release has and those that it would have.

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

/** How an object is shown. */
export interface ShowOptions {
  /** What of it is not to be seen. */
  readonly masks: Masks;
  /** What is said of what is not known yet. */
  readonly later: string;
  /** Of the release. */
  readonly namespace: string;
}

/** Undefined if nothing changes. */
export function changeOf(pair: ObjectPair, { masks, later, namespace }: ShowOptions): ObjectChange | undefined {
  const [before, after] = [pair.before, pair.after].map((object) => object && withoutNoise(object.data));
  const masked = maskPair({ before: before?.data, after: after?.data }, joinMasks(masks, secretMasks(pair)), later);
  const diff = unifiedDiff(yamlOf(masked.before), yamlOf(masked.after));
  const quiet = before && after ? changedNoise(before.said, after.said) : [];
  if (diff.length === 0 && quiet.length === 0) return undefined;
  const object = latestOf(pair);
  return {
    change: pair.before === undefined ? 'create' : pair.after === undefined ? 'delete' : 'change',
    kind: object.kind,
    name: object.name,
    ...(object.namespace !== namespace && { namespace: object.namespace }),
    ...(object.isHook && { isHook: true }),
    diff,
    quiet,
  };
}

/** The data of Secrets, whatever it was made of. */
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

/** As people write objects: what it is comes first. */
const firstKeys = ['apiVersion', 'kind', 'name', 'metadata'];
const rankOf = (key: string): number => firstKeys.indexOf(key) >>> 0;

/** So that what stands elsewhere is not taken for a change. */
function sorted(value: Json): Json {
  if (isList(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
