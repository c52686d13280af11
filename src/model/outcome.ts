// How a chart and a run may end.

import type { Failure } from './failure.ts';
import type { ChartPreview } from './preview.ts';

export type ChartOutcome =
  | 'deployed'
  | 'unchanged'
  | 'kept'
  | 'removed'
  | 'failed'
  | 'skipped'
  | 'not-required'
  | 'cancelled'
  | 'ran';

/** What would be done with a chart, in a plan; what cannot be done has failed. */
export type PlannedOutcome =
  | 'install'
  | 'upgrade'
  | 'unchanged'
  | 'recover'
  | 'remove'
  | 'keep'
  | 'not-required'
  | 'run'
  | 'failed';

export interface ChartResult {
  readonly name: string;
  readonly release: string;
  readonly namespace: string;
  readonly depends: readonly string[];
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** The digests that it ran before, of those of `images` that have moved. */
  readonly imagesBefore: Readonly<Record<string, string>>;
  readonly outcome: ChartOutcome | PlannedOutcome;
  /** For people. */
  readonly reason: string;
  /** Present if something failed or was skipped. */
  readonly failure?: Failure;
  /** It failed, and that is allowed: the run goes on without it. */
  readonly isTolerated?: true;
  /** In a plan, of what would change. */
  readonly preview?: ChartPreview;
  /** The revision that this run made or found unchanged; else absent. */
  readonly revision?: number;
  readonly durationMs: number;
  /** From the start of the run. */
  readonly startedAtMs: number;
}

export type RunOutcome = 'success' | 'failure' | 'cancelled' | 'nothing-to-do';

/** Why a run is told to stop; the reason of its AbortSignal. */
export type StopReason = 'deadline' | 'cancelled';

/** Undefined if the run goes on, or if the signal is another one's. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  return reason === 'deadline' || reason === 'cancelled' ? reason : undefined;
}

/** Of a run, by what became of its charts. */
export function outcomeOf(charts: readonly ChartResult[]): RunOutcome {
  if (charts.some(({ failure }) => failure?.code === 'cancelled')) return 'cancelled';
  return charts.some(({ failure, isTolerated }) => failure && !isTolerated) ? 'failure' : 'success';
}
