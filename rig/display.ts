// How is the progress of long work shown? A terminal has one line that changes; elsewhere a plain line appears from
// time to time.

export interface Display {
  /** Prints a line that stays. */
  line(text: string): void;
  /** Shows the progress. A later status replaces it; without a terminal, most are left out. */
  status(text: string): void;
}

/** Without a terminal, the time between two lines about progress. */
const quietMs = 30_000;

/** `now`: milliseconds of a clock. */
export function displayOn(
  stream: Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>,
  now: () => number = () => performance.now(),
): Display {
  let lastStatusAt = now();
  const clear = stream.isTTY ? '\r\u001b[K' : '';
  return {
    line: (text) => void stream.write(`${clear}${text}\n`),
    status(text) {
      if (stream.isTTY) {
        stream.write(`${clear}${text.slice(0, (stream.columns ?? 80) - 1)}`);
      } else if (now() - lastStatusAt >= quietMs) {
        lastStatusAt = now();
        stream.write(`${text}\n`);
      }
    },
  };
}

/** Shows nothing. */
export const noDisplay: Display = { line() {}, status() {} };

/** `45 s`, `7 min 30 s`. */
export function timeSpan(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
