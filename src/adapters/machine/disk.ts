// How is the file system accessed? The only file that imports node:fs. Synchronous, which is five times as fast for
// many small files.
import {
  appendFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Disk } from '../../ports/machine.ts';

export const disk: Disk = {
  // Reading a pipe would block until somebody writes into it.
  read: (path) => orUndefined(() => (statSync(path).isFile() ? readFileSync(path) : undefined)),
  entries: (folder) =>
    orUndefined(() =>
      readdirSync(folder)
        .sort()
        .map((name) => ({ name, isFolder: orUndefined(() => statSync(join(folder, name)))?.isDirectory() ?? false })),
    ),
  find: (folder, glob) =>
    globSync(glob, { cwd: folder })
      .filter((path) => orUndefined(() => statSync(join(folder, path)))?.isFile())
      .sort(),
  realPath: (path) => orUndefined(() => realpathSync.native(path)),
  append: (path, text) => appendFileSync(path, text),
  makePrivateFolder: (parent, prefix) => mkdtempSync(join(parent, prefix)),
  makeFolder: (path) => void mkdirSync(path, { recursive: true }),
  writePrivate: (path, content) => writeFileSync(path, content, { mode: 0o600, flag: 'wx' }),
  replace: (path, content) => orUndefined(() => replace(path, content)) ?? false,
  remove: (path) => rmSync(path, { recursive: true, force: true }),
};

/** Written first to a folder of its own, so that no other run writes the same temporary file. */
function replace(path: string, content: string | Buffer): true {
  mkdirSync(dirname(path), { recursive: true });
  const folder = mkdtempSync(join(dirname(path), '.new-'));
  try {
    writeFileSync(join(folder, 'file'), content, { mode: 0o600 });
    renameSync(join(folder, 'file'), path);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A file that is missing or may not be read is not a bug: the caller decides what it means. */
function orUndefined<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
