// The private temporary folder of a run.
import { join } from 'node:path';
import type { Disk, Scratch } from '../../ports/machine.ts';

/** `parent`: the runner's temporary folder. */
export function makeScratch(disk: Disk, parent: string): Scratch & { readonly path: string } {
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
