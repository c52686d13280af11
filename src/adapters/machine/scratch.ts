// Where does a run write temporary files? Into a private folder that only this user can read.
import { join } from 'node:path';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Disk, Scratch } from '../../ports/machine.ts';

export interface ScratchFolder extends Scratch {
  readonly path: string;
}

/** `parent`: the folder for temporary files. Fails with `temp-unwritable`. */
export function openScratch(disk: Disk, parent: string): Result<ScratchFolder> {
  try {
    return ok(makeScratch(disk, parent));
  } catch (problem) {
    return failed(unwritable(parent, problem));
  }
}

/** Throws if `parent` cannot be written. */
export function makeScratch(disk: Disk, parent: string): ScratchFolder {
  const path = disk.makePrivateFolder(parent, 'compass-');
  return {
    path,
    write(name, content) {
      const file = join(path, name);
      disk.writePrivate(file, content);
      return file;
    },
    folder(name) {
      const folder = join(path, name);
      disk.makeFolder(folder);
      return folder;
    },
    remove: () => disk.remove(path),
  };
}

function unwritable(parent: string, problem: unknown): Failure {
  const reason = problem instanceof Error && 'code' in problem ? ` (${String(problem.code)})` : '';
  return {
    code: 'temp-unwritable',
    message: `Compass cannot create a folder in ${parent}, the folder for temporary files${reason}.`,
    hint: 'Make the folder writable and check that its disk is not full, or set `TMPDIR` to another folder (on a runner: `RUNNER_TEMP`).',
  };
}
