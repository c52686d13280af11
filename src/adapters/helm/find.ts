// Which Helm is used? The one on PATH if it has the wanted version, else one that is downloaded and verified.
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { HelmFinder, HelmVersion } from '../../ports/helm.ts';
import type { Processes } from '../../ports/machine.ts';
import { hasSucceeded } from '../../ports/process-exit.ts';
import { makeHelm } from './helm.ts';

/** Installs an exact version, or says why that failed. */
export type InstallHelm = (version: string, signal: AbortSignal) => Promise<{ program: string } | { reason: string }>;

export function makeHelmFinder(processes: Processes, install: InstallHelm): HelmFinder {
  return {
    async find(wanted, scratch, signal) {
      const onPath = await askVersion('helm', processes, signal);
      if (wanted === 'path') {
        const version = parseHelmVersion(onPath);
        return version.ok ? ok(makeHelm('helm', processes, scratch)) : version;
      }
      if (onPath === wanted) return ok(makeHelm('helm', processes, scratch));
      const installed = await install(wanted, signal);
      if ('program' in installed) return ok(makeHelm(installed.program, processes, scratch));
      const found = onPath === undefined ? 'no working Helm is' : `${onPath} is`;
      return failed({
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
export async function askVersion(
  program: string,
  processes: Processes,
  signal: AbortSignal,
): Promise<string | undefined> {
  const command = { program, arguments: ['version', '--template={{.Version}}'], hidden: 'HELM_', timeoutMs: 10_000 };
  const exit = await processes.run(command, signal);
  return hasSucceeded(exit) ? exit.output.trim() : undefined;
}

function parseHelmVersion(text: string | undefined): Result<HelmVersion> {
  if (text === undefined) return failed(unusable('`helm version` failed, so PATH has no working `helm`.'));
  const [, major, minor] = /^v(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
  if (major === '4') return ok({ major: 4, minor: Number(minor) });
  return failed(unusable(`The Helm on PATH is ${text}; Compass needs Helm 4.`));
}

function unusable(message: string): Failure {
  return {
    code: 'helm-missing',
    message,
    hint: 'Install Helm 4. On a GitHub runner, leave out `helm-version: path`: Compass then installs Helm itself.',
  };
}
