// What does a plan show of a chart besides its outcome? Plain data, without secrets.

export interface ChartPreview {
  /** Objects that would be created, changed or deleted, by kind and name. */
  readonly objects: readonly ObjectChange[];
  /** What to check before the chart is deployed, as clauses: no capital letter, no full stop. */
  readonly risks: readonly string[];
  /** Other remarks, as sentences. */
  readonly notes: readonly string[];
  /** Why the list of objects is incomplete, as a sentence; absent if it is complete. */
  readonly partial?: string;
}

export interface ObjectChange {
  readonly change: 'create' | 'change' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** Absent if it is the namespace of the release. */
  readonly namespace?: string;
  /** The chart or the release that it moves from; only for a change. */
  readonly movedFrom?: string;
  /** Helm recreates it before or after the other objects. */
  readonly isHook?: true;
  /** A unified diff, as lines of untrusted text. Empty if only `noise` changes. */
  readonly diff: readonly string[];
  /** Names of labels and annotations that change with every version of a chart or of its configuration. */
  readonly noise: readonly string[];
}
