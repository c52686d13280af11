// What does a template evaluate to, or what is wrong with it? The only file that imports EJS.
//
// EJS compiles; the result runs in a context without `process` and `require`. Everything in it is frozen, so that
// templates cannot see each other. That prevents accidents, but it is not a security boundary: the author of the spec
// decides what is deployed anyway.
import { type Context, constants, createContext, Script } from 'node:vm';
import ejs from 'ejs';
import type { Json, JsonObject } from '../text/json.ts';
import type { QuestionId } from './question.ts';
import { sandboxProgram } from './sandbox.ts';
import { functionNames, type PinnedImage, type Traces } from './sandbox-exchange.ts';

/** The names that a template can use, besides the functions. */
export interface Scope {
  readonly names: JsonObject;
  /** Of the same shape as `names`, with `true` at each secret value. */
  readonly secrets: Readonly<Record<string, Traces<true>>>;
  /** Of the same shape, with the images that each value was derived from. */
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
  /** Absent while a question is open. */
  readonly problem?: TemplateProblem;
  /** In the order in which they were asked. */
  readonly asked: readonly QuestionId[];
  /** Images whose digest the template asked for, or whose digest is in a value that it read. */
  readonly images: readonly PinnedImage[];
  /** An answer was missing: the value is only a placeholder. */
  readonly isOpen: boolean;
  /** A secret was read, so the value is one too. */
  readonly secret: boolean;
  /** The secrets that were read. */
  readonly secretTexts: readonly string[];
}

export interface TemplateProblem {
  readonly problem: string;
  /** What to do, if there is more to say than "correct the template". */
  readonly hint?: string;
  /** In the template, counted from 1. */
  readonly line: number;
  readonly misspelt?: string;
  /** Names that may be meant by a misspelt one. */
  readonly known?: readonly string[];
}

/** All templates that are rendered together are stopped after this time. */
const defaultTimeoutMs = 10_000;

/** A template that is one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;

const templateTag = /<%(?!%)[\s\S]*?%>/g;

/**
 * Templates are synchronous. Besides, an error from `import()` belongs to the outer context, so a template could escape
 * through it.
 */
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
  readonly #timeoutMs: number;
  readonly #context: Context;
  readonly #mailbox: Mailbox;
  readonly #sent = new Map<string, unknown>();
  readonly #compiled = new Map<string, number | TemplateProblem>();
  readonly #mayHang = new Set<number>();

  constructor(timeoutMs = defaultTimeoutMs) {
    this.#timeoutMs = timeoutMs;
    // The global object of an ordinary context cannot be frozen.
    this.#context = createContext(constants.DONT_CONTEXTIFY, {
      codeGeneration: { strings: false, wasm: false },
      microtaskMode: 'afterEvaluate',
    });
    this.#mailbox = sandboxScript.runInContext(this.#context);
  }

  /** `answers`: known so far. Other questions get placeholders, and the texts must be rendered again. */
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

  /** What the sandbox does not have yet. */
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
      // Only if needed: a timeout for each call would cost more than the call.
      const mayHang = request.templates.some(({ id }) => this.#mayHang.has(id));
      runScript.runInContext(this.#context, mayHang ? { timeout: this.#timeoutMs } : {});
      const results: RawResult[] = JSON.parse(this.#mailbox.response);
      return results.map(toRendered);
    } catch (problem) {
      const { code, message } = Object(problem);
      const isHanging = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
      const reason = isHanging ? `it ran longer than ${this.#timeoutMs / 1000} s` : firstLine(String(message));
      // One template timed out, or failed outside its own error handling. The ones after it have no result.
      return request.templates.map((_, index) =>
        index === this.#mailbox.current ? brokenResult({ problem: reason, line: 1 }) : noResult,
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
  value: null,
  asked: [],
  images: [],
  secretTexts: [],
  isOpen: false,
  secret: false,
};

function brokenResult(problem: TemplateProblem): TemplateResult {
  return { ...noResult, problem };
}

/** What is rejected before it is compiled. */
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
 * Names, comparisons and calls of Compass's own functions always end. Anything else gets a timeout: it may be a loop in
 * disguise.
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

/** Code without the contents of its quoted strings. */
function withoutTexts(code: string): string {
  return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}

/** Missing in EJS's own types. */
interface Generator {
  readonly source: string;
  generateSource(): void;
}

/** The source of a function: EJS's code, with the surroundings that it expects. */
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
