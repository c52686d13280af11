// Which values does the schema of a chart refuse? Read from Helm's error message.
import type { ChartSource } from '../model/chart-source.ts';
import { isObject, type JsonObject } from '../text/json.ts';

interface ChartOfValues {
  readonly source?: ChartSource | undefined;
  readonly values?: JsonObject;
}

/** JSON pointers into the values of the chart, and what is wrong there. Helm prints a chart's name above its lines. */
export function refusalsIn(words: string, chart: ChartOfValues): [string, string][] {
  let prefix = '';
  return [...words.matchAll(/^([\w.-]+):$|^\s*- at '([^']*)': (.+)$/gm)].flatMap(([, section, path, problem]) => {
    if (section !== undefined) prefix = isSubchart(section, chart) ? `/${section}` : '';
    return path === undefined || problem === undefined ? [] : [[`${prefix}${path}`, problem] as [string, string]];
  });
}

/** The values of a subchart are under its name. A chart can also have a value with the same name as itself. */
function isSubchart(section: string, { source, values }: ChartOfValues): boolean {
  return isObject(values?.[section]) && section !== (source && nameIn(source));
}

/** For a folder or an archive: the name that its chart usually has. */
function nameIn(source: ChartSource): string | undefined {
  if (source.kind === 'repository') return source.name;
  if (source.kind === 'manifests') return undefined;
  return (source.kind === 'oci' ? source.reference : source.path)
    .split('/')
    .at(-1)
    ?.replace(/-\d.*\.tgz$/, '');
}

/** The JSON pointer `/a/0/b` becomes `a.0.b`. */
export function pathOf(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}

/** For a key that is not allowed, the error points to the map that contains it. */
export function refusedPaths(pointer: string, problem: string): string[] {
  const keys = /additional propert(?:y|ies) (.+?) not allowed/.exec(problem)?.[1] ?? '';
  const inside = [...keys.matchAll(/'([^']+)'/g)].map(([, key = '']) => key);
  const path = pathOf(pointer);
  if (inside.length > 0) return inside.map((key) => (path ? `${path}.${key}` : key));
  return path ? [path] : [];
}
