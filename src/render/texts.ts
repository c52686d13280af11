// What do the templates in the spec and its files evaluate to, and where are they wrong?

import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { Files } from '../ports/machine.ts';
import type { Spec } from '../spec/spec.ts';
import { isList, isObject, type Json, type JsonObject } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import type { PlacedText } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { parseQuestion, type Question, type QuestionId } from './question.ts';
import type { Answer, Scope, TemplateEngine, TemplateProblem, TemplateResult } from './template.ts';
import { type NamedLayer, pinned, sealWithKeys, type Value, type Values } from './values.ts';

/** What rendering needs besides the text, and what it collects. */
export interface Renderer {
  readonly engine: TemplateEngine;
  readonly files: Files;
  /** Known so far. */
  readonly answers: Readonly<Record<QuestionId, Answer>>;
  /** Everything that was asked for, with or without an answer. */
  readonly asked: Map<QuestionId, AskedQuestion>;
  /** References of the images whose digest a template asked for, or whose digest is in a value that it read. */
  readonly images: Set<string>;
  /** Learns every secret text. */
  readonly learn: (secret: string) => void;
  /** Where `values` comes from, from low to high. */
  readonly layers: readonly NamedLayer[];
}

/** Most strings contain no template, and do not enter the engine. Fails with `template-failed`, for all at once. */
export function renderTexts(texts: readonly PlacedText[], scope: Scope, renderer: Renderer): Result<Value[]> {
  const templates = texts.filter(({ text }) => text.includes('<%'));
  const rendered = renderer.engine.render(
    templates.map(({ text }) => text),
    scope,
    renderer.answers,
  );
  let next = 0;
  return all(
    texts.map((placed): Result<Value> => {
      if (!placed.text.includes('<%')) return ok(placed.text);
      const result = rendered[next];
      next += 1;
      return result === undefined ? ok(null) : takeResult(result, placed, renderer);
    }),
  );
}

/** Notes what a template asked for and has read, and seals what it derived from a secret. */
function takeResult(result: TemplateResult, placed: PlacedText, renderer: Renderer): Result<Value> {
  for (const id of result.asked) {
    if (!renderer.asked.has(id)) renderer.asked.set(id, { question: parseQuestion(id), by: placed });
  }
  for (const { reference } of result.images) renderer.images.add(reference);
  for (const secret of result.secretTexts) renderer.learn(secret);
  if (result.problem) return failed(explainTemplate(result.problem, placed, renderer));
  if (result.secret && !result.isOpen) learnTexts(result.value, renderer);
  return ok(pinned(result.secret ? sealWithKeys(result.value) : result.value, result.images));
}

export function renderText(placed: PlacedText, scope: Scope, renderer: Renderer): Result<Value> {
  const rendered = renderTexts([placed], scope, renderer);
  return rendered.ok ? ok(rendered.value[0] ?? null) : rendered;
}

export interface AskedQuestion {
  readonly question: Question;
  /** The first text that asks it. */
  readonly by: PlacedText;
}

export type AskedQuestions = ReadonlyMap<QuestionId, AskedQuestion>;

/** Collects the questions of one part separately, and adds them to the renderer's afterwards. */
export function askedIn<Value>(
  renderer: Renderer,
  run: (renderer: Renderer) => Value,
): { readonly value: Value; readonly asked: AskedQuestions } {
  const asked = new Map<QuestionId, AskedQuestion>();
  const value = run({ ...renderer, asked });
  for (const [id, one] of asked) if (!renderer.asked.has(id)) renderer.asked.set(id, one);
  return { value, asked };
}

/** Whether a question has no answer yet: the result is then only a placeholder. */
export function isOpen(asked: AskedQuestions, { answers }: Renderer): boolean {
  return [...asked.keys()].some((id) => !Object.hasOwn(answers, id));
}

/** Values as written in the spec. `textAt`: the text at a path below them. */
export function renderValues(
  values: JsonObject,
  textAt: (path: Path, text: string) => PlacedText,
  scope: Scope,
  renderer: Renderer,
): Result<Values> {
  const texts: PlacedText[] = [];
  collectTexts(values, [], (text, path) => texts.push(textAt(path, text)));
  if (texts.length === 0) return ok(values);
  const rendered = renderTexts(texts, scope, renderer);
  if (!rendered.ok) return rendered;
  const results = rendered.value.values();
  return ok(substituteIn(values, () => results.next().value ?? null));
}

/** A map of values at a path of the spec. */
export function renderSpecLayer(
  spec: Spec,
  values: JsonObject,
  start: Path,
  scope: Scope,
  renderer: Renderer,
): Result<NamedLayer> {
  const rendered = renderValues(values, (path, text) => spec.textAt([...start, ...path], text), scope, renderer);
  if (!rendered.ok) return rendered;
  const placeOf = (path: Path) => spec.placeOf([...start, ...path]);
  return ok({ name: `\`${start.join('.')}\``, values: rendered.value, written: values, placeOf });
}

/** Strings with templates, in the order of `substitute`. */
function collectTexts(value: Json, path: Path, take: (text: string, path: Path) => void): void {
  if (typeof value === 'string' && value.includes('<%')) take(value, path);
  else if (isList(value)) for (const [index, item] of value.entries()) collectTexts(item, [...path, index], take);
  else if (isObject(value)) {
    for (const [key, inner] of Object.entries(value)) collectTexts(inner, [...path, key], take);
  }
}

function substitute(value: Json, next: () => Value): Value {
  if (typeof value === 'string') return value.includes('<%') ? next() : value;
  if (isList(value)) return value.map((item) => substitute(item, next));
  return isObject(value) ? substituteIn(value, next) : value;
}

function substituteIn(map: JsonObject, next: () => Value): Values {
  return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, substitute(inner, next)]));
}

function learnTexts(value: Json, renderer: Renderer): void {
  if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) learnTexts(inner, renderer);
  // Most of a multi-line value, such as a rendered file, is not secret; the secret in it is learnt already.
  else if (value !== null && !String(value).includes('\n')) renderer.learn(String(value));
}

function explainTemplate(problem: TemplateProblem, { text, placeOf }: PlacedText, { layers }: Renderer): Failure {
  const { hint = 'Correct the JavaScript between `<%` and `%>`.', misspelt, known = [] } = problem;
  const near = misspelt && nearestName(misspelt, known);
  const { code, offset } = failingTag(text, problem);
  const hints = [
    near ? `Did you mean \`${near}\`?` : known.length > 0 ? `Available here: ${known.join(', ')}.` : hint,
    ...(/ values\.|^values\b/.test(problem.problem) && layers.length > 0
      ? [`\`values\` is merged, from low to high, from: ${layers.map(({ name }) => name).join(', ')}.`]
      : []),
  ];
  return {
    code: 'template-failed',
    message: `The template \`${code}\` cannot be rendered: ${problem.problem}.`,
    hint: hints.join(' '),
    at: placeOf(offset),
  };
}

/** Longer tags would bury the message. In characters. */
const longestTagShown = 100;

/** EJS knows only the line; of the tags on it, the one with the misspelt word has failed. */
function failingTag(text: string, { line, misspelt, problem }: TemplateProblem): { code: string; offset: number } {
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length;
  const tags = [...text.matchAll(/<%(?!%)[\s\S]*?(%>|$)/g)];
  const onLine = tags.filter(({ 0: code, index }) => lineAt(index) <= line && line <= lineAt(index + code.length));
  const word = misspelt ?? /\w+$/.exec(problem)?.[0] ?? '';
  const tag = onLine.find(({ 0: code }) => code.includes(word)) ?? onLine[0] ?? tags[0];
  const code = (tag?.[0] ?? text).replace(/\s+/g, ' ');
  return {
    code: code.length > longestTagShown ? `${code.slice(0, longestTagShown)}…` : code,
    offset: tag?.index ?? 0,
  };
}
