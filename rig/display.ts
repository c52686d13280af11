// How long work is shown to people: on a terminal one line that changes, elsewhere plain lines from time to time.

export interface Display {
  /** Prints a line that stays. */
  line(text: string): void;
  /** Says how far the work is. A later status replaces it; off a terminal most are left out. */
  status(text: string): void;
}

/** Off a terminal, between two lines that say how far the work is. */
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

/** For what nobody watches. */
export const noDisplay: Display = { line() {}, status() {} };

/** `45 s`, `7 min 30 s`. */
export function timeSpan(ms: number): string {
  const seconds = Math.round(ms / 1_000);
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
