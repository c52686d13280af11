// What does the runner say about a run: which event started it, and where does it run?

/** The event, as the runner describes it. */
export interface EventContext {
  readonly name: string;
  /** `refs/heads/develop`, `refs/tags/v1`. */
  readonly ref: string;
  readonly sha: string;
  /** Untrusted JSON. */
  readonly payload: unknown;
  /** In a terminal: why git does not say what is checked out, in git's own words. */
  readonly gitProblem?: string;
}

/** Empty strings where the runner gives no value, and outside GitHub. */
export interface RunContext {
  /** GitHub's ID of the repository, which does not change when the repository is renamed. */
  readonly repositoryId: string;
  readonly id: string;
  readonly attempt: string;
  /** Its page on GitHub. */
  readonly url: string;
}
