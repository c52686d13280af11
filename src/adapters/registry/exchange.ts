// What comes of asking a registry: an answer, or why there is none; and what lets a request in.

import type { Redactor } from '../../model/secret.ts';
import type { Clock } from '../../ports/ports.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';

/** What asking takes. */
export interface HostDeps {
  /** Tries again what fails for a moment. */
  readonly http: HttpClient;
  readonly redactor: Redactor;
  readonly clock: Clock;
}

/** `reason` completes a sentence. */
export interface Refusal {
  readonly reason: string;
  /** What the registry answered, if it did. */
  readonly status?: number;
  /** It may be well another time. */
  readonly isTransient?: boolean;
  /** What it asks to wait before it is asked again. */
  readonly waitMs?: number;
  /** What to do about it, where that is more than usual. */
  readonly hint?: string;
}

/** An answer, whatever it says. */
export interface Arrived {
  readonly response: HttpResponse;
  /** From where it came, all redirects followed. */
  readonly url: URL;
}

/** What lets a request in. It goes to the registry's own origin only. */
export type Authorization = Readonly<Record<string, string>>;

/** Sends a request with it. */
export type Ask = (authorization: Authorization) => Promise<Arrived | Refusal>;

/** It holds for a while. */
export interface Ticket {
  readonly authorization: Authorization;
  readonly expiresAtMs: number;
}
