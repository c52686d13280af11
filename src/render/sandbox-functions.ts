// What do the functions do that templates may call? Their source goes into the sandbox as text, so this class may use
// nothing outside itself.
import type { SandboxTools, ScopeNames, Shared, Trace } from './sandbox-exchange.ts';

type AskQuestion = (placeholder: unknown, ...question: readonly string[]) => unknown;

export class TemplateFunctions {
  readonly #tools: SandboxTools;

  constructor(tools: SandboxTools) {
    this.#tools = tools;
  }

  /** For one template. */
  make(scope: ScopeNames, answers: Shared['answers'], trace: Trace): object {
    const ask = (placeholder: unknown, ...question: readonly string[]) =>
      this.#ask(answers, trace, placeholder, ...question);
    const digest = (name: string, given: unknown, ...more: readonly string[]): string => {
      const reference = this.#known(name, given);
      const found = String(ask(this.#tools.settings.unresolvedDigest, 'digest', reference, ...more));
      trace.images.push({ reference, digest: found });
      return found;
    };
    /** Whatever is parsed from a secret is secret too. */
    const parts = (value: unknown): unknown => {
      const note = (_key: string, inner: unknown) => {
        if (typeof inner === 'string') trace.secretTexts.push(inner);
        return inner;
      };
      if (trace.secret) JSON.stringify(value, note);
      return value;
    };
    return {
      digest: (reference: unknown) => digest('digest', reference),
      image: (reference: string, given?: unknown) => {
        const more = this.#imageOptions(given);
        const found = digest('image', reference, ...more);
        return reference.includes('@') ? reference : `${reference}@${found}`;
      },
      has: (path: unknown) => this.#has(this.#text('has', path), scope),
      slug: (value: unknown, max: unknown) => this.#slug(this.#text('slug', value), max),
      toJson: (value: unknown) => JSON.stringify(this.#tools.plain(value)),
      fromJson: (value: unknown) => this.#tools.strict(parts(this.#parseJson(value)), 'fromJson()', {}, trace),
      fromYaml: (value: unknown) =>
        this.#tools.strict(parts(ask({}, 'yaml', this.#text('fromYaml', value))), 'fromYaml()', {}, trace),
      b64enc: (value: unknown) => this.#base64(this.#text('b64enc', value)),
      fromSecret: this.#ofCluster('secret', 'fromSecret', scope, trace, ask),
      fromConfigMap: this.#ofCluster('configmap', 'fromConfigMap', scope, trace, ask),
      readEnv: (name: unknown, given?: unknown) => this.#readEnv(this.#text('readEnv', name), given, trace, ask),
      readFile: (path: unknown) => ask('', 'file', this.#text('readFile', path)),
    };
  }

  #text(name: string, value: unknown): string {
    if (typeof value !== 'string') throw new this.#tools.Problem(`${name}() takes a string`);
    return value;
  }

  /** A string without a deferred value: a question cannot depend on one. */
  #known(name: string, value: unknown): string {
    const text = this.#text(name, value);
    if (!text.includes(this.#tools.settings.deferred)) return text;
    const problem = `a value from the cluster is known only later, so it cannot be passed to ${name}()`;
    throw new this.#tools.Problem(problem, { isCertain: true });
  }

  #options(name: string, value: unknown, allowed: readonly string[]): ScopeNames {
    if (value === undefined) return {};
    if (typeof value !== 'object' || value === null)
      throw new this.#tools.Problem(`the options of ${name}() must be a map`);
    for (const key of Object.keys(value)) {
      if (!allowed.includes(key))
        throw new this.#tools.Problem(`${name}() has no option ${key}`, { misspelt: key, known: allowed });
    }
    return { ...value };
  }

  #seeSecret(value: unknown, trace: Trace): void {
    trace.secret = true;
    trace.secretTexts.push(String(value));
  }

  #ask(answers: Shared['answers'], trace: Trace, placeholder: unknown, ...question: readonly string[]): unknown {
    const id = JSON.stringify(question);
    trace.asked.push(id);
    const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
    if (answer === undefined) {
      trace.isOpen = true;
      return placeholder;
    }
    if (answer.problem !== undefined) throw new this.#tools.Problem(answer.problem, answer);
    if (answer.secret) this.#seeSecret(answer.value, trace);
    return answer.value;
  }

  #imageOptions(given: unknown): string[] {
    const { revision, wait } = this.#options('image', given, ['revision', 'wait']);
    if (revision !== undefined && this.#known('image', revision) === '') {
      throw new this.#tools.Problem('the option revision of image() is empty: this run has no commit');
    }
    if (wait !== undefined && !new RegExp(this.#tools.settings.duration).test(this.#text('image', wait))) {
      throw new this.#tools.Problem('the option wait of image() is not a duration with a unit, such as 5m');
    }
    return revision === undefined && wait === undefined ? [] : [String(revision ?? ''), String(wait ?? '')];
  }

  #ofCluster(kind: 'secret' | 'configmap', name: string, scope: ScopeNames, trace: Trace, ask: AskQuestion) {
    return (object: unknown, key: unknown, given: unknown): unknown => {
      const options =
        typeof given === 'string' ? { namespace: given } : this.#options(name, given, ['namespace', 'encoding']);
      const { namespace = scope['namespace'], encoding } = options;
      if (encoding !== undefined && encoding !== 'base64') {
        throw new this.#tools.Problem(`the option encoding of ${name}() can only be base64`);
      }
      if (scope['chart'] === undefined) {
        throw new this.#tools.Problem(`${name}() works only in charts: an environment has no dependencies to wait for`);
      }
      if (kind === 'secret') trace.secret = true;
      const known = [namespace, object, key].map((value) => this.#known(name, value));
      return ask(this.#tools.settings.deferred, kind, ...known, ...(encoding === undefined ? [] : [encoding]));
    };
  }

  #readEnv(name: string, given: unknown, trace: Trace, ask: AskQuestion): unknown {
    const options = this.#options('readEnv', given, ['default', 'public']);
    const value = ask('', 'env', name);
    if (value === null && options['default'] === undefined) {
      const env = `env: { ${name}: $\{{ secrets.${name} }} }`;
      const hint = `Set it in the \`env\` of the step: \`${env}\`. For a default: \`readEnv('${name}', { default: '' })\`.`;
      throw new this.#tools.Problem(`the environment variable ${name} is not set`, { hint });
    }
    if (options['public'] !== true && value !== null) this.#seeSecret(value, trace);
    return value ?? options['default'];
  }

  #has(path: string, scope: ScopeNames): boolean {
    let at: unknown = scope;
    for (const key of path.split('.')) {
      if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key)) return false;
      at = Reflect.get(at, key);
    }
    return true;
  }

  /** A DNS label. If anything is lost, it ends in a hash, so that different texts give different labels. */
  #slug(value: string, max: unknown = 40): string {
    if (typeof max !== 'number' || !Number.isInteger(max) || max < 8 || max > 63) {
      throw new this.#tools.Problem('the second argument of slug() must be a whole number from 8 to 63');
    }
    if (value === '') throw new this.#tools.Problem('slug() was given an empty text');
    if (value.length <= max && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value)) return value;
    const hash = this.#hash(value);
    const words = value
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+/, '');
    const start = words.slice(0, max - hash.length - 1).replace(/-+$/, '');
    return start === '' ? hash : `${start}-${hash}`;
  }

  /** Six digits of base 36 (FNV-1a, 32 bits): short, and enough for the branches of a repository. */
  #hash(value: string): string {
    let hash = 0x811c9dc5;
    for (let at = 0; at < value.length; at += 1) {
      hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193) >>> 0;
    }
    return hash.toString(36).padStart(6, '0').slice(-6);
  }

  /** JavaScript's own message would quote the text. */
  #parseJson(value: unknown): unknown {
    const text = this.#text('fromJson', value);
    try {
      return JSON.parse(text);
    } catch {
      throw new this.#tools.Problem('the text given to fromJson() is not valid JSON');
    }
  }

  /** Base64 of the UTF-8 bytes; there is no Buffer here. */
  #base64(value: string): string {
    const bytes = [...unescape(encodeURIComponent(value))].map((character) => character.charCodeAt(0));
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    let result = '';
    for (let at = 0; at < bytes.length; at += 3) {
      const [a = 0, b, c] = bytes.slice(at, at + 3);
      const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
      result += `${alphabet[group >> 18]}${alphabet[(group >> 12) & 63]}`;
      result += `${b === undefined ? '=' : alphabet[(group >> 6) & 63]}${c === undefined ? '=' : alphabet[group & 63]}`;
    }
    return result;
  }
}
