// The checked-out repository, read only. Nothing that leads out of it is read, by a link either.
import { posix, resolve } from 'node:path';
import type { Disk, Files } from '../ports.ts';

export interface Workspace extends Files {
  /** Absolute path, all links resolved. */
  readonly root: string;
  isInside(realPath: string): boolean;
}

export function openWorkspace(disk: Disk, folder: string): Workspace {
  const root = disk.realPath(folder) ?? folder;
  const isInside = (path: string) => path === root || path.startsWith(`${root}/`);
  return {
    root,
    isInside,
    locate: (path) => resolve(root, path),
    read(path) {
      const absolute = disk.realPath(resolve(root, path));
      if (absolute === undefined) return { problem: `is not there (looked in ${root})`, isMissing: true };
      if (!isInside(absolute)) return { problem: 'lies outside of the workspace' };
      const bytes = disk.read(absolute);
      if (bytes === undefined) return { problem: 'cannot be read' };
      const text = decode(bytes);
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

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
