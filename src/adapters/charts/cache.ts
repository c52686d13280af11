// What has been downloaded before? Archives by their sha256, and indexes of chart repositories with their ETag.
import { join } from 'node:path';
import type { Disk } from '../../ports/machine.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { sha256 } from '../../text/sha256.ts';

export interface CachedIndex {
  readonly etag: string;
  readonly text: string;
}

/** Several runs may use it at once. If it cannot be written, nothing is kept. */
export interface ChartCache {
  /** The archive with that sha256 (in hex), verified; undefined if there is none. */
  archive(digest: string): Buffer | undefined;
  keepArchive(digest: string, bytes: Buffer): void;
  /** The index that was last read from a URL. */
  index(url: string): CachedIndex | undefined;
  keepIndex(url: string, index: CachedIndex): void;
}

export function openChartCache(disk: Disk, folder: string): ChartCache {
  const archivePath = (digest: string) => join(folder, 'charts', `${digest}.tgz`);
  const indexPath = (url: string) => join(folder, 'indexes', sha256(url));
  return {
    archive(digest) {
      const bytes = disk.read(archivePath(digest));
      return bytes !== undefined && sha256(bytes) === digest ? bytes : undefined;
    },
    keepArchive: (digest, bytes) => void disk.replace(archivePath(digest), bytes),
    index(url) {
      const file = disk.read(indexPath(url))?.toString('utf8') ?? '';
      const end = file.indexOf('\n');
      const head = parseJson(file.slice(0, end));
      const text = file.slice(end + 1);
      if (!isObject(head) || typeof head['etag'] !== 'string' || head['sha256'] !== sha256(text)) return undefined;
      return { etag: head['etag'], text };
    },
    keepIndex(url, { etag, text }) {
      const head = JSON.stringify({ etag, sha256: sha256(text) });
      disk.replace(indexPath(url), `${head}\n${text}`);
    },
  };
}
