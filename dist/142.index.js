export const id = 142;
export const ids = [142];
export const modules = {

/***/ 8864:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   QL: () => (/* binding */ inputs),
/* harmony export */   vj: () => (/* binding */ inputNames)
/* harmony export */ });
/* unused harmony exports commands, outputs */
/* harmony import */ var _text_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4783);
/* harmony import */ var _text_image_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2566);
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2845);
/* harmony import */ var _text_yaml_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(631);
// Which inputs and outputs does the action have? The only list: action.yml, the README's tables and `compass --help`
// are made from it.




const commands = ['auto', 'deploy', 'plan', 'destroy', 'validate', 'matrix'];
const inputs = {
    spec: {
        default: 'compass.yaml',
        description: 'Path of the spec in the workspace. Relative paths inside the spec start at its folder.',
        parse: asText,
    },
    command: {
        default: 'auto',
        description: 'What to do: `auto` (the event decides), `deploy`, `plan`, `destroy`, `validate` or `matrix`.',
        parse: oneOf(commands),
    },
    environment: {
        default: '',
        description: 'Name of one environment. By default, the one that the branch maps to.',
        parse: asText,
    },
    branch: {
        default: '',
        description: "Branch that selects the environment, instead of the event's branch. Templates read it as `branch`.",
        parse: asText,
    },
    values: {
        default: '',
        description: "YAML map, merged last into the environment's values. It is data, and never evaluated as a template.",
        parse: yamlMap,
    },
    images: {
        default: '',
        description: 'The `images` output of an earlier run, as JSON: these image references keep the digests that they had then.',
        parse: digests,
    },
    only: {
        default: '',
        description: 'Chart names or `tag:NAME`, separated by commas or line breaks. The charts that they depend on are included.',
        parse: asList,
    },
    force: { default: 'false', description: 'Also deploy charts that have not changed.', parse: asBoolean },
    prune: {
        default: 'false',
        description: 'Also uninstall releases of this stack and environment that are no longer in the spec.',
        parse: asBoolean,
        notYet: true,
    },
    confirm: {
        default: '',
        description: 'Name of the environment, to allow removals from it. Required for removals from a `protected` environment.',
        parse: asText,
    },
    'plan-digest': {
        default: '',
        description: 'Deploy only if the plan still has this digest when it is computed again.',
        parse: asPlanDigest,
    },
    concurrency: {
        default: '10',
        description: 'Maximum number of charts that are deployed at the same time.',
        parse: asWholeNumber,
    },
    timeout: { default: '30m', description: 'Time limit of the whole run.', parse: asDuration },
    kubeconfig: {
        default: '',
        description: 'Path of a kubeconfig, or its content, plain or base64. By default `KUBECONFIG`, then `~/.kube/config`, then the cluster in which the runner itself runs.',
        parse: asText,
    },
    context: {
        default: '',
        description: "Context of the kubeconfig. By default the environment's `context`, then the current one.",
        parse: asText,
    },
    'helm-version': {
        default: 'v4.3.1',
        description: 'Exact version of Helm. On a GitHub runner, this version is downloaded and verified if the `helm` on PATH has another. `path` uses any Helm 4 on PATH.',
        parse: helmVersion,
    },
    'insecure-registries': {
        default: '',
        description: 'Registries to connect to over plain HTTP, as `HOST` or `HOST:PORT`. Loopback addresses always use plain HTTP.',
        parse: asHosts,
    },
    comment: {
        default: 'auto',
        description: 'Whether to post the plan as a comment: `auto` (on pull requests) or `never`.',
        parse: oneOf(['auto', 'never']),
    },
    log: {
        default: 'grouped',
        description: '`grouped` (one group per chart) or `prefixed` (no groups; every line starts with the name of its chart).',
        parse: oneOf(['grouped', 'prefixed']),
    },
    'github-token': {
        default: '$' + '{{ github.token }}',
        description: 'Token for the comment, and for images and charts on GHCR.',
        parse: asText,
    },
};
const outputs = {
    environment: 'Name of the environment; empty if the branch maps to none.',
    outcome: '`success`, `failure`, `cancelled` or `nothing-to-do`.',
    'plan-digest': 'Digest of the plan, for the input of the same name; empty without a plan.',
    changed: '`true` if something was changed or, in a plan, would be changed; otherwise `false`.',
    images: 'JSON map from image references to digests.',
    matrix: 'For the command `matrix`: JSON for `strategy.matrix`; empty if the branch maps to no environment.',
    result: 'The whole result as JSON, described by `schema/result.schema.json`.',
};
const inputNames = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_2__/* .keysOf */ .YD)(inputs);
function asText(text) {
    return { value: text };
}
function asList(text) {
    if (/^[\s,]*$/.test(text))
        return { problem: 'it must have at least one entry' };
    return {
        value: text
            .split(/[,\n]/)
            .map((part) => part.trim())
            .filter((part) => part !== ''),
    };
}
function yamlMap(text) {
    const read = (0,_text_yaml_js__WEBPACK_IMPORTED_MODULE_1__/* .readYaml */ .gM)('values', text);
    const data = 'document' in read ? read.document.data : undefined;
    return (0,_text_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isObject */ .Gv)(data) ? { value: data } : { problem: 'it must be a YAML map' };
}
/** The `imageKey` of each reference → digest. */
function digests(text) {
    const data = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_2__/* .parseJson */ .qF)(text);
    if (!(0,_text_json_js__WEBPACK_IMPORTED_MODULE_2__/* .isObject */ .Gv)(data)) {
        return {
            problem: 'it must be the `images` output of an earlier run: a JSON map from image references to `sha256:…`',
        };
    }
    const entries = Object.entries(data);
    const [problem] = entries.flatMap(([reference, digest]) => problemOfDigest(reference, digest) ?? []);
    if (problem !== undefined)
        return { problem };
    return { value: new Map(entries.map(([reference, digest]) => [(0,_text_image_js__WEBPACK_IMPORTED_MODULE_3__/* .imageKey */ .p2)(reference), String(digest)])) };
}
function problemOfDigest(reference, digest) {
    const parsed = (0,_text_image_js__WEBPACK_IMPORTED_MODULE_3__/* .parseImage */ .zZ)(reference);
    if ('problem' in parsed)
        return `\`${reference}\` is not a valid image reference: ${parsed.problem}`;
    if (typeof digest !== 'string' || !(0,_text_image_js__WEBPACK_IMPORTED_MODULE_3__/* .isDigest */ .Bc)(digest))
        return `the digest of \`${reference}\` must be \`sha256:\` and 64 hexadecimal digits`;
    const own = parsed.image.digest;
    return own === undefined || own === digest
        ? undefined
        : `\`${reference}\` already contains a digest, and it is not ${digest}`;
}
function asPlanDigest(text) {
    return (0,_text_image_js__WEBPACK_IMPORTED_MODULE_3__/* .isDigest */ .Bc)(text)
        ? { value: text }
        : { problem: 'it must be the `plan-digest` output of an earlier job: `sha256:…`' };
}
function asHosts(text) {
    const list = asList(text);
    if ('problem' in list)
        return list;
    const wrong = list.value.find((host) => !/^([\w.-]+|\[[\da-fA-F:]+\])(:\d+)?$/.test(host));
    return wrong === undefined
        ? list
        : { problem: `\`${wrong}\` is not a valid host; use \`HOST\` or \`HOST:PORT\`, such as \`registry.local:5000\`` };
}
function asBoolean(text) {
    if (text === 'true' || text === 'false')
        return { value: text === 'true' };
    return { problem: 'it must be `true` or `false`' };
}
function oneOf(allowed) {
    const names = allowed.map((name) => `\`${name}\``).join(', ');
    return (text) => (allowed.includes(text) ? { value: text } : { problem: `it must be one of ${names}` });
}
function asWholeNumber(text) {
    if (/^[1-9]\d{0,3}$/.test(text))
        return { value: Number(text) };
    return { problem: 'it must be a whole number from 1 to 9999' };
}
function asDuration(text) {
    const ms = (0,_text_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .parseDuration */ .E9)(text);
    return ms === undefined
        ? { problem: 'it must be a duration with a unit, such as `90s`, `30m` or `1h30m`' }
        : { value: ms };
}
function helmVersion(text) {
    if (text === 'path' || /^v4\.\d+\.\d+$/.test(text))
        return { value: text };
    if (/^v3\.\d+\.\d+$/.test(text))
        return { problem: 'Helm 3 is not supported yet; it must be `path` or a version such as `v4.3.1`' };
    return { problem: 'it must be `path` or an exact version such as `v4.3.1`' };
}


/***/ }),

/***/ 8675:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q7: () => (/* binding */ all),
/* harmony export */   al: () => (/* binding */ inOrder),
/* harmony export */   dJ: () => (/* binding */ failuresOf),
/* harmony export */   fx: () => (/* binding */ firstFailure),
/* harmony export */   gz: () => (/* binding */ failed),
/* harmony export */   ok: () => (/* binding */ ok),
/* harmony export */   y8: () => (/* binding */ notYet)
/* harmony export */ });
/* unused harmony export failureCodes */
/** Every code that a user may meet, with who can fix it and what it means. Codes are never renamed. */
const failureCodes = {
    'input-invalid': ['operator', 'An input has a value that is not allowed.'],
    'not-yet': ['author', 'Planned, but not implemented in this version.'],
    'event-refused': ['operator', 'The event would run untrusted code with the secrets of the repository.'],
    'event-unknown': ['operator', 'The event does not imply a command: set the input `command`.'],
    'temp-unwritable': ['operator', 'The folder for temporary files cannot be written.'],
    'platform-unsupported': ['operator', 'Compass runs only on Linux and macOS.'],
    'spec-missing': ['author', 'The spec does not exist at its path, or cannot be read.'],
    'spec-invalid': ['author', 'The spec is not valid.'],
    'template-failed': ['author', 'A template could not be evaluated.'],
    'file-unreadable': ['author', 'A file that the spec names could not be read in the workspace.'],
    'manifest-invalid': ['author', 'A file of raw objects contains something that is not a valid object.'],
    'chart-unknown': ['operator', 'The input `only` names a chart or a tag that the spec does not have.'],
    'image-unresolved': ['author', 'The digest of an image could not be resolved.'],
    'image-stale': [
        'author',
        'The image was not built from the requested commit, or does not say from which commit it was built.',
    ],
    'environment-unknown': ['operator', 'The spec has no environment of that name.'],
    'environment-ambiguous': ['author', 'The branch maps to more than one environment.'],
    'environment-protected': ['operator', 'A protected environment accepts deployments only from its own branches.'],
    'chart-unreadable': ['author', 'The path does not lead to a readable chart inside the workspace.'],
    'chart-unresolved': [
        'author',
        'The chart could not be resolved or downloaded from its registry or chart repository.',
    ],
    'chart-unpackable': ['author', 'Helm could not load the chart, or its dependencies are missing.'],
    'object-invalid': ['author', 'The chart renders something that is not a whole Kubernetes object.'],
    'kind-unserved': ['author', 'The chart renders a kind that the cluster does not serve.'],
    'kubeconfig-unreadable': ['operator', 'No usable kubeconfig was found.'],
    'context-unknown': ['operator', 'The kubeconfig has no such context.'],
    'credential-plugin-failed': ['operator', 'The credential plugin of the kubeconfig failed.'],
    'cluster-unreachable': ['cluster', 'The cluster did not answer.'],
    'cluster-unauthorized': ['operator', 'The cluster does not accept the credentials.'],
    'cluster-forbidden': ['operator', 'The account lacks a permission in the cluster.'],
    'cluster-error': ['cluster', 'The cluster answered with an error.'],
    'cluster-other': ['operator', 'The kubeconfig points to a cluster other than the one that the environment names.'],
    'helm-missing': ['operator', 'Helm was not found, and could not be installed.'],
    'helm-failed': ['author', 'Helm failed, or its store does not show the release as deployed.'],
    'release-pending': ['operator', 'An earlier operation on the release was left unfinished.'],
    'owned-by-other-stack': ['author', 'The release belongs to another stack or environment.'],
    'release-not-adopted': ['author', 'The release was installed outside Compass, and the chart does not adopt it.'],
    'object-owned': ['author', 'An object of the chart belongs to another release.'],
    'plan-moved': ['operator', 'The plan no longer has the digest in the input `plan-digest`.'],
    'not-confirmed': [
        'operator',
        "A removal from a protected environment needs the environment's name in the input `confirm`.",
    ],
    'chart-timeout': ['author', 'The chart was not deployed within its timeout.'],
    'job-failed': ['author', 'A job failed.'],
    'dependency-failed': ['author', 'A chart that this one depends on did not complete.'],
    'github-forbidden': ['operator', 'The token lacks a permission on GitHub.'],
    'github-failed': ['operator', 'GitHub did not answer, or answered with an error.'],
    'checkout-wrong': ['operator', 'The workspace is not checked out at the requested commit.'],
    deadline: ['operator', 'The time limit of the run, the input `timeout`, was reached.'],
    cancelled: ['operator', 'The run was cancelled.'],
};
function ok(value) {
    return { ok: true, value };
}
function failed(...failures) {
    return { ok: false, failures };
}
/** The first of a failed result's failures, of which there is at least one. */
function firstFailure(failures) {
    const [failure] = failures;
    if (failure === undefined)
        throw new Error('a result failed without a failure');
    return failure;
}
function all(results) {
    const named = Object.entries(results);
    const failures = named.flatMap(([, result]) => (result.ok ? [] : result.failures));
    if (failures.length > 0)
        return failed(...failures);
    const values = named.flatMap(([name, result]) => (result.ok ? [[name, result.value]] : []));
    return ok(Array.isArray(results) ? values.map(([, value]) => value) : Object.fromEntries(values));
}
/** Sorted by file and place, failures without a place first. The same message about the same place is kept once. */
function inOrder(failures) {
    const nowhere = { file: '', line: 0, column: 0 };
    const distinct = new Map();
    for (const failure of failures) {
        const identity = failure.at ? JSON.stringify([failure.at, failure.message]) : failure;
        if (!distinct.has(identity))
            distinct.set(identity, failure);
    }
    return [...distinct.values()].sort(({ at: a = nowhere }, { at: b = nowhere }) => {
        return a.file < b.file ? -1 : a.file > b.file ? 1 : a.line - b.line || a.column - b.column;
    });
}
/** The refusal of a feature that is planned for a later version. */
function notYet(thing, at) {
    return {
        code: 'not-yet',
        message: `${thing} is planned, but not implemented in this version of Compass.`,
        hint: 'Leave it out for now.',
        ...(at && { at }),
    };
}
/** The failures of several results, whose values may have different types. */
function failuresOf(results) {
    return results.flatMap((result) => (result.ok ? [] : result.failures));
}


/***/ }),

/***/ 1004:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AI: () => (/* binding */ hookEventsOf),
/* harmony export */   Ez: () => (/* binding */ isCrd),
/* harmony export */   Qv: () => (/* binding */ objectsIn),
/* harmony export */   ZF: () => (/* binding */ splitDocuments),
/* harmony export */   cS: () => (/* binding */ toManifestObject),
/* harmony export */   hO: () => (/* binding */ isEstablished),
/* harmony export */   u0: () => (/* binding */ readDocument),
/* harmony export */   wJ: () => (/* binding */ splitTemplateOutput),
/* harmony export */   yV: () => (/* binding */ splitManifest)
/* harmony export */ });
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2845);
/* harmony import */ var _text_yaml_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(631);
// How do Kubernetes and Helm read YAML: where does a document end, what is a list, and what is an object, a hook or a
// CRD?


/** The documents with the `---` before each: joined, they are the text again. */
function splitManifest(text) {
    return text.split(/^(?=---(?:\s|$))/m);
}
/**
 * The documents that are not empty, trimmed. Equal texts are equal objects, so they can be compared without being
 * parsed.
 */
function splitDocuments(text) {
    return splitManifest(text)
        .map((document) => document.replace(/^---(?=\s|$)/, '').trim())
        .filter((document) => document.replace(/^#.*$/gm, '').trim() !== '');
}
/**
 * One document as Helm reads it: the last of duplicate keys counts. Null if it is empty, undefined if it cannot be
 * read.
 */
function readDocument(text) {
    const read = (0,_text_yaml_js__WEBPACK_IMPORTED_MODULE_0__/* .readYamlStream */ .OJ)('manifest', text);
    if ('documents' in read)
        return read.documents[0]?.data ?? null;
    return read.rest?.data;
}
/**
 * What a document stands for: itself or, if it is a list, its items. Kubernetes treats whatever has `items` as a list,
 * whatever its kind, and lets items without `kind` and `apiVersion` have the list's (apimachinery:
 * unstructured/helpers.go, decodeToList).
 */
function objectsIn(data, path = []) {
    if (!(0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(data))
        return [{ data, path }];
    const { items } = data;
    if (items === null)
        return [];
    if (!(0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isList */ .Lv)(items))
        return [{ data, path }];
    return items.flatMap((item, index) => objectsIn(withKindOfList(item, data), [...path, 'items', index]));
}
function withKindOfList(item, list) {
    if (!(0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(item) || item['kind'] || item['apiVersion'])
        return item;
    const kind = String(list['kind'] ?? '').replace(/List$/, '');
    // A plain `List` has no kind to pass on.
    return kind === '' ? item : { ...item, kind, apiVersion: list['apiVersion'] ?? '' };
}
/** Kinds of Kubernetes whose objects have no namespace. */
const clusterScoped = new Set([
    ...['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'PersistentVolume', 'StorageClass'],
    ...[
        'PriorityClass',
        'IngressClass',
        'RuntimeClass',
        'APIService',
        'CSIDriver',
        'CSINode',
        'VolumeAttachment',
        'Node',
    ],
    ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'FlowSchema', 'PriorityLevelConfiguration'],
    ...[
        'ValidatingAdmissionPolicy',
        'ValidatingAdmissionPolicyBinding',
        'MutatingAdmissionPolicy',
        'VolumeAttributesClass',
    ],
    ...[
        'MutatingAdmissionPolicyBinding',
        'PodSecurityPolicy',
        'CertificateSigningRequest',
        'DeviceClass',
        'ClusterIssuer',
    ],
    ...['GatewayClass', 'VolumeSnapshotClass', 'VolumeSnapshotContent', 'ClusterTrustBundle', 'ResourceSlice'],
]);
/** `namespace`: the release's, for objects that name none. `document`: the text that contains the object. */
function toManifestObject(data, namespace, document) {
    const metadata = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .objectAt */ .lJ)(data, 'metadata');
    const [apiVersion, kind] = [String(data['apiVersion'] ?? ''), String(data['kind'] ?? '')];
    const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
    const [name, place] = [
        String(metadata['name'] ?? metadata['generateName'] ?? ''),
        String(metadata['namespace'] ?? namespace),
    ];
    return {
        key: JSON.stringify([group, kind, clusterScoped.has(kind) ? '' : place, name]),
        apiVersion,
        kind,
        name,
        namespace: place,
        isHook: hookEventsOf(data) !== undefined,
        source: templateOf(document),
        data,
    };
}
/** When Helm runs it as a hook, as it is written: `pre-install,pre-upgrade`; undefined if it is not a hook. */
function hookEventsOf(data) {
    const events = (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .objectAt */ .lJ)(data, 'metadata', 'annotations')['helm.sh/hook'];
    return events === undefined ? undefined : String(events).trim();
}
function isCrd({ kind }) {
    return kind === 'CustomResourceDefinition';
}
/** Whether objects of its kind can be created (Kubernetes: the condition Established). */
function isEstablished(crd) {
    return (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .listAt */ .gT)(crd, 'status', 'conditions').some((one) => (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .isObject */ .Gv)(one) && one['type'] === 'Established' && one['status'] === 'True');
}
/**
 * What `helm template --include-crds` printed: the CRD files of the charts that the values enable, and the objects of
 * the release. Helm prints the CRD files first, each unchanged below one comment (helm: pkg/action/action.go,
 * renderResources), so they are recognised by their text. Undefined if the output is anything else.
 *
 * `files`: all CRD files of the package.
 */
function splitTemplateOutput(output, files) {
    const crds = [];
    let objects = output;
    for (;;) {
        const [header, name] = crdHeader.exec(objects) ?? [];
        if (header === undefined)
            break;
        const body = objects.slice(header.length);
        const file = files
            .filter((one) => one.name === name && (body.startsWith(`${one.text}\n`) || body.trim() === one.text.trim()))
            .sort((a, b) => b.text.length - a.text.length)[0];
        if (file === undefined)
            return undefined;
        crds.push(file);
        objects = body.slice(file.text.length + 1);
    }
    // The CRDs of the chart itself are always enabled.
    return files.every((file) => !file.isOwn || crds.includes(file)) ? { crds, objects } : undefined;
}
/** Of a file in `crds/`; the name of a chart contains no slash. */
const crdHeader = /^---\n# Source: [^/\n]+(?:\/charts\/[^/\n]+)*\/crds\/(.+)\n/;
function templateOf(document) {
    return /^# Source: (.+)$/m.exec(document)?.[1]?.trim() ?? '';
}


/***/ }),

/***/ 6805:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $H: () => (/* binding */ hasChanged),
/* harmony export */   OC: () => (/* binding */ plannedOutcomes),
/* harmony export */   PJ: () => (/* binding */ stopReason),
/* harmony export */   _r: () => (/* binding */ chartOutcomes),
/* harmony export */   sG: () => (/* binding */ outcomeOf),
/* harmony export */   v7: () => (/* binding */ hintAtStop),
/* harmony export */   xS: () => (/* binding */ factsOf)
/* harmony export */ });
// How may a chart and a run end, and what follows from each outcome? The only list of outcomes.
/** How a chart may end, and what follows from it. Outcomes are never renamed. */
const chartOutcomes = {
    deployed: {
        symbol: '✓',
        colour: '#2da44e',
        satisfiesDependents: true,
        changes: true,
        isTimed: true,
        meaning: "Helm's store shows the release as deployed by this run, and its jobs have passed",
    },
    unchanged: {
        symbol: '=',
        colour: '#8c959f',
        satisfiesDependents: true,
        changes: false,
        isTimed: false,
        meaning: 'the release carries the fingerprint of exactly these inputs; or the chart has only jobs, and none had to run',
    },
    failed: {
        symbol: '✗',
        colour: '#cf222e',
        satisfiesDependents: false,
        changes: 'if-revised',
        isTimed: true,
        meaning: 'Helm or a job failed, or Compass refused the chart: `code` says which',
    },
    cancelled: {
        symbol: '✗',
        colour: '#cf222e',
        satisfiesDependents: false,
        changes: 'if-revised',
        isTimed: false,
        meaning: 'the run was cancelled while the chart was in progress; if Helm managed to mark the release as failed, the next run upgrades it; otherwise the next run refuses it (`release-pending`)',
    },
    ran: {
        symbol: '✓',
        colour: '#2da44e',
        satisfiesDependents: true,
        changes: true,
        isTimed: false,
        meaning: 'the chart has only jobs, and they passed',
    },
    kept: {
        symbol: '=',
        colour: '#8c959f',
        satisfiesDependents: true,
        changes: false,
        isTimed: false,
        meaning: '`forget`: installed once, and left alone since',
    },
    removed: {
        symbol: '−',
        colour: '#8250df',
        satisfiesDependents: true,
        changes: true,
        isTimed: true,
        meaning: '`remove`: uninstalled by this run',
    },
    'not-required': {
        symbol: '·',
        colour: '#d0d7de',
        satisfiesDependents: true,
        changes: false,
        isTimed: false,
        meaning: 'not deployed, because its `requires` is not met in this environment',
    },
    skipped: {
        symbol: '·',
        colour: '#bf8700',
        satisfiesDependents: false,
        changes: false,
        isTimed: false,
        meaning: "not started, because a chart that it depends on did not complete, the run was cancelled, or the run's `timeout` was reached",
    },
};
/** What a plan would do with a chart, and how it is shown. A chart that cannot be planned has failed. */
const plannedOutcomes = {
    install: { symbol: '+', sign: '🟢', words: 'to install', changes: true },
    upgrade: { symbol: '~', sign: '🟡', words: 'to upgrade', changes: true },
    recover: { symbol: '~', sign: '🟡', words: 'to recover', changes: true },
    remove: { symbol: '−', sign: '🔴', words: 'to remove', changes: true },
    run: { symbol: '▸', sign: '▶️', words: 'to run', changes: true },
    unchanged: { symbol: '=', sign: '', words: 'unchanged', changes: false },
    keep: { symbol: '=', sign: '', words: 'kept', changes: false },
    'not-required': { symbol: '·', sign: '', words: 'not-required', changes: false },
    failed: { symbol: '✗', sign: '❌', words: 'failed', changes: 'if-revised' },
};
const facts = {
    ...plannedOutcomes,
    ...chartOutcomes,
    unchanged: { ...plannedOutcomes.unchanged, ...chartOutcomes.unchanged },
    'not-required': { ...plannedOutcomes['not-required'], ...chartOutcomes['not-required'] },
    failed: { ...plannedOutcomes.failed, ...chartOutcomes.failed },
};
/** From both tables. They agree on the outcomes that both have. */
function factsOf(outcome) {
    return facts[outcome];
}
/** Whether a run changed something with that chart, a failed revision included; or whether a plan would. */
function hasChanged({ outcome, revision }) {
    const { changes } = factsOf(outcome);
    return changes === 'if-revised' ? revision !== undefined : changes;
}
/** Undefined while the run goes on, or if the signal does not belong to a run. */
function stopReason(signal) {
    const reason = signal.aborted ? signal.reason : undefined;
    return reason === 'deadline' || reason === 'cancelled' ? reason : undefined;
}
/** What to do about what a stop has interrupted. */
function hintAtStop(stop) {
    return stop === 'deadline' ? "Deploy again, or raise the run's `timeout`." : 'Deploy again.';
}
/** The outcome of a run, from the results of its charts. */
function outcomeOf(charts) {
    if (charts.some(({ failure }) => failure?.code === 'cancelled'))
        return 'cancelled';
    return charts.some(({ failure, isTolerated }) => failure && !isTolerated) ? 'failure' : 'success';
}


/***/ }),

/***/ 1817:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ Redactor),
/* harmony export */   z: () => (/* binding */ Secret)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// How do secrets stay out of what is printed? A type that separates them from other values, and a filter for all text.

/** A secret value. It prints as `***` and refuses to become JSON; code that needs the value calls `reveal`. */
class Secret {
    #value;
    constructor(value) {
        this.#value = value;
    }
    reveal() {
        return this.#value;
    }
    toString() {
        return '***';
    }
    toJSON() {
        throw new Error('a secret must not become JSON');
    }
}
/** Shorter secrets are not replaced, because they would match ordinary words. In characters. */
const shortestSecret = 6;
/** Learns secrets, and replaces them in every text that leaves the process. */
class Redactor {
    /** Longest first, so that a secret that contains another one is replaced as a whole. */
    #secrets = [];
    #known = new Set();
    /** The lines of a secret are learnt one by one as well, because output is filtered line by line. */
    learn(secret) {
        const plain = [secret, ...secret.split('\n').map((line) => line.trim())];
        const texts = plain.filter((text) => text.length >= shortestSecret).flatMap(formsOf);
        const news = texts.filter((text) => text.length >= shortestSecret && !this.#known.has(text));
        if (news.length === 0)
            return;
        for (const text of news)
            this.#known.add(text);
        this.#secrets = [...this.#known].sort((a, b) => b.length - a.length);
    }
    filter(text) {
        return this.#secrets.reduce((filtered, secret) => filtered.replaceAll(secret, '***'), text);
    }
}
/** The forms in which programs embed a string: JSON, URLs, base64, hexadecimal digits and common hashes. */
function formsOf(text) {
    const bytes = Buffer.from(text);
    const inJson = JSON.stringify(text).slice(1, -1);
    const inUrl = encodeURIComponent(text.toWellFormed());
    return [
        text,
        inJson,
        // As Go, and therefore Helm, escapes JSON (encoding/json: HTMLEscape).
        inJson.replace(/[<>&\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`),
        inUrl,
        new URLSearchParams({ '': text }).toString().slice(1),
        bytes.toString('hex'),
        bytes.toString('base64'),
        ...['sha1', 'sha256', 'sha512'].map((name) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)(name).update(bytes).digest('hex')),
        ...[0, 1, 2].flatMap((offset) => insideBase64(bytes, offset)),
    ];
}
/** The base64 of a string inside a longer one, at this offset from a multiple of three bytes. */
function insideBase64(bytes, offset) {
    const whole = Buffer.concat([Buffer.alloc(offset), bytes]);
    // The first and the last character also encode bits of the surrounding text.
    const inside = whole.toString('base64url').slice(Math.ceil((offset * 8) / 6), Math.floor((whole.length * 8) / 6));
    return [inside, inside.replaceAll('-', '+').replaceAll('_', '/')];
}


/***/ }),

/***/ 2911:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   KR: () => (/* binding */ scheme),
/* harmony export */   O4: () => (/* binding */ formerFingerprint),
/* harmony export */   Rj: () => (/* binding */ fingerprint),
/* harmony export */   a5: () => (/* binding */ hideDigests),
/* harmony export */   gn: () => (/* binding */ fingerprintOfParts),
/* harmony export */   qQ: () => (/* binding */ hashOf),
/* harmony export */   wX: () => (/* binding */ partNames),
/* harmony export */   zS: () => (/* binding */ formerScheme)
/* harmony export */ });
/* harmony import */ var _text_json_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2845);
/* harmony import */ var _text_sha256_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8380);


/** Hashed one by one as well, so that a plan can say which part has changed. */
const partNames = ['chart', 'values', 'images', 'flags'];
/** Part of every fingerprint, and of its label. Raise it when the meaning of an input changes. */
const scheme = 2;
const formerScheme = 1;
/** Of exactly these inputs: every digest counts, and where it is. */
function fingerprint(inputs) {
    const { content, values, images } = inputs;
    const [chart, flags] = [typeof content === 'string' ? content : hideDigests(content, images), flagsOf(inputs)];
    return {
        whole: hashOf({ algorithm: scheme, chart: content, values, images, flags }).slice(0, 40),
        parts: hashParts({ chart, values: hideDigests(values, images), images, flags }),
    };
}
/** Of exactly these parts. */
function fingerprintOfParts(parts) {
    return { whole: hashOf({ algorithm: scheme, ...parts }).slice(0, 40), parts: hashParts(parts) };
}
/**
 * The fingerprint that earlier versions of Compass gave to these inputs: releases that carry it are not upgraded for
 * having an old label. It named no image, so it is not used for raw objects that contain digests. `content`: see
 * `ChartContent.formerDigest`.
 */
function formerFingerprint(inputs, content) {
    const { values, images } = inputs;
    const flags = flagsOf(inputs);
    return {
        whole: hashOf({ algorithm: formerScheme, chart: content, values, images, flags }).slice(0, 40),
        parts: hashParts({ chart: content, values: hideDigests(values, images, () => 'digest'), images, flags }),
    };
}
function flagsOf({ release, namespace, helm, settings }) {
    const { conflicts, adopt, crds, apply } = settings;
    return {
        release,
        namespace,
        helm: `${helm.major}.${helm.minor}`,
        // Defaults are left out, so that a new setting does not change the fingerprint of every existing release.
        ...(conflicts !== 'fail' && { conflicts }),
        ...(adopt && { adopt }),
        ...(crds !== 'install' && { crds }),
        ...(apply !== undefined && { apply }),
    };
}
function hashParts(parts) {
    const { chart, values, images, flags } = parts;
    const short = (part) => hashOf(part).slice(0, 8);
    return { chart: short(chart), values: short(values), images: short(images), flags: short(flags) };
}
/**
 * The canonical text of the data, with a name for each digest. For explaining only: what decides keeps every digest.
 */
function hideDigests(data, images, nameOf = (reference) => `digest of ${reference}`) {
    return Object.entries(images).reduce((text, [reference, digest]) => text.replaceAll(digest, nameOf(reference)), (0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(data));
}
/** In hexadecimal digits; independent of the order of keys. */
function hashOf(value) {
    return (0,_text_sha256_js__WEBPACK_IMPORTED_MODULE_0__/* .sha256 */ .s)((0,_text_json_js__WEBPACK_IMPORTED_MODULE_1__/* .canonicalJson */ .dj)(value));
}


/***/ }),

/***/ 7462:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  Bl: () => (/* binding */ annotationsOfSuccess),
  Wy: () => (/* binding */ carriesFingerprint),
  Ty: () => (/* binding */ changedParts),
  PU: () => (/* binding */ dependsIn),
  EJ: () => (/* binding */ hasFormerLabel),
  o$: () => (/* binding */ imagesIn),
  eI: () => (/* binding */ isAppliedByServer),
  A3: () => (/* binding */ isBeingRemoved),
  Yw: () => (/* binding */ isCompleted),
  j2: () => (/* binding */ isMadeByCompass),
  c: () => (/* binding */ labelsOfEdited),
  KP: () => (/* binding */ labelsOfOwner),
  jH: () => (/* binding */ labelsOfRemoval),
  eT: () => (/* binding */ labelsOfSuccess),
  d: () => (/* binding */ labelsOfUpgrade),
  bf: () => (/* binding */ ownerOf),
  CI: () => (/* binding */ partsOf),
  ng: () => (/* binding */ runOf),
  VY: () => (/* binding */ secretsIn)
});

;// CONCATENATED MODULE: ./lib/model/version.js
// Which version of Compass is this?
/** The version in package.json, which is not part of the bundle. A test compares them. */
const compassVersion = '0.1.0';

// EXTERNAL MODULE: ./lib/text/json.js
var json = __webpack_require__(2845);
// EXTERNAL MODULE: ./lib/plan/fingerprint.js
var fingerprint = __webpack_require__(2911);
;// CONCATENATED MODULE: ./lib/plan/release-labels.js
// What does Compass write onto the record of a release, and read back? There is no other state. docs/labels.md explains
// each label and annotation. Helm copies labels to later revisions, but not annotations.



const prefix = 'compass.monax.io';
const stackLabel = `${prefix}/stack`;
const environmentLabel = `${prefix}/environment`;
const namespaceLabel = `${prefix}/namespace`;
const runLabel = `${prefix}/run`;
const applyLabel = `${prefix}/apply`;
const fingerprintLabel = `${prefix}/fingerprint`;
const partsLabel = `${prefix}/parts`;
const removalLabel = `${prefix}/removal`;
const imagesAnnotation = `${prefix}/images`;
const secretsAnnotation = `${prefix}/secrets`;
const chartAnnotation = `${prefix}/chart`;
const dependsAnnotation = `${prefix}/depends`;
const commitAnnotation = `${prefix}/commit`;
const versionAnnotation = `${prefix}/version`;
/**
 * Set with the upgrade itself, so that even a pending release names its owner.
 *
 * Helm copies labels to later revisions, whoever makes them. So a label that describes one revision contains its
 * number, and means nothing on another one.
 */
function labelsOfUpgrade(identity, run, revision, validatedByServer) {
    return {
        ...labelsOfOwner(identity),
        [runLabel]: run,
        [applyLabel]: `${validatedByServer ? 'server' : 'unknown'}-r${revision}`,
    };
}
/** Name the owner of a release, on all of its revisions. */
function labelsOfOwner({ stack, environment, namespace }) {
    return {
        [stackLabel]: writeName(stack),
        [environmentLabel]: writeName(environment),
        [namespaceLabel]: writeName(namespace),
    };
}
/** Helm removes a label whose value is `null` (helm: pkg/action/upgrade.go, mergeCustomLabels). */
function writeName(name) {
    return name === 'null' ? nullName : name;
}
/** No name contains a dot. */
const nullName = 'name.null';
/** Patched onto the record once the release is deployed and its jobs have passed. */
function labelsOfSuccess({ whole, parts }, revision) {
    return {
        [fingerprintLabel]: writeFingerprint(fingerprint/* scheme */.KR, whole, revision),
        [partsLabel]: fingerprint/* partNames */.wX.map((name) => parts[name]).join('.'),
    };
}
/** Patched onto the record together with `labelsOfSuccess`. */
function annotationsOfSuccess({ images, secrets, chart, depends, commit, }) {
    return {
        [imagesAnnotation]: boundedImages(images),
        [secretsAnnotation]: boundedPaths(secrets),
        [chartAnnotation]: chart,
        [dependsAnnotation]: JSON.stringify(depends),
        ...(commit !== '' && { [commitAnnotation]: commit }),
        [versionAnnotation]: compassVersion,
    };
}
/** In bytes. Kubernetes allows 256 KiB for all annotations of an object. */
const maxAnnotation = 60_000;
/** Without the images if they are too many: they only explain. */
function boundedImages(images) {
    const text = JSON.stringify(images);
    return Buffer.byteLength(text) <= maxAnnotation ? text : '{}';
}
/** If they are too many, the maps and lists that contain the secrets stand for them, and at last the whole values. */
function boundedPaths(secrets) {
    let paths = secrets;
    for (let depth = Math.max(0, ...paths.map((path) => path.length));; depth -= 1) {
        const text = JSON.stringify(paths);
        if (Buffer.byteLength(text) <= maxAnnotation)
            return text;
        const shorter = paths.map((path) => path.slice(0, depth));
        paths = [...new Map(shorter.map((path) => [JSON.stringify(path), path])).values()];
    }
}
/**
 * Patched onto the record before a removal, so that a later run can finish what this one cannot. Helm drops annotations
 * when it changes a record, and keeps labels.
 */
function labelsOfRemoval(revision) {
    return { [removalLabel]: `r${revision}` };
}
/** Whether Compass has begun to remove the release. */
function isBeingRemoved({ labels, revision }) {
    return labels[removalLabel] === `r${revision}`;
}
/**
 * Paths of the secrets in the values of this revision, where an empty path stands for all values; undefined without the
 * annotation.
 */
function secretsIn({ annotations }) {
    const secrets = (0,json/* parseJson */.qF)(annotations[secretsAnnotation] ?? '');
    return Array.isArray(secrets) ? secrets.filter((path) => Array.isArray(path)) : undefined;
}
/** Image reference → digest of this revision; empty without the annotation. */
function imagesIn({ annotations }) {
    const images = (0,json/* parseJson */.qF)(annotations[imagesAnnotation] ?? '');
    const entries = Object.entries((0,json/* isObject */.Gv)(images) ? images : {});
    return Object.fromEntries(entries.flatMap(([reference, digest]) => (typeof digest === 'string' ? [[reference, digest]] : [])));
}
/** Keys of the charts that the chart depended on when this revision was deployed; empty without the annotation. */
function dependsIn({ annotations }) {
    const depends = (0,json/* parseJson */.qF)(annotations[dependsAnnotation] ?? '');
    return Array.isArray(depends) ? depends.map(String) : [];
}
/** For a revision whose manifest Compass has edited: it is no longer what its fingerprint says. */
const labelsOfEdited = { [fingerprintLabel]: null };
/** The owner that the labels name; undefined without these labels. */
function ownerOf(release) {
    const [stack, environment, namespace] = [stackLabel, environmentLabel, namespaceLabel].map((label) => release.labels[label]);
    if (stack === undefined || environment === undefined || namespace === undefined)
        return undefined;
    return { stack: readName(stack), environment: readName(environment), namespace: readName(namespace) };
}
function readName(label) {
    return label === nullName ? 'null' : label;
}
/** Whether this revision is deployed and its jobs have passed. */
function isCompleted({ status, labels, revision }) {
    return status === 'deployed' && labels[fingerprintLabel]?.endsWith(`-r${revision}`) === true;
}
/**
 * Whether this revision was made from exactly these inputs, and its jobs have passed. `former`: the fingerprint that
 * earlier versions of Compass gave to these inputs.
 */
function carriesFingerprint({ labels, revision }, wanted, former) {
    const label = labels[fingerprintLabel];
    if (label === undefined)
        return false;
    const isFormer = former !== undefined && label === writeFingerprint(fingerprint/* formerScheme */.zS, former.whole, revision);
    return isFormer || label === writeFingerprint(fingerprint/* scheme */.KR, wanted.whole, revision);
}
/** Whether an earlier version of Compass wrote its fingerprint. */
function hasFormerLabel({ labels }) {
    return labels[fingerprintLabel]?.startsWith(`v${fingerprint/* formerScheme */.zS}-`) === true;
}
function writeFingerprint(version, whole, revision) {
    return `v${version}-${whole}-r${revision}`;
}
/** The parts of this revision's fingerprint; undefined if its labels do not describe this revision. */
function partsOf(release) {
    const isOfThisRevision = release.labels[fingerprintLabel]?.endsWith(`-r${release.revision}`);
    const [chart, values, images, flags, ...more] = release.labels[partsLabel]?.split('.') ?? [];
    if (!isOfThisRevision || more.length > 0)
        return undefined;
    if (chart === undefined || values === undefined || images === undefined || flags === undefined)
        return undefined;
    return { chart, values, images, flags };
}
/** The parts that differ from this revision's; undefined if its labels do not describe this revision. */
function changedParts(release, wanted) {
    const parts = partsOf(release);
    return parts && fingerprint/* partNames */.wX.filter((name) => wanted.parts[name] !== parts[name]);
}
/**
 * Whether this revision was applied by the server. Then the next one will be too (Helm 4 keeps the method), and the API
 * server rejects unknown fields itself.
 */
function isAppliedByServer(release) {
    return release.labels[applyLabel] === `server-r${release.revision}`;
}
/** False if another client made this revision (`helm upgrade`, `helm rollback`) and Helm copied the labels. */
function isMadeByCompass(release) {
    return release.labels[applyLabel]?.endsWith(`-r${release.revision}`) === true;
}
/** The label of the run that made this revision or, since Helm copies labels, an earlier one; undefined without one. */
function runOf(release) {
    return release.labels[runLabel];
}


/***/ }),

/***/ 1262:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K: () => (/* binding */ describeExit),
/* harmony export */   y: () => (/* binding */ hasSucceeded)
/* harmony export */ });
/* harmony import */ var _text_duration_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4783);
// How did a child process end, in words? Every message about one uses these words.

/** Completes "The program …". `timeoutMs`: its limit, if it had one. */
function describeExit(exit, timeoutMs = 0) {
    switch (exit.how) {
        case 'exited':
            return `failed with exit code ${exit.code}`;
        case 'stopped':
            return exit.because === 'timeout' ? `took longer than ${(0,_text_duration_js__WEBPACK_IMPORTED_MODULE_0__/* .formatDuration */ .a3)(timeoutMs)}` : 'was stopped';
        case 'killed':
            return `was killed by ${exit.signal}`;
        case 'not-started':
            return `could not be started: ${exit.reason}`;
    }
}
/** Whether it ran to its end and reported success. */
function hasSucceeded(exit) {
    return exit.how === 'exited' && exit.code === 0;
}


/***/ }),

/***/ 5374:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   TH: () => (/* binding */ builtImages),
/* harmony export */   b_: () => (/* binding */ imagesCell),
/* harmony export */   rW: () => (/* binding */ movedLines)
/* harmony export */ });
/* unused harmony export digestText */
/* harmony import */ var _text_image_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2566);
/* harmony import */ var _markdown_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3021);
// How are the images of a chart shown? Each with its digest, and with the digest that ran before.


/** How many hexadecimal digits are enough to tell digests apart. */
const digits = 12;
/** Image reference → digest, of the images that are built. */
function builtImages({ images }) {
    return Object.fromEntries(Object.entries(images).filter(([, digest]) => digest !== _text_image_js__WEBPACK_IMPORTED_MODULE_0__/* .notBuilt */ .cU));
}
function digestText(digest) {
    return digest === undefined || digest === _text_image_js__WEBPACK_IMPORTED_MODULE_0__/* .notBuilt */ .cU ? 'not built yet' : digest;
}
/** A line for each image whose digest has moved: `ghcr.io/acme/web:develop: sha256:… → sha256:…`. */
function movedLines({ images, imagesBefore }) {
    return Object.entries(imagesBefore).map(([reference, before]) => `${reference}: ${before} → ${digestText(images[reference])}`);
}
/** Markdown for a cell of a table. */
function imagesCell({ images, imagesBefore }) {
    const lines = Object.entries(images).map(([reference, digest]) => {
        const before = imagesBefore[reference];
        return `${(0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(reference)}: ${before ? `${short(before)} → ` : ''}${digest === _text_image_js__WEBPACK_IMPORTED_MODULE_0__/* .notBuilt */ .cU ? 'not built yet' : short(digest)}`;
    });
    return lines.join('<br>');
}
function short(digest) {
    return (0,_markdown_js__WEBPACK_IMPORTED_MODULE_1__/* .code */ .aY)(digest.slice(0, 'sha256:'.length + digits));
}


/***/ }),

/***/ 3021:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $$: () => (/* binding */ bytesOf),
/* harmony export */   OF: () => (/* binding */ fenced),
/* harmony export */   TM: () => (/* binding */ folded),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   mG: () => (/* binding */ inline),
/* harmony export */   t: () => (/* binding */ maxCell)
/* harmony export */ });
// How does untrusted text stay text in GitHub's Markdown? It can neither end its block, nor add Markdown or HTML,
// mention people, or refer to issues.
/** Control characters move the cursor; format characters hide text or reverse its direction. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;
/** A longer text is cut in a table. In UTF-16 units. */
const maxCell = 300;
/** A sentence of Compass, on one line. Text between backticks is shown as code. */
function inline(sentence) {
    const parts = sentence.split('`');
    // An odd number of backticks does not come from Compass.
    if (parts.length % 2 === 0)
        return plain(sentence);
    return parts.map((part, index) => (index % 2 === 0 ? plain(part) : code(part))).join('');
}
/** GitHub does not look for mentions and references in code. */
function code(text) {
    return text === '' ? '' : `<code>${escapedMarkdown(text)}</code>`;
}
/** Lines in a code block. `language`: for syntax highlighting. */
function fenced(lines, language) {
    const shown = lines.map((line) => line.replace(/\s/g, ' ').replace(invisible, '\ufffd'));
    const longest = Math.max(2, ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
    const fence = '`'.repeat(longest + 1);
    return [`${fence}${language}`, ...shown, fence];
}
/** A section that is collapsed at first. `summary`: Markdown without line breaks. */
function folded(summary, lines) {
    return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}
/** GitHub's limits are in characters, and a text never has more characters than bytes. */
function bytesOf(text) {
    return Buffer.byteLength(text);
}
/** A zero-width character keeps `@name`, `#1`, `GH-1` and URLs from becoming links. */
function plain(text) {
    return text
        .split(/(@|#|GH-(?=\d)|:(?=\/\/)|www(?=\.))/i)
        .map((part, index) => escapedMarkdown(part) + (index % 2 === 0 ? '' : '&#8203;'))
        .join('');
}
function escapedMarkdown(text) {
    return text
        .replace(/\s+/g, ' ')
        .replace(invisible, '\ufffd')
        .replace(/[&<>|`*_[\]\\~!$"@]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}


/***/ }),

/***/ 4639:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   BC: () => (/* binding */ chartLine),
/* harmony export */   IE: () => (/* binding */ previewLines),
/* harmony export */   OI: () => (/* binding */ moreProblems),
/* harmony export */   QK: () => (/* binding */ countLine),
/* harmony export */   UP: () => (/* binding */ objectTitle),
/* harmony export */   _F: () => (/* binding */ warningLines),
/* harmony export */   d6: () => (/* binding */ allFailureLines),
/* harmony export */   g1: () => (/* binding */ bugLines),
/* harmony export */   w7: () => (/* binding */ failureLines)
/* harmony export */ });
/* harmony import */ var _model_outcome_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6805);
/* harmony import */ var _text_count_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9180);
/* harmony import */ var _text_duration_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4783);
/* harmony import */ var _text_place_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(9464);
/* harmony import */ var _images_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(5374);
// How are failures, outcomes and previews put into lines of text?





/** `compass.yaml:4:3: What is wrong. [code]`, then the code frame, then what to do. */
function failureLines({ code, message, hint, at }, frame = []) {
    return [`${at ? `${(0,_text_place_js__WEBPACK_IMPORTED_MODULE_2__/* .formatPlace */ .d)(at)}: ` : ''}${message} [${code}]`, ...frame, `  → ${hint}`];
}
/** After this many failures in a row with the same hint, only the last one shows it. */
const maxRepeats = 10;
function allFailureLines(failures, frameOf) {
    let repeats = 0;
    return failures.flatMap((failure, index) => {
        const lines = failureLines(failure, failure.at && frameOf(failure.at));
        const goesOn = failures[index + 1]?.hint === failure.hint;
        repeats = failures[index - 1]?.hint === failure.hint ? repeats + 1 : 0;
        return goesOn && repeats >= maxRepeats ? lines.slice(0, -1) : lines;
    });
}
/** Expected failures are values, so what is thrown is a bug. */
function bugLines(bug) {
    const words = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
    return ['This is a bug in Compass. Report it with this text:', words];
}
/** `compass.yaml:4:3: warning: What is wrong.`, then the code frame, then what to do. */
function warningLines({ message, hint, at }, frame = []) {
    return [`${at ? `${(0,_text_place_js__WEBPACK_IMPORTED_MODULE_2__/* .formatPlace */ .d)(at)}: ` : ''}warning: ${message}`, ...frame, `  → ${hint}`];
}
/** `✓ web deployed in 1.2 s, revision 4 (values changed)`. */
function chartLine(result) {
    const revision = result.revision === undefined ? '' : `, revision ${result.revision}`;
    const { symbol, isTimed } = (0,_model_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .factsOf */ .xS)(result.outcome);
    const time = isTimed ? ` in ${(0,_text_duration_js__WEBPACK_IMPORTED_MODULE_1__/* .formatDuration */ .a3)(result.durationMs)}` : '';
    const reason = result.failure ? '' : ` (${result.reason})`;
    return `${symbol} ${result.name} ${result.outcome}${time}${revision}${reason}`;
}
/** `There are 3 more problems.` */
function moreProblems(count) {
    return `There ${count === 1 ? 'is' : 'are'} ${(0,_text_count_js__WEBPACK_IMPORTED_MODULE_3__/* .countOf */ .p)(count, 'more problem')}.`;
}
/** `3 charts: 1 deployed, 2 unchanged`; in a plan, `3 charts: 1 to upgrade, 2 unchanged`. */
function countLine(results) {
    const outcomes = [...new Set(results.map((result) => result.outcome))];
    const counts = outcomes.map((outcome) => {
        const count = results.filter((result) => result.outcome === outcome).length;
        return `${count} ${(0,_model_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .factsOf */ .xS)(outcome).words ?? outcome}`;
    });
    return `${(0,_text_count_js__WEBPACK_IMPORTED_MODULE_3__/* .countOf */ .p)(results.length, 'chart')}: ${counts.join(', ')}`;
}
/** `Deployment web, in namespace other (hook): changed; also checksum/config`. */
function objectTitle({ change, kind, name, namespace, isHook, movedFrom, diff, noise }) {
    const moved = movedFrom === undefined ? undefined : `moved from ${movedFrom}`;
    const verb = moved ?? { create: 'created', change: 'changed', delete: 'deleted' }[change];
    const labels = noise.join(', ');
    const what = change === 'change' && diff.length === 0 ? `only ${labels} changed` : verb;
    const also = labels !== '' && what === verb ? `; also ${labels}` : '';
    return `${kind} ${name}${namespace ? `, in namespace ${namespace}` : ''}${isHook ? ' (hook)' : ''}: ${what}${also}`;
}
/** The preview of a chart: its images, notes, and objects with their diffs. */
function previewLines(result) {
    const { objects = [], notes = [], partial } = result.preview ?? {};
    return [
        ...(0,_images_js__WEBPACK_IMPORTED_MODULE_4__/* .movedLines */ .rW)(result).map((line) => `image ${line}`),
        ...(partial === undefined ? [] : [`partial: ${partial}`]),
        ...notes,
        ...objects.flatMap((object) => [objectTitle(object), ...object.diff.map((line) => `  ${line}`)]),
    ];
}


/***/ }),

/***/ 4435:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  NH: () => (/* binding */ openRunner),
  ZU: () => (/* binding */ removeScratch)
});

// UNUSED EXPORTS: openTerminal, readOwnVersion

// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/model/failure.js
var model_failure = __webpack_require__(8675);
// EXTERNAL MODULE: ./lib/text/json.js
var text_json = __webpack_require__(2845);
// EXTERNAL MODULE: ./lib/text/sha256.js
var sha256 = __webpack_require__(8380);
;// CONCATENATED MODULE: ./lib/adapters/http/once.js
// How is the same thing fetched only once, however many callers ask for it?
/** Returns, for each key, the promise that was started first. */
function once() {
    const started = new Map();
    return (key, start) => {
        const running = started.get(key) ?? start();
        started.set(key, running);
        return running;
    };
}

// EXTERNAL MODULE: external "node:zlib"
var external_node_zlib_ = __webpack_require__(8522);
// EXTERNAL MODULE: ./node_modules/tar/dist/esm/parse.js + 10 modules
var parse = __webpack_require__(3979);
;// CONCATENATED MODULE: ./lib/adapters/charts/unpack.js
// Which files are in a packaged chart?


/** Helm refuses larger charts too. In bytes. */
const maxUnpacked = 100 * 1024 * 1024;
/** How every pointer file begins (git-lfs: docs/spec.md). */
const lfsPointer = 'version https://git-lfs.github.com/spec/v1';
/** `files`: sorted by their paths. `problem` completes "It …". */
function unpackChart(archive) {
    if (archive.toString('latin1', 0, lfsPointer.length) === lfsPointer) {
        return { problem: 'is a pointer of Git LFS; check the repository out with `lfs: true`' };
    }
    if (archive[0] !== 0x1f || archive[1] !== 0x8b)
        return { problem: 'is not compressed with gzip' };
    try {
        return { files: readTar((0,external_node_zlib_.gunzipSync)(archive, { maxOutputLength: maxUnpacked })) };
    }
    catch (problem) {
        if (problem instanceof RangeError)
            return { problem: `is larger than ${maxUnpacked / 1024 / 1024} MiB unpacked` };
        return { problem: 'is incomplete or damaged' };
    }
}
/** Throws if it cannot be read. */
function readTar(tar) {
    const files = [];
    let problem;
    const parser = new parse/* Parser */.i({ strict: true, onReadEntry: (entry) => addEntry(entry, files) });
    parser.on('error', (error) => {
        problem ??= error;
    });
    // Everything arrives before this call returns, because it is decompressed already.
    parser.end(tar);
    if (problem !== undefined)
        throw problem;
    return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
/** The name of the chart, with which every path begins, does not count. */
function addEntry(entry, files) {
    const chunks = [];
    entry.on('data', (chunk) => chunks.push(chunk));
    entry.on('end', () => {
        if (entry.type === 'Directory')
            return;
        // Of a link, the target is all that there is.
        const bytes = Buffer.concat([...chunks, Buffer.from(entry.linkpath ?? '')]);
        files.push({ path: entry.path.replace(/^[^/]*\//, ''), bytes });
    });
}

;// CONCATENATED MODULE: ./lib/adapters/charts/content-digest.js
// Do two charts have the same content? File times, the format of an archive, and when Chart.lock was written do not
// count.


/** sha256 of the names, lengths and bytes of all files, in hex. Of a packed dependency, the files in it are hashed. */
function contentDigest(files) {
    return digestOf(files.map(({ path, bytes }) => ({ path, bytes: countedBytes(path, bytes) })));
}
/** The digest as earlier versions of Compass computed it: from the plain bytes of all files. */
function formerContentDigest(files) {
    return digestOf(files);
}
function digestOf(files) {
    const hash = (0,sha256/* startSha256 */.y)();
    for (const { path, bytes } of files)
        hash.update(`${path.length}:${path}${bytes.length}:`).update(bytes);
    return hash.digest('hex');
}
function countedBytes(path, bytes) {
    // In the chart itself, or in a chart in its `charts/`.
    if (/^(charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(path))
        return contentOfDependency(bytes);
    if (!/^(charts\/[^/]+\/)*(Chart|requirements)\.lock$/.test(path))
        return bytes;
    return Buffer.from(bytes.toString('latin1').replace(/^generated:.*$/m, ''), 'latin1');
}
/** For an archive that cannot be unpacked, its own bytes: Helm will refuse it anyway. */
function contentOfDependency(bytes) {
    const unpacked = unpackChart(bytes);
    return 'files' in unpacked ? Buffer.from(contentDigest(unpacked.files)) : bytes;
}

;// CONCATENATED MODULE: ./lib/adapters/charts/helmignore.js
// Which files of a chart folder does Helm leave out? Reads `.helmignore` as Helm 4.3 does (helm: pkg/ignore/rules.go).
/** Helm adds it to the rules of every chart. */
const defaultRule = 'templates/.?*';
/** `problem` completes "The `.helmignore` …". Helm refuses to load a chart whose `.helmignore` has such a problem. */
function parseHelmignore(text) {
    const lines = text.split('\n').map((line) => line.trim());
    const rules = [];
    for (const line of [...lines.filter((one) => one !== '' && !one.startsWith('#')), defaultRule]) {
        if (line.includes('**'))
            return { problem: `contains \`${line}\`, and Helm does not support \`**\`` };
        const rule = parseRule(line);
        if (rule === undefined)
            return { problem: `contains \`${line}\`, which is not a valid pattern` };
        rules.push(rule);
    }
    return { isIgnored: (path, isFolder) => ignores(rules, path, isFolder) };
}
/** A path is left out if any rule leaves it out. A negated rule leaves out whatever it does not match. */
function ignores(rules, path, isFolder) {
    return rules.some(({ isNegated, isForFolders, matches }) => {
        const applies = !isForFolders || isFolder;
        return isNegated ? !(applies && matches(path)) : applies && matches(path);
    });
}
function parseRule(line) {
    const isNegated = line.startsWith('!');
    const isForFolders = line.endsWith('/');
    const glob = line.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined);
    const pattern = patternOf(glob.replace(/^\//, ''));
    if (pattern === undefined)
        return undefined;
    // Without a slash, only the name counts, however deep it is.
    const isName = !glob.includes('/');
    return { isNegated, isForFolders, matches: (path) => pattern.test(isName ? path.replace(/^.*\//s, '') : path) };
}
/**
 * A glob of Go's `filepath.Match`: `*`, `?`, `[a-z]`, `[^a-z]` and `\` before a character. Undefined if it is not
 * valid.
 */
function patternOf(glob) {
    const tokens = /\*|\?|\\(.)|\[(\^?)((?:\\.|[^\\\]])+)\]|([^\\[])/gsuy;
    let source = '';
    let end = 0;
    for (const token of glob.matchAll(tokens)) {
        const [text, escaped, negation, members, plain] = token;
        end = token.index + text.length;
        if (members !== undefined)
            source += `[${negation}${members.replace(/\\(.)/gsu, (_, character) => (character === '-' ? '\\-' : escapeCharacter(character)))}]`;
        else
            source += text === '*' ? '[^/]*' : text === '?' ? '[^/]' : escapeCharacter(escaped ?? plain ?? '');
    }
    if (end !== glob.length)
        return undefined;
    try {
        return new RegExp(`^${source}$`, 'su');
    }
    catch {
        return undefined;
    }
}
function escapeCharacter(character) {
    return character.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}

;// CONCATENATED MODULE: ./lib/adapters/charts/folder.js
// Which files does a chart folder consist of? The ones that Helm would package, with symbolic links resolved.


/** How deep folders may be nested. Only a symbolic link to a folder above would nest them more deeply. */
const maxFolderLevels = 32;
const hintForGitFolder = 'Add a line `.git/` to the `.helmignore` of the chart.';
const hintForUnreadable = 'Check that the file exists and may be read; a symbolic link must point to a file.';
const hintForOutside = 'Copy the files into the repository: Compass reads only what is in the workspace.';
const hintForNesting = 'Remove the symbolic link that points to a folder above it.';
/** `start`: absolute path. */
function readChartFolder(start, disk, { isInside }) {
    const ignore = parseHelmignore(disk.read((0,external_node_path_.join)(start, '.helmignore'))?.toString('utf8') ?? '');
    if ('problem' in ignore)
        return { path: '.helmignore', problem: ignore.problem, hint: 'Correct this pattern.' };
    const files = [];
    let hasIgnored = false;
    const isIgnored = (path, isFolder) => {
        const ignored = ignore.isIgnored(path, isFolder);
        hasIgnored ||= ignored;
        return ignored;
    };
    const problem = collectFiles('', { start, disk, isInside, isIgnored }, files);
    return problem ?? { files, hasIgnored };
}
function collectFiles(below, walk, files) {
    const { start, disk, isInside, isIgnored } = walk;
    const folder = disk.realPath((0,external_node_path_.join)(start, below));
    const entries = folder === undefined ? undefined : disk.entries(folder);
    if (folder === undefined || entries === undefined)
        return unreadable(below);
    if (below.split('/').length > maxFolderLevels) {
        return { path: below, problem: 'is nested too deeply', hint: hintForNesting };
    }
    for (const { name, isFolder } of entries) {
        const path = (0,external_node_path_.join)(below, name);
        if (isIgnored(path, isFolder))
            continue;
        // It changes with every commit, and may contain the credentials of the checkout. Of a submodule, it is a file.
        if (name === '.git' && isFolder)
            return { path, problem: 'does not belong in a chart', hint: hintForGitFolder };
        const real = disk.realPath((0,external_node_path_.join)(folder, name));
        if (real === undefined)
            return unreadable(path);
        if (!isInside(real)) {
            return { path, problem: 'is a symbolic link that leaves the workspace', hint: hintForOutside };
        }
        const problem = isFolder ? collectFiles(path, walk, files) : addFile(path, disk.read(real), files);
        if (problem !== undefined)
            return problem;
    }
    return undefined;
}
function unreadable(path) {
    return { path, problem: 'cannot be read', hint: hintForUnreadable };
}
function addFile(path, bytes, files) {
    if (bytes === undefined)
        return unreadable(path);
    files.push({ path, bytes });
    return undefined;
}

;// CONCATENATED MODULE: ./lib/adapters/charts/archive.js
// Is this a packaged chart? An archive in the workspace is read and checked; of a download, only the bytes are checked.




/** `path`: relative to the workspace. */
function readArchive(path, at, disk, workspace) {
    const real = disk.realPath(workspace.locate(path));
    if (real !== undefined && !workspace.isInside(real)) {
        return (0,model_failure/* failed */.gz)(unreadableArchive(`\`${path}\` is outside the workspace.`, at, hintForOutside));
    }
    const bytes = real === undefined ? undefined : disk.read(real);
    if (bytes === undefined)
        return (0,model_failure/* failed */.gz)(unreadableArchive(`The file \`${path}\` does not exist or cannot be read.`, at));
    const unpacked = unpackChart(bytes);
    if ('problem' in unpacked) {
        const hint = 'Package the chart again with `helm package`.';
        return (0,model_failure/* failed */.gz)(unreadableArchive(`\`${path}\` is not a packaged chart: it ${unpacked.problem}.`, at, hint));
    }
    return (0,model_failure.ok)({ bytes, digest: contentDigest(unpacked.files) });
}
/** Completes "It …"; undefined if the bytes may be a packaged chart. Helm checks the content. */
function problemOfArchive(bytes) {
    const unpacked = unpackChart(bytes);
    return 'problem' in unpacked ? unpacked.problem : undefined;
}
const hintForSource = 'Correct `chart`: it is the path of a chart folder or a `.tgz` archive, relative to the folder of the spec.';
function unreadableArchive(message, at, hint = hintForSource) {
    return { code: 'chart-unreadable', message, hint, at };
}

;// CONCATENATED MODULE: ./lib/adapters/charts/cache.js
// What has been downloaded before? Archives by their sha256, and indexes of chart repositories with their ETag.



function openChartCache(disk, folder) {
    const archivePath = (digest) => (0,external_node_path_.join)(folder, 'charts', `${digest}.tgz`);
    const indexPath = (url) => (0,external_node_path_.join)(folder, 'indexes', (0,sha256/* sha256 */.s)(url));
    return {
        archive(digest) {
            const bytes = disk.read(archivePath(digest));
            return bytes !== undefined && (0,sha256/* sha256 */.s)(bytes) === digest ? bytes : undefined;
        },
        keepArchive: (digest, bytes) => void disk.replace(archivePath(digest), bytes),
        index(url) {
            const file = disk.read(indexPath(url))?.toString('utf8') ?? '';
            const end = file.indexOf('\n');
            const head = (0,text_json/* parseJson */.qF)(file.slice(0, end));
            const text = file.slice(end + 1);
            if (!(0,text_json/* isObject */.Gv)(head) || typeof head['etag'] !== 'string' || head['sha256'] !== (0,sha256/* sha256 */.s)(text))
                return undefined;
            return { etag: head['etag'], text };
        },
        keepIndex(url, { etag, text }) {
            const head = JSON.stringify({ etag, sha256: (0,sha256/* sha256 */.s)(text) });
            disk.replace(indexPath(url), `${head}\n${text}`);
        },
    };
}

// EXTERNAL MODULE: ./lib/text/yaml.js + 2 modules
var text_yaml = __webpack_require__(631);
;// CONCATENATED MODULE: ./lib/adapters/charts/package-files.js
// Which files does a package contain, and which of them are CRDs?




/** `path`: a folder or an archive. Without the files that cannot be read. */
function filesOfPackage(path, disk) {
    if (!path.endsWith('.tgz'))
        return filesOfFolder(path, '', disk);
    return filesOfArchive(disk.read(path) ?? Buffer.alloc(0));
}
function filesOfFolder(start, below, disk) {
    return (disk.entries((0,external_node_path_.join)(start, below)) ?? []).flatMap(({ name, isFolder }) => {
        const path = (0,external_node_path_.join)(below, name);
        if (isFolder)
            return filesOfFolder(start, path, disk);
        const bytes = disk.read((0,external_node_path_.join)(start, path));
        return bytes === undefined ? [] : [{ path, bytes }];
    });
}
function filesOfArchive(archive) {
    const unpacked = unpackChart(archive);
    return 'files' in unpacked ? unpacked.files : [];
}
/** The files that Helm takes for CRDs (helm: pkg/chart/v2, CRDObjects), in any chart of the package. */
function crdFilesOf(path, disk) {
    return crdFilesIn(filesOfPackage(path, disk), true);
}
/** `isOwn`: the files belong to the chart itself, not to a subchart. */
function crdFilesIn(files, isOwn) {
    return files.flatMap(({ path, bytes }) => {
        const [, subchart = '', inChart = ''] = /^((?:charts\/[^/]+\/)*)(.+)$/.exec(path) ?? [];
        if (/^charts\/[^/]+\.tgz$/.test(inChart))
            return crdFilesIn(filesOfArchive(bytes), false);
        const [, name] = /^crds\/(.+\.(?:yaml|yml|json))$/i.exec(inChart) ?? [];
        if (name === undefined)
            return [];
        return [{ name, isOwn: isOwn && subchart === '', text: withoutMark(bytes.toString('utf8')) }];
    });
}
/** Helm drops a byte order mark when it loads a file. */
function withoutMark(text) {
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
}
/** The versions of Kubernetes that the chart is for, from its Chart.yaml; undefined if it names none. */
function kubeVersionIn(path, disk) {
    return fieldIn(path, 'kubeVersion', disk);
}
/** The name of the chart, from its Chart.yaml. */
function chartNameIn(path, disk) {
    return fieldIn(path, 'name', disk);
}
function fieldIn(path, field, disk) {
    const file = path.endsWith('.tgz')
        ? filesOfPackage(path, disk).find((one) => one.path === 'Chart.yaml')?.bytes
        : disk.read((0,external_node_path_.join)(path, 'Chart.yaml'));
    const read = file && (0,text_yaml/* readYaml */.gM)('Chart.yaml', file.toString('utf8'));
    const data = read && 'document' in read ? read.document.data : undefined;
    const value = (0,text_json/* isObject */.Gv)(data) ? data[field] : undefined;
    return typeof value === 'string' && value !== '' ? value : undefined;
}

;// CONCATENATED MODULE: ./lib/adapters/charts/largest-files.js
// Which files make a package large? The record of a release holds every file of the package, compressed, and must fit
// into a Secret.


/** No message shows more. */
const maxFiles = 10;
/** The largest files of a folder or an archive, the largest first; empty if it cannot be read. */
function largestFilesIn(path, disk) {
    return filesOfPackage(path, disk)
        .map((file) => ({ path: file.path, bytes: (0,external_node_zlib_.gzipSync)(file.bytes).length }))
        .sort((a, b) => b.bytes - a.bytes)
        .slice(0, maxFiles);
}

// EXTERNAL MODULE: ./lib/text/image.js
var text_image = __webpack_require__(2566);
// EXTERNAL MODULE: ./lib/text/versions.js
var text_versions = __webpack_require__(4038);
;// CONCATENATED MODULE: ./lib/adapters/http/basic-auth.js
/** `user:password` in base64. The redactor learns it before it is used. */
function basicOf(username, password, redactor) {
    learnSecret(password, redactor);
    return learnSecret(Buffer.from(`${username}:${password}`).toString('base64'), redactor);
}
/** From now on, no printed text shows the secret. */
function learnSecret(secret, redactor) {
    redactor.learn(secret);
    return secret;
}

;// CONCATENATED MODULE: ./lib/adapters/http/redirect-guard.js
// Which other servers may a server point Compass to, with a redirect or as its token server?
/**
 * Why Compass must not go on from one server to another; undefined if it may. Without this check, a registry that an
 * attacker controls could make the runner send requests to addresses that only the runner can reach, such as the
 * link-local address where a cloud keeps the credentials of the machine.
 */
function whyNotFollow(next, before) {
    if (!isAsSafe(next, before))
        return `points to ${next.host || next.protocol}, without https`;
    if (next.hostname === before.hostname)
        return undefined;
    if (isMetadataService(next.hostname))
        return `points to ${next.host}, a link-local address or the metadata service of a cloud`;
    if (isPrivate(next.hostname) && !isPrivate(before.hostname))
        return `points to ${next.host}, a private address`;
    return undefined;
}
/** Link-local addresses, and the names and addresses of the metadata services of clouds. */
function isMetadataService(host) {
    return (/^169\.254\.|^\[fe[89ab][0-9a-f]:|^\[(::ffff:|64:ff9b::)a9fe:/i.test(host) ||
        ['100.100.100.200', '168.63.129.16', '192.0.0.192', '[fd00:ec2::254]', '[fd20:ce::254]'].includes(host) ||
        /^(metadata|instance-data)(\.google\.internal|\.ec2\.internal|\.goog|\.tencentyun\.com)?\.?$/i.test(host));
}
/** Only literal addresses: names are not resolved. */
function isPrivate(host) {
    return (/^(0|10|127)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./.test(host) ||
        /^\[(::1?|f[cd][0-9a-f]{2}:.*|::ffff:.*)\]$/i.test(host) ||
        /(^|\.)localhost\.?$/.test(host));
}
/** Whether a request to `next` is at least as confidential as one to `before`. */
function isAsSafe(next, before) {
    return next.protocol === 'https:' || (next.protocol === 'http:' && before.protocol === 'http:');
}

;// CONCATENATED MODULE: ./lib/adapters/http/redirects.js

const maxRedirects = 5;
const redirectStatuses = [301, 302, 303, 307, 308];
/** `headersFor`: the headers that the server at a URL may see. */
async function followRedirects(http, request, headersFor, signal) {
    let { url } = request;
    for (let redirects = 0; redirects <= maxRedirects; redirects += 1) {
        const answer = await http.send({ ...request, url, headers: headersFor(url) }, signal);
        if ('reason' in answer) {
            const { reason, isTransient } = answer;
            return { reason: `${url.host} cannot be reached: ${reason}`, isTransient, isUnreachable: true };
        }
        const { status, headers } = answer.response;
        if (!redirectStatuses.includes(status))
            return { response: answer.response, url };
        const location = headers['location'] ?? '';
        if (location === '' || !URL.canParse(location, url.href)) {
            return { reason: `${url.host} answered ${status} without a valid \`location\` header` };
        }
        const next = new URL(location, url);
        const refusal = whyNotFollow(next, url);
        if (refusal !== undefined)
            return { reason: `${url.host} answered ${status} and ${refusal}` };
        url = next;
    }
    return { reason: `${request.url.host} answered with more than ${maxRedirects} redirects` };
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/adapters/http/retry.js
// When is a request sent again? After a transient failure: a busy or restarting server, a lost connection.


const defaultPolicy = { maxAttempts: 4, firstWaitMs: 300, longestWaitMs: 60_000 };
/** Only for requests that change nothing. While a server asks for a wait, all other requests to it wait as well. */
function withRetry(http, random = Math.random, policy = defaultPolicy) {
    const pauses = new Map();
    return {
        async send(request, signal) {
            const { origin } = request.url;
            for (let attempt = 1;; attempt += 1) {
                await pauses.get(origin);
                const answer = await http.send(request, signal);
                if (!isTransient(answer) || attempt === policy.maxAttempts || signal.aborted)
                    return answer;
                const asked = retryAfterMs(answer);
                // Jitter: requests that failed together are not retried at the same moment.
                const waitMs = asked ?? policy.firstWaitMs * 2 ** (attempt - 1) * (0.5 + random());
                if (waitMs > policy.longestWaitMs)
                    return answer;
                const waiting = (0,promises_.setTimeout)(waitMs, undefined, { signal }).catch(() => { });
                if (asked !== undefined)
                    pauses.set(origin, waiting);
                await waiting;
            }
        },
    };
}
function isTransient(answer) {
    return 'reason' in answer ? answer.isTransient : isTransientStatus(answer.response.status);
}
function isTransientStatus(status) {
    return [408, 429, 500, 502, 503, 504].includes(status);
}
/**
 * The wait that a busy server asks for, in milliseconds; undefined if it asks for none. The wait is in `Retry-After`,
 * in seconds or as a date, or, at GHCR, in the error message (`retry-after: 880.092us`).
 */
function retryAfterMs(answer) {
    if ('reason' in answer || ![429, 503].includes(answer.response.status))
        return undefined;
    const header = answer.response.headers['retry-after'] ?? '';
    if (/^\d+$/.test(header))
        return Number(header) * 1_000;
    const date = Date.parse(header);
    if (!Number.isNaN(date))
        return Math.max(0, date - Date.now());
    const [, count, unit = ''] = /retry-after: ([\d.]+)(us|µs|ms|s)\b/.exec(bodyText(answer.response.body)) ?? [];
    const unitMs = { us: 0.001, µs: 0.001, ms: 1, s: 1_000 };
    return count === undefined ? undefined : Number(count) * (unitMs[unit] ?? 1);
}
function bodyText(body) {
    return JSON.stringify((0,text_json/* parseJson */.qF)(body.slice(0, 4_096)) ?? '');
}

;// CONCATENATED MODULE: ./lib/adapters/registry/manifest.js
// Is the response of a registry a manifest, and which digest does it have?




/** The media types in the `Accept` header. With fewer types, a registry may convert the manifest or answer 404. */
const manifestTypes = [
    'application/vnd.oci.image.index.v1+json',
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.oci.image.manifest.v1+json',
    'application/vnd.docker.distribution.manifest.v2+json',
];
/** In bytes. Most registries accept no larger manifest. */
const largestManifest = 4 * 1024 * 1024;
/** The digest in the answer to a HEAD. Undefined if there is none or the headers disagree: then a GET is needed. */
function digestInHeaders({ headers }) {
    const [type = ''] = (headers['content-type'] ?? '').split(';');
    const digest = headers['docker-content-digest'] ?? '';
    // Most registries send the digest as ETag too.
    const etag = headers['etag']?.replace(/^(W\/)?"(.*)"$/, '$2') ?? '';
    const isContradicted = (0,text_image/* isDigest */.Bc)(etag) && etag !== digest;
    return manifestTypes.includes(type.trim()) && (0,text_image/* isDigest */.Bc)(digest) && !isContradicted ? digest : undefined;
}
/** `problem` completes "REGISTRY …", such as "ghcr.io answered with …". */
function readImageManifest(response) {
    const bytes = decodedBody(response);
    if (bytes === undefined || bytes.length > largestManifest)
        return { problem: 'answered with something that is not a manifest' };
    const data = (0,text_json/* parseJson */.qF)(bytes.toString('utf8'));
    // Any bytes have a digest, even the error page of a proxy. Manifests of schema version 1 are
    // rejected because they differ in every response, so that their digest is useless.
    const isManifest = (0,text_json/* isObject */.Gv)(data) &&
        data['schemaVersion'] === 2 &&
        (Array.isArray(data['manifests']) || Array.isArray(data['layers']) || (0,text_json/* isObject */.Gv)(data['config']));
    if (!isManifest)
        return { problem: 'answered with something that is not a manifest' };
    const digest = `sha256:${(0,sha256/* sha256 */.s)(bytes)}`;
    const named = response.headers['docker-content-digest'] ?? '';
    if ((0,text_image/* isDigest */.Bc)(named) && named !== digest)
        return { problem: `answered with the digest ${named} in a header, but the manifest has the digest ${digest}` };
    return { digest, data };
}
function decodedBody({ headers, bytes }) {
    switch (headers['content-encoding'] ?? 'identity') {
        case 'identity':
            return bytes;
        case 'gzip':
            try {
                return (0,external_node_zlib_.gunzipSync)(bytes, { maxOutputLength: largestManifest });
            }
            catch {
                return undefined;
            }
        default:
            return undefined;
    }
}
/** The error in a response, in the server's words: `DENIED: permission_denied …`. Empty if there is none. */
function errorIn({ body }) {
    const answer = (0,text_json/* parseJson */.qF)(body.slice(0, 16_384));
    const errors = (0,text_json/* isObject */.Gv)(answer) ? answer['errors'] : undefined;
    const first = Array.isArray(errors) ? errors[0] : undefined;
    if (!(0,text_json/* isObject */.Gv)(first))
        return '';
    const words = [first['code'], first['message']].filter((word) => typeof word === 'string' && word !== '');
    return words.join(': ').replace(/\s+/g, ' ').slice(0, 200);
}

;// CONCATENATED MODULE: ./lib/adapters/registry/client.js



/** Time without a byte after which a request fails. */
const silenceMs = 15_000;
/** A manifest is small: an answer that takes longer or is larger is not a manifest. */
const ofManifest = { maxMs: 30_000, maxBytes: 2 * largestManifest };
class RegistryClient {
    #of;
    #host;
    #deps;
    #signal;
    constructor(of, host, deps, signal) {
        this.#of = of;
        this.#host = host;
        this.#deps = deps;
        this.#signal = signal;
    }
    /**
     * The digest (`sha256:…`) of a manifest: one HEAD if its answer has the digest, else a GET too. `kind`: what messages
     * call the reference, such as `tag`.
     */
    async digestOf(reference, kind) {
        const head = await this.askForManifest('HEAD', reference);
        if ('reason' in head)
            return head;
        const digest = head.status === 200 ? digestInHeaders(head) : undefined;
        const isAnother = reference.includes(':') && digest !== reference;
        if (digest !== undefined && !isAnother)
            return { digest };
        // A busy registry gets no second request. In other cases the answer to a GET says more.
        if (![200, 400, 401, 403, 404, 405].includes(head.status))
            return this.refusal(head, kind);
        return this.manifest(reference, kind);
    }
    /** GET of a manifest, by its tag or its digest. */
    async manifest(reference, kind) {
        const answer = await this.askForManifest('GET', reference);
        if ('reason' in answer)
            return answer;
        if (answer.status !== 200)
            return this.refusal(answer, kind);
        const manifest = readImageManifest(answer);
        if ('problem' in manifest)
            return { reason: `${this.#of.registry} ${manifest.problem}` };
        if (!reference.includes(':') || reference === manifest.digest)
            return manifest;
        return { reason: `${this.#of.registry} answered with content that does not match ${reference}` };
    }
    /** GET of a blob, by its digest. The registry may redirect to another server. */
    blob(digest) {
        return this.#get(this.urlOf(`blobs/${digest}`));
    }
    /** GET of a URL of this repository, such as a page of its list of tags. */
    page(url) {
        return this.#get(url);
    }
    urlOf(path) {
        return new URL(`${this.#host.origin}/v2/${this.#of.repository}/${path}`);
    }
    /** What a status other than 200 means. */
    async refusal(response, kind) {
        const { status } = response;
        const error = errorIn(response);
        const answer = `${status}${error && ` ${error}`}, requested ${await this.#host.how(this.#of.repository)}`;
        const hint = hintFor(this.#of.registry, status);
        const waitMs = retryAfterMs({ response });
        const about = {
            status,
            isTransient: isTransientStatus(status),
            ...(waitMs !== undefined && { waitMs }),
            ...(hint !== undefined && { hint }),
        };
        if (status === 404)
            return { reason: `there is no such ${kind}, or it is not visible (${answer})`, ...about };
        if (status === 401 || status === 403)
            return { reason: `it is not visible (${answer})`, ...about };
        const later = waitMs === undefined ? '' : `; it asks clients to wait ${Math.ceil(waitMs / 1_000)} s`;
        return { reason: `${this.#of.registry} answered ${answer}${later}`, ...about };
    }
    /** The response, whatever its status. */
    askForManifest(method, reference) {
        const headers = { accept: manifestTypes.join(', '), 'accept-encoding': 'identity' };
        return this.#send({ method, url: this.urlOf(`manifests/${reference}`), silenceMs, ...ofManifest }, headers);
    }
    #get(url) {
        return this.#send({ method: 'GET', url, silenceMs }, {});
    }
    /** Credentials go to the registry only, not to the server that it redirects to. */
    async #send(request, headers) {
        const answer = await this.#host.send(this.#of.repository, (authorization) => {
            const headersFor = (place) => place.origin === this.#host.origin ? { ...headers, ...authorization } : headers;
            return followRedirects(this.#deps.http, request, headersFor, this.#signal);
        });
        if (!('reason' in answer))
            return answer.response;
        const hint = answer.status === undefined ? undefined : hintFor(this.#of.registry, answer.status);
        return { ...(hint !== undefined && { hint }), ...answer };
    }
}
/** A hint for a status that has a known cause at this registry. */
function hintFor(registry, status) {
    const isDenied = [401, 403, 404].includes(status);
    if (registry === 'ghcr.io' && isDenied) {
        return 'Check that it was pushed. If it was, give the job `permissions: packages: read`, and give this repository access to the package (package settings, *Manage Actions access*).';
    }
    if (registry === 'docker.io' && status === 429) {
        return 'Log in to Docker Hub in an earlier step. Without a login, all clients behind one IP address share a rate limit.';
    }
    if (/\.dkr[.-]ecr[.-]/.test(registry) && isDenied) {
        return 'Check that it was pushed, and log in with `aws-actions/amazon-ecr-login` in an earlier step. Its token is valid for 12 hours.';
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/adapters/registry/challenge.js
// Which authentication does a registry ask for? RFC 9110's challenges, and the token flow of container registries.
/**
 * Undefined if the registry asks for no known scheme. If it offers several, a token is preferred, since it does not
 * reveal the password.
 */
function parseChallenge(header) {
    const challenges = readChallenges(header ?? '');
    const fields = challenges.get('bearer');
    if (fields === undefined)
        return challenges.has('basic') ? { scheme: 'basic' } : undefined;
    const { realm = '', service, scope } = fields;
    return { scheme: 'bearer', realm, ...(service && { service }), ...(scope && { scope }) };
}
/** Scheme, in lower case → its fields. Commas separate both fields and challenges. */
function readChallenges(header) {
    const challenges = new Map();
    let fields = {};
    for (const [piece] of header.matchAll(/(?:"(?:\\.|[^"\\])*"|[^",])+/g)) {
        const [, scheme, rest] = /^\s*([\w-]+)(?:\s+([^\s=].*))?\s*$/s.exec(piece) ?? [];
        if (scheme !== undefined) {
            fields = {};
            challenges.set(scheme.toLowerCase(), fields);
        }
        const [, name, quoted, plain] = /^\s*([\w-]+)\s*=\s*(?:"(.*)"|(\S*))\s*$/s.exec(rest ?? piece) ?? [];
        if (name !== undefined)
            fields[name.toLowerCase()] = quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '';
    }
    return challenges;
}
/** The scope that a registry names, if it allows only reading, and only this repository; else undefined. */
function readingScope(scope, repository) {
    const [kind, name, actions = ''] = scope?.split(':') ?? [];
    const isReading = actions.split(',').every((action) => ['pull', 'metadata_read', 'content_read'].includes(action));
    return kind === 'repository' && name === repository && isReading ? scope : undefined;
}

;// CONCATENATED MODULE: ./lib/adapters/registry/token.js
// How is a token for one repository fetched from the registry's token server (distribution: spec/auth/token, oauth)?




/** Validity of a token if the server does not state one (distribution: spec/auth/token). */
const defaultSeconds = 60;
/** A new token is fetched this long before the old one expires, but not before half of its validity. */
const marginMs = 10_000;
const limits = { silenceMs: 15_000, maxMs: 30_000, maxBytes: 1024 * 1024 };
const clientId = 'compass';
async function fetchToken({ realm, service }, scope, login, origin, deps, signal) {
    if (login?.kind === 'token') {
        return { authorization: { authorization: `Bearer ${login.secret}` }, expiresAtMs: Number.POSITIVE_INFINITY };
    }
    if (realm === '' || !URL.canParse(realm, origin))
        return { reason: 'the registry asks for a token, but names no token server' };
    const url = new URL(realm, origin);
    const refusal = whyNotFollow(url, new URL(origin));
    if (refusal !== undefined)
        return { reason: `for a token, the registry ${refusal}` };
    const fields = { ...(service && { service }), scope };
    const startedMs = deps.clock.nowMs();
    const answer = await askFor(url, fields, login, deps, signal);
    if ('reason' in answer) {
        const { isTransient } = answer;
        return {
            reason: `its token server ${url.host} cannot be reached: ${answer.reason}`,
            isTransient,
            isUnreachable: true,
        };
    }
    const { status, body } = answer.response;
    const granted = (0,text_json/* parseJson */.qF)(body);
    const token = (0,text_json/* isObject */.Gv)(granted) ? (granted['token'] ?? granted['access_token']) : undefined;
    if (status !== 200 || typeof token !== 'string' || token === '') {
        const how = login === undefined ? 'without credentials' : `with ${login.source}`;
        const error = errorIn(answer.response);
        const reason = `its token server ${url.host} returned no token (${status}${error && ` ${error}`}, requested ${how})`;
        const waitMs = retryAfterMs(answer);
        const about = { isTransient: isTransientStatus(status), ...(waitMs !== undefined && { waitMs }) };
        // Only these two deny access. After any other status, it is not known whether the image or chart is visible.
        return { reason, ...about, ...([401, 403].includes(status) && { status }) };
    }
    deps.redactor.learn(token);
    const seconds = (0,text_json/* isObject */.Gv)(granted) && typeof granted['expires_in'] === 'number' ? granted['expires_in'] : defaultSeconds;
    const validMs = Math.max(seconds * 1_000 - marginMs, (seconds * 1_000) / 2);
    return { authorization: { authorization: `Bearer ${token}` }, expiresAtMs: startedMs + validMs };
}
async function askFor(url, fields, login, { http }, signal) {
    if (login?.kind === 'identity') {
        const form = { grant_type: 'refresh_token', client_id: clientId, refresh_token: login.secret, ...fields };
        const body = new URLSearchParams(form).toString();
        const headers = { 'content-type': 'application/x-www-form-urlencoded' };
        const posted = await http.send({ method: 'POST', url, headers, body, ...limits }, signal);
        // Older servers support GET only.
        if ('reason' in posted || posted.response.status !== 404)
            return posted;
    }
    const asking = new URL(url);
    for (const [name, value] of Object.entries(fields))
        asking.searchParams.set(name, value);
    const headers = login?.kind === 'basic' ? { authorization: `Basic ${login.secret}` } : {};
    if (login?.kind === 'identity')
        headers['authorization'] = `Bearer ${login.secret}`;
    return http.send({ method: 'GET', url: asking, headers, ...limits }, signal);
}

;// CONCATENATED MODULE: ./lib/adapters/registry/host.js
// How does one registry want requests to be authorised? Compass learns it once, and fetches one token for each
// repository.


/** For the request to the root of the API: only the challenge in its answer matters. */
const ofRoot = { silenceMs: 15_000, maxMs: 30_000, maxBytes: 1024 * 1024 };
class RegistryHost {
    origin;
    #deps;
    #signal;
    #findLogin;
    /** The first request. All others wait for it, to learn what the registry asks for. */
    #learning;
    /** The request to the root of the API. */
    #asking;
    #challenge;
    /** By scope. */
    #grants = new Map();
    /** Repositories that are accessed without a login. */
    #public = new Set();
    /** `findLogin`: credentials for exactly this host; called when the registry asks for them. */
    constructor(origin, findLogin, deps, signal) {
        this.origin = origin;
        this.#findLogin = findLogin;
        this.#deps = deps;
        this.#signal = signal;
    }
    /**
     * Sends a request for a repository, and sends it again with an `Authorization` header if the registry asks for one.
     */
    async send(repository, ask) {
        const open = await this.#sendOpenly(ask);
        const isHidden = open !== undefined && statusOf(open) === 404 && (await this.#canLogIn());
        if (open !== undefined && !isHidden)
            return open;
        const answer = await this.#sendAuthorized(repository, ask);
        if (!isDenied(answer) || !(await this.#isLoginImplicit()))
            return answer;
        // The user did not choose this login for the registry: a public repository may be readable without it.
        this.#public.add(repository);
        this.#grants.delete(scopeOf(repository));
        const second = await this.#sendAuthorized(repository, ask);
        if (!isDenied(second))
            return second;
        this.#public.delete(repository);
        this.#grants.delete(scopeOf(repository));
        return answer;
    }
    /** Completes "… (404, requested …)". */
    async how(repository) {
        const found = this.#challenge && (await this.#loginFor(repository));
        return found && 'login' in found && found.login ? `with ${found.login.source}` : 'without credentials';
    }
    /** Sends the request without an `Authorization` header. Undefined if the registry asks for one. */
    async #sendOpenly(ask) {
        if (this.#learning !== undefined)
            await this.#learning;
        if (this.#challenge !== undefined)
            return undefined;
        const asking = ask({}).then((answer) => {
            this.#challenge = this.#challengeIn(answer) ?? this.#challenge;
            return answer;
        });
        this.#learning ??= asking;
        const answer = await asking;
        return this.#challengeIn(answer) === undefined ? answer : undefined;
    }
    /**
     * Whether there is a login, and a challenge to use it for. A registry with public repositories may answer 404 for
     * private ones, without a challenge; its answer at the root of the API then says which authentication it supports.
     */
    async #canLogIn() {
        const found = await this.#findLogin();
        if (!('problem' in found) && found.login === undefined)
            return false;
        this.#asking ??= this.#askRoot();
        await this.#asking;
        return this.#challenge !== undefined;
    }
    async #askRoot() {
        const url = new URL(`${this.origin}/v2/`);
        const answer = await this.#deps.http.send({ method: 'GET', url, headers: {}, ...ofRoot }, this.#signal);
        if ('response' in answer)
            this.#challenge ??= this.#challengeIn({ response: answer.response, url });
    }
    async #sendAuthorized(repository, ask) {
        const own = scopeOf(repository);
        const grant = this.#grantFor(repository, own);
        const first = await this.#sendWith(grant, ask);
        const challenge = this.#challengeIn(first);
        if (challenge?.scheme !== 'bearer')
            return first;
        // The token may have expired, or the registry may require a scope of its own.
        this.#challenge = challenge;
        if (this.#grants.get(own)?.grant === grant)
            this.#grants.delete(own);
        return this.#sendWith(this.#grantFor(repository, readingScope(challenge.scope, repository) ?? own), ask);
    }
    async #sendWith(getting, ask) {
        const grant = await getting;
        return 'reason' in grant ? grant : ask(grant.authorization);
    }
    /** Shared by all requests for the repository until it expires. `scope`: what a token is requested for. */
    #grantFor(repository, scope) {
        const own = scopeOf(repository);
        const kept = this.#grants.get(own);
        if (kept !== undefined && kept.expiresAtMs > this.#deps.clock.nowMs())
            return kept.grant;
        const getting = {
            grant: this.#getGrant(repository, scope).then((grant) => {
                getting.expiresAtMs = 'reason' in grant ? 0 : grant.expiresAtMs;
                return grant;
            }),
            expiresAtMs: Number.POSITIVE_INFINITY,
        };
        this.#grants.set(own, getting);
        return getting.grant;
    }
    async #getGrant(repository, scope) {
        const found = await this.#loginFor(repository);
        if ('problem' in found)
            return {
                reason: found.problem,
                hint: 'Correct the stored credentials for this registry, or log in to it in an earlier step.',
            };
        const { login } = found;
        if (this.#challenge?.scheme === 'bearer') {
            return fetchToken(this.#challenge, scope, login, this.origin, this.#deps, this.#signal);
        }
        if (login !== undefined && login.kind !== 'basic')
            return noPassword(login);
        const authorization = login === undefined ? {} : { authorization: `Basic ${login.secret}` };
        return { authorization, expiresAtMs: Number.POSITIVE_INFINITY };
    }
    /** Undefined for a challenge of another server, to which the registry has redirected: it gets no credentials. */
    #challengeIn(answer) {
        if ('reason' in answer || answer.response.status !== 401 || answer.url.origin !== this.origin)
            return undefined;
        return parseChallenge(answer.response.headers['www-authenticate']);
    }
    async #loginFor(repository) {
        return this.#public.has(repository) ? {} : this.#findLogin();
    }
    async #isLoginImplicit() {
        const found = await this.#findLogin();
        return 'login' in found && found.login?.isImplicit === true;
    }
}
const scopeOf = (repository) => `repository:${repository}:pull`;
/** Plain HTTP for loopback and the hosts in `insecure`, TLS for all others. */
function originOf(registry, insecure) {
    const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
    const isLoopback = /^(localhost|[\w.-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
    return `${isLoopback || insecure.includes(host) ? 'http' : 'https'}://${host}`;
}
function statusOf(answer) {
    return 'reason' in answer ? answer.status : answer.response.status;
}
function isDenied(answer) {
    const status = statusOf(answer);
    return status === 401 || status === 403;
}
function noPassword({ source }) {
    return {
        reason: `it asks for a user name and a password, and ${source} contain only a token`,
        hint: 'Log in to it with a user name and a password in an earlier step.',
    };
}

// EXTERNAL MODULE: ./lib/ports/process-exit.js
var process_exit = __webpack_require__(1262);
;// CONCATENATED MODULE: ./lib/adapters/registry/credential-helper.js
// How are credentials obtained from a credential helper (docker/docker-credential-helpers)?



/** Some start slowly: the helper of Google Cloud takes seconds. */
const helperTimeoutMs = 30_000;
/**
 * `name`: the part after `docker-credential-`. A failing helper is a problem, since it may have the credentials that
 * are needed.
 */
async function askHelper(name, registry, { processes, redactor }, signal) {
    const program = `docker-credential-${name}`;
    if (!/^[A-Za-z0-9._-]+$/.test(name))
        return { problem: `the name of its credential helper, ${JSON.stringify(name)}, is not valid` };
    const server = registry === 'docker.io' ? 'https://index.docker.io/v1/' : registry;
    const exit = await processes.run({ program, arguments: ['get'], stdin: server, timeoutMs: helperTimeoutMs }, signal);
    if (!(0,process_exit/* hasSucceeded */.y)(exit)) {
        const isUnknown = exit.how === 'exited' && /credentials not found/i.test(exit.output);
        return isUnknown ? {} : { problem: `\`${program}\` ${(0,process_exit/* describeExit */.K)(exit, helperTimeoutMs)}` };
    }
    // Its output may contain a secret, so it is never shown.
    const credentials = (0,text_json/* parseJson */.qF)(exit.output);
    const { Username: user, Secret: secret } = (0,text_json/* isObject */.Gv)(credentials) ? credentials : {};
    if (typeof user !== 'string' || typeof secret !== 'string')
        return { problem: `\`${program}\` did not print credentials` };
    if (user === '' && secret === '')
        return {};
    const source = `the credentials of \`${program}\``;
    if (user === '<token>')
        return { login: { kind: 'identity', secret: learnSecret(secret, redactor), source } };
    return { login: { kind: 'basic', secret: basicOf(user, secret, redactor), source } };
}

;// CONCATENATED MODULE: ./lib/adapters/registry/keychain.js
// Which credentials do container tools store for a registry? Hosts are matched exactly, so that no other host gets
// them.






/** `githubToken`: for GHCR, if it has no other credentials. The redactor learns every secret before it is used. */
function openLogins(deps, githubToken, signal) {
    const finding = once();
    return (registry) => finding(registry, () => findLogin(registry, deps, githubToken, signal));
}
async function findLogin(registry, deps, githubToken, signal) {
    for (const { name, text } of configsOf(deps)) {
        const config = (0,text_json/* parseJson */.qF)(text);
        if (!(0,text_json/* isObject */.Gv)(config))
            return { problem: `${name} is not valid JSON, so the credentials in it cannot be used` };
        const found = await loginIn(config, registry, name, deps, signal);
        if ('problem' in found || found.login !== undefined)
            return found;
    }
    if (registry !== 'ghcr.io' || !githubToken)
        return {};
    const secret = basicOf('x-access-token', githubToken, deps.redactor);
    return { login: { kind: 'basic', secret, source: 'the input `github-token`', isImplicit: true } };
}
/** In order of precedence: the first with credentials for the host counts. */
function configsOf({ disk, env }) {
    const home = env['HOME'] || (0,external_node_os_.homedir)();
    const read = (name, path) => {
        const text = disk.read(path)?.toString('utf8');
        return text === undefined ? [] : [{ name, text }];
    };
    const given = env['DOCKER_AUTH_CONFIG'];
    const docker = read('the docker config', (0,external_node_path_.join)(env['DOCKER_CONFIG'] || (0,external_node_path_.join)(home, '.docker'), 'config.json'));
    const runtime = env['XDG_RUNTIME_DIR'];
    const settings = env['XDG_CONFIG_HOME'] || (0,external_node_path_.join)(home, '.config');
    const podman = [
        env['REGISTRY_AUTH_FILE'],
        runtime && (0,external_node_path_.join)(runtime, 'containers/auth.json'),
        (0,external_node_path_.join)(settings, 'containers/auth.json'),
    ];
    const helm = env['HELM_REGISTRY_CONFIG'] || (0,external_node_path_.join)(env['HELM_CONFIG_HOME'] || (0,external_node_path_.join)(settings, 'helm'), 'registry/config.json');
    return [
        ...(given ? [{ name: '`DOCKER_AUTH_CONFIG`', text: given }] : []),
        ...docker,
        ...(docker.length > 0 ? [] : podman.flatMap((path) => (path ? read("podman's auth.json", path) : [])).slice(0, 1)),
        ...read("Helm's registry config", helm),
    ];
}
async function loginIn(config, registry, name, deps, signal) {
    const helpers = (0,text_json/* isObject */.Gv)(config['credHelpers']) ? config['credHelpers'] : {};
    const [own] = entriesFor(registry, helpers);
    const helper = own ?? config['credsStore'];
    if (typeof helper === 'string' && helper !== '') {
        const found = await askHelper(helper, registry, deps, signal);
        if ('problem' in found || found.login !== undefined)
            return found;
    }
    const auths = (0,text_json/* isObject */.Gv)(config['auths']) ? config['auths'] : {};
    const logins = entriesFor(registry, auths).flatMap((entry) => ((0,text_json/* isObject */.Gv)(entry) ? loginOf(entry, name, deps.redactor) : undefined) ?? []);
    return { login: logins[0] };
}
/** The entries for a host: under its own name first, then under its aliases. */
function entriesFor(registry, map) {
    const keys = Object.keys(map).filter((key) => hostOf(key) === registry);
    return keys.toSorted((a, b) => Number(b === registry) - Number(a === registry)).map((key) => map[key]);
}
/** Undefined for the empty entry that a credential helper leaves. */
function loginOf(entry, name, redactor) {
    const text = (key) => (typeof entry[key] === 'string' && entry[key] !== '' ? entry[key] : undefined);
    const source = `the credentials of ${name}`;
    const [identity, token, auth] = [text('identitytoken'), text('registrytoken'), text('auth')];
    const [, user = '', password = ''] = /^([^:]*):(.*)$/s.exec(Buffer.from(auth ?? '', 'base64').toString('utf8')) ?? [];
    if (identity !== undefined)
        return { kind: 'identity', secret: learnSecret(identity, redactor), source };
    if (token !== undefined)
        return { kind: 'token', secret: learnSecret(token, redactor), source };
    const [username, secret] = [text('username') ?? user, text('password') ?? password.replace(/\0+$/, '')];
    if (username === '' && secret === '')
        return undefined;
    return { kind: 'basic', secret: basicOf(username, secret, redactor), source };
}
/** The keys of configs are hosts, or URLs such as Docker Hub's `https://index.docker.io/v1/`. */
function hostOf(key) {
    const host = key.replace(/^https?:\/\//, '').replace(/\/(v[12]\/?)?$/, '');
    return ['index.docker.io', 'registry-1.docker.io'].includes(host) ? 'docker.io' : host;
}

;// CONCATENATED MODULE: ./lib/adapters/registry/clients.js



function openRegistries(deps, access) {
    const { insecure, githubToken, signal } = access;
    const findLogin = openLogins(deps, githubToken, signal);
    const hosts = new Map();
    return {
        clientOf(repository, login) {
            const { registry } = repository;
            const key = `${registry} ${login?.secret ?? ''}`;
            const find = login === undefined ? () => findLogin(registry) : async () => ({ login });
            const host = hosts.get(key) ?? new RegistryHost(originOf(registry, insecure), find, deps, signal);
            hosts.set(key, host);
            return new RegistryClient(repository, host, deps, signal);
        },
    };
}

;// CONCATENATED MODULE: ./lib/adapters/charts/unresolved.js

/** `chart`: its name with the host. */
function chartUnresolved(chart, version, { reason, hint }) {
    const named = version === undefined ? `\`${chart}\`` : `\`${chart}\` in version \`${version}\``;
    return { code: 'chart-unresolved', message: `The chart ${named} could not be fetched: ${reason}.`, hint };
}
/** `wanted`: a version or a range; the newest stable version if absent. */
function noMatchingVersion(wanted, versions) {
    const newest = (0,text_versions/* newestVersions */.aH)(versions, 5);
    if (newest.length === 0)
        return { reason: 'it has no versions', hint: 'Check that the chart is published there.' };
    const what = wanted === undefined ? 'it has no stable version' : 'no version matches';
    const change = wanted === undefined ? 'Set `version` to one of these' : 'Correct `version`';
    const hint = `${change}. Prereleases match only a range that names one, such as \`>=0.0.0-0\`.`;
    return { reason: `${what}; the newest are ${newest.join(', ')}`, hint };
}
const badVersion = {
    reason: 'the version is neither an exact version nor a range',
    hint: 'Write `version` as `1.2.3`, `^1.2` or `1.2.3@sha256:…`.',
};
/** The hint for a server that did not respond at all. */
const unreachableHint = 'Check the host, and that the runner can reach it (network, proxy, firewall).';
/** `thing`: what was downloaded. */
function digestMismatch(thing, actual, expected) {
    const hint = 'Find out why before you deploy it: the published chart may have been replaced, or the digest may belong to another chart.';
    return { reason: `${thing} has the sha256 ${actual}, not ${expected}`, hint };
}

;// CONCATENATED MODULE: ./lib/adapters/charts/oci.js
// Which digest does a version of a chart in a registry have, and what is its archive?








const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const maxPages = 100;
const noListHint = 'Check that it is a registry for charts, and that no proxy answers in its place.';
const exactHint = 'Set `version` to an exact version instead of a range.';
const registryHint = 'Check that the chart was pushed to this registry, and log in to it in an earlier step.';
function openChartRegistry(deps, logins, cache, access) {
    const registries = openRegistries(deps, access);
    const clientOf = (reference) => registries.clientOf(parseReference(reference), registryLoginFor(reference, logins, deps));
    return {
        async resolve(reference, version) {
            const failure = (problem) => chartUnresolved(`oci://${reference}`, version, problem);
            const wanted = (0,text_versions/* parseWanted */.VB)(version);
            if (wanted === undefined)
                return (0,model_failure/* failed */.gz)(failure(badVersion));
            const { text, pin } = wanted;
            if (pin !== undefined)
                return (0,model_failure.ok)({ digest: pin, ...(text !== undefined && { version: text }) });
            if (text !== undefined && !(0,text_versions/* isVersionOrRange */.fQ)(text))
                return (0,model_failure/* failed */.gz)(failure(badVersion));
            const found = await resolveVersion(clientOf(reference), text);
            return 'value' in found ? (0,model_failure.ok)(found.value) : (0,model_failure/* failed */.gz)(failure(found.problem));
        },
        async archive(reference, { digest, version }) {
            const cached = cache.archive(digest);
            if (cached !== undefined)
                return (0,model_failure.ok)(cached);
            const got = await download(clientOf(reference), digest, cache);
            return 'value' in got ? (0,model_failure.ok)(got.value) : (0,model_failure/* failed */.gz)(chartUnresolved(`oci://${reference}`, version, got.problem));
        },
    };
}
function parseReference(reference) {
    const slash = reference.indexOf('/');
    const host = reference.slice(0, slash);
    // The name that credentials and image references use.
    const registry = /^(registry-1|index)\.docker\.io$/.test(host) ? 'docker.io' : host;
    return { registry, repository: reference.slice(slash + 1) };
}
/** The login of the spec whose URL is the longest prefix of the reference. */
function registryLoginFor(reference, logins, { redactor }) {
    const placeOf = ({ url }) => `${url.replace(/^(oci|https?):\/\//, '').replace(/\/+$/, '')}/`;
    const fitting = logins.filter((login) => `${reference}/`.startsWith(placeOf(login)));
    const [login] = fitting.toSorted((a, b) => placeOf(b).length - placeOf(a).length);
    return (login && {
        kind: 'basic',
        secret: basicOf(login.username, login.password, redactor),
        source: 'the credentials of the spec',
    });
}
async function resolveVersion(client, text) {
    if (text !== undefined && (0,text_versions/* isExactVersion */.Yb)(text)) {
        const head = await digestOfTag(client, text);
        if (!('status' in head) || head.status !== 404)
            return toContent(head, text);
        const versions = await listVersions(client);
        // If the list could not be read or is empty, the registry's own refusal is all that is known.
        if ('value' in versions && versions.value.length > 0)
            return { problem: noMatchingVersion(text, versions.value) };
        return toContent(head, text);
    }
    const versions = await listVersions(client);
    if ('problem' in versions)
        return versions;
    const version = (0,text_versions/* chooseVersion */.EH)(text, versions.value);
    if (version === undefined)
        return { problem: noMatchingVersion(text, versions.value) };
    return toContent(await digestOfTag(client, version), version);
}
/** Tags cannot contain `+`; Helm replaces it with `_`. */
function digestOfTag(client, version) {
    return client.digestOf(version.replaceAll('+', '_'), 'version');
}
function problemOf(refusal) {
    return { hint: refusal.isUnreachable ? unreachableHint : registryHint, ...refusal };
}
function toContent(found, version) {
    if ('reason' in found)
        return { problem: problemOf(found) };
    return { value: { digest: found.digest.slice('sha256:'.length), version } };
}
/** All tags, with `_` replaced by `+`. Not all of them need to be versions. */
async function listVersions(client) {
    const start = client.urlOf('tags/list');
    const versions = [];
    let url = start;
    for (let pages = 0; url !== undefined; pages += 1) {
        if (pages === maxPages)
            return {
                problem: {
                    reason: `the list of its tags has more than ${maxPages} pages`,
                    hint: exactHint,
                },
            };
        const answer = await client.page(url);
        if ('reason' in answer)
            return { problem: problemOf(answer) };
        if (answer.status !== 200)
            return { problem: problemOf(await client.refusal(answer, 'chart')) };
        const list = (0,text_json/* parseJson */.qF)(answer.body);
        // For a repository without tags, some registries return null.
        const tags = (0,text_json/* isObject */.Gv)(list) && 'tags' in list ? (list['tags'] ?? []) : undefined;
        if (!Array.isArray(tags)) {
            return {
                problem: { reason: `${start.host} answered with something that is not a list of tags`, hint: noListHint },
            };
        }
        for (const tag of tags)
            if (typeof tag === 'string')
                versions.push(tag.replaceAll('_', '+'));
        const next = nextPage(answer.headers['link'] ?? '', url);
        // `whyNotFollow` checks redirects only: this link could lead to an address that only the runner can reach.
        if (next !== undefined && next.origin !== start.origin) {
            return {
                problem: { reason: `the list of its tags at ${start.host} continues on another server`, hint: exactHint },
            };
        }
        url = next;
    }
    return { value: versions };
}
/** RFC 8288. */
function nextPage(link, from) {
    const [, target = ''] = /<([^>]*)>[^,]*;\s*rel="?next"?/i.exec(link) ?? [];
    if (target === '' || !URL.canParse(target, from.href))
        return undefined;
    return new URL(target, from);
}
/** `digest`: of the manifest, or of the archive itself. */
async function download(client, digest, cache) {
    const manifest = await client.askForManifest('GET', `sha256:${digest}`);
    if ('reason' in manifest)
        return { problem: problemOf(manifest) };
    if (manifest.status === 404)
        return downloadBlob(client, digest, cache);
    if (manifest.status !== 200) {
        return { problem: problemOf(await client.refusal(manifest, 'version')) };
    }
    const actual = (0,sha256/* sha256 */.s)(manifest.bytes);
    if (actual !== digest)
        return { problem: digestMismatch('its manifest', actual, digest) };
    const layer = chartLayerDigest(manifest.body);
    if (layer !== undefined)
        return downloadBlob(client, layer, cache);
    const reason = 'its manifest has no layer that holds a chart';
    return { problem: { reason, hint: 'Check that it is a chart, pushed by `helm push`, and not an image.' } };
}
/** The sha256 of the chart's archive, in hex; undefined if the manifest is not one of a chart. */
function chartLayerDigest(manifest) {
    const data = (0,text_json/* parseJson */.qF)(manifest);
    const layers = (0,text_json/* isObject */.Gv)(data) && Array.isArray(data['layers']) ? data['layers'] : [];
    const layer = layers.find((one) => (0,text_json/* isObject */.Gv)(one) && one['mediaType'] === chartLayer);
    const digest = (0,text_json/* isObject */.Gv)(layer) ? layer['digest'] : undefined;
    return typeof digest === 'string' && (0,text_image/* isDigest */.Bc)(digest) ? digest.slice('sha256:'.length) : undefined;
}
async function downloadBlob(client, digest, cache) {
    const cached = cache.archive(digest);
    if (cached !== undefined)
        return { value: cached };
    const blob = await client.blob(`sha256:${digest}`);
    if ('reason' in blob)
        return { problem: problemOf(blob) };
    if (blob.status !== 200)
        return { problem: problemOf(await client.refusal(blob, 'archive')) };
    const actual = (0,sha256/* sha256 */.s)(blob.bytes);
    if (actual !== digest)
        return { problem: digestMismatch('its archive', actual, digest) };
    cache.keepArchive(digest, blob.bytes);
    return { value: blob.bytes };
}

;// CONCATENATED MODULE: ./lib/adapters/charts/repository-index.js
// Which versions of a chart does the index of a chart repository list?


/** In UTF-16 units. The largest public indexes have about 20 million. */
const largestIndex = 128 * 1024 * 1024;
/** The entries of one chart, as listed; none if the index does not list it. `problem` completes "the index …". */
function readIndexEntries(text, chart) {
    if (text.length > largestIndex)
        return { problem: `is larger than ${largestIndex / 1024 / 1024} MiB` };
    const isJson = text.trimStart().startsWith('{');
    // Parsing a whole large index takes seconds; one chart of it takes milliseconds.
    const cut = isJson ? undefined : cutOut(text, chart);
    const part = cut === undefined ? undefined : (0,text_yaml/* readGeneratedYaml */.$f)(cut);
    if (part !== undefined && 'data' in part)
        return entriesIn({ entries: part.data }, chart);
    const json = isJson ? (0,text_json/* parseJson */.qF)(text) : undefined;
    const whole = json === undefined ? (0,text_yaml/* readGeneratedYaml */.$f)(text) : { data: json };
    return 'data' in whole ? entriesIn(whole.data, chart) : { problem: `is not valid YAML: ${whole.problem}` };
}
function entriesIn(data, chart) {
    const charts = (0,text_json/* isObject */.Gv)(data) ? data['entries'] : undefined;
    // An empty map may be written without a value.
    if (charts === '' || charts === null)
        return { entries: [] };
    if (!(0,text_json/* isObject */.Gv)(charts))
        return { problem: 'is not the index of a chart repository: it has no map `entries`' };
    const entries = Object.hasOwn(charts, chart) ? charts[chart] : [];
    if (!Array.isArray(entries))
        return { problem: `has no list of versions for \`${chart}\`` };
    return { entries: entries.flatMap(entryOf) };
}
/** Entries without a version are ignored, as by Helm. */
function entryOf(entry) {
    if (!(0,text_json/* isObject */.Gv)(entry))
        return [];
    const { version, digest, urls } = entry;
    const [url] = Array.isArray(urls) ? urls : [];
    const text = (value) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
    return text(version) === '' ? [] : [{ version: text(version), digest: text(digest), url: text(url) }];
}
/**
 * The lines of one chart, as a document of its own. Undefined if the index does not use block maps, as the indexes that
 * Helm writes do: then the whole index must be parsed. The chart ends at the first line that is not indented deeper
 * than its key, unless that line is an item of its list (`- `). Lines of a scalar are always indented deeper than the
 * key of the scalar, so they cannot be mistaken for the end.
 */
function cutOut(text, chart) {
    const [, block = ''] = splitAt(text, /^entries:[ \t]*(?:#.*)?\r?\n/m);
    const charts = before(block, /^[^\s#]/m);
    const [indent = ''] = /^ +(?=[^\s#])/m.exec(charts) ?? [];
    if (indent === '')
        return undefined;
    const name = chart.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
    const key = new RegExp(`^ {${indent.length}}(?:${name}|"${name}"|'${name}'):[ \\t]*(?:#.*)?\\r?\\n`, 'm');
    const [head, rest] = splitAt(charts, key);
    if (rest === undefined || key.test(rest))
        return undefined;
    return head + before(rest, new RegExp(`^ {0,${indent.length}}(?:[^\\s#-]|-(?!\\s))`, 'm'));
}
/** The match, and the text after it. */
function splitAt(text, pattern) {
    const found = pattern.exec(text);
    return found === null ? [''] : [found[0], text.slice(found.index + found[0].length)];
}
function before(text, pattern) {
    const end = pattern.exec(text);
    return end === null ? text : text.slice(0, end.index);
}

;// CONCATENATED MODULE: ./lib/adapters/charts/repository.js
// Which digest does a version of a chart in an HTTP chart repository have, and what is its archive?










const repositoryHint = 'Check that the URL is that of a chart repository. If it needs credentials, set `username` and `password` under `repositories`.';
function openChartRepositories(deps) {
    const repositories = new Map();
    const repositoryAt = (url) => {
        const repository = repositories.get(url) ?? new ChartRepository(url, deps);
        repositories.set(url, repository);
        return repository;
    };
    return {
        async resolve({ url, name }, version) {
            const repository = repositoryAt(url);
            const failure = (problem) => chartUnresolved(repository.nameOf(name), version, problem);
            const wanted = (0,text_versions/* parseWanted */.VB)(version);
            if (wanted === undefined)
                return (0,model_failure/* failed */.gz)(failure(badVersion));
            const { text, pin } = wanted;
            if (pin !== undefined)
                return (0,model_failure.ok)({ digest: pin, ...(text !== undefined && { version: text }) });
            const found = await repository.resolve(name, text);
            return 'value' in found ? (0,model_failure.ok)(found.value) : (0,model_failure/* failed */.gz)(failure(found.problem));
        },
        async archive({ url, name }, content) {
            const cached = deps.cache.archive(content.digest);
            if (cached !== undefined)
                return (0,model_failure.ok)(cached);
            const repository = repositoryAt(url);
            const got = await repository.archive(name, content);
            return 'value' in got
                ? (0,model_failure.ok)(got.value)
                : (0,model_failure/* failed */.gz)(chartUnresolved(repository.nameOf(name), content.version, got.problem));
        },
    };
}
class ChartRepository {
    /** Ends with `/`, so that relative URLs in the index are resolved below it. */
    #base;
    #deps;
    /** For its own origin only. */
    #authorization;
    #indexes = once();
    #downloads = once();
    constructor(url, deps) {
        this.#base = new URL(url);
        this.#base.pathname = this.#base.pathname.replace(/\/*$/, '/');
        this.#deps = deps;
        const login = repositoryLoginFor(this.#base, deps.logins);
        this.#authorization = login
            ? { authorization: `Basic ${basicOf(login.username, login.password, deps.redactor)}` }
            : {};
    }
    /** The name of a chart in messages. */
    nameOf(chart) {
        return `${shown(this.#base)}${chart}`;
    }
    async resolve(name, text) {
        const entries = await this.#entries(name);
        if ('problem' in entries)
            return entries;
        const entry = choose(text, entries.value);
        if ('problem' in entry)
            return entry;
        const { digest, version } = entry.value;
        const [, listed] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest.trim()) ?? [];
        if (listed !== undefined)
            return { value: { digest: listed.toLowerCase(), version } };
        if (digest !== '')
            return { problem: { reason: 'its digest in the index is not a sha256', hint: repositoryHint } };
        const archive = await this.#download(entry.value, undefined);
        return 'value' in archive ? { value: { digest: (0,sha256/* sha256 */.s)(archive.value), version } } : archive;
    }
    async archive(name, content) {
        const entries = await this.#entries(name);
        if ('problem' in entries)
            return entries;
        // A pinned chart may have another version than the text before the pin: the digest decides.
        const same = entries.value.find(({ digest }) => digest.toLowerCase().endsWith(content.digest));
        const entry = same === undefined ? choose(content.version, entries.value) : { value: same };
        if ('problem' in entry)
            return entry;
        const archive = await this.#download(entry.value, content.digest);
        if ('problem' in archive)
            return archive;
        const actual = (0,sha256/* sha256 */.s)(archive.value);
        return actual === content.digest ? archive : { problem: digestMismatch('its archive', actual, content.digest) };
    }
    async #entries(name) {
        const index = await this.#indexes('', () => this.#readIndex());
        if ('problem' in index)
            return index;
        const read = readIndexEntries(index.value, name);
        if ('problem' in read)
            return { problem: { reason: `the index ${read.problem}`, hint: repositoryHint } };
        if (read.entries.length > 0)
            return { value: read.entries };
        return {
            problem: { reason: `the index lists no chart \`${name}\``, hint: 'Correct the name of the chart in `chart`.' },
        };
    }
    async #readIndex() {
        const url = new URL('index.yaml', this.#base);
        url.search = this.#base.search;
        const cached = this.#deps.cache.index(url.href);
        const answer = await this.#get(url, cached ? { 'if-none-match': cached.etag } : {});
        if ('problem' in answer)
            return answer;
        const { status, headers, body } = answer.value;
        if (status === 304 && cached !== undefined)
            return { value: cached.text };
        if (status !== 200)
            return this.#refused(url, status);
        const etag = headers['etag'];
        if (etag !== undefined)
            this.#deps.cache.keepIndex(url.href, { etag, text: body });
        return { value: body };
    }
    /** `digest`: its expected sha256, if that is known. */
    #download({ url: listed, version }, digest) {
        return this.#downloads(listed, async () => {
            if (listed.startsWith('oci://'))
                return this.#downloadFromRegistry(listed, version, digest);
            if (listed === '' || !URL.canParse(listed, this.#base.href)) {
                return { problem: { reason: 'the index has no valid URL for its archive', hint: repositoryHint } };
            }
            const url = new URL(listed, this.#base);
            if (!isAsSafe(url, this.#base)) {
                return {
                    problem: { reason: `the index lists its archive at ${shown(url)}, without https`, hint: repositoryHint },
                };
            }
            if (url.origin === this.#base.origin && url.search === '')
                url.search = this.#base.search;
            const answer = await this.#get(url, {});
            if ('problem' in answer)
                return answer;
            const { status, bytes } = answer.value;
            if (status !== 200)
                return this.#refused(url, status);
            const problem = digest === undefined ? problemOfArchive(bytes) : undefined;
            if (problem !== undefined)
                return { problem: { reason: `the content of ${shown(url)} ${problem}`, hint: repositoryHint } };
            const actual = (0,sha256/* sha256 */.s)(bytes);
            if (digest === undefined || actual === digest)
                this.#deps.cache.keepArchive(actual, bytes);
            return { value: bytes };
        });
    }
    async #downloadFromRegistry(listed, version, digest) {
        const reference = listed.slice('oci://'.length).replace(/:[^/:]*$/, '');
        if (digest === undefined) {
            const reason = `the index lists it at ${listed}, without its digest`;
            return { problem: { reason, hint: `Set \`chart: oci://${reference}\`, without \`repository\`.` } };
        }
        const got = await this.#deps.registry.archive(reference, { digest, version });
        if (got.ok)
            return { value: got.value };
        const { message, hint } = (0,model_failure/* firstFailure */.fx)(got.failures);
        return { problem: { reason: `the index lists it at ${listed}. ${message.replace(/\.$/, '')}`, hint } };
    }
    async #get(url, headers) {
        const headersFor = ({ origin }) => ({
            ...headers,
            ...(origin === this.#base.origin && this.#authorization),
        });
        const answer = await followRedirects(this.#deps.http, { method: 'GET', url }, headersFor, this.#deps.signal);
        return 'reason' in answer
            ? { problem: { reason: answer.reason, hint: answer.isUnreachable ? unreachableHint : repositoryHint } }
            : { value: answer.response };
    }
    #refused(url, status) {
        const how = 'authorization' in this.#authorization ? 'with the credentials of the spec' : 'without credentials';
        return { problem: { reason: `${shown(url)} answered ${status}, requested ${how}`, hint: repositoryHint } };
    }
}
/** Of the logins for exactly this server, the one whose path is the longest prefix of the repository's path. */
function repositoryLoginFor(base, logins) {
    const placeOf = ({ url }) => (URL.canParse(url) ? `${new URL(url).pathname.replace(/\/+$/, '')}/` : '');
    return logins
        .filter(({ url }) => URL.canParse(url) && new URL(url).origin === base.origin)
        .filter((login) => base.pathname.startsWith(placeOf(login)))
        .toSorted((a, b) => placeOf(b).length - placeOf(a).length)[0];
}
function choose(text, entries) {
    const versions = entries.map(({ version }) => version);
    const chosen = (0,text_versions/* chooseVersion */.EH)(text, versions);
    const entry = entries.find(({ version }) => version === chosen);
    return entry === undefined ? { problem: noMatchingVersion(text, versions) } : { value: entry };
}
/** Without user name, password and query, which may be secret. */
function shown({ origin, pathname }) {
    return `${origin}${pathname}`;
}

;// CONCATENATED MODULE: ./lib/adapters/charts/template-words.js
// Which words do the templates of a package contain? They show what its rendering may depend on, without rendering it.


/** Folders nested deeper are not read: then all words count as found. */
const maxFolderDepth = 64;
const gzipStart = Buffer.from([0x1f, 0x8b, 0x08]);
/**
 * Which of `words` occur in the templates of a package. `path`: its folder or archive. `extraText`: text that may
 * contain templates too. Returns all words if a file cannot be read: a word too many does no harm.
 */
function wordsIn(path, words, extraText, disk) {
    const texts = path.endsWith('.tgz') ? [gunzipped(disk.read(path))] : filesIn(path, disk, 0);
    if (texts.includes(undefined))
        return words;
    // Only text in braces is a template; comments and README files contain such words too.
    const code = [...texts, extraText].join('\n').match(/\{\{[\s\S]*?\}\}/g) ?? [];
    const found = new Set(code.join('\n').match(new RegExp(`\\b(?:${words.map(escapedPattern).join('|')})\\b`, 'g')));
    return words.filter((word) => found.has(word));
}
function escapedPattern(word) {
    return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
/** As Latin-1, since the words are ASCII. Undefined for files that cannot be read. */
function filesIn(folder, disk, depth) {
    const entries = depth > maxFolderDepth ? undefined : disk.entries(folder);
    if (entries === undefined)
        return [undefined];
    return entries.flatMap(({ name, isFolder }) => {
        const path = (0,external_node_path_.join)(folder, name);
        if (isFolder)
            return filesIn(path, disk, depth + 1);
        return [name.endsWith('.tgz') ? gunzipped(disk.read(path)) : disk.read(path)?.toString('latin1')];
    });
}
/** The unpacked bytes. Undefined if there are none, if they cannot be unpacked, or if they contain a gzipped file. */
function gunzipped(bytes) {
    try {
        const content = (0,external_node_zlib_.gunzipSync)(bytes ?? Buffer.alloc(0));
        return content.includes(gzipStart) ? undefined : content.toString('latin1');
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./lib/adapters/charts/charts.js
// What is the content of a chart, and in which form does Helm get it?














function makeOpenCharts(deps) {
    const { disk, workspace } = deps;
    return ({ logins, access, scratch }) => {
        const copy = makeCopier(scratch);
        const remote = openRemote(deps, logins, copy, access);
        const packing = once();
        const crdFiles = new Map();
        let made = 0;
        const numbered = (kind) => {
            made += 1;
            return `${kind}/${made}`;
        };
        return {
            async resolve(source, at) {
                switch (source.kind) {
                    case 'folder':
                        return digestOfFolder(source.path, at, deps);
                    case 'manifests':
                        return (0,model_failure.ok)({ digest: (0,sha256/* sha256 */.s)((0,text_json/* canonicalJson */.dj)(source.files)) });
                    case 'archive': {
                        const read = readArchive(source.path, at, disk, workspace);
                        return read.ok ? (0,model_failure.ok)({ digest: read.value.digest, formerDigest: (0,sha256/* sha256 */.s)(read.value.bytes) }) : read;
                    }
                    case 'oci':
                    case 'repository':
                        return withPlace(await remote.resolve(source), at);
                }
            },
            async pack(source, content, at) {
                switch (source.kind) {
                    case 'folder':
                        return packing(source.path, async () => copyFolder(source.path, content, at, deps, numbered('folders'), scratch));
                    case 'manifests':
                        return (0,model_failure.ok)(writeChartOf(source.files, content, numbered('manifests'), scratch));
                    case 'archive':
                        return packing(source.path, async () => copyArchive(source.path, content, at, deps, copy));
                    case 'oci':
                    case 'repository':
                        return withPlace(await remote.pack(source, content), at);
                }
            },
            crdFiles(path) {
                const found = crdFiles.get(path) ?? crdFilesOf(path, disk);
                crdFiles.set(path, found);
                return found;
            },
            nameOf: (source) => nameOfChart(source, deps),
            kubeVersion: (path) => kubeVersionIn(path, disk),
            mentions: (path, words, text) => wordsIn(path, words, text, disk),
            largestFiles: (path) => largestFilesIn(path, disk),
        };
    };
}
/** Downloads charts. Failures have no place, since several entries of the spec may share a download. */
function openRemote(deps, logins, copy, access) {
    const cache = openChartCache(deps.disk, deps.cacheFolder);
    const registry = openChartRegistry(deps, logins, cache, access);
    const repositories = openChartRepositories({ ...deps, logins, cache, registry, signal: access.signal });
    const resolving = once();
    const packing = once();
    return {
        resolve: (source) => resolving(`${addressOf(source)} ${source.version ?? ''}`, () => source.kind === 'oci'
            ? registry.resolve(source.reference, source.version)
            : repositories.resolve(source, source.version)),
        pack: (source, content) => packing(`${addressOf(source)} ${content.digest}`, async () => {
            const archive = source.kind === 'oci'
                ? await registry.archive(source.reference, content)
                : await repositories.archive(source, content);
            return archive.ok ? (0,model_failure.ok)(copy(archive.value)) : archive;
        }),
    };
}
/** Without its version. */
function addressOf(source) {
    return source.kind === 'oci' ? source.reference : `${source.url} ${source.name}`;
}
/**
 * Copied file by file, so that it cannot change before Helm reads it. `helm package` would not keep everything: it
 * drops the `dependencies` of a Chart.yaml with `apiVersion: v1`. `name`: of the folder to write.
 */
function copyFolder(path, { digest }, at, { disk, workspace }, name, scratch) {
    const read = readChartFolder(workspace.locate(path), disk, workspace);
    if ('problem' in read || contentDigest(read.files) !== digest)
        return (0,model_failure/* failed */.gz)(changedSince(path, at));
    const folder = scratch.folder(name);
    for (const file of read.files) {
        scratch.folder((0,external_node_path_.join)(name, (0,external_node_path_.dirname)(file.path)));
        scratch.write((0,external_node_path_.join)(name, file.path), file.bytes);
    }
    return (0,model_failure.ok)(folder);
}
function changedSince(path, at) {
    return noChart(`\`${path}\` changed after Compass had read it.`, at, 'Deploy again.');
}
function withPlace(result, at) {
    return result.ok ? result : (0,model_failure/* failed */.gz)(...result.failures.map((failure) => ({ ...failure, at })));
}
/** A registry and an index name a chart by the `name` in its Chart.yaml. */
function nameOfChart(source, { disk, workspace }) {
    switch (source.kind) {
        case 'oci':
            return external_node_path_.posix.basename(source.reference);
        case 'repository':
            return source.name;
        case 'manifests':
            return nameOfManifests;
        case 'folder':
        case 'archive':
            return chartNameIn(workspace.locate(source.path), disk);
    }
}
/** Copied, so that it cannot change before Helm reads it. */
function copyArchive(path, { digest }, at, { disk, workspace }, copy) {
    const read = readArchive(path, at, disk, workspace);
    if (!read.ok)
        return read;
    if (read.value.digest === digest)
        return (0,model_failure.ok)(copy(read.value.bytes));
    return (0,model_failure/* failed */.gz)(changedSince(path, at));
}
/** The returned function writes a copy, and returns its path. */
function makeCopier(scratch) {
    let made = 0;
    return (bytes) => {
        made += 1;
        scratch.folder('archives');
        return scratch.write(`archives/${made}.tgz`, bytes);
    };
}
const nameOfManifests = 'manifests';
/** Emits each file as it is, without evaluating templates in it. */
const rawTemplate = `{{ range $path, $_ := .Files.Glob "objects/*" }}---
{{ $.Files.Get $path }}{{ end }}`;
/** Returns the folder of a chart that contains only these objects. */
function writeChartOf(files, { digest }, name, scratch) {
    const folder = scratch.folder(name);
    scratch.folder(`${name}/templates`);
    scratch.folder(`${name}/objects`);
    // So that the version in `helm history` shows whether the objects have changed.
    scratch.write(`${name}/Chart.yaml`, `apiVersion: v2\nname: ${nameOfManifests}\nversion: 0.0.0+${digest.slice(0, 12)}\n`);
    scratch.write(`${name}/templates/objects.yaml`, rawTemplate);
    for (const [index, text] of Object.values(files).entries()) {
        // The `---` of the next file must be on a line of its own.
        scratch.write(`${name}/objects/${index}.yaml`, text.endsWith('\n') ? text : `${text}\n`);
    }
    return folder;
}
function digestOfFolder(path, at, { disk, workspace }) {
    const start = workspace.locate(path);
    const real = disk.realPath(start);
    if (real !== undefined && !workspace.isInside(real)) {
        return (0,model_failure/* failed */.gz)(noChart(`\`${path}\` is outside the workspace.`, at, hintForOutside));
    }
    if (disk.read((0,external_node_path_.join)(start, 'Chart.yaml')) === undefined) {
        return (0,model_failure/* failed */.gz)(noChart(`There is no chart in \`${path}\`: it has no readable Chart.yaml.`, at));
    }
    const read = readChartFolder(start, disk, workspace);
    if ('problem' in read) {
        return (0,model_failure/* failed */.gz)(noChart(`The chart in \`${path}\` cannot be used: \`${read.path}\` ${read.problem}.`, at, read.hint));
    }
    const digest = contentDigest(read.files);
    return (0,model_failure.ok)(read.hasIgnored ? { digest } : { digest, formerDigest: formerContentDigest(read.files) });
}
function noChart(message, at, hint = hintForSource) {
    return { code: 'chart-unreadable', message, hint, at };
}

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
// EXTERNAL MODULE: ./lib/model/outcome.js
var outcome = __webpack_require__(6805);
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
;// CONCATENATED MODULE: ./lib/adapters/http/client.js
// How is one HTTP request sent? The only file that imports node:https; every adapter that talks to a server uses it.


const defaultSilenceMs = 30_000;
const connectMs = 10_000;
const defaultMaxBytes = 256 * 1024 * 1024;
const maxSockets = 32;
/** `proxy`: environment variables such as HTTPS_PROXY and NO_PROXY. */
function makeHttpClient(tls, proxy) {
    const options = { keepAlive: true, maxSockets: maxSockets, proxyEnv: { ...proxy } };
    const secure = new external_node_https_.Agent({ ...options, ...tls });
    const plain = new external_node_http_.Agent(options);
    return {
        async send(request, signal) {
            try {
                return await exchange(request, request.url.protocol === 'http:' ? plain : secure, signal);
            }
            catch (problem) {
                // Node throws for an invalid header or certificate.
                return { reason: reasonOf(problem), isTransient: false };
            }
        },
    };
}
function exchange({ method, url, headers, body, silenceMs = defaultSilenceMs, maxMs, maxBytes = defaultMaxBytes }, agent, signal) {
    const isPlain = url.protocol === 'http:';
    return new Promise((resolve) => {
        const start = isPlain ? external_node_http_.request : external_node_https_.request;
        const request = start(url, { method, headers: withLength(headers, body), agent, signal });
        const fail = (reason, isTransient) => {
            resolve({ reason, isTransient });
            request.destroy();
        };
        request.on('socket', (socket) => {
            // Not earlier: until it has a socket, the request waits for other requests of this client.
            const unconnected = setTimeout(() => fail(`no connection within ${connectMs / 1000} s`, true), connectMs);
            const connected = () => clearTimeout(unconnected);
            const deadline = maxMs && setTimeout(() => fail(`no complete answer within ${maxMs / 1000} s`, true), maxMs);
            request.on('close', () => clearTimeout(deadline || undefined));
            request.on('close', connected);
            if (socket.connecting)
                socket.once(isPlain ? 'connect' : 'secureConnect', connected);
            else
                connected();
        });
        request.setTimeout(silenceMs, () => fail(`no answer within ${silenceMs / 1000} s`, true));
        request.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
        request.on('response', (response) => collectBody(response, maxBytes, fail, resolve));
        request.end(body);
    });
}
function collectBody(response, maxBytes, fail, resolve) {
    const chunks = [];
    let size = 0;
    response.on('data', (chunk) => {
        chunks.push(chunk);
        size += chunk.length;
        if (size > maxBytes)
            fail('the answer is too large', false);
    });
    response.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
    response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ response: { status: response.statusCode ?? 0, headers, body: bytes.toString('utf8'), bytes } });
    });
}
/**
 * The proxy variables of the environment. Requests to loopback addresses never go through a proxy, as in Go programs
 * such as Helm.
 */
function proxyOf(proxy) {
    const listed = proxy['no_proxy'] || proxy['NO_PROXY'];
    const exceptions = [...(listed ? [listed] : []), 'localhost', '127.0.0.1-127.255.255.255', '::1'].join(',');
    return { ...proxy, no_proxy: exceptions, NO_PROXY: exceptions };
}
function withLength(headers, body) {
    return body === undefined ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}
/** If a host name has several addresses, Node reports one error that contains an error for each address. */
function causeOf(error) {
    return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}
function reasonOf(error) {
    const cause = causeOf(error);
    return cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
}
function codeOf(error) {
    return error instanceof Error && 'code' in error ? String(error.code) : '';
}
const transientCodes = [
    ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'],
];
/**
 * A host name that is not found, or a port that refuses connections, may work a moment later; an invalid certificate
 * will not.
 */
function isTransientError(error) {
    return transientCodes.includes(codeOf(causeOf(error)));
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/credentials.js
// Which TLS material and which Authorization header does a context of a kubeconfig give?



/** A plugin may open a browser or call a remote server. After this time, Compass stops it. */
const pluginTimeoutMs = 60_000;
/** Fails with `kubeconfig-unreadable` or `credential-plugin-failed`. The redactor learns every secret. */
async function getCredentials(context, tools, signal) {
    const { cluster, user } = context;
    const printed = user.exec === undefined ? (0,model_failure.ok)({}) : await runPlugin(user.exec, context, tools, signal);
    if (!printed.ok)
        return printed;
    const login = { ...user, ...printed.value };
    const read = (data, file) => data ? Buffer.from(data, 'base64') : file ? tools.disk.read(file) : undefined;
    const ca = read(cluster['certificate-authority-data'], cluster['certificate-authority']);
    const cert = read(login['client-certificate-data'], login['client-certificate']);
    const key = read(login['client-key-data'], login['client-key']);
    const token = login.token ?? (login.tokenFile ? tools.disk.read(login.tokenFile)?.toString('utf8').trim() : undefined);
    const files = [
        [cluster['certificate-authority'], ca],
        [login['client-certificate'], cert],
        [login['client-key'], key],
        [login.tokenFile, token],
    ];
    const missing = files.find(([file, content]) => file !== undefined && content === undefined);
    if (missing !== undefined)
        return (0,model_failure/* failed */.gz)(missingFile(context.name, String(missing[0])));
    learnSecrets(token, login, key, context, tools.redactor);
    return (0,model_failure.ok)({
        tls: {
            ...(ca && { ca }),
            ...(cert && { cert }),
            ...(key && { key }),
            ...(cluster['tls-server-name'] && { servername: cluster['tls-server-name'] }),
            ...(cluster['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
        },
        headers: authorization(token, login),
    });
}
/** Secrets in each form: as in the kubeconfig, as sent, and line by line, as they would be printed. */
function learnSecrets(token, login, key, { cluster }, redactor) {
    const userInfo = [cluster.server, cluster['proxy-url'] ?? ''].flatMap((url) => {
        const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
        return [password, decodePercent(password)];
    });
    const keyLines = (key?.toString('utf8') ?? '').split('\n').filter((line) => !line.startsWith('-----'));
    const basic = login.username ? Buffer.from(`${login.username}:${login.password ?? ''}`).toString('base64') : '';
    for (const secret of [token, login.password, login['client-key-data'], basic, ...userInfo, ...keyLines]) {
        if (secret)
            redactor.learn(secret);
    }
}
/** The decoded string. A string with a bare `%` was not encoded, and is returned as it is. */
function decodePercent(text) {
    try {
        return decodeURIComponent(text);
    }
    catch {
        return text;
    }
}
function authorization(token, { username, password }) {
    if (token)
        return { authorization: `Bearer ${token}` };
    if (!username)
        return {};
    return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}
/** Runs a credential plugin (client.authentication.k8s.io). Returns what it printed as fields of a user. */
async function runPlugin(exec, context, tools, signal) {
    const variables = exec.env.map(({ name, value }) => [name, value]);
    const spec = { interactive: false, ...(exec.provideClusterInfo && { cluster: clusterInfo(context) }) };
    const exit = await tools.processes.run({
        program: exec.command,
        arguments: exec.args,
        env: {
            ...Object.fromEntries(variables),
            KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', spec }),
        },
        timeoutMs: pluginTimeoutMs,
    }, signal);
    if (!(0,process_exit/* hasSucceeded */.y)(exit)) {
        const printed = exit.how === 'exited' ? exit.errors.trim().slice(-500) : '';
        const how = (0,process_exit/* describeExit */.K)(exit, pluginTimeoutMs);
        return (0,model_failure/* failed */.gz)(pluginFailed(exec, printed === '' ? how : `${how}: ${printed}`));
    }
    const status = parseStatus(exit.output);
    if (status === undefined)
        return (0,model_failure/* failed */.gz)(pluginFailed(exec, 'did not print an ExecCredential with a `status`'));
    const pem = (text) => (typeof text === 'string' ? Buffer.from(text).toString('base64') : undefined);
    const certificate = pem(status['clientCertificateData']);
    const key = pem(status['clientKeyData']);
    return (0,model_failure.ok)({
        ...(typeof status['token'] === 'string' && { token: status['token'] }),
        ...(certificate && { 'client-certificate-data': certificate }),
        ...(key && { 'client-key-data': key }),
    });
}
function clusterInfo({ cluster }) {
    return {
        server: cluster.server,
        'certificate-authority-data': cluster['certificate-authority-data'],
        'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
        'tls-server-name': cluster['tls-server-name'],
        'proxy-url': cluster['proxy-url'],
    };
}
function parseStatus(output) {
    try {
        const credential = JSON.parse(output);
        const status = (0,text_json/* isObject */.Gv)(credential) ? credential['status'] : undefined;
        return (0,text_json/* isObject */.Gv)(status) ? status : undefined;
    }
    catch {
        return undefined;
    }
}
function missingFile(context, file) {
    return {
        code: 'kubeconfig-unreadable',
        message: `The context \`${context}\` of the kubeconfig names the file ${file}, which cannot be read.`,
        hint: 'Create the file, or put its content into the kubeconfig (`kubectl config view --flatten --raw`).',
    };
}
function pluginFailed(exec, why) {
    return {
        code: 'credential-plugin-failed',
        message: `The kubeconfig gets its credentials from \`${exec.command}\`, which ${why}.`,
        hint: 'Install and configure that program in an earlier step of the job.',
    };
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/connection.js
// How are authenticated requests sent to a Kubernetes API server, and what do its answers mean?






/** For reads only: a write may have succeeded although its answer was lost. */
const maxAttempts = 3;
const retryWaitMs = 300;
/** Authenticated requests to one server. Credentials are fetched when first needed, and again after a 401. */
class Connection {
    #context;
    #deps;
    #tools;
    #opened;
    constructor(context, deps, tools) {
        this.#context = context;
        this.#deps = deps;
        this.#tools = tools;
    }
    /** Any status except success is a failure. `what` completes "The account may not …". */
    async sendOrFail(call, what, signal) {
        const answer = await this.send(call, signal);
        if (!answer.ok || (answer.value.status >= 200 && answer.value.status < 300))
            return answer;
        return (0,model_failure/* failed */.gz)(this.explain(answer.value, what));
    }
    /** Any status is a result. Fails if the credentials cannot be fetched or the server cannot be reached. */
    async send(call, signal) {
        for (let attempt = 1;; attempt += 1) {
            const answer = await this.#sendOnce(call, signal);
            if (call.method !== 'GET' || attempt === maxAttempts || signal.aborted || !isWorthRetrying(answer))
                return answer;
            // The credentials may have expired: they are fetched again.
            if (answer.ok && answer.value.status === 401)
                this.#opened = undefined;
            await (0,promises_.setTimeout)(attempt * retryWaitMs, undefined, { signal }).catch(() => { });
        }
    }
    async #sendOnce({ method, path, accept, body }, signal) {
        this.#opened ??= this.#open(signal);
        const opened = await this.#opened;
        if (!opened.ok)
            return opened;
        const { client, credentials } = opened.value;
        const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
        const headers = { ...credentials.headers, accept, 'user-agent': 'compass', ...(body && { 'content-type': type }) };
        const url = new URL(this.#context.cluster.server.replace(/\/$/, '') + path);
        const answer = await client.send({ method, url, headers, ...(body && { body }) }, signal);
        if ('response' in answer)
            return (0,model_failure.ok)(answer.response);
        const stop = (0,outcome/* stopReason */.PJ)(signal);
        return (0,model_failure/* failed */.gz)(stop ? stopped(stop) : this.#unreachable(answer.reason));
    }
    explain({ status, body }, what) {
        const { server } = this.#context.cluster;
        if (status === 401) {
            return {
                code: 'cluster-unauthorized',
                message: `The cluster at ${server} does not accept the credentials of the context \`${this.#context.name}\` (401).`,
                hint: 'Renew the credentials if they have expired, and check that they belong to this cluster.',
            };
        }
        if (status === 403) {
            return {
                code: 'cluster-forbidden',
                message: `The account of the context \`${this.#context.name}\` may not ${what}: ${statusMessage(body)}.`,
                hint: 'Grant the account that permission, or use another account.',
            };
        }
        return {
            code: 'cluster-error',
            message: `The cluster at ${server} answered ${status} when asked to ${what}: ${statusMessage(body)}.`,
            hint: status === 422
                ? 'Correct the object that the message names: the cluster rejects it as invalid.'
                : 'Run it again. If it fails again, check the logs of the API server and of any proxy in front of it.',
        };
    }
    async #open(signal) {
        const credentials = await getCredentials(this.#context, this.#tools, signal);
        if (!credentials.ok)
            return credentials;
        const proxyUrl = this.#context.cluster['proxy-url'];
        const proxy = proxyUrl ? { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl } : proxyOf(this.#deps.env);
        return (0,model_failure.ok)({ credentials: credentials.value, client: makeHttpClient(credentials.value.tls, proxy) });
    }
    #unreachable(reason) {
        return {
            code: 'cluster-unreachable',
            message: `The cluster of the context \`${this.#context.name}\` at ${this.#context.cluster.server} cannot be reached: ${reason}.`,
            hint: 'Check that the runner can reach it (network, VPN, firewall), and that `server` and the certificate authority in the kubeconfig are correct.',
        };
    }
}
/** A lost connection, a busy or restarting server, or credentials that have just expired. */
function isWorthRetrying(answer) {
    if (!answer.ok)
        return answer.failures.some(({ code }) => code === 'cluster-unreachable');
    return [401, 429, 500, 502, 503, 504].includes(answer.value.status);
}
function stopped(stop) {
    const hint = stop === 'deadline' ? "Run it again, or raise the run's `timeout`." : 'Run it again.';
    return { code: stop, message: 'The run was stopped during a request to the cluster.', hint };
}
/** The message of a Kubernetes Status, or else the start of the body. */
function statusMessage(body) {
    const status = (0,text_json/* parseJson */.qF)(body);
    const message = (0,text_json/* isObject */.Gv)(status) && typeof status['message'] === 'string' ? status['message'] : body.slice(0, 200);
    return message.trim().replace(/\.$/, '') || 'it sent no message';
}

// EXTERNAL MODULE: ./lib/model/manifest.js
var manifest = __webpack_require__(1004);
;// CONCATENATED MODULE: ./lib/adapters/cluster/crds.js
// How are CRDs read, created and changed in a cluster?





const collection = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const accept = 'application/json';
/**
 * How many times, and how long, Compass waits for the cluster to serve a new CRD. It usually takes less than a second.
 */
const maxWaits = 300;
const waitMs = 100;
function makeCrds(connection) {
    const read = async (name, signal) => {
        const what = `read the CRD \`${name}\``;
        const answer = await connection.send({ method: 'GET', path: `${collection}/${name}`, accept }, signal);
        if (!answer.ok)
            return answer;
        if (answer.value.status === 404)
            return (0,model_failure.ok)(undefined);
        const found = answer.value.status === 200 ? (0,text_json/* parseJson */.qF)(answer.value.body) : undefined;
        return (0,text_json/* isObject */.Gv)(found) ? (0,model_failure.ok)(found) : (0,model_failure/* failed */.gz)(connection.explain(answer.value, what));
    };
    const awaitServed = async (name, signal) => {
        for (let waits = 0; waits < maxWaits && !signal.aborted; waits += 1) {
            const made = await read(name, signal);
            if (!made.ok) {
                // An account may create CRDs and not read them.
                return made.failures.every(({ code }) => code === 'cluster-forbidden') ? (0,model_failure.ok)(undefined) : made;
            }
            if ((0,manifest/* isEstablished */.hO)(made.value))
                return (0,model_failure.ok)(undefined);
            await (0,promises_.setTimeout)(waitMs, undefined, { signal }).catch(() => { });
        }
        const stop = (0,outcome/* stopReason */.PJ)(signal);
        if (stop !== undefined) {
            const message = `The run was stopped while it waited for the cluster to serve the CRD \`${name}\`.`;
            return (0,model_failure/* failed */.gz)({ code: stop, message, hint: (0,outcome/* hintAtStop */.v7)(stop) });
        }
        const message = `The cluster does not serve the CRD \`${name}\` after ${(maxWaits * waitMs) / 1_000} s.`;
        return (0,model_failure/* failed */.gz)({
            code: 'cluster-error',
            message,
            hint: `Look at its conditions: \`kubectl describe crd ${name}\`.`,
        });
    };
    return {
        read,
        awaitServed,
        async create(crd, signal) {
            const name = nameOf(crd);
            const body = JSON.stringify(crd);
            const answer = await connection.send({ method: 'POST', path: collection, accept, body }, signal);
            if (!answer.ok)
                return answer;
            // 409: another client has created it in the meantime.
            if (![201, 409].includes(answer.value.status)) {
                return (0,model_failure/* failed */.gz)(connection.explain(answer.value, `create the CRD \`${name}\``));
            }
            return awaitServed(name, signal);
        },
        async change(name, patch, signal) {
            const call = { method: 'PATCH', path: `${collection}/${name}`, accept, body: JSON.stringify(patch) };
            const answer = await connection.send(call, signal);
            if (!answer.ok)
                return answer;
            if (answer.value.status === 409)
                return (0,model_failure.ok)('moved');
            if (answer.value.status === 200)
                return (0,model_failure.ok)('changed');
            return (0,model_failure/* failed */.gz)(connection.explain(answer.value, `change the CRD \`${name}\``));
        },
    };
}
function nameOf(crd) {
    return String((0,text_json/* objectAt */.lJ)(crd, 'metadata')['name'] ?? '');
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/discovery.js
// Which kinds does a cluster serve, and which field managers do its objects have?


/** Only the metadata of each object; its content stays on the server. */
const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** Only the metadata of an object. */
const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
/** Aggregated discovery: all kinds in one answer, since Kubernetes 1.30. Older servers list only the groups. */
const wholeDiscovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';
/** Each answer is fetched once, when it is first needed. */
class ClusterApi {
    #connection;
    #kinds;
    #version;
    constructor(connection) {
        this.#connection = connection;
    }
    version(signal) {
        this.#version ??= this.#readVersion(signal);
        return this.#version;
    }
    async #readVersion(signal) {
        const what = 'read the version of the cluster';
        const answer = await this.#connection.sendOrFail({ method: 'GET', path: '/version', accept: 'application/json' }, what, signal);
        if (!answer.ok)
            return answer;
        const body = (0,text_json/* parseJson */.qF)(answer.value.body);
        const version = (0,text_json/* isObject */.Gv)(body) ? body['gitVersion'] : undefined;
        return typeof version === 'string' ? (0,model_failure.ok)(version) : (0,model_failure/* failed */.gz)(this.#connection.explain(answer.value, what));
    }
    async served(signal, again = false) {
        if (again)
            this.#kinds = undefined;
        const kinds = await this.#readKinds(signal);
        if (!kinds.ok)
            return kinds;
        const names = kinds.value.flatMap(({ apiVersion, kind }) => [
            apiVersion,
            ...(kind ? [`${apiVersion}/${kind}`] : []),
        ]);
        return (0,model_failure.ok)([...new Set(names)]);
    }
    async managed(wanted, signal) {
        const kinds = await this.#readKinds(signal);
        if (!kinds.ok)
            return kinds;
        const { apiVersion, namespace } = wanted;
        const served = kinds.value.find((one) => one.apiVersion === apiVersion && one.kind === wanted.kind);
        if (served?.resource === undefined)
            return (0,model_failure.ok)([]);
        const place = served.isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
        const path = `${rootOf(apiVersion)}${place}/${served.resource}?labelSelector=app.kubernetes.io%2Fmanaged-by%3DHelm`;
        const what = served.isNamespaced
            ? `list ${served.resource} in namespace \`${namespace}\``
            : `list ${served.resource}`;
        const items = await listAll(this.#connection, path, what, signal);
        return items.ok ? (0,model_failure.ok)(items.value.filter((item) => (0,text_json/* isObject */.Gv)(item)).map(toManagedObject)) : items;
    }
    async isAggregated(apiVersion, signal) {
        const [group = '', version] = apiVersion.split('/');
        if (version === undefined)
            return (0,model_failure.ok)(false);
        const path = `/apis/apiregistration.k8s.io/v1/apiservices/${encodeURIComponent(`${version}.${group}`)}`;
        const answer = await this.#connection.send({ method: 'GET', path, accept: 'application/json' }, signal);
        if (!answer.ok)
            return answer;
        if (answer.value.status === 404)
            return (0,model_failure.ok)(false);
        if (answer.value.status !== 200)
            return (0,model_failure/* failed */.gz)(this.#connection.explain(answer.value, `read the APIService of ${apiVersion}`));
        return (0,model_failure.ok)((0,text_json/* isObject */.Gv)((0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(answer.value.body), 'spec')['service']));
    }
    async object(wanted, signal) {
        const read = await this.#read(wanted, metadataOnly, signal);
        return read.ok ? (0,model_failure.ok)(read.value && toLiveObject(read.value)) : read;
    }
    content(wanted, signal) {
        return this.#read(wanted, 'application/json', signal);
    }
    async #read(wanted, accept, signal) {
        const path = await this.#pathOf(wanted, signal);
        if (!path.ok || path.value === undefined)
            return path.ok ? (0,model_failure.ok)(undefined) : path;
        const answer = await this.#connection.send({ method: 'GET', path: path.value, accept }, signal);
        if (!answer.ok)
            return answer;
        if (answer.value.status === 404)
            return (0,model_failure.ok)(undefined);
        const object = answer.value.status === 200 ? (0,text_json/* parseJson */.qF)(answer.value.body) : undefined;
        if ((0,text_json/* isObject */.Gv)(object))
            return (0,model_failure.ok)(object);
        return (0,model_failure/* failed */.gz)(this.#connection.explain(answer.value, `read the ${wanted.kind} \`${wanted.name}\``));
    }
    async whyNotDeleted(wanted, signal) {
        const path = await this.#pathOf(wanted, signal);
        if (!path.ok || path.value === undefined)
            return path.ok ? (0,model_failure.ok)(undefined) : path;
        const call = { method: 'DELETE', path: `${path.value}?dryRun=All`, accept: 'application/json' };
        const answer = await this.#connection.send(call, signal);
        if (!answer.ok)
            return answer;
        const { message } = (0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(answer.value.body));
        return (0,model_failure.ok)([200, 202, 404].includes(answer.value.status) ? undefined : String(message ?? answer.value.status));
    }
    async annotate(wanted, annotations, signal) {
        const path = await this.#pathOf(wanted, signal);
        if (!path.ok || path.value === undefined)
            return path.ok ? (0,model_failure.ok)(undefined) : path;
        const call = { method: 'PATCH', path: path.value, accept: metadataOnly };
        const body = JSON.stringify({ metadata: { annotations } });
        const what = `annotate the ${wanted.kind} \`${wanted.name}\``;
        const answer = await this.#connection.sendOrFail({ ...call, body }, what, signal);
        return answer.ok ? (0,model_failure.ok)(undefined) : answer;
    }
    /** Undefined if the kind is not served, or if an old server does not list its kinds. */
    async #pathOf({ apiVersion, kind, name, namespace }, signal) {
        const kinds = await this.#readKinds(signal);
        if (!kinds.ok)
            return kinds;
        const listed = kinds.value.filter((one) => one.apiVersion === apiVersion);
        // An older server lists only its versions.
        const isWhole = listed.length === 0 || listed.some((one) => one.kind !== undefined);
        const all = isWhole ? (0,model_failure.ok)(listed) : await this.#kindsOfVersion(apiVersion, signal);
        if (!all.ok)
            return all;
        const served = all.value.find((one) => one.kind === kind);
        if (served?.resource === undefined)
            return (0,model_failure.ok)(undefined);
        const place = served.isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
        return (0,model_failure.ok)(`${rootOf(apiVersion)}${place}/${served.resource}/${encodeURIComponent(name)}`);
    }
    async #kindsOfVersion(apiVersion, signal) {
        const call = { method: 'GET', path: rootOf(apiVersion), accept: 'application/json' };
        const answer = await this.#connection.sendOrFail(call, `list the kinds of ${apiVersion}`, signal);
        if (!answer.ok)
            return answer;
        const resources = objectsAt((0,text_json/* parseJson */.qF)(answer.value.body), 'resources');
        return (0,model_failure.ok)(resources
            .filter(({ name }) => !String(name).includes('/'))
            .map(({ name, kind, namespaced }) => ({
            apiVersion,
            kind: String(kind),
            resource: String(name),
            isNamespaced: namespaced === true,
        })));
    }
    async #readKinds(signal) {
        this.#kinds ??= this.#discover(signal);
        const kinds = await this.#kinds;
        if (!kinds.ok)
            this.#kinds = undefined;
        return kinds;
    }
    async #discover(signal) {
        const call = (path) => ({ method: 'GET', path, accept: wholeDiscovery });
        const what = 'list the API versions of the cluster';
        const [core, groups] = await Promise.all([
            this.#connection.sendOrFail(call('/api'), what, signal),
            this.#connection.sendOrFail(call('/apis'), what, signal),
        ]);
        if (!core.ok)
            return core;
        if (!groups.ok)
            return groups;
        return (0,model_failure.ok)([...kindsIn(core.value.body), ...kindsIn(groups.value.body)]);
    }
}
/** The metadata of all objects of a list, which a server or a proxy may give page by page. */
async function listAll(connection, path, what, signal) {
    const items = [];
    for (let next = '';;) {
        const page = next === '' ? path : `${path}&continue=${encodeURIComponent(next)}`;
        const answer = await connection.sendOrFail({ method: 'GET', path: page, accept: metadataList }, what, signal);
        if (!answer.ok)
            return answer;
        const list = (0,text_json/* parseJson */.qF)(answer.value.body);
        // Go encodes an empty list as null. An unreadable answer, such as the page of a proxy, must not look like one.
        const found = (0,text_json/* isObject */.Gv)(list) && 'items' in list ? (list['items'] ?? []) : undefined;
        if (!(0,text_json/* isList */.Lv)(found))
            return (0,model_failure/* failed */.gz)(connection.explain(answer.value, what));
        items.push(...found);
        next = String((0,text_json/* objectAt */.lJ)(list, 'metadata')['continue'] ?? '');
        if (next === '')
            return (0,model_failure.ok)(items);
    }
}
function rootOf(apiVersion) {
    return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}
function kindsIn(body) {
    const answer = (0,text_json/* parseJson */.qF)(body);
    if (!(0,text_json/* isObject */.Gv)(answer))
        return [];
    if ((0,text_json/* isList */.Lv)(answer['versions']))
        return answer['versions'].map((version) => ({ apiVersion: String(version) }));
    return [...objectsAt(answer, 'groups'), ...objectsAt(answer, 'items')].flatMap((group) => {
        const name = String((0,text_json/* objectAt */.lJ)(group, 'metadata')['name'] ?? group['name'] ?? '');
        return objectsAt(group, 'versions').flatMap((version) => kindsOf(name, version));
    });
}
/** The API version itself comes first: without a list of kinds, it is all that is known. */
function kindsOf(group, served) {
    const version = String(served['version']);
    const apiVersion = group === '' ? version : `${group}/${version}`;
    const kinds = objectsAt(served, 'resources').map((one) => ({
        apiVersion,
        kind: String((0,text_json/* objectAt */.lJ)(one, 'responseKind')['kind'] ?? ''),
        resource: String(one['resource']),
        isNamespaced: one['scope'] === 'Namespaced',
    }));
    return [{ apiVersion }, ...kinds];
}
function objectsAt(value, ...path) {
    return (0,text_json/* listAt */.gT)(value, ...path).filter((item) => (0,text_json/* isObject */.Gv)(item));
}
function toLiveObject(object) {
    const metadata = (0,text_json/* objectAt */.lJ)(object, 'metadata');
    const annotations = Object.entries((0,text_json/* objectAt */.lJ)(metadata, 'annotations')).map(([key, text]) => [key, String(text)]);
    return {
        ...toManagedObject(object),
        annotations: Object.fromEntries(annotations),
        isTerminating: metadata['deletionTimestamp'] !== undefined,
        finalizers: (0,text_json/* listAt */.gT)(metadata, 'finalizers').map(String),
    };
}
function toManagedObject(object) {
    const managers = objectsAt(object, 'metadata', 'managedFields').filter(({ subresource }) => subresource === undefined || subresource === 'scale');
    return {
        name: String((0,text_json/* objectAt */.lJ)(object, 'metadata')['name']),
        managers: managers.map((one) => ({ name: String(one['manager']), fields: (0,text_json/* objectAt */.lJ)(one, 'fieldsV1') })),
    };
}

// EXTERNAL MODULE: ./lib/text/near-name.js
var near_name = __webpack_require__(4921);
;// CONCATENATED MODULE: ./lib/adapters/cluster/kubeconfig-entries.js
// Which fields of a cluster and a user in a kubeconfig does Compass use? They are named as in Kubernetes (kubeconfig
// v1).

/**
 * Authentication, proxies and impersonation that Compass does not support are a problem, since Helm would use them.
 * Other unknown fields are ignored. `problem` completes "In the context `NAME` of the kubeconfig, …".
 */
function readEntries(cluster, user) {
    const problem = problemOfContext(cluster, user);
    if (problem !== undefined)
        return { problem };
    const exec = readExec(user['exec']);
    if (exec !== undefined && 'problem' in exec)
        return exec;
    return { cluster: clusterOf(cluster), user: { ...userOf(user), exec } };
}
function clusterOf(fields) {
    return {
        server: textIn(fields, 'server') ?? '',
        'certificate-authority': textIn(fields, 'certificate-authority'),
        'certificate-authority-data': textIn(fields, 'certificate-authority-data'),
        'insecure-skip-tls-verify': fields['insecure-skip-tls-verify'] ? true : undefined,
        'tls-server-name': textIn(fields, 'tls-server-name'),
        'proxy-url': textIn(fields, 'proxy-url'),
    };
}
function userOf(fields) {
    return {
        token: textIn(fields, 'token'),
        tokenFile: textIn(fields, 'tokenFile'),
        'client-certificate': textIn(fields, 'client-certificate'),
        'client-certificate-data': textIn(fields, 'client-certificate-data'),
        'client-key': textIn(fields, 'client-key'),
        'client-key-data': textIn(fields, 'client-key-data'),
        username: textIn(fields, 'username'),
        password: textIn(fields, 'password'),
    };
}
function textIn(fields, name) {
    const value = fields[name];
    return typeof value === 'string' ? value : undefined;
}
const textFields = [
    ...['server', 'certificate-authority', 'certificate-authority-data', 'tls-server-name', 'proxy-url'],
    ...['token', 'tokenFile', 'client-certificate', 'client-certificate-data', 'client-key', 'client-key-data'],
    ...['username', 'password'],
];
/** Why Compass cannot use the cluster and the user of a context; undefined if it can. */
function problemOfContext(cluster, user) {
    const both = { ...cluster, ...user };
    const notString = textFields.find((field) => both[field] !== undefined && typeof both[field] !== 'string');
    if (notString !== undefined)
        return `\`${notString}\` is not a string`;
    if (cluster['server'] === undefined)
        return 'the cluster does not exist, or has no `server`';
    if (!isHttp(cluster['server']))
        return '`server` of the cluster is not an https or http URL';
    if (cluster['proxy-url'] && !isHttp(cluster['proxy-url']))
        return '`proxy-url` is not an https or http URL';
    if ('auth-provider' in user)
        return 'the user has an `auth-provider`, which Kubernetes has removed';
    const impersonation = Object.keys(user).find((field) => /^as(-|$)/.test(field));
    if (impersonation !== undefined)
        return `the user has \`${impersonation}\`: Compass does not support impersonation`;
    if (/[^\x21-\x7e]/.test(textIn(user, 'token')?.trim() ?? '')) {
        return 'the token contains characters that an HTTP header cannot carry';
    }
    return undefined;
}
function readExec(exec) {
    if (exec === undefined)
        return undefined;
    const command = (0,text_json/* isObject */.Gv)(exec) ? textIn(exec, 'command') : undefined;
    if (!(0,text_json/* isObject */.Gv)(exec) || command === undefined || command === '')
        return { problem: '`exec` has no `command`' };
    const args = listOf(exec['args'], (one) => (typeof one === 'string' ? one : undefined));
    if (args === undefined)
        return { problem: 'the `args` of `exec` are not a list of strings' };
    const env = listOf(exec['env'], pairOf);
    if (env === undefined)
        return { problem: 'the `env` of `exec` is not a list of names and values' };
    return {
        apiVersion: textIn(exec, 'apiVersion'),
        command,
        args,
        env,
        provideClusterInfo: Boolean(exec['provideClusterInfo']),
    };
}
/** Empty if there is none. Undefined if it is not a list, or `read` returns undefined for one of its items. */
function listOf(list, read) {
    const items = Array.isArray(list) ? list : (list ?? undefined) === undefined ? [] : undefined;
    const found = items?.flatMap((item) => read(item) ?? []);
    return found?.length === items?.length ? found : undefined;
}
function pairOf(entry) {
    const [name, value] = (0,text_json/* isObject */.Gv)(entry) ? [textIn(entry, 'name'), textIn(entry, 'value')] : [];
    return name === undefined || value === undefined ? undefined : { name, value };
}
function isHttp(url) {
    return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/kubeconfig.js
// Which context of which kubeconfig is used? All paths in it become absolute.






const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Fails with `kubeconfig-unreadable` or `context-unknown`. */
function readContext(choice, deps) {
    const found = findSources(choice.kubeconfig, deps);
    if (!found.ok)
        return found;
    if (found.value === 'in-cluster')
        return inCluster(deps);
    const read = found.value.map((source) => readSource(source));
    const problem = read.find((one) => !one.ok);
    if (problem !== undefined && !problem.ok)
        return problem;
    return pickContext(read.flatMap((one) => (one.ok ? [one.value] : [])), choice.context);
}
function findSources(given, deps) {
    if (given !== undefined)
        return readGiven(given, deps);
    const { disk, env } = deps;
    const listed = (env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
    const home = env['HOME'] ? [(0,external_node_path_.join)(env['HOME'], '.kube', 'config')] : [];
    const tried = listed.length > 0 ? listed : home;
    const sources = tried.flatMap((path) => readFileSource(disk, (0,external_node_path_.resolve)(deps.folder, path)) ?? []);
    if (sources.length > 0)
        return (0,model_failure.ok)(sources);
    if (listed.length === 0 && env['KUBERNETES_SERVICE_HOST'])
        return (0,model_failure.ok)('in-cluster');
    const where = listed.length > 0
        ? `\`KUBECONFIG\` names ${listed.join(', ')}, which cannot be read`
        : home.length > 0
            ? `${home.join(', ')} does not exist`
            : '`HOME` is not set';
    return (0,model_failure/* failed */.gz)(unreadableKubeconfig(`No kubeconfig was found: the input \`kubeconfig\` is empty, and ${where}.`));
}
/**
 * A path, or the content, plain or base64. Messages show the value only if it looks like a path, since the content is
 * secret.
 */
function readGiven(given, deps) {
    const content = (text) => ({ name: 'the input `kubeconfig`', text, folder: deps.folder });
    // The output of `base64` has line breaks.
    const decoded = /^[A-Za-z0-9+/=\s]+$/.test(given) ? Buffer.from(given, 'base64').toString('utf8') : '';
    if (decoded.includes('clusters'))
        return (0,model_failure.ok)([content(decoded)]);
    if (given.includes('\n') || given.trimStart().startsWith('{'))
        return (0,model_failure.ok)([content(given)]);
    const file = readFileSource(deps.disk, (0,external_node_path_.resolve)(deps.folder, given));
    if (file !== undefined)
        return (0,model_failure.ok)([file]);
    const isPath = given.includes('/') && given.length < 256 && /^[\w./~-]+$/.test(given);
    const what = isPath
        ? `\`${given}\` is not a file that can be read`
        : 'it is neither the path of a file nor the content of one, plain or base64';
    return (0,model_failure/* failed */.gz)(unreadableKubeconfig(`The input \`kubeconfig\` cannot be used: ${what}.`));
}
function readFileSource(disk, path) {
    const text = disk.read(path)?.toString('utf8');
    return text === undefined ? undefined : { name: path, text, folder: (0,external_node_path_.dirname)(path) };
}
function readSource({ name, text, folder }) {
    const yaml = (0,text_yaml/* readYaml */.gM)(name, text);
    if ('problems' in yaml) {
        // The message of the YAML library may contain part of the text, which is secret.
        const at = yaml.problems[0]?.at;
        return (0,model_failure/* failed */.gz)(unreadableKubeconfig(`The kubeconfig from ${name} is not valid YAML (line ${at?.line}).`, hintForContent));
    }
    const { data } = yaml.document;
    if (!(0,text_json/* isObject */.Gv)(data))
        return (0,model_failure/* failed */.gz)(unreadableKubeconfig(`The kubeconfig from ${name} is not a map.`, hintForContent));
    const current = data['current-context'];
    return (0,model_failure.ok)({
        currentContext: typeof current === 'string' ? current : '',
        contexts: entriesByName(data['contexts'], 'context', folder),
        clusters: entriesByName(data['clusters'], 'cluster', folder),
        users: entriesByName(data['users'], 'user', folder),
    });
}
const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];
function entriesByName(list, key, folder) {
    const entries = Array.isArray(list) ? list : [];
    return new Map(entries.flatMap((entry) => {
        if (!(0,text_json/* isObject */.Gv)(entry) || typeof entry['name'] !== 'string')
            return [];
        const fields = (0,text_json/* isObject */.Gv)(entry[key]) ? entry[key] : {};
        return [[entry['name'], withAbsolutePaths(fields, folder)]];
    }));
}
function withAbsolutePaths(fields, folder) {
    const absolute = Object.entries(fields).map(([name, value]) => {
        const isPath = pathFields.includes(name) && typeof value === 'string' && value !== '';
        return [name, isPath ? (0,external_node_path_.resolve)(folder, value) : value];
    });
    const exec = fields['exec'];
    // A command with a slash is a path; without one, it is searched for on PATH.
    if ((0,text_json/* isObject */.Gv)(exec) && typeof exec['command'] === 'string' && exec['command'].includes('/')) {
        absolute.push(['exec', { ...exec, command: (0,external_node_path_.resolve)(folder, exec['command']) }]);
    }
    return Object.fromEntries(absolute);
}
/** If several files define the same name, the first counts, as for kubectl. */
function pickContext(files, wanted) {
    const merged = (part) => new Map(files.toReversed().flatMap((file) => [...file[part]]));
    const contexts = merged('contexts');
    const name = wanted ?? files.find((file) => file.currentContext !== '')?.currentContext ?? '';
    const context = contexts.get(name);
    if (context === undefined)
        return (0,model_failure/* failed */.gz)(unknownContext(name, [...contexts.keys()]));
    const cluster = merged('clusters').get(String(context['cluster'])) ?? {};
    const user = merged('users').get(String(context['user'])) ?? {};
    const read = readEntries(cluster, user);
    if ('problem' in read) {
        const message = `In the context \`${name}\` of the kubeconfig, ${read.problem}.`;
        return (0,model_failure/* failed */.gz)(unreadableKubeconfig(message, 'Correct that entry of the kubeconfig, or use another context.'));
    }
    return (0,model_failure.ok)({ name, ...read, written: { cluster, user } });
}
function inCluster({ disk, env }) {
    const tokenFile = (0,external_node_path_.join)(serviceAccount, 'token');
    if (disk.read(tokenFile) === undefined)
        return (0,model_failure/* failed */.gz)(unreadableKubeconfig(`There is no kubeconfig, and no token of a service account in ${serviceAccount}.`));
    const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
    const server = `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
    const cluster = { server, 'certificate-authority': (0,external_node_path_.join)(serviceAccount, 'ca.crt') };
    const user = { tokenFile };
    return (0,model_failure.ok)({ name: 'in-cluster', cluster, user, written: { cluster, user } });
}
function unknownContext(name, known) {
    const near = (0,near_name/* nearestName */.q)(name, known);
    const list = known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has no contexts.';
    return {
        code: 'context-unknown',
        message: name === '' ? 'The kubeconfig has no `current-context`.' : `The kubeconfig has no context \`${name}\`.`,
        hint: `${near ? `Did you mean \`${near}\`?` : list} Set \`context\` in the environment of the spec, or as an input.`,
    };
}
const hintForInput = 'Set the input `kubeconfig` to the path or the content of a kubeconfig, for example from a secret.';
const hintForContent = 'Check that it is a whole kubeconfig: `kubectl config view --kubeconfig FILE` reads it.';
function unreadableKubeconfig(message, hint = hintForInput) {
    return { code: 'kubeconfig-unreadable', message, hint };
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/release-records.js
// What do the Secrets in which Helm stores its releases contain?


/** The newest revision of each release in a list of Secrets, with its deployed revision if that is another one. */
function newestOfEach(items) {
    const all = items.flatMap(toRelease);
    const newest = newestByName(all);
    const deployed = newestByName(all.filter(({ status }) => status === 'deployed'));
    return [...newest.values()].map((release) => {
        const running = deployed.get(release.name);
        return running === undefined || running === release ? release : { ...release, deployed: running };
    });
}
function newestByName(releases) {
    const newest = new Map();
    for (const release of releases) {
        const known = newest.get(release.name);
        if (known === undefined || known.revision < release.revision)
            newest.set(release.name, release);
    }
    return newest;
}
/** Empty for a Secret that is not the record of a release. */
function toRelease(item) {
    const metadata = (0,text_json/* objectAt */.lJ)(item, 'metadata');
    const [labels, annotations] = [textsAt(metadata, 'labels'), textsAt(metadata, 'annotations')];
    const { name, status, version } = labels;
    const revision = Number(version);
    if (name === undefined || status === undefined || !Number.isInteger(revision))
        return [];
    const namespace = String(metadata['namespace']);
    const tookMs = deploymentTime(metadata);
    const resourceVersion = String(metadata['resourceVersion']);
    const about = { labels, annotations, resourceVersion, ...(tookMs !== undefined && { tookMs }) };
    return [{ name, namespace, revision, status, ...about }];
}
function textsAt(metadata, key) {
    return Object.fromEntries(Object.entries((0,text_json/* objectAt */.lJ)(metadata, key)).map(([name, text]) => [name, String(text)]));
}
/**
 * Helm creates the record when a deployment starts, and updates it when the deployment ends. The API server notes both
 * times.
 */
function deploymentTime(metadata) {
    const byHelm = (0,text_json/* listAt */.gT)(metadata, 'managedFields').find((entry) => (0,text_json/* isObject */.Gv)(entry) && String(entry['manager']).toLowerCase() === 'helm');
    const ended = (0,text_json/* isObject */.Gv)(byHelm) ? Date.parse(String(byHelm['time'])) : Number.NaN;
    const tookMs = ended - Date.parse(String(metadata['creationTimestamp']));
    return tookMs >= 0 ? tookMs : undefined;
}
/**
 * The data of a record with an edited manifest. `body`: the Secret as JSON. `same` if the manifest does not change;
 * undefined if the Secret is not a record or `edit` returns undefined. Helm stores a release as gzipped JSON in base64
 * (helm: pkg/storage/driver/util.go), and Kubernetes encodes the data of a Secret in base64 once more.
 */
function withManifest(body, edit) {
    const release = unpack(dataIn(body));
    const current = release && manifestOf(release);
    if (current === undefined)
        return undefined;
    const manifest = edit(current);
    if (manifest === undefined)
        return undefined;
    return manifest === current ? 'same' : pack({ ...release, manifest });
}
/** The data of a record with another status; undefined if the Secret is not a record. `body`: the Secret as JSON. */
function withStatus(body, status) {
    const release = unpack(dataIn(body));
    return release && pack({ ...release, info: { ...(0,text_json/* objectAt */.lJ)(release, 'info'), status } });
}
/** Undefined if the Secret is not a record. */
function readRecord(body) {
    const release = unpack(dataIn(body));
    const manifest = release && manifestOf(release);
    if (release === undefined || manifest === undefined)
        return undefined;
    const { chart } = release;
    const ofHooks = (0,text_json/* listAt */.gT)(release, 'hooks')
        .filter((hook) => (0,text_json/* isObject */.Gv)(hook))
        .map(hookText);
    return {
        objects: [manifest, ...ofHooks].join('\n'),
        values: (0,text_json/* objectAt */.lJ)(release, 'config'),
        isServerSide: release['apply_method'] === 'ssa',
        helmChart: String((0,text_json/* objectAt */.lJ)(chart, 'metadata')['name'] ?? ''),
        chartVersion: String((0,text_json/* objectAt */.lJ)(chart, 'metadata')['version'] ?? ''),
        chartText: (0,text_json/* isObject */.Gv)(chart) ? textOfChart(chart) : '',
    };
}
/** Undefined if it is not a release. Go leaves out an empty text, such as the manifest of a release without objects. */
function manifestOf({ name, manifest }) {
    if (typeof manifest === 'string')
        return manifest;
    return typeof name === 'string' && manifest === undefined ? '' : undefined;
}
function textOfChart(chart) {
    const texts = [...(0,text_json/* listAt */.gT)(chart, 'templates'), ...(0,text_json/* listAt */.gT)(chart, 'files')].filter((file) => (0,text_json/* isObject */.Gv)(file));
    const decoded = texts.map(({ data }) => Buffer.from(String(data), 'base64').toString());
    return [...decoded, JSON.stringify(chart['values'] ?? {})].join('\n');
}
/** With the comment that Helm writes above each rendered template. */
function hookText({ path, manifest }) {
    return `---\n# Source: ${String(path)}\n${String(manifest ?? '')}`;
}
function dataIn(body) {
    return String((0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(body), 'data')['release'] ?? '');
}
function unpack(data) {
    try {
        const packed = Buffer.from(Buffer.from(data, 'base64').toString(), 'base64');
        const release = JSON.parse((0,external_node_zlib_.gunzipSync)(packed).toString(), keepNumber);
        return (0,text_json/* isObject */.Gv)(release) ? release : undefined;
    }
    catch {
        return undefined;
    }
}
/** Values may contain integers that a JavaScript number cannot represent. */
function keepNumber(_key, value, { source } = {}) {
    return typeof value === 'number' && source !== undefined ? JSON.rawJSON(source) : value;
}
function pack(release) {
    const packed = (0,external_node_zlib_.gzipSync)(JSON.stringify(release), { level: 9 });
    return Buffer.from(packed.toString('base64')).toString('base64');
}

;// CONCATENATED MODULE: ./lib/adapters/cluster/cluster.js
// Which requests does Compass itself send to the Kubernetes API? For release records, CRDs, namespaces, field managers,
// versions, and values of Secrets and ConfigMaps.








function makeClusters(deps, tools) {
    return {
        open(choice, scratch) {
            const context = readContext(choice, deps);
            if (!context.ok)
                return context;
            const files = new Map();
            const kubeconfigFor = (namespace) => {
                const written = files.get(namespace);
                if (written !== undefined)
                    return written;
                const file = scratch.write(`kubeconfig-${namespace}`, JSON.stringify(kubeconfigOf(context.value, namespace)));
                files.set(namespace, file);
                return file;
            };
            return (0,model_failure.ok)(makeCluster(new Connection(context.value, deps, tools), kubeconfigFor));
        },
    };
}
/** For child processes: this context and nothing else. JSON is valid YAML. */
function kubeconfigOf({ name, written: { cluster, user } }, namespace) {
    return {
        apiVersion: 'v1',
        kind: 'Config',
        clusters: [{ name, cluster }],
        users: [{ name, user }],
        contexts: [{ name, context: { cluster: name, user: name, namespace } }],
        'current-context': name,
    };
}
function makeCluster(connection, kubeconfigFor) {
    const list = async (namespace, selector, signal) => {
        const path = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${encodeURIComponent(selector)}`;
        const items = await listAll(connection, path, `list Secrets in namespace \`${namespace}\``, signal);
        return items.ok ? (0,model_failure.ok)(newestOfEach(items.value)) : items;
    };
    const api = new ClusterApi(connection);
    return {
        kubeconfigFor,
        async releases(namespaces, signal) {
            const lists = await Promise.all(namespaces.map((namespace) => list(namespace, 'owner=helm,status!=superseded', signal)));
            const problem = lists.find((one) => !one.ok);
            return problem ?? (0,model_failure.ok)(lists.flatMap((one) => (one.ok ? one.value : [])));
        },
        async release(name, namespace, signal) {
            const found = await list(namespace, `owner=helm,status!=superseded,name=${name}`, signal);
            return found.ok ? (0,model_failure.ok)(found.value[0]) : found;
        },
        supersededReleases: (namespace, signal) => list(namespace, 'owner=helm,status=superseded', signal),
        async releasesInConfigMaps(namespace, signal) {
            const selector = encodeURIComponent('owner=helm,status in (deployed,failed)');
            const path = `/api/v1/namespaces/${namespace}/configmaps?labelSelector=${selector}`;
            const what = `list ConfigMaps in namespace \`${namespace}\``;
            const items = await listAll(connection, path, what, signal);
            return items.ok ? (0,model_failure.ok)(newestOfEach(items.value).map(({ name }) => name)) : items;
        },
        record: (release, signal) => getRecord(connection, release, signal),
        async patchMetadata(release, { labels, annotations }, signal) {
            const path = recordPath(release);
            // With its resourceVersion, the patch is rejected if the record has changed since it was read.
            const body = JSON.stringify({ metadata: { resourceVersion: release.resourceVersion, labels, annotations } });
            const what = `annotate the record of the release \`${release.name}\` (patch Secrets)`;
            const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
            return answer.ok ? (0,model_failure.ok)(undefined) : answer;
        },
        crds: makeCrds(connection),
        editManifest: (release, edit, signal, labels) => editManifest(connection, release, edit, signal, labels),
        reviveRelease: (release, signal) => reviveRelease(connection, release, signal),
        value: (object, signal) => readValue(connection, object, signal),
        version: (signal) => api.version(signal),
        served: (signal, again) => api.served(signal, again),
        isAggregated: (apiVersion, signal) => api.isAggregated(apiVersion, signal),
        managed: (kind, signal) => api.managed(kind, signal),
        object: (object, signal) => api.object(object, signal),
        content: (object, signal) => api.content(object, signal),
        whyNotDeleted: (object, signal) => api.whyNotDeleted(object, signal),
        annotate: (object, annotations, signal) => api.annotate(object, annotations, signal),
        namespaceState: (namespace, signal) => namespaceState(connection, namespace, signal),
        uid: (signal) => readUid(connection, signal),
        ensureNamespace: (namespace, signal) => ensureNamespace(connection, namespace, signal),
    };
}
function recordPath({ namespace, name, revision }) {
    return `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.${name}.v${revision}`;
}
async function getRecord(connection, release, signal) {
    const path = recordPath(release);
    const what = `read the record of the release \`${release.name}\` (get Secrets)`;
    const answer = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
    if (!answer.ok)
        return answer;
    const record = readRecord(answer.value.body);
    if (record !== undefined)
        return (0,model_failure.ok)(record);
    const message = `The record of the release \`${release.name}\`, revision ${release.revision}, cannot be decoded.`;
    return (0,model_failure/* failed */.gz)({
        code: 'cluster-error',
        message,
        hint: `Check whether Helm can read it: \`helm get all ${release.name} --namespace ${release.namespace}\`.`,
    });
}
async function namespaceState(connection, namespace, signal) {
    const path = `/api/v1/namespaces/${namespace}`;
    const answer = await connection.send({ method: 'GET', path, accept: metadataOnly }, signal);
    if (!answer.ok)
        return answer;
    if (answer.value.status === 404)
        return (0,model_failure.ok)(undefined);
    if (answer.value.status !== 200)
        return (0,model_failure/* failed */.gz)(connection.explain(answer.value, `read the namespace \`${namespace}\``));
    const isTerminating = (0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(answer.value.body), 'metadata')['deletionTimestamp'] !== undefined;
    return (0,model_failure.ok)(isTerminating ? 'terminating' : 'active');
}
async function editManifest(connection, release, edit, signal, labels = {}) {
    const path = recordPath(release);
    const what = `read and update the record of the release \`${release.name}\` (get and patch Secrets)`;
    const read = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
    if (!read.ok)
        return read;
    const record = withManifest(read.value.body, edit);
    if (record === undefined) {
        const message = `The objects of the release \`${release.name}\` cannot be read from its record, so Compass changed nothing.`;
        const hint = `Look at the output of \`helm get manifest ${release.name} --namespace ${release.namespace}\`, and remove the release by hand.`;
        return (0,model_failure/* failed */.gz)({ code: 'cluster-error', message, hint });
    }
    if (record === 'same')
        return (0,model_failure.ok)(undefined);
    // With its resourceVersion, the patch is rejected if the record has changed since it was read.
    const { resourceVersion } = (0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(read.value.body), 'metadata');
    const body = JSON.stringify({ metadata: { resourceVersion, labels }, data: { release: record } });
    const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
    return answer.ok ? (0,model_failure.ok)(undefined) : answer;
}
async function reviveRelease(connection, release, signal) {
    const path = recordPath(release);
    const what = `update the record of the release \`${release.name}\` (get and patch Secrets)`;
    const read = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
    if (!read.ok)
        return read;
    const record = withStatus(read.value.body, 'failed');
    if (record === undefined)
        return (0,model_failure/* failed */.gz)(connection.explain(read.value, what));
    const { resourceVersion } = (0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(read.value.body), 'metadata');
    const body = JSON.stringify({
        metadata: { resourceVersion, labels: { status: 'failed' } },
        data: { release: record },
    });
    const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
    return answer.ok ? (0,model_failure.ok)(undefined) : answer;
}
async function readValue(connection, { kind, namespace, name, key, encoding }, signal) {
    const called = `${kind === 'secret' ? 'Secret' : 'ConfigMap'} \`${name}\` in namespace \`${namespace}\``;
    const [place, object] = [namespace, name].map(encodeURIComponent);
    const path = `/api/v1/namespaces/${place}/${kind}s/${object}`;
    const answer = await connection.send({ method: 'GET', path, accept: 'application/json' }, signal);
    if (!answer.ok)
        return answer;
    if (answer.value.status === 404)
        return (0,model_failure.ok)({ problem: `there is no ${called}` });
    if (answer.value.status !== 200)
        return (0,model_failure/* failed */.gz)(connection.explain(answer.value, `read the ${called}`));
    const read = (0,text_json/* parseJson */.qF)(answer.value.body);
    const bytes = bytesAt(read, key, kind);
    if (bytes === undefined)
        return (0,model_failure.ok)({ problem: `the ${called} has no key \`${key}\`` });
    if (encoding === 'base64')
        return (0,model_failure.ok)({ value: bytes.toString('base64') });
    if ((0,external_node_buffer_.isUtf8)(bytes))
        return (0,model_failure.ok)({ value: bytes.toString('utf8') });
    const read64 = `from${kind === 'secret' ? 'Secret' : 'ConfigMap'}('${name}', '${key}', { encoding: 'base64' })`;
    return (0,model_failure.ok)({ problem: `\`${key}\` of the ${called} is not text (UTF-8); \`${read64}\` gives its bytes in base64` });
}
/** Undefined if the object has no such key. A ConfigMap has text in `data`, and bytes in `binaryData`. */
function bytesAt(object, key, kind) {
    const own = (field) => {
        const data = (0,text_json/* objectAt */.lJ)(object, field);
        const text = Object.hasOwn(data, key) ? data[key] : undefined;
        return typeof text === 'string' ? text : undefined;
    };
    const [text, binary] = [own('data'), own('binaryData')];
    if (text !== undefined)
        return Buffer.from(text, kind === 'secret' ? 'base64' : 'utf8');
    return binary === undefined ? undefined : Buffer.from(binary, 'base64');
}
async function readUid(connection, signal) {
    const what = 'read the namespace `kube-system`, which identifies the cluster (get Namespaces)';
    const path = '/api/v1/namespaces/kube-system';
    const answer = await connection.sendOrFail({ method: 'GET', path, accept: metadataOnly }, what, signal);
    if (!answer.ok)
        return answer;
    const { uid } = (0,text_json/* objectAt */.lJ)((0,text_json/* parseJson */.qF)(answer.value.body), 'metadata');
    return typeof uid === 'string' ? (0,model_failure.ok)(uid) : (0,model_failure/* failed */.gz)(connection.explain(answer.value, what));
}
async function ensureNamespace(connection, namespace, signal) {
    const found = await connection.send({ method: 'GET', path: `/api/v1/namespaces/${namespace}`, accept: metadataOnly }, signal);
    if (!found.ok || found.value.status === 200)
        return found.ok ? (0,model_failure.ok)(undefined) : found;
    // An account that may not read namespaces may still create them; and another client may have created this one since
    // then.
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    const created = await connection.send({ method: 'POST', path: '/api/v1/namespaces', accept: metadataOnly, body }, signal);
    if (!created.ok)
        return created;
    const isThere = created.value.status === 201 || created.value.status === 409;
    return isThere ? (0,model_failure.ok)(undefined) : (0,model_failure/* failed */.gz)(connection.explain(created.value, `create the namespace \`${namespace}\``));
}

;// CONCATENATED MODULE: ./lib/adapters/github/api.js
// How is GitHub's API called? Through GitHub's own library, which is loaded when it is first needed.


/** For one call, retries included: a comment is not worth a longer wait. */
const defaultLimitMs = 60_000;
/** Before the first retry; then four and nine times as long. */
const firstRetryMs = 300;
const maxRetries = 3;
const pageSize = 100;
/** The API version for which this file is written (docs.github.com: REST API versions). */
const headers = { 'x-github-api-version': '2022-11-28' };
/** The account of a workflow's token. */
const workflowsBot = 'github-actions[bot]';
const commenting = 'comment on the pull request (`pull-requests: write`)';
function makeOpenGitHub(env, limitMs = defaultLimitMs) {
    return (token) => {
        const repository = env['GITHUB_REPOSITORY'] ?? '';
        const [owner = '', repo = ''] = repository.split('/');
        const call = makeCall(token, env);
        const limited = (signal) => ({ signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
        const requestOptions = (signal) => ({ owner, repo, headers, request: limited(signal) });
        return {
            repository,
            async pullRequest(number, signal) {
                const found = await call('read the pull request (`pull-requests: read`)', ({ rest }) => rest.pulls.get({ ...requestOptions(signal), pull_number: number }));
                if (!found.ok)
                    return found;
                const { head, base } = found.value;
                return (0,model_failure.ok)({ headSha: head.sha, headRepository: head.repo?.full_name, baseBranch: base.ref });
            },
            async comments(number, signal) {
                const all = [];
                for (let page = 1;; page += 1) {
                    const asked = { ...requestOptions(signal), issue_number: number, per_page: pageSize, page };
                    const found = await call('list the comments (`pull-requests: read`)', ({ rest }) => rest.issues.listComments(asked));
                    if (!found.ok)
                        return found;
                    all.push(...found.value.map(toComment));
                    if (found.value.length < pageSize)
                        return (0,model_failure.ok)(all);
                }
            },
            async addComment(number, body, signal) {
                const made = await call(commenting, ({ rest }) => rest.issues.createComment({ ...requestOptions(signal), issue_number: number, body }));
                return made.ok ? (0,model_failure.ok)(toComment(made.value)) : made;
            },
            async editComment(id, body, signal) {
                const made = await call(commenting, ({ rest }) => rest.issues.updateComment({ ...requestOptions(signal), comment_id: id, body }));
                return made.ok ? (0,model_failure.ok)(undefined) : made;
            },
            async removeComment(id, signal) {
                const gone = await call(commenting, ({ rest }) => rest.issues.deleteComment({ ...requestOptions(signal), comment_id: id }));
                return gone.ok ? (0,model_failure.ok)(undefined) : gone;
            },
            async react(comment, content, signal) {
                const made = await call('react to the comment (`pull-requests: write`)', ({ rest }) => rest.reactions.createForIssueComment({ ...requestOptions(signal), comment_id: comment, content }));
                return made.ok ? (0,model_failure.ok)(undefined) : made;
            },
            async mayWrite(username, signal) {
                const found = await call(`look up whether ${username} may write here (\`metadata: read\`)`, ({ rest }) => rest.repos.getCollaboratorPermissionLevel({ ...requestOptions(signal), username }));
                return found.ok ? (0,model_failure.ok)(['admin', 'write'].includes(found.value.permission)) : found;
            },
            self: (signal) => ownLogin(call, limited(signal)),
        };
    };
}
/** Login of the account that the token belongs to. */
async function ownLogin(call, request) {
    const what = 'read the account of the token';
    const user = await call(what, ({ rest }) => rest.users.getAuthenticated({ headers, request }));
    if (user.ok)
        return (0,model_failure.ok)(user.value.login);
    if (user.failures[0]?.code !== 'github-forbidden')
        return user;
    // The token of a workflow or another app belongs to no user; only GraphQL names its account.
    const app = await call(what, async ({ graphql }) => ({
        data: await graphql('{ viewer { login } }', { headers, request }),
    }));
    return (0,model_failure.ok)(app.ok ? app.value.viewer.login : workflowsBot);
}
function toComment({ id, user, body }) {
    return { id: Number(id), author: (0,text_json/* isObject */.Gv)(user) ? String(user['login']) : '', body: body ?? '' };
}
function makeCall(token, env) {
    let opened;
    return async (what, ask) => {
        opened ??= openOctokit(token, env);
        try {
            const { data } = await ask(await opened);
            return (0,model_failure.ok)(data);
        }
        catch (problem) {
            return (0,model_failure/* failed */.gz)(explainProblem(problem, what));
        }
    };
}
async function openOctokit(token, env) {
    const [{ getOctokit }, { retry }] = await Promise.all([Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(758)]).then(__webpack_require__.bind(__webpack_require__, 1758)), __webpack_require__.e(/* import() */ 735).then(__webpack_require__.bind(__webpack_require__, 9735))]);
    const settings = {
        baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
        retry: { retries: maxRetries, retryAfterBaseValue: firstRetryMs },
        // The caller reports the failure.
        log: { debug() { }, info() { }, warn() { }, error() { } },
    };
    return getOctokit(token, settings, retry);
}
function explainProblem(problem, what) {
    const status = (0,text_json/* isObject */.Gv)(problem) ? problem['status'] : undefined;
    const explanation = problem instanceof Error ? problem.message.split('\n')[0] : String(problem);
    if (status === 401) {
        return {
            code: 'github-forbidden',
            message: `GitHub did not accept the token: it answered 401, ${explanation}.`,
            hint: 'Pass a valid token with the input `github-token`.',
        };
    }
    if (status === 429 || (status === 403 && /rate limit/i.test(explanation ?? ''))) {
        return {
            code: 'github-failed',
            message: `Compass could not ${what} on GitHub: ${explanation}.`,
            hint: 'Run it again later, or pass another token with the input `github-token`.',
        };
    }
    if (status === 403 || status === 404) {
        return {
            code: 'github-forbidden',
            message: `GitHub did not let the token ${what}: it answered ${status}, ${explanation}.`,
            hint: 'Add that permission to the job under `permissions:`, or pass another token with the input `github-token`.',
        };
    }
    return {
        code: 'github-failed',
        message: `Compass could not ${what} on GitHub: ${explanation}.`,
        hint: 'Run it again. If it fails again, check githubstatus.com.',
    };
}

;// CONCATENATED MODULE: ./lib/adapters/console/sanitise.js
// How is untrusted text made safe for the runner's log, so that it can neither issue a workflow command nor close a
// group?
//
// The runner accepts `::command::` at the start of a line, after optional white space, and the older `##[command]`
// anywhere in a line. A bare carriage return ends a line too (actions/runner: ActionCommand.cs, OutputManager.cs).
/** Longer lines are cut. In UTF-16 units. */
const longestLogLine = 8 * 1024;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters
const escapeSequence = /\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;
/** The lines of a text, each sanitised. */
function sanitisedLines(text) {
    return text.split(/\r\n|\n|\r/).map(sanitisedLine);
}
function sanitisedLine(line) {
    const plain = line.replace(escapeSequence, '').replace(controlCharacter, '');
    const cut = plain.length > longestLogLine ? `${plain.slice(0, longestLogLine).toWellFormed()} …` : plain;
    return cut
        .replace(/^(\s*):+/, (colons, space) => space + [...colons.trimStart()].join(' '))
        .replaceAll('##[', '## [');
}
/** Escapes the data of a workflow command (actions/toolkit: command.ts). */
function escapeData(text) {
    return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
/** Escapes a property of a workflow command. */
function escapeProperty(text) {
    return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

;// CONCATENATED MODULE: ./lib/adapters/github/runner.js
// How does Compass talk to the GitHub runner: its log, its command files, and the variables that describe the run?


/** GitHub shows at most this many of each level for a step (actions/runner: ExecutionContext.cs). */
const maxAnnotations = 10;
/** In UTF-16 units. Cut only after all secrets have been replaced. */
const longestAnnotation = 4_000;
/** `write` gets whole lines. Everything is written through it, so that lines of parallel charts never mix. */
function makeRunnerConsole(write, redactor) {
    const command = (name, data, properties = {}) => {
        const written = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(String(value))}`);
        write(`::${name}${written.length > 0 ? ` ${written.join(',')}` : ''}::${escapeData(data)}\n`);
    };
    const shown = { error: 0, warning: 0, notice: 0 };
    // Filtered twice: sanitising may remove what separated the pieces of a secret.
    const clean = (text) => sanitisedLines(redactor.filter(text)).map((line) => redactor.filter(line));
    return {
        line: (text) => write(`${clean(text).join('\n')}\n`),
        openGroup: (title) => command('group', clean(title).join(' ')),
        closeGroup: () => command('endgroup', ''),
        // The runner's log cannot be redrawn.
        status() { },
        annotate(level, title, text, at) {
            shown[level] += 1;
            if (shown[level] > maxAnnotations) {
                if (shown[level] === maxAnnotations + 1)
                    write(`GitHub shows only ${maxAnnotations} annotations of each level; the others are only in this log.\n`);
                return;
            }
            const place = at ? placeProperties(at) : {};
            command(level, clean(text).join('\n').slice(0, longestAnnotation), { title: clean(title).join(' '), ...place });
        },
    };
}
function placeProperties(at) {
    return { file: at.file, line: at.line, col: at.column };
}
/** Sets outputs of the step. A random delimiter keeps a value from ending itself and starting another output. */
function writeOutputs(disk, env, random, redactor, outputs) {
    const filtered = Object.entries(outputs).map(([name, value]) => [name, runner_filterOutput(value, redactor)]);
    appendPairs(disk, env['GITHUB_OUTPUT'], random, Object.fromEntries(filtered));
}
/** In JSON, only the strings are filtered, so that the JSON stays valid. */
function runner_filterOutput(text, redactor) {
    const data = /^[[{]/.test(text) ? (0,text_json/* parseJson */.qF)(text) : undefined;
    if (data === undefined)
        return redactor.filter(text);
    return JSON.stringify(data, (_key, value) => (typeof value === 'string' ? redactor.filter(value) : value));
}
/** Markdown for the page of the run. */
function writeSummary(disk, env, redactor, markdown) {
    const file = env['GITHUB_STEP_SUMMARY'];
    if (file && markdown)
        disk.append(file, redactor.filter(markdown));
}
/** Saves values for the post step, which finds each in `STATE_<name>`. */
function writeState(disk, env, random, state) {
    appendPairs(disk, env['GITHUB_STATE'], random, state);
}
function appendPairs(disk, file, random, pairs) {
    if (!file)
        return;
    const delimiter = `compass-${random.hex(32)}`;
    const text = Object.entries(pairs).map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
    disk.append(file, text.join(''));
}
/** The raw string of an input; the runner passes `helm-version` as `INPUT_HELM-VERSION`. */
function readInput(env, name) {
    return env[`INPUT_${name.replaceAll(' ', '_').toUpperCase()}`] ?? '';
}
function readEvent(disk, env) {
    return {
        name: env['GITHUB_EVENT_NAME'] ?? '',
        ref: env['GITHUB_REF'] ?? '',
        sha: env['GITHUB_SHA'] ?? '',
        payload: readPayload(disk, env['GITHUB_EVENT_PATH']),
    };
}
/** An empty payload if it cannot be read: the name and the ref of the event are still used. */
function readPayload(disk, file) {
    try {
        return JSON.parse(disk.read(file ?? '')?.toString('utf8') ?? '{}');
    }
    catch {
        return {};
    }
}
function readRun(env) {
    const url = `${env['GITHUB_SERVER_URL']}/${env['GITHUB_REPOSITORY']}/actions/runs/${env['GITHUB_RUN_ID']}`;
    return {
        repositoryId: env['GITHUB_REPOSITORY_ID'] ?? '',
        id: env['GITHUB_RUN_ID'] ?? '',
        attempt: env['GITHUB_RUN_ATTEMPT'] ?? '',
        url: env['GITHUB_RUN_ID'] ? url : '',
    };
}

;// CONCATENATED MODULE: ./lib/adapters/helm/helm.js
// How is Helm 4 called? With packaged charts, values on standard input, and none of the user's settings.


/** Compass stops Helm this long after Helm's own `--timeout`, which hooks and waiting together may exceed. */
const overtimeMs = 5_000;
/** Revisions kept in the store. Each upgrade reads the whole history, so a long history costs time. */
const historyMax = 5;
/** Largest accepted output, in UTF-16 units. A release that fits into a Secret, compressed, hardly has more. */
const maxPrinted = 64 * 1024 * 1024;
function makeHelm(program, processes, scratch) {
    const env = privateSettings(scratch);
    const runForOutput = async (command, signal) => printedText(await processes.run({ program, hidden: 'HELM_', env, maxOutput: maxPrinted, ...command }, signal));
    return {
        upgrade(upgrade, onLine, signal) {
            return processes.run({
                program,
                arguments: upgradeArguments(upgrade),
                hidden: 'HELM_',
                env: { ...env, KUBECONFIG: upgrade.kubeconfig },
                stdin: upgrade.values,
                timeoutMs: upgrade.timeoutMs + overtimeMs,
                onLine,
            }, signal);
        },
        uninstall: ({ kubeconfig, ...uninstall }, onLine, signal) => processes.run({
            program,
            arguments: uninstallArguments(uninstall),
            hidden: 'HELM_',
            env: { ...env, KUBECONFIG: kubeconfig },
            timeoutMs: uninstall.timeoutMs + overtimeMs,
            onLine,
        }, signal),
        template: (release, signal) => runForOutput(templateCommand(release, env), signal),
        ownValues: (package_, signal) => runForOutput({ arguments: ['show', 'values', package_] }, signal),
    };
}
/** The user's own Helm settings, plugins and caches must not change what is deployed. */
function privateSettings(scratch) {
    return {
        HELM_CACHE_HOME: scratch.folder('helm/cache'),
        HELM_CONFIG_HOME: scratch.folder('helm/config'),
        HELM_DATA_HOME: scratch.folder('helm/data'),
        HELM_PLUGINS: scratch.folder('helm/plugins'),
        HELM_NO_PLUGINS: '1',
        HELM_DRIVER: 'secret',
        KUBECACHEDIR: scratch.folder('kube-cache'),
    };
}
/** A failure has Helm's own words, with their line breaks. */
function printedText(exit) {
    if ((0,process_exit/* hasSucceeded */.y)(exit) && exit.output.length < maxPrinted)
        return (0,model_failure.ok)(exit.output);
    if ((0,process_exit/* hasSucceeded */.y)(exit)) {
        const message = `Helm printedText more than ${maxPrinted / 1024 / 1024} MiB.`;
        return (0,model_failure/* failed */.gz)({ code: 'helm-failed', message, hint: hintForTemplates });
    }
    if (exit.how === 'exited') {
        return (0,model_failure/* failed */.gz)({ code: 'helm-failed', message: `Helm: ${withoutAdvice(exit.errors)}`, hint: hintForTemplates });
    }
    return (0,model_failure/* failed */.gz)({
        code: 'helm-failed',
        message: `Helm ${(0,process_exit/* describeExit */.K)(exit)}.`,
        hint: 'Run it again. If it happens again, check that the runner can start Helm, and has enough memory for it.',
    });
}
const hintForTemplates = 'Correct the chart or its values.';
/** Helm's error in one line, without its advice to repeat the command with `--debug`. */
function withoutAdvice(errors) {
    return errors
        .replace(/^Error: /, '')
        .replace(/Use --debug flag to render out invalid YAML/, '')
        .trim();
}
/** In one argument, which Linux limits to 128 KiB. */
const maxVersions = 500;
function chunksOf(texts, size) {
    const count = Math.ceil(texts.length / size);
    return Array.from({ length: count }, (_, index) => texts.slice(index * size, (index + 1) * size));
}
function templateCommand({ release, namespace, package: chart, values, isUpgrade, kubeVersion, served = [], kubeconfig }, env) {
    return {
        arguments: [
            ...['template', release, chart, `--namespace=${namespace}`, '--values=-', '--include-crds'],
            ...(isUpgrade ? ['--is-upgrade'] : []),
            ...(kubeVersion ? [`--kube-version=${kubeVersion}`] : []),
            ...chunksOf(served, maxVersions).map((some) => `--api-versions=${some.join(',')}`),
            // Existing objects do not matter here: Compass looks at their owners itself.
            ...(kubeconfig ? ['--dry-run=server', '--disable-openapi-validation', '--take-ownership'] : []),
        ],
        stdin: values,
        ...(kubeconfig && { env: { ...env, KUBECONFIG: kubeconfig } }),
    };
}
function upgradeArguments(upgrade) {
    const labels = Object.entries(upgrade.labels).map(([name, value]) => `${name}=${value}`);
    return [
        'upgrade',
        '--install',
        upgrade.release,
        upgrade.package,
        `--namespace=${upgrade.namespace}`,
        '--values=-',
        // Without this flag, Helm reuses the last release's values if none are given.
        '--reset-values',
        `--history-max=${historyMax}`,
        `--timeout=${upgrade.timeoutMs}ms`,
        ...waitArguments(upgrade.wait),
        ...(upgrade.serverSide === undefined ? [] : [`--server-side=${upgrade.serverSide}`]),
        ...(upgrade.forceConflicts ? ['--force-conflicts'] : []),
        // Helm would replace existing CRDs, also those that another chart of the run has just created.
        '--skip-crds',
        ...(upgrade.takeOwnership ? ['--take-ownership'] : []),
        `--labels=${labels.join(',')}`,
        `--description=${upgrade.description}`,
        // With server-side apply, the API server validates; Helm's own validation would only cost time.
        ...(upgrade.validatedByServer ? ['--disable-openapi-validation'] : []),
    ];
}
function uninstallArguments({ release, namespace, ...uninstall }) {
    // `helm uninstall` has no `--wait-for-jobs`.
    const wait = uninstall.wait === 'jobs' ? true : uninstall.wait;
    return [
        'uninstall',
        release,
        `--namespace=${namespace}`,
        '--ignore-not-found',
        ...(uninstall.keepsHistory ? ['--keep-history'] : []),
        `--timeout=${uninstall.timeoutMs}ms`,
        ...waitArguments(wait),
        `--description=${uninstall.description}`,
    ];
}
function waitArguments(wait) {
    switch (wait) {
        case true:
            return ['--wait=watcher'];
        case 'jobs':
            return ['--wait=watcher', '--wait-for-jobs'];
        case 'legacy':
            return ['--wait=legacy'];
        case false:
            return ['--wait=hookOnly'];
    }
}

;// CONCATENATED MODULE: ./lib/adapters/helm/find.js
// Which Helm is used? The one on PATH if it has the wanted version, else one that is downloaded and verified.



function makeHelmFinder(processes, install) {
    return {
        async find(wanted, scratch, signal) {
            const onPath = await askVersion('helm', processes, signal);
            if (wanted === 'path') {
                const version = parseHelmVersion(onPath);
                return version.ok ? (0,model_failure.ok)(makeHelm('helm', processes, scratch)) : version;
            }
            if (onPath === wanted)
                return (0,model_failure.ok)(makeHelm('helm', processes, scratch));
            const installed = await install(wanted, signal);
            if ('program' in installed)
                return (0,model_failure.ok)(makeHelm(installed.program, processes, scratch));
            const found = onPath === undefined ? 'no working Helm is' : `${onPath} is`;
            return (0,model_failure/* failed */.gz)({
                code: 'helm-missing',
                message: `Helm ${wanted} is not on PATH (${found}), and could not be installed: ${installed.reason}.`,
                hint: `Install Helm ${wanted}, or set \`helm-version: path\` to use another Helm 4 on PATH. On a GitHub runner, allow access to get.helm.sh, so that Compass can install Helm itself.`,
            });
        },
        async versionOf(wanted, signal) {
            return parseHelmVersion(wanted === 'path' ? await askVersion('helm', processes, signal) : wanted);
        },
    };
}
/** The version that a binary prints (`v4.3.1`); undefined if it cannot be run or prints none. */
async function askVersion(program, processes, signal) {
    const command = { program, arguments: ['version', '--template={{.Version}}'], hidden: 'HELM_', timeoutMs: 10_000 };
    const exit = await processes.run(command, signal);
    return (0,process_exit/* hasSucceeded */.y)(exit) ? exit.output.trim() : undefined;
}
function parseHelmVersion(text) {
    if (text === undefined)
        return (0,model_failure/* failed */.gz)(unusable('`helm version` failed, so PATH has no working `helm`.'));
    const [, major, minor] = /^v(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
    if (major === '4')
        return (0,model_failure.ok)({ major: 4, minor: Number(minor) });
    return (0,model_failure/* failed */.gz)(unusable(`The Helm on PATH is ${text}; Compass needs Helm 4.`));
}
function unusable(message) {
    return {
        code: 'helm-missing',
        message,
        hint: 'Install Helm 4. On a GitHub runner, leave out `helm-version: path`: Compass then installs Helm itself.',
    };
}

;// CONCATENATED MODULE: ./lib/adapters/helm/install.js
// How is an exact version of Helm installed? Into the runner's tool cache, verified against the published checksum.



const officialSource = 'https://get.helm.sh';
function makeInstallHelm(source, http, disk, processes) {
    return async (version, signal) => {
        const architecture = source.architecture === 'x64' ? 'amd64' : source.architecture;
        const name = `helm-${version}-${source.platform}-${architecture}.tar.gz`;
        try {
            // Imported here, since it takes 60 ms to load.
            const cache = await Promise.all(/* import() */[__webpack_require__.e(119), __webpack_require__.e(991)]).then(__webpack_require__.bind(__webpack_require__, 5991));
            const found = cache.find('helm', version.slice(1), source.architecture);
            const folder = found || (await download(name, version, cache));
            if (typeof folder !== 'string')
                return folder;
            const program = (0,external_node_path_.join)(folder, 'helm');
            const says = await askVersion(program, processes, signal);
            if (says === version)
                return { program };
            return { reason: `the binary in ${folder} reports the version ${says ?? '(none)'}; remove that folder` };
        }
        catch (problem) {
            // The tool cache throws for all problems with the network, the disk and the archive.
            const reason = problem instanceof Error ? problem.message : String(problem);
            // The tool cache works only where a runner has set its folder.
            return {
                reason: /RUNNER_TOOL_CACHE/.test(reason) ? 'outside of a GitHub runner, Compass does not install Helm' : reason,
            };
        }
        async function download(archive, exact, cache) {
            const published = await fetchChecksum(`${source.url}/${archive}.sha256sum`, http, signal);
            if ('reason' in published)
                return published;
            const file = await cache.downloadTool(`${source.url}/${archive}`);
            const actual = (0,sha256/* sha256 */.s)(disk.read(file) ?? '');
            if (actual !== published.checksum) {
                disk.remove(file);
                return { reason: `${archive} has the checksum ${actual}, not the published ${published.checksum}` };
            }
            const unpacked = await cache.extractTar(file);
            const binaries = (0,external_node_path_.join)(unpacked, `${source.platform}-${architecture}`);
            return cache.cacheDir(binaries, 'helm', exact.slice(1), source.architecture);
        }
    };
}
/** The first word of a `sha256sum` file. */
async function fetchChecksum(url, http, signal) {
    const answer = await http.send({ method: 'GET', url: new URL(url), headers: {} }, signal);
    if ('reason' in answer)
        return { reason: `${url} could not be read: ${answer.reason}` };
    const [checksum = ''] = answer.response.body.split(/\s/);
    if (answer.response.status === 200 && /^[0-9a-f]{64}$/.test(checksum))
        return { checksum };
    return { reason: `${url} did not return a checksum (status ${answer.response.status})` };
}

;// CONCATENATED MODULE: ./lib/adapters/machine/checkout.js
async function checkout_readCheckout(folder, processes, signal = new AbortController().signal) {
    const git = (...options) => processes.run({ program: 'git', arguments: ['-C', folder, ...options], timeoutMs: 10_000 }, signal);
    const [ref, sha] = await Promise.all([
        git('symbolic-ref', '--quiet', 'HEAD'),
        git('rev-parse', '--quiet', '--verify', 'HEAD'),
    ]);
    const problem = gitProblemIn(ref) ?? gitProblemIn(sha);
    return { ref: outputOf(ref), sha: outputOf(sha), ...(problem && { problem }) };
}
function outputOf(exit) {
    return exit.how === 'exited' && exit.code === 0 ? exit.output.trim() : '';
}
/** Undefined if git answered: without a branch or a commit, `--quiet` fails and prints nothing. */
function gitProblemIn(exit) {
    if (exit.how === 'not-started')
        return exit.reason;
    if (exit.how !== 'exited' || exit.code === 0)
        return undefined;
    const [line = ''] = exit.errors.trim().split('\n', 1);
    return line.replace(/^fatal: /, '') || undefined;
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
;// CONCATENATED MODULE: ./lib/adapters/machine/clock.js
// Where do time and random digits come from?

const clock = {
    nowMs: () => performance.now(),
    after: (ms) => AbortSignal.timeout(ms),
};
const random = {
    hex: (digits) => (0,external_node_crypto_.randomBytes)(Math.ceil(digits / 2))
        .toString('hex')
        .slice(0, digits),
};

// EXTERNAL MODULE: ./lib/adapters/machine/disk.js
var machine_disk = __webpack_require__(2361);
// EXTERNAL MODULE: external "node:child_process"
var external_node_child_process_ = __webpack_require__(1421);
;// CONCATENATED MODULE: ./lib/adapters/machine/processes.js
// How are child processes run? Each in its own process group. The only file that imports node:child_process.

/** Between SIGTERM and SIGKILL. GitHub gives a cancelled step 7.5 s in all. */
const graceMs = 5_000;
/** Time for the rest of the output, since a grandchild may keep the pipes open. */
const drainMs = 500;
/** The log shows only half of this, so that a secret at the cut is still whole when it is searched for. */
const longestOutputLine = 16 * 1024;
const maxKept = 1024 * 1024;
/** Variables of Compass and the runner that no child inherits. */
const withheld = /^(INPUT_|ACTIONS_|STATE_|GITHUB_(TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY|ARTIFACTS)$)/;
function processes_makeProcesses(env) {
    return {
        run(command, signal) {
            if (signal.aborted)
                return Promise.resolve({ how: 'stopped', because: 'aborted' });
            try {
                return observeChild(startChild(command, env), command, signal);
            }
            catch (problem) {
                // Node throws for an invalid program name or argument.
                return Promise.resolve({ how: 'not-started', reason: String(problem) });
            }
        },
    };
}
function startChild(command, env) {
    const child = (0,external_node_child_process_.spawn)(command.program, command.arguments, {
        env: { ...inherited(env, command.hidden), ...command.env },
        ...(command.folder !== undefined && { cwd: command.folder }),
        detached: true,
        stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    // A child need not read its input; its exit code tells whether it has failed.
    child.stdin?.on('error', () => { }).end(command.stdin);
    return child;
}
function inherited(env, hidden) {
    const names = Object.keys(env).filter((name) => !withheld.test(name) && !(hidden && name.startsWith(hidden)));
    return Object.fromEntries(names.map((name) => [name, env[name]]));
}
function observeChild(child, command, signal) {
    let output = '';
    let errors = '';
    const onLine = command.onLine ?? (() => { });
    const flushOutput = readLines(child.stdout, onLine, (text) => {
        output = (output + text).slice(0, command.maxOutput ?? maxKept);
    });
    const flushErrors = readLines(child.stderr, onLine, (text) => {
        errors = (errors + text).slice(-maxKept);
    });
    let stoppedBecause;
    const stop = (because) => {
        stoppedBecause ??= because;
        signalGroup(child, 'SIGTERM');
        setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs).unref();
    };
    const onAbort = () => stop('aborted');
    signal.addEventListener('abort', onAbort, { once: true });
    const limit = command.timeoutMs && setTimeout(() => stop('timeout'), command.timeoutMs);
    return new Promise((resolve) => {
        const settle = (exit) => {
            signal.removeEventListener('abort', onAbort);
            clearTimeout(limit || undefined);
            flushOutput();
            flushErrors();
            // A grandchild that keeps the pipes open must not keep this process alive.
            child.stdout?.destroy();
            child.stderr?.destroy();
            resolve(stoppedBecause === undefined ? exit : { how: 'stopped', because: stoppedBecause });
        };
        child.on('error', (error) => settle({ how: 'not-started', reason: error.message }));
        child.on('exit', (code, killedBy) => {
            // The leader has exited. Members of its group that ignored the signal to stop are killed.
            if (stoppedBecause !== undefined)
                signalGroup(child, 'SIGKILL');
            const finish = () => settle(killedBy === null ? { how: 'exited', code: code ?? 1, output, errors } : { how: 'killed', signal: killedBy });
            const tooLong = setTimeout(finish, drainMs);
            child.on('close', () => {
                clearTimeout(tooLong);
                finish();
            });
        });
    });
}
/**
 * Passes each line to `onLine` and all text to `onText`. The returned function passes on a last line without a line
 * break.
 */
function readLines(stream, onLine, onText) {
    let rest = '';
    let omitted = 0;
    const flush = () => {
        if (rest !== '')
            onLine(omitted > 0 ? `${rest} … (${omitted} more characters)` : rest);
        rest = '';
        omitted = 0;
    };
    const add = (text) => {
        const room = longestOutputLine - rest.length;
        rest += text.slice(0, room);
        omitted += Math.max(0, text.length - room);
    };
    stream?.setEncoding('utf8').on('data', (text) => {
        onText(text);
        const [first = '', ...others] = text.split('\n');
        add(first);
        for (const line of others) {
            flush();
            add(line);
        }
    });
    return flush;
}
function signalGroup(child, signal) {
    if (child.pid === undefined)
        return;
    try {
        process.kill(-child.pid, signal);
    }
    catch {
        // The whole group has exited already.
    }
}

;// CONCATENATED MODULE: ./lib/adapters/machine/scratch.js
// Where does a run write temporary files? Into a private folder that only this user can read.


/** `parent`: the folder for temporary files. Fails with `temp-unwritable`. */
function scratch_openScratch(disk, parent) {
    try {
        return (0,model_failure.ok)(makeScratch(disk, parent));
    }
    catch (problem) {
        return (0,model_failure/* failed */.gz)(unwritable(parent, problem));
    }
}
/** Throws if `parent` cannot be written. */
function makeScratch(disk, parent) {
    const path = disk.makePrivateFolder(parent, 'compass-');
    return {
        path,
        write(name, content) {
            const file = (0,external_node_path_.join)(path, name);
            disk.writePrivate(file, content);
            return file;
        },
        folder(name) {
            const folder = (0,external_node_path_.join)(path, name);
            disk.makeFolder(folder);
            return folder;
        },
        remove: () => disk.remove(path),
    };
}
function unwritable(parent, problem) {
    const reason = problem instanceof Error && 'code' in problem ? ` (${String(problem.code)})` : '';
    return {
        code: 'temp-unwritable',
        message: `Compass cannot create a folder in ${parent}, the folder for temporary files${reason}.`,
        hint: 'Make the folder writable and check that its disk is not full, or set `TMPDIR` to another folder (on a runner: `RUNNER_TEMP`).',
    };
}

;// CONCATENATED MODULE: ./lib/adapters/machine/workspace.js
// How are files of the checked-out repository read? Never outside it, not even through a symbolic link.

/** `folder`: the root. It may itself be a symbolic link. */
function openWorkspace(disk, folder) {
    const root = disk.realPath(folder) ?? folder;
    const isInside = (path) => path === root || path.startsWith(`${root}/`);
    return {
        root,
        isInside,
        locate: (path) => (0,external_node_path_.resolve)(root, path),
        read(path) {
            const named = (0,external_node_path_.resolve)(root, path);
            // A missing file has no real path: its name decides.
            const absolute = disk.realPath(named);
            if (!isInside(absolute ?? named))
                return { problem: 'is outside the workspace' };
            if (absolute === undefined)
                return { problem: `does not exist (looked in ${root})`, isMissing: true };
            const bytes = disk.read(absolute);
            if (bytes === undefined)
                return { problem: 'cannot be read' };
            const text = decodeUtf8(bytes);
            return text === undefined ? { problem: 'is not UTF-8 text' } : { text };
        },
        find(glob) {
            // Paths outside are not even listed. Symbolic links are checked when a file is read.
            const path = external_node_path_.posix.normalize(glob);
            if (external_node_path_.posix.isAbsolute(path) || path.startsWith('..'))
                return [];
            return disk.find(root, path).filter((found) => !found.startsWith('..'));
        },
    };
}
/**
 * For a spec named in a terminal: the root of its workspace, and its path there. The root is the checkout around the
 * spec. Without a checkout, the root is the current folder if the spec is in or below that folder, else the folder of
 * the spec.
 */
function workspace_findSpec(disk, folder, path) {
    const real = (place) => disk.realPath(place) ?? place;
    const around = real(dirname(resolve(folder, path)));
    const within = real(folder);
    const isWithin = around === within || around.startsWith(`${within}/`);
    const root = checkoutAround(around, disk) ?? (isWithin ? within : around);
    return { root, spec: join(relative(root, around), basename(path)) };
}
/** The nearest folder at or above this one with a `.git`; undefined if there is none. */
function checkoutAround(folder, disk) {
    if (disk.realPath(join(folder, '.git')) !== undefined)
        return folder;
    const above = dirname(folder);
    return above === folder ? undefined : checkoutAround(above, disk);
}
function decodeUtf8(bytes) {
    try {
        return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./lib/text/duration.js
var duration = __webpack_require__(4783);
;// CONCATENATED MODULE: ./lib/adapters/registry/revision.js
// Which commit was an image built from, by its annotations or the labels of its config (OCI)?



const key = 'org.opencontainers.image.revision';
const kind = 'image';
/** Sends up to three requests. `revision` is undefined if the image does not name one. */
async function revisionOf(client, digest) {
    const top = await client.manifest(digest, kind);
    if ('reason' in top)
        return top;
    const annotated = revisionIn(top.data['annotations']);
    if (annotated !== undefined)
        return { revision: annotated };
    const child = platformIn(top);
    const image = child === undefined ? top : await client.manifest(child, kind);
    if ('reason' in image)
        return image;
    const own = revisionIn(image.data['annotations']);
    return own === undefined ? labelOf(client, image) : { revision: own };
}
/** The first image of an index that is for a platform, not an attestation. */
function platformIn({ data }) {
    const manifests = Array.isArray(data['manifests']) ? data['manifests'] : [];
    const image = manifests.filter(text_json/* isObject */.Gv).find(({ annotations, platform }) => {
        const isAttestation = (0,text_json/* isObject */.Gv)(annotations) && annotations['vnd.docker.reference.type'] === 'attestation-manifest';
        return !isAttestation && !((0,text_json/* isObject */.Gv)(platform) && platform['os'] === 'unknown');
    });
    const digest = image?.['digest'];
    return typeof digest === 'string' && (0,text_image/* isDigest */.Bc)(digest) ? digest : undefined;
}
async function labelOf(client, { data }) {
    const digest = (0,text_json/* isObject */.Gv)(data['config']) ? data['config']['digest'] : undefined;
    if (typeof digest !== 'string' || !(0,text_image/* isDigest */.Bc)(digest))
        return { revision: undefined };
    const blob = await client.blob(digest);
    if ('reason' in blob)
        return blob;
    if (blob.status !== 200)
        return client.refusal(blob, 'config of the image');
    const actual = `sha256:${(0,sha256/* sha256 */.s)(blob.bytes)}`;
    if (actual !== digest)
        return { reason: `the config of the image has the digest ${actual}, not the one in its manifest` };
    const config = (0,text_json/* parseJson */.qF)(blob.body);
    const inner = (0,text_json/* isObject */.Gv)(config) && (0,text_json/* isObject */.Gv)(config['config']) ? config['config'] : {};
    return { revision: revisionIn(inner['Labels']) };
}
function revisionIn(labels) {
    const text = (0,text_json/* isObject */.Gv)(labels) ? labels[key] : undefined;
    return typeof text === 'string' && text !== '' ? text : undefined;
}

;// CONCATENATED MODULE: ./lib/adapters/registry/wait-for-image.js
// How long does Compass wait for an image? Until the registry has the wanted one, until waiting cannot help, or
// until the time is up.






const defaultWaits = { firstMs: 1_000, longestMs: 15_000 };
/** The digest of the wanted image, or why there is none. */
async function watchFor(watch, wanted, { clock, waits, signal, onWait, onNotBuilt }) {
    const untilMs = clock.nowMs() + (onNotBuilt === undefined ? (wanted.waitMs ?? 0) : 0);
    let last;
    for (let waitMs = waits.firstMs;; waitMs = Math.min(waitMs * 2, waits.longestMs)) {
        const seen = await watch.look();
        if ('digest' in seen)
            return (0,model_failure.ok)(seen.digest);
        // A request that was interrupted by the end of the run says nothing about the image.
        if (signal.aborted)
            return (0,model_failure/* failed */.gz)(last ?? notLookedAt(wanted, signal));
        const { failure, mayCome, isNotBuilt, askedMs = 0 } = seen;
        if (isNotBuilt && onNotBuilt !== undefined) {
            onNotBuilt(wanted.reference, failure.message);
            return (0,model_failure.ok)(text_image/* notBuilt */.cU);
        }
        const leftMs = untilMs - clock.nowMs();
        if (!mayCome || leftMs <= 0 || askedMs > leftMs)
            return (0,model_failure/* failed */.gz)(failure);
        if (failure.message !== last?.message)
            onWait?.(`${failure.message} Retrying for ${(0,duration/* formatDuration */.a3)(leftMs)}.`);
        last = failure;
        await (0,promises_.setTimeout)(Math.min(Math.max(waitMs, askedMs), leftMs), undefined, { signal }).catch(() => { });
        if (signal.aborted)
            return (0,model_failure/* failed */.gz)(failure);
    }
}
class Watch {
    #client;
    #image;
    #wanted;
    /** The digest that was seen last, and its commit. */
    #known;
    constructor(client, image, wanted) {
        this.#client = client;
        this.#image = image;
        this.#wanted = wanted;
    }
    async look() {
        const { revision } = this.#wanted;
        const { digest, tag = '' } = this.#image;
        const found = await this.#client.digestOf(digest ?? tag, digest === undefined ? 'tag' : `image as ${digest}`);
        if ('reason' in found)
            return afterRefusal(this.#wanted, found);
        if (revision === undefined)
            return found;
        if (this.#known?.digest !== found.digest) {
            const from = await revisionOf(this.#client, found.digest);
            if ('reason' in from)
                return afterRefusal(this.#wanted, from);
            this.#known = { digest: found.digest, ...from };
        }
        if (this.#known.revision === revision)
            return found;
        return {
            failure: stale(this.#wanted, this.#known),
            mayCome: digest === undefined,
            isNotBuilt: digest === undefined,
        };
    }
}
/** Registries give the same answers for a missing repository and for a private one. */
const hiding = [401, 403, 404];
function afterRefusal(wanted, refusal) {
    const { status, isTransient = false, waitMs } = refusal;
    return {
        failure: imageUnresolved(wanted, refusal),
        mayCome: isTransient || (status !== undefined && hiding.includes(status)),
        isNotBuilt: status === 404 && (wanted.revision ?? wanted.waitMs) !== undefined,
        ...(waitMs !== undefined && { askedMs: waitMs }),
    };
}
const missing = 'Check that the image was built and pushed, and log in to its registry in an earlier step.';
const unreachable = 'Check the host in the reference, and that the runner can reach it (network, proxy, firewall). For plain HTTP, list it in `insecure-registries`.';
function imageUnresolved({ reference, at }, { reason, hint, isUnreachable }) {
    const message = `The image \`${reference}\` could not be resolved: ${reason}.`;
    return {
        code: 'image-unresolved',
        message,
        hint: hint ?? (isUnreachable ? unreachable : missing),
        ...(at && { at }),
    };
}
function stale({ reference, revision, waitMs, at }, { digest, revision: actual }) {
    const about = `The image \`${reference}\` (${digest})`;
    const place = at && { at };
    if (actual === undefined) {
        return {
            code: 'image-stale',
            message: `${about} does not say which commit it was built from; ${revision} is wanted.`,
            hint: 'Set the label `org.opencontainers.image.revision` to the commit when the image is built, as `docker/metadata-action` does.',
            ...place,
        };
    }
    const waited = waitMs === undefined
        ? 'Build the image first, or wait for it: `image(…, { revision: sha, wait: "5m" })`.'
        : 'Check whether its build has failed, or raise `wait`.';
    return {
        code: 'image-stale',
        message: `${about} was built from ${actual}, but ${revision} is wanted.`,
        hint: waited,
        ...place,
    };
}
function notLookedAt({ reference }, signal) {
    const message = `The run ended before the registry was asked for the image \`${reference}\`.`;
    return { code: (0,outcome/* stopReason */.PJ)(signal) ?? 'cancelled', message, hint: 'Run it again.' };
}

;// CONCATENATED MODULE: ./lib/adapters/registry/digests.js
// Which digest does an image have, and was it built from the wanted commit?





function makeOpenRegistry(deps, waits = defaultWaits) {
    return (access) => {
        const registries = openRegistries(deps, access);
        const watching = { clock: deps.clock, waits, ...access };
        return {
            async digests(images) {
                const asking = once();
                const resolve = async (wanted) => {
                    const image = imageOf(wanted);
                    if (!image.ok)
                        return image;
                    const sought = soughtOf(wanted);
                    // The same image may be written in several ways.
                    const key = JSON.stringify([(0,text_image/* formatImage */.vy)(image.value), sought.revision, sought.waitMs]);
                    const found = await asking(key, async () => {
                        if (isKnown(wanted, image.value))
                            return (0,model_failure.ok)(image.value.digest);
                        return watchFor(new Watch(registries.clientOf(image.value), image.value, sought), sought, watching);
                    });
                    return found.ok ? (0,model_failure.ok)([wanted.reference, found.value]) : found;
                };
                const found = (0,model_failure/* all */.Q7)(await Promise.all(images.map(resolve)));
                return found.ok ? (0,model_failure.ok)(new Map(found.value)) : found;
            },
        };
    };
}
/** The reference, with the digest of an earlier run if the image must keep that digest. */
function imageOf(wanted) {
    const { reference, digest } = wanted;
    const parsed = (0,text_image/* parseImage */.zZ)(digest === undefined ? reference : `${reference.replace(/@.*/s, '')}@${digest}`);
    return 'problem' in parsed ? (0,model_failure/* failed */.gz)(noReference(wanted, parsed)) : (0,model_failure.ok)(parsed.image);
}
/**
 * An image of an earlier run is neither waited for, since it would not come back, nor checked for the commit of this
 * run.
 */
function soughtOf({ reference, digest, at, ...more }) {
    return { reference, ...(at && { at }), ...(digest === undefined && more) };
}
/** Whether no request is needed: the reference has its digest, and no revision is wanted. */
function isKnown(wanted, image) {
    return wanted.digest === undefined && image.digest !== undefined && wanted.revision === undefined;
}
function noReference({ reference, at: place }, { problem, at }) {
    const where = at > 0 && at < reference.length ? ` (character ${at + 1})` : '';
    const hint = reference.endsWith(':')
        ? 'If the template uses `imageTag`, set the input `branch`: this run has no branch.'
        : 'Write `HOST/PATH:TAG`, such as `ghcr.io/acme/web:develop`.';
    return imageUnresolved({ reference, ...(place && { at: place }) }, { reason: `${problem}${where}`, hint });
}

// EXTERNAL MODULE: ./lib/inputs/inputs.js
var inputs = __webpack_require__(8864);
// EXTERNAL MODULE: ./lib/model/secret.js
var secret = __webpack_require__(1817);
;// CONCATENATED MODULE: ./lib/run/wire.js
// Which adapter implements which port? The only file that sees both.




















function openRunner(machine) {
    const { env, platform } = machine;
    const folder = env['GITHUB_WORKSPACE'] || '.';
    const redactor = new secret/* Redactor */.p();
    const console = makeRunnerConsole(stream(process.stdout), redactor);
    return {
        invocation: {
            inputs: Object.fromEntries(inputs/* inputNames */.vj.map((name) => [name, readInput(env, name)])),
            event: readEvent(machine_disk/* disk */.E, env),
            run: readRun(env),
            platform,
        },
        unfinished: readWork(env),
        ports: makePorts(machine, {
            root: folder,
            folder,
            redactor,
            console,
            planConsole: console,
            scratch() {
                const scratch = scratch_openScratch(machine_disk/* disk */.E, env['RUNNER_TEMP'] || (0,external_node_os_.tmpdir)());
                // Saved while the folder is still empty, so that the post step can remove it even if this run is killed.
                if (scratch.ok)
                    writeState(machine_disk/* disk */.E, env, random, { [scratchState]: scratch.value.path });
                return scratch;
            },
            journal: {
                begin: (work) => writeState(machine_disk/* disk */.E, env, random, { [workState]: JSON.stringify(work) }),
                close: () => writeState(machine_disk/* disk */.E, env, random, { [workState]: '' }),
            },
        }),
        writeOutputs: (outputs) => writeOutputs(machine_disk/* disk */.E, env, random, redactor, outputs),
        writeSummary: (markdown) => writeSummary(machine_disk/* disk */.E, env, redactor, markdown),
    };
}
/** `folder`: the current folder. */
async function openTerminal(machine, folder, { inputs, view, isJson }) {
    const { env, platform } = machine;
    const redactor = new Redactor();
    const { root, spec } = findSpec(disk, folder, inputs.spec || 'compass.yaml');
    const screen = {
        write: stream(process.stderr),
        columns: process.stderr.isTTY ? process.stderr.columns || 80 : undefined,
    };
    const out = stream(process.stdout);
    const console = makeTerminalConsole(screen, redactor);
    return {
        invocation: {
            inputs: { ...inputs, spec },
            writtenAs: (name) => `\`--${name}\``,
            ...(view && { view }),
            event: terminalEvent(await readCheckout(root, makeProcesses(env))),
            run: { repositoryId: '', id: '', attempt: '', url: '' },
            platform,
        },
        ports: makePorts(machine, {
            root,
            folder,
            redactor,
            console,
            planConsole: isJson ? console : makeTerminalConsole({ write: out, columns: undefined }, redactor),
            scratch: () => openScratch(disk, tmpdir()),
            // No post step follows.
            journal: { begin() { }, close() { } },
        }),
        print: (text) => out(redactor.filter(text)),
        printJson: (json) => out(`${filterOutput(json, redactor)}\n`),
    };
}
/** In a terminal, the checkout takes the place of an event. */
function terminalEvent({ ref, sha, problem }) {
    return { name: 'terminal', ref, sha, payload: {}, ...(problem && { gitProblem: problem }) };
}
/** The run goes on when the reader closes the pipe. */
function stream(to) {
    to.on('error', () => { });
    return (text) => void to.write(text);
}
function makePorts({ env, platform, architecture }, { root, folder, ...given }) {
    const { redactor } = given;
    const processes = processes_makeProcesses(env);
    const workspace = openWorkspace(machine_disk/* disk */.E, root);
    const http = makeHttpClient({}, proxyOf(env));
    const deps = { http: withRetry(http), disk: machine_disk/* disk */.E, processes, redactor, env, clock: clock };
    const installHelm = makeInstallHelm({ url: officialSource, platform, architecture }, http, machine_disk/* disk */.E, processes);
    return {
        ...given,
        variable: (name) => env[name],
        files: workspace,
        openCharts: makeOpenCharts({ ...deps, workspace, cacheFolder: cacheFolderOf(env) }),
        helms: makeHelmFinder(processes, installHelm),
        clusters: makeClusters({ disk: machine_disk/* disk */.E, env, folder }, { disk: machine_disk/* disk */.E, processes, redactor }),
        processes,
        openRegistry: makeOpenRegistry(deps),
        openGitHub: makeOpenGitHub(env),
        checkout: (signal) => checkout_readCheckout(root, processes, signal),
        clock: clock,
        random: random,
    };
}
const scratchState = 'scratch';
const workState = 'work';
/** The version of Compass. */
function readOwnVersion() {
    const file = join(import.meta.dirname, '..', '..', 'package.json');
    return String(JSON.parse(disk.read(file)?.toString() ?? '{}').version);
}
/** Folder for files that can be downloaded again, as the XDG Base Directory Specification places it. */
function cacheFolderOf(env) {
    return (0,external_node_path_.join)(env['XDG_CACHE_HOME'] || (0,external_node_path_.join)(env['HOME'] || (0,external_node_os_.homedir)(), '.cache'), 'compass');
}
/** The work that the main step saved; undefined if it saved none. */
function readWork(env) {
    const text = env[`STATE_${workState}`];
    return text ? JSON.parse(text) : undefined;
}
/** For the post step: removes the scratch folder of a run that was killed. */
function removeScratch(env) {
    const scratch = env[`STATE_${scratchState}`];
    if (scratch)
        machine_disk/* disk */.E.remove(scratch);
}


/***/ }),

/***/ 9180:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   p: () => (/* binding */ countOf)
/* harmony export */ });
// How is a number of things written?
/** `1 chart`, `3 charts`. */
function countOf(count, noun) {
    return `${count} ${noun}${count === 1 ? '' : 's'}`;
}


/***/ }),

/***/ 4783:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   E9: () => (/* binding */ parseDuration),
/* harmony export */   Zq: () => (/* binding */ durationPattern),
/* harmony export */   a3: () => (/* binding */ formatDuration)
/* harmony export */ });
// How many milliseconds does a written duration mean, and how is a duration shown?
const unitMs = new Map([
    ['h', 3_600_000],
    ['m', 60_000],
    ['s', 1_000],
    ['ms', 1],
]);
const durationPattern = /^(\d+(h|ms|m|s))+$/;
/** Timers take at most 2^31 ms. */
const longestMs = 24 * 24 * 3_600_000;
/**
 * Milliseconds of a string such as `90s`, `5m` or `1h30m`; undefined if it is not a duration, zero, or over 24 days.
 */
function parseDuration(text) {
    if (!durationPattern.test(text))
        return undefined;
    const parts = [...text.matchAll(/(\d+)(h|ms|m|s)/g)];
    const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs.get(unit ?? '') ?? 0), 0);
    return total > 0 && total <= longestMs ? total : undefined;
}
/** For people: `0.4 s`, `12.0 s`, `3 min 5 s`. */
function formatDuration(ms) {
    if (ms < 60_000)
        return `${(ms / 1000).toFixed(1)} s`;
    const seconds = Math.round(ms / 1000);
    const rest = seconds % 60 === 0 ? '' : ` ${seconds % 60} s`;
    return `${Math.floor(seconds / 60)} min${rest}`;
}


/***/ }),

/***/ 2566:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ isDigest),
/* harmony export */   SR: () => (/* binding */ movedImages),
/* harmony export */   cU: () => (/* binding */ notBuilt),
/* harmony export */   p2: () => (/* binding */ imageKey),
/* harmony export */   tO: () => (/* binding */ imageName),
/* harmony export */   vy: () => (/* binding */ formatImage),
/* harmony export */   zZ: () => (/* binding */ parseImage)
/* harmony export */ });
// What does an image reference such as `ghcr.io/acme/web:develop` name? Parsed as container tools do
// (distribution/reference).
const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const host = /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(:\d+)?$/;
/** In characters, without the host. */
const longestRepository = 255;
const hubNames = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];
/** A reference needs a tag or a digest: `latest` is not assumed. */
function parseImage(text) {
    const sign = text.indexOf('@');
    const named = sign < 0 ? text : text.slice(0, sign);
    const digest = sign < 0 ? undefined : text.slice(sign + 1);
    if (digest !== undefined && !isDigest(digest)) {
        return { problem: 'after `@` it needs `sha256:` and 64 hexadecimal digits', at: sign + 1 };
    }
    const slash = named.indexOf('/');
    const first = slash < 0 ? '' : named.slice(0, slash);
    // Anything else in front is a part of the repository, on Docker Hub.
    const hasHost = /[.:A-Z[]/.test(first) || first === 'localhost';
    if (hasHost && !host.test(first))
        return { problem: `\`${first}\` is not a valid host`, at: 0 };
    const start = hasHost ? slash + 1 : 0;
    const colon = named.indexOf(':', start);
    const name = named.slice(start, colon < 0 ? undefined : colon);
    const problem = problemOfRepository(name, start) ?? problemOfTag(named, colon, digest);
    if (problem !== undefined)
        return problem;
    const registry = hasHost && !hubNames.includes(first) ? first : 'docker.io';
    return {
        image: {
            registry,
            repository: registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name,
            ...(colon >= 0 && { tag: named.slice(colon + 1) }),
            ...(digest !== undefined && { digest }),
        },
    };
}
function problemOfRepository(name, start) {
    if (name.length > longestRepository) {
        return { problem: `its repository has more than ${longestRepository} characters`, at: start };
    }
    if (/^[0-9a-f]{64}$/.test(name))
        return { problem: 'it is the ID of an image, not a name', at: start };
    let at = start;
    for (const part of name.split('/')) {
        if (!component.test(part)) {
            const allowed = 'it consists of lower-case letters and digits, with `.`, `_` or `-` between them';
            return {
                problem: part === '' ? 'a part of its repository is empty' : `\`${part}\` is not a valid part of the name: ${allowed}`,
                at,
            };
        }
        at += part.length + 1;
    }
    return undefined;
}
function problemOfTag(named, colon, digest) {
    if (colon < 0)
        return digest === undefined ? { problem: 'it has no tag', at: named.length } : undefined;
    const text = named.slice(colon + 1);
    if (tagPattern.test(text))
        return undefined;
    const allowed = 'a tag consists of at most 128 letters, digits, `_`, `.` and `-`';
    return {
        problem: text === '' ? 'its tag is empty' : `\`${text.slice(0, 140)}\` is not a valid tag: ${allowed}`,
        at: colon + 1,
    };
}
/** The full reference, with its host. */
function formatImage({ registry, repository, tag: tagged, digest }) {
    return `${registry}/${repository}${tagged === undefined ? '' : `:${tagged}`}${digest === undefined ? '' : `@${digest}`}`;
}
/** Equal for equal images, however they are written; the text itself if it is not a reference. */
function imageKey(text) {
    const parsed = parseImage(text);
    return 'image' in parsed ? formatImage(parsed.image) : text;
}
/** Only the host and the repository; the text itself if it is not a reference. */
function imageName(text) {
    const parsed = parseImage(text);
    return 'image' in parsed ? `${parsed.image.registry}/${parsed.image.repository}` : text;
}
/**
 * Image reference → its earlier digest, for the images whose digest has changed: under the same reference, or under
 * another tag of the same repository.
 */
function movedImages(images, before) {
    const named = new Map(Object.entries(before).map(([reference, digest]) => [imageName(reference), digest]));
    const moved = Object.entries(images).flatMap(([reference, digest]) => {
        const old = before[reference] ?? named.get(imageName(reference));
        return old === undefined || old === digest ? [] : [[reference, old]];
    });
    return Object.fromEntries(moved);
}
/** Used in a plan as the digest of an image that is not built yet. */
const notBuilt = 'sha256:not-built-yet';
function isDigest(text) {
    return /^sha256:[0-9a-f]{64}$/.test(text);
}


/***/ }),

/***/ 2845:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Gv: () => (/* binding */ isObject),
/* harmony export */   Lv: () => (/* binding */ isList),
/* harmony export */   YD: () => (/* binding */ keysOf),
/* harmony export */   _D: () => (/* binding */ replaceAt),
/* harmony export */   dj: () => (/* binding */ canonicalJson),
/* harmony export */   fK: () => (/* binding */ valueAt),
/* harmony export */   gT: () => (/* binding */ listAt),
/* harmony export */   lJ: () => (/* binding */ objectAt),
/* harmony export */   p: () => (/* binding */ jsonForYaml),
/* harmony export */   qF: () => (/* binding */ parseJson)
/* harmony export */ });
// What is plain data, how is it read and changed, and how is it written: canonically, and for Helm?
/** Narrows JSON to a `JsonObject`, and anything else to an object with unknown values. */
function isObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** Like `Array.isArray`, but keeps the type of the items. */
function isList(value) {
    return Array.isArray(value);
}
/** Undefined if there is nothing at the path. */
function valueAt(value, ...path) {
    return path.reduce((inner, key) => {
        if (isList(inner))
            return inner[Number(key)];
        return isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined;
    }, value);
}
/** Empty where the path does not lead to an object. */
function objectAt(value, ...path) {
    const found = valueAt(value, ...path);
    return isObject(found) ? found : {};
}
/** Empty where the path does not lead to a list. */
function listAt(value, ...path) {
    const found = valueAt(value, ...path);
    return isList(found) ? found : [];
}
/** Undefined if the text is not valid JSON. */
function parseJson(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
/** Replaces the value at each path. A path with nothing at it is skipped. */
function replaceAt(value, paths, replace) {
    return paths.reduce((changed, path) => replaceOne(changed, path, replace), value);
}
function replaceOne(value, [key, ...rest], replace) {
    if (key === undefined)
        return replace(value);
    if (isList(value))
        return value.map((item, index) => (index === key ? replaceOne(item, rest, replace) : item));
    if (!isObject(value) || !Object.hasOwn(value, key))
        return value;
    return { ...value, [key]: replaceOne(value[key] ?? null, rest, replace) };
}
/** The same text for the same data, whatever the order of keys. */
function canonicalJson(value) {
    return JSON.stringify(value, (_key, inner) => (isObject(inner) ? sortKeys(inner) : inner));
}
function sortKeys(object) {
    return Object.fromEntries(Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1)));
}
/**
 * JSON that YAML readers read as the same data: it escapes the characters that YAML forbids or folds.
 */
function jsonForYaml(value) {
    const special = /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g;
    return JSON.stringify(value).replace(special, (character) => {
        return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
    });
}
/** The keys of a table whose type lists all of them. */
function keysOf(table) {
    return Object.keys(table);
}


/***/ }),

/***/ 4921:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   q: () => (/* binding */ nearestName)
/* harmony export */ });
// Which known name did a misspelt one mean?
/** The nearest known name; undefined if none is near. */
function nearestName(misspelt, known) {
    const limit = Math.max(1, Math.floor([...misspelt].length / 3));
    const near = known
        .map((name) => ({ name, distance: editDistance(misspelt.toLowerCase(), name.toLowerCase()) }))
        .filter(({ distance }) => distance <= limit)
        .sort((a, b) => a.distance - b.distance);
    return near[0]?.name;
}
/** The least number of letters to insert, delete, replace, or swap with the next one. */
function editDistance(from, to) {
    const [letters, others] = [[...from], [...to]];
    const rows = [Array.from({ length: others.length + 1 }, (_, column) => column)];
    const at = (row, column) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
    for (const [row, letter] of letters.entries()) {
        rows.push([row + 1]);
        for (const [column, other] of others.entries()) {
            const replaced = at(row, column) + (letter === other ? 0 : 1);
            const isSwapped = letter === others[column - 1] && other === letters[row - 1];
            const swapped = isSwapped ? at(row - 1, column - 1) + 1 : Number.POSITIVE_INFINITY;
            rows[row + 1]?.push(Math.min(replaced, swapped, at(row, column + 1) + 1, at(row + 1, column) + 1));
        }
    }
    return at(letters.length, others.length);
}


/***/ }),

/***/ 9464:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ formatPlace)
/* harmony export */ });
// Where is something in a file of the workspace, and how is that place written?
/** `compass.yaml:12:5`, which terminals and editors turn into a link. */
function formatPlace(place) {
    return `${place.file}:${place.line}:${place.column}`;
}


/***/ }),

/***/ 8380:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   s: () => (/* binding */ sha256),
/* harmony export */   y: () => (/* binding */ startSha256)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
// Which hash identifies content?

/** In hexadecimal digits. */
function sha256(content) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(content).digest('hex');
}
/** For content that comes in parts. */
function startSha256() {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256');
}


/***/ }),

/***/ 4038:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   EH: () => (/* binding */ chooseVersion),
/* harmony export */   VB: () => (/* binding */ parseWanted),
/* harmony export */   Yb: () => (/* binding */ isExactVersion),
/* harmony export */   aH: () => (/* binding */ newestVersions),
/* harmony export */   fQ: () => (/* binding */ isVersionOrRange),
/* harmony export */   tW: () => (/* binding */ isOlder)
/* harmony export */ });
/* harmony import */ var semver__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2088);
// Which version of a chart does a spec ask for, and which of the available ones is it?

/** Undefined if the text contains an `@` without a valid digest. */
function parseWanted(written) {
    const [named = '', pinned, more] = (written ?? '').trim().split('@');
    const text = named.trim();
    const wanted = text === '' ? {} : { text };
    if (pinned === undefined)
        return wanted;
    const [, pin] = /^sha256:([0-9a-f]{64})$/.exec(pinned.trim()) ?? [];
    return pin === undefined || more !== undefined ? undefined : { ...wanted, pin };
}
/** Whether it is one version and not a range: three numbers, with at most a `v` in front. */
function isExactVersion(text) {
    return /^v?\d/.test(text) && (0,semver__WEBPACK_IMPORTED_MODULE_0__.parse)(text) !== null;
}
/** Whether it is a version or a range. */
function isVersionOrRange(text) {
    return alternativesIn(text).every((range) => (0,semver__WEBPACK_IMPORTED_MODULE_0__.validRange)(range) !== null);
}
/**
 * The version that is meant, as it is written in `versions`: the same text, the same except for a leading `v` or build
 * metadata, or the highest in a range. Without `text`, the newest stable one.
 */
function chooseVersion(text, versions) {
    if (text !== undefined) {
        const same = versions.find((one) => one === text) ?? versions.find((one) => bare(one) === bare(text));
        if (same !== undefined || !isVersionOrRange(text))
            return same;
        if (isExactVersion(text))
            return withBuild(text, versions);
    }
    // As in Helm, a range with a prerelease matches prereleases of every version in it.
    const ranges = alternativesIn(text ?? '*').map((range) => new semver__WEBPACK_IMPORTED_MODULE_0__.Range(range, { includePrerelease: /[\dxX*]-[0-9A-Za-z]/.test(range) }));
    return newestFirst(versions).find(({ version }) => ranges.some((range) => range.test(version)))?.text;
}
/** As in Helm, a version without build metadata stands for those with some: `1.2.0` for `1.2.0+build.7`. */
function withBuild(text, versions) {
    if (text.includes('+'))
        return undefined;
    return newestFirst(versions).find(({ version }) => version.compare(text) === 0)?.text;
}
/** The newest, newest first, as they are written; invalid versions are left out. */
function newestVersions(versions, count) {
    return newestFirst(versions)
        .slice(0, count)
        .map(({ text }) => text);
}
function newestFirst(versions) {
    return versions
        .flatMap((text) => {
        const version = (0,semver__WEBPACK_IMPORTED_MODULE_0__.parse)(text);
        return version === null ? [] : [{ text, version }];
    })
        .sort((a, b) => (0,semver__WEBPACK_IMPORTED_MODULE_0__.compareBuild)(b.version, a.version));
}
/** The parts around `||`. Helm's comma means "and", which the library writes as a space. */
function alternativesIn(text) {
    return text.split('||').map((range) => range.replaceAll(',', ' '));
}
function bare(version) {
    return version.replace(/^v(?=\d)/, '');
}
/** Whether both are versions and the first is lower. `16.1` is read as `16.1.0`. */
function isOlder(version, than) {
    const [one, other] = [version, than].map((text) => (0,semver__WEBPACK_IMPORTED_MODULE_0__.parse)(/^v?\d+(\.\d+)?$/.test(text) ? (0,semver__WEBPACK_IMPORTED_MODULE_0__.coerce)(text) : text));
    return one !== null && other !== null && one !== undefined && other !== undefined && (0,semver__WEBPACK_IMPORTED_MODULE_0__.compare)(one, other) < 0;
}


/***/ }),

/***/ 631:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  dt: () => (/* binding */ plainKeys),
  $f: () => (/* binding */ readGeneratedYaml),
  gM: () => (/* binding */ readYaml),
  OJ: () => (/* binding */ readYamlStream)
});

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
// EXTERNAL MODULE: ./lib/text/near-name.js
var near_name = __webpack_require__(4921);
;// CONCATENATED MODULE: ./lib/text/yaml-indent.js
// Which key is indented wrongly, and in which column do the keys beside it begin?
/**
 * A key that begins in a column of its own. `offset`: where the YAML library noticed it. `misplaced`: offsets of keys
 * that are already known to be wrong, so others need not line up with them.
 */
function unevenKey(source, offset, misplaced) {
    const keys = keysAround(source, offset).filter((key) => !misplaced.includes(key.offset));
    const index = keys.findLastIndex((one) => one.offset - one.column + 1 <= offset);
    const key = keys[index];
    if (key === undefined)
        return undefined;
    const open = openKeys(keys.slice(0, index));
    if (open.some(({ column }) => column === key.column))
        return undefined;
    const distance = ({ column }) => Math.abs(column - key.column);
    const [nearest] = open.toSorted((a, b) => distance(a) - distance(b) || b.column - a.column);
    return nearest && toMisplaced(key, nearest);
}
/** A key below a key that already has a value. `offset`: of that value, where the YAML library noticed it. */
function keyBelowValue(source, offset) {
    const keys = keysAround(source, offset);
    const index = keys.findLastIndex((one) => one.offset <= offset);
    const [above, key] = [keys[index], keys[index + 1]];
    return key !== undefined && above !== undefined && key.column > above.column ? toMisplaced(key, above) : undefined;
}
/** Of the keys above a line, the ones whose maps may continue there. */
function openKeys(above) {
    let column = Number.POSITIVE_INFINITY;
    return above.toReversed().filter((key) => {
        const isOpen = key.column < column;
        column = Math.min(column, key.column);
        return isOpen;
    });
}
function toMisplaced(key, beside) {
    return {
        message: `The key \`${key.name}\` begins in column ${key.column}, but \`${beside.name}\` above it begins in column ${beside.column}.`,
        hint: `Begin \`${key.name}\` in column ${beside.column} if it belongs beside \`${beside.name}\`.`,
        offset: key.offset,
    };
}
/** How far to search before and after an offset, however large the file is. In lines. */
const searchedLines = 50;
/** The keys at the start of the lines around an offset. */
function keysAround(source, offset) {
    let at = offset;
    for (let line = 0; line < searchedLines && at > 0; line += 1)
        at = source.lastIndexOf('\n', at - 2) + 1;
    const keys = [];
    for (const text of source.slice(at).split('\n', 2 * searchedLines)) {
        const [, indent = '', name = ''] = /^((?: |- )*)([^\s#:'"[{-][^\s:]*):(?:\s|$)/.exec(text) ?? [];
        if (name !== '')
            keys.push({ name, column: indent.length + 1, offset: at + indent.length });
        at += text.length + 1;
    }
    return keys;
}

;// CONCATENATED MODULE: ./lib/text/yaml-nodes.js
// What is wrong in a YAML document before it becomes data, and what do its aliases stand for?



/** Counted anywhere, even inside quotes. */
const maxOpenBrackets = 10_000;
/** As they are written, not expanded. */
const maxWrittenAliases = 2_000;
/** Beyond this many unknown aliases, no names are suggested. */
const maxNearNames = 20;
/** In lists and maps: far more than people write, and far less than the stack allows. */
const deepest = 200;
/** Message and hint for a document that is nested deeper. */
const tooDeep = [
    `This is nested more than ${deepest} levels deep.`,
    'Reduce the nesting.',
];
/** The problems of a document, the targets of its aliases, and whether the library can still turn it into data. */
function inspectDocument(source, document, isJson, places) {
    // After such an error, the library reports every following word.
    const lost = document.errors.find(isLost);
    const errors = document.errors.filter((error) => error === lost || !isLost(error));
    const problems = problemsOf([...errors, ...document.warnings], source, places);
    const { explicit, version } = document.directives.yaml;
    // Helm rejects any `%YAML` directive.
    if (isJson ? version !== '1.2' : explicit) {
        problems.push({
            message: 'The file has a `%YAML` directive that is not supported.',
            hint: 'Remove the `%YAML` directive.',
            at: places(0),
        });
    }
    const add = (message, hint, node) => {
        problems.push({ message, hint, at: places(node?.range?.[0] ?? 0) });
    };
    const walk = { isJson, targets: new Map(), anchors: new Map(), add, broken: 0 };
    inspectNode(document.contents, 0, walk);
    const isReadable = document.errors.length + document.warnings.length + walk.broken === 0;
    // Every other problem follows from the nesting.
    const deep = problems.find(({ message }) => message === tooDeep[0]);
    return { document, targets: walk.targets, isReadable, problems: deep ? [deep] : problems };
}
function problemsOf(errors, source, places) {
    const misplaced = [];
    return errors.flatMap(({ code, message, pos: [offset] }) => {
        if (/call stack|stack overflow/i.test(message)) {
            return [{ message: tooDeep[0], hint: tooDeep[1], at: places(offset) }];
        }
        const uneven = isUneven(message) ? unevenKey(source, offset, misplaced) : undefined;
        const below = deeperKeyCodes.includes(code) ? keyBelowValue(source, offset) : undefined;
        const key = uneven ?? below;
        if (key !== undefined) {
            if (misplaced.includes(key.offset))
                return [];
            misplaced.push(key.offset);
            return [{ message: key.message, hint: key.hint, at: places(key.offset) }];
        }
        // The keys beside a misplaced one are wrong only because of it.
        if (isUneven(message) && misplaced.length > 0)
            return [];
        return [
            {
                message: `This is not valid YAML: ${message}.`,
                hint: isUneven(message)
                    ? 'Begin all keys of a map in the same column.'
                    : (remedies[code] ?? 'Check the indentation, quotes and brackets here.'),
                at: places(offset),
            },
        ];
    });
}
/** The library uses the same code for unclosed brackets. */
const isUneven = (message) => message.startsWith('All mapping items must start');
const deeperKeyCodes = ['BLOCK_AS_IMPLICIT_KEY', 'MULTILINE_IMPLICIT_KEY'];
/** For the most common mistakes. */
const remedies = {
    BAD_INDENT: 'Add the missing bracket, or indent the lines between the brackets.',
    TAB_AS_INDENT: 'Indent with spaces.',
    BLOCK_AS_IMPLICIT_KEY: 'If the text contains `: `, put it in quotes. If it is a map, begin it on the next line.',
    MISSING_CHAR: 'Add the missing character, or put the text in quotes.',
    BAD_SCALAR_START: 'Put the text in quotes.',
    UNEXPECTED_TOKEN: 'Put the whole text in quotes.',
};
/** What `{{ … }}` looks like to YAML: a map as a key. */
const quoteHelm = 'If this is a Helm template: Compass does not evaluate `{{ }}`. Write a Compass template, in quotes: `"<%= values.x %>"`.';
/** Whether more brackets are open at once than people write: the parser would take seconds to report that. */
function isHopelesslyDeep(text) {
    if (text.length < maxOpenBrackets)
        return false;
    let open = 0;
    for (let at = 0; at < text.length && open < maxOpenBrackets; at += 1) {
        const sign = text[at];
        if (sign === '[' || sign === '{')
            open += 1;
        else if (open > 0 && (sign === ']' || sign === '}'))
            open -= 1;
    }
    return open === maxOpenBrackets;
}
const isLost = ({ message }) => message.includes(' token in YAML stream');
/** Visits all nodes itself: the library's own visitor costs as much as parsing. */
function inspectNode(node, depth, walk) {
    if ((0,dist/* isAlias */.Vj)(node))
        inspectAlias(node, walk);
    if (((0,dist/* isScalar */.jn)(node) || (0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node)) && node.anchor)
        walk.anchors.set(node.anchor, node);
    if ((0,dist/* isScalar */.jn)(node)) {
        if (typeof node.value !== 'number' || !walk.isJson || isExact(node.value))
            return;
        walk.add(`The number ${node.source ?? node.value} cannot be represented exactly.`, 'Put it in quotes.', node);
    }
    else if (depth === deepest && ((0,dist/* isMap */.jh)(node) || (0,dist/* isSeq */.oP)(node))) {
        walk.broken += 1;
        walk.add(...tooDeep, node);
    }
    else if ((0,dist/* isMap */.jh)(node)) {
        const seen = new Set();
        for (const pair of node.items) {
            inspectNode(pair.key, depth + 1, walk);
            inspectNode(pair.value, depth + 1, walk);
            const problem = problemOfKey(keyOf(pair, walk.targets), seen);
            if (problem !== undefined) {
                const hint = (0,dist/* isMap */.jh)(pair.key) ? quoteHelm : problem.hint;
                walk.add(problem.message, hint, (0,dist/* isNode */.Ll)(pair.key) ? pair.key : null);
            }
            if (!isValidMerge(pair, walk.targets)) {
                walk.broken += 1;
                const hint = 'Write an alias of a map, such as `<<: *defaults`.';
                walk.add('`<<` merges maps, and this is not a map.', hint, (0,dist/* isNode */.Ll)(pair.value) ? pair.value : null);
            }
        }
    }
    else if ((0,dist/* isSeq */.oP)(node)) {
        for (const item of node.items)
            inspectNode(item, depth + 1, walk);
    }
}
function inspectAlias(alias, walk) {
    const { anchors, targets, add } = walk;
    const target = anchors.get(alias.source);
    if (target !== undefined) {
        targets.set(alias, target);
        if (targets.size !== maxWrittenAliases + 1)
            return;
        walk.broken += 1;
        add(`The file has more than ${maxWrittenAliases} aliases.`, 'Replace some with the values themselves.', alias);
        return;
    }
    walk.broken += 1;
    const near = walk.broken < maxNearNames ? (0,near_name/* nearestName */.q)(alias.source, [...anchors.keys()]) : undefined;
    const hint = near ? `Did you mean \`*${near}\`?` : `Define it above: write \`&${alias.source}\` before a value.`;
    add(`The alias \`*${alias.source}\` has no anchor above it.`, hint, alias);
}
/** Keys are strings, so `1` and `"1"` are the same key, and one would silently be lost. */
function problemOfKey(key, seen) {
    if (key === undefined)
        return { message: 'A key must be a string.', hint: 'Write a string as the key.' };
    if (key === '__proto__')
        return { message: 'The key `__proto__` is not allowed.', hint: 'Rename it.' };
    if (seen.has(key) && key !== '<<') {
        return { message: `The key \`${key}\` appears twice in this map.`, hint: 'Remove or rename one of them.' };
    }
    seen.add(key);
    return undefined;
}
/** False for a merge of something that is not a map; true for any other key. */
function isValidMerge({ key, value }, targets) {
    if (!(0,dist/* isScalar */.jn)(key) || typeof key.value !== 'symbol')
        return true;
    const merged = targets.get(value) ?? value;
    const sources = (0,dist/* isSeq */.oP)(merged) ? merged.items : [merged];
    // An alias without an anchor is reported as such.
    return sources.every((source) => (0,dist/* isMap */.jh)(targets.get(source) ?? source) || (0,dist/* isAlias */.Vj)(source));
}
/** Values are passed on as JSON, which has neither infinities nor exact integers beyond 2^53. */
function isExact(value) {
    return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}
/** A key as a string, as in an object; undefined if it is a list or a map. */
function keyOf(pair, targets) {
    const key = targets.get(pair.key) ?? pair.key;
    if (key === null)
        return '';
    // The library uses a symbol for the key of a merge.
    if ((0,dist/* isScalar */.jn)(key) && typeof key.value === 'symbol')
        return '<<';
    return (0,dist/* isScalar */.jn)(key) ? String(key.value ?? '') : undefined;
}

;// CONCATENATED MODULE: ./lib/text/yaml.js
// Which data does a YAML text contain, and where is each value? Only this file, yaml-nodes.ts and write-yaml.ts import
// the YAML library.


/** People write specs; anything larger is a mistake. In bytes. */
const largestText = 1024 * 1024;
/** Bundles of CRDs are larger than anything that people write. In bytes. */
const largestStream = 8 * 1024 * 1024;
const maxAliases = 10_000;
/** Shown for one file; the rest are only counted. */
const maxProblems = 1_000;
/** Generated files have few aliases, or none. */
const maxGeneratedAliases = 100;
/** Scalars, maps and lists, with aliases expanded: aliases can make a small text large, or infinite. */
const maxValues = 200_000;
/** Reads one document, and reports all its problems. `file`: the file name for places. */
function readYaml(file, text) {
    const read = readDocuments(file, text, specDialect);
    if ('problems' in read)
        return read;
    const [document, second] = read.documents;
    const start = { file, line: 1, column: 1 };
    if (document === undefined) {
        return { problems: [{ message: 'The file is empty.', hint: 'Write a YAML map in it.', at: start }] };
    }
    if (second === undefined)
        return { document };
    return {
        problems: [
            {
                message: 'The file contains a second YAML document.',
                hint: 'Remove `---` and what follows it.',
                at: second.start,
            },
        ],
    };
}
/** Reads all documents as Kubernetes does: YAML 1.1, so `no` is false. Empty documents are left out. */
function readYamlStream(file, text) {
    const read = readDocuments(file, text, manifestDialect);
    return 'problems' in read ? read : { documents: read.documents.filter(({ data }) => data !== null) };
}
/**
 * Reads one generated document, without places. All scalars are strings, as they are written: a version `1.10` does not
 * become a number.
 */
function readGeneratedYaml(text) {
    try {
        const document = (0,dist/* parseDocument */.Tp)(text, { schema: 'failsafe', merge: true, prettyErrors: false, uniqueKeys: false });
        const [error] = document.errors;
        if (error !== undefined)
            return { problem: error.message };
        return { data: document.toJS({ maxAliasCount: maxGeneratedAliases }) };
    }
    catch (problem) {
        return { problem: problem instanceof Error ? problem.message : String(problem) };
    }
}
/** All keys without quotes, at any depth, of one document that may be large. Empty if it cannot be read. */
function plainKeys(file, text) {
    if (Buffer.byteLength(text) > largestStream)
        return [];
    const lines = lineCounterOf(text);
    const document = (0,dist/* parseDocument */.Tp)(text, { merge: true, prettyErrors: false, uniqueKeys: false });
    const found = [];
    if (document.errors.length > 0)
        return found;
    (0,dist/* visit */.YR)(document, {
        Pair(_, { key }) {
            if (!(0,dist/* isScalar */.jn)(key) || key.type !== 'PLAIN' || key.tag || typeof key.value === 'symbol')
                return;
            const { line, col } = lines.linePos(key.range?.[0] ?? 0);
            found.push({ written: key.source ?? '', key: String(key.value), at: { file, line, column: col } });
        },
    });
    return found;
}
const specDialect = { largest: largestText, version: '1.2', isJson: true };
const manifestDialect = { largest: largestStream, version: '1.1', isJson: false };
function readDocuments(file, text, { largest, version, isJson }) {
    const start = { file, line: 1, column: 1 };
    if (Buffer.byteLength(text) > largest) {
        const message = `The file is larger than ${largest / 1024 / 1024} MiB.`;
        return {
            problems: [
                { message, hint: 'Split it into several files. In a spec, move values to `values-files`.', at: start },
            ],
        };
    }
    if (text.includes('\0')) {
        return { problems: [{ message: 'The file contains a NUL byte.', hint: 'Save it as UTF-8 text.', at: start }] };
    }
    if (isHopelesslyDeep(text))
        return { problems: [{ message: tooDeep[0], hint: tooDeep[1], at: start }] };
    const lines = lineCounterOf(text);
    const places = (offset) => {
        const { line, col } = lines.linePos(offset);
        return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
    };
    const options = {
        merge: true,
        uniqueKeys: false,
        version,
        ...{ prettyErrors: false, logLevel: 'error' },
        // JSON has no sets, bytes or dates.
        resolveKnownTags: !isJson,
    };
    const parsed = (0,dist/* parseAllDocuments */.hR)(text, options);
    const documents = 'empty' in parsed ? [] : parsed.filter(({ contents }) => contents !== null);
    const inspected = documents.map((document) => inspectDocument(text, document, isJson, places));
    const problems = inspected.flatMap((one) => one.problems);
    if (inspected.some(({ isReadable }) => !isReadable))
        return { problems: limitProblems(problems) };
    const read = inspected.map(({ document, targets }) => toData(text, document, targets, places, start));
    problems.push(...read.flatMap((one) => ('problems' in one ? one.problems : [])));
    const readable = read.flatMap((one) => ('document' in one ? [one.document] : []));
    return problems.length > 0 ? { problems: limitProblems(problems), rest: readable[0] } : { documents: readable };
}
/** The library's own counter misses lines after invalid YAML. */
function lineCounterOf(text) {
    const lines = new dist/* LineCounter */.HN();
    lines.addNewLine(0);
    for (const { index } of text.matchAll(/\n/g))
        lines.addNewLine(index + 1);
    return lines;
}
function toData(source, document, targets, places, start) {
    try {
        const data = document.toJS({ maxAliasCount: maxAliases });
        if (!isLargerThan(maxValues, data))
            return {
                document: { data, start: places(document.range[0]), ...placesIn(source, document, targets, places, start) },
            };
    }
    catch {
        // The library throws if the aliases expand to too much data.
    }
    const message = targets.size > 0
        ? 'With its aliases expanded, the file contains too many values.'
        : `The file contains more than ${maxValues} values.`;
    return {
        problems: [{ message, hint: targets.size > 0 ? 'Use fewer aliases.' : 'Split it into several files.', at: start }],
    };
}
/** Counts values while walking the data, so cyclic data exceeds any limit. */
function isLargerThan(limit, data) {
    const open = [data];
    for (let count = 0; open.length > 0; count += 1) {
        if (count > limit)
            return true;
        const value = open.pop();
        if (typeof value === 'object' && value !== null)
            for (const inner of Object.values(value))
                open.push(inner);
    }
    return false;
}
function placesIn(source, { contents }, targets, places, start) {
    const at = (node) => (node?.range ? places(node.range[0]) : start);
    // Of duplicate keys, the last one counts.
    const indexes = new Map();
    const pairIn = (map, key) => {
        const index = indexes.get(map) ?? new Map(map.items.map((pair) => [keyOf(pair, targets), pair]));
        indexes.set(map, index);
        return index.get(key);
    };
    const nodeAt = (path) => {
        let node = contents;
        for (const part of path) {
            const around = targets.get(node) ?? node;
            if ((0,dist/* isMap */.jh)(around))
                node = pairIn(around, String(part))?.value;
            else if ((0,dist/* isSeq */.oP)(around))
                node = around.items[Number(part)];
            else
                return undefined;
        }
        return (0,dist/* isNode */.Ll)(node) ? node : undefined;
    };
    return {
        placeOf(path) {
            const node = nodeAt(path);
            if (path.length === 0 || node !== undefined)
                return at(node ?? contents);
            return this.placeOf(path.slice(0, -1));
        },
        placeInside(path, text, offset) {
            const node = nodeAt(path);
            const [begin = 0, end = 0] = node?.range ?? [];
            const written = source.slice(begin, end);
            const isBlock = (0,dist/* isScalar */.jn)(node) && node.type === 'BLOCK_LITERAL';
            // With escapes or folding, the source does not contain the text as such.
            const found = isBlock ? offsetInBlock(written, text, offset) : written.indexOf(text) + offset;
            return end > begin && (isBlock || written.includes(text)) ? places(begin + found) : this.placeOf(path);
        },
        placeOfKey(path, key) {
            const node = nodeAt(path);
            const map = targets.get(node) ?? node;
            const pair = (0,dist/* isMap */.jh)(map) ? pairIn(map, key) : undefined;
            return pair ? at((0,dist/* isNode */.Ll)(pair.key) ? pair.key : undefined) : this.placeOf(path);
        },
    };
}
/** After its first line, `|`, each line of a block is a line of the text, indented. */
function offsetInBlock(block, text, offset) {
    const before = text.slice(0, offset).split('\n');
    const [lines, row] = [block.split('\n'), before.length];
    const indent = (lines[row] ?? '').replace(/\r$/, '').length - (text.split('\n')[row - 1] ?? '').length;
    return lines.slice(0, row).join('\n').length + 1 + indent + (before.at(-1) ?? '').length;
}
function limitProblems(problems) {
    const first = problems.slice(0, maxProblems);
    const next = problems[maxProblems];
    if (next === undefined)
        return first;
    const left = problems.length - maxProblems;
    const message = `This file has ${left} more problem${left === 1 ? '' : 's'}.`;
    return [...first, { message, hint: 'Fix the problems above, then run it again.', at: next.at }];
}


/***/ })

};
