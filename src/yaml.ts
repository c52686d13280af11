// YAML 1.2 text to plain data, with the place of every value. This file and write-yaml.ts alone know the YAML library.
import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseAllDocuments,
  parseDocument,
} from 'yaml';
import type { Place } from './diagnostic.ts';

export interface YamlProblem {
  readonly message: string;
  readonly hint: string;
  readonly at: Place;
}

export interface YamlDocument {
  /** Maps as objects, everything else as in JSON. */
  readonly data: unknown;
  /** Where it begins. */
  readonly start: Place;
  /** Place of the value at a path, or of the nearest value around it that is there. */
  placeOf(path: Path): Place;
  /** Place of what stands so many characters behind the start of a text; of the whole value where it is written otherwise. */
  placeInside(path: Path, text: string, offset: number): Place;
  /** Place of a key of the map at a path. */
  placeOfKey(path: Path, key: string): Place;
}

export type Path = readonly (string | number)[];

/** A spec is written by people; what is larger is a mistake. In bytes. */
const largestText = 1024 * 1024;
/** Bundles of custom resource definitions are larger than anything that people write. In bytes. */
const largestStream = 8 * 1024 * 1024;
const mostAliases = 10_000;
/** What a program wrote has few or none. */
const mostGeneratedAliases = 100;
/** Aliases can make a small text large, or endless. In scalars, maps and lists. */
const mostValues = 200_000;

/** Reads one document. All problems are given, none is thrown. `file` is how the text is called in places. */
export function readYaml(file: string, text: string): { document: YamlDocument } | { problems: YamlProblem[] } {
  const read = readDocuments(file, text, ofPeople);
  if ('problems' in read) return read;
  const [document, second] = read.documents;
  const start = { file, line: 1, column: 1 };
  if (document === undefined) {
    return { problems: [{ message: 'The file is empty.', hint: 'Write a YAML map into it.', at: start }] };
  }
  if (second === undefined) return { document };
  return { problems: [{ message: 'The file holds a second document.', hint: 'Remove it.', at: second.start }] };
}

/** Reads all documents as Kubernetes' tools read them: YAML 1.1, so `no` is false. Those that are empty are left out. */
export function readYamlStream(
  file: string,
  text: string,
): { documents: YamlDocument[] } | { problems: YamlProblem[] } {
  const read = readDocuments(file, text, ofKubernetes);
  return 'problems' in read ? read : { documents: read.documents.filter(({ data }) => data !== null) };
}

/**
 * Reads one document that a program wrote, without places. All scalars are texts, as they are written: a version `1.10`
 * is no number.
 */
export function readGeneratedYaml(text: string): { data: unknown } | { problem: string } {
  try {
    const document = parseDocument(text, { schema: 'failsafe', merge: true, prettyErrors: false, uniqueKeys: false });
    const [error] = document.errors;
    if (error !== undefined) return { problem: error.message };
    return { data: document.toJS({ maxAliasCount: mostGeneratedAliases }) };
  } catch (problem) {
    return { problem: problem instanceof Error ? problem.message : String(problem) };
  }
}

interface Dialect {
  /** In bytes. */
  readonly largest: number;
  readonly version: '1.1' | '1.2';
  /** Whether its values go on as JSON, in which some numbers cannot be kept. */
  readonly isJson: boolean;
}

const ofPeople: Dialect = { largest: largestText, version: '1.2', isJson: true };
const ofKubernetes: Dialect = { largest: largestStream, version: '1.1', isJson: false };

function readDocuments(
  file: string,
  text: string,
  { largest, version, isJson }: Dialect,
): { documents: YamlDocument[] } | { problems: YamlProblem[] } {
  const start = { file, line: 1, column: 1 };
  if (Buffer.byteLength(text) > largest) {
    const message = `The file is larger than ${largest / 1024 / 1024} MiB.`;
    return { problems: [{ message, hint: 'Split it.', at: start }] };
  }
  if (text.includes('\0')) {
    return { problems: [{ message: 'The file holds a NUL byte.', hint: 'Write it as text.', at: start }] };
  }
  const lines = new LineCounter();
  const places = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const options = { lineCounter: lines, merge: true, prettyErrors: false, uniqueKeys: false, version } as const;
  const parsed = parseAllDocuments(text, options);
  const documents = 'empty' in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
  const problems = documents.flatMap((document) => problemsOf(document, isJson, places));
  if (problems.length > 0) return { problems };
  const read = documents.map((document) => toData(text, document, places, start));
  const unreadable = read.flatMap((one) => ('problems' in one ? one.problems : []));
  return unreadable.length > 0
    ? { problems: unreadable }
    : { documents: read.flatMap((one) => ('document' in one ? [one.document] : [])) };
}

function toData(
  source: string,
  document: Document.Parsed,
  places: (offset: number) => Place,
  start: Place,
): { document: YamlDocument } | { problems: YamlProblem[] } {
  try {
    const data: unknown = document.toJS({ maxAliasCount: mostAliases });
    if (!isLargerThan(mostValues, data))
      return { document: { data, start: places(document.range[0]), ...placesIn(source, document, places, start) } };
    const message = `With its aliases, the file holds more than ${mostValues} values.`;
    return { problems: [{ message, hint: 'Use fewer aliases.', at: start }] };
  } catch (problem) {
    // The library throws a ReferenceError for aliases that multiply.
    const message = problem instanceof Error ? problem.message : String(problem);
    return {
      problems: [{ message: `The file cannot be read: ${message}.`, hint: 'Write it without aliases.', at: start }],
    };
  }
}

/** Counts what a walk would meet; one that never ends is larger than anything. */
function isLargerThan(limit: number, data: unknown): boolean {
  const open = [data];
  for (let count = 0; open.length > 0; count += 1) {
    if (count > limit) return true;
    const value = open.pop();
    if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) open.push(inner);
  }
  return false;
}

function placesIn(source: string, document: Document.Parsed, places: (offset: number) => Place, start: Place) {
  const at = (node: Node | null | undefined) => (node?.range ? places(node.range[0]) : start);
  return {
    placeOf(path: Path): Place {
      const node = nodeAt(path, document);
      if (path.length === 0 || node !== undefined) return at(node ?? document.contents);
      return this.placeOf(path.slice(0, -1));
    },
    placeInside(path: Path, text: string, offset: number): Place {
      const [begin = 0, end = 0] = nodeAt(path, document)?.range ?? [];
      // In quotes with escapes, or folded, the text stands there in other letters.
      const found = source.slice(begin, end).indexOf(text);
      return end > begin && found >= 0 ? places(begin + found + offset) : this.placeOf(path);
    },
    placeOfKey(path: Path, key: string): Place {
      const map = resolve(nodeAt(path, document), document);
      const pair = isMap(map) ? map.items.find((item) => keyOf(item, document) === key) : undefined;
      return pair ? at(pair.key as Node) : this.placeOf(path);
    },
  };
}

function nodeAt(path: Path, document: Document.Parsed): Node | undefined {
  let node: unknown = document.contents;
  for (const part of path) {
    const around = resolve(node, document);
    if (isMap(around)) node = around.items.find((pair) => keyOf(pair, document) === String(part))?.value;
    else if (isSeq(around)) node = around.items[Number(part)];
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}

/** What an alias stands for. */
function resolve(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function problemsOf(document: Document.Parsed, isJson: boolean, places: (offset: number) => Place): YamlProblem[] {
  const problems: YamlProblem[] = [...document.errors, ...document.warnings].map((error) => ({
    message: `This is not valid YAML: ${error.message.includes('call stack') ? 'It is nested too deeply' : error.message}.`,
    hint: 'Correct the text.',
    at: places(error.pos[0]),
  }));
  const { explicit, version } = document.directives.yaml;
  // Helm refuses any.
  if (isJson ? version !== '1.2' : explicit) {
    problems.push({ message: 'The file asks for another YAML than its own.', hint: 'Remove `%YAML`.', at: places(0) });
  }
  addProblemsIn(document.contents, document, isJson, (message, hint, node) => {
    problems.push({ message, hint, at: places(node?.range?.[0] ?? 0) });
  });
  return problems;
}

/** Goes through all nodes itself: the library's own visitor costs as much as parsing does. */
function addProblemsIn(
  node: unknown,
  document: Document.Parsed,
  isJson: boolean,
  add: (message: string, hint: string, node: Node | null) => void,
): void {
  if (isScalar(node)) {
    if (typeof node.value !== 'number' || !isJson || isExact(node.value)) return;
    add(`The number ${node.source ?? node.value} cannot be kept exactly.`, 'Put it in quotes.', node);
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items) {
      const problem = problemOfKey(keyOf(pair, document), seen);
      if (problem !== undefined) add(problem, 'Use another name.', pair.key as Node | null);
      addProblemsIn(pair.key, document, isJson, add);
      addProblemsIn(pair.value, document, isJson, add);
    }
  } else if (isSeq(node)) {
    for (const item of node.items) addProblemsIn(item, document, isJson, add);
  }
}

/** Keys are texts, so `1` and `"1"` are the same one, which would silently count once. */
function problemOfKey(key: string | undefined, seen: Set<string>): string | undefined {
  if (key === undefined) return 'A key has to be a text.';
  if (key === '__proto__') return 'The key __proto__ is not allowed.';
  if (seen.has(key) && key !== '<<') return `The key \`${key}\` stands here twice.`;
  seen.add(key);
  return undefined;
}

/** JSON, in which values are handed on, knows neither infinities nor integers beyond 2^53. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** A key as a text, as objects have it; undefined if it is a list or a map. */
function keyOf(pair: Pair, document: Document.Parsed): string | undefined {
  const key = resolve(pair.key, document);
  if (key === null) return '';
  // The library has a symbol for the key of a merge.
  if (isScalar(key) && typeof key.value === 'symbol') return '<<';
  return isScalar(key) ? String(key.value ?? '') : undefined;
}
