// A terminal, or whatever stands in its place where Compass is not run by the runner: its log.

import type { Redactor } from '../../model/secret.ts';
import type { Console } from '../../ports/ports.ts';
import { sanitisedLines } from './sanitise.ts';

/** Where a terminal's log goes. */
export interface Screen {
  /** Takes whole lines, but for the status. */
  readonly write: (text: string) => void;
  /** Undefined if nobody looks: then there is no status. */
  readonly columns: number | undefined;
}

/** How often the status is drawn anew. */
const statusMs = 200;
/** To the start of the line, and nothing behind it. */
const clearLine = '\r\u001b[2K';

/** Draws groups as headings, and a status below them that the next line takes away. */
export function makeTerminalConsole({ write, columns }: Screen, redactor: Redactor): Console {
  const clean = (text: string) => sanitisedLines(redactor.filter(text)).map((line) => redactor.filter(line));
  let status: (() => string) | undefined;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    if (status !== undefined && columns !== undefined) write(`${clearLine}${status().slice(0, columns - 1)}`);
  };
  const above = (text: string) => {
    write(`${status === undefined ? '' : clearLine}${text}\n`);
    draw();
  };
  return {
    line: (text) => above(clean(text).join('\n')),
    openGroup: (title) => above(clean(title).join(' ')),
    closeGroup() {},
    // What it says stands in the log.
    annotate() {},
    status(next) {
      if (columns === undefined) return;
      clearInterval(timer);
      if (status !== undefined) write(clearLine);
      status = next;
      draw();
      timer = next && setInterval(draw, statusMs).unref();
    },
  };
}
