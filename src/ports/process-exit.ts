// How did a child process end, in words? Every message about one uses these words.

import { formatDuration } from '../text/duration.ts';
import type { ProcessExit } from './machine.ts';

/** Completes "The program …". `timeoutMs`: its limit, if it had one. */
export function describeExit(exit: ProcessExit, timeoutMs = 0): string {
  switch (exit.how) {
    case 'exited':
      return `failed with exit code ${exit.code}`;
    case 'stopped':
      return exit.because === 'timeout' ? `took longer than ${formatDuration(timeoutMs)}` : 'was stopped';
    case 'killed':
      return `was killed by ${exit.signal}`;
    case 'not-started':
      return `could not be started: ${exit.reason}`;
  }
}

/** Whether it ran to its end and reported success. */
export function hasSucceeded(
  exit: ProcessExit,
): exit is Extract<ProcessExit, { how: 'exited' }> & { readonly code: 0 } {
  return exit.how === 'exited' && exit.code === 0;
}
