// Which values does the schema of a chart refuse? Read from what Helm prints of it.
import type { ChartSource } from '../model/chart-source.ts';
import { isObject, type JsonObject } from '../text/json.ts';

interface ChartOfValues {
  readonly source?: ChartSource | undefined;
  readonly values?: JsonObject;
}

/** Pointers into the values of the chart, and what is wrong there. Helm writes the name of a chart above its lines. */
export function refusalsIn(words: string, chart: ChartOfValues): [string, string][] {
  let prefix = '';
  return [...words.matchAll(/^([\w.-]+):$|^\s*- at '([^']*)': (.+)$/gm)].flatMap(([, section, path, problem]) => {
    if (section !== undefined) prefix = isSubchart(section, chart) ? `/${section}` : '';
    return path === undefined || problem === undefined ? [] : [[`${prefix}${path}`, problem] as [string, string]];
  });
}

/** The values of a subchart are under its name. A chart can have a value of its own name, too. */
function isSubchart(section: string, { source, values }: ChartOfValues): boolean {
  return isObject(values?.[section]) && section !== (source && nameIn(source));
}

/** Of a folder or an archive, the usual name. */
function nameIn(source: ChartSource): string | undefined {
  if (source.kind === 'repository') return source.name;
  if (source.kind === 'manifests') return undefined;
  return (source.kind === 'oci' ? source.reference : source.path)
    .split('/')
    .at(-1)
    ?.replace(/-\d.*\.tgz$/, '');
}

/** `/a/0/b` is a JSON pointer: `a.0.b`. */
export function pathOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** Of a key that is not allowed, the schema names the map that it is in. */
export function refusedPaths(pointer: string, problem: string): string[] {
  const keys = /additional propert(?:y|ies) (.+?) not allowed/.exec(problem)?.[1] ?? '';
  const inside = [...keys.matchAll(/'([^']+)'/g)].map(([, key = '']) => key);
  const path = pathOf(pointer);
  if (inside.length > 0) return inside.map((key) => (path ? `${path}.${key}` : key));
  return path ? [path] : [];
}
