// What a plan shows of a chart beside what would be done with it: plain data, without secrets.

export interface ChartPreview {
  /** Objects that would be created, changed or deleted, by kind and name. */
  readonly objects: readonly ObjectChange[];
  /** What a person should look at before it is deployed, as sentences. */
  readonly risks: readonly string[];
  /** What else is to be known of it, as sentences. */
  readonly notes: readonly string[];
  /** Why the objects are not all that would change, as a sentence; absent if they are. */
  readonly partial?: string;
}

export interface ObjectChange {
  readonly change: 'create' | 'change' | 'delete';
  readonly kind: string;
  readonly name: string;
  /** Where it is not the release's own. */
  readonly namespace?: string;
  /** Helm runs it before or after the others, anew each time. */
  readonly isHook?: true;
  /** Lines in unified form: untrusted text. Empty if nothing but `quiet` changes. */
  readonly diff: readonly string[];
  /** Names of the labels and annotations that change with every version of a chart or of its configuration. */
  readonly quiet: readonly string[];
}
