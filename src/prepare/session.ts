// What do all stages of a command share, from the first request to the last write?
import type { Emit } from '../model/event.ts';
import type { Scratch } from '../ports/machine.ts';
import type { Target } from '../render/target.ts';

export interface Session extends Target {
  readonly scratch: Scratch;
  /** When the run began. */
  readonly startedAtMs: number;
  /** Fires at the deadline or when the run is cancelled. */
  readonly signal: AbortSignal;
  readonly emit: Emit;
}
