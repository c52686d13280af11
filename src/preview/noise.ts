// Which labels and annotations change with every version of a chart or its configuration? Only their names are shown.
import { isList, isObject, type Json, type JsonObject, objectAt } from '../text/json.ts';

/** The object without such labels and annotations, and their values by path. */
export interface WithoutNoise {
  readonly data: JsonObject;
  readonly noise: ReadonlyMap<string, string>;
}

export function withoutNoise(data: JsonObject): WithoutNoise {
  const noise = new Map<string, string>();
  const strip = (value: Json, path: readonly string[]): Json => {
    if (isList(value)) return value.map((item, index) => strip(item, [...path, String(index)]));
    if (!isObject(value)) return value;
    const kept = Object.entries(value).filter(([key, inner]) => {
      const isLeftOut = isNoise(path, key, inner);
      if (isLeftOut) noise.set([...path, key].join(' '), String(inner));
      return !isLeftOut;
    });
    const stripped = kept.map(([key, inner]) => [key, inner, strip(inner, [...path, key])] as const);
    // A map that contained nothing else is removed too.
    const rest = stripped.filter(([, before, after]) => !isEmptyMap(after) || isEmptyMap(before));
    return Object.fromEntries(rest.map(([key, , after]) => [key, after]));
  };
  return { data: objectAt(strip(data, [])), noise };
}

function isEmptyMap(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

/** The names of the labels and annotations that differ. */
export function changedNoise(before: WithoutNoise['noise'], after: WithoutNoise['noise']): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
  return [...new Set(keys.map((key) => key.slice(key.lastIndexOf(' ') + 1)))].sort();
}

function isNoise(path: readonly string[], key: string, value: Json): boolean {
  if (path.at(-2) !== 'metadata') return false;
  if (path.at(-1) === 'annotations') return key.startsWith('checksum/');
  if (path.at(-1) !== 'labels') return false;
  return key === 'helm.sh/chart' || (key === 'chart' && /-v?\d+\.\d+/.test(String(value)));
}
