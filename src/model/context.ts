// What is known about a run from outside: the event that started it, and where it runs.

/** The event, as the runner describes it. */
export interface EventContext {
  readonly name: string;
  /** `refs/heads/develop`, `refs/tags/v1`. */
  readonly ref: string;
  readonly sha: string;
  /** Anybody's JSON. */
  readonly payload: unknown;
}

/** Empty texts where the runner says nothing, and outside of GitHub. */
export interface RunContext {
  /** GitHub's number of the repository, which stays when the repository is renamed. */
  readonly repositoryId: string;
  readonly id: string;
  readonly attempt: string;
  /** Where a person reads about it. */
  readonly url: string;
}
