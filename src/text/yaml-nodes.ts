// What is wrong in a YAML document before it becomes data, and what its aliases stand for.

import { type Alias, type Document, type ErrorCode, isAlias, isMap, isScalar, isSeq, type Node, type Pair } from 'yaml';
import { nearestName } from './near-name.ts';
import type { Place } from './place.ts';

export interface YamlProblem {
  readonly message: string;
  readonly hint: string;
  readonly at: Place;
}

/** Of what stands so many characters behind the start of the text. */
export type Places = (offset: number) => Place;

/** What each alias stands for. */
export type Targets = ReadonlyMap<unknown, Node>;

/** Wherever they stand: a text in quotes may hold some. */
const mostOpenBrackets = 10_000;
/** As they are written. */
const mostWrittenAliases = 2_000;
/** Of more aliases of nothing, no near name is looked for. */
const mostNearNames = 20;
/** In lists and maps; far beyond what anybody writes, and far below what the stack allows. */
const deepest = 200;

/** What is said of such a text, and what to do. */
export const tooDeep: readonly [string, string] = [
  `This is nested more than ${deepest} levels deep.`,
  'Write it with fewer levels.',
];

/** What is wrong in a document, what its aliases stand for, and whether the library can make data of it all the same. */
export function lookThrough(document: Document.Parsed, isJson: boolean, places: Places) {
  // Once it has lost its way, the library finds something wrong in every word.
  const lost = document.errors.find(isLost);
  const errors = document.errors.filter((error) => error === lost || !isLost(error));
  const problems: YamlProblem[] = [...errors, ...document.warnings].map((error) => {
    const [message, hint] = /call stack|stack overflow/i.test(error.message)
      ? tooDeep
      : [`This is not valid YAML: ${error.message}.`, remedies[error.code] ?? 'Correct the text.'];
    return { message, hint, at: places(error.pos[0]) };
  });
  const { explicit, version } = document.directives.yaml;
  // Helm refuses any.
  if (isJson ? version !== '1.2' : explicit) {
    problems.push({ message: 'The file asks for another YAML than its own.', hint: 'Remove `%YAML`.', at: places(0) });
  }
  const add = (message: string, hint: string, node: Node | null) => {
    problems.push({ message, hint, at: places(node?.range?.[0] ?? 0) });
  };
  const walk: Walk = { isJson, targets: new Map(), anchors: new Map(), add, broken: 0 };
  lookInto(document.contents, 0, walk);
  const isReadable = document.errors.length + document.warnings.length + walk.broken === 0;
  // Whatever else is said of such a text follows from that.
  const deep = problems.find(({ message }) => message === tooDeep[0]);
  return { document, targets: walk.targets, isReadable, problems: deep ? [deep] : problems };
}

/** For what people get wrong most. */
const remedies: Readonly<Partial<Record<ErrorCode, string>>> = {
  TAB_AS_INDENT: 'Indent with spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'Put the text in quotes if it holds `: `, or write the map below its key.',
  MISSING_CHAR: 'Add what is missing, or put the text in quotes.',
  BAD_SCALAR_START: 'Put the text in quotes.',
};

/** What `{{ … }}` looks like to YAML: a map as a key. */
const quoteHelm = 'If this is a template of Helm, it means nothing here: put the text in quotes.';

/** Whether so many brackets are open at once that no person has written them: the parser would take seconds to say so. */
export function isHopelesslyDeep(text: string): boolean {
  if (text.length < mostOpenBrackets) return false;
  let open = 0;
  for (let at = 0; at < text.length && open < mostOpenBrackets; at += 1) {
    const sign = text[at];
    if (sign === '[' || sign === '{') open += 1;
    else if (open > 0 && (sign === ']' || sign === '}')) open -= 1;
  }
  return open === mostOpenBrackets;
}

const isLost = ({ message }: Error): boolean => message.includes(' token in YAML stream');

interface Walk {
  readonly isJson: boolean;
  /** What is known of them by now. */
  readonly targets: Map<unknown, Node>;
  readonly anchors: Map<string, Node>;
  readonly add: (message: string, hint: string, node: Node | null) => void;
  /** So many things keep the library from making data of it. */
  broken: number;
}

/** Goes through all nodes itself: the library's own visitor costs as much as parsing does. */
function lookInto(node: unknown, depth: number, walk: Walk): void {
  if (isAlias(node)) lookAtAlias(node, walk);
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) {
    if (typeof node.value !== 'number' || !walk.isJson || isExact(node.value)) return;
    walk.add(`The number ${node.source ?? node.value} cannot be kept exactly.`, 'Put it in quotes.', node);
  } else if (depth === deepest && (isMap(node) || isSeq(node))) {
    walk.broken += 1;
    walk.add(...tooDeep, node);
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items) {
      lookInto(pair.key, depth + 1, walk);
      lookInto(pair.value, depth + 1, walk);
      const problem = problemOfKey(keyOf(pair, walk.targets), seen);
      const hint = isMap(pair.key) ? quoteHelm : 'Write another key, or none.';
      if (problem !== undefined) walk.add(problem, hint, pair.key as Node | null);
      if (!isRightMerge(pair, walk.targets)) {
        walk.broken += 1;
        walk.add('`<<` takes in maps, and this is none.', 'Write an alias of a map.', pair.value as Node | null);
      }
    }
  } else if (isSeq(node)) {
    for (const item of node.items) lookInto(item, depth + 1, walk);
  }
}

function lookAtAlias(alias: Alias, walk: Walk): void {
  const { anchors, targets, add } = walk;
  const target = anchors.get(alias.source);
  if (target !== undefined) {
    targets.set(alias, target);
    if (targets.size !== mostWrittenAliases + 1) return;
    walk.broken += 1;
    add(`The file has more than ${mostWrittenAliases} aliases.`, 'Write out what they stand for.', alias);
    return;
  }
  walk.broken += 1;
  const near = walk.broken < mostNearNames ? nearestName(alias.source, [...anchors.keys()]) : undefined;
  const hint = near ? `Did you mean \`*${near}\`?` : `Write \`&${alias.source}\` before what it stands for.`;
  add(`The alias \`*${alias.source}\` stands for nothing above it.`, hint, alias);
}

/** Keys are texts, so `1` and `"1"` are the same one, which would silently count once. */
function problemOfKey(key: string | undefined, seen: Set<string>): string | undefined {
  if (key === undefined) return 'A key has to be a text.';
  if (key === '__proto__') return 'The key __proto__ is not allowed.';
  if (seen.has(key) && key !== '<<') return `The key \`${key}\` stands here twice.`;
  seen.add(key);
  return undefined;
}

/** False for a merge of what is no map; a key of another name is none of its concern. */
function isRightMerge({ key, value }: Pair, targets: Targets): boolean {
  if (!isScalar(key) || typeof key.value !== 'symbol') return true;
  const merged = targets.get(value) ?? value;
  const sources: unknown[] = isSeq(merged) ? merged.items : [merged];
  // An alias of nothing is told as such.
  return sources.every((source) => isMap(targets.get(source) ?? source) || isAlias(source));
}

/** JSON, in which values are handed on, knows neither infinities nor integers beyond 2^53. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** A key as a text, as objects have it; undefined if it is a list or a map. */
export function keyOf(pair: Pair, targets: Targets): string | undefined {
  const key = targets.get(pair.key) ?? pair.key;
  if (key === null) return '';
  // The library has a symbol for the key of a merge.
  if (isScalar(key) && typeof key.value === 'symbol') return '<<';
  return isScalar(key) ? String(key.value ?? '') : undefined;
}
