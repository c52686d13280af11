// How much work something is: by the processor's time of this process, whatever else the machine does meanwhile.
import assert from 'node:assert/strict';

/**
 * Fails if it takes more. `maxMs`: at least ten times what is usual, so that only another order of growth exceeds it.
 */
export function assertCpuTime<Result>(maxMs: number, act: () => Result): Result {
  const before = process.cpuUsage();
  const result = act();
  const { user, system } = process.cpuUsage(before);
  const tookMs = Math.round((user + system) / 1_000);
  assert.ok(tookMs < maxMs, `it took ${tookMs} ms of the processor's time`);
  return result;
}
