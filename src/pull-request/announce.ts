// What does a run say on its pull request? Reactions to the comment that asked for it, and its plan.

import type { ReadInvocation } from '../inputs/invocation.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import type { GitHub, Reaction } from '../ports/github.ts';
import type { Ports } from '../ports/ports.ts';
import { type Conclusion, runOutcome, titleOf } from '../report/conclusion.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { problemsMarkdown } from '../report/problems-markdown.ts';
import { authorise } from './authorise.ts';
import { footer, maxCommentBytes } from './marker.ts';
import { type Message, postComment } from './sticky-comment.ts';

/**
 * For a run that a comment asked for: checks that the author may ask for it, and finds out the commit. Any other run is
 * accepted as it is.
 */
export async function acceptComment(
  invocation: ReadInvocation,
  ports: Ports,
  signal: AbortSignal,
): Promise<Result<ReadInvocation>> {
  const { trigger } = invocation;
  const { comment } = trigger;
  if (comment === undefined) return ok(invocation);
  const github = openGitHub(invocation, ports);
  if (github === undefined) {
    const message = 'Without a token, Compass cannot check whether the author of the comment may ask for a plan.';
    return failed({
      code: 'github-forbidden',
      message,
      hint: 'Remove the empty input `github-token`: its default is the token of the workflow.',
    });
  }
  await react('eyes', comment.id, github, ports, signal);
  const checkout = () => ports.checkout(signal);
  const authorised = await authorise({ ...trigger, comment }, github, checkout, signal);
  return authorised.ok ? ok({ ...invocation, trigger: authorised.value }) : authorised;
}

/** Returns the conclusion, with a warning if the comment could not be posted. */
export async function postPlan(
  conclusion: Conclusion,
  invocation: ReadInvocation,
  ports: Ports,
  signal: AbortSignal,
): Promise<Conclusion> {
  const github = openGitHub(invocation, ports);
  const { comment } = invocation.trigger;
  if (github === undefined) return conclusion;
  if (comment !== undefined) {
    const hasWorked = ['success', 'nothing-to-do'].includes(runOutcome(conclusion));
    await react(hasWorked ? 'rocket' : 'confused', comment.id, github, ports, signal);
  }
  const message = planMessage(conclusion, invocation);
  if (message === undefined) return conclusion;
  const posted = await postComment({ ...message, body: ports.redactor.filter(message.body) }, github, signal);
  if ('warning' in posted) return withWarning(conclusion, posted.warning);
  ports.console.line(posted.sentence);
  return conclusion;
}

function openGitHub({ request }: ReadInvocation, ports: Ports): GitHub | undefined {
  const token = request['github-token'];
  if (token === undefined) return undefined;
  ports.redactor.learn(token);
  return ports.openGitHub(token);
}

/** A reaction that fails is only logged: the run does not depend on it. */
async function react(reaction: Reaction, comment: number, github: GitHub, { console }: Ports, signal: AbortSignal) {
  const done = await github.react(comment, reaction, signal);
  if (!done.ok) console.line(`${done.failures[0]?.message} ${done.failures[0]?.hint}`);
}

function withWarning(conclusion: Conclusion, warning: Warning): Conclusion {
  return { ...conclusion, warnings: [...(conclusion.warnings ?? []), warning] };
}

/** Undefined if the run does not post a comment. */
function planMessage(conclusion: Conclusion, { request, trigger, event, run }: ReadInvocation): Message | undefined {
  const { command, charts, failures = [], notes = [], planDigest = '', nothingBecause } = conclusion;
  const { pullRequest } = trigger;
  const isPosted = command === 'plan' && request.comment === 'auto' && nothingBecause === undefined;
  if (pullRequest === undefined || !isPosted || runOutcome(conclusion) === 'cancelled') return undefined;
  const sha = trigger.sha ?? event.sha;
  const title = titleOf(conclusion);
  const foot = (isWhole: boolean) => footer({ sha, url: run.url, isWhole });
  const maxBytes = maxCommentBytes - Buffer.byteLength(foot(false));
  const plan =
    charts && failures.length === 0 ? planMarkdown({ title, charts, notes, planDigest }, maxBytes) : undefined;
  const text = plan?.text ?? problemsMarkdown(title, 'there is no plan', failures);
  const about =
    conclusion.environment && conclusion.spec
      ? `${conclusion.spec.stack}/${conclusion.environment.name} ${request.spec}`
      : request.spec;
  return {
    pullRequest,
    marker: { about, sha, run: Number(run.id) },
    alsoAbout: request.spec,
    body: `${text}\n${foot(plan?.isWhole ?? true)}\n`,
  };
}
