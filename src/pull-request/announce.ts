// What a run says on the pull request that it is about: reactions to the comment that asked for it, and its plan.

import type { Invocation } from '../inputs/invocation.ts';
import type { Request } from '../inputs/request.ts';
import type { Trigger } from '../inputs/trigger.ts';
import { failed, ok, type Result, type Warning } from '../model/failure.ts';
import type { GitHub, Reaction } from '../ports/github.ts';
import type { Ports } from '../ports/ports.ts';
import { type Ending, runOutcome, titleOf } from '../report/conclusion.ts';
import { planMarkdown } from '../report/plan-markdown.ts';
import { diagnostics } from '../report/problems-markdown.ts';
import { authorise } from './authorise.ts';
import { footer, longestComment } from './marker.ts';
import { type Message, tell } from './sticky-comment.ts';

/** What asks, as far as that is known by now. */
export interface Occasion {
  readonly invocation: Invocation;
  readonly request: Request;
  readonly trigger: Trigger;
}

/** If a comment asks, whether it may; else what asks anyway. */
export async function welcome(occasion: Occasion, ports: Ports, signal: AbortSignal): Promise<Result<Trigger>> {
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
export async function farewell(ending: Ending, occasion: Occasion, ports: Ports, signal: AbortSignal): Promise<Ending> {
  const github = openGitHub(occasion, ports);
  const { comment } = occasion.trigger;
  if (github === undefined) return ending;
  if (comment !== undefined) {
    const isWell = ['success', 'nothing-to-do'].includes(runOutcome(ending));
    await react(isWell ? 'rocket' : 'confused', comment.id, github, ports, signal);
  }
  const message = messageOf(ending, occasion);
  if (message === undefined) return ending;
  const told = await tell({ ...message, body: ports.redactor.filter(message.body) }, github, signal);
  if ('warning' in told) return withWarning(ending, told.warning);
  ports.console.line(told.said);
  return ending;
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

function withWarning(ending: Ending, warning: Warning): Ending {
  return { ...ending, warnings: [...(ending.warnings ?? []), warning] };
}

/** Undefined if there is nothing to say there. */
function messageOf(ending: Ending, { invocation, request, trigger }: Occasion): Message | undefined {
  const { command, charts, failures = [], notes = [], planDigest = '', nothingBecause } = ending;
  const { pullRequest } = trigger;
  const isTold = command === 'plan' && request.comment === 'auto' && nothingBecause === undefined;
  if (pullRequest === undefined || !isTold || runOutcome(ending) === 'cancelled') return undefined;
  const sha = trigger.sha ?? invocation.event.sha;
  const title = titleOf(ending);
  const foot = (isWhole: boolean) => footer({ sha, url: invocation.run.url, isWhole });
  const most = longestComment - Buffer.byteLength(foot(false));
  const plan = charts && failures.length === 0 ? planMarkdown({ title, charts, notes, planDigest }, most) : undefined;
  const text = plan?.text ?? diagnostics(title, 'there is no plan', failures);
  const about =
    ending.environment && ending.spec
      ? `${ending.spec.stack}/${ending.environment.name} ${request.spec}`
      : request.spec;
  return {
    pullRequest,
    marker: { about, sha, run: Number(invocation.run.id) },
    alsoAbout: request.spec,
    body: `${text}\n${foot(plan?.isWhole ?? true)}\n`,
  };
}
