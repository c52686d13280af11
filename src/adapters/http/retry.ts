// When is a request sent again? After a transient failure: a busy or restarting server, a lost connection.
import { setTimeout as sleep } from 'node:timers/promises';
import { parseJson } from '../../text/json.ts';
import type { HttpAnswer, HttpClient } from './client.ts';

export interface RetryPolicy {
  readonly maxAttempts: number;
  /** Wait before the second attempt; doubled for each further attempt. */
  readonly firstWaitMs: number;
  /** If a server asks for a longer wait, the request fails at once. */
  readonly longestWaitMs: number;
}

const defaultPolicy: RetryPolicy = { maxAttempts: 4, firstWaitMs: 300, longestWaitMs: 60_000 };

/** Only for requests that change nothing. While a server asks for a wait, all other requests to it wait as well. */
export function withRetry(http: HttpClient, random: () => number = Math.random, policy = defaultPolicy): HttpClient {
  const pauses = new Map<string, Promise<unknown>>();
  return {
    async send(request, signal) {
      const { origin } = request.url;
      for (let attempt = 1; ; attempt += 1) {
        await pauses.get(origin);
        const answer = await http.send(request, signal);
        if (!isTransient(answer) || attempt === policy.maxAttempts || signal.aborted) return answer;
        const asked = retryAfterMs(answer);
        // Jitter: requests that failed together are not retried at the same moment.
        const waitMs = asked ?? policy.firstWaitMs * 2 ** (attempt - 1) * (0.5 + random());
        if (waitMs > policy.longestWaitMs) return answer;
        const waiting = sleep(waitMs, undefined, { signal }).catch(() => {});
        if (asked !== undefined) pauses.set(origin, waiting);
        await waiting;
      }
    },
  };
}

function isTransient(answer: HttpAnswer): boolean {
  return 'reason' in answer ? answer.isTransient : isTransientStatus(answer.response.status);
}

export function isTransientStatus(status: number): boolean {
  return [408, 429, 500, 502, 503, 504].includes(status);
}

/**
 * The wait that a busy server asks for, in milliseconds; undefined if it asks for none. The wait is in `Retry-After`,
 * in seconds or as a date, or, at GHCR, in the error message (`retry-after: 880.092us`).
 */
export function retryAfterMs(answer: HttpAnswer): number | undefined {
  if ('reason' in answer || ![429, 503].includes(answer.response.status)) return undefined;
  const header = answer.response.headers['retry-after'] ?? '';
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  if (!Number.isNaN(date)) return Math.max(0, date - Date.now());
  const [, count, unit = ''] = /retry-after: ([\d.]+)(us|µs|ms|s)\b/.exec(bodyText(answer.response.body)) ?? [];
  const unitMs: Readonly<Record<string, number>> = { us: 0.001, µs: 0.001, ms: 1, s: 1_000 };
  return count === undefined ? undefined : Number(count) * (unitMs[unit] ?? 1);
}

function bodyText(body: string): string {
  return JSON.stringify(parseJson(body.slice(0, 4_096)) ?? '');
}
