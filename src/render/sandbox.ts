// What runs beside templates in their sandbox? A program that gives them strict access to their scope, and calls them.
// Its source goes there as text, so `Sandbox` may use nothing outside itself. Only JSON goes in or out, in the mailbox.
import { durationPattern } from '../text/duration.ts';
import {
  deferredPlaceholder,
  type Origins,
  type ProblemDetails,
  type SandboxSettings,
  type ScopeNames,
  type Shared,
  type Template,
  type Trace,
  type WantedTemplate,
} from './sandbox-exchange.ts';
import { TemplateFunctions } from './sandbox-functions.ts';

class Sandbox {
  readonly #mailbox = { request: '', response: '', current: 0 };
  readonly #templates = new Map<number, Template>();
  readonly #shared: Shared = { values: {}, secrets: {}, images: {}, answers: {} };

  readonly #Problem = class TemplateProblem extends Error {
    readonly about: ProblemDetails;

    constructor(problem: string, about: ProblemDetails = {}) {
      super(problem);
      this.about = about;
    }
  };

  readonly #functions: TemplateFunctions;

  constructor(settings: SandboxSettings, Functions: typeof TemplateFunctions) {
    this.#functions = new Functions({
      settings,
      Problem: this.#Problem,
      strict: (...given) => this.#strict(...given),
      plain: (value) => this.#plain(value),
    });
  }

  /**
   * Puts `__define` and `__run` in place, and freezes every object in which one template could leave something for
   * another.
   */
  start(): object {
    Object.assign(globalThis, {
      __define: (id: number, template: Template) => void this.#templates.set(id, template),
      __run: () => this.#run(),
    });
    for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) {
      Reflect.deleteProperty(globalThis, name);
    }
    this.#removeClockAndChance();
    const hardened = new Set<unknown>();
    for (const name of Object.getOwnPropertyNames(globalThis)) {
      if (name !== 'globalThis') this.#harden(Reflect.get(globalThis, name), hardened);
    }
    Object.freeze(globalThis);
    return this.#mailbox;
  }

  /** The same input must give the same text, whenever it is rendered. A date that is written down can be used. */
  #removeClockAndChance(): void {
    const refuse = (name: string) => () => {
      throw new this.#Problem(`${name} is not available: a template must give the same result whenever it is rendered`);
    };
    const [RealDate, noClock] = [Date, refuse('the current time')];
    const FixedDate = function (this: unknown, ...given: readonly []) {
      return given.length === 0 || new.target === undefined ? noClock() : Reflect.construct(RealDate, given);
    };
    Object.assign(FixedDate, { now: noClock, parse: RealDate.parse, UTC: RealDate.UTC, prototype: RealDate.prototype });
    Object.assign(RealDate.prototype, { constructor: FixedDate });
    Object.assign(globalThis, { Date: FixedDate });
    Object.assign(Math, { random: refuse('a random number') });
    Reflect.deleteProperty(Intl, 'DateTimeFormat');
  }

  #harden(value: unknown, hardened: Set<unknown>): void {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || hardened.has(value)) return;
    hardened.add(value);
    Object.freeze(value);
    for (const { value: inner, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) {
      for (const one of [inner, get, set]) this.#harden(one, hardened);
    }
    this.#harden(Object.getPrototypeOf(value), hardened);
  }

  #run(): void {
    const request = JSON.parse(this.#mailbox.request);
    Object.assign(this.#shared, request.shared);
    const scope: ScopeNames = { values: this.#shared.values, ...request.scope };
    const results: object[] = [];
    for (const wanted of request.templates) {
      this.#mailbox.current = results.length;
      results.push(this.#render(wanted, scope));
    }
    this.#mailbox.response = JSON.stringify(results);
  }

  #render({ id, whole }: WantedTemplate, scope: ScopeNames): object {
    const { secrets, images, answers } = this.#shared;
    const trace: Trace = { asked: [], images: [], secret: false, secretTexts: [], isOpen: false };
    const functions = this.#functions.make(scope, answers, trace);
    const failure: { cause?: unknown; line?: number } = {};
    let output = '';
    let last: unknown;
    try {
      const names = Object.entries(scope).map(([name, value]) => {
        return [name, this.#strict(value, name, { secrets: secrets[name], images: images[name] }, trace)];
      });
      this.#templates.get(id)?.(Object.assign(Object.fromEntries(names), functions), {
        escapeFn: (value: unknown): string => {
          if (value === undefined || typeof value === 'function') {
            const hint = 'Write an expression that has a value.';
            throw new this.#Problem('the expression has no value', { hint });
          }
          if (!whole && value === null) {
            const hint = 'Give it a default, such as `<%= values.name ?? "none" %>`.';
            throw new this.#Problem('the expression is null, which is not a string', { hint });
          }
          last = this.#plain(value);
          return typeof value === 'object' ? JSON.stringify(last) : String(value);
        },
        append: (value: unknown) => {
          output += value;
        },
        fail: (cause: unknown, line: number) => {
          Object.assign(failure, { cause, line });
          throw failure;
        },
      });
      return { ...trace, value: whole ? last : output };
    } catch (thrown) {
      const names = [...Object.keys(scope), ...Object.keys(functions)];
      return this.#explain(thrown === failure ? failure.cause : thrown, failure.line ?? 1, trace, names);
    }
  }

  #explain(error: unknown, line: number, trace: Trace, names: readonly string[]): object {
    const own = error instanceof this.#Problem ? error : undefined;
    const isHarmless = own !== undefined || error instanceof ReferenceError;
    const message =
      trace.secret && !isHarmless
        ? 'it fails after it has read a secret, so the error is not shown'
        : this.#messageOf(error);
    const unknown = /^(\S+) is not defined$/.exec(message)?.[1];
    return {
      ...trace,
      ...own?.about,
      isCertain: own?.about.isCertain === true,
      problem: unknown ? `${unknown} is not defined here` : message,
      line,
      ...(unknown && { misspelt: unknown, known: names }),
    };
  }

  #messageOf(error: unknown): string {
    try {
      return String(Object(error).message ?? error);
    } catch {
      return 'it threw a value that cannot be shown';
    }
  }

  /** Reading a missing property is an error, except symbols and toJSON, which the language itself reads. */
  #strict(value: unknown, path: string, { secrets, images }: Origins, trace: Trace): unknown {
    if (typeof value !== 'object' || value === null) return value;
    const refuse = () => {
      throw new this.#Problem('template values are read-only', {
        hint: 'Change a copy of it: `[...list]` or `{ ...map }`.',
      });
    };
    return new Proxy(value, {
      get: (target, key) => {
        if (typeof key === 'symbol' || key === 'toJSON') return Reflect.get(target, key);
        if (!Object.hasOwn(target, key)) {
          if (key in target) return Reflect.get(target, key);
          throw new this.#Problem(`there is no ${path}.${key}`, {
            misspelt: key,
            known: Object.keys(target),
            hint: `Add it to the values, or test for it with \`has('${path}.${key}')\`.`,
          });
        }
        const secret = typeof secrets === 'object' ? secrets[key] : undefined;
        if (secret === true) trace.secret = true;
        const image = images === undefined || Array.isArray(images) ? undefined : Reflect.get(images, key);
        if (Array.isArray(image)) trace.images.push(...image);
        return this.#strict(Reflect.get(target, key), `${path}.${key}`, { secrets: secret, images: image }, trace);
      },
      set: refuse,
      defineProperty: refuse,
      deleteProperty: refuse,
      setPrototypeOf: refuse,
    });
  }

  /** Values are passed on as JSON. A value that JSON would silently turn into null is an error. */
  #plain(value: unknown): unknown {
    const text = JSON.stringify(value, (_key, inner: unknown) => {
      const isNumber = typeof inner === 'number';
      const isLost = inner === undefined || typeof inner === 'function' || (isNumber && !Number.isFinite(inner));
      const isInexact = isNumber && Number.isInteger(inner) && !Number.isSafeInteger(inner);
      if (isLost || isInexact) {
        throw new this.#Problem(
          `the expression evaluates to ${String(inner).slice(0, 40)}, which JSON cannot represent`,
        );
      }
      return inner;
    });
    return JSON.parse(text);
  }
}

const sandboxSettings: SandboxSettings = {
  deferred: deferredPlaceholder,
  unresolvedDigest: `sha256:${'0'.repeat(64)}`,
  duration: durationPattern.source,
};

/** A bundler drops `'use strict'` inside a module, so it is written here. */
export const sandboxProgram = `'use strict';
new (${Sandbox})(${JSON.stringify(sandboxSettings)}, ${TemplateFunctions}).start();`;
