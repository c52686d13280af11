// How does the log look outside of a runner: in a terminal, a file, or another CI?

import type { Redactor } from '../../model/secret.ts';
import type { Console } from '../../ports/ports.ts';
import { sanitisedLines } from './sanitise.ts';

/** Where the log is written. */
export interface Screen {
  /** Gets whole lines; only the status line has no line break. */
  readonly write: (text: string) => void;
  /** Width of the terminal; undefined if it is not a terminal: then there is no status line. */
  readonly columns: number | undefined;
}

/** How often the status line is redrawn. */
const statusMs = 200;
/** Moves to the start of the line and clears it. */
const clearLine = '\r\u001b[2K';

/** Prints groups as headings, and a status line that the next line replaces. */
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
    // The log has the same text.
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
