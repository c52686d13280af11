// One Helm 4 binary: packaged charts, values on standard input, none of the user's settings.
import { join } from 'node:path';
import { failed, ok, type Result } from '../../model/failure.ts';
import type { Helm, HelmTemplate, HelmUninstall, HelmUpgrade, Wait } from '../../ports/helm.ts';
import type { Disk, ProcessExit, Processes, ProcessSpec, Scratch } from '../../ports/machine.ts';
import { describeExit, hasSucceeded } from '../../ports/process-exit.ts';

/** Helm gets its own `--timeout`; if hooks and waiting together exceed it, it is stopped this much later. */
const overtimeMs = 5_000;
/** Revisions kept in the store. Each upgrade reads the whole history, so a long one costs time. */
const historyMax = 5;
/** No release is larger: its record, compressed, has to fit into a Secret. In UTF-16 units. */
const mostPrinted = 64 * 1024 * 1024;

export function makeHelm(program: string, processes: Processes, disk: Disk, scratch: Scratch): Helm {
  const env = privateSettings(scratch);
  let packed = 0;
  const print = async (command: Pick<ProcessSpec, 'arguments' | 'stdin' | 'env'>, signal: AbortSignal) =>
    printed(
      await processes.run({ program, hidden: 'HELM_', env, mostOutput: mostPrinted, ...command }, signal),
      command.arguments[0] ?? '',
    );
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
    template: (release, signal) => print(templateCommand(release, env), signal),
    crds: (package_, signal) => print({ arguments: ['show', 'crds', package_] }, signal),
    ownValues: (package_, signal) => print({ arguments: ['show', 'values', package_] }, signal),
    async package(folder, signal) {
      // A folder for each archive: two charts may have the same name and version.
      packed += 1;
      const destination = scratch.folder(`packages/${packed}`);
      const command = { program, arguments: ['package', folder, `--destination=${destination}`], hidden: 'HELM_', env };
      const exit = await processes.run(command, signal);
      const [archive] = disk.entries(destination) ?? [];
      if (hasSucceeded(exit) && archive) return ok(join(destination, archive.name));
      return failed({
        code: 'chart-unpackable',
        message: `Helm cannot package the chart in ${folder}: ${whyNot(exit)}.`,
        hint: 'Run `helm package` on that folder; dependencies have to be in its `charts/`.',
      });
    },
  };
}

/** Nothing of the user's own Helm settings, plugins and caches may change what is deployed. */
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

function printed(exit: ProcessExit, command: string): Result<string> {
  if (hasSucceeded(exit) && exit.output.length < mostPrinted) return ok(exit.output);
  return failed({
    code: 'helm-failed',
    message: `\`helm ${command}\` failed: ${whyNot(exit)}.`,
    hint: 'Correct the chart or its values.',
  });
}

function whyNot(exit: ProcessExit): string {
  if (hasSucceeded(exit)) return 'it printed too much';
  return exit.how === 'exited' ? inOneLine(exit.errors) : `it ${describeExit(exit)}`;
}

/** Without what only whoever calls Helm by hand can do. */
function inOneLine(errors: string): string {
  const words = errors.replace(/^Error: /, '').replace(/Use --debug flag to render out invalid YAML/, '');
  return words
    .trim()
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\.$/, '');
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
      ...(served.length > 0 ? [`--api-versions=${served.join(',')}`] : []),
      ...(kubeconfig ? ['--dry-run=server', '--disable-openapi-validation'] : []),
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
    // Without it, Helm silently keeps the last release's values when none are given.
    '--reset-values',
    `--history-max=${historyMax}`,
    `--timeout=${upgrade.timeoutMs}ms`,
    ...waitArguments(upgrade.wait),
    ...(upgrade.forceConflicts ? ['--force-conflicts'] : []),
    ...(upgrade.skipCrds ? ['--skip-crds'] : []),
    ...(upgrade.takeOwnership ? ['--take-ownership'] : []),
    `--labels=${labels.join(',')}`,
    `--description=${upgrade.description}`,
    // The server validates what is applied on its side; Helm's own validation only costs time then.
    ...(upgrade.validatedByServer ? ['--disable-openapi-validation'] : []),
  ];
}

function uninstallArguments({ release, namespace, ...uninstall }: Omit<HelmUninstall, 'kubeconfig'>): string[] {
  // It knows no Jobs to wait for.
  const wait = uninstall.wait === 'jobs' ? true : uninstall.wait;
  return [
    'uninstall',
    release,
    `--namespace=${namespace}`,
    '--ignore-not-found',
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
