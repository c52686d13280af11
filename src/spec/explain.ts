// What is wrong with the shape of a spec, in the spec's own terms? Each issue of the schema becomes failures with a
// place.
import type * as z from 'zod/mini';
import type { Failure } from '../model/failure.ts';
import { isList, isObject, type Json, objectAt, valueAt } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import type { Path, YamlDocument } from '../text/yaml.ts';
import { knownKeys } from './schema.ts';
import { synonyms } from './synonyms.ts';

export type Issue = z.core.$ZodIssue;

/** In the order of the issues. All issues of one misplaced key become the same failure, which is reported once. */
export function explainIssues(issues: readonly Issue[], document: YamlDocument): Failure[] {
  return issues.flatMap((issue) => {
    const [map, key] = issuePath(issue);
    const misplaced = misplacedKey(map, key, document);
    return misplaced === undefined ? explainIssue(issue, document) : [misplaced];
  });
}

/** Keys of a spec are strings, never symbols. */
export function issuePath(issue: Issue): Path {
  return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** A key of a chart that is indented like a chart's name; the same for environments. */
function misplacedKey(
  map: string | number | undefined,
  key: string | number | undefined,
  document: YamlDocument,
): Failure | undefined {
  if ((map !== 'charts' && map !== 'environments') || typeof key !== 'string') return undefined;
  const known = knownKeys[`${map}.*`] ?? [];
  const value = valueAt(document.data, map, key);
  if (!known.includes(key) || hasKeyLike(known, value, key !== 'values')) return undefined;
  const names = Object.keys(objectAt(document.data, map));
  const before = names.slice(0, names.indexOf(key)).findLast((name) => !known.includes(name));
  const noun = map === 'charts' ? 'chart' : 'environment';
  const article = map === 'charts' ? 'a' : 'an';
  return {
    code: 'spec-invalid',
    message: `\`${key}\` is indented like the name of ${article} ${noun}, so it is read as one.`,
    hint:
      before === undefined
        ? `Indent it below the name of its ${noun}.`
        : `If it belongs to \`${before}\`, indent it${columnOf(map, before, document)}.`,
    at: document.placeOfKey([map], key),
  };
}

/**
 * Whether the value is a map with a known key, or with a misspelt one. Keys of values are arbitrary: one may be near.
 */
function hasKeyLike(known: readonly string[], value: Json | undefined, mayBeMisspelt: boolean): boolean {
  if (!isObject(value)) return false;
  return Object.keys(value).some(
    (inner) => known.includes(inner) || (mayBeMisspelt && nearestName(inner, known) !== undefined),
  );
}

/** Where the keys of a chart or environment begin, unless they are on the line of its name. */
function columnOf(map: string, name: string, document: YamlDocument): string {
  const [first] = Object.keys(objectAt(document.data, map, name));
  const own = document.placeOfKey([map], name);
  const inner = first === undefined ? own : document.placeOfKey([map, name], first);
  return inner.line === own.line ? ' below its name' : ` so that it begins in column ${inner.column}`;
}

function explainIssue(issue: Issue, document: YamlDocument): Failure[] {
  const path = issuePath(issue);
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => explainKey(path, key, document));
  if (issue.code === 'invalid_union') {
    const inside = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || isOfKeys(one)));
    if (inside) return inside.flatMap((one) => explainIssue({ ...one, path: [...path, ...one.path] }, document));
  }
  if (issue.code === 'invalid_key') return [explainName(path, issue.issues[0]?.message ?? issue.message, document)];
  const at = document.placeOf(path);
  const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
  const found = valueAt(document.data, ...path);
  if (found === undefined) {
    return [{ code: 'spec-invalid', message: `${what} is missing.`, hint: `Add it: ${issue.message}.`, at }];
  }
  const hint = betterHint(path, found) ?? `Write ${issue.message}.`;
  return [{ code: 'spec-invalid', message: `${what} ${problemIn(found)}.`, hint, at }];
}

const isOfKeys = (issue: Issue): boolean => issue.code === 'unrecognized_keys';

function problemIn(found: Json): string {
  if (found === null) return 'has no value';
  if (isList(found) && found.length === 0) return 'is empty';
  if (isList(found)) return 'is a list, which is not allowed here';
  if (isObject(found)) return 'is a map, which is not allowed here';
  // `"true"` is a string: shown without quotes, the mistake could not be seen.
  const looksTyped = typeof found === 'string' && /^(true|false|null|[-+.\d]*\d)$/.test(found);
  const text = looksTyped ? `"${found}"` : (String(found).split('\n')[0] ?? '');
  return `is not valid: \`${text.length > longestShown ? `${text.slice(0, longestShown)}…` : text}\``;
}

/** Longer values would bury the message. In characters. */
const longestShown = 60;

/** More than the rule, for mistakes that are common with other tools. */
function betterHint(path: Path, found: Json): string | undefined {
  const [key, kind] = [path.at(-1), kindOf(path)];
  if (kind === 'version')
    return typeof found === 'string' && found === '1' ? 'Write `version: 1`, without quotes.' : undefined;
  if (kind === 'charts' && isList(found))
    return 'Write a map with a key for each chart: `web: { chart: … }` instead of `- name: web`.';
  if (kind === 'environments' && isList(found))
    return 'Write a map with a key for each environment: `staging: { … }` instead of `- staging`.';
  if (key === 'values' && isList(found)) return 'Write a map. Files with values go under `values-files`.';
  if (['depends', 'tags', 'requires', 'values-files', 'manifests'].includes(String(key)) && typeof found === 'string') {
    return `Write a list: \`${key}: [${isPlainWord(found) ? found : JSON.stringify(found)}]\`.`;
  }
  if (['release', 'namespace', 'stack'].includes(String(key)) && typeof found === 'string') {
    return hintOfName(found, key !== 'stack');
  }
  return undefined;
}

/** Whether YAML reads it as a string without quotes, even inside brackets. */
const isPlainWord = (text: string): boolean => /^(?!(true|false|null)$)[a-z_][\w./-]*$/i.test(text);

/**
 * For a string that is a valid name except for a few characters. `mayBeTemplate`: whether the name may be a template.
 */
function hintOfName(text: string, mayBeTemplate: boolean): string | undefined {
  const variable = /\$\{?(\w+)\}?/.exec(text)?.[1];
  if (variable !== undefined) {
    if (!mayBeTemplate) return 'Compass does not expand `$`, and this name cannot be a template: write it in full.';
    return `Compass does not expand \`$\`. Read the variable with a template: \`<%= readEnv('${variable}') %>\`.`;
  }
  const near = text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return near === '' || near === text || near.length > shortestLimit ? undefined : `Did you mean \`${near}\`?`;
}

/** The shortest limit of all kinds of names. In characters. */
const shortestLimit = 40;

function explainName(path: Path, rule: string, document: YamlDocument): Failure {
  const name = String(path.at(-1));
  const near = hintOfName(name, false);
  return {
    code: 'spec-invalid',
    message: `\`${name}\` is not a valid name.`,
    hint: near === undefined ? `Write ${rule}.` : `${near} Write ${rule}.`,
    at: document.placeOfKey(path.slice(0, -1), name),
  };
}

function explainKey(path: Path, key: string, document: YamlDocument): Failure {
  const kind = kindOf(path);
  const known = knownKeys[kind] ?? [];
  const near = nearestName(key, known);
  const list = known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.';
  return {
    code: 'spec-invalid',
    message: `\`${key}\` is not a valid key here.`,
    hint: synonymHint(kind, key) ?? (near ? `Did you mean \`${near}\`?` : list),
    at: document.placeOfKey(path, key),
  };
}

function synonymHint(kind: string, key: string): string | undefined {
  const known = synonyms[kind] ?? {};
  return Object.hasOwn(known, key) ? known[key] : undefined;
}

/** Names do not matter here: `charts.chain` is the same kind of map as `charts.postgres`. */
function kindOf(path: Path): string {
  const isNamed = ['charts', 'environments', 'repositories'].includes(String(path[0]));
  const kinds = path.map((part, depth) => (typeof part === 'number' ? '#' : isNamed && depth === 1 ? '*' : part));
  return kinds.join('.').replace(/^(charts\.\*\.)?jobs\.(before|after|failed)\.#$/, 'job');
}
