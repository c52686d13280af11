// Do two charts have the same content? File times, the format of an archive, and when Chart.lock was written do not
// count.
import { startSha256 } from '../../text/sha256.ts';
import type { ChartFile } from './folder.ts';
import { unpackChart } from './unpack.ts';

/** sha256 of the names, lengths and bytes of all files, in hex. Of a packed dependency, the files in it are hashed. */
export function contentDigest(files: readonly ChartFile[]): string {
  return digestOf(files.map(({ path, bytes }) => ({ path, bytes: countedBytes(path, bytes) })));
}

/** The digest as earlier versions of Compass computed it: from the plain bytes of all files. */
export function formerContentDigest(files: readonly ChartFile[]): string {
  return digestOf(files);
}

function digestOf(files: readonly ChartFile[]): string {
  const hash = startSha256();
  for (const { path, bytes } of files) hash.update(`${path.length}:${path}${bytes.length}:`).update(bytes);
  return hash.digest('hex');
}

function countedBytes(path: string, bytes: Buffer): Buffer {
  // In the chart itself, or in a chart in its `charts/`.
  if (/^(charts\/[^/]+\/)*charts\/[^/]+\.tgz$/.test(path)) return contentOfDependency(bytes);
  if (!/^(charts\/[^/]+\/)*(Chart|requirements)\.lock$/.test(path)) return bytes;
  return Buffer.from(bytes.toString('latin1').replace(/^generated:.*$/m, ''), 'latin1');
}

/** For an archive that cannot be unpacked, its own bytes: Helm will refuse it anyway. */
function contentOfDependency(bytes: Buffer): Buffer {
  const unpacked = unpackChart(bytes);
  return 'files' in unpacked ? Buffer.from(contentDigest(unpacked.files)) : bytes;
}
