// The code that runs beside a template in its context: strict access to what is in scope, and the functions.
// It is text, since it is compiled there; only JSON goes in and comes out.

export const prelude = String.raw`'use strict';
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

function plain(value) {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value));
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
    const known = digests[text('digest', reference)];
    asked.add(reference);
    return known ?? unresolved;
  };
  return {
    digest,
    image(reference, options) {
      if (options !== undefined) throw new TemplateProblem('the options of image() are not there yet in this version of Compass');
      return reference.includes('@sha256:') ? reference : text('image', reference) + '@' + digest(reference);
    },
    has: (path) => text('has', path).split('.').reduce((at, key) => at.there && typeof at.value === 'object' && at.value !== null && Object.hasOwn(at.value, key)
      ? { there: true, value: at.value[key] } : { there: false }, { there: true, value: scope }).there,
    slug: (value) => text('slug', value).toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-+/, '').slice(0, 63).replace(/-+$/, ''),
    toJson: (value) => JSON.stringify(plain(value)),
    fromJson: (value) => JSON.parse(text('fromJson', value)),
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
  let output = '';
  let last;
  try {
    for (const [name, value] of Object.entries(functionsFor(scope, digests, asked))) globalThis[name] = value;
    const locals = Object.fromEntries(Object.entries(scope).map(([name, value]) => [name, strict(value, name)]));
    template(locals, {
      escapeFn(value) {
        if (value === undefined || typeof value === 'function') throw new TemplateProblem('the expression has no value');
        if (!whole && value === null) throw new TemplateProblem('the expression is null, which is no text');
        last = value;
        return typeof value === 'object' ? JSON.stringify(value) : String(value);
      },
      __append(value) {
        output += value;
      },
      fail(error, line) {
        throw Object.assign(error, { line });
      },
    });
    const value = whole ? plain(last) : output;
    return JSON.stringify({ value, asked: [...asked] });
  } catch (error) {
    const unknown = /^(\S+) is not defined$/.exec(error.message)?.[1];
    return JSON.stringify({
      problem: unknown ? unknown + ' is not known here' : String(error.message),
      line: error.line ?? 1,
      misspelt: unknown ?? error.misspelt,
      known: unknown ? [...Object.keys(scope), ...Object.keys(functionsFor({}, {}, asked))] : error.known,
    });
  }
}
`;
