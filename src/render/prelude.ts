// The code that runs beside a template in its context: strict access to what is in scope, and the functions.
// It is text, since it is compiled there; only JSON goes in and comes out.

/** What templates may call. */
export const functionNames = [
  ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'b64enc'],
  ...['fromYaml', 'fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
] as const;

export const prelude = String.raw`globalThis.__run = (function () {
'use strict';
const unresolved = 'sha256:' + '0'.repeat(64);

class TemplateProblem extends Error {
  constructor(problem, misspelt, known) {
    super(problem);
    Object.assign(this, { misspelt, known });
  }
}

/** A property that is not there is an error; symbols and toJSON are asked for by the language itself. */
function strict(value, path) {
  if (typeof value !== 'object' || value === null) return value;
  return new Proxy(value, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'toJSON') return target[key];
      if (key in target) return Object.hasOwn(target, key) ? strict(target[key], path + '.' + key) : target[key];
      throw new TemplateProblem('there is no ' + path + '.' + key, key, Object.keys(target));
    },
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

function notYet(name) {
  return () => {
    throw new TemplateProblem(name + '() is not there yet in this version of Compass');
  };
}

function functionsFor(scope, digests, asked) {
  const digest = (reference) => {
    const known = Object.hasOwn(digests, text('digest', reference)) ? digests[reference] : undefined;
    asked.add(reference);
    return known ?? unresolved;
  };
  return {
    digest,
    image(reference, options) {
      if (options !== undefined) throw new TemplateProblem('the options of image() are not there yet in this version of Compass');
      const pinned = text('image', reference).includes('@');
      if (pinned && !/@sha256:[0-9a-f]{64}$/.test(reference)) throw new TemplateProblem(reference + ' has a digest that is none');
      return pinned ? reference : reference + '@' + digest(reference);
    },
    has: (path) => text('has', path).split('.').reduce((at, key) => at.there && typeof at.value === 'object' && at.value !== null && Object.hasOwn(at.value, key)
      ? { there: true, value: at.value[key] } : { there: false }, { there: true, value: scope }).there,
    slug: (value) => text('slug', value).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, ''),
    toJson: (value) => JSON.stringify(plain(value)),
    fromJson: (value) => strict(JSON.parse(text('fromJson', value)), 'fromJson()'),
    b64enc: (value) => base64(text('b64enc', value)),
    fromYaml: notYet('fromYaml'),
    fromSecret: notYet('fromSecret'),
    fromConfigMap: notYet('fromConfigMap'),
    readEnv: notYet('readEnv'),
    readFile: notYet('readFile'),
  };
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

function run(request, template) {
  const { scope, digests, whole } = JSON.parse(request);
  const asked = new Set();
  const functions = functionsFor(scope, digests, asked);
  let output = '';
  let last;
  try {
    const locals = Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, strict(value, name)]));
    template(Object.assign(locals, functions), {
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
    return JSON.stringify({ value: whole ? last : output, asked: [...asked] });
  } catch (thrown) {
    const error = thrown.line === undefined ? thrown : thrown.cause;
    const message = messageOf(error);
    const unknown = /^(\S+) is not defined$/.exec(message)?.[1];
    return JSON.stringify({
      problem: unknown ? unknown + ' is not known here' : message,
      line: thrown.line ?? 1,
      misspelt: unknown ?? error?.misspelt,
      known: unknown ? [...Object.keys(scope), ...Object.keys(functions)] : error?.known,
    });
  }
}
return run;
})();
`;
