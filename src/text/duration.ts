// How many milliseconds does a written duration mean, and how is a duration shown?

const unitMs = new Map([
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
  ['ms', 1],
]);

export const durationPattern = /^(\d+(h|ms|m|s))+$/;

/** Timers take at most 2^31 ms. */
const longestMs = 24 * 24 * 3_600_000;

/**
 * Milliseconds of a string such as `90s`, `5m` or `1h30m`; undefined if it is not a duration, zero, or over 24 days.
 */
export function parseDuration(text: string): number | undefined {
  if (!durationPattern.test(text)) return undefined;
  const parts = [...text.matchAll(/(\d+)(h|ms|m|s)/g)];
  const total = parts.reduce((sum, [, count, unit]) => sum + Number(count) * (unitMs.get(unit ?? '') ?? 0), 0);
  return total > 0 && total <= longestMs ? total : undefined;
}

/** For people: `0.4 s`, `12.0 s`, `3 min 5 s`. */
export function formatDuration(ms: number): string {
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  const rest = seconds % 60 === 0 ? '' : ` ${seconds % 60} s`;
  return `${Math.floor(seconds / 60)} min${rest}`;
}
