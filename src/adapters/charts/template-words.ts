// Which words do the templates of a package contain? They show what its rendering may depend on, without rendering it.
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Disk } from '../../ports/machine.ts';

/** Folders nested deeper are not read: then all words count as found. */
const maxFolderDepth = 64;
const gzipStart = Buffer.from([0x1f, 0x8b, 0x08]);

/**
 * Which of `words` occur in the templates of a package. `path`: its folder or archive. `extraText`: text that may
 * contain templates too. Returns all words if a file cannot be read: a word too many does no harm.
 */
export function wordsIn(path: string, words: readonly string[], extraText: string, disk: Disk): readonly string[] {
  const texts = path.endsWith('.tgz') ? [gunzipped(disk.read(path))] : filesIn(path, disk, 0);
  if (texts.includes(undefined)) return words;
  // Only text in braces is a template; comments and README files contain such words too.
  const code = [...texts, extraText].join('\n').match(/\{\{[\s\S]*?\}\}/g) ?? [];
  const found = new Set(code.join('\n').match(new RegExp(`\\b(?:${words.map(escapedPattern).join('|')})\\b`, 'g')));
  return words.filter((word) => found.has(word));
}

function escapedPattern(word: string): string {
  return word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

/** As Latin-1, since the words are ASCII. Undefined for files that cannot be read. */
function filesIn(folder: string, disk: Disk, depth: number): (string | undefined)[] {
  const entries = depth > maxFolderDepth ? undefined : disk.entries(folder);
  if (entries === undefined) return [undefined];
  return entries.flatMap(({ name, isFolder }) => {
    const path = join(folder, name);
    if (isFolder) return filesIn(path, disk, depth + 1);
    return [name.endsWith('.tgz') ? gunzipped(disk.read(path)) : disk.read(path)?.toString('latin1')];
  });
}

/** The unpacked bytes. Undefined if there are none, if they cannot be unpacked, or if they contain a gzipped file. */
function gunzipped(bytes: Buffer | undefined): string | undefined {
  try {
    const content = gunzipSync(bytes ?? Buffer.alloc(0));
    return content.includes(gzipStart) ? undefined : content.toString('latin1');
  } catch {
    return undefined;
  }
}
