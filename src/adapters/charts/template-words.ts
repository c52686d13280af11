// Which words stand in the templates of a package: what its rendering may depend on, without rendering it.
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';

/** Helm does not descend deeper into charts within charts. */
const mostChartLevels = 64;
const gzipStart = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * `path`: of a folder or an archive. `more`: text that may hold templates too. All of them if it cannot be told: some word too
 * many is no harm.
 */
export function wordsIn(path: string, words: readonly string[], more: string, disk: Disk): readonly string[] {
  const texts = path.endsWith('.tgz') ? [gunzipped(disk.read(path))] : filesIn(path, disk, 0);
  if (texts.includes(undefined)) return words;
  // What stands outside of braces is no template: comments and read-me files have words too.
  const code = [...texts, more].join('\n').match(/\{\{[\s\S]*?\}\}/g) ?? [];
  const found = new Set(code.join('\n').match(new RegExp(`\\b(?:${words.map(escapedPattern).join('|')})\\b`, 'g')));
  return words.filter((word) => found.has(word));
}

function escapedPattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** Bytes as characters: the words are ASCII. Undefined for what cannot be read. */
function filesIn(folder: string, disk: Disk, depth: number): (string | undefined)[] {
  const entries = depth > mostChartLevels ? undefined : disk.entries(folder);
  if (entries === undefined) return [undefined];
  return entries.flatMap(({ name, isFolder }) => {
    const path = join(folder, name);
    if (isFolder) return filesIn(path, disk, depth + 1);
    return [name.endsWith('.tgz') ? gunzipped(disk.read(path)) : disk.read(path)?.toString('latin1')];
  });
}

/** Undefined if something in it is packed once more. */
function gunzipped(bytes: Buffer | undefined): string | undefined {
  try {
    const content = gunzipSync(bytes ?? Buffer.alloc(0));
    return content.includes(gzipStart) ? undefined : content.toString('latin1');
  } catch {
    return undefined;
  }
}
