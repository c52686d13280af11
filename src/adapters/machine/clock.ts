// Where do time and random digits come from?
import { randomBytes } from 'node:crypto';
import type { Clock, Random } from '../../ports/ports.ts';

export const clock: Clock = {
  nowMs: () => performance.now(),
  after: (ms) => AbortSignal.timeout(ms),
};

export const random: Random = {
  hex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
};
