export const id = 200;
export const ids = [200];
export const modules = {

/***/ 1200:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runMainStep: () => (/* binding */ runMainStep)
});

// EXTERNAL MODULE: ./lib/report/text.js
var report_text = __webpack_require__(4639);
// EXTERNAL MODULE: ./lib/model/failure.js
var model_failure = __webpack_require__(8675);
// EXTERNAL MODULE: ./lib/plan/release-labels.js
var release_labels = __webpack_require__(1256);
// EXTERNAL MODULE: ./lib/text/image.js
var text_image = __webpack_require__(2566);
;// CONCATENATED MODULE: ./lib/plan/decide.js
// The only table from the observed release to what is done about it. Pure.

/** The newest revision tells all: what is deployed with the same fingerprint is left alone. */
function decide({ identity, observed, wanted, force, forget, at }) {
    if (observed === undefined)
        return { action: 'install', reason: 'not installed' };
    const owner = (0,release_labels/* ownerOf */.bf)(observed);
    if (owner && !isSame(owner, identity))
        return refuseStranger(observed, owner, at);
    switch (observed.status) {
        case 'deployed':
            // What Compass has begun, it also completes; what others have installed is left as it is.
            if (forget && ((0,release_labels/* isCompleted */.Yw)(observed) || (0,release_labels/* runOf */.ng)(observed) === undefined))
                return { action: 'keep', reason: 'installed once, and forgotten' };
            if (!(0,release_labels/* carriesFingerprint */.Wy)(observed, wanted))
                return { action: 'upgrade', reason: whatChanged(observed, wanted) };
            return force
                ? { action: 'upgrade', reason: 'forced' }
                : { action: 'unchanged', reason: 'same inputs as deployed' };
        case 'failed':
            return { action: 'upgrade', reason: `revision ${observed.revision} failed` };
        case 'uninstalled':
            return { action: 'install', reason: 'was uninstalled' };
        default:
            return refuseUnfinished(observed, at);
    }
}
/** Of a chart that is to be uninstalled wherever it is. */
function decideUninstall({ identity, observed, isConfirmed, at }) {
    if (observed === undefined || observed.status === 'uninstalled')
        return { action: 'unchanged', reason: 'not installed, as `remove` says' };
    const owner = (0,release_labels/* ownerOf */.bf)(observed);
    if (owner && !isSame(owner, identity))
        return refuseStranger(observed, owner, at);
    if (!removable.includes(observed.status))
        return refuseUnfinished(observed, at);
    return isConfirmed ? { action: 'remove', reason: '`remove` says so' } : refuseUnconfirmed(observed, identity, at);
}
/** What was cut off while it was uninstalled, is uninstalled once more. */
const removable = ['deployed', 'failed', 'uninstalling'];
function whatChanged(observed, wanted) {
    const parts = (0,release_labels/* changedParts */.Ty)(observed, wanted);
    if (parts === undefined)
        return `revision ${observed.revision} was not completed by Compass`;
    return parts.length === 0 ? 'inputs changed' : `${parts.join(', ')} changed`;
}
function isSame(owner, identity) {
    const { stack, environment, namespace } = identity;
    return owner.stack === stack && owner.environment === environment && owner.namespace === namespace;
}
function refuseStranger(observed, owner, at) {
    return {
        action: 'refuse',
        failure: {
            code: 'owned-by-other-stack',
            message: `The release \`${observed.name}\` in namespace \`${observed.namespace}\` belongs to the stack \`${owner.stack}\` in environment \`${owner.environment}\` (namespace \`${owner.namespace}\`).`,
            hint: 'Give this chart another `release` or `namespace`.',
            at,
        },
    };
}
function refuseUnconfirmed({ name, namespace }, { environment }, at) {
    const message = `The release \`${name}\` in namespace \`${namespace}\` is to be removed from \`${environment}\`, which is protected.`;
    const hint = `If that is what you want, run once with the input \`confirm: ${environment}\`.`;
    return { action: 'refuse', failure: { code: 'not-confirmed', message, hint, at } };
}
/** pending-install, pending-upgrade, pending-rollback, uninstalling, and whatever else Helm may come to write. */
function refuseUnfinished(observed, at) {
    const { name, namespace, revision, status } = observed;
    return {
        action: 'refuse',
        failure: {
            code: 'release-pending',
            message: `Revision ${revision} of the release \`${name}\` in namespace \`${namespace}\` is \`${status}\`: another operation is in progress, or was cut off.`,
            // The record alone: what was deployed stays, and the next deployment takes it over by its release's annotations.
            hint: `If nothing is working on it any more, remove the record of the unfinished operation and deploy again: kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}`,
            at,
        },
    };
}

// EXTERNAL MODULE: ./lib/plan/fingerprint.js
var fingerprint = __webpack_require__(2911);
;// CONCATENATED MODULE: ./lib/plan/make.js
// Rendered charts, their content and the observed releases, to a plan. Pure.




/** In the order of `charts`. */
function makePlan(inputs) {
    const charts = inputs.charts.map((chart, index) => planChart(chart, inputs.contents[index], inputs));
    const { identity, folder, jobs, helm } = inputs;
    return { version: 1, identity, folder, jobs, helm, charts };
}
/** One chart, also later than the others: its `late` values are known by then. */
function planChart(chart, content, inputs) {
    const { identity, releases, helm, force, isConfirmed } = inputs;
    const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
    const images = imagesOfChart(chart, inputs.digests);
    const wanted = (0,fingerprint/* fingerprint */.Rj)({ ...chart, chartDigest: chartDigestOf(chart, content, images), images, helm });
    return {
        ...chart,
        ...(content && { content }),
        images,
        imagesBefore: observed ? (0,text_image/* movedImages */.SR)(images, (0,release_labels/* imagesIn */.o$)(observed.deployed ?? observed)) : {},
        decision: decisionFor(chart, observed, () => chart.settings.remove
            ? decideUninstall({ identity, observed, isConfirmed, at: chart.at })
            : decide({ identity, observed, wanted, force, forget: chart.settings.forget, at: chart.at })),
        fingerprint: wanted,
        baseRevision: observed?.revision ?? 0,
        ...(observed && { observed }),
        ...(observed?.tookMs !== undefined && { tookMs: observed.tookMs }),
        // What Helm 4 installs anew, it applies on the server's side.
        validatedByServer: observed === undefined || (0,release_labels/* isAppliedByServer */.eI)(observed),
    };
}
function decisionFor(chart, observed, decideRelease) {
    if (!chart.isRequired)
        return { action: 'not-required', reason: observed ? 'not required (installed)' : 'not required' };
    // What is kept is not even read for.
    const isKept = chart.settings.forget && decideRelease().action === 'keep';
    if (chart.deferred && !isKept)
        return { action: 'late', reason: `reads what ${chart.depends.join(', ') || 'the cluster'} has` };
    const hasRelease = chart.source !== undefined || chart.settings.remove;
    return hasRelease ? decideRelease() : { action: 'run', reason: 'jobs only' };
}
/** A moved tag is a change of the images, not of the raw objects that its digest is put into. */
function chartDigestOf({ source }, content, images) {
    return source?.kind === 'manifests' ? (0,fingerprint/* withoutDigests */.q4)(source.files, images) : (content?.digest ?? '');
}
/**
 * What its own templates asked for, and what reached it by way of the environment's values. Two references may have the
 * same digest: only one that stands before its digest counts, or a digest that stands alone.
 */
function imagesOfChart(chart, digests) {
    const images = Object.entries(digests);
    const own = images.filter(([reference]) => chart.imagesAsked.includes(reference));
    const explained = new Set(own.map(([, digest]) => digest));
    let rest = JSON.stringify([chart.values, chart.jobs, chart.source ?? null]);
    // The longest first: `web:1` is the end of `acme/web:1`.
    const pinned = images
        .toSorted(([a], [b]) => b.length - a.length)
        .filter(([reference, digest]) => {
        const parts = rest.split(`${reference}@${digest}`);
        rest = parts.join('');
        return parts.length > 1;
    });
    const named = new Set([...pinned, ...own].map(([reference]) => reference));
    const used = images.filter(([reference, digest]) => named.has(reference) || (rest.includes(digest) && !explained.has(digest)));
    return Object.fromEntries(used);
}

// EXTERNAL MODULE: ./lib/text/duration.js
var duration = __webpack_require__(4783);
// EXTERNAL MODULE: ./lib/text/near-name.js
var near_name = __webpack_require__(4921);
// EXTERNAL MODULE: ./lib/text/yaml.js + 1 modules
var text_yaml = __webpack_require__(4456);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/text/json.js
var json = __webpack_require__(2845);
// EXTERNAL MODULE: ./lib/model/secret.js
var secret = __webpack_require__(1817);
;// CONCATENATED MODULE: ./lib/render/sandbox.js
// The code that runs beside templates in their context: strict access to what is in scope, and the functions.
// It is text, since it is compiled there. Nothing goes in or comes out but JSON, by way of the mailbox.
/** What templates may call. */
const functionNames = [
    ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'fromYaml', 'b64enc'],
    ...['fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
];
/** Stands for a value of the cluster that is not known yet: where it turns up, more would be said than is known. */
const deferredPlaceholder = 'compass:known-later';
/** Stands for a digest that is asked for. */
const unresolvedDigest = `sha256:${'0'.repeat(64)}`;
const sandboxProgram = String.raw `(function () {
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

;// CONCATENATED MODULE: ./lib/render/values.js
// Plain data in which secrets are sealed: what values are, from the layers in which they stand to what Helm is given.



/** Seals each scalar in it: maps still merge, and a list is still one. */
function seal(value) {
    if (Array.isArray(value))
        return value.map(seal);
    if ((0,json/* isObject */.Gv)(value))
        return mapValues(value, seal);
    return new secret/* Secret */.z(value);
}
/** On a map of which the keys are secret too. */
const isWhole = Symbol('whole');
/** The same of what a template made of a secret as a whole: the keys of its maps are of the secret as well. */
function sealWhole(value) {
    const sealed = seal(value);
    return isMap(sealed) ? Object.assign(sealed, { [isWhole]: true }) : sealed;
}
/** Paths of the maps of which the keys are secret too. */
function secretMapPaths(value, path = []) {
    if (value instanceof secret/* Secret */.z)
        return [];
    if (Array.isArray(value))
        return value.flatMap((item, index) => secretMapPaths(item, [...path, index]));
    if (!isMap(value))
        return [];
    if (isWhole in value)
        return [path];
    return Object.entries(value).flatMap(([key, inner]) => secretMapPaths(inner, [...path, key]));
}
function reveal(value) {
    if (value instanceof secret/* Secret */.z)
        return value.reveal();
    if (Array.isArray(value))
        return value.map((item) => reveal(item));
    return isMap(value) ? mapValues(value, (inner) => reveal(inner)) : value;
}
/** For templates: where the secrets are. Undefined if there are none. */
function secretsOf(value) {
    if (value instanceof secret/* Secret */.z)
        return true;
    const entries = Array.isArray(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
    const paths = entries.flatMap(([key, inner]) => {
        const below = secretsOf(inner);
        return below === undefined ? [] : [[key, below]];
    });
    return paths.length === 0 ? undefined : Object.fromEntries(paths);
}
/** As it may be seen: with `***` in place of each secret. */
function mask(value) {
    if (value instanceof secret/* Secret */.z)
        return String(value);
    if (typeof value === 'string' && value.includes(deferredPlaceholder))
        return '(known once the chart is deployed)';
    if (Array.isArray(value))
        return value.map(mask);
    return isMap(value) ? mapValues(value, mask) : value;
}
/** Paths of the secrets. */
function secretPaths(value, path = []) {
    if (value instanceof secret/* Secret */.z)
        return [path];
    if (Array.isArray(value))
        return value.flatMap((item, index) => secretPaths(item, [...path, index]));
    return isMap(value) ? Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, [...path, key])) : [];
}
/** Undefined for what is no text; a number is one. */
function nameTextOf(value) {
    const plain = reveal(value);
    return (typeof plain === 'string' && plain !== '') || typeof plain === 'number' ? String(plain) : undefined;
}
/** From low to high: maps merge, lists and scalars replace, and null stays a value. */
function mergeLayers(layers) {
    return layers.reduce(merge, {});
}
function merge(lower, upper) {
    const merged = { ...lower, ...(isWhole in upper && { [isWhole]: true }) };
    for (const [key, value] of Object.entries(upper)) {
        const below = Object.hasOwn(lower, key) ? lower[key] : undefined;
        merged[key] = below !== undefined && isMap(below) && isMap(value) ? merge(below, value) : value;
    }
    return merged;
}
function isMap(value) {
    return (0,json/* isObject */.Gv)(value) && !(value instanceof secret/* Secret */.z);
}
function mapValues(map, change) {
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

;// CONCATENATED MODULE: ./lib/render/texts.js
// Texts with templates in them, from the spec and from files, to values; and what is wrong with them, told with its place.




/** Most texts have no template, and go round the engine. Fails with `template-failed`, for all at once. */
function renderTexts(texts, scope, renderer) {
    const templates = texts.filter(({ text }) => text.includes('<%'));
    const rendered = renderer.engine.render(templates.map(({ text }) => text), scope, renderer.answers);
    let next = 0;
    return (0,model_failure/* all */.Q7)(texts.map((placed) => {
        if (!placed.text.includes('<%'))
            return (0,model_failure.ok)(placed.text);
        const result = rendered[next];
        next += 1;
        if (result === undefined)
            return (0,model_failure.ok)(null);
        noteAsked(result.asked.map((question) => [question, placed]), renderer);
        for (const secret of result.secretTexts)
            renderer.learn(secret);
        if (result.problem)
            return (0,model_failure/* failed */.gz)(explainTemplate(result.problem, placed, renderer));
        if (!result.secret)
            return (0,model_failure.ok)(result.value);
        if (!result.isOpen)
            learnTexts(result.value, renderer);
        return (0,model_failure.ok)(sealWhole(result.value));
    }));
}
function renderText(placed, scope, renderer) {
    const rendered = renderTexts([placed], scope, renderer);
    return rendered.ok ? (0,model_failure.ok)(rendered.value[0] ?? null) : rendered;
}
function noteAsked(asked, renderer) {
    for (const [question, placed] of asked) {
        if (!renderer.asked.has(question))
            renderer.asked.set(question, placed);
    }
}
/** Whether a question has no answer yet: what was made of it is only a placeholder. */
function isOpen(asked, { answers }) {
    return [...asked.keys()].some((question) => !Object.hasOwn(answers, question));
}
/** Values as they stand in the spec. `textAt`: the text at a path below them. */
function renderValues(values, textAt, scope, renderer) {
    const texts = [];
    collectTexts(values, [], (text, path) => texts.push(textAt(path, text)));
    if (texts.length === 0)
        return (0,model_failure.ok)(values);
    const rendered = renderTexts(texts, scope, renderer);
    if (!rendered.ok)
        return rendered;
    const results = rendered.value.values();
    return (0,model_failure.ok)(substitute(values, () => results.next().value ?? null));
}
/** A map of values that stands in the spec at a path. */
function renderSpecLayer(spec, values, start, scope, renderer) {
    const rendered = renderValues(values, (path, text) => spec.textAt([...start, ...path], text), scope, renderer);
    if (!rendered.ok)
        return rendered;
    const placeOf = (path) => spec.placeOf([...start, ...path]);
    return (0,model_failure.ok)({ name: `\`${start.join('.')}\``, values: rendered.value, written: values, placeOf });
}
/** Texts with templates, in the order in which `substitute` meets them. */
function collectTexts(value, path, take) {
    if (typeof value === 'string' && value.includes('<%'))
        take(value, path);
    else if (Array.isArray(value))
        for (const [index, item] of value.entries())
            collectTexts(item, [...path, index], take);
    else if ((0,json/* isObject */.Gv)(value)) {
        for (const [key, inner] of Object.entries(value))
            collectTexts(inner, [...path, key], take);
    }
}
function substitute(value, next) {
    if (typeof value === 'string')
        return value.includes('<%') ? next() : value;
    if (Array.isArray(value))
        return value.map((item) => substitute(item, next));
    if (!(0,json/* isObject */.Gv)(value))
        return value;
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, substitute(inner, next)]));
}
function learnTexts(value, renderer) {
    if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value))
            learnTexts(inner, renderer);
    // Of many lines, most are no secret; what came from outside is learnt by itself.
    else if (value !== null && !String(value).includes('\n'))
        renderer.learn(String(value));
}
function explainTemplate(problem, { text, placeOf }, { layers }) {
    const { misspelt, known = [] } = problem;
    const near = misspelt && (0,near_name/* nearestName */.q)(misspelt, known);
    const { code, offset } = failingTag(text, problem);
    const hints = [
        near
            ? `Did you mean \`${near}\`?`
            : known.length > 0
                ? `Known here: ${known.join(', ')}.`
                : 'Correct the template.',
        ...(/ values\.|^values\b/.test(problem.problem) && layers.length > 0
            ? [`\`values\` comes, from low to high, from: ${layers.map(({ name }) => name).join(', ')}.`]
            : []),
    ];
    return {
        code: 'template-failed',
        message: `The template \`${code}\` cannot be rendered: ${problem.problem}.`,
        hint: hints.join(' '),
        at: placeOf(offset),
    };
}
/** Longer ones would hide what is said about them. */
const longestTagShown = 100;
/** EJS knows the line; of the tags on it, the one that holds the misspelt word is the one that failed. */
function failingTag(text, { line, misspelt, problem }) {
    const lineAt = (offset) => text.slice(0, offset).split('\n').length;
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

;// CONCATENATED MODULE: ./lib/render/files.js
// Files of the workspace that hold values: read, rendered if they are templates, and parsed.







/** Empty if it may be missing, and is. Fails with `file-unreadable`, `template-failed` or `spec-invalid`. */
function readValuesFile(name, scope, renderer) {
    const at = name.placeOf(0);
    const named = new Map();
    const rendered = renderText(name, scope, { ...renderer, asked: named });
    noteAsked(named, renderer);
    if (!rendered.ok)
        return rendered;
    if (isOpen(named, renderer))
        return (0,model_failure.ok)({ name: `\`${name.text}\``, values: {} });
    const path = nameTextOf(rendered.value);
    if (path === undefined) {
        const message = `\`${name.text}\` gives no name of a file.`;
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message, hint: 'See what it speaks of.', at });
    }
    const mayBeMissing = path.endsWith('?');
    const file = pathFrom(name.folder, mayBeMissing ? path.slice(0, -1) : path);
    const layer = (values) => ({ name: `\`${file}\``, values });
    const read = renderer.files.read(file);
    if ('problem' in read) {
        return mayBeMissing && read.isMissing ? (0,model_failure.ok)(layer({})) : (0,model_failure/* failed */.gz)(unreadableFile(file, read, at, renderer.files));
    }
    const asked = new Map();
    const text = renderFile(file, read.text, scope, { ...renderer, asked });
    noteAsked(asked, renderer);
    if (!text.ok)
        return text;
    const values = parseValues(file, text.value, at);
    if (values.ok)
        return (0,model_failure.ok)(layer(values.value));
    // With placeholders in it, it may well be no YAML.
    return isOpen(asked, renderer) ? (0,model_failure.ok)(layer({})) : values;
}
/** In the workspace. One that is absolute stays so, and leads out of it. */
function pathFrom(folder, path) {
    return external_node_path_.posix.isAbsolute(path) ? path : external_node_path_.posix.join(folder, path);
}
/** The text of a file; a template if its name ends in `.ejs`. Sealed if it has seen a secret. */
function renderFile(file, text, scope, renderer) {
    if (!file.endsWith('.ejs'))
        return (0,model_failure.ok)(text);
    return renderText({ text, placeOf: (offset) => placeIn(file, text, offset) }, scope, renderer);
}
function placeIn(file, text, offset) {
    const before = text.slice(0, offset).split('\n');
    return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}
function parseValues(file, rendered, at) {
    const plain = reveal(rendered);
    const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
    // Nothing but comments, as a template may leave it, is no values.
    if (!/^[ \t\ufeff]*[^\s#]/m.test(text))
        return (0,model_failure.ok)({});
    const yaml = (0,text_yaml/* readYaml */.gM)(file, text);
    if ('problems' in yaml) {
        return (0,model_failure/* failed */.gz)(...yaml.problems.map((problem) => ({ code: 'spec-invalid', ...asRendered(problem, file, rendered) })));
    }
    const { data } = yaml.document;
    if (!(0,json/* isObject */.Gv)(data)) {
        const message = `\`${file}\` is not a map of values.`;
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message, hint: 'Write it as `name: value`, line by line.', at });
    }
    const values = data;
    if (rendered === plain)
        return (0,model_failure.ok)(values);
    // A template that has seen a secret may have put it anywhere.
    return (0,model_failure.ok)(seal(values));
}
/** A line of what a template became is no line of the file; and what has seen a secret may be quoted in what is wrong with it. */
function asRendered(problem, file, rendered) {
    if (!file.endsWith('.ejs'))
        return problem;
    const { line, column } = problem.at;
    const where = `in line ${line}, column ${column} of what the template became`;
    const at = { file, line: 1, column: 1 };
    if (typeof rendered === 'string')
        return { ...problem, message: `${problem.message.replace(/\.$/, '')} (${where}).`, at };
    const message = `Something is wrong ${where}; it has seen a secret, so more is not shown.`;
    return { ...problem, message, hint: 'Write each value of it with `toJson()`, which puts it in quotes.', at };
}
function unreadableFile(file, { problem, isMissing }, at, files) {
    const names = isMissing ? files.find(`${external_node_path_.posix.dirname(file)}/*`).map((found) => external_node_path_.posix.basename(found)) : [];
    const near = (0,near_name/* nearestName */.q)(external_node_path_.posix.basename(file), names);
    const missing = near
        ? `Did you mean \`${near}\`?`
        : 'Correct the path, which starts at the folder of the spec; with a `?` behind it, the file may be missing.';
    const hint = isMissing ? missing : 'Name a file of text that lies in the workspace, links included.';
    return { code: 'file-unreadable', message: `\`${file}\` ${problem}.`, hint, at };
}

;// CONCATENATED MODULE: ./lib/render/questions.js
// What templates ask of the world, and the answers that need nobody else: variables, files, YAML.




/** The image whose digest is asked for; undefined if it is another question. */
function imageAsked(question) {
    const [kind, reference = '', revision, wait] = JSON.parse(question);
    if (kind !== 'digest')
        return undefined;
    const waitMs = wait ? (0,duration/* parseDuration */.E9)(wait) : undefined;
    return { reference, ...(revision && { revision }), ...(waitMs !== undefined && { waitMs }) };
}
/** What only the cluster can answer, once what the chart depends on is up; undefined if it is another question. */
function clusterAsked(question) {
    const [kind, namespace = '', name = '', key = ''] = JSON.parse(question);
    return kind === 'secret' || kind === 'configmap' ? { kind, namespace, name, key } : undefined;
}
/** Undefined if a registry or the cluster has to be asked. */
function answerLocally(question, deps) {
    const [kind, subject = ''] = JSON.parse(question);
    switch (kind) {
        case 'env':
            return readVariable(subject, deps);
        case 'file':
            return readFile(subject, deps);
        case 'yaml':
            return parseYaml(subject);
        default:
            return undefined;
    }
}
function readVariable(name, { env, variable }) {
    const value = env.includes(name) ? variable(name) : undefined;
    if (value === null)
        return undefined;
    if (env.includes(name))
        return { value: value ?? null };
    const near = (0,near_name/* nearestName */.q)(name, env);
    const known = near ? { misspelt: name, known: env } : {};
    return { problem: `the environment variable ${name} may not be read: list it under \`env\` in the spec`, ...known };
}
function readFile(path, { files, folder }) {
    const file = pathFrom(folder, path);
    const read = files.read(file);
    return 'text' in read ? { value: read.text } : { problem: `the file ${file} ${read.problem}` };
}
function parseYaml(text) {
    const yaml = (0,text_yaml/* readYaml */.gM)('fromYaml()', text);
    if ('document' in yaml)
        return { value: yaml.document.data };
    const [problem] = yaml.problems;
    return { problem: `fromYaml() cannot read its text: ${problem?.message.replace(/\.$/, '')}` };
}

;// CONCATENATED MODULE: ./lib/prepare/deferred.js
// How is a chart planned that reads from the cluster? Again, when its dependencies are up.



function makeReplan(stack, inputs, cluster, charts, signal) {
    return async ({ name, content }) => {
        const rendered = await stack.renderDeferred(name, (questions) => askCluster(questions, cluster, signal));
        if (!rendered.ok)
            return rendered;
        // Raw objects are made from what was read; the content of any other chart stays the same.
        const { source, at } = rendered.value;
        const made = source?.kind === 'manifests' ? await charts.resolve(source, at) : (0,model_failure.ok)(content);
        return made.ok ? (0,model_failure.ok)(planChart(rendered.value, made.value, inputs)) : made;
    };
}
async function askCluster(questions, cluster, signal) {
    const answers = (0,model_failure/* all */.Q7)(await Promise.all(questions.map(async (question) => {
        const asked = clusterAsked(question);
        if (asked === undefined)
            throw new Error(`no question for the cluster: ${question}`);
        const said = await cluster.value(asked, signal);
        if (!said.ok)
            return said;
        return (0,model_failure.ok)([question, { ...said.value, ...(asked.kind === 'secret' && { secret: true }) }]);
    })));
    return answers.ok ? (0,model_failure.ok)(Object.fromEntries(answers.value)) : answers;
}
/** A chart whose dependencies will not change is planned now, so that a run may find that it has nothing to do. */
async function planReadyDeferred(plan, replan) {
    const planned = new Map(plan.charts.map((chart) => [chart.name, chart]));
    const isUp = (name) => ['unchanged', 'keep', 'not-required'].includes(planned.get(name)?.decision.action ?? '');
    // Each pass plans the charts whose dependencies the pass before has planned.
    const tried = new Set();
    for (;;) {
        const ready = [...planned.values()].filter((chart) => chart.decision.action === 'late' && chart.depends.every(isUp) && !tried.has(chart.name));
        if (ready.length === 0)
            break;
        for (const chart of ready)
            tried.add(chart.name);
        const replanned = await Promise.all(ready.map(replan));
        // A chart that cannot be read now fails when its turn comes.
        for (const chart of replanned)
            if (chart.ok)
                planned.set(chart.value.name, chart.value);
    }
    return { ...plan, charts: plan.charts.flatMap(({ name }) => planned.get(name) ?? []) };
}

;// CONCATENATED MODULE: ./lib/render/jobs.js
// Jobs with the templates in their environment rendered.



/** `start`: path of the list in the spec. */
function renderJobs(spec, jobs, start, scope, renderer) {
    return (0,model_failure/* all */.Q7)(jobs.map((job, index) => {
        const textAt = (path, text) => spec.textAt([...start, index, 'env', ...path], text);
        const env = renderValues(job.env, textAt, scope, renderer);
        if (!env.ok)
            return env;
        // A template may give a number, where an environment has texts.
        const texts = Object.entries(reveal(env.value)).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : JSON.stringify(value),
        ]);
        const secretEnv = Object.keys(env.value).filter((name) => secretPaths(env.value[name] ?? null).length > 0);
        return (0,model_failure.ok)({ ...job, env: Object.fromEntries(texts), ...(secretEnv.length > 0 && { secretEnv }) });
    }));
}

;// CONCATENATED MODULE: ./lib/model/names.js
// The identifiers of the domain. Each is a branded text: spec/parse.ts brands it once the schema has checked it, so that
// an unchecked one cannot reach Helm, the cluster or a label.
/** Longest text of each kind, in characters. Helm adds to a release's name; the others are used as label values. */
const longest = { stack: 63, environment: 40, chart: 63, release: 53, namespace: 63 };
/** A DNS label (RFC 1123), whatever its length. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

;// CONCATENATED MODULE: ./lib/render/names.js
// Names that may be templates: of namespaces, releases and contexts. Rendered, each is checked as a literal one is by the
// schema. They are known before any registry or cluster is asked, so they may not depend on what those say.






function renderNamespace(text, scope, renderer) {
    return renderLabel('namespace', text, scope, renderer);
}
function renderRelease(text, scope, renderer) {
    return renderLabel('release', text, scope, renderer);
}
function renderLabel(kind, text, scope, renderer) {
    const rendered = renderName(`no name of a ${kind}`, text, scope, renderer);
    if (!rendered.ok)
        return rendered;
    const name = rendered.value ?? pending;
    if (dnsLabel.test(name) && name.length <= longest[kind])
        return (0,model_failure.ok)(name);
    return (0,model_failure/* failed */.gz)(refusal(text, `gives \`${name.slice(0, 200)}\`, which is no name of a ${kind}`, `It takes lower-case letters, digits and \`-\`, at most ${longest[kind]} of them; \`slug()\` makes them.`));
}
/** Stands for a name until what it asks for is answered. */
const pending = 'pending';
/** A text that is not empty, or undefined until what it asks for is answered; `otherwise` completes "The template gives nothing, which is …". */
function renderName(otherwise, text, scope, renderer) {
    if (!text.text.includes('<%'))
        return (0,model_failure.ok)(text.text);
    const asked = new Map();
    const rendered = renderText(text, scope, { ...renderer, asked });
    noteAsked(asked, renderer);
    if (!rendered.ok)
        return rendered;
    if ([...asked.keys()].some((question) => imageAsked(question) !== undefined)) {
        return (0,model_failure/* failed */.gz)(refusal(text, 'asks for a digest, which can be no part of a name', 'Take it out of the name.'));
    }
    if ([...asked.keys()].some((question) => clusterAsked(question) !== undefined)) {
        return (0,model_failure/* failed */.gz)(refusal(text, 'asks for a value of the cluster, which is known only later', 'Take it out of the name.'));
    }
    if (isOpen(asked, renderer))
        return (0,model_failure.ok)(undefined);
    const name = nameTextOf(rendered.value);
    if (name !== undefined)
        return (0,model_failure.ok)(name);
    return (0,model_failure/* failed */.gz)(refusal(text, `gives ${told(rendered.value)}, which is ${otherwise}`, 'See what it speaks of.'));
}
function told(value) {
    if (value instanceof secret/* Secret */.z)
        return 'a secret of another kind';
    return value === '' ? 'nothing' : `\`${JSON.stringify(value) ?? ''}\``.slice(0, 200);
}
function refusal({ text, placeOf }, problem, hint) {
    return { code: 'spec-invalid', message: `The template \`${text}\` ${problem}.`, hint, at: placeOf(0) };
}

;// CONCATENATED MODULE: ./lib/render/scope.js

/** The longest tag that registries take. */
const longestTag = 128;
function environmentScope(spec, environment, { branch, sha }, values) {
    const paths = secretsOf(values);
    const names = { environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
    return { names: { values: reveal(values), ...names }, secrets: paths === undefined ? {} : { values: paths } };
}
/** `known`: what is known of it by now. */
function chartScope({ names, secrets }, chart, known) {
    return { names: { ...names, chart: chart.name, ...known }, secrets };
}
/** The branch as an image's tag: what a tag may not hold becomes `-`, as docker/metadata-action does it. */
function imageTag(branch) {
    return branch
        .replace(/[^a-zA-Z0-9._-]+/g, '-')
        .replace(/^[.-]+/, '')
        .slice(0, longestTag);
}

// EXTERNAL MODULE: ./lib/text/versions.js
var text_versions = __webpack_require__(4038);
;// CONCATENATED MODULE: ./lib/model/chart-source.js
// Where the content of a chart comes from: the text under `chart`, and what it says.


/** `folder`: that of the spec, where paths start. `repositories`: URLs by name. */
function parseSource({ chart, version, repository }, folder, repositories) {
    const versioned = version === undefined ? {} : { version };
    if (repository !== undefined) {
        const problem = problemOfUrl(repository, 'repository') ?? problemOfVersion(version);
        return problem ? { problem } : { source: { kind: 'repository', url: repository, name: chart, ...versioned } };
    }
    if (chart.startsWith('oci://'))
        return ociSource(chart, version);
    if (/^[a-z][a-z0-9+.-]*:/i.test(chart)) {
        const hint = 'Write `oci://…`, a path, or a name with `repository` beside it.';
        return { problem: { key: 'chart', message: `\`${chart}\` is no place of a chart.`, hint } };
    }
    const [name = '', ...rest] = chart.split('/');
    const url = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
    if (url !== undefined && rest.length > 0) {
        if (url.startsWith('oci://'))
            return ociSource(`${url.replace(/\/+$/, '')}/${rest.join('/')}`, version);
        const problem = problemOfVersion(version);
        return problem ? { problem } : { source: { kind: 'repository', url, name: rest.join('/'), ...versioned } };
    }
    return localSource(chart, version, folder);
}
function ociSource(chart, version) {
    const reference = chart.slice('oci://'.length);
    const problem = problemOfVersion(version);
    if (problem)
        return { problem };
    if (/^[^/\s@]+(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/.test(reference)) {
        return { source: { kind: 'oci', reference, ...(version !== undefined && { version }) } };
    }
    const hint = 'Write `oci://HOST/PATH`, and the version under `version`.';
    return { problem: { key: 'chart', message: `\`${chart}\` is no reference of a chart in a registry.`, hint } };
}
function localSource(path, version, folder) {
    if (path.startsWith('/')) {
        const hint = 'Write it from the folder of the spec.';
        return { problem: { key: 'chart', message: `\`${path}\` is an absolute path.`, hint } };
    }
    if (external_node_path_.posix.join(folder, path).startsWith('../')) {
        const hint = 'Write a path that stays inside; it starts at the folder of the spec.';
        return { problem: { key: 'chart', message: `\`${path}\` lies outside of the workspace.`, hint } };
    }
    if (version !== undefined) {
        const message = `\`${path}\` is a path in the repository, and has a \`version\`.`;
        const hint = 'Remove `version`; it chooses among the versions of a registry or a chart repository.';
        return { problem: { key: 'version', message, hint } };
    }
    return { source: { kind: path.endsWith('.tgz') ? 'archive' : 'folder', path: external_node_path_.posix.join(folder, path) } };
}
function problemOfVersion(version) {
    const wanted = (0,text_versions/* parseWanted */.VB)(version);
    if (wanted === undefined) {
        const hint = 'Write `@sha256:` and 64 hexadecimal digits behind the version, or nothing.';
        return { key: 'version', message: `\`${version}\` has no digest behind its \`@\`.`, hint };
    }
    // Behind a digest, the text is only for people.
    if (wanted.pin !== undefined || wanted.text === undefined || (0,text_versions/* isVersionOrRange */.fQ)(wanted.text))
        return undefined;
    const hint = 'Write one such as `1.4.2`, `^1.4` or `>=1.2, <3`; leave it out for the newest that is stable.';
    return { key: 'version', message: `\`${wanted.text}\` is neither a version nor a range of versions.`, hint };
}
/** Undefined if nothing is wrong with the URL of a chart repository. */
function problemOfUrl(url, key) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed?.hostname ?? '');
    if (parsed?.protocol !== 'https:' && !(parsed?.protocol === 'http:' && isLoopback)) {
        return {
            key,
            message: `\`${url}\` is no URL of a chart repository.`,
            hint: 'Write one that begins with `https://`.',
        };
    }
    if (parsed.username === '' && parsed.password === '')
        return undefined;
    const hint = 'Write `username` and `password` under `repositories`; the password as a template with `readEnv`.';
    return { key, message: 'The URL of the chart repository has credentials in it.', hint };
}

;// CONCATENATED MODULE: ./lib/render/manifests.js
// The raw objects of a chart: the files that its globs name, as they go to Helm.







/** Path of each file in the workspace → its text. Fails with `file-unreadable`, `template-failed` or `manifest-invalid`. */
function renderManifests(spec, { name, manifests }, scope, renderer) {
    const globs = manifests.map((glob, index) => ({
        glob,
        at: spec.placeOf(['charts', name, 'manifests', index]),
        found: renderer.files.find(pathFrom(spec.folder, glob)),
    }));
    const idle = globs.filter(({ found }) => found.length === 0).map(({ glob, at }) => nothingMatches(glob, at));
    // A file that several globs match is told of at the first of them.
    const files = new Map();
    for (const { found, at } of globs)
        for (const file of found)
            if (!files.has(file))
                files.set(file, at);
    const read = (0,model_failure/* all */.Q7)([
        ...idle.map((failure) => (0,model_failure/* failed */.gz)(failure)),
        ...[...files].map(([file, at]) => readManifestFile(file, at, scope, renderer)),
    ]);
    if (!read.ok)
        return read;
    const twice = repeatedObjects(read.value);
    if (twice.length > 0)
        return (0,model_failure/* failed */.gz)(...twice);
    return (0,model_failure.ok)({
        files: Object.fromEntries(read.value.map(({ file, text }) => [file, text])),
        secretFiles: read.value.flatMap(({ file, rendered }) => (rendered instanceof secret/* Secret */.z ? [file] : [])),
    });
}
function readManifestFile(file, at, scope, renderer) {
    const read = renderer.files.read(file);
    if ('problem' in read) {
        const hint = 'Let the glob match nothing but files of text in the workspace, links included.';
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message: `\`${file}\` ${read.problem}.`, hint, at });
    }
    const asked = new Map();
    const rendered = renderFile(file, read.text, scope, { ...renderer, asked });
    noteAsked(asked, renderer);
    if (!rendered.ok)
        return rendered;
    if (isOpen(asked, renderer))
        return (0,model_failure.ok)({ file, text: '', rendered: '', objects: [] });
    const text = String(reveal(rendered.value));
    const stream = (0,text_yaml/* readYamlStream */.OJ)(file, text);
    const problems = 'problems' in stream
        ? stream.problems.map((problem) => ({ code: 'manifest-invalid', ...problem }))
        : stream.documents.flatMap((document) => problemsOfDocuments(document.data, [], document));
    if ('problems' in stream || problems.length > 0) {
        return (0,model_failure/* failed */.gz)(...problems.map((problem) => asRendered(problem, file, rendered.value)));
    }
    const objects = stream.documents.flatMap(placedObjects);
    return (0,model_failure.ok)({ file, text: oneMarker(text), rendered: rendered.value, objects });
}
/** Helm's reader stops at a `...`; a `---` ends a document just as well. */
function oneMarker(text) {
    return text.replace(/^\.\.\.(?=[ \t]*(#|\r?$))/gm, '---');
}
/** What Helm would only notice half-way, or could not keep track of. */
function problemsOfDocuments(object, path, document) {
    const problem = (message, hint, ...below) => [
        { code: 'manifest-invalid', message, hint, at: document.placeOf([...path, ...below]) },
    ];
    if (!(0,json/* isObject */.Gv)(object))
        return problem('This is no Kubernetes object.', 'Write a map with `apiVersion` and `kind`.');
    const missing = ['apiVersion', 'kind'].filter((key) => typeof object[key] !== 'string' || object[key] === '');
    if (missing.length > 0) {
        return missing.flatMap((key) => problem(`The object has no \`${key}\`.`, `Add \`${key}\` to it.`));
    }
    // A list has its objects inside, and no name of its own.
    if (Array.isArray(object['items']) && String(object['kind']).endsWith('List')) {
        return object['items'].flatMap((item, index) => problemsOfDocuments(item, [...path, 'items', index], document));
    }
    const metadata = (0,json/* isObject */.Gv)(object['metadata']) ? object['metadata'] : {};
    if (metadata['generateName'] !== undefined) {
        const message = '`generateName` makes another object each time, which no release can keep track of.';
        return problem(message, 'Write `name`.', 'metadata', 'generateName');
    }
    if (typeof metadata['name'] === 'string' && metadata['name'] !== '')
        return [];
    return problem('The object has no `metadata.name`.', 'Give it a name; put it in quotes if it is no text.', 'metadata');
}
/** Of two, Helm would silently deploy one. */
function repeatedObjects(files) {
    const seen = new Map();
    return files.flatMap(({ file, rendered, objects }) => objects.flatMap(({ key, at }) => {
        const first = seen.get(key);
        seen.set(key, first ?? file);
        if (first === undefined)
            return [];
        const problem = {
            code: 'manifest-invalid',
            message: `${key} stands in \`${first}\` too.`,
            hint: 'Remove one of them.',
            at,
        };
        return [asRendered(problem, file, rendered)];
    }));
}
function placedObjects({ data, start }) {
    const items = (0,json/* isObject */.Gv)(data) && Array.isArray(data['items']) ? data['items'] : [data];
    return items.flatMap((item) => ((0,json/* isObject */.Gv)(item) ? { key: objectTitleOf(item), at: start } : []));
}
function objectTitleOf(object) {
    const { name, namespace } = (object['metadata'] ?? {});
    const place = namespace === undefined ? '' : ` in ${String(namespace)}`;
    return `The ${String(object['kind'])} \`${String(name)}\`${place} (${String(object['apiVersion'])})`;
}
function nothingMatches(glob, at) {
    return {
        code: 'file-unreadable',
        message: `No file in the workspace matches \`${glob}\`.`,
        hint: 'Correct the glob: it starts at the folder of the spec; `*` does not cross `/`, `**` does.',
        at,
    };
}

;// CONCATENATED MODULE: ./lib/render/source.js
// Where the content of a chart comes from, with all templates rendered.




/** Undefined if there are only jobs. `repositories`: URLs by name. */
function renderSource(spec, chart, repositories, scope, renderer) {
    if (chart.manifests.length > 0) {
        const objects = renderManifests(spec, chart, scope, renderer);
        return objects.ok ? (0,model_failure.ok)({ kind: 'manifests', ...objects.value }) : objects;
    }
    if (chart.chart === undefined)
        return (0,model_failure.ok)(undefined);
    const written = (key, text) => renderName(`no \`${key}\``, spec.textAt(['charts', chart.name, key], text), scope, renderer);
    const text = written('chart', chart.chart);
    const version = chart.version === undefined ? (0,model_failure.ok)(undefined) : written('version', chart.version);
    if (!text.ok || !version.ok)
        return (0,model_failure/* all */.Q7)([text, version]);
    if (text.value === undefined)
        return (0,model_failure.ok)(undefined);
    const parsed = parseSource({
        chart: text.value,
        ...(version.value !== undefined && { version: version.value }),
        ...(chart.repository !== undefined && { repository: chart.repository }),
    }, spec.folder, repositories);
    if ('source' in parsed)
        return (0,model_failure.ok)(parsed.source);
    const { key, message, hint } = parsed.problem;
    return (0,model_failure/* failed */.gz)({ code: 'spec-invalid', message, hint, at: spec.placeOf(['charts', chart.name, key]) });
}

;// CONCATENATED MODULE: ./lib/render/charts.js
// The charts of a spec as they are for one environment.









function renderCharts(spec, charts, environment, commit, renderer) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const plainValues = reveal(environment.values);
    const rendered = (0,model_failure/* all */.Q7)(charts.map((chart) => {
        const own = { ...renderer, asked: new Map(), layers: environment.layers };
        const result = isMet(chart, plainValues)
            ? renderChart(spec, chart, environment, scope, own)
            : (0,model_failure.ok)(leaveOut(spec, chart, environment, scope, own));
        noteAsked(own.asked, renderer);
        return result;
    }));
    if (!rendered.ok)
        return rendered;
    const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
    return clashes.length > 0 ? (0,model_failure/* failed */.gz)(...clashes) : rendered;
}
function renderChart(spec, chart, environment, outer, renderer) {
    const names = renderNames(spec, chart, environment, outer, renderer);
    if (chart.settings.remove)
        return names.ok ? (0,model_failure.ok)(bareChart(chart, names.value, true)) : names;
    const scope = chartScope(outer, chart, names.ok ? names.value : plainNames(chart, environment));
    const source = renderSource(spec, chart, environment.repositories, scope, renderer);
    const layers = renderChartLayers(spec, chart, scope, renderer);
    const jobs = renderChartJobs(spec, chart, scope, renderer);
    if (!names.ok || !source.ok || !layers.ok || !jobs.ok) {
        return (0,model_failure/* all */.Q7)([names, source, layers, jobs]);
    }
    const values = mergeLayers(layers.value.map((layer) => layer.values));
    const { name, at, depends, settings } = chart;
    const open = [...renderer.asked.keys()].filter((question) => !Object.hasOwn(renderer.answers, question));
    const deferred = open.filter((question) => clusterAsked(question) !== undefined);
    return (0,model_failure.ok)({
        name,
        at,
        depends,
        settings,
        ...names.value,
        ...(source.value && { source: source.value }),
        isRequired: true,
        values: reveal(values),
        secrets: secretPaths(values),
        secretMaps: secretMapPaths(values),
        jobs: jobs.value,
        ...(deferred.length > 0 && { deferred }),
        imagesAsked: [...renderer.asked.keys()].flatMap((question) => imageAsked(question)?.reference ?? []).sort(),
    });
}
/** What is not wanted here may speak of values that are not there either: then it has no names of its own. */
function leaveOut(spec, chart, environment, outer, renderer) {
    const names = renderNames(spec, chart, environment, outer, renderer);
    return bareChart(chart, names.ok ? names.value : plainNames(chart, environment), false);
}
/** Where its own cannot be told. */
function plainNames({ name }, { namespace }) {
    return { namespace, release: name };
}
/** Of what is not deployed, only the names count: what it was made of may not even be there any more. */
function bareChart({ name, at, depends, settings }, names, isRequired) {
    const nothing = { values: {}, secrets: [], secretMaps: [], imagesAsked: [], jobs: { before: [], after: [] } };
    return { name, at, depends, settings, ...names, ...nothing, isRequired };
}
/** Those of a rendered chart's values, secrets still sealed. */
function layersOf(spec, chart, { namespace, release }, environment, commit, renderer) {
    const outer = environmentScope(spec, environment, commit, environment.values);
    return renderChartLayers(spec, chart, chartScope(outer, chart, { namespace, release }), {
        ...renderer,
        layers: environment.layers,
    });
}
/** The namespace first: the name of a release may speak of it. */
function renderNames(spec, chart, environment, outer, renderer) {
    const textAt = (key, text) => spec.textAt(['charts', chart.name, key], text);
    const namespace = chart.namespace === undefined
        ? (0,model_failure.ok)(environment.namespace)
        : renderNamespace(textAt('namespace', chart.namespace), chartScope(outer, chart, {}), renderer);
    if (!namespace.ok)
        return namespace;
    const scope = chartScope(outer, chart, { namespace: namespace.value });
    const release = renderRelease(textAt('release', chart.release), scope, renderer);
    return release.ok ? (0,model_failure.ok)({ namespace: namespace.value, release: release.value }) : release;
}
/** Literal names are compared by a rule of the spec; these are templates that came to the same. */
function clashesOf(chart, others) {
    const { name, release, namespace, at } = chart;
    if (!chart.isRequired)
        return [];
    const first = others.find((one) => one.isRequired && one.release === release && one.namespace === namespace);
    if (first === undefined)
        return [];
    const message = `The charts \`${first.name}\` and \`${name}\` have the same release and namespace.`;
    const hint = `Both are \`${release}\` in \`${namespace}\`: give one of them another \`release\` or \`namespace\`.`;
    return [{ code: 'spec-invalid', message, hint, at }];
}
function renderChartJobs(spec, { name, jobs }, scope, renderer) {
    const render = (when) => renderJobs(spec, jobs[when], ['charts', name, 'jobs', when], scope, renderer);
    const [before, after] = [render('before'), render('after')];
    if (!before.ok || !after.ok)
        return (0,model_failure/* all */.Q7)([before, after]);
    return (0,model_failure.ok)({ before: before.value, after: after.value });
}
function isMet({ requires }, values) {
    return requires.every(({ name, equals }) => Object.hasOwn(values, name) && (equals === undefined ? Boolean(values[name]) : values[name] === equals));
}
/** What is handed to Helm, from low to high: values files in order, then values. */
function renderChartLayers(spec, { name, values, valuesFiles }, scope, renderer) {
    return (0,model_failure/* all */.Q7)([
        ...valuesFiles.map((file, index) => {
            const text = spec.textAt(['charts', name, 'values-files', index], file);
            return readValuesFile({ ...text, folder: spec.folder }, scope, renderer);
        }),
        renderSpecLayer(spec, values, ['charts', name, 'values'], scope, renderer),
    ]);
}

;// CONCATENATED MODULE: ./lib/render/environment.js
// An environment as it is for one commit: its values, layer over layer, each rendered with those below it in scope, and
// then its names.






/** `given`: of the input `values`; data, never a template. */
function renderEnvironment(spec, environment, commit, given, renderer) {
    const { name } = environment;
    const ofInput = { name: 'the input `values`', values: given };
    const layers = renderEnvironmentLayers([...layersOfEnvironment(spec, environment), () => (0,model_failure.ok)(ofInput)], (lower) => environmentScope(spec, environment, commit, lower), renderer);
    if (!layers.ok)
        return layers;
    const values = mergeLayers(layers.value.map((layer) => layer.values));
    const scope = environmentScope(spec, environment, commit, values);
    const told = { ...renderer, layers: layers.value };
    const textAt = (key, text) => spec.textAt(['environments', name, key], text);
    const namespace = renderNamespace(textAt('namespace', environment.namespace), scope, told);
    const context = environment.context === undefined
        ? (0,model_failure.ok)(undefined)
        : renderName('no context', textAt('context', environment.context), scope, told);
    const places = renderRepositories(spec, scope, told);
    if (!namespace.ok || !context.ok || !places.ok)
        return (0,model_failure/* all */.Q7)([namespace, context, places]);
    return (0,model_failure.ok)({
        name,
        namespace: namespace.value,
        ...(context.value !== undefined && { context: context.value }),
        values,
        layers: layers.value,
        ...places.value,
    });
}
function layersOfEnvironment(spec, { layers }) {
    return [
        valuesLayer(spec, spec.values, ['values']),
        ...layers.flatMap((layer) => [
            ...layer.valuesFiles.map((file, index) => fileLayer(spec, layer, file, index)),
            valuesLayer(spec, layer.values, ['environments', layer.of, 'values']),
        ]),
    ];
}
function valuesLayer(spec, values, start) {
    return (scope, renderer) => renderSpecLayer(spec, values, start, scope, renderer);
}
function fileLayer(spec, { of }, file, index) {
    const name = { ...spec.textAt(['environments', of, 'values-files', index], file), folder: spec.folder };
    return (scope, renderer) => readValuesFile(name, scope, renderer);
}
/** From low to high. */
function renderEnvironmentLayers(layers, scopeOf, renderer) {
    const below = [];
    let values = {};
    for (const render of layers) {
        const rendered = render(scopeOf(values), { ...renderer, layers: below });
        if (!rendered.ok)
            return rendered;
        below.push(rendered.value);
        values = mergeLayers([values, rendered.value.values]);
    }
    return (0,model_failure.ok)(below);
}
function renderRepositories(spec, scope, renderer) {
    const rendered = (0,model_failure/* all */.Q7)(spec.repositories.map((repository) => {
        const text = (key) => renderText(spec.textAt(['repositories', repository.name, key], repository[key] ?? ''), scope, renderer);
        const [url, username, password] = [text('url'), text('username'), text('password')];
        if (!url.ok || !username.ok || !password.ok)
            return (0,model_failure/* all */.Q7)([url, username, password]);
        const place = { name: repository.name, url: nameTextOf(url.value) ?? '' };
        const user = nameTextOf(username.value);
        if (user === undefined)
            return (0,model_failure.ok)(place);
        return (0,model_failure.ok)({ ...place, login: { url: place.url, username: user, password: nameTextOf(password.value) ?? '' } });
    }));
    if (!rendered.ok)
        return rendered;
    const repositories = Object.fromEntries(rendered.value.map(({ name, url }) => [name, url]));
    return (0,model_failure.ok)({ repositories, logins: rendered.value.flatMap(({ login }) => login ?? []) });
}

;// CONCATENATED MODULE: ./lib/render/images.js
// What templates want of images, by reference: each is looked for once, so that all charts get the same of it.

/** One for each reference, with all that is wanted of it. Fails with `image-stale` if it is to be of two commits. */
function mergeWanted(images) {
    const merged = new Map();
    const failures = [];
    for (const image of images) {
        const { reference, at } = image;
        const known = merged.get(reference) ?? { reference, ...(at && { at }) };
        const revision = known.revision ?? image.revision;
        if (image.revision !== undefined && image.revision !== revision)
            failures.push(ofTwoCommits(image, revision ?? ''));
        const waitMs = Math.max(known.waitMs ?? 0, image.waitMs ?? 0);
        merged.set(reference, {
            ...known,
            ...(revision !== undefined && { revision }),
            ...(waitMs > 0 && { waitMs }),
        });
    }
    return failures.length > 0 ? (0,model_failure/* failed */.gz)(...failures) : (0,model_failure.ok)([...merged.values()]);
}
function ofTwoCommits({ reference, revision, at }, other) {
    const message = `The image \`${reference}\` is wanted from ${other}, and from ${revision} too.`;
    return { code: 'image-stale', message, hint: 'Ask for one `revision` of it in all templates.', ...(at && { at }) };
}
/** Of the tag in a text that asks for an image: of several, the one that speaks of its name. */
function placeOfAsking({ text, placeOf }, { reference }) {
    const tags = [...text.matchAll(/<%(?!%)[\s\S]*?(%>|$)/g)];
    const asking = tags.filter(([code]) => /\b(image|digest)\b/.test(code));
    const name = /([^/]*?)(:[^:/]*)?(@.*)?$/.exec(reference)?.[1] || reference;
    const tag = asking.find(([code]) => code.includes(name)) ?? asking[0] ?? tags[0];
    return placeOf(tag?.index ?? 0);
}
/** References of which the digest that was verified is not the one that others have got already. */
function movedMeanwhile(found, digests) {
    const moved = [...found].filter(([reference, digest]) => (digests[reference] ?? digest) !== digest);
    return moved.map(([reference]) => {
        const message = `The image \`${reference}\` moved to another digest while the run looked at it.`;
        return { code: 'image-stale', message, hint: 'Run it again.' };
    });
}

;// CONCATENATED MODULE: ./lib/render/requirements.js
// Names in `requires` that no layer of any environment defines: mistakes, and not charts that are never wanted.


/** `environment`: the one that is rendered already. The others are looked at only if it does not have a name. */
function unknownRequirements({ spec, charts, commit, request }, environment, renderer) {
    const wanted = charts.flatMap((chart) => chart.requires.map(({ name, equals }, index) => ({ chart, name, key: equals === undefined ? index : name })));
    const known = new Set(Object.keys(environment.values));
    if (wanted.every(({ name }) => known.has(name)))
        return [];
    for (const other of spec.environments) {
        if (other.name === environment.name)
            continue;
        const rendered = renderEnvironment(spec, other, commit, request.values ?? {}, { ...renderer, asked: new Map() });
        // What cannot be rendered here may define anything.
        if (!rendered.ok)
            return [];
        for (const name of Object.keys(rendered.value.values))
            known.add(name);
    }
    return wanted
        .filter(({ name }) => !known.has(name))
        .map(({ chart, name, key }) => {
        const near = (0,near_name/* nearestName */.q)(name, [...known]);
        const at = spec.placeOf(['charts', chart.name, 'requires', key]);
        return {
            code: 'spec-invalid',
            message: `The chart \`${chart.name}\` requires \`${name}\`, which no environment has in its values.`,
            hint: near ? `Did you mean \`${near}\`?` : 'Define it in `values`.',
            at,
        };
    });
}

// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
// EXTERNAL MODULE: ./node_modules/ejs/lib/esm/ejs.js + 1 modules
var ejs = __webpack_require__(8459);
;// CONCATENATED MODULE: ./lib/render/template.js
// Templates: their texts and what is in scope, to values or to what is wrong with them. The only file that knows EJS.
//
// EJS compiles; the code that it makes runs in a context without `process` and `require`, all of which is frozen, so that no
// template sees what another one did. That stops accidents, and is no security boundary: whoever writes the spec decides
// what is deployed anyway.



/** Templates that run longer hang. */
const templateTimeoutMs = 10_000;
/** A text with nothing but one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;
const templateTag = /<%(?!%)[\s\S]*?%>/g;
/** Templates are synchronous; and `import()` fails with an error of ours, which leads out of the context. */
const asynchronous = /\bimport\b\s*(\/\*.*?\*\/\s*)?[(.]|\bawait\b\s|\basync\b\s*(function\b|\(|[\w$]+\s*=>)|\bPromise\b\s*[.([]/s;
const sandboxScript = new external_node_vm_.Script(sandboxProgram);
const runScript = new external_node_vm_.Script('__run()');
/** Compiles each text once, however many charts and rounds use it. */
class TemplateEngine {
    #context;
    #mailbox;
    #sent = new Map();
    #compiled = new Map();
    #mayHang = new Set();
    constructor() {
        // Not one of the ordinary kind, whose global object cannot be frozen.
        this.#context = (0,external_node_vm_.createContext)(external_node_vm_.constants.DONT_CONTEXTIFY, {
            codeGeneration: { strings: false, wasm: false },
            microtaskMode: 'afterEvaluate',
        });
        this.#mailbox = sandboxScript.runInContext(this.#context);
    }
    /** `answers`: what is known by now; for the rest placeholders are put in, and the texts have to be rendered again. */
    render(texts, scope, answers) {
        const names = Object.keys(scope.names);
        const compiled = texts.map((text) => this.#compile(text, names));
        const templates = compiled.flatMap((id, index) => typeof id === 'number' ? [{ id, whole: wholeExpression.test(texts[index] ?? '') }] : []);
        const { values, ...own } = scope.names;
        const results = templates.length === 0
            ? []
            : this.#run({ templates, scope: own, shared: this.#news({ values, secrets: scope.secrets, answers }) });
        return compiled.map((one) => (typeof one === 'number' ? (results.shift() ?? noResult) : brokenResult(one)));
    }
    /** What the context does not have yet. */
    #news(shared) {
        const news = Object.entries(shared).filter(([name, value]) => this.#sent.get(name) !== value);
        for (const [name, value] of news)
            this.#sent.set(name, value);
        return Object.fromEntries(news);
    }
    #run(request) {
        this.#mailbox.request = JSON.stringify(request);
        try {
            // Only where it is needed: a clock for each call would cost more than what is called.
            const mayHang = request.templates.some(({ id }) => this.#mayHang.has(id));
            runScript.runInContext(this.#context, mayHang ? { timeout: templateTimeoutMs } : {});
            return JSON.parse(this.#mailbox.response).map(toRendered);
        }
        catch (problem) {
            const { code, message } = problem;
            const isHanging = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
            const told = isHanging ? `it ran longer than ${templateTimeoutMs / 1000} s` : firstLine(String(message));
            // One of them took all the time, or broke out; nothing is known of those behind it.
            return request.templates.map((_, index) => index === this.#mailbox.current ? brokenResult({ problem: told, line: 1 }) : noResult);
        }
    }
    #compile(text, names) {
        const key = `${names.join()}:${text}`;
        const known = this.#compiled.get(key);
        if (known !== undefined)
            return known;
        const compiled = problemOfText(text) ?? this.#define(text, names);
        this.#compiled.set(key, compiled);
        return compiled;
    }
    #define(text, names) {
        const id = this.#compiled.size;
        try {
            new external_node_vm_.Script(`__define(${id}, ${compile(text, names)})`).runInContext(this.#context);
            if (mayRunLong(text))
                this.#mayHang.add(id);
            return id;
        }
        catch (problem) {
            return { problem: firstLine(String(problem.message)).replace(/\.+$/, ''), line: 1 };
        }
    }
}
function toRendered({ value = null, asked, isOpen, secret, secretTexts, problem, isCertain, ...more }) {
    const common = { value, asked, isOpen, secret, secretTexts };
    if (problem === undefined || (isOpen && !isCertain))
        return common;
    const { line = 1, misspelt, known } = more;
    return { ...common, problem: { problem, line, ...(misspelt && { misspelt }), ...(known && { known }) } };
}
const noResult = { value: null, asked: [], isOpen: false, secret: false, secretTexts: [] };
function brokenResult(problem) {
    return { ...noResult, problem };
}
/** What is refused before it is compiled. */
function problemOfText(text) {
    const tags = [...text.replaceAll('<%%', '  ').matchAll(templateTag)];
    for (const { 0: code, index } of tags) {
        const line = text.slice(0, index).split('\n').length;
        if (code.startsWith('<%-'))
            return { problem: '`<%-` is not allowed; write `<%=`', line };
        const [word] = asynchronous.exec(withoutTexts(code)) ?? [];
        if (word !== undefined) {
            return { problem: `\`${word.trim().replace(/\W.*$/s, '')}\` is not allowed in a template`, line };
        }
    }
    return undefined;
}
/**
 * Nothing but names, comparisons and calls of our own functions ends by itself. Whatever else a template does is watched: it
 * may be a loop in disguise.
 */
function mayRunLong(text) {
    const code = (text.match(templateTag) ?? [])
        .map((one) => withoutTexts(one.replace(/^<%[=#_]?|[-_]?%>$/g, '')))
        .join('\n');
    const unquoted = code.replace(/`(?:[^`\\$]|\$\{[\w$.\s]*\})*`/g, "''");
    if (!/^[\w$.?:\s<>=!&|+\-,()'[\]]*$/.test(unquoted) || /=>|\dn\b|[\])']\s*\(/.test(unquoted))
        return true;
    const called = [...unquoted.matchAll(/([\w$.?]+)\s*\(/g)].map(([, name]) => name);
    return called.some((name) => !functionNames.includes(name ?? ''));
}
/** Code without what stands in quotes. */
function withoutTexts(code) {
    return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}
/** The source of a function: EJS's code between what it expects to find around it. */
function compile(text, names) {
    const template = new ejs/* default */.A.Template(text, { compileDebug: true });
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
function firstLine(message) {
    return message.split('\n')[0] ?? message;
}

;// CONCATENATED MODULE: ./lib/render/render.js
// Spec and environment to rendered charts, in rounds: what templates ask for is answered all at once, and they are
// rendered again, until nothing new is asked.









/** Asks nobody. */
function startRendering(inputs) {
    const engine = new TemplateEngine();
    const first = renderRounds(inputs, engine, {});
    if (!first.ok)
        return first;
    const { environment, charts } = first.value;
    return (0,model_failure.ok)({
        environment,
        charts,
        namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
        finish: (resolve) => finishRendering(inputs, engine, first.value, resolve),
    });
}
async function finishRendering(inputs, engine, first, resolve) {
    let digests = {};
    let round = first;
    while (round.open.length > 0) {
        const asked = round.open.flatMap(([question, by]) => {
            const image = imageAsked(question);
            return image ? [{ question, image: { ...image, at: placeOfAsking(by, image) } }] : [];
        });
        // What an earlier round has got stays what it is.
        const had = digests;
        const open = asked.map(({ image }) => image);
        const wanted = mergeWanted(open.filter(({ reference, revision }) => !had[reference] || revision !== undefined));
        if (!wanted.ok)
            return wanted;
        const resolved = await resolve(wanted.value);
        if (!resolved.ok)
            return resolved;
        const moved = movedMeanwhile(resolved.value, had);
        if (moved.length > 0)
            return (0,model_failure/* failed */.gz)(...moved);
        const found = { ...had, ...Object.fromEntries(resolved.value) };
        digests = found;
        const answers = asked.map(({ question, image }) => [question, { value: found[image.reference] ?? null }]);
        const next = renderRounds(inputs, engine, { ...round.answers, ...Object.fromEntries(answers) });
        if (!next.ok)
            return next;
        round = next.value;
    }
    const moved = movedNames(first, round);
    if (moved.length > 0)
        return (0,model_failure/* failed */.gz)(...moved);
    const { charts, jobs, answers } = round;
    return (0,model_failure.ok)({
        charts,
        jobs,
        digests,
        renderDeferred: (name, ask) => renderDeferred(inputs, engine, answers, name, ask),
        layersOf: (name) => renderLayers(inputs, engine, round, name),
    });
}
function renderLayers(inputs, engine, { environment, charts, answers }, name) {
    const { spec, commit } = inputs;
    const written = spec.charts.find((chart) => chart.name === name);
    const rendered = charts.find((chart) => chart.name === name);
    if (written === undefined || rendered === undefined)
        throw new Error(`there is no chart ${name}`);
    const renderer = makeRenderer(inputs, engine, answers);
    const layers = layersOf(spec, written, rendered, environment, commit, renderer);
    return layers.ok ? (0,model_failure.ok)({ environment: environment.layers, chart: layers.value }) : layers;
}
async function renderDeferred(inputs, engine, known, name, ask) {
    const charts = inputs.charts.filter((chart) => chart.name === name);
    let answers = known;
    for (;;) {
        const round = renderRounds({ ...inputs, charts }, engine, answers);
        if (!round.ok)
            return round;
        const [chart] = round.value.charts;
        if (chart === undefined)
            throw new Error(`there is no chart ${name}`);
        if (round.value.open.length > 0)
            return (0,model_failure/* failed */.gz)(tooLate(chart));
        if (chart.deferred === undefined)
            return (0,model_failure.ok)(chart);
        const said = await ask(chart.deferred);
        if (!said.ok)
            return said;
        answers = { ...round.value.answers, ...said.value };
    }
}
/** What a registry says is known before the first write, or not at all. */
function tooLate({ name, at }) {
    return {
        code: 'template-failed',
        message: `A template of \`${name}\` asks for a digest only when it knows a value of the cluster.`,
        hint: 'Ask for the image whatever that value is.',
        at,
    };
}
/** Up to what only others can answer. */
function renderRounds(inputs, engine, known) {
    const { spec, files, variable } = inputs;
    const deps = { files, folder: spec.folder, env: spec.env, variable };
    let answers = known;
    for (;;) {
        const { round, open } = renderRound(inputs, engine, answers);
        const news = open.flatMap(([question]) => {
            const answer = answerLocally(question, deps);
            return answer ? [[question, answer]] : [];
        });
        // What fails already goes on too: an answer may be one more thing that is wrong.
        if (news.length === 0)
            return round;
        answers = { ...answers, ...Object.fromEntries(news) };
    }
}
function renderRound(inputs, engine, answers) {
    const renderer = makeRenderer(inputs, engine, answers);
    const rendered = renderAll(inputs, renderer);
    const open = [...renderer.asked].filter(([question]) => !Object.hasOwn(answers, question) && clusterAsked(question) === undefined);
    return { round: rendered.ok ? (0,model_failure.ok)({ ...rendered.value, answers, open }) : rendered, open };
}
function renderAll(inputs, renderer) {
    const { spec, charts, commit, request } = inputs;
    const environment = renderEnvironment(spec, inputs.environment, commit, request.values ?? {}, renderer);
    if (!environment.ok)
        return environment;
    const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
    const jobs = renderStackJobs(spec, environment.value, commit, renderer);
    const unknown = unknownRequirements(inputs, environment.value, renderer);
    const missing = unknown.length > 0 ? (0,model_failure/* failed */.gz)(...unknown) : (0,model_failure.ok)(undefined);
    if (!rendered.ok || !jobs.ok || !missing.ok)
        return (0,model_failure/* all */.Q7)([rendered, jobs, missing]);
    return (0,model_failure.ok)({ environment: environment.value, charts: rendered.value, jobs: jobs.value });
}
function makeRenderer({ files, learn }, engine, answers) {
    return { engine, files, answers, asked: new Map(), learn, layers: [] };
}
function renderStackJobs(spec, environment, commit, shared) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const renderer = { ...shared, layers: environment.layers };
    const render = (when) => renderJobs(spec, spec.jobs[when], ['jobs', when], scope, renderer);
    const [before, after, onFailure] = [render('before'), render('after'), render('failed')];
    if (!before.ok || !after.ok || !onFailure.ok)
        return (0,model_failure/* all */.Q7)([before, after, onFailure]);
    return (0,model_failure.ok)({ before: before.value, after: after.value, failed: onFailure.value });
}
/** A digest may have reached a name by way of the environment's values; the cluster was asked for another one by then. */
function movedNames(first, last) {
    const place = ({ namespace, context }) => `${namespace} ${context}`;
    const isMoved = (chart, index) => chart.release !== first.charts[index]?.release || chart.namespace !== first.charts[index]?.namespace;
    const hint = 'Take it out of the name: names are known before any registry is asked.';
    const failures = last.charts.filter(isMoved).map(({ name, at }) => {
        return { code: 'spec-invalid', message: `The names of \`${name}\` depend on the digest of an image.`, hint, at };
    });
    if (place(first.environment) === place(last.environment))
        return failures;
    const message = `The names of the environment \`${last.environment.name}\` depend on the digest of an image.`;
    return [{ code: 'spec-invalid', message, hint }, ...failures];
}

;// CONCATENATED MODULE: ./lib/prepare/rendering.js
// How does a command start to render, and how does it resolve images?


/** For the requests of this run to registries. */
function accessOf(request, signal) {
    return { insecure: request['insecure-registries'] ?? [], githubToken: request['github-token'], signal };
}
/** Images of the input `images` keep their digest, which must still exist; registries resolve all others. */
function resolverOf(request, ports, signal, listeners = {}) {
    const kept = request.images ?? new Map();
    const registry = ports.openRegistry({ ...accessOf(request, signal), ...listeners });
    return (images) => registry.digests(images.map((image) => {
        const digest = kept.get((0,text_image/* imageKey */.p2)(image.reference));
        return digest === undefined ? image : { ...image, digest };
    }));
}
/** An entry of the input `images` that no chart asks for may be a typing error. */
function warnOfUnusedImages({ images, only }, digests) {
    if (images === undefined || only !== undefined)
        return [];
    const used = new Set(Object.keys(digests).map(text_image/* imageKey */.p2));
    return [...images.keys()]
        .filter((key) => !used.has(key))
        .map((key) => ({
        message: `The input \`images\` names \`${key}\`, which no chart uses. It has no effect.`,
        hint: 'Check that the registry, the repository and the tag are the same as in the spec.',
    }));
}
/** Makes no request; afterwards, names are known. `variable`: in place of the step's own environment variables. */
function beginRendering({ spec, request, commit, environment, charts }, ports, variable = ports.variable) {
    const learn = (secret) => ports.redactor.learn(secret);
    return startRendering({ spec, request, commit, environment, charts, files: ports.files, variable, learn });
}

;// CONCATENATED MODULE: ./lib/text/helm-keys.js

/** `text`: the `values.yaml` of a chart. None if it cannot be read, which Helm will say. */
function keysMisread(file, text) {
    return (0,text_yaml/* plainKeys */.dt)(file, text).flatMap(({ written, key, at }) => {
        const readAs = asHelmReads(written);
        return readAs === undefined || readAs === key || readAs === written ? [] : [{ key: written, readAs, at }];
    });
}
/** Helm reads YAML 1.1, of a kind. Undefined for what it reads as a text, or refuses. */
function asHelmReads(written) {
    if (/^(y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE)$/.test(written))
        return 'true';
    if (/^(n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/.test(written))
        return 'false';
    if (!/^[-+.\d]/.test(written))
        return undefined;
    const digits = written.replaceAll('_', '').toLowerCase();
    const [, sign, whole] = /^([-+]?)(0b[01]+|0o?[0-7]+|0x[\da-f]+|0|[1-9]\d*)$/.exec(digits) ?? [];
    if (whole !== undefined)
        return shortInteger(BigInt(whole.replace(/^0(?=[0-7])/, '0o')), sign === '-');
    return /^[-+]?(\.\d+|\d+(\.\d*)?)(e[-+]?\d+)?$/.test(digits) ? shortFloat(Number(digits)) : undefined;
}
/** Of those that do not fit into 64 bits, Helm reads some as fractions, and refuses others. */
function shortInteger(value, isNegative) {
    if (value >= 2n ** 63n)
        return undefined;
    return String(isNegative ? -value : value);
}
/** As Go writes a number of 32 bits (`%g`): with as few digits as tell it apart, large and small ones with an exponent. */
function shortFloat(value) {
    if (!Number.isFinite(value))
        return undefined;
    const short = Math.fround(value);
    if (short === 0)
        return Object.is(value, -0) ? '-0' : '0';
    let digits = 1;
    while (digits < 9 && Math.fround(Number(short.toPrecision(digits))) !== short)
        digits += 1;
    const [mantissa = '', exponent = '0'] = short.toExponential(digits - 1).split('e');
    if (Number(exponent) >= -4 && Number(exponent) < 6)
        return String(Number(short.toPrecision(digits)));
    return `${mantissa}e${exponent.slice(0, 1)}${exponent.slice(1).padStart(2, '0')}`;
}

;// CONCATENATED MODULE: ./lib/prepare/warnings.js
// What in the spec and in its local charts is valid, but probably not what its author means?

function warningsAbout(spec, charts, files) {
    return [...workflowExpressions(spec), ...keysReadOtherwise(charts, files)];
}
/** GitHub Actions evaluates `${{ … }}` in workflows only; a chart gets it as a text. */
function workflowExpressions(spec) {
    const roots = [
        [['values'], spec.values],
        ...spec.environments.flatMap(({ layers }) => layers.map(({ of, values }) => [['environments', of, 'values'], values])),
        ...spec.charts.map(({ name, values }) => [['charts', name, 'values'], values]),
    ];
    const found = roots.flatMap(([path, value]) => expressionsIn(value, path));
    // Several environments may share a layer.
    const distinct = new Map(found.map((path) => [path.join('.'), path]));
    return [...distinct.values()].map((path) => ({
        message: `\`${path.join('.')}\` contains a GitHub Actions expression. Compass does not evaluate it; the chart receives it literally.`,
        hint: "Set it in the step's `env:`, list the variable under `env` in the spec, and write `<%= readEnv(…) %>` here.",
        at: spec.placeOf(path),
    }));
}
function expressionsIn(value, path) {
    if (typeof value === 'string')
        return value.includes('${{') ? [path] : [];
    if (typeof value !== 'object' || value === null)
        return [];
    return Object.entries(value).flatMap(([key, inner]) => expressionsIn(inner, [...path, Array.isArray(value) ? Number(key) : key]));
}
/** Each folder once, however many charts use it. */
function keysReadOtherwise(charts, files) {
    const folders = charts.flatMap(({ source }) => (source?.kind === 'folder' ? [source.path] : []));
    return [...new Set(folders)].flatMap((folder) => {
        const file = `${folder}/values.yaml`;
        const read = files.read(file);
        if ('problem' in read)
            return [];
        return keysMisread(file, read.text).map(({ key, readAs, at }) => ({
            message: `Helm reads the key \`${key}\` of the chart's own values as \`${readAs}\`.`,
            hint: `Quote the key in the chart. Until then, write it as \`"${readAs}"\` in the spec.`,
            at,
        }));
    });
}

;// CONCATENATED MODULE: ./lib/prepare/prepare.js
// What has to be known before the first write? A deployment and a plan both start here: everything is read, and nothing is
// written.





/** `what`: the first words of the log, such as `Deploying`. `onNotBuilt`: see `RegistryAccess`. */
async function prepare(session, what, ports, onNotBuilt) {
    const { request, signal, emit } = session;
    const rendering = beginRendering(session, ports);
    if (!rendering.ok)
        return rendering;
    const identity = identityOf(session.spec, rendering.value);
    const { stack, environment, namespace } = identity;
    emit({ type: 'notice', text: `${what} ${stack} to ${environment} (namespace ${namespace})` });
    const cluster = openCluster(session, rendering.value, ports);
    if (!cluster.ok)
        return cluster;
    const { logins } = rendering.value.environment;
    const charts = ports.openCharts({ logins, access: accessOf(request, signal), scratch: session.scratch });
    const planned = await observeAndPlan(session, rendering.value, cluster.value, { ...ports, charts }, onNotBuilt);
    if (!planned.ok)
        return planned;
    return (0,model_failure.ok)({ identity, rendering: rendering.value, cluster: cluster.value, charts, ...planned.value });
}
/** Fails with `cluster-other` if the environment names another cluster. */
async function checkCluster({ environment, spec, signal }, cluster) {
    if (environment.cluster === undefined)
        return (0,model_failure.ok)(undefined);
    const uid = await cluster.uid(signal);
    if (!uid.ok)
        return uid;
    if (uid.value === environment.cluster)
        return (0,model_failure.ok)(undefined);
    return (0,model_failure/* failed */.gz)({
        code: 'cluster-other',
        message: `The environment \`${environment.name}\` belongs to the cluster ${environment.cluster}, but the kubeconfig leads to the cluster ${uid.value}.`,
        hint: "Use another kubeconfig or `context`, or correct `cluster`: it is the UID of the cluster's kube-system namespace.",
        at: spec.placeOf(['environments', environment.name, 'cluster']),
    });
}
function identityOf({ stack }, { environment }) {
    return { stack, environment: environment.name, namespace: environment.namespace };
}
function openCluster({ request, scratch }, { environment }, ports) {
    const context = request.context ?? environment.context;
    return ports.clusters.open({ kubeconfig: request.kubeconfig, context }, scratch);
}
/** Requests to the cluster, the registries and the chart repositories run at the same time. */
async function observeAndPlan(session, rendering, cluster, ports, onNotBuilt) {
    const { request, spec, environment, signal, emit } = session;
    const onWait = (text) => emit({ type: 'notice', text });
    // The sources of downloaded charts are final before the images are resolved, so both can be resolved at once.
    const downloaded = rendering.charts.filter(({ source }) => ['oci', 'repository'].includes(source?.kind ?? ''));
    const [place, releases, helm, rendered, early] = await Promise.all([
        checkCluster(session, cluster),
        cluster.releases(rendering.namespaces, signal),
        ports.helms.versionOf(request['helm-version'], signal),
        rendering.finish(resolverOf(request, ports, signal, { onWait, ...(onNotBuilt && { onNotBuilt }) })),
        contentsOf(downloaded, ports.charts),
    ]);
    const charts = rendered.ok ? rendered.value.charts : [];
    const contents = await contentsOf(charts, ports.charts);
    const failures = (0,model_failure/* failuresOf */.dJ)([place, early, contents, releases, helm, rendered]);
    if (failures.length > 0 || !releases.ok || !contents.ok || !helm.ok || !rendered.ok)
        return (0,model_failure/* failed */.gz)(...failures);
    const inputs = {
        folder: spec.folder,
        identity: identityOf(spec, rendering),
        jobs: rendered.value.jobs,
        digests: rendered.value.digests,
        releases: releases.value,
        helm: helm.value,
        force: request.force,
        isConfirmed: !environment.protected || request.confirm === environment.name,
    };
    const replan = makeReplan(rendered.value, inputs, cluster, ports.charts, signal);
    const plan = makePlan({ ...inputs, charts, contents: contents.value });
    const warnings = [
        ...warnOfUnusedImages(request, rendered.value.digests),
        ...warningsAbout(spec, charts, ports.files),
    ];
    return (0,model_failure.ok)({ plan: await planReadyDeferred(plan, replan), replan, warnings });
}
async function contentsOf(rendered, charts) {
    const found = rendered.map(({ source, at }) => (source ? charts.resolve(source, at) : (0,model_failure.ok)(undefined)));
    return (0,model_failure/* all */.Q7)(await Promise.all(found));
}

;// CONCATENATED MODULE: ./lib/spec/branch-glob.js
// Whether a branch is one of those that a glob means: the same on every platform, in a time that no glob can make long.
/**
 * `*` and `?` do not cross `/`, `**` does; `**` with a `/` behind it may also be nothing. `[ab]`, `[a-z]` and `[!ab]` are one
 * letter, `{a,b}` is one of them. Case counts.
 */
function matchesBranch(glob, branch) {
    if (glob === branch)
        return true;
    const text = [...branch];
    const tokens = glob.match(/\*\*\/?|\[!?[^\]/]+\]|./gsu) ?? [];
    return sequence(tokens.values(), areBalanced(tokens))(text, new Set([0])).has(text.length);
}
function areBalanced(tokens) {
    let open = 0;
    for (const token of tokens) {
        if (token === '{')
            open += 1;
        if (token === '}')
            open -= 1;
        if (open < 0)
            return false;
    }
    return open === 0;
}
/** Up to the end, or to the one of its braces. Braces without a partner are letters. */
function sequence(tokens, hasBraces, isInside = false) {
    const alternatives = [[]];
    for (let next = tokens.next(); !next.done; next = tokens.next()) {
        const token = next.value;
        if (hasBraces && token === '}')
            break;
        if (isInside && token === ',')
            alternatives.push([]);
        else
            alternatives.at(-1)?.push(hasBraces && token === '{' ? sequence(tokens, true, true) : globPartOf(token));
    }
    return (text, from) => new Set(alternatives.flatMap((parts) => [...follow(parts, text, from)]));
}
function follow(parts, text, from) {
    return parts.reduce((places, part) => part(text, places), from);
}
function globPartOf(token) {
    switch (token) {
        case '**/':
            return (text, from) => new Set([...from, ...reachable(text, from, () => true).filter((at) => text[at - 1] === '/')]);
        case '**':
            return (text, from) => new Set(reachable(text, from, () => true));
        case '*':
            return (text, from) => new Set(reachable(text, from, (letter) => letter !== '/'));
        default:
            return (text, from) => new Set([...from].filter((at) => isOne(token, text[at])).map((at) => at + 1));
    }
}
/** All places that are reached by any number of such letters. */
function reachable(text, from, passes) {
    const reached = [];
    for (let at = Math.min(...from), isOn = false; at <= text.length; at += 1) {
        isOn = from.has(at) || (isOn && passes(text[at - 1] ?? ''));
        if (isOn)
            reached.push(at);
    }
    return reached;
}
function isOne(token, letter) {
    if (letter === undefined)
        return false;
    if (token === '?')
        return letter !== '/';
    if (token.length === 1 || !token.startsWith('['))
        return token === letter;
    const isOther = token.startsWith('[!');
    const isAmong = [...token.slice(isOther ? 2 : 1, -1).matchAll(/(.)-(.)|./gsu)].some(([one, low, high]) => low === undefined || high === undefined ? one === letter : low <= letter && letter <= high);
    return letter !== '/' && isAmong !== isOther;
}

;// CONCATENATED MODULE: ./lib/spec/select-environment.js
// Which environment a run is for: the one that was asked for, or the one that the branch maps to.



/**
 * Gives undefined if the branch maps to nothing.
 * Fails with `environment-unknown`, `environment-ambiguous` or `environment-protected`.
 */
function selectEnvironment(spec, question) {
    const found = question.environment === undefined ? byBranch(spec, question) : environmentNamed(spec, question.environment);
    if (!found.ok || found.value === undefined || !question.isChange)
        return found;
    return refuseStrangeBranch(found.value, question.isOfBranch ? question.eventBranch : undefined);
}
/** Fails with `environment-unknown`. */
function environmentNamed(spec, name) {
    const environment = spec.environments.find((candidate) => candidate.name === name);
    if (environment !== undefined)
        return (0,model_failure.ok)(environment);
    const names = spec.environments.map((candidate) => candidate.name);
    const near = (0,near_name/* nearestName */.q)(name, names);
    return (0,model_failure/* failed */.gz)({
        code: 'environment-unknown',
        message: `The environment \`${name}\` is not in ${spec.file}.`,
        hint: near ? `Did you mean \`${near}\`?` : `It has: ${names.join(', ')}.`,
    });
}
/** The one that was asked for, or all that the branch maps to. Fails with `environment-unknown`. */
function environmentsFor(spec, question) {
    if (question.environment !== undefined) {
        const named = environmentNamed(spec, question.environment);
        return named.ok ? (0,model_failure.ok)([named.value]) : named;
    }
    const branch = question.branch ?? question.eventBranch;
    if (branch === undefined)
        return (0,model_failure.ok)([]);
    return (0,model_failure.ok)(spec.environments.filter((environment) => mapsTo(environment, branch)));
}
function byBranch(spec, question) {
    const found = environmentsFor(spec, question);
    if (!found.ok)
        return found;
    const matching = found.value;
    const branch = question.branch ?? question.eventBranch;
    if (matching.length < 2)
        return (0,model_failure.ok)(matching[0]);
    const names = matching.map((environment) => environment.name).join(', ');
    return (0,model_failure/* failed */.gz)({
        code: 'environment-ambiguous',
        message: `The branch \`${branch}\` maps to several environments of ${spec.file}: ${names}.`,
        hint: 'Choose one with the input `environment`.',
    });
}
/** No input can send anything but its own branches' content to a protected environment. */
function refuseStrangeBranch(environment, ownBranch) {
    if (!environment.protected || (ownBranch !== undefined && mapsTo(environment, ownBranch)))
        return (0,model_failure.ok)(environment);
    return (0,model_failure/* failed */.gz)({
        code: 'environment-protected',
        message: `The environment \`${environment.name}\` is protected, and ${ownBranch ? `the branch \`${ownBranch}\` is not one of its own` : 'this run is not for the head of a branch'}.`,
        hint: `It deploys only from: ${environment.branches.join(', ') || 'no branch at all; give it `branches`'}.`,
    });
}
function mapsTo(environment, branch) {
    return environment.branches.some((glob) => matchesBranch(glob, branch));
}

;// CONCATENATED MODULE: ./lib/commands/compare.js
// `plan --against`: what does one environment run that another does not, so what would a merge ship? Compares the releases in
// Helm's store. Only names are rendered, and no request is made to a registry.







/**
 * The charts of a plan that would make the session's environment run what `against` runs, the name of another environment.
 */
async function compare(session, against, ports) {
    const { spec, environment, signal, emit } = session;
    const source = environmentNamed(spec, against);
    if (!source.ok)
        return source;
    if (source.value === environment)
        return (0,model_failure/* failed */.gz)(sameEnvironment(against));
    emit({ type: 'notice', text: `Comparing ${spec.stack}: what ${against} runs and ${environment.name} does not` });
    const [from, to] = await Promise.all([
        observe({ ...session, environment: source.value }, ports),
        observe(session, ports),
    ]);
    if (!from.ok || !to.ok)
        return (0,model_failure/* failed */.gz)(...(0,model_failure/* failuresOf */.dJ)([from, to]));
    const compared = (0,model_failure/* all */.Q7)(await Promise.all(to.value.charts.map((chart) => compareChart(chart, from.value, to.value, signal))));
    if (!compared.ok)
        return compared;
    for (const result of compared.value)
        emit({ type: 'chart-ended', result });
    return (0,model_failure.ok)({ charts: compared.value });
}
async function observe(session, ports) {
    const { environment, commit, signal } = session;
    // Names may contain the branch: here, the one that the environment is deployed from.
    const branch = environment.branches.find((glob) => !/[*?[{]/.test(glob)) ?? commit.branch;
    // A variable that is not set here says nothing about what runs there.
    const variable = (name) => ports.variable(name) ?? null;
    const rendering = beginRendering({ ...session, commit: { ...commit, branch } }, ports, variable);
    if (!rendering.ok)
        return rendering;
    const cluster = openCluster(session, rendering.value, ports);
    if (!cluster.ok)
        return cluster;
    const [place, releases] = await Promise.all([
        checkCluster(session, cluster.value),
        cluster.value.releases(rendering.value.namespaces, signal),
    ]);
    if (!place.ok || !releases.ok)
        return (0,model_failure/* failed */.gz)(...(0,model_failure/* failuresOf */.dJ)([place, releases]));
    return (0,model_failure.ok)({ environment, cluster: cluster.value, charts: rendering.value.charts, releases: releases.value });
}
/** The release of a chart on one side, where it may have another name. */
function releaseOf(chart, { charts, releases }) {
    const there = charts.find(({ name }) => name === chart.name);
    return releases.find(({ name, namespace }) => name === there?.release && namespace === there.namespace);
}
async function compareChart(chart, from, to, signal) {
    const [source, target] = [releaseOf(chart, from), releaseOf(chart, to)];
    const [theirs, ours] = [imagesOfRelease(source), imagesOfRelease(target)];
    const compared = (outcome, reason, risks = []) => {
        const { name, release, namespace, depends } = chart;
        return (0,model_failure.ok)({
            ...{ name, release, namespace, depends, outcome, reason, durationMs: 0, startedAtMs: 0 },
            images: theirs,
            imagesBefore: (0,text_image/* movedImages */.SR)(theirs, ours),
            ...(target && { revision: target.revision }),
            ...(outcome !== 'unchanged' && { preview: { objects: [], risks, notes: [] } }),
        });
    };
    const nameOf = (side) => side.environment.name;
    if (!chart.isRequired)
        return compared('not-required', `not required in ${nameOf(to)}`);
    if (source === undefined)
        return compared('unchanged', `not installed in ${nameOf(from)}`);
    if (!(0,release_labels/* isCompleted */.Yw)(source))
        return compared('unchanged', `not completed in ${nameOf(from)}: ${source.status}`);
    if (target === undefined)
        return compared('install', `not installed in ${nameOf(to)}`);
    // Raw objects contain the values of their environment, which are not compared.
    const isSameChart = chart.source?.kind === 'manifests' || (0,release_labels/* partsOf */.CI)(source)?.chart === (0,release_labels/* partsOf */.CI)(target)?.chart;
    const versions = isSameChart ? (0,model_failure.ok)([]) : await chartVersions([from.cluster, source], [to.cluster, target], signal);
    if (!versions.ok)
        return versions;
    const [now = '', before = ''] = versions.value;
    const moved = Object.keys((0,text_image/* movedImages */.SR)(theirs, ours)).length > 0 || !haveSameNames(theirs, ours);
    const sameVersion = (0,release_labels/* partsOf */.CI)(target)
        ? `chart changed, same version ${now}`
        : `not completed in ${nameOf(to)}, same version ${now}`;
    const words = [
        ...(isSameChart ? [] : [now === before ? sameVersion : `chart ${before} → ${now}`]),
        ...(moved ? ['images'] : []),
    ];
    if (words.length === 0)
        return compared('unchanged', `same as in ${nameOf(from)}`);
    const risks = (0,text_versions/* isOlder */.tW)(now, before) ? [`the chart goes back from version ${before} to ${now}`] : [];
    return compared('upgrade', words.join(', '), risks);
}
/** Of two releases, each in its cluster. */
async function chartVersions(from, to, signal) {
    const read = (0,model_failure/* all */.Q7)(await Promise.all([from, to].map(([cluster, release]) => cluster.record(release, signal))));
    return read.ok ? (0,model_failure.ok)(read.value.map(({ chartVersion }) => chartVersion)) : read;
}
function imagesOfRelease(release) {
    return release === undefined ? {} : (0,release_labels/* imagesIn */.o$)(release);
}
function haveSameNames(theirs, ours) {
    const [one, other] = [theirs, ours].map((images) => new Set(Object.keys(images).map(text_image/* imageName */.tO)));
    return one?.symmetricDifference(other ?? new Set()).size === 0;
}
function sameEnvironment(name) {
    return {
        code: 'input-invalid',
        message: `The environment \`${name}\` cannot be compared with itself.`,
        hint: 'Set `--environment` to the environment that would change, and `--against` to the one to compare it with.',
    };
}

// EXTERNAL MODULE: ./lib/model/outcome.js
var outcome = __webpack_require__(6805);
;// CONCATENATED MODULE: ./lib/plan/jobs.js
/** Those that have to run: `hasChanged` says whether the chart is deployed. */
function jobsToRun(jobs, hasChanged) {
    return jobs.filter(({ when }) => hasChanged || when === 'always');
}

;// CONCATENATED MODULE: ./lib/plan/plan.js
// What will happen, as plain data that survives a JSON round trip. Of the spec, `execute` is given nothing else.
/** Where in its values there are secrets; an empty path if its raw objects have seen some. */
function secretPathsOf({ secrets, secretMaps, source, }) {
    return source?.kind === 'manifests' && source.secretFiles.length > 0 ? [[]] : [...secrets, ...secretMaps];
}
/** Kinds of objects that stay in the cluster when their release is uninstalled: they hold data, or others need them. */
const keptKinds = ['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition'];
/** Whether Helm will make a new revision of it. */
function isDeployed({ decision }) {
    return decision.action === 'install' || decision.action === 'upgrade';
}
/** Whether it changes something, as far as that is known by now. */
function mayChange(chart) {
    return isDeployed(chart) || ['late', 'remove'].includes(chart.decision.action);
}

;// CONCATENATED MODULE: ./lib/execute/jobs.js
// The shell jobs of a chart, one after the other, up to the first that does not pass.


function subjectOf({ name, release, namespace, at }) {
    return { called: `\`${name}\``, namespace, variables: { COMPASS_CHART: name, COMPASS_RELEASE: release }, at };
}
/** So that a script stops at its first error, as people expect of a step. */
const shells = { bash: ['-eo', 'pipefail', '-c'], sh: ['-e', '-c'] };
/** Undefined if all have passed. */
async function runJobs(jobs, subject, jobContext, onLine) {
    for (const job of jobs) {
        onLine(`job ${job.name}`);
        const exit = await jobContext.processes.run({
            program: job.shell,
            arguments: [...shells[job.shell], job.run],
            folder: jobContext.folder,
            env: { ...job.env, ...variables(subject, jobContext) },
            ...(job.timeoutMs !== undefined && { timeoutMs: job.timeoutMs }),
            onLine,
        }, jobContext.signal);
        const failure = explainJob(job, subject, exit, jobContext.signal);
        if (failure !== undefined)
            return failure;
    }
    return undefined;
}
function variables(subject, { identity, cluster }) {
    return {
        COMPASS_ENVIRONMENT: identity.environment,
        COMPASS_STACK: identity.stack,
        COMPASS_NAMESPACE: subject.namespace,
        KUBECONFIG: cluster.kubeconfigFor(subject.namespace),
        ...subject.variables,
    };
}
function explainJob(job, { called, at }, exit, signal) {
    if (exit.how === 'exited' && exit.code === 0)
        return undefined;
    const stop = exit.how === 'stopped' ? (0,outcome/* stopReason */.P)(signal) : undefined;
    const message = `The job \`${job.name}\` of ${called} ${howItEnded(exit, job)}.`;
    const hint = stop === undefined ? 'What it printed stands in the log.' : 'Deploy again.';
    return { code: stop ?? 'job-failed', message, hint, ...(at && { at }) };
}
function howItEnded(exit, { timeoutMs }) {
    switch (exit.how) {
        case 'exited':
            return `ended with exit code ${exit.code}`;
        case 'stopped':
            return exit.because === 'timeout' ? `took longer than ${(0,duration/* formatDuration */.a3)(timeoutMs ?? 0)}` : 'was stopped';
        case 'killed':
            return `was ended by ${exit.signal}`;
        case 'not-started':
            return `could not be started: ${exit.reason}`;
    }
}

;// CONCATENATED MODULE: ./lib/plan/crd-age.js
// Whether a definition of a custom resource is older than the cluster's: then objects that rely on what is newer would lose it.

/** Completes "the chart's is older: it …"; undefined if it is not. */
function whyOlder(wanted, current) {
    const versions = versionsOf(wanted);
    for (const [name, there] of versionsOf(current)) {
        const other = versions.get(name);
        if (other === undefined)
            return `has no version \`${name}\``;
        if (there.isServed && !other.isServed)
            return `does not serve \`${name}\``;
        const path = missingField(other.schema, there.schema, name);
        if (path !== undefined)
            return `has no field \`${path}\``;
    }
    const [stored, storing] = [current, wanted].map((one) => storedVersion(one));
    if (stored && storing && isEarlier(storing, stored))
        return `stores \`${storing}\` in place of \`${stored}\``;
    const lost = everStored(current).find((name) => !versions.has(name));
    return lost === undefined ? undefined : `has no version \`${lost}\`, in which objects are stored`;
}
/** Whether the one says nothing but what the other says too. */
function isContained(wanted, current) {
    // What says nothing, the API server leaves out.
    if (current === undefined && saysNothing(wanted))
        return true;
    if (Array.isArray(wanted)) {
        return (Array.isArray(current) &&
            wanted.length === current.length &&
            wanted.every((item, index) => isContained(item, current[index])));
    }
    if (!(0,json/* isObject */.Gv)(wanted))
        return wanted === current;
    return ((0,json/* isObject */.Gv)(current) &&
        Object.entries(wanted).every(([key, value]) => isContained(value, current[key])));
}
function saysNothing(value) {
    return ([null, false, ''].includes(value) || (typeof value === 'object' && Object.keys(value ?? {}).length === 0));
}
/** By name. */
function versionsOf(crd) {
    const spec = crd['spec'];
    const versions = (0,json/* isObject */.Gv)(spec) && Array.isArray(spec['versions']) ? spec['versions'] : [];
    return new Map(versions.filter(json/* isObject */.Gv).map((version) => {
        const schema = (0,json/* isObject */.Gv)(version['schema']) ? version['schema']['openAPIV3Schema'] : undefined;
        const about = { isServed: version['served'] === true, isStorage: version['storage'] === true };
        return [String(version['name']), { ...about, schema: ((0,json/* isObject */.Gv)(schema) ? schema : {}) }];
    }));
}
function storedVersion(crd) {
    return [...versionsOf(crd)].find(([, { isStorage }]) => isStorage)?.[0];
}
/** Versions in which objects may still be stored. */
function everStored({ status }) {
    const names = (0,json/* isObject */.Gv)(status) ? status['storedVersions'] : undefined;
    return Array.isArray(names) ? names.map(String) : [];
}
/** In Kubernetes' order of versions: alpha, beta, stable, and by their numbers. Others have no order. */
function isEarlier(one, other) {
    const rank = (name) => {
        const [, major, stage = 'stable', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? [];
        return major && [['alpha', 'beta', 'stable'].indexOf(stage), Number(major), Number(minor)];
    };
    const [a, b] = [rank(one), rank(other)];
    if (!a || !b)
        return false;
    const index = a.findIndex((part, at) => part !== b[at]);
    return index >= 0 && Number(a[index]) < Number(b[index]);
}
/** Path of the first field that the one schema has and the other has not. */
function missingField(wanted, current, path) {
    const takesAll = wanted['x-kubernetes-preserve-unknown-fields'] === true || wanted['additionalProperties'] === true;
    if (takesAll)
        return undefined;
    const others = fieldsOf(wanted);
    for (const [name, field] of fieldsOf(current)) {
        const other = others.get(name);
        const below = `${path}${name}`;
        const missing = other === undefined ? below : missingField(other, field, below);
        if (missing !== undefined)
            return missing;
    }
    return undefined;
}
/** What is directly below a schema, by how it is called in a path: `.name`, or `[]` for what a list or a map holds. */
function fieldsOf(schema) {
    const properties = (0,json/* isObject */.Gv)(schema['properties']) ? schema['properties'] : {};
    const named = Object.entries(properties).map(([name, field]) => [`.${name}`, field]);
    const held = ['items', 'additionalProperties'].map((key) => ['[]', schema[key]]);
    const fields = [...named, ...held].filter(([, field]) => (0,json/* isObject */.Gv)(field));
    return new Map(fields);
}

;// CONCATENATED MODULE: ./lib/plan/crd-patch.js
// What has to be changed so that the cluster's definition of a custom resource becomes a chart's.


/** A merge patch, so that what others have put beside it stays; undefined if there is nothing to change. */
function patchFor(wanted, current) {
    const metadata = { labels: metadataTexts(wanted, 'labels'), annotations: metadataTexts(wanted, 'annotations') };
    const spec = specFor(wanted, current);
    const now = { labels: metadataTexts(current, 'labels'), annotations: metadataTexts(current, 'annotations') };
    if (isContained({ metadata, spec }, { metadata: now, spec: current['spec'] ?? {} }))
        return undefined;
    const { resourceVersion = '' } = mapIn(current, 'metadata');
    // It is refused if anybody has touched it since it was read.
    return { metadata: { ...metadata, resourceVersion }, spec };
}
function specFor(wanted, current) {
    const spec = mapIn(wanted, 'spec');
    const conversion = mapIn(spec, 'conversion');
    if (conversion['strategy'] === undefined)
        return spec;
    if (conversion['strategy'] === 'None')
        return { ...spec, conversion: { strategy: 'None', webhook: null } };
    const { caBundle: now } = clientIn(mapIn(mapIn(current, 'spec'), 'conversion'));
    if (!now)
        return spec;
    // Somebody has put the authority of the webhook there; charts have a placeholder in its place.
    const { caBundle: _, ...client } = clientIn(conversion);
    return { ...spec, conversion: { ...conversion, webhook: { ...mapIn(conversion, 'webhook'), clientConfig: client } } };
}
function clientIn(conversion) {
    return mapIn(mapIn(conversion, 'webhook'), 'clientConfig');
}
function metadataTexts(crd, key) {
    const entries = Object.entries(mapIn(mapIn(crd, 'metadata'), key));
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}
function mapIn(around, key) {
    const inner = around[key];
    return (0,json/* isObject */.Gv)(inner) ? inner : {};
}

;// CONCATENATED MODULE: ./lib/execute/crds.js
// The definitions of custom resources that a chart brings along: those that are missing are created, those that are there
// are left alone or, if the chart asks for it, changed; but never to an older schema, since the whole cluster shares them.





/** So often a definition that somebody else changes at the same time is looked at again. */
const mostTries = 5;
/** Gives whether Helm has to keep its hands off them: it would write over those that are there. */
async function prepareCrds(chart, { path, crds }, context, onLine) {
    const isNew = chart.decision.action === 'install';
    const mayChange = chart.settings.crds === 'upgrade';
    if (crds.trim() === '' || !(isNew || mayChange))
        return (0,model_failure.ok)({ areSettled: false });
    const brought = crdsIn(crds);
    if (!brought.ok)
        return brought;
    const there = await readAll(brought.value.map(crdName), context);
    if (!there.ok) {
        const mayNotRead = there.failures.every(({ code }) => code === 'cluster-forbidden');
        return mayNotRead && !mayChange ? (0,model_failure.ok)({ areSettled: false }) : there;
    }
    // Where none is there, Helm installs them as well, and knows which parts of the chart are switched on.
    if (isNew && there.value.size === 0)
        return (0,model_failure.ok)({ areSettled: false });
    const isMissing = there.value.size < brought.value.length;
    if (!mayChange && !isMissing)
        return (0,model_failure.ok)({ areSettled: true });
    const names = await switchedOn(chart, path, context);
    if (!names.ok)
        return names;
    for (const wanted of brought.value.filter((one) => names.value.has(crdName(one)))) {
        const settled = await settle(wanted, mayChange, context, onLine);
        if (!settled.ok)
            return settled;
    }
    return (0,model_failure.ok)({ areSettled: true });
}
async function settle(wanted, mayChange, { cluster, signal }, onLine) {
    const name = crdName(wanted);
    for (let tries = 0; tries < mostTries; tries += 1) {
        const current = await cluster.crds.read(name, signal);
        if (!current.ok)
            return current;
        if (current.value === undefined) {
            const created = await cluster.crds.create(wanted, signal);
            if (created.ok)
                onLine(`definition ${name}: created`);
            return created;
        }
        const patch = mayChange ? patchFor(wanted, current.value) : undefined;
        const older = patch && whyOlder(wanted, current.value);
        if (older !== undefined)
            onLine(`definition ${name}: left as it is; the chart's is older: it ${older}`);
        if (patch === undefined || older !== undefined)
            return (0,model_failure.ok)(undefined);
        const changed = await cluster.crds.change(name, patch, signal);
        if (!changed.ok)
            return changed;
        if (changed.value === 'changed') {
            onLine(`definition ${name}: changed`);
            return (0,model_failure.ok)(undefined);
        }
    }
    const message = `The custom resource definition \`${name}\` is changed by somebody else again and again.`;
    return (0,model_failure/* failed */.gz)({ code: 'cluster-error', message, hint: 'See who else looks after it.' });
}
/** Names of those that are there. */
async function readAll(names, { cluster, signal }) {
    const found = (0,model_failure/* all */.Q7)(await Promise.all(names.map(async (name) => {
        const current = await cluster.crds.read(name, signal);
        return current.ok ? (0,model_failure.ok)(current.value === undefined ? [] : [name]) : current;
    })));
    return found.ok ? (0,model_failure.ok)(new Set(found.value.flat())) : found;
}
/** Names of those that stand in parts of the chart which its values switch on. */
async function switchedOn({ release, namespace, values }, path, { helm, signal }) {
    const rendered = await helm.template({ release, namespace, package: path, values: (0,json/* jsonForYaml */.p)(values) }, signal);
    if (!rendered.ok)
        return (0,model_failure/* failed */.gz)(...rendered.failures.map(cannotTell));
    // Helm writes above each object from which file of the chart it is.
    const ofFiles = rendered.value.split(/^(?=---)/m).filter((text) => /^# Source: \S+\/crds\//m.test(text));
    const read = crdsIn(ofFiles.join(''));
    return read.ok ? (0,model_failure.ok)(new Set(read.value.map(crdName))) : read;
}
function cannotTell(failure) {
    const message = `Which custom resource definitions the values switch on cannot be told without a cluster. ${failure.message}`;
    return {
        ...failure,
        message,
        hint: 'Deploy the definitions with a chart of their own, or `helm upgrade` this one by hand.',
    };
}
function crdsIn(text) {
    const read = (0,text_yaml/* readYamlStream */.OJ)('crds', text);
    if ('problems' in read) {
        const message = `The chart's custom resource definitions cannot be read: ${read.problems[0]?.message ?? ''}`;
        return (0,model_failure/* failed */.gz)({ code: 'chart-unreadable', message, hint: 'Correct the chart.' });
    }
    const objects = read.documents.map(({ data }) => data).filter(json/* isObject */.Gv);
    return (0,model_failure.ok)(objects.filter(({ kind }) => kind === 'CustomResourceDefinition'));
}
function crdName({ metadata }) {
    return (0,json/* isObject */.Gv)(metadata) ? String(metadata['name']) : '';
}

;// CONCATENATED MODULE: ./lib/execute/release-context.js
// What Helm's work on a release needs, and how its words are told.
/** After a stop, the store is asked what is left; that may take this long. */
const lastLookMs = 1_500;
/** Helm's own last words, from `Error:` on: as long as they are, since they are cut only when no secret is in them. */
function lastError(errors) {
    const start = errors.search(/^Error:/m);
    const words = (start < 0 ? errors : errors.slice(start))
        .replace(/^Error:/, 'Helm:')
        .trim()
        .replace(/\s*\n\s*/g, ' ');
    const text = words || 'Helm failed without a word.';
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}

;// CONCATENATED MODULE: ./lib/execute/release.js
// One release of a plan, made so: the namespace, the jobs before, Helm, what Helm's store says, the jobs after, and last the
// fingerprint.







/** Deploys a release. Whatever Helm says, the verdict is the store's; the fingerprint comes last. */
async function deployRelease(chart, context, onLine, jobs) {
    const { cluster, clock, signal } = context;
    if (chart.settings.createNamespace && chart.decision.action === 'install') {
        const ensured = await cluster.ensureNamespace(chart.namespace, signal);
        if (!ensured.ok)
            return failedBy(ensured.failures);
    }
    const unready = await jobs.before();
    if (unready !== undefined)
        return failedBy([unready]);
    const packed = await context.packageOf(chart);
    if (!packed.ok)
        return failedBy(packed.failures);
    const crds = await prepareCrds(chart, packed.value, context, onLine);
    if (!crds.ok)
        return failedBy(crds.failures);
    const begin = clock.nowMs();
    const exit = await upgrade(chart, packed.value.path, crds.value.areSettled, context, onLine);
    const tookMs = clock.nowMs() - begin;
    const lastSignal = signal.aborted ? clock.after(lastLookMs) : signal;
    const stored = await cluster.release(chart.release, chart.namespace, lastSignal);
    if (!stored.ok)
        return failedBy(stored.failures);
    // Helm copies labels to later revisions, so the label alone does not say who made this one.
    const isOurs = stored.value?.revision === chart.baseRevision + 1 && (0,release_labels/* runOf */.ng)(stored.value) === context.run;
    const made = isOurs ? stored.value : undefined;
    if (made?.status !== 'deployed') {
        const failure = explainUpgrade(chart, exit, tookMs, stored.value, context.signal);
        return failedBy([failure], made);
    }
    const unfinished = await jobs.after();
    if (unfinished !== undefined)
        return failedBy([unfinished], made);
    const labels = (0,release_labels/* labelsOfSuccess */.eT)(chart.fingerprint, made.revision);
    const annotations = (0,release_labels/* annotationsOfSuccess */.Bl)(chart.images, secretPathsOf(chart));
    const patched = await cluster.patchMetadata(made, { labels, annotations }, lastSignal);
    return patched.ok ? { how: 'deployed', revision: made.revision } : failedBy(patched.failures, made);
}
function failedBy(failures, made) {
    const [failure] = failures;
    return { how: 'failed', failure, ...(made && { revision: made.revision }) };
}
function upgrade(chart, path, skipCrds, context, onLine) {
    const { release, namespace, validatedByServer } = chart;
    const { wait, timeoutMs, conflicts, adopt } = chart.settings;
    const request = {
        release,
        namespace,
        package: path,
        values: (0,json/* jsonForYaml */.p)(chart.values),
        wait,
        timeoutMs,
        forceConflicts: conflicts === 'take',
        takeOwnership: adopt,
        skipCrds,
        labels: (0,release_labels/* labelsOfUpgrade */.d)(context.identity, context.run, chart.baseRevision + 1, validatedByServer),
        description: context.description,
        validatedByServer,
        kubeconfig: context.cluster.kubeconfigFor(namespace),
    };
    return context.helm.upgrade(request, onLine, context.signal);
}
function explainUpgrade(chart, exit, tookMs, stored, signal) {
    const left = stored ? `revision ${stored.revision} is \`${stored.status}\`` : 'there is no release';
    const fail = (code, message, hint) => ({
        code,
        message: `${message} In Helm's store, ${left}.`,
        hint,
        at: chart.at,
    });
    switch (exit.how) {
        case 'stopped': {
            const stop = (0,outcome/* stopReason */.P)(signal);
            if (stop !== undefined)
                return fail(stop, `${chart.name} was stopped while Helm was at work.`, 'Deploy again.');
            return fail('chart-timeout', tooLong(chart), 'Raise its `timeout`, or see what is not ready.');
        }
        case 'exited':
            if (exit.code === 0) {
                return fail('helm-failed', 'Helm reported success.', 'See whether somebody else deploys it at the same time.');
            }
            if (tookMs >= chart.settings.timeoutMs) {
                const message = `${tooLong(chart)} ${lastError(exit.errors)}`;
                return fail('chart-timeout', message, 'Raise its `timeout`, or see what is not ready.');
            }
            return fail('helm-failed', lastError(exit.errors), 'What Helm printed stands in the log of this chart.');
        case 'killed':
            return fail('helm-failed', `Helm was ended by ${exit.signal}.`, 'Deploy again.');
        case 'not-started':
            return fail('helm-failed', `Helm could not be started: ${exit.reason}.`, 'See whether it was removed meanwhile.');
    }
}
function tooLong({ name, settings }) {
    return `${name} was not deployed within its timeout of ${(0,duration/* formatDuration */.a3)(settings.timeoutMs)}.`;
}

;// CONCATENATED MODULE: ./lib/model/dependencies.js
// What depends on what, for anything that has a name. Pure.
/** Cycles that have no name in common, each as the names along it, the first of them again at the end. */
function findCycles(all) {
    const cycle = findCycle(all);
    if (cycle === undefined)
        return [];
    return [cycle, ...findCycles(all.filter(({ name }) => !cycle.includes(name)))];
}
function findCycle(all) {
    const byName = new Map(all.map((one) => [one.name, one]));
    const finished = new Set();
    const walk = (name, path) => {
        if (path.includes(name))
            return [...path.slice(path.indexOf(name)), name];
        if (finished.has(name))
            return undefined;
        for (const next of byName.get(name)?.depends ?? []) {
            const cycle = walk(next, [...path, name]);
            if (cycle !== undefined)
                return cycle;
        }
        finished.add(name);
        return undefined;
    };
    for (const { name } of all) {
        const cycle = walk(name, []);
        if (cycle !== undefined)
            return cycle;
    }
    return undefined;
}
/** The names themselves and all that they depend on, however far down. */
function withDependencies(names, all) {
    const byName = new Map(all.map((one) => [one.name, one]));
    const found = new Set();
    const add = (name) => {
        if (found.has(name))
            return;
        found.add(name);
        for (const next of byName.get(name)?.depends ?? [])
            add(next);
    };
    for (const name of names)
        add(name);
    return found;
}
/**
 * For each, the weight of the heaviest path from its start to the end of all that waits for it, its own included.
 * There must be no cycle.
 */
function remainingWeights(all, weigh) {
    const dependents = dependentsOf(all);
    const weights = new Map();
    for (const name of topologicalOrder(all).toReversed()) {
        const after = (dependents.get(name) ?? []).map((next) => weights.get(next) ?? 0);
        weights.set(name, weigh(name) + Math.max(0, ...after));
    }
    return weights;
}
/** Each name after those of all that it depends on. There must be no cycle. */
function topologicalOrder(all) {
    const dependents = dependentsOf(all);
    const missing = new Map(all.map(({ name, depends }) => [name, depends.length]));
    const ordered = all.flatMap(({ name, depends }) => (depends.length === 0 ? [name] : []));
    // The list grows while it is walked: what becomes free joins its end.
    for (const name of ordered) {
        for (const dependent of dependents.get(name) ?? []) {
            const left = (missing.get(dependent) ?? 0) - 1;
            missing.set(dependent, left);
            if (left === 0)
                ordered.push(dependent);
        }
    }
    return ordered;
}
/** Name → names of those that depend on it directly. */
function dependentsOf(all) {
    const dependents = new Map(all.map((one) => [one.name, []]));
    for (const { name, depends } of all)
        for (const needed of depends)
            dependents.get(needed)?.push(name);
    return dependents;
}

;// CONCATENATED MODULE: ./lib/execute/scheduler.js
// When each of a graph's nodes starts: as soon as its last dependency is satisfied and a slot is free, the one with the
// longest remaining path first. Knows nothing of charts. No waves, no polling, and every node gets exactly one outcome.

/** Resolves when every node was started and has ended, or was skipped. */
function runSchedule(schedule) {
    const { nodes, limit } = schedule;
    const byName = new Map(nodes.map((node) => [node.name, node]));
    const weights = remainingWeights(nodes, (name) => schedule.expect(byName.get(name)));
    const dependents = dependentsOf(nodes);
    const missing = new Map(nodes.map((node) => [node.name, node.depends.length]));
    const skipped = new Set();
    const ready = [];
    let atWork = 0;
    let left = nodes.length;
    return new Promise((resolve, reject) => {
        const makeReady = (node) => {
            const weight = weights.get(node.name) ?? 0;
            const place = ready.findIndex((other) => (weights.get(other.name) ?? 0) < weight);
            ready.splice(place < 0 ? ready.length : place, 0, node);
        };
        const end = (node, failure) => {
            left -= 1;
            for (const name of dependents.get(node.name) ?? []) {
                const dependent = byName.get(name);
                if (failure !== undefined)
                    skipAll(dependent, failure);
                else {
                    missing.set(name, (missing.get(name) ?? 0) - 1);
                    if (missing.get(name) === 0 && !skipped.has(name))
                        makeReady(dependent);
                }
            }
        };
        const skipAll = (node, because) => {
            if (skipped.has(node.name))
                return;
            skipped.add(node.name);
            schedule.skip(node, because);
            end(node, because);
        };
        const startReady = () => {
            for (;;) {
                const index = ready.findIndex((node) => !schedule.needsSlot(node) || atWork < limit);
                if (index < 0)
                    break;
                const [node] = ready.splice(index, 1);
                const slots = schedule.needsSlot(node) ? 1 : 0;
                atWork += slots;
                schedule.start(node).then((satisfied) => {
                    atWork -= slots;
                    end(node, satisfied ? undefined : node.name);
                    startReady();
                }, reject);
            }
            if (left === 0)
                resolve();
        };
        for (const node of nodes)
            if (node.depends.length === 0)
                makeReady(node);
        startReady();
    });
}

;// CONCATENATED MODULE: ./lib/execute/kept-objects.js
// Objects that stay in the cluster when their release is uninstalled: what holds data or belongs to others. Helm leaves alone
// what its manifest says is to be kept.



/**
 * The manifest of a release, with each such object marked; all others stay as they are, to the letter. Undefined if it cannot
 * be told what some object is: it is not taken for one that may go.
 */
function keepObjects(manifest) {
    const documents = manifest.split(/^(?=---)/m).map(keepIn);
    return documents.includes(undefined) ? undefined : documents.join('');
}
/** One document. What is kept is written anew, from what Helm takes it for. */
function keepIn(text) {
    const read = (0,text_yaml/* readYamlStream */.OJ)('manifest', text);
    // Of a key that stands there twice, the last one counts, for Helm too.
    const found = 'documents' in read ? read.documents : read.rest && [read.rest];
    const [first] = found ?? [];
    if (found === undefined)
        return undefined;
    if (first === undefined || first.data === null)
        return text;
    const objects = objectsOfManifest(first.data);
    if (objects === undefined)
        return undefined;
    if (!objects.some(isKept))
        return text;
    return objects.map((object) => `---\n${JSON.stringify(isKept(object) ? withKeepPolicy(object) : object)}\n`).join('');
}
/** Of a list, those that are in it: Helm looks at the list alone. Undefined if something is no object. */
function objectsOfManifest(data) {
    if (!(0,json/* isObject */.Gv)(data) || typeof data['kind'] !== 'string')
        return undefined;
    if (!data['kind'].endsWith('List') || !Array.isArray(data['items']))
        return [data];
    const inside = data['items'].map(objectsOfManifest);
    return inside.includes(undefined) ? undefined : inside.flatMap((objects) => objects ?? []);
}
function isKept({ kind }) {
    return keptKinds.includes(String(kind));
}
function withKeepPolicy(object) {
    const metadata = (0,json/* isObject */.Gv)(object['metadata']) ? object['metadata'] : {};
    const annotations = (0,json/* isObject */.Gv)(metadata['annotations']) ? metadata['annotations'] : {};
    return { ...object, metadata: { ...metadata, annotations: { ...annotations, 'helm.sh/resource-policy': 'keep' } } };
}

;// CONCATENATED MODULE: ./lib/execute/uninstall.js
// One release uninstalled, but for what has to stay in the cluster.



/** What became of it. Whatever Helm says, the verdict is the store's: undefined once no record is left. */
async function uninstallRelease(chart, context, onLine) {
    const { cluster, helm, clock, signal, description } = context;
    const { release, namespace, settings } = chart;
    const observed = await cluster.release(release, namespace, signal);
    if (!observed.ok)
        return observed.failures[0];
    if (observed.value === undefined)
        return undefined;
    const edited = await cluster.editManifest(observed.value, keepObjects, signal);
    if (!edited.ok)
        return edited.failures[0];
    const { wait, timeoutMs } = settings;
    const kubeconfig = cluster.kubeconfigFor(namespace);
    const exit = await helm.uninstall({ release, namespace, wait, timeoutMs, description, kubeconfig }, onLine, signal);
    const left = await cluster.release(release, namespace, signal.aborted ? clock.after(lastLookMs) : signal);
    if (!left.ok)
        return left.failures[0];
    return left.value && explainUninstall(chart, exit, left.value, context);
}
function explainUninstall({ name, at }, exit, { revision, status }, { signal }) {
    const left = `In Helm's store, revision ${revision} is \`${status}\`.`;
    const stop = (0,outcome/* stopReason */.P)(signal);
    if (exit.how === 'stopped' && stop !== undefined) {
        const message = `${name} was stopped while Helm removed it. ${left}`;
        return { code: stop, message, hint: 'Deploy again: it is removed then.', at };
    }
    if (exit.how === 'stopped') {
        const message = `${name} was not removed within its timeout. ${left}`;
        return { code: 'chart-timeout', message, hint: 'Raise its `timeout`, or see what does not go.', at };
    }
    const words = exit.how === 'exited' ? lastError(exit.errors) : 'Helm did not come to its end.';
    const hint = 'What Helm printed stands in the log of this chart.';
    return { code: 'helm-failed', message: `${words} ${left}`, hint, at };
}

;// CONCATENATED MODULE: ./lib/execute/execute.js
// A plan, made so: each chart as soon as what it depends on is done, with exactly one outcome each.
// A failure stops only what depends on it.









/** One result per chart, in the plan's order. */
async function execute(plan, execution) {
    const results = new Map();
    const settle = (chart, beginMs, end) => {
        const result = toChartResult(chart, beginMs, end, execution);
        results.set(chart.name, result);
        execution.emit({ type: 'chart-ended', result });
    };
    const expected = expectedTime(plan.charts);
    await runSchedule({
        nodes: plan.charts.map((chart) => ({ name: chart.name, depends: dependenciesOf(chart, plan), chart })),
        limit: execution.concurrency,
        expect: ({ chart }) => expected(chart),
        needsSlot: ({ chart }) => hasToRun(chart),
        async start({ chart }) {
            const beginMs = execution.clock.nowMs();
            const planned = await replanDeferred(chart, execution);
            const end = planned.ok
                ? await executeChart(planned.value, execution, dependencyHasChanged(chart, plan, results))
                : failedWith(first(planned.failures), chart);
            settle(planned.ok ? planned.value : chart, beginMs, end);
            return satisfying.includes(end.outcome) || end.isTolerated === true;
        },
        skip: ({ chart }, because) => settle(chart, execution.clock.nowMs(), skipped(chart, because, execution.signal)),
    });
    return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}
/** Those that depend on a chart that is not wanted here do not wait for it. */
const satisfying = [
    ...['deployed', 'unchanged', 'kept', 'removed', 'not-required', 'ran'],
];
/**
 * What is not wanted here waits for nothing. What is removed waits, the other way round, for those to be removed that depend
 * on it; and nothing else waits for what is removed.
 */
function dependenciesOf({ name, decision, depends }, { charts }) {
    if (decision.action === 'not-required')
        return [];
    const removed = charts.filter((chart) => chart.settings.remove);
    const staying = depends.filter((needed) => removed.every((chart) => chart.name !== needed));
    const isRemoved = removed.some((chart) => chart.name === name);
    return isRemoved
        ? [
            ...staying,
            ...removed.filter((chart) => chart.depends.some((needed) => needed === name)).map((chart) => chart.name),
        ]
        : staying;
}
function hasToRun(chart) {
    const { before, after } = chart.jobs;
    return mayChange(chart) || chart.decision.action === 'run' || jobsToRun([...before, ...after], false).length > 0;
}
/** For jobs without a release: whether what they depend on changed; for those that depend on nothing, whether anything does. */
function dependencyHasChanged({ depends }, plan, results) {
    if (depends.length === 0)
        return plan.charts.some(mayChange);
    return depends.some((name) => ['deployed', 'removed', 'ran'].includes(results.get(name)?.outcome ?? ''));
}
/** What a chart took last time; for one that is new, the median of the others. Nothing for what is not touched. */
function expectedTime(charts) {
    const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
    const median = known[Math.floor(known.length / 2)] ?? 1_000;
    return (chart) => (mayChange(chart) ? (chart.tookMs ?? median) : 0);
}
/** At the end of the run nothing is asked any more: the chart is told as not started. */
async function replanDeferred(chart, { replan, signal }) {
    return chart.decision.action === 'late' && (0,outcome/* stopReason */.P)(signal) === undefined ? replan(chart) : (0,model_failure.ok)(chart);
}
/** A failed result has at least one. */
function first(failures) {
    const [failure] = failures;
    if (failure === undefined)
        throw new Error('a result failed without a failure');
    return failure;
}
async function executeChart(chart, execution, dependencyChanged) {
    const { decision } = chart;
    const stop = hasToRun(chart) ? (0,outcome/* stopReason */.P)(execution.signal) : undefined;
    if (stop !== undefined)
        return notStarted(chart, stop);
    switch (decision.action) {
        case 'not-required':
            return { outcome: 'not-required', reason: decision.reason };
        case 'refuse':
            return { outcome: 'failed', reason: decision.failure.message, failure: decision.failure };
        case 'late':
            throw new Error('a chart was started before it was planned');
        case 'remove':
            return removeChart(chart, decision.reason, execution);
        case 'keep':
            return { outcome: 'kept', reason: decision.reason, revision: chart.baseRevision };
        case 'unchanged': {
            const revision = chart.baseRevision > 0 ? { revision: chart.baseRevision } : {};
            const end = { outcome: 'unchanged', reason: decision.reason, ...revision };
            return runJobsOnly(chart, execution, false, end, end);
        }
        case 'run': {
            const idle = { outcome: 'unchanged', reason: 'nothing that it depends on changed' };
            return runJobsOnly(chart, execution, dependencyChanged, { outcome: 'ran', reason: 'jobs passed' }, idle);
        }
        case 'install':
        case 'upgrade':
            return deployChart(chart, decision.reason, execution);
    }
}
/** `done`: if they pass; `idle`: if none has to run. */
async function runJobsOnly(chart, { jobContext, emit }, hasChange, done, idle) {
    const jobs = jobsToRun([...chart.jobs.before, ...chart.jobs.after], hasChange);
    if (jobs.length === 0)
        return idle;
    emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length}` });
    const failure = await runJobs(jobs, subjectOf(chart), jobContext, printer(chart, emit));
    return failure === undefined ? done : failedWith(failure, chart);
}
async function deployChart(chart, reason, { releaseContext, jobContext, emit }) {
    // Whoever planned a release also opened the context of releases: see commands/deploy.ts.
    if (releaseContext === undefined)
        throw new Error('a chart is to be deployed without a release context');
    const limit = (0,duration/* formatDuration */.a3)(chart.settings.timeoutMs);
    emit({ type: 'chart-started', chart: chart.name, text: `${chart.decision.action}: ${reason}, at most ${limit}` });
    const print = printer(chart, emit);
    for (const [reference, before] of Object.entries(chart.imagesBefore)) {
        print(`image ${reference}: ${before} → ${chart.images[reference]}`);
    }
    const subject = subjectOf(chart);
    const verdict = await deployRelease(chart, releaseContext, print, {
        before: () => runJobs(chart.jobs.before, subject, jobContext, print),
        after: () => runJobs(chart.jobs.after, subject, jobContext, print),
    });
    if (verdict.how === 'deployed')
        return { outcome: 'deployed', reason, revision: verdict.revision };
    const { how: _, failure, ...made } = verdict;
    return { ...failedWith(failure, chart), ...made };
}
async function removeChart(chart, reason, { releaseContext, emit }) {
    if (releaseContext === undefined)
        throw new Error('a chart is to be removed without a release context');
    emit({ type: 'chart-started', chart: chart.name, text: `remove: ${reason}` });
    const failure = await uninstallRelease(chart, releaseContext, printer(chart, emit));
    return failure === undefined ? { outcome: 'removed', reason } : failedWith(failure, chart);
}
function printer({ name }, emit) {
    return (text) => emit({ type: 'chart-printed', chart: name, text });
}
function failedWith(failure, { at, settings }) {
    const isCancelled = failure.code === 'cancelled';
    const end = { reason: failure.message, failure: { at, ...failure } };
    if (isCancelled)
        return { outcome: 'cancelled', ...end };
    return { outcome: 'failed', ...end, ...(settings.allowFailure && { isTolerated: true }) };
}
function notStarted(chart, stop) {
    const message = stop === 'deadline'
        ? 'The limit of the run was reached before it started.'
        : 'The run was cancelled before it started.';
    return skip({ code: stop, message, hint: 'Deploy again.', at: chart.at });
}
/** A chart whose dependency was cut off by the end of the run is skipped for that reason, not for a failure. */
function skipped(chart, because, signal) {
    const stop = (0,outcome/* stopReason */.P)(signal);
    if (stop !== undefined)
        return notStarted(chart, stop);
    const message = `It depends on \`${because}\`, which is not done.`;
    return skip({ code: 'dependency-failed', message, hint: `See what is said of \`${because}\`.`, at: chart.at });
}
function skip(failure) {
    return { outcome: 'skipped', reason: failure.message, failure };
}
function toChartResult(chart, beginMs, end, execution) {
    return {
        name: chart.name,
        release: chart.release,
        namespace: chart.namespace,
        depends: chart.depends,
        images: chart.images,
        imagesBefore: chart.imagesBefore,
        startedAtMs: Math.round(beginMs - execution.startedAtMs),
        durationMs: Math.round(execution.clock.nowMs() - beginMs),
        ...end,
    };
}

;// CONCATENATED MODULE: ./lib/execute/packages.js
// The packages of the charts that will run, made before the first write: what is deployed cannot change meanwhile.

/** Fails for all charts at once. Raw objects stand in the plan, and are packed when it is their turn. */
async function packCharts(planned, charts, helm, signal) {
    // Several charts of the spec may be made of one.
    const looking = new Map();
    const crdsIn = (path) => {
        const looked = looking.get(path) ?? helm.crds(path, signal);
        looking.set(path, looked);
        return looked;
    };
    const pack = async (chart) => {
        const { source, content, at } = chart;
        // Only what has content has a release that is deployed: see plan/make.ts.
        if (source === undefined || content === undefined)
            throw new Error(`${chart.name} has no content`);
        const path = await charts.pack(source, content, at, helm);
        if (!path.ok)
            return path;
        const crds = bringsCrds(chart) ? await crdsIn(path.value) : (0,model_failure.ok)('');
        return crds.ok ? (0,model_failure.ok)({ path: path.value, crds: crds.value }) : crds;
    };
    const early = planned.filter(({ source }) => source !== undefined && source.kind !== 'manifests');
    const packed = new Map(early.map((chart) => [chart.name, pack(chart)]));
    const failures = (0,model_failure/* all */.Q7)(await Promise.all(packed.values()));
    return failures.ok ? (0,model_failure.ok)((chart) => packed.get(chart.name) ?? pack(chart)) : failures;
}
/** Raw objects have theirs among the others. */
function bringsCrds({ source, decision, settings }) {
    return source?.kind !== 'manifests' && (decision.action !== 'upgrade' || settings.crds === 'upgrade');
}

;// CONCATENATED MODULE: ./lib/execute/stack-jobs.js
// The shell jobs of the whole stack: before the first chart, after the last, and when anything failed.




/** `runCharts`: only if the jobs before have passed. */
async function withStackJobs(plan, jobContext, emit, runCharts) {
    const changes = plan.charts.some(mayChange);
    const run = (jobs) => runStackJobs(jobsToRun(jobs, changes), plan, jobContext, emit);
    const unready = await run(plan.jobs.before);
    const charts = unready === undefined ? await runCharts() : [];
    const isWell = unready === undefined && (0,outcome/* outcomeOf */.s)(charts) === 'success';
    const unfinished = isWell ? await run(plan.jobs.after) : undefined;
    const failures = [unready, unfinished].flatMap((failure) => failure ?? []);
    if (failures.length === 0 && isWell)
        return { charts, failures };
    // At the end of the run nothing can be started any more.
    const untold = (0,outcome/* stopReason */.P)(jobContext.signal)
        ? undefined
        : await runStackJobs(plan.jobs.failed, plan, jobContext, emit);
    return { charts, failures: [...failures, ...(untold ? [untold] : [])] };
}
async function runStackJobs(jobs, { identity }, jobContext, emit) {
    const subject = { called: 'the stack', namespace: identity.namespace, variables: {} };
    return runJobs(jobs, subject, jobContext, (text) => emit({ type: 'notice', text }));
}

;// CONCATENATED MODULE: ./lib/plan/plan-digest.js


/** What a plan is made of, in the order in which the digest has it: what moved is told in these words. */
const parts = {
    charts: 'which charts there are, or what is done with them',
    content: 'the content of a chart',
    values: 'the values of a chart',
    images: 'the digest of an image',
    settings: 'how a chart is deployed, or its jobs',
    releases: 'what is installed in the cluster',
};
const digestPartNames = Object.keys(parts);
/** Hexadecimal digits of a sha256: of the whole, and of each part, so that what moved can be told from the digest alone. */
const digitsOfWhole = 40;
const digitsOfPart = 4;
/** `sha256:` and 64 hexadecimal digits. */
function planDigest(plan) {
    const content = contentOfPlan(plan);
    const ofParts = digestPartNames.map((name) => (0,fingerprint/* hashOf */.qQ)(content[name]).slice(0, digitsOfPart));
    return `sha256:${(0,fingerprint/* hashOf */.qQ)({ version: plan.version, ...content }).slice(0, digitsOfWhole)}${ofParts.join('')}`;
}
/** Undefined if the plan is the one that has that digest. */
function whatMoved(approved, plan) {
    const digest = planDigest(plan);
    if (approved === digest)
        return undefined;
    const moved = digestPartNames.filter((name) => digestPartOf(approved, name) !== digestPartOf(digest, name));
    const words = moved.map((name) => `${parts[name]}${detail(name, plan)}`);
    const what = words.length > 0 ? `What moved: ${words.join('; ')}.` : 'What moved cannot be told from the digest.';
    return {
        code: 'plan-moved',
        message: `The plan is not the one that was approved. ${what}`,
        hint: 'Look at the new plan, and approve that.',
    };
}
function digestPartOf(digest, name) {
    const start = 'sha256:'.length + digitsOfWhole + digestPartNames.indexOf(name) * digitsOfPart;
    return digest.slice(start, start + digitsOfPart);
}
/** What it is now, where that fits into a sentence. */
function detail(name, { charts }) {
    const now = (texts) => texts.length > 0 ? ` (now ${texts.slice(0, 5).join(', ')}${texts.length > 5 ? ', …' : ''})` : '';
    switch (name) {
        case 'images':
            return now(charts.flatMap(({ images }) => Object.entries(images).map(([reference, digest]) => `${reference} is ${digest}`)));
        case 'releases':
            return now(charts.flatMap(({ name: chart, observed }) => observed ? [`${chart} has revision ${observed.revision}, ${observed.status}`] : []));
        case 'charts':
            return now(charts.map(({ name: chart, decision }) => `${chart}: ${decision.action}`));
        default:
            return '';
    }
}
function contentOfPlan({ identity, charts, jobs, folder, helm }) {
    return {
        charts: [
            { ...identity },
            charts.map(({ name, release, namespace, decision, depends }) => [
                name,
                release,
                namespace,
                decision.action,
                depends,
            ]),
        ],
        content: charts.map(contentOfChart),
        values: charts.map(({ values, secrets, secretMaps, images }) => (0,fingerprint/* withoutDigests */.q4)((0,json/* replaceAt */._D)(values, [...secrets, ...secretMaps], () => '***'), images)),
        images: charts.map(({ images }) => images),
        settings: [
            {
                helm: `${helm.major}.${helm.minor}`,
                folder,
                jobs: Object.entries(jobs).map(([when, list]) => [when, list.map(jobText)]),
            },
            charts.map(({ settings, jobs: own }) => [{ ...settings }, own.before.map(jobText), own.after.map(jobText)]),
        ],
        releases: charts.map(({ observed }) => observed ? [observed.revision, observed.status, observed.resourceVersion] : null),
    };
}
/** Raw objects stand in the plan themselves, those that have seen a secret without what they say. */
function contentOfChart({ source, content, images }) {
    if (source?.kind !== 'manifests')
        return content?.digest ?? null;
    const files = Object.entries(source.files).map(([file, text]) => [file, source.secretFiles.includes(file) ? '***' : text]);
    return (0,fingerprint/* withoutDigests */.q4)(Object.fromEntries(files), images);
}
function jobText({ env, secretEnv = [], ...job }) {
    const told = Object.entries(env).map(([name, text]) => [name, secretEnv.includes(name) ? '***' : text]);
    return (0,json/* canonicalJson */.dj)({ ...job, env: Object.fromEntries(told) });
}

;// CONCATENATED MODULE: ./lib/commands/deploy.js
// `deploy`: how does an environment come to match the spec?








/** Fails only before the first write; from then on, every chart has an outcome. */
async function deploy(session, { run }, ports) {
    const { request, startedAtMs, signal, emit } = session;
    const prepared = await prepare(session, 'Deploying', ports);
    if (!prepared.ok)
        return prepared;
    const { identity, plan, replan, rendering, cluster, warnings } = prepared.value;
    const moved = request['plan-digest'] === undefined ? undefined : whatMoved(request['plan-digest'], plan);
    if (moved !== undefined)
        return (0,model_failure/* failed */.gz)(moved);
    const named = { run: (0,release_labels/* nameRun */.Lu)(run, ports.random.hex(8)), description: descriptionOf(session, run) };
    const context = await openReleaseContext(prepared.value, named, session, ports);
    if (!context.ok)
        return context;
    if (context.value)
        ports.journal.begin(workOf(named.run, session, rendering));
    const { clock, processes, files } = ports;
    const folder = files.locate(plan.folder);
    const jobContext = { identity, cluster, processes, folder, signal };
    const { concurrency } = request;
    const releaseContext = context.value;
    const execution = { jobContext, releaseContext, replan, clock, startedAtMs, concurrency, signal, emit };
    emit({ type: 'charts-planned', count: plan.charts.length });
    const executed = await withStackJobs(plan, jobContext, emit, () => execute(plan, execution));
    return (0,model_failure.ok)({ ...executed, planDigest: planDigest(plan), warnings });
}
function descriptionOf({ spec, environment }, { url }) {
    return `Compass: ${spec.stack} in ${environment.name}${url && `, ${url}`}`;
}
function workOf(run, { request }, { environment, namespaces }) {
    const context = request.context ?? environment.context;
    return { run, namespaces, ...(context && { context }) };
}
/** Undefined if no release has to be deployed: then neither Helm nor a package is needed. */
async function openReleaseContext({ plan, identity, cluster, charts }, named, { request, scratch, signal }, { helms, clock }) {
    const running = plan.charts.filter(mayChange);
    if (running.length === 0)
        return (0,model_failure.ok)(undefined);
    const helm = await helms.find(request['helm-version'], scratch, signal);
    if (!helm.ok)
        return helm;
    const packageOf = await packCharts(running, charts, helm.value, signal);
    if (!packageOf.ok)
        return packageOf;
    return (0,model_failure.ok)({ ...named, identity, cluster, helm: helm.value, packageOf: packageOf.value, clock, signal });
}

;// CONCATENATED MODULE: ./lib/report/graph.js
// Which chart depends on which, drawn.
/**
 * Mermaid, from left to right. `styles`: name → what Mermaid is to draw. Names of charts stand in quotes, behind identifiers of
 * our own: `end` is a word of Mermaid's.
 */
function mermaidGraph(charts, styles = {}) {
    const id = new Map(charts.map(({ name }, index) => [name, `n${index}`]));
    const nodes = charts.map(({ name, style }) => `  ${id.get(name)}["${name}"]${style ? `:::${styleName(style)}` : ''}`);
    const edges = charts.flatMap(({ name, depends }) => depends.map((needed) => `  ${id.get(needed)} --> ${id.get(name)}`));
    const used = Object.entries(styles).filter(([style]) => charts.some((chart) => chart.style === style));
    const classes = used.map(([style, drawn]) => `  classDef ${styleName(style)} ${drawn}`);
    return ['graph LR', ...nodes, ...edges, ...classes];
}
const styleName = (style) => style.replace('-', '');
/** DOT, the language of Graphviz, from left to right. A style is one of its own: `dashed`. */
function dotGraph(title, charts) {
    const nodes = charts.map(({ name, style }) => `  "${name}"${style ? ` [style=${style}]` : ''};`);
    const edges = charts.flatMap(({ name, depends }) => depends.map((needed) => `  "${needed}" -> "${name}";`));
    return [`digraph "${title}" {`, '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}'];
}

;// CONCATENATED MODULE: ./lib/spec/select-charts.js
// Which charts of a spec are wanted, by name or by tag.



/**
 * All, if nothing is named; else those that are, with what they depend on, in the spec's order.
 * Fails with `chart-unknown`.
 */
function selectCharts(spec, only) {
    if (only.length === 0)
        return (0,model_failure.ok)(spec.charts);
    const found = only.map((selector) => ({ selector, names: namesOf(selector, spec) }));
    const unknown = found.filter(({ names }) => names.length === 0);
    if (unknown.length > 0)
        return (0,model_failure/* failed */.gz)(...unknown.map(({ selector }) => explainSelector(selector, spec)));
    const wanted = withDependencies(found.flatMap(({ names }) => names), spec.charts);
    return (0,model_failure.ok)(spec.charts.filter(({ name }) => wanted.has(name)));
}
/** Fails with `chart-unknown`. */
function chartNamed({ charts, file }, name) {
    const chart = charts.find((candidate) => candidate.name === name);
    if (chart !== undefined)
        return (0,model_failure.ok)(chart);
    const names = charts.map((candidate) => candidate.name);
    const near = (0,near_name/* nearestName */.q)(name, names);
    return (0,model_failure/* failed */.gz)({
        code: 'chart-unknown',
        message: `There is no chart \`${name}\` in ${file}.`,
        hint: near ? `Did you mean \`${near}\`?` : `It has: ${names.join(', ')}.`,
    });
}
function namesOf(selector, { charts }) {
    const tag = tagOf(selector);
    const matching = charts.filter((chart) => (tag === undefined ? chart.name === selector : chart.tags.includes(tag)));
    return matching.map(({ name }) => name);
}
function tagOf(selector) {
    return selector.startsWith('tag:') ? selector.slice('tag:'.length) : undefined;
}
function explainSelector(selector, { charts, file }) {
    const tag = tagOf(selector);
    const known = tag === undefined ? charts.map(({ name }) => name) : [...new Set(charts.flatMap(({ tags }) => tags))];
    const near = (0,near_name/* nearestName */.q)(tag ?? selector, known);
    const list = known.length > 0 ? `Known: ${known.join(', ')}.` : 'There are none.';
    return {
        code: 'chart-unknown',
        message: `The input \`only\` names \`${selector}\`, and ${file} has no such ${tag === undefined ? 'chart' : 'tag'}.`,
        hint: near ? `Did you mean \`${tag === undefined ? '' : 'tag:'}${near}\`?` : list,
    };
}

;// CONCATENATED MODULE: ./lib/commands/graph.js
// `graph`: which chart depends on which? As text for a program that draws it.





/** With an environment, charts that are not deployed to it are dashed. */
function graph(target, { view }, ports) {
    const { spec, request } = target;
    const charts = selectCharts(spec, request.only ?? []);
    if (!charts.ok)
        return charts;
    const left = chartsNotRequired(target, ports);
    if (!left.ok)
        return left;
    const drawn = charts.value.map(({ name, depends }) => ({
        name,
        depends,
        ...(left.value.has(name) && { style: 'dashed' }),
    }));
    const isDot = view?.command === 'graph' && view.format === 'dot';
    const lines = isDot ? dotGraph(spec.stack, drawn) : mermaidGraph(drawn, { dashed: 'stroke-dasharray:5 5' });
    return (0,model_failure.ok)({ answer: `${lines.join('\n')}\n` });
}
/** Names of the charts that the given environment does not require; empty without an environment. */
function chartsNotRequired(target, ports) {
    const { spec, request } = target;
    if (request.environment === undefined)
        return (0,model_failure.ok)(new Set());
    const environment = environmentNamed(spec, request.environment);
    if (!environment.ok)
        return environment;
    // A variable that is not set here says nothing about what is required.
    const variable = (name) => ports.variable(name) ?? null;
    const rendering = beginRendering({ ...target, environment: environment.value, charts: spec.charts }, ports, variable);
    if (!rendering.ok)
        return rendering;
    return (0,model_failure.ok)(new Set(rendering.value.charts.flatMap(({ name, isRequired }) => (isRequired ? [] : [name]))));
}

;// CONCATENATED MODULE: ./lib/inputs/trigger.js


/** For a view: in a terminal, the branch is the one that is checked out. */
function triggerOfView({ command }, event) {
    return { command, branch: branchOf(event), isOfBranch: true };
}
/** Fails with `event-refused` or `event-unknown`. */
function readTrigger(command, event) {
    const refusal = refusalOf(event) ?? (changesCluster(command) ? refusalToChange(event) : undefined);
    if (refusal !== undefined)
        return (0,model_failure/* failed */.gz)(refusal);
    const about = {
        branch: branchOf(event),
        isOfBranch: eventsOfBranches.includes(event.name),
        ...pullRequestOf(event),
    };
    return command === 'auto' ? decideByEvent(event, about) : (0,model_failure.ok)({ command, ...about });
}
/** These bring the head of their branch. In other events, the workspace may contain anything. */
const eventsOfBranches = ['push', 'workflow_dispatch', 'schedule', 'terminal'];
function decideByEvent(event, about) {
    const { branch } = about;
    switch (event.name) {
        case 'push':
            if (branch === undefined)
                return (0,model_failure.ok)({ nothingBecause: `${event.ref} is not a branch.` });
            if (read(event.payload, 'deleted') === true)
                return (0,model_failure.ok)({ nothingBecause: `The branch ${branch} was deleted.` });
            return (0,model_failure.ok)({ command: 'deploy', ...about });
        case 'workflow_dispatch':
            if (branch === undefined)
                return (0,model_failure.ok)({ nothingBecause: `${event.ref} is not a branch.` });
            return (0,model_failure.ok)({ command: 'deploy', ...about });
        case 'pull_request':
            if (read(event.payload, 'action') === 'closed')
                return (0,model_failure.ok)({ nothingBecause: 'The pull request is closed.' });
            return (0,model_failure.ok)({ command: 'plan', ...about, ...(lacksSecrets(event) && { mayLackSecrets: true }) });
        case 'merge_group':
        case 'schedule':
            return (0,model_failure.ok)({ command: 'plan', ...about });
        case 'issue_comment':
            if (commandIn(event) === undefined)
                return (0,model_failure.ok)({ nothingBecause: 'The comment does not contain a command for Compass.' });
            if (read(event.payload, 'issue', 'state') === 'closed')
                return (0,model_failure.ok)({ nothingBecause: 'The pull request is closed.' });
            return (0,model_failure.ok)({ command: 'plan', ...about });
        default:
            return (0,model_failure/* failed */.gz)({
                code: 'event-unknown',
                message: `The event \`${event.name}\` does not imply a command.`,
                hint: 'Set the input `command`, such as `command: plan`.',
            });
    }
}
/** For a pull request and in a merge queue, the base branch. */
function branchOf(event) {
    const base = event.name === 'pull_request'
        ? read(event.payload, 'pull_request', 'base', 'ref')
        : event.name === 'merge_group'
            ? read(event.payload, 'merge_group', 'base_ref')
            : event.ref;
    if (typeof base !== 'string')
        return undefined;
    if (base.startsWith('refs/heads/'))
        return base.slice('refs/heads/'.length);
    return event.name === 'pull_request' ? base : undefined;
}
/** Empty unless the event is about a pull request. */
function pullRequestOf({ name, payload }) {
    const number = read(payload, name === 'pull_request' ? 'pull_request' : 'issue', 'number');
    if (typeof number !== 'number')
        return {};
    if (name === 'pull_request') {
        const sha = read(payload, 'pull_request', 'head', 'sha');
        return { pullRequest: number, ...(typeof sha === 'string' && { sha }) };
    }
    if (name !== 'issue_comment' || !isOnPullRequest(payload))
        return {};
    const id = Number(read(payload, 'comment', 'id'));
    const author = String(read(payload, 'comment', 'user', 'login') ?? '');
    const environment = commandIn({ payload })?.environment;
    return {
        pullRequest: number,
        comment: { id, pullRequest: number, author, ...(environment !== undefined && { environment }) },
    };
}
/** These events would give a stranger's files access to this repository's secrets. */
function refusalOf(event) {
    const refused = (what) => ({
        code: 'event-refused',
        message: `${what} would run a stranger's templates and jobs with this repository's secrets.`,
        hint: 'Use `pull_request` for plans and `push` for deployments.',
    });
    if (event.name === 'pull_request_target')
        return refused('The event `pull_request_target`');
    if (event.name === 'workflow_run' && !isPushToThisRepository(event.payload)) {
        return refused('A `workflow_run` that did not come from a push to this repository');
    }
    return undefined;
}
/** GitHub withholds secrets from pull requests that come from forks or from Dependabot. */
function lacksSecrets({ payload }) {
    const base = read(payload, 'pull_request', 'base', 'repo', 'full_name');
    const head = read(payload, 'pull_request', 'head', 'repo', 'full_name');
    return head !== base || read(payload, 'pull_request', 'user', 'login') === 'dependabot[bot]';
}
function changesCluster(command) {
    return command === 'deploy' || command === 'destroy';
}
/** A proposal from a fork is never deployed with this repository's secrets, whatever the inputs say. */
function refusalToChange(event) {
    const base = read(event.payload, 'pull_request', 'base', 'repo', 'full_name');
    const head = read(event.payload, 'pull_request', 'head', 'repo', 'full_name');
    const isOwn = typeof base === 'string' && head === base;
    const isComment = event.name === 'issue_comment' && isOnPullRequest(event.payload);
    const isOfPullRequest = read(event.payload, 'pull_request') !== undefined;
    if (!(isOfPullRequest && !isOwn) && !isComment)
        return undefined;
    return {
        code: 'event-refused',
        message: `A deployment on \`${event.name}\` could deploy files that are not in a branch of this repository.`,
        hint: 'Deploy on `push` or `workflow_dispatch`.',
    };
}
function isPushToThisRepository(payload) {
    const head = read(payload, 'workflow_run', 'head_repository', 'full_name');
    const own = read(payload, 'repository', 'full_name');
    return read(payload, 'workflow_run', 'event') === 'push' && typeof own === 'string' && head === own;
}
function isOnPullRequest(payload) {
    return read(payload, 'issue', 'pull_request') !== undefined;
}
/** The first command in a comment on a pull request; undefined without one. */
function commandIn({ payload }) {
    const body = read(payload, 'comment', 'body');
    if (!isOnPullRequest(payload) || typeof body !== 'string' || read(payload, 'action') === 'deleted')
        return undefined;
    const found = /^\/compass plan(?:[ \t]+([a-z0-9-]+))?[ \t\r]*$/m.exec(body);
    if (found === null)
        return undefined;
    return found[1] === undefined ? {} : { environment: found[1] };
}
/** A property deep inside a payload, which may have any shape. */
function read(value, ...path) {
    return path.reduce((inner, key) => ((0,json/* isObject */.Gv)(inner) ? inner[key] : undefined), value);
}

;// CONCATENATED MODULE: ./lib/model/checkout.js
// What has git checked out? And if git does not say, what helps?
/** What to do about a problem of git; undefined if that depends on the run. */
function hintForGit(problem = '') {
    const [, folder] = /dubious ownership in repository at '([^']+)'/.exec(problem) ?? [];
    if (folder)
        return `The folder belongs to another user. Trust it: \`git config --global --add safe.directory ${folder}\`.`;
    return problem.includes('ENOENT') ? 'Install git.' : undefined;
}

;// CONCATENATED MODULE: ./lib/prepare/choose-environment.js
// Which environment is a run for, and which commit does it deploy there?




function environmentQuestion({ request, trigger }) {
    return {
        environment: trigger.comment?.environment ?? request.environment,
        branch: request.branch?.replace(/^refs\/heads\//, ''),
        eventBranch: trigger.branch,
        isOfBranch: trigger.isOfBranch,
        isChange: changesCluster(trigger.command),
    };
}
function commitOf(invocation) {
    return { branch: branchOfRun(invocation) ?? '', sha: invocation.trigger.sha ?? invocation.event.sha };
}
/**
 * Undefined if the branch maps to nothing, so that a workflow has nothing to do. In a terminal that is an error, except that
 * a view takes the only environment of the spec.
 */
function chooseEnvironment(invocation, spec) {
    const selected = selectEnvironment(spec, environmentQuestion(invocation));
    const { view, event } = invocation;
    const branch = branchOfRun(invocation);
    const mayHaveNone = event.name !== 'terminal' || (view === undefined && branch);
    if (!selected.ok || selected.value !== undefined || mayHaveNone)
        return selected;
    const [only, ...others] = spec.environments;
    if (view !== undefined && only !== undefined && others.length === 0)
        return (0,model_failure.ok)(only);
    return (0,model_failure/* failed */.gz)({
        code: 'environment-unknown',
        message: whyNoEnvironment(invocation, spec),
        hint: (branch ? undefined : hintForGit(event.gitProblem)) ??
            `Choose an environment with \`--environment\`: ${environmentNames(spec)}. Or give the branch with \`--branch\`.`,
    });
}
/** A sentence for a run whose branch maps to no environment. */
function whyNoEnvironment(invocation, spec) {
    const branch = branchOfRun(invocation);
    if (branch)
        return `The branch \`${branch}\` maps to no environment of ${spec.file}. ${mappingOf(spec, invocation)}`;
    const { name, gitProblem } = invocation.event;
    if (name !== 'terminal')
        return 'This run is not for a branch, and the input `environment` is not set.';
    return `No branch is checked out${gitProblem ? ` (git: ${gitProblem})` : ''}, and no environment is given.`;
}
/** Which branches map where, as a sentence. */
function mappingOf({ environments }, { writtenAs }) {
    const mapped = environments.filter(({ branches }) => branches.length > 0);
    if (mapped.length === 0) {
        const how = writtenAs ? writtenAs('environment') : 'the input `environment`';
        return `No environment has \`branches\`, so choose one with ${how}.`;
    }
    return `Mapped branches: ${mapped.map(({ name, branches }) => `${branches.join(', ')} → ${name}`).join('; ')}.`;
}
function environmentNames({ environments }) {
    return environments.map(({ name }) => name).join(', ');
}
function branchOfRun(invocation) {
    const { branch, eventBranch } = environmentQuestion(invocation);
    return branch ?? eventBranch;
}

;// CONCATENATED MODULE: ./lib/commands/matrix.js
// `matrix`: which environments does the branch map to? For the matrix of a workflow's job.




/** JSON for `strategy.matrix`, or nothing to do if no environment applies. */
function matrix(target, invocation, ports) {
    const environments = environmentsFor(target.spec, environmentQuestion(invocation));
    if (!environments.ok)
        return environments;
    if (environments.value.length === 0)
        return (0,model_failure.ok)({ nothingBecause: whyNoEnvironment(invocation, target.spec) });
    const include = (0,model_failure/* all */.Q7)(environments.value.map((environment) => {
        const rendering = beginRendering({ ...target, environment, charts: [] }, ports);
        if (!rendering.ok)
            return rendering;
        const { name, namespace } = rendering.value.environment;
        return (0,model_failure.ok)({ environment: name, namespace, branch: target.commit.branch });
    }));
    if (!include.ok)
        return include;
    const json = JSON.stringify({ include: include.value });
    return (0,model_failure.ok)({ matrix: json, answer: json });
}

;// CONCATENATED MODULE: ./lib/preview/masks.js
// Which values of an object are not to be seen, and why: found out by what another rendering makes different.

/** Masks what differs between two renderings of one value. */
function masksBetween(one, other, reason) {
    if (one === undefined || other === undefined)
        return one === other ? undefined : reason;
    if (Array.isArray(one) && Array.isArray(other)) {
        const [keys, others] = [itemKeys(one), itemKeys(other)];
        // Whoever looks for an item of a list without names has only its place.
        return keys.join() === others.join() ? childMasks(keyed(one), keyed(other), reason) : reason;
    }
    if ((0,json/* isObject */.Gv)(one) && (0,json/* isObject */.Gv)(other))
        return childMasks(one, other, reason);
    return (0,json/* canonicalJson */.dj)(one) === (0,json/* canonicalJson */.dj)(other) ? undefined : reason;
}
function childMasks(one, other, reason) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    // Then a key differs as well.
    if (keys.size > Object.keys(one).length && keys.size > Object.keys(other).length)
        return reason;
    const found = [...keys].flatMap((key) => {
        const inner = masksBetween(one[key], other[key], reason);
        return inner === undefined ? [] : [[key, inner]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** Masks each value in which `isMasked` recognises something. */
function masksWhere(value, isMasked, reason) {
    if (!Array.isArray(value) && !(0,json/* isObject */.Gv)(value))
        return isMasked(value) ? reason : undefined;
    const map = Array.isArray(value) ? keyed(value) : value;
    const found = Object.entries(map).flatMap(([key, inner]) => {
        const masks = masksWhere(inner, isMasked, reason);
        return masks === undefined ? [] : [[key, masks]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** Masks what was there, and is not the same any more, unless it is public. */
function masksOfOld(before, after, isPublic) {
    if (!Array.isArray(before) && !(0,json/* isObject */.Gv)(before)) {
        const isSame = after !== undefined && (0,json/* canonicalJson */.dj)(before) === (0,json/* canonicalJson */.dj)(after);
        return isSame || isPublic(before) ? undefined : 'was';
    }
    const [old, now] = [before, after].map((value) => {
        if (Array.isArray(value))
            return keyed(value);
        return (0,json/* isObject */.Gv)(value) ? value : {};
    });
    const keys = Object.keys(old);
    if (!Array.isArray(before) && keys.some((key) => !Object.hasOwn(now, key) && !isPublic(key)))
        return 'was';
    const found = keys.flatMap((key) => {
        const masks = masksOfOld(old[key] ?? null, now[key], isPublic);
        return masks === undefined ? [] : [[key, masks]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** Where both have something to say, the first counts; but for what only was, which may hide something that is. */
function joinMasks(first, second) {
    if (first === undefined || second === undefined)
        return first ?? second;
    if (first === 'was' || second === 'was') {
        const other = first === 'was' ? second : first;
        return typeof other === 'string' ? other : 'secret';
    }
    if (typeof first === 'string' || typeof second === 'string')
        return typeof first === 'string' ? first : second;
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return Object.fromEntries([...keys].map((key) => [key, joinMasks(first[key], second[key])]));
}
/** By name where all items have one of their own, as Kubernetes has it for containers, ports and variables; else by place. */
function itemKeys(list) {
    const names = list.map((item) => ((0,json/* isObject */.Gv)(item) && typeof item['name'] === 'string' ? `name:${item['name']}` : ''));
    const areNames = names.every((name) => name !== '') && new Set(names).size === names.length;
    return areNames ? names : list.map((_, index) => String(index));
}
function keyed(list) {
    const keys = itemKeys(list);
    return Object.fromEntries(list.map((item, index) => [keys[index] ?? '', item]));
}

;// CONCATENATED MODULE: ./lib/preview/masked.js
// Two states of one object, as they may be seen: what is masked is told apart without being shown.



/** `later`: what is said of what is not known yet: `known after postgres`. */
function maskPair({ before, after }, masks, later) {
    if (typeof masks === 'string')
        return replaceWith({ before, after }, masks, later);
    if ((0,json/* isList */.Lv)(before) || (0,json/* isList */.Lv)(after))
        return maskLists(before, after, masks, later);
    if ((0,json/* isObject */.Gv)(before) || (0,json/* isObject */.Gv)(after))
        return maskMaps(before, after, masks, later);
    return { before: withoutPlaceholder(before, later), after: withoutPlaceholder(after, later) };
}
function maskMaps(before, after, masks, later) {
    const [old, now] = [(0,json/* isObject */.Gv)(before) ? before : {}, (0,json/* isObject */.Gv)(after) ? after : {}];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
    const pairs = keys.map((key) => [key, maskPair({ before: old[key], after: now[key] }, masks?.[key], later)]);
    const side = (which, original) => (0,json/* isObject */.Gv)(original)
        ? Object.fromEntries(pairs.flatMap(([key, pair]) => (pair[which] === undefined ? [] : [[key, pair[which]]])))
        : original;
    return { before: side('before', before), after: side('after', after) };
}
function maskLists(before, after, masks, later) {
    const [old, now] = [(0,json/* isList */.Lv)(before) ? keyed(before) : undefined, (0,json/* isList */.Lv)(after) ? keyed(after) : undefined];
    const isPlaced = [before, after].some((list) => (0,json/* isList */.Lv)(list) && itemKeys(list).some((key) => !key.startsWith('name:')));
    // By its place, an item of one list need not be the same one in the other: all of it is hidden.
    if (masks !== undefined && isPlaced && (0,json/* isList */.Lv)(before) && (0,json/* isList */.Lv)(after) && before.length !== after.length) {
        return replaceWith({ before, after }, 'secret', later);
    }
    const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
    const masked = new Map(keys.map((key) => [key, maskPair({ before: old?.[key], after: now?.[key] }, masks?.[key], later)]));
    const side = (which, list) => (0,json/* isList */.Lv)(list) ? itemKeys(list).flatMap((key) => masked.get(key)?.[which] ?? []) : list;
    return { before: side('before', before), after: side('after', after) };
}
function replaceWith({ before, after }, reason, later) {
    const isThere = { before: before !== undefined, after: after !== undefined };
    const tell = (was, is) => ({
        before: isThere.before ? was : undefined,
        after: isThere.after ? is : undefined,
    });
    if (reason === 'random')
        return tell(differing, differing);
    if (reason === 'deferred')
        return tell(masked_hidden, `(${later})`);
    if (reason === 'was')
        return { ...tell(masked_hidden, ''), after: withoutPlaceholder(after, later) };
    const isSame = isThere.before && isThere.after && (0,json/* canonicalJson */.dj)(before ?? null) === (0,json/* canonicalJson */.dj)(after ?? null);
    return tell(masked_hidden, isSame || !isThere.before ? masked_hidden : '(hidden, changed)');
}
/** Of what is read from objects that only come with these charts; or with none that could be named. */
function knownAfter(charts) {
    return charts.length > 0 ? `known after ${charts.join(', ')}` : 'known once it is deployed';
}
const masked_hidden = '(hidden)';
const differing = '(differs with each rendering)';
function withoutPlaceholder(value, later) {
    return typeof value === 'string' ? value.replaceAll(deferredPlaceholder, `(${later})`) : value;
}

;// CONCATENATED MODULE: ./lib/preview/deferred.js
// Charts that read from the cluster, in a plan: by what is there now, or as far as they can be told before that is there.



/** Of a plan in which everything that is up has been planned. */
async function planDeferred({ charts }, replan, cluster, signal) {
    const mayBring = (chart) => mayChange(chart) || chart.decision.action === 'run';
    const changing = new Set(charts.filter(mayBring).map(({ name }) => name));
    return Promise.all(charts.map(async (chart) => {
        if (chart.decision.action !== 'late')
            return { chart, awaited: [] };
        const others = chart.depends.filter((name) => changing.has(name));
        const sources = others.length > 0 ? others : chart.depends;
        const look = await lookFor(chart, cluster, signal);
        if (look.refusal !== undefined)
            return { ...guess(chart, sources), partial: look.refusal.message };
        // Where nothing before it changes, nothing brings what is missing.
        if (look.isMissing && others.length > 0)
            return guess(chart, sources);
        const planned = await replan(chart);
        if (!planned.ok)
            return { chart: refusedChart(chart, planned.failures), awaited: [] };
        const note = `It reads what ${sources.join(', ')} has, as it is now.`;
        return { chart: planned.value, awaited: [], ...(others.length > 0 && { note }) };
    }));
}
function guess(chart, awaited) {
    const action = chart.baseRevision > 0 ? 'upgrade' : 'install';
    return { chart: { ...chart, decision: { action, reason: knownAfter(awaited) } }, awaited };
}
function refusedChart(chart, failures) {
    const [failure] = failures;
    return { ...chart, decision: { action: 'refuse', failure } };
}
/** Whether what it reads is there. */
async function lookFor({ deferred = [] }, cluster, signal) {
    const questions = deferred.flatMap((question) => clusterAsked(question) ?? []);
    const answers = await Promise.all(questions.map((question) => cluster.value(question, signal)));
    const refusal = answers.flatMap((answer) => (answer.ok ? [] : answer.failures))[0];
    const isMissing = answers.some((answer) => answer.ok && 'problem' in answer.value);
    return refusal === undefined ? { isMissing } : { isMissing, refusal };
}

;// CONCATENATED MODULE: ./lib/preview/field-conflicts.js

/** As Helm calls itself (helm: pkg/kube/client.go). */
const helm = 'helm';
const mostPaths = 5;
/** As sentences. `live`: the same object in the cluster. */
function conflictsOf({ kind, name, data }, { managers }) {
    const own = managers.filter((manager) => isHelm(manager.name)).map(({ fields }) => fields);
    return managers
        .filter((manager) => !isHelm(manager.name))
        .flatMap((manager) => {
        const paths = takenPaths(manager.fields, data, own, []);
        if (paths.length === 0)
            return [];
        const some = paths.slice(0, mostPaths).map((path) => `\`${path}\``);
        const more = paths.length > mostPaths ? ` and ${paths.length - mostPaths} more` : '';
        return [
            `${kind} \`${name}\`: ${some.join(', ')}${more} now belongs to \`${manager.name}\`; unless it has the same value, the upgrade is refused (\`conflicts: take\`)`,
        ];
    });
}
const isHelm = (name) => name.toLowerCase() === helm;
/** Paths of what `fields` names, `data` sets, and none of `own` names. */
function takenPaths(fields, data, own, path) {
    return Object.entries(fields).flatMap(([key, inner]) => {
        const found = key === '.' ? undefined : childOf(data, key);
        if (found === undefined || !(0,json/* isObject */.Gv)(inner))
            return [];
        const ours = own.flatMap((one) => ((0,json/* isObject */.Gv)(one[key]) ? [one[key]] : []));
        const here = [...path, found.name];
        const hasMore = Object.keys(inner).some((name) => name !== '.');
        const isOpen = Array.isArray(found.value) || (0,json/* isObject */.Gv)(found.value);
        if (hasMore && isOpen)
            return takenPaths(inner, found.value, ours, here);
        return ours.length > 0 ? [] : [here.join('.')];
    });
}
/** `f:` names a field, `k:` an item of a list by some of its fields (Kubernetes: structured-merge-diff, fieldpath). */
function childOf(data, key) {
    const text = key.slice(2);
    if (key.startsWith('f:') && (0,json/* isObject */.Gv)(data) && Object.hasOwn(data, text)) {
        return { name: text, value: data[text] ?? null };
    }
    const wanted = key.startsWith('k:') ? (0,json/* parseJson */.qF)(text) : undefined;
    if (!(0,json/* isObject */.Gv)(wanted) || !Array.isArray(data))
        return undefined;
    const isWanted = (item) => (0,json/* isObject */.Gv)(item) && Object.entries(wanted).every(([name, value]) => item[name] === value);
    const item = data.find(isWanted);
    return item === undefined ? undefined : { name: Object.values(wanted).join('/'), value: item };
}

;// CONCATENATED MODULE: ./lib/preview/field-managers.js
// Who manages the objects of a release: one request for each kind and namespace, whatever the number of charts.

function makeFindConflicts(cluster, signal) {
    const lists = new Map();
    const listOf = (kind) => {
        const key = JSON.stringify(kind);
        const asking = lists.get(key) ?? cluster.managed(kind, signal);
        lists.set(key, asking);
        return asking;
    };
    return async (objects) => {
        const found = await Promise.all(
        // Helm makes hooks anew.
        objects
            .filter(({ isHook }) => !isHook)
            .map(async (object) => {
            const { apiVersion, kind, namespace, name } = object;
            const listed = await listOf({ apiVersion, kind, namespace });
            if (!listed.ok)
                return { risks: [], unread: [kind] };
            const live = listed.value.find((one) => one.name === name);
            return { risks: live ? conflictsOf(object, live) : [], unread: [] };
        }));
        return {
            risks: found.flatMap(({ risks }) => risks),
            unread: [...new Set(found.flatMap(({ unread }) => unread))],
        };
    };
}

;// CONCATENATED MODULE: ./lib/preview/namespaces.js
// Which namespaces a plan brings, and which ones some chart would not find.

/** `changing`: in the spec's order. What cannot be told is left out. */
async function planNamespaces(changing, objectsOf, cluster, signal) {
    const installed = changing.filter(({ decision }) => decision.action === 'install');
    const names = [...new Set(installed.map(({ namespace }) => namespace))];
    const found = await Promise.all(names.map((name) => cluster.hasNamespace(name, signal)));
    const isThere = (_, index) => !found[index]?.ok || found[index].value;
    const missing = new Set(names.filter((name, index) => !isThere(name, index)));
    const isBrought = ({ name, namespace, settings }) => {
        const before = withDependencies([name], changing);
        return (settings.createNamespace ||
            changing.some((other) => other.name !== name &&
                before.has(other.name) &&
                ((other.settings.createNamespace && other.namespace === namespace) ||
                    objectsOf(other).some((object) => object.kind === 'Namespace' && object.name === namespace))));
    };
    const lacking = installed.filter(({ namespace }) => missing.has(namespace));
    return {
        created: [...new Set(lacking.filter(({ settings }) => settings.createNamespace).map(({ namespace }) => namespace))],
        lost: new Set(lacking.filter((chart) => !isBrought(chart)).map(({ name }) => name)),
    };
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./lib/text/write-yaml.js
// Plain data to YAML text.

/**
 * A map as YAML that readers of 1.1 and of 1.2 take for the same. `commentOf`: what stands beside the value at a path, of
 * keys; a list has one for all of it.
 */
function writeYaml(data, commentOf = () => { }) {
    const document = new dist/* Document */.yo(data, { version: '1.2', compat: 'yaml-1.1', aliasDuplicateObjects: false });
    addComments(document.contents, [], commentOf);
    return document.toString({ lineWidth: 0, indentSeq: false });
}
function addComments(node, path, commentOf) {
    if ((0,dist/* isMap */.jh)(node) && node.items.length > 0) {
        for (const { key, value } of node.items)
            addComments(value, [...path, String(key)], commentOf);
        return;
    }
    const comment = path.length > 0 ? commentOf(path) : undefined;
    if (comment === undefined || !(0,dist/* isNode */.Ll)(node))
        return;
    if ((0,dist/* isScalar */.jn)(node))
        node.comment = ` ${comment}`;
    else
        node.commentBefore = ` ${comment}`;
}

;// CONCATENATED MODULE: ./lib/preview/noise.js
// Labels and annotations that change with every version of a chart or of what it is configured with: their names are enough.

function withoutNoise(data) {
    const said = new Map();
    const strip = (value, path) => {
        if (Array.isArray(value))
            return value.map((item, index) => strip(item, [...path, String(index)]));
        if (!(0,json/* isObject */.Gv)(value))
            return value;
        const kept = Object.entries(value).filter(([key, inner]) => {
            const isQuiet = isNoise(path, key, inner);
            if (isQuiet)
                said.set([...path, key].join(' '), String(inner));
            return !isQuiet;
        });
        const stripped = kept.map(([key, inner]) => [key, inner, strip(inner, [...path, key])]);
        // A map that held nothing else goes with it.
        const rest = stripped.filter(([, before, after]) => !isEmptyMap(after) || isEmptyMap(before));
        return Object.fromEntries(rest.map(([key, , after]) => [key, after]));
    };
    return { data: strip(data, []), said };
}
function isEmptyMap(value) {
    return (0,json/* isObject */.Gv)(value) && Object.keys(value).length === 0;
}
/** Their own names, of those that differ. */
function changedNoise(before, after) {
    const keys = [...new Set([...before.keys(), ...after.keys()])].filter((key) => before.get(key) !== after.get(key));
    return [...new Set(keys.map((key) => key.slice(key.lastIndexOf(' ') + 1)))].sort();
}
function isNoise(path, key, value) {
    if (path.at(-2) !== 'metadata')
        return false;
    if (path.at(-1) === 'annotations')
        return key.startsWith('checksum/');
    if (path.at(-1) !== 'labels')
        return false;
    return key === 'helm.sh/chart' || (key === 'chart' && /-v?\d+\.\d+/.test(String(value)));
}

;// CONCATENATED MODULE: ./lib/preview/objects.js
// The objects in what Helm renders, and in what its store holds.


/** Texts of YAML documents. What is the same text is the same object, so it need not be read. */
function splitDocuments(text) {
    return text
        .split(/^---(?=\s|$)/m)
        .map((document) => document.trim())
        .filter((document) => document.replace(/^#.*$/gm, '').trim() !== '');
}
/** `namespace`: the release's own. */
function readObjects(documents, namespace) {
    const byKey = new Map();
    let unread = 0;
    for (const document of documents) {
        const found = objectsOfDocument(document, namespace);
        if (found === undefined)
            unread += 1;
        for (const object of found ?? [])
            byKey.set(object.key, object);
    }
    return { byKey, unread };
}
function objectsOfDocument(document, namespace) {
    const read = (0,text_yaml/* readYamlStream */.OJ)('manifest', document);
    // Of a key that stands there twice, the last one counts, for Helm too.
    const [first] = 'documents' in read ? read.documents : read.rest ? [read.rest] : [];
    if (!(0,json/* isObject */.Gv)(first?.data))
        return undefined;
    const source = /^# Source: (.+)$/m.exec(document)?.[1]?.trim() ?? '';
    return flatten(first.data).map((data) => toObject(data, namespace, source));
}
function flatten(data) {
    const { kind, items } = data;
    if (typeof kind !== 'string' || !kind.endsWith('List') || !Array.isArray(items))
        return [data];
    return items.filter(json/* isObject */.Gv).flatMap((item) => flatten(item));
}
function toObject(data, releaseNamespace, source) {
    const metadata = mapAt(data, 'metadata');
    const [apiVersion, kind] = [String(data['apiVersion'] ?? ''), String(data['kind'] ?? '')];
    const name = String(metadata['name'] ?? metadata['generateName'] ?? '');
    const namespace = String(metadata['namespace'] ?? releaseNamespace);
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const isHook = mapAt(metadata, 'annotations')['helm.sh/hook'] !== undefined;
    return {
        key: JSON.stringify([group, kind, namespace, name]),
        apiVersion,
        kind,
        name,
        namespace,
        isHook,
        source,
        data,
    };
}
/** Empty if there is none. */
function mapAt(data, ...path) {
    const found = path.reduce((inner, key) => ((0,json/* isObject */.Gv)(inner) ? inner[key] : undefined), data);
    return (0,json/* isObject */.Gv)(found) ? found : {};
}

// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
;// CONCATENATED MODULE: ./lib/preview/unified-diff.js
// Two texts to what differs between them, in unified form.

/** Beyond so many differing lines, finding the fewest takes too long and helps nobody: the time grows with their square. */
const mostEdits = 1_000;
const contextLines = 3;
/** Lines of the hunks; empty if the texts are the same. An absent text is one that is not there. */
function unifiedDiff(before, after) {
    if (before === undefined || after === undefined) {
        const sign = before === undefined ? '+' : '-';
        return splitLines(before ?? after ?? '').map((line) => `${sign}${line}`);
    }
    const patch = (0,create/* structuredPatch */.YB)('', '', before, after, undefined, undefined, {
        context: contextLines,
        maxEditLength: mostEdits,
    });
    if (patch === undefined)
        return inOneHunk(splitLines(before), splitLines(after));
    return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]);
}
/** What differs between the first line and the last one that does, as one. */
function inOneHunk(before, after) {
    const shorter = Math.min(before.length, after.length);
    let start = 0;
    while (start < shorter && before[start] === after[start])
        start += 1;
    let end = 0;
    while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end))
        end += 1;
    const first = Math.max(0, start - contextLines);
    const kept = Math.min(end, contextLines);
    const lengthOf = (lines) => lines.length - end + kept - first;
    return [
        `@@ -${first + 1},${lengthOf(before)} +${first + 1},${lengthOf(after)} @@`,
        ...before.slice(first, start).map((line) => ` ${line}`),
        ...before.slice(start, before.length - end).map((line) => `-${line}`),
        ...after.slice(start, after.length - end).map((line) => `+${line}`),
        ...before.slice(before.length - end, before.length - end + kept).map((line) => ` ${line}`),
    ];
}
function splitLines(text) {
    return text.replace(/\n$/, '').split('\n');
}

;// CONCATENATED MODULE: ./lib/preview/changes.js







/** By kind and name. */
function pairUp(before, after) {
    const keys = [...new Set([...after.keys(), ...before.keys()])];
    const pairs = keys.map((key) => ({ before: before.get(key), after: after.get(key) }));
    return pairs.sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}
function sortKey({ before, after }) {
    const { kind, namespace, name } = (after ?? before);
    return JSON.stringify([kind, name, namespace]);
}
/** Undefined if nothing changes. */
function changeOf(pair, { masks, later, namespace }) {
    const [before, after] = [pair.before, pair.after].map((object) => object && withoutNoise(object.data));
    const masked = maskPair({ before: before?.data, after: after?.data }, joinMasks(masks, secretMasks(pair)), later);
    const diff = unifiedDiff(yamlOf(masked.before), yamlOf(masked.after));
    const quiet = before && after ? changedNoise(before.said, after.said) : [];
    if (diff.length === 0 && quiet.length === 0)
        return undefined;
    const object = (pair.after ?? pair.before);
    return {
        change: pair.before === undefined ? 'create' : pair.after === undefined ? 'delete' : 'change',
        kind: object.kind,
        name: object.name,
        ...(object.namespace !== namespace && { namespace: object.namespace }),
        ...(object.isHook && { isHook: true }),
        diff,
        quiet,
    };
}
/** The data of Secrets, whatever it was made of. */
function secretMasks({ before, after }) {
    const secrets = [before, after].filter((object) => object?.kind === 'Secret' && !object.apiVersion.includes('/'));
    const masks = ['data', 'stringData'].flatMap((field) => {
        const keys = secrets.flatMap((object) => (object ? Object.keys(mapAt(object.data, field)) : []));
        return keys.length > 0 ? [[field, Object.fromEntries(keys.map((key) => [key, 'secret']))]] : [];
    });
    return masks.length > 0 ? Object.fromEntries(masks) : undefined;
}
function yamlOf(value) {
    return value === undefined ? undefined : writeYaml(sorted(value));
}
/** As people write objects: what it is comes first. */
const firstKeys = ['apiVersion', 'kind', 'name', 'metadata'];
const rankOf = (key) => firstKeys.indexOf(key) >>> 0;
/** So that what stands elsewhere is not taken for a change. */
function sorted(value) {
    if (Array.isArray(value))
        return value.map(sorted);
    if (!(0,json/* isObject */.Gv)(value))
        return value;
    const entries = Object.entries(value).sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

;// CONCATENATED MODULE: ./lib/preview/crds.js
// What would become of the definitions of custom resources that a chart has in `crds/`: Helm's record does not hold them, so
// the cluster is asked, once for each.



/** Whether a document stands in `crds/` of a chart or of one of its parts, by what Helm writes above it. */
function isCrdDocument(document) {
    return /^# Source: \S+\/crds\//m.test(document);
}
/** As a deployment treats them: those that are missing are created, others changed with `crds: upgrade` and never to an older schema. */
async function previewCrds({ decision, settings }, crds, { cluster, signal }) {
    const isLookedAfter = decision.action === 'install' || settings.crds === 'upgrade';
    const wanted = isLookedAfter ? crds : [];
    const found = await Promise.all(wanted.map(({ name }) => cluster.crds.read(name, signal)));
    const previewed = wanted.map((after, index) => {
        const read = found[index];
        if (read?.ok !== true)
            return untold(after);
        if (read.value === undefined)
            return { ...noChange, pairs: [{ before: undefined, after }] };
        if (settings.crds !== 'upgrade')
            return noChange;
        return previewUpgrade(after, read.value);
    });
    return {
        pairs: previewed.flatMap(({ pairs }) => pairs),
        risks: previewed.flatMap(({ risks }) => risks),
        notes: previewed.flatMap(({ notes }) => notes),
    };
}
const noChange = { pairs: [], risks: [], notes: [] };
function untold(after) {
    const note = `Whether the definition \`${after.name}\` is there already cannot be told.`;
    return { pairs: [{ before: undefined, after }], risks: [], notes: [note] };
}
function previewUpgrade(after, current) {
    const older = whyOlder(after.data, current);
    const patch = patchFor(after.data, current);
    if (patch === undefined)
        return noChange;
    if (older !== undefined) {
        const note = `The definition \`${after.name}\` is left as it is; the chart's is older: it ${older}.`;
        return { ...noChange, notes: [note] };
    }
    const { apiVersion, kind } = after.data;
    const about = { apiVersion: apiVersion ?? '', kind: kind ?? '', metadata: { name: after.name } };
    const spec = (current['spec'] ?? {});
    const pair = {
        before: { ...after, data: { ...about, spec } },
        after: { ...after, data: { ...about, spec: merged(spec, patch['spec']) } },
    };
    return { pairs: [pair], risks: [`definition \`${after.name}\` is changed for the whole cluster`], notes: [] };
}
/** RFC 7386. */
function merged(target, patch) {
    const entries = Object.entries(patch).filter(([, value]) => value !== null);
    const removed = new Set(Object.keys(patch).filter((key) => patch[key] === null));
    const kept = Object.entries(target).filter(([key]) => !removed.has(key));
    return {
        ...Object.fromEntries(kept),
        ...Object.fromEntries(entries.map(([key, value]) => {
            const old = target[key];
            const isMap = (0,json/* isObject */.Gv)(value) && (0,json/* isObject */.Gv)(old);
            return [key, isMap ? merged(old, value) : value];
        })),
    };
}

;// CONCATENATED MODULE: ./lib/preview/decoys.js
// The values of a chart with something else in place of each secret: what a rendering makes different then, is made of one.

/** Another value of the same kind and length at each of those paths. */
function withDecoys(values, secrets) {
    return (0,json/* replaceAt */._D)(values, secrets, decoyOf);
}
/** The keys in maps at those paths. */
function keysAt(values, maps) {
    const keysIn = (value) => {
        if (Array.isArray(value))
            return value.flatMap((item) => keysIn(item));
        return (0,json/* isObject */.Gv)(value)
            ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)])
            : [];
    };
    return valuesAt(values, maps).flatMap(keysIn);
}
/** Another key in place of each in maps at those paths, but for those that are known. */
function withOtherKeys(values, maps, known) {
    const rename = (value) => {
        if (Array.isArray(value))
            return value.map((item) => rename(item));
        if (!(0,json/* isObject */.Gv)(value))
            return value;
        const entries = Object.entries(value);
        return Object.fromEntries(entries.map(([key, inner]) => [known.includes(key) ? key : String(decoyOf(key)), rename(inner)]));
    };
    return (0,json/* replaceAt */._D)(values, maps, rename);
}
/** The values at those paths that are there. */
function valuesAt(values, paths) {
    return paths.flatMap((path) => {
        const found = path.reduce((inner, key) => (Array.isArray(inner) ? inner[Number(key)] : (0,json/* isObject */.Gv)(inner) ? inner[key] : undefined), values);
        return found === undefined ? [] : [found];
    });
}
function decoyOf(value) {
    switch (typeof value) {
        case 'string':
            // Digits stay digits, and letters letters: a chart may insist on it. What gives a text its form stays as well.
            return value === '' ? 'decoy' : value.replace(/[^\s:/@?&=.,;_"'{}[\]\\-]/gu, another);
        case 'number':
            return Number(String(value).replace(/\d/g, nextDigit));
        case 'boolean':
            return !value;
        default:
            return 'decoy';
    }
}
/** Never 0, with which no number begins. */
const nextDigit = (digit) => String((Number(digit) % 9) + 1);
/** Another one of the same kind. */
function another(character) {
    if (/[0-9]/.test(character))
        return nextDigit(character);
    if (/[a-z]/i.test(character)) {
        const next = { z: 'a', Z: 'A' }[character];
        return next ?? String.fromCharCode(character.charCodeAt(0) + 1);
    }
    if (/\p{L}/u.test(character))
        return 'q';
    return character === '~' ? '^' : '~';
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/preview/helm-template.js
// What Helm makes of a chart, as the cluster would have it: rendered once, and once more only where that tells something.





/** Functions of templates that give something else each time they are called. */
const unsteady = [
    ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes', 'randInt', 'shuffle', 'uuidv4', 'now'],
    ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
    ...['genSignedCertWithKey', 'bcrypt', 'htpasswd', 'encryptAES', 'ago', 'date', 'dateInZone', 'htmlDate'],
];
/** What only the cluster can answer: what it holds, and what it serves. */
const [asksForObjects, asksForKinds] = ['lookup', 'APIVersions'];
const revision = 'Revision';
/** `brought`: what the cluster will serve once the charts before this one are there. Fails as Helm would when it deploys it. */
async function renderForCluster(chart, brought, context) {
    // Raw objects go to the cluster as they are.
    if (chart.source?.kind === 'manifests')
        return (0,model_failure.ok)({ objects: Object.values(chart.source.files).join('\n---\n') });
    const [path, version] = await Promise.all([context.packageOf(chart), context.cluster.version(context.signal)]);
    if (!path.ok)
        return path;
    if (!version.ok)
        return version;
    const mentioned = context.charts.mentions(path.value, [...unsteady, asksForObjects, asksForKinds, revision], JSON.stringify(chart.values));
    const template = {
        release: chart.release,
        namespace: chart.namespace,
        package: path.value,
        values: (0,json/* jsonForYaml */.p)(chart.values),
        isUpgrade: chart.baseRevision > 0,
        kubeVersion: version.value,
    };
    const first = await renderOnce(template, mentioned, brought, chart, context);
    // What only stands for a value may be none that the chart takes.
    if (!first.ok && chart.deferred !== undefined)
        return (0,model_failure.ok)({ partial: unknownYet });
    if (!first.ok)
        return chart.secrets.length > 0 ? concealed(first.failures, template, chart, context) : first;
    const { objects, used, partial } = first.value;
    if (objects === undefined)
        return (0,model_failure.ok)({ partial: partial ?? '' });
    const [again, decoy, later] = await Promise.all([
        renderAgain(used, mentioned, context),
        chart.secrets.length > 0 ? context.helm.template(withDecoysFor(used, chart, context), context.signal) : undefined,
        chart.deferred === undefined ? undefined : context.helm.template(withOtherPlaceholder(used), context.signal),
    ]);
    const unset = mentioned.includes(revision) && chart.baseRevision > 0
        ? 'Its templates speak of the revision, which is 1 in a plan.'
        : undefined;
    const why = partial ?? unset;
    return (0,model_failure.ok)({
        objects,
        ...(again?.ok && { again: again.value }),
        ...(decoy && { decoy: decoy.ok ? decoy.value : undefined }),
        ...(later?.ok && { later: later.value }),
        ...(why !== undefined && { partial: why }),
    });
}
const unknownYet = 'It cannot be rendered before what it reads from the cluster is there.';
/** Undefined if the chart gives the same each time, as far as can be told. */
async function renderAgain(used, mentioned, { helm, signal }) {
    if (!unsteady.some((word) => mentioned.includes(word)))
        return undefined;
    // Many say the time in whole seconds.
    if (mentioned.includes('now'))
        await (0,promises_.setTimeout)(oneSecondMs, undefined, { signal }).catch(() => { });
    return helm.template(used, signal);
}
const oneSecondMs = 1_050;
function withOtherPlaceholder(template) {
    return {
        ...template,
        values: template.values.replaceAll(deferredPlaceholder, `another:${deferredPlaceholder.toUpperCase()}`),
    };
}
/** What Helm says of a chart with secrets is shown if it says the same with others in their place; else only where it fails. */
async function concealed(failures, template, chart, context) {
    const other = await context.helm.template(withDecoysFor(template, chart, context), context.signal);
    const said = other.ok ? [] : other.failures.map(({ message }) => message);
    return (0,model_failure/* failed */.gz)(...failures.map((failure) => {
        if (said.includes(failure.message))
            return failure;
        const [where] = /[\w./-]+\.\w+:\d+(:\d+)?/.exec(failure.message) ?? [];
        const place = where === undefined ? '' : ` at ${where}`;
        const message = `Helm cannot render it${place}. What it says may be made of a secret, and is not shown.`;
        return { ...failure, message };
    }));
}
async function renderOnce(template, mentioned, brought, { namespace }, { helm, cluster, signal }) {
    const render = async (used, partial) => {
        const objects = await helm.template(used, signal);
        return objects.ok ? (0,model_failure.ok)({ objects: objects.value, used, ...(partial !== undefined && { partial }) }) : objects;
    };
    const isLooking = mentioned.includes(asksForObjects);
    if (!isLooking && !mentioned.includes(asksForKinds))
        return render(template);
    // Asked by Helm, the cluster knows nothing of what is still to come.
    const whole = isLooking && brought.length === 0
        ? await render({ ...template, kubeconfig: cluster.kubeconfigFor(namespace) })
        : undefined;
    if (whole?.ok)
        return whole;
    const served = await cluster.served(signal);
    const all = { ...template, served: [...(served.ok ? served.value : []), ...brought] };
    if (!isLooking && served.ok)
        return render(all);
    const alone = await render(all, served.ok ? whyPartial(whole) : whyUnserved(served.failures));
    if (alone.ok || whole === undefined)
        return alone;
    // Without an answer a template may have nothing to go on with: then it cannot be told what it would have made of one.
    return isUnanswered(whole) ? (0,model_failure.ok)({ used: template, partial: whyPartial(whole) }) : whole;
}
/** Helm's own words for a `lookup` that the cluster refused. */
function isUnanswered(answer) {
    return !answer.ok && answer.failures.some(({ message }) => message.includes('error calling lookup'));
}
function whyUnserved([failure]) {
    return `What the cluster serves, for which its templates ask, cannot be read: ${failure?.message ?? ''}`;
}
function whyPartial(answer) {
    if (answer === undefined || answer.ok) {
        return 'What its templates look up is not asked for, since kinds of objects only come with the charts before it.';
    }
    return `What its templates look up cannot be read: ${answer.failures[0]?.message ?? ''}`;
}
/** Keys that the chart asks for by name are its own words, whatever they come from. */
function withDecoysFor(template, { values, secrets, secretMaps }, { charts }) {
    const keys = keysAt(values, secretMaps);
    const known = keys.length > 0 ? charts.mentions(template.package, keys, '') : [];
    const others = withOtherKeys(withDecoys(values, secrets), secretMaps, known);
    return { ...template, values: (0,json/* jsonForYaml */.p)(others) };
}

;// CONCATENATED MODULE: ./lib/preview/masking.js
// What of a chart's objects is not to be seen: what its secrets make different, what is made anew each time, what is not
// known yet, and what was a secret before.




function makeMasking(chart, outputs, past) {
    const read = (text) => readObjects(splitDocuments(text), chart.namespace).byKey;
    const again = outputs.again === undefined ? undefined : read(outputs.again);
    const decoys = outputs.decoy === undefined ? undefined : read(outputs.decoy);
    const later = outputs.later === undefined ? undefined : read(outputs.later);
    // Where nothing tells which parts are made of secrets, all of them may be.
    const isOpaque = decoys === undefined && secretPathsOf(chart).length > 0;
    const texts = new Set(past.secrets);
    return (pair) => {
        const key = (pair.after ?? pair.before)?.key ?? '';
        const now = pair.after?.data;
        const twin = (other, reason) => other === undefined || now === undefined ? undefined : masksBetween(now, other.get(key)?.data, reason);
        const deferred = now && masksWhere(now, (scalar) => String(scalar).includes(deferredPlaceholder), 'deferred');
        const old = pair.before && masksWhere(pair.before.data, (scalar) => texts.has(String(scalar)), 'secret');
        const opaque = isOpaque && !isKnownFile(chart, pair) ? 'secret' : undefined;
        const found = [
            twin(again, 'random'),
            deferred,
            twin(later, 'deferred'),
            opaque,
            twin(decoys, 'secret'),
            old,
            masksOfPast(pair, past),
        ];
        return found.reduce(joinMasks, undefined);
    };
}
/** What goes shows nothing that may have been made of a secret. */
function masksOfPast({ before, after }, { isPublic }) {
    if (before === undefined || isPublic === undefined)
        return undefined;
    if (after === undefined && !isPublic(before.name))
        return 'secret';
    const { apiVersion, kind, ...rest } = before.data;
    return masksOfOld(rest, after?.data, isPublic);
}
/** Whether its very name may be made of what is not to be seen. */
function isNameHidden(masks) {
    return masks === 'secret' || masks === 'random' || masks === 'was';
}
/** Whether it stands in a file of raw objects that has seen no secret. */
function isKnownFile({ source, namespace }, { after }) {
    if (source?.kind !== 'manifests' || after === undefined)
        return false;
    const known = Object.entries(source.files).filter(([file]) => !source.secretFiles.includes(file));
    return known.some(([, text]) => readObjects(splitDocuments(text), namespace).byKey.has(after.key));
}

;// CONCATENATED MODULE: ./lib/preview/public-words.js
// What of a release as it is may be shown, although its chart once saw secrets: words that are known to be none.
//
// What a chart once made of a secret cannot be told from the objects that are left of it. So of what goes, only that is shown
// that stands in the chart's own text, in values that are no secret, or in what it renders with other secrets.

/** Shorter numbers are counts, ports and sizes. In digits. */
const shortestSecretNumber = 6;
/**
 * `had`: where in the values of the release there are secrets, if it says so; `has`: where in those that would come. Read only
 * when it is asked.
 */
function makeIsPublic(record, outputs, { values, release, namespace }, had, has) {
    // Raw objects have no values in which a secret would have its place.
    if ([...(had ?? []), ...has].some((path) => path.length === 0))
        return () => false;
    const secrets = [...valuesAt(record.values, had ?? []), ...valuesAt(values, has)];
    const secretWords = new Set(secrets.flatMap((secret) => wordsOf(wordOf(secret))));
    let known;
    const read = () => {
        const old = had === undefined ? {} : withDecoys(record.values, [...had, ...has]);
        const now = withDecoys(values, has);
        const rendered = has.length > 0 ? outputs.decoy : outputs.objects;
        const texts = [record.chartText, JSON.stringify([old, now]), rendered ?? '', release, namespace, 'true false null'];
        return new Set(texts.flatMap(wordsOf));
    };
    return (scalar) => {
        known ??= read();
        const text = String(scalar);
        const words = wordsOf(text);
        // Of signs alone, nothing tells where they come from.
        if (words.length === 0)
            return text.trim() === '';
        const mayBeCount = (word) => had !== undefined && isSmallNumber(word) && !isPartOf(word, secretWords);
        return words.every((word) => !secretWords.has(word) && (known?.has(word) || mayBeCount(word)));
    };
}
/** A number of a release may be one that JavaScript cannot hold, and is its text then. */
function wordOf(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
function wordsOf(text) {
    return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}
/** Of one or two digits, everything is a part. */
function isPartOf(word, secrets) {
    return word.length > 2 && [...secrets].some((secret) => secret.includes(word));
}
function isSmallNumber(word) {
    return word.length < shortestSecretNumber && /^\d+$/.test(word);
}

;// CONCATENATED MODULE: ./lib/preview/risks.js
// What a person should look at before an object is changed, as sentences.





/** `isRemoved`: of a release that is uninstalled. */
function risksOf(pair, isRemoved) {
    const { before, after } = pair;
    if (before === undefined)
        return [];
    if (after === undefined)
        return [deletion(before, isRemoved)];
    // Each time, Helm makes a hook anew.
    if (after.isHook)
        return [];
    return [...scaleToNone(before, after), ...olderImages(before, after), ...immutableFields(before, after)];
}
function called({ kind, name }) {
    return `${kind} \`${name}\``;
}
function deletion(object, isRemoved) {
    const hasPolicy = mapAt(object.data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
    const isKept = hasPolicy || (isRemoved && keptKinds.includes(object.kind));
    return isKept
        ? `${called(object)} leaves the release, and stays in the cluster`
        : `${called(object)} is deleted${holdsData.includes(object.kind) ? ', and its data may go with it' : ''}`;
}
const holdsData = [...keptKinds, 'PersistentVolume'];
function scaleToNone(before, after) {
    const [was, is] = [before, after].map(({ data }) => mapAt(data, 'spec')['replicas']);
    return is === 0 && was !== 0 ? [`${called(after)} is scaled to 0`] : [];
}
function olderImages(before, after) {
    const had = new Map(containerImages(before.data));
    return containerImages(after.data).flatMap(([container, image]) => {
        const [was, is] = [had.get(container), image].map(imageVersion);
        const isSame = was !== undefined && is !== undefined && was.name === is.name;
        if (!isSame || !(0,text_versions/* isOlder */.tW)(is.tag, was.tag))
            return [];
        return [`${called(after)} goes back from version ${was.tag} to ${is.tag} of \`${is.name}\``];
    });
}
function imageVersion(text) {
    const parsed = text === undefined ? undefined : (0,text_image/* parseImage */.zZ)(text);
    if (parsed === undefined || 'problem' in parsed || parsed.image.tag === undefined)
        return undefined;
    const { registry, repository, tag } = parsed.image;
    return { name: `${registry}/${repository}`, tag };
}
/** Name of each container → image, wherever a pod is described. */
function containerImages(value) {
    if (Array.isArray(value))
        return value.flatMap((item) => containerImages(item));
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        if (!['containers', 'initContainers'].includes(key) || !Array.isArray(inner))
            return containerImages(inner);
        return inner.filter(json/* isObject */.Gv).map(({ name, image }) => [String(name), String(image)]);
    });
}
/** Paths below each kind that the API server does not let anybody change (k8s.io/kubernetes: pkg/apis, validation). */
const immutable = {
    Deployment: ['spec.selector'],
    DaemonSet: ['spec.selector'],
    ReplicaSet: ['spec.selector'],
    StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
    Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
    Service: ['spec.clusterIP'],
    PersistentVolumeClaim: [
        'spec.accessModes',
        'spec.selector',
        'spec.storageClassName',
        'spec.volumeMode',
        'spec.volumeName',
    ],
    StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
    RoleBinding: ['roleRef'],
    ClusterRoleBinding: ['roleRef'],
    PriorityClass: ['value'],
    IngressClass: ['spec.controller'],
};
function immutableFields(before, after) {
    const isSealed = ['Secret', 'ConfigMap'].includes(before.kind) && before.data['immutable'] === true;
    const paths = isSealed ? ['data', 'binaryData', 'immutable'] : (immutable[after.kind] ?? []);
    const changed = paths.filter((path) => isChanged(path, before.data, after.data));
    return changed.map((path) => `${called(after)} is refused: \`${path}\` cannot be changed once it is there`);
}
function isChanged(path, before, after) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const [was, is] = [before, after].map((data) => mapAt(data, ...keys)[last]);
    // What the server has filled in, the manifest need not say.
    const isLeftToServer = (value) => value === undefined || value === '';
    if (path === 'spec.clusterIP' && (isLeftToServer(was) || isLeftToServer(is)))
        return false;
    return (0,json/* canonicalJson */.dj)(was ?? null) !== (0,json/* canonicalJson */.dj)(is ?? null);
}

;// CONCATENATED MODULE: ./lib/preview/preview.js
// What a planned chart would change in the cluster, looked at without touching it.














/** Of a chart that would be installed, upgraded or removed. Fails as Helm would when it deploys it. */
async function previewChart(chart, { brought, awaited }, context) {
    const isRemoved = chart.decision.action === 'remove';
    const running = chart.observed?.deployed ?? chart.observed;
    const [record, rendered] = await Promise.all([
        running ? context.cluster.record(running, context.signal) : (0,model_failure.ok)(noRecord),
        isRemoved ? (0,model_failure.ok)({ objects: '' }) : renderForCluster(chart, brought, context),
    ]);
    if (!record.ok)
        return record;
    if (!rendered.ok)
        return rendered;
    if (rendered.value.objects === undefined) {
        return (0,model_failure.ok)({ objects: [], risks: [], notes: [], partial: rendered.value.partial ?? '', brings: [] });
    }
    const { before, after, all, defined } = readBoth(record.value, rendered.value, chart);
    const crds = await previewCrds(chart, [...defined.byKey.values()], context);
    const masksOf = makeMasking(chart, rendered.value, pastOf(chart, record.value, rendered.value, context.learn));
    const later = knownAfter(awaited);
    const own = pairUp(before.byKey, after.byKey).filter((pair) => !isIdleHook(pair));
    const pairs = [...crds.pairs, ...own]
        .map((pair) => ({ pair, masks: masksOf(pair) }))
        .map(({ pair, masks }) => ({ pair: isNameHidden(masks) ? withoutName(pair, masks, chart) : pair, masks }));
    const partial = whyPartlyHidden(chart, rendered.value) ?? (before.unread + all.unread > 0 ? unreadableObjects : undefined);
    const conflicts = await findConflicts(chart, () => maskedObjects(all, masksOf, later), context);
    return (0,model_failure.ok)({
        objects: pairs.flatMap(({ pair, masks }) => changeOf(pair, { masks, later, namespace: chart.namespace }) ?? []),
        risks: [
            ...(isRemoved ? [] : olderChart(chart, record.value)),
            ...crds.risks,
            ...pairs.flatMap(({ pair }) => risksOf(pair, isRemoved)),
            ...conflicts.risks,
        ],
        notes: [...crds.notes, ...conflicts.notes],
        ...(partial !== undefined && { partial }),
        brings: [...all.byKey.values(), ...defined.byKey.values()].flatMap(servedBy),
    });
}
const noRecord = { objects: '', values: {}, chartVersion: '', chartText: '' };
const unreadableObjects = 'Some of its objects cannot be read as YAML.';
function whyPartlyHidden({ secrets }, { partial, decoy }) {
    if (secrets.length === 0 || decoy !== undefined)
        return partial;
    return 'Helm cannot render it without its secrets, so what changes in its objects is not shown.';
}
/** As they may be seen, without those whose very name may not. */
function maskedObjects({ byKey }, masksOf, later) {
    return [...byKey.values()].flatMap((after) => {
        const masks = masksOf({ before: undefined, after });
        if (isNameHidden(masks))
            return [];
        const { after: data } = maskPair({ before: undefined, after: after.data }, masks, later);
        return [{ ...after, data: data }];
    });
}
/** Hooks are made anew; what is applied on the client's side, takes whatever it wants. */
async function findConflicts({ observed, settings, validatedByServer }, objects, { conflictsAmong }) {
    if (observed === undefined || settings.conflicts === 'take' || !validatedByServer)
        return { risks: [], notes: [] };
    const { risks, unread } = await conflictsAmong(objects());
    const cannotTell = `Who else changes its objects cannot be told: the account may not list ${unread.join(', ')}.`;
    return { risks, notes: unread.length > 0 ? [cannotTell] : [] };
}
/**
 * `before`, `after`: without those that stand there to the letter in both, since they are the same. `defined`: the definitions
 * of custom resources in `crds/`, which are none of the release's own.
 */
function readBoth(record, rendered, { namespace }) {
    const [old, rest] = [record.objects, rendered.objects ?? ''].map(splitDocuments);
    const [defined, now] = [rest.filter(isCrdDocument), rest.filter((document) => !isCrdDocument(document))];
    const both = new Set(old).intersection(new Set(now));
    const differing = (documents) => documents.filter((document) => !both.has(document));
    const read = (documents) => readObjects(documents, namespace);
    return { before: read(differing(old)), after: read(differing(now)), all: read(now), defined: read(defined) };
}
/** Learns the values of the release as it is, that were secrets when it was deployed, or are now. */
function pastOf(chart, record, outputs, learn) {
    const running = chart.observed?.deployed ?? chart.observed;
    const had = running && (0,release_labels/* secretsIn */.VY)(running);
    const has = secretPathsOf(chart);
    const paths = [...(had ?? []), ...has];
    // A number of a release may be one that JavaScript cannot hold: then it is a text of its own.
    const found = valuesAt(record.values, paths).map((value) => typeof value === 'string' ? value : JSON.stringify(value));
    for (const text of found)
        learn(text);
    const isClean = had !== undefined && paths.length === 0;
    return {
        secrets: found.filter((text) => text !== ''),
        isPublic: isClean ? undefined : makeIsPublic(record, outputs, chart, had, has),
    };
}
function withoutName({ before, after }, masks, { namespace }) {
    const name = masks === 'random' ? differing : masked_hidden;
    const hide = (object) => object && { ...object, name, namespace };
    return { before: hide(before), after: hide(after) };
}
/** Helm leaves hooks that go where they are, and makes those of tests only for a test. */
function isIdleHook({ before, after }) {
    const events = String(mapAt((after ?? before)?.data ?? {}, 'metadata', 'annotations')['helm.sh/hook'] ?? '');
    return (after === undefined && before?.isHook === true) || /^test(-success|-failure)?$/.test(events.trim());
}
function olderChart({ content }, { chartVersion }) {
    const { version } = content ?? {};
    if (version === undefined || !(0,text_versions/* isOlder */.tW)(version, chartVersion))
        return [];
    return [`the chart goes back from version ${chartVersion} to ${version}`];
}
/** Group and version, and with its kind, of each that a definition defines. */
function servedBy({ kind, data }) {
    if (kind !== 'CustomResourceDefinition')
        return [];
    const { group, versions, names } = mapAt(data, 'spec');
    const served = (Array.isArray(versions) ? versions : [])
        .filter(json/* isObject */.Gv)
        .filter((version) => version['served'] === true);
    return served.flatMap((version) => {
        const apiVersion = `${String(group)}/${String(version['name'])}`;
        return [apiVersion, `${apiVersion}/${(0,json/* isObject */.Gv)(names) ? String(names['kind']) : ''}`];
    });
}

;// CONCATENATED MODULE: ./lib/preview/preview-all.js
// All charts of a plan, looked at side by side; and once more those for which others bring what the cluster does not serve yet.


/** Name of each chart → what would change. `limit`: most at one time. */
async function previewAll(wanted, { charts }, context, limit) {
    const found = new Map();
    const look = (some, broughtTo) => inParallel(some, limit, async (one) => {
        const preceding = { brought: broughtTo(one), awaited: one.awaited };
        found.set(one.chart.name, await previewChart(one.chart, preceding, context));
    });
    await look(wanted, () => []);
    const brings = await newlyServed(found, context);
    const broughtTo = ({ chart: { name } }) => [...withDependencies([name], charts)].flatMap((needed) => (needed === name ? [] : (brings.get(needed) ?? [])));
    await look(wanted.filter((one) => broughtTo(one).length > 0), broughtTo);
    return found;
}
/** Name of each chart → what only it brings. */
async function newlyServed(found, { cluster, signal }) {
    const brings = [...found].flatMap(([name, preview]) => preview.ok && preview.value.brings.length > 0 ? [[name, preview.value.brings]] : []);
    const served = brings.length > 0 ? await cluster.served(signal) : undefined;
    const there = new Set(served?.ok ? served.value : []);
    return new Map(brings.map(([name, list]) => [name, list.filter((one) => !there.has(one))]));
}
async function inParallel(items, limit, work) {
    const queue = items.values();
    const worker = async () => {
        for (const item of queue)
            await work(item);
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
}

;// CONCATENATED MODULE: ./lib/preview/results.js
// What a plan says of each chart: what would happen and why, what changes, and what to look at.



/** In the order of the plan. */
function planResults(entries, findings) {
    const changes = changesOf(entries);
    return withSkipped(entries.map((one) => toPlanResult(one, changes, findings)));
}
/** Names of all that would change or run: jobs run where something before them does. */
function changesOf(entries) {
    const changes = new Set(entries.flatMap(({ chart }) => (mayChange(chart) ? [chart.name] : [])));
    const runs = entries.filter(({ chart }) => chart.decision.action === 'run');
    for (let before = -1; before < changes.size;) {
        before = changes.size;
        for (const { chart } of runs)
            if (isReached(chart, changes))
                changes.add(chart.name);
    }
    return changes;
}
function isReached({ depends }, changes) {
    return depends.length === 0 ? changes.size > 0 : depends.some((name) => changes.has(name));
}
function toPlanResult({ chart, note, partial }, changes, findings) {
    const preview = findings.previews.get(chart.name);
    const { name, release, namespace, depends, images, imagesBefore, decision, baseRevision } = chart;
    const about = { name, release, namespace, depends, images, imagesBefore, durationMs: 0, startedAtMs: 0 };
    const [failure] = decision.action === 'refuse' ? [decision.failure] : preview?.ok === false ? preview.failures : [];
    if (failure !== undefined) {
        const isTolerated = chart.settings.allowFailure && { isTolerated: true };
        const told = { outcome: 'failed', reason: failure.message, failure: { at: chart.at, ...failure } };
        return { ...about, ...told, ...isTolerated };
    }
    const { outcome, reason } = plannedOutcomeOf(chart, changes);
    const isChange = !['unchanged', 'keep', 'not-required'].includes(outcome);
    const notes = [
        ...(note ? [note] : []),
        ...Object.keys(images).flatMap((reference) => findings.notBuiltBecause.get(reference) ?? []),
        ...(isChange && chart.settings.adopt ? ['It takes over objects that belong to no release (`adopt`).'] : []),
        ...(isChange && chart.settings.conflicts === 'take' ? ['It takes over fields of others (`conflicts: take`).'] : []),
        ...jobNotes('it', chart.jobs.before, chart.jobs.after, isChange),
    ];
    const shown = preview?.ok ? preview.value : { objects: [], risks: [], notes: [] };
    const { brings: _, ...found } = shown;
    const lost = `the namespace \`${namespace}\` is not there, and nothing before it creates it`;
    return {
        ...about,
        outcome,
        reason,
        ...(baseRevision > 0 && { revision: baseRevision }),
        preview: {
            ...found,
            risks: [...(findings.lost.has(name) ? [lost] : []), ...found.risks],
            notes: [...notes, ...found.notes],
            ...(partial !== undefined && { partial }),
        },
    };
}
function plannedOutcomeOf({ decision, name }, changes) {
    switch (decision.action) {
        case 'run':
            return changes.has(name)
                ? { outcome: 'run', reason: 'jobs only' }
                : { outcome: 'unchanged', reason: 'nothing that it depends on would change' };
        case 'late':
        case 'refuse':
            throw new Error(`a chart that is ${decision.action} has no outcome in a plan`);
        default:
            return { outcome: decision.action, reason: decision.reason };
    }
}
/** What depends on a chart that fails would be skipped. */
function withSkipped(charts) {
    const failing = new Set(charts.flatMap(({ name, failure, isTolerated }) => (failure && !isTolerated ? [name] : [])));
    return charts.map((chart) => {
        const needed = [...withDependencies([chart.name], charts)].filter((name) => name !== chart.name && failing.has(name));
        if (needed.length === 0 || chart.preview === undefined || chart.failure)
            return chart;
        const risk = `it is skipped as long as ${needed.map((name) => `\`${name}\``).join(', ')} fails`;
        return { ...chart, preview: { ...chart.preview, risks: [risk, ...chart.preview.risks] } };
    });
}
/** One without a name is called by its script. In characters. */
const longestName = 80;
function jobNameOf(job) {
    const [line = ''] = job.trim().split('\n');
    const isWhole = line === job.trim() && line.length <= longestName;
    return (isWhole ? line : `${line.slice(0, longestName)}…`).replaceAll('`', "'");
}
/** They are listed, and not run. */
function jobNotes(around, before, after, isChange) {
    const tell = (jobs, when) => {
        const names = jobsToRun(jobs, isChange).map(({ name }) => `\`${jobNameOf(name)}\``);
        return names.length > 0 ? [`Jobs ${when} ${around}: ${names.join(', ')}.`] : [];
    };
    return [...tell(before, 'before'), ...tell(after, 'after')];
}

;// CONCATENATED MODULE: ./lib/commands/plan.js
// `plan`: what would a deployment do now, and what would it change? Nothing is written, and no job runs.









/** Fails as `deploy` does before its first write. */
async function plan(session, ports) {
    const { request, signal, emit } = session;
    const notBuiltBecause = new Map();
    const noteNotBuilt = (reference, why) => notBuiltBecause.set(reference, why);
    const prepared = await prepare(session, 'Planning a deployment of', ports, noteNotBuilt);
    if (!prepared.ok)
        return prepared;
    const { plan, replan, cluster, warnings } = prepared.value;
    const entries = await planDeferred(plan, replan, cluster, signal);
    const changing = entries.filter(({ chart }) => mayChange(chart));
    const context = await openContext(prepared.value, changing, session, ports);
    if (!context.ok)
        return context;
    const previews = context.value
        ? await previewAll(changing, plan, context.value, request.concurrency)
        : new Map();
    const objectsOf = ({ name }) => {
        const preview = previews.get(name);
        return preview?.ok ? preview.value.objects : [];
    };
    const namespaces = await planNamespaces(changing.map(({ chart }) => chart), objectsOf, cluster, signal);
    const charts = planResults(entries, { previews, lost: namespaces.lost, notBuiltBecause });
    const notes = [
        ...namespaces.created.map((name) => `The namespace \`${name}\` would be created.`),
        ...jobNotes('the stack', plan.jobs.before, plan.jobs.after, changing.length > 0),
    ];
    const digest = planDigest(plan);
    for (const result of charts)
        emit({ type: 'chart-ended', result });
    for (const text of [...notes, `The digest of this plan: ${digest}`])
        emit({ type: 'notice', text });
    return (0,model_failure.ok)({ charts, planDigest: digest, notes, warnings });
}
/** Undefined if no chart would change: then Helm is not needed. */
async function openContext({ charts, cluster }, changing, { request, scratch, signal }, { helms, redactor }) {
    if (changing.length === 0)
        return (0,model_failure.ok)(undefined);
    const helm = await helms.find(request['helm-version'], scratch, signal);
    if (!helm.ok)
        return helm;
    return (0,model_failure.ok)({
        cluster,
        helm: helm.value,
        charts,
        async packageOf({ source, content, at, name }) {
            if (source === undefined || content === undefined)
                throw new Error(`${name} has no content`);
            return charts.open(source, content, at, helm.value);
        },
        conflictsAmong: makeFindConflicts(cluster, signal),
        signal,
        learn: (secret) => redactor.learn(secret),
    });
}

;// CONCATENATED MODULE: ./lib/render/provenance.js

/**
 * Of the value at a path in what the layers come to. `environment`: the layers that `values` stands for in templates.
 * Undefined if no layer has it.
 */
function sourceOf(path, layers, environment) {
    const layer = layers.findLast(({ values }) => ownValueAt(values, path) !== undefined);
    if (layer === undefined)
        return undefined;
    const reads = pathsIn(ownValueAt(layer.written ?? {}, path)).flatMap((read) => {
        // What a template does with a value stands behind it: `values.hosts.map(…)`.
        const known = read.map((_, index) => read.slice(0, read.length - index));
        const found = known.map((part) => ({ part, source: sourceOf(part, environment, []) })).find(({ source }) => source);
        return found?.source ? [{ name: ['values', ...found.part].join('.'), source: found.source }] : [];
    });
    return { layer: layer.name, ...(layer.placeOf && { at: layer.placeOf(path) }), reads };
}
function ownValueAt(value, path) {
    return path.reduce((at, key) => {
        return at !== undefined && isMap(at) && Object.hasOwn(at, key) ? at[key] : undefined;
    }, value);
}
/** Of the environment's values, what a template speaks of, each once: `values.a.b`, `values['a-b']`. */
function pathsIn(written) {
    if (typeof written !== 'string' || !written.includes('<%'))
        return [];
    const found = [...written.matchAll(/(?<!['"\w$.])values((?:\??\.[A-Za-z_$][\w$]*|\[(?:'[^']*'|"[^"]*")\])+)/g)];
    const names = [...new Set(found.map(([, path = '']) => path))];
    return names.map((path) => [...path.matchAll(/[A-Za-z_$][\w$]*|'[^']*'|"[^"]*"/g)].map(([name]) => name.replace(/^['"]|['"]$/g, '')));
}

// EXTERNAL MODULE: ./lib/text/place.js
var text_place = __webpack_require__(9464);
;// CONCATENATED MODULE: ./lib/report/rendered-chart.js
// What does `render` print of a chart? YAML, with comments that say what it is.





/** `objects`: YAML documents. `hidden`: why files of raw objects are not shown, as sentences. */
function valuesAndObjects(title, values, objects, hidden) {
    const unknown = hidden.map((text) => `# (${text})\n`);
    return `# ${title}\n# Values:\n${writeYaml(values)}---\n# Objects:\n${unknown.join('')}${objects.replace(/^---\n/, '')}`;
}
/** Each value with the layer that it comes from. `environment`: the layers of `values` in templates. */
function explainedValues(title, layers, environment) {
    const values = (0,json/* objectAt */.lJ)(mask(mergeLayers(layers.map((layer) => layer.values))));
    const text = writeYaml(values, (path) => {
        const source = sourceOf(path, layers, environment);
        return source && describeSource(source);
    });
    return `# ${title}\n# Each value, and where it comes from:\n${text}`;
}
function describeSource({ layer, at, reads }) {
    const place = at ? ` (${(0,text_place/* formatPlace */.d)(at)})` : '';
    const read = reads.map(({ name, source }) => ` ← ${name} from ${describeSource(source)}`);
    return `${layer.replaceAll('`', '')}${place}${read.join('')}`;
}

;// CONCATENATED MODULE: ./lib/commands/render.js
// `render`: which values and objects would be deployed for one chart? No request to a cluster is made, and no secret is shown.







/** YAML. Fails with `chart-unknown`, and as `deploy` does before its first request to the cluster. */
async function render(session, { view }, ports) {
    if (view?.command !== 'render')
        throw new Error('`render` is a view');
    const chart = chartNamed(session.spec, view.chart);
    if (!chart.ok)
        return chart;
    const text = await yamlOfChart({ ...session, charts: [chart.value] }, view.explain, ports);
    return text.ok ? (0,model_failure.ok)({ answer: text.value }) : text;
}
/** `session`: with the one chart. `explain`: where each value comes from, in place of the objects. */
async function yamlOfChart(session, explain, ports) {
    const { request, environment, signal } = session;
    const rendering = beginRendering(session, ports);
    if (!rendering.ok)
        return rendering;
    const stack = await rendering.value.finish(resolverOf(request, ports, signal));
    if (!stack.ok)
        return stack;
    const [rendered] = stack.value.charts;
    if (rendered === undefined)
        throw new Error('a chart was selected, and none was rendered');
    const layers = stack.value.layersOf(rendered.name);
    if (!layers.ok)
        return layers;
    if (!rendered.isRequired) {
        return (0,model_failure.ok)(`# ${rendered.name} is not deployed to ${environment.name}: its \`requires\` is not met there.\n`);
    }
    if (rendered.source === undefined) {
        const why = rendered.settings.remove ? 'would be removed' : 'has only jobs';
        return (0,model_failure.ok)(`# ${rendered.name} ${why}, so there is nothing to render.\n`);
    }
    const { chart: seen, hidden } = withoutHidden(rendered);
    const opened = await openPackage(seen, rendering.value, session, ports);
    if (!opened.ok)
        return opened;
    const { helm, path } = opened.value;
    const title = `${rendered.name} in ${environment.name}: release ${rendered.release}, namespace ${rendered.namespace}`;
    if (explain) {
        const own = await ownLayer(rendered, path, helm, signal);
        if (!own.ok)
            return own;
        return (0,model_failure.ok)(explainedValues(title, [own.value, ...layers.value.chart], layers.value.environment));
    }
    // Helm gets masked values: what a chart derives from a secret could not be recognised.
    const values = (0,json/* objectAt */.lJ)(mask(mergeLayers(layers.value.chart.map((layer) => layer.values))));
    const objects = await helm.template({ ...rendered, package: path, values: (0,json/* jsonForYaml */.p)(values) }, signal);
    return objects.ok ? (0,model_failure.ok)(valuesAndObjects(title, values, objects.value, hidden)) : objects;
}
/**
 * Leaves out raw objects that are not known yet, and those whose template read a secret, which could not be masked in them.
 * `hidden`: what to say in their place.
 */
function withoutHidden(chart) {
    const { source } = chart;
    if (source?.kind !== 'manifests')
        return { chart, hidden: [] };
    const files = Object.entries(source.files);
    const isSecret = ([file]) => source.secretFiles.includes(file);
    const isLater = ([, text]) => chart.deferred !== undefined && text === '';
    const shown = files.filter((entry) => !isSecret(entry) && !isLater(entry));
    return {
        chart: { ...chart, source: { ...source, files: Object.fromEntries(shown) } },
        hidden: [
            ...files.filter(isSecret).map(([file]) => `${file}: not shown, because its template reads a secret`),
            ...files.filter(isLater).map(([file]) => `${file}: known once the chart is deployed`),
        ],
    };
}
async function openPackage({ source, at }, { environment }, { request, scratch, signal }, ports) {
    if (source === undefined)
        throw new Error('a chart without content has no package');
    const charts = ports.openCharts({ logins: environment.logins, access: accessOf(request, signal), scratch });
    const content = await charts.resolve(source, at);
    if (!content.ok)
        return content;
    const helm = await ports.helms.find(request['helm-version'], scratch, signal);
    if (!helm.ok)
        return helm;
    const path = await charts.pack(source, content.value, at, helm.value);
    return path.ok ? (0,model_failure.ok)({ helm: helm.value, path: path.value }) : path;
}
/** The chart's own values, as Helm reads them. */
async function ownLayer({ at }, path, helm, signal) {
    const text = await helm.ownValues(path, signal);
    if (!text.ok)
        return text;
    const read = (0,text_yaml/* readYamlStream */.OJ)('values.yaml', text.value);
    if ('problems' in read) {
        const message = `The chart's own values.yaml is not valid: ${read.problems[0]?.message ?? ''}`;
        return (0,model_failure/* failed */.gz)({ code: 'chart-unreadable', message, hint: 'Correct that file in the chart.', at });
    }
    const data = read.documents[0]?.data;
    return (0,model_failure.ok)({ name: "the chart's own values.yaml", values: (0,json/* isObject */.Gv)(data) ? data : {} });
}

;// CONCATENATED MODULE: ./lib/commands/validate.js
// `validate`: is the spec right for every environment? Renders all of them, offline.








/** Makes no request. Fails with all problems, in the order of the files. */
function validate(target, { trigger }, ports) {
    const { spec, request } = target;
    const named = request.environment === undefined ? (0,model_failure.ok)(undefined) : environmentNamed(spec, request.environment);
    if (!named.ok)
        return named;
    const environments = named.value ? [named.value] : spec.environments;
    const charts = selectCharts(spec, request.only ?? []);
    if (!charts.ok)
        return charts;
    const checked = environments.map((environment) => checkEnvironment({ ...target, environment, charts: charts.value }, ports));
    const failures = [...checked.flatMap((one) => one.failures), ...sharedPlaces(checked, spec)];
    if (failures.length > 0)
        return (0,model_failure/* failed */.gz)(...(0,model_failure/* inOrder */.al)(failures));
    const answer = `${spec.file} is valid: ${environments.map(({ name }) => name).join(', ')}.`;
    if (trigger.mayLackSecrets) {
        return (0,model_failure.ok)({ nothingBecause: `This pull request gets no secrets, so there is no kubeconfig. ${answer}` });
    }
    const allCharts = checked.flatMap((one) => one.charts);
    return (0,model_failure.ok)({ answer, warnings: warningsAbout(spec, allCharts, ports.files) });
}
/** Problems in templates and files for one environment, as far as they can be found without a request. */
function problemsIn(target, ports) {
    return checkEnvironment(target, ports).failures;
}
function checkEnvironment(target, ports) {
    const { spec, charts } = target;
    // A variable that is not set here may be set where the spec is deployed.
    const variable = (name) => ports.variable(name) ?? null;
    const rendering = beginRendering(target, ports, variable);
    const checked = rendering.ok ? rendering.value.charts : charts.map((chart) => writtenSource(chart, spec));
    const missing = checked.flatMap(({ name, source }) => missingChart(name, source, spec, ports.files));
    if (!rendering.ok)
        return { charts: checked, failures: [...rendering.failures, ...missing] };
    return { environment: rendering.value.environment, charts: checked, failures: missing };
}
/** Without a rendering, literal chart sources can still be checked. */
function writtenSource({ name, chart, version, repository, requires, settings }, { folder, repositories }) {
    // A chart that is not deployed, or perhaps not, may be missing.
    if (settings.remove || requires.length > 0)
        return { name };
    // With a version or a repository, the chart is remote, even if those are wrong.
    if (chart === undefined || chart.includes('<%') || (version ?? repository) !== undefined)
        return { name };
    const urls = repositories.map((known) => [known.name, known.url]);
    const parsed = parseSource({ chart }, folder, Object.fromEntries(urls));
    return { name, ...('source' in parsed && { source: parsed.source }) };
}
function missingChart(name, source, spec, files) {
    if (source?.kind !== 'folder' && source?.kind !== 'archive')
        return [];
    const at = spec.placeOf(['charts', name, 'chart']);
    const hint = hintForChart(source, spec, files);
    const missing = (message) => [{ code: 'chart-unreadable', message, hint, at }];
    const read = files.read(source.kind === 'folder' ? `${source.path}/Chart.yaml` : source.path);
    if (!('problem' in read))
        return [];
    if (source.kind === 'folder')
        return missing(`There is no chart in \`${source.path}\`: its Chart.yaml ${read.problem}.`);
    // An archive is not a text; Helm reads its content.
    return read.isMissing ? missing(`There is no file \`${source.path}\`.`) : [];
}
/** For a path in the workspace without a chart. */
function hintForChart({ kind, path }, { folder, repositories }, files) {
    const [first = '', ...rest] = external_node_path_.posix.relative(folder, path).split('/');
    const repository = (0,near_name/* nearestName */.q)(first, repositories.map(({ name }) => name));
    if (repository !== undefined)
        return `Did you mean the repository \`${repository}\`?`;
    const parent = external_node_path_.posix.dirname(path);
    const charts = files.find(external_node_path_.posix.join(parent, '*/Chart.yaml')).map((file) => external_node_path_.posix.basename(external_node_path_.posix.dirname(file)));
    const chart = (0,near_name/* nearestName */.q)(external_node_path_.posix.basename(path), charts);
    if (chart !== undefined)
        return `Did you mean \`${external_node_path_.posix.relative(folder, external_node_path_.posix.join(parent, chart))}\`?`;
    const looksRemote = kind === 'folder' && rest.length === 1 && files.find(external_node_path_.posix.join(folder, first, '**')).length === 0;
    return looksRemote
        ? `If \`${first}\` is a chart repository, add it: \`repositories: { ${first}: { url: https://… } }\`.`
        : 'Correct `chart`: the path starts at the folder of the spec, and leads to a chart folder or a `.tgz` archive.';
}
/** Literal namespaces and contexts are compared by a rule of the spec; these are templates that gave the same. */
function sharedPlaces(checked, spec) {
    const isTemplate = ({ name }) => spec.environments.some((one) => one.name === name && `${one.namespace} ${one.context}`.includes('<%'));
    const seen = new Map();
    return checked.flatMap(({ environment }) => {
        if (environment === undefined)
            return [];
        const { name, namespace, context } = environment;
        const place = JSON.stringify([context, namespace]);
        const first = seen.get(place);
        seen.set(place, first ?? environment);
        if (first === undefined || !(isTemplate(first) || isTemplate(environment)))
            return [];
        const message = `The environments \`${first.name}\` and \`${name}\` have the same context and namespace.`;
        const hint = `Give \`${name}\` another \`namespace\` or \`context\`.`;
        return [{ code: 'spec-invalid', message, hint, at: spec.placeOf(['environments', name, 'namespace']) }];
    });
}

;// CONCATENATED MODULE: ./lib/commands/commands.js
// Which commands are there, and what does each of them need? A new command is one file and one row here.







/** A command without a row is not implemented in this version. */
const commandTable = {
    validate: { needs: 'spec', run: validate },
    matrix: { needs: 'spec', run: matrix },
    graph: { needs: 'spec', run: graph },
    render: { needs: 'environment', run: render },
    plan: { needs: 'cluster', run: planOrCompare, isLogAnswer: true },
    deploy: { needs: 'cluster', run: deploy },
};
/** `plan --against` compares two environments instead. */
function planOrCompare(session, invocation, ports) {
    const { view } = invocation;
    return view?.command === 'plan' ? compare(session, view.against, ports) : plan(session, ports);
}

// EXTERNAL MODULE: ./lib/inputs/inputs.js
var inputs = __webpack_require__(8864);
;// CONCATENATED MODULE: ./lib/inputs/request.js
// What do the raw texts of the inputs ask for? Or what is wrong with them: all of it at once.


/**
 * `texts`: as given; an empty text counts as not given. `writtenAs`: how an input is written in this place, for messages.
 * Fails with `input-invalid` and `not-yet`.
 */
function readRequest(texts, writtenAs = (name) => `\`${name}\` in the step's \`with:\``) {
    const read = (0,model_failure/* all */.Q7)(inputs/* inputNames */.vj.map((name) => parseInput(name, inputs/* inputs */.QL[name], texts[name]?.trim() ?? '', writtenAs(name))));
    // Each entry was made by the parser of its own name, as the type says.
    return read.ok ? (0,model_failure.ok)(Object.fromEntries(read.value)) : read;
}
function parseInput(name, input, given, written) {
    const text = given || input.default;
    // The runner replaces a default such as `${{ github.token }}`; in a terminal nobody does, and nothing was given.
    if (text === '' || text.startsWith('${{'))
        return (0,model_failure.ok)([name, undefined]);
    if (input.notYet && text !== input.default)
        return (0,model_failure/* failed */.gz)((0,model_failure/* notYet */.y8)(`The input \`${name}\``));
    const parsed = input.parse(text);
    return 'value' in parsed ? (0,model_failure.ok)([name, parsed.value]) : (0,model_failure/* failed */.gz)(invalidInput(name, text, parsed.problem, written));
}
function invalidInput(name, text, problem, written) {
    return {
        code: 'input-invalid',
        message: `The input \`${name}\` is ${JSON.stringify(text)}: ${problem}.`,
        hint: `Correct ${written}.`,
    };
}

;// CONCATENATED MODULE: ./lib/report/conclusion.js

/** Of what a chart fails with, in UTF-16 units; the whole of it stands in its log. */
const longestMessage = 1_000;
function shorten(text) {
    return text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text;
}
/** Before anything is cut or escaped, which would hide a secret from the filter and not from people. */
function withoutSecrets(conclusion, { redactor }) {
    const masked = (text) => shorten(redactor.filter(text));
    const maskedFailure = (failure) => ({
        ...failure,
        message: masked(failure.message),
        hint: masked(failure.hint),
    });
    const charts = conclusion.charts?.map(({ failure, ...chart }) => ({
        ...chart,
        reason: masked(chart.reason),
        ...(chart.preview && { preview: maskedPreview(chart.preview, (text) => redactor.filter(text)) }),
        ...(failure && { failure: maskedFailure(failure) }),
    }));
    return {
        ...conclusion,
        ...(charts && { charts }),
        ...(conclusion.failures && { failures: conclusion.failures.map(maskedFailure) }),
        ...(conclusion.notes && { notes: conclusion.notes.map(masked) }),
    };
}
function maskedPreview({ objects, risks, notes, partial }, masked) {
    return {
        objects: objects.map(({ kind, name, namespace, diff, quiet, ...object }) => ({
            ...object,
            kind: masked(kind),
            name: masked(name),
            ...(namespace !== undefined && { namespace: masked(namespace) }),
            diff: diff.map(masked),
            quiet: quiet.map(masked),
        })),
        risks: risks.map(masked),
        notes: notes.map(masked),
        ...(partial !== undefined && { partial: masked(partial) }),
    };
}
/** `burrow in staging`, as far as that is known. */
function titleOf({ spec, environment, command }) {
    if (spec === undefined)
        return command ?? 'Compass';
    return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}
/** Of the whole run, from what became of its parts. */
function runOutcome({ charts = [], failures = [], nothingBecause }) {
    if (nothingBecause !== undefined)
        return 'nothing-to-do';
    if (failures.some((failure) => failure.code === 'cancelled'))
        return 'cancelled';
    return failures.length > 0 ? 'failure' : (0,outcome/* outcomeOf */.s)(charts);
}

// EXTERNAL MODULE: ./lib/report/images.js
var report_images = __webpack_require__(5374);
// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(3021);
;// CONCATENATED MODULE: ./lib/report/plan-markdown.js
// A plan for people, as Markdown: what would happen to which chart and why, what to look at, and what changes in its objects.



/** Below so much room, the start of a diff says nothing. In bytes. */
const leastRoom = 400;
const mostRisks = 100;
/** The table comes first, then as many details as there is room for. `most`: in bytes. */
function planMarkdown(report, most) {
    const head = headOf(report, most - leastRoom);
    const foot = [`<sub>Plan ${(0,markdown/* code */.aY)(report.planDigest)}</sub>`, ''];
    const room = most - (0,markdown/* bytesOf */.$$)([...head.lines, ...foot, omission(report.charts.length)].join('\n')) - 2;
    const details = fit(report.charts.flatMap(detailsOf), room);
    const left = details.omitted.length > 0 ? [omission(details.omitted.length), ''] : [];
    return {
        text: [...head.lines, ...details.lines, ...left, ...foot].join('\n'),
        isWhole: head.isWhole && details.omitted.length === 0,
    };
}
function omission(count) {
    return `There is no room here for all details of ${count} ${count === 1 ? 'chart' : 'charts'}.`;
}
function headOf({ title, charts, notes }, most) {
    const [staying, others] = [charts.filter(isQuiet), charts.filter((chart) => !isQuiet(chart))];
    const { rows, left, isWhole } = tableOf(others, most * 0.8);
    const risks = others.flatMap(({ name, preview }) => (preview?.risks ?? []).map((risk) => `- ⚠️ **${name}**: ${(0,markdown/* inline */.mG)(risk)}`));
    const about = upTo([...notes.map(markdown/* inline */.mG), stayingLine(staying)], most * 0.1);
    const rest = about.flatMap((line) => [line, '']);
    const shownRisks = upTo(risks.slice(0, mostRisks), most - (0,markdown/* bytesOf */.$$)([...rows, ...rest].join('\n')) - leastRoom);
    const lines = [
        `### ${(0,markdown/* inline */.mG)(title)}: ${others.length === 0 ? 'no changes' : (0,report_text/* countLine */.QK)(charts)}`,
        '',
        ...(others.length > 0 ? [...rows, ''] : []),
        ...(left > 0 ? [`${left} more charts are not listed here.`, ''] : []),
        ...shownRisks,
        ...(shownRisks.length < risks.length ? [`- ${risks.length - shownRisks.length} more risks`] : []),
        ...(risks.length > 0 ? [''] : []),
        ...rest,
    ];
    return { lines, isWhole: isWhole && shownRisks.length === risks.length && about.length > notes.length };
}
/** Every chart has a row, if need be without what it has of images and reasons. `left`: so many have no room even then. */
function tableOf(charts, room) {
    const heads = ['| chart | plan | why | images |', '| --- | --- | --- | --- |'];
    const forms = [planRow, (chart) => planRow({ ...chart, images: {} }), toShortRow];
    const tables = forms.map((form) => [...heads, ...charts.map(form)]);
    const fitting = tables.find((table) => (0,markdown/* bytesOf */.$$)(table.join('\n')) <= room);
    const rows = fitting ?? upTo([...heads, ...charts.map(toShortRow)], room);
    return { rows, left: heads.length + charts.length - rows.length, isWhole: fitting === tables[0] };
}
function toShortRow({ name, outcome, failure }) {
    return `| ${name} | ${signs[outcome] ?? ''}&nbsp;${outcome} | ${failure ? (0,markdown/* code */.aY)(failure.code) : ''} | |`;
}
function isQuiet({ outcome }) {
    return ['unchanged', 'keep', 'not-required'].includes(outcome);
}
function stayingLine(charts) {
    if (charts.length === 0)
        return '';
    return `<sub>As ${charts.length === 1 ? 'it is' : 'they are'}: ${charts.map(({ name }) => name).join(', ')}</sub>`;
}
const signs = {
    install: '🟢',
    upgrade: '🟡',
    recover: '🟡',
    remove: '🔴',
    run: '▶️',
    failed: '❌',
};
function planRow(result) {
    const { name, outcome, reason, failure, preview } = result;
    const why = failure ? `${(0,markdown/* code */.aY)(failure.code)} ${(0,markdown/* inline */.mG)(reason.slice(0, markdown/* longestCell */.Nm))}` : (0,markdown/* inline */.mG)(reason);
    const partial = preview?.partial === undefined ? '' : ' (partial)';
    return `| ${[name, `${signs[outcome] ?? ''}&nbsp;${outcome}${partial}`, why, (0,report_images/* imagesCell */.b_)(result)].join(' | ')} |`;
}
/** Of a chart of which there is more to say than stands in the table. */
function detailsOf({ name, outcome, preview, failure }) {
    if (failure !== undefined) {
        const lines = [failure.message, ...(failure.hint ? [`→ ${failure.hint}`] : [])];
        return [{ summary: `<b>${name}</b>: ${(0,markdown/* code */.aY)(failure.code)}`, before: [], diff: lines.map((line) => `- ${line}`) }];
    }
    const { objects = [], notes = [], partial } = preview ?? {};
    const before = [...(partial === undefined ? [] : [`Partial: ${partial}`]), ...notes].map((note) => `- ${(0,markdown/* inline */.mG)(note)}`);
    if (before.length === 0 && objects.length === 0)
        return [];
    const count = objects.length === 1 ? '1 object' : `${objects.length} objects`;
    return [{ summary: `<b>${name}</b>: ${outcome}, ${count}`, before, diff: objects.flatMap(diffLines) }];
}
function diffLines(object) {
    return [`# ${(0,report_text/* objectTitle */.UP)(object)}`, ...object.diff];
}
/** The shortest are shown first, so that one that is very long does not hide the others. */
function fit(sections, room) {
    const sized = sections.map((section) => ({ section, size: sizeOf(section) }));
    const shown = new Map();
    const cut = [];
    let left = room;
    for (const { section, size } of sized.sort((a, b) => a.size - b.size)) {
        if (size > left)
            cut.push(section);
        const lines = size <= left ? drawn(section) : left > leastRoom ? drawn(shortened(section, left)) : [];
        const length = (0,markdown/* bytesOf */.$$)(lines.join('\n'));
        if (length > left)
            continue;
        shown.set(section, lines);
        left -= length + 1;
    }
    return { lines: sections.flatMap((section) => shown.get(section) ?? []), omitted: cut };
}
function sizeOf(section) {
    return (0,markdown/* bytesOf */.$$)(drawn(section).join('\n')) + 1;
}
function shortened(section, room) {
    const frame = sizeOf({ ...section, diff: [''] }) + 60;
    const kept = upTo(section.diff, room - frame);
    const left = section.diff.length - kept.length;
    return { ...section, diff: [...kept, `# … and ${left} more ${left === 1 ? 'line' : 'lines'}`] };
}
function drawn({ summary, before, diff }) {
    const block = diff.length > 0 ? ['', ...(0,markdown/* fenced */.OF)(diff, 'diff')] : [];
    return (0,markdown/* folded */.TM)(summary, [...before, ...block]);
}
/** As many of the lines as there is room for. */
function upTo(lines, room) {
    let left = room;
    const cut = lines.findIndex((line) => {
        left -= (0,markdown/* bytesOf */.$$)(line) + 1;
        return left < 0;
    });
    return cut < 0 ? [...lines] : lines.slice(0, cut);
}

;// CONCATENATED MODULE: ./lib/report/problems-markdown.js


/** In place of a plan or of a table of charts. `title`: `burrow in staging`; `end`: what came of it, in our own words. */
function problemsMarkdown(title, end, failures) {
    const lines = (0,report_text/* allFailureLines */.d6)(failures.slice(0, mostFailures), () => []);
    const left = failures.length - mostFailures;
    const more = left > 0 ? [`There are ${left} more problems.`] : [];
    return [`### ${(0,markdown/* inline */.mG)(title)}: ${end}`, '', ...(0,markdown/* fenced */.OF)([...lines, ...more], 'text'), ''].join('\n');
}
const mostFailures = 50;

;// CONCATENATED MODULE: ./lib/pull-request/authorise.js
// May this comment on a pull request get what it asks for? Who wrote it, whose files are they, and are those checked out?


/** Gives the trigger that the pull request itself would have had. What cannot be checked is refused. */
async function authorise(trigger, github, readCheckout, signal) {
    const { comment } = trigger;
    const { pullRequest } = comment;
    const [found, mayWrite, checkout] = await Promise.all([
        github.pullRequest(pullRequest, signal),
        github.mayWrite(comment.author, signal),
        readCheckout(),
    ]);
    if (!found.ok)
        return found;
    const { headRepository, headSha, baseBranch } = found.value;
    if (headRepository !== github.repository)
        return (0,model_failure/* failed */.gz)(refusedFork(pullRequest));
    if (!mayWrite.ok)
        return mayWrite;
    if (!mayWrite.value)
        return (0,model_failure/* failed */.gz)(refusedAuthor(comment, github));
    if (checkout.sha !== headSha)
        return (0,model_failure/* failed */.gz)(wrongCheckout(pullRequest, headSha, checkout));
    return (0,model_failure.ok)({ ...trigger, branch: baseBranch, isOfBranch: false, sha: headSha });
}
function refusedFork(number) {
    return {
        code: 'event-refused',
        message: `Pull request ${number} comes from a fork: a plan for it would run a stranger's templates with this repository's secrets.`,
        hint: 'Push the changes to a branch of this repository, and open a pull request for that branch.',
    };
}
function refusedAuthor({ author }, { repository }) {
    return {
        code: 'event-refused',
        message: `\`${author}\` may not ask for a plan: that needs write access to ${repository}.`,
        hint: 'Ask somebody with write access to write the comment.',
    };
}
function wrongCheckout(number, head, { sha, problem }) {
    const found = sha === '' ? `no commit${problem ? ` (git: ${problem})` : ''}` : `the commit ${sha}`;
    return {
        code: 'checkout-wrong',
        message: `The head of pull request ${number} is ${head}, but the workspace has checked out ${found}.`,
        hint: hintForGit(problem) ??
            `Check out the head in an earlier step: \`actions/checkout\` with \`ref: refs/pull/${number}/head\`.`,
    };
}

;// CONCATENATED MODULE: ./lib/pull-request/marker.js
// What surrounds the plan in a comment? The hidden first line by which the comment is found again, and the footer.


/** In bytes. GitHub accepts 65,536 characters, and a text never has more characters than bytes. */
const longestComment = 65_000;
const markerStart = '<!-- compass-plan ';
function markerLine(marker) {
    // Two hyphens would end the HTML comment.
    return `${markerStart}${JSON.stringify(marker).replaceAll('-', '\\u002d')} -->`;
}
/** Undefined unless the comment starts with a marker. */
function markerIn(body) {
    const [line = ''] = body.split('\n', 1);
    const marker = line.startsWith(markerStart)
        ? (0,json/* parseJson */.qF)(line.slice(markerStart.length).replace(/ -->\r?$/, ''))
        : undefined;
    if (!(0,json/* isObject */.Gv)(marker))
        return undefined;
    const { about, sha, run } = marker;
    return typeof about === 'string' && typeof sha === 'string' && typeof run === 'number'
        ? { about, sha, run }
        : undefined;
}
function footer({ sha, url, isWhole }) {
    const where = url === '' ? 'the step summary of the run' : `[the step summary of the run](${url})`;
    const rest = isWhole ? (url === '' ? '' : `, by [this run](${url})`) : `; the rest is in ${where}`;
    return `<sub>For ${(0,markdown/* code */.aY)(sha.slice(0, 12))}${rest}.</sub>`;
}

;// CONCATENATED MODULE: ./lib/pull-request/sticky-comment.js
// How does a plan get its comment? There is one comment for each identity: it is found again and updated in place, and an older
// plan never overwrites a newer one.


async function postComment(message, github, signal) {
    const posted = await upsert(message, github, signal);
    if (posted.ok)
        return { said: posted.value };
    const [failure] = posted.failures;
    return {
        warning: { message: `The plan was not posted on the pull request: ${failure?.message}`, hint: failure?.hint ?? '' },
    };
}
async function upsert(message, github, signal) {
    const { pullRequest, marker } = message;
    const text = `${markerLine(marker)}\n${message.body}`;
    const [found, newest] = await Promise.all([
        findOwnComments(message, github, signal),
        github.pullRequest(pullRequest, signal),
    ]);
    if (!found.ok)
        return found;
    if (newest.ok && newest.value.headSha !== marker.sha) {
        return (0,model_failure.ok)(`The plan was not posted: the head of the pull request is ${newest.value.headSha} by now.`);
    }
    const [own] = found.value;
    if (own === undefined)
        return sticky_comment_create(message, text, github, signal);
    const before = markerIn(own.body);
    // A newer run for the same commit wins, and for any commit if GitHub does not say which one is the head.
    const isLater = before !== undefined && before.run > marker.run;
    if (isLater && before.about === marker.about && (!newest.ok || before.sha === marker.sha)) {
        return (0,model_failure.ok)('The plan was not posted: a newer run has already posted its own.');
    }
    if (own.body === text)
        return (0,model_failure.ok)('The comment on the pull request is unchanged.');
    const edited = await github.editComment(own.id, text, signal);
    if (!edited.ok)
        return edited;
    // Two environments may take over the same comment at the same time.
    const isTakenOver = before?.about !== marker.about;
    const now = isTakenOver ? await findOwnComments({ ...message, alsoAbout: marker.about }, github, signal) : undefined;
    if (now?.ok && now.value.length === 0)
        return sticky_comment_create(message, text, github, signal);
    return (0,model_failure.ok)('The comment on the pull request was updated.');
}
/** Two runs may create one at the same time: the older comment stays. */
async function sticky_comment_create(message, text, github, signal) {
    const made = await github.addComment(message.pullRequest, text, signal);
    if (!made.ok)
        return made;
    const now = await findOwnComments(message, github, signal);
    const [first] = now.ok ? now.value : [];
    if (first === undefined || first.id >= made.value.id)
        return (0,model_failure.ok)('The plan was posted on the pull request.');
    const edited = await github.editComment(first.id, text, signal);
    if (!edited.ok)
        return edited;
    const removed = await github.removeComment(made.value.id, signal);
    return removed.ok ? (0,model_failure.ok)('The comment on the pull request was updated.') : removed;
}
/** The oldest first. Anyone can write a marker, so only comments of this account count. */
async function findOwnComments({ pullRequest, marker, alsoAbout }, github, signal) {
    const comments = await github.comments(pullRequest, signal);
    if (!comments.ok)
        return comments;
    const about = (text) => comments.value.filter(({ body }) => markerIn(body)?.about === text);
    const marked = [...about(marker.about), ...about(alsoAbout)];
    if (marked.length === 0)
        return (0,model_failure.ok)([]);
    const self = await github.self(signal);
    return self.ok ? (0,model_failure.ok)(marked.filter(({ author }) => author === self.value)) : self;
}

;// CONCATENATED MODULE: ./lib/pull-request/announce.js
// What does a run say on its pull request? Reactions to the comment that asked for it, and its plan.







/** For a run that a comment asked for: checks that it may, and learns the commit. Any other run is accepted as it is. */
async function acceptComment(invocation, ports, signal) {
    const { trigger } = invocation;
    const { comment } = trigger;
    if (comment === undefined)
        return (0,model_failure.ok)(invocation);
    const github = openGitHub(invocation, ports);
    if (github === undefined) {
        const message = 'Without a token, Compass cannot check whether the author of the comment may ask for a plan.';
        return (0,model_failure/* failed */.gz)({ code: 'github-forbidden', message, hint: 'Do not set the input `github-token` to an empty text.' });
    }
    await react('eyes', comment.id, github, ports, signal);
    const checkout = () => ports.checkout(signal);
    const authorised = await authorise({ ...trigger, comment }, github, checkout, signal);
    return authorised.ok ? (0,model_failure.ok)({ ...invocation, trigger: authorised.value }) : authorised;
}
/** Gives the conclusion, with a warning if the comment could not be posted. */
async function postPlan(conclusion, invocation, ports, signal) {
    const github = openGitHub(invocation, ports);
    const { comment } = invocation.trigger;
    if (github === undefined)
        return conclusion;
    if (comment !== undefined) {
        const isWell = ['success', 'nothing-to-do'].includes(runOutcome(conclusion));
        await react(isWell ? 'rocket' : 'confused', comment.id, github, ports, signal);
    }
    const message = planMessage(conclusion, invocation);
    if (message === undefined)
        return conclusion;
    const posted = await postComment({ ...message, body: ports.redactor.filter(message.body) }, github, signal);
    if ('warning' in posted)
        return withWarning(conclusion, posted.warning);
    ports.console.line(posted.said);
    return conclusion;
}
function openGitHub({ request }, ports) {
    const token = request['github-token'];
    if (token === undefined)
        return undefined;
    ports.redactor.learn(token);
    return ports.openGitHub(token);
}
/** A reaction that fails is only logged: the run does not depend on it. */
async function react(reaction, comment, github, { console }, signal) {
    const done = await github.react(comment, reaction, signal);
    if (!done.ok)
        console.line(`${done.failures[0]?.message} ${done.failures[0]?.hint}`);
}
function withWarning(conclusion, warning) {
    return { ...conclusion, warnings: [...(conclusion.warnings ?? []), warning] };
}
/** Undefined if the run does not post a comment. */
function planMessage(conclusion, { request, trigger, event, run }) {
    const { command, charts, failures = [], notes = [], planDigest = '', nothingBecause } = conclusion;
    const { pullRequest } = trigger;
    const isPosted = command === 'plan' && request.comment === 'auto' && nothingBecause === undefined;
    if (pullRequest === undefined || !isPosted || runOutcome(conclusion) === 'cancelled')
        return undefined;
    const sha = trigger.sha ?? event.sha;
    const title = titleOf(conclusion);
    const foot = (isWhole) => footer({ sha, url: run.url, isWhole });
    const maxBytes = longestComment - Buffer.byteLength(foot(false));
    const plan = charts && failures.length === 0 ? planMarkdown({ title, charts, notes, planDigest }, maxBytes) : undefined;
    const text = plan?.text ?? problemsMarkdown(title, 'there is no plan', failures);
    const about = conclusion.environment && conclusion.spec
        ? `${conclusion.spec.stack}/${conclusion.environment.name} ${request.spec}`
        : request.spec;
    return {
        pullRequest,
        marker: { about, sha, run: Number(run.id) },
        alsoAbout: request.spec,
        body: `${text}\n${foot(plan?.isWhole ?? true)}\n`,
    };
}

;// CONCATENATED MODULE: ./lib/report/code-frame.js
/** Of a longer line, the part around the place is shown. In UTF-16 units. */
const longestFrameLine = 120;
/** Each file is read once. `read`: undefined if it cannot be. */
function makeFrames(read) {
    const files = new Map();
    return (at) => {
        const lines = files.get(at.file) ?? (read(at.file) ?? '').split(/\r\n|\n|\r/);
        files.set(at.file, lines);
        return frameOf(at, lines);
    };
}
/** Empty if there is no such line. Nothing but that line is shown. */
function frameOf({ line, column }, lines) {
    const written = lines[line - 1]?.replaceAll('\t', ' ');
    if (written === undefined || written.trim() === '')
        return [];
    const start = column > longestFrameLine ? column - longestFrameLine / 2 : 0;
    const shown = written.slice(start, start + longestFrameLine);
    const number = String(line);
    const caret = `${' '.repeat(Math.max(0, column - 1 - start))}^`;
    return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${caret}`];
}

// EXTERNAL MODULE: ./node_modules/zod/v4/mini/schemas.js + 5 modules
var schemas = __webpack_require__(8395);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js + 1 modules
var api = __webpack_require__(3305);
;// CONCATENATED MODULE: ./lib/report/result.js
// The `result` output: the run as JSON, for machines. Its JSON Schema is generated from the schema below.


const wholeMs = (text) => schemas/* int */.Whr().check(api/* _gte */.qm(0), schemas/* describe */.q0y(text));
const objectSchema = schemas/* strictObject */.rej({
    kind: schemas/* string */.YjP(),
    name: schemas/* string */.YjP(),
    change: schemas/* literal */.euz(['create', 'change', 'delete']),
});
const chartSchema = schemas/* strictObject */.rej({
    name: schemas/* string */.YjP(),
    release: schemas/* string */.YjP(),
    namespace: schemas/* string */.YjP(),
    outcome: schemas/* literal */.euz([
        ...[
            'deployed',
            'unchanged',
            'kept',
            'removed',
            'failed',
            'skipped',
            'not-required',
            'cancelled',
            'ran',
        ],
        ...['install', 'upgrade', 'recover', 'remove', 'keep', 'run'],
    ])
        .check(schemas/* describe */.q0y('In a plan, what would happen.')),
    reason: schemas/* string */.YjP().check(schemas/* describe */.q0y('For people.')),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('For machines; present on everything that failed or was skipped.')),
    revision: schemas/* optional */.lqM(schemas/* int */.Whr()).check(schemas/* describe */.q0y("Revision of the release in Helm's store.")),
    durationMs: wholeMs('Milliseconds.'),
    startedAtMs: wholeMs('Milliseconds since the start of the run.'),
    depends: schemas/* array */.YOg(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Names of the charts that it depends on.')),
    images: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).check(schemas/* describe */.q0y('Image reference → digest.')),
    objects: schemas/* optional */.lqM(schemas/* array */.YOg(objectSchema))
        .check(schemas/* describe */.q0y('In a plan, the objects that would be created, changed or deleted.')),
    risks: schemas/* optional */.lqM(schemas/* array */.YOg(schemas/* string */.YjP()))
        .check(schemas/* describe */.q0y('In a plan, what to look at before it is deployed; for people.')),
    partial: schemas/* optional */.lqM(schemas/* string */.YjP())
        .check(schemas/* describe */.q0y('In a plan, why the objects are not all that would change; for people.')),
});
const resultSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1),
    command: schemas/* literal */.euz(['deploy', 'plan', 'destroy', 'validate', 'matrix', 'render', 'graph']),
    stack: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if the spec could not be read.')),
    environment: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if none applied.')),
    outcome: schemas/* literal */.euz(['success', 'failure', 'cancelled', 'nothing-to-do']),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Of the first failure; present if the run failed.')),
    reason: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('For people; present if the run failed or had nothing to do.')),
    answer: schemas/* optional */.lqM(schemas/* string */.YjP())
        .check(schemas/* describe */.q0y('What was asked for, where that is a text: of `render`, `graph`, `matrix` and `validate`.')),
    planDigest: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if there is no plan.')),
    durationMs: wholeMs('Milliseconds.'),
    charts: schemas/* array */.YOg(chartSchema).check(schemas/* describe */.q0y("In the spec's order.")),
})
    .check(schemas/* describe */.q0y('The output `result` of Compass.'));
function toResultChart({ failure, revision, isTolerated: _, imagesBefore: __, preview, ...chart }) {
    const { objects = [], risks = [], partial } = preview ?? {};
    return {
        ...chart,
        ...(objects.length > 0 && { objects: objects.map(({ kind, name, change }) => ({ kind, name, change })) }),
        ...(risks.length > 0 && { risks: [...risks] }),
        ...(partial !== undefined && { partial }),
        ...(failure && { code: failure.code }),
        ...(revision !== undefined && { revision }),
        depends: [...chart.depends],
        images: (0,report_images/* builtImages */.TH)(chart),
    };
}
const changing = ['ran', 'removed', 'install', 'upgrade', 'recover', 'remove', 'run'];
const staying = ['unchanged', 'kept', 'keep', 'not-required'];
/** Whether the run removed a release or made a revision of one, a failed one included; or whether a plan would. */
function hasChanged(charts) {
    return charts.some(({ outcome, revision }) => changing.includes(outcome) || (!staying.includes(outcome) && revision !== undefined));
}

;// CONCATENATED MODULE: ./lib/report/summary.js
// The step summary: what became of each chart as a table, and the graph coloured by it.




/** GitHub takes 1 MiB of a step, and drops all of it beyond that. With room to spare, in UTF-16 units. */
const longestSummary = 300_000;
/** Mermaid draws no more text than this; where it is missing, the table says the same. */
const longestGraph = 40_000;
const colours = {
    deployed: '#2da44e',
    ran: '#2da44e',
    unchanged: '#8c959f',
    kept: '#8c959f',
    removed: '#8250df',
    failed: '#cf222e',
    cancelled: '#cf222e',
    skipped: '#bf8700',
    'not-required': '#d0d7de',
};
/** Markdown. `title`: one line of our own words. */
function makeSummary(title, charts) {
    let room = longestSummary;
    const rows = charts.map(summaryRow);
    const kept = rows.filter((row) => {
        room -= row.length;
        return room > 0;
    });
    const left = rows.length - kept.length;
    return [
        `### ${title}`,
        '',
        '| chart | outcome | why | revision | time | images |',
        '| --- | --- | --- | --- | --- | --- |',
        ...kept,
        ...(left > 0 ? ['', `${left} more charts are left out; the log has them.`] : []),
        '',
        ...graphSection(charts),
        '',
    ].join('\n');
}
function summaryRow(result) {
    const { name, outcome, failure, reason, revision, durationMs } = result;
    const why = failure ? `${(0,markdown/* code */.aY)(failure.code)} ${(0,markdown/* inline */.mG)(reason.slice(0, markdown/* longestCell */.Nm))}` : (0,markdown/* inline */.mG)(reason);
    const time = ['deployed', 'failed', 'removed'].includes(outcome) ? (0,duration/* formatDuration */.a3)(durationMs) : '';
    return `| ${[name, outcome, why, revision ?? '', time, (0,report_images/* imagesCell */.b_)(result)].join(' | ')} |`;
}
function graphSection(charts) {
    if (charts.every(({ depends }) => depends.length === 0))
        return [];
    const drawn = charts.map(({ name, depends, outcome }) => ({ name, depends, style: outcome }));
    const styles = Object.entries(colours).map(([outcome, colour]) => [outcome, `stroke:${colour},stroke-width:3px`]);
    const lines = ['```mermaid', ...mermaidGraph(drawn, Object.fromEntries(styles)), '```'];
    return lines.join('\n').length > longestGraph ? [] : lines;
}

;// CONCATENATED MODULE: ./lib/report/conclude.js
// How the end of a run is told: the last lines of the log, the summary, the outputs and the exit code.










/** GitHub takes 1 MiB of a step's summary, and drops all of it beyond that. In bytes. */
const longestPlan = 900_000;
/** Nobody reads on. */
const mostTold = 500;
function fileText(file, files) {
    const read = files.read(file);
    return 'text' in read ? read.text : undefined;
}
/** Tells the end of a run, and gives what the door needs of it. */
function conclude(conclusion, { console, files }, durationMs) {
    const { charts = [], failures = [], warnings = [], nothingBecause } = conclusion;
    const outcome = runOutcome(conclusion);
    const sorted = (0,model_failure/* inOrder */.al)(failures);
    const frameOf = makeFrames((file) => fileText(file, files));
    for (const warning of warnings.slice(0, mostTold)) {
        for (const line of (0,report_text/* warningLines */._F)(warning, warning.at && frameOf(warning.at)))
            console.line(line);
        console.annotate('warning', 'Compass', `${warning.message}\n${warning.hint}`, warning.at);
    }
    const told = sorted.slice(0, mostTold);
    for (const line of (0,report_text/* allFailureLines */.d6)(told, frameOf))
        console.line(line);
    if (sorted.length > mostTold)
        console.line(`There are ${sorted.length - mostTold} more problems.`);
    for (const { message, hint, at } of sorted)
        console.annotate('error', 'Compass', `${message}\n${hint}`, at);
    if (nothingBecause !== undefined)
        console.line(`Nothing to do: ${nothingBecause}`);
    if (charts.length > 0)
        console.line(`${(0,report_text/* countLine */.QK)(charts)}, in ${(0,duration/* formatDuration */.a3)(durationMs)}`);
    return {
        summary: summaryOf(conclusion, outcome, sorted),
        answer: failures.length === 0 ? (conclusion.answer ?? '') : '',
        exitCode: outcome === 'failure' || outcome === 'cancelled' ? 1 : 0,
        outputs: {
            environment: conclusion.environment?.name ?? '',
            outcome,
            'plan-digest': conclusion.planDigest ?? '',
            changed: String(hasChanged(charts)),
            images: JSON.stringify(Object.assign({}, ...charts.map(report_images/* builtImages */.TH))),
            matrix: conclusion.matrix ?? '',
            result: JSON.stringify(toRunResult(conclusion, outcome, durationMs)),
        },
    };
}
/** Empty if nothing was done, and nothing failed. */
function summaryOf(conclusion, outcome, failures) {
    const { command, charts = [], notes = [], planDigest = '' } = conclusion;
    const title = titleOf(conclusion);
    if (charts.length === 0)
        return failures.length > 0 ? problemsMarkdown(title, outcome, failures) : '';
    if (command !== 'plan')
        return makeSummary(`${title}: ${outcome}`, charts);
    return planMarkdown({ title, charts, notes, planDigest }, longestPlan).text;
}
function toRunResult(conclusion, outcome, durationMs) {
    const [failure] = conclusion.failures ?? [];
    const reason = failure?.message ?? conclusion.nothingBecause;
    return {
        version: 1,
        command: conclusion.command ?? 'deploy',
        stack: conclusion.spec?.stack ?? '',
        environment: conclusion.environment?.name ?? '',
        outcome,
        ...(failure && { code: failure.code }),
        ...(reason !== undefined && { reason }),
        ...(failure === undefined && conclusion.answer !== undefined && { answer: conclusion.answer }),
        planDigest: conclusion.planDigest ?? '',
        durationMs: Math.round(durationMs),
        charts: (conclusion.charts ?? []).map(toResultChart),
    };
}

;// CONCATENATED MODULE: ./lib/report/grouped-log.js
/** Of what a chart prints, the log shows so much from its start, and so much up to its end. In UTF-16 units. */
const longestHead = 1024 * 1024;
const longestTail = 256 * 1024;
/** So many last lines of a chart are given to whoever tells its end. */
const lastWords = 20;
class GroupedLog {
    #console;
    #tellEnd;
    /** Charts that run or wait for their group, in the order in which they started. */
    #talks = new Map();
    #live;
    /** What is to be told between groups. */
    #queued = [];
    constructor(console, tellEnd) {
        this.#console = console;
        this.#tellEnd = tellEnd;
    }
    /** Tells something outside of any group, as soon as none is open. */
    say(tell) {
        if (this.#live === undefined)
            tell();
        else
            this.#queued.push(tell);
    }
    start(chart, title) {
        this.#talks.set(chart, new Talk(title));
        if (this.#live === undefined)
            this.#goOn();
        else
            this.say(() => this.#console.line(`▸ ${chart} started`));
    }
    print(chart, line) {
        this.#talks.get(chart)?.add(line);
        if (chart === this.#live)
            this.#flush(chart);
    }
    end(result) {
        const talk = this.#talks.get(result.name);
        if (talk === undefined) {
            // It never ran, so it has no group.
            this.say(() => this.#tellEnd(result, []));
            return;
        }
        talk.result = result;
        if (result.name !== this.#live)
            return;
        this.#close(result);
        this.#goOn();
    }
    #goOn() {
        this.#live = undefined;
        for (const tell of this.#queued.splice(0))
            tell();
        for (const { result } of [...this.#talks.values()]) {
            if (result === undefined)
                continue;
            this.#open(result.name);
            this.#close(result);
        }
        const [next] = this.#talks.keys();
        if (next !== undefined)
            this.#open(next);
        this.#live = next;
    }
    #open(chart) {
        this.#console.openGroup(`${chart}  ${this.#talks.get(chart)?.title}`);
        this.#flush(chart);
    }
    #flush(chart) {
        for (const line of this.#talks.get(chart)?.take() ?? [])
            this.#console.line(`  ${line}`);
    }
    #close(result) {
        const talk = this.#talks.get(result.name);
        const lastLines = talk?.lastLines ?? [];
        for (const line of talk?.takeTail() ?? [])
            this.#console.line(`  ${line}`);
        this.#talks.delete(result.name);
        this.#console.closeGroup();
        this.#tellEnd(result, lastLines);
    }
}
/** What one chart says. */
class Talk {
    title;
    result;
    lastLines = [];
    #head = [];
    #room = longestHead;
    #isFull = false;
    #tail = new Tail();
    constructor(title) {
        this.title = title;
    }
    add(line) {
        this.lastLines.push(line);
        if (this.lastLines.length > lastWords)
            this.lastLines.shift();
        this.#room -= line.length + 1;
        if (this.#room > 0)
            this.#head.push(line);
        else if (!this.#isFull) {
            this.#isFull = true;
            this.#head.push('… it prints very much: what follows is kept back, and its end is shown when it ends …');
            this.#tail.add(line);
        }
        else
            this.#tail.add(line);
    }
    /** What may be shown at once, since the last time. */
    take() {
        return this.#head.splice(0);
    }
    takeTail() {
        const { lines, omitted } = this.#tail;
        return omitted > 0 ? [`… ${omitted} ${omitted === 1 ? 'line is' : 'lines are'} left out here …`, ...lines] : lines;
    }
}
/** The last lines of a text that may be endless. */
class Tail {
    #lines = [];
    /** Those before it have been dropped, and are cut off now and then. */
    #start = 0;
    #length = 0;
    omitted = 0;
    add(line) {
        this.#lines.push(line);
        this.#length += line.length + 1;
        while (this.#length > longestTail) {
            this.#length -= (this.#lines[this.#start]?.length ?? 0) + 1;
            this.#start += 1;
            this.omitted += 1;
        }
        if (this.#start * 2 < this.#lines.length)
            return;
        this.#lines = this.lines;
        this.#start = 0;
    }
    get lines() {
        return this.#lines.slice(this.#start);
    }
}

;// CONCATENATED MODULE: ./lib/report/log.js


function makeLog(console, style) {
    if (style === 'prefixed')
        return prefixedLog(console);
    const log = new GroupedLog(console, (result, words) => tellEnd(console, result, words));
    return (event) => {
        switch (event.type) {
            case 'notice':
                return log.say(() => console.line(event.text));
            case 'charts-planned':
                return;
            case 'chart-started':
                return log.start(event.chart, event.text);
            case 'chart-printed':
                return log.print(event.chart, event.text);
            case 'chart-ended':
                tellPreview(event.result, {
                    start: (title) => log.start(event.result.name, title),
                    print: (line) => log.print(event.result.name, line),
                });
                return log.end(event.result);
        }
    };
}
function prefixedLog(console) {
    return (event) => {
        switch (event.type) {
            case 'notice':
                return console.line(event.text);
            case 'charts-planned':
                return;
            case 'chart-started':
            case 'chart-printed':
                return console.line(`${event.chart} | ${event.text}`);
            case 'chart-ended': {
                const tell = (line) => console.line(`${event.result.name} | ${line}`);
                tellPreview(event.result, { start: tell, print: tell });
                return tellEnd(console, event.result, [], `${event.result.name} | `);
            }
        }
    };
}
/** What a plan shows of a chart, where there is anything. */
function tellPreview(result, { start, print }) {
    const lines = result.preview === undefined ? [] : (0,report_text/* previewLines */.IE)(result);
    if (lines.length === 0)
        return;
    start(`${result.outcome}: ${result.reason}`);
    for (const line of lines)
        print(line);
}
/** `words`: the last lines that a chart printed, told again where its group is folded. */
function tellEnd(console, result, words, prefix = '') {
    console.line(`${prefix}${(0,report_text/* chartLine */.BC)(result)}`);
    for (const risk of result.preview?.risks ?? [])
        console.line(`${prefix || '  '}⚠ ${risk}`);
    if (result.failure === undefined)
        return;
    for (const word of words)
        console.line(`    ${word}`);
    for (const line of (0,report_text/* failureLines */.w7)(result.failure))
        console.line(`${prefix || '  '}${line}`);
    if (result.outcome === 'skipped')
        return;
    const { message, hint, at } = result.failure;
    console.annotate('error', `${result.name} ${result.outcome}`, `${message}\n${hint}`, at);
}

;// CONCATENATED MODULE: ./lib/report/progress.js
// Where a run stands, in one line, for whoever looks at a terminal.

/** Shows it below the log while charts are at work. */
function withProgress(emit, console, clock) {
    const beganMs = new Map();
    let [ended, planned] = [0, 0];
    const line = () => {
        const atWork = [...beganMs].map(([chart, begin]) => `${chart} ${(0,duration/* formatDuration */.a3)(clock.nowMs() - begin)}`);
        return `${ended} of ${planned} done · ${atWork.join(' · ')}`;
    };
    return (event) => {
        emit(event);
        if (event.type === 'charts-planned')
            planned = event.count;
        else if (event.type === 'chart-started')
            beganMs.set(event.chart, clock.nowMs());
        else if (event.type === 'chart-ended') {
            ended += 1;
            beganMs.delete(event.result.name);
        }
        else
            return;
        console.status(beganMs.size > 0 ? line : undefined);
    };
}

;// CONCATENATED MODULE: ./lib/spec/normalise.js
// A spec in its own words to one in which nothing is left unsaid: defaults filled in, short forms written out, what an
// environment extends laid below it.


const defaultChartTimeoutMs = 5 * 60_000;
/** `written` breaks no rule, or is what is left of one without what does. */
function normalise(file, written, document) {
    const { before, after, failed } = written.jobs ?? {};
    return {
        file,
        folder: external_node_path_.posix.dirname(file),
        stack: written.stack,
        env: written.env ?? [],
        values: (written.values ?? {}),
        repositories: Object.entries(written.repositories ?? {}).map(([name, { url, username, password }]) => ({
            name,
            url,
            username,
            password,
        })),
        jobs: { before: toJobs(before), after: toJobs(after), failed: toJobs(failed) },
        placeOf: (path) => document.placeOf(path),
        textAt: (path, text) => ({ text, placeOf: (offset) => document.placeInside(path, text, offset) }),
        environments: Object.keys(written.environments).map((name) => toEnvironment(name, written)),
        charts: Object.entries(written.charts).map(([name, chart]) => toChart(name, chart, written, document)),
    };
}
function toEnvironment(name, written) {
    const line = lineage(name, written);
    const nearest = (key) => line.toReversed().find(([, environment]) => environment[key] !== undefined)?.[1][key];
    const own = written.environments[name];
    return {
        name: name,
        branches: [own?.branches ?? []].flat(),
        namespace: nearest('namespace') ?? written.stack,
        context: nearest('context'),
        cluster: nearest('cluster'),
        layers: line.map(([of, environment]) => ({
            of: of,
            valuesFiles: environment['values-files'] ?? [],
            values: (environment.values ?? {}),
        })),
        protected: own?.protected ?? false,
    };
}
/** From low to high: what it extends, each once however many extend it, and itself last. There must be no cycle. */
function lineage(name, { environments }) {
    const found = new Map();
    const add = (next, path) => {
        const environment = Object.hasOwn(environments, next) ? environments[next] : undefined;
        if (environment === undefined || path.includes(next))
            return;
        for (const lower of [environment.extends ?? []].flat())
            add(lower, [...path, next]);
        found.set(next, environment);
    };
    add(name, []);
    return [...found];
}
function toChart(name, written, spec, document) {
    const known = (needed) => Object.hasOwn(spec.charts, needed);
    return {
        name: name,
        at: document.placeOfKey(['charts'], name),
        chart: written.chart,
        version: written.version,
        repository: written.repository,
        manifests: written.manifests ?? [],
        jobs: { before: toJobs(written.jobs?.before), after: toJobs(written.jobs?.after) },
        depends: [...new Set(written.depends ?? [])].filter(known),
        requires: toRequirements(written.requires ?? []),
        tags: written.tags ?? [],
        release: written.release ?? name,
        namespace: written.namespace,
        values: (written.values ?? {}),
        valuesFiles: written['values-files'] ?? [],
        settings: toSettings(written, spec.defaults ?? {}),
    };
}
function toSettings(chart, defaults) {
    const timeout = chart.timeout ?? defaults.timeout;
    return {
        createNamespace: chart['create-namespace'] ?? defaults['create-namespace'] ?? true,
        timeoutMs: (timeout && (0,duration/* parseDuration */.E9)(timeout)) || defaultChartTimeoutMs,
        wait: chart.wait ?? defaults.wait ?? true,
        conflicts: chart.conflicts ?? defaults.conflicts ?? 'fail',
        crds: chart.crds ?? defaults.crds ?? 'install',
        adopt: chart.adopt ?? false,
        forget: chart.forget ?? false,
        remove: chart.remove ?? false,
        allowFailure: chart['allow-failure'] ?? false,
    };
}
function toJobs(written) {
    return (written ?? []).map(toJob);
}
function toJob(written) {
    if (typeof written === 'string')
        return { name: written, run: written, shell: 'bash', env: {}, when: 'changed' };
    const timeoutMs = written.timeout && (0,duration/* parseDuration */.E9)(written.timeout);
    return {
        name: written.name ?? written.run.split('\n')[0] ?? '',
        run: written.run,
        shell: written.shell ?? 'bash',
        ...(timeoutMs && { timeoutMs }),
        env: written.env ?? {},
        when: written.when ?? 'changed',
    };
}
function toRequirements(written) {
    if (Array.isArray(written))
        return written.map((name) => ({ name }));
    return Object.entries(written).map(([name, equals]) => ({ name, equals }));
}

;// CONCATENATED MODULE: ./lib/spec/rule.js

/** At the value at `path`. */
function broken(message, hint, document, path) {
    return { path, failure: { code: 'spec-invalid', message, hint, at: document.placeOf(path) } };
}
/** At the first step of a cycle: where the first name says that it needs the second. */
function brokenStep(message, hint, document, [map, key], [name = '', next = '']) {
    const path = [map, name, key];
    const written = (0,json/* valueAt */.fK)(document.data, ...path);
    return broken(message, hint, document, (0,json/* isList */.Lv)(written) ? [...path, written.indexOf(next)] : path);
}
/** At the last key of `path`. */
function brokenKey(message, hint, document, path) {
    const at = document.placeOfKey(path.slice(0, -1), String(path.at(-1)));
    return { path, failure: { code: 'spec-invalid', message, hint, at } };
}

;// CONCATENATED MODULE: ./lib/spec/schema-parts.js
// What the schemas of the spec are made of.



/** What a rule of the schema says when it is broken; everything else is said by kind of issue in parse.ts. */
const say = (message) => ({ error: message });
/** For people who write a spec in an editor. */
const about = (description, ...examples) => schemas/* meta */.mIj({ description, ...(examples.length > 0 && { examples }) });
/**
 * What only the JSON Schema says with these words, for editors: Compass itself has a rule, which says it better. Both are
 * tried on the same broken specs.
 */
const inEditors = (schema) => schemas/* meta */.mIj(schema);
const schema_parts_text = schemas/* string */.YjP(say('a text; a number has to be in quotes'))
    .check(api/* _minLength */.m9(1, say('a text that is not empty')));
const flag = schemas/* boolean */.zMY(say('`true` or `false`'));
function ruleOf(kind) {
    return `a name of lower-case letters, digits and \`-\`, at most ${longest[kind]} characters long, that starts and ends with a letter or digit`;
}
/** A DNS label: what Kubernetes takes as a name and as the value of a label. */
function label(kind) {
    const rule = ruleOf(kind);
    return schemas/* string */.YjP(say(rule))
        .check(api/* _regex */.Fk(dnsLabel, { ...say(rule), abort: true }), api/* _maxLength */.Eb(longest[kind], say(rule)));
}
/** Such a name, or a template that becomes one. */
function labelOrTemplate(kind) {
    const rule = say(ruleOf(kind));
    return schemas/* union */.KCZ([label(kind), schemas/* string */.YjP(rule).check(api/* _regex */.Fk(/<%/, rule))], rule);
}
const durationRule = 'a duration with a unit, such as `90s` or `5m`';
const schema_parts_duration = schemas/* string */.YjP(say(durationRule)).check(api/* _regex */.Fk(duration/* durationPattern */.Zq, { ...say(durationRule), abort: true }), schemas/* refine */.YPB((value) => (0,duration/* parseDuration */.E9)(value) !== undefined, say('a duration longer than nothing, of at most 24 days')));
const noTemplate = inEditors({ not: { pattern: '<%' } });
/** A text that is no template. */
const literal = schema_parts_text.check(noTemplate);
/** Any JSON: its keys are no templates, its integers not beyond 2^53. */
const jsonDefinition = {
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    items: { $ref: '#/$defs/json' },
    propertyNames: { not: { pattern: '<%' } },
    additionalProperties: { $ref: '#/$defs/json' },
};
const values = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J(), say('a map'))
    .check(inEditors({ propertyNames: jsonDefinition.propertyNames, additionalProperties: jsonDefinition.items }));
const path = schema_parts_text.check(inEditors({ not: { pattern: '^/' } }));
const files = schemas/* array */.YOg(path, say('a list of paths'));
/** Variables that are the runner's, and nobody else's. */
const ofRunner = /^(INPUT_|ACTIONS_|STATE_|GITHUB_TOKEN$)/;

;// CONCATENATED MODULE: ./lib/spec/environment-rules.js
// Rules about environments: where they are, what they extend, which variables they may read.







const environmentRules = [
    namespaceOfEach,
    onePlaceEach,
    knownBases,
    noExtendsCycle,
    nothingOfTheRunner,
    placesOfCharts,
];
function namespaceOfEach(spec, document) {
    const names = Object.keys(spec.environments);
    if (names.length < 2)
        return [];
    return names
        .filter((name) => nearest(name, 'namespace', spec) === undefined)
        .map((name) => brokenKey(`The environment \`${name}\` has no namespace.`, 'With more than one environment, each needs a `namespace`.', document, ['environments', name]));
}
function onePlaceEach(spec, document) {
    const seen = new Map();
    return Object.keys(spec.environments).flatMap((name) => {
        const texts = [nearest(name, 'context', spec), nearest(name, 'namespace', spec)];
        // What is a template is known only when it is rendered.
        if (texts[1] === undefined || texts.some((text) => text?.includes('<%')))
            return [];
        const place = JSON.stringify(texts);
        const first = seen.get(place);
        if (first === undefined) {
            seen.set(place, name);
            return [];
        }
        const message = `The environments \`${first}\` and \`${name}\` have the same context and namespace.`;
        const hint = `Give \`${name}\` another \`namespace\` or \`context\`.`;
        const isInherited = spec.environments[name]?.namespace === undefined;
        const path = ['environments', name];
        return [
            isInherited ? brokenKey(message, hint, document, path) : broken(message, hint, document, [...path, 'namespace']),
        ];
    });
}
function nearest(name, key, spec) {
    return lineage(name, spec).findLast(([, environment]) => environment[key] !== undefined)?.[1][key];
}
function basesOf(environment) {
    return [environment?.extends ?? []].flat();
}
function knownBases(spec, document) {
    const names = keysIn(document, 'environments');
    return Object.entries(spec.environments).flatMap(([name, environment]) => basesOf(environment).flatMap((base, index) => {
        const path = ['environments', name, 'extends', ...(typeof environment.extends === 'string' ? [] : [index])];
        if (base === name) {
            return [broken(`The environment \`${name}\` extends itself.`, `Remove \`${name}\` here.`, document, path)];
        }
        if (names.includes(base))
            return [];
        const near = (0,near_name/* nearestName */.q)(base, names);
        const message = `The environment \`${name}\` extends \`${base}\`, which is not an environment of this spec.`;
        return [broken(message, near ? `Did you mean \`${near}\`?` : `It has: ${names.join(', ')}.`, document, path)];
    }));
}
function noExtendsCycle(spec, document) {
    const all = Object.entries(spec.environments).map(([name, environment]) => ({
        name,
        depends: basesOf(environment).filter((base) => base !== name),
    }));
    return findCycles(all).map((cycle) => {
        const message = `These environments extend each other: ${cycle.join(' → ')}.`;
        return brokenStep(message, 'Take one of these `extends` away.', document, ['environments', 'extends'], cycle);
    });
}
/** What is withheld from jobs is no template's either. */
function nothingOfTheRunner(spec, document) {
    return (spec.env ?? []).flatMap((name, index) => {
        if (!ofRunner.test(name))
            return [];
        const message = `\`${name}\` belongs to the runner, and is not given to templates.`;
        return [
            broken(message, 'Pass what is needed under a name of its own, in the `env` of the step.', document, [
                'env',
                index,
            ]),
        ];
    });
}
function placesOfCharts(spec, document) {
    return Object.entries(spec.repositories ?? {}).flatMap(([name, { url }]) => {
        const problem = url.includes('<%') || /^oci:\/\/[^/\s@]+/.test(url) ? undefined : problemOfUrl(url, 'repository');
        return problem ? [broken(problem.message, problem.hint, document, ['repositories', name, 'url'])] : [];
    });
}
/** The names that are written, those included of which something had to be taken away. */
function keysIn({ data }, key) {
    return Object.keys((0,json/* objectAt */.lJ)(data, key));
}

;// CONCATENATED MODULE: ./lib/spec/chart-rules.js
// Rules about charts: what they are made of, what they depend on, and that each is a release of its own.








const chartRules = [
    somethingToRun,
    oneSource,
    knownSources,
    oneReleaseEach,
    shortEnough,
    knownDependencies,
    noDependencyCycle,
    oneFate,
    valuesOfObjects,
];
function somethingToRun(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests, remove, jobs }]) => {
        const hasSource = [chart, manifests, remove || undefined].some((one) => one !== undefined);
        return !hasSource && [...(jobs?.before ?? []), ...(jobs?.after ?? [])].length === 0;
    })
        .map(([name]) => brokenKey(`\`${name}\` has neither a chart, nor manifests, nor jobs.`, 'Give it a `chart`.', document, [
        'charts',
        name,
    ]));
}
function oneSource(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests }]) => chart !== undefined && manifests !== undefined)
        .map(([name]) => {
        const message = `\`${name}\` has both a \`chart\` and \`manifests\`.`;
        return broken(message, 'Make two charts of them.', document, ['charts', name, 'manifests']);
    });
}
function knownSources(spec, document) {
    const repositories = Object.entries(spec.repositories ?? {}).map(([name, { url }]) => [name, url]);
    return Object.entries(spec.charts).flatMap(([name, { chart, version, repository }]) => {
        const path = ['charts', name];
        if (chart === undefined)
            return nothingToChooseFrom(name, { version, repository }, document);
        // What is a template is looked at again when it is rendered.
        if ([chart, version, repository].some((text) => text?.includes('<%')))
            return [];
        const written = {
            chart,
            ...(version !== undefined && { version }),
            ...(repository !== undefined && { repository }),
        };
        const parsed = parseSource(written, external_node_path_.posix.dirname(document.start.file), Object.fromEntries(repositories));
        if ('source' in parsed)
            return [];
        const { key, message, hint } = parsed.problem;
        const near = key === 'version' && repository === undefined && nearestRepository(chart, document);
        const better = near ? `Did you mean the repository \`${near}\`?` : hint;
        return [broken(message, better, document, [...path, key])];
    });
}
/** Which one a path with a version may have meant. */
function nearestRepository(chart, document) {
    const [name = ''] = chart.split('/');
    const known = keysIn(document, 'repositories');
    return known.includes(name) || chart.startsWith('oci://') ? undefined : (0,near_name/* nearestName */.q)(name, known);
}
function nothingToChooseFrom(name, given, document) {
    return Object.entries(given)
        .filter(([, text]) => text !== undefined)
        .map(([key]) => {
        const message = `\`${name}\` has a \`${key}\`, and no \`chart\` that it would be of.`;
        return brokenKey(message, `Give it a \`chart\`, or remove \`${key}\`.`, document, ['charts', name, key]);
    });
}
function oneReleaseEach(spec, document) {
    const clashes = new Map();
    for (const environment of Object.keys(spec.environments)) {
        const fallback = lineage(environment, spec).findLast(([, { namespace }]) => namespace)?.[1].namespace ?? spec.stack;
        const seen = new Map();
        for (const [name, { namespace = fallback, release = name }] of Object.entries(spec.charts)) {
            // Templates that come to the same are seen when they are rendered.
            if (`${namespace}${release}`.includes('<%'))
                continue;
            const place = JSON.stringify([namespace, release]);
            const first = seen.get(place);
            if (first === undefined)
                seen.set(place, name);
            else if (!clashes.has(name))
                clashes.set(name, sameRelease(first, name, { release, namespace }, document));
        }
    }
    return [...clashes.values()];
}
function sameRelease(first, name, { release, namespace }, document) {
    const message = `The charts \`${first}\` and \`${name}\` have the same release and namespace.`;
    const hint = `Both are \`${release}\` in \`${namespace}\`: give one of them another \`release\` or \`namespace\`.`;
    return brokenKey(message, hint, document, ['charts', name]);
}
/** A chart's key may be longer than a release's name. */
function shortEnough(spec, document) {
    return Object.entries(spec.charts)
        .filter(([name, { release }]) => release === undefined && name.length > longest.release)
        .map(([name]) => {
        const message = `The chart \`${name}\` has a name that is too long for a release.`;
        return brokenKey(message, `Give it a \`release\` of at most ${longest.release} characters.`, document, [
            'charts',
            name,
        ]);
    });
}
function knownDependencies(spec, document) {
    const names = keysIn(document, 'charts');
    return Object.entries(spec.charts).flatMap(([name, { depends = [] }]) => depends.flatMap((needed, index) => {
        const path = ['charts', name, 'depends', index];
        if (needed === name) {
            return [broken(`The chart \`${name}\` depends on itself.`, `Remove \`${name}\` here.`, document, path)];
        }
        if (names.includes(needed))
            return [];
        const near = (0,near_name/* nearestName */.q)(needed, names);
        const hint = near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`;
        const message = `The chart \`${name}\` depends on \`${needed}\`, which is not a chart of this spec.`;
        return [broken(message, hint, document, path)];
    }));
}
function noDependencyCycle(spec, document) {
    const charts = Object.entries(spec.charts).map(([name, { depends = [] }]) => ({
        name,
        depends: depends.filter((needed) => needed !== name),
    }));
    return findCycles(charts).map((cycle) => {
        const message = `These charts depend on each other: ${cycle.join(' → ')}.`;
        return brokenStep(message, 'Take one of these dependencies away.', document, ['charts', 'depends'], cycle);
    });
}
/** The chart that is made for raw objects has nothing to put them into. */
function valuesOfObjects(spec, document) {
    return Object.entries(spec.charts).flatMap(([name, chart]) => {
        if (chart.manifests === undefined)
            return [];
        const keys = ['values', 'values-files'].filter((key) => chart[key] !== undefined);
        return keys.map((key) => {
            const message = `\`${name}\` has \`manifests\` and \`${key}\`, which no object would see.`;
            const hint = "Put them into the environment's values, of which the templates of `.ejs` files speak.";
            return brokenKey(message, hint, document, ['charts', name, key]);
        });
    });
}
/** To be kept for ever and to be removed, at once. */
function oneFate(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { forget, remove }]) => forget && remove)
        .map(([name]) => brokenKey(`\`${name}\` has both \`forget\` and \`remove\`.`, 'Choose one.', document, ['charts', name, 'remove']));
}

;// CONCATENATED MODULE: ./lib/spec/template-rules.js
// Rules about templates: where they may stand.


const templateRules = [templatesOnlyWhereAllowed, noTemplatesInKeys];
const templateKeys = [
    ...['values', 'values-files', 'chart', 'version', 'release', 'namespace', 'context'],
];
/** Elsewhere, a text with a template in it must not go on as it stands. */
function templatesOnlyWhereAllowed(spec, document) {
    return textsBelow(spec, [])
        .filter(({ text, path }) => text.includes('<%') && !mayBeTemplate(path))
        .map(({ text, path }) => {
        const key = path.findLast((part) => typeof part === 'string');
        const message = `\`${key}\` is no template, and has \`<%\` in it: \`${text.slice(0, 80)}\`.`;
        return broken(message, `Templates are for: ${templateKeys.join(', ')}, repositories, and the \`env\` of jobs.`, document, path);
    });
}
/** The key is the first, or stands below the name of an environment or a chart; of a job, only its environment. */
function mayBeTemplate(path) {
    // jobs, before or after, its number, env; the same below a chart
    if (path[0] === 'jobs')
        return path[3] === 'env';
    if (path[0] === 'charts' && path[2] === 'jobs')
        return path[5] === 'env';
    if (path[0] === 'repositories')
        return true;
    const key = path[0] === 'environments' || path[0] === 'charts' ? path[2] : path[0];
    return templateKeys.includes(String(key));
}
function noTemplatesInKeys(spec, document) {
    return keysBelow(spec, [])
        .filter(({ key }) => key.includes('<%'))
        .map(({ key, path }) => brokenKey('A key is no template.', 'Write the key itself.', document, [...path, key]));
}
function keysBelow(value, path) {
    if (Array.isArray(value))
        return value.flatMap((item, index) => keysBelow(item, [...path, index]));
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, item]) => [{ key, path }, ...keysBelow(item, [...path, key])]);
}
function textsBelow(value, path) {
    if (typeof value === 'string')
        return [{ text: value, path }];
    if (Array.isArray(value))
        return value.flatMap((item, index) => textsBelow(item, [...path, index]));
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, item]) => textsBelow(item, [...path, key]));
}

;// CONCATENATED MODULE: ./lib/spec/rules.js




const rules = [somethingToDo, ...environmentRules, ...chartRules, ...templateRules];
function brokenRules(spec, document) {
    return rules.flatMap((rule) => rule(spec, document));
}
function somethingToDo(spec, document) {
    return ['environments', 'charts']
        .filter((key) => Object.keys(spec[key]).length === 0)
        .map((key) => broken(`\`${key}\` is empty.`, 'Write at least one.', document, [key]));
}

;// CONCATENATED MODULE: ./lib/spec/chart-schema.js
// The shape of a chart in the spec, and of jobs.


const scalar = schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* boolean */.zMY(), schemas/* null */.chJ()], say('a text, a number, `true`, `false` or `null`'));
// More of them mean more names than anybody could look for.
const glob = literal.check(api/* _regex */.Fk(/^(?!.*\{[^}/]*\.\.)([^{]*\{){0,3}[^{]*$/, say('a glob with at most three `{…}`, and no `..` in them')));
const jobMap = schemas/* strictObject */.rej({
    name: schemas/* optional */.lqM(literal).check(about('For the log. Default: what it runs.', 'smoke')),
    run: literal.check(about('A script for the shell.', './scripts/smoke.sh')),
    shell: schemas/* optional */.lqM(schemas/* literal */.euz(['bash', 'sh'], say('`bash` or `sh`')))
        .check(about('Default: bash. Both stop at the first error.', 'sh')),
    timeout: schemas/* optional */.lqM(schema_parts_duration).check(about('Wall clock. Default: that of the run.', '2m')),
    env: schemas/* optional */.lqM(schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP(say('a text; a number has to be in quotes')), say('a map')))
        .check(about('Added to its environment.', { URL: 'https://<%= values.domain %>' })),
    when: schemas/* optional */.lqM(schemas/* literal */.euz(['changed', 'always'], say('`changed` or `always`')))
        .check(about('`changed` (default): only if something is deployed; `always`: also if it is unchanged.', 'always')),
});
const job = schemas/* union */.KCZ([literal, jobMap], say('a script, or a map with `run`'));
const jobList = schemas/* array */.YOg(job, say('a list of jobs'));
const jobs = schemas/* strictObject */.rej({
    before: schemas/* optional */.lqM(jobList).check(about('Run before the release is deployed.', ['./scripts/check.sh'])),
    after: schemas/* optional */.lqM(jobList)
        .check(about('Run once it is deployed; only when they have passed is the chart done.', [
        { name: 'smoke', run: './scripts/smoke.sh', timeout: '2m' },
    ])),
}, say('a map'));
const stackJobs = schemas/* strictObject */.rej({
    before: schemas/* optional */.lqM(jobList).check(about('Run before the first chart.', ['./scripts/announce.sh'])),
    after: schemas/* optional */.lqM(jobList).check(about('Run after the last chart, if nothing failed.', ['./scripts/report.sh'])),
    failed: schemas/* optional */.lqM(jobList).check(about('Run when anything failed.', ['./scripts/notify.sh'])),
}, say('a map'));
/** What may be set once for all charts. */
const settings = {
    timeout: schemas/* optional */.lqM(schema_parts_duration)
        .check(about('Wall clock of a chart, Helm hooks included, jobs not. Default: 5m.', '10m')),
    wait: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* boolean */.zMY(), schemas/* literal */.euz(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
        .check(about("What a deployment waits for. `true`: Helm's watcher, `jobs`: also until Jobs complete, `legacy`: Helm 3's polling, `false`: nothing but hooks. Default: true.", 'jobs')),
    'create-namespace': schemas/* optional */.lqM(flag).check(about('Create the namespace if it is not there. Default: true.', false)),
    conflicts: schemas/* optional */.lqM(schemas/* literal */.euz(['fail', 'take'], say('`fail` or `take`')))
        .check(about('When a field belongs to somebody else: fail (default), or take it over (`--force-conflicts`).', 'take')),
    crds: schemas/* optional */.lqM(schemas/* literal */.euz(['install', 'upgrade'], say('`install` or `upgrade`')))
        .check(about("The chart's custom resource definitions: installed with it (default), or upgraded too, never to an older schema.", 'upgrade')),
};
/** An absolute path, or a URL but `oci://`. */
const notAChart = '^/|^(?!oci:)[A-Za-z][A-Za-z0-9+.\\-]*:';
const chart = schemas/* strictObject */.rej({
    chart: schemas/* optional */.lqM(schema_parts_text.check(inEditors({ not: { pattern: notAChart } })))
        .check(about('`oci://…`, or `NAME/…` with one of `repositories`, or the path of a folder or a `.tgz`, from the folder of the spec.', 'charts/web', 'oci://ghcr.io/acme/charts/postgres', 'acme/explorer')),
    version: schemas/* optional */.lqM(schema_parts_text)
        .check(about('Of a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest that is stable.', '1.4.2', '^2.1.0')),
    repository: schemas/* optional */.lqM(literal)
        .check(about('URL of an HTTP chart repository, in which `chart` is a name.', 'https://charts.example.com')),
    manifests: schemas/* optional */.lqM(schemas/* array */.YOg(glob, say('a list of globs')).check(api/* _minLength */.m9(1, say('at least one glob'))))
        .check(about('Instead of `chart`: globs of files with raw objects, which get a release too. A file that ends in `.ejs` is a template.', ['k8s/*.yaml', 'k8s/*.yaml.ejs'])),
    jobs: schemas/* optional */.lqM(jobs).check(about('Shell jobs, which run in the folder of the spec.')),
    depends: schemas/* optional */.lqM(schemas/* array */.YOg(literal, say('a list of names of charts')))
        .check(about('Names of the charts that have to be done before it starts.', ['postgres'])),
    requires: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* array */.YOg(literal), schemas/* record */.g1P(schemas/* string */.YjP(), scalar)], say('a list of names, or a map from names to what they have to be')))
        .check(about('Deployed only where these values of the environment are truthy, or equal to what is given.', ['explorer'], { tier: 'gold' })),
    tags: schemas/* optional */.lqM(schemas/* array */.YOg(literal, say('a list of texts'))).check(about('For the input `only`.', ['web'])),
    release: schemas/* optional */.lqM(labelOrTemplate('release'))
        .check(about("Name of the Helm release. Default: the chart's key.", 'storefront')),
    namespace: schemas/* optional */.lqM(labelOrTemplate('namespace'))
        .check(about("Default: the environment's.", 'monitoring', '<%= stack %>-<%= environment %>')),
    values: schemas/* optional */.lqM(values).check(about("Values for the chart, over those of its files and the chart's own.", {
        replicas: '<%= values.replicas %>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template
        image: '<%= image(`ghcr.io/acme/web:${imageTag}`) %>',
    })),
    'values-files': schemas/* optional */.lqM(files)
        .check(about('Files with values for the chart, in order. A file that ends in `.ejs` is a template; with a `?` behind its name it may be missing.', ['values/web.yaml.ejs', 'values/<%= environment %>.yaml?'])),
    ...settings,
    forget: schemas/* optional */.lqM(flag).check(about('Install once, then never touch. Default: false.', true)),
    remove: schemas/* optional */.lqM(flag).check(about('Uninstall it if it is there. Default: false.', true)),
    'allow-failure': schemas/* optional */.lqM(flag)
        .check(about('If it fails, what depends on it goes on, and the run succeeds. Default: false.', true)),
    adopt: schemas/* optional */.lqM(flag)
        .check(about('Take over objects that are there and belong to no release (`--take-ownership`). Default: false.', true)),
}, say('a map'));

;// CONCATENATED MODULE: ./lib/spec/schema.js
// The shape of the spec: types, descriptions and examples, from which the JSON Schema is generated. Defaults stand in
// normalise.ts, rules that go beyond one value in rules.ts.



const branch = literal.check(api/* _maxLength */.Eb(255, say('a name or a glob of at most 255 characters')), api/* _regex */.Fk(/^(?!!)/, say('the branches that deploy here; there is no `!`')), api/* _regex */.Fk(/^(?!refs\/)/, say('the branch without `refs/heads/`')));
const branches = schemas/* union */.KCZ([branch, schemas/* array */.YOg(branch).check(api/* _minLength */.m9(1, say('at least one branch')))], say('a branch, a glob, or a list of them'));
const variableRule = 'a name of letters, digits and `_`, such as CHAIN_KEY';
const variable = schemas/* string */.YjP(say(variableRule))
    .check(api/* _regex */.Fk(/^[A-Za-z_][A-Za-z0-9_]*$/, say(variableRule)), inEditors({ not: { pattern: ofRunner.source } }));
const oneOrMore = schemas/* union */.KCZ([literal, schemas/* array */.YOg(literal).check(api/* _minLength */.m9(1, say('at least one name')))], say('a name, or a list of names'));
const environment = schemas/* strictObject */.rej({
    branches: schemas/* optional */.lqM(branches)
        .check(about('Branches that deploy here: a name, a glob, or a list. `*` does not cross `/`, `**` does.', 'develop', [
        'master',
        'release/*',
    ])),
    namespace: schemas/* optional */.lqM(labelOrTemplate('namespace'))
        .check(about("Namespace of its releases. May be left out only if there is one environment; it is then the stack's name.", 'burrow-staging', 'review-<%= slug(branch) %>')),
    context: schemas/* optional */.lqM(schema_parts_text).check(about('Context of the kubeconfig. Default: the current one.', 'gke-staging')),
    cluster: schemas/* optional */.lqM(literal)
        .check(about('UID of the kube-system namespace of its cluster: any other cluster is refused.', '6b0f0f5e-7f7b-4c63-9c0e-1f2f3a4b5c6d')),
    extends: schemas/* optional */.lqM(oneOrMore)
        .check(about('Environments whose layers lie below this one. Their `branches` and `protected` are not taken over.', 'staging', ['base', 'europe'])),
    values: schemas/* optional */.lqM(values).check(about('What templates may speak of as `values`, over the values of every environment.', {
        domain: 'example.com',
        replicas: 3,
    })),
    'values-files': schemas/* optional */.lqM(files)
        .check(about('Files with such values, in order; those below `values`. A file that ends in `.ejs` is a template; with a `?` behind its name it may be missing.', ['environments/staging.yaml', 'environments/local.yaml?'])),
    protected: schemas/* optional */.lqM(flag)
        .check(about('Deploys only from its own branches, whatever the inputs say. Default: false.', true)),
}, say('a map'));
/** Without credentials; over plain HTTP only on loopback. */
const urlPattern = '<%|^oci://[^/\\s@]+|^https://[^/@]+(/|$)|^http://(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?(/|$)';
const repository = schemas/* strictObject */.rej({
    url: schema_parts_text.check(inEditors({ pattern: urlPattern }), about('`https://…` or `oci://…`', 'https://charts.example.com')),
    username: schemas/* optional */.lqM(schema_parts_text).check(about('For this place and no other.', 'ci')),
    password: schemas/* optional */.lqM(schema_parts_text).check(about('A template, so that it stands nowhere.', "<%= readEnv('CHARTS_TOKEN') %>")),
}, say('a map with `url`'));
/** One that extends others may have theirs. */
const namespaceOfEachInEditors = {
    if: { minProperties: 2 },
    // biome-ignore lint/suspicious/noThenProperty: JSON Schema has this word
    then: { additionalProperties: { anyOf: [{ required: ['namespace'] }, { required: ['extends'] }] } },
};
const specSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1, say('`1`')).check(about("Version of the spec's language.", 1)),
    stack: label('stack').check(about('Name of the stack.', 'burrow')),
    env: schemas/* optional */.lqM(schemas/* array */.YOg(variable, say('a list of names')))
        .check(about('Environment variables that templates may read with `readEnv`.', ['CHAIN_KEY'])),
    environments: schemas/* record */.g1P(label('environment'), environment, say('a map of environments'))
        .check(inEditors({ minProperties: 1, ...namespaceOfEachInEditors }), about('Places to deploy to, by name.', { staging: { branches: 'develop', namespace: 'burrow-staging' } })),
    values: schemas/* optional */.lqM(values)
        .check(about('Values of every environment, the lowest layer.', { registry: 'ghcr.io/acme' })),
    repositories: schemas/* optional */.lqM(schemas/* record */.g1P(label('chart'), repository, say('a map of chart repositories')))
        .check(about('Named HTTP or OCI places of charts.', { acme: { url: 'https://charts.example.com' } })),
    jobs: schemas/* optional */.lqM(stackJobs).check(about('Shell jobs of the whole stack.', { failed: ['./scripts/notify.sh'] })),
    defaults: schemas/* optional */.lqM(schemas/* strictObject */.rej(settings, say('a map')))
        .check(about('Settings of every chart that does not say otherwise.', { timeout: '10m', wait: true })),
    charts: schemas/* record */.g1P(label('chart'), chart, say('a map of charts'))
        .check(inEditors({ minProperties: 1 }), about('Charts by name: each is one Helm release.', { web: { chart: 'charts/web' } })),
}, say('a map'))
    .check(about('The spec of Compass: a stack of Helm charts and the environments that it is deployed to.'));
/** The keys of each kind of map that has fixed ones, for what a misspelt key may have meant. `*` stands for a name. */
const knownKeys = {
    '': Object.keys(specSchema.shape),
    jobs: Object.keys(stackJobs.shape),
    defaults: Object.keys(settings),
    'environments.*': Object.keys(environment.shape),
    'repositories.*': Object.keys(repository.shape),
    'charts.*': Object.keys(chart.shape),
    'charts.*.jobs': Object.keys(jobs.shape),
    job: Object.keys(jobMap.shape),
};

;// CONCATENATED MODULE: ./lib/spec/parse.js







/** `file`: path of the spec in the workspace. */
function parseSpec(file, text) {
    const yaml = (0,text_yaml/* readYaml */.gM)(file, text);
    const document = 'document' in yaml ? yaml.document : yaml.rest;
    const problems = 'problems' in yaml ? yaml.problems : [];
    const unread = problems.map((problem) => ({ code: 'spec-invalid', ...problem }));
    if (document === undefined)
        return { spec: undefined, failures: (0,model_failure/* inOrder */.al)(unread) };
    const shaped = shape(document);
    const { written, removed } = shaped;
    const failures = [...unread, ...shaped.failures];
    if (written === undefined)
        return { spec: undefined, failures: (0,model_failure/* inOrder */.al)(failures) };
    const broken = brokenRules(written, document).filter(({ path }) => !isTouched(path, removed));
    return {
        spec: normalise(file, written, document),
        failures: (0,model_failure/* inOrder */.al)([...failures, ...broken.map(({ failure }) => failure)]),
    };
}
/** For what has to be there and is not, so that the rest can be looked at. */
const standIns = { version: 1, stack: 'unnamed', environments: {}, charts: {} };
/** Checks the shape. What is wrong is taken away; if that is not enough, the chart or environment around it is. */
function shape(document) {
    const first = specSchema.safeParse(document.data);
    if (first.success)
        return { written: first.data, failures: [], removed: [] };
    const failures = first.error.issues.flatMap((issue) => explainIssue(issue, document));
    let data = document.data;
    const removed = [];
    for (const depth of [Number.POSITIVE_INFINITY, 2]) {
        const parsed = specSchema.safeParse(data);
        if (parsed.success)
            return { written: parsed.data, failures, removed };
        const cuts = parsed.error.issues.flatMap(pathsOf).map((path) => wholeLists(path.slice(0, depth)));
        removed.push(...cuts);
        data = withoutValuesAt(data, cuts);
        if ((0,json/* isObject */.Gv)(data))
            data = { ...standIns, ...data };
    }
    const last = specSchema.safeParse(data);
    return { written: last.success ? last.data : undefined, failures, removed };
}
function pathsOf(issue) {
    const path = issue.path;
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}
/** A list without one of its items would have other places. */
function wholeLists(path) {
    const index = path.findIndex((part) => typeof part === 'number');
    return index < 0 ? path : path.slice(0, index);
}
/** All at once: there may be thousands. */
function withoutValuesAt(data, paths) {
    if (!(0,json/* isObject */.Gv)(data))
        return data;
    const byKey = Map.groupBy(paths, ([key]) => String(key));
    const kept = Object.entries(data).flatMap(([key, value]) => {
        const below = (byKey.get(key) ?? []).map((path) => path.slice(1));
        return below.some((path) => path.length === 0) ? [] : [[key, withoutValuesAt(value, below)]];
    });
    return Object.fromEntries(kept);
}
/** A rule that is broken only since something was taken away is not worth telling. */
function isTouched(path, removed) {
    return removed.some((cut) => cut.length >= path.length && path.every((part, index) => cut[index] === part));
}
function explainIssue(issue, document) {
    const path = issue.path;
    if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => explainKey(path, key, document));
    const name = path.at(-1);
    if (issue.code === 'invalid_union') {
        const inside = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || isOfKeys(one)));
        if (inside)
            return inside.flatMap((one) => explainIssue({ ...one, path: [...path, ...one.path] }, document));
    }
    if (issue.code === 'invalid_key') {
        const rule = issue.issues[0]?.message ?? issue.message;
        const at = document.placeOfKey(path.slice(0, -1), String(name));
        return [{ code: 'spec-invalid', message: `\`${name}\` is not allowed as a name.`, hint: `Write ${rule}.`, at }];
    }
    const at = document.placeOf(path);
    const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
    const found = (0,json/* valueAt */.fK)(document.data, ...path);
    if (found === undefined) {
        return [{ code: 'spec-invalid', message: `${what} is missing.`, hint: `Add it: ${issue.message}.`, at }];
    }
    const problem = found === null ? 'has no value' : 'is not what is allowed here';
    return [{ code: 'spec-invalid', message: `${what} ${problem}.`, hint: `Write ${issue.message}.`, at }];
}
const isOfKeys = (issue) => issue.code === 'unrecognized_keys';
function explainKey(path, key, document) {
    const known = knownKeys[kindOf(path)] ?? [];
    const near = (0,near_name/* nearestName */.q)(key, known);
    return {
        code: 'spec-invalid',
        message: `The key \`${key}\` is not known here.`,
        hint: near ? `Did you mean \`${near}\`?` : known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.',
        at: document.placeOfKey(path, key),
    };
}
/** Names of charts and environments do not matter here: `charts.chain` is the same kind of map as `charts.postgres`. */
function kindOf(path) {
    const isNamed = ['charts', 'environments', 'repositories'].includes(String(path[0]));
    const kinds = path.map((part, depth) => (typeof part === 'number' ? '#' : isNamed && depth === 1 ? '*' : part));
    return kinds.join('.').replace(/^(charts\.\*\.)?jobs\.(before|after|failed)\.#$/, 'job');
}

;// CONCATENATED MODULE: ./lib/spec/read-spec.js
// What does the spec of a run say? Or why could it not be read?


/** Fails with `spec-missing`, or as `parseSpec` does. */
function readSpec({ request, writtenAs }, files) {
    const path = request.spec;
    const read = files.read(path);
    if ('text' in read)
        return parseSpec(path, read.text);
    const near = specNear(path, read.isMissing === true, files);
    const how = writtenAs ? writtenAs('spec') : 'the input `spec`';
    const checkout = writtenAs ? 'Give' : 'Check out the repository in an earlier step, and give';
    const otherwise = read.isMissing ? checkout : 'Save it as UTF-8 text in the workspace, or give';
    const failure = {
        code: 'spec-missing',
        message: `The spec \`${path}\` ${read.problem}.`,
        hint: near ? `There is \`${near}\`: give that path with ${how}.` : `${otherwise} its path with ${how}.`,
    };
    return { spec: undefined, failures: [failure] };
}
/** The file that was probably meant: with the other extension, in the folder of that name, or in a folder below. */
function specNear(path, isMissing, files) {
    const { dir, base, name } = external_node_path_.posix.parse(path);
    const globs = isMissing ? [`${external_node_path_.posix.join(dir, name)}.{yaml,yml}`, `*/${base}`] : [`${path}/compass.{yaml,yml}`];
    return globs.flatMap((glob) => files.find(glob))[0];
}

;// CONCATENATED MODULE: ./lib/run/decide-trigger.js
// Which command does this run execute, and for which branch or pull request? Refuses platforms that Compass does not run on.



/** Fails with `platform-unsupported`, or as `readTrigger` does. */
function decideTrigger({ event, view, platform }, request, ports) {
    if (platform !== 'linux' && platform !== 'darwin') {
        return (0,model_failure/* failed */.gz)({
            code: 'platform-unsupported',
            message: `Compass does not run on ${platform}.`,
            hint: 'Use a Linux or macOS runner.',
        });
    }
    if (view !== undefined)
        return (0,model_failure.ok)(triggerOfView(view, event));
    const trigger = readTrigger(request.command, event);
    if (!trigger.ok || 'nothingBecause' in trigger.value)
        return trigger;
    const needsCluster = commandTable[trigger.value.command]?.needs === 'cluster';
    if (trigger.value.mayLackSecrets && needsCluster && !hasKubeconfig(request, ports)) {
        return (0,model_failure.ok)({ ...trigger.value, command: 'validate' });
    }
    return trigger;
}
function hasKubeconfig({ kubeconfig, context }, ports) {
    const scratch = ports.scratch();
    const cluster = ports.clusters.open({ kubeconfig, context }, scratch);
    scratch.remove();
    return cluster.ok || cluster.failures.some(({ code }) => code !== 'kubeconfig-unreadable');
}

;// CONCATENATED MODULE: ./lib/run/stop-signal.js
/** Fires at the deadline or when the run is cancelled, with a `StopReason`. */
function stopSignal(cancel, timeoutMs, clock) {
    const stop = new AbortController();
    const stopWhen = (signal, reason) => {
        if (signal.aborted)
            stop.abort(reason);
        else
            signal.addEventListener('abort', () => stop.abort(reason), { once: true });
    };
    stopWhen(cancel, 'cancelled');
    stopWhen(clock.after(timeoutMs), 'deadline');
    return stop.signal;
}

;// CONCATENATED MODULE: ./lib/run/run.js
// What happens in one run, from the request to its conclusion? Owns the deadline and the cancellation; knows ports, not
// adapters. What each command needs and does is a row in commands/commands.ts.















/** `cancel` fires when the run has to stop. Throws only for a bug. */
async function run(invocation, ports, cancel) {
    const startedAtMs = ports.clock.nowMs();
    const conclusion = await readAndRun(invocation, startedAtMs, ports, cancel);
    // The post step looks once more at what a cancelled run has left.
    if (runOutcome(conclusion) !== 'cancelled')
        ports.journal.close();
    return conclude(conclusion, ports, ports.clock.nowMs() - startedAtMs);
}
async function readAndRun(given, startedAtMs, ports, cancel) {
    const request = readRequest(given.inputs, given.writtenAs);
    if (!request.ok)
        return { failures: request.failures };
    const trigger = decideTrigger(given, request.value, ports);
    const named = request.value.command;
    if (!trigger.ok)
        return { ...(named !== 'auto' && { command: named }), failures: trigger.failures };
    if ('nothingBecause' in trigger.value)
        return trigger.value;
    const invocation = { ...given, request: request.value, trigger: trigger.value, startedAtMs };
    const accepted = await acceptComment(invocation, ports, cancel);
    // An author without permission gets a reaction, and no comment: so the conclusion names no command.
    const conclusion = accepted.ok ? await runCommand(accepted.value, ports, cancel) : { failures: accepted.failures };
    return postPlan(withoutSecrets(conclusion, ports), accepted.ok ? accepted.value : invocation, ports, cancel);
}
async function runCommand(invocation, ports, cancel) {
    const { request, trigger } = invocation;
    const command = commandTable[trigger.command];
    if (command === undefined) {
        return { command: trigger.command, failures: [(0,model_failure/* notYet */.y8)(`The command \`${trigger.command}\``)] };
    }
    const { spec, failures } = readSpec(invocation, ports.files);
    if (spec === undefined)
        return { command: trigger.command, failures };
    const known = { command: trigger.command, spec };
    if (command.needs !== 'spec')
        return runForEnvironment(invocation, command, { ...known, failures }, ports, cancel);
    const target = { spec, request, commit: commitOf(invocation) };
    return concluded(known, failures, command.run(target, invocation, ports));
}
/** `failures`: the problems of the spec. */
async function runForEnvironment(invocation, command, { failures, ...known }, ports, cancel) {
    const { spec } = known;
    const { request } = invocation;
    const environment = chooseEnvironment(invocation, spec);
    if (!environment.ok)
        return concluded(known, failures, environment);
    if (environment.value === undefined) {
        return concluded(known, failures, (0,model_failure.ok)({ nothingBecause: whyNoEnvironment(invocation, spec) }));
    }
    const selected = { ...known, environment: environment.value };
    const charts = selectCharts(spec, request.only ?? []);
    if (!charts.ok)
        return concluded(selected, failures, charts);
    const commit = commitOf(invocation);
    const target = { spec, request, commit, environment: environment.value, charts: charts.value };
    // Problems in templates are reported together with those in the spec.
    if (failures.length > 0)
        return concluded(selected, failures, (0,model_failure/* failed */.gz)(...problemsIn(target, ports)));
    return concluded(selected, [], await runInSession(target, invocation, command, ports, cancel));
}
async function runInSession(target, invocation, command, ports, cancel) {
    const { request, startedAtMs } = invocation;
    const console = command.isLogAnswer ? ports.planConsole : ports.console;
    const emit = withProgress(makeLog(console, request.log), ports.console, ports.clock);
    const signal = stopSignal(cancel, request.timeout, ports.clock);
    const scratch = ports.scratch();
    try {
        const done = await command.run({ ...target, scratch, startedAtMs, signal, emit }, invocation, ports);
        const stop = (0,outcome/* stopReason */.P)(signal);
        return done.ok || !stop ? done : (0,model_failure/* failed */.gz)(stoppedEarly(stop), ...done.failures.filter(isLasting));
    }
    finally {
        scratch.remove();
    }
}
/** `failures`: of the spec, whatever else came of it. */
function concluded(known, failures, done) {
    if (done.ok && failures.length === 0)
        return { ...known, ...done.value };
    return { ...known, failures: done.ok ? failures : [...failures, ...done.failures] };
}
function stoppedEarly(stop) {
    const [what, hint] = stop === 'deadline'
        ? ["The run's time limit was reached", 'Raise the input `timeout`.']
        : ['The run was cancelled', 'Run it again.'];
    return { code: stop, message: `${what} before any chart started.`, hint };
}
/** Requests that the stop cut off failed for that reason alone; what registries said of images by then counts. */
function isLasting({ code }) {
    return code === 'image-unresolved' || code === 'image-stale';
}

// EXTERNAL MODULE: ./lib/run/wire.js + 43 modules
var wire = __webpack_require__(3963);
;// CONCATENATED MODULE: ./lib/run/main-step.js



/** Returns the exit code. */
async function runMainStep(env, cancel) {
    const runner = (0,wire/* openRunner */.NH)({ env, platform: process.platform, architecture: process.arch });
    try {
        const result = await run(runner.invocation, runner.ports, cancel);
        if (result.answer)
            runner.ports.console.line(result.answer);
        runner.writeOutputs(result.outputs);
        runner.writeSummary(result.summary);
        return result.exitCode;
    }
    catch (bug) {
        const { console } = runner.ports;
        console.annotate('error', 'Bug in Compass', String(bug));
        for (const line of (0,report_text/* bugLines */.g1)(bug))
            console.line(line);
        return 1;
    }
}


/***/ })

};
