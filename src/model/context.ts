// What does the runner say about a run: which event started it, and where does it run?

/** The event, as the runner describes it. */
export interface EventContext {
  readonly name: string;
  /** `refs/heads/develop`, `refs/tags/v1`. */
  readonly ref: string;
  readonly sha: string;
  /** Untrusted JSON. */
  readonly payload: unknown;
  /** In a terminal: why git does not say what is checked out, in its words. */
  readonly gitProblem?: string;
}

/** Empty texts where the runner says nothing. */
export interface RunContext {
  readonly id: string;
  readonly attempt: string;
  readonly job: string;
  readonly step: string;
  /** Where a person reads about it. */
  readonly url: string;
}
