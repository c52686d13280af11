// The lines of files that something is about, each with a caret below the place.
import type { Place } from '../text/place.ts';

/** Of a longer line, the part around the place is shown. In UTF-16 units. */
const longestFrameLine = 120;

/** Each file is read once. `read`: undefined if it cannot be. */
export function makeFrames(read: (file: string) => string | undefined): (at: Place) => string[] {
  const files = new Map<string, readonly string[]>();
  return (at) => {
    const lines = files.get(at.file) ?? (read(at.file) ?? '').split(/\r\n|\n|\r/);
    files.set(at.file, lines);
    return frameOf(at, lines);
  };
}

/** Empty if there is no such line. Nothing but that line is shown. */
function frameOf({ line, column }: Place, lines: readonly string[]): string[] {
  const written = lines[line - 1]?.replaceAll('\t', ' ');
  if (written === undefined || written.trim() === '') return [];
  const start = column > longestFrameLine ? column - longestFrameLine / 2 : 0;
  const shown = written.slice(start, start + longestFrameLine);
  const number = String(line);
  const caret = `${' '.repeat(Math.max(0, column - 1 - start))}^`;
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${caret}`];
}
