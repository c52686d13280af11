// What does carrying out a plan need?
import type { Emit } from '../model/event.ts';
import type { Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Clock } from '../ports/ports.ts';
import type { JobContext } from './jobs.ts';
import type { ReleaseContext } from './release-context.ts';

export interface Execution {
  readonly jobContext: JobContext;
  /** Undefined if no release has to be deployed or removed. */
  readonly releaseContext: ReleaseContext | undefined;
  /** Plans a deferred chart, now that its dependencies have completed. */
  readonly replan: (chart: PlannedChart, planned: ReadonlyMap<string, PlannedChart>) => Promise<Result<PlannedChart>>;
  /** All charts by name; the deferred ones, since their turn has come, as they were planned then. */
  readonly planned: Map<string, PlannedChart>;
  readonly clock: Clock;
  readonly startedAtMs: number;
  /** Maximum number of charts in progress. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}
