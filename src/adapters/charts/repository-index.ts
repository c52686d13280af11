// Which versions of a chart does the index of a chart repository list?
import { isObject, parseJson } from '../../text/json.ts';
import { readGeneratedYaml } from '../../text/yaml.ts';

export interface IndexEntry {
  readonly version: string;
  /** As written; empty if there is none. */
  readonly digest: string;
  /** Of the archive, possibly relative to the repository; empty if there is none. */
  readonly url: string;
}

/** In UTF-16 units. The largest public indexes have about 20 million. */
const largestIndex = 128 * 1024 * 1024;

/** The entries of one chart, as listed; none if the index does not list it. `problem` completes "the index …". */
export function readIndexEntries(
  text: string,
  chart: string,
): { readonly entries: readonly IndexEntry[] } | { readonly problem: string } {
  if (text.length > largestIndex) return { problem: `is larger than ${largestIndex / 1024 / 1024} MiB` };
  const isJson = text.trimStart().startsWith('{');
  // Parsing a whole large index takes seconds; one chart of it takes milliseconds.
  const cut = isJson ? undefined : cutOut(text, chart);
  const part = cut === undefined ? undefined : readGeneratedYaml(cut);
  if (part !== undefined && 'data' in part) return entriesIn({ entries: part.data }, chart);
  const json = isJson ? parseJson(text) : undefined;
  const whole = json === undefined ? readGeneratedYaml(text) : { data: json };
  return 'data' in whole ? entriesIn(whole.data, chart) : { problem: `is not valid YAML: ${whole.problem}` };
}

function entriesIn(data: unknown, chart: string): ReturnType<typeof readIndexEntries> {
  const charts = isObject(data) ? data['entries'] : undefined;
  // An empty map may be written without a value.
  if (charts === '' || charts === null) return { entries: [] };
  if (!isObject(charts)) return { problem: 'is not the index of a chart repository: it has no map `entries`' };
  const entries: unknown = Object.hasOwn(charts, chart) ? charts[chart] : [];
  if (!Array.isArray(entries)) return { problem: `has no list of versions for \`${chart}\`` };
  return { entries: entries.flatMap(entryOf) };
}

/** Entries without a version are ignored, as by Helm. */
function entryOf(entry: unknown): IndexEntry[] {
  if (!isObject(entry)) return [];
  const { version, digest, urls } = entry;
  const [url] = Array.isArray(urls) ? urls : [];
  const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  return text(version) === '' ? [] : [{ version: text(version), digest: text(digest), url: text(url) }];
}

/**
 * The lines of one chart, as a document of its own. Undefined if the index does not use block maps, as the indexes that
 * Helm writes do: then the whole index must be parsed. The chart ends at the first line that is not indented deeper
 * than its key, unless that line is an item of its list (`- `). Lines of a scalar are always indented deeper than the
 * key of the scalar, so they cannot be mistaken for the end.
 */
function cutOut(text: string, chart: string): string | undefined {
  const [, block = ''] = splitAt(text, /^entries:[ \t]*(?:#.*)?\r?\n/m);
  const charts = before(block, /^[^\s#]/m);
  const [indent = ''] = /^ +(?=[^\s#])/m.exec(charts) ?? [];
  if (indent === '') return undefined;
  const name = chart.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
  const key = new RegExp(`^ {${indent.length}}(?:${name}|"${name}"|'${name}'):[ \\t]*(?:#.*)?\\r?\\n`, 'm');
  const [head, rest] = splitAt(charts, key);
  if (rest === undefined || key.test(rest)) return undefined;
  return head + before(rest, new RegExp(`^ {0,${indent.length}}(?:[^\\s#-]|-(?!\\s))`, 'm'));
}

/** The match, and the text after it. */
function splitAt(text: string, pattern: RegExp): [found: string, rest?: string] {
  const found = pattern.exec(text);
  return found === null ? [''] : [found[0], text.slice(found.index + found[0].length)];
}

function before(text: string, pattern: RegExp): string {
  const end = pattern.exec(text);
  return end === null ? text : text.slice(0, end.index);
}
