// Which Helm is used: the one on PATH if it is the wanted one, else one that is installed and verified.
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Helms, HelmVersion } from '../../ports/helm.ts';
import type { Disk, Processes } from '../../ports/machine.ts';
import { hasSucceeded } from '../../ports/process-exit.ts';
import { makeHelm } from './helm.ts';

/** Installs an exact version, or says why it cannot. */
export type InstallHelm = (version: string, signal: AbortSignal) => Promise<{ program: string } | { reason: string }>;

export function makeHelms(processes: Processes, disk: Disk, install: InstallHelm): Helms {
  return {
    async find(wanted, scratch, signal) {
      const onPath = await askVersion('helm', processes, signal);
      if (wanted === 'path') {
        const version = parseHelmVersion(onPath);
        return version.ok ? ok(makeHelm('helm', processes, disk, scratch)) : version;
      }
      if (onPath === wanted) return ok(makeHelm('helm', processes, disk, scratch));
      const installed = await install(wanted, signal);
      if ('program' in installed) return ok(makeHelm(installed.program, processes, disk, scratch));
      return failed(
        missing(
          `Helm ${wanted} is not on PATH (${onPath ?? 'there is none'}), and it could not be installed: ${installed.reason}.`,
        ),
      );
    },
    async versionOf(wanted, signal) {
      return parseHelmVersion(wanted === 'path' ? await askVersion('helm', processes, signal) : wanted);
    },
  };
}

/** What a binary says its version is (`v4.3.1`); undefined if it is not there or does not say. */
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
  if (text === undefined) return failed(missing('There is no Helm on PATH that says its version.'));
  const [, major, minor] = /^v(\d+)\.(\d+)\.\d+/.exec(text) ?? [];
  if (major === '4') return ok({ major: 4, minor: Number(minor) });
  return failed(missing(`The Helm on PATH is ${text}; this version of Compass works with Helm 4.`));
}

function missing(message: string): Failure {
  return {
    code: 'helm-missing',
    message,
    hint: 'Put Helm on PATH in an earlier step and set `helm-version: path`, or let the runner reach get.helm.sh.',
  };
}
