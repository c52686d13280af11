// What happens during a run, as plain data? The engine emits events and never prints; `report/` shows them.
import type { ChartResult } from './outcome.ts';

export type Event =
  /** A line for the log that is not about a single chart. */
  | { readonly type: 'notice'; readonly text: string }
  /** The number of charts that the run is about to start or preview. */
  | { readonly type: 'charts-planned'; readonly count: number }
  | { readonly type: 'chart-started'; readonly chart: string; readonly text: string }
  /** A line that Helm or a job printed: untrusted text. */
  | { readonly type: 'chart-printed'; readonly chart: string; readonly text: string }
  | { readonly type: 'chart-ended'; readonly result: ChartResult };

export type Emit = (event: Event) => void;
