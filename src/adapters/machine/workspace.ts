// How are files of the checked-out repository read? Never outside it, not even through a symbolic link.
import { basename, dirname, join, posix, relative, resolve } from 'node:path';
import type { Disk, Files } from '../../ports/machine.ts';

/** The files of the workspace, and what only adapters need to know about them. */
export interface Workspace extends Files {
  /** Absolute path with all symbolic links resolved. */
  readonly root: string;
  isInside(realPath: string): boolean;
}

/** `folder`: the root. It may itself be a symbolic link. */
export function openWorkspace(disk: Disk, folder: string): Workspace {
  const root = disk.realPath(folder) ?? folder;
  const isInside = (path: string) => path === root || path.startsWith(`${root}/`);
  return {
    root,
    isInside,
    locate: (path) => resolve(root, path),
    read(path) {
      const named = resolve(root, path);
      // A missing file has no real path: its name decides.
      const absolute = disk.realPath(named);
      if (!isInside(absolute ?? named)) return { problem: 'is outside the workspace' };
      if (absolute === undefined) return { problem: `does not exist (looked in ${root})`, isMissing: true };
      const bytes = disk.read(absolute);
      if (bytes === undefined) return { problem: 'cannot be read' };
      const text = decodeUtf8(bytes);
      return text === undefined ? { problem: 'is not UTF-8 text' } : { text };
    },
    find(glob) {
      // Paths outside are not even listed. Symbolic links are checked when a file is read.
      const path = posix.normalize(glob);
      if (posix.isAbsolute(path) || path.startsWith('..')) return [];
      return disk.find(root, path).filter((found) => !found.startsWith('..'));
    },
  };
}

/**
 * For a spec named in a terminal: the root of its workspace, and its path there. The root is the checkout around the
 * spec. Without a checkout, the root is the current folder if the spec is in or below that folder, else the folder of
 * the spec.
 */
export function findSpec(disk: Disk, folder: string, path: string): { root: string; spec: string } {
  const real = (place: string) => disk.realPath(place) ?? place;
  const around = real(dirname(resolve(folder, path)));
  const within = real(folder);
  const isWithin = around === within || around.startsWith(`${within}/`);
  const root = checkoutAround(around, disk) ?? (isWithin ? within : around);
  return { root, spec: join(relative(root, around), basename(path)) };
}

/** The nearest folder at or above this one with a `.git`; undefined if there is none. */
function checkoutAround(folder: string, disk: Disk): string | undefined {
  if (disk.realPath(join(folder, '.git')) !== undefined) return folder;
  const above = dirname(folder);
  return above === folder ? undefined : checkoutAround(above, disk);
}

function decodeUtf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
