// Which files make a package large? The record of a release holds every file of the package, compressed, and must fit
// into a Secret.
import { gzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';
import type { PackagedFile } from '../../ports/ports.ts';
import { filesOfPackage } from './package-files.ts';

/** No message shows more. */
const maxFiles = 10;

/** The largest files of a folder or an archive, the largest first; empty if it cannot be read. */
export function largestFilesIn(path: string, disk: Disk): readonly PackagedFile[] {
  return filesOfPackage(path, disk)
    .map((file) => ({ path: file.path, bytes: gzipSync(file.bytes).length }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, maxFiles);
}
