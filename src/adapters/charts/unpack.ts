// Which files are in a packaged chart?
import { gunzipSync } from 'node:zlib';
import { Parser } from 'tar/parse';
import type { ReadEntry } from 'tar/read-entry';
import type { ChartFile } from './folder.ts';

/** Helm refuses larger charts too. In bytes. */
const maxUnpacked = 100 * 1024 * 1024;
/** How every pointer file begins (git-lfs: docs/spec.md). */
const lfsPointer = 'version https://git-lfs.github.com/spec/v1';

/** `files`: sorted by their paths. `problem` completes "It …". */
export function unpackChart(archive: Buffer): { readonly files: readonly ChartFile[] } | { readonly problem: string } {
  if (archive.toString('latin1', 0, lfsPointer.length) === lfsPointer) {
    return { problem: 'is a pointer of Git LFS; check the repository out with `lfs: true`' };
  }
  if (archive[0] !== 0x1f || archive[1] !== 0x8b) return { problem: 'is not compressed with gzip' };
  try {
    return { files: readTar(gunzipSync(archive, { maxOutputLength: maxUnpacked })) };
  } catch (problem) {
    if (problem instanceof RangeError) return { problem: `is larger than ${maxUnpacked / 1024 / 1024} MiB unpacked` };
    return { problem: 'is incomplete or damaged' };
  }
}

/** Throws if it cannot be read. */
function readTar(tar: Buffer): readonly ChartFile[] {
  const files: ChartFile[] = [];
  let problem: unknown;
  const parser = new Parser({ strict: true, onReadEntry: (entry) => addEntry(entry, files) });
  parser.on('error', (error) => {
    problem ??= error;
  });
  // Everything arrives before this call returns, because it is decompressed already.
  parser.end(tar);
  if (problem !== undefined) throw problem;
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** The name of the chart, with which every path begins, does not count. */
function addEntry(entry: ReadEntry, files: ChartFile[]): void {
  const chunks: Buffer[] = [];
  entry.on('data', (chunk: Buffer) => chunks.push(chunk));
  entry.on('end', () => {
    if (entry.type === 'Directory') return;
    // Of a link, the target is all that there is.
    const bytes = Buffer.concat([...chunks, Buffer.from(entry.linkpath ?? '')]);
    files.push({ path: entry.path.replace(/^[^/]*\//, ''), bytes });
  });
}
