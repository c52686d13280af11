// Which files make a package large? A release holds all of them, compressed, and has to fit into a Secret.
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';
import type { PackagedFile } from '../../ports/ports.ts';
import { unpackChart } from './unpack.ts';

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
  const unpacked = unpackChart(archive ?? Buffer.alloc(0));
  if ('problem' in unpacked) return [];
  return unpacked.files.map(({ path, bytes }) => ({ path, bytes: gzipSync(bytes).length }));
}
