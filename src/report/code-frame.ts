// Which line of a file is a message about? The line, with a caret below the place.
import type { Place } from '../text/place.ts';

/** A longer line is cut around the place. In UTF-16 units. */
const longestFrameLine = 120;

/** Reads each file once. `read` gives undefined for a file that cannot be read. */
export function makeFrames(read: (file: string) => string | undefined): (at: Place) => string[] {
  const files = new Map<string, readonly string[]>();
  return (at) => {
    const lines = files.get(at.file) ?? (read(at.file) ?? '').split(/\r\n|\n|\r/);
    files.set(at.file, lines);
    return frameOf(at, lines);
  };
}

/** Only the line itself; empty if the file has no such line. */
function frameOf({ line, column }: Place, lines: readonly string[]): string[] {
  const written = lines[line - 1]?.replaceAll('\t', ' ');
  if (written === undefined || written.trim() === '') return [];
  const start = column > longestFrameLine ? column - longestFrameLine / 2 : 0;
  const shown = written.slice(start, start + longestFrameLine);
  const number = String(line);
  const caret = `${' '.repeat(Math.max(0, column - 1 - start))}^`;
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${caret}`];
}
