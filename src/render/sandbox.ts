// The code that runs beside templates in their context: strict access to what is in scope, and the functions.
// It is text, since it is compiled there. Nothing goes in or comes out but JSON, by way of the mailbox.

/** What templates may call. */
export const functionNames = [
  ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'fromYaml', 'b64enc'],
  ...['fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
] as const;

/** Stands for a value of the cluster that is not known yet: where it turns up, more would be said than is known. */
export const deferredPlaceholder = 'compass:known-later';

/** Stands for a digest that is asked for. */
const unresolvedDigest = `sha256:${'0'.repeat(64)}`;

export const sandboxProgram = String.raw`(function () {
'use strict';
const mailbox = { request: '', response: '', current: 0 };
const templates = new Map();
const late = '${deferredPlaceholder}';

class TemplateProblem extends Error {
  constructor(problem, misspelt, known) {
    super(problem);
    Object.assign(this, { misspelt, known });
  }
}

const unchangeable = () => {
  throw new TemplateProblem('what is in scope cannot be changed; copy it first, as in [...list] or {...map}');
};

/** A property that is not there is an error; symbols and toJSON are asked for by the language itself. */
function strict(value, path, secrets, notice) {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'toJSON') return target[key];
      if (Object.hasOwn(target, key)) {
        const secret = secrets?.[key];
        if (secret === true) notice.secret = true;
        return strict(target[key], path + '.' + key, secret, notice);
      }
      if (key in target) return target[key];
      throw new TemplateProblem('there is no ' + path + '.' + key, key, Object.keys(target));
    },
    set: unchangeable,
    defineProperty: unchangeable,
    deleteProperty: unchangeable,
    setPrototypeOf: unchangeable,
  });
}

/** Through JSON, in which the values go on; what it would silently turn into null is an error. */
function plain(value) {
  return JSON.parse(JSON.stringify(value, (key, inner) => {
    const isNumber = typeof inner === 'number';
    const isLost = inner === undefined || typeof inner === 'function' || (isNumber && !Number.isFinite(inner));
    const isInexact = isNumber && Number.isInteger(inner) && !Number.isSafeInteger(inner);
    if (isLost || isInexact) throw new TemplateProblem('the expression gives ' + String(inner).slice(0, 40) + ', which no value can be');
    return inner;
  }));
}

function messageOf(error) {
  try {
    return String(error?.message ?? error);
  } catch {
    return 'it threw something that cannot be told';
  }
}

function text(name, value) {
  if (typeof value !== 'string') throw new TemplateProblem(name + '() takes a text');
  return value;
}

/** Not of the cluster's: what is known later cannot be asked for now. */
function known(name, value) {
  if (!text(name, value).includes(late)) return value;
  // Whatever that value is: this is told although an answer is missing.
  throw Object.assign(new TemplateProblem('a value of the cluster, which is known only later, may not feed ' + name + '()'), { isCertain: true });
}

function options(name, value, allowed) {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null) throw new TemplateProblem('the options of ' + name + '() are a map');
  for (const key of Object.keys(value)) {
    if (!allowed.includes(key)) throw new TemplateProblem(name + '() has no option ' + key, key, allowed);
  }
  return value;
}

/** notice: what a template has asked for, and whether it has seen a secret. */
function functionsFor(scope, answers, notice) {
  const seeSecret = (value) => {
    notice.secret = true;
    notice.secretTexts.push(String(value));
  };
  const ask = (placeholder, ...question) => {
    const key = JSON.stringify(question);
    notice.asked.push(key);
    const answer = Object.hasOwn(answers, key) ? answers[key] : undefined;
    if (answer === undefined) {
      notice.isOpen = true;
      return placeholder;
    }
    if (answer.problem !== undefined) throw new TemplateProblem(answer.problem, answer.misspelt, answer.known);
    if (answer.secret) seeSecret(answer.value);
    return answer.value;
  };
  /** What a secret is made of is secret too. */
  const parts = (value) => {
    if (notice.secret) JSON.stringify(value, (key, inner) => {
      if (typeof inner === 'string') notice.secretTexts.push(inner);
      return inner;
    });
    return value;
  };
  const digest = (reference) => ask('${unresolvedDigest}', 'digest', known('digest', reference));
  const ofCluster = (kind, name) => (object, key, namespace = scope.namespace) => {
    if (scope.chart === undefined) throw new TemplateProblem(name + '() is for charts: an environment has no dependencies that would be up');
    if (kind === 'secret') notice.secret = true;
    return ask(late, kind, known(name, namespace), known(name, object), known(name, key));
  };
  return {
    digest,
    image(reference, given) {
      const { revision, wait } = options('image', given, ['revision', 'wait']);
      if (revision !== undefined && known('image', revision) === '') throw new TemplateProblem('the option revision of image() is empty: this run is for no commit');
      if (wait !== undefined && !/^(\d+(h|ms|m|s))+$/.test(text('image', wait))) throw new TemplateProblem('the option wait of image() is a duration with a unit, such as 5m');
      const more = revision === undefined && wait === undefined ? [] : [revision ?? '', wait ?? ''];
      const found = ask('${unresolvedDigest}', 'digest', known('image', reference), ...more);
      return reference.includes('@') ? reference : reference + '@' + found;
    },
    has: (path) => text('has', path).split('.').reduce((at, key) => at.there && typeof at.value === 'object' && at.value !== null && Object.hasOwn(at.value, key)
      ? { there: true, value: at.value[key] } : { there: false }, { there: true, value: scope }).there,
    slug: (value) => text('slug', value).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, ''),
    toJson: (value) => JSON.stringify(plain(value)),
    fromJson: (value) => strict(parts(parseJson(text('fromJson', value))), 'fromJson()', undefined, notice),
    fromYaml: (value) => strict(parts(ask({}, 'yaml', text('fromYaml', value))), 'fromYaml()', undefined, notice),
    b64enc: (value) => base64(text('b64enc', value)),
    fromSecret: ofCluster('secret', 'fromSecret'),
    fromConfigMap: ofCluster('configmap', 'fromConfigMap'),
    readEnv(name, given) {
      const settings = options('readEnv', given, ['default', 'public']);
      const value = ask('', 'env', text('readEnv', name));
      if (value === null && settings.default === undefined) throw new TemplateProblem('the environment variable ' + name + ' is not set');
      if (settings.public !== true && value !== null) seeSecret(value);
      return value ?? settings.default;
    },
    readFile: (path) => ask('', 'file', text('readFile', path)),
  };
}

/** The language's own message would quote the text. */
function parseJson(value) {
  try {
    return JSON.parse(value);
  } catch {
    throw new TemplateProblem('fromJson() cannot read its text as JSON');
  }
}

/** Base64 of the UTF-8 bytes; there is no Buffer here. */
function base64(value) {
  const bytes = [...unescape(encodeURIComponent(value))].map((character) => character.charCodeAt(0));
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  let result = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b, c] = bytes.slice(at, at + 3);
    const group = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    result += alphabet[group >> 18] + alphabet[(group >> 12) & 63];
    result += (b === undefined ? '=' : alphabet[(group >> 6) & 63]) + (c === undefined ? '=' : alphabet[group & 63]);
  }
  return result;
}

/** What is the same for many templates is sent once. */
const shared = { values: {}, secrets: {}, answers: {} };

function render({ id, whole }, scope) {
  const { secrets, answers } = shared;
  const notice = { asked: [], secret: false, secretTexts: [], isOpen: false };
  const functions = functionsFor(scope, answers, notice);
  let output = '';
  let last;
  try {
    const locals = Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, strict(value, name, secrets[name], notice)]));
    templates.get(id)(Object.assign(locals, functions), {
      escapeFn(value) {
        if (value === undefined || typeof value === 'function') throw new TemplateProblem('the expression has no value');
        if (!whole && value === null) throw new TemplateProblem('the expression is null, which is no text');
        last = plain(value);
        return typeof value === 'object' ? JSON.stringify(last) : String(value);
      },
      append(value) {
        output += value;
      },
      fail(error, line) {
        throw Object.assign(new Error('failed'), { cause: error, line });
      },
    });
    return { ...notice, value: whole ? last : output };
  } catch (thrown) {
    const error = thrown.line === undefined ? thrown : thrown.cause;
    const isOwn = error instanceof TemplateProblem || error instanceof ReferenceError;
    const message = notice.secret && !isOwn ? 'it fails once it has seen a secret, so what it says is not shown' : messageOf(error);
    const unknown = /^(\S+) is not defined$/.exec(message)?.[1];
    return {
      ...notice,
      isCertain: error?.isCertain === true,
      problem: unknown ? unknown + ' is not known here' : message,
      line: thrown.line ?? 1,
      misspelt: unknown ?? error?.misspelt,
      known: unknown ? [...Object.keys(scope), ...Object.keys(functions)] : error?.known,
    };
  }
}

globalThis.__define = (id, template) => void templates.set(id, template);
globalThis.__run = () => {
  const request = JSON.parse(mailbox.request);
  Object.assign(shared, request.shared);
  const scope = { values: shared.values, ...request.scope };
  const results = [];
  for (const wanted of request.templates) {
    mailbox.current = results.length;
    results.push(render(wanted, scope));
  }
  mailbox.response = JSON.stringify(results);
};

for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) delete globalThis[name];
const hardened = new Set();
/** So that no template leaves anything behind for the next one. */
function harden(value) {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || hardened.has(value)) return;
  hardened.add(value);
  Object.freeze(value);
  for (const { value: inner, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) for (const one of [inner, get, set]) harden(one);
  harden(Object.getPrototypeOf(value));
}
for (const name of Object.getOwnPropertyNames(globalThis)) if (name !== 'globalThis') harden(globalThis[name]);
Object.freeze(globalThis);
return mailbox;
})();
`;
