// Where does a value come from? The highest layer that sets it, and the values that its template reads.
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { isMap, type NamedLayer, type Value } from './values.ts';

export interface ValueSource {
  /** Name of the layer. */
  readonly layer: string;
  readonly at?: Place;
  /** The environment's values that its template reads (`values.replicas`), and where those come from. */
  readonly reads: readonly { readonly name: string; readonly source: ValueSource }[];
}

/**
 * For the value at a path of the merged layers. `environment`: the layers of what templates read as `values`.
 * Undefined if no layer sets it.
 */
export function sourceOf(
  path: Path,
  layers: readonly NamedLayer[],
  environment: readonly NamedLayer[],
): ValueSource | undefined {
  const layer = layers.findLast(({ values }) => ownValueAt(values, path) !== undefined);
  if (layer === undefined) return undefined;
  const reads = pathsIn(ownValueAt(layer.written ?? {}, path)).flatMap((read) => {
    // The path may end with a method: `values.hosts.map(…)`.
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

/** The environment's values that a template reads, each once: `values.a.b`, `values['a-b']`. */
function pathsIn(written: Value | undefined): string[][] {
  if (typeof written !== 'string' || !written.includes('<%')) return [];
  const found = [...written.matchAll(/(?<!['"\w$.])values((?:\??\.[A-Za-z_$][\w$]*|\[(?:'[^']*'|"[^"]*")\])+)/g)];
  const names = [...new Set(found.map(([, path = '']) => path))];
  return names.map((path) =>
    [...path.matchAll(/[A-Za-z_$][\w$]*|'[^']*'|"[^"]*"/g)].map(([name]) => name.replace(/^['"]|['"]$/g, '')),
  );
}
