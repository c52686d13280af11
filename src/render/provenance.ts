// Where a value comes from: the highest layer that says something at its place, and what its template reads there.
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { isMap, type NamedLayer, type Value } from './values.ts';

export interface ValueSource {
  /** Name of the layer. */
  readonly layer: string;
  readonly at?: Place;
  /** What of the environment's values its template speaks of (`values.replicas`), and where that comes from. */
  readonly reads: readonly { readonly name: string; readonly source: ValueSource }[];
}

/**
 * Of the value at a path in what the layers come to. `environment`: the layers that `values` stands for in templates.
 * Undefined if no layer has it.
 */
export function sourceOf(
  path: Path,
  layers: readonly NamedLayer[],
  environment: readonly NamedLayer[],
): ValueSource | undefined {
  const layer = layers.findLast(({ values }) => ownValueAt(values, path) !== undefined);
  if (layer === undefined) return undefined;
  const reads = pathsIn(ownValueAt(layer.written ?? {}, path)).flatMap((read) => {
    // What a template does with a value stands behind it: `values.hosts.map(…)`.
    const known = read.map((_, index) => read.slice(0, read.length - index));
    const found = known.map((part) => ({ part, source: sourceOf(part, environment, []) })).find(({ source }) => source);
    return found?.source ? [{ name: ['values', ...found.part].join('.'), source: found.source }] : [];
  });
  return { layer: layer.name, ...(layer.placeOf && { at: layer.placeOf(path) }), reads };
}

function ownValueAt(value: Value, path: Path): Value | undefined {
  return path.reduce<Value | undefined>((at, key) => {
    return at !== undefined && isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

/** Of the environment's values, what a template speaks of, each once: `values.a.b`, `values['a-b']`. */
function pathsIn(written: Value | undefined): string[][] {
  if (typeof written !== 'string' || !written.includes('<%')) return [];
  const found = [...written.matchAll(/(?<!['"\w$.])values((?:\??\.[A-Za-z_$][\w$]*|\[(?:'[^']*'|"[^"]*")\])+)/g)];
  const names = [...new Set(found.map(([, path = '']) => path))];
  return names.map((path) =>
    [...path.matchAll(/[A-Za-z_$][\w$]*|'[^']*'|"[^"]*"/g)].map(([name]) => name.replace(/^['"]|['"]$/g, '')),
  );
}
