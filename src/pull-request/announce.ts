// What a run says on the pull request that it is about: reactions to the comment that asked for it, and its plan.

import type { Invocation } from '../inputs/invocation.ts';
import type { Request } from '../inputs/request.ts';
import type { Trigger } from '../inputs/trigger.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import type { GitHub, Reaction } from '../ports/github.ts';
import type { Ports } from '../ports/ports.ts';
import { type Conclusion, runOutcome, titleOf } from '../report/conclusion.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { problemsMarkdown } from '../report/problems-markdown.ts';
import { authorise } from './authorise.ts';
import { footer, longestComment } from './marker.ts';
import { type Message, postComment } from './sticky-comment.ts';

/** What asks, as far as that is known by now. */
export interface Occasion {
  readonly invocation: Invocation;
  readonly request: Request;
  readonly trigger: Trigger;
}

/** If a comment asks, whether it may; else what asks anyway. */
export async function acceptComment(occasion: Occasion, ports: Ports, signal: AbortSignal): Promise<Result<Trigger>> {
  const { trigger } = occasion;
  const { comment, pullRequest } = trigger;
  if (comment === undefined || pullRequest === undefined) return ok(trigger);
  const github = openGitHub(occasion, ports);
  if (github === undefined) {
    const message = 'Whether the author of the comment may ask for it cannot be found out without a token.';
    return failed({ code: 'github-forbidden', message, hint: 'Leave the input `github-token` as it is by default.' });
  }
  await react('eyes', comment.id, github, ports, signal);
  const checkedOut = () => ports.checkedOut(signal);
  return authorise({ trigger, comment, pullRequest, github, checkedOut, signal });
}

/** Gives the ending, with a warning where something could not be said. */
export async function postPlan(
  conclusion: Conclusion,
  occasion: Occasion,
  ports: Ports,
  signal: AbortSignal,
): Promise<Conclusion> {
  const github = openGitHub(occasion, ports);
  const { comment } = occasion.trigger;
  if (github === undefined) return conclusion;
  if (comment !== undefined) {
    const isWell = ['success', 'nothing-to-do'].includes(runOutcome(conclusion));
    await react(isWell ? 'rocket' : 'confused', comment.id, github, ports, signal);
  }
  const message = planMessage(conclusion, occasion);
  if (message === undefined) return conclusion;
  const told = await postComment({ ...message, body: ports.redactor.filter(message.body) }, github, signal);
  if ('warning' in told) return withWarning(conclusion, told.warning);
  ports.console.line(told.said);
  return conclusion;
}

function openGitHub({ request }: Occasion, ports: Ports): GitHub | undefined {
  const token = request['github-token'];
  if (token === undefined) return undefined;
  ports.redactor.learn(token);
  return ports.openGitHub(token);
}

/** Nobody waits for it: where it cannot be done, the log says so. */
async function react(reaction: Reaction, comment: number, github: GitHub, { console }: Ports, signal: AbortSignal) {
  const done = await github.react(comment, reaction, signal);
  if (!done.ok) console.line(`${done.failures[0]?.message} ${done.failures[0]?.hint}`);
}

function withWarning(conclusion: Conclusion, warning: Warning): Conclusion {
  return { ...conclusion, warnings: [...(conclusion.warnings ?? []), warning] };
}

/** Undefined if there is nothing to say there. */
function planMessage(conclusion: Conclusion, { invocation, request, trigger }: Occasion): Message | undefined {
  const { command, charts, failures = [], notes = [], planDigest = '', nothingBecause } = conclusion;
  const { pullRequest } = trigger;
  const isTold = command === 'plan' && request.comment === 'auto' && nothingBecause === undefined;
  if (pullRequest === undefined || !isTold || runOutcome(conclusion) === 'cancelled') return undefined;
  const sha = trigger.sha ?? invocation.event.sha;
  const title = titleOf(conclusion);
  const foot = (isWhole: boolean) => footer({ sha, url: invocation.run.url, isWhole });
  const most = longestComment - Buffer.byteLength(foot(false));
  const plan = charts && failures.length === 0 ? planMarkdown({ title, charts, notes, planDigest }, most) : undefined;
  const text = plan?.text ?? problemsMarkdown(title, 'there is no plan', failures);
  const about =
    conclusion.environment && conclusion.spec
      ? `${conclusion.spec.stack}/${conclusion.environment.name} ${request.spec}`
      : request.spec;
  return {
    pullRequest,
    marker: { about, sha, run: Number(invocation.run.id) },
    alsoAbout: request.spec,
    body: `${text}\n${foot(plan?.isWhole ?? true)}\n`,
  };
}
