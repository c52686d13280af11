// YAML text to a Spec, and every problem with it, sorted by place. What is wrong in one place does not hide what is wrong
// in another: the rest is still looked at.
import type * as z from 'zod/mini';
import { type Failure, inOrder } from '../model/failure.ts';
import { isObject, type Json, valueAt } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import { type Path, readYaml, type YamlDocument } from '../text/yaml.ts';
import { normalise } from './normalise.ts';
import { brokenRules } from './rules.ts';
import { knownKeys, specSchema, type WrittenSpec } from './schema.ts';
import type { Spec } from './spec.ts';

export interface ParsedSpec {
  /** Without what is broken; undefined if nothing is left to look at. It is to be deployed only if there are no failures. */
  readonly spec: Spec | undefined;
  /** Code `spec-invalid`. */
  readonly failures: readonly Failure[];
}

/** `file`: path of the spec in the workspace. */
export function parseSpec(file: string, text: string): ParsedSpec {
  const yaml = readYaml(file, text);
  const document = 'document' in yaml ? yaml.document : yaml.rest;
  const problems = 'problems' in yaml ? yaml.problems : [];
  const unread = problems.map((problem): Failure => ({ code: 'spec-invalid', ...problem }));
  if (document === undefined) return { spec: undefined, failures: inOrder(unread) };
  const shaped = shape(document);
  const { written, removed } = shaped;
  const failures = [...unread, ...shaped.failures];
  if (written === undefined) return { spec: undefined, failures: inOrder(failures) };
  const broken = brokenRules(written, document).filter(({ path }) => !isTouched(path, removed));
  return {
    spec: normalise(file, written, document),
    failures: inOrder([...failures, ...broken.map(({ failure }) => failure)]),
  };
}

/** For what has to be there and is not, so that the rest can be looked at. */
const standIns = { version: 1, stack: 'unnamed', environments: {}, charts: {} };

interface Shaped {
  readonly written: WrittenSpec | undefined;
  readonly failures: readonly Failure[];
  /** Paths of what was taken away, since it has not the right shape. */
  readonly removed: readonly Path[];
}

/** Checks the shape. What is wrong is taken away; if that is not enough, the chart or environment around it is. */
function shape(document: YamlDocument): Shaped {
  const first = specSchema.safeParse(document.data);
  if (first.success) return { written: first.data, failures: [], removed: [] };
  const failures = first.error.issues.flatMap((issue) => explainIssue(issue, document));
  let data = document.data;
  const removed: Path[] = [];
  for (const depth of [Number.POSITIVE_INFINITY, 2]) {
    const parsed = specSchema.safeParse(data);
    if (parsed.success) return { written: parsed.data, failures, removed };
    const cuts = parsed.error.issues.flatMap(pathsOf).map((path) => wholeLists(path.slice(0, depth)));
    removed.push(...cuts);
    data = withoutValuesAt(data, cuts);
    if (isObject(data)) data = { ...standIns, ...data };
  }
  const last = specSchema.safeParse(data);
  return { written: last.success ? last.data : undefined, failures, removed };
}

function pathsOf(issue: Issue): Path[] {
  const path = issue.path as Path;
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** A list without one of its items would have other places. */
function wholeLists(path: Path): Path {
  const index = path.findIndex((part) => typeof part === 'number');
  return index < 0 ? path : path.slice(0, index);
}

/** All at once: there may be thousands. */
function withoutValuesAt(data: Json, paths: readonly Path[]): Json {
  if (!isObject(data)) return data;
  const byKey = Map.groupBy(paths, ([key]) => String(key));
  const kept = Object.entries(data).flatMap(([key, value]) => {
    const below = (byKey.get(key) ?? []).map((path) => path.slice(1));
    return below.some((path) => path.length === 0) ? [] : [[key, withoutValuesAt(value, below)] as const];
  });
  return Object.fromEntries(kept);
}

/** A rule that is broken only since something was taken away is not worth telling. */
function isTouched(path: Path, removed: readonly Path[]): boolean {
  return removed.some((cut) => cut.length >= path.length && path.every((part, index) => cut[index] === part));
}

type Issue = z.core.$ZodIssue;

function explainIssue(issue: Issue, document: YamlDocument): Failure[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => explainKey(path, key, document));
  const name = path.at(-1);
  if (issue.code === 'invalid_union') {
    const inside = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || isOfKeys(one)));
    if (inside) return inside.flatMap((one) => explainIssue({ ...one, path: [...path, ...one.path] }, document));
  }
  if (issue.code === 'invalid_key') {
    const rule = issue.issues[0]?.message ?? issue.message;
    const at = document.placeOfKey(path.slice(0, -1), String(name));
    return [{ code: 'spec-invalid', message: `\`${name}\` is not allowed as a name.`, hint: `Write ${rule}.`, at }];
  }
  const at = document.placeOf(path);
  const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
  const found = valueAt(document.data, ...path);
  if (found === undefined) {
    return [{ code: 'spec-invalid', message: `${what} is missing.`, hint: `Add it: ${issue.message}.`, at }];
  }
  const problem = found === null ? 'has no value' : 'is not what is allowed here';
  return [{ code: 'spec-invalid', message: `${what} ${problem}.`, hint: `Write ${issue.message}.`, at }];
}

const isOfKeys = (issue: Issue): boolean => issue.code === 'unrecognized_keys';

function explainKey(path: Path, key: string, document: YamlDocument): Failure {
  const known = knownKeys[kindOf(path)] ?? [];
  const near = nearestName(key, known);
  return {
    code: 'spec-invalid',
    message: `The key \`${key}\` is not known here.`,
    hint: near ? `Did you mean \`${near}\`?` : known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.',
    at: document.placeOfKey(path, key),
  };
}

/** Names of charts and environments do not matter here: `charts.chain` is the same kind of map as `charts.postgres`. */
function kindOf(path: Path): string {
  const isNamed = ['charts', 'environments', 'repositories'].includes(String(path[0]));
  const kinds = path.map((part, depth) => (typeof part === 'number' ? '#' : isNamed && depth === 1 ? '*' : part));
  return kinds.join('.').replace(/^(charts\.\*\.)?jobs\.(before|after|failed)\.#$/, 'job');
}
