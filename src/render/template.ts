// One template: its text and what is in scope, to a value or to what is wrong with it. The only file that knows EJS.
//
// EJS compiles; the code that it makes runs in a context of its own, which has neither `process` nor `require`. That stops
// accidents, and is no security boundary: whoever writes the spec decides what is deployed anyway.
import { createContext, Script } from 'node:vm';
import ejs from 'ejs';
import type { Json, JsonObject } from '../json.ts';
import { prelude } from './prelude.ts';

/** What a template may speak of by name, besides the functions. */
export type Scope = Readonly<Record<string, Json>>;

export type Rendered =
  | { readonly value: Json; readonly asked: readonly string[] }
  /** `line`: in the template, counted from 1. `known`: names among which a misspelt one may be. */
  | { readonly problem: string; readonly line: number; readonly misspelt?: string; readonly known?: readonly string[] };

/** A template that runs longer hangs. */
const timeoutMs = 10_000;

const context = createContext(Object.create(null), {
  codeGeneration: { strings: false, wasm: false },
  microtaskMode: 'afterEvaluate',
});
new Script(prelude).runInContext(context);

/** A text with nothing but one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;

/**
 * `digests`: what is known of images by now; for one that is not among them, a placeholder is put in, and the template
 * has to be rendered again. All that were asked for are in `asked`.
 */
export function renderTemplate(text: string, scope: Scope, digests: JsonObject): Rendered {
  if (/<%-/.test(text.replaceAll('<%%', ''))) return { problem: '`<%-` is not allowed; write `<%=`', line: 1 };
  try {
    const request = JSON.stringify(JSON.stringify({ scope, digests, whole: wholeExpression.test(text) }));
    const script = new Script(`run(${request}, ${compile(text, Object.keys(scope))})`);
    return JSON.parse(script.runInContext(context, { timeout: timeoutMs }));
  } catch (problem) {
    const { code, message } = problem as NodeJS.ErrnoException;
    const isHanging = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return { problem: isHanging ? `it ran longer than ${timeoutMs / 1000} s` : firstLine(message), line: 1 };
  }
}

/** The source of a function: EJS's code between what it expects to find around it. */
function compile(text: string, names: readonly string[]): string {
  const template = new ejs.Template(text, { compileDebug: true }) as unknown as {
    source: string;
    generateSource(): void;
  };
  template.generateSource();
  return `function (scope, engine) {
    "use strict";
    const { ${names.join(', ')} } = scope;
    const { escapeFn, __append, fail } = engine;
    let __line = 1;
    try {
      ${template.source}
    } catch (error) {
      fail(error, __line);
    }
  }`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
