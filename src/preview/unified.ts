// Two texts to what differs between them, in unified form.
import { structuredPatch } from 'diff';

/** Beyond so many differing lines, finding the fewest takes too long and helps nobody. */
const mostEdits = 4_000;
const context = 3;

/** Lines of the hunks; empty if the texts are the same. An absent text is one that is not there. */
export function unified(before: string | undefined, after: string | undefined): string[] {
  if (before === undefined || after === undefined) {
    const sign = before === undefined ? '+' : '-';
    return linesOf(before ?? after ?? '').map((line) => `${sign}${line}`);
  }
  const patch = structuredPatch('', '', before, after, undefined, undefined, { context, maxEditLength: mostEdits });
  if (patch === undefined) return tooDifferent(before, after);
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`,
    ...lines,
  ]);
}

function tooDifferent(before: string, after: string): string[] {
  return [
    `- ${linesOf(before).length} lines, too different to be compared line by line`,
    `+ ${linesOf(after).length} lines`,
  ];
}

function linesOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}
