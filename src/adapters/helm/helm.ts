// How is Helm 4 called? With packaged charts, values on standard input, and none of the user's settings.
import { failed, ok, type Result } from '../../model/failure.ts';
import type { Helm, HelmTemplate, HelmUninstall, HelmUpgrade, Wait } from '../../ports/helm.ts';
import type { ProcessExit, Processes, ProcessSpec, Scratch } from '../../ports/machine.ts';
import { describeExit, hasSucceeded } from '../../ports/process-exit.ts';

/** Compass stops Helm this long after Helm's own `--timeout`, which hooks and waiting together may exceed. */
const overtimeMs = 5_000;
/** Revisions kept in the store. Each upgrade reads the whole history, so a long history costs time. */
const historyMax = 5;
/** Largest accepted output, in UTF-16 units. A release that fits into a Secret, compressed, hardly has more. */
const maxPrinted = 64 * 1024 * 1024;

export function makeHelm(program: string, processes: Processes, scratch: Scratch): Helm {
  const env = privateSettings(scratch);
  const runForOutput = async (command: Pick<ProcessSpec, 'arguments' | 'stdin' | 'env'>, signal: AbortSignal) =>
    printedText(await processes.run({ program, hidden: 'HELM_', env, maxOutput: maxPrinted, ...command }, signal));
  return {
    upgrade(upgrade, onLine, signal) {
      return processes.run(
        {
          program,
          arguments: upgradeArguments(upgrade),
          hidden: 'HELM_',
          env: { ...env, KUBECONFIG: upgrade.kubeconfig },
          stdin: upgrade.values,
          timeoutMs: upgrade.timeoutMs + overtimeMs,
          onLine,
        },
        signal,
      );
    },
    uninstall: ({ kubeconfig, ...uninstall }, onLine, signal) =>
      processes.run(
        {
          program,
          arguments: uninstallArguments(uninstall),
          hidden: 'HELM_',
          env: { ...env, KUBECONFIG: kubeconfig },
          timeoutMs: uninstall.timeoutMs + overtimeMs,
          onLine,
        },
        signal,
      ),
    template: (release, signal) => runForOutput(templateCommand(release, env), signal),
    ownValues: (package_, signal) => runForOutput({ arguments: ['show', 'values', package_] }, signal),
  };
}

/** The user's own Helm settings, plugins and caches must not change what is deployed. */
function privateSettings(scratch: Scratch): Record<string, string> {
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
function printedText(exit: ProcessExit): Result<string> {
  if (hasSucceeded(exit) && exit.output.length < maxPrinted) return ok(exit.output);
  if (hasSucceeded(exit)) {
    const message = `Helm printedText more than ${maxPrinted / 1024 / 1024} MiB.`;
    return failed({ code: 'helm-failed', message, hint: hintForTemplates });
  }
  if (exit.how === 'exited') {
    return failed({ code: 'helm-failed', message: `Helm: ${withoutAdvice(exit.errors)}`, hint: hintForTemplates });
  }
  return failed({
    code: 'helm-failed',
    message: `Helm ${describeExit(exit)}.`,
    hint: 'Run it again. If it happens again, check that the runner can start Helm, and has enough memory for it.',
  });
}

const hintForTemplates = 'Correct the chart or its values.';

/** Helm's error in one line, without its advice to repeat the command with `--debug`. */
function withoutAdvice(errors: string): string {
  return errors
    .replace(/^Error: /, '')
    .replace(/Use --debug flag to render out invalid YAML/, '')
    .trim();
}

/** In one argument, which Linux limits to 128 KiB. */
const maxVersions = 500;

function chunksOf(texts: readonly string[], size: number): string[][] {
  const count = Math.ceil(texts.length / size);
  return Array.from({ length: count }, (_, index) => texts.slice(index * size, (index + 1) * size));
}

function templateCommand(
  { release, namespace, package: chart, values, isUpgrade, kubeVersion, served = [], kubeconfig }: HelmTemplate,
  env: Readonly<Record<string, string>>,
): Pick<ProcessSpec, 'arguments' | 'stdin' | 'env'> {
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

function upgradeArguments(upgrade: HelmUpgrade): string[] {
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

function uninstallArguments({ release, namespace, ...uninstall }: Omit<HelmUninstall, 'kubeconfig'>): string[] {
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

function waitArguments(wait: Wait): string[] {
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
