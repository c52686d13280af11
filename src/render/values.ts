// Values with templates in them, from the spec and from files, to plain values.
import { posix } from 'node:path';
import { formatPlace, nearestName, type Place } from '../diagnostic.ts';
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Files } from '../ports.ts';
import { type Path, readYaml } from '../yaml.ts';
import { type Rendered, renderTemplate, type Scope } from './template.ts';

/** What rendering needs besides the text, and what it learns. */
export interface Renderer {
  readonly files: Files;
  /** Of images, by reference: what is known by now. */
  readonly digests: JsonObject;
  /** References whose digest was asked for, those that are known included. */
  readonly asked: Set<string>;
}

/** Values as they stand in the spec. `placeOf`: of the value at a path below them. */
export function renderValues(
  values: JsonObject,
  placeOf: (path: Path) => Place,
  scope: Scope,
  renderer: Renderer,
): Result<JsonObject> {
  return renderInside(values, [], placeOf, scope, renderer) as Result<JsonObject>;
}

function renderInside(
  value: Json,
  path: Path,
  placeOf: (path: Path) => Place,
  scope: Scope,
  renderer: Renderer,
): Result<Json> {
  if (typeof value === 'string') return renderText(value, placeOf(path), scope, renderer);
  if (Array.isArray(value))
    return all(value.map((item, index) => renderInside(item, [...path, index], placeOf, scope, renderer)));
  if (!isObject(value)) return ok(value);
  const entries = Object.entries(value as JsonObject).map(([key, inner]) => {
    const rendered = renderInside(inner, [...path, key], placeOf, scope, renderer);
    return rendered.ok ? ok([key, rendered.value] as const) : rendered;
  });
  const rendered = all(entries);
  return rendered.ok ? ok(Object.fromEntries(rendered.value)) : rendered;
}

/** One text, which may be a template. */
export function renderText(text: string, at: Place, scope: Scope, renderer: Renderer): Result<Json> {
  // Most texts have none, and go round the engine.
  if (!text.includes('<%')) return ok(text);
  const rendered = renderTemplate(text, scope, renderer.digests);
  if ('problem' in rendered) return failed(explain(rendered, at, text));
  for (const reference of rendered.asked) renderer.asked.add(reference);
  return ok(rendered.value);
}

/**
 * Values of a file in the workspace; `path` starts at `folder`, and may be a template itself. As full text a file is a
 * template if its name ends in `.ejs`. Fails, at the place where it is named, with `file-unreadable`.
 */
export function readValuesFile(
  path: string,
  folder: string,
  at: Place,
  scope: Scope,
  renderer: Renderer,
): Result<JsonObject> {
  const name = renderText(path, at, scope, renderer);
  if (!name.ok) return name;
  const file = posix.join(folder, String(name.value));
  const read = renderer.files.read(file);
  if ('problem' in read) return failed(unreadable(`\`${file}\` ${read.problem}`, at));
  const text = file.endsWith('.ejs') ? renderFile(file, read.text, scope, renderer) : ok(read.text);
  if (!text.ok) return text;
  return parseValues(file, text.value, at);
}

/** The text of a file, as a template. */
export function renderFile(file: string, text: string, scope: Scope, renderer: Renderer): Result<string> {
  const rendered = renderTemplate(text, scope, renderer.digests);
  if ('problem' in rendered) return failed(explain(rendered, { file, line: rendered.line, column: 1 }));
  for (const reference of rendered.asked) renderer.asked.add(reference);
  return ok(typeof rendered.value === 'string' ? rendered.value : JSON.stringify(rendered.value));
}

function parseValues(file: string, text: string, at: Place): Result<JsonObject> {
  // Nothing but comments, as a template may leave it, is no values.
  if (text.split('\n').every((line) => /^\s*(#|$)/.test(line))) return ok({});
  const yaml = readYaml(file, text);
  if ('problems' in yaml) {
    const problems = yaml.problems.map((problem) => ({ code: 'spec-invalid', ...problem }) as const);
    return failed(...problems);
  }
  const { data } = yaml.document;
  return isObject(data) ? ok(data as JsonObject) : failed(unreadable(`\`${file}\` is not a map of values`, at));
}

function explain(rendered: Extract<Rendered, { problem: string }>, at: Place, text?: string): Failure {
  const near = rendered.misspelt && nearestName(rendered.misspelt, rendered.known ?? []);
  const known =
    rendered.known && rendered.known.length > 0 ? `Known here: ${rendered.known.join(', ')}.` : 'Correct the template.';
  const what = text === undefined || text.includes('\n') ? 'The template' : `The template \`${text}\``;
  return {
    code: 'template-failed',
    message: `${what} cannot be rendered: ${rendered.problem}.`,
    hint: near ? `Did you mean \`${near}\`?` : known,
    at,
  };
}

function unreadable(message: string, at: Place): Failure {
  return { code: 'file-unreadable', message: `${message}.`, hint: `Correct the name at ${formatPlace(at)}.`, at };
}
