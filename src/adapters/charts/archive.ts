// Is this a packaged chart? An archive in the workspace is read and checked; of a download, only the bytes are checked.
import { gunzipSync } from 'node:zlib';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Disk } from '../../ports/machine.ts';
import type { Place } from '../../text/place.ts';
import { sha256 } from '../../text/sha256.ts';
import type { Workspace } from '../machine/workspace.ts';

/** Helm refuses larger charts too. */
const largestUnpacked = 100 * 1024 * 1024;

export interface ReadArchive {
  readonly bytes: Buffer;
  /** sha256, in hex. */
  readonly digest: string;
}

/** `path`: relative to the workspace. */
export function readArchive(path: string, at: Place, disk: Disk, workspace: Workspace): Result<ReadArchive> {
  const real = disk.realPath(workspace.locate(path));
  if (real !== undefined && !workspace.isInside(real)) {
    return failed(unreadableArchive(`\`${path}\` is outside the workspace.`, at));
  }
  const bytes = real === undefined ? undefined : disk.read(real);
  if (bytes === undefined)
    return failed(unreadableArchive(`The file \`${path}\` does not exist or cannot be read.`, at));
  const problem = problemOfArchive(bytes);
  if (problem !== undefined)
    return failed(unreadableArchive(`\`${path}\` is not a packaged chart: it ${problem}.`, at));
  return ok({ bytes, digest: sha256(bytes) });
}

/** Completes "It …"; undefined if the bytes may be a packaged chart. Helm checks the content. */
export function problemOfArchive(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'is not compressed with gzip';
  try {
    gunzipSync(bytes, { maxOutputLength: largestUnpacked });
    return undefined;
  } catch (problem) {
    if (problem instanceof RangeError) return `is larger than ${largestUnpacked / 1024 / 1024} MiB unpacked`;
    return 'is incomplete or damaged';
  }
}

function unreadableArchive(message: string, at: Place): Failure {
  return {
    code: 'chart-unreadable',
    message,
    hint: 'Correct `chart`: it is the path of a chart folder or a `.tgz` archive, relative to the folder of the spec.',
    at,
  };
}
