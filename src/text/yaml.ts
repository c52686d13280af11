// Which data does a YAML text contain, and where is each value? Only this file, yaml-nodes.ts and write-yaml.ts import
// the YAML library.
import {
  type Document,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Json } from './json.ts';
import type { Place } from './place.ts';
import {
  inspectDocument,
  isHopelesslyDeep,
  keyOf,
  type Places,
  type Targets,
  tooDeep,
  type YamlProblem,
} from './yaml-nodes.ts';

export interface YamlDocument {
  /** Maps as objects, everything else as in JSON. */
  readonly data: Json;
  /** Where it begins. */
  readonly start: Place;
  /** Place of the value at a path, or of the nearest existing value around it. */
  placeOf(path: Path): Place;
  /** Place of a character of a string value; of the whole value if it is written with escapes or folding. */
  placeInside(path: Path, text: string, offset: number): Place;
  /** Place of a key of the map at a path. */
  placeOfKey(path: Path, key: string): Place;
}

export interface ReadProblems {
  readonly problems: YamlProblem[];
  /**
   * The data that could be read despite the problems, so that it can be checked further; undefined if there is none.
   */
  readonly rest?: YamlDocument | undefined;
}

export type Path = readonly (string | number)[];

/** People write specs; anything larger is a mistake. In bytes. */
const largestText = 1024 * 1024;
/** Bundles of CRDs are larger than anything that people write. In bytes. */
const largestStream = 8 * 1024 * 1024;
const maxAliases = 10_000;
/** Shown for one file; the rest are only counted. */
const maxProblems = 1_000;
/** Generated files have few aliases, or none. */
const maxGeneratedAliases = 100;
/** Scalars, maps and lists, with aliases expanded: aliases can make a small text large, or infinite. */
const maxValues = 200_000;

/** Reads one document, and reports all its problems. `file`: the file name for places. */
export function readYaml(file: string, text: string): { document: YamlDocument } | ReadProblems {
  const read = readDocuments(file, text, specDialect);
  if ('problems' in read) return read;
  const [document, second] = read.documents;
  const start = { file, line: 1, column: 1 };
  if (document === undefined) {
    return { problems: [{ message: 'The file is empty.', hint: 'Write a YAML map in it.', at: start }] };
  }
  if (second === undefined) return { document };
  return {
    problems: [
      {
        message: 'The file contains a second YAML document.',
        hint: 'Remove `---` and what follows it.',
        at: second.start,
      },
    ],
  };
}

/** Reads all documents as Kubernetes does: YAML 1.1, so `no` is false. Empty documents are left out. */
export function readYamlStream(file: string, text: string): { documents: YamlDocument[] } | ReadProblems {
  const read = readDocuments(file, text, manifestDialect);
  return 'problems' in read ? read : { documents: read.documents.filter(({ data }) => data !== null) };
}

/**
 * Reads one generated document, without places. All scalars are strings, as they are written: a version `1.10` does not
 * become a number.
 */
export function readGeneratedYaml(text: string): { data: Json } | { problem: string } {
  try {
    const document = parseDocument(text, { schema: 'failsafe', merge: true, prettyErrors: false, uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) return { problem: error.message };
    return { data: document.toJS({ maxAliasCount: maxGeneratedAliases }) };
  } catch (problem) {
    return { problem: problem instanceof Error ? problem.message : String(problem) };
  }
}

export interface PlainKey {
  /** As it is in the text. */
  readonly written: string;
  /** As `readYaml` reads it. */
  readonly key: string;
  readonly at: Place;
}

/** All keys without quotes, at any depth, of one document that may be large. Empty if it cannot be read. */
export function plainKeys(file: string, text: string): PlainKey[] {
  if (Buffer.byteLength(text) > largestStream) return [];
  const lines = lineCounterOf(text);
  const document = parseDocument(text, { merge: true, prettyErrors: false, uniqueKeys: false });
  const found: PlainKey[] = [];
  if (document.errors.length > 0) return found;
  visit(document, {
    Pair(_, { key }) {
      if (!isScalar(key) || key.type !== 'PLAIN' || key.tag || typeof key.value === 'symbol') return;
      const { line, col } = lines.linePos(key.range?.[0] ?? 0);
      found.push({ written: key.source ?? '', key: String(key.value), at: { file, line, column: col } });
    },
  });
  return found;
}

interface Dialect {
  /** In bytes. */
  readonly largest: number;
  readonly version: '1.1' | '1.2';
  /** Whether its values are passed on as JSON, which cannot represent all numbers. */
  readonly isJson: boolean;
}

const specDialect: Dialect = { largest: largestText, version: '1.2', isJson: true };
const manifestDialect: Dialect = { largest: largestStream, version: '1.1', isJson: false };

function readDocuments(
  file: string,
  text: string,
  { largest, version, isJson }: Dialect,
): { documents: YamlDocument[] } | ReadProblems {
  const start = { file, line: 1, column: 1 };
  if (Buffer.byteLength(text) > largest) {
    const message = `The file is larger than ${largest / 1024 / 1024} MiB.`;
    return {
      problems: [
        { message, hint: 'Split it into several files. In a spec, move values to `values-files`.', at: start },
      ],
    };
  }
  if (text.includes('\0')) {
    return { problems: [{ message: 'The file contains a NUL byte.', hint: 'Save it as UTF-8 text.', at: start }] };
  }
  if (isHopelesslyDeep(text)) return { problems: [{ message: tooDeep[0], hint: tooDeep[1], at: start }] };
  const lines = lineCounterOf(text);
  const places: Places = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const options = {
    merge: true,
    uniqueKeys: false,
    version,
    ...({ prettyErrors: false, logLevel: 'error' } as const),
    // JSON has no sets, bytes or dates.
    resolveKnownTags: !isJson,
  };
  const parsed = parseAllDocuments(text, options);
  const documents = 'empty' in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
  const inspected = documents.map((document) => inspectDocument(text, document, isJson, places));
  const problems = inspected.flatMap((one) => one.problems);
  if (inspected.some(({ isReadable }) => !isReadable)) return { problems: limitProblems(problems) };
  const read = inspected.map(({ document, targets }) => toData(text, document, targets, places, start));
  problems.push(...read.flatMap((one) => ('problems' in one ? one.problems : [])));
  const readable = read.flatMap((one) => ('document' in one ? [one.document] : []));
  return problems.length > 0 ? { problems: limitProblems(problems), rest: readable[0] } : { documents: readable };
}

/** The library's own counter misses lines after invalid YAML. */
function lineCounterOf(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  return lines;
}

function toData(
  source: string,
  document: Document.Parsed,
  targets: Targets,
  places: Places,
  start: Place,
): { document: YamlDocument } | ReadProblems {
  try {
    const data: Json = document.toJS({ maxAliasCount: maxAliases });
    if (!isLargerThan(maxValues, data))
      return {
        document: { data, start: places(document.range[0]), ...placesIn(source, document, targets, places, start) },
      };
  } catch {
    // The library throws if the aliases expand to too much data.
  }
  const message =
    targets.size > 0
      ? 'With its aliases expanded, the file contains too many values.'
      : `The file contains more than ${maxValues} values.`;
  return {
    problems: [{ message, hint: targets.size > 0 ? 'Use fewer aliases.' : 'Split it into several files.', at: start }],
  };
}

/** Counts values while walking the data, so cyclic data exceeds any limit. */
function isLargerThan(limit: number, data: unknown): boolean {
  const open = [data];
  for (let count = 0; open.length > 0; count += 1) {
    if (count > limit) return true;
    const value = open.pop();
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}

function placesIn(source: string, { contents }: Document.Parsed, targets: Targets, places: Places, start: Place) {
  const at = (node: Node | null | undefined) => (node?.range ? places(node.range[0]) : start);
  // Of duplicate keys, the last one counts.
  const indexes = new Map<YAMLMap, ReadonlyMap<string | undefined, Pair>>();
  const pairIn = (map: YAMLMap, key: string): Pair | undefined => {
    const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair, targets), pair]));
    indexes.set(map, index);
    return index.get(key);
  };
  const nodeAt = (path: Path): Node | undefined => {
    let node: unknown = contents;
    for (const part of path) {
      const around = targets.get(node) ?? node;
      if (isMap(around)) node = pairIn(around, String(part))?.value;
      else if (isSeq(around)) node = around.items[Number(part)];
      else return undefined;
    }
    return isNode(node) ? node : undefined;
  };
  return {
    placeOf(path: Path): Place {
      const node = nodeAt(path);
      if (path.length === 0 || node !== undefined) return at(node ?? contents);
      return this.placeOf(path.slice(0, -1));
    },
    placeInside(path: Path, text: string, offset: number): Place {
      const node = nodeAt(path);
      const [begin = 0, end = 0] = node?.range ?? [];
      const written = source.slice(begin, end);
      const isBlock = isScalar(node) && node.type === 'BLOCK_LITERAL';
      // With escapes or folding, the source does not contain the text as such.
      const found = isBlock ? offsetInBlock(written, text, offset) : written.indexOf(text) + offset;
      return end > begin && (isBlock || written.includes(text)) ? places(begin + found) : this.placeOf(path);
    },
    placeOfKey(path: Path, key: string): Place {
      const node = nodeAt(path);
      const map = targets.get(node) ?? node;
      const pair = isMap(map) ? pairIn(map, key) : undefined;
      return pair ? at(isNode(pair.key) ? pair.key : undefined) : this.placeOf(path);
    },
  };
}

/** After its first line, `|`, each line of a block is a line of the text, indented. */
function offsetInBlock(block: string, text: string, offset: number): number {
  const before = text.slice(0, offset).split('\n');
  const [lines, row] = [block.split('\n'), before.length];
  const indent = (lines[row] ?? '').replace(/\r$/, '').length - (text.split('\n')[row - 1] ?? '').length;
  return lines.slice(0, row).join('\n').length + 1 + indent + (before.at(-1) ?? '').length;
}

function limitProblems(problems: readonly YamlProblem[]): YamlProblem[] {
  const first = problems.slice(0, maxProblems);
  const next = problems[maxProblems];
  if (next === undefined) return first;
  const left = problems.length - maxProblems;
  const message = `This file has ${left} more problem${left === 1 ? '' : 's'}.`;
  return [...first, { message, hint: 'Fix the problems above, then run it again.', at: next.at }];
}
