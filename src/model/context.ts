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

/** Empty texts where the runner says nothing, and outside of GitHub. */
export interface RunContext {
  /** GitHub's number of the repository, which stays when the repository is renamed. */
  readonly repositoryId: string;
  readonly id: string;
  readonly attempt: string;
  /** Its page on GitHub. */
  readonly url: string;
}
