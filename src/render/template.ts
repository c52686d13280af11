// Templates: their texts and what is in scope, to values or to what is wrong with them. The only file that knows EJS.
//
// EJS compiles; the code that it makes runs in a context without `process` and `require`, all of which is frozen, so that no
// template sees what another one did. That stops accidents, and is no security boundary: whoever writes the spec decides
// what is deployed anyway.
import { type Context, constants, createContext, Script } from 'node:vm';
import ejs from 'ejs';
import type { Json, JsonObject } from '../text/json.ts';
import type { QuestionId } from './question.ts';
import { sandboxProgram } from './sandbox.ts';
import { functionNames, type PinnedImage, type Traces } from './sandbox-exchange.ts';

/** What a template may speak of by name, besides the functions. */
export interface Scope {
  readonly names: JsonObject;
  /** Of the same shape as `names`: true stands at each value that must not be seen. */
  readonly secrets: Readonly<Record<string, Traces<true>>>;
  /** Of the same shape: the images that a value was made of. */
  readonly images: Readonly<Record<string, Traces<readonly PinnedImage[]>>>;
}

export type Answer =
  | { readonly value: Json; readonly secret?: boolean }
  | {
      readonly problem: string;
      readonly hint?: string;
      readonly misspelt?: string;
      readonly known?: readonly string[];
    };

export interface TemplateResult {
  /** Meaningless if there is a problem. */
  readonly value: Json;
  /** What is wrong, if anything is; nothing is told while a question is open. */
  readonly problem?: TemplateProblem;
  /** Questions, in the order in which they were asked. */
  readonly asked: readonly QuestionId[];
  /** Images of which the digest was asked for, or of which a value was made that the template has read. */
  readonly images: readonly PinnedImage[];
  /** An answer was missing: the value is only a placeholder. */
  readonly isOpen: boolean;
  /** A secret was seen: the value must not be. */
  readonly secret: boolean;
  /** The secrets themselves, as they came from outside. */
  readonly secretTexts: readonly string[];
}

export interface TemplateProblem {
  readonly problem: string;
  /** What to do; undefined if only the template says. */
  readonly hint?: string;
  /** In the template, counted from 1. */
  readonly line: number;
  readonly misspelt?: string;
  /** Names among which a misspelt one may be. */
  readonly known?: readonly string[];
}

/** Templates that run longer hang. */
const templateTimeoutMs = 10_000;

/** A text with nothing but one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;

const templateTag = /<%(?!%)[\s\S]*?%>/g;

/** Templates are synchronous; and `import()` fails with an error of ours, which leads out of the context. */
const asynchronous =
  /\bimport\b\s*(\/\*.*?\*\/\s*)?[(.]|\bawait\b\s|\basync\b\s*(function\b|\(|[\w$]+\s*=>)|\bPromise\b\s*[.([]/s;

const sandboxScript = new Script(sandboxProgram);
const runScript = new Script('__run()');

interface Mailbox {
  request: string;
  response: string;
  current: number;
}

/** Compiles each text once, however many charts and rounds use it. */
export class TemplateEngine {
  readonly #context: Context;
  readonly #mailbox: Mailbox;
  readonly #sent = new Map<string, unknown>();
  readonly #compiled = new Map<string, number | TemplateProblem>();
  readonly #mayHang = new Set<number>();

  constructor() {
    // Not one of the ordinary kind, whose global object cannot be frozen.
    this.#context = createContext(constants.DONT_CONTEXTIFY, {
      codeGeneration: { strings: false, wasm: false },
      microtaskMode: 'afterEvaluate',
    });
    this.#mailbox = sandboxScript.runInContext(this.#context);
  }

  /** `answers`: what is known by now; for the rest placeholders are put in, and the texts have to be rendered again. */
  render(texts: readonly string[], scope: Scope, answers: Readonly<Record<QuestionId, Answer>>): TemplateResult[] {
    const names = Object.keys(scope.names);
    const compiled = texts.map((text) => this.#compile(text, names));
    const templates = compiled.flatMap((id, index) =>
      typeof id === 'number' ? [{ id, whole: wholeExpression.test(texts[index] ?? '') }] : [],
    );
    const { values, ...own } = scope.names;
    const results =
      templates.length === 0
        ? []
        : this.#run({
            templates,
            scope: own,
            shared: this.#news({ values, secrets: scope.secrets, images: scope.images, answers }),
          });
    return compiled.map((one) => (typeof one === 'number' ? (results.shift() ?? noResult) : brokenResult(one)));
  }

  /** What the context does not have yet. */
  #news(shared: Readonly<Record<string, unknown>>): Record<string, unknown> {
    const news = Object.entries(shared).filter(([name, value]) => this.#sent.get(name) !== value);
    for (const [name, value] of news) this.#sent.set(name, value);
    return Object.fromEntries(news);
  }

  #run(request: {
    templates: readonly { id: number }[];
    scope: JsonObject;
    shared: Record<string, unknown>;
  }): TemplateResult[] {
    this.#mailbox.request = JSON.stringify(request);
    try {
      // Only where it is needed: a clock for each call would cost more than what is called.
      const mayHang = request.templates.some(({ id }) => this.#mayHang.has(id));
      runScript.runInContext(this.#context, mayHang ? { timeout: templateTimeoutMs } : {});
      const results: RawResult[] = JSON.parse(this.#mailbox.response);
      return results.map(toRendered);
    } catch (problem) {
      const { code, message } = Object(problem);
      const isHanging = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      const told = isHanging ? `it ran longer than ${templateTimeoutMs / 1000} s` : firstLine(String(message));
      // One of them took all the time, or broke out; nothing is known of those behind it.
      return request.templates.map((_, index) =>
        index === this.#mailbox.current ? brokenResult({ problem: told, line: 1 }) : noResult,
      );
    }
  }

  #compile(text: string, names: readonly string[]): number | TemplateProblem {
    const key = `${names.join()}:${text}`;
    const known = this.#compiled.get(key);
    if (known !== undefined) return known;
    const compiled = problemOfText(text) ?? this.#define(text, names);
    this.#compiled.set(key, compiled);
    return compiled;
  }

  #define(text: string, names: readonly string[]): number | TemplateProblem {
    const id = this.#compiled.size;
    try {
      new Script(`__define(${id}, ${compile(text, names)})`).runInContext(this.#context);
      if (mayRunLong(text)) this.#mayHang.add(id);
      return id;
    } catch (problem) {
      return {
        problem: firstLine(String(Object(problem).message)).replace(/\.+$/, ''),
        hint: 'Check the JavaScript between `<%` and `%>`: brackets, quotes, and a value on each side of an operator.',
        line: 1,
      };
    }
  }
}

type RawResult = Omit<TemplateResult, 'problem'> & Partial<TemplateProblem> & { readonly isCertain?: boolean };

function toRendered({
  value = null,
  asked,
  images,
  isOpen,
  secret,
  secretTexts,
  problem,
  isCertain,
  ...more
}: RawResult): TemplateResult {
  const common = { value, asked, images, isOpen, secret, secretTexts };
  if (problem === undefined || (isOpen && !isCertain)) return common;
  const { line = 1, hint, misspelt, known } = more;
  const about = { ...(hint && { hint }), ...(misspelt && { misspelt }), ...(known && { known }) };
  return { ...common, problem: { problem, line, ...about } };
}

const noResult: TemplateResult = {
  ...{ value: null, asked: [], images: [], secretTexts: [] },
  ...{ isOpen: false, secret: false },
};

function brokenResult(problem: TemplateProblem): TemplateResult {
  return { ...noResult, problem };
}

/** What is refused before it is compiled. */
function problemOfText(text: string): TemplateProblem | undefined {
  const tags = [...text.replaceAll('<%%', '  ').matchAll(templateTag)];
  for (const { 0: code, index } of tags) {
    const line = text.slice(0, index).split('\n').length;
    if (code.startsWith('<%-')) return { problem: '`<%-` is not allowed', hint: 'Write `<%=`.', line };
    const [word] = asynchronous.exec(withoutTexts(code)) ?? [];
    if (word !== undefined) {
      const problem = `\`${word.trim().replace(/\W.*$/s, '')}\` is not allowed in a template`;
      return { problem, hint: 'Remove it: templates are synchronous.', line };
    }
  }
  return undefined;
}

/**
 * Nothing but names, comparisons and calls of our own functions ends by itself. Whatever else a template does is watched: it
 * may be a loop in disguise.
 */
function mayRunLong(text: string): boolean {
  const code = (text.match(templateTag) ?? [])
    .map((one) => withoutTexts(one.replace(/^<%[=#_]?|[-_]?%>$/g, '')))
    .join('\n');
  const unquoted = code.replace(/`(?:[^`\\$]|\$\{[\w$.\s]*\})*`/g, "''");
  if (!/^[\w$.?:\s<>=!&|+\-,()'[\]]*$/.test(unquoted) || /=>|\dn\b|[\])']\s*\(/.test(unquoted)) return true;
  const called = [...unquoted.matchAll(/([\w$.?]+)\s*\(/g)].map(([, name]) => name);
  return called.some((name) => !functionNames.some((known) => known === name));
}

/** Code without what stands in quotes. */
function withoutTexts(code: string): string {
  return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

/** EJS's own types do not have it. */
interface Generator {
  readonly source: string;
  generateSource(): void;
}

/** The source of a function: EJS's code between what it expects to find around it. */
function compile(text: string, names: readonly string[]): string {
  const template: ejs.Template & Partial<Generator> = new ejs.Template(text, { compileDebug: true });
  template.generateSource?.();
  return `function (__scope, __engine) {
    "use strict";
    const { ${[...names, ...functionNames].join(', ')} } = __scope;
    const { escapeFn, append: __append } = __engine;
    let __line = 1;
    try {
      ${template.source ?? ''}
    } catch (error) {
      __engine.fail(error, __line);
    }
  }`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
