// What does the engine need from GitHub? An interface, as in ports.ts.
import type { Result } from '../model/failure.ts';

export interface PullRequest {
  readonly headSha: string;
  /** `owner/name`; undefined if the repository was deleted. */
  readonly headRepository: string | undefined;
  readonly baseBranch: string;
}

export interface Comment {
  readonly id: number;
  /** Login of the account. */
  readonly author: string;
  readonly body: string;
}

/** 👀, 🚀 and 😕. */
export type Reaction = 'eyes' | 'rocket' | 'confused';

/**
 * One repository, accessed with the token of one account. A call that fails has the code `github-failed`, or
 * `github-forbidden` if the token lacks a permission, which the message names.
 */
export interface GitHub {
  /** `owner/name`. */
  readonly repository: string;
  pullRequest(number: number, signal: AbortSignal): Promise<Result<PullRequest>>;
  /** All comments, oldest first. */
  comments(number: number, signal: AbortSignal): Promise<Result<Comment[]>>;
  addComment(number: number, body: string, signal: AbortSignal): Promise<Result<Comment>>;
  editComment(id: number, body: string, signal: AbortSignal): Promise<Result<void>>;
  removeComment(id: number, signal: AbortSignal): Promise<Result<void>>;
  react(comment: number, reaction: Reaction, signal: AbortSignal): Promise<Result<void>>;
  /** Whether the user may write to the repository. */
  mayWrite(login: string, signal: AbortSignal): Promise<Result<boolean>>;
  /** Login of the account whose token is used. */
  self(signal: AbortSignal): Promise<Result<string>>;
}
