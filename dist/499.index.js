export const id = 499;
export const ids = [499];
export const modules = {

/***/ 499:
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
// EXTERNAL MODULE: ./lib/plan/release-labels.js + 1 modules
var release_labels = __webpack_require__(7462);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/text/image.js
var text_image = __webpack_require__(2566);
// EXTERNAL MODULE: ./lib/text/json.js
var json = __webpack_require__(2845);
;// CONCATENATED MODULE: ./lib/plan/ownership.js

function ownershipOf(release, { stack, environment, namespace }, formerly) {
    const owner = (0,release_labels/* ownerOf */.bf)(release);
    if (owner === undefined)
        return { kind: 'unlabelled' };
    const isOf = (name) => owner.stack === name.stack && owner.environment === name.environment;
    if (owner.namespace !== namespace)
        return { kind: 'foreign', owner };
    if (isOf({ stack, environment }))
        return { kind: 'own' };
    return formerly.some(isOf) ? { kind: 'former' } : { kind: 'foreign', owner };
}

;// CONCATENATED MODULE: ./lib/plan/decide.js
// What is done about a release? The only table from the observed state to an action. Pure.


/** The newest revision decides: a release that is deployed with the wanted fingerprint is left alone. */
function decide(situation) {
    const { identity, observed, wanted, former, force, forget, adopt, formerly, at } = situation;
    if (observed === undefined)
        return { action: 'install', reason: 'not installed' };
    const ownership = ownershipOf(observed, identity, formerly);
    if (ownership.kind === 'foreign')
        return refuseForeignOwner(observed, ownership.owner, at);
    const isKept = forget && observed.status === 'deployed';
    const hasObjects = ['deployed', 'failed', 'superseded'].includes(observed.status);
    if (observed.otherChart !== undefined && hasObjects && !isKept && !adopt)
        return refuseOtherChart(observed, observed.otherChart, at);
    switch (observed.status) {
        case 'deployed':
            // A revision that Compass began is completed first. A release that others installed is left as it is.
            if (forget && ((0,release_labels/* isCompleted */.Yw)(observed) || (0,release_labels/* runOf */.ng)(observed) === undefined))
                return { action: 'keep', reason: '`forget`: installed already' };
            if (!(0,release_labels/* carriesFingerprint */.Wy)(observed, wanted, former))
                return { action: 'upgrade', reason: whatChanged(observed, wanted, former) };
            return force
                ? { action: 'upgrade', reason: 'forced' }
                : { action: 'unchanged', reason: 'same inputs as deployed' };
        case 'failed':
            return { action: 'upgrade', reason: `revision ${observed.revision} failed` };
        case 'uninstalled':
            return { action: 'install', reason: 'was uninstalled' };
        case 'superseded':
            return { action: 'upgrade', reason: `no revision is deployed since revision ${observed.revision}` };
        case 'uninstalling':
            return (0,release_labels/* isBeingRemoved */.A3)(observed)
                ? { action: 'upgrade', reason: 'its removal was not completed' }
                : refuseUnfinished(observed, at);
        default:
            return refuseUnfinished(observed, at);
    }
}
/** For a chart with `remove`. */
function decideUninstall({ identity, observed, isConfirmed, adopt, formerly, at, }) {
    if (observed === undefined || (observed.status === 'uninstalled' && !(0,release_labels/* isBeingRemoved */.A3)(observed)))
        return { action: 'unchanged', reason: '`remove`: not installed' };
    const ownership = ownershipOf(observed, identity, formerly);
    if (ownership.kind === 'foreign')
        return refuseForeignOwner(observed, ownership.owner, at);
    if (ownership.kind === 'unlabelled' && !adopt)
        return refuseUnlabelledRemoval(observed, at);
    if (!removable.includes(observed.status))
        return refuseUnfinished(observed, at);
    const reason = (0,release_labels/* isBeingRemoved */.A3)(observed) ? 'its removal was not completed' : '`remove` is set';
    return isConfirmed ? { action: 'remove', reason } : refuseUnconfirmed(observed, identity, at);
}
/** A removal that was interrupted, or that left something behind, is completed. */
const removable = ['deployed', 'failed', 'uninstalling', 'uninstalled'];
function whatChanged(observed, wanted, former) {
    const isFormer = (0,release_labels/* hasFormerLabel */.EJ)(observed);
    const parts = (0,release_labels/* changedParts */.Ty)(observed, isFormer ? (former ?? wanted) : wanted);
    // The label cannot tell whether the chart has changed too.
    if (isFormer && former === undefined && parts?.every((part) => part === 'chart'))
        return 'fingerprint scheme changed';
    if (parts === undefined)
        return whyUnknown(observed);
    return parts.length === 0 ? 'inputs changed' : `${parts.join(', ')} changed`;
}
/** Why it is not known from which inputs a revision was made. */
function whyUnknown(observed) {
    if ((0,release_labels/* runOf */.ng)(observed) === undefined)
        return 'installed outside Compass';
    const { revision } = observed;
    return (0,release_labels/* isMadeByCompass */.j2)(observed)
        ? `revision ${revision} was not completed`
        : `revision ${revision} was made outside Compass`;
}
function refuseForeignOwner(observed, owner, at) {
    return {
        action: 'refuse',
        failure: {
            code: 'owned-by-other-stack',
            message: `The release \`${observed.name}\` in namespace \`${observed.namespace}\` belongs to the stack \`${owner.stack}\` in environment \`${owner.environment}\` (namespace \`${owner.namespace}\`).`,
            hint: `Set another \`release\` or \`namespace\` for this chart. If you renamed the stack or the environment, add \`formerly: [${owner.stack}/${owner.environment}]\` to the environment.`,
            at,
        },
    };
}
function refuseOtherChart({ name, namespace }, otherChart, at) {
    return {
        action: 'refuse',
        failure: {
            code: 'release-not-adopted',
            message: `The release \`${name}\` in namespace \`${namespace}\` was installed outside Compass from another chart, \`${otherChart}\`.`,
            hint: 'Set another `release` for this chart. To replace that release, whose objects would be deleted, set `adopt: true`.',
            at,
        },
    };
}
function refuseUnlabelledRemoval({ name, namespace }, at) {
    return {
        action: 'refuse',
        failure: {
            code: 'release-not-adopted',
            message: `The release \`${name}\` in namespace \`${namespace}\` was installed outside Compass, so \`remove\` does not uninstall it.`,
            hint: 'Check that it is the release that you mean. To uninstall it, set `adopt: true` beside `remove`.',
            at,
        },
    };
}
function refuseUnconfirmed({ name, namespace }, { environment }, at) {
    const message = `The release \`${name}\` in namespace \`${namespace}\` would be removed from \`${environment}\`, which is protected.`;
    const hint = `To remove it, run once with the input \`confirm: ${environment}\`.`;
    return { action: 'refuse', failure: { code: 'not-confirmed', message, hint, at } };
}
/** For pending-install, pending-upgrade, pending-rollback, uninstalling, and any status that a later Helm may add. */
function refuseUnfinished(observed, at) {
    const { name, namespace, revision, status } = observed;
    return {
        action: 'refuse',
        failure: {
            code: 'release-pending',
            message: `Revision ${revision} of the release \`${name}\` in namespace \`${namespace}\` is \`${status}\`: another operation is in progress, or was interrupted.`,
            // Only the record: the objects stay, and the next deployment takes them over by their Helm annotations.
            hint: `If no other run is working on it, delete the record of the unfinished operation, then deploy again: \`kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}\`.`,
            at,
        },
    };
}

// EXTERNAL MODULE: ./lib/plan/fingerprint.js
var fingerprint = __webpack_require__(2911);
// EXTERNAL MODULE: ./lib/text/sha256.js
var sha256 = __webpack_require__(8380);
;// CONCATENATED MODULE: ./lib/plan/job-state.js




/** `needed`: the fingerprints of the charts that the jobs depend on. */
function jobsFingerprint({ release, namespace }, jobs, needed) {
    return (0,fingerprint/* fingerprintOfParts */.gn)({
        chart: jobs.map(({ name, run, shell, env, when }) => [name, run, shell, Object.keys(env).sort(), when]),
        values: Object.fromEntries(needed),
        images: {},
        flags: { release, namespace },
    });
}
/** The dot keeps it apart from the releases of charts, whose names are DNS labels. */
function afterJobsReleaseName({ stack }) {
    const [start, end] = [stack.slice(0, maxStackCharacters), '.after'];
    const name = start === stack ? `${stack}${end}` : `${start}-${(0,sha256/* sha256 */.s)(stack).slice(0, 6)}${end}`;
    return name;
}
/** Leaves room for a hash and `.after` within the 53 characters of a release name. */
const maxStackCharacters = 40;
/** The jobs after the last chart, as a chart with only jobs. */
function afterJobsOf(identity, jobs) {
    const release = afterJobsReleaseName(identity);
    const name = release;
    return {
        name: name,
        at: { file: '', line: 1, column: 1 },
        release,
        namespace: identity.namespace,
        jobs: { before: [], after: jobs },
        depends: [],
        isRequired: true,
        settings: settingsOfJobs,
        values: {},
        secrets: [],
        secretMaps: [],
        imagesAsked: [],
    };
}
/** Nothing is deployed, so nothing is waited for. */
const settingsOfJobs = {
    createNamespace: true,
    timeoutMs: 60_000,
    wait: false,
    conflicts: 'fail',
    crds: 'skip',
    adopt: false,
    forget: false,
    remove: false,
    allowFailure: false,
};
/**
 * `partial`: what a run with only some of the charts leaves. `isComparable`: whether the wanted fingerprint is one of
 * all charts that the jobs depend on.
 */
function decideJobs(situation, partial, isComparable) {
    const { observed, force } = situation;
    const decision = decide({ ...situation, forget: false });
    if (decision.action === 'refuse')
        return decision;
    const hasPassed = isComparable
        ? decision.action === 'unchanged' || (!force && observed !== undefined && (0,release_labels/* carriesFingerprint */.Wy)(observed, partial))
        : !force && hasPassedOnce(observed);
    if (hasPassed)
        return { action: 'unchanged', reason: 'already passed' };
    return { action: 'run', reason: whyRun(observed, decision) };
}
function hasPassedOnce(observed) {
    return observed !== undefined && (0,release_labels/* isCompleted */.Yw)(observed);
}
function whyRun(observed, decision) {
    if (observed === undefined || !(0,release_labels/* isCompleted */.Yw)(observed))
        return 'not passed yet';
    return 'reason' in decision && decision.reason === 'forced' ? 'forced' : 'jobs or dependencies changed';
}

;// CONCATENATED MODULE: ./lib/plan/make.js
// How do rendered charts, their content and the observed releases become a plan? Pure.








/** Its charts are in the order of `inputs.charts`. */
function makePlan(inputs) {
    const planned = new Map();
    for (const [index, chart] of inputs.charts.entries()) {
        if (!isJobsOnly(chart))
            planned.set(chart.name, planChart(chart, inputs.contents[index], inputs));
    }
    for (const chart of dependenciesFirst(inputs.charts.filter(isJobsOnly))) {
        planned.set(chart.name, planJobs(chart, planned, inputs));
    }
    const charts = inputs.charts.flatMap(({ name }) => planned.get(name) ?? []);
    const { identity, folder, jobs, helm } = inputs;
    const afterJobs = planAfterJobs(planned, inputs);
    const about = { version: 1, identity, folder, jobs, helm, charts, ...unplannedReleases(inputs) };
    return afterJobs === undefined ? about : { ...about, afterJobs };
}
/** The jobs after the last chart depend on all charts. Those that always run keep no state. */
function planAfterJobs(planned, inputs) {
    const after = inputs.jobs.after.filter(({ when }) => when === 'changed');
    return after.length === 0 ? undefined : planJobs(afterJobsOf(inputs.identity, after), planned, inputs);
}
/** Whether a chart has no release of its own: what its jobs have passed is all that is kept of it. */
function isJobsOnly({ source, settings }) {
    return source === undefined && !settings.remove;
}
/**
 * Plans a chart with only jobs. If it is deferred, or depends on a deferred chart, it waits for its turn, unless this
 * is its turn (`mayWait` is false). `planned`: the charts that it depends on, at least; by name.
 */
function planJobs(chart, planned, inputs, mayWait = true) {
    const { identity, force, formerly, isWhole } = inputs;
    const { adopt } = chart.settings;
    const needed = [...planned.values()].filter((one) => chart.depends.length > 0 ? chart.depends.includes(one.name) : !isJobsOnly(one));
    const jobs = [...chart.jobs.before, ...chart.jobs.after];
    // With some of the charts only, their fingerprints say nothing about the others.
    const isComparable = isWhole || chart.depends.length > 0;
    const partial = jobsFingerprint(chart, jobs, onlySome);
    const whole = jobsFingerprint(chart, jobs, new Map(needed.map((one) => [one.name, whatIsThere(one)])));
    const wanted = isComparable ? whole : partial;
    const base = planChart(chart, undefined, inputs);
    const situation = { identity, observed: base.observed, wanted, force, forget: false, adopt, formerly, at: chart.at };
    const readsLater = chart.deferred !== undefined || needed.some(({ decision }) => decision.action === 'late');
    const isDeferred = mayWait && chart.isRequired && readsLater;
    const decision = isDeferred
        ? { action: 'late', reason: 'depends on a chart that is decided later' }
        : decideJobs(situation, partial, isComparable);
    return { ...base, fingerprint: wanted, decision: chart.isRequired ? decision : base.decision };
}
/** In place of the fingerprints of all charts, after a run with only some of them. */
const onlySome = new Map([['', 'only some charts']]);
/** What jobs find of a chart that they depend on. */
function whatIsThere({ decision, fingerprint: { whole } }) {
    return ['keep', 'not-required', 'remove'].includes(decision.action) ? decision.action : whole;
}
/** Each chart after the ones that it depends on. There is no cycle. */
function dependenciesFirst(charts) {
    const found = new Map();
    const add = (chart) => {
        for (const other of charts)
            if (chart.depends.includes(other.name))
                add(other);
        found.set(chart.name, chart);
    };
    for (const chart of charts)
        add(chart);
    return [...found.values()];
}
function unplannedReleases({ charts, releases, identity, formerly, isWhole, }) {
    const kindOf = (release) => ownershipOf(release, identity, formerly).kind;
    const isNamed = ({ name, namespace }) => name === afterJobsReleaseName(identity) ||
        charts.some((chart) => chart.release === name && chart.namespace === namespace);
    const isInstalled = ({ status }) => status !== 'uninstalled';
    return {
        handedOver: releases.filter((release) => kindOf(release) === 'former'),
        leftAlone: releases.filter((release) => isWhole && isInstalled(release) && !isNamed(release) && ['own', 'former'].includes(kindOf(release))),
    };
}
/** Also plans a deferred chart, once its values are known. */
function planChart(chart, content, inputs) {
    const { identity, releases, helm, force, isConfirmed, formerly } = inputs;
    const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
    const images = selectImages(chart, inputs.digests);
    const wanted = (0,fingerprint/* fingerprint */.Rj)({ ...chart, content: releaseContent(chart, content, inputs.folder), images, helm });
    const former = formerOf(chart, content, images, helm);
    const { forget, adopt } = chart.settings;
    return {
        ...chart,
        ...(content && { content }),
        images,
        imagesBefore: observed ? (0,text_image/* movedImages */.SR)(images, (0,release_labels/* imagesIn */.o$)(observed.deployed ?? observed)) : {},
        decision: decisionFor(chart, observed, () => chart.settings.remove
            ? decideUninstall({ identity, observed, isConfirmed, adopt, formerly, at: chart.at })
            : decide({ identity, observed, wanted, former, force, forget, adopt, formerly, at: chart.at })),
        fingerprint: wanted,
        baseRevision: observed?.revision ?? 0,
        ...(observed && { observed }),
        ...(observed?.tookMs !== undefined && { tookMs: observed.tookMs }),
        // Helm 4 installs new releases by server-side apply.
        validatedByServer: observed === undefined || (0,release_labels/* isAppliedByServer */.eI)(observed),
    };
}
function decisionFor(chart, observed, decideRelease) {
    if (!chart.isRequired) {
        const isInstalled = observed !== undefined && observed.status !== 'uninstalled';
        return { action: 'not-required', reason: isInstalled ? 'installed' : '`requires` is not met' };
    }
    // For a chart that is kept, nothing is read from the cluster.
    const isKept = chart.settings.forget && decideRelease().action === 'keep';
    if (chart.deferred && !isKept)
        return { action: 'late', reason: `reads from ${chart.depends.join(', ') || 'the cluster'}` };
    return decideRelease();
}
/** Raw objects count by their paths from the folder of the spec, wherever that is checked out. */
function releaseContent({ source }, content, folder) {
    if (source?.kind !== 'manifests')
        return content?.digest ?? '';
    return Object.fromEntries(Object.entries(source.files).map(([path, text]) => [external_node_path_.posix.relative(folder, path), text]));
}
/** Undefined if earlier versions of Compass could take other inputs for the same, or if their digest is not known. */
function formerOf(chart, content, images, helm) {
    const digest = formerDigestOf(chart, content, images);
    return digest === undefined ? undefined : (0,fingerprint/* formerFingerprint */.O4)({ ...chart, images, helm }, digest);
}
function formerDigestOf({ source }, content, images) {
    if (source?.kind === 'folder' || source?.kind === 'archive')
        return content?.formerDigest;
    if (source?.kind !== 'manifests')
        return content?.digest ?? '';
    const text = (0,json/* canonicalJson */.dj)(source.files);
    return (0,fingerprint/* hideDigests */.a5)(source.files, images) === text ? text : undefined;
}
/**
 * The images that its templates used, and whose digest is in its content: a template may use only the name of an image.
 * The content of a deferred chart is not known yet, so all its images count.
 */
function selectImages(chart, digests) {
    const noted = Object.entries(digests).filter(([reference]) => chart.imagesAsked.includes(reference));
    if (noted.length === 0 || chart.deferred !== undefined)
        return Object.fromEntries(noted);
    const content = JSON.stringify([chart.values, chart.jobs, chart.source ?? null]);
    return Object.fromEntries(noted.filter(([, digest]) => content.includes(digest)));
}

// EXTERNAL MODULE: ./lib/text/count.js
var text_count = __webpack_require__(9180);
// EXTERNAL MODULE: ./lib/model/manifest.js
var model_manifest = __webpack_require__(1004);
;// CONCATENATED MODULE: ./lib/plan/plan.js
// What will happen? A plan is plain data that survives a JSON round trip, and all that `execute` knows of the spec.
/** Paths of the secrets in its values; one empty path if a template of its raw objects read a secret. */
function secretPathsOf({ secrets, secretMaps, source, }) {
    return source?.kind === 'manifests' && source.secretFiles.length > 0 ? [[]] : [...secrets, ...secretMaps];
}
/** Objects of these kinds stay in the cluster when their release is uninstalled: they hold data, or others use them. */
const keptKinds = ['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition'];
/** Whether Helm will make a new revision. */
function isDeployed({ decision }) {
    return decision.action === 'install' || decision.action === 'upgrade';
}
/** Whether the chart changes something in the cluster; a deferred chart may. Jobs that run leave a revision behind. */
function mayChange(chart) {
    return isDeployed(chart) || ['late', 'remove', 'run'].includes(chart.decision.action);
}

;// CONCATENATED MODULE: ./lib/prepare/moves.js
/** In the order of the charts that take. */
function findMoves(charts, unnamed) {
    const given = new Map();
    for (const { release, before } of unnamed) {
        for (const [key, there] of before)
            given.set(key, { from: release, there });
    }
    for (const { chart, before, after } of charts) {
        const from = runningRevision(chart);
        if (from === undefined)
            continue;
        for (const [key, there] of before)
            if (!after.has(key))
                given.set(key, { from, giver: chart.name, there });
    }
    return charts.flatMap(({ chart, before, after }) => [...after].flatMap(([key, object]) => {
        const found = before.has(key) ? undefined : given.get(key);
        return found === undefined ? [] : [{ ...found, object, taker: chart }];
    }));
}
/** The revision whose objects are in the cluster; undefined if there is none. */
function runningRevision({ observed }) {
    return observed?.status === 'uninstalled' ? undefined : (observed?.deployed ?? observed);
}

;// CONCATENATED MODULE: ./lib/prepare/objects.js
// Which objects do rendered documents and Helm's records contain?


/** `namespace`: of the release; objects without a namespace are in it. */
function readObjects(documents, namespace) {
    const byKey = new Map();
    let unread = 0;
    for (const document of documents) {
        const data = (0,model_manifest/* readDocument */.u0)(document);
        if (!(0,json/* isObject */.Gv)(data))
            unread += 1;
        for (const { data: object } of (0,json/* isObject */.Gv)(data) ? (0,model_manifest/* objectsIn */.Qv)(data) : []) {
            if (!(0,json/* isObject */.Gv)(object))
                continue;
            const read = (0,model_manifest/* toManifestObject */.cS)(object, namespace, document);
            byKey.set(read.key, read);
        }
    }
    return { byKey, unread };
}
/** Helm creates and deletes hooks separately from a release's objects, so they do not count as its objects. */
function withoutHooks(objects) {
    return new Map([...objects].filter(([, { isHook }]) => !isHook));
}

;// CONCATENATED MODULE: ./lib/prepare/release-objects.js
// Which objects do releases have now? Their records in Helm's store say so.





/** Undefined if there is no release. */
async function currentRelease(chart, cluster, signal) {
    const running = runningRevision(chart);
    return running === undefined ? (0,model_failure.ok)(undefined) : readRevision(running, cluster, signal);
}
/** Whether the API server applies the objects of the next revision. Helm applies new releases like this. */
function isAppliedServerSide({ settings }, current) {
    return settings.apply === undefined ? (current?.isServerSide ?? true) : settings.apply === 'server';
}
/**
 * The releases that no chart names any more. They matter only if a chart may take their objects. Nothing is taken from
 * one that cannot be read: Helm refuses its objects by itself.
 */
async function unnamedReleases({ charts, leftAlone }, cluster, signal) {
    if (!charts.some((chart) => isDeployed(chart) || chart.decision.action === 'late'))
        return [];
    const read = await Promise.all(leftAlone.map(async (release) => {
        const revision = release.deployed ?? release;
        const found = await readRevision(revision, cluster, signal);
        return found.ok ? [{ release: revision, before: found.value.objects }] : [];
    }));
    return read.flat();
}
async function readRevision(release, cluster, signal) {
    const record = await cluster.record(release, signal);
    if (!record.ok)
        return record;
    const { objects, isServerSide } = record.value;
    return (0,model_failure.ok)({ objects: withoutHooks(readObjects((0,model_manifest/* splitDocuments */.ZF)(objects), release.namespace).byKey), isServerSide });
}

;// CONCATENATED MODULE: ./lib/prepare/jobs-releases.js
// Has an entry with only jobs the release of a chart that it was before? Keeping what the jobs have passed would delete
// the objects of that release.




/** The chart, refused if its release has objects. Makes a request only if the jobs have to run. */
async function withoutObjectsOnly(chart, cluster, signal) {
    if (!isJobsOnly(chart) || chart.decision.action !== 'run')
        return (0,model_failure.ok)(chart);
    const current = await currentRelease(chart, cluster, signal);
    if (!current.ok)
        return current;
    const count = current.value?.objects.size ?? 0;
    if (count === 0)
        return (0,model_failure.ok)(chart);
    const { name, release, namespace, at } = chart;
    return (0,model_failure.ok)({
        ...chart,
        decision: {
            action: 'refuse',
            failure: {
                code: 'release-not-adopted',
                message: `\`${name}\` has only jobs, but the release \`${release}\` in namespace \`${namespace}\` has ${(0,text_count/* countOf */.p)(count, 'object')}, which would be deleted.`,
                hint: 'Give the entry another name or `release`. To remove the release, set `remove: true` in an entry of its own.',
                at,
            },
        },
    });
}

;// CONCATENATED MODULE: ./lib/prepare/deferred.js
// When is a chart that reads from the cluster planned? A second time, once its dependencies are deployed.



function makeReplan(stack, inputs, cluster, charts, signal) {
    return async (chart, planned) => {
        // What the jobs after the last chart have passed is not a chart of the spec.
        if (isJobsOnly(chart) && chart.deferred === undefined)
            return withoutObjectsOnly(planJobs(chart, planned, inputs, false), cluster, signal);
        const { name, content } = chart;
        const rendered = await stack.renderDeferred(name, (questions) => askCluster(questions, cluster, signal));
        if (!rendered.ok)
            return rendered;
        if (isJobsOnly(rendered.value))
            return withoutObjectsOnly(planJobs(rendered.value, planned, inputs, false), cluster, signal);
        // Raw objects are made from what was read; the content of any other chart stays the same.
        const { source, at } = rendered.value;
        const made = source?.kind === 'manifests' ? await charts.resolve(source, at) : (0,model_failure.ok)(content);
        return made.ok ? (0,model_failure.ok)(planChart(rendered.value, made.value, inputs)) : made;
    };
}
async function askCluster(questions, cluster, signal) {
    const answers = (0,model_failure/* all */.Q7)(await Promise.all(questions.map(async (question) => {
        const answer = await cluster.value(question, signal);
        if (!answer.ok)
            return answer;
        return (0,model_failure.ok)([question.id, { ...answer.value, ...(question.kind === 'secret' && { secret: true }) }]);
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
        const ready = [...planned.values()].filter((chart) => chart.decision.action === 'late' && awaitedBy(chart, planned).every(isUp) && !tried.has(chart.name));
        if (ready.length === 0)
            break;
        for (const chart of ready)
            tried.add(chart.name);
        const replanned = await Promise.all(ready.map((chart) => replan(chart, planned)));
        // A chart that cannot be planned now fails when its turn comes.
        for (const chart of replanned)
            if (chart.ok)
                planned.set(chart.value.name, chart.value);
    }
    const charts = plan.charts.flatMap(({ name }) => planned.get(name) ?? []);
    if (plan.afterJobs === undefined || charts.some(({ decision }) => decision.action === 'late'))
        return { ...plan, charts };
    const afterJobs = await replan(plan.afterJobs, planned);
    return { ...plan, charts, ...(afterJobs.ok && { afterJobs: afterJobs.value }) };
}
/** Jobs without `depends` are about all charts. */
function awaitedBy(chart, planned) {
    if (!isJobsOnly(chart) || chart.depends.length > 0)
        return chart.depends;
    return [...planned.values()].filter((one) => !isJobsOnly(one)).map(({ name }) => name);
}

// EXTERNAL MODULE: ./lib/text/near-name.js
var near_name = __webpack_require__(4921);
;// CONCATENATED MODULE: ./lib/prepare/missing-charts.js
// Which charts are not where the spec says, and what may the spec have meant instead?


/** Code `chart-unreadable`, at the `chart` of each. */
function missingCharts(charts, spec, files) {
    return charts.flatMap(({ name, source }) => missingChart(name, source, spec, files));
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
    // An archive is not text; Helm reads its content.
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
        : 'Correct `chart`: it is the path of a chart folder or a `.tgz` archive, relative to the folder of the spec.';
}

;// CONCATENATED MODULE: ./lib/prepare/other-owners.js


/** Adds `otherChart` to the releases of these charts. Reads the records of those without labels only. */
async function withOtherCharts(releases, planned, { nameOf }, cluster, signal) {
    return (0,model_failure/* all */.Q7)(await Promise.all(releases.map(async (release) => {
        const chart = planned.find((one) => one.release === release.name && one.namespace === release.namespace);
        if (chart === undefined || chart.settings.remove || (0,release_labels/* ownerOf */.bf)(release) !== undefined)
            return (0,model_failure.ok)(release);
        const record = await cluster.record(release, signal);
        if (!record.ok)
            return record;
        const { helmChart } = record.value;
        return (0,model_failure.ok)(helmChart === nameOf(chart.source ?? noObjects) ? release : { ...release, otherChart: helmChart });
    })));
}
/**
 * The newest revisions of releases that have only superseded ones, after a deployment that was killed: Helm upgrades
 * such a release. Makes a request only for namespaces in which a chart has no release.
 */
async function supersededOnly(releases, planned, cluster, signal) {
    const isOf = (chart) => (release) => release.name === chart.release && release.namespace === chart.namespace;
    const wanted = planned.filter(({ isRequired, settings }) => isRequired && !settings.remove);
    const missing = wanted.filter((chart) => !releases.some(isOf(chart)));
    const namespaces = [...new Set(missing.map(({ namespace }) => namespace))];
    const found = (0,model_failure/* all */.Q7)(await Promise.all(namespaces.map((namespace) => cluster.supersededReleases(namespace, signal))));
    if (!found.ok)
        return found;
    return (0,model_failure.ok)(found.value.flat().filter((release) => missing.some((chart) => isOf(chart)(release))));
}
/** What Compass deploys for a chart with only jobs. */
const noObjects = { kind: 'manifests', files: {}, secretFiles: [] };
/**
 * Fails for a chart whose release Helm keeps in a ConfigMap (`HELM_DRIVER=configmap`): it would be installed a second
 * time. Makes a request only if something would be installed. An account that may not list ConfigMaps sees none.
 */
async function findReleasesElsewhere(installed, cluster, signal) {
    const namespaces = [...new Set(installed.map(({ namespace }) => namespace))];
    const found = await Promise.all(namespaces.map((namespace) => cluster.releasesInConfigMaps(namespace, signal)));
    const names = new Map(namespaces.map((namespace, index) => [namespace, found[index]]));
    return installed.flatMap(({ release, namespace, at }) => {
        const there = names.get(namespace);
        if (!there?.ok || !there.value.includes(release))
            return [];
        return [
            {
                code: 'release-not-adopted',
                message: `The release \`${release}\` in namespace \`${namespace}\` is installed, but Helm keeps it in a ConfigMap (\`HELM_DRIVER=configmap\`), where Compass does not deploy it.`,
                hint: 'Move the release to Secrets, where Helm keeps releases by default, or set another `release` for this chart.',
                at,
            },
        ];
    });
}

;// CONCATENATED MODULE: ./lib/model/names.js
// Which strings are identifiers of the domain? Each is a branded string: spec/normalise.ts and render/names.ts brand it
// once it has been checked, so that an unchecked string cannot reach Helm, the cluster or a label.
/**
 * Longest text of each kind, in characters. Charts append suffixes to a release's name; the others are used as label
 * values.
 */
const longest = { stack: 63, environment: 40, chart: 63, release: 53, namespace: 63 };
/** A DNS label (RFC 1123), whatever its length. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;
const isNamespace = (text) => isLabel(text, longest.namespace);
const isReleaseName = (text) => isLabel(text, longest.release);
function isLabel(text, maxCharacters) {
    return dnsLabel.test(text) && text.length <= maxCharacters;
}
/** A chart's key may be too long for a release name. That does not matter for a chart that is not deployed. */
function releaseNameOf(chart) {
    const text = chart;
    return text;
}

// EXTERNAL MODULE: ./lib/model/secret.js
var secret = __webpack_require__(1817);
;// CONCATENATED MODULE: ./lib/render/sandbox-exchange.js
// What goes into and out of the sandbox of templates, and what is passed around inside it?
/** What templates may call. */
const functionNames = [
    ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'fromYaml', 'b64enc'],
    ...['fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
];
/** The placeholder for a deferred value from the cluster. A string that contains it is deferred too. */
const deferredPlaceholder = 'compass:known-later';

;// CONCATENATED MODULE: ./lib/render/values.js
// How are values merged and shown while secrets stay sealed in them?



/** A value that a template derived from digests of images, directly or through other such values. */
class Pinned {
    value;
    images;
    constructor(value, images) {
        this.value = value;
        this.images = images;
    }
}
/** Seals each scalar: maps still merge, and a list remains a list. */
function seal(value) {
    if ((0,json/* isList */.Lv)(value))
        return value.map(seal);
    return (0,json/* isObject */.Gv)(value) ? sealMap(value) : new secret/* Secret */.z(value);
}
function sealMap(map) {
    return mapValues(map, seal);
}
/** The same value, each scalar with the images that it was derived from. */
function pinned(value, images) {
    return images.length === 0 ? value : mapScalars(value, (scalar) => new Pinned(scalar, images));
}
/**
 * For values from a rendered file: a scalar was derived from the images whose digest it contains. An image whose digest
 * no scalar contains was used in a computation, so it may be in any of them.
 */
function pinnedWhereSeen(values, images) {
    if (images.length === 0)
        return values;
    const text = JSON.stringify(reveal(values));
    const computed = images.filter(({ digest }) => !text.includes(digest));
    const pin = (scalar) => {
        const seen = String(scalar instanceof secret/* Secret */.z ? scalar.reveal() : scalar);
        const whole = images.filter(({ reference, digest }) => seen.includes(`${reference}@${digest}`));
        const rest = whole.reduce((left, { reference, digest }) => left.replaceAll(`${reference}@${digest}`, ''), seen);
        const found = [...whole, ...images.filter(({ digest }) => rest.includes(digest)), ...computed];
        return found.length === 0 ? scalar : new Pinned(scalar, found);
    };
    return mapValues(values, (value) => mapScalars(value, pin));
}
function mapScalars(value, change) {
    if (isValueList(value))
        return value.map((item) => mapScalars(item, change));
    if (!isMap(value))
        return value instanceof Pinned ? value : change(value);
    const changed = mapValues(value, (inner) => mapScalars(inner, change));
    return isWhole in value ? Object.assign(changed, { [isWhole]: true }) : changed;
}
/** The images that a value, or a part of it, was derived from. */
function imagesOf(value) {
    if (isValueList(value))
        return value.flatMap(imagesOf);
    if (isMap(value))
        return Object.values(value).flatMap(imagesOf);
    return value instanceof Pinned ? value.images : [];
}
/** Whether it is a string that does not come from a secret. */
function isPlainText(value) {
    return typeof (value instanceof Pinned ? value.value : value) === 'string';
}
/** Marks a map whose keys are secret too. */
const isWhole = Symbol('whole');
/** The same for a whole value that a template derived from a secret: the keys of its maps are secret too. */
function sealWithKeys(value) {
    const sealed = seal(value);
    return isMap(sealed) ? Object.assign(sealed, { [isWhole]: true }) : sealed;
}
/** Paths of the maps whose keys are secret too. */
function secretMapPaths(value, path = []) {
    if (isValueList(value))
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
    if (value instanceof Pinned)
        return reveal(value.value);
    if (isValueList(value))
        return value.map((item) => reveal(item));
    return isMap(value) ? mapValues(value, (inner) => reveal(inner)) : value;
}
/** For templates: where reading a value has to be noted. Undefined if nowhere. */
function tracesOf(value, leafOf) {
    const leaf = leafOf(value);
    if (leaf !== undefined)
        return leaf;
    const entries = isValueList(value) ? [...value.entries()] : isMap(value) ? Object.entries(value) : [];
    const found = entries.flatMap(([key, inner]) => {
        const below = tracesOf(inner, leafOf);
        return below === undefined ? [] : [[String(key), below]];
    });
    return found.length === 0 ? undefined : Object.fromEntries(found);
}
const isSecret = (value) => value instanceof secret/* Secret */.z || (value instanceof Pinned && value.value instanceof secret/* Secret */.z);
function mask(value) {
    if (value instanceof secret/* Secret */.z)
        return String(value);
    if (value instanceof Pinned)
        return mask(value.value);
    if (typeof value === 'string' && value.includes(deferredPlaceholder))
        return '(known once its dependencies are deployed)';
    if (isValueList(value))
        return value.map((item) => mask(item));
    return isMap(value) ? mapValues(value, (inner) => mask(inner)) : value;
}
/** Paths of the secrets. */
function secretPaths(value, path = []) {
    if (isSecret(value))
        return [path];
    if (isValueList(value))
        return value.flatMap((item, index) => secretPaths(item, [...path, index]));
    return isMap(value) ? Object.entries(value).flatMap(([key, inner]) => secretPaths(inner, [...path, key])) : [];
}
/** The text of a name; a number is one too. Undefined for anything else. */
function nameTextOf(value) {
    const plain = reveal(value);
    return (typeof plain === 'string' && plain !== '') || typeof plain === 'number' ? String(plain) : undefined;
}
/** From low to high: maps are merged, lists and scalars replace, and null is a value. */
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
    return (0,json/* isObject */.Gv)(value) && !(value instanceof secret/* Secret */.z || value instanceof Pinned);
}
function isValueList(value) {
    return Array.isArray(value);
}
function mapValues(map, change) {
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

;// CONCATENATED MODULE: ./lib/render/scope.js

/** The longest tag that registries accept. */
const longestTag = 128;
function environmentScope(spec, environment, { branch, sha }, values) {
    const secrets = tracesOf(values, (value) => (isSecret(value) ? true : undefined));
    const images = tracesOf(values, (value) => (value instanceof Pinned ? value.images : undefined));
    const names = { environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
    return {
        names: { values: reveal(values), ...names },
        secrets: secrets === undefined ? {} : { values: secrets },
        images: images === undefined ? {} : { values: images },
    };
}
/** `known`: the chart's names that are known so far. */
function withChartNames({ names, ...traces }, chart, known) {
    return { names: { ...names, chart: chart.name, ...known }, ...traces };
}
/** The branch as an image tag: invalid characters become `-`, as in docker/metadata-action. */
function imageTag(branch) {
    return branch
        .replace(/[^a-zA-Z0-9._-]+/g, '-')
        .replace(/^[.-]+/, '')
        .slice(0, longestTag);
}

;// CONCATENATED MODULE: ./lib/render/chart-scope.js

/** The same chart, with its own names in scope as far as they are known. */
function withNames(around, known) {
    return { ...around, scope: withChartNames(around.scope, around.chart, known) };
}

// EXTERNAL MODULE: ./lib/text/yaml.js + 2 modules
var text_yaml = __webpack_require__(631);
// EXTERNAL MODULE: ./lib/text/duration.js
var duration = __webpack_require__(4783);
;// CONCATENATED MODULE: ./lib/render/question.js
// What can a template ask for? An image's digest, a value from the cluster, a variable, a file, or parsed YAML.


function parseQuestion(id) {
    const [kind, ...rest] = (0,json/* listAt */.gT)((0,json/* parseJson */.qF)(id)).map(String);
    const [first = '', second = '', third = '', encoding] = rest;
    switch (kind) {
        case 'digest': {
            const waitMs = (0,duration/* parseDuration */.E9)(third);
            return {
                kind,
                id,
                reference: first,
                ...(second !== '' && { revision: second }),
                ...(waitMs !== undefined && { waitMs }),
            };
        }
        case 'secret':
        case 'configmap':
            return {
                kind,
                id,
                namespace: first,
                name: second,
                key: third,
                ...(encoding === 'base64' && { encoding }),
            };
        case 'env':
        case 'file':
        case 'yaml':
            return { kind, id, subject: first };
        default:
            throw new Error(`a template asked an unknown question: ${id}`);
    }
}
function isClusterQuestion(question) {
    return question.kind === 'secret' || question.kind === 'configmap';
}

;// CONCATENATED MODULE: ./lib/render/texts.js
// What do the templates in the spec and its files evaluate to, and where are they wrong?





/** Most strings contain no template, and do not enter the engine. Fails with `template-failed`, for all at once. */
function renderTexts(texts, scope, renderer) {
    const templates = texts.filter(({ text }) => text.includes('<%'));
    const rendered = renderer.engine.render(templates.map(({ text }) => text), scope, renderer.answers);
    let next = 0;
    return (0,model_failure/* all */.Q7)(texts.map((placed) => {
        if (!placed.text.includes('<%'))
            return (0,model_failure.ok)(placed.text);
        const result = rendered[next];
        next += 1;
        return result === undefined ? (0,model_failure.ok)(null) : takeResult(result, placed, renderer);
    }));
}
/** Notes what a template asked for and has read, and seals what it derived from a secret. */
function takeResult(result, placed, renderer) {
    for (const id of result.asked) {
        if (!renderer.asked.has(id))
            renderer.asked.set(id, { question: parseQuestion(id), by: placed });
    }
    for (const { reference } of result.images)
        renderer.images.add(reference);
    for (const secret of result.secretTexts)
        renderer.learn(secret);
    if (result.problem)
        return (0,model_failure/* failed */.gz)(explainTemplate(result.problem, placed, renderer));
    if (result.secret && !result.isOpen)
        learnTexts(result.value, renderer);
    return (0,model_failure.ok)(pinned(result.secret ? sealWithKeys(result.value) : result.value, result.images));
}
function renderText(placed, scope, renderer) {
    const rendered = renderTexts([placed], scope, renderer);
    return rendered.ok ? (0,model_failure.ok)(rendered.value[0] ?? null) : rendered;
}
/** Collects the questions of one part separately, and adds them to the renderer's afterwards. */
function askedIn(renderer, run) {
    const asked = new Map();
    const value = run({ ...renderer, asked });
    for (const [id, one] of asked)
        if (!renderer.asked.has(id))
            renderer.asked.set(id, one);
    return { value, asked };
}
/** Whether a question has no answer yet: the result is then only a placeholder. */
function isOpen(asked, { answers }) {
    return [...asked.keys()].some((id) => !Object.hasOwn(answers, id));
}
/** Values as written in the spec. `textAt`: the text at a path below them. */
function renderValues(values, textAt, scope, renderer) {
    const texts = [];
    collectTexts(values, [], (text, path) => texts.push(textAt(path, text)));
    if (texts.length === 0)
        return (0,model_failure.ok)(values);
    const rendered = renderTexts(texts, scope, renderer);
    if (!rendered.ok)
        return rendered;
    const results = rendered.value.values();
    return (0,model_failure.ok)(substituteIn(values, () => results.next().value ?? null));
}
/** A map of values at a path of the spec. */
function renderSpecLayer(spec, values, start, scope, renderer) {
    const rendered = renderValues(values, (path, text) => spec.textAt([...start, ...path], text), scope, renderer);
    if (!rendered.ok)
        return rendered;
    const placeOf = (path) => spec.placeOf([...start, ...path]);
    return (0,model_failure.ok)({ name: `\`${start.join('.')}\``, values: rendered.value, written: values, placeOf });
}
/** Strings with templates, in the order of `substitute`. */
function collectTexts(value, path, take) {
    if (typeof value === 'string' && value.includes('<%'))
        take(value, path);
    else if ((0,json/* isList */.Lv)(value))
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
    if ((0,json/* isList */.Lv)(value))
        return value.map((item) => substitute(item, next));
    return (0,json/* isObject */.Gv)(value) ? substituteIn(value, next) : value;
}
function substituteIn(map, next) {
    return Object.fromEntries(Object.entries(map).map(([key, inner]) => [key, substitute(inner, next)]));
}
function learnTexts(value, renderer) {
    if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value))
            learnTexts(inner, renderer);
    // Most of a multi-line value, such as a rendered file, is not secret; the secret in it is learnt already.
    else if (value !== null && !String(value).includes('\n'))
        renderer.learn(String(value));
}
function explainTemplate(problem, { text, placeOf }, { layers }) {
    const { hint = 'Correct the JavaScript between `<%` and `%>`.', misspelt, known = [] } = problem;
    const near = misspelt && (0,near_name/* nearestName */.q)(misspelt, known);
    const { code, offset } = failingTag(text, problem);
    const hints = [
        near ? `Did you mean \`${near}\`?` : known.length > 0 ? `Available here: ${known.join(', ')}.` : hint,
        ...(/ values\.|^values\b/.test(problem.problem) && layers.length > 0
            ? [`\`values\` is merged, from low to high, from: ${layers.map(({ name }) => name).join(', ')}.`]
            : []),
    ];
    return {
        code: 'template-failed',
        message: `The template \`${code}\` cannot be rendered: ${problem.problem}.`,
        hint: hints.join(' '),
        at: placeOf(offset),
    };
}
/** Longer tags would bury the message. In characters. */
const longestTagShown = 100;
/** EJS knows only the line; of the tags on it, the one with the misspelt word has failed. */
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
// Which values does a values file contain? It is read, rendered if it is a template, and parsed.







/** Empty if the file may be missing and is. Fails with `file-unreadable`, `template-failed` or `spec-invalid`. */
function readValuesFile(name, scope, renderer) {
    const at = name.placeOf(0);
    const { value: rendered, asked: named } = askedIn(renderer, (own) => renderText(name, scope, own));
    if (!rendered.ok)
        return rendered;
    if (isOpen(named, renderer))
        return (0,model_failure.ok)({ name: `\`${name.text}\``, values: {} });
    const path = nameTextOf(rendered.value);
    if (path === undefined) {
        const message = `\`${name.text}\` does not evaluate to a file name.`;
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message, hint: 'Check the values that it uses.', at });
    }
    const mayBeMissing = path.endsWith('?');
    const file = pathFrom(name.folder, mayBeMissing ? path.slice(0, -1) : path);
    const layer = (values) => ({ name: `\`${file}\``, values });
    const read = renderer.files.read(file);
    if ('problem' in read) {
        return mayBeMissing && read.isMissing ? (0,model_failure.ok)(layer({})) : (0,model_failure/* failed */.gz)(unreadableFile(file, read, at, renderer.files));
    }
    const { value: text, asked } = askedIn(renderer, (own) => renderFile(file, read.text, scope, own));
    if (!text.ok)
        return text;
    const values = parseValues(file, text.value, at);
    if (values.ok)
        return (0,model_failure.ok)(layer(values.value));
    // With placeholders in it, it may not be valid YAML.
    return isOpen(asked, renderer) ? (0,model_failure.ok)(layer({})) : values;
}
/** In the workspace. An absolute path stays absolute, and is rejected when it is read. */
function pathFrom(folder, path) {
    return external_node_path_.posix.isAbsolute(path) ? path : external_node_path_.posix.join(folder, path);
}
/** The text of a file; rendered if its name ends in `.ejs`, sealed if the template has read a secret. */
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
    // A template may leave nothing but comments.
    if (!/^[ \t\ufeff]*[^\s#]/m.test(text))
        return (0,model_failure.ok)({});
    const yaml = (0,text_yaml/* readYaml */.gM)(file, text);
    if ('problems' in yaml) {
        return (0,model_failure/* failed */.gz)(...yaml.problems.map((problem) => ({ code: 'spec-invalid', ...asRendered(problem, file, rendered) })));
    }
    const { data } = yaml.document;
    if (data === null)
        return (0,model_failure.ok)({});
    if (!(0,json/* isObject */.Gv)(data)) {
        const message = `\`${file}\` is not a map of values.`;
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message, hint: 'Write it as `name: value`, line by line.', at });
    }
    // A template that has read a secret may have put it anywhere.
    return (0,model_failure.ok)(pinnedWhereSeen(isPlainText(rendered) ? data : sealMap(data), imagesOf(rendered)));
}
/** A place in a rendered file is not a place in its source; and a message about a secret file may quote the secret. */
function asRendered(problem, file, rendered) {
    if (!file.endsWith('.ejs'))
        return problem;
    const { line, column } = problem.at;
    const where = `line ${line}, column ${column} of the rendered file`;
    const at = { file, line: 1, column: 1 };
    if (isPlainText(rendered))
        return { ...problem, message: `${problem.message.replace(/\.$/, '')} (${where}).`, at };
    const message = `\`${file}\` is not valid once it is rendered (${where}). It contains secrets, so details are not shown.`;
    return { ...problem, message, hint: 'Write each value with `toJson()`, which quotes it.', at };
}
function unreadableFile(file, { problem, isMissing }, at, files) {
    const names = isMissing ? files.find(`${external_node_path_.posix.dirname(file)}/*`).map((found) => external_node_path_.posix.basename(found)) : [];
    const near = (0,near_name/* nearestName */.q)(external_node_path_.posix.basename(file), names);
    const missing = near
        ? `Did you mean \`${near}\`?`
        : 'Check the path, which is relative to the folder of the spec. If the file may be missing, append `?`.';
    const hint = isMissing ? missing : 'Use a text file in the workspace; symlinks must not lead outside it.';
    return { code: 'file-unreadable', message: `\`${file}\` ${problem}.`, hint, at };
}

;// CONCATENATED MODULE: ./lib/render/jobs.js
// Which environment variables do jobs get, after their templates are rendered?



/** `start`: path of the list in the spec. */
function renderJobs(spec, jobs, start, scope, renderer) {
    return (0,model_failure/* all */.Q7)(jobs.map((job, index) => {
        const textAt = (path, text) => spec.textAt([...start, index, 'env', ...path], text);
        const env = renderValues(job.env, textAt, scope, renderer);
        if (!env.ok)
            return env;
        // A template may evaluate to a number, but environment variables are strings.
        const texts = Object.entries(reveal(env.value)).map(([key, value]) => [
            key,
            typeof value === 'string' ? value : JSON.stringify(value),
        ]);
        const secretEnv = Object.keys(env.value).filter((name) => secretPaths(env.value[name] ?? null).length > 0);
        return (0,model_failure.ok)({ ...job, env: Object.fromEntries(texts), ...(secretEnv.length > 0 && { secretEnv }) });
    }));
}

;// CONCATENATED MODULE: ./lib/render/names.js
// What is the name of a namespace, a release or a context, if it is a template? A rendered name is checked by the same
// rules as a literal one. Compass must know all names before it queries a registry or the cluster, so a name cannot
// depend on an answer.





function renderNamespace(text, scope, renderer) {
    return renderLabel('namespace', isNamespace, text, scope, renderer);
}
function renderRelease(text, scope, renderer) {
    return renderLabel('release', isReleaseName, text, scope, renderer);
}
function renderLabel(kind, isName, text, scope, renderer) {
    const rendered = renderName(kind === 'release' ? 'release name' : kind, text, scope, renderer);
    if (!rendered.ok)
        return rendered;
    const isTemplate = text.text.includes('<%');
    const given = rendered.value ?? pending;
    // A rule of the spec reports a literal name that is too long.
    const name = isTemplate ? given : given.slice(0, longest[kind]).replace(/-+$/, '');
    if (isName(name))
        return (0,model_failure.ok)(name);
    return (0,model_failure/* failed */.gz)(refusal(text, `evaluates to \`${name.slice(0, 200)}\`, which is not a valid ${kind === 'release' ? 'release name' : kind}`, `Use lower-case letters, digits and \`-\`, at most ${longest[kind]} characters; \`slug()\` makes such a name.`));
}
/** Used as a name until its questions are answered. */
const pending = 'pending';
/**
 * A string that is not empty, or undefined until its questions are answered. `what`: the kind of name, for messages.
 */
function renderName(what, text, scope, renderer) {
    if (!text.text.includes('<%'))
        return (0,model_failure.ok)(text.text);
    const { value: rendered, asked } = askedIn(renderer, (own) => renderText(text, scope, own));
    if (!rendered.ok)
        return rendered;
    const questions = [...asked.values()].map(({ question }) => question);
    if (questions.some(({ kind }) => kind === 'digest')) {
        return (0,model_failure/* failed */.gz)(refusal(text, 'uses the digest of an image, which cannot be part of a name', 'Remove it from the name.'));
    }
    if (questions.some(isClusterQuestion)) {
        return (0,model_failure/* failed */.gz)(refusal(text, 'reads a value from the cluster, which is known only later', 'Remove it from the name.'));
    }
    if (isOpen(asked, renderer))
        return (0,model_failure.ok)(undefined);
    const name = nameTextOf(rendered.value);
    if (name !== undefined)
        return (0,model_failure.ok)(name);
    return (0,model_failure/* failed */.gz)(refusal(text, `evaluates to ${describeValue(rendered.value)}, which is not a valid ${what}`, 'Check the values that it uses.'));
}
function describeValue(value) {
    // The keys of a map may be secret too.
    if (secretPaths(value).length + secretMapPaths(value).length > 0)
        return 'a secret that is not a string';
    const shown = mask(value);
    return shown === '' ? 'an empty string' : `\`${JSON.stringify(shown)}\``.slice(0, 200);
}
function refusal({ text, placeOf }, problem, hint) {
    return { code: 'spec-invalid', message: `The template \`${text}\` ${problem}.`, hint, at: placeOf(0) };
}

// EXTERNAL MODULE: ./lib/text/versions.js
var text_versions = __webpack_require__(4038);
;// CONCATENATED MODULE: ./lib/model/chart-source.js
// Where does the content of a chart come from? Reads the text under `chart`.


/** `folder`: the folder of the spec, where paths start. `repositories`: URLs by name. */
function parseSource({ chart, version, repository }, folder, repositories) {
    const versioned = version === undefined ? {} : { version };
    if (repository !== undefined) {
        const problem = problemOfUrl(repository, 'repository') ?? problemOfVersion(version);
        return problem ? { problem } : { source: { kind: 'repository', url: repository, name: chart, ...versioned } };
    }
    if (chart.startsWith('oci://'))
        return ociSource(chart, version);
    if (/^[a-z][a-z0-9+.-]*:/i.test(chart)) {
        const hint = 'Use `oci://…`, a path in the workspace, or a chart name with `repository` beside it.';
        return { problem: { key: 'chart', message: `\`${chart}\` is not a valid chart source.`, hint } };
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
    const hint = 'Use the form `oci://HOST/PATH`, and put the version under `version`.';
    return {
        problem: { key: 'chart', message: `\`${chart}\` is not a valid reference to a chart in a registry.`, hint },
    };
}
function localSource(path, version, folder) {
    if (path.startsWith('/')) {
        const hint = 'Use a path relative to the folder of the spec.';
        return { problem: { key: 'chart', message: `\`${path}\` is an absolute path.`, hint } };
    }
    if (external_node_path_.posix.join(folder, path).startsWith('../')) {
        const hint = 'Use a path inside the workspace, relative to the folder of the spec.';
        return { problem: { key: 'chart', message: `\`${path}\` is outside the workspace.`, hint } };
    }
    if (version !== undefined) {
        const message = `\`${path}\` is a path, and a path takes no \`version\`.`;
        const hint = 'Remove `version`: it selects a version in a registry or a chart repository.';
        return { problem: { key: 'version', message, hint } };
    }
    return { source: { kind: path.endsWith('.tgz') ? 'archive' : 'folder', path: external_node_path_.posix.join(folder, path) } };
}
function problemOfVersion(version) {
    const wanted = (0,text_versions/* parseWanted */.VB)(version);
    if (wanted === undefined) {
        const hint = 'Put `@sha256:` and 64 hexadecimal digits after the version, or remove the `@`.';
        return { key: 'version', message: `\`${version}\` has no valid digest after its \`@\`.`, hint };
    }
    // With a digest, the text before it is only for people.
    if (wanted.pin !== undefined || wanted.text === undefined || (0,text_versions/* isVersionOrRange */.fQ)(wanted.text))
        return undefined;
    const hint = 'Use for example `1.4.2`, `^1.4` or `>=1.2, <3`; leave it out for the newest stable version.';
    return { key: 'version', message: `\`${wanted.text}\` is not a valid version or range of versions.`, hint };
}
/**
 * For `bitnami/redis` where `bitnami` is not one of the spec's repositories; undefined for text that looks like a path.
 */
function hintToAddRepository(chart) {
    const [, name] = /^([a-z0-9-]+)\/[a-z0-9-]+$/.exec(chart) ?? [];
    if (name === undefined || ['charts', 'chart', 'helm', 'deploy', 'k8s'].includes(name))
        return undefined;
    return `If \`${name}\` is a chart repository, add it: \`repositories: { ${name}: { url: "https://…" } }\`. Otherwise check the path.`;
}
/** What is wrong with the URL of a chart repository; undefined if it is valid. */
function problemOfUrl(url, key) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined;
    const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed?.hostname ?? '');
    if (parsed?.protocol !== 'https:' && !(parsed?.protocol === 'http:' && isLoopback)) {
        return {
            key,
            message: `\`${url}\` is not a valid URL of a chart repository.`,
            hint: 'Use a URL that begins with `https://`.',
        };
    }
    if (parsed.username === '' && parsed.password === '')
        return undefined;
    const hint = 'Put `username` and `password` under `repositories`, and use a `readEnv` template for the password.';
    return { key, message: 'The URL of the chart repository contains credentials.', hint };
}

;// CONCATENATED MODULE: ./lib/render/manifests.js
// Which raw objects does a chart have? The files that its globs match, as they are passed to Helm.







/**
 * Path of each file in the workspace → its text. Fails with `file-unreadable`, `template-failed` or `manifest-invalid`.
 */
function renderManifests({ spec, chart: { name, manifests }, scope, renderer, }) {
    const globs = manifests.map((glob, index) => ({
        glob,
        at: spec.placeOf(['charts', name, 'manifests', index]),
        found: renderer.files.find(pathFrom(spec.folder, glob)),
    }));
    const idle = globs.filter(({ found }) => found.length === 0).map(({ glob, at }) => nothingMatches(glob, at));
    // A file that several globs match is reported at the first of them.
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
        secretFiles: read.value.flatMap(({ file, rendered }) => (isSecret(rendered) ? [file] : [])),
    });
}
function readManifestFile(file, at, scope, renderer) {
    const read = renderer.files.read(file);
    if ('problem' in read) {
        const hint = 'Narrow the glob to text files in the workspace; symlinks must not lead outside it.';
        return (0,model_failure/* failed */.gz)({ code: 'file-unreadable', message: `\`${file}\` ${read.problem}.`, hint, at });
    }
    const { value: rendered, asked } = askedIn(renderer, (own) => renderFile(file, read.text, scope, own));
    if (!rendered.ok)
        return rendered;
    if (isOpen(asked, renderer))
        return (0,model_failure.ok)({ file, text: '', rendered: '', objects: [] });
    const text = String(reveal(rendered.value));
    const stream = (0,text_yaml/* readYamlStream */.OJ)(file, text);
    const problems = 'problems' in stream
        ? stream.problems.map((one) => ({ code: 'manifest-invalid', ...one }))
        : stream.documents.flatMap(problemsOfDocument);
    if ('problems' in stream || problems.length > 0) {
        return (0,model_failure/* failed */.gz)(...problems.map((one) => asRendered(one, file, rendered.value)));
    }
    const objects = stream.documents.flatMap(placedObjects);
    return (0,model_failure.ok)({ file, text: withoutEndMarkers(text), rendered: rendered.value, objects });
}
/** Helm's reader stops at `...`, so each becomes `---`, which also ends a document. */
function withoutEndMarkers(text) {
    return text.replace(/^\.\.\.(?=[ \t]*(#|\r?$))/gm, '---');
}
/** What Helm would notice only half-way through a deployment, or could not keep track of. */
function problemsOfDocument(document) {
    const { data } = document;
    if ((0,json/* isObject */.Gv)(data)) {
        const missing = withoutType(data, [], document);
        if (missing.length > 0)
            return missing;
        if ('items' in data && data['items'] !== null && !(0,json/* isList */.Lv)(data['items'])) {
            const message = 'Kubernetes treats every object with `items` as a list of objects, but these `items` are not a list.';
            return [problemAt(document, ['items'], message, 'Write a list of objects, or put `items` under `spec`.')];
        }
    }
    return (0,model_manifest/* objectsIn */.Qv)(data).flatMap((object) => problemsOfObject(object, document));
}
function problemAt(document, path, message, hint) {
    return { code: 'manifest-invalid', message, hint, at: document.placeOf(path) };
}
function withoutType(object, path, document) {
    const missing = ['apiVersion', 'kind'].filter((key) => typeof object[key] !== 'string' || object[key] === '');
    return missing.map((key) => problemAt(document, path, `The object has no \`${key}\`.`, `Add \`${key}\` to it.`));
}
function problemsOfObject({ data, path }, document) {
    if (!(0,json/* isObject */.Gv)(data)) {
        const hint = 'Write a map with `apiVersion` and `kind`.';
        return [problemAt(document, path, `This is not a Kubernetes object.${becauseOfItems(path, document)}`, hint)];
    }
    const missing = withoutType(data, path, document);
    if (missing.length > 0)
        return missing;
    const metadata = (0,json/* objectAt */.lJ)(data, 'metadata');
    if (metadata['generateName'] !== undefined) {
        const message = '`generateName` creates a new object each time, which no release can keep track of.';
        return [problemAt(document, [...path, 'metadata', 'generateName'], message, 'Write `name` instead.')];
    }
    if (typeof metadata['name'] === 'string' && metadata['name'] !== '')
        return [];
    const message = `The object has no \`metadata.name\`.${becauseOfItems(path, document)}`;
    const hint = 'Give it a name; put the name in quotes if YAML does not read it as a string.';
    return [problemAt(document, [...path, 'metadata'], message, hint)];
}
/** Why an item of something that does not look like a list has to be an object. */
function becauseOfItems(path, { data }) {
    if (path.length === 0 || !(0,json/* isObject */.Gv)(data) || String(data['kind']).endsWith('List'))
        return '';
    return ` Kubernetes treats the ${String(data['kind'])} around it as a list, because it has \`items\`.`;
}
/** Helm would silently deploy only one of two. */
function repeatedObjects(files) {
    const seen = new Map();
    return files.flatMap(({ file, rendered, objects }) => objects.flatMap(({ key, at }) => {
        const first = seen.get(key);
        seen.set(key, first ?? file);
        if (first === undefined)
            return [];
        const message = `${key} is in \`${first}\` too.`;
        const problem = { code: 'manifest-invalid', message, hint: 'Remove one of them.', at };
        return [asRendered(problem, file, rendered)];
    }));
}
function placedObjects(document) {
    return (0,model_manifest/* objectsIn */.Qv)(document.data).flatMap(({ data, path }) => {
        if (!(0,json/* isObject */.Gv)(data))
            return [];
        return [{ key: objectTitleOf(data), at: path.length === 0 ? document.start : document.placeOf(path) }];
    });
}
function objectTitleOf(object) {
    const { name, namespace } = (0,json/* objectAt */.lJ)(object, 'metadata');
    const place = namespace === undefined ? '' : ` in ${String(namespace)}`;
    return `The ${String(object['kind'])} \`${String(name)}\`${place} (${String(object['apiVersion'])})`;
}
function nothingMatches(glob, at) {
    return {
        code: 'file-unreadable',
        message: `No file in the workspace matches \`${glob}\`.`,
        hint: 'Check the glob: it is relative to the folder of the spec; `*` does not cross `/`, `**` does.',
        at,
    };
}

;// CONCATENATED MODULE: ./lib/render/source.js
// Where does the content of a chart come from, after its templates are rendered?




/** Undefined if there are only jobs. */
function renderSource(own) {
    const { spec, chart, environment, scope, renderer } = own;
    if (chart.manifests.length > 0) {
        const objects = renderManifests(own);
        return objects.ok ? (0,model_failure.ok)({ kind: 'manifests', ...objects.value }) : objects;
    }
    if (chart.chart === undefined)
        return (0,model_failure.ok)(undefined);
    const written = (key, text) => renderName(key === 'chart' ? 'chart location' : 'version', spec.textAt(['charts', chart.name, key], text), scope, renderer);
    const texts = (0,model_failure/* all */.Q7)({
        text: written('chart', chart.chart),
        version: chart.version === undefined ? (0,model_failure.ok)(undefined) : written('version', chart.version),
    });
    if (!texts.ok)
        return texts;
    const { text, version } = texts.value;
    if (text === undefined)
        return (0,model_failure.ok)(undefined);
    const parsed = parseSource({
        chart: text,
        ...(version !== undefined && { version }),
        ...(chart.repository !== undefined && { repository: chart.repository }),
    }, spec.folder, environment.repositories);
    if ('source' in parsed)
        return (0,model_failure.ok)(parsed.source);
    const { key, message, hint } = parsed.problem;
    return (0,model_failure/* failed */.gz)({ code: 'spec-invalid', message, hint, at: spec.placeOf(['charts', chart.name, key]) });
}

;// CONCATENATED MODULE: ./lib/render/charts.js
// What are the charts of a spec in one environment?











function renderCharts(spec, charts, environment, commit, renderer) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const plainValues = reveal(environment.values);
    const rendered = (0,model_failure/* all */.Q7)(charts.map((chart) => {
        const { value } = askedIn({ ...renderer, images: new Set(), layers: environment.layers }, (own) => {
            const around = { spec, chart, environment, scope, renderer: own };
            return isMet(chart, plainValues) ? renderChart(around) : (0,model_failure.ok)(leaveOut(around));
        });
        return value;
    }));
    if (!rendered.ok)
        return rendered;
    const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
    return clashes.length > 0 ? (0,model_failure/* failed */.gz)(...clashes) : rendered;
}
function renderChart(outer) {
    const { chart, environment, renderer } = outer;
    const names = renderNames(outer);
    if (chart.settings.remove)
        return names.ok ? (0,model_failure.ok)(bareChart(chart, names.value, true)) : names;
    const own = withNames(outer, names.ok ? names.value : plainNames(chart, environment));
    const rendered = (0,model_failure/* all */.Q7)({
        names,
        source: renderSource(own),
        layers: renderChartLayers(own),
        jobs: renderChartJobs(own),
    });
    if (!rendered.ok)
        return rendered;
    const { source, layers, jobs } = rendered.value;
    const values = mergeLayers(layers.map((layer) => layer.values));
    const { name, at, depends, settings } = chart;
    const asked = [...renderer.asked.values()].map(({ question }) => question);
    const deferred = asked.filter(isClusterQuestion).filter(({ id }) => !Object.hasOwn(renderer.answers, id));
    return (0,model_failure.ok)({
        name,
        at,
        depends,
        settings,
        ...rendered.value.names,
        ...(source && { source }),
        isRequired: true,
        values: reveal(values),
        secrets: secretPaths(values),
        secretMaps: secretMapPaths(values),
        jobs,
        ...(deferred.length > 0 && { deferred }),
        imagesAsked: [...renderer.images].sort(),
    });
}
/** A chart that is not required may use values that do not exist here; then it has its default names. */
function leaveOut(outer) {
    const { chart, environment } = outer;
    const names = renderNames(outer);
    return bareChart(chart, names.ok ? names.value : plainNames(chart, environment), false);
}
/** For a chart whose own names cannot be rendered. */
function plainNames({ name }, { namespace }) {
    return { namespace, release: releaseNameOf(name) };
}
/** A chart that is not deployed has only its names: its files may not exist any more. */
function bareChart({ name, at, depends, settings }, names, isRequired) {
    const nothing = { values: {}, secrets: [], secretMaps: [], imagesAsked: [], jobs: { before: [], after: [] } };
    return { name, at, depends, settings, ...names, ...nothing, isRequired };
}
/** The layers of a rendered chart's values, secrets still sealed. */
function layersOf(spec, chart, { namespace, release }, environment, commit, renderer) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const own = { ...renderer, layers: environment.layers };
    return renderChartLayers(withNames({ spec, chart, environment, scope, renderer: own }, { namespace, release }));
}
/** The namespace first: the name of a release may contain it. */
function renderNames(outer) {
    const { spec, chart, environment, renderer } = outer;
    const textAt = (key, text) => spec.textAt(['charts', chart.name, key], text);
    const namespace = chart.namespace === undefined
        ? (0,model_failure.ok)(environment.namespace)
        : renderNamespace(textAt('namespace', chart.namespace), withNames(outer, {}).scope, renderer);
    if (!namespace.ok)
        return namespace;
    const { scope } = withNames(outer, { namespace: namespace.value });
    const release = renderRelease(textAt('release', chart.release), scope, renderer);
    return release.ok ? (0,model_failure.ok)({ namespace: namespace.value, release: release.value }) : release;
}
/** A rule of the spec compares literal names; these are templates that evaluate to the same name. */
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
function renderChartJobs({ spec, chart, scope, renderer }) {
    const render = (when) => renderJobs(spec, chart.jobs[when], ['charts', chart.name, 'jobs', when], scope, renderer);
    return (0,model_failure/* all */.Q7)({ before: render('before'), after: render('after') });
}
function isMet({ requires }, values) {
    return requires.every(({ name, equals }) => Object.hasOwn(values, name) && (equals === undefined ? Boolean(values[name]) : values[name] === equals));
}
/** From low to high: values files in order, then values. */
function renderChartLayers({ spec, chart, scope, renderer }) {
    const { name, values, valuesFiles } = chart;
    return (0,model_failure/* all */.Q7)([
        ...valuesFiles.map((file, index) => {
            const text = spec.textAt(['charts', name, 'values-files', index], file);
            return readValuesFile({ ...text, folder: spec.folder }, scope, renderer);
        }),
        renderSpecLayer(spec, values, ['charts', name, 'values'], scope, renderer),
    ]);
}

;// CONCATENATED MODULE: ./lib/render/environment.js
// How is an environment rendered for one commit? First its values, layer by layer, each with the lower ones in scope;
// then its names.






/** `given`: the input `values`; data, never a template. */
function renderEnvironment(spec, environment, commit, given, renderer) {
    const { name } = environment;
    const ofInput = { name: 'the input `values`', values: given };
    const layers = renderEnvironmentLayers([...layersOfEnvironment(spec, environment), () => (0,model_failure.ok)(ofInput)], (lower) => environmentScope(spec, environment, commit, lower), renderer);
    if (!layers.ok)
        return layers;
    const values = mergeLayers(layers.value.map((layer) => layer.values));
    const scope = environmentScope(spec, environment, commit, values);
    const withLayers = { ...renderer, layers: layers.value };
    const textAt = (key, text) => spec.textAt(['environments', name, key], text);
    const namespace = renderNamespace(textAt('namespace', environment.namespace), scope, withLayers);
    const context = environment.context === undefined
        ? (0,model_failure.ok)(undefined)
        : renderName('context', textAt('context', environment.context), scope, withLayers);
    const places = renderRepositories(spec, scope, withLayers);
    const rendered = (0,model_failure/* all */.Q7)({ namespace, context, places });
    if (!rendered.ok)
        return rendered;
    return (0,model_failure.ok)({
        name,
        namespace: rendered.value.namespace,
        ...(rendered.value.context !== undefined && { context: rendered.value.context }),
        values,
        layers: layers.value,
        ...rendered.value.places,
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
        const texts = (0,model_failure/* all */.Q7)({ url: text('url'), username: text('username'), password: text('password') });
        if (!texts.ok)
            return texts;
        const { url, username, password } = texts.value;
        const place = { name: repository.name, url: nameTextOf(url) ?? '' };
        const user = nameTextOf(username);
        if (user === undefined)
            return (0,model_failure.ok)(place);
        return (0,model_failure.ok)({ ...place, login: { url: place.url, username: user, password: nameTextOf(password) ?? '' } });
    }));
    if (!rendered.ok)
        return rendered;
    const repositories = Object.fromEntries(rendered.value.map(({ name, url }) => [name, url]));
    return (0,model_failure.ok)({ repositories, logins: rendered.value.flatMap(({ login }) => login ?? []) });
}

;// CONCATENATED MODULE: ./lib/render/images.js
// Which images do templates ask for? Each reference is resolved once, so that all charts get the same digest.

/** One request per reference, with all its options. Fails with `image-stale` if two commits are requested. */
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
    const message = `The image \`${reference}\` is requested from two commits: ${other} and ${revision}.`;
    return { code: 'image-stale', message, hint: 'Use the same `revision` in all templates.', ...(at && { at }) };
}
/** Place of the tag that asks for an image: of several, the one that contains its name. */
function placeOfAsking({ text, placeOf }, { reference }) {
    const tags = [...text.matchAll(/<%(?!%)[\s\S]*?(%>|$)/g)];
    const asking = tags.filter(([code]) => /\b(image|digest)\b/.test(code));
    const name = /([^/]*?)(:[^:/]*)?(@.*)?$/.exec(reference)?.[1] || reference;
    const tag = asking.find(([code]) => code.includes(name)) ?? asking[0] ?? tags[0];
    return placeOf(tag?.index ?? 0);
}
/** References whose verified digest is not the one that earlier templates already got. */
function changedDigests(found, digests) {
    const moved = [...found].filter(([reference, digest]) => (digests[reference] ?? digest) !== digest);
    return moved.map(([reference]) => {
        const message = `The image \`${reference}\` changed its digest during this run.`;
        return { code: 'image-stale', message, hint: 'Run Compass again.' };
    });
}

;// CONCATENATED MODULE: ./lib/render/local-answers.js
// Which questions of templates can be answered without a request? Those about variables, files and YAML.



/** Undefined if a registry or the cluster has to answer. */
function answerLocally(question, deps) {
    switch (question.kind) {
        case 'env':
            return readVariable(question.subject, deps);
        case 'file':
            return readFile(question.subject, deps);
        case 'yaml':
            return parseYaml(question.subject);
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
    return {
        problem: `the environment variable ${name} is not listed under \`env\``,
        ...(near
            ? { misspelt: name, known: env }
            : { hint: `Add \`${name}\` to the list \`env\` at the top of the spec.` }),
    };
}
function readFile(path, { files, folder }) {
    const file = pathFrom(folder, path);
    const read = files.read(file);
    return 'text' in read ? { value: read.text } : { problem: `the file ${file} ${read.problem}`, hint: hintOfPath };
}
const hintOfPath = 'Check the path, which is relative to the folder of the spec and must stay in the workspace.';
function parseYaml(text) {
    const yaml = (0,text_yaml/* readYaml */.gM)('fromYaml()', text);
    if ('document' in yaml)
        return { value: yaml.document.data };
    const [{ message, at } = { message: '', at: { line: 1, column: 1 } }] = yaml.problems;
    const [, kind = 'it is not valid YAML'] = kindsOfProblem.find(([pattern]) => pattern.test(message)) ?? [];
    return {
        problem: `the text given to fromYaml() is not valid: at ${at.line}:${at.column}, ${kind}`,
        hint: 'Check the text that is passed to `fromYaml()`.',
    };
}
/** The text may be a secret, so nothing of it is quoted. */
const kindsOfProblem = [
    [/^The key .* begins in column|All mapping items must start/s, 'the keys of a map do not begin in the same column'],
    [/^The key .* appears twice/s, 'a key appears twice'],
    [/^The number /, 'a number cannot be represented exactly; put it in quotes'],
    [/^The alias /, 'an alias has no anchor above it'],
    [/^The file contains a second YAML document/, 'a second YAML document begins'],
    [/^The file is empty/, 'there is no value'],
    [/^This is nested/, 'its nesting is too deep'],
    [/^The file (is larger|contains more|has more)|^With its aliases/, 'it is too large'],
    [/^(The|A) key /, 'a key is not allowed'],
    [/^`<<`/, '`<<` merges something that is not a map'],
];

;// CONCATENATED MODULE: ./lib/render/requirements.js
// Which names in `requires` does no environment define? Such a name is a mistake.


/** Strings that somebody writes who means `false`. As a string, each counts as true. */
const falseTexts = ['false', 'no', 'off', 'n', '0', 'null', 'none', 'disabled'];
/**
 * A name in `requires` whose value is such a string: a variable or a template gave it, and nobody meant it to be true.
 */
function misleadingRequirements({ spec, charts }, { values }) {
    return charts.flatMap((chart) => chart.requires.flatMap(({ name, equals }, index) => {
        const value = values[name];
        if (equals !== undefined || typeof value !== 'string' || !falseTexts.includes(value.trim().toLowerCase()))
            return [];
        return [
            {
                code: 'spec-invalid',
                message: `The chart \`${chart.name}\` requires \`${name}\`, which is the string \`${value}\`: a string counts as true.`,
                hint: `Make it a boolean, such as \`<%= … === 'true' %>\`, or test for a value: \`requires: { ${name}: … }\`.`,
                at: spec.placeOf(['charts', chart.name, 'requires', index]),
            },
        ];
    }));
}
/** `environment`: the one that is already rendered. The others are rendered only if it lacks a name. */
function unknownRequirements({ spec, charts, commit, request }, environment, renderer) {
    const wanted = charts.flatMap((chart) => chart.requires.map(({ name, equals }, index) => ({ chart, name, key: equals === undefined ? index : name })));
    const known = new Set(Object.keys(environment.values));
    if (wanted.every(({ name }) => known.has(name)))
        return [];
    for (const other of spec.environments) {
        if (other.name === environment.name)
            continue;
        const rendered = renderEnvironment(spec, other, commit, request.values ?? {}, {
            ...renderer,
            asked: new Map(),
            images: new Set(),
        });
        // An environment that cannot be rendered may define anything.
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
            message: `The chart \`${chart.name}\` requires \`${name}\`, which is not in the values of any environment.`,
            hint: near ? `Did you mean \`${near}\`?` : 'Add it to the `values` of the spec or of an environment.',
            at,
        };
    });
}

// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
// EXTERNAL MODULE: ./node_modules/ejs/lib/esm/ejs.js + 1 modules
var ejs = __webpack_require__(8459);
;// CONCATENATED MODULE: ./lib/render/sandbox-functions.js
class TemplateFunctions {
    #tools;
    constructor(tools) {
        this.#tools = tools;
    }
    /** For one template. */
    make(scope, answers, trace) {
        const ask = (placeholder, ...question) => this.#ask(answers, trace, placeholder, ...question);
        const digest = (name, given, ...more) => {
            const reference = this.#known(name, given);
            const found = String(ask(this.#tools.settings.unresolvedDigest, 'digest', reference, ...more));
            trace.images.push({ reference, digest: found });
            return found;
        };
        /** Whatever is parsed from a secret is secret too. */
        const parts = (value) => {
            const note = (_key, inner) => {
                if (typeof inner === 'string')
                    trace.secretTexts.push(inner);
                return inner;
            };
            if (trace.secret)
                JSON.stringify(value, note);
            return value;
        };
        return {
            digest: (reference) => digest('digest', reference),
            image: (reference, given) => {
                const more = this.#imageOptions(given);
                const found = digest('image', reference, ...more);
                return reference.includes('@') ? reference : `${reference}@${found}`;
            },
            has: (path) => this.#has(this.#text('has', path), scope),
            slug: (value, max) => this.#slug(this.#text('slug', value), max),
            toJson: (value) => JSON.stringify(this.#tools.plain(value)),
            fromJson: (value) => this.#tools.strict(parts(this.#parseJson(value)), 'fromJson()', {}, trace),
            fromYaml: (value) => this.#tools.strict(parts(ask({}, 'yaml', this.#text('fromYaml', value))), 'fromYaml()', {}, trace),
            b64enc: (value) => this.#base64(this.#text('b64enc', value)),
            fromSecret: this.#ofCluster('secret', 'fromSecret', scope, trace, ask),
            fromConfigMap: this.#ofCluster('configmap', 'fromConfigMap', scope, trace, ask),
            readEnv: (name, given) => this.#readEnv(this.#text('readEnv', name), given, trace, ask),
            readFile: (path) => ask('', 'file', this.#text('readFile', path)),
        };
    }
    #text(name, value) {
        if (typeof value !== 'string')
            throw new this.#tools.Problem(`${name}() takes a string`);
        return value;
    }
    /** A string without a deferred value: a question cannot depend on one. */
    #known(name, value) {
        const text = this.#text(name, value);
        if (!text.includes(this.#tools.settings.deferred))
            return text;
        const problem = `a value from the cluster is known only later, so it cannot be passed to ${name}()`;
        throw new this.#tools.Problem(problem, { isCertain: true });
    }
    #options(name, value, allowed) {
        if (value === undefined)
            return {};
        if (typeof value !== 'object' || value === null)
            throw new this.#tools.Problem(`the options of ${name}() must be a map`);
        for (const key of Object.keys(value)) {
            if (!allowed.includes(key))
                throw new this.#tools.Problem(`${name}() has no option ${key}`, { misspelt: key, known: allowed });
        }
        return { ...value };
    }
    #seeSecret(value, trace) {
        trace.secret = true;
        trace.secretTexts.push(String(value));
    }
    #ask(answers, trace, placeholder, ...question) {
        const id = JSON.stringify(question);
        trace.asked.push(id);
        const answer = Object.hasOwn(answers, id) ? answers[id] : undefined;
        if (answer === undefined) {
            trace.isOpen = true;
            return placeholder;
        }
        if (answer.problem !== undefined)
            throw new this.#tools.Problem(answer.problem, answer);
        if (answer.secret)
            this.#seeSecret(answer.value, trace);
        return answer.value;
    }
    #imageOptions(given) {
        const { revision, wait } = this.#options('image', given, ['revision', 'wait']);
        if (revision !== undefined && this.#known('image', revision) === '') {
            throw new this.#tools.Problem('the option revision of image() is empty: this run has no commit');
        }
        if (wait !== undefined && !new RegExp(this.#tools.settings.duration).test(this.#text('image', wait))) {
            throw new this.#tools.Problem('the option wait of image() is not a duration with a unit, such as 5m');
        }
        return revision === undefined && wait === undefined ? [] : [String(revision ?? ''), String(wait ?? '')];
    }
    #ofCluster(kind, name, scope, trace, ask) {
        return (object, key, given) => {
            const options = typeof given === 'string' ? { namespace: given } : this.#options(name, given, ['namespace', 'encoding']);
            const { namespace = scope['namespace'], encoding } = options;
            if (encoding !== undefined && encoding !== 'base64') {
                throw new this.#tools.Problem(`the option encoding of ${name}() can only be base64`);
            }
            if (scope['chart'] === undefined) {
                throw new this.#tools.Problem(`${name}() works only in charts: an environment has no dependencies to wait for`);
            }
            if (kind === 'secret')
                trace.secret = true;
            const known = [namespace, object, key].map((value) => this.#known(name, value));
            return ask(this.#tools.settings.deferred, kind, ...known, ...(encoding === undefined ? [] : [encoding]));
        };
    }
    #readEnv(name, given, trace, ask) {
        const options = this.#options('readEnv', given, ['default', 'public']);
        const value = ask('', 'env', name);
        if (value === null && options['default'] === undefined) {
            const env = `env: { ${name}: $\{{ secrets.${name} }} }`;
            const hint = `Set it in the \`env\` of the step: \`${env}\`. For a default: \`readEnv('${name}', { default: '' })\`.`;
            throw new this.#tools.Problem(`the environment variable ${name} is not set`, { hint });
        }
        if (options['public'] !== true && value !== null)
            this.#seeSecret(value, trace);
        return value ?? options['default'];
    }
    #has(path, scope) {
        let at = scope;
        for (const key of path.split('.')) {
            if (typeof at !== 'object' || at === null || !Object.hasOwn(at, key))
                return false;
            at = Reflect.get(at, key);
        }
        return true;
    }
    /** A DNS label. If anything is lost, it ends in a hash, so that different texts give different labels. */
    #slug(value, max = 40) {
        if (typeof max !== 'number' || !Number.isInteger(max) || max < 8 || max > 63) {
            throw new this.#tools.Problem('the second argument of slug() must be a whole number from 8 to 63');
        }
        if (value === '')
            throw new this.#tools.Problem('slug() was given an empty text');
        if (value.length <= max && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(value))
            return value;
        const hash = this.#hash(value);
        const words = value
            .toLowerCase()
            .replace(/[^a-z0-9]+/g, '-')
            .replace(/^-+/, '');
        const start = words.slice(0, max - hash.length - 1).replace(/-+$/, '');
        return start === '' ? hash : `${start}-${hash}`;
    }
    /** Six digits of base 36 (FNV-1a, 32 bits): short, and enough for the branches of a repository. */
    #hash(value) {
        let hash = 0x811c9dc5;
        for (let at = 0; at < value.length; at += 1) {
            hash = Math.imul(hash ^ value.charCodeAt(at), 0x01000193) >>> 0;
        }
        return hash.toString(36).padStart(6, '0').slice(-6);
    }
    /** JavaScript's own message would quote the text. */
    #parseJson(value) {
        const text = this.#text('fromJson', value);
        try {
            return JSON.parse(text);
        }
        catch {
            throw new this.#tools.Problem('the text given to fromJson() is not valid JSON');
        }
    }
    /** Base64 of the UTF-8 bytes; there is no Buffer here. */
    #base64(value) {
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

;// CONCATENATED MODULE: ./lib/render/sandbox.js
// What runs beside templates in their sandbox? A program that gives them strict access to their scope, and calls them.
// Its source goes there as text, so `Sandbox` may use nothing outside itself. Only JSON goes in or out, in the mailbox.



class Sandbox {
    #mailbox = { request: '', response: '', current: 0 };
    #templates = new Map();
    #shared = { values: {}, secrets: {}, images: {}, answers: {} };
    #Problem = class TemplateProblem extends Error {
        about;
        constructor(problem, about = {}) {
            super(problem);
            this.about = about;
        }
    };
    #functions;
    constructor(settings, Functions) {
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
    start() {
        Object.assign(globalThis, {
            __define: (id, template) => void this.#templates.set(id, template),
            __run: () => this.#run(),
        });
        for (const name of ['console', 'WebAssembly', 'SharedArrayBuffer', 'Atomics']) {
            Reflect.deleteProperty(globalThis, name);
        }
        this.#removeClockAndChance();
        const hardened = new Set();
        for (const name of Object.getOwnPropertyNames(globalThis)) {
            if (name !== 'globalThis')
                this.#harden(Reflect.get(globalThis, name), hardened);
        }
        Object.freeze(globalThis);
        return this.#mailbox;
    }
    /** The same input must give the same text, whenever it is rendered. A date that is written down can be used. */
    #removeClockAndChance() {
        const refuse = (name) => () => {
            throw new this.#Problem(`${name} is not available: a template must give the same result whenever it is rendered`);
        };
        const [RealDate, noClock] = [Date, refuse('the current time')];
        const FixedDate = function (...given) {
            return given.length === 0 || new.target === undefined ? noClock() : Reflect.construct(RealDate, given);
        };
        Object.assign(FixedDate, { now: noClock, parse: RealDate.parse, UTC: RealDate.UTC, prototype: RealDate.prototype });
        Object.assign(RealDate.prototype, { constructor: FixedDate });
        Object.assign(globalThis, { Date: FixedDate });
        Object.assign(Math, { random: refuse('a random number') });
        Reflect.deleteProperty(Intl, 'DateTimeFormat');
    }
    #harden(value, hardened) {
        if ((typeof value !== 'object' && typeof value !== 'function') || value === null || hardened.has(value))
            return;
        hardened.add(value);
        Object.freeze(value);
        for (const { value: inner, get, set } of Object.values(Object.getOwnPropertyDescriptors(value))) {
            for (const one of [inner, get, set])
                this.#harden(one, hardened);
        }
        this.#harden(Object.getPrototypeOf(value), hardened);
    }
    #run() {
        const request = JSON.parse(this.#mailbox.request);
        Object.assign(this.#shared, request.shared);
        const scope = { values: this.#shared.values, ...request.scope };
        const results = [];
        for (const wanted of request.templates) {
            this.#mailbox.current = results.length;
            results.push(this.#render(wanted, scope));
        }
        this.#mailbox.response = JSON.stringify(results);
    }
    #render({ id, whole }, scope) {
        const { secrets, images, answers } = this.#shared;
        const trace = { asked: [], images: [], secret: false, secretTexts: [], isOpen: false };
        const functions = this.#functions.make(scope, answers, trace);
        const failure = {};
        let output = '';
        let last;
        try {
            const names = Object.entries(scope).map(([name, value]) => {
                return [name, this.#strict(value, name, { secrets: secrets[name], images: images[name] }, trace)];
            });
            this.#templates.get(id)?.(Object.assign(Object.fromEntries(names), functions), {
                escapeFn: (value) => {
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
                append: (value) => {
                    output += value;
                },
                fail: (cause, line) => {
                    Object.assign(failure, { cause, line });
                    throw failure;
                },
            });
            return { ...trace, value: whole ? last : output };
        }
        catch (thrown) {
            const names = [...Object.keys(scope), ...Object.keys(functions)];
            return this.#explain(thrown === failure ? failure.cause : thrown, failure.line ?? 1, trace, names);
        }
    }
    #explain(error, line, trace, names) {
        const own = error instanceof this.#Problem ? error : undefined;
        const isHarmless = own !== undefined || error instanceof ReferenceError;
        const message = trace.secret && !isHarmless
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
    #messageOf(error) {
        try {
            return String(Object(error).message ?? error);
        }
        catch {
            return 'it threw a value that cannot be shown';
        }
    }
    /** Reading a missing property is an error, except symbols and toJSON, which the language itself reads. */
    #strict(value, path, { secrets, images }, trace) {
        if (typeof value !== 'object' || value === null)
            return value;
        const refuse = () => {
            throw new this.#Problem('template values are read-only', {
                hint: 'Change a copy of it: `[...list]` or `{ ...map }`.',
            });
        };
        return new Proxy(value, {
            get: (target, key) => {
                if (typeof key === 'symbol' || key === 'toJSON')
                    return Reflect.get(target, key);
                if (!Object.hasOwn(target, key)) {
                    if (key in target)
                        return Reflect.get(target, key);
                    throw new this.#Problem(`there is no ${path}.${key}`, {
                        misspelt: key,
                        known: Object.keys(target),
                        hint: `Add it to the values, or test for it with \`has('${path}.${key}')\`.`,
                    });
                }
                const secret = typeof secrets === 'object' ? secrets[key] : undefined;
                if (secret === true)
                    trace.secret = true;
                const image = images === undefined || Array.isArray(images) ? undefined : Reflect.get(images, key);
                if (Array.isArray(image))
                    trace.images.push(...image);
                return this.#strict(Reflect.get(target, key), `${path}.${key}`, { secrets: secret, images: image }, trace);
            },
            set: refuse,
            defineProperty: refuse,
            deleteProperty: refuse,
            setPrototypeOf: refuse,
        });
    }
    /** Values are passed on as JSON. A value that JSON would silently turn into null is an error. */
    #plain(value) {
        const text = JSON.stringify(value, (_key, inner) => {
            const isNumber = typeof inner === 'number';
            const isLost = inner === undefined || typeof inner === 'function' || (isNumber && !Number.isFinite(inner));
            const isInexact = isNumber && Number.isInteger(inner) && !Number.isSafeInteger(inner);
            if (isLost || isInexact) {
                throw new this.#Problem(`the expression evaluates to ${String(inner).slice(0, 40)}, which JSON cannot represent`);
            }
            return inner;
        });
        return JSON.parse(text);
    }
}
const sandboxSettings = {
    deferred: deferredPlaceholder,
    unresolvedDigest: `sha256:${'0'.repeat(64)}`,
    duration: duration/* durationPattern */.Zq.source,
};
/** A bundler drops `'use strict'` inside a module, so it is written here. */
const sandboxProgram = `'use strict';
new (${Sandbox})(${JSON.stringify(sandboxSettings)}, ${TemplateFunctions}).start();`;

;// CONCATENATED MODULE: ./lib/render/template.js
// What does a template evaluate to, or what is wrong with it? The only file that imports EJS.
//
// EJS compiles; the result runs in a context without `process` and `require`. Everything in it is frozen, so that
// templates cannot see each other. That prevents accidents, but it is not a security boundary: the author of the spec
// decides what is deployed anyway.




/** All templates that are rendered together are stopped after this time. */
const defaultTimeoutMs = 10_000;
/** A template that is one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;
const templateTag = /<%(?!%)[\s\S]*?%>/g;
/**
 * Templates are synchronous. Besides, an error from `import()` belongs to the outer context, so a template could escape
 * through it.
 */
const asynchronous = /\bimport\b\s*(\/\*.*?\*\/\s*)?[(.]|\bawait\b\s|\basync\b\s*(function\b|\(|[\w$]+\s*=>)|\bPromise\b\s*[.([]/s;
const sandboxScript = new external_node_vm_.Script(sandboxProgram);
const runScript = new external_node_vm_.Script('__run()');
/** Compiles each text once, however many charts and rounds use it. */
class TemplateEngine {
    #timeoutMs;
    #context;
    #mailbox;
    #sent = new Map();
    #compiled = new Map();
    #mayHang = new Set();
    constructor(timeoutMs = defaultTimeoutMs) {
        this.#timeoutMs = timeoutMs;
        // The global object of an ordinary context cannot be frozen.
        this.#context = (0,external_node_vm_.createContext)(external_node_vm_.constants.DONT_CONTEXTIFY, {
            codeGeneration: { strings: false, wasm: false },
            microtaskMode: 'afterEvaluate',
        });
        this.#mailbox = sandboxScript.runInContext(this.#context);
    }
    /** `answers`: known so far. Other questions get placeholders, and the texts must be rendered again. */
    render(texts, scope, answers) {
        const names = Object.keys(scope.names);
        const compiled = texts.map((text) => this.#compile(text, names));
        const templates = compiled.flatMap((id, index) => typeof id === 'number' ? [{ id, whole: wholeExpression.test(texts[index] ?? '') }] : []);
        const { values, ...own } = scope.names;
        const results = templates.length === 0
            ? []
            : this.#run({
                templates,
                scope: own,
                shared: this.#news({ values, secrets: scope.secrets, images: scope.images, answers }),
            });
        return compiled.map((one) => (typeof one === 'number' ? (results.shift() ?? noResult) : brokenResult(one)));
    }
    /** What the sandbox does not have yet. */
    #news(shared) {
        const news = Object.entries(shared).filter(([name, value]) => this.#sent.get(name) !== value);
        for (const [name, value] of news)
            this.#sent.set(name, value);
        return Object.fromEntries(news);
    }
    #run(request) {
        this.#mailbox.request = JSON.stringify(request);
        try {
            // Only if needed: a timeout for each call would cost more than the call.
            const mayHang = request.templates.some(({ id }) => this.#mayHang.has(id));
            runScript.runInContext(this.#context, mayHang ? { timeout: this.#timeoutMs } : {});
            const results = JSON.parse(this.#mailbox.response);
            return results.map(toRendered);
        }
        catch (problem) {
            const { code, message } = Object(problem);
            const isHanging = code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
            const reason = isHanging ? `it ran longer than ${this.#timeoutMs / 1000} s` : firstLine(String(message));
            // One template timed out, or failed outside its own error handling. The ones after it have no result.
            return request.templates.map((_, index) => index === this.#mailbox.current ? brokenResult({ problem: reason, line: 1 }) : noResult);
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
            return {
                problem: firstLine(String(Object(problem).message)).replace(/\.+$/, ''),
                hint: 'Check the JavaScript between `<%` and `%>`: brackets, quotes, and a value on each side of an operator.',
                line: 1,
            };
        }
    }
}
function toRendered({ value = null, asked, images, isOpen, secret, secretTexts, problem, isCertain, ...more }) {
    const common = { value, asked, images, isOpen, secret, secretTexts };
    if (problem === undefined || (isOpen && !isCertain))
        return common;
    const { line = 1, hint, misspelt, known } = more;
    const about = { ...(hint && { hint }), ...(misspelt && { misspelt }), ...(known && { known }) };
    return { ...common, problem: { problem, line, ...about } };
}
const noResult = {
    value: null,
    asked: [],
    images: [],
    secretTexts: [],
    isOpen: false,
    secret: false,
};
function brokenResult(problem) {
    return { ...noResult, problem };
}
/** What is rejected before it is compiled. */
function problemOfText(text) {
    const tags = [...text.replaceAll('<%%', '  ').matchAll(templateTag)];
    for (const { 0: code, index } of tags) {
        const line = text.slice(0, index).split('\n').length;
        if (code.startsWith('<%-'))
            return { problem: '`<%-` is not allowed', hint: 'Write `<%=`.', line };
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
function mayRunLong(text) {
    const code = (text.match(templateTag) ?? [])
        .map((one) => withoutTexts(one.replace(/^<%[=#_]?|[-_]?%>$/g, '')))
        .join('\n');
    const unquoted = code.replace(/`(?:[^`\\$]|\$\{[\w$.\s]*\})*`/g, "''");
    if (!/^[\w$.?:\s<>=!&|+\-,()'[\]]*$/.test(unquoted) || /=>|\dn\b|[\])']\s*\(/.test(unquoted))
        return true;
    const called = [...unquoted.matchAll(/([\w$.?]+)\s*\(/g)].map(([, name]) => name);
    return called.some((name) => !functionNames.some((known) => known === name));
}
/** Code without the contents of its quoted strings. */
function withoutTexts(code) {
    return code.replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");
}
/** The source of a function: EJS's code, with the surroundings that it expects. */
function compile(text, names) {
    const template = new ejs/* default */.A.Template(text, { compileDebug: true });
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
function firstLine(message) {
    return message.split('\n')[0] ?? message;
}

;// CONCATENATED MODULE: ./lib/render/render.js
// How do a spec and an environment become rendered charts? In rounds: Compass answers all questions of the templates at
// once, and renders them again until there is no new question.










/** Makes no request. */
function startRendering(inputs) {
    const engine = new TemplateEngine();
    const first = renderRounds(inputs, engine, {});
    if (!first.ok)
        return first;
    const { environment, charts, jobs } = first.value;
    return (0,model_failure.ok)({
        environment,
        charts,
        jobs,
        namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
        finish: (resolve) => finishRendering(inputs, engine, first.value, resolve),
    });
}
async function finishRendering(inputs, engine, first, resolve) {
    let digests = {};
    let round = first;
    while (round.open.length > 0) {
        const asked = round.open.flatMap(({ question, by }) => {
            if (question.kind !== 'digest')
                return [];
            const { id, kind: _, ...image } = question;
            return [{ id, image: { ...image, at: placeOfAsking(by, image) } }];
        });
        // A digest of an earlier round does not change.
        const before = digests;
        const open = asked.map(({ image }) => image);
        const wanted = mergeWanted(open.filter(({ reference, revision }) => !before[reference] || revision !== undefined));
        if (!wanted.ok)
            return wanted;
        const resolved = await resolve(wanted.value);
        if (!resolved.ok)
            return resolved;
        const moved = changedDigests(resolved.value, before);
        if (moved.length > 0)
            return (0,model_failure/* failed */.gz)(...moved);
        const found = { ...before, ...Object.fromEntries(resolved.value) };
        digests = found;
        const answers = asked.map(({ id, image }) => [id, { value: found[image.reference] ?? null }]);
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
        const later = await ask(chart.deferred);
        if (!later.ok)
            return later;
        answers = { ...round.value.answers, ...later.value };
    }
}
/** Compass queries registries before the first write, or not at all. */
function tooLate({ name, at }) {
    return {
        code: 'template-failed',
        message: `A template of \`${name}\` asks for an image only after it has read a value from the cluster.`,
        hint: 'Call `image()` unconditionally, not only for some values.',
        at,
    };
}
/** Renders until only registries and the cluster can answer. */
function renderRounds(inputs, engine, known) {
    const { spec, files, variable } = inputs;
    const deps = { files, folder: spec.folder, env: spec.env, variable };
    let answers = known;
    for (;;) {
        const { round, open } = renderRound(inputs, engine, answers);
        const news = open.flatMap(({ question }) => {
            const answer = answerLocally(question, deps);
            return answer ? [[question.id, answer]] : [];
        });
        // Answers are needed after a failure too: they may reveal another failure.
        if (news.length === 0)
            return round;
        answers = { ...answers, ...Object.fromEntries(news) };
    }
}
function renderRound(inputs, engine, answers) {
    const renderer = makeRenderer(inputs, engine, answers);
    const rendered = renderAll(inputs, renderer);
    const open = [...renderer.asked.values()].filter(({ question }) => !Object.hasOwn(answers, question.id) && !isClusterQuestion(question));
    return { round: rendered.ok ? (0,model_failure.ok)({ ...rendered.value, answers, open }) : rendered, open };
}
function renderAll(inputs, renderer) {
    const { spec, charts, commit, request } = inputs;
    const environment = renderEnvironment(spec, inputs.environment, commit, request.values ?? {}, renderer);
    if (!environment.ok)
        return environment;
    const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
    const jobs = renderStackJobs(spec, environment.value, commit, renderer);
    const unknown = [
        ...unknownRequirements(inputs, environment.value, renderer),
        ...misleadingRequirements(inputs, environment.value),
    ];
    const missing = unknown.length > 0 ? (0,model_failure/* failed */.gz)(...unknown) : (0,model_failure.ok)(undefined);
    const found = (0,model_failure/* all */.Q7)({ charts: rendered, jobs, missing });
    return found.ok ? (0,model_failure.ok)({ environment: environment.value, charts: found.value.charts, jobs: found.value.jobs }) : found;
}
function makeRenderer({ files, learn }, engine, answers) {
    return { engine, files, answers, asked: new Map(), images: new Set(), learn, layers: [] };
}
function renderStackJobs(spec, environment, commit, shared) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const renderer = { ...shared, layers: environment.layers };
    const render = (when) => renderJobs(spec, spec.jobs[when], ['jobs', when], scope, renderer);
    return (0,model_failure/* all */.Q7)({ before: render('before'), after: render('after'), failed: render('failed') });
}
/** A digest may reach a name through the environment's values, but the cluster was already asked for the first name. */
function movedNames(first, last) {
    const place = ({ namespace, context }) => `${namespace} ${context}`;
    const isMoved = (chart, index) => chart.release !== first.charts[index]?.release || chart.namespace !== first.charts[index]?.namespace;
    const hint = 'Remove the digest from the name: Compass must know all names before it queries a registry.';
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
/**
 * For each entry of the input `images` that no chart asks for: it may be a typo, and then the chart would get another
 * image. `asked`: references, of all charts.
 */
function unusedImages({ images }, asked) {
    const known = new Set(asked.map(text_image/* imageKey */.p2));
    return [...(images?.keys() ?? [])]
        .filter((key) => !known.has(key))
        .map((key) => ({
        code: 'input-invalid',
        message: `The input \`images\` names \`${key}\`, which no chart asks for.`,
        hint: 'Correct the registry, the repository and the tag, or remove the entry.',
    }));
}
/** The images that charts which are not selected ask for. Makes no request. */
function imagesOfOthers(target, ports) {
    const { images, only } = target.request;
    if (images === undefined || only === undefined)
        return [];
    const rendering = beginRendering({ ...target, charts: target.spec.charts }, ports);
    return rendering.ok ? rendering.value.charts.flatMap(({ imagesAsked }) => imagesAsked) : [];
}
/** Makes no request; afterwards, names are known. `variable`: in place of the step's own environment variables. */
function beginRendering({ spec, request, commit, environment, charts }, ports, variable = ports.variable) {
    const learn = (secret) => ports.redactor.learn(secret);
    return startRendering({ spec, request, commit, environment, charts, files: ports.files, variable, learn });
}

;// CONCATENATED MODULE: ./lib/text/helm-keys.js

/** `text`: a chart's `values.yaml`. No keys if it is not valid YAML, which Helm reports. */
function misreadKeys(file, text) {
    return (0,text_yaml/* plainKeys */.dt)(file, text).flatMap(({ written, key, at }) => {
        const readAs = asHelmReads(written);
        return readAs === undefined || readAs === key || readAs === written ? [] : [{ key: written, readAs, at }];
    });
}
/** Helm reads a dialect of YAML 1.1. Undefined for a key that Helm reads as a string, or rejects. */
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
/** Of integers beyond 64 bits, Helm reads some as floating-point numbers and rejects others. */
function shortInteger(value, isNegative) {
    if (value >= 2n ** 63n)
        return undefined;
    return String(isNegative ? -value : value);
}
/** As Go prints a 32-bit float (`%g`): the fewest digits that identify it, with an exponent if it is large or small. */
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
/** GitHub Actions evaluates `${{ … }}` in workflows only; a chart gets it literally. */
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
        return misreadKeys(file, read.text).map(({ key, readAs, at }) => ({
            message: `Helm reads the key \`${key}\` of the chart's own values as \`${readAs}\`.`,
            hint: `Quote the key in the chart. Until then, write it as \`"${readAs}"\` in the spec.`,
            at,
        }));
    });
}

;// CONCATENATED MODULE: ./lib/prepare/prepare.js
// What has to be known before the first write? A deployment and a plan both start here: everything is read, and nothing
// is written.








/** `what`: the first words of the log, such as `Deploying`. `onNotBuilt`: see `RegistryAccess`. */
async function prepare(session, what, ports, onNotBuilt) {
    const { request, signal, emit } = session;
    const rendering = beginRendering(session, ports);
    if (!rendering.ok)
        return rendering;
    const missing = missingCharts(rendering.value.charts, session.spec, ports.files);
    if (missing.length > 0)
        return (0,model_failure/* failed */.gz)(...missing);
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
        message: `The environment \`${environment.name}\` belongs to the cluster ${environment.cluster}, but the kubeconfig points to the cluster ${uid.value}.`,
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
/** What the jobs after the last chart have passed is kept in the namespace of the environment. */
function namespacesOf({ namespaces, environment }, { jobs }) {
    return [
        ...new Set([...namespaces, ...(jobs.after.some(({ when }) => when === 'changed') ? [environment.namespace] : [])]),
    ];
}
/** Requests to the cluster, the registries and the chart repositories run at the same time. */
async function observeAndPlan(session, rendering, cluster, ports, onNotBuilt) {
    const { request, spec, environment, signal, emit } = session;
    const onWait = (text) => emit({ type: 'notice', text });
    // The sources of downloaded charts are final before the images are resolved, so both can be resolved at once.
    const downloaded = rendering.charts.filter(({ source }) => ['oci', 'repository'].includes(source?.kind ?? ''));
    const [place, releases, helm, rendered, early] = await Promise.all([
        checkCluster(session, cluster),
        cluster.releases(namespacesOf(rendering, spec), signal),
        ports.helms.versionOf(request['helm-version'], signal),
        rendering.finish(resolverOf(request, ports, signal, { onWait, ...(onNotBuilt && { onNotBuilt }) })),
        contentsOf(downloaded, ports.charts),
    ]);
    const charts = rendered.ok ? rendered.value.charts : [];
    const contents = await contentsOf(charts, ports.charts);
    const asked = rendered.ok ? [...Object.keys(rendered.value.digests), ...imagesOfOthers(session, ports)] : [];
    const unused = rendered.ok ? unusedImages(request, asked) : [];
    if (unused.length > 0)
        return (0,model_failure/* failed */.gz)(...unused);
    const failures = (0,model_failure/* failuresOf */.dJ)([place, early, contents, releases, helm, rendered]);
    if (failures.length > 0 || !releases.ok || !contents.ok || !helm.ok || !rendered.ok)
        return (0,model_failure/* failed */.gz)(...failures);
    const superseded = await supersededOnly(releases.value, charts, cluster, signal);
    if (!superseded.ok)
        return superseded;
    const stored = [...releases.value, ...superseded.value];
    const known = await withOtherCharts(stored, charts, ports.charts, cluster, signal);
    if (!known.ok)
        return known;
    const inputs = {
        folder: spec.folder,
        identity: identityOf(spec, rendering),
        jobs: rendered.value.jobs,
        digests: rendered.value.digests,
        releases: known.value,
        helm: helm.value,
        force: request.force,
        formerly: environment.formerly,
        isWhole: request.only === undefined,
        isConfirmed: !environment.protected || request.confirm === environment.name,
    };
    const replan = makeReplan(rendered.value, inputs, cluster, ports.charts, signal);
    const plan = makePlan({ ...inputs, charts, contents: contents.value });
    const isNew = ({ decision, observed }) => observed === undefined && ['install', 'late', 'run'].includes(decision.action);
    const installed = plan.charts.filter(isNew);
    const elsewhere = await findReleasesElsewhere(installed, cluster, signal);
    if (elsewhere.length > 0)
        return (0,model_failure/* failed */.gz)(...elsewhere);
    const checked = (0,model_failure/* all */.Q7)(await Promise.all(plan.charts.map((chart) => withoutObjectsOnly(chart, cluster, signal))));
    if (!checked.ok)
        return checked;
    const warnings = warningsAbout(spec, charts, ports.files);
    return (0,model_failure.ok)({ plan: await planReadyDeferred({ ...plan, charts: checked.value }, replan), replan, warnings });
}
async function contentsOf(rendered, charts) {
    const found = rendered.map(({ source, at }) => (source ? charts.resolve(source, at) : (0,model_failure.ok)(undefined)));
    return (0,model_failure/* all */.Q7)(await Promise.all(found));
}

;// CONCATENATED MODULE: ./lib/spec/branch-glob.js
// Does a branch match a glob? The same on every platform, and fast for every glob.
/**
 * `*` and `?` do not cross `/`, `**` does; `**` followed by `/` also matches nothing. `[ab]`, `[a-z]` and `[!ab]` match
 * one character, `{a,b}` one of the alternatives. Case-sensitive.
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
/** Parses up to the end, or to the closing brace. Braces without a partner are ordinary characters. */
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
/** All offsets that can be reached by passing any number of such characters. */
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
// Which environment is a run for: the requested one, or the one that the branch maps to?



/**
 * Undefined if the branch maps to no environment.
 * Fails with `environment-unknown`, `environment-ambiguous` or `environment-protected`.
 */
function selectEnvironment(spec, question) {
    const found = question.environment === undefined ? byBranch(spec, question) : environmentNamed(spec, question.environment);
    if (!found.ok || found.value === undefined || !question.isChange)
        return found;
    return refuseForeignBranch(found.value, question.isBranchHead ? question.eventBranch : undefined);
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
        hint: near ? `Did you mean \`${near}\`?` : `Known environments: ${names.join(', ')}.`,
    });
}
/** The requested one, or all that the branch maps to. Fails with `environment-unknown`. */
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
        hint: 'Choose one with the input `environment`, or run a job for each with `command: matrix`.',
    });
}
/** No input can deploy anything but its own branches to a protected environment. */
function refuseForeignBranch(environment, ownBranch) {
    if (!environment.protected || (ownBranch !== undefined && mapsTo(environment, ownBranch)))
        return (0,model_failure.ok)(environment);
    return (0,model_failure/* failed */.gz)({
        code: 'environment-protected',
        message: `The environment \`${environment.name}\` is protected, and ${ownBranch ? `\`${ownBranch}\` is not one of its branches` : 'this run is not for the head of a branch'}.`,
        hint: environment.branches.length > 0
            ? `Run Compass on one of its branches: ${environment.branches.join(', ')}.`
            : 'Add `branches` to the environment: only those can be deployed to it.',
    });
}
function mapsTo(environment, branch) {
    return environment.branches.some((glob) => matchesBranch(glob, branch));
}

;// CONCATENATED MODULE: ./lib/commands/compare.js
// `plan --against`: what does one environment run that another does not, so what would a merge ship? Compares the
// releases in Helm's store. Only names are rendered, and no request is made to a registry.







/**
 * The charts of a plan that would make the session's environment run what another one runs. `against`: the name of that
 * other environment.
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
    // The names of releases may contain the branch. Here, that is the branch that the environment is deployed from.
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
/** The release of a chart on one side. The two sides may give it different names. */
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
            name,
            release,
            namespace,
            depends,
            outcome,
            reason,
            durationMs: 0,
            startedAtMs: 0,
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
        return compared('unchanged', `not completed in ${nameOf(from)} (status: ${source.status})`);
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
    const risks = (0,text_versions/* isOlder */.tW)(now, before) ? [`the chart would be downgraded from ${before} to ${now}`] : [];
    return compared('upgrade', words.join(', '), risks);
}
/** The chart versions of two releases, each in its own cluster. */
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

;// CONCATENATED MODULE: ./lib/execute/early-failure.js
// Which jobs run if a deployment fails before its first chart? The `failed` jobs of the stack, with what is known by
// then.



/** Makes no request. `isClusterRight`: whether the jobs may use the cluster. */
function earlyFailure(session, ports, isClusterRight) {
    const { spec, environment, signal } = session;
    const rendering = beginRendering(session, ports);
    const rendered = rendering.ok ? rendering.value : undefined;
    // A template is not evaluated any more: what it would give may be the cause of the failure.
    const written = environment.namespace.includes('<%') ? '' : environment.namespace;
    const namespace = rendered?.environment.namespace ?? written;
    const cluster = rendered && isClusterRight ? openCluster(session, rendered, ports) : (0,model_failure.ok)(undefined);
    const identity = { stack: spec.stack, environment: environment.name, namespace };
    const kubeconfigFor = cluster.ok ? cluster.value?.kubeconfigFor : undefined;
    return {
        identity,
        jobs: rendered?.jobs ?? { ...spec.jobs, failed: spec.jobs.failed.map(withoutTemplates) },
        jobContext: {
            identity,
            processes: ports.processes,
            folder: ports.files.locate(spec.folder),
            signal,
            ...(kubeconfigFor && { kubeconfigFor }),
        },
    };
}
function withoutTemplates(job) {
    const plain = Object.entries(job.env).filter(([, text]) => !text.includes('<%'));
    return { ...job, env: Object.fromEntries(plain) };
}

// EXTERNAL MODULE: ./lib/model/outcome.js
var model_outcome = __webpack_require__(6805);
;// CONCATENATED MODULE: ./lib/execute/chart-end.js

function failedWith(failure, { at, settings }) {
    const isCancelled = failure.code === 'cancelled';
    const end = { reason: failure.message, failure: { at, ...failure } };
    if (isCancelled)
        return { outcome: 'cancelled', ...end };
    return { outcome: 'failed', ...end, ...(settings.allowFailure && { isTolerated: true }) };
}
function notStarted(chart, stop) {
    const message = stop === 'deadline'
        ? 'The time limit of the run was reached before this chart started.'
        : 'The run was cancelled before this chart started.';
    return skip({ code: stop, message, hint: (0,model_outcome/* hintAtStop */.v7)(stop), at: chart.at });
}
/** If the run ended while the dependency was in progress, the end of the run is the reason, not the dependency. */
function skipped(chart, because, signal) {
    const stop = (0,model_outcome/* stopReason */.PJ)(signal);
    if (stop !== undefined)
        return notStarted(chart, stop);
    const message = `Skipped: this chart depends on \`${because}\`, which did not complete.`;
    const failure = { message, hint: `Correct what \`${because}\` reports, then deploy again.`, at: chart.at };
    const end = skip({ code: 'dependency-failed', ...failure });
    return chart.settings.allowFailure ? { ...end, isTolerated: true } : end;
}
function notRemoved(chart, user, signal) {
    const stop = (0,model_outcome/* stopReason */.PJ)(signal);
    if (stop !== undefined)
        return notStarted(chart, stop);
    return skip({
        code: 'dependency-failed',
        message: `Not removed: \`${user}\`, which uses this chart, did not complete.`,
        hint: `Correct what \`${user}\` reports, then deploy again.`,
        at: chart.at,
    });
}
function skip(failure) {
    return { outcome: 'skipped', reason: failure.message, failure };
}

;// CONCATENATED MODULE: ./lib/plan/jobs.js
/** Without a change, only the jobs with `when: always`. */
function jobsToRun(jobs, hasChanged) {
    return jobs.filter(({ when }) => hasChanged || when === 'always');
}

// EXTERNAL MODULE: ./lib/ports/process-exit.js
var process_exit = __webpack_require__(1262);
;// CONCATENATED MODULE: ./lib/execute/jobs.js
// How do shell jobs run? One after the other, until one fails.


function subjectOf({ name, release, namespace, at }) {
    return { called: `\`${name}\``, namespace, variables: { COMPASS_CHART: name, COMPASS_RELEASE: release }, at };
}
/** A script stops at its first error, as in a step of a workflow. */
const shells = { bash: ['-eo', 'pipefail', '-c'], sh: ['-e', '-c'] };
/** Undefined if all jobs pass. */
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
function variables(subject, { identity, kubeconfigFor }) {
    return {
        COMPASS_ENVIRONMENT: identity.environment,
        COMPASS_STACK: identity.stack,
        COMPASS_NAMESPACE: subject.namespace,
        ...(kubeconfigFor && { KUBECONFIG: kubeconfigFor(subject.namespace) }),
        ...subject.variables,
    };
}
function explainJob(job, { called, at }, exit, signal) {
    if ((0,process_exit/* hasSucceeded */.y)(exit))
        return undefined;
    const stop = exit.how === 'stopped' ? (0,model_outcome/* stopReason */.PJ)(signal) : undefined;
    const message = `The job \`${job.name}\` of ${called} ${(0,process_exit/* describeExit */.K)(exit, job.timeoutMs)}.`;
    const hint = stop === undefined ? "Read the job's output in the log." : (0,model_outcome/* hintAtStop */.v7)(stop);
    return { code: stop ?? 'job-failed', message, hint, ...(at && { at }) };
}

;// CONCATENATED MODULE: ./lib/prepare/refused-values.js

/** JSON pointers into the values of the chart, and what is wrong there. Helm prints a chart's name above its lines. */
function refusalsIn(words, chart) {
    let prefix = '';
    return [...words.matchAll(/^([\w.-]+):$|^\s*- at '([^']*)': (.+)$/gm)].flatMap(([, section, path, problem]) => {
        if (section !== undefined)
            prefix = isSubchart(section, chart) ? `/${section}` : '';
        return path === undefined || problem === undefined ? [] : [[`${prefix}${path}`, problem]];
    });
}
/** The values of a subchart are under its name. A chart can also have a value with the same name as itself. */
function isSubchart(section, { source, values }) {
    return (0,json/* isObject */.Gv)(values?.[section]) && section !== (source && nameIn(source));
}
/** For a folder or an archive: the name that its chart usually has. */
function nameIn(source) {
    if (source.kind === 'repository')
        return source.name;
    if (source.kind === 'manifests')
        return undefined;
    return (source.kind === 'oci' ? source.reference : source.path)
        .split('/')
        .at(-1)
        ?.replace(/-\d.*\.tgz$/, '');
}
/** The JSON pointer `/a/0/b` becomes `a.0.b`. */
function pathOf(pointer) {
    return pointer.slice(1).replaceAll('/', '.').replaceAll('~1', '/').replaceAll('~0', '~');
}
/** For a key that is not allowed, the error points to the map that contains it. */
function refusedPaths(pointer, problem) {
    const keys = /additional propert(?:y|ies) (.+?) not allowed/.exec(problem)?.[1] ?? '';
    const inside = [...keys.matchAll(/'([^']+)'/g)].map(([, key = '']) => key);
    const path = pathOf(pointer);
    if (inside.length > 0)
        return inside.map((key) => (path ? `${path}.${key}` : key));
    return path ? [path] : [];
}

;// CONCATENATED MODULE: ./lib/prepare/helm-advice.js

/** Most objects, fields or files that one hint names. */
const maxNamed = 3;
function explainMissingDependencies({ missing }, { source, name }) {
    const folder = source?.kind === 'folder' ? source.path : name;
    return {
        code: 'chart-unpackable',
        message: `The chart in \`${folder}\` has dependencies that are not in its \`charts/\`: ${missing}.`,
        hint: `Run \`helm dependency build ${folder}\` in an earlier step if the chart has a Chart.lock, else \`helm dependency update ${folder}\`.`,
    };
}
function explainExistingObject({ kind, name, place }, { release, namespace }, words) {
    const object = `${kind} \`${name}\`${place ? ` in namespace \`${place}\`` : ''}`;
    const current = (key) => new RegExp(`"${key}" must equal "[^"]*": current value is "([^"]+)"`).exec(words)?.[1];
    const [owner, home] = [current('meta.helm.sh/release-name'), current('meta.helm.sh/release-namespace')];
    if (owner !== undefined || home !== undefined) {
        const theirs = `\`${owner ?? release}\` in namespace \`${home ?? namespace}\``;
        const message = `${object} belongs to the release ${theirs}.`;
        return { message, hint: 'Give the object another name in one of the two charts, or remove it from one of them.' };
    }
    const tool = current('app.kubernetes.io/managed-by');
    const message = `${object} exists, and belongs to no release${tool ? `: it is managed by \`${tool}\`` : ''}.`;
    return { message, hint: 'Set `adopt: true` on the chart to take it over, or give the object another name.' };
}
function explainConflict(_, __, words) {
    const managers = [...words.matchAll(/conflicts? with "([^"]+)"/g)].map(([, manager]) => `\`${manager}\``);
    const fields = [...words.matchAll(/(?:: |^\s*- )(\.[^\s,]+)/gm)].map(([, field = '']) => `\`${field.replace(/\.$/, '')}\``);
    const [who, what] = [listed(managers), listed(fields)];
    return {
        hint: `Remove ${what || 'the field'} from the chart's template to leave it to ${who}, or set \`conflicts: take\` on the chart to take it over.`,
    };
}
function explainTerminatingNamespace({ place }, { namespace }) {
    const name = place ?? namespace;
    return {
        hint: `Wait until the namespace \`${name}\` is gone, then deploy again. To see what blocks it: \`kubectl get namespace ${name} -o yaml\`.`,
    };
}
function explainMissingNamespace({ place }, { namespace }) {
    const create = `Create the namespace: \`kubectl create namespace ${place}\``;
    if (place !== namespace)
        return { hint: `${create}. Compass creates only the namespace of the release itself.` };
    return { hint: `${create}, or remove \`create-namespace: false\` from the chart.` };
}
function explainLargeRecord(_, { largestFiles }) {
    const files = largestFiles().slice(0, maxNamed);
    const named = files.map(({ path, bytes }) => `\`${path}\` (${Math.ceil(bytes / 1024)} KiB)`);
    const what = named.length > 0 ? ` The largest files of the chart, compressed: ${named.join(', ')}.` : '';
    return {
        message: `The release is too large. Helm stores its chart, values and objects in one Secret, which can hold at most 1 MiB.${what}`,
        hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
    };
}
function explainRefusedValues(_, chart, words) {
    const { name } = chart;
    const lines = refusalsIn(words, chart);
    const problems = lines.map(([path, problem]) => `${path ? `\`${pathOf(path)}\`: ` : ''}${problem}`);
    const details = problems.length > 0 ? problems.join('; ') : joinLines(words);
    const paths = lines.flatMap(([path, problem]) => refusedPaths(path, problem)).slice(0, maxNamed);
    const what = paths.length > 0 ? listed(paths.map((path) => `\`${path}\``)) : 'them';
    return {
        message: sentence(`The values do not match the schema of the chart: ${details}`),
        hint: `Correct ${what} in the chart's \`values\`: \`compass render ${name} --explain\` shows where each value comes from.`,
    };
}
/** API groups of Kubernetes itself with a dot in the name. CRDs and add-ons may have groups in `k8s.io`, too. */
const builtInGroups = [
    ...['admissionregistration', 'apiextensions', 'authentication', 'authorization', 'certificates', 'coordination'],
    ...['discovery', 'events', 'flowcontrol.apiserver', 'networking', 'node', 'rbac.authorization', 'resource'],
    ...['scheduling', 'storage', 'storagemigration', 'internal.apiserver', 'apiregistration'],
].map((group) => `${group}.k8s.io`);
/** Whether Kubernetes itself defines the kinds of this API version. */
function isBuiltIn(version) {
    const group = version.split('/')[0] ?? '';
    return !group.includes('.') || builtInGroups.includes(group);
}
function explainUnknownKind({ kind, version = '' }) {
    if (isBuiltIn(version))
        return { hint: `Use a version of \`${kind}\` that the cluster serves: \`kubectl api-resources\`.` };
    return {
        hint: `Add the chart that installs the CRD of \`${kind}\` to this chart's \`depends\`; if no chart of the spec installs it, add one that does.`,
    };
}
function explainUnknownField({ kind, version = '', field }) {
    if (kind === undefined || isBuiltIn(version)) {
        return { hint: `Remove \`${field}\` from the chart's template, or correct its name: the kind has no such field.` };
    }
    return {
        hint: `The cluster's CRD of \`${kind}\` has no field \`${field}\`. Set \`crds: upgrade\` on the chart that brings this CRD, or remove the field from the chart's template.`,
    };
}
function explainImmutableField({ kind = '', name, problems = '' }, chart, words) {
    const fields = problems
        .split(/, (?=[a-z][\w.[\]-]*: (?:Invalid|Forbidden|Required|Unsupported))/)
        .filter((problem) => /immutable|may not change once set|fields other than/.test(problem))
        .flatMap((problem) => /^\[?([\w.[\]-]+): /.exec(problem)?.[1] ?? []);
    const remove = `kubectl delete ${kind.toLowerCase()} ${name} --namespace ${placeOf(words, chart)}`;
    const ways = {
        Job: `delete the Job, so that the deployment creates it again: \`${remove}\``,
        StatefulSet: `delete the StatefulSet but not its pods, so that the deployment creates it again around them: \`${remove} --cascade=orphan\``,
        PersistentVolumeClaim: 'give the claim another name, and copy the data',
    };
    const deleteIt = `delete the ${kind}, so that the deployment creates it again (what depends on it is interrupted): \`${remove}\``;
    const hint = `Undo the change in the chart; or ${ways[kind] ?? deleteIt}.`;
    // For a StatefulSet, Kubernetes lists the fields that may change, not those that may not.
    if (fields.length === 0 || fields.includes('spec'))
        return { hint };
    const what = listed(fields.map((field) => `\`${field}\``));
    return { message: `${what} of the ${kind} \`${name}\` cannot be changed once the object exists.`, hint };
}
function explainMissingPermission({ user, verb, resource }) {
    return {
        hint: `Allow \`${user}\` to \`${verb}\` \`${resource}\`, or deploy with another account.`,
    };
}
/** The namespace of the object that Helm names, or else that of the release. */
function placeOf(words, { namespace }) {
    return /for object ([^/\s]+)\/\S+ /.exec(words)?.[1] ?? namespace;
}
function describe(kind, name, namespace) {
    return `\`kubectl describe ${kind.toLowerCase()} ${name} --namespace ${namespace}\``;
}
/** `a, b and c`, each once. */
function listed(texts) {
    const distinct = [...new Set(texts)];
    const last = distinct.at(-1) ?? '';
    return distinct.length > 1 ? `${distinct.slice(0, -1).join(', ')} and ${last}` : last;
}
function joinLines(words) {
    return words.replace(/\s*\n\s*/g, ' ');
}
function sentence(words) {
    const text = words || 'Helm failed without an error message.';
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}

;// CONCATENATED MODULE: ./lib/prepare/helm-failures.js
// What does a failure of Helm mean, and what is to be done about it? A table of the error messages of Helm 4.3 and
// Kubernetes 1.37. A message that is not in the table is shown as it is.

/** `errors`: what Helm printed to standard error. `hint`: for a message that is not in the table. */
function explainHelm(errors, chart, hint = 'Read the output of Helm in the log of this chart.') {
    const words = fromError(errors);
    for (const { pattern, advise } of knownFailures) {
        const found = pattern.exec(words);
        if (found)
            return { message: sentence(joinLines(words)), ...advise(found.groups ?? {}, chart, words) };
    }
    return { message: sentence(joinLines(words)), hint };
}
/** How to find out what a chart was waiting for when it timed out: from the objects that Helm names. */
function hintAtTimeout(errors, { namespace }) {
    const waiting = [...errors.matchAll(/resource (\w+)\/([^/\s]+)\/(\S+) not ready/g)].slice(0, maxNamed);
    const commands = waiting.map(([, kind = '', place = '', name = '']) => describe(kind, name, place));
    const [first = `\`kubectl get pods --namespace ${namespace}\``, ...others] = commands;
    return `Find out what the chart is waiting for: ${[first, ...others].join(', ')}. If it only needs more time, raise its \`timeout\`.`;
}
/** What Helm printed from `Error:` on. It is cut later, once no secret is in it. */
function fromError(errors) {
    const start = errors.search(/^Error:/m);
    return (start < 0 ? errors : errors.slice(start)).replace(/^Error:/, 'Helm:').trim();
}
/** The first match wins, so a more specific pattern comes before a more general one. */
const knownFailures = [
    { pattern: /missing in charts\/ directory: (?<missing>.+)/, advise: explainMissingDependencies },
    {
        pattern: /cannot load Chart\.yaml|Chart\.yaml file is missing|validation: chart\./,
        advise: () => ({ code: 'chart-unpackable', hint: 'Correct the Chart.yaml of the chart.' }),
    },
    {
        pattern: /chart requires kubeVersion: (?<wanted>.+) which is incompatible with Kubernetes (?<version>\S+)/,
        advise: ({ version = '' }) => ({
            hint: version.includes('-')
                ? 'Use a version of the chart for this Kubernetes. If it should be compatible, its `kubeVersion` lacks a `-0`, as in `>= 1.25.0-0`: without it, a version with a suffix never matches.'
                : 'Use a version of the chart for this Kubernetes.',
        }),
    },
    {
        pattern: /(?<kind>\w+) "(?<name>[^"]+)" in namespace "(?<place>[^"]*)" exists and cannot be imported into the current release/,
        advise: explainExistingObject,
    },
    { pattern: /Apply failed with \d+ conflicts?: /, advise: explainConflict },
    {
        pattern: /(?:in namespace (?<place>\S+) )?because (?:it|namespace \S+) is being terminated/,
        advise: explainTerminatingNamespace,
    },
    { pattern: /namespaces "(?<place>[^"]+)" not found/, advise: explainMissingNamespace },
    {
        pattern: /failed to (?:create|update): .*(?:Too long: may not be more than|entity too large|request is too large|larger than max|status code 413)/,
        advise: explainLargeRecord,
    },
    { pattern: /values don't meet the specifications of the schema\(s\)/, advise: explainRefusedValues },
    {
        pattern: /current release manifest contains removed kubernetes api\(s\)/,
        advise: (_, { release, namespace }) => ({
            hint: `Install the plugin \`helm-mapkubeapis\`, rewrite the stored release for this version of Kubernetes with \`helm mapkubeapis ${release} --namespace ${namespace}\`, then deploy again.`,
        }),
    },
    {
        pattern: /unable to build kubernetes objects for delete: [\s\S]*no matches for kind "(?<kind>[^"]+)"/,
        advise: ({ kind }, { release, namespace }) => ({
            hint: `Install the CRD of \`${kind}\` again, then deploy again; or delete the other objects of the release by hand, and then its records: \`kubectl delete secret --selector owner=helm,name=${release} --namespace ${namespace}\`.`,
        }),
    },
    { pattern: /no matches for kind "(?<kind>[^"]+)" in version "(?<version>[^"]+)"/, advise: explainUnknownKind },
    {
        pattern: /(?<kind>[A-Z]\w*)(?:\.[\w.-]+)? "(?<name>[^"]+)" is invalid: (?<problems>[\s\S]*(?:immutable|may not change once set|updates to \w+ spec for fields other than|pod updates may not change fields other than)[\s\S]*)/,
        advise: explainImmutableField,
    },
    {
        pattern: /exceeded quota: (?<quota>[^,\s]+), requested: /,
        advise: ({ quota }, chart, words) => ({
            hint: `Raise the ResourceQuota, or lower the resource requests of the chart. \`kubectl describe quota ${quota} --namespace ${placeOf(words, chart)}\` shows the limits and what is used.`,
        }),
    },
    {
        pattern: /failed quota: (?<quota>[^:\s]+): must specify (?<fields>.+)/,
        advise: ({ quota, fields = '' }) => ({
            hint: `Set ${listed([...fields.matchAll(/([\w./-]+)(?: for: [^;]+)?(?:[;,]|$)/g)].map(([, field]) => `\`${field}\``))} in the chart's templates or values: the ResourceQuota \`${quota}\` requires it.`,
        }),
    },
    {
        pattern: /failed calling webhook "(?<webhook>[^"]+)"/,
        advise: ({ webhook }) => ({
            hint: `Check that the service behind the webhook \`${webhook}\` runs. If a chart of this spec installs it, add that chart to this chart's \`depends\`.`,
        }),
    },
    {
        pattern: /admission webhook "(?<policy>[^"]+)" denied the request|ValidatingAdmissionPolicy '(?<rule>[^']+)'/,
        advise: ({ policy, rule }) => ({
            hint: `Change the chart or its values so that the policy \`${policy ?? rule}\` accepts the object.`,
        }),
    },
    {
        pattern: /(?:\((?:[^;)]*; )?(?<version>[\w.-]+\/\w+), Kind=(?<kind>\w+)\)[\s\S]*?)?(?<field>\.[\w.[\]"=-]+): field not declared in schema/,
        advise: explainUnknownField,
    },
    {
        pattern: /User "(?<user>[^"]+)" cannot (?<verb>\w+) resource "(?<resource>[^"]+)"/,
        advise: explainMissingPermission,
    },
    {
        pattern: /another operation \(install\/upgrade\/rollback\) is in progress/,
        advise: () => ({
            hint: 'Deploy again when the other operation has ended. Give workflows that deploy the same release one `concurrency` group.',
        }),
    },
    {
        pattern: /(?:failed (?:pre|post)-\w+|(?:pre|post)-\w+ hooks failed): [\s\S]*?(?:resource (?<kind>\w+)\/(?<place>[^/\s]+)\/(?<name>\S+) not ready)/,
        advise: ({ kind = '', place, name }) => ({
            hint: `The hook did not succeed. Look at its log: \`kubectl logs ${kind.toLowerCase()}/${name} --namespace ${place}\`.`,
        }),
    },
    {
        pattern: /(?:Helm: |FAILED: |error at \(|error on )(?<file>[^\s:()"]+\/templates\/[^\s:()"]+)(?::(?<line>\d+))?/,
        advise: ({ file, line }, { name }) => ({
            hint: `Correct ${line ? `line ${line} of ` : ''}\`${file}\`, or the values it uses: \`compass render ${name} --explain\` shows where each value comes from.`,
        }),
    },
    {
        pattern: /(?<kind>[A-Z]\w*)(?:\.[\w.-]+)? "(?<name>[^"]+)" is invalid: \[?(?<field>[\w.[\]-]+): /,
        advise: ({ kind, name, field }) => ({
            hint: `Correct \`${field}\` of the ${kind} \`${name}\` in the chart, or the value that it comes from.`,
        }),
    },
    {
        pattern: /cluster unreachable/i,
        advise: () => ({ hint: 'Check that the runner can reach the API server, then deploy again.' }),
    },
];

;// CONCATENATED MODULE: ./lib/plan/crd-age.js
// Is a chart's CRD older than the cluster's? Then objects that use newer fields would lose them.

/** Completes "the chart's CRD is older, because it …"; undefined if it is not older. */
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
    return lost === undefined ? undefined : `has no version \`${lost}\`, in which objects may still be stored`;
}
/** Whether `current` already contains everything that `wanted` says. */
function isContained(wanted, current) {
    // The API server leaves out empty values.
    if (current === undefined && isEmptyValue(wanted))
        return true;
    if ((0,json/* isList */.Lv)(wanted)) {
        const items = (0,json/* isList */.Lv)(current) ? current : [];
        return ((0,json/* isList */.Lv)(current) && wanted.length === items.length && wanted.every((item, at) => isContained(item, items[at])));
    }
    if (!(0,json/* isObject */.Gv)(wanted))
        return wanted === current;
    return (0,json/* isObject */.Gv)(current) && Object.entries(wanted).every(([key, value]) => isContained(value, current[key]));
}
function isEmptyValue(value) {
    return (value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0));
}
/** By name. */
function versionsOf(crd) {
    return new Map((0,json/* listAt */.gT)(crd, 'spec', 'versions')
        .filter((version) => (0,json/* isObject */.Gv)(version))
        .map((version) => {
        const about = { isServed: version['served'] === true, isStorage: version['storage'] === true };
        return [String(version['name']), { ...about, schema: (0,json/* objectAt */.lJ)(version, 'schema', 'openAPIV3Schema') }];
    }));
}
function storedVersion(crd) {
    return [...versionsOf(crd)].find(([, { isStorage }]) => isStorage)?.[0];
}
/** Versions in which objects may still be stored. */
function everStored(crd) {
    return (0,json/* listAt */.gT)(crd, 'status', 'storedVersions').map(String);
}
/** By Kubernetes' order of versions: alpha, beta, stable, then by number. Other names have no order. */
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
/** Path of the first field that `current` has and `wanted` does not. */
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
/** The schemas directly below a schema, by their name in a path: `.name`, or `[]` for the items of a list or map. */
function fieldsOf(schema) {
    const named = Object.entries((0,json/* objectAt */.lJ)(schema, 'properties')).map(([name, field]) => [`.${name}`, field]);
    const held = ['items', 'additionalProperties'].map((key) => ['[]', schema[key]]);
    return new Map([...named, ...held].flatMap(([name, field]) => ((0,json/* isObject */.Gv)(field) ? [[name, field]] : [])));
}

;// CONCATENATED MODULE: ./lib/plan/crd-patch.js
// Which patch turns the cluster's CRD into a chart's?


/** A merge patch, so that what others have added stays; undefined if there is nothing to change. */
function patchFor(wanted, current) {
    const metadata = { labels: metadataTexts(wanted, 'labels'), annotations: metadataTexts(wanted, 'annotations') };
    const spec = specFor(wanted, current);
    const now = { labels: metadataTexts(current, 'labels'), annotations: metadataTexts(current, 'annotations') };
    if (isContained({ metadata, spec }, { metadata: now, spec: current['spec'] ?? {} }))
        return undefined;
    const { resourceVersion = '' } = (0,json/* objectAt */.lJ)(current, 'metadata');
    // With it, the API server rejects the patch if the CRD has changed since it was read.
    return { metadata: { ...metadata, resourceVersion }, spec };
}
function specFor(wanted, current) {
    const spec = (0,json/* objectAt */.lJ)(wanted, 'spec');
    const conversion = (0,json/* objectAt */.lJ)(spec, 'conversion');
    if (conversion['strategy'] === undefined)
        return spec;
    if (conversion['strategy'] === 'None')
        return { ...spec, conversion: { strategy: 'None', webhook: null } };
    const { caBundle: now } = clientIn((0,json/* objectAt */.lJ)(current, 'spec', 'conversion'));
    if (!now)
        return spec;
    // The cluster has the CA of the webhook, which some controller put there; charts have a placeholder in its place.
    const { caBundle: _, ...client } = clientIn(conversion);
    return {
        ...spec,
        conversion: { ...conversion, webhook: { ...(0,json/* objectAt */.lJ)(conversion, 'webhook'), clientConfig: client } },
    };
}
function clientIn(conversion) {
    return (0,json/* objectAt */.lJ)(conversion, 'webhook', 'clientConfig');
}
function metadataTexts(crd, key) {
    const entries = Object.entries((0,json/* objectAt */.lJ)(crd, 'metadata', key));
    return Object.fromEntries(entries.filter(([, text]) => typeof text === 'string'));
}

;// CONCATENATED MODULE: ./lib/prepare/crds.js
// Which CRDs are in the `crds` folders of a chart?





/** One file may contain several. Fails with `chart-unreadable` if a file is not valid YAML. */
function readCrds(files) {
    const crds = [];
    for (const { name, text } of files) {
        const read = (0,text_yaml/* readYamlStream */.OJ)(`crds/${name}`, text);
        if ('problems' in read) {
            const message = `\`crds/${name}\` of the chart is not valid YAML: ${read.problems[0]?.message ?? ''}`;
            return (0,model_failure/* failed */.gz)({ code: 'chart-unreadable', message, hint: 'Correct this file of the chart.' });
        }
        const objects = read.documents.flatMap(({ data }) => (0,model_manifest/* objectsIn */.Qv)(data));
        crds.push(...objects.flatMap(({ data }) => ((0,json/* isObject */.Gv)(data) && (0,model_manifest/* isCrd */.Ez)(data) ? [data] : [])));
    }
    return (0,model_failure.ok)(crds);
}
function crdName(crd) {
    return String((0,json/* objectAt */.lJ)(crd, 'metadata')['name'] ?? '');
}
/**
 * Name → the newest of the CRDs with that name. Several charts may bring the same CRD: then a missing one is created
 * with the newest schema, whichever chart comes first.
 */
function newestCrds(crds) {
    const newest = new Map();
    for (const crd of crds) {
        const known = newest.get(crdName(crd));
        if (known === undefined || isNewer(crd, known))
            newest.set(crdName(crd), crd);
    }
    return newest;
}
function isNewer(crd, known) {
    return whyOlder(known, crd) !== undefined && whyOlder(crd, known) === undefined;
}

;// CONCATENATED MODULE: ./lib/execute/crds.js
// What happens to the CRDs that a chart brings? Missing ones are created. Existing ones are left alone or, with
// `crds: upgrade`, changed; but never to an older schema, because the whole cluster shares them.







/** How often Compass tries to change a CRD that another client changes at the same time. */
const maxTries = 5;
/** `crds`: those that the values enable. */
async function settleCrds({ settings }, crds, context, onLine) {
    if (settings.crds === 'skip')
        return (0,model_failure.ok)(undefined);
    for (const wanted of crds) {
        const settled = await settle(wanted, settings.crds === 'upgrade', context, onLine);
        if (!settled.ok)
            return settled;
    }
    return (0,model_failure.ok)(undefined);
}
async function settle(wanted, mayChange, context, onLine) {
    const { cluster, signal } = context;
    const name = crdName(wanted);
    for (let tries = 0; tries < maxTries; tries += 1) {
        const current = await cluster.crds.read(name, signal);
        if (!current.ok)
            return isForbidden(current.failures) ? createUnread(wanted, context, onLine) : current;
        if (current.value === undefined)
            return createCrd(wanted, context, onLine);
        const patch = mayChange ? patchFor(wanted, current.value) : undefined;
        const older = patch && whyOlder(wanted, current.value);
        if (older !== undefined)
            onLine(`CRD ${name}: left as it is: the chart's CRD is older, because it ${older}`);
        if (patch === undefined || older !== undefined)
            return awaitOther(current.value, context);
        const changed = await cluster.crds.change(name, patch, signal);
        if (!changed.ok)
            return changed;
        if (changed.value === 'changed') {
            onLine(`CRD ${name}: changed`);
            return (0,model_failure.ok)(undefined);
        }
    }
    const message = `The CRD \`${name}\` was changed by another client ${maxTries} times while Compass tried to update it.`;
    return (0,model_failure/* failed */.gz)({
        code: 'cluster-error',
        message,
        hint: 'Stop the controller or the workflow that keeps changing it, or set `crds: install` on the chart.',
    });
}
/** Another chart of the run may have created the CRD a moment ago. A CRD that is broken for good is left as it is. */
async function awaitOther(crd, { cluster, signal }) {
    if ((0,model_manifest/* isEstablished */.hO)(crd))
        return (0,model_failure.ok)(undefined);
    const served = await cluster.crds.awaitServed(crdName(crd), signal);
    return served.ok || (0,model_outcome/* stopReason */.PJ)(signal) === undefined ? (0,model_failure.ok)(undefined) : served;
}
async function createCrd(wanted, { cluster, signal, newestCrds }, onLine) {
    const name = crdName(wanted);
    const created = await cluster.crds.create(newestCrds.get(name) ?? wanted, signal);
    if (created.ok)
        onLine(`CRD ${name}: created`);
    return created;
}
/** Every account may see which kinds the cluster serves. A CRD that is not served is created. */
async function createUnread(wanted, context, onLine) {
    const served = await context.cluster.served(context.signal);
    if (!served.ok)
        return served;
    const isServed = servedNamesOf(wanted).some((kind) => served.value.includes(kind));
    if (!isServed)
        return createCrd(wanted, context, onLine);
    onLine(`CRD ${crdName(wanted)}: exists; it cannot be compared, because the account may not read CRDs`);
    return (0,model_failure.ok)(undefined);
}
/** As `served` names them: `example.com/v1/Widget`. */
function servedNamesOf(crd) {
    const { group } = (0,json/* objectAt */.lJ)(crd, 'spec');
    const { kind } = (0,json/* objectAt */.lJ)(crd, 'spec', 'names');
    return (0,json/* listAt */.gT)(crd, 'spec', 'versions').map((version) => `${String(group)}/${String((0,json/* objectAt */.lJ)(version)['name'])}/${String(kind)}`);
}
function isForbidden(failures) {
    return failures.every(({ code }) => code === 'cluster-forbidden');
}

;// CONCATENATED MODULE: ./lib/execute/release-context.js
// What do deploying and uninstalling a release need? The same for all charts of a run.
/** After a stop, Compass reads the store once more; this is how long it may take. */
const lastLookMs = 1_500;

;// CONCATENATED MODULE: ./lib/prepare/rendered-objects.js


/**
 * `objects`: YAML documents. `served`: what the cluster serves, and will serve by then (see `Cluster.served`);
 * undefined if it is not known.
 */
function findUnacceptable(objects, served, chart) {
    const failures = [];
    const unserved = new Map();
    const isServed = served && makeIsServed(served);
    for (const document of (0,model_manifest/* splitDocuments */.ZF)(objects)) {
        const data = (0,model_manifest/* readDocument */.u0)(document);
        for (const { data: object } of (0,json/* isObject */.Gv)(data) ? (0,model_manifest/* objectsIn */.Qv)(data) : []) {
            if (!(0,json/* isObject */.Gv)(object))
                continue;
            const { apiVersion, kind, name, source, isHook } = (0,model_manifest/* toManifestObject */.cS)(object, chart.namespace, document);
            const where = source === '' ? 'The chart' : `\`${source}\``;
            const missing = Object.entries({ apiVersion, kind, 'metadata.name': name }).find(([, value]) => value === '');
            if (missing !== undefined)
                failures.push(incomplete(where, missing[0], { kind, name }, chart));
            // Helm builds a hook only when it runs it.
            else if (!isHook && isServed?.(apiVersion, kind) === false) {
                unserved.set(`${apiVersion} ${kind}`, unknownKind(where, apiVersion, kind, chart));
            }
        }
    }
    return { failures, unserved: [...unserved.values()] };
}
function incomplete(where, field, { kind, name }, { at }) {
    const what = `${kind || 'object'}${name && ` \`${name}\``}`;
    return {
        code: 'object-invalid',
        message: `${where} renders ${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what} without \`${field}\`.`,
        hint: `Set \`${field}\` in the template, or leave the object out.`,
        at,
    };
}
function unknownKind(where, apiVersion, kind, { at }) {
    return {
        code: 'kind-unserved',
        message: `${where} renders a \`${kind}\` of \`${apiVersion}\`, which the cluster does not serve.`,
        hint: `Add the chart that installs the CRD of \`${kind}\` to this chart's \`depends\`, or use a version that the cluster serves: \`kubectl api-resources\`.`,
        at,
    };
}
/** An old API server lists only versions; then every kind of a version counts as served. */
function makeIsServed(served) {
    const names = new Set(served);
    const hasKinds = names.has('v1/Pod');
    return (apiVersion, kind) => names.has(hasKinds ? `${apiVersion}/${kind}` : apiVersion);
}
/** The API versions and kinds that CRDs define, as `Cluster.served` names them. */
function servedBy(crd) {
    const { group } = (0,json/* objectAt */.lJ)(crd, 'spec');
    const { kind } = (0,json/* objectAt */.lJ)(crd, 'spec', 'names');
    const served = (0,json/* listAt */.gT)(crd, 'spec', 'versions')
        .filter((version) => (0,json/* isObject */.Gv)(version))
        .filter((version) => version['served'] === true);
    return served.flatMap((version) => {
        const apiVersion = `${String(group)}/${String(version['name'])}`;
        return [apiVersion, `${apiVersion}/${String(kind ?? '')}`];
    });
}

;// CONCATENATED MODULE: ./lib/execute/stored-manifest.js
// How is the manifest edited that Helm's store has of a release? Helm deletes an object that is in it and not in the
// next one. Before a removal, objects that have to stay get the keep policy; objects that move to another release, or
// whose kind is not served any more, are taken out.



/**
 * The manifest of a release, with the keep policy on each object that has to stay; all other documents are unchanged.
 * Undefined if a document cannot be read: it may hold an object that has to stay.
 */
function keepObjects(manifest) {
    const documents = (0,model_manifest/* splitManifest */.yV)(manifest).map(keepIn);
    return documents.includes(undefined) ? undefined : documents.join('');
}
/**
 * A document with objects that have to stay is rewritten with one object per document: of a list, Helm would read only
 * the policy of the list itself.
 */
function keepIn(text) {
    const data = (0,model_manifest/* readDocument */.u0)(text);
    if (data === null)
        return text;
    if (!(0,json/* isObject */.Gv)(data) || typeof data['kind'] !== 'string')
        return undefined;
    const objects = (0,model_manifest/* objectsIn */.Qv)(data).map((one) => one.data);
    // An item can be written as a document of its own only if it is certainly an object.
    if (!objects.every(hasKind))
        return objects.some(json/* isObject */.Gv) ? undefined : text;
    if (!objects.some(isKept))
        return text;
    // The list itself is not written again, so its policy has to move to its objects.
    const areAllKept = (0,json/* objectAt */.lJ)(data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
    return objects
        .map((object) => `---\n${JSON.stringify(areAllKept || isKept(object) ? withKeepPolicy(object) : object)}\n`)
        .join('');
}
/**
 * The manifest with other data for its objects; an object for which `edit` returns undefined is taken out. Documents
 * without a change stay as they are. Undefined if a document cannot be read. `namespace`: of the release.
 */
function editObjects(manifest, namespace, edit) {
    const documents = (0,model_manifest/* splitManifest */.yV)(manifest).map((text) => editDocument(text, namespace, edit));
    return documents.includes(undefined) ? undefined : documents.join('');
}
function editDocument(text, namespace, edit) {
    const data = (0,model_manifest/* readDocument */.u0)(text);
    if (data === null)
        return text;
    if (!(0,json/* isObject */.Gv)(data))
        return undefined;
    const objects = (0,model_manifest/* objectsIn */.Qv)(data).map((one) => one.data);
    if (!objects.every(hasKind))
        return text;
    const edited = objects.map((object) => edit((0,model_manifest/* toManifestObject */.cS)(object, namespace, text)));
    if (edited.every((object, index) => object === objects[index]))
        return text;
    return edited.map((object) => (object === undefined ? '' : `---\n${JSON.stringify(object)}\n`)).join('');
}
function hasKind(object) {
    return (0,json/* isObject */.Gv)(object) && typeof object['kind'] === 'string';
}
function isKept({ kind }) {
    return keptKinds.includes(String(kind));
}
function withKeepPolicy(object) {
    const annotations = { ...(0,json/* objectAt */.lJ)(object, 'metadata', 'annotations'), 'helm.sh/resource-policy': 'keep' };
    return { ...object, metadata: { ...(0,json/* objectAt */.lJ)(object, 'metadata'), annotations } };
}

;// CONCATENATED MODULE: ./lib/execute/unserved-kinds.js
// What if the cluster no longer serves a kind that a release has? Helm would neither upgrade nor uninstall the release.





/**
 * In the stored manifest, an object gets a version of its kind that the cluster serves; if there is none, the object is
 * taken out.
 */
async function dropUnserved(release, { cluster, signal, }, onLine) {
    const served = await cluster.served(signal);
    // Without the list, nothing is known to be missing.
    if (!served.ok)
        return (0,model_failure.ok)(undefined);
    const record = await cluster.record(release, signal);
    if (!record.ok)
        return record;
    const objects = [...readObjects((0,model_manifest/* splitDocuments */.ZF)(record.value.objects), release.namespace).byKey.values()];
    const isServed = makeIsServed(served.value);
    const versions = new Set(objects.filter((one) => !isServed(one.apiVersion, one.kind)).map((one) => one.apiVersion));
    for (const version of versions) {
        const aggregated = await cluster.isAggregated(version, signal);
        // The objects still exist where another server is only down, or where that cannot be told.
        if (!aggregated.ok || aggregated.value)
            return (0,model_failure.ok)(undefined);
    }
    const lines = [];
    const edit = (manifest) => {
        lines.length = 0;
        return editObjects(manifest, release.namespace, (object) => serve(object, served.value, lines));
    };
    const edited = await cluster.editManifest(release, edit, signal);
    if (edited.ok)
        for (const line of lines)
            onLine(line);
    return edited;
}
function serve(object, served, lines) {
    const { apiVersion, kind, name, data } = object;
    if (makeIsServed(served)(apiVersion, kind))
        return data;
    const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
    const groups = [group, ...(successors[group] ?? [])];
    const other = served.find((one) => groups.some((name) => isKindOf(one, name, kind)));
    if (other !== undefined) {
        const version = other.slice(0, -kind.length - 1);
        lines.push(`${kind} ${name}: ${apiVersion} is no longer served; in the stored release, it is ${version} now`);
        return { ...data, apiVersion: version };
    }
    lines.push(`${kind} ${name}: the kind is no longer served, so the object is taken out of the stored release`);
    return undefined;
}
/** The groups to which Kubernetes has moved kinds. */
const successors = {
    extensions: ['apps', 'networking.k8s.io', 'policy'],
};
/** `served`: `apps/v1/Deployment`, or `v1/Pod` in the group without a name. */
function isKindOf(served, group, kind) {
    const [name, , last] = served.split('/');
    return group === '' ? served.split('/').length === 2 && served.endsWith(`/${kind}`) : name === group && last === kind;
}

;// CONCATENATED MODULE: ./lib/execute/release.js
// How is one release deployed? In this order: namespace, jobs before, CRDs, Helm, the verdict of Helm's store, jobs
// after, fingerprint.












/** The verdict is the store's, whatever Helm's exit code was. The fingerprint is written last. */
async function deployRelease(chart, context, onLine, jobs) {
    const { cluster, clock, signal } = context;
    if (chart.settings.createNamespace && chart.decision.action === 'install') {
        const ensured = await cluster.ensureNamespace(chart.namespace, signal);
        if (!ensured.ok)
            return failedBy(ensured.failures);
    }
    const failedBefore = await jobs.before();
    if (failedBefore !== undefined)
        return failedBy([failedBefore]);
    const ready = await context.readyChartOf(chart);
    if (!ready.ok)
        return failedBy(ready.failures);
    const edited = await prepareStore(chart, ready.value, context, onLine);
    if (!edited.ok)
        return failedBy(edited.failures);
    const crds = await settleCrds(chart, ready.value.crds, context, onLine);
    if (!crds.ok)
        return failedBy(crds.failures);
    const begin = clock.nowMs();
    const exit = await upgrade(chart, ready.value.path, context, onLine);
    const tookMs = clock.nowMs() - begin;
    const lastSignal = signal.aborted ? clock.after(lastLookMs) : signal;
    const stored = await cluster.release(chart.release, chart.namespace, lastSignal);
    if (!stored.ok)
        return failedBy(stored.failures);
    // Helm copies labels to later revisions, so the label alone does not say which run made this one.
    const isOurs = stored.value?.revision === chart.baseRevision + 1 && (0,release_labels/* runOf */.ng)(stored.value) === context.run;
    const made = isOurs ? stored.value : undefined;
    if (made?.status !== 'deployed') {
        const failure = explainUpgrade(chart, { exit, tookMs, stored: stored.value, largestFiles: ready.value.largestFiles }, signal);
        // Helm reports success only for a revision that it has made, even if another client has made one since.
        const hasMade = isOurs || (0,process_exit/* hasSucceeded */.y)(exit);
        return failedBy([failure], hasMade ? { revision: chart.baseRevision + 1 } : undefined);
    }
    const failedAfter = await jobs.after();
    if (failedAfter !== undefined)
        return failedBy([failedAfter], made);
    const labels = (0,release_labels/* labelsOfSuccess */.eT)(chart.fingerprint, made.revision);
    const { name, images, depends } = chart;
    const facts = { images, secrets: secretPathsOf(chart), chart: name, depends, commit: context.commit };
    const patched = await cluster.patchMetadata(made, { labels, annotations: (0,release_labels/* annotationsOfSuccess */.Bl)(facts) }, lastSignal);
    return patched.ok ? { how: 'deployed', revision: made.revision } : failedBy(patched.failures, made);
}
/**
 * Keeps Helm from deleting objects that move, and from failing over kinds that the cluster no longer serves. Lets Helm
 * upgrade a release whose removal was interrupted.
 */
async function prepareStore(chart, ready, context, onLine) {
    const moved = await context.moveObjects(chart, onLine);
    const running = runningRevision(chart);
    if (!moved.ok || running === undefined)
        return moved;
    const reclaimed = await context.reclaim(chart, ready, onLine);
    if (!reclaimed.ok)
        return reclaimed;
    const dropped = context.hasUnserved(chart) ? await dropUnserved(running, context, onLine) : moved;
    if (!dropped.ok || chart.observed?.status !== 'uninstalling')
        return dropped;
    return context.cluster.reviveRelease(chart.observed, context.signal);
}
function failedBy(failures, made) {
    return { how: 'failed', failure: (0,model_failure/* firstFailure */.fx)(failures), ...(made && { revision: made.revision }) };
}
function upgrade(chart, path, context, onLine) {
    const { release, namespace } = chart;
    const { wait, timeoutMs, conflicts, adopt, apply } = chart.settings;
    // Helm itself goes by the newest revision, which may be a failed attempt to change the method.
    const serverSide = apply === undefined ? context.isServerSide(chart) : apply === 'server';
    const validatedByServer = serverSide ?? chart.validatedByServer;
    const request = {
        release,
        namespace,
        package: path,
        values: (0,json/* jsonForYaml */.p)(chart.values),
        wait,
        timeoutMs,
        ...(serverSide !== undefined && { serverSide }),
        forceConflicts: conflicts === 'take' && validatedByServer,
        takeOwnership: adopt,
        labels: (0,release_labels/* labelsOfUpgrade */.d)(context.identity, context.run, chart.baseRevision + 1, validatedByServer),
        description: context.description,
        validatedByServer,
        kubeconfig: context.cluster.kubeconfigFor(namespace),
    };
    return context.helm.upgrade(request, onLine, context.signal);
}
function explainUpgrade(chart, { exit, tookMs, stored, largestFiles }, signal) {
    const { name, settings, at } = chart;
    const inStore = stored ? `revision ${stored.revision} is \`${stored.status}\`` : 'there is no release';
    const fail = (code, message, hint) => {
        return { code, message: `${message} In Helm's store, ${inStore}.`, hint, at };
    };
    const failing = { ...chart, largestFiles };
    const tooLong = `\`${name}\` was not deployed within its timeout of ${(0,duration/* formatDuration */.a3)(settings.timeoutMs)}.`;
    switch (exit.how) {
        case 'stopped': {
            const stop = (0,model_outcome/* stopReason */.PJ)(signal);
            if (stop !== undefined)
                return fail(stop, `The deployment of \`${name}\` was stopped while Helm was running.`, (0,model_outcome/* hintAtStop */.v7)(stop));
            return fail('chart-timeout', tooLong, hintAtTimeout('', failing));
        }
        case 'exited': {
            if (exit.code === 0) {
                const hint = 'Check whether another workflow or person deploys this release at the same time.';
                return fail('helm-failed', 'Helm reported success, but its store does not show a deployed revision of this run.', hint);
            }
            const { message, hint } = explainHelm(exit.errors, failing);
            if (tookMs < settings.timeoutMs)
                return fail('helm-failed', message, hint);
            return fail('chart-timeout', `${tooLong} ${message}`, hintAtTimeout(exit.errors, failing));
        }
        case 'killed': {
            const hint = 'Deploy again. If it happens again, check whether the runner runs out of memory.';
            return fail('helm-failed', `Helm was killed by ${exit.signal}.`, hint);
        }
        case 'not-started':
            return fail('helm-failed', `Helm could not be started: ${exit.reason}.`, 'Check that no job removes Helm.');
    }
}

;// CONCATENATED MODULE: ./lib/execute/jobs-release.js

/** Runs the jobs of a chart with only jobs, and notes in Helm's store that they have passed. */
function keepPassed(chart, { releaseContext }, onLine, runJobs) {
    // commands/deploy.ts opens the context whenever jobs have to run.
    if (releaseContext === undefined)
        throw new Error('jobs are to run without a release context');
    return deployRelease(withoutObjects(chart), releaseContext, onLine, {
        before: async () => undefined,
        after: runJobs,
    });
}
function withoutObjects(chart) {
    const isThere = chart.observed !== undefined && chart.observed.status !== 'uninstalled';
    return {
        ...chart,
        source: { kind: 'manifests', files: {}, secretFiles: [] },
        content: { digest: chart.fingerprint.whole },
        decision: { action: isThere ? 'upgrade' : 'install', reason: 'jobs' },
    };
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
;// CONCATENATED MODULE: ./lib/model/in-parallel.js
// How are many things done at the same time, but not too many?
/** `limit`: how many at the same time. The results are in the order of the items. */
async function inParallel(items, limit, work) {
    const results = [];
    const queue = items.entries();
    const worker = async () => {
        for (const [index, item] of queue)
            results[index] = await work(item);
    };
    await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
    return results;
}

;// CONCATENATED MODULE: ./lib/prepare/object-owner.js
const releaseAnnotation = 'meta.helm.sh/release-name';
const namespaceAnnotation = 'meta.helm.sh/release-namespace';
/** Undefined if it belongs to no release. */
function ownerOfObject({ annotations }) {
    const [release, namespace] = [annotations[releaseAnnotation], annotations[namespaceAnnotation]];
    return release === undefined || namespace === undefined ? undefined : { release, namespace };
}
/** Makes a release the owner of an object. */
function annotationsOfOwner({ release, namespace }) {
    return { [releaseAnnotation]: release, [namespaceAnnotation]: namespace };
}

;// CONCATENATED MODULE: ./lib/execute/uninstall.js
// How is a release uninstalled without deleting the objects that have to stay in the cluster, and when is it gone?















/** How many objects are read at the same time. */
const maxReadsAtOnce = 10;
/** How long Compass waits before it reads them again. */
const pauseMs = 500;
/** How many objects a message names at most. */
const maxReasons = 3;
/**
 * Undefined if the objects of the release and its records are gone. The records are deleted last, so that a later run
 * can continue the removal: Helm itself deletes them even if it could not delete all objects.
 */
async function uninstallRelease(chart, context, onLine) {
    const { cluster, clock, signal } = context;
    const observed = await cluster.release(chart.release, chart.namespace, signal);
    if (!observed.ok)
        return (0,model_failure/* firstFailure */.fx)(observed.failures);
    if (observed.value === undefined)
        return undefined;
    const objects = await prepareRemoval(chart, observed.value, context, onLine);
    if (!objects.ok)
        return (0,model_failure/* firstFailure */.fx)(objects.failures);
    const endMs = clock.nowMs() + chart.settings.timeoutMs;
    const exit = await runHelm(chart, true, context, onLine);
    const left = await awaitGone(objects.value, observed.value, (0,process_exit/* hasSucceeded */.y)(exit) ? endMs : 0, context);
    if (!left.ok)
        return (0,model_failure/* firstFailure */.fx)(left.failures);
    if (!(0,process_exit/* hasSucceeded */.y)(exit) || left.value.length > 0)
        return explainRemoval(chart, exit, left.value, context);
    const purged = await runHelm(chart, false, context, onLine);
    const record = await cluster.release(chart.release, chart.namespace, signal.aborted ? clock.after(lastLookMs) : signal);
    if (!record.ok)
        return (0,model_failure/* firstFailure */.fx)(record.failures);
    return record.value && explainRemoval(chart, purged, [], context);
}
function runHelm({ release, namespace, settings: { wait, timeoutMs } }, keepsHistory, { cluster, helm, description, signal }, onLine) {
    const kubeconfig = cluster.kubeconfigFor(namespace);
    return helm.uninstall({ release, namespace, wait, timeoutMs, description, kubeconfig, keepsHistory }, onLine, signal);
}
/** Returns the objects that have to be gone afterwards. */
async function prepareRemoval(chart, release, context, onLine) {
    const { cluster, signal } = context;
    const moved = await context.moveObjects(chart, onLine);
    if (!moved.ok)
        return moved;
    const earlier = await objectsOfEarlier(release, context);
    if (!earlier.ok)
        return earlier;
    const edit = (manifest) => keepObjects(withObjects(manifest, earlier.value, release.namespace));
    const edited = await cluster.editManifest(release, edit, signal);
    if (!edited.ok)
        return edited;
    const dropped = context.hasUnserved(chart) ? await dropUnserved(release, context, onLine) : (0,model_failure.ok)(undefined);
    if (!dropped.ok)
        return dropped;
    // Helm refuses a release with the status `uninstalled`, even if objects of it are left.
    const revived = release.status === 'uninstalled' ? await cluster.reviveRelease(release, signal) : (0,model_failure.ok)(undefined);
    if (!revived.ok)
        return revived;
    const current = await cluster.release(chart.release, chart.namespace, signal);
    if (!current.ok || current.value === undefined)
        return current.ok ? (0,model_failure.ok)([]) : current;
    const metadata = { labels: (0,release_labels/* labelsOfRemoval */.jH)(current.value.revision), annotations: {} };
    const marked = await cluster.patchMetadata(current.value, metadata, signal);
    if (!marked.ok)
        return marked;
    const record = await cluster.record(release, signal);
    if (!record.ok)
        return record;
    const objects = withoutHooks(readObjects((0,model_manifest/* splitDocuments */.ZF)(record.value.objects), chart.namespace).byKey);
    return (0,model_failure.ok)([...objects.values()].filter((object) => !hasKeepPolicy(object)));
}
/**
 * The objects of the deployed revision, if a newer one failed: Helm uninstalls only what the newest has, and may have
 * failed before it deleted the others.
 */
async function objectsOfEarlier({ deployed, namespace }, { cluster, signal }) {
    if (deployed === undefined)
        return (0,model_failure.ok)([]);
    const record = await cluster.record(deployed, signal);
    if (!record.ok)
        return record;
    return (0,model_failure.ok)([...withoutHooks(readObjects((0,model_manifest/* splitDocuments */.ZF)(record.value.objects), namespace).byKey).values()]);
}
function withObjects(manifest, objects, namespace) {
    const own = readObjects((0,model_manifest/* splitDocuments */.ZF)(manifest), namespace).byKey;
    const missing = objects.filter(({ key }) => !own.has(key));
    return [manifest, ...missing.map(({ data }) => `\n---\n${JSON.stringify(data)}\n`)].join('');
}
function hasKeepPolicy({ data }) {
    return (0,json/* objectAt */.lJ)(data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
}
/** Of an object that could not be read: it may still be there. */
const unread = { name: '', managers: [], annotations: {}, isTerminating: true, finalizers: [] };
/** Reads the objects until all are gone or `endMs` is reached. Returns those that still belong to the release. */
async function awaitGone(objects, release, endMs, { cluster, clock, signal }) {
    for (let waiting = objects;;) {
        const found = await inParallel(waiting, maxReadsAtOnce, async (object) => {
            const live = await cluster.object(object, signal);
            // An account that may not read an object relies on Helm.
            if (!live.ok)
                return live.failures.every(({ code }) => code === 'cluster-forbidden') ? [] : [{ object, live: unread }];
            if (live.value === undefined)
                return [];
            const owner = ownerOfObject(live.value);
            return owner?.release === release.name && owner.namespace === release.namespace
                ? [{ object, live: live.value }]
                : [];
        });
        const left = found.flat();
        if (left.length === 0 || signal.aborted || clock.nowMs() + pauseMs >= endMs)
            return (0,model_failure.ok)(left);
        waiting = left.map(({ object }) => object);
        await (0,promises_.setTimeout)(pauseMs, undefined, { signal }).catch(() => { });
    }
}
async function explainRemoval(chart, exit, left, context) {
    const { name, settings, at } = chart;
    const fail = (code, message, hint) => ({ code, message, hint, at });
    const stop = (0,model_outcome/* stopReason */.PJ)(context.signal);
    if (stop !== undefined)
        return fail(stop, `The removal of \`${name}\` was stopped.`, (0,model_outcome/* hintAtStop */.v7)(stop));
    const reasons = await Promise.all(left.slice(0, maxReasons).map((one) => whyLeft(one, context)));
    const more = left.length > maxReasons ? `; and ${left.length - maxReasons} more` : '';
    const next = 'The next deployment continues the removal.';
    if (reasons.length > 0) {
        const isTimeUp = exit.how !== 'exited' || exit.code === 0 || /deadline exceeded/.test(exit.errors);
        const isSlow = isTimeUp && left.every(({ live }) => live.isTerminating);
        const within = isSlow ? ` within its timeout of ${(0,duration/* formatDuration */.a3)(settings.timeoutMs)}` : '';
        const message = `\`${name}\` was not removed${within}: ${reasons.map(({ reason }) => reason).join('; ')}${more}.`;
        return fail(isSlow ? 'chart-timeout' : 'helm-failed', message, `${reasons[0]?.hint} ${next}`);
    }
    if (exit.how !== 'exited') {
        const how = (0,process_exit/* describeExit */.K)(exit, settings.timeoutMs);
        return fail('helm-failed', `\`${name}\` was not removed: Helm ${how}.`, `Deploy again. ${next}`);
    }
    const { message, hint } = explainHelm(exit.errors, { ...chart, largestFiles: () => [] });
    return fail('helm-failed', message, `${hint} ${next}`);
}
/** Why an object still exists. Helm prints no reason, so Compass asks the API server. */
async function whyLeft({ object, live }, { cluster, signal }) {
    const { kind, name, namespace } = object;
    const what = `${kind} \`${name}\``;
    if (live.isTerminating && live.finalizers.length > 0) {
        const names = live.finalizers.map((finalizer) => `\`${finalizer}\``).join(', ');
        return {
            reason: `${what} is being deleted, but still has the finalizer${live.finalizers.length > 1 ? 's' : ''} ${names}`,
            hint: `Check that the controller that handles it is running. If that controller was uninstalled, remove the finalizers: \`kubectl patch ${kind.toLowerCase()} ${name} --namespace ${namespace} --type=merge --patch '{"metadata":{"finalizers":null}}'\`.`,
        };
    }
    if (live.isTerminating) {
        return {
            reason: `${what} is still being deleted`,
            hint: "If it only needs more time, raise the chart's `timeout`.",
        };
    }
    const why = await cluster.whyNotDeleted(object, signal);
    const words = why.ok && why.value !== undefined ? why.value.replace(/\.$/, '') : 'Helm did not delete it';
    const byHand = `\`kubectl delete ${kind.toLowerCase()} ${name} --namespace ${namespace}\``;
    return { reason: `${what} was not deleted: ${words}`, hint: `Remove the cause, or delete the object: ${byHand}.` };
}

;// CONCATENATED MODULE: ./lib/execute/run-chart.js










/** Whether anything may have to be done for the chart. */
function hasToRun(chart) {
    const { before, after } = chart.jobs;
    if (chart.decision.action === 'not-required')
        return false;
    return mayChange(chart) || isJobsOnly(chart) || jobsToRun([...before, ...after], false).length > 0;
}
/** `dependencyChanged`: for a chart with only jobs. */
async function executeChart(chart, execution, dependencyChanged) {
    const { decision } = chart;
    const stop = hasToRun(chart) ? (0,model_outcome/* stopReason */.PJ)(execution.signal) : undefined;
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
            if (isJobsOnly(chart) && dependencyChanged)
                return passJobs(chart, 'a dependency changed', execution);
            const revision = chart.baseRevision > 0 ? { revision: chart.baseRevision } : {};
            return runAlways(chart, { outcome: 'unchanged', reason: decision.reason, ...revision }, execution);
        }
        case 'run':
            return passJobs(chart, decision.reason, execution);
        case 'install':
        case 'upgrade':
            return deployChart(chart, decision.reason, execution);
    }
}
/** Runs the jobs of an unchanged chart that always run. */
async function runAlways(chart, end, { jobContext, emit }) {
    const jobs = jobsToRun([...chart.jobs.before, ...chart.jobs.after], false);
    if (jobs.length === 0)
        return end;
    emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length}` });
    const failure = await runJobs(jobs, subjectOf(chart), jobContext, printer(chart, emit));
    return failure === undefined ? end : failedWith(failure, chart);
}
/** Runs all jobs of a chart with only jobs. */
async function passJobs(chart, reason, execution) {
    const { jobContext, emit } = execution;
    const jobs = [...chart.jobs.before, ...chart.jobs.after];
    emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length} (${reason})` });
    const print = printer(chart, emit);
    const verdict = await keepPassed(chart, execution, print, () => runJobs(jobs, subjectOf(chart), jobContext, print));
    if (verdict.how === 'deployed')
        return { outcome: 'ran', reason, revision: verdict.revision };
    const { how: _, failure, ...made } = verdict;
    return { ...failedWith(failure, chart), ...made };
}
async function deployChart(chart, reason, { releaseContext, jobContext, emit }) {
    // commands/deploy.ts opens the context whenever a release is planned.
    if (releaseContext === undefined)
        throw new Error('a chart is to be deployed without a release context');
    const limit = (0,duration/* formatDuration */.a3)(chart.settings.timeoutMs);
    emit({ type: 'chart-started', chart: chart.name, text: `${chart.decision.action}: ${reason} (timeout ${limit})` });
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

;// CONCATENATED MODULE: ./lib/model/dependencies.js
// Which named things depend on which? Pure functions over a graph.
/** Cycles that share no name. Each lists the names along it, with the first one repeated at the end. */
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
/** These names and their dependencies, transitively. */
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
 * For each name, the weight of the heaviest path from it to the end of its dependents, its own weight included.
 * The graph must have no cycle.
 */
function remainingWeights(all, weigh) {
    const own = new Map(all.map((node) => [node.name, weigh(node)]));
    const dependents = dependentsOf(all);
    const weights = new Map();
    for (const name of topologicalOrder(all).toReversed()) {
        const after = (dependents.get(name) ?? []).map((next) => weights.get(next) ?? 0);
        weights.set(name, (own.get(name) ?? 0) + Math.max(0, ...after));
    }
    return weights;
}
/** Every name after its dependencies. The graph must have no cycle. */
function topologicalOrder(all) {
    const dependents = dependentsOf(all);
    const missing = new Map(all.map(({ name, depends }) => [name, depends.length]));
    const ordered = all.flatMap(({ name, depends }) => (depends.length === 0 ? [name] : []));
    // The list grows while it is iterated: a name is added at the end once its dependencies are in the list.
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
/** Name → names of its direct dependents. */
function dependentsOf(all) {
    const dependents = new Map(all.map((one) => [one.name, []]));
    for (const { name, depends } of all)
        for (const needed of depends)
            dependents.get(needed)?.push(name);
    return dependents;
}

;// CONCATENATED MODULE: ./lib/execute/scheduler.js
// When does each node of a graph start? As soon as its last dependency is satisfied and a slot is free, the longest
// remaining path first. Knows nothing of charts. No waves and no polling; every node gets exactly one outcome.

/** Resolves when every node has ended or was skipped. */
function runSchedule(schedule) {
    const states = statesOf(schedule);
    const ready = [];
    let atWork = 0;
    let left = states.length;
    return new Promise((resolve, reject) => {
        const makeReady = (state) => {
            const place = ready.findIndex((other) => other.weight < state.weight);
            ready.splice(place < 0 ? ready.length : place, 0, state);
        };
        const end = (state, failure) => {
            left -= 1;
            for (const dependent of state.dependents) {
                if (failure !== undefined)
                    skipAll(dependent, failure);
                else {
                    dependent.missing -= 1;
                    if (dependent.missing === 0 && !dependent.isSkipped)
                        makeReady(dependent);
                }
            }
        };
        const skipAll = (state, because) => {
            if (state.isSkipped)
                return;
            state.isSkipped = true;
            end(state, schedule.skip(state.node, because) ? undefined : because);
        };
        const startReady = () => {
            for (;;) {
                const index = ready.findIndex(({ node }) => !schedule.needsSlot(node) || atWork < schedule.limit);
                const [state] = index < 0 ? [] : ready.splice(index, 1);
                if (state === undefined)
                    break;
                const slots = schedule.needsSlot(state.node) ? 1 : 0;
                atWork += slots;
                schedule.start(state.node).then((satisfied) => {
                    atWork -= slots;
                    end(state, satisfied ? undefined : state.node.name);
                    startReady();
                }, reject);
            }
            if (left === 0)
                resolve();
        };
        for (const state of states)
            if (state.missing === 0)
                makeReady(state);
        startReady();
    });
}
function statesOf({ nodes, expect }) {
    const weights = remainingWeights(nodes, expect);
    const states = nodes.map((node) => {
        const weight = weights.get(node.name) ?? 0;
        return { node, weight, dependents: [], missing: node.depends.length, isSkipped: false };
    });
    const byName = new Map(states.map((state) => [state.node.name, state]));
    for (const state of states)
        for (const name of state.node.depends)
            byName.get(name)?.dependents.push(state);
    return states;
}

;// CONCATENATED MODULE: ./lib/execute/execute.js
// How is a plan carried out? Each chart starts as soon as its dependencies have completed, and gets exactly one
// outcome. A failure stops only its dependents.







/**
 * One result per chart, in the plan's order. Removals come last: what a chart has stopped using is removed once that
 * chart is deployed.
 */
async function execute(plan, execution) {
    const results = new Map();
    const isRemoved = ({ settings }) => settings.remove;
    await runCharts(plan.charts.filter((chart) => !isRemoved(chart)), plan, execution, results);
    await runCharts(plan.charts.filter(isRemoved), plan, execution, results);
    return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}
async function runCharts(charts, plan, execution, results) {
    const { planned } = execution;
    const settle = (chart, beginMs, end) => {
        const result = toChartResult(chart, beginMs, end, execution);
        results.set(chart.name, result);
        execution.emit({ type: 'chart-ended', result });
    };
    const expected = expectedTime(plan.charts);
    await runSchedule({
        nodes: charts.map((chart) => ({ name: chart.name, depends: dependenciesOf(chart, charts), chart })),
        limit: execution.concurrency,
        expect: ({ chart }) => expected(chart),
        needsSlot: ({ chart }) => hasToRun(chart),
        async start({ chart }) {
            const beginMs = execution.clock.nowMs();
            const user = chart.decision.action === 'remove' ? findUnfinishedUser(chart, plan, results) : undefined;
            if (user !== undefined) {
                settle(chart, beginMs, notRemoved(chart, user, execution.signal));
                return false;
            }
            const replanned = await replanDeferred(chart, planned, execution);
            if (replanned.ok)
                planned.set(chart.name, replanned.value);
            const end = replanned.ok
                ? await executeChart(replanned.value, execution, dependencyHasChanged(chart, plan, results))
                : failedWith((0,model_failure/* firstFailure */.fx)(replanned.failures), chart);
            settle(replanned.ok ? replanned.value : chart, beginMs, end);
            return (0,model_outcome/* factsOf */.xS)(end.outcome).satisfiesDependents === true || end.isTolerated === true;
        },
        skip({ chart }, because) {
            const explain = chart.settings.remove ? notRemoved : skipped;
            const end = explain(chart, because, execution.signal);
            settle(chart, execution.clock.nowMs(), end);
            return end.isTolerated === true;
        },
    });
}
/**
 * `charts`: all that are deployed, or all that are removed. A chart that is not required waits for nothing. Removals go
 * in reverse order: a chart waits for the removal of its dependents.
 */
function dependenciesOf({ name, decision, depends, settings }, charts) {
    if (decision.action === 'not-required')
        return [];
    const needed = settings.remove ? charts.filter((chart) => chart.depends.some((one) => one === name)) : charts;
    const names = needed.map((chart) => chart.name);
    return settings.remove ? names : depends.filter((one) => names.includes(one));
}
/**
 * The name of a chart that has to stop using what is removed, and was not deployed: one that depends on it, or that did
 * so when it was deployed last.
 */
function findUnfinishedUser({ name }, { charts }, results) {
    return charts.find((chart) => {
        if (chart.settings.remove || chart.decision.action === 'not-required')
            return false;
        const before = chart.observed ? (0,release_labels/* dependsIn */.PU)(chart.observed.deployed ?? chart.observed) : [];
        const uses = chart.depends.some((one) => one === name) || before.includes(name);
        const outcome = results.get(chart.name)?.outcome;
        return uses && (outcome === undefined || (0,model_outcome/* factsOf */.xS)(outcome).satisfiesDependents !== true);
    })?.name;
}
/**
 * For a chart with only jobs: whether a dependency changed; without dependencies, whether any chart of the plan
 * changes.
 */
function dependencyHasChanged({ depends }, plan, results) {
    if (depends.length === 0)
        return plan.charts.some(mayChange);
    return depends.some((name) => {
        const outcome = results.get(name)?.outcome;
        return outcome !== undefined && (0,model_outcome/* factsOf */.xS)(outcome).changes === true;
    });
}
/**
 * The duration of the last deployment; for a new chart, the median of the others. 0 for a chart that is not touched.
 */
function expectedTime(charts) {
    const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
    const median = known[Math.floor(known.length / 2)] ?? 1_000;
    return (chart) => (mayChange(chart) ? (chart.tookMs ?? median) : 0);
}
/** After a stop, Compass makes no more requests: the chart counts as not started. */
async function replanDeferred(chart, planned, { replan, signal }) {
    return chart.decision.action === 'late' && (0,model_outcome/* stopReason */.PJ)(signal) === undefined ? replan(chart, planned) : (0,model_failure.ok)(chart);
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

;// CONCATENATED MODULE: ./lib/execute/hand-over.js




/** How many records are changed at the same time. */
const maxRecords = 10;
/** Returns the failures; empty if all releases were handed over. */
async function handOver({ handedOver, identity }, cluster, emit, signal) {
    if (handedOver.length === 0)
        return [];
    const metadata = { labels: (0,release_labels/* labelsOfOwner */.KP)(identity), annotations: {} };
    const patched = await inParallel(handedOver, maxRecords, (release) => cluster.patchMetadata(release, metadata, signal));
    const done = handedOver.filter((_, index) => patched[index]?.ok);
    const names = done.map(({ name }) => name).join(', ');
    emit({ type: 'notice', text: `${(0,text_count/* countOf */.p)(done.length, 'release')} handed over to ${identity.stack}: ${names}` });
    return (0,model_failure/* failuresOf */.dJ)(patched);
}

;// CONCATENATED MODULE: ./lib/execute/move-objects.js
// How does an object move from one release to another, and stay the same object? Its annotations name the new owner,
// and the manifest of the old one no longer contains it: else Helm would delete it with the old owner's next revision.




/** The objects of one release move together, whichever chart starts first. */
function makeMoveObjects(moves, cluster, signal) {
    const moved = new Map();
    return async (chart, onLine) => {
        const own = moves.filter(({ giver, taker }) => giver === chart.name || taker.name === chart.name);
        for (const { from } of own) {
            const group = moves.filter((move) => move.from === from);
            const moving = moved.get(from) ?? moveGroup(group, from, cluster, signal, onLine);
            moved.set(from, moving);
            const done = await moving;
            if (!done.ok)
                return done;
        }
        return (0,model_failure.ok)(undefined);
    };
}
async function moveGroup(moves, from, cluster, signal, onLine) {
    const leaving = new Set();
    for (const { object, there, taker } of moves) {
        const live = await cluster.object(there, signal);
        if (!live.ok)
            return live;
        const owner = live.value && ownerOfObject(live.value);
        const isOf = (release, namespace) => owner?.release === release && owner.namespace === namespace;
        // An earlier run may have been interrupted after this step.
        if (isOf(taker.release, taker.namespace))
            leaving.add(object.key);
        // An object that is gone, or does not belong to the old release (any more), is not annotated.
        if (!isOf(from.name, from.namespace))
            continue;
        const patched = await cluster.annotate(there, annotationsOfOwner(taker), signal);
        if (!patched.ok)
            return patched;
        leaving.add(object.key);
        onLine(`${object.kind} ${object.name}: moved from release ${from.name} to release ${taker.release}`);
    }
    const drop = (manifest) => editObjects(manifest, from.namespace, ({ key, data }) => (leaving.has(key) ? undefined : data));
    return cluster.editManifest(from, drop, signal, release_labels/* labelsOfEdited */.c);
}

;// CONCATENATED MODULE: ./lib/plan/preceding.js
// May something change in the cluster before a chart's turn comes?


/** Then Helm may render something else at its turn, and kinds may be served that are not served now. */
function isPreceded({ name, jobs }, { charts, jobs: ofStack }) {
    const needed = withDependencies([name], charts);
    const others = charts.filter((chart) => chart.name !== name && needed.has(chart.name));
    const changes = others.some((chart) => mayChange(chart));
    return changes || jobs.before.length > 0 || ofStack.before.length > 0;
}

;// CONCATENATED MODULE: ./lib/execute/check-owners.js
// Would a chart with `adopt: true` take an object away from another release? Helm does not ask.



/** How many objects are read at the same time. */
const maxReads = 10;
/** Fails with `object-owned` if another release owns an object that is new in the chart, and that does not move. */
async function checkOwners(chart, ready, before, moves, { cluster, signal }) {
    if (!chart.settings.adopt || ready.objects === undefined)
        return (0,model_failure.ok)(ready);
    const isMoving = (key) => moves.some(({ object, taker }) => object.key === key && taker.name === chart.name);
    const added = [...ready.objects.values()].filter(({ key }) => !before.has(key) && !isMoving(key));
    const checked = await inParallel(added, maxReads, async (object) => {
        const live = await cluster.object(object, signal);
        if (!live.ok)
            return live.failures;
        const owner = live.value && ownerOfObject(live.value);
        if (owner === undefined || (owner.release === chart.release && owner.namespace === chart.namespace))
            return [];
        // A release that is gone owns nothing.
        const stored = await cluster.release(owner.release, owner.namespace, signal);
        if (stored.ok && stored.value === undefined)
            return [];
        const { kind, name } = object;
        return [
            {
                code: 'object-owned',
                message: `${kind} \`${name}\` belongs to the release \`${owner.release}\` in namespace \`${owner.namespace}\`, so \`${chart.name}\` does not adopt it.`,
                hint: 'Give the object another name in one of the two charts, or remove it from one of them.',
                at: chart.at,
            },
        ];
    });
    const problems = checked.flat();
    return problems.length > 0 ? (0,model_failure/* failed */.gz)(...problems) : (0,model_failure.ok)(ready);
}

;// CONCATENATED MODULE: ./lib/prepare/cluster-template.js
// What does Helm render for this cluster? A plan and a deployment ask in the same way, so that they agree.




/** A template that contains one of these words reads the cluster: its objects, or the kinds that it serves. */
const [lookupWord, apiVersionsWord] = ['lookup', 'APIVersions'];
/**
 * `path`: of the package. `mentioned`: see `Charts.mentions`, at least of the words above. `brought`: what the cluster
 * will serve once the charts before this one are deployed. Fails as Helm would in the deployment.
 */
async function templateForCluster(chart, path, mentioned, brought, deps) {
    const { cluster, signal } = deps;
    const version = await cluster.version(signal);
    if (!version.ok)
        return version;
    const template = { ...templateInput(chart, path), kubeVersion: version.value };
    const compatible = await checkKubeVersion(template, version.value, chart, deps);
    if (!compatible.ok)
        return compatible;
    const render = async (used, partial) => {
        const output = await renderTemplate(used, chart, deps);
        if (!output.ok)
            return output;
        return (0,model_failure.ok)({ output: output.value, used, readsCluster, ...(partial !== undefined && { partial }) });
    };
    const usesLookup = mentioned.includes(lookupWord);
    const readsCluster = usesLookup || mentioned.includes(apiVersionsWord);
    if (!readsCluster)
        return render(template);
    // What Helm reads from the cluster lacks the kinds that the charts before this one will add.
    const whole = usesLookup && brought.length === 0
        ? await render({ ...template, kubeconfig: cluster.kubeconfigFor(chart.namespace) })
        : undefined;
    if (whole?.ok)
        return whole;
    const served = await cluster.served(signal);
    const all = { ...template, served: [...(served.ok ? served.value : []), ...brought] };
    if (!usesLookup && served.ok)
        return render(all);
    const usesKinds = mentioned.includes(apiVersionsWord);
    const why = served.ok || !usesKinds ? whyPartial(whole) : whyUnserved(served.failures);
    const alone = await render(all, why);
    if (alone.ok || whole === undefined)
        return alone;
    // A template may fail without the result of its `lookup`: then nothing is known of its objects.
    return isLookupRejected(whole) ? (0,model_failure.ok)({ used: template, readsCluster, partial: whyPartial(whole) }) : whole;
}
/** What `helm template` gets, before the version of the cluster and the kinds that it serves are added. */
function templateInput({ release, namespace, values, decision }, path) {
    const isUpgrade = decision.action === 'upgrade';
    return { release, namespace, package: path, values: (0,json/* jsonForYaml */.p)(values), isUpgrade };
}
/** Renders once. Fails at the chart's place with `helm-failed`, or `chart-unpackable` if Helm cannot load the chart. */
async function renderTemplate(template, chart, { helm, charts, signal }) {
    const printed = await helm.template(template, signal);
    if (!printed.ok)
        return (0,model_failure/* failed */.gz)(...printed.failures.map((failure) => explained(failure, template.package, chart)));
    const output = (0,model_manifest/* splitTemplateOutput */.wJ)(printed.value, charts.crdFiles(template.package));
    if (output !== undefined)
        return (0,model_failure.ok)(output);
    return (0,model_failure/* failed */.gz)({
        code: 'helm-failed',
        message: `The CRDs that Helm prints for \`${chart.name}\` differ from the files in the \`crds\` folders of the chart, so Compass cannot tell which of them the values enable.`,
        hint: 'Move the CRDs to a chart of their own, as raw objects (`manifests`).',
        at: chart.at,
    });
}
/** The failure with a hint, and with the chart's path as it is in the spec instead of the package's path. */
function explained(failure, path, chart) {
    if (failure.code !== 'helm-failed')
        return failure;
    const { source } = chart;
    const shown = source !== undefined && 'path' in source ? source.path : chart.name;
    const hint = failure.hint;
    const found = explainHelm(failure.message.replaceAll(path, shown), { ...chart, largestFiles: () => [] }, hint);
    return { code: 'helm-failed', ...found, at: chart.at };
}
/**
 * Helm compares a chart's `kubeVersion` with the version of the cluster. A version in `--kube-version` loses its
 * suffix first; a version that Helm reads from the cluster, such as `v1.37.2-eks-036c24b`, keeps it (helm:
 * pkg/chart/common/capabilities.go). So this check lets Helm read the version itself.
 */
async function checkKubeVersion(template, version, chart, deps) {
    if (!version.includes('-') || deps.charts.kubeVersion(template.package) === undefined)
        return (0,model_failure.ok)(undefined);
    const { kubeVersion: _, ...asked } = template;
    const kubeconfig = deps.cluster.kubeconfigFor(chart.namespace);
    const answer = await renderTemplate({ ...asked, kubeconfig }, chart, deps);
    const isRefused = !answer.ok && answer.failures.some(({ message }) => message.includes('chart requires kubeVersion'));
    return isRefused ? answer : (0,model_failure.ok)(undefined);
}
/** Helm's message for a `lookup` that the cluster rejects, or for kinds that the cluster does not serve yet. */
function isLookupRejected(answer) {
    return (!answer.ok &&
        answer.failures.some(({ message }) => /error calling lookup|unable to build kubernetes objects/.test(message)));
}
function whyUnserved([failure]) {
    return `Its templates use \`.Capabilities.APIVersions\`, which cannot be read from the cluster: ${failure?.message ?? ''}`;
}
function whyPartial(answer) {
    if (answer === undefined || answer.ok) {
        return 'Its templates use `lookup`, which finds nothing in this plan, because charts before it add kinds that the cluster does not serve yet.';
    }
    return `Its templates use \`lookup\`, which failed: ${answer.failures[0]?.message ?? ''}`;
}

;// CONCATENATED MODULE: ./lib/execute/ready-chart.js
// What does Helm get for a chart, and would the cluster accept it?






/** Returns the absolute path of the package. */
function packOf({ name, source, content, at }, { charts }) {
    // plan/make.ts gives content to every chart that is deployed.
    if (source === undefined || content === undefined)
        throw new Error(`${name} has no content`);
    return charts.pack(source, content, at);
}
/** Whether what Helm renders may depend on what is in the cluster. */
function readsCluster(chart, path, deps) {
    return clusterWords(chart, path, deps).length > 0;
}
function clusterWords({ source, values }, path, { charts }) {
    if (source?.kind === 'manifests')
        return [];
    return charts.mentions(path, [lookupWord, apiVersionsWord], JSON.stringify(values));
}
/**
 * Renders the chart. `mayBringKinds`: kinds that the cluster does not serve now may be served when its turn comes.
 * Fails as Helm would in the deployment, or with `object-invalid` or `kind-unserved`.
 */
async function prepareChart(chart, path, mayBringKinds, deps) {
    const rendered = await renderOrRead(chart, path, deps);
    if (!rendered.ok)
        return rendered;
    const { text, crds } = rendered.value;
    const about = { path, crds, largestFiles: () => deps.charts.largestFiles(path) };
    if (text === undefined)
        return (0,model_failure.ok)({ ...about, objects: undefined });
    const served = await deps.cluster.served(deps.signal);
    const own = chart.settings.crds === 'skip' ? [] : crds.flatMap(servedBy);
    const { failures, unserved } = findUnacceptable(text, served.ok ? [...served.value, ...own] : undefined, chart);
    const problems = [...failures, ...(mayBringKinds ? [] : unserved)];
    if (problems.length > 0)
        return (0,model_failure/* failed */.gz)(...problems);
    return (0,model_failure.ok)({ ...about, objects: withoutHooks(readObjects((0,model_manifest/* splitDocuments */.ZF)(text), chart.namespace).byKey) });
}
async function renderOrRead(chart, path, deps) {
    const { source, decision } = chart;
    if (source?.kind === 'manifests') {
        // The raw objects of a chart that reads from the cluster are not known before its turn.
        const text = decision.action === 'late' ? undefined : Object.values(source.files).join('\n---\n');
        return (0,model_failure.ok)({ text, crds: [] });
    }
    const template = await templateForCluster(chart, path, clusterWords(chart, path, deps), [], deps);
    if (!template.ok)
        return template;
    const { output } = template.value;
    const crds = readCrds(output?.crds ?? []);
    return crds.ok ? (0,model_failure.ok)({ text: output?.objects, crds: crds.value }) : crds;
}

;// CONCATENATED MODULE: ./lib/execute/reclaim.js
// May a chart take an object back that a run has moved to a release which then never got it? The run may have ended
// before, and the move may have been reverted since. Helm would refuse: the object names the other release as its owner.



/** `added`: objects that are new in an upgrade of the chart, and do not move. `willHave`: whether a chart will have it. */
async function reclaimObjects(chart, added, plan, willHave, { cluster, signal, }, onLine) {
    for (const object of added) {
        const live = await cluster.object(object, signal);
        // An account that may not read the object lets Helm find out.
        const owner = live.ok && live.value ? ownerOfObject(live.value) : undefined;
        const other = owner && chartOf(owner, plan);
        if (other === undefined || other.name === chart.name || willHave(other, object.key))
            continue;
        const current = await currentRelease(other, cluster, signal);
        if (!current.ok)
            return current;
        if (current.value?.objects.has(object.key))
            continue;
        const patched = await cluster.annotate(object, annotationsOfOwner(chart), signal);
        if (!patched.ok)
            return patched;
        onLine(`${object.kind} ${object.name}: comes back from release ${other.release}, which never got it`);
    }
    return (0,model_failure.ok)(undefined);
}
function chartOf({ release, namespace }, { charts }) {
    return charts.find((chart) => chart.release === release && chart.namespace === namespace);
}

;// CONCATENATED MODULE: ./lib/execute/preflight.js
// Can every chart be deployed? Each is packed, and rendered by Helm as it will be deployed, before the first write.












/** Fails with the failures of all charts. `limit`: how many charts are rendered at the same time. */
async function preflight(plan, deps, limit) {
    const { cluster, signal } = deps;
    const changing = plan.charts.filter((chart) => mayChange(chart) && !isJobsOnly(chart));
    const examined = await inParallel(changing, limit, (chart) => examine(chart, plan, deps));
    const failures = (0,model_failure/* failuresOf */.dJ)(examined.flatMap(decisiveResults));
    if (failures.length > 0)
        return (0,model_failure/* failed */.gz)(...failures);
    const unnamed = await unnamedReleases(plan, cluster, signal);
    const moves = findMoves(examined.map(toChartObjects), unnamed);
    const owned = await inParallel(examined.filter(isSettled), limit, async (one) => one.ready?.ok ? checkOwners(one.chart, one.ready.value, objectsNow(one), moves, deps) : (0,model_failure.ok)(undefined));
    const refused = (0,model_failure/* failuresOf */.dJ)(owned);
    if (refused.length > 0)
        return (0,model_failure/* failed */.gz)(...refused);
    const served = await cluster.served(signal);
    const isServed = served.ok ? makeIsServed(served.value) : () => true;
    const known = new Map(examined.map((one) => [one.chart.name, one]));
    return (0,model_failure.ok)({
        async readyChartOf(chart) {
            const early = known.get(chart.name);
            if (early?.ready?.ok && isSettled(early))
                return early.ready;
            const isKnown = early?.ready !== undefined && early.isFinal;
            const ready = isKnown ? early.ready : await prepareAgain(chart, deps);
            if (!ready.ok)
                return ready;
            return checkOwners(chart, ready.value, early ? objectsNow(early) : new Map(), moves, deps);
        },
        newestCrds: newestCrds(examined.flatMap(({ chart, ready }) => (ready?.ok && chart.settings.crds !== 'skip' ? ready.value.crds : []))),
        moves,
        reclaim(chart, ready, onLine) {
            const early = known.get(chart.name);
            // Of a new release, every object would have to be read.
            if (early === undefined || chart.decision.action !== 'upgrade')
                return Promise.resolve((0,model_failure.ok)(undefined));
            const before = objectsNow(early);
            const isMoving = (key) => moves.some((move) => move.object.key === key && move.taker.name === chart.name);
            const added = [...(ready.objects ?? [])].filter(([key]) => !before.has(key) && !isMoving(key));
            const willHave = ({ name }, key) => {
                const one = known.get(name);
                return one !== undefined && toChartObjects(one).after.has(key);
            };
            return reclaimObjects(chart, added.map(([, object]) => object), plan, willHave, deps, onLine);
        },
        isServerSide(chart) {
            const current = known.get(chart.name)?.current;
            return current?.ok ? isAppliedServerSide(chart, current.value) : undefined;
        },
        hasUnserved({ name }) {
            const one = known.get(name);
            return [...(one ? objectsNow(one).values() : [])].some(({ apiVersion, kind }) => !isServed(apiVersion, kind));
        },
    });
}
async function prepareAgain(chart, deps) {
    // Charts before this one may have added kinds.
    await deps.cluster.served(deps.signal, true);
    const path = await packOf(chart, deps);
    return path.ok ? prepareChart(chart, path.value, true, deps) : path;
}
function objectsNow({ current }) {
    return current.ok && current.value ? current.value.objects : new Map();
}
/** Whether the result of the preflight is final for this chart. With `allow-failure`, it is checked at its turn. */
function isSettled({ chart, isFinal }) {
    return !chart.settings.allowFailure && isFinal;
}
/** The results that stop the run before its first write if they are failures. */
function decisiveResults(examined) {
    const { chart, ready, current } = examined;
    if (chart.settings.allowFailure)
        return [];
    const isDecisive = ready !== undefined && (examined.isFinal || (!ready.ok && ready.failures.every(isCertain)));
    return isDecisive ? [current, ready] : [current];
}
/** Whether the failure does not depend on the objects and the kinds in the cluster: it will be the same later. */
function isCertain({ code, message }) {
    return code === 'chart-unpackable' || /parse error (?:at |in )?\(|chart requires kubeVersion/.test(message);
}
/** A chart that could not be rendered keeps all its objects, so that none of them moves to another release. */
function toChartObjects(examined) {
    const { chart, ready } = examined;
    const now = objectsNow(examined);
    if (ready === undefined)
        return { chart, before: now, after: new Map() };
    return { chart, before: now, after: (ready.ok ? ready.value.objects : undefined) ?? now };
}
async function examine(chart, plan, deps) {
    const [current, rendered] = await Promise.all([
        currentRelease(chart, deps.cluster, deps.signal),
        chart.decision.action === 'remove' ? { ready: undefined, isFinal: true } : renderEarly(chart, plan, deps),
    ]);
    return { chart, current, ...rendered };
}
async function renderEarly(chart, plan, deps) {
    const path = await packOf(chart, deps);
    if (!path.ok)
        return { ready: path, isFinal: true };
    const mayDiffer = !isDeployed(chart) || (isPreceded(chart, plan) && readsCluster(chart, path.value, deps));
    const mayBringKinds = !isDeployed(chart) || isPreceded(chart, plan);
    return { ready: await prepareChart(chart, path.value, mayBringKinds, deps), isFinal: !mayDiffer };
}

;// CONCATENATED MODULE: ./lib/execute/stack-jobs.js
// Which jobs of the stack run? Those before the first chart, after the last one, and after a failure.






/** Calls `runCharts` only if the jobs before it have passed. */
async function withStackJobs(plan, execution, runCharts) {
    const failedBefore = await runStackJobs(jobsToRun(plan.jobs.before, plan.charts.some(mayChange)), plan, execution);
    const charts = failedBefore === undefined ? await runCharts() : [];
    const hasSucceeded = failedBefore === undefined && (0,model_outcome/* outcomeOf */.sG)(charts) === 'success';
    const failedAfter = hasSucceeded ? await runAfterJobs(plan, execution) : undefined;
    const failures = [failedBefore, failedAfter].flatMap((failure) => failure ?? []);
    if (failures.length === 0 && hasSucceeded)
        return { charts, failures };
    const failedCleanup = await runFailedJobs(plan, execution);
    return { charts, failures: [...failures, ...(failedCleanup ? [failedCleanup] : [])] };
}
/** After a stop, nothing can be started any more. */
async function runFailedJobs(plan, execution) {
    if ((0,model_outcome/* stopReason */.PJ)(execution.jobContext.signal) !== undefined)
        return undefined;
    return runStackJobs(plan.jobs.failed, plan, execution);
}
/**
 * Jobs that wait for a change run if a chart changes, and again until they have passed: Helm's store says whether they
 * have.
 */
async function runAfterJobs(plan, execution) {
    const { afterJobs } = plan;
    if (afterJobs?.decision.action === 'refuse')
        return afterJobs.decision.failure;
    const hasChange = plan.charts.some(mayChange) || (afterJobs !== undefined && mayChange(afterJobs));
    const run = () => runStackJobs(jobsToRun(plan.jobs.after, hasChange), plan, execution);
    if (afterJobs === undefined || !hasChange)
        return run();
    const replanned = await execution.replan(afterJobs, execution.planned);
    if (!replanned.ok)
        return (0,model_failure/* firstFailure */.fx)(replanned.failures);
    const { decision } = replanned.value;
    if (decision.action === 'refuse')
        return decision.failure;
    const verdict = await keepPassed(replanned.value, execution, () => { }, run);
    return verdict.how === 'deployed' ? undefined : verdict.failure;
}
async function runStackJobs(jobs, { identity }, { jobContext, emit }) {
    const subject = { called: 'the stack', namespace: identity.namespace, variables: {} };
    return runJobs(jobs, subject, jobContext, (text) => emit({ type: 'notice', text }));
}

;// CONCATENATED MODULE: ./lib/plan/notes.js

/** For a plan; the deployment says it when it has done so. */
function handOverNotes({ handedOver, identity }) {
    if (handedOver.length === 0)
        return [];
    const names = namesOfReleases(handedOver);
    const what = (0,text_count/* countOf */.p)(handedOver.length, 'release');
    return [`${what} with a former name would be handed over to \`${identity.stack}\`, without an upgrade: ${names}.`];
}
function leftAloneNotes({ leftAlone }) {
    if (leftAlone.length === 0)
        return [];
    return [
        `${(0,text_count/* countOf */.p)(leftAlone.length, 'release')} of this stack left alone, because the spec no longer names ${leftAlone.length === 1 ? 'it' : 'them'}: ${namesOfReleases(leftAlone)}.`,
    ];
}
function namesOfReleases(releases) {
    return releases.map(({ name, namespace }) => `\`${name}\` (namespace \`${namespace}\`)`).join(', ');
}

;// CONCATENATED MODULE: ./lib/plan/plan-digest.js


/** The parts of a plan, in the order of the digest. */
const digestPartNames = ['charts', 'content', 'values', 'images', 'settings', 'releases'];
/** What a message calls a part that has changed. */
const parts = {
    charts: 'the list of charts, or what happens to them',
    content: 'the content of a chart',
    values: 'the values of a chart',
    images: 'the digest of an image',
    settings: 'the settings or jobs of a chart',
    releases: 'the releases in the cluster',
};
/**
 * Hexadecimal digits of a sha256: for the whole plan, and for each part, so that the digest alone shows which part
 * changed.
 */
const digitsOfWhole = 40;
const digitsOfPart = 4;
/** `sha256:` and 64 hexadecimal digits. */
function planDigest(plan) {
    const exact = contentOfPlan(plan, json/* canonicalJson */.dj);
    const explained = contentOfPlan(plan, fingerprint/* hideDigests */.a5);
    const ofParts = digestPartNames.map((name) => (0,fingerprint/* hashOf */.qQ)(explained[name]).slice(0, digitsOfPart));
    return `sha256:${(0,fingerprint/* hashOf */.qQ)({ version: plan.version, ...exact }).slice(0, digitsOfWhole)}${ofParts.join('')}`;
}
/** Undefined if this is the approved plan. */
function whatMoved(approved, plan) {
    const digest = planDigest(plan);
    if (approved === digest)
        return undefined;
    const moved = digestPartNames.filter((name) => digestPartOf(approved, name) !== digestPartOf(digest, name));
    const words = moved.map((name) => `${parts[name]}${detail(name, plan)}`);
    const what = words.length > 0 ? `Changed: ${words.join('; ')}.` : 'The digest does not say what changed.';
    return {
        code: 'plan-moved',
        message: `The plan has changed since it was approved. ${what}`,
        hint: 'Review the new plan, and approve its digest.',
    };
}
function digestPartOf(digest, name) {
    const start = 'sha256:'.length + digitsOfWhole + digestPartNames.indexOf(name) * digitsOfPart;
    return digest.slice(start, start + digitsOfPart);
}
/** The current state of a part, in parentheses; empty if it is too long to show. */
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
function contentOfPlan({ identity, charts, jobs, folder, helm, handedOver }, textOf) {
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
        content: charts.map((chart) => contentOfChart(chart, textOf)),
        values: charts.map(({ values, secrets, secretMaps, images }) => textOf((0,json/* objectAt */.lJ)((0,json/* replaceAt */._D)(values, [...secrets, ...secretMaps], () => '***')), images)),
        images: charts.map(({ images }) => images),
        settings: [
            {
                helm: `${helm.major}.${helm.minor}`,
                folder,
                jobs: Object.fromEntries(Object.entries(jobs).map(([when, list]) => [when, list.map(jobText)])),
            },
            charts.map(({ settings, jobs: own }) => [{ ...settings }, own.before.map(jobText), own.after.map(jobText)]),
        ],
        releases: [
            ...charts.map(({ observed }) => observed ? [observed.revision, observed.status, observed.resourceVersion] : null),
            ...handedOver.map(({ name, resourceVersion }) => [name, resourceVersion]),
        ],
    };
}
/** Raw objects are part of the plan. A file whose template read a secret counts without its text. */
function contentOfChart({ source, content, images }, textOf) {
    if (source?.kind !== 'manifests')
        return content?.digest ?? null;
    const files = Object.entries(source.files).map(([file, text]) => [file, source.secretFiles.includes(file) ? '***' : text]);
    return textOf(Object.fromEntries(files), images);
}
function jobText({ env, secretEnv = [], ...job }) {
    const masked = Object.entries(env).map(([name, text]) => [name, secretEnv.includes(name) ? '***' : text]);
    return (0,json/* canonicalJson */.dj)({ ...job, env: Object.fromEntries(masked) });
}

;// CONCATENATED MODULE: ./lib/plan/run-label.js
/** Hexadecimal digits: 48 bits are enough to tell apart all steps that could ever work on the same releases. */
const randomDigits = 12;
/** A label has at most 63 characters. Three numbers of this length fit, and GitHub's are shorter. */
const number = '[0-9]{1,14}';
const pattern = new RegExp(`^(?:g\\.(${number})\\.(${number})\\.(${number})|l)\\.([0-9a-f]{${randomDigits},16})$`);
/** `g.<repository id>.<run>.<attempt>.<random>` on GitHub, else `l.<random>`. */
function writeRunLabel({ repositoryId, id, attempt }, random) {
    const label = `g.${repositoryId}.${id}.${attempt}.${random}`;
    return pattern.test(label) ? label : `l.${random}`;
}
/** Undefined for a label of another form, as early versions wrote it. */
function readRunLabel(label) {
    const [, repositoryId, run, attempt, random] = pattern.exec(label) ?? [];
    if (random === undefined)
        return undefined;
    if (repositoryId === undefined || run === undefined || attempt === undefined)
        return { platform: 'local', random };
    return { platform: 'github', repositoryId, run, attempt, random };
}

;// CONCATENATED MODULE: ./lib/prepare/protected-checkout.js
// Is the commit of the run checked out? To a protected environment, nothing else is deployed, whatever an earlier step
// has checked out.

/** A workspace that git does not know, such as an unpacked artifact, has no commit to compare. */
async function checkProtectedCheckout({ environment, commit, signal }, ports) {
    if (!environment.protected || commit.sha === '')
        return (0,model_failure.ok)(undefined);
    const { sha } = await ports.checkout(signal);
    return sha === '' || sha === commit.sha ? (0,model_failure.ok)(undefined) : (0,model_failure/* failed */.gz)(otherCommit(environment.name, commit.sha, sha));
}
function otherCommit(environment, wanted, sha) {
    return {
        code: 'checkout-wrong',
        message: `The environment \`${environment}\` is protected, and this run is for the commit ${wanted}, but the workspace has checked out ${sha}.`,
        hint: 'Remove `ref` from `actions/checkout`: to a protected environment, only the commit of the event is deployed.',
    };
}

;// CONCATENATED MODULE: ./lib/commands/deploy.js
// `deploy`: how is an environment made to match the spec?













/** Fails only before the first write; from then on, failures are part of the result. */
async function deploy(session, invocation, ports) {
    const done = await prepareAndDeploy(session, invocation, ports);
    // The files of another commit are not run.
    if (done.ok || done.failures.some(({ code }) => code === 'checkout-wrong'))
        return done;
    const isOtherCluster = done.failures.some(({ code }) => code === 'cluster-other');
    const failure = earlyFailure(session, ports, !isOtherCluster);
    const failedCleanup = await runFailedJobs(failure, { ...failure, emit: session.emit });
    return failedCleanup === undefined ? done : (0,model_failure/* failed */.gz)(...done.failures, failedCleanup);
}
async function prepareAndDeploy(session, { run }, ports) {
    const { request, startedAtMs, signal, emit } = session;
    const checkout = await checkProtectedCheckout(session, ports);
    if (!checkout.ok)
        return checkout;
    const prepared = await prepare(session, 'Deploying', ports);
    if (!prepared.ok)
        return prepared;
    const { identity, plan, replan, rendering, cluster, warnings } = prepared.value;
    const moved = request['plan-digest'] === undefined ? undefined : whatMoved(request['plan-digest'], plan);
    if (moved !== undefined)
        return (0,model_failure/* failed */.gz)(moved);
    const label = writeRunLabel(run, ports.random.hex(randomDigits));
    const named = { run: label, commit: session.commit.sha, description: descriptionOf(session, run) };
    const context = await openReleaseContext(prepared.value, named, session, ports);
    if (!context.ok)
        return context;
    if (context.value)
        ports.journal.begin(workOf(label, session, rendering));
    const unhanded = await handOver(plan, cluster, emit, signal);
    if (unhanded.length > 0)
        return (0,model_failure/* failed */.gz)(...unhanded);
    for (const text of leftAloneNotes(plan))
        emit({ type: 'notice', text });
    const { clock, processes, files } = ports;
    const folder = files.locate(plan.folder);
    const jobContext = { identity, kubeconfigFor: cluster.kubeconfigFor, processes, folder, signal };
    const { concurrency } = request;
    const releaseContext = context.value;
    const planned = new Map(plan.charts.map((chart) => [chart.name, chart]));
    const execution = { jobContext, releaseContext, replan, planned, clock, startedAtMs, concurrency, signal, emit };
    emit({ type: 'charts-planned', count: plan.charts.length });
    const executed = await withStackJobs(plan, execution, () => execute(plan, execution));
    return (0,model_failure.ok)({ ...executed, planDigest: planDigest(plan), warnings });
}
function descriptionOf({ spec, environment }, { url }) {
    return `Compass: ${spec.stack} in ${environment.name}${url && `, ${url}`}`;
}
function workOf(run, { request }, { environment, namespaces }) {
    const context = request.context ?? environment.context;
    return { run, namespaces, ...(context && { context }) };
}
/** Undefined if no release has to be deployed or removed: then Helm is not needed. */
async function openReleaseContext({ plan, identity, cluster, charts }, named, { request, scratch, signal }, { helms, clock }) {
    const wanted = plan.afterJobs ? [...plan.charts, plan.afterJobs] : plan.charts;
    if (!wanted.some(mayChange))
        return (0,model_failure.ok)(undefined);
    const helm = await helms.find(request['helm-version'], scratch, signal);
    if (!helm.ok)
        return helm;
    const ready = await preflight(plan, { cluster, helm: helm.value, charts, signal }, request.concurrency);
    if (!ready.ok)
        return ready;
    const moveObjects = makeMoveObjects(ready.value.moves, cluster, signal);
    return (0,model_failure.ok)({ ...named, ...ready.value, moveObjects, identity, cluster, helm: helm.value, clock, signal });
}

;// CONCATENATED MODULE: ./lib/report/graph.js
// How is the graph of charts drawn, as Mermaid or DOT?
/**
 * Mermaid, from left to right. `styles`: name → Mermaid style. Each node has a generated identifier, with the name of
 * the chart in quotes, because names such as `end` are keywords in Mermaid.
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
/** DOT, the language of Graphviz, from left to right. A style is a Graphviz style, such as `dashed`. */
function dotGraph(title, charts) {
    const nodes = charts.map(({ name, style }) => `  "${name}"${style ? ` [style=${style}]` : ''};`);
    const edges = charts.flatMap(({ name, depends }) => depends.map((needed) => `  "${needed}" -> "${name}";`));
    return [`digraph "${title}" {`, '  rankdir=LR;', '  node [shape=box];', ...nodes, ...edges, '}'];
}

;// CONCATENATED MODULE: ./lib/spec/select-charts.js
// Which charts of a spec are selected, by name or by tag?



/**
 * All charts if nothing is named; otherwise the named ones with the dependencies that are deployed, in the spec's
 * order. Fails with `chart-unknown`.
 */
function selectCharts(spec, only) {
    if (only.length === 0)
        return (0,model_failure.ok)(spec.charts);
    const found = only.map((selector) => ({ selector, names: namesOf(selector, spec) }));
    const unknown = found.filter(({ names }) => names.length === 0);
    if (unknown.length > 0)
        return (0,model_failure/* failed */.gz)(...unknown.map(({ selector }) => explainSelector(selector, spec)));
    const named = new Set(found.flatMap(({ names }) => names));
    const wanted = withDependencies([...named], spec.charts);
    // A chart that comes along is never uninstalled.
    const isSelected = ({ name, settings }) => named.has(name) || (wanted.has(name) && !settings.remove);
    return (0,model_failure.ok)(spec.charts.filter(isSelected));
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
        hint: near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`,
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
    const list = known.length > 0
        ? `Known ${tag === undefined ? 'charts' : 'tags'}: ${known.join(', ')}.`
        : 'No chart has tags: use chart names, or add `tags` to a chart.';
    return {
        code: 'chart-unknown',
        message: `The input \`only\` names \`${selector}\`, but ${file} has no such ${tag === undefined ? 'chart' : 'tag'}.`,
        hint: near ? `Did you mean \`${tag === undefined ? '' : 'tag:'}${near}\`?` : list,
    };
}

;// CONCATENATED MODULE: ./lib/commands/graph.js
// `graph`: which chart depends on which? The answer is Mermaid or DOT, for a program that draws it.





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
    return { command, branch: branchOf(event), isBranchHead: true };
}
/** Fails with `event-refused` or `event-unknown`. */
function readTrigger(command, event) {
    const refusal = refusalOf(event) ?? (changesCluster(command) ? refusalToChange(event) : undefined);
    if (refusal !== undefined)
        return (0,model_failure/* failed */.gz)(refusal);
    const about = {
        branch: branchOf(event),
        isBranchHead: eventsOfBranches.includes(event.name),
        ...pullRequestOf(event),
    };
    return command === 'auto' ? decideByEvent(event, about) : (0,model_failure.ok)({ command, ...about });
}
/** These are about the head of their branch. For other events, the workspace may contain anything. */
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
        message: `${what} would run untrusted templates and jobs with this repository's secrets.`,
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
/** A pull request from a fork is never deployed with this repository's secrets, whatever the inputs say. */
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
// What has git checked out? And if git does not say, what should the user do?
/** What to do about a problem of git; undefined if that depends on the run. */
function hintForGit(problem = '') {
    const [, folder] = /dubious ownership in repository at '([^']+)'/.exec(problem) ?? [];
    if (folder)
        return `The folder belongs to another user. Trust it: \`git config --global --add safe.directory ${folder}\`.`;
    return problem.includes('ENOENT') ? 'Install git.' : undefined;
}

;// CONCATENATED MODULE: ./lib/prepare/choose-environment.js
// Which environment is a run for, and which commit does it deploy there?




function environmentRequest({ request, trigger }) {
    return {
        environment: trigger.comment?.environment ?? request.environment,
        branch: request.branch?.replace(/^refs\/heads\//, ''),
        eventBranch: trigger.branch,
        isBranchHead: trigger.isBranchHead,
        isChange: changesCluster(trigger.command),
    };
}
function commitOf(invocation) {
    return { branch: branchOfRun(invocation) ?? '', sha: invocation.trigger.sha ?? invocation.event.sha };
}
/**
 * Undefined if the branch maps to nothing, so that a workflow has nothing to do. In a terminal that is an error, except
 * that a view takes the only environment of the spec.
 */
function chooseEnvironment(invocation, spec) {
    const selected = selectEnvironment(spec, environmentRequest(invocation));
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
    const { branch, eventBranch } = environmentRequest(invocation);
    return branch ?? eventBranch;
}

;// CONCATENATED MODULE: ./lib/commands/matrix.js
// `matrix`: which environments does the branch map to? For the matrix of a workflow's job.




/** JSON for `strategy.matrix`; `nothingBecause` if the branch maps to no environment. */
function matrix(target, invocation, ports) {
    const environments = environmentsFor(target.spec, environmentRequest(invocation));
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
// Which values of an object must not be shown, and why? Found by comparing it with other renderings.

/** Masks whatever differs between two renderings of a value. */
function masksBetween(one, other, reason) {
    if (one === undefined || other === undefined)
        return one === other ? undefined : reason;
    if ((0,json/* isList */.Lv)(one) && (0,json/* isList */.Lv)(other)) {
        const [keys, others] = [itemKeys(one), itemKeys(other)];
        // Items without names can only be matched by their index.
        return keys.join() === others.join() ? childMasks(keyed(one), keyed(other), reason) : reason;
    }
    if ((0,json/* isObject */.Gv)(one) && (0,json/* isObject */.Gv)(other))
        return childMasks(one, other, reason);
    return (0,json/* canonicalJson */.dj)(one) === (0,json/* canonicalJson */.dj)(other) ? undefined : reason;
}
function childMasks(one, other, reason) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    // Both have keys that the other lacks, so a key itself may be derived from a secret.
    if (keys.size > Object.keys(one).length && keys.size > Object.keys(other).length)
        return reason;
    const found = [...keys].flatMap((key) => {
        const inner = masksBetween(own(one, key), own(other, key), reason);
        return inner === undefined ? [] : [[key, inner]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** Masks each scalar for which `isMasked` is true. */
function masksWhere(value, isMasked, reason) {
    if (!(0,json/* isList */.Lv)(value) && !(0,json/* isObject */.Gv)(value))
        return isMasked(value) ? reason : undefined;
    const map = childrenOf(value);
    const found = Object.entries(map).flatMap(([key, inner]) => {
        const masks = masksWhere(inner, isMasked, reason);
        return masks === undefined ? [] : [[key, masks]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** Masks the old values that are neither unchanged nor public. */
function masksOfOld(before, after, isPublic) {
    if (!(0,json/* isList */.Lv)(before) && !(0,json/* isObject */.Gv)(before)) {
        const isSame = after !== undefined && (0,json/* canonicalJson */.dj)(before) === (0,json/* canonicalJson */.dj)(after);
        return isSame || isPublic(before) ? undefined : 'was';
    }
    const [old, now] = [childrenOf(before), childrenOf(after)];
    const keys = Object.keys(old);
    if (!(0,json/* isList */.Lv)(before) && keys.some((key) => !Object.hasOwn(now, key) && !isPublic(key)))
        return 'was';
    const found = keys.flatMap((key) => {
        const masks = masksOfOld(old[key] ?? null, own(now, key), isPublic);
        return masks === undefined ? [] : [[key, masks]];
    });
    return found.length > 0 ? Object.fromEntries(found) : undefined;
}
/** The first takes precedence, except `was`, which must not replace a mask on the new value. */
function joinMasks(first, second) {
    if (first === undefined || second === undefined)
        return first ?? second;
    if (first === 'was' || second === 'was') {
        const other = first === 'was' ? second : first;
        return typeof other === 'string' ? other : 'secret';
    }
    if (typeof first === 'string' || typeof second === 'string')
        return typeof first === 'string' ? first : second;
    const keys = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    return Object.fromEntries(keys.flatMap((key) => {
        const joined = joinMasks(own(first, key), own(second, key));
        return joined === undefined ? [] : [[key, joined]];
    }));
}
/** By name if all items have distinct names, as containers, ports and variables do; else by index. */
function itemKeys(list) {
    const names = list.map((item) => ((0,json/* isObject */.Gv)(item) && typeof item['name'] === 'string' ? `name:${item['name']}` : ''));
    const areNames = names.every((name) => name !== '') && new Set(names).size === names.length;
    return areNames ? names : list.map((_, index) => String(index));
}
/** A key may have the name of something that every object in JavaScript inherits, such as `constructor`. */
function own(map, key) {
    return map !== undefined && Object.hasOwn(map, key) ? map[key] : undefined;
}
/** What is in a list or a map; empty for a scalar. */
function childrenOf(value) {
    if ((0,json/* isList */.Lv)(value))
        return keyed(value);
    return (0,json/* isObject */.Gv)(value) ? value : {};
}
function keyed(list) {
    const keys = itemKeys(list);
    return Object.fromEntries(list.map((item, index) => [keys[index] ?? '', item]));
}

;// CONCATENATED MODULE: ./lib/preview/masked.js
// What is shown of two states of an object? Masked values are only marked as changed or unchanged.



/** `later`: shown for values that are not known yet: `known after postgres`. */
function maskPair({ before, after }, masks, later) {
    if (typeof masks === 'string')
        return replaceWith({ before, after }, masks, later);
    // A list and a map have no items in common.
    if (before !== undefined && after !== undefined && (0,json/* isList */.Lv)(before) !== (0,json/* isList */.Lv)(after)) {
        return {
            before: maskPair({ before, after: undefined }, masks, later).before,
            after: maskPair({ before: undefined, after }, masks, later).after,
        };
    }
    if ((0,json/* isList */.Lv)(before) || (0,json/* isList */.Lv)(after))
        return maskLists(before, after, masks, later);
    if ((0,json/* isObject */.Gv)(before) || (0,json/* isObject */.Gv)(after))
        return maskMaps(before, after, masks, later);
    return { before: withoutPlaceholder(before, later), after: withoutPlaceholder(after, later) };
}
function maskMaps(before, after, masks, later) {
    const [old, now] = [(0,json/* isObject */.Gv)(before) ? before : {}, (0,json/* isObject */.Gv)(after) ? after : {}];
    const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])].sort();
    const pairs = keys.map((key) => [key, maskPair(at(key, old, now), own(masks, key), later)]);
    const side = (which, original) => (0,json/* isObject */.Gv)(original)
        ? Object.fromEntries(pairs.flatMap(([key, pair]) => (pair[which] === undefined ? [] : [[key, pair[which]]])))
        : original;
    return { before: side('before', before), after: side('after', after) };
}
function maskLists(before, after, masks, later) {
    const [old, now] = [(0,json/* isList */.Lv)(before) ? keyed(before) : undefined, (0,json/* isList */.Lv)(after) ? keyed(after) : undefined];
    const isPlaced = [before, after].some((list) => (0,json/* isList */.Lv)(list) && itemKeys(list).some((key) => !key.startsWith('name:')));
    // Without names, items cannot be matched between lists of different lengths: the whole list is hidden.
    if (masks !== undefined && isPlaced && (0,json/* isList */.Lv)(before) && (0,json/* isList */.Lv)(after) && before.length !== after.length) {
        return replaceWith({ before, after }, 'secret', later);
    }
    const keys = [...new Set([...Object.keys(old ?? {}), ...Object.keys(now ?? {})])];
    const masked = new Map(keys.map((key) => [key, maskPair(at(key, old, now), own(masks, key), later)]));
    const side = (which, list) => (0,json/* isList */.Lv)(list) ? itemKeys(list).map((key) => masked.get(key)?.[which] ?? null) : list;
    return { before: side('before', before), after: side('after', after) };
}
function at(key, before, after) {
    return { before: own(before, key), after: own(after, key) };
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
/** For values that are read from objects of these charts; without charts, of objects whose chart is not known. */
function knownAfter(charts) {
    return charts.length > 0 ? `known after ${charts.join(', ')}` : 'known at deployment';
}
const masked_hidden = '(hidden)';
const differing = '(differs with each rendering)';
function withoutPlaceholder(value, later) {
    return typeof value === 'string' ? value.replaceAll(deferredPlaceholder, `(${later})`) : value;
}

;// CONCATENATED MODULE: ./lib/preview/deferred.js
// What does a plan show of charts that read from the cluster? Planned from the objects that exist now, or as far as
// possible without them.



/** For a plan in which all other charts are decided. */
async function planDeferred({ charts }, replan, cluster, signal) {
    const changing = new Set(charts.filter(mayChange).map(({ name }) => name));
    return Promise.all(charts.map(async (chart) => {
        if (chart.decision.action !== 'late')
            return { chart, awaited: [] };
        if (isJobsOnly(chart))
            return { chart: { ...chart, decision: jobsOfDeferred }, awaited: [] };
        const others = chart.depends.filter((name) => changing.has(name));
        const sources = others.length > 0 ? others : chart.depends;
        const inCluster = await checkObjects(chart, cluster, signal);
        if (inCluster.refusal !== undefined)
            return { ...guess(chart, sources), partial: inCluster.refusal.message };
        // If nothing before it changes, nothing will create what is missing: then it fails as in a deployment.
        if (inCluster.isMissing && others.length > 0)
            return guess(chart, sources);
        const planned = await replan(chart, new Map());
        if (!planned.ok)
            return { chart: refusedChart(chart, planned.failures), awaited: [] };
        const note = `Planned with the current objects of ${sources.join(', ')}, which may change too.`;
        return { chart: planned.value, awaited: [], ...(others.length > 0 && { note }) };
    }));
}
/** Jobs that depend on a deferred chart: it may change. */
const jobsOfDeferred = { action: 'run', reason: 'a dependency is decided later' };
function guess(chart, awaited) {
    const action = chart.baseRevision > 0 ? 'upgrade' : 'install';
    return { chart: { ...chart, decision: { action, reason: knownAfter(awaited) } }, awaited };
}
function refusedChart(chart, failures) {
    const [failure] = failures;
    return { ...chart, decision: { action: 'refuse', failure } };
}
/** Whether the objects that it reads exist. */
async function checkObjects({ deferred = [] }, cluster, signal) {
    const answers = await Promise.all(deferred.map((question) => cluster.value(question, signal)));
    const refusal = answers.flatMap((answer) => (answer.ok ? [] : answer.failures))[0];
    const isMissing = answers.some((answer) => answer.ok && 'problem' in answer.value);
    return refusal === undefined ? { isMissing } : { isMissing, refusal };
}

;// CONCATENATED MODULE: ./lib/preview/field-conflicts.js
// Which fields has another field manager taken over since Helm applied them? Server-side apply rejects an upgrade of
// those.

/** The name of Helm as a field manager (helm: pkg/kube/client.go). */
const helm = 'helm';
const maxFields = 5;
/** As a clause. */
function conflictRisk({ object, manager, fields }) {
    const names = fields.slice(0, maxFields).map(({ path }) => `\`${path}\``);
    return `${quotedName(object)}: \`${manager}\` now manages ${names.join(', ')}${more(fields)}: if its value differs, the upgrade fails without \`conflicts: take\``;
}
/** As a sentence. `live`: the whole object in the cluster; undefined if it is not known. */
function conflictNote({ object, manager, fields }, live) {
    const shown = fields.slice(0, maxFields).map((field) => `\`${field.path}\`${valuesOfField(field, object, live)}`);
    return `Takes over fields of ${quotedName(object)} from \`${manager}\` (\`conflicts: take\`): ${shown.join(', ')}${more(fields)}.`;
}
function quotedName({ kind, name }) {
    return `${kind} \`${name}\``;
}
function more(fields) {
    return fields.length > maxFields ? ` and ${fields.length - maxFields} more` : '';
}
/** ` (3 → 1)`. Only numbers and booleans: a text in the cluster may be a secret that Compass does not know. */
function valuesOfField({ keys, value }, { kind }, live) {
    const now = live && keys.reduce((data, key) => data && childOf(data, key)?.value, live);
    const isPlain = [now, value].every((one) => typeof one === 'number' || typeof one === 'boolean');
    if (kind === 'Secret' || !isPlain)
        return '';
    return ` (${JSON.stringify(now)} → ${JSON.stringify(value)})`;
}
/** The second argument is the same object in the cluster. */
function conflictsOf(object, { managers }) {
    const own = managers.filter((manager) => isHelm(manager.name)).map(({ fields }) => fields);
    return managers
        .filter((manager) => !isHelm(manager.name))
        .flatMap((manager) => {
        const fields = takenFields(manager.fields, object.data, own, { names: [], keys: [] });
        return fields.length === 0 ? [] : [{ object, manager: manager.name, fields }];
    });
}
const isHelm = (name) => name.toLowerCase() === helm;
/** The fields that are in `fields` and set in `data`, but in none of `own`. */
function takenFields(fields, data, own, above) {
    return Object.entries(fields).flatMap(([key, inner]) => {
        const found = key === '.' ? undefined : childOf(data, key);
        if (found === undefined || !(0,json/* isObject */.Gv)(inner))
            return [];
        const ours = own.flatMap((one) => {
            const inside = one[key];
            return (0,json/* isObject */.Gv)(inside) ? [inside] : [];
        });
        const here = { names: [...above.names, found.name], keys: [...above.keys, key] };
        const hasMore = Object.keys(inner).some((name) => name !== '.');
        const isOpen = Array.isArray(found.value) || (0,json/* isObject */.Gv)(found.value);
        if (hasMore && isOpen)
            return takenFields(inner, found.value, ours, here);
        return ours.length > 0 ? [] : [{ path: here.names.join('.'), keys: here.keys, value: found.value }];
    });
}
/** `f:` names a field, `k:` an item of a list by its key fields (Kubernetes: structured-merge-diff, fieldpath). */
function childOf(data, key) {
    const text = key.slice(2);
    if (key.startsWith('f:') && (0,json/* isObject */.Gv)(data) && Object.hasOwn(data, text)) {
        return { name: text, value: data[text] ?? null };
    }
    const wanted = key.startsWith('k:') ? (0,json/* parseJson */.qF)(text) : undefined;
    if (!(0,json/* isObject */.Gv)(wanted) || !(0,json/* isList */.Lv)(data))
        return undefined;
    const isWanted = (item) => (0,json/* isObject */.Gv)(item) && Object.entries(wanted).every(([name, value]) => item[name] === value);
    const item = data.find(isWanted);
    return item === undefined ? undefined : { name: Object.values(wanted).join('/'), value: item };
}

;// CONCATENATED MODULE: ./lib/preview/field-managers.js
// Which field managers do the objects of releases have? One request for each kind and namespace, for all charts
// together.

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
        // Helm recreates hooks.
        objects
            .filter(({ isHook }) => !isHook)
            .map(async (object) => {
            const { apiVersion, kind, namespace, name } = object;
            const listed = await listOf({ apiVersion, kind, namespace });
            if (!listed.ok)
                return { conflicts: [], unread: [kind] };
            const live = listed.value.find((one) => one.name === name);
            return { conflicts: live ? conflictsOf(object, live) : [], unread: [] };
        }));
        return {
            conflicts: found.flatMap(({ conflicts }) => conflicts),
            unread: [...new Set(found.flatMap(({ unread }) => unread))],
        };
    };
}

;// CONCATENATED MODULE: ./lib/preview/namespaces.js
// Which namespaces would be created, and which charts would not find theirs?

/** `changing`: in the spec's order. Namespaces that the account may not read count as existing. */
async function planNamespaces(changing, objectsOf, cluster, signal) {
    const installed = changing.filter(({ decision }) => decision.action === 'install');
    const names = [...new Set(installed.map(({ namespace }) => namespace))];
    const found = await Promise.all(names.map((name) => cluster.namespaceState(name, signal)));
    const stateOf = (index) => (found[index]?.ok ? found[index].value : 'active');
    const missing = new Set(names.filter((_, index) => stateOf(index) === undefined));
    const terminating = new Set(names.filter((_, index) => stateOf(index) === 'terminating'));
    const isCreatedBefore = ({ name, namespace, settings }) => {
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
        terminating: new Set(installed.filter(({ namespace }) => terminating.has(namespace)).map(({ name }) => name)),
        lost: new Set(lacking.filter((chart) => !isCreatedBefore(chart)).map(({ name }) => name)),
    };
}

;// CONCATENATED MODULE: ./lib/preview/object-moves.js




/** The previews, in which an object that moves is neither created nor deleted. */
function withMoves(previews, charts, unnamed) {
    const byKey = (objects) => new Map(objects.map((object) => [object.key, object]));
    const known = charts.flatMap((chart) => {
        const preview = previews.get(chart.name);
        return preview?.ok ? [{ chart, before: byKey(preview.value.gone), after: byKey(preview.value.added) }] : [];
    });
    const moves = findMoves(known, unnamed);
    const shown = [...previews].map(([name, preview]) => {
        const own = moves.filter(({ giver, taker }) => giver === name || taker.name === name);
        return [name, preview.ok && own.length > 0 ? { ...preview, value: showMoves(name, preview.value, own) } : preview];
    });
    return { previews: new Map(shown), moves };
}
function showMoves(name, preview, moves) {
    const taken = moves.filter(({ taker }) => taker.name === name);
    const given = moves.filter(({ giver }) => giver === name);
    const find = (list, { kind, name }) => list.find(({ object }) => object.kind === kind && object.name === name);
    return {
        ...preview,
        objects: preview.objects.flatMap((change) => {
            if (change.change === 'delete' && find(given, change))
                return [];
            const move = change.change === 'create' ? find(taken, change) : undefined;
            return [move ? { ...change, change: 'change', movedFrom: move.giver ?? `release ${move.from.name}` } : change];
        }),
        risks: preview.risks.filter((risk) => !given.some(({ object }) => risk.startsWith(`${objectName(object)} would be deleted`))),
        notes: [...given.map(({ object, taker }) => `${objectName(object)} moves to \`${taker.name}\`.`), ...preview.notes],
    };
}
function objectName({ kind, name }) {
    return `${kind} \`${name}\``;
}
/** The previews, with what is to be known about objects that are new in a chart and exist already. */
async function withOwners(previews, charts, moves, { cluster, limit, signal, }) {
    const isMoving = (chart, { key }) => moves.some(({ object, taker }) => object.key === key && taker.name === chart.name);
    const found = await inParallel(charts, limit, async (chart) => {
        const preview = previews.get(chart.name);
        const added = preview?.ok ? preview.value.added.filter((object) => !isMoving(chart, object)) : [];
        const about = [];
        for (const object of added) {
            const live = await cluster.object(object, signal);
            if (live.ok && live.value !== undefined)
                about.push(remarksAbout(object, live.value, chart));
        }
        return about;
    });
    return new Map([...previews].map(([name, preview]) => {
        const about = found[charts.findIndex((chart) => chart.name === name)] ?? [];
        if (!preview.ok || about.length === 0)
            return [name, preview];
        const risks = [...preview.value.risks, ...about.flatMap((one) => one.risks)];
        const notes = [...preview.value.notes, ...about.flatMap((one) => one.notes)];
        return [name, { ...preview, value: { ...preview.value, risks, notes } }];
    }));
}
function remarksAbout(object, live, chart) {
    const { release, namespace, settings } = chart;
    const what = objectName(object);
    if (live.isTerminating)
        return { risks: [`${what} exists, and is being deleted`], notes: [] };
    const owner = ownerOfObject(live);
    if (owner?.release === release && owner.namespace === namespace)
        return { risks: [], notes: [] };
    if (owner !== undefined) {
        const risk = `${what} belongs to the release \`${owner.release}\` in namespace \`${owner.namespace}\`: the deployment would fail`;
        return { risks: [risk], notes: [] };
    }
    const managers = [...new Set(live.managers.map(({ name }) => `\`${name}\``))].join(', ');
    const by = managers === '' ? '' : ` (managed by ${managers})`;
    if (!settings.adopt) {
        const risk = `${what} exists and belongs to no release${by}: the deployment would fail without \`adopt: true\``;
        return { risks: [risk], notes: [] };
    }
    const risks = settings.conflicts === 'take' ? [] : conflictsOf(object, live).map(conflictRisk);
    return { risks, notes: [`Adopts ${what}, which exists and belongs to no release${by}.`] };
}

// EXTERNAL MODULE: ./node_modules/yaml/dist/index.js
var dist = __webpack_require__(8815);
;// CONCATENATED MODULE: ./lib/text/write-yaml.js
// How is plain data written as YAML?

/**
 * YAML that readers of 1.1 and 1.2 read as the same data. `commentOf`: the comment beside the value at a path of keys;
 * a list has one comment.
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
// Which labels and annotations change with every version of a chart or its configuration? Only their names are shown.

function withoutNoise(data) {
    const noise = new Map();
    const strip = (value, path) => {
        if ((0,json/* isList */.Lv)(value))
            return value.map((item, index) => strip(item, [...path, String(index)]));
        if (!(0,json/* isObject */.Gv)(value))
            return value;
        const kept = Object.entries(value).filter(([key, inner]) => {
            const isLeftOut = isNoise(path, key, inner);
            if (isLeftOut)
                noise.set([...path, key].join(' '), String(inner));
            return !isLeftOut;
        });
        const stripped = kept.map(([key, inner]) => [key, inner, strip(inner, [...path, key])]);
        // A map that contained nothing else is removed too.
        const rest = stripped.filter(([, before, after]) => !isEmptyMap(after) || isEmptyMap(before));
        return Object.fromEntries(rest.map(([key, , after]) => [key, after]));
    };
    return { data: (0,json/* objectAt */.lJ)(strip(data, [])), noise };
}
function isEmptyMap(value) {
    return (0,json/* isObject */.Gv)(value) && Object.keys(value).length === 0;
}
/** The names of the labels and annotations that differ. */
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

// EXTERNAL MODULE: ./node_modules/diff/libesm/patch/create.js + 2 modules
var create = __webpack_require__(7291);
;// CONCATENATED MODULE: ./lib/preview/unified-diff.js
// What differs between two texts, in unified form?

/** Maximum number of differing lines for which the smallest diff is computed: the time grows with its square. */
const maxEdits = 1_000;
const contextLines = 3;
/** Lines of the hunks; empty if the texts are the same. `undefined`: there is no such text. */
function unifiedDiff(before, after) {
    if (before === undefined || after === undefined) {
        const sign = before === undefined ? '+' : '-';
        return splitLines(before ?? after ?? '').map((line) => `${sign}${line}`);
    }
    const patch = (0,create/* structuredPatch */.YB)('', '', before, after, undefined, undefined, {
        context: contextLines,
        maxEditLength: maxEdits,
    });
    if (patch === undefined)
        return inOneHunk(splitLines(before), splitLines(after));
    return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
        `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
        ...lines,
    ]);
}
/** Everything from the first to the last differing line, as one hunk. */
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
// What differs between the objects that a release has and the objects that it would have?






/** The object as it would be, or as it is if it would be deleted. */
function latestOf(pair) {
    return pair.after === undefined ? pair.before : pair.after;
}
/** Sorted by kind and name. */
function pairUp(before, after) {
    const wanted = [...after].map(([key, object]) => ({ before: before.get(key), after: object }));
    const gone = [...before].flatMap(([key, object]) => after.has(key) ? [] : [{ before: object, after: undefined }]);
    return [...wanted, ...gone].sort((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}
function sortKey(pair) {
    const { kind, namespace, name } = latestOf(pair);
    return JSON.stringify([kind, name, namespace]);
}
/** Undefined if nothing that is shown changes. */
function changeOf(pair, { masks, later, namespace }) {
    const [before, after] = [pair.before, pair.after].map((object) => object && withoutNoise(object.data));
    const masked = maskPair({ before: before?.data, after: after?.data }, joinMasks(masks, secretMasks(pair)), later);
    const diff = unifiedDiff(yamlOf(masked.before), yamlOf(masked.after));
    const noise = before && after ? changedNoise(before.noise, after.noise) : [];
    if (diff.length === 0 && noise.length === 0)
        return undefined;
    const object = latestOf(pair);
    return {
        change: pair.before === undefined ? 'create' : pair.after === undefined ? 'delete' : 'change',
        kind: object.kind,
        name: object.name,
        ...(object.namespace !== namespace && { namespace: object.namespace }),
        ...(object.isHook && { isHook: true }),
        diff,
        noise,
    };
}
/** The data of Secrets is always secret. */
function secretMasks({ before, after }) {
    const secrets = [before, after].filter((object) => object?.kind === 'Secret' && !object.apiVersion.includes('/'));
    const masks = ['data', 'stringData'].flatMap((field) => {
        const keys = secrets.flatMap((object) => (object ? Object.keys((0,json/* objectAt */.lJ)(object.data, field)) : []));
        return keys.length > 0 ? [[field, Object.fromEntries(keys.map((key) => [key, 'secret']))]] : [];
    });
    return masks.length > 0 ? Object.fromEntries(masks) : undefined;
}
function yamlOf(value) {
    return value === undefined ? undefined : writeYaml(sorted(value));
}
/** First the keys that people write first. */
const firstKeys = ['apiVersion', 'kind', 'name', 'metadata'];
const rankOf = (key) => firstKeys.indexOf(key) >>> 0;
/** So that another order of keys is not a change. */
function sorted(value) {
    if ((0,json/* isList */.Lv)(value))
        return value.map(sorted);
    if (!(0,json/* isObject */.Gv)(value))
        return value;
    const entries = Object.entries(value).sort(([a], [b]) => rankOf(a) - rankOf(b) || (a < b ? -1 : 1));
    return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

;// CONCATENATED MODULE: ./lib/preview/crds.js
// What would happen to the CRDs in `crds/` of a chart? Helm's record does not contain them, so each is read from the
// cluster.





/**
 * As in a deployment: missing CRDs are created; with `crds: upgrade`, existing ones are changed, but never to an older
 * schema; with `crds: skip`, nothing is done.
 */
async function previewCrds({ settings }, crds, { cluster, signal }) {
    if (settings.crds === 'skip')
        return { ...noChange, brought: [] };
    const found = await Promise.all(crds.map((crd) => cluster.crds.read(crdName(crd), signal)));
    const previewed = crds.map((crd, index) => {
        const after = (0,model_manifest/* toManifestObject */.cS)(crd, '', '');
        const read = found[index];
        if (read?.ok !== true)
            return noChange;
        if (read.value === undefined)
            return { ...noChange, pairs: [{ before: undefined, after }] };
        if (settings.crds !== 'upgrade')
            return noChange;
        return previewUpgrade(after, read.value);
    });
    return {
        pairs: previewed.flatMap(({ pairs }) => pairs),
        risks: previewed.flatMap(({ risks }) => risks),
        notes: [...(found.every(({ ok }) => ok) ? [] : [unreadCrds]), ...previewed.flatMap(({ notes }) => notes)],
        brought: crds,
    };
}
const unreadCrds = 'Compass could not read the CRDs of the cluster, so it cannot tell which of the chart would be created.';
const noChange = { pairs: [], risks: [], notes: [] };
function previewUpgrade(after, current) {
    const older = whyOlder(after.data, current);
    const patch = patchFor(after.data, current);
    if (patch === undefined)
        return noChange;
    if (older !== undefined) {
        const note = `The CRD \`${after.name}\` would stay as it is: the chart's CRD is older, because it ${older}.`;
        return { ...noChange, notes: [note] };
    }
    const { apiVersion, kind } = after.data;
    const about = { apiVersion: apiVersion ?? '', kind: kind ?? '', metadata: { name: after.name } };
    const spec = (0,json/* objectAt */.lJ)(current, 'spec');
    const pair = {
        before: { ...after, data: { ...about, spec } },
        after: { ...after, data: { ...about, spec: merged(spec, (0,json/* objectAt */.lJ)(patch, 'spec')) } },
    };
    return { pairs: [pair], risks: [`the CRD \`${after.name}\` would be changed for the whole cluster`], notes: [] };
}
/** The target with a merge patch applied (RFC 7396). */
function merged(target, patch) {
    const entries = Object.entries(patch).filter(([, value]) => value !== null);
    const removed = new Set(Object.keys(patch).filter((key) => patch[key] === null));
    const kept = Object.entries(target).filter(([key]) => !removed.has(key));
    return {
        ...Object.fromEntries(kept),
        ...Object.fromEntries(entries.map(([key, value]) => {
            const old = target[key];
            return [key, (0,json/* isObject */.Gv)(value) && (0,json/* isObject */.Gv)(old) ? merged(old, value) : value];
        })),
    };
}

;// CONCATENATED MODULE: ./lib/preview/decoys.js
// Which parts of a rendering are derived from secrets? Those that differ when the values have decoys in place of the
// secrets.

/** The values, with another one of the same type and form at each path. */
function withDecoys(values, secrets) {
    return (0,json/* objectAt */.lJ)((0,json/* replaceAt */._D)(values, secrets, decoyOf));
}
/** The keys of the maps at the given paths, at any depth. */
function keysAt(values, maps) {
    const keysIn = (value) => {
        if ((0,json/* isList */.Lv)(value))
            return value.flatMap(keysIn);
        return (0,json/* isObject */.Gv)(value) ? Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]) : [];
    };
    return valuesAt(values, maps).flatMap(keysIn);
}
/** With other keys in the maps at those paths, except known keys. */
function withOtherKeys(values, maps, known) {
    const rename = (value) => {
        if ((0,json/* isList */.Lv)(value))
            return value.map(rename);
        if (!(0,json/* isObject */.Gv)(value))
            return value;
        return Object.fromEntries(Object.entries(value).map(([key, inner]) => [known.includes(key) ? key : String(decoyOf(key)), rename(inner)]));
    };
    return (0,json/* objectAt */.lJ)((0,json/* replaceAt */._D)(values, maps, rename));
}
/** The values at those paths, as far as they exist. */
function valuesAt(values, paths) {
    return paths.flatMap((path) => {
        const found = (0,json/* valueAt */.fK)(values, ...path);
        return found === undefined ? [] : [found];
    });
}
function decoyOf(value) {
    switch (typeof value) {
        case 'string':
            return decoyText(value);
        case 'number':
            return decoyNumber(value);
        case 'boolean':
            return !value;
        default:
            return 'decoy';
    }
}
/** A number that is too large with other digits would become `null`. */
function decoyNumber(number) {
    const decoy = Number(String(number).replace(/\d/g, nextDigit));
    return Number.isFinite(decoy) ? decoy : Math.sign(number);
}
/**
 * Digits stay digits and letters stay letters, since a chart may validate them. So does the punctuation that structures
 * a string.
 */
function decoyText(text) {
    if (text.trim() === '')
        return 'decoy';
    const decoy = text.replace(/[^\s:/@?&=.,;_"'{}[\]\\-]/gu, another);
    // A secret of nothing but punctuation has no structure that matters.
    return decoy === text ? text.replace(/\S/g, 'q') : decoy;
}
/** Never 0, since a number must not begin with it. */
const nextDigit = (digit) => String((Number(digit) % 9) + 1);
/** Another character of the same kind. */
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

;// CONCATENATED MODULE: ./lib/preview/helm-template.js
// What would Helm render for this cluster? Rendered once, and again only if a second rendering can show something new.






/** Template functions that are not deterministic. */
const nondeterministic = [
    ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes', 'randInt', 'shuffle', 'uuidv4', 'now'],
    ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
    ...['genSignedCertWithKey', 'bcrypt', 'htpasswd', 'encryptAES', 'ago', 'date', 'dateInZone', 'htmlDate'],
];
const revision = 'Revision';
/**
 * `brought`: what the cluster will serve once the charts before this one are deployed. Fails as Helm would in the
 * deployment.
 */
async function renderForCluster(chart, brought, context) {
    // Raw objects are not rendered.
    if (chart.source?.kind === 'manifests')
        return (0,model_failure.ok)({ objects: Object.values(chart.source.files).join('\n---\n'), crds: [] });
    const path = await context.packageOf(chart);
    if (!path.ok)
        return path;
    const mentioned = context.charts.mentions(path.value, [...nondeterministic, lookupWord, apiVersionsWord, revision], JSON.stringify(chart.values));
    const first = await templateForCluster(chart, path.value, mentioned, brought, context);
    // The chart may reject a placeholder.
    if (!first.ok && chart.deferred !== undefined)
        return (0,model_failure.ok)({ crds: [], partial: unknownYet });
    if (!first.ok)
        return chart.secrets.length > 0 ? concealMessages(first.failures, path.value, chart, context) : first;
    const { output, used, partial } = first.value;
    if (output === undefined)
        return (0,model_failure.ok)({ crds: [], partial: partial ?? '' });
    const [again, decoy, later] = await Promise.all([
        renderAgain(used, mentioned, chart, context),
        chart.secrets.length > 0 ? renderTemplate(withDecoysFor(used, chart, context), chart, context) : undefined,
        chart.deferred === undefined ? undefined : renderTemplate(withOtherPlaceholder(used), chart, context),
    ]);
    const isOfRevision1 = mentioned.includes(revision) && chart.decision.action === 'upgrade';
    const why = partial ?? (isOfRevision1 ? 'Its templates use `.Release.Revision`, which is 1 in a plan.' : undefined);
    return (0,model_failure.ok)({
        ...output,
        ...(again?.ok && { again: again.value.objects }),
        ...(decoy && { decoy: decoy.ok ? decoy.value.objects : undefined }),
        ...(later?.ok && { later: later.value.objects }),
        ...(isOfRevision1 && { isOfRevision1 }),
        ...(why !== undefined && { partial: why }),
    });
}
const unknownYet = 'The chart cannot be rendered until the values that it reads from the cluster exist.';
/** Undefined if nothing suggests that the chart renders something else each time. */
async function renderAgain(used, mentioned, chart, context) {
    if (!nondeterministic.some((word) => mentioned.includes(word)))
        return undefined;
    // Many templates print the time in whole seconds.
    if (mentioned.includes('now'))
        await (0,promises_.setTimeout)(oneSecondMs, undefined, { signal: context.signal }).catch(() => { });
    return renderTemplate(used, chart, context);
}
const oneSecondMs = 1_050;
function withOtherPlaceholder(template) {
    return {
        ...template,
        values: template.values.replaceAll(deferredPlaceholder, `another:${deferredPlaceholder.toUpperCase()}`),
    };
}
/**
 * Helm's message about a chart with secrets is shown if it is the same with decoys; else only the place of the error.
 */
async function concealMessages(failures, path, chart, context) {
    const other = await renderTemplate(withDecoysFor(templateInput(chart, path), chart, context), chart, context);
    const messages = other.ok ? [] : other.failures.map(({ message }) => message);
    return (0,model_failure/* failed */.gz)(...failures.map((failure) => {
        if (messages.includes(failure.message))
            return failure;
        const [where] = /[\w./-]+\.\w+:\d+(:\d+)?/.exec(failure.message) ?? [];
        const place = where === undefined ? '' : ` at ${where}`;
        const message = `Helm cannot render the chart${place}. Its message is not shown, since it may contain a secret.`;
        return { ...failure, message };
    }));
}
/** Keys that the templates name are public, so they stay. */
function withDecoysFor(template, { values, secrets, secretMaps }, { charts }) {
    const keys = keysAt(values, secretMaps);
    const known = keys.length > 0 ? charts.mentions(template.package, keys, '') : [];
    const others = withOtherKeys(withDecoys(values, secrets), secretMaps, known);
    return { ...template, values: (0,json/* jsonForYaml */.p)(others) };
}

;// CONCATENATED MODULE: ./lib/preview/masking.js
// Which values of a chart's objects must not be shown? Those derived from secrets, now or before; those that differ
// with each rendering; and those that are not known yet.






function makeMasking(chart, outputs, past) {
    const read = (text) => readObjects((0,model_manifest/* splitDocuments */.ZF)(text), chart.namespace).byKey;
    const again = outputs.again === undefined ? undefined : read(outputs.again);
    const decoys = outputs.decoy === undefined ? undefined : read(outputs.decoy);
    const later = outputs.later === undefined ? undefined : read(outputs.later);
    // Without a rendering with decoys, every part may be derived from a secret.
    const isOpaque = decoys === undefined && secretPathsOf(chart).length > 0;
    const texts = new Set(past.secrets);
    return (pair) => {
        const { key } = latestOf(pair);
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
/** Values that go away may have been derived from a secret. */
function masksOfPast({ before, after }, { isPublic }) {
    if (before === undefined || isPublic === undefined)
        return undefined;
    if (after === undefined && !(isPublic(before.name) && isPublic(before.namespace)))
        return 'secret';
    const { apiVersion, kind, ...rest } = before.data;
    return masksOfOld(rest, after?.data, isPublic);
}
/** Whether the name of the object must not be shown either. */
function isNameHidden(masks) {
    return masks === 'secret' || masks === 'random' || masks === 'was';
}
/** Whether the object is in a file of raw objects without secrets. */
function isKnownFile({ source, namespace }, { after }) {
    if (source?.kind !== 'manifests' || after === undefined)
        return false;
    const known = Object.entries(source.files).filter(([file]) => !source.secretFiles.includes(file));
    return known.some(([, text]) => readObjects((0,model_manifest/* splitDocuments */.ZF)(text), namespace).byKey.has(after.key));
}

;// CONCATENATED MODULE: ./lib/preview/public-words.js
// Which words of the current release may be shown if its chart has, or had, secrets?
//
// The objects of a release do not show what was derived from a secret. So a value that goes away is shown only if each
// of its words is in the chart's own text, in values that are not secret, or in what the chart renders with other
// secrets.

/** Shorter numbers are taken for counts, ports and sizes. In digits. */
const shortestSecretNumber = 6;
/**
 * `secretsBefore`: paths of the secrets in the values of the release; undefined if it does not say. `secretsNow`: those
 * in the new values. The words are collected at the first call.
 */
function makeIsPublic(record, outputs, { values, release, namespace }, secretsBefore, secretsNow) {
    // Raw objects have no values, so the path of a secret is not known.
    if ([...(secretsBefore ?? []), ...secretsNow].some((path) => path.length === 0))
        return () => false;
    const secrets = [...valuesAt(record.values, secretsBefore ?? []), ...valuesAt(values, secretsNow)];
    const secretWords = new Set(secrets.flatMap((secret) => wordsOf(wordOf(secret))));
    let known;
    const read = () => {
        const old = secretsBefore === undefined ? {} : withDecoys(record.values, [...secretsBefore, ...secretsNow]);
        const now = withDecoys(values, secretsNow);
        const rendered = secretsNow.length > 0 ? outputs.decoy : outputs.objects;
        // One value a line, without the quotes of JSON, which are not part of the values.
        const plainValues = JSON.stringify([old, now], undefined, 1).replaceAll('"', ' ');
        const texts = [record.chartText, plainValues, rendered ?? '', release, namespace, 'true false null'];
        return new Set(texts.flatMap(wordsOf));
    };
    return (scalar) => {
        known ??= read();
        const text = String(scalar);
        const words = wordsOf(text);
        // The origin of short punctuation is not known, so it is hidden.
        if (words.length === 0)
            return text.trim() === '';
        const mayBeCount = (word) => secretsBefore !== undefined && isSmallNumber(word) && !isPartOf(word, secretWords);
        return words.every((word) => !secretWords.has(word) && (known?.has(word) || mayBeCount(word)));
    };
}
/** A number in a record may be one that JavaScript cannot represent: then it is its text already. */
function wordOf(value) {
    return typeof value === 'string' ? value : JSON.stringify(value);
}
/** Long runs of other characters count as words: a secret may have no letter or digit at all. */
function wordsOf(text) {
    return text.match(/[\p{L}\p{N}]+|[^\p{L}\p{N}\s]{4,}/gu) ?? [];
}
/** One or two digits are part of almost any number, so they do not count. */
function isPartOf(word, secrets) {
    return word.length > 2 && [...secrets].some((secret) => secret.includes(word));
}
function isSmallNumber(word) {
    return word.length < shortestSecretNumber && /^\d+$/.test(word);
}

;// CONCATENATED MODULE: ./lib/preview/risks.js
// What should a person look at before an object is changed?




/** As clauses: no capital letter, no full stop. */
function risksOf(pair, { isRemoved, isOfRevision1 = false }) {
    const { before, after } = pair;
    if (before === undefined)
        return [];
    if (after === undefined)
        return [deletion(before, isRemoved)];
    // Helm recreates hooks.
    if (after.isHook)
        return [];
    // An object that is named after the revision is a new one with each revision.
    const isOther = isOfRevision1 && /(^|\D)1(\D|$)/.test(after.name);
    const refused = isOther ? [] : immutableFields(before, after);
    return [...scaleToZero(before, after), ...olderImages(before, after), ...refused];
}
function called({ kind, name }) {
    return `${kind} \`${name}\``;
}
function deletion(object, isRemoved) {
    const hasPolicy = (0,json/* objectAt */.lJ)(object.data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
    const isKept = hasPolicy || (isRemoved && keptKinds.includes(object.kind));
    return isKept
        ? `${called(object)} would no longer be part of the release, but would stay in the cluster`
        : `${called(object)} would be deleted${holdsData.includes(object.kind) ? ', possibly with its data' : ''}`;
}
const holdsData = [...keptKinds, 'PersistentVolume'];
function scaleToZero(before, after) {
    const [was, is] = [before, after].map(({ data }) => (0,json/* objectAt */.lJ)(data, 'spec')['replicas']);
    return is === 0 && was !== 0 ? [`${called(after)} would be scaled to 0`] : [];
}
function olderImages(before, after) {
    const imagesBefore = new Map(containerImages(before.data));
    return containerImages(after.data).flatMap(([container, image]) => {
        const [was, is] = [imagesBefore.get(container), image].map(imageVersion);
        const isSame = was !== undefined && is !== undefined && was.name === is.name;
        if (!isSame || !(0,text_versions/* isOlder */.tW)(is.tag, was.tag))
            return [];
        return [`${called(after)} would be downgraded from \`${is.name}\` ${was.tag} to ${is.tag}`];
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
    if ((0,json/* isList */.Lv)(value))
        return value.flatMap(containerImages);
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, inner]) => {
        if (!['containers', 'initContainers'].includes(key) || !(0,json/* isList */.Lv)(inner))
            return containerImages(inner);
        return inner.filter((container) => (0,json/* isObject */.Gv)(container)).map(({ name, image }) => [String(name), String(image)]);
    });
}
/** Immutable paths of each kind (k8s.io/kubernetes: pkg/apis, validation). */
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
    return changed.map((path) => `${called(after)} would be rejected: \`${path}\` is immutable`);
}
function isChanged(path, before, after) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const [was, is] = [before, after].map((data) => (0,json/* objectAt */.lJ)(data, ...keys)[last]);
    // The manifest need not contain what the server has assigned.
    const isLeftToServer = (value) => value === undefined || value === '';
    if (path === 'spec.clusterIP' && (isLeftToServer(was) || isLeftToServer(is)))
        return false;
    return (0,json/* canonicalJson */.dj)(was ?? null) !== (0,json/* canonicalJson */.dj)(is ?? null);
}

;// CONCATENATED MODULE: ./lib/preview/preview.js
// What would a planned chart change in the cluster?




















/** For a chart that would be installed, upgraded or removed. Fails as Helm would in the deployment. */
async function previewChart(chart, preceding, context) {
    const { brought, awaited } = preceding;
    const isRemoved = chart.decision.action === 'remove';
    const running = runningRevision(chart);
    const [record, rendered] = await Promise.all([
        running ? context.cluster.record(running, context.signal) : (0,model_failure.ok)(noRecord),
        isRemoved ? (0,model_failure.ok)({ objects: '', crds: [] }) : renderForCluster(chart, brought, context),
    ]);
    if (!record.ok)
        return record;
    if (!rendered.ok)
        return rendered;
    if (rendered.value.objects === undefined) {
        return (0,model_failure.ok)({ ...nothingPreviewed, partial: rendered.value.partial ?? '' });
    }
    const { before, after, all } = readBoth(record.value, rendered.value, chart);
    const defined = readCrds(rendered.value.crds);
    if (!defined.ok)
        return defined;
    const crds = await previewCrds(chart, defined.value, context);
    const kinds = await checkKinds(chart, rendered.value, [...brought, ...crds.brought.flatMap(servedBy)], context);
    const problems = [...kinds.failures, ...(preceding.mayBringKinds ? [] : kinds.unserved)];
    if (problems.length > 0)
        return (0,model_failure/* failed */.gz)(...problems);
    const masksOf = makeMasking(chart, rendered.value, pastOf(chart, record.value, rendered.value, context.learn));
    const later = knownAfter(awaited);
    const own = pairUp(before.byKey, after.byKey).filter((pair) => !isIdleHook(pair, chart));
    const masked = own.map((pair) => ({ pair, masks: masksOf(pair) }));
    const visible = masked.flatMap(({ pair, masks }) => (isNameHidden(masks) || latestOf(pair).isHook ? [] : [pair]));
    const pairs = masked.map(({ pair, masks }) => ({
        pair: isNameHidden(masks) ? withoutName(pair, masks, chart) : pair,
        masks,
    }));
    const partial = whyPartlyHidden(chart, rendered.value) ?? (before.unread + all.unread > 0 ? unreadableObjects : undefined);
    const conflicts = await findConflicts(chart, record.value, () => maskedObjects(all, masksOf, later), context);
    return (0,model_failure.ok)({
        objects: [
            // Nothing in `crds/` comes from a template, so no part of it is secret.
            ...crds.pairs.map((pair) => ({ pair, masks: undefined })),
            ...pairs,
        ].flatMap(({ pair, masks }) => changeOf(pair, { masks, later, namespace: chart.namespace }) ?? []),
        risks: [
            ...(isRemoved ? [] : olderChart(chart, record.value)),
            ...crds.risks,
            ...kinds.unserved.map(({ message }) => `${message.replace(/\.$/, '')} yet: the chart fails unless something before it adds the kind`),
            ...pairs.flatMap(({ pair }) => risksOf(pair, { isRemoved, ...rendered.value })),
            ...conflicts.risks,
        ],
        notes: [...crds.notes, ...conflicts.notes],
        ...(partial !== undefined && { partial }),
        added: visible.flatMap(({ before: was, after: is }) => (was === undefined && is !== undefined ? [is] : [])),
        gone: visible.flatMap(({ before: was, after: is }) => (is === undefined && was !== undefined ? [was] : [])),
        brings: [...[...all.byKey.values()].map(({ data }) => data).filter(model_manifest/* isCrd */.Ez), ...crds.brought].flatMap(servedBy),
    });
}
/** `brought`: what the cluster will serve in addition. */
async function checkKinds(chart, { objects = '' }, brought, { cluster, signal }) {
    const served = await cluster.served(signal);
    return findUnacceptable(objects, served.ok ? [...served.value, ...brought] : undefined, chart);
}
/** Nothing is known, or nothing would change. */
const nothingPreviewed = { objects: [], risks: [], notes: [], brings: [], added: [], gone: [] };
const noRecord = {
    objects: '',
    isServerSide: true,
    values: {},
    helmChart: '',
    chartVersion: '',
    chartText: '',
};
const unreadableObjects = 'Some objects of the release cannot be read as YAML.';
function whyPartlyHidden({ secrets }, { partial, decoy }) {
    if (secrets.length === 0 || decoy !== undefined)
        return partial;
    return 'Helm cannot render the chart with other secrets, so Compass cannot tell which values are secret, and hides them all.';
}
/** Masked, without the objects whose name must not be shown. */
function maskedObjects({ byKey }, masksOf, later) {
    return [...byKey.values()].flatMap((after) => {
        const masks = masksOf({ before: undefined, after });
        if (isNameHidden(masks))
            return [];
        const { after: data } = maskPair({ before: undefined, after: after.data }, masks, later);
        return [{ ...after, data: (0,json/* objectAt */.lJ)(data) }];
    });
}
/** Client-side apply has no conflicts. */
async function findConflicts(chart, record, objects, { conflictsAmong, cluster, signal }) {
    if (runningRevision(chart) === undefined || !isAppliedServerSide(chart, record))
        return { risks: [], notes: [] };
    const { conflicts, unread } = await conflictsAmong(objects());
    const isTaken = chart.settings.conflicts === 'take';
    const taken = await Promise.all((isTaken ? conflicts : []).map(async (conflict) => {
        const live = await cluster.content(conflict.object, signal);
        return conflictNote(conflict, live.ok ? live.value : undefined);
    }));
    const cannotTell = `Conflicts with other field managers cannot be checked: Compass could not list ${unread.join(', ')}.`;
    return {
        risks: isTaken ? [] : conflicts.map(conflictRisk),
        notes: [...taken, ...(unread.length > 0 ? [cannotTell] : [])],
    };
}
/** `before`, `after`: without the documents that are identical in both. */
function readBoth(record, rendered, { namespace }) {
    const [old, now] = [(0,model_manifest/* splitDocuments */.ZF)(record.objects), (0,model_manifest/* splitDocuments */.ZF)(rendered.objects ?? '')];
    const both = new Set(old).intersection(new Set(now));
    const differing = (documents) => documents.filter((document) => !both.has(document));
    const read = (documents) => readObjects(documents, namespace);
    return { before: read(differing(old)), after: read(differing(now)), all: read(now) };
}
/** Calls `learn` with the values of the current release that were secret when it was deployed, or are secret now. */
function pastOf(chart, record, outputs, learn) {
    const running = runningRevision(chart);
    const secretsBefore = running && (0,release_labels/* secretsIn */.VY)(running);
    const secretsNow = secretPathsOf(chart);
    const paths = [...(secretsBefore ?? []), ...secretsNow];
    // A number in a record may be one that JavaScript cannot represent: then it is kept as its text.
    const found = valuesAt(record.values, paths).map((value) => typeof value === 'string' ? value : JSON.stringify(value));
    for (const text of found)
        learn(text);
    const isClean = secretsBefore !== undefined && paths.length === 0;
    return {
        secrets: found.filter((text) => text !== ''),
        isPublic: isClean ? undefined : makeIsPublic(record, outputs, chart, secretsBefore, secretsNow),
    };
}
function withoutName(pair, masks, { namespace }) {
    const name = masks === 'random' ? differing : masked_hidden;
    const hide = (object) => ({ ...object, name, namespace });
    return pair.after === undefined
        ? { before: hide(pair.before), after: undefined }
        : { before: pair.before && hide(pair.before), after: hide(pair.after) };
}
/** Helm does not delete hooks that are no longer in the chart, and creates only the hooks of what it does. */
function isIdleHook(pair, { decision }) {
    const events = (0,model_manifest/* hookEventsOf */.AI)(latestOf(pair).data);
    if (events === undefined)
        return false;
    if (pair.after === undefined)
        return true;
    return !events.split(',').some((event) => new RegExp(`^(pre|post)-${decision.action}$`).test(event.trim()));
}
function olderChart({ content }, { chartVersion }) {
    const { version } = content ?? {};
    if (version === undefined || !(0,text_versions/* isOlder */.tW)(version, chartVersion))
        return [];
    return [`the chart would be downgraded from ${chartVersion} to ${version}`];
}

;// CONCATENATED MODULE: ./lib/preview/preview-all.js
// What would change in all charts of a plan? Charts are previewed in parallel, and a second time if charts before them
// add new kinds.




/** Name of each chart → what would change. `limit`: how many at the same time. */
async function previewAll(wanted, plan, context, limit) {
    const found = new Map();
    const previewSome = (some, broughtTo) => inParallel(some, limit, async (one) => {
        const preceding = {
            brought: broughtTo(one),
            awaited: one.awaited,
            mayBringKinds: isPreceded(one.chart, plan),
        };
        found.set(one.chart.name, await previewChart(one.chart, preceding, context));
    });
    await previewSome(wanted, () => []);
    const brings = await newlyServed(found, context);
    const broughtTo = ({ chart: { name } }) => [...withDependencies([name], plan.charts)].flatMap((needed) => (needed === name ? [] : (brings.get(needed) ?? [])));
    await previewSome(wanted.filter((one) => broughtTo(one).length > 0), broughtTo);
    return found;
}
/** Name of each chart → the API versions and kinds that the cluster serves only with it. */
async function newlyServed(found, { cluster, signal }) {
    const brings = [...found].flatMap(([name, preview]) => preview.ok && preview.value.brings.length > 0 ? [[name, preview.value.brings]] : []);
    const served = brings.length > 0 ? await cluster.served(signal) : undefined;
    const there = new Set(served?.ok ? served.value : []);
    return new Map(brings.map(([name, list]) => [name, list.filter((one) => !there.has(one))]));
}

;// CONCATENATED MODULE: ./lib/preview/results.js
// What does a plan say about each chart: what would happen and why, what would change, and which risks there are?





/** In the order of the plan. */
function planResults(entries, findings) {
    const changes = changesOf(entries);
    return withSkipped(entries.map((one) => toPlanResult(one, changes, findings)));
}
/** Names of the charts that would change or run. Jobs run if something that they depend on changes. */
function changesOf(entries) {
    const changes = new Set(entries.flatMap(({ chart }) => (mayChange(chart) ? [chart.name] : [])));
    const runs = entries.filter(({ chart }) => isJobsOnly(chart) && chart.decision.action === 'unchanged');
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
        const refused = { outcome: 'failed', reason: failure.message, failure: { at: chart.at, ...failure } };
        return { ...about, ...refused, ...isTolerated };
    }
    const { outcome, reason } = plannedOutcomeOf(chart, changes);
    const isChange = !['unchanged', 'keep', 'not-required'].includes(outcome);
    const notes = [
        ...(note ? [note] : []),
        ...Object.keys(images).flatMap((reference) => findings.notBuiltBecause.get(reference) ?? []),
        ...jobNotes('the chart', chart.jobs.before, chart.jobs.after, isChange),
    ];
    const { brings: _, added: __, gone: ___, ...found } = preview?.ok ? preview.value : nothingPreviewed;
    const lost = `the namespace \`${namespace}\` does not exist, and no chart before this one creates it`;
    return {
        ...about,
        outcome,
        reason,
        ...(baseRevision > 0 && { revision: baseRevision }),
        preview: {
            ...found,
            risks: [
                ...(findings.lost.has(name) ? [lost] : []),
                ...(findings.terminating.has(name) ? [`the namespace \`${namespace}\` is being deleted`] : []),
                ...found.risks,
            ],
            notes: [...notes, ...found.notes],
            ...(partial !== undefined && { partial }),
        },
    };
}
function plannedOutcomeOf(chart, changes) {
    const { decision, name, depends } = chart;
    if (isJobsOnly(chart) && decision.action === 'unchanged' && changes.has(name)) {
        return { outcome: 'run', reason: depends.length === 0 ? 'a chart would change' : 'a dependency would change' };
    }
    switch (decision.action) {
        case 'late':
        case 'refuse':
            throw new Error(`a chart that is ${decision.action} has no outcome in a plan`);
        default:
            return { outcome: decision.action, reason: decision.reason };
    }
}
/** Charts that depend on a failing chart would be skipped. */
function withSkipped(charts) {
    const failing = new Set(charts.flatMap(({ name, failure, isTolerated }) => (failure && !isTolerated ? [name] : [])));
    return charts.map((chart) => {
        const needed = [...withDependencies([chart.name], charts)].filter((name) => name !== chart.name && failing.has(name));
        if (needed.length === 0 || chart.preview === undefined || chart.failure)
            return chart;
        const risk = `the chart would be skipped, because ${needed.map((name) => `\`${name}\``).join(', ')} would fail`;
        return { ...chart, preview: { ...chart.preview, risks: [risk, ...chart.preview.risks] } };
    });
}
/** A job without a name is shown by its script. In characters. */
const longestName = 80;
function jobNameOf(job) {
    const [line = ''] = job.trim().split('\n');
    const isWhole = line === job.trim() && line.length <= longestName;
    return (isWhole ? line : `${line.slice(0, longestName)}…`).replaceAll('`', "'");
}
/** Lists the jobs that would run. */
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
    const changing = entries.filter(({ chart }) => mayChange(chart) && !isJobsOnly(chart));
    const context = await openContext(prepared.value, changing, session, ports);
    if (!context.ok)
        return context;
    const previews = context.value
        ? await previewWithOwners(changing, plan, context.value, request.concurrency)
        : new Map();
    const objectsOf = ({ name }) => {
        const preview = previews.get(name);
        return preview?.ok ? preview.value.objects : [];
    };
    const namespaces = await planNamespaces(changing.map(({ chart }) => chart), objectsOf, cluster, signal);
    const charts = planResults(entries, { previews, ...namespaces, notBuiltBecause });
    const isChange = entries.some(({ chart }) => mayChange(chart));
    const notes = [
        ...namespaces.created.map((name) => `The namespace \`${name}\` would be created.`),
        ...handOverNotes(plan),
        ...leftAloneNotes(plan),
        ...jobNotes('the stack', plan.jobs.before, [], isChange),
        ...jobNotes('the stack', [], plan.jobs.after, isChange || (plan.afterJobs !== undefined && mayChange(plan.afterJobs))),
    ];
    const digest = planDigest(plan);
    for (const result of charts)
        emit({ type: 'chart-ended', result });
    for (const text of [...notes, `The digest of this plan: ${digest}`])
        emit({ type: 'notice', text });
    return (0,model_failure.ok)({ charts, planDigest: digest, notes, warnings });
}
async function previewWithOwners(changing, plan, context, limit) {
    const { cluster, signal } = context;
    const charts = changing.map(({ chart }) => chart);
    const [alone, unnamed] = await Promise.all([
        previewAll(changing, plan, context, limit),
        unnamedReleases(plan, cluster, signal),
    ]);
    const { previews, moves } = withMoves(alone, charts, unnamed);
    return withOwners(previews, charts, moves, { cluster, limit, signal });
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
            return charts.pack(source, content, at);
        },
        conflictsAmong: makeFindConflicts(cluster, signal),
        signal,
        learn: (secret) => redactor.learn(secret),
    });
}

;// CONCATENATED MODULE: ./lib/render/provenance.js

/**
 * For the value at a path of the merged layers. `environment`: the layers of what templates read as `values`.
 * Undefined if no layer sets it.
 */
function sourceOf(path, layers, environment) {
    const layer = layers.findLast(({ values }) => ownValueAt(values, path) !== undefined);
    if (layer === undefined)
        return undefined;
    const reads = pathsIn(ownValueAt(layer.written ?? {}, path)).flatMap((read) => {
        // The path may end with a method: `values.hosts.map(…)`.
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
/** The environment's values that a template reads, each once: `values.a.b`, `values['a-b']`. */
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
// What does `render` print for a chart? YAML, with comments that explain it.




/** `objects`: YAML documents. `hidden`: a line for each file of raw objects that is not shown, with the reason. */
function valuesAndObjects(title, values, objects, hidden) {
    const unknown = hidden.map((text) => `# (${text})\n`);
    return `# ${title}\n# Values:\n${writeYaml(values)}---\n# Objects:\n${unknown.join('')}${objects.replace(/^---\n/, '')}`;
}
/** Each value with the layer that it comes from. `environment`: the layers of the variable `values`. */
function explainedValues(title, layers, environment) {
    const values = mask(mergeLayers(layers.map((layer) => layer.values)));
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
// `render`: which values and objects would be deployed for one chart? Makes no request to a cluster, and shows no
// secret.







/** The answer is YAML. Fails with `chart-unknown`, and as `deploy` does before its first request to the cluster. */
async function render(session, { view }, ports) {
    if (view?.command !== 'render')
        throw new Error('`render` is a view');
    const chart = chartNamed(session.spec, view.chart);
    if (!chart.ok)
        return chart;
    const text = await yamlOfChart({ ...session, charts: [chart.value] }, view.explain, ports);
    return text.ok ? (0,model_failure.ok)({ answer: text.value }) : text;
}
/** `session`: with only one chart. `explain`: whether to show where each value comes from, in place of the objects. */
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
    // Helm gets masked values: Compass could not recognise a string that a chart derives from a secret.
    const values = (0,json/* objectAt */.lJ)(mask(mergeLayers(layers.value.chart.map((layer) => layer.values))));
    const objects = await helm.template({ ...rendered, package: path, values: (0,json/* jsonForYaml */.p)(values) }, signal);
    return objects.ok ? (0,model_failure.ok)(valuesAndObjects(title, values, objects.value, hidden)) : objects;
}
/**
 * Leaves out raw objects that are not known yet, and those whose template reads a secret, because the secret could not
 * be masked in them. `hidden`: what to say in their place.
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
            ...files.filter(isLater).map(([file]) => `${file}: known once the chart's dependencies are deployed`),
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
    const path = await charts.pack(source, content.value, at);
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
        return (0,model_failure/* failed */.gz)({ code: 'chart-unreadable', message, hint: 'Correct `values.yaml` in the chart.', at });
    }
    const data = read.documents[0]?.data;
    return (0,model_failure.ok)({ name: "the chart's own values.yaml", values: (0,json/* isObject */.Gv)(data) ? data : {} });
}

;// CONCATENATED MODULE: ./lib/commands/validate.js







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
    const missing = missingCharts(checked, spec, ports.files);
    if (!rendering.ok)
        return { charts: checked, failures: [...rendering.failures, ...missing] };
    return { environment: rendering.value.environment, charts: checked, failures: missing };
}
/** Without a rendering, literal chart sources can still be checked. */
function writtenSource({ name, chart, version, repository, requires, settings }, { folder, repositories }) {
    // A chart that is removed, or that some environments do not require, may be missing.
    if (settings.remove || requires.length > 0)
        return { name };
    // With a version or a repository, the chart is remote, even if one of these keys is wrong.
    if (chart === undefined || chart.includes('<%') || (version ?? repository) !== undefined)
        return { name };
    const urls = repositories.map((known) => [known.name, known.url]);
    const parsed = parseSource({ chart }, folder, Object.fromEntries(urls));
    return { name, ...('source' in parsed && { source: parsed.source }) };
}
/**
 * Environments whose templates evaluate to the same place. A rule of the spec compares literal namespaces and contexts.
 */
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
// What do the raw inputs ask for? Or what is wrong with them, all at once?


/**
 * `texts`: as given; an empty string counts as not given. `writtenAs`: see `Invocation`.
 * Fails with `input-invalid` and `not-yet`.
 */
function readRequest(texts, writtenAs = (name) => `\`${name}\` in the step's \`with:\``) {
    const read = (0,model_failure/* all */.Q7)(inputs/* inputNames */.vj.map((name) => parseInput(name, inputs/* inputs */.QL[name], texts[name]?.trim() ?? '', writtenAs(name))));
    // Each entry was made by the parser of its own name, as the type says.
    return read.ok ? (0,model_failure.ok)(Object.fromEntries(read.value)) : read;
}
function parseInput(name, input, given, written) {
    const text = given || input.default;
    // The runner replaces a default such as `${{ github.token }}`; in a terminal it stays as it is, and counts as not
    // given.
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

/** Longest message, hint, reason or note, in UTF-16 units. The log of a chart has the whole text of its failure. */
const longestMessage = 1_000;
function shorten(text) {
    return text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text;
}
/**
 * Applied before any text is cut or escaped. Otherwise the filter would no longer recognise a secret that people can
 * still read.
 */
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
        objects: objects.map(({ kind, name, namespace, diff, noise, ...object }) => ({
            ...object,
            kind: masked(kind),
            name: masked(name),
            ...(namespace !== undefined && { namespace: masked(namespace) }),
            diff: diff.map(masked),
            noise: noise.map(masked),
        })),
        risks: risks.map(masked),
        notes: notes.map(masked),
        ...(partial !== undefined && { partial: masked(partial) }),
    };
}
/** `burrow in staging`, as far as it is known. */
function titleOf({ spec, environment, command }) {
    if (spec === undefined)
        return command ?? 'Compass';
    return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}
/** The outcome of the whole run, from its parts. */
function runOutcome({ charts = [], failures = [], nothingBecause }) {
    if (nothingBecause !== undefined)
        return 'nothing-to-do';
    if (failures.some((failure) => failure.code === 'cancelled'))
        return 'cancelled';
    return failures.length > 0 ? 'failure' : (0,model_outcome/* outcomeOf */.sG)(charts);
}

// EXTERNAL MODULE: ./lib/report/images.js
var report_images = __webpack_require__(5374);
// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(3021);
;// CONCATENATED MODULE: ./lib/report/plan-markdown.js
// How is a plan shown as Markdown? A table of charts with what would happen and why, the risks, and the changes of
// objects.





/** In bytes. With less space than this, no part of a diff is shown: its start alone says nothing. */
const minPartBytes = 400;
const maxRisks = 100;
/** The table comes first, then as many details as fit. */
function planMarkdown(report, maxBytes) {
    const head = headOf(report, maxBytes - minPartBytes);
    const foot = [`<sub>Plan ${(0,markdown/* code */.aY)(report.planDigest)}</sub>`, ''];
    const bytesLeft = maxBytes - (0,markdown/* bytesOf */.$$)([...head.lines, ...foot, omission(report.charts.length)].join('\n')) - 2;
    const details = fit(report.charts.flatMap(detailsOf), bytesLeft);
    const left = details.omitted.length > 0 ? [omission(details.omitted.length), ''] : [];
    return {
        text: [...head.lines, ...details.lines, ...left, ...foot].join('\n'),
        isWhole: head.isWhole && details.omitted.length === 0,
    };
}
function omission(count) {
    return `Details of ${(0,text_count/* countOf */.p)(count, 'chart')} are shortened or left out (too long).`;
}
function headOf({ title, charts, notes }, maxBytes) {
    const [staying, others] = [charts.filter(isUntouched), charts.filter((chart) => !isUntouched(chart))];
    const { rows, left, isWhole } = tableOf(others, maxBytes * 0.8);
    const risks = others.flatMap(({ name, preview }) => (preview?.risks ?? []).map((risk) => `- ⚠️ **${name}**: ${(0,markdown/* inline */.mG)(risk)}`));
    const about = upTo([...notes.map(markdown/* inline */.mG), stayingLine(staying)], maxBytes * 0.1);
    const rest = about.flatMap((line) => [line, '']);
    const bytesLeft = maxBytes - (0,markdown/* bytesOf */.$$)([...rows, ...rest].join('\n')) - minPartBytes;
    const shownRisks = upTo(risks.slice(0, maxRisks), bytesLeft);
    const lines = [
        `### ${(0,markdown/* inline */.mG)(title)}: ${others.length === 0 ? 'no changes' : (0,report_text/* countLine */.QK)(charts)}`,
        '',
        ...(others.length > 0 ? [...rows, ''] : []),
        ...(left > 0 ? [`The table leaves out ${(0,text_count/* countOf */.p)(left, 'chart')} (too many).`, ''] : []),
        ...shownRisks,
        ...(shownRisks.length < risks.length ? [`- ${(0,text_count/* countOf */.p)(risks.length - shownRisks.length, 'more risk')}`] : []),
        ...(risks.length > 0 ? [''] : []),
        ...rest,
    ];
    return { lines, isWhole: isWhole && shownRisks.length === risks.length && about.length > notes.length };
}
/**
 * A row for each chart, without images and reasons if they do not fit. `left`: number of charts without a row.
 */
function tableOf(charts, maxBytes) {
    const heads = ['| chart | plan | why | images |', '| --- | --- | --- | --- |'];
    const forms = [planRow, (chart) => planRow({ ...chart, images: {} }), toShortRow];
    const tables = forms.map((form) => [...heads, ...charts.map(form)]);
    const fitting = tables.find((table) => (0,markdown/* bytesOf */.$$)(table.join('\n')) <= maxBytes);
    const rows = fitting ?? upTo([...heads, ...charts.map(toShortRow)], maxBytes);
    return { rows, left: heads.length + charts.length - rows.length, isWhole: fitting === tables[0] };
}
function toShortRow({ name, outcome, failure }) {
    return `| ${name} | ${(0,model_outcome/* factsOf */.xS)(outcome).sign ?? ''}&nbsp;${outcome} | ${failure ? (0,markdown/* code */.aY)(failure.code) : ''} | |`;
}
function isUntouched({ outcome }) {
    return (0,model_outcome/* factsOf */.xS)(outcome).changes === false;
}
function stayingLine(charts) {
    if (charts.length === 0)
        return '';
    return `<sub>No change: ${charts.map(({ name }) => name).join(', ')}</sub>`;
}
function planRow(result) {
    const { name, outcome, reason, failure, preview } = result;
    const why = failure ? `${(0,markdown/* code */.aY)(failure.code)} ${(0,markdown/* inline */.mG)(reason.slice(0, markdown/* maxCell */.t))}` : (0,markdown/* inline */.mG)(reason);
    const partial = preview?.partial === undefined ? '' : ' (partial)';
    return `| ${[name, `${(0,model_outcome/* factsOf */.xS)(outcome).sign ?? ''}&nbsp;${outcome}${partial}`, why, (0,report_images/* imagesCell */.b_)(result)].join(' | ')} |`;
}
/** Details that the table does not have. */
function detailsOf({ name, outcome, preview, failure }) {
    if (failure !== undefined) {
        const lines = [failure.message, ...(failure.hint ? [`→ ${failure.hint}`] : [])];
        return [{ summary: `<b>${name}</b>: ${(0,markdown/* code */.aY)(failure.code)}`, before: [], diff: lines.map((line) => `- ${line}`) }];
    }
    const { objects = [], notes = [], partial } = preview ?? {};
    const before = [...(partial === undefined ? [] : [`Partial: ${partial}`]), ...notes].map((note) => `- ${(0,markdown/* inline */.mG)(note)}`);
    if (before.length === 0 && objects.length === 0)
        return [];
    return [
        {
            summary: `<b>${name}</b>: ${outcome}, ${(0,text_count/* countOf */.p)(objects.length, 'object')}`,
            before,
            diff: objects.flatMap(diffLines),
        },
    ];
}
function diffLines(object) {
    return [`# ${(0,report_text/* objectTitle */.UP)(object)}`, ...object.diff];
}
/** The shortest sections are placed first, so that a very long one does not displace the others. */
function fit(sections, maxBytes) {
    const sized = sections.map((section) => ({ section, size: sizeOf(section) }));
    const shown = new Map();
    const cut = [];
    let left = maxBytes;
    for (const { section, size } of sized.sort((a, b) => a.size - b.size)) {
        if (size > left)
            cut.push(section);
        const lines = size <= left ? drawn(section) : left > minPartBytes ? drawn(shortened(section, left)) : [];
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
function shortened(section, maxBytes) {
    const frame = sizeOf({ ...section, diff: [''] }) + 60;
    const kept = upTo(section.diff, maxBytes - frame);
    const left = section.diff.length - kept.length;
    return { ...section, diff: [...kept, `# … and ${(0,text_count/* countOf */.p)(left, 'more line')}`] };
}
function drawn({ summary, before, diff }) {
    const block = diff.length > 0 ? ['', ...(0,markdown/* fenced */.OF)(diff, 'diff')] : [];
    return (0,markdown/* folded */.TM)(summary, [...before, ...block]);
}
/** As many lines as fit. */
function upTo(lines, maxBytes) {
    let left = maxBytes;
    const cut = lines.findIndex((line) => {
        left -= (0,markdown/* bytesOf */.$$)(line) + 1;
        return left < 0;
    });
    return cut < 0 ? [...lines] : lines.slice(0, cut);
}

;// CONCATENATED MODULE: ./lib/report/problems-markdown.js


/**
 * Shown instead of a plan or a table of charts. `title`: `burrow in staging`. `end`: the outcome, which is not escaped.
 */
function problemsMarkdown(title, end, failures) {
    return [`### ${(0,markdown/* inline */.mG)(title)}: ${end}`, '', ...problemsBlock(failures)].join('\n');
}
/** The lines of a code block, and an empty line. */
function problemsBlock(failures) {
    const lines = (0,report_text/* allFailureLines */.d6)(failures.slice(0, maxFailures), () => []);
    const left = failures.length - maxFailures;
    const more = left > 0 ? [(0,report_text/* moreProblems */.OI)(left)] : [];
    return [...(0,markdown/* fenced */.OF)([...lines, ...more], 'text'), ''];
}
const maxFailures = 50;

;// CONCATENATED MODULE: ./lib/pull-request/authorise.js
// May this comment on a pull request get what it asks for? That depends on its author, on the repository that the
// pull request comes from, and on the commit that is checked out.


/**
 * Returns the trigger that the pull request itself would have had. If something cannot be checked, the run is refused.
 */
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
    return (0,model_failure.ok)({ ...trigger, branch: baseBranch, isBranchHead: false, sha: headSha });
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
// What surrounds the plan in a comment? A hidden first line, by which a later run finds the comment, and a footer.


/** In bytes. GitHub accepts 65,536 characters, and a text never has more characters than bytes. */
const maxCommentBytes = 65_000;
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
    return `<sub>For commit ${(0,markdown/* code */.aY)(sha.slice(0, 12))}${rest}.</sub>`;
}

;// CONCATENATED MODULE: ./lib/pull-request/sticky-comment.js
// How is a plan posted? There is one comment for each stack, environment and spec: it is found again and updated in
// place, and an older plan never overwrites a newer one.


async function postComment(message, github, signal) {
    const posted = await upsert(message, github, signal);
    if (posted.ok)
        return { sentence: posted.value };
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
        return (0,model_failure.ok)(`The plan was not posted: the head of the pull request is now ${newest.value.headSha}.`);
    }
    const [own] = found.value;
    if (own === undefined)
        return sticky_comment_create(message, text, github, signal);
    const before = markerIn(own.body);
    // A newer run for the same commit wins. If GitHub does not say which commit is the head, a newer run for any
    // commit wins.
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
/** If two runs create a comment at the same time, the older comment stays. */
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
/** Those about the marker's own subject first. Anyone can write a marker, so only comments by this account count. */
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







/**
 * For a run that a comment asked for: checks that the author may ask for it, and finds out the commit. Any other run is
 * accepted as it is.
 */
async function acceptComment(invocation, ports, signal) {
    const { trigger } = invocation;
    const { comment } = trigger;
    if (comment === undefined)
        return (0,model_failure.ok)(invocation);
    const github = openGitHub(invocation, ports);
    if (github === undefined) {
        const message = 'Without a token, Compass cannot check whether the author of the comment may ask for a plan.';
        return (0,model_failure/* failed */.gz)({
            code: 'github-forbidden',
            message,
            hint: 'Remove the empty input `github-token`: its default is the token of the workflow.',
        });
    }
    await react('eyes', comment.id, github, ports, signal);
    const checkout = () => ports.checkout(signal);
    const authorised = await authorise({ ...trigger, comment }, github, checkout, signal);
    return authorised.ok ? (0,model_failure.ok)({ ...invocation, trigger: authorised.value }) : authorised;
}
/** Returns the conclusion, with a warning if the comment could not be posted. */
async function postPlan(conclusion, invocation, ports, signal) {
    const github = openGitHub(invocation, ports);
    const { comment } = invocation.trigger;
    if (github === undefined)
        return conclusion;
    if (comment !== undefined) {
        const hasWorked = ['success', 'nothing-to-do'].includes(runOutcome(conclusion));
        await react(hasWorked ? 'rocket' : 'confused', comment.id, github, ports, signal);
    }
    const message = planMessage(conclusion, invocation);
    if (message === undefined)
        return conclusion;
    const posted = await postComment({ ...message, body: ports.redactor.filter(message.body) }, github, signal);
    if ('warning' in posted)
        return withWarning(conclusion, posted.warning);
    ports.console.line(posted.sentence);
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
    const maxBytes = maxCommentBytes - Buffer.byteLength(foot(false));
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
/** A longer line is cut around the place. In UTF-16 units. */
const longestFrameLine = 120;
/** Reads each file once. `read` gives undefined for a file that cannot be read. */
function makeFrames(read) {
    const files = new Map();
    return (at) => {
        const lines = files.get(at.file) ?? (read(at.file) ?? '').split(/\r\n|\n|\r/);
        files.set(at.file, lines);
        return frameOf(at, lines);
    };
}
/** Only the line itself; empty if the file has no such line. */
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
// What is in the output `result`? The run as JSON, for machines. Its JSON Schema is generated from the schema below.




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
    outcome: schemas/* literal */.euz([...new Set([...(0,json/* keysOf */.YD)(model_outcome/* chartOutcomes */._r), ...(0,json/* keysOf */.YD)(model_outcome/* plannedOutcomes */.OC)])])
        .check(schemas/* describe */.q0y('In a plan, what would happen.')),
    reason: schemas/* string */.YjP().check(schemas/* describe */.q0y('For people; not to be parsed.')),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('For machines; present on every chart that failed or was skipped.')),
    revision: schemas/* optional */.lqM(schemas/* int */.Whr()).check(schemas/* describe */.q0y("Revision of the release in Helm's store.")),
    durationMs: wholeMs('Milliseconds.'),
    startedAtMs: wholeMs('Milliseconds since the start of the run.'),
    depends: schemas/* array */.YOg(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Names of the charts that it depends on.')),
    images: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).check(schemas/* describe */.q0y('Image reference → digest.')),
    objects: schemas/* optional */.lqM(schemas/* array */.YOg(objectSchema))
        .check(schemas/* describe */.q0y('In a plan, the objects that would be created, changed or deleted.')),
    risks: schemas/* optional */.lqM(schemas/* array */.YOg(schemas/* string */.YjP())).check(schemas/* describe */.q0y('In a plan, what to check before deploying; for people.')),
    partial: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('In a plan, why the list of objects is incomplete; for people.')),
});
const resultSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1),
    command: schemas/* literal */.euz(['auto', 'deploy', 'plan', 'destroy', 'validate', 'matrix', 'render', 'graph'])
        .check(schemas/* describe */.q0y('What ran; `auto` if the run failed before that was known.')),
    stack: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if the spec could not be read.')),
    environment: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if none applied.')),
    outcome: schemas/* literal */.euz(['success', 'failure', 'cancelled', 'nothing-to-do']),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Code of the first failure; present if the run failed.')),
    reason: schemas/* optional */.lqM(schemas/* string */.YjP())
        .check(schemas/* describe */.q0y('Why the run failed or had nothing to do, for people; present only then.')),
    answer: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('The text that `render`, `graph`, `matrix` and `validate` print.')),
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

;// CONCATENATED MODULE: ./lib/report/summary.js
// What is in the step summary? A table with the outcome of each chart, and the graph in the colours of the outcomes.






/** In UTF-16 units, well below the 1 MiB above which GitHub drops a step summary. */
const maxTable = 300_000;
/** Mermaid refuses a longer text. The graph is then left out: the table has the outcomes, too. */
const maxGraph = 40_000;
/** Markdown. `title`: one line, which is not escaped. */
function makeSummary(title, charts) {
    let left = maxTable;
    const rows = charts.map(summaryRow);
    const kept = rows.filter((row) => {
        left -= row.length;
        return left > 0;
    });
    const omitted = rows.length - kept.length;
    return [
        `### ${title}`,
        '',
        '| chart | outcome | why | revision | time | images |',
        '| --- | --- | --- | --- | --- | --- |',
        ...kept,
        ...(omitted > 0
            ? ['', `The table leaves out ${(0,text_count/* countOf */.p)(omitted, 'chart')} (too many); the log has all of them.`]
            : []),
        '',
        ...graphSection(charts),
        '',
    ].join('\n');
}
function summaryRow(result) {
    const { name, outcome, failure, reason, revision, durationMs } = result;
    const why = failure ? `${(0,markdown/* code */.aY)(failure.code)} ${(0,markdown/* inline */.mG)(reason.slice(0, markdown/* maxCell */.t))}` : (0,markdown/* inline */.mG)(reason);
    const time = (0,model_outcome/* factsOf */.xS)(outcome).isTimed ? (0,duration/* formatDuration */.a3)(durationMs) : '';
    return `| ${[name, outcome, why, revision ?? '', time, (0,report_images/* imagesCell */.b_)(result)].join(' | ')} |`;
}
function graphSection(charts) {
    if (charts.every(({ depends }) => depends.length === 0))
        return [];
    const drawn = charts.map(({ name, depends, outcome }) => ({ name, depends, style: outcome }));
    const styles = Object.entries(model_outcome/* chartOutcomes */._r).map(([outcome, { colour }]) => [
        outcome,
        `stroke:${colour},stroke-width:3px`,
    ]);
    const lines = ['```mermaid', ...mermaidGraph(drawn, Object.fromEntries(styles)), '```'];
    return lines.join('\n').length > maxGraph ? [] : lines;
}

;// CONCATENATED MODULE: ./lib/report/conclude.js
// What does a run report at its end? The last lines of the log, the summary, the outputs and the exit code.












/** In bytes. GitHub drops a step summary that is larger than 1 MiB. */
const maxPlanBytes = 900_000;
/** At most this many failures, and as many warnings, are shown in the log. */
const maxShown = 500;
function fileText(file, files) {
    const read = files.read(file);
    return 'text' in read ? read.text : undefined;
}
/** Writes the end of a run to the log, and returns the rest to the door. */
function conclude(conclusion, { console, files }, durationMs) {
    const { charts = [], failures = [], warnings = [], nothingBecause } = conclusion;
    const outcome = runOutcome(conclusion);
    const sorted = (0,model_failure/* inOrder */.al)(failures);
    const frameOf = makeFrames((file) => fileText(file, files));
    for (const warning of warnings.slice(0, maxShown)) {
        for (const line of (0,report_text/* warningLines */._F)(warning, warning.at && frameOf(warning.at)))
            console.line(line);
        console.annotate('warning', 'Compass', `${warning.message}\n${warning.hint}`, warning.at);
    }
    const shown = sorted.slice(0, maxShown);
    for (const line of (0,report_text/* allFailureLines */.d6)(shown, frameOf))
        console.line(line);
    if (sorted.length > maxShown)
        console.line((0,report_text/* moreProblems */.OI)(sorted.length - maxShown));
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
            changed: String(charts.some(model_outcome/* hasChanged */.$H)),
            images: imagesOutput(charts),
            matrix: conclusion.matrix ?? '',
            result: JSON.stringify(toRunResult(conclusion, outcome, durationMs)),
        },
    };
}
/** Empty if nothing was done and nothing failed. */
function summaryOf(conclusion, outcome, failures) {
    const { command, charts = [], notes = [], planDigest = '' } = conclusion;
    const title = titleOf(conclusion);
    if (charts.length === 0)
        return failures.length > 0 ? problemsMarkdown(title, outcome, failures) : '';
    if (command !== 'plan') {
        const problems = failures.length > 0 ? problemsBlock(failures) : [];
        return [makeSummary(`${title}: ${outcome}`, charts), ...problems, ...imagesBlock(charts)].join('\n');
    }
    return planMarkdown({ title, charts, notes, planDigest }, maxPlanBytes).text;
}
/** The output `images`, to be copied into the input of another run. */
function imagesBlock(charts) {
    const images = imagesOutput(charts);
    return images === '{}' ? [] : (0,markdown/* folded */.TM)('The output <code>images</code> of this run', ['', ...(0,markdown/* fenced */.OF)([images], 'json')]);
}
function imagesOutput(charts) {
    return JSON.stringify(Object.assign({}, ...charts.map(report_images/* builtImages */.TH)));
}
function toRunResult(conclusion, outcome, durationMs) {
    const [failure] = conclusion.failures ?? [];
    const reason = failure?.message ?? conclusion.nothingBecause;
    return {
        version: 1,
        command: conclusion.command ?? 'auto',
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
/** The log shows the first and the last part of a chart's output. In UTF-16 units. */
const longestHead = 1024 * 1024;
const longestTail = 256 * 1024;
/** How many of the last lines of a chart's output are repeated below its group if the chart failed. */
const lastLineCount = 20;
class GroupedLog {
    #console;
    #printEnd;
    /** Charts that run or whose group is not shown yet, in the order in which they started. */
    #outputs = new Map();
    #live;
    /** To be printed once no group is open. */
    #queued = [];
    constructor(console, printEnd) {
        this.#console = console;
        this.#printEnd = printEnd;
    }
    /** Prints something outside of any group, as soon as none is open. */
    say(print) {
        if (this.#live === undefined)
            print();
        else
            this.#queued.push(print);
    }
    start(chart, title) {
        this.#outputs.set(chart, new ChartOutput(title));
        if (this.#live === undefined)
            this.#showNext();
        else
            this.say(() => this.#console.line(`▸ ${chart} started`));
    }
    print(chart, line) {
        this.#outputs.get(chart)?.add(line);
        if (chart === this.#live)
            this.#flush(chart);
    }
    end(result) {
        const output = this.#outputs.get(result.name);
        if (output === undefined) {
            // It never ran, so it has no group.
            this.say(() => this.#printEnd(result, []));
            return;
        }
        output.result = result;
        if (result.name !== this.#live)
            return;
        this.#close(result);
        this.#showNext();
    }
    #showNext() {
        this.#live = undefined;
        for (const print of this.#queued.splice(0))
            print();
        for (const { result } of [...this.#outputs.values()]) {
            if (result === undefined)
                continue;
            this.#open(result.name);
            this.#close(result);
        }
        const [next] = this.#outputs.keys();
        if (next !== undefined)
            this.#open(next);
        this.#live = next;
    }
    #open(chart) {
        this.#console.openGroup(`${chart}  ${this.#outputs.get(chart)?.title}`);
        this.#flush(chart);
    }
    #flush(chart) {
        for (const line of this.#outputs.get(chart)?.take() ?? [])
            this.#console.line(`  ${line}`);
    }
    #close(result) {
        const output = this.#outputs.get(result.name);
        const lastLines = output?.lastLines ?? [];
        for (const line of output?.takeTail() ?? [])
            this.#console.line(`  ${line}`);
        this.#outputs.delete(result.name);
        this.#console.closeGroup();
        this.#printEnd(result, lastLines);
    }
}
/** The output of one chart. */
class ChartOutput {
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
        if (this.lastLines.length > lastLineCount)
            this.lastLines.shift();
        this.#room -= line.length + 1;
        if (this.#room > 0)
            this.#head.push(line);
        else if (!this.#isFull) {
            this.#isFull = true;
            this.#head.push('… output limit reached: the last part will be shown when the chart finishes …');
            this.#tail.add(line);
        }
        else
            this.#tail.add(line);
    }
    /** New lines that may be shown now. */
    take() {
        return this.#head.splice(0);
    }
    takeTail() {
        const { lines, omitted } = this.#tail;
        return omitted > 0 ? [`… ${omitted} ${omitted === 1 ? 'line' : 'lines'} left out …`, ...lines] : lines;
    }
}
/** The last lines of an output of any length. */
class Tail {
    #lines = [];
    /** Index of the first line that is kept. The lines before it are removed from time to time. */
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
    const log = new GroupedLog(console, (result, lastLines) => printEnd(console, result, lastLines));
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
                printPreview(event.result, {
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
                const print = (line) => console.line(`${event.result.name} | ${line}`);
                printPreview(event.result, { start: print, print });
                return printEnd(console, event.result, [], `${event.result.name} | `);
            }
        }
    };
}
/** The preview of a chart in a plan, if there is anything to show. */
function printPreview(result, { start, print }) {
    const lines = result.preview === undefined ? [] : (0,report_text/* previewLines */.IE)(result);
    if (lines.length === 0)
        return;
    start(`${result.outcome}: ${result.reason}`);
    for (const line of lines)
        print(line);
}
/** `lastLines`: the last lines of the chart's output, repeated because GitHub collapses its group. */
function printEnd(console, result, lastLines, prefix = '') {
    console.line(`${prefix}${(0,report_text/* chartLine */.BC)(result)}`);
    for (const risk of result.preview?.risks ?? [])
        console.line(`${prefix || '  '}⚠ ${risk}`);
    if (result.failure === undefined)
        return;
    for (const line of lastLines)
        console.line(`    ${line}`);
    for (const line of (0,report_text/* failureLines */.w7)(result.failure))
        console.line(`${prefix || '  '}${line}`);
    if (result.outcome === 'skipped')
        return;
    const { message, hint, at } = result.failure;
    console.annotate('error', `${result.name} ${result.outcome}`, `${message}\n${hint}`, at);
}

;// CONCATENATED MODULE: ./lib/report/progress.js
// How far has a run got? One line for a terminal.

/** Shows the line below the log while charts are in progress. */
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

;// CONCATENATED MODULE: ./lib/spec/schema-parts.js
// Which building blocks do the schemas of the spec share?



/** What a value must be; completes the hint "Write …". explain.ts adds the rest. */
const say = (message) => ({ error: message });
/** Shown in editors. */
const about = (description, ...examples) => schemas/* meta */.mIj({ description, ...(examples.length > 0 && { examples }) });
/**
 * Only for the JSON Schema: Compass itself has a rule with a better message. Both are tested with the same broken
 * specs.
 */
const inEditors = (schema) => schemas/* meta */.mIj(schema);
const schema_parts_text = schemas/* string */.YjP(say('a string; put a number in quotes'))
    .check(api/* _minLength */.m9(1, say('a string that is not empty')));
const flag = schemas/* boolean */.zMY(say('`true` or `false`'));
function ruleOf(kind) {
    return `a name of lower-case letters, digits and \`-\`, at most ${longest[kind]} characters long, that starts and ends with a letter or digit`;
}
/** A DNS label, which Kubernetes accepts as a name and as the value of a label. */
function label(kind) {
    const rule = ruleOf(kind);
    return schemas/* string */.YjP(say(rule))
        .check(api/* _regex */.Fk(dnsLabel, { ...say(rule), abort: true }), api/* _maxLength */.Eb(longest[kind], say(rule)));
}
/** Such a name, or a template that evaluates to one. */
function labelOrTemplate(kind) {
    const rule = say(ruleOf(kind));
    return schemas/* union */.KCZ([label(kind), schemas/* string */.YjP(rule).check(api/* _regex */.Fk(/<%/, rule))], rule);
}
const durationRule = 'a duration with a unit, such as `90s` or `5m`';
const schema_parts_duration = schemas/* string */.YjP(say(durationRule)).check(api/* _regex */.Fk(duration/* durationPattern */.Zq, { ...say(durationRule), abort: true }), schemas/* refine */.YPB((value) => (0,duration/* parseDuration */.E9)(value) !== undefined, say('a duration greater than zero, of at most 24 days')));
const noTemplate = inEditors({ not: { pattern: '<%' } });
/** A string without templates. */
const literal = schema_parts_text.check(noTemplate);
/** Any JSON without templates in its keys, and without integers beyond 2^53. */
const jsonDefinition = {
    minimum: Number.MIN_SAFE_INTEGER,
    maximum: Number.MAX_SAFE_INTEGER,
    items: { $ref: '#/$defs/json' },
    propertyNames: { not: { pattern: '<%' } },
    additionalProperties: { $ref: '#/$defs/json' },
};
const anything = schemas/* any */.bzn();
/** The content of a document is JSON already: checking it again would cost as much as reading it. */
const values = schemas/* record */.g1P(schemas/* string */.YjP(), anything, say('a map'))
    .check(inEditors({ propertyNames: jsonDefinition.propertyNames, additionalProperties: jsonDefinition.items }));
const path = schema_parts_text.check(inEditors({ not: { pattern: '^/' } }));
const files = schemas/* array */.YOg(path, say('a list of paths'));
/** Variables that belong to the runner: neither templates nor jobs may read them. */
const ofRunner = /^(INPUT_|ACTIONS_|STATE_|GITHUB_TOKEN$)/;

;// CONCATENATED MODULE: ./lib/spec/chart-schema.js
// What is the shape of a chart in the spec, and of a job?


const scalar = schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* boolean */.zMY(), schemas/* null */.chJ()], say('a string, a number, `true`, `false` or `null`'));
// More alternatives would multiply into too many patterns to search for.
const glob = literal.check(api/* _regex */.Fk(/^(?!.*\{[^}/]*\.\.)([^{]*\{){0,3}[^{]*$/, say('a glob with at most three `{…}`, and no `..` in them')));
const jobMap = schemas/* strictObject */.rej({
    name: schemas/* optional */.lqM(literal).check(about('Its name in the log. Default: the first line of `run`.', 'smoke')),
    run: literal.check(about('A script for the shell.', './scripts/smoke.sh')),
    shell: schemas/* optional */.lqM(schemas/* literal */.euz(['bash', 'sh'], say('`bash` or `sh`')))
        .check(about('Default: bash. Both stop at the first error.', 'sh')),
    timeout: schemas/* optional */.lqM(schema_parts_duration).check(about('Wall-clock limit. Default: that of the run.', '2m')),
    env: schemas/* optional */.lqM(schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP(say('a string; put a number in quotes')), say('a map')))
        .check(about('Additional environment variables; may be templates.', { URL: 'https://<%= values.domain %>' })),
    when: schemas/* optional */.lqM(schemas/* literal */.euz(['changed', 'always'], say('`changed` or `always`')))
        .check(about('`changed` (default): only if something is deployed; `always`: also if nothing changed.', 'always')),
});
const job = schemas/* union */.KCZ([literal, jobMap], say('a script, or a map with `run`'));
const jobList = schemas/* array */.YOg(job, say('a list of jobs'));
const jobs = schemas/* strictObject */.rej({
    before: schemas/* optional */.lqM(jobList).check(about('Run before the release is deployed.', ['./scripts/check.sh'])),
    after: schemas/* optional */.lqM(jobList)
        .check(about('Run after it is deployed. The chart is done when they have passed.', [
        { name: 'smoke', run: './scripts/smoke.sh', timeout: '2m' },
    ])),
}, say('a map'));
const stackJobs = schemas/* strictObject */.rej({
    before: schemas/* optional */.lqM(jobList).check(about('Run before the first chart.', ['./scripts/announce.sh'])),
    after: schemas/* optional */.lqM(jobList).check(about('Run after the last chart, if nothing failed.', ['./scripts/report.sh'])),
    failed: schemas/* optional */.lqM(jobList).check(about('Run if something failed.', ['./scripts/notify.sh'])),
}, say('a map'));
/** Settings that `defaults` can set for all charts. */
const settings = {
    timeout: schemas/* optional */.lqM(schema_parts_duration)
        .check(about('Wall-clock limit of the chart, including Helm hooks, but not jobs. Default: 5m.', '10m')),
    wait: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* boolean */.zMY(), schemas/* literal */.euz(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
        .check(about("What a deployment waits for. `true`: Helm's watcher; `jobs`: also for Jobs to complete; `legacy`: Helm 3's polling; `false`: only hooks. Default: true.", 'jobs')),
    'create-namespace': schemas/* optional */.lqM(flag).check(about('Create the namespace if it does not exist. Default: true.', false)),
    conflicts: schemas/* optional */.lqM(schemas/* literal */.euz(['fail', 'take'], say('`fail` or `take`')))
        .check(about('For a field that has another field manager: fail (default), or take it over (`--force-conflicts`).', 'take')),
    apply: schemas/* optional */.lqM(schemas/* literal */.euz(['server', 'client'], say('`server` or `client`')))
        .check(about('Where the objects are applied: by the API server (`--server-side=true`), or by Helm. Default: as the release was applied before, new releases by the server.', 'client')),
    crds: schemas/* optional */.lqM(schemas/* literal */.euz(['install', 'upgrade', 'skip'], say('`install`, `upgrade` or `skip`')))
        .check(about("The chart's CRDs: install the missing ones (default), also upgrade existing ones, never to an older schema, or skip them all.", 'upgrade')),
};
/** An absolute path, or a URL other than `oci://`. */
const notAChart = '^/|^(?!oci:)[A-Za-z][A-Za-z0-9+.\\-]*:';
const chart = schemas/* strictObject */.rej({
    chart: schemas/* optional */.lqM(schema_parts_text.check(inEditors({ not: { pattern: notAChart } })))
        .check(about('`oci://…`, `NAME/…` with NAME one of `repositories`, or the path of a folder or a `.tgz`, relative to the folder of the spec.', 'charts/web', 'oci://ghcr.io/acme/charts/postgres', 'acme/explorer')),
    version: schemas/* optional */.lqM(schema_parts_text)
        .check(about('For a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest stable one.', '1.4.2', '^2.1.0')),
    repository: schemas/* optional */.lqM(literal)
        .check(about('URL of the HTTP chart repository in which Compass looks up `chart`.', 'https://charts.example.com')),
    manifests: schemas/* optional */.lqM(schemas/* array */.YOg(glob, say('a list of globs')).check(api/* _minLength */.m9(1, say('at least one glob'))))
        .check(about('Instead of `chart`: globs of files with Kubernetes objects, which become a release. A file that ends in `.ejs` is a template.', ['k8s/*.yaml', 'k8s/*.yaml.ejs'])),
    jobs: schemas/* optional */.lqM(jobs).check(about('Shell jobs. They run in the folder of the spec.')),
    depends: schemas/* optional */.lqM(schemas/* array */.YOg(literal, say('a list of names of charts')))
        .check(about('Charts that must complete before this one starts.', ['postgres'])),
    requires: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* array */.YOg(literal), schemas/* record */.g1P(schemas/* string */.YjP(), scalar)], say('a list of names, or a map from names to the values that they must have')))
        .check(about('Deployed only where these values of the environment are truthy, or equal to the given ones.', ['explorer'], { tier: 'gold' })),
    tags: schemas/* optional */.lqM(schemas/* array */.YOg(literal, say('a list of strings')))
        .check(about('Names for the input `only`: `tag:web`.', ['web'])),
    release: schemas/* optional */.lqM(labelOrTemplate('release'))
        .check(about("Name of the Helm release. Default: the chart's key.", 'storefront')),
    namespace: schemas/* optional */.lqM(labelOrTemplate('namespace'))
        .check(about("Namespace of the release. Default: the environment's.", 'monitoring', '<%= stack %>-<%= environment %>')),
    values: schemas/* optional */.lqM(values).check(about("Values for the chart. They override those of its files and the chart's own.", {
        replicas: '<%= values.replicas %>',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a template
        image: '<%= image(`ghcr.io/acme/web:${imageTag}`) %>',
    })),
    'values-files': schemas/* optional */.lqM(files)
        .check(about('Files with values for the chart, each overriding the ones before it. A file that ends in `.ejs` is a template; with `?` after its name it may be missing.', ['values/web.yaml.ejs', 'values/<%= environment %>.yaml?'])),
    ...settings,
    forget: schemas/* optional */.lqM(flag).check(about('Install once, then never change. Default: false.', true)),
    remove: schemas/* optional */.lqM(flag).check(about('Uninstall the release if it exists. Default: false.', true)),
    'allow-failure': schemas/* optional */.lqM(flag)
        .check(about('If it fails, its dependents still start, and the run succeeds. Default: false.', true)),
    adopt: schemas/* optional */.lqM(flag)
        .check(about('Take over existing objects that belong to no release (`--take-ownership`). Default: false.', true)),
}, say('a map'));

;// CONCATENATED MODULE: ./lib/spec/schema.js
// What is the shape of a spec? Types, descriptions and examples, from which the JSON Schema is generated. Defaults are
// in normalise.ts, rules that involve more than one value in rules.ts.



const branch = literal.check(api/* _maxLength */.Eb(255, say('a name or a glob of at most 255 characters')), api/* _regex */.Fk(/^(?!!)/, say('only the branches that deploy here, since `!` is not supported')), api/* _regex */.Fk(/^(?!refs\/)/, say('the branch without `refs/heads/`')));
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
        .check(about("Namespace of its releases. Default, if there is only one environment: the stack's name.", 'burrow-staging', 'review-<%= slug(branch) %>')),
    context: schemas/* optional */.lqM(schema_parts_text).check(about('Context of the kubeconfig. Default: the current one.', 'gke-staging')),
    cluster: schemas/* optional */.lqM(literal)
        .check(about('UID of the kube-system namespace of its cluster. Any other cluster is refused.', '6b0f0f5e-7f7b-4c63-9c0e-1f2f3a4b5c6d')),
    extends: schemas/* optional */.lqM(oneOrMore)
        .check(about('Environments to inherit from: their values, `namespace`, `context` and `cluster`; not `branches` or `protected`.', 'staging', ['base', 'europe'])),
    values: schemas/* optional */.lqM(values).check(about("Values that templates read as `values`. They override the spec's own `values`.", {
        domain: 'example.com',
        replicas: 3,
    })),
    'values-files': schemas/* optional */.lqM(files)
        .check(about('Files with such values, each overriding the ones before it; `values` overrides them all. A file that ends in `.ejs` is a template; with `?` after its name it may be missing.', ['environments/staging.yaml', 'environments/local.yaml?'])),
    formerly: schemas/* optional */.lqM(oneOrMore)
        .check(about('What the stack and this environment were called before, as `stack/environment`: their releases are handed over, without being upgraded.', 'shop/staging', ['shop/staging', 'store/staging'])),
    protected: schemas/* optional */.lqM(flag)
        .check(about('Only its own `branches` can be deployed to it, whatever the inputs say. Default: false.', true)),
}, say('a map'));
/** Without credentials; plain HTTP only on loopback. */
const urlPattern = '<%|^oci://[^/\\s@]+|^https://[^/@]+(/|$)|^http://(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?(/|$)';
const repository = schemas/* strictObject */.rej({
    url: schema_parts_text.check(inEditors({ pattern: urlPattern }), about('`https://…` or `oci://…`', 'https://charts.example.com')),
    username: schemas/* optional */.lqM(schema_parts_text).check(about('User name, sent to this repository only.', 'ci')),
    password: schemas/* optional */.lqM(schema_parts_text)
        .check(about('A template with `readEnv`, so that the password is not committed to git.', "<%= readEnv('CHARTS_TOKEN') %>")),
}, say('a map with `url`'));
/** An environment that extends others may inherit their namespace. */
const namespaceOfEachInEditors = {
    if: { minProperties: 2 },
    // biome-ignore lint/suspicious/noThenProperty: `then` is a keyword of JSON Schema
    then: { additionalProperties: { anyOf: [{ required: ['namespace'] }, { required: ['extends'] }] } },
};
const specSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1, say('`1`')).check(about('Version of the spec format.', 1)),
    stack: label('stack').check(about('Name of the stack.', 'burrow')),
    env: schemas/* optional */.lqM(schemas/* array */.YOg(variable, say('a list of names')))
        .check(about('Environment variables that templates may read with `readEnv`.', ['CHAIN_KEY'])),
    environments: schemas/* record */.g1P(label('environment'), environment, say('a map of environments'))
        .check(inEditors({ minProperties: 1, ...namespaceOfEachInEditors }), about('Places to deploy to, by name.', { staging: { branches: 'develop', namespace: 'burrow-staging' } })),
    values: schemas/* optional */.lqM(values)
        .check(about('Values for every environment; the lowest layer.', { registry: 'ghcr.io/acme' })),
    repositories: schemas/* optional */.lqM(schemas/* record */.g1P(label('chart'), repository, say('a map of chart repositories'))).check(about('Chart repositories by name: `https://…` or `oci://…`.', {
        acme: { url: 'https://charts.example.com' },
    })),
    jobs: schemas/* optional */.lqM(stackJobs).check(about('Shell jobs of the whole stack.', { failed: ['./scripts/notify.sh'] })),
    defaults: schemas/* optional */.lqM(schemas/* strictObject */.rej(settings, say('a map')))
        .check(about('Settings for every chart that does not set them itself.', { timeout: '10m', wait: true })),
    charts: schemas/* record */.g1P(label('chart'), chart, say('a map of charts'))
        .check(inEditors({ minProperties: 1 }), about('Charts by name: each is one Helm release, or only jobs.', { web: { chart: 'charts/web' } })),
}, say('a map'))
    .check(about('The spec of Compass: a stack of Helm charts and the environments that it is deployed to.'));
/** The keys of each kind of map with fixed keys, to find what a misspelt key means. `*` is any name. */
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

;// CONCATENATED MODULE: ./lib/spec/synonyms.js
// What do helmfile, Helm's flags and docker compose call the keys of a spec, and what is written here instead?
/** By kind of map, as in `knownKeys`. Each hint is a sentence. */
const synonyms = {
    '': {
        releases: 'Write `charts`: a map from the name of each chart to its settings.',
        services: 'Write `charts`: a map from the name of each chart to what it is.',
        apps: 'Write `charts`: a map from the name of each chart to what it is.',
        helmDefaults: 'Write `defaults`.',
        hooks: 'Write `jobs`, with `before`, `after` and `failed`.',
        name: 'Write `stack`.',
        secrets: 'List environment variables under `env`, and read them with `readEnv`.',
    },
    'charts.*': {
        atomic: 'Remove it. A failed release is not rolled back: the next run upgrades it.',
        'cleanup-on-fail': 'Remove it. A failed release is not rolled back: the next run upgrades it.',
        command: 'Pass it to the chart under `values`.',
        condition: 'Write `requires`: a list of names in the values of the environment.',
        enabled: 'Write `requires`: a list of names in the values of the environment.',
        env: 'Pass it to the chart under `values`.',
        environment: 'Pass it to the chart under `values`.',
        hooks: 'Write `jobs`, with `before` and `after`.',
        image: 'Pass it to the chart under `values`.',
        installed: 'Write `requires`, or `remove: true` to uninstall it.',
        labels: 'Write `tags`: a list of strings.',
        name: 'Use the name as the key of the chart. If the release has another name, set `release`.',
        needs: 'Write `depends`: a list of charts.',
        path: 'Write `chart`.',
        ports: 'Pass it to the chart under `values`.',
        repo: 'Write `repository`.',
        restart: 'Remove it: the chart decides how its pods restart.',
        secrets: 'Read secrets in templates: `readEnv` for environment variables of the step, `fromSecret` for Secrets in the cluster.',
        set: 'Write `values`: a map.',
        'skip-crds': 'Write `crds: skip`.',
        volumes: 'Pass it to the chart under `values`.',
        'wait-for-jobs': 'Write `wait: jobs`.',
        waitForJobs: 'Write `wait: jobs`.',
    },
    'environments.*': {
        branch: 'Write `branches`.',
        kubeContext: 'Write `context`.',
        'kube-context': 'Write `context`.',
        inherits: 'Write `extends`.',
        secrets: 'List environment variables under `env` at the top, and read them with `readEnv`.',
    },
    jobs: hooks(),
    'charts.*.jobs': hooks(),
    job: {
        args: 'Write the whole command under `run`.',
        cmd: 'Write `run`.',
        command: 'Write `run`.',
        script: 'Write `run`.',
    },
};
function hooks() {
    return {
        pre: 'Write `before`.',
        presync: 'Write `before`.',
        post: 'Write `after`.',
        postsync: 'Write `after`.',
    };
}

;// CONCATENATED MODULE: ./lib/spec/explain.js




/** In the order of the issues. All issues of one misplaced key become the same failure, which is reported once. */
function explainIssues(issues, document) {
    return issues.flatMap((issue) => {
        const [map, key] = issuePath(issue);
        const misplaced = misplacedKey(map, key, document);
        return misplaced === undefined ? explainIssue(issue, document) : [misplaced];
    });
}
/** Keys of a spec are strings, never symbols. */
function issuePath(issue) {
    return issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
}
/** A key of a chart that is indented like a chart's name; the same for environments. */
function misplacedKey(map, key, document) {
    if ((map !== 'charts' && map !== 'environments') || typeof key !== 'string')
        return undefined;
    const known = knownKeys[`${map}.*`] ?? [];
    const value = (0,json/* valueAt */.fK)(document.data, map, key);
    if (!known.includes(key) || hasKeyLike(known, value, key !== 'values'))
        return undefined;
    const names = Object.keys((0,json/* objectAt */.lJ)(document.data, map));
    const before = names.slice(0, names.indexOf(key)).findLast((name) => !known.includes(name));
    const noun = map === 'charts' ? 'chart' : 'environment';
    const article = map === 'charts' ? 'a' : 'an';
    return {
        code: 'spec-invalid',
        message: `\`${key}\` is indented like the name of ${article} ${noun}, so it is read as one.`,
        hint: before === undefined
            ? `Indent it below the name of its ${noun}.`
            : `If it belongs to \`${before}\`, indent it${columnOf(map, before, document)}.`,
        at: document.placeOfKey([map], key),
    };
}
/**
 * Whether the value is a map with a known key, or with a misspelt one. Keys of values are arbitrary: one may be near.
 */
function hasKeyLike(known, value, mayBeMisspelt) {
    if (!(0,json/* isObject */.Gv)(value))
        return false;
    return Object.keys(value).some((inner) => known.includes(inner) || (mayBeMisspelt && (0,near_name/* nearestName */.q)(inner, known) !== undefined));
}
/** Where the keys of a chart or environment begin, unless they are on the line of its name. */
function columnOf(map, name, document) {
    const [first] = Object.keys((0,json/* objectAt */.lJ)(document.data, map, name));
    const own = document.placeOfKey([map], name);
    const inner = first === undefined ? own : document.placeOfKey([map, name], first);
    return inner.line === own.line ? ' below its name' : ` so that it begins in column ${inner.column}`;
}
function explainIssue(issue, document) {
    const path = issuePath(issue);
    if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => explainKey(path, key, document));
    if (issue.code === 'invalid_union') {
        const inside = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || isOfKeys(one)));
        if (inside)
            return inside.flatMap((one) => explainIssue({ ...one, path: [...path, ...one.path] }, document));
    }
    if (issue.code === 'invalid_key')
        return [explainName(path, issue.issues[0]?.message ?? issue.message, document)];
    const at = document.placeOf(path);
    const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
    const found = (0,json/* valueAt */.fK)(document.data, ...path);
    if (found === undefined) {
        return [{ code: 'spec-invalid', message: `${what} is missing.`, hint: `Add it: ${issue.message}.`, at }];
    }
    const hint = betterHint(path, found) ?? `Write ${issue.message}.`;
    return [{ code: 'spec-invalid', message: `${what} ${problemIn(found)}.`, hint, at }];
}
const isOfKeys = (issue) => issue.code === 'unrecognized_keys';
function problemIn(found) {
    if (found === null)
        return 'has no value';
    if ((0,json/* isList */.Lv)(found) && found.length === 0)
        return 'is empty';
    if ((0,json/* isList */.Lv)(found))
        return 'is a list, which is not allowed here';
    if ((0,json/* isObject */.Gv)(found))
        return 'is a map, which is not allowed here';
    // `"true"` is a string: shown without quotes, the mistake could not be seen.
    const looksTyped = typeof found === 'string' && /^(true|false|null|[-+.\d]*\d)$/.test(found);
    const text = looksTyped ? `"${found}"` : (String(found).split('\n')[0] ?? '');
    return `is not valid: \`${text.length > longestShown ? `${text.slice(0, longestShown)}…` : text}\``;
}
/** Longer values would bury the message. In characters. */
const longestShown = 60;
/** More than the rule, for mistakes that are common with other tools. */
function betterHint(path, found) {
    const [key, kind] = [path.at(-1), kindOf(path)];
    if (kind === 'version')
        return typeof found === 'string' && found === '1' ? 'Write `version: 1`, without quotes.' : undefined;
    if (kind === 'charts' && (0,json/* isList */.Lv)(found))
        return 'Write a map with a key for each chart: `web: { chart: … }` instead of `- name: web`.';
    if (kind === 'environments' && (0,json/* isList */.Lv)(found))
        return 'Write a map with a key for each environment: `staging: { … }` instead of `- staging`.';
    if (key === 'values' && (0,json/* isList */.Lv)(found))
        return 'Write a map. Files with values go under `values-files`.';
    if (['depends', 'tags', 'requires', 'values-files', 'manifests'].includes(String(key)) && typeof found === 'string') {
        return `Write a list: \`${key}: [${isPlainWord(found) ? found : JSON.stringify(found)}]\`.`;
    }
    if (['release', 'namespace', 'stack'].includes(String(key)) && typeof found === 'string') {
        return hintOfName(found, key !== 'stack');
    }
    return undefined;
}
/** Whether YAML reads it as a string without quotes, even inside brackets. */
const isPlainWord = (text) => /^(?!(true|false|null)$)[a-z_][\w./-]*$/i.test(text);
/**
 * For a string that is a valid name except for a few characters. `mayBeTemplate`: whether the name may be a template.
 */
function hintOfName(text, mayBeTemplate) {
    const variable = /\$\{?(\w+)\}?/.exec(text)?.[1];
    if (variable !== undefined) {
        if (!mayBeTemplate)
            return 'Compass does not expand `$`, and this name cannot be a template: write it in full.';
        return `Compass does not expand \`$\`. Read the variable with a template: \`<%= readEnv('${variable}') %>\`.`;
    }
    const near = text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '');
    return near === '' || near === text || near.length > shortestLimit ? undefined : `Did you mean \`${near}\`?`;
}
/** The shortest limit of all kinds of names. In characters. */
const shortestLimit = 40;
function explainName(path, rule, document) {
    const name = String(path.at(-1));
    const near = hintOfName(name, false);
    return {
        code: 'spec-invalid',
        message: `\`${name}\` is not a valid name.`,
        hint: near === undefined ? `Write ${rule}.` : `${near} Write ${rule}.`,
        at: document.placeOfKey(path.slice(0, -1), name),
    };
}
function explainKey(path, key, document) {
    const kind = kindOf(path);
    const known = knownKeys[kind] ?? [];
    const near = (0,near_name/* nearestName */.q)(key, known);
    const list = known.length > 0 ? `Known keys: ${known.join(', ')}.` : 'Remove it.';
    return {
        code: 'spec-invalid',
        message: `\`${key}\` is not a valid key here.`,
        hint: synonymHint(kind, key) ?? (near ? `Did you mean \`${near}\`?` : list),
        at: document.placeOfKey(path, key),
    };
}
function synonymHint(kind, key) {
    const known = synonyms[kind] ?? {};
    return Object.hasOwn(known, key) ? known[key] : undefined;
}
/** Names do not matter here: `charts.chain` is the same kind of map as `charts.postgres`. */
function kindOf(path) {
    const isNamed = ['charts', 'environments', 'repositories'].includes(String(path[0]));
    const kinds = path.map((part, depth) => (typeof part === 'number' ? '#' : isNamed && depth === 1 ? '*' : part));
    return kinds.join('.').replace(/^(charts\.\*\.)?jobs\.(before|after|failed)\.#$/, 'job');
}

;// CONCATENATED MODULE: ./lib/spec/normalise.js
// How does a spec as written become a complete one? Defaults are filled in, short forms expanded, and the layers of
// extended environments put below an environment's own.


const defaultChartTimeoutMs = 5 * 60_000;
/** `written` breaks no rule, or is the valid rest of a broken spec. */
function normalise(file, written, document) {
    const { before, after, failed } = written.jobs ?? {};
    return {
        file,
        folder: external_node_path_.posix.dirname(file),
        stack: written.stack,
        env: written.env ?? [],
        values: written.values ?? {},
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
            values: environment.values ?? {},
        })),
        protected: own?.protected ?? false,
        formerly: [own?.formerly ?? []].flat().map((text) => {
            const [stack = '', environment = ''] = text.split('/');
            return { stack, environment };
        }),
    };
}
/** From low to high: the extended environments, each once, then itself. There must be no cycle. */
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
    const isKnown = (needed) => Object.hasOwn(spec.charts, needed);
    return {
        name: name,
        at: document.placeOfKey(['charts'], name),
        chart: written.chart,
        version: written.version,
        repository: written.repository,
        manifests: written.manifests ?? [],
        jobs: { before: toJobs(written.jobs?.before), after: toJobs(written.jobs?.after) },
        depends: [...new Set(written.depends ?? [])].filter(isKnown),
        requires: toRequirements(written.requires ?? []),
        tags: written.tags ?? [],
        release: written.release ?? name,
        namespace: written.namespace,
        values: written.values ?? {},
        valuesFiles: written['values-files'] ?? [],
        settings: toSettings(written, spec.defaults ?? {}),
    };
}
function toSettings(chart, defaults) {
    const timeout = chart.timeout ?? defaults.timeout;
    const apply = chart.apply ?? defaults.apply;
    return {
        ...(apply && { apply }),
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
/** At the first step of a cycle: where the first name refers to the second. */
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

;// CONCATENATED MODULE: ./lib/spec/environment-rules.js
// Which rules apply to environments, to the variables that templates may read, and to chart repositories?







const environmentRules = [
    namespacePerEnvironment,
    noSharedNamespace,
    knownBases,
    noExtendsCycle,
    noRunnerVariables,
    validRepositoryUrls,
    validFormerNames,
];
function namespacePerEnvironment(spec, document) {
    const names = Object.keys(spec.environments);
    if (names.length < 2)
        return [];
    return names
        .filter((name) => nearest(name, 'namespace', spec) === undefined)
        .map((name) => brokenKey(`The environment \`${name}\` has no namespace.`, 'Add `namespace`: with several environments, each needs one.', document, ['environments', name]));
}
function noSharedNamespace(spec, document) {
    const seen = new Map();
    return Object.keys(spec.environments).flatMap((name) => {
        const texts = [nearest(name, 'context', spec), nearest(name, 'namespace', spec)];
        // The value of a template is known only when it is rendered.
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
function validFormerNames({ environments }, document) {
    return Object.entries(environments).flatMap(([name, { formerly = [] }]) => [formerly].flat().flatMap((text, index) => {
        if (/^[a-z0-9-]+\/[a-z0-9-]+$/.test(text))
            return [];
        const path = ['environments', name, 'formerly', ...(typeof formerly === 'string' ? [] : [index])];
        const hint = 'Write the former names of the stack and the environment, such as `shop/staging`.';
        return [broken(`\`${text}\` is not a stack and an environment.`, hint, document, path)];
    }));
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
        return [
            broken(message, near ? `Did you mean \`${near}\`?` : `Known environments: ${names.join(', ')}.`, document, path),
        ];
    }));
}
function noExtendsCycle(spec, document) {
    const all = Object.entries(spec.environments).map(([name, environment]) => ({
        name,
        depends: basesOf(environment).filter((base) => base !== name),
    }));
    return findCycles(all).map((cycle) => {
        const message = `These environments extend each other: ${cycle.join(' → ')}.`;
        return brokenStep(message, 'Remove one of these `extends`.', document, ['environments', 'extends'], cycle);
    });
}
/** Templates must not read what jobs must not read. */
function noRunnerVariables(spec, document) {
    return (spec.env ?? []).flatMap((name, index) => {
        if (!ofRunner.test(name))
            return [];
        const message = `\`${name}\` belongs to the runner, so templates cannot read it.`;
        return [broken(message, 'Pass the value under another name in the `env` of the step.', document, ['env', index])];
    });
}
function validRepositoryUrls(spec, document) {
    return Object.entries(spec.repositories ?? {}).flatMap(([name, { url }]) => {
        const problem = url.includes('<%') || /^oci:\/\/[^/\s@]+/.test(url) ? undefined : problemOfUrl(url, 'repository');
        return problem ? [broken(problem.message, problem.hint, document, ['repositories', name, 'url'])] : [];
    });
}
/** All names in the file, including those of invalid entries. */
function keysIn({ data }, key) {
    return Object.keys((0,json/* objectAt */.lJ)(data, key));
}

;// CONCATENATED MODULE: ./lib/spec/chart-rules.js
// Which rules apply to charts: to their source and their dependencies, and that each is a release of its own?








const chartRules = [
    somethingToRun,
    oneSource,
    knownSources,
    noSharedRelease,
    releaseNameNotTooLong,
    knownDependencies,
    noDependencyCycle,
    notForgetAndRemove,
    noValuesWithManifests,
];
function somethingToRun(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests, remove, jobs }]) => {
        const hasSource = [chart, manifests, remove || undefined].some((one) => one !== undefined);
        return !hasSource && [...(jobs?.before ?? []), ...(jobs?.after ?? [])].length === 0;
    })
        .map(([name]) => brokenKey(`\`${name}\` has no \`chart\`, no \`manifests\` and no \`jobs\`.`, 'Add one of them.', document, [
        'charts',
        name,
    ]));
}
function oneSource(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests }]) => chart !== undefined && manifests !== undefined)
        .map(([name]) => {
        const message = `\`${name}\` has both a \`chart\` and \`manifests\`.`;
        return broken(message, 'Split it into two charts.', document, ['charts', name, 'manifests']);
    });
}
function knownSources(spec, document) {
    const repositories = Object.entries(spec.repositories ?? {}).map(([name, { url }]) => [name, url]);
    return Object.entries(spec.charts).flatMap(([name, { chart, version, repository }]) => {
        const path = ['charts', name];
        if (chart === undefined)
            return sourceKeysWithoutChart(name, { version, repository }, document);
        // A template is checked again when it is rendered.
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
        const better = key === 'version' && repository === undefined ? hintOfRepository(chart, document) : undefined;
        return [broken(message, better ?? hint, document, [...path, key])];
    });
}
/** For a path with a version, which may mean a chart of a repository. */
function hintOfRepository(chart, document) {
    const known = keysIn(document, 'repositories');
    const [name = ''] = chart.split('/');
    if (known.includes(name) || chart.startsWith('oci://'))
        return undefined;
    const near = (0,near_name/* nearestName */.q)(name, known);
    return near ? `Did you mean the repository \`${near}\`?` : hintToAddRepository(chart);
}
function sourceKeysWithoutChart(name, given, document) {
    return Object.entries(given)
        .filter(([, text]) => text !== undefined)
        .map(([key]) => {
        const message = `\`${name}\` has a \`${key}\` but no \`chart\`.`;
        return brokenKey(message, `Add \`chart\`, or remove \`${key}\`.`, document, ['charts', name, key]);
    });
}
function noSharedRelease(spec, document) {
    const clashes = new Map();
    for (const environment of Object.keys(spec.environments)) {
        const fallback = lineage(environment, spec).findLast(([, { namespace }]) => namespace)?.[1].namespace ?? spec.stack;
        const seen = new Map();
        for (const [name, { namespace = fallback, release = name }] of Object.entries(spec.charts)) {
            // Templates that evaluate to the same name are found when they are rendered.
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
function releaseNameNotTooLong(spec, document) {
    return Object.entries(spec.charts)
        .filter(([name, { release }]) => release === undefined && name.length > longest.release)
        .map(([name]) => {
        const message = `The chart \`${name}\` has a name of ${name.length} characters, which is too long for a release.`;
        return brokenKey(message, `Add \`release\`, a name of at most ${longest.release} characters.`, document, [
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
        return brokenStep(message, 'Remove one of these dependencies.', document, ['charts', 'depends'], cycle);
    });
}
/** Compass makes the chart for `manifests`, and it has no templates that use values. */
function noValuesWithManifests(spec, document) {
    return Object.entries(spec.charts).flatMap(([name, chart]) => {
        if (chart.manifests === undefined)
            return [];
        const keys = ['values', 'values-files'].filter((key) => chart[key] !== undefined);
        return keys.map((key) => {
            const message = `\`${name}\` has \`manifests\`, which do not use \`${key}\`.`;
            const hint = "Move them to the environment's `values`, which templates in `.ejs` files can read.";
            return brokenKey(message, hint, document, ['charts', name, key]);
        });
    });
}
/** A chart cannot be both kept for ever and removed. */
function notForgetAndRemove(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { forget, remove }]) => forget && remove)
        .map(([name]) => brokenKey(`\`${name}\` has both \`forget\` and \`remove\`.`, 'Remove one of them.', document, [
        'charts',
        name,
        'remove',
    ]));
}

;// CONCATENATED MODULE: ./lib/spec/template-rules.js
// Where may templates be?


const templateRules = [templatesOnlyWhereAllowed, noTemplatesInKeys];
const templateKeys = [
    ...['values', 'values-files', 'chart', 'version', 'release', 'namespace', 'context'],
];
/** Anywhere else, a template would silently be used as a literal text. */
function templatesOnlyWhereAllowed(spec, document) {
    return textsBelow(spec, [])
        .filter(({ text, path }) => text.includes('<%') && !mayBeTemplate(path))
        .map(({ text, path }) => {
        const key = path.findLast((part) => typeof part === 'string');
        const message = `\`${key}\` cannot contain a template: \`${text.slice(0, 80)}\`.`;
        return broken(message, `Templates work in: ${templateKeys.join(', ')}, repositories, and the \`env\` of jobs.`, document, path);
    });
}
/** At the top, or below the name of an environment or a chart; of a job, only its `env`. */
function mayBeTemplate(path) {
    // The path is `jobs`, `before` or `after`, an index, `env`; the same below a chart.
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
        .map(({ key, path }) => brokenKey('A key cannot contain a template.', 'Write the key without `<%`.', document, [...path, key]));
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
        .map((key) => broken(`\`${key}\` is empty.`, `Add at least one ${key.slice(0, -1)}.`, document, [key]));
}

;// CONCATENATED MODULE: ./lib/spec/parse.js
// Which spec does a YAML text contain, and what is wrong with it? A problem in one place does not hide a problem in
// another: the rest is still checked.







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
/** For required keys that are missing, so that the rest can be checked. */
const defaultsForMissing = { version: 1, stack: 'unnamed', environments: {}, charts: {} };
/** Checks the shape. Wrong values are removed; if that is not enough, the chart or environment around them is. */
function shape(document) {
    let data = withoutEmptyKeys(document.data);
    const first = specSchema.safeParse(data);
    if (first.success)
        return { written: first.data, failures: [], removed: [] };
    const failures = explainIssues(first.error.issues, document);
    const removed = [];
    for (const depth of [Number.POSITIVE_INFINITY, 2]) {
        const parsed = specSchema.safeParse(data);
        if (parsed.success)
            return { written: parsed.data, failures, removed };
        const cuts = parsed.error.issues.flatMap(pathsOf).map((path) => wholeLists(path.slice(0, depth)));
        removed.push(...cuts);
        data = withoutValuesAt(data, cuts);
        if ((0,json/* isObject */.Gv)(data))
            data = { ...defaultsForMissing, ...data };
    }
    const last = specSchema.safeParse(data);
    return { written: last.success ? last.data : undefined, failures, removed };
}
/** Keys of maps and lists. */
const containers = [
    ...['env', 'values', 'repositories', 'jobs', 'defaults', 'environments', 'charts', 'values-files', 'extends'],
    ...['formerly', 'depends', 'requires', 'tags', 'manifests', 'before', 'after', 'failed'],
];
/** A map or a list without content, such as `values:` with only comments below it, is empty. */
function withoutEmptyKeys(spec) {
    if (!(0,json/* isObject */.Gv)(spec))
        return spec;
    const ofEntry = (entry) => ((0,json/* isObject */.Gv)(entry) ? changeEach(withoutNull(entry), ofJobs) : (entry ?? {}));
    const ofJobs = (value, key) => (key === 'jobs' && (0,json/* isObject */.Gv)(value) ? withoutNull(value) : value);
    return changeEach(withoutNull(spec), (value, key) => {
        if (!(0,json/* isObject */.Gv)(value))
            return value;
        if (['environments', 'charts', 'repositories'].includes(key))
            return changeEach(value, ofEntry);
        return ['jobs', 'defaults'].includes(key) ? withoutNull(value) : value;
    });
}
function withoutNull(map) {
    return Object.fromEntries(Object.entries(map).filter(([key, value]) => value !== null || !containers.includes(key)));
}
function changeEach(map, change) {
    return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value, key)]));
}
function pathsOf(issue) {
    const path = issuePath(issue);
    return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...path, key]) : [path];
}
/** Removing one item would shift the places of the items after it, so the whole list is removed. */
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
/** A rule that is broken only because something was removed is not reported. */
function isTouched(path, removed) {
    return removed.some((cut) => cut.length >= path.length && path.every((part, index) => cut[index] === part));
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
// Which command does this run execute, and for which branch or pull request? Refuses platforms that Compass does not
// run on.



/**
 * For a pull request that may lack secrets, the command is `validate` if there is no kubeconfig. Fails with
 * `platform-unsupported`, or as `readTrigger` does.
 */
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
    // The run goes on, and fails when it opens its own scratch folder.
    if (!scratch.ok)
        return true;
    const cluster = ports.clusters.open({ kubeconfig, context }, scratch.value);
    scratch.value.remove();
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
// What happens in one run, from the request to its conclusion? Owns the deadline and the cancellation; uses ports, and
// no adapters. What each command needs and does is a row in commands/commands.ts.















/** `cancel` fires when the run has to stop. Throws only for a bug. */
async function run(invocation, ports, cancel) {
    const startedAtMs = ports.clock.nowMs();
    const conclusion = await readAndRun(invocation, startedAtMs, ports, cancel);
    // After a cancellation, the journal stays open, so that the post step lists what the run left unfinished.
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
    // A comment that is refused gets a reaction but no reply. So the conclusion names no command.
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
    if (!scratch.ok)
        return scratch;
    try {
        const done = await command.run({ ...target, scratch: scratch.value, startedAtMs, signal, emit }, invocation, ports);
        const stop = (0,model_outcome/* stopReason */.PJ)(signal);
        return done.ok || !stop ? done : (0,model_failure/* failed */.gz)(stoppedEarly(stop), ...done.failures.filter(isLasting));
    }
    finally {
        scratch.value.remove();
    }
}
/** `failures`: the problems of the spec, reported whatever the command returned. */
function concluded(known, failures, done) {
    if (done.ok && failures.length === 0)
        return { ...known, ...done.value };
    return { ...known, failures: done.ok ? failures : [...failures, ...done.failures] };
}
/** Nothing was deployed: a deployment that has begun reports the stop for each chart. */
function stoppedEarly(stop) {
    const [what, hint] = stop === 'deadline'
        ? ["The run's time limit was reached", 'Raise `timeout`.']
        : ['The run was cancelled', 'Run it again.'];
    return { code: stop, message: `${what}; nothing was deployed.`, hint };
}
/**
 * Whether a failure is still true after a stop. Most failures are then only interrupted requests; but what a registry
 * had already answered about an image stays true.
 */
function isLasting({ code }) {
    return code === 'image-unresolved' || code === 'image-stale';
}

// EXTERNAL MODULE: ./lib/run/wire.js + 50 modules
var wire = __webpack_require__(4435);
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
