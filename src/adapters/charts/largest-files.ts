// Which files make a package large? A release holds all of them, compressed, and has to fit into a Secret.
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';
import type { PackagedFile } from '../../ports/ports.ts';

/** Of a tar archive, in bytes. */
const blockSize = 512;
/** More than these are never shown. */
const maxFiles = 10;

/** Of a folder or an archive, the largest first; empty if it cannot be read. */
export function largestFilesIn(path: string, disk: Disk): readonly PackagedFile[] {
  const files = path.endsWith('.tgz') ? filesOfArchive(disk.read(path)) : filesOfFolder(path, '', disk);
  return files.sort((a, b) => b.bytes - a.bytes).slice(0, maxFiles);
}

function filesOfFolder(start: string, below: string, disk: Disk): PackagedFile[] {
  return (disk.entries(join(start, below)) ?? []).flatMap(({ name, isFolder }) => {
    const path = join(below, name);
    if (isFolder) return filesOfFolder(start, path, disk);
    const content = disk.read(join(start, path));
    return content === undefined ? [] : [{ path, bytes: gzipSync(content).length }];
  });
}

function filesOfArchive(archive: Buffer | undefined): PackagedFile[] {
  const files: PackagedFile[] = [];
  try {
    const tar = gunzipSync(archive ?? Buffer.alloc(0));
    for (let at = 0; at + blockSize <= tar.length; ) {
      const { path, size, isFile } = readHeader(tar.subarray(at, at + blockSize));
      const start = at + blockSize;
      if (isFile) files.push({ path, bytes: gzipSync(tar.subarray(start, start + size)).length });
      at = start + Math.ceil(size / blockSize) * blockSize;
    }
  } catch {
    // Returns the files that were read before the error.
  }
  return files;
}

/** POSIX ustar. Helm's packages have the name of the chart in front of every path. */
function readHeader(block: Buffer): { readonly path: string; readonly size: number; readonly isFile: boolean } {
  const text = (start: number, length: number) =>
    block.toString('utf8', start, start + length).replace(/\0[\s\S]*$/, '');
  const name = [text(345, 155), text(0, 100)].filter((part) => part !== '').join('/');
  const size = Number.parseInt(text(124, 12).trim() || '0', 8) || 0;
  return { path: name.replace(/^[^/]*\//, ''), size, isFile: ['0', ''].includes(text(156, 1)) && name !== '' };
}
