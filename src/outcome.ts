// How a chart and a run may end.
import type { Failure } from './failure.ts';

export type ChartOutcome = 'deployed' | 'unchanged' | 'failed' | 'skipped' | 'cancelled';

export interface ChartResult {
  readonly name: string;
  readonly release: string;
  readonly namespace: string;
  readonly outcome: ChartOutcome;
  /** For people. */
  readonly reason: string;
  /** Present if something failed or was skipped. */
  readonly failure?: Failure;
  /** Revision of the release in Helm's store; absent if there is none. */
  readonly revision?: number;
  readonly durationMs: number;
  /** From the start of the run. */
  readonly startedAtMs: number;
}

export type RunOutcome = 'success' | 'failure' | 'cancelled' | 'nothing-to-do';

/** Why a run is told to stop; the reason of its AbortSignal. */
export type StopReason = 'deadline' | 'cancelled';

export function stopReason(signal: AbortSignal): StopReason | undefined {
  return signal.aborted ? (signal.reason as StopReason) : undefined;
}
