// A packaged chart: one that lies in the workspace, and whether bytes can be one at all.
import { gunzipSync } from 'node:zlib';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Disk } from '../../ports/machine.ts';
import type { Place } from '../../text/place.ts';
import { sha256 } from '../../text/sha256.ts';
import type { Workspace } from '../machine/workspace.ts';

/** Helm refuses larger ones too. */
const largestUnpacked = 100 * 1024 * 1024;

export interface ReadArchive {
  readonly bytes: Buffer;
  /** sha256, in hex. */
  readonly digest: string;
}

/** `path`: in the workspace. */
export function readArchive(path: string, at: Place, disk: Disk, workspace: Workspace): Result<ReadArchive> {
  const real = disk.realPath(workspace.locate(path));
  if (real !== undefined && !workspace.isInside(real)) {
    return failed(unreadableArchive(`\`${path}\` lies outside of the workspace.`, at));
  }
  const bytes = real === undefined ? undefined : disk.read(real);
  if (bytes === undefined) return failed(unreadableArchive(`There is no file \`${path}\` that can be read.`, at));
  const problem = problemOfArchive(bytes);
  if (problem !== undefined) return failed(unreadableArchive(`\`${path}\` is no packaged chart: it ${problem}.`, at));
  return ok({ bytes, digest: sha256(bytes) });
}

/** Completes the sentence "It …"; undefined if it can be a packaged chart. What is in it, Helm looks at. */
export function problemOfArchive(bytes: Buffer): string | undefined {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return 'is not compressed by gzip';
  try {
    gunzipSync(bytes, { maxOutputLength: largestUnpacked });
    return undefined;
  } catch (problem) {
    if (problem instanceof RangeError) return `has more than ${largestUnpacked / 1024 / 1024} MiB unpacked`;
    return 'is cut off or damaged';
  }
}

function unreadableArchive(message: string, at: Place): Failure {
  return { code: 'chart-unreadable', message, hint: 'Correct `chart`: the path starts at the folder of the spec.', at };
}
