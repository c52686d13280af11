export const id = 806;
export const ids = [806];
export const modules = {

/***/ 8806:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   runPostStep: () => (/* binding */ runPostStep)
/* harmony export */ });
/* harmony import */ var _model_failure_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8675);
/* harmony import */ var _plan_release_labels_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7462);
/* harmony import */ var _report_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(4639);
/* harmony import */ var _wire_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(4435);
// What did an interrupted run leave behind? The post step of the action removes the files of that run from the runner,
// and lists its unfinished releases.




/** Never fails: a failed post step would help nobody. */
async function runPostStep(env, cancel) {
    (0,_wire_js__WEBPACK_IMPORTED_MODULE_3__/* .removeScratch */ .ZU)(env);
    const { invocation, ports, unfinished } = (0,_wire_js__WEBPACK_IMPORTED_MODULE_3__/* .openRunner */ .NH)({ env, platform: process.platform, architecture: process.arch });
    if (unfinished === undefined)
        return;
    const left = await unfinishedReleases(unfinished, invocation.inputs.kubeconfig || undefined, ports, cancel);
    const lines = left.ok ? left.value : left.failures.flatMap((failure) => (0,_report_text_js__WEBPACK_IMPORTED_MODULE_2__/* .failureLines */ .w7)(failure));
    for (const line of lines)
        ports.console.line(line);
}
/** Lines for the log. `kubeconfig`: the input. Fails if the cluster cannot be read. */
async function unfinishedReleases({ run, namespaces, context }, kubeconfig, ports, signal) {
    const scratch = ports.scratch();
    if (!scratch.ok)
        return scratch;
    try {
        const cluster = ports.clusters.open({ kubeconfig, context }, scratch.value);
        if (!cluster.ok)
            return cluster;
        const releases = await cluster.value.releases(namespaces, signal);
        if (!releases.ok)
            return releases;
        const left = releases.value.filter((release) => (0,_plan_release_labels_js__WEBPACK_IMPORTED_MODULE_1__/* .runOf */ .ng)(release) === run && !(0,_plan_release_labels_js__WEBPACK_IMPORTED_MODULE_1__/* .isCompleted */ .Yw)(release));
        if (left.length === 0)
            return (0,_model_failure_js__WEBPACK_IMPORTED_MODULE_0__.ok)(['The run was interrupted. It left no release unfinished.']);
        return (0,_model_failure_js__WEBPACK_IMPORTED_MODULE_0__.ok)(['The run was interrupted. It left unfinished:', ...left.flatMap(linesOfRelease)]);
    }
    finally {
        scratch.value.remove();
    }
}
function linesOfRelease({ name, namespace, revision, status }) {
    const what = `  ${name} in ${namespace}: revision ${revision} is ${status}`;
    switch (status) {
        case 'deployed':
            return [`${what}, but the run ended before the chart was completed. The next run deploys it again.`];
        case 'failed':
            return [`${what}. The next run upgrades it.`];
        default:
            // The command deletes only the record: the objects in the cluster stay.
            return [
                `${what}: Helm is still running, or was killed. The next run refuses to touch it.`,
                '    If nothing is working on it any more, delete the record of the interrupted operation:',
                `    kubectl delete secret sh.helm.release.v1.${name}.v${revision} --namespace ${namespace}`,
            ];
    }
}


/***/ })

};
