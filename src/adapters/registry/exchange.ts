// What can a request to a registry return, and how is it authorised?

import type { Redactor } from '../../model/secret.ts';
import type { Clock } from '../../ports/ports.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';

/** What requests to registries need. */
export interface HostDeps {
  /** Retries transient failures. */
  readonly http: HttpClient;
  readonly redactor: Redactor;
  readonly clock: Clock;
}

/** `reason` completes "The image could not be resolved: …" or "The chart could not be fetched: …". */
export interface Refusal {
  readonly reason: string;
  /** The status of the response, if there was one. */
  readonly status?: number;
  /** The same request may succeed later. */
  readonly isTransient?: boolean;
  /** There was no response at all. */
  readonly isUnreachable?: true;
  /** The wait that the registry asks for. */
  readonly waitMs?: number;
  /** What to do about it, if there is something specific. */
  readonly hint?: string;
}

/** A response, whatever its status. */
export interface RegistryResponse {
  readonly response: HttpResponse;
  /** The URL that gave it, after all redirects. */
  readonly url: URL;
}

/** The headers that authorise a request. They go to the registry's own origin only. */
export type Authorization = Readonly<Record<string, string>>;

/** Sends a request with these headers added. */
export type Ask = (authorization: Authorization) => Promise<RegistryResponse | Refusal>;

/** An authorization with its time of expiry. */
export interface Grant {
  readonly authorization: Authorization;
  readonly expiresAtMs: number;
}
