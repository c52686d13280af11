// Whether what a comment on a pull request asks for may be done: who asks, for whose files, and whether those are checked out.

import type { CommentContext, Trigger } from '../inputs/trigger.ts';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { GitHub } from '../ports/github.ts';

/** What is asked, and of whom. */
export interface Authorisation {
  readonly trigger: Trigger;
  readonly comment: CommentContext;
  readonly pullRequest: number;
  readonly github: GitHub;
  /** The commit in the workspace; undefined if there is none. */
  readonly checkedOut: () => Promise<string | undefined>;
  readonly signal: AbortSignal;
}

/** Gives the same as if the pull request itself had asked. Whatever cannot be found out, is refused. */
export async function authorise(asked: Authorisation): Promise<Result<Trigger>> {
  const { trigger, comment, pullRequest, github, checkedOut, signal } = asked;
  const [found, mayWrite, sha] = await Promise.all([
    github.pullRequest(pullRequest, signal),
    github.mayWrite(comment.author, signal),
    checkedOut(),
  ]);
  if (!found.ok) return found;
  const { headRepository, headSha, baseBranch } = found.value;
  if (headRepository !== github.repository) return failed(refusedFork(pullRequest));
  if (!mayWrite.ok) return mayWrite;
  if (!mayWrite.value) return failed(refusedAuthor(comment, github));
  if (sha !== headSha) return failed(wrongCheckout(pullRequest, headSha, sha));
  return ok({ ...trigger, branch: baseBranch, isOfBranch: false, sha: headSha });
}

function refusedFork(number: number): Failure {
  return {
    code: 'event-refused',
    message: `A comment on pull request ${number}, which comes from a fork, would run templates of strangers with the secrets of this repository.`,
    hint: 'Push the changes to a branch of this repository, and open a pull request for that.',
  };
}

function refusedAuthor({ author }: CommentContext, { repository }: GitHub): Failure {
  return {
    code: 'event-refused',
    message: `\`${author}\` may not write to ${repository}, and so may not ask for a plan either.`,
    hint: 'Let somebody ask for it who may.',
  };
}

function wrongCheckout(number: number, head: string, sha: string | undefined): Failure {
  return {
    code: 'checkout-wrong',
    message: `The workspace holds ${sha === undefined ? 'no commit' : `the commit ${sha}`}, and the head of pull request ${number} is ${head}.`,
    hint: `Check it out in an earlier step: \`actions/checkout\` with \`ref: refs/pull/${number}/head\`.`,
  };
}
