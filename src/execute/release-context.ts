// What Helm's work on a release needs, and how its words are told.

import type { Identity } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Helm } from '../ports/helm.ts';
import type { Clock } from '../ports/ports.ts';
import type { PackageOf } from './packages.ts';

/** What deploying a release needs, the same for all charts of a run. */
export interface ReleaseContext {
  readonly identity: Identity;
  readonly cluster: Cluster;
  readonly helm: Helm;
  readonly packageOf: PackageOf;
  /** Value of the label that names this run. */
  readonly run: string;
  /** Of the spec; empty if it is not known. */
  readonly commit: string;
  /** Where a person reads about this run. */
  readonly description: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** After a stop, the store is asked what is left; that may take this long. */
export const lastLookMs = 1_500;

/** Helm's own last words, from `Error:` on: as long as they are, since they are cut only when no secret is in them. */
export function lastError(errors: string): string {
  const start = errors.search(/^Error:/m);
  const words = (start < 0 ? errors : errors.slice(start))
    .replace(/^Error:/, 'Helm:')
    .trim()
    .replace(/\s*\n\s*/g, ' ');
  const text = words || 'Helm failed without a word.';
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
