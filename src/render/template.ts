// One template: its text and what is in scope, to a value or to what is wrong with it. The only file that knows EJS.
//
// EJS compiles; the code that it makes runs in a new context of its own, without `process` and `require`, so that no
// template sees what another one did. That stops accidents, and is no security boundary: whoever writes the spec decides
// what is deployed anyway.
import { type Context, createContext, Script } from 'node:vm';
import ejs from 'ejs';
import type { Json, JsonObject } from '../json.ts';
import { functionNames, prelude } from './prelude.ts';

/** What a template may speak of by name, besides the functions. */
export type Scope = Readonly<Record<string, Json>>;

export type Rendered =
  | { readonly value: Json; readonly asked: readonly string[] }
  /** `line`: in the template, counted from 1. `known`: names among which a misspelt one may be. */
  | { readonly problem: string; readonly line: number; readonly misspelt?: string; readonly known?: readonly string[] };

/** A template that runs longer hangs. */
const timeoutMs = 10_000;

const preludeScript = new Script(prelude);

/** Templates are synchronous; and `import()` fails with an error of ours, which leads out of the context. */
const forbidden = /\b(import|async|await|Promise)\b/;
const tag = /<%(?!%)[\s\S]*?%>/g;

/** A text with nothing but one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;

/**
 * `digests`: what is known of images by now; for one that is not among them, a placeholder is put in, and the template
 * has to be rendered again. All that were asked for are in `asked`.
 */
export function renderTemplate(text: string, scope: Scope, digests: JsonObject): Rendered {
  const code = (text.replaceAll('<%%', '').match(tag) ?? []).join('\n');
  if (code.includes('<%-')) return { problem: '`<%-` is not allowed; write `<%=`', line: 1 };
  const [word] = forbidden.exec(code) ?? [];
  if (word !== undefined) return { problem: `\`${word}\` is not allowed in a template`, line: 1 };
  try {
    const request = JSON.stringify(JSON.stringify({ scope, digests, whole: wholeExpression.test(text) }));
    const script = new Script(`__run(${request}, ${compile(text, Object.keys(scope))})`);
    return JSON.parse(script.runInContext(newContext(), { timeout: timeoutMs }));
  } catch (problem) {
    const { code: reason, message } = problem as NodeJS.ErrnoException;
    const isHanging = reason === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    return { problem: isHanging ? `it ran longer than ${timeoutMs / 1000} s` : firstLine(String(message)), line: 1 };
  }
}

function newContext(): Context {
  const context = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  preludeScript.runInContext(context);
  return context;
}

/** The source of a function: EJS's code between what it expects to find around it. */
function compile(text: string, names: readonly string[]): string {
  const template = new ejs.Template(text, { compileDebug: true }) as unknown as {
    source: string;
    generateSource(): void;
  };
  template.generateSource();
  return `function (__scope, __engine) {
    "use strict";
    const { ${[...names, ...functionNames].join(', ')} } = __scope;
    const { escapeFn, append: __append } = __engine;
    let __line = 1;
    try {
      ${template.source}
    } catch (error) {
      __engine.fail(error, __line);
    }
  }`;
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message;
}
