// May this comment on a pull request get what it asks for? That depends on its author, on the repository that the
// pull request comes from, and on the commit that is checked out.

import type { CommentContext, Trigger } from '../inputs/trigger.ts';
import { type Checkout, hintForGit } from '../model/checkout.ts';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { GitHub } from '../ports/github.ts';

/** A run that a comment on a pull request asked for. */
type CommentTrigger = Trigger & { readonly comment: CommentContext };

/**
 * Returns the trigger that the pull request itself would have had. If something cannot be checked, the run is refused.
 */
export async function authorise(
  trigger: CommentTrigger,
  github: GitHub,
  readCheckout: () => Promise<Checkout>,
  signal: AbortSignal,
): Promise<Result<Trigger>> {
  const { comment } = trigger;
  const { pullRequest } = comment;
  const [found, mayWrite, checkout] = await Promise.all([
    github.pullRequest(pullRequest, signal),
    github.mayWrite(comment.author, signal),
    readCheckout(),
  ]);
  if (!found.ok) return found;
  const { headRepository, headSha, baseBranch } = found.value;
  if (headRepository !== github.repository) return failed(refusedFork(pullRequest));
  if (!mayWrite.ok) return mayWrite;
  if (!mayWrite.value) return failed(refusedAuthor(comment, github));
  if (checkout.sha !== headSha) return failed(wrongCheckout(pullRequest, headSha, checkout));
  return ok({ ...trigger, branch: baseBranch, isBranchHead: false, sha: headSha });
}

function refusedFork(number: number): Failure {
  return {
    code: 'event-refused',
    message: `Pull request ${number} comes from a fork: a plan for it would run a stranger's templates with this repository's secrets.`,
    hint: 'Push the changes to a branch of this repository, and open a pull request for that branch.',
  };
}

function refusedAuthor({ author }: CommentContext, { repository }: GitHub): Failure {
  return {
    code: 'event-refused',
    message: `\`${author}\` may not ask for a plan: that needs write access to ${repository}.`,
    hint: 'Ask somebody with write access to write the comment.',
  };
}

function wrongCheckout(number: number, head: string, { sha, problem }: Checkout): Failure {
  const found = sha === '' ? `no commit${problem ? ` (git: ${problem})` : ''}` : `the commit ${sha}`;
  return {
    code: 'checkout-wrong',
    message: `The head of pull request ${number} is ${head}, but the workspace has checked out ${found}.`,
    hint:
      hintForGit(problem) ??
      `Check out the head in an earlier step: \`actions/checkout\` with \`ref: refs/pull/${number}/head\`.`,
  };
}
