// What happens during a run, as plain data. The engine emits events and never prints; a reporter draws them.
import type { ChartResult } from './outcome.ts';

export type Event =
  /** Something that a reader of the log should know, outside of any chart. */
  | { readonly type: 'notice'; readonly text: string }
  /** So many charts are about to be looked at, one after the other or at the same time. */
  | { readonly type: 'charts-planned'; readonly count: number }
  | { readonly type: 'chart-started'; readonly chart: string; readonly text: string }
  /** A line that Helm or a job printed: untrusted text. */
  | { readonly type: 'chart-printed'; readonly chart: string; readonly text: string }
  | { readonly type: 'chart-ended'; readonly result: ChartResult };

export type Emit = (event: Event) => void;
