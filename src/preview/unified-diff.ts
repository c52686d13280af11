// What differs between two texts, in unified form?
import { structuredPatch } from 'diff';

/** Maximum number of differing lines for which the smallest diff is computed: the time grows with its square. */
const maxEdits = 1_000;
const contextLines = 3;

/** Lines of the hunks; empty if the texts are the same. `undefined`: there is no such text. */
export function unifiedDiff(before: string | undefined, after: string | undefined): string[] {
  if (before === undefined || after === undefined) {
    const sign = before === undefined ? '+' : '-';
    return splitLines(before ?? after ?? '').map((line) => `${sign}${line}`);
  }
  const patch = structuredPatch('', '', before, after, undefined, undefined, {
    context: contextLines,
    maxEditLength: maxEdits,
  });
  if (patch === undefined) return inOneHunk(splitLines(before), splitLines(after));
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

/** Everything from the first to the last differing line, as one hunk. */
function inOneHunk(before: readonly string[], after: readonly string[]): string[] {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const first = Math.max(0, start - contextLines);
  const kept = Math.min(end, contextLines);
  const lengthOf = (lines: readonly string[]) => lines.length - end + kept - first;
  return [
    `@@ -${first + 1},${lengthOf(before)} +${first + 1},${lengthOf(after)} @@`,
    ...before.slice(first, start).map((line) => ` ${line}`),
    ...before.slice(start, before.length - end).map((line) => `-${line}`),
    ...after.slice(start, after.length - end).map((line) => `+${line}`),
    ...before.slice(before.length - end, before.length - end + kept).map((line) => ` ${line}`),
  ];
}

function splitLines(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
