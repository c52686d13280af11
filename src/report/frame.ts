// The line of a file that something is about, with a caret below the place.
import type { Place } from '../diagnostic.ts';

/** Of a longer line, the part around the place is shown. In UTF-16 units. */
const longestShown = 120;

/** Empty if the text has no such line. Nothing but that line is shown. */
export function frameOf({ line, column }: Place, text: string): string[] {
  const written = text.split(/\r\n|\n|\r/)[line - 1]?.replaceAll('\t', ' ');
  if (written === undefined || written.trim() === '') return [];
  const start = column > longestShown ? column - longestShown / 2 : 0;
  const shown = written.slice(start, start + longestShown);
  const number = String(line);
  const caret = `${' '.repeat(Math.max(0, column - 1 - start))}^`;
  return [`  ${number} | ${shown}`, `  ${' '.repeat(number.length)} | ${caret}`];
}
