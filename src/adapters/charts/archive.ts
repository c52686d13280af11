// Is this a packaged chart? An archive in the workspace is read and checked; of a download, only the bytes are checked.
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Disk } from '../../ports/machine.ts';
import type { Place } from '../../text/place.ts';
import type { Workspace } from '../machine/workspace.ts';
import { contentDigest } from './content-digest.ts';
import { hintForOutside } from './folder.ts';
import { unpackChart } from './unpack.ts';

export interface ReadArchive {
  readonly bytes: Buffer;
  /** sha256, in hex, of its content. */
  readonly digest: string;
}

/** `path`: relative to the workspace. */
export function readArchive(path: string, at: Place, disk: Disk, workspace: Workspace): Result<ReadArchive> {
  const real = disk.realPath(workspace.locate(path));
  if (real !== undefined && !workspace.isInside(real)) {
    return failed(unreadableArchive(`\`${path}\` is outside the workspace.`, at, hintForOutside));
  }
  const bytes = real === undefined ? undefined : disk.read(real);
  if (bytes === undefined)
    return failed(unreadableArchive(`The file \`${path}\` does not exist or cannot be read.`, at));
  const unpacked = unpackChart(bytes);
  if ('problem' in unpacked) {
    const hint = 'Package the chart again with `helm package`.';
    return failed(unreadableArchive(`\`${path}\` is not a packaged chart: it ${unpacked.problem}.`, at, hint));
  }
  return ok({ bytes, digest: contentDigest(unpacked.files) });
}

/** Completes "It …"; undefined if the bytes may be a packaged chart. Helm checks the content. */
export function problemOfArchive(bytes: Buffer): string | undefined {
  const unpacked = unpackChart(bytes);
  return 'problem' in unpacked ? unpacked.problem : undefined;
}

export const hintForSource =
  'Correct `chart`: it is the path of a chart folder or a `.tgz` archive, relative to the folder of the spec.';

function unreadableArchive(message: string, at: Place, hint = hintForSource): Failure {
  return { code: 'chart-unreadable', message, hint, at };
}
