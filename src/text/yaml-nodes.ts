// What is wrong in a YAML document before it becomes data, and what do its aliases stand for?

import {
  type Alias,
  type Document,
  type ErrorCode,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLError,
} from 'yaml';
import { nearestName } from './near-name.ts';
import type { Place } from './place.ts';
import { keyBelowValue, unevenKey } from './yaml-indent.ts';

export interface YamlProblem {
  readonly message: string;
  readonly hint: string;
  readonly at: Place;
}

/** Place of a character, by its offset in the text. */
export type Places = (offset: number) => Place;

/** What each alias stands for. */
export type Targets = ReadonlyMap<unknown, Node>;

/** Counted anywhere, even inside quotes. */
const maxOpenBrackets = 10_000;
/** As they are written, not expanded. */
const maxWrittenAliases = 2_000;
/** Beyond this many unknown aliases, no names are suggested. */
const maxNearNames = 20;
/** In lists and maps: far more than people write, and far less than the stack allows. */
const deepest = 200;

/** Message and hint for a document that is nested deeper. */
export const tooDeep: readonly [string, string] = [
  `This is nested more than ${deepest} levels deep.`,
  'Reduce the nesting.',
];

/** The problems of a document, the targets of its aliases, and whether the library can still turn it into data. */
export function inspectDocument(source: string, document: Document.Parsed, isJson: boolean, places: Places) {
  // After such an error, the library reports every following word.
  const lost = document.errors.find(isLost);
  const errors = document.errors.filter((error) => error === lost || !isLost(error));
  const problems = problemsOf([...errors, ...document.warnings], source, places);
  const { explicit, version } = document.directives.yaml;
  // Helm rejects any `%YAML` directive.
  if (isJson ? version !== '1.2' : explicit) {
    problems.push({
      message: 'The file has a `%YAML` directive that is not supported.',
      hint: 'Remove the `%YAML` directive.',
      at: places(0),
    });
  }
  const add = (message: string, hint: string, node: Node | null) => {
    problems.push({ message, hint, at: places(node?.range?.[0] ?? 0) });
  };
  const walk: Walk = { isJson, targets: new Map(), anchors: new Map(), add, broken: 0 };
  inspectNode(document.contents, 0, walk);
  const isReadable = document.errors.length + document.warnings.length + walk.broken === 0;
  // Every other problem follows from the nesting.
  const deep = problems.find(({ message }) => message === tooDeep[0]);
  return { document, targets: walk.targets, isReadable, problems: deep ? [deep] : problems };
}

function problemsOf(errors: readonly YAMLError[], source: string, places: Places): YamlProblem[] {
  const misplaced: number[] = [];
  return errors.flatMap(({ code, message, pos: [offset] }) => {
    if (/call stack|stack overflow/i.test(message)) {
      return [{ message: tooDeep[0], hint: tooDeep[1], at: places(offset) }];
    }
    const uneven = isUneven(message) ? unevenKey(source, offset, misplaced) : undefined;
    const below = deeperKeyCodes.includes(code) ? keyBelowValue(source, offset) : undefined;
    const key = uneven ?? below;
    if (key !== undefined) {
      if (misplaced.includes(key.offset)) return [];
      misplaced.push(key.offset);
      return [{ message: key.message, hint: key.hint, at: places(key.offset) }];
    }
    // The keys beside a misplaced one are wrong only because of it.
    if (isUneven(message) && misplaced.length > 0) return [];
    return [
      {
        message: `This is not valid YAML: ${message}.`,
        hint: isUneven(message)
          ? 'Begin all keys of a map in the same column.'
          : (remedies[code] ?? 'Check the indentation, quotes and brackets here.'),
        at: places(offset),
      },
    ];
  });
}

/** The library uses the same code for unclosed brackets. */
const isUneven = (message: string): boolean => message.startsWith('All mapping items must start');

const deeperKeyCodes: readonly ErrorCode[] = ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'];

/** For the most common mistakes. */
const remedies: Readonly<Partial<Record<ErrorCode, string>>> = {
  BAD_INDENT: 'Add the missing bracket, or indent the lines between the brackets.',
  TAB_AS_INDENT: 'Indent with spaces.',
  BLOCK_AS_IMPLICIT_KEY: 'If the text contains `: `, put it in quotes. If it is a map, begin it on the next line.',
  MISSING_CHAR: 'Add the missing character, or put the text in quotes.',
  BAD_SCALAR_START: 'Put the text in quotes.',
  UNEXPECTED_TOKEN: 'Put the whole text in quotes.',
};

/** What `{{ … }}` looks like to YAML: a map as a key. */
const quoteHelm =
  'If this is a Helm template: Compass does not evaluate `{{ }}`. Write a Compass template, in quotes: `"<%= values.x %>"`.';

/** Whether more brackets are open at once than people write: the parser would take seconds to report that. */
export function isHopelesslyDeep(text: string): boolean {
  if (text.length < maxOpenBrackets) return false;
  let open = 0;
  for (let at = 0; at < text.length && open < maxOpenBrackets; at += 1) {
    const sign = text[at];
    if (sign === '[' || sign === '{') open += 1;
    else if (open > 0 && (sign === ']' || sign === '}')) open -= 1;
  }
  return open === maxOpenBrackets;
}

const isLost = ({ message }: Error): boolean => message.includes(' token in YAML stream');

interface Walk {
  readonly isJson: boolean;
  /** The aliases that are known so far. */
  readonly targets: Map<unknown, Node>;
  readonly anchors: Map<string, Node>;
  readonly add: (message: string, hint: string, node: Node | null) => void;
  /** The number of problems that prevent the library from turning the document into data. */
  broken: number;
}

/** Visits all nodes itself: the library's own visitor costs as much as parsing. */
function inspectNode(node: unknown, depth: number, walk: Walk): void {
  if (isAlias(node)) inspectAlias(node, walk);
  if ((isScalar(node) || isMap(node) || isSeq(node)) && node.anchor) walk.anchors.set(node.anchor, node);
  if (isScalar(node)) {
    if (typeof node.value !== 'number' || !walk.isJson || isExact(node.value)) return;
    walk.add(`The number ${node.source ?? node.value} cannot be represented exactly.`, 'Put it in quotes.', node);
  } else if (depth === deepest && (isMap(node) || isSeq(node))) {
    walk.broken += 1;
    walk.add(...tooDeep, node);
  } else if (isMap(node)) {
    const seen = new Set<string>();
    for (const pair of node.items) {
      inspectNode(pair.key, depth + 1, walk);
      inspectNode(pair.value, depth + 1, walk);
      const problem = problemOfKey(keyOf(pair, walk.targets), seen);
      if (problem !== undefined) {
        const hint = isMap(pair.key) ? quoteHelm : problem.hint;
        walk.add(problem.message, hint, isNode(pair.key) ? pair.key : null);
      }
      if (!isValidMerge(pair, walk.targets)) {
        walk.broken += 1;
        const hint = 'Write an alias of a map, such as `<<: *defaults`.';
        walk.add('`<<` merges maps, and this is not a map.', hint, isNode(pair.value) ? pair.value : null);
      }
    }
  } else if (isSeq(node)) {
    for (const item of node.items) inspectNode(item, depth + 1, walk);
  }
}

function inspectAlias(alias: Alias, walk: Walk): void {
  const { anchors, targets, add } = walk;
  const target = anchors.get(alias.source);
  if (target !== undefined) {
    targets.set(alias, target);
    if (targets.size !== maxWrittenAliases + 1) return;
    walk.broken += 1;
    add(`The file has more than ${maxWrittenAliases} aliases.`, 'Replace some with the values themselves.', alias);
    return;
  }
  walk.broken += 1;
  const near = walk.broken < maxNearNames ? nearestName(alias.source, [...anchors.keys()]) : undefined;
  const hint = near ? `Did you mean \`*${near}\`?` : `Define it above: write \`&${alias.source}\` before a value.`;
  add(`The alias \`*${alias.source}\` has no anchor above it.`, hint, alias);
}

/** Keys are strings, so `1` and `"1"` are the same key, and one would silently be lost. */
function problemOfKey(key: string | undefined, seen: Set<string>): Pick<YamlProblem, 'message' | 'hint'> | undefined {
  if (key === undefined) return { message: 'A key must be a string.', hint: 'Write a string as the key.' };
  if (key === '__proto__') return { message: 'The key `__proto__` is not allowed.', hint: 'Rename it.' };
  if (seen.has(key) && key !== '<<') {
    return { message: `The key \`${key}\` appears twice in this map.`, hint: 'Remove or rename one of them.' };
  }
  seen.add(key);
  return undefined;
}

/** False for a merge of something that is not a map; true for any other key. */
function isValidMerge({ key, value }: Pair, targets: Targets): boolean {
  if (!isScalar(key) || typeof key.value !== 'symbol') return true;
  const merged = targets.get(value) ?? value;
  const sources: unknown[] = isSeq(merged) ? merged.items : [merged];
  // An alias without an anchor is reported as such.
  return sources.every((source) => isMap(targets.get(source) ?? source) || isAlias(source));
}

/** Values are passed on as JSON, which has neither infinities nor exact integers beyond 2^53. */
function isExact(value: number): boolean {
  return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** A key as a string, as in an object; undefined if it is a list or a map. */
export function keyOf(pair: Pair, targets: Targets): string | undefined {
  const key = targets.get(pair.key) ?? pair.key;
  if (key === null) return '';
  // The library uses a symbol for the key of a merge.
  if (isScalar(key) && typeof key.value === 'symbol') return '<<';
  return isScalar(key) ? String(key.value ?? '') : undefined;
}
