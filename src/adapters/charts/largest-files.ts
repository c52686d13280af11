// Which files make a package large? A release holds all of them, compressed, and has to fit into a Secret.
import { gzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';
import type { PackagedFile } from '../../ports/ports.ts';
import { filesOfPackage } from './package-files.ts';

/** More than these are never shown. */
const maxFiles = 10;

/** Of a folder or an archive, the largest first; empty if it cannot be read. */
export function largestFilesIn(path: string, disk: Disk): readonly PackagedFile[] {
  return filesOfPackage(path, disk)
    .map((file) => ({ path: file.path, bytes: gzipSync(file.bytes).length }))
    .sort((a, b) => b.bytes - a.bytes)
    .slice(0, maxFiles);
}
