// Which spec does a YAML text contain, and what is wrong with it? A problem in one place does not hide a problem in
// another: the rest is still checked.
import { type Failure, inOrder } from '../model/failure.ts';
import { isObject, type Json, type JsonObject } from '../text/json.ts';
import { type Path, readYaml, type YamlDocument } from '../text/yaml.ts';
import { explainIssues, type Issue, issuePath } from './explain.ts';
import { normalise } from './normalise.ts';
import { brokenRules } from './rules.ts';
import { specSchema, type WrittenSpec } from './schema.ts';
import type { Spec } from './spec.ts';

export interface ParsedSpec {
  /** Without its broken parts; undefined if nothing usable is left. Deploy it only if there are no failures. */
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

/** For required keys that are missing, so that the rest can be checked. */
const defaultsForMissing = { version: 1, stack: 'unnamed', environments: {}, charts: {} };

interface Shaped {
  readonly written: WrittenSpec | undefined;
  readonly failures: readonly Failure[];
  /** Paths of what was removed because its shape is wrong. */
  readonly removed: readonly Path[];
}

/** Checks the shape. Wrong values are removed; if that is not enough, the chart or environment around them is. */
function shape(document: YamlDocument): Shaped {
  let data = withoutEmptyKeys(document.data);
  const first = specSchema.safeParse(data);
  if (first.success) return { written: first.data, failures: [], removed: [] };
  const failures = explainIssues(first.error.issues, document);
  const removed: Path[] = [];
  for (const depth of [Number.POSITIVE_INFINITY, 2]) {
    const parsed = specSchema.safeParse(data);
    if (parsed.success) return { written: parsed.data, failures, removed };
    const cuts = parsed.error.issues.flatMap(pathsOf).map((path) => wholeLists(path.slice(0, depth)));
    removed.push(...cuts);
    data = withoutValuesAt(data, cuts);
    if (isObject(data)) data = { ...defaultsForMissing, ...data };
  }
  const last = specSchema.safeParse(data);
  return { written: last.success ? last.data : undefined, failures, removed };
}

/** Keys of maps and lists. */
const containers: readonly string[] = [
  ...['env', 'values', 'repositories', 'jobs', 'defaults', 'environments', 'charts', 'values-files', 'extends'],
  ...['formerly', 'depends', 'requires', 'tags', 'manifests', 'before', 'after', 'failed'],
];

/** A map or a list without content, such as `values:` with only comments below it, is empty. */
function withoutEmptyKeys(spec: Json): Json {
  if (!isObject(spec)) return spec;
  const ofEntry = (entry: Json) => (isObject(entry) ? changeEach(withoutNull(entry), ofJobs) : (entry ?? {}));
  const ofJobs = (value: Json, key: string) => (key === 'jobs' && isObject(value) ? withoutNull(value) : value);
  return changeEach(withoutNull(spec), (value, key) => {
    if (!isObject(value)) return value;
    if (['environments', 'charts', 'repositories'].includes(key)) return changeEach(value, ofEntry);
    return ['jobs', 'defaults'].includes(key) ? withoutNull(value) : value;
  });
}

function withoutNull(map: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(map).filter(([key, value]) => value !== null || !containers.includes(key)));
}

function changeEach(map: JsonObject, change: (value: Json, key: string) => Json): JsonObject {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}

function pathsOf(issue: Issue): Path[] {
  const path = issuePath(issue);
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}

/** Removing one item would shift the places of the items after it, so the whole list is removed. */
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

/** A rule that is broken only because something was removed is not reported. */
function isTouched(path: Path, removed: readonly Path[]): boolean {
  return removed.some((cut) => cut.length >= path.length && path.every((part, index) => cut[index] === part));
}
