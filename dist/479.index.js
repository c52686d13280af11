export const id = 479;
export const ids = [479];
export const modules = {

/***/ 4479:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runMainStep: () => (/* binding */ runMainStep)
});

// EXTERNAL MODULE: ./lib/duration.js
var duration = __webpack_require__(1999);
// EXTERNAL MODULE: ./lib/outcome.js
var outcome = __webpack_require__(3259);
;// CONCATENATED MODULE: ./lib/execute/jobs.js
// The shell jobs of a chart, one after the other, up to the first that does not pass.


/** So that a script stops at its first error, as people expect of a step. */
const shells = { bash: ['-eo', 'pipefail', '-c'], sh: ['-e', '-c'] };
/** Those that have to run: `hasChanged` says whether the chart is deployed. */
function jobsToRun(jobs, hasChanged) {
    return jobs.filter(({ when }) => hasChanged || when === 'always');
}
/** Undefined if all have passed. */
async function runJobs(jobs, chart, shop, onLine) {
    for (const job of jobs) {
        onLine(`job ${job.name}`);
        const ended = await shop.processes.run({
            program: job.shell,
            arguments: [...shells[job.shell], job.run],
            folder: shop.folder,
            env: { ...job.env, ...variables(chart, shop) },
            ...(job.timeoutMs !== undefined && { timeoutMs: job.timeoutMs }),
            onLine,
        }, shop.signal);
        const failure = explain(job, chart, ended, shop.signal);
        if (failure !== undefined)
            return failure;
    }
    return undefined;
}
function variables(chart, { identity, cluster }) {
    return {
        COMPASS_ENVIRONMENT: identity.environment,
        COMPASS_STACK: identity.stack,
        COMPASS_CHART: chart.name,
        COMPASS_RELEASE: chart.release,
        COMPASS_NAMESPACE: chart.namespace,
        KUBECONFIG: cluster.kubeconfigFor(chart.namespace),
    };
}
function explain(job, chart, ended, signal) {
    if (ended.how === 'exited' && ended.code === 0)
        return undefined;
    const stop = ended.how === 'stopped' ? (0,outcome/* stopReason */.P)(signal) : undefined;
    const message = `The job \`${job.name}\` of \`${chart.name}\` ${howItEnded(ended, job)}.`;
    const hint = stop === undefined ? 'What it printed stands in the log of this chart.' : 'Deploy again.';
    return { code: stop ?? 'job-failed', message, hint, at: chart.at };
}
function howItEnded(ended, { timeoutMs }) {
    switch (ended.how) {
        case 'exited':
            return `ended with exit code ${ended.code}`;
        case 'stopped':
            return ended.because === 'timeout' ? `took longer than ${(0,duration/* formatDuration */.a3)(timeoutMs ?? 0)}` : 'was stopped';
        case 'killed':
            return `was ended by ${ended.signal}`;
        case 'not-started':
            return `could not be started: ${ended.reason}`;
    }
}

// EXTERNAL MODULE: ./lib/json.js
var json = __webpack_require__(6413);
// EXTERNAL MODULE: ./lib/plan/labels.js
var labels = __webpack_require__(632);
;// CONCATENATED MODULE: ./lib/execute/release.js
// One release of a plan, made so: the namespace, the jobs before, Helm, what Helm's store says, the jobs after, and last the
// fingerprint.




/** After a stop, the store is asked what is left; that may take this long. */
const lastLookMs = 1_500;
/** Of what Helm says went wrong, in UTF-16 units; its whole output stands in the log. */
const longestError = 1_000;
/** Deploys a release. Whatever Helm says, the verdict is the store's; the fingerprint comes last. */
async function deployRelease(chart, bench, onLine, around) {
    const { cluster, clock, signal } = bench;
    if (chart.createNamespace && chart.decision.action === 'install') {
        const ensured = await cluster.ensureNamespace(chart.namespace, signal);
        if (!ensured.ok)
            return failedBy(ensured.failures);
    }
    const unready = await around.before();
    if (unready !== undefined)
        return failedBy([unready]);
    const begin = clock.nowMs();
    const ended = await upgrade(chart, bench, onLine);
    const tookMs = clock.nowMs() - begin;
    const patience = signal.aborted ? clock.after(lastLookMs) : signal;
    const stored = await cluster.release(chart.release, chart.namespace, patience);
    if (!stored.ok)
        return failedBy(stored.failures);
    // Helm copies labels to later revisions, so the label alone does not say who made this one.
    const isOurs = stored.value?.revision === chart.baseRevision + 1 && (0,labels/* runOf */.ng)(stored.value) === bench.run;
    const made = isOurs ? stored.value : undefined;
    if (made?.status !== 'deployed') {
        const failure = release_explain(chart, ended, tookMs, stored.value, bench.signal);
        return failedBy([failure], made);
    }
    const unfinished = await around.after();
    if (unfinished !== undefined)
        return failedBy([unfinished], made);
    const labelled = await cluster.label(made, (0,labels/* labelsOfSuccess */.eT)(chart.fingerprint, made.revision), patience);
    return labelled.ok ? { how: 'deployed', revision: made.revision } : failedBy(labelled.failures, made);
}
function failedBy(failures, made) {
    const [failure] = failures;
    return { how: 'failed', failure, ...(made && { revision: made.revision }) };
}
function upgrade(chart, bench, onLine) {
    const { release, namespace, wait, timeoutMs, validatedByServer } = chart;
    const request = {
        release,
        namespace,
        package: bench.packages.get(chart.name) ?? '',
        values: (0,json/* jsonForYaml */.p)(chart.values),
        wait,
        timeoutMs,
        labels: (0,labels/* labelsOfUpgrade */.d)(bench.identity, bench.run, chart.baseRevision + 1, validatedByServer),
        description: bench.description,
        validatedByServer,
        kubeconfig: bench.cluster.kubeconfigFor(namespace),
    };
    return bench.helm.upgrade(request, onLine, bench.signal);
}
function release_explain(chart, ended, tookMs, stored, signal) {
    const left = stored ? `revision ${stored.revision} is \`${stored.status}\`` : 'there is no release';
    const fail = (code, message, hint) => ({
        code,
        message: `${message} In Helm's store, ${left}.`,
        hint,
        at: chart.at,
    });
    switch (ended.how) {
        case 'stopped': {
            const stop = (0,outcome/* stopReason */.P)(signal);
            if (stop !== undefined)
                return fail(stop, `${chart.name} was stopped while Helm was at work.`, 'Deploy again.');
            return fail('chart-timeout', tooLong(chart), 'Raise its `timeout`, or see what is not ready.');
        }
        case 'exited':
            if (ended.code === 0) {
                return fail('helm-failed', 'Helm reported success.', 'See whether somebody else deploys it at the same time.');
            }
            if (tookMs >= chart.timeoutMs) {
                const message = `${tooLong(chart)} ${lastError(ended.errors)}`;
                return fail('chart-timeout', message, 'Raise its `timeout`, or see what is not ready.');
            }
            return fail('helm-failed', lastError(ended.errors), 'What Helm printed stands in the log of this chart.');
        case 'killed':
            return fail('helm-failed', `Helm was ended by ${ended.signal}.`, 'Deploy again.');
        case 'not-started':
            return fail('helm-failed', `Helm could not be started: ${ended.reason}.`, 'See whether it was removed meanwhile.');
    }
}
function tooLong({ name, timeoutMs }) {
    return `${name} was not deployed within its timeout of ${(0,duration/* formatDuration */.a3)(timeoutMs)}.`;
}
/** Helm's own last words, from `Error:` on. A chart may fail with a very long text. */
function lastError(errors) {
    const start = errors.search(/^Error:/m);
    const words = (start < 0 ? errors : errors.slice(start))
        .replace(/^Error:/, 'Helm:')
        .trim()
        .replace(/\s*\n\s*/g, ' ');
    const text = words.length > longestError ? `${words.slice(0, longestError)} …` : words || 'Helm failed without a word.';
    return /[.!?…]$/.test(text) ? text : `${text}.`;
}

;// CONCATENATED MODULE: ./lib/graph.js
// What depends on what, for anything that has a name. Pure.
/** The names along a cycle, the first of them again at the end; undefined if there is none. */
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
    for (const name of inOrder(all).toReversed()) {
        const after = (dependents.get(name) ?? []).map((next) => weights.get(next) ?? 0);
        weights.set(name, weigh(name) + Math.max(0, ...after));
    }
    return weights;
}
/** Each name after those of all that it depends on. There must be no cycle. */
function inOrder(all) {
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

;// CONCATENATED MODULE: ./lib/execute/execute.js
// A plan, made so: each chart as soon as what it depends on is done, with exactly one outcome each.
// A failure stops only what depends on it.





/** One result per chart, in the plan's order. */
async function execute(plan, execution) {
    const results = new Map();
    const settle = (chart, beginMs, ending) => {
        const result = toResult(chart, beginMs, ending, execution);
        results.set(chart.name, result);
        execution.emit({ type: 'chart-ended', result });
    };
    const expected = expectedTime(plan.charts);
    await runSchedule({
        nodes: plan.charts.map((chart) => ({ name: chart.name, depends: dependenciesOf(chart), chart })),
        limit: execution.concurrency,
        expect: ({ chart }) => expected(chart),
        needsSlot: ({ chart }) => hasToRun(chart),
        async start({ chart }) {
            const beginMs = execution.clock.nowMs();
            const ending = await act(chart, execution, hasChanged(chart, plan, results));
            settle(chart, beginMs, ending);
            return satisfying.includes(ending.outcome);
        },
        skip: ({ chart }, because) => settle(chart, execution.clock.nowMs(), skipped(chart, because, execution.signal)),
    });
    return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}
/** Those that depend on a chart that is not wanted here do not wait for it. */
const satisfying = ['deployed', 'unchanged', 'not-required', 'ran'];
/** What is not wanted here waits for nothing. */
function dependenciesOf({ decision, depends }) {
    return decision.action === 'not-required' ? [] : depends;
}
function isDeployed({ decision }) {
    return decision.action === 'install' || decision.action === 'upgrade';
}
function hasToRun(chart) {
    const { before, after } = chart.jobs;
    return isDeployed(chart) || chart.decision.action === 'run' || jobsToRun([...before, ...after], false).length > 0;
}
/** For jobs without a release: whether what they depend on changed; for those that depend on nothing, whether anything does. */
function hasChanged({ depends }, plan, results) {
    if (depends.length === 0)
        return plan.charts.some(isDeployed);
    return depends.some((name) => ['deployed', 'ran'].includes(results.get(name)?.outcome ?? ''));
}
/** What a chart took last time; for one that is new, the median of the others. Nothing for what is not touched. */
function expectedTime(charts) {
    const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
    const median = known[Math.floor(known.length / 2)] ?? 1_000;
    return (chart) => (isDeployed(chart) ? (chart.tookMs ?? median) : 0);
}
async function act(chart, execution, dependencyChanged) {
    const { decision } = chart;
    const stop = hasToRun(chart) ? (0,outcome/* stopReason */.P)(execution.signal) : undefined;
    if (stop !== undefined)
        return notStarted(chart, stop);
    switch (decision.action) {
        case 'not-required':
            return { outcome: 'not-required', reason: decision.reason };
        case 'refuse':
            return { outcome: 'failed', reason: decision.failure.message, failure: decision.failure };
        case 'unchanged': {
            const ending = { outcome: 'unchanged', reason: decision.reason, revision: chart.baseRevision };
            return runJobsOnly(chart, execution, false, ending, ending);
        }
        case 'run': {
            const idle = { outcome: 'unchanged', reason: 'nothing that it depends on changed' };
            return runJobsOnly(chart, execution, dependencyChanged, { outcome: 'ran', reason: 'jobs passed' }, idle);
        }
        case 'install':
        case 'upgrade':
            return deploy(chart, decision.reason, execution);
    }
}
/** `done`: if they pass; `idle`: if none has to run. */
async function runJobsOnly(chart, { shop, emit }, hasChange, done, idle) {
    const jobs = jobsToRun([...chart.jobs.before, ...chart.jobs.after], hasChange);
    if (jobs.length === 0)
        return idle;
    emit({ type: 'chart-started', chart: chart.name, text: `jobs: ${jobs.length}` });
    const failure = await runJobs(jobs, chart, shop, printer(chart, emit));
    return failure === undefined ? done : failedWith(failure, chart);
}
async function deploy(chart, reason, { bench, shop, emit }) {
    // Whoever planned a release also laid out the workbench: see commands/deploy.ts.
    if (bench === undefined)
        throw new Error('a chart is to be deployed without a workbench');
    const limit = (0,duration/* formatDuration */.a3)(chart.timeoutMs);
    emit({ type: 'chart-started', chart: chart.name, text: `${chart.decision.action}: ${reason}, at most ${limit}` });
    const print = printer(chart, emit);
    const verdict = await deployRelease(chart, bench, print, {
        before: () => runJobs(chart.jobs.before, chart, shop, print),
        after: () => runJobs(chart.jobs.after, chart, shop, print),
    });
    if (verdict.how === 'deployed')
        return { outcome: 'deployed', reason, revision: verdict.revision };
    const { how: _, failure, ...made } = verdict;
    return { ...failedWith(failure, chart), ...made };
}
function printer({ name }, emit) {
    return (text) => emit({ type: 'chart-printed', chart: name, text });
}
function failedWith(failure, { at }) {
    const outcome = failure.code === 'cancelled' ? 'cancelled' : 'failed';
    return { outcome, reason: failure.message, failure: { at, ...failure } };
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
function toResult(chart, beginMs, ending, execution) {
    return {
        name: chart.name,
        release: chart.release,
        namespace: chart.namespace,
        depends: chart.depends,
        images: chart.images,
        startedAtMs: Math.round(beginMs - execution.startedAtMs),
        durationMs: Math.round(execution.clock.nowMs() - beginMs),
        ...ending,
    };
}

// EXTERNAL MODULE: ./lib/failure.js
var failure = __webpack_require__(1957);
;// CONCATENATED MODULE: ./lib/execute/packages.js
// The packages of the charts that will run, made before the first write: what is deployed cannot change meanwhile.

/** Name of the chart → absolute path of its package. Fails for all charts at once. */
async function packCharts(planned, charts, helm) {
    const packed = (0,failure/* all */.Q7)(await Promise.all(planned.map(async ({ name, origin, content, at }) => {
        if (origin === undefined || content === undefined)
            return (0,failure.ok)([name, '']);
        const path = await charts.pack(origin, content, at, helm);
        return path.ok ? (0,failure.ok)([name, path.value]) : path;
    })));
    return packed.ok ? (0,failure.ok)(new Map(packed.value)) : packed;
}

;// CONCATENATED MODULE: ./lib/plan/decide.js

function decide({ identity, observed, wanted, force, at }) {
    if (observed === undefined)
        return { action: 'install', reason: 'not installed' };
    const owner = (0,labels/* ownerOf */.bf)(observed);
    if (owner && !isSame(owner, identity))
        return refuseStranger(observed, owner, at);
    switch (observed.status) {
        case 'deployed':
            if (!(0,labels/* carriesFingerprint */.Wy)(observed, wanted))
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
function whatChanged(observed, wanted) {
    const parts = (0,labels/* changedParts */.Ty)(observed, wanted);
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



function makePlan(inputs) {
    const charts = inputs.charts.map((chart, index) => planChart(chart, inputs.contents[index], inputs));
    return { version: 1, identity: inputs.identity, folder: inputs.folder, charts };
}
function planChart(chart, content, inputs) {
    const { identity, releases, helm, force } = inputs;
    const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
    const images = imagesOf(chart, inputs.digests);
    const wanted = (0,fingerprint/* fingerprint */.R)({ ...chart, chartDigest: content?.digest ?? '', images, helm });
    return {
        ...chart,
        ...(content && { content }),
        images,
        decision: decisionFor(chart, observed, () => decide({ identity, observed, wanted, force, at: chart.at })),
        fingerprint: wanted,
        baseRevision: observed?.revision ?? 0,
        ...(observed?.tookMs !== undefined && { tookMs: observed.tookMs }),
        // What Helm 4 installs anew, it applies on the server's side.
        validatedByServer: observed === undefined || (0,labels/* isAppliedByServer */.eI)(observed),
    };
}
function decisionFor(chart, observed, decideRelease) {
    if (!chart.isRequired)
        return { action: 'not-required', reason: observed ? 'not required (installed)' : 'not required' };
    return chart.origin === undefined ? { action: 'run', reason: 'jobs only' } : decideRelease();
}
/**
 * What its own templates asked for, and what reached it by way of the environment's values. Two references may have the
 * same digest: only one that stands before its digest in the values, or a digest that stands alone, counts.
 */
function imagesOf(chart, digests) {
    const images = Object.entries(digests);
    const values = JSON.stringify(chart.values);
    const pinned = images.filter(([reference, digest]) => values.includes(`${reference}@${digest}`));
    const own = images.filter(([reference]) => chart.imagesAsked.includes(reference));
    const named = new Set([...pinned, ...own].map(([reference]) => reference));
    const rest = pinned.reduce((text, [reference, digest]) => text.replaceAll(`${reference}@${digest}`, ''), values);
    const explained = new Set(own.map(([, digest]) => digest));
    const used = images.filter(([reference, digest]) => named.has(reference) || (rest.includes(digest) && !explained.has(digest)));
    return Object.fromEntries(used);
}

;// CONCATENATED MODULE: ./lib/render/merge.js
// Layers of values: maps merge, lists and scalars replace, and null stays a value.

/** From low to high. */
function mergeLayers(layers) {
    return layers.reduce(merge, {});
}
function merge(lower, upper) {
    const entries = Object.entries(upper).map(([key, value]) => {
        const below = Object.hasOwn(lower, key) ? lower[key] : undefined;
        const both = (0,json/* isObject */.Gv)(below) && (0,json/* isObject */.Gv)(value);
        return [key, both ? merge(below, value) : value];
    });
    return { ...lower, ...Object.fromEntries(entries) };
}

;// CONCATENATED MODULE: ./lib/names.js
// The identifiers of the domain. Each is a branded text: spec/parse.ts brands it once the schema has checked it, so that
// an unchecked one cannot reach Helm, the cluster or a label.
/** Longest text of each kind, in characters. Helm adds to a release's name; the others are used as label values. */
const longest = { stack: 63, environment: 40, chart: 63, release: 53, namespace: 63 };
/** A DNS label (RFC 1123), whatever its length. */
const dnsLabel = /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/;

// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/diagnostic.js
var diagnostic = __webpack_require__(8908);
// EXTERNAL MODULE: ./lib/yaml.js
var lib_yaml = __webpack_require__(1796);
// EXTERNAL MODULE: external "node:vm"
var external_node_vm_ = __webpack_require__(714);
// EXTERNAL MODULE: ./node_modules/ejs/lib/esm/ejs.js + 1 modules
var ejs = __webpack_require__(8459);
;// CONCATENATED MODULE: ./lib/render/prelude.js
// The code that runs beside a template in its context: strict access to what is in scope, and the functions.
// It is text, since it is compiled there; only JSON goes in and comes out.
/** What templates may call. */
const functionNames = [
    ...['digest', 'image', 'has', 'slug', 'toJson', 'fromJson', 'b64enc'],
    ...['fromYaml', 'fromSecret', 'fromConfigMap', 'readEnv', 'readFile'],
];
const prelude = String.raw `globalThis.__run = (function () {
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

;// CONCATENATED MODULE: ./lib/render/template.js
// One template: its text and what is in scope, to a value or to what is wrong with it. The only file that knows EJS.
//
// EJS compiles; the code that it makes runs in a new context of its own, without `process` and `require`, so that no
// template sees what another one did. That stops accidents, and is no security boundary: whoever writes the spec decides
// what is deployed anyway.



/** A template that runs longer hangs. */
const timeoutMs = 10_000;
const preludeScript = new external_node_vm_.Script(prelude);
/** Templates are synchronous; and `import()` fails with an error of ours, which leads out of the context. */
const forbidden = /\b(import|async|await|Promise)\b/;
const tag = /<%(?!%)[\s\S]*?%>/g;
/** A text with nothing but one expression keeps the type of its value. */
const wholeExpression = /^<%=(?:(?!%>)[\s\S])*%>$/;
/**
 * `digests`: what is known of images by now; for one that is not among them, a placeholder is put in, and the template
 * has to be rendered again. All that were asked for are in `asked`.
 */
function renderTemplate(text, scope, digests) {
    const code = (text.replaceAll('<%%', '').match(tag) ?? []).join('\n');
    if (code.includes('<%-'))
        return { problem: '`<%-` is not allowed; write `<%=`', line: 1 };
    const [word] = forbidden.exec(code) ?? [];
    if (word !== undefined)
        return { problem: `\`${word}\` is not allowed in a template`, line: 1 };
    try {
        const request = JSON.stringify(JSON.stringify({ scope, digests, whole: wholeExpression.test(text) }));
        const script = new external_node_vm_.Script(`__run(${request}, ${compile(text, Object.keys(scope))})`);
        return JSON.parse(script.runInContext(newContext(), { timeout: timeoutMs }));
    }
    catch (problem) {
        const { code: reason, message } = problem;
        const isHanging = reason === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
        return { problem: isHanging ? `it ran longer than ${timeoutMs / 1000} s` : firstLine(String(message)), line: 1 };
    }
}
function newContext() {
    const context = (0,external_node_vm_.createContext)(Object.create(null), {
        codeGeneration: { strings: false, wasm: false },
        microtaskMode: 'afterEvaluate',
    });
    preludeScript.runInContext(context);
    return context;
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

;// CONCATENATED MODULE: ./lib/render/values.js
// Values with templates in them, from the spec and from files, to plain values.






/** Values as they stand in the spec. `placeOf`: of the value at a path below them. */
function renderValues(values, placeOf, scope, renderer) {
    return renderInside(values, [], placeOf, scope, renderer);
}
function renderInside(value, path, placeOf, scope, renderer) {
    if (typeof value === 'string')
        return renderText(value, placeOf(path), scope, renderer);
    if (Array.isArray(value))
        return (0,failure/* all */.Q7)(value.map((item, index) => renderInside(item, [...path, index], placeOf, scope, renderer)));
    if (!(0,json/* isObject */.Gv)(value))
        return (0,failure.ok)(value);
    const entries = Object.entries(value).map(([key, inner]) => {
        const rendered = renderInside(inner, [...path, key], placeOf, scope, renderer);
        return rendered.ok ? (0,failure.ok)([key, rendered.value]) : rendered;
    });
    const rendered = (0,failure/* all */.Q7)(entries);
    return rendered.ok ? (0,failure.ok)(Object.fromEntries(rendered.value)) : rendered;
}
/** One text, which may be a template. */
function renderText(text, at, scope, renderer) {
    // Most texts have none, and go round the engine.
    if (!text.includes('<%'))
        return (0,failure.ok)(text);
    const rendered = renderTemplate(text, scope, renderer.digests);
    if ('problem' in rendered)
        return (0,failure/* failed */.gz)(values_explain(rendered, at, text));
    for (const reference of rendered.asked)
        renderer.asked.add(reference);
    return (0,failure.ok)(rendered.value);
}
/**
 * Values of a file in the workspace; `path` starts at `folder`, and may be a template itself. As full text a file is a
 * template if its name ends in `.ejs`. Fails, at the place where it is named, with `file-unreadable`.
 */
function readValuesFile(path, folder, at, scope, renderer) {
    const name = renderText(path, at, scope, renderer);
    if (!name.ok)
        return name;
    const file = external_node_path_.posix.join(folder, String(name.value));
    const read = renderer.files.read(file);
    if ('problem' in read)
        return (0,failure/* failed */.gz)(unreadable(`\`${file}\` ${read.problem}`, at));
    const text = file.endsWith('.ejs') ? renderFile(file, read.text, scope, renderer) : (0,failure.ok)(read.text);
    if (!text.ok)
        return text;
    return parseValues(file, text.value, at);
}
/** The text of a file, as a template. */
function renderFile(file, text, scope, renderer) {
    const rendered = renderTemplate(text, scope, renderer.digests);
    if ('problem' in rendered)
        return (0,failure/* failed */.gz)(values_explain(rendered, { file, line: rendered.line, column: 1 }));
    for (const reference of rendered.asked)
        renderer.asked.add(reference);
    return (0,failure.ok)(typeof rendered.value === 'string' ? rendered.value : JSON.stringify(rendered.value));
}
function parseValues(file, text, at) {
    // Nothing but comments, as a template may leave it, is no values.
    if (text.split('\n').every((line) => /^\s*(#|$)/.test(line)))
        return (0,failure.ok)({});
    const yaml = (0,lib_yaml/* readYaml */.gM)(file, text);
    if ('problems' in yaml) {
        const problems = yaml.problems.map((problem) => ({ code: 'spec-invalid', ...problem }));
        return (0,failure/* failed */.gz)(...problems);
    }
    const { data } = yaml.document;
    return (0,json/* isObject */.Gv)(data) ? (0,failure.ok)(data) : (0,failure/* failed */.gz)(unreadable(`\`${file}\` is not a map of values`, at));
}
function values_explain(rendered, at, text) {
    const near = rendered.misspelt && (0,diagnostic/* nearestName */.q)(rendered.misspelt, rendered.known ?? []);
    const known = rendered.known && rendered.known.length > 0 ? `Known here: ${rendered.known.join(', ')}.` : 'Correct the template.';
    const what = text === undefined || text.includes('\n') ? 'The template' : `The template \`${text}\``;
    return {
        code: 'template-failed',
        message: `${what} cannot be rendered: ${rendered.problem}.`,
        hint: near ? `Did you mean \`${near}\`?` : known,
        at,
    };
}
function unreadable(message, at) {
    return { code: 'file-unreadable', message: `${message}.`, hint: `Correct the name at ${(0,diagnostic/* formatPlace */.d)(at)}.`, at };
}

;// CONCATENATED MODULE: ./lib/render/names.js



function renderNamespace(text, at, scope, renderer) {
    return renderLabel('namespace', text, at, scope, renderer);
}
function renderRelease(text, at, scope, renderer) {
    return renderLabel('release', text, at, scope, renderer);
}
/** A digest can be no part of a name: names are known before any registry is asked. */
function renderLabel(kind, text, at, scope, renderer) {
    const rendered = renderText(text, at, scope, renderer);
    if (!rendered.ok)
        return rendered;
    const name = String(rendered.value);
    if (dnsLabel.test(name) && name.length <= longest[kind])
        return (0,failure.ok)(name);
    return (0,failure/* failed */.gz)({
        code: 'spec-invalid',
        message: `The template \`${text}\` gives \`${name.slice(0, 200)}\`, which is no name of a ${kind}.`,
        hint: `It takes lower-case letters, digits and \`-\`, at most ${longest[kind]} of them; \`slug()\` makes them.`,
        at,
    });
}

;// CONCATENATED MODULE: ./lib/origin.js
// Where the content of a chart comes from: the text under `chart`, and what it says.

/** `folder`: that of the spec, where paths start. `repositories`: URLs by name. */
function parseOrigin({ chart, version, repository }, folder, repositories) {
    const versioned = version === undefined ? {} : { version };
    if (repository !== undefined) {
        const problem = problemOfUrl(repository, 'repository');
        return problem ? { problem } : { origin: { kind: 'repository', url: repository, name: chart, ...versioned } };
    }
    if (chart.startsWith('oci://'))
        return ociOrigin(chart, version);
    if (/^[a-z][a-z0-9+.-]*:/i.test(chart)) {
        const hint = 'Write `oci://…`, a path, or a name with `repository` beside it.';
        return { problem: { key: 'chart', message: `\`${chart}\` is no place of a chart.`, hint } };
    }
    const [name = '', ...rest] = chart.split('/');
    const url = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
    if (url !== undefined && rest.length > 0) {
        if (url.startsWith('oci://'))
            return ociOrigin(`${url.replace(/\/+$/, '')}/${rest.join('/')}`, version);
        return { origin: { kind: 'repository', url, name: rest.join('/'), ...versioned } };
    }
    return localOrigin(chart, version, folder);
}
function ociOrigin(chart, version) {
    const reference = chart.slice('oci://'.length);
    if (/^[^/\s@]+(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/.test(reference)) {
        return { origin: { kind: 'oci', reference, ...(version !== undefined && { version }) } };
    }
    const hint = 'Write `oci://HOST/PATH`, and the version under `version`.';
    return { problem: { key: 'chart', message: `\`${chart}\` is no reference of a chart in a registry.`, hint } };
}
function localOrigin(path, version, folder) {
    if (path.startsWith('/')) {
        const hint = 'Write it from the folder of the spec.';
        return { problem: { key: 'chart', message: `\`${path}\` is an absolute path.`, hint } };
    }
    if (version !== undefined) {
        const message = `\`${path}\` is a path in the repository, and has a \`version\`.`;
        const hint = 'Remove `version`; it chooses among the versions of a registry or a chart repository.';
        return { problem: { key: 'version', message, hint } };
    }
    return { origin: { kind: path.endsWith('.tgz') ? 'archive' : 'folder', path: external_node_path_.posix.join(folder, path) } };
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
    const files = (0,failure/* all */.Q7)(manifests.map((glob, index) => {
        const found = renderer.files.find(external_node_path_.posix.join(spec.folder, glob));
        const at = spec.placeOf(['charts', name, 'manifests', index]);
        return found.length > 0 ? (0,failure.ok)(found) : (0,failure/* failed */.gz)(nothingMatches(glob, at));
    }));
    if (!files.ok)
        return files;
    const at = spec.placeOf(['charts', name, 'manifests']);
    const texts = (0,failure/* all */.Q7)([...new Set(files.value.flat())].map((file) => {
        const text = readManifest(file, at, scope, renderer);
        return text.ok ? (0,failure.ok)([file, text.value]) : text;
    }));
    return texts.ok ? (0,failure.ok)(Object.fromEntries(texts.value)) : texts;
}
function readManifest(file, at, scope, renderer) {
    const read = renderer.files.read(file);
    if ('problem' in read) {
        return (0,failure/* failed */.gz)({ code: 'file-unreadable', message: `\`${file}\` ${read.problem}.`, hint: 'Correct the glob.', at });
    }
    const text = file.endsWith('.ejs') ? renderFile(file, read.text, scope, renderer) : (0,failure.ok)(read.text);
    if (!text.ok)
        return text;
    const stream = (0,lib_yaml/* readYamlStream */.OJ)(file, text.value);
    if ('problems' in stream) {
        return (0,failure/* failed */.gz)(...stream.problems.map((problem) => ({ code: 'manifest-invalid', ...problem })));
    }
    const problems = stream.documents.flatMap(problemsOf);
    return problems.length > 0 ? (0,failure/* failed */.gz)(...problems) : text;
}
/** What Helm would only notice half-way, or could not keep track of. */
function problemsOf(document) {
    const problem = (message, hint, ...path) => [
        { code: 'manifest-invalid', message, hint, at: document.placeOf(path) },
    ];
    const object = document.data;
    if (!(0,json/* isObject */.Gv)(object))
        return problem('This is no Kubernetes object.', 'Write a map with `apiVersion` and `kind`.');
    for (const key of ['apiVersion', 'kind']) {
        if (typeof object[key] !== 'string')
            return problem(`The object has no \`${key}\`.`, `Give it a \`${key}\`.`);
    }
    // A list has its objects inside, and no name of its own.
    if (Array.isArray(object['items']) && String(object['kind']).endsWith('List'))
        return [];
    const metadata = (0,json/* isObject */.Gv)(object['metadata']) ? object['metadata'] : {};
    if (metadata['generateName'] !== undefined) {
        const message = '`generateName` makes another object each time, which no release can keep track of.';
        return problem(message, 'Write `name`.', 'metadata', 'generateName');
    }
    if (typeof metadata['name'] === 'string' && metadata['name'] !== '')
        return [];
    return problem('The object has no `metadata.name`.', 'Give it a name; a number has to be in quotes.', 'metadata');
}
function nothingMatches(glob, at) {
    return {
        code: 'file-unreadable',
        message: `No file in the workspace matches \`${glob}\`.`,
        hint: 'Correct the glob: it starts at the folder of the spec; `*` does not cross `/`, `**` does.',
        at,
    };
}

;// CONCATENATED MODULE: ./lib/render/origin.js
// Where the content of a chart comes from, with all templates rendered.




/** Undefined if there are only jobs. `repositories`: URLs by name. */
function renderOrigin(spec, chart, repositories, scope, renderer) {
    if (chart.manifests.length > 0) {
        const files = renderManifests(spec, chart, scope, renderer);
        return files.ok ? (0,failure.ok)({ kind: 'manifests', files: files.value }) : files;
    }
    if (chart.chart === undefined)
        return (0,failure.ok)(undefined);
    const placeOf = (key) => spec.placeOf(['charts', chart.name, key]);
    const text = renderText(chart.chart, placeOf('chart'), scope, renderer);
    const version = renderText(chart.version ?? '', placeOf('version'), scope, renderer);
    if (!text.ok || !version.ok)
        return (0,failure/* all */.Q7)([text, version]);
    const written = {
        chart: String(text.value),
        ...(version.value !== '' && { version: String(version.value) }),
        ...(chart.repository !== undefined && { repository: chart.repository }),
    };
    const parsed = parseOrigin(written, spec.folder, repositories);
    if ('origin' in parsed)
        return (0,failure.ok)(parsed.origin);
    const { key, message, hint } = parsed.problem;
    return (0,failure/* failed */.gz)({ code: 'spec-invalid', message, hint, at: placeOf(key) });
}

;// CONCATENATED MODULE: ./lib/render/scope.js
/** The longest tag that registries take. */
const longestTag = 128;
function environmentScope(spec, environment, commit, values) {
    const { branch, sha } = commit;
    return { values, environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
}
/** `names`: what is known of it by now. */
function chartScope(environment, chart, names) {
    return { ...environment, chart: chart.name, ...names };
}
/** The branch as an image's tag: what a tag may not hold becomes `-`, as docker/metadata-action does it. */
function imageTag(branch) {
    return branch
        .replace(/[^a-zA-Z0-9._-]+/g, '-')
        .replace(/^[.-]+/, '')
        .slice(0, longestTag);
}

;// CONCATENATED MODULE: ./lib/render/charts.js






function renderCharts(spec, charts, environment, commit, renderer) {
    const scope = environmentScope(spec, environment, commit, environment.values);
    const rendered = (0,failure/* all */.Q7)(charts.map((chart) => renderChart(spec, chart, environment, scope, renderer)));
    if (!rendered.ok)
        return rendered;
    const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
    return clashes.length > 0 ? (0,failure/* failed */.gz)(...clashes) : rendered;
}
function renderChart(spec, chart, environment, outer, shared) {
    const renderer = { ...shared, asked: new Set() };
    const names = renderNames(spec, chart, environment, outer, renderer);
    if (!names.ok)
        return names;
    const { name, at, depends, createNamespace, timeoutMs, wait } = chart;
    const common = { name, at, depends, ...names.value, createNamespace, timeoutMs, wait };
    if (!isMet(chart, environment.values)) {
        const nothing = { isRequired: false, values: {}, imagesAsked: [], jobs: { before: [], after: [] } };
        return (0,failure.ok)({ ...common, ...nothing });
    }
    const scope = chartScope(outer, chart, names.value);
    const origin = renderOrigin(spec, chart, {}, scope, renderer);
    const values = renderChartValues(spec, chart, scope, renderer);
    const jobs = renderJobs(spec, chart, scope, renderer);
    if (!origin.ok || !values.ok || !jobs.ok)
        return (0,failure/* all */.Q7)([origin, values, jobs]);
    return (0,failure.ok)({
        ...common,
        ...(origin.value && { origin: origin.value }),
        isRequired: true,
        values: values.value,
        jobs: jobs.value,
        imagesAsked: [...renderer.asked].sort(),
    });
}
/** The namespace first: the name of a release may speak of it. */
function renderNames(spec, chart, environment, outer, renderer) {
    const placeOf = (key) => spec.placeOf(['charts', chart.name, key]);
    const namespace = chart.namespace === undefined
        ? (0,failure.ok)(environment.namespace)
        : renderNamespace(chart.namespace, placeOf('namespace'), chartScope(outer, chart, {}), renderer);
    if (!namespace.ok)
        return namespace;
    const scope = chartScope(outer, chart, { namespace: namespace.value });
    const release = renderRelease(chart.release, placeOf('release'), scope, renderer);
    return release.ok ? (0,failure.ok)({ namespace: namespace.value, release: release.value }) : release;
}
/** Literal names are compared by a rule of the spec; these are templates that came to the same. */
function clashesOf(chart, others) {
    const { name, release, namespace, at } = chart;
    const first = others.find((other) => other.release === release && other.namespace === namespace);
    if (first === undefined)
        return [];
    const message = `The charts \`${first.name}\` and \`${name}\` both are the release \`${release}\` in namespace \`${namespace}\`.`;
    return [{ code: 'spec-invalid', message, hint: 'Give one of them another `release` or `namespace`.', at }];
}
function renderJobs(spec, { name, jobs }, scope, renderer) {
    const render = (when) => (0,failure/* all */.Q7)(jobs[when].map((job, index) => {
        const placeOf = (path) => spec.placeOf(['charts', name, 'jobs', when, index, 'env', ...path]);
        const env = renderValues(job.env, placeOf, scope, renderer);
        if (!env.ok)
            return env;
        // A template may give a number, where an environment has texts.
        const texts = Object.entries(env.value).map(([key, value]) => [key, String(value)]);
        return (0,failure.ok)({ ...job, env: Object.fromEntries(texts) });
    }));
    const [before, after] = [render('before'), render('after')];
    if (!before.ok || !after.ok)
        return (0,failure/* all */.Q7)([before, after]);
    return (0,failure.ok)({ before: before.value, after: after.value });
}
function isMet({ requires }, values) {
    return requires.every(({ name, equals }) => Object.hasOwn(values, name) && (equals === undefined ? Boolean(values[name]) : values[name] === equals));
}
/** Low to high: values files in order, then values. */
function renderChartValues(spec, { name, values, valuesFiles }, scope, renderer) {
    const layers = (0,failure/* all */.Q7)([
        ...valuesFiles.map((file, index) => {
            const at = spec.placeOf(['charts', name, 'values-files', index]);
            return readValuesFile(file, spec.folder, at, scope, renderer);
        }),
        renderValues(values, (path) => spec.placeOf(['charts', name, 'values', ...path]), scope, renderer),
    ]);
    return layers.ok ? (0,failure.ok)(mergeLayers(layers.value)) : layers;
}

;// CONCATENATED MODULE: ./lib/render/environment.js





/** `given`: of the input `values`; data, never a template. */
function renderEnvironment(spec, environment, commit, given, renderer) {
    const { name } = environment;
    const values = renderLayers(spec, environment, commit, given, renderer);
    if (!values.ok)
        return values;
    const scope = environmentScope(spec, environment, commit, values.value);
    const placeOf = (key) => spec.placeOf(['environments', name, key]);
    const namespace = renderNamespace(environment.namespace, placeOf('namespace'), scope, renderer);
    const context = renderText(environment.context ?? '', placeOf('context'), scope, renderer);
    if (!namespace.ok || !context.ok)
        return (0,failure/* all */.Q7)([namespace, context]);
    return (0,failure.ok)({
        name,
        namespace: namespace.value,
        ...(context.value !== '' && { context: String(context.value) }),
        values: values.value,
    });
}
function renderLayers(spec, environment, commit, given, renderer) {
    const { name, valuesFiles } = environment;
    const placeBelow = (...start) => (path) => spec.placeOf([...start, ...path]);
    const layers = [
        (scope) => renderValues(spec.values, placeBelow('values'), scope, renderer),
        ...valuesFiles.map((file, index) => (scope) => {
            const at = spec.placeOf(['environments', name, 'values-files', index]);
            return readValuesFile(file, spec.folder, at, scope, renderer);
        }),
        (scope) => renderValues(environment.values, placeBelow('environments', name, 'values'), scope, renderer),
    ];
    let values = {};
    for (const layer of layers) {
        const rendered = layer(environmentScope(spec, environment, commit, values));
        if (!rendered.ok)
            return rendered;
        values = mergeLayers([values, rendered.value]);
    }
    return (0,failure.ok)(mergeLayers([values, given]));
}

;// CONCATENATED MODULE: ./lib/render/render.js
// Spec and environment to rendered charts, in rounds: what templates ask for is resolved all at once, and they are
// rendered again, until nothing new is asked.



/** The first round: asks nobody. */
function startRendering(inputs) {
    const first = renderRound(inputs, {});
    if (!first.ok)
        return first;
    const { environment, charts } = first.value;
    return (0,failure.ok)({
        environment,
        namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
        finish: (resolve) => finishRendering(inputs, first.value, resolve),
    });
}
async function finishRendering(inputs, first, resolve) {
    let digests = {};
    let round = first;
    for (;;) {
        const news = [...round.asked].filter((reference) => !Object.hasOwn(digests, reference));
        if (news.length === 0)
            return (0,failure.ok)({ charts: round.charts, digests });
        const resolved = await resolve(news);
        if (!resolved.ok)
            return resolved;
        digests = { ...digests, ...Object.fromEntries(resolved.value) };
        const next = renderRound(inputs, digests);
        if (!next.ok)
            return next;
        round = next.value;
    }
}
function renderRound(inputs, digests) {
    const { spec, charts, commit, given, files } = inputs;
    const renderer = { files, digests, asked: new Set() };
    const environment = renderEnvironment(spec, inputs.environment, commit, given, renderer);
    if (!environment.ok)
        return environment;
    const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
    if (!rendered.ok)
        return rendered;
    const asked = new Set([...renderer.asked, ...rendered.value.flatMap(({ imagesAsked }) => imagesAsked)]);
    return (0,failure.ok)({ environment: environment.value, charts: rendered.value, asked });
}

;// CONCATENATED MODULE: ./lib/spec/only.js
// Which charts of a spec are wanted, by name or by tag.



/**
 * All, if nothing is named; else those that are, with what they depend on, in the spec's order.
 * Fails with `chart-unknown`.
 */
function selectCharts(spec, only) {
    if (only.length === 0)
        return (0,failure.ok)(spec.charts);
    const found = only.map((selector) => ({ selector, names: namesOf(selector, spec) }));
    const unknown = found.filter(({ names }) => names.length === 0);
    if (unknown.length > 0)
        return (0,failure/* failed */.gz)(...unknown.map(({ selector }) => only_explain(selector, spec)));
    const wanted = withDependencies(found.flatMap(({ names }) => names), spec.charts);
    return (0,failure.ok)(spec.charts.filter(({ name }) => wanted.has(name)));
}
function namesOf(selector, { charts }) {
    const tag = tagOf(selector);
    const matching = charts.filter((chart) => (tag === undefined ? chart.name === selector : chart.tags.includes(tag)));
    return matching.map(({ name }) => name);
}
function tagOf(selector) {
    return selector.startsWith('tag:') ? selector.slice('tag:'.length) : undefined;
}
function only_explain(selector, { charts, file }) {
    const tag = tagOf(selector);
    const known = tag === undefined ? charts.map(({ name }) => name) : [...new Set(charts.flatMap(({ tags }) => tags))];
    const near = (0,diagnostic/* nearestName */.q)(tag ?? selector, known);
    const list = known.length > 0 ? `Known: ${known.join(', ')}.` : 'There are none.';
    return {
        code: 'chart-unknown',
        message: `The input \`only\` names \`${selector}\`, and ${file} has no such ${tag === undefined ? 'chart' : 'tag'}.`,
        hint: near ? `Did you mean \`${tag === undefined ? '' : 'tag:'}${near}\`?` : list,
    };
}

;// CONCATENATED MODULE: ./lib/commands/deploy.js






async function deploy_deploy(deployment, ports) {
    const { request, startedAtMs, signal, emit } = deployment;
    const rendering = beginRendering(deployment, ports);
    if (!rendering.ok)
        return rendering;
    const identity = identityOf(deployment.spec, rendering.value);
    const { stack, environment, namespace } = identity;
    emit({ type: 'notice', text: `Deploying ${stack} to ${environment} (namespace ${namespace})` });
    const cluster = openCluster(deployment, rendering.value, ports);
    if (!cluster.ok)
        return cluster;
    const charts = ports.openCharts({ logins: [], scratch: deployment.scratch, signal });
    const plan = await observeAndPlan(deployment, identity, rendering.value, cluster.value, { ...ports, charts });
    if (!plan.ok)
        return plan;
    const bench = await layOut(plan.value, cluster.value, deployment, { ...ports, charts });
    if (!bench.ok)
        return bench;
    if (bench.value)
        ports.journal.begin(workOf(deployment, rendering.value));
    const { clock, processes, files } = ports;
    const folder = files.locate(plan.value.folder);
    return (0,failure.ok)(await execute(plan.value, {
        shop: { identity, cluster: cluster.value, processes, folder, signal },
        bench: bench.value,
        clock,
        startedAtMs,
        concurrency: request.concurrency,
        signal,
        emit,
    }));
}
function beginRendering({ request, spec, environment, commit }, { files }) {
    const charts = selectCharts(spec, request.only ?? []);
    if (!charts.ok)
        return charts;
    return startRendering({ spec, charts: charts.value, environment, commit, given: request.values ?? {}, files });
}
function identityOf({ stack }, { environment }) {
    return { stack, environment: environment.name, namespace: environment.namespace };
}
function workOf({ request, run }, { environment, namespaces }) {
    const context = request.context ?? environment.context;
    return { run, namespaces, ...(context && { context }) };
}
function openCluster({ request, scratch }, { environment }, ports) {
    const context = request.context ?? environment.context;
    return ports.clusters.open({ ...(request.kubeconfig && { kubeconfig: request.kubeconfig }), ...(context && { context }) }, scratch);
}
/** Everything is read before the first write; cluster and registries are asked at the same time. */
async function observeAndPlan({ request, spec, signal }, identity, rendering, cluster, ports) {
    const [releases, helm, rendered] = await Promise.all([
        cluster.releases(rendering.namespaces, signal),
        ports.helms.versionOf(request['helm-version'], signal),
        rendering.finish((references) => ports.registry.digests(references, signal)),
    ]);
    const charts = rendered.ok ? rendered.value.charts : [];
    const contents = (0,failure/* all */.Q7)(await Promise.all(charts.map(({ origin, at }) => (origin ? ports.charts.resolve(origin, at) : (0,failure.ok)(undefined)))));
    const missing = (0,failure/* all */.Q7)([contents, releases, helm, rendered]);
    if (!missing.ok || !releases.ok || !contents.ok || !helm.ok || !rendered.ok)
        return missing;
    return (0,failure.ok)(makePlan({
        folder: spec.folder,
        identity,
        charts,
        contents: contents.value,
        digests: rendered.value.digests,
        releases: releases.value,
        helm: helm.value,
        force: request.force,
    }));
}
/** Undefined if no release has to be deployed: then neither Helm nor an archive is needed. */
async function layOut(plan, cluster, deployment, ports) {
    const { request, run, description, scratch, signal } = deployment;
    const running = plan.charts.filter(({ decision }) => decision.action === 'install' || decision.action === 'upgrade');
    if (running.length === 0)
        return (0,failure.ok)(undefined);
    const helm = await ports.helms.find(request['helm-version'], scratch, signal);
    if (!helm.ok)
        return helm;
    const packages = await packCharts(running, ports.charts, helm.value);
    if (!packages.ok)
        return packages;
    const { identity } = plan;
    return (0,failure.ok)({
        identity,
        cluster,
        helm: helm.value,
        packages: packages.value,
        run,
        description,
        clock: ports.clock,
        signal,
    });
}

// EXTERNAL MODULE: ./lib/inputs/registry.js
var registry = __webpack_require__(9654);
;// CONCATENATED MODULE: ./lib/inputs/request.js
// From the raw texts of the inputs to a request, or all problems with them at once.


/** `texts`: what was given; an empty text counts as not given. Fails with `input-invalid` and `not-yet`. */
function readRequest(texts) {
    const names = Object.keys(registry/* inputs */.QL);
    const read = (0,failure/* all */.Q7)(names.map((name) => readInput(name, registry/* inputs */.QL[name], texts[name]?.trim() ?? '')));
    // Each entry was made by the parser of its own name, which is what the type says.
    return read.ok ? (0,failure.ok)(Object.fromEntries(read.value)) : read;
}
function readInput(name, input, given) {
    const text = given || input.default;
    // A default such as `${{ github.token }}` is put in by the runner; where there is none, nothing was given.
    if (text === '' || text.startsWith('${{'))
        return (0,failure.ok)([name, undefined]);
    if (input.notYet && text !== input.default)
        return (0,failure/* failed */.gz)((0,failure/* notYet */.y8)(`The input \`${name}\``));
    const parsed = input.parse(text);
    return 'value' in parsed ? (0,failure.ok)([name, parsed.value]) : (0,failure/* failed */.gz)(invalid(name, text, parsed.problem));
}
function invalid(name, text, problem) {
    return {
        code: 'input-invalid',
        message: `The input \`${name}\` is ${JSON.stringify(text)}: ${problem}.`,
        hint: `Correct \`${name}\` in the step's \`with:\`.`,
    };
}

;// CONCATENATED MODULE: ./lib/inputs/trigger.js


/** Fails with `event-refused` or `event-unknown`. */
function readTrigger(command, event) {
    const refusal = refusalOf(event) ?? (changesCluster(command) ? refusalToChange(event) : undefined);
    if (refusal !== undefined)
        return (0,failure/* failed */.gz)(refusal);
    const about = { branch: branchOf(event), isOfBranch: eventsOfBranches.includes(event.name) };
    return command === 'auto' ? decideByEvent(event, about) : (0,failure.ok)({ command, ...about });
}
/** On the others, the workspace may hold anything. */
const eventsOfBranches = ['push', 'workflow_dispatch', 'schedule'];
function decideByEvent(event, about) {
    const { branch } = about;
    switch (event.name) {
        case 'push':
            if (branch === undefined)
                return (0,failure.ok)({ nothingBecause: `${event.ref} is not a branch.` });
            if (read(event.payload, 'deleted') === true)
                return (0,failure.ok)({ nothingBecause: `The branch ${branch} was deleted.` });
            return (0,failure.ok)({ command: 'deploy', ...about });
        case 'workflow_dispatch':
            if (branch === undefined)
                return (0,failure.ok)({ nothingBecause: `${event.ref} is not a branch.` });
            return (0,failure.ok)({ command: 'deploy', ...about });
        case 'pull_request':
            if (read(event.payload, 'action') === 'closed')
                return (0,failure.ok)({ nothingBecause: 'The pull request is closed.' });
            return (0,failure.ok)({ command: 'plan', ...about });
        case 'merge_group':
        case 'schedule':
            return (0,failure.ok)({ command: 'plan', ...about });
        case 'issue_comment':
            if (!isCommandComment(event))
                return (0,failure.ok)({ nothingBecause: 'The comment is not a command for Compass.' });
            return (0,failure.ok)({ command: 'plan', ...about });
        default:
            return (0,failure/* failed */.gz)({
                code: 'event-unknown',
                message: `The event \`${event.name}\` does not say what to do.`,
                hint: 'Give the input `command`.',
            });
    }
}
/** On a pull request and in a merge queue, the branch that is merged into. */
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
/** These events bring a stranger's files and this repository's secrets together. */
function refusalOf(event) {
    const refused = (what) => ({
        code: 'event-refused',
        message: `${what} would run templates and jobs of strangers with the secrets of this repository.`,
        hint: 'Use `pull_request` for dry runs and `push` for deployments.',
    });
    if (event.name === 'pull_request_target')
        return refused('The event `pull_request_target`');
    if (event.name === 'workflow_run' && !isPushToThisRepository(event.payload)) {
        return refused('A `workflow_run` that did not come from a push to this repository');
    }
    return undefined;
}
const changesCluster = (command) => command === 'deploy' || command === 'destroy';
/** What somebody else would like to merge is not deployed by this repository's secrets, whatever the inputs say. */
function refusalToChange(event) {
    const base = read(event.payload, 'pull_request', 'base', 'repo', 'full_name');
    const head = read(event.payload, 'pull_request', 'head', 'repo', 'full_name');
    const isOwn = typeof base === 'string' && head === base;
    const isComment = event.name === 'issue_comment' && read(event.payload, 'issue', 'pull_request') !== undefined;
    if (!(event.name === 'pull_request' && !isOwn) && !isComment)
        return undefined;
    return {
        code: 'event-refused',
        message: `A deployment on \`${event.name}\` would deploy what is not in this repository's branches.`,
        hint: 'Deploy on `push` or `workflow_dispatch`.',
    };
}
function isPushToThisRepository(payload) {
    const head = read(payload, 'workflow_run', 'head_repository', 'full_name');
    const own = read(payload, 'repository', 'full_name');
    return read(payload, 'workflow_run', 'event') === 'push' && typeof own === 'string' && head === own;
}
function isCommandComment(event) {
    const body = read(event.payload, 'comment', 'body');
    const onPullRequest = read(event.payload, 'issue', 'pull_request') !== undefined;
    return onPullRequest && typeof body === 'string' && /^\/compass plan( [a-z0-9-]+)?\s*$/m.test(body);
}
/** A property deep inside a payload, which is anybody's JSON. */
function read(value, ...path) {
    return path.reduce((inner, key) => ((0,json/* isObject */.Gv)(inner) ? inner[key] : undefined), value);
}

;// CONCATENATED MODULE: ./lib/report/grouped.js
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
        else
            this.#tail.add(line);
    }
    /** What may be shown at once, since the last time. */
    take() {
        return this.#head.splice(0);
    }
    takeTail() {
        const { lines, omitted } = this.#tail;
        return omitted > 0 ? [`… ${omitted} lines are left out here …`, ...lines] : lines;
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

// EXTERNAL MODULE: ./lib/report/text.js
var report_text = __webpack_require__(4639);
;// CONCATENATED MODULE: ./lib/report/log.js


function makeLog(console, style) {
    if (style === 'prefixed')
        return prefixedLog(console);
    const log = new GroupedLog(console, (result, words) => tellEnd(console, result, words));
    return (event) => {
        switch (event.type) {
            case 'notice':
                return log.say(() => console.line(event.text));
            case 'chart-started':
                return log.start(event.chart, event.text);
            case 'chart-printed':
                return log.print(event.chart, event.text);
            case 'chart-ended':
                return log.end(event.result);
        }
    };
}
function prefixedLog(console) {
    return (event) => {
        switch (event.type) {
            case 'notice':
                return console.line(event.text);
            case 'chart-started':
            case 'chart-printed':
                return console.line(`${event.chart} | ${event.text}`);
            case 'chart-ended':
                return tellEnd(console, event.result, [], `${event.result.name} | `);
        }
    };
}
/** `words`: the last lines that a chart printed, told again where its group is folded. */
function tellEnd(console, result, words, prefix = '') {
    console.line(`${prefix}${(0,report_text/* chartLine */.BC)(result)}`);
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

// EXTERNAL MODULE: ./node_modules/zod/v4/mini/schemas.js + 5 modules
var schemas = __webpack_require__(8395);
// EXTERNAL MODULE: ./node_modules/zod/v4/core/api.js + 1 modules
var api = __webpack_require__(3305);
;// CONCATENATED MODULE: ./lib/report/result.js
// The `result` output: the run as JSON, for machines. Its JSON Schema is generated from the schema below.

const wholeMs = (text) => schemas/* int */.Whr().check(api/* _gte */.qm(0), schemas/* describe */.q0y(text));
const chartSchema = schemas/* strictObject */.rej({
    name: schemas/* string */.YjP(),
    release: schemas/* string */.YjP(),
    namespace: schemas/* string */.YjP(),
    outcome: schemas/* literal */.euz(['deployed', 'unchanged', 'failed', 'skipped', 'not-required', 'cancelled', 'ran']),
    reason: schemas/* string */.YjP().check(schemas/* describe */.q0y('For people.')),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('For machines; present on everything that failed or was skipped.')),
    revision: schemas/* optional */.lqM(schemas/* int */.Whr()).check(schemas/* describe */.q0y("Revision of the release in Helm's store.")),
    durationMs: wholeMs('Milliseconds.'),
    startedAtMs: wholeMs('Milliseconds since the start of the run.'),
    depends: schemas/* array */.YOg(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Names of the charts that it depends on.')),
    images: schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP()).check(schemas/* describe */.q0y('Image reference → digest.')),
});
const resultSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1),
    command: schemas/* literal */.euz(['deploy', 'plan', 'destroy', 'validate', 'matrix']),
    stack: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if the spec could not be read.')),
    environment: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if none applied.')),
    outcome: schemas/* literal */.euz(['success', 'failure', 'cancelled', 'nothing-to-do']),
    code: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('Of the first failure; present if the run failed.')),
    reason: schemas/* optional */.lqM(schemas/* string */.YjP()).check(schemas/* describe */.q0y('For people; present if the run failed or had nothing to do.')),
    planDigest: schemas/* string */.YjP().check(schemas/* describe */.q0y('Empty if there is no plan.')),
    durationMs: wholeMs('Milliseconds.'),
    charts: schemas/* array */.YOg(chartSchema).check(schemas/* describe */.q0y("In the spec's order.")),
})
    .check(schemas/* describe */.q0y('The output `result` of Compass.'));
function toResultChart({ failure, revision, ...chart }) {
    return {
        ...chart,
        ...(failure && { code: failure.code }),
        ...(revision !== undefined && { revision }),
        depends: [...chart.depends],
        images: { ...chart.images },
    };
}
/** Whether the run made a revision of any release, a failed one included. */
function result_hasChanged(charts) {
    return charts.some(({ outcome, revision }) => outcome === 'ran' || (outcome !== 'unchanged' && revision !== undefined));
}
function outcomeOf(charts) {
    if (charts.some(({ failure }) => failure?.code === 'cancelled'))
        return 'cancelled';
    return charts.some(({ failure }) => failure !== undefined) ? 'failure' : 'success';
}

;// CONCATENATED MODULE: ./lib/report/summary.js
// The step summary: what became of each chart as a table, and the graph coloured by it.

/** GitHub takes 1 MiB of a step, and drops all of it beyond that. With room to spare, in UTF-16 units. */
const longestSummary = 300_000;
/** Mermaid draws no more text than this; where it is missing, the table says the same. */
const longestGraph = 40_000;
const longestReason = 300;
const colours = {
    deployed: '#2da44e',
    ran: '#2da44e',
    unchanged: '#8c959f',
    failed: '#cf222e',
    cancelled: '#cf222e',
    skipped: '#bf8700',
    'not-required': '#d0d7de',
};
/** Markdown. `title`: one line of our own words. */
function makeSummary(title, charts) {
    let room = longestSummary;
    const rows = charts.map(toRow);
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
        ...graph(charts),
        '',
    ].join('\n');
}
function toRow({ name, outcome, failure, reason, revision, durationMs, images }) {
    const why = failure ? `<code>${failure.code}</code> ${cell(reason.slice(0, longestReason))}` : cell(reason);
    const digests = Object.entries(images).map(([reference, digest]) => {
        return `<code>${cell(reference)}</code> → <code>${cell(digest.slice(0, 'sha256:'.length + 12))}</code>`;
    });
    const time = outcome === 'deployed' || outcome === 'failed' ? (0,duration/* formatDuration */.a3)(durationMs) : '';
    return `| ${[name, outcome, why, revision ?? '', time, digests.join('<br>')].join(' | ')} |`;
}
/** Names stand in quotes, behind identifiers of our own: `end` is a word of Mermaid's. */
function graph(charts) {
    if (charts.every(({ depends }) => depends.length === 0))
        return [];
    const id = new Map(charts.map(({ name }, index) => [name, `n${index}`]));
    const nodes = charts.map(({ name, outcome }) => `  ${id.get(name)}["${name}"]:::${className(outcome)}`);
    const edges = charts.flatMap(({ name, depends }) => depends.map((needed) => `  ${id.get(needed)} --> ${id.get(name)}`));
    const classes = Object.entries(colours).map(([outcome, colour]) => `  classDef ${className(outcome)} stroke:${colour},stroke-width:3px`);
    const lines = ['```mermaid', 'graph LR', ...nodes, ...edges, ...classes, '```'];
    return lines.join('\n').length > longestGraph ? [] : lines;
}
const className = (outcome) => outcome.replace('-', '');
/** Text of others can neither end a cell, nor bring in Markdown, HTML or mentions. */
function cell(text) {
    return text.replace(/[&<>|`*_[\]\\@#~:!$]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}

;// CONCATENATED MODULE: ./lib/spec/environment.js
// Which environment a run is for: the one that was asked for, or the one that the branch maps to.



/**
 * Gives undefined if the branch maps to nothing.
 * Fails with `environment-unknown`, `environment-ambiguous` or `environment-protected`.
 */
function selectEnvironment(spec, question) {
    const found = question.environment === undefined ? byBranch(spec, question) : byName(spec, question.environment);
    if (!found.ok || found.value === undefined)
        return found;
    return refuseStrangeBranch(found.value, question.isOfBranch ? question.eventBranch : undefined);
}
function byName(spec, name) {
    const environment = spec.environments.find((candidate) => candidate.name === name);
    if (environment !== undefined)
        return (0,failure.ok)(environment);
    const names = spec.environments.map((candidate) => candidate.name);
    const near = (0,diagnostic/* nearestName */.q)(name, names);
    return (0,failure/* failed */.gz)({
        code: 'environment-unknown',
        message: `The environment \`${name}\` is not in ${spec.file}.`,
        hint: near ? `Did you mean \`${near}\`?` : `It has: ${names.join(', ')}.`,
    });
}
function byBranch(spec, question) {
    const branch = question.branch ?? question.eventBranch;
    if (branch === undefined)
        return (0,failure.ok)(undefined);
    const matching = spec.environments.filter((environment) => mapsTo(environment, branch));
    if (matching.length < 2)
        return (0,failure.ok)(matching[0]);
    const names = matching.map((environment) => environment.name).join(', ');
    return (0,failure/* failed */.gz)({
        code: 'environment-ambiguous',
        message: `The branch \`${branch}\` maps to several environments of ${spec.file}: ${names}.`,
        hint: 'Choose one with the input `environment`.',
    });
}
/** No input can send anything but its own branches' content to a protected environment. */
function refuseStrangeBranch(environment, ownBranch) {
    if (!environment.protected || (ownBranch !== undefined && mapsTo(environment, ownBranch)))
        return (0,failure.ok)(environment);
    return (0,failure/* failed */.gz)({
        code: 'environment-protected',
        message: `The environment \`${environment.name}\` is protected, and ${ownBranch ? `the branch \`${ownBranch}\` is not one of its own` : 'this run is not for the head of a branch'}.`,
        hint: `It deploys only from: ${environment.branches.join(', ') || 'no branch at all; give it `branches`'}.`,
    });
}
function mapsTo(environment, branch) {
    return environment.branches.some((pattern) => pattern === branch || external_node_path_.posix.matchesGlob(branch, pattern));
}

;// CONCATENATED MODULE: ./lib/spec/rules.js
// The rules of the spec that go beyond one value, each a small function that gives every place where it is broken.





const rules = [
    somethingToDo,
    namespaceOfEachEnvironment,
    oneEnvironmentPerNamespace,
    oneChartPerRelease,
    releaseOfEachChart,
    somethingToRun,
    oneOrigin,
    knownOrigins,
    knownDependencies,
    noCycle,
    definedRequirements,
    templatesOnlyWhereAllowed,
    noTemplatesInKeys,
];
function brokenRules(spec, document) {
    return rules.flatMap((rule) => rule(spec, document));
}
function somethingToDo(spec, document) {
    return ['environments', 'charts']
        .filter((key) => Object.keys(spec[key]).length === 0)
        .map((key) => broken(`\`${key}\` is empty.`, 'Write at least one.', document, [key]));
}
function namespaceOfEachEnvironment(spec, document) {
    const environments = Object.entries(spec.environments);
    if (environments.length < 2)
        return [];
    return environments
        .filter(([, environment]) => environment.namespace === undefined)
        .map(([name]) => broken(`The environment \`${name}\` has no namespace.`, 'With more than one environment, each needs a `namespace`.', document, ['environments', name]));
}
function oneEnvironmentPerNamespace(spec, document) {
    const places = Object.entries(spec.environments).map(([name, { context, namespace }]) => ({
        name,
        where: namespace && where(context, namespace),
    }));
    return repeated(places).map(({ name, first }) => broken(`The environments \`${first}\` and \`${name}\` have the same context and namespace.`, 'Give each a place of its own.', document, ['environments', name, 'namespace']));
}
function oneChartPerRelease(spec, document) {
    const environments = Object.values(spec.environments);
    const clashes = environments.flatMap((environment) => repeated(Object.entries(spec.charts).map(([name, { release, namespace }]) => ({
        name,
        where: where(namespace ?? environment.namespace ?? spec.stack, release ?? name),
    }))));
    const names = [...new Set(clashes.map(({ name }) => name))];
    return names.map((name) => {
        const first = clashes.find((clash) => clash.name === name)?.first;
        const message = `The charts \`${first}\` and \`${name}\` have the same release and namespace.`;
        return broken(message, 'Give one of them another `release` or `namespace`.', document, ['charts', name]);
    });
}
/** A chart's key may be longer than a release's name. */
function releaseOfEachChart(spec, document) {
    return Object.entries(spec.charts)
        .filter(([name, { release }]) => release === undefined && name.length > longest.release)
        .map(([name]) => {
        const message = `The chart \`${name}\` has a name that is too long for a release.`;
        return broken(message, `Give it a \`release\` of at most ${longest.release} characters.`, document, [
            'charts',
            name,
        ]);
    });
}
/** Undefined if it is known only when it is rendered. */
function where(...names) {
    return names.some((name) => name?.includes('<%')) ? undefined : JSON.stringify(names);
}
/** Those whose place another one before them has. */
function repeated(all) {
    return all.flatMap(({ name, where }, index) => {
        const first = all.slice(0, index).find((other) => where !== undefined && other.where === where);
        return first ? [{ name, first: first.name }] : [];
    });
}
function knownDependencies(spec, document) {
    const names = Object.keys(spec.charts);
    return Object.entries(spec.charts).flatMap(([name, { depends = [] }]) => depends.flatMap((needed, index) => {
        const path = ['charts', name, 'depends', index];
        if (needed === name)
            return [broken(`The chart \`${name}\` depends on itself.`, 'Remove that.', document, path)];
        if (names.includes(needed))
            return [];
        const near = (0,diagnostic/* nearestName */.q)(needed, names);
        const hint = near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`;
        return [
            broken(`The chart \`${name}\` depends on \`${needed}\`, which is not a chart of this spec.`, hint, document, path),
        ];
    }));
}
function noCycle(spec, document) {
    const charts = Object.entries(spec.charts).map(([name, { depends = [] }]) => ({
        name,
        depends: depends.filter((needed) => needed !== name),
    }));
    const cycle = findCycle(charts);
    if (cycle === undefined)
        return [];
    const path = ['charts', cycle[0] ?? '', 'depends'];
    return [
        broken(`These charts depend on each other: ${cycle.join(' → ')}.`, 'Take one of these dependencies away.', document, path),
    ];
}
function somethingToRun(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests, jobs }]) => chart === undefined &&
        manifests === undefined &&
        [...(jobs?.before ?? []), ...(jobs?.after ?? [])].length === 0)
        .map(([name]) => broken(`\`${name}\` has neither a chart, nor manifests, nor jobs.`, 'Give it a `chart`.', document, [
        'charts',
        name,
    ]));
}
function oneOrigin(spec, document) {
    return Object.entries(spec.charts)
        .filter(([, { chart, manifests }]) => chart !== undefined && manifests !== undefined)
        .map(([name]) => {
        const message = `\`${name}\` has both a \`chart\` and \`manifests\`.`;
        return broken(message, 'Make two charts of them.', document, ['charts', name, 'manifests']);
    });
}
function knownOrigins(spec, document) {
    return Object.entries(spec.charts).flatMap(([name, { chart, version, repository }]) => {
        // What is a template is looked at again when it is rendered.
        if (chart === undefined || [chart, version, repository].some((text) => text?.includes('<%')))
            return [];
        const written = { chart, ...(version && { version }), ...(repository && { repository }) };
        const parsed = parseOrigin(written, '.', {});
        if ('origin' in parsed)
            return [];
        const { key, message, hint } = parsed.problem;
        return [broken(message, hint, document, ['charts', name, key])];
    });
}
/** A name that no environment knows is a mistake, and not a chart that is never wanted. */
function definedRequirements(spec, document) {
    const environments = Object.values(spec.environments);
    // What files define is known only when they are read.
    if (environments.some((environment) => (environment['values-files'] ?? []).length > 0))
        return [];
    const names = [spec.values ?? {}, ...environments.map(({ values = {} }) => values)].flatMap((values) => Object.keys(values));
    return Object.entries(spec.charts).flatMap(([chart, { requires = [] }]) => (Array.isArray(requires) ? requires : Object.keys(requires)).flatMap((name, index) => {
        if (names.includes(name))
            return [];
        const near = (0,diagnostic/* nearestName */.q)(name, names);
        const message = `The chart \`${chart}\` requires \`${name}\`, which no environment has in its values.`;
        const path = ['charts', chart, 'requires', Array.isArray(requires) ? index : name];
        return [broken(message, near ? `Did you mean \`${near}\`?` : 'Define it in `values`.', document, path)];
    }));
}
/** Elsewhere, a text with a template in it must not go on as it stands. */
function templatesOnlyWhereAllowed(spec, document) {
    return textsIn(spec, [])
        .filter(({ text, path }) => text.includes('<%') && !mayBeTemplate(path))
        .map(({ text, path }) => {
        const key = path.findLast((part) => typeof part === 'string');
        const message = `\`${key}\` is no template, and has \`<%\` in it: \`${text.slice(0, 80)}\`.`;
        return broken(message, `Templates are for: ${templateKeys.join(', ')}, and the \`env\` of jobs.`, document, path);
    });
}
const templateKeys = ['values', 'values-files', 'chart', 'release', 'namespace', 'context'];
/** The key is the first, or stands below the name of an environment or a chart; of a job, only its environment. */
function mayBeTemplate(path) {
    // charts, its name, jobs, before or after, its number, env
    if (path[0] === 'charts' && path[2] === 'jobs')
        return path[5] === 'env';
    const key = path[0] === 'environments' || path[0] === 'charts' ? path[2] : path[0];
    return templateKeys.includes(String(key));
}
function noTemplatesInKeys(spec, document) {
    return keysIn(spec, [])
        .filter(({ key }) => key.includes('<%'))
        .map(({ key, path }) => {
        const at = document.placeOfKey(path, key);
        return { code: 'spec-invalid', message: 'A key is no template.', hint: 'Write the key itself.', at };
    });
}
function keysIn(value, path) {
    if (Array.isArray(value))
        return value.flatMap((item, index) => keysIn(item, [...path, index]));
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, item]) => [{ key, path }, ...keysIn(item, [...path, key])]);
}
function textsIn(value, path) {
    if (typeof value === 'string')
        return [{ text: value, path }];
    if (Array.isArray(value))
        return value.flatMap((item, index) => textsIn(item, [...path, index]));
    if (!(0,json/* isObject */.Gv)(value))
        return [];
    return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}
function broken(message, hint, document, path) {
    return { code: 'spec-invalid', message, hint, at: document.placeOf(path) };
}

;// CONCATENATED MODULE: ./lib/spec/schema.js
// The shape of the spec: types and descriptions, from which the JSON Schema is generated. Defaults stand in parse.ts.
// Rules that go beyond one value stand in rules.ts.



/** A key that the contract has and this version does not. It is refused with that message, not as unknown. */
const keysNotYet = {
    '': ['env', 'repositories', 'jobs', 'defaults'],
    'environments.*': ['cluster', 'extends'],
    'charts.*': ['forget', 'remove', 'allow-failure', 'conflicts', 'adopt', 'crds'],
};
/** What a rule of the schema says when it is broken; everything else is said by kind of issue in parse.ts. */
const say = (message) => ({ error: message });
const schema_text = schemas/* string */.YjP(say('a text')).check(api/* _minLength */.m9(1, say('a text that is not empty')));
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
const schema_duration = schemas/* string */.YjP(say(durationRule)).check(api/* _regex */.Fk(duration/* durationPattern */.Zq, { ...say(durationRule), abort: true }), schemas/* refine */.YPB((value) => (0,duration/* parseDuration */.E9)(value) !== undefined, say('a duration longer than nothing, of at most 24 days')));
const branch = schema_text.check(api/* _maxLength */.Eb(255, say('a name or a glob of at most 255 characters')));
const branches = schemas/* union */.KCZ([branch, schemas/* array */.YOg(branch).check(api/* _minLength */.m9(1, say('at least one branch')))], say('a branch, a glob, or a list of them'));
const values = schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* unknown */.L5J(), say('a map'));
const files = schemas/* array */.YOg(schema_text, say('a list of paths'));
const scalar = schemas/* union */.KCZ([schemas/* string */.YjP(), schemas/* number */.aig(), schemas/* boolean */.zMY(), schemas/* null */.chJ()], say('a text, a number, `true`, `false` or `null`'));
const environment = schemas/* strictObject */.rej({
    branches: schemas/* optional */.lqM(branches)
        .check(schemas/* describe */.q0y('Branches that deploy here: a name, a glob, or a list. `*` does not cross `/`, `**` does.')),
    namespace: schemas/* optional */.lqM(labelOrTemplate('namespace'))
        .check(schemas/* describe */.q0y("Namespace of its releases. May be left out only if there is one environment; it is then the stack's name.")),
    values: schemas/* optional */.lqM(values)
        .check(schemas/* describe */.q0y('What templates may speak of as `values`, over the values of every environment.')),
    'values-files': schemas/* optional */.lqM(files)
        .check(schemas/* describe */.q0y('Files with such values, in order; those below `values`. A file that ends in `.ejs` is a template.')),
    context: schemas/* optional */.lqM(schema_text).check(schemas/* describe */.q0y('Context of the kubeconfig. Default: the current one.')),
    protected: schemas/* optional */.lqM(schemas/* boolean */.zMY(say('`true` or `false`')))
        .check(schemas/* describe */.q0y('Deploys only from its own branches, whatever the inputs say.')),
}, say('a map'));
const job = schemas/* union */.KCZ([
    schema_text,
    schemas/* strictObject */.rej({
        name: schemas/* optional */.lqM(schema_text).check(schemas/* describe */.q0y('For the log. Default: what it runs.')),
        run: schema_text.check(schemas/* describe */.q0y('A script for the shell.')),
        shell: schemas/* optional */.lqM(schemas/* literal */.euz(['bash', 'sh'])).check(schemas/* describe */.q0y('Default: bash, which stops at the first error.')),
        timeout: schemas/* optional */.lqM(schema_duration).check(schemas/* describe */.q0y('Wall clock. Default: that of the run.')),
        env: schemas/* optional */.lqM(schemas/* record */.g1P(schemas/* string */.YjP(), schemas/* string */.YjP())).check(schemas/* describe */.q0y('Added to its environment.')),
        when: schemas/* optional */.lqM(schemas/* literal */.euz(['changed', 'always']))
            .check(schemas/* describe */.q0y('`changed` (default): only if the chart is deployed; `always`: also if it is unchanged.')),
    }),
], say('a script, or a map with `run`'));
const jobs = schemas/* strictObject */.rej({
    before: schemas/* optional */.lqM(schemas/* array */.YOg(job, say('a list of jobs'))).check(schemas/* describe */.q0y('Run before the release is deployed.')),
    after: schemas/* optional */.lqM(schemas/* array */.YOg(job, say('a list of jobs')))
        .check(schemas/* describe */.q0y('Run once it is deployed; only when they have passed is the chart done.')),
}, say('a map'));
const chart = schemas/* strictObject */.rej({
    chart: schemas/* optional */.lqM(schema_text)
        .check(schemas/* describe */.q0y('Path of the chart folder, from the folder of the spec. May be left out where there are only jobs.')),
    version: schemas/* optional */.lqM(schema_text)
        .check(schemas/* describe */.q0y('Of a chart from a registry or a chart repository: a version, a range, or `version@sha256:…`. Default: the newest that is stable.')),
    repository: schemas/* optional */.lqM(schema_text).check(schemas/* describe */.q0y('URL of an HTTP chart repository, in which `chart` is a name.')),
    manifests: schemas/* optional */.lqM(schemas/* array */.YOg(schema_text, say('a list of globs')).check(api/* _minLength */.m9(1, say('at least one glob'))))
        .check(schemas/* describe */.q0y('Instead of `chart`: globs of files with raw objects, which get a release too. A file that ends in `.ejs` is a template.')),
    jobs: schemas/* optional */.lqM(jobs).check(schemas/* describe */.q0y('Shell jobs, which run in the folder of the spec.')),
    depends: schemas/* optional */.lqM(schemas/* array */.YOg(schema_text, say('a list of names of charts')))
        .check(schemas/* describe */.q0y('Names of the charts that have to be done before it starts.')),
    requires: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* array */.YOg(schema_text), schemas/* record */.g1P(schemas/* string */.YjP(), scalar)], say('a list of names, or a map from names to what they have to be')))
        .check(schemas/* describe */.q0y('Deployed only where these values of the environment are truthy, or equal to what is given.')),
    tags: schemas/* optional */.lqM(schemas/* array */.YOg(schema_text, say('a list of texts'))).check(schemas/* describe */.q0y('For the input `only`.')),
    release: schemas/* optional */.lqM(labelOrTemplate('release'))
        .check(schemas/* describe */.q0y("Name of the Helm release. Default: the chart's key.")),
    namespace: schemas/* optional */.lqM(labelOrTemplate('namespace')).check(schemas/* describe */.q0y("Default: the environment's.")),
    'create-namespace': schemas/* optional */.lqM(schemas/* boolean */.zMY(say('`true` or `false`')))
        .check(schemas/* describe */.q0y('Create the namespace if it is not there. Default: true.')),
    values: schemas/* optional */.lqM(values).check(schemas/* describe */.q0y("Values for the chart, over those of its files and the chart's own.")),
    'values-files': schemas/* optional */.lqM(files)
        .check(schemas/* describe */.q0y('Files with values for the chart, in order. A file that ends in `.ejs` is a template.')),
    timeout: schemas/* optional */.lqM(schema_duration).check(schemas/* describe */.q0y('Wall clock of the chart, Helm hooks included. Default: 5m.')),
    wait: schemas/* optional */.lqM(schemas/* union */.KCZ([schemas/* boolean */.zMY(), schemas/* literal */.euz(['jobs', 'legacy'])], say('`true`, `jobs`, `legacy` or `false`')))
        .check(schemas/* describe */.q0y("What a deployment waits for. `true`: Helm's watcher, `jobs`: also until Jobs complete, `legacy`: Helm 3's polling, `false`: nothing but hooks. Default: true.")),
}, say('a map'));
const specSchema = schemas/* strictObject */.rej({
    version: schemas/* literal */.euz(1, say('`1`')).check(schemas/* describe */.q0y("Version of the spec's language.")),
    stack: label('stack').check(schemas/* describe */.q0y('Name of the stack.')),
    values: schemas/* optional */.lqM(values).check(schemas/* describe */.q0y('Values of every environment, the lowest layer.')),
    environments: schemas/* record */.g1P(label('environment'), environment, say('a map of environments'))
        .check(schemas/* describe */.q0y('Places to deploy to, by name.')),
    charts: schemas/* record */.g1P(label('chart'), chart, say('a map of charts'))
        .check(schemas/* describe */.q0y('Charts by name: each is one Helm release.')),
}, say('a map'))
    .check(schemas/* describe */.q0y('The spec of Compass: a stack of Helm charts and the environments that it is deployed to.'));
/** The keys of each kind of map that has fixed ones, for what a misspelt key may have meant. */
const knownKeys = {
    '': Object.keys(specSchema.shape),
    'environments.*': Object.keys(environment.shape),
    'charts.*': Object.keys(chart.shape),
};

;// CONCATENATED MODULE: ./lib/spec/parse.js
// YAML text to a Spec, or every problem with it, sorted by place.







const defaultChartTimeoutMs = 5 * 60_000;
/** `file`: path of the spec in the workspace. Fails with `spec-invalid` and `not-yet`. */
function parseSpec(file, text) {
    const yaml = (0,lib_yaml/* readYaml */.gM)(file, text);
    if ('problems' in yaml)
        return (0,failure/* failed */.gz)(...yaml.problems.map(({ message, hint, at }) => parse_invalid(message, hint, at)));
    const shaped = specSchema.safeParse(yaml.document.data);
    if (!shaped.success) {
        return (0,failure/* failed */.gz)(...parse_inOrder(shaped.error.issues.flatMap((issue) => parse_explain(issue, yaml.document))));
    }
    const broken = brokenRules(shaped.data, yaml.document);
    return broken.length > 0 ? (0,failure/* failed */.gz)(...parse_inOrder(broken)) : (0,failure.ok)(toSpec(file, shaped.data, yaml.document));
}
function toSpec(file, written, document) {
    const folder = external_node_path_.posix.dirname(file);
    const stack = written.stack;
    return {
        file,
        folder,
        stack,
        values: (written.values ?? {}),
        placeOf: (path) => document.placeOf(path),
        environments: Object.entries(written.environments).map(([name, environment]) => toEnvironment(name, environment, stack)),
        charts: Object.entries(written.charts).map(([name, chart]) => toChart(name, chart, document.placeOfKey(['charts'], name))),
    };
}
function toEnvironment(name, written, stack) {
    const branches = written.branches ?? [];
    return {
        name: name,
        branches: typeof branches === 'string' ? [branches] : branches,
        namespace: written.namespace ?? stack,
        context: written.context,
        values: (written.values ?? {}),
        valuesFiles: written['values-files'] ?? [],
        protected: written.protected ?? false,
    };
}
function toChart(name, written, at) {
    return {
        name: name,
        at,
        chart: written.chart,
        version: written.version,
        repository: written.repository,
        manifests: written.manifests ?? [],
        jobs: { before: (written.jobs?.before ?? []).map(toJob), after: (written.jobs?.after ?? []).map(toJob) },
        depends: [...new Set(written.depends ?? [])],
        requires: toRequirements(written.requires ?? []),
        tags: written.tags ?? [],
        release: written.release ?? name,
        namespace: written.namespace,
        createNamespace: written['create-namespace'] ?? true,
        values: (written.values ?? {}),
        valuesFiles: written['values-files'] ?? [],
        timeoutMs: (written.timeout && (0,duration/* parseDuration */.E9)(written.timeout)) || defaultChartTimeoutMs,
        wait: written.wait ?? true,
    };
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
function parse_explain(issue, document) {
    const path = issue.path;
    if (issue.code === 'unrecognized_keys')
        return issue.keys.map((key) => explainKey(path, key, document));
    const name = path.at(-1);
    if (issue.code === 'invalid_key') {
        const rule = issue.issues[0]?.message ?? issue.message;
        return [
            parse_invalid(`\`${name}\` is not allowed as a name.`, `Write ${rule}.`, document.placeOfKey(path.slice(0, -1), String(name))),
        ];
    }
    if (isMissing(path, document)) {
        return [parse_invalid(`\`${path.join('.')}\` is missing.`, `Write ${issue.message}.`, document.placeOf(path))];
    }
    const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
    return [parse_invalid(`${what} is not what is allowed here.`, `Write ${issue.message}.`, document.placeOf(path))];
}
function isMissing(path, document) {
    return (path.reduce((value, key) => value?.[key], document.data) ===
        undefined);
}
function explainKey(path, key, document) {
    const at = document.placeOfKey(path, key);
    // Names of charts and environments do not matter here: `charts.chain` is the same kind of map as `charts.postgres`.
    const kind = path.map((part, depth) => (depth === 1 ? '*' : part)).join('.');
    if (keysNotYet[kind]?.includes(key))
        return (0,failure/* notYet */.y8)(`The key \`${key}\``, at);
    const near = (0,diagnostic/* nearestName */.q)(key, knownKeys[kind] ?? []);
    const hint = near ? `Did you mean \`${near}\`?` : `Known keys: ${(knownKeys[kind] ?? []).join(', ')}.`;
    return parse_invalid(`The key \`${key}\` is not known here.`, hint, at);
}
function parse_invalid(message, hint, at) {
    return { code: 'spec-invalid', message, hint, at };
}
function parse_inOrder(failures) {
    const start = { line: 0, column: 0 };
    return failures.toSorted(({ at: a = start }, { at: b = start }) => a.line - b.line || a.column - b.column);
}

;// CONCATENATED MODULE: ./lib/run.js
// One run from beginning to end: what was asked, which environment, which command, and how it is told.
// Owns the deadline and the cancellation. Knows ports, not adapters.













/** `cancel` fires when the run is to stop. Never throws for what can be expected. */
async function run(asked, ports, cancel) {
    const startedAtMs = ports.clock.nowMs();
    const ending = withoutSecrets(await run_act(asked, ports, cancel, startedAtMs), ports);
    // What a cancelled run leaves, the post step looks at once more, when nothing of it is alive.
    if (runOutcome(ending) !== 'cancelled')
        ports.journal.close();
    return conclude(ending, ports, ports.clock.nowMs() - startedAtMs);
}
/** Before anything is cut or escaped, which would hide a secret from the filter and not from people. */
function withoutSecrets(ending, { redactor }) {
    const clean = (failure) => ({ ...failure, message: redactor.filter(failure.message) });
    const charts = ending.charts?.map(({ failure, ...chart }) => ({
        ...chart,
        reason: redactor.filter(chart.reason),
        ...(failure && { failure: clean(failure) }),
    }));
    return { ...ending, ...(charts && { charts }), ...(ending.failures && { failures: ending.failures.map(clean) }) };
}
async function run_act(asked, ports, cancel, startedAtMs) {
    const request = readRequest(asked.inputs);
    if (!request.ok)
        return { failures: request.failures };
    const trigger = decideCommand(asked, request.value);
    const named = request.value.command;
    if (!trigger.ok)
        return { ...(named !== 'auto' && { command: named }), failures: trigger.failures };
    if ('nothingBecause' in trigger.value)
        return trigger.value;
    const { command, branch, isOfBranch } = trigger.value;
    const spec = readSpec(request.value, ports);
    if (!spec.ok)
        return { command, failures: spec.failures };
    const question = {
        environment: request.value.environment,
        branch: request.value.branch?.replace(/^refs\/heads\//, ''),
        eventBranch: branch,
        isOfBranch,
    };
    const environment = selectEnvironment(spec.value, question);
    if (!environment.ok)
        return { command, spec: spec.value, failures: environment.failures };
    if (environment.value === undefined) {
        return { command, spec: spec.value, nothingBecause: mapsToNothing(request.value.branch ?? branch, spec.value) };
    }
    const place = { command, spec: spec.value, environment: environment.value };
    const commit = { branch: question.branch ?? branch ?? '', sha: asked.event.sha };
    return deployTo(place, { request: request.value, commit, run: asked.run, startedAtMs }, ports, cancel);
}
async function deployTo(place, about, ports, cancel) {
    const { stack } = place.spec;
    const { name } = place.environment;
    const emit = makeLog(ports.console, about.request.log);
    const signal = stopSignal(cancel, about.request.timeout, ports.clock);
    const scratch = ports.scratch();
    try {
        const run = (0,labels/* nameRun */.Lu)(about.run, ports.random.hex(8));
        const description = `Compass: ${stack} in ${name}${about.run.url && `, ${about.run.url}`}`;
        const charts = await deploy_deploy({ ...place, ...about, run, description, scratch, signal, emit }, ports);
        if (charts.ok)
            return { ...place, charts: charts.value };
        // Whatever was cut off by the end of the run failed for that reason alone.
        const stop = (0,outcome/* stopReason */.P)(signal);
        return { ...place, failures: stop ? [stoppedEarly(stop)] : charts.failures };
    }
    finally {
        scratch.remove();
    }
}
function stoppedEarly(stop) {
    const message = stop === 'deadline'
        ? 'The limit of the run was reached before any chart started.'
        : 'The run was cancelled before any chart started.';
    return { code: stop, message, hint: stop === 'deadline' ? 'Raise the input `timeout`.' : 'Run it again.' };
}
function decideCommand({ event, platform }, request) {
    if (platform !== 'linux' && platform !== 'darwin') {
        return (0,failure/* failed */.gz)({
            code: 'platform-unsupported',
            message: `Compass does not run on ${platform}.`,
            hint: 'Use a Linux or macOS runner.',
        });
    }
    const trigger = readTrigger(request.command, event);
    if (!trigger.ok || 'nothingBecause' in trigger.value || trigger.value.command === 'deploy')
        return trigger;
    const why = request.command === 'auto' ? `, which the event \`${event.name}\` asks for,` : '';
    return (0,failure/* failed */.gz)((0,failure/* notYet */.y8)(`The command \`${trigger.value.command}\`${why}`));
}
function readSpec(request, ports) {
    const file = ports.files.read(request.spec);
    if ('text' in file)
        return parseSpec(request.spec, file.text);
    return (0,failure/* failed */.gz)({
        code: 'spec-missing',
        message: `The spec \`${request.spec}\` ${file.problem}.`,
        hint: 'Check out the repository first, and give its path with the input `spec`.',
    });
}
function mapsToNothing(branch, spec) {
    if (branch === undefined)
        return 'This run is not for a branch, and no environment was asked for.';
    return `The branch ${branch} maps to no environment of ${spec.file}.`;
}
/** Fires at the deadline or when the run is cancelled, with the reason why. */
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
function conclude(ending, { console }, durationMs) {
    const { charts = [], failures = [], nothingBecause } = ending;
    const outcome = runOutcome(ending);
    for (const line of failures.flatMap(report_text/* failureLines */.w7))
        console.line(line);
    for (const { message, hint, at } of failures)
        console.annotate('error', 'Compass', `${message}\n${hint}`, at);
    if (nothingBecause !== undefined)
        console.line(`Nothing to do: ${nothingBecause}`);
    if (charts.length > 0)
        console.line(`${(0,report_text/* countLine */.QK)(charts)}, in ${(0,duration/* formatDuration */.a3)(durationMs)}`);
    const title = `${ending.spec?.stack} in ${ending.environment?.name}: ${outcome}`;
    return {
        summary: charts.length > 0 ? makeSummary(title, charts) : '',
        exitCode: outcome === 'failure' || outcome === 'cancelled' ? 1 : 0,
        outputs: {
            environment: ending.environment?.name ?? '',
            outcome,
            'plan-digest': '',
            changed: String(result_hasChanged(charts)),
            images: JSON.stringify(Object.assign({}, ...charts.map((chart) => chart.images))),
            matrix: '',
            result: JSON.stringify(run_toResult(ending, outcome, durationMs)),
        },
    };
}
function runOutcome({ charts = [], failures = [], nothingBecause }) {
    if (nothingBecause !== undefined)
        return 'nothing-to-do';
    if (failures.some((failure) => failure.code === 'cancelled'))
        return 'cancelled';
    return failures.length > 0 ? 'failure' : outcomeOf(charts);
}
function run_toResult(ending, outcome, durationMs) {
    const [failure] = ending.failures ?? [];
    const reason = failure?.message ?? ending.nothingBecause;
    return {
        version: 1,
        command: ending.command ?? 'deploy',
        stack: ending.spec?.stack ?? '',
        environment: ending.environment?.name ?? '',
        outcome,
        ...(failure && { code: failure.code }),
        ...(reason !== undefined && { reason }),
        planDigest: '',
        durationMs: Math.round(durationMs),
        charts: (ending.charts ?? []).map(toResultChart),
    };
}

// EXTERNAL MODULE: ./lib/wire.js + 28 modules
var wire = __webpack_require__(3983);
;// CONCATENATED MODULE: ./lib/step.js
// The main step of a workflow, from the environment to the exit code.


/** Gives the exit code. */
async function runMainStep(env, cancel) {
    const runner = (0,wire/* openRunner */.N)(env, process.platform, process.arch);
    try {
        const finished = await run(runner.asked, runner.ports, cancel);
        runner.writeOutputs(finished.outputs);
        runner.writeSummary(finished.summary);
        return finished.exitCode;
    }
    catch (bug) {
        // Nothing that can be expected is thrown, so this is for us.
        const { console } = runner.ports;
        console.annotate('error', 'Bug in Compass', String(bug));
        console.line('This is a bug of Compass. Please report it with this text:');
        console.line(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug));
        return 1;
    }
}


/***/ })

};
