// YAML 1.2 text to plain data, with the place of every value. This file and write-yaml.ts alone know the YAML library.
import {
  type Alias,
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
  visit,
} from 'yaml';
import { nearestName, type Place } from './diagnostic.ts';

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

export interface Unread {
  readonly problems: YamlProblem[];
  /** What the text says all the same, for whoever looks for more that is wrong; undefined if it cannot be told. */
  readonly rest?: YamlDocument | undefined;
}

export type Path = readonly (string | number)[];

/** A spec is written by people; what is larger is a mistake. In bytes. */
const largestText = 1024 * 1024;
/** Bundles of custom resource definitions are larger than anything that people write. In bytes. */
const largestStream = 8 * 1024 * 1024;
const mostAliases = 10_000;
/** Nobody reads more about aliases of nothing. */
const mostBroken = 20;
/** What a program wrote has few or none. */
const mostGeneratedAliases = 100;
/** Aliases can make a small text large, or endless. In scalars, maps and lists. */
const mostValues = 200_000;

/** Reads one document. All problems are given, none is thrown. `file` is how the text is called in places. */
export function readYaml(file: string, text: string): { document: YamlDocument } | Unread {
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
export function readYamlStream(file: string, text: string): { documents: YamlDocument[] } | Unread {
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

type Places = (offset: number) => Place;

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
): { documents: YamlDocument[] } | Unread {
  const start = { file, line: 1, column: 1 };
  if (Buffer.byteLength(text) > largest) {
    const message = `The file is larger than ${largest / 1024 / 1024} MiB.`;
    return { problems: [{ message, hint: 'Split it: values may stand in several files.', at: start }] };
  }
  if (text.includes('\0')) {
    return { problems: [{ message: 'The file holds a NUL byte.', hint: 'Write it as text.', at: start }] };
  }
  const lines = new LineCounter();
  const places: Places = (offset) => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const quiet = { prettyErrors: false, logLevel: 'error' } as const;
  const options = { ...quiet, lineCounter: lines, merge: true, uniqueKeys: false, version };
  const parsed = parseAllDocuments(text, options);
  const documents = 'empty' in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
  const problems = documents.flatMap((document) => problemsOf(document, isJson, places));
  if (documents.some(({ errors, warnings }) => errors.length + warnings.length > 0)) return { problems };
  const data = documents.map((document) => toData(text, document, places, start));
  problems.push(...data.flatMap((one) => ('problems' in one ? one.problems : [])));
  const read = data.flatMap((one) => ('document' in one ? [one.document] : []));
  return problems.length > 0 ? { problems, rest: read[0] } : { documents: read };
}

function toData(
  source: string,
  document: Document.Parsed,
  places: Places,
  start: Place,
): { document: YamlDocument } | Unread {
  try {
    const data: unknown = document.toJS({ maxAliasCount: mostAliases });
    if (!isLargerThan(mostValues, data))
      return { document: { data, start: places(document.range[0]), ...placesIn(source, document, places, start) } };
  } catch {
    const problems = brokenReferences(document, places);
    if (problems.length > 0) return { problems };
  }
  const message = 'With what its aliases repeat, the file holds too many values.';
  return { problems: [{ message, hint: 'Use fewer aliases.', at: start }] };
}

/** Aliases of nothing, and merges of what is no map: with them, the library makes no data of a document. */
function brokenReferences(document: Document.Parsed, places: Places): YamlProblem[] {
  const problems: YamlProblem[] = [];
  const add = (message: string, hint: string, node: unknown) =>
    problems.push({ message, hint, at: places((isNode(node) && node.range?.[0]) || 0) });
  const anchors = new Set<string>();
  const addUnknown = (alias: Alias) => {
    if (anchors.has(alias.source)) return;
    const near = nearestName(alias.source, [...anchors]);
    const hint = near ? `Did you mean \`*${near}\`?` : `Write \`&${alias.source}\` before what it stands for.`;
    add(`The alias \`*${alias.source}\` stands for nothing above it.`, hint, alias);
  };
  visit(document, {
    Value: (_, { anchor }) => void (anchor && anchors.add(anchor)),
    Alias: (_, alias) => (problems.length < mostBroken ? addUnknown(alias) : visit.BREAK),
    Pair(_, pair) {
      const merged = keyOf(pair, document) === '<<' ? resolve(pair.value, document) : undefined;
      const parts = isSeq(merged) ? merged.items.map((item) => resolve(item, document)) : [merged];
      if (parts.some(isScalar)) add('`<<` takes in maps, and this is none.', 'Write an alias of a map.', pair.value);
    },
  });
  return problems;
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

function placesIn(source: string, document: Document.Parsed, places: Places, start: Place) {
  const at = (node: Node | null | undefined) => (node?.range ? places(node.range[0]) : start);
  return {
    placeOf(path: Path): Place {
      const node = nodeAt(path, document);
      if (path.length === 0 || node !== undefined) return at(node ?? document.contents);
      return this.placeOf(path.slice(0, -1));
    },
    placeInside(path: Path, text: string, offset: number): Place {
      const node = nodeAt(path, document);
      const [begin = 0, end = 0] = node?.range ?? [];
      const written = source.slice(begin, end);
      const isBlock = isScalar(node) && node.type === 'BLOCK_LITERAL';
      // In quotes with escapes, or folded, the text stands there in other letters.
      const found = isBlock ? offsetInBlock(written, text, offset) : written.indexOf(text) + offset;
      return end > begin && (isBlock || written.includes(text)) ? places(begin + found) : this.placeOf(path);
    },
    placeOfKey(path: Path, key: string): Place {
      const map = resolve(nodeAt(path, document), document);
      const pair = isMap(map) ? map.items.findLast((item) => keyOf(item, document) === key) : undefined;
      return pair ? at(pair.key as Node) : this.placeOf(path);
    },
  };
}

function nodeAt(path: Path, document: Document.Parsed): Node | undefined {
  let node: unknown = document.contents;
  for (const part of path) {
    const around = resolve(node, document);
    // Of a key that stands there twice, the last one counts.
    if (isMap(around)) node = around.items.findLast((pair) => keyOf(pair, document) === String(part))?.value;
    else if (isSeq(around)) node = around.items[Number(part)];
    else return undefined;
  }
  return isNode(node) ? node : undefined;
}

/** Behind its first line, `|`, each line of a block is one of the text with spaces before it. */
function offsetInBlock(block: string, text: string, offset: number): number {
  const before = text.slice(0, offset).split('\n');
  const [lines, row] = [block.split('\n'), before.length];
  const indent = (lines[row] ?? '').replace(/\r$/, '').length - (text.split('\n')[row - 1] ?? '').length;
  return lines.slice(0, row).join('\n').length + 1 + indent + (before.at(-1) ?? '').length;
}

/** What an alias stands for. */
function resolve(node: unknown, document: Document.Parsed): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

function problemsOf(document: Document.Parsed, isJson: boolean, places: Places): YamlProblem[] {
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
      if (problem !== undefined) add(problem, 'Write another key, or none.', pair.key as Node | null);
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
