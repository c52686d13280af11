// The checked-out repository, read only. Nothing that leads out of it is read, by a link either.
import { basename, dirname, join, posix, relative, resolve } from 'node:path';
import type { Disk, Files } from '../../ports/machine.ts';

/** The files of a folder, and what adapters need to know of it besides. */
export interface Workspace extends Files {
  /** Absolute path, all links resolved. */
  readonly root: string;
  isInside(realPath: string): boolean;
}

/** `folder`: the root; a link is followed here, and nowhere below. */
export function openWorkspace(disk: Disk, folder: string): Workspace {
  const root = disk.realPath(folder) ?? folder;
  const isInside = (path: string) => path === root || path.startsWith(`${root}/`);
  return {
    root,
    isInside,
    locate: (path) => resolve(root, path),
    read(path) {
      const named = resolve(root, path);
      // What is not there is where its name says.
      const absolute = disk.realPath(named);
      if (!isInside(absolute ?? named)) return { problem: 'lies outside of the workspace' };
      if (absolute === undefined) return { problem: `is not there (looked in ${root})`, isMissing: true };
      const bytes = disk.read(absolute);
      if (bytes === undefined) return { problem: 'cannot be read' };
      const text = decodeUtf8(bytes);
      return text === undefined ? { problem: 'is no text in UTF-8' } : { text };
    },
    find(glob) {
      // What lies outside is not even listed; what a link leads to is looked at when it is read.
      const path = posix.normalize(glob);
      if (posix.isAbsolute(path) || path.startsWith('..')) return [];
      return disk.find(root, path).filter((found) => !found.startsWith('..'));
    },
  };
}

/**
 * For a spec that a terminal names, from a folder: the root of its workspace, and its path in that. It is the checkout around
 * it; without one, the folder itself if the spec is in it; else the folder of the spec.
 */
export function findSpec(disk: Disk, folder: string, path: string): { root: string; spec: string } {
  const real = (place: string) => disk.realPath(place) ?? place;
  const around = real(dirname(resolve(folder, path)));
  const within = real(folder);
  const isWithin = around === within || around.startsWith(`${within}/`);
  const root = checkoutAround(around, disk) ?? (isWithin ? within : around);
  return { root, spec: join(relative(root, around), basename(path)) };
}

/** The nearest folder above that git keeps; undefined if there is none. */
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
