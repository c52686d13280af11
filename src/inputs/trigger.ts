// What does an event of GitHub ask for? The table of `command: auto`, and the events that are refused whatever the
// command.
import type { EventContext } from '../model/context.ts';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isObject } from '../text/json.ts';
import type { View } from './command-line.ts';
import type { CommandName } from './inputs.ts';

export interface Trigger {
  readonly command: Exclude<CommandName, 'auto'> | View['command'];
  /** The branch that the event is about; undefined for a tag, for instance. */
  readonly branch: string | undefined;
  /**
   * True if the run is for the head of that branch; false for a pull request or merge group that would be merged into
   * it.
   */
  readonly isBranchHead: boolean;
  /** Commit that the run is about; the event's commit if absent. */
  readonly sha?: string;
  /** Number of the pull request that the run is about. */
  readonly pullRequest?: number;
  /** The comment that asked for the run. Its author is not authorised yet. */
  readonly comment?: CommentContext;
  /** GitHub may withhold secrets from the run: without a kubeconfig, it only validates the spec. */
  readonly mayLackSecrets?: true;
}

/** A comment on a pull request. */
export interface CommentContext {
  readonly id: number;
  /** Number of the pull request. */
  readonly pullRequest: number;
  /** Login of its author. */
  readonly author: string;
  /** Name of an environment; if absent, the branch selects one. */
  readonly environment?: string;
}

/** `nothingBecause`: why there is nothing to do, as a sentence. */
export type Reading = Trigger | { readonly nothingBecause: string };

/** For a view: in a terminal, the branch is the one that is checked out. */
export function triggerOfView({ command }: View, event: EventContext): Trigger {
  return { command, branch: branchOf(event), isBranchHead: true };
}

/** Fails with `event-refused` or `event-unknown`. */
export function readTrigger(command: CommandName, event: EventContext): Result<Reading> {
  const refusal = refusalOf(event) ?? (changesCluster(command) ? refusalToChange(event) : undefined);
  if (refusal !== undefined) return failed(refusal);
  const about = {
    branch: branchOf(event),
    isBranchHead: eventsOfBranches.includes(event.name),
    ...pullRequestOf(event),
  };
  return command === 'auto' ? decideByEvent(event, about) : ok({ command, ...about });
}

/** These are about the head of their branch. For other events, the workspace may contain anything. */
const eventsOfBranches: readonly string[] = ['push', 'workflow_dispatch', 'schedule', 'terminal'];

function decideByEvent(event: EventContext, about: Omit<Trigger, 'command'>): Result<Reading> {
  const { branch } = about;
  switch (event.name) {
    case 'push':
      if (branch === undefined) return ok({ nothingBecause: `${event.ref} is not a branch.` });
      if (read(event.payload, 'deleted') === true) return ok({ nothingBecause: `The branch ${branch} was deleted.` });
      return ok({ command: 'deploy', ...about });
    case 'workflow_dispatch':
      if (branch === undefined) return ok({ nothingBecause: `${event.ref} is not a branch.` });
      return ok({ command: 'deploy', ...about });
    case 'pull_request':
      if (read(event.payload, 'action') === 'closed') return ok({ nothingBecause: 'The pull request is closed.' });
      return ok({ command: 'plan', ...about, ...(lacksSecrets(event) && { mayLackSecrets: true }) });
    case 'merge_group':
    case 'schedule':
      return ok({ command: 'plan', ...about });
    case 'issue_comment':
      if (commandIn(event) === undefined)
        return ok({ nothingBecause: 'The comment does not contain a command for Compass.' });
      if (read(event.payload, 'issue', 'state') === 'closed')
        return ok({ nothingBecause: 'The pull request is closed.' });
      return ok({ command: 'plan', ...about });
    default:
      return failed({
        code: 'event-unknown',
        message: `The event \`${event.name}\` does not imply a command.`,
        hint: 'Set the input `command`, such as `command: plan`.',
      });
  }
}

/** For a pull request and in a merge queue, the base branch. */
function branchOf(event: EventContext): string | undefined {
  const base =
    event.name === 'pull_request'
      ? read(event.payload, 'pull_request', 'base', 'ref')
      : event.name === 'merge_group'
        ? read(event.payload, 'merge_group', 'base_ref')
        : event.ref;
  if (typeof base !== 'string') return undefined;
  if (base.startsWith('refs/heads/')) return base.slice('refs/heads/'.length);
  return event.name === 'pull_request' ? base : undefined;
}

/** Empty unless the event is about a pull request. */
function pullRequestOf({ name, payload }: EventContext): Pick<Trigger, 'pullRequest' | 'sha' | 'comment'> {
  const number = read(payload, name === 'pull_request' ? 'pull_request' : 'issue', 'number');
  if (typeof number !== 'number') return {};
  if (name === 'pull_request') {
    const sha = read(payload, 'pull_request', 'head', 'sha');
    return { pullRequest: number, ...(typeof sha === 'string' && { sha }) };
  }
  if (name !== 'issue_comment' || !isOnPullRequest(payload)) return {};
  const id = Number(read(payload, 'comment', 'id'));
  const author = String(read(payload, 'comment', 'user', 'login') ?? '');
  const environment = commandIn({ payload })?.environment;
  return {
    pullRequest: number,
    comment: { id, pullRequest: number, author, ...(environment !== undefined && { environment }) },
  };
}

/** These events would give a stranger's files access to this repository's secrets. */
function refusalOf(event: EventContext): Failure | undefined {
  const refused = (what: string): Failure => ({
    code: 'event-refused',
    message: `${what} would run untrusted templates and jobs with this repository's secrets.`,
    hint: 'Use `pull_request` for plans and `push` for deployments.',
  });
  if (event.name === 'pull_request_target') return refused('The event `pull_request_target`');
  if (event.name === 'workflow_run' && !isPushToThisRepository(event.payload)) {
    return refused('A `workflow_run` that did not come from a push to this repository');
  }
  return undefined;
}

/** GitHub withholds secrets from pull requests that come from forks or from Dependabot. */
function lacksSecrets({ payload }: EventContext): boolean {
  const base = read(payload, 'pull_request', 'base', 'repo', 'full_name');
  const head = read(payload, 'pull_request', 'head', 'repo', 'full_name');
  return head !== base || read(payload, 'pull_request', 'user', 'login') === 'dependabot[bot]';
}

export function changesCluster(command: Trigger['command'] | 'auto'): boolean {
  return command === 'deploy' || command === 'destroy';
}

/** A pull request from a fork is never deployed with this repository's secrets, whatever the inputs say. */
function refusalToChange(event: EventContext): Failure | undefined {
  const base = read(event.payload, 'pull_request', 'base', 'repo', 'full_name');
  const head = read(event.payload, 'pull_request', 'head', 'repo', 'full_name');
  const isOwn = typeof base === 'string' && head === base;
  const isComment = event.name === 'issue_comment' && isOnPullRequest(event.payload);
  const isOfPullRequest = read(event.payload, 'pull_request') !== undefined;
  if (!(isOfPullRequest && !isOwn) && !isComment) return undefined;
  return {
    code: 'event-refused',
    message: `A deployment on \`${event.name}\` could deploy files that are not in a branch of this repository.`,
    hint: 'Deploy on `push` or `workflow_dispatch`.',
  };
}

function isPushToThisRepository(payload: unknown): boolean {
  const head = read(payload, 'workflow_run', 'head_repository', 'full_name');
  const own = read(payload, 'repository', 'full_name');
  return read(payload, 'workflow_run', 'event') === 'push' && typeof own === 'string' && head === own;
}

function isOnPullRequest(payload: unknown): boolean {
  return read(payload, 'issue', 'pull_request') !== undefined;
}

/** The first command in a comment on a pull request; undefined without one. */
function commandIn({ payload }: Pick<EventContext, 'payload'>): { readonly environment?: string } | undefined {
  const body = read(payload, 'comment', 'body');
  if (!isOnPullRequest(payload) || typeof body !== 'string' || read(payload, 'action') === 'deleted') return undefined;
  const found = /^\/compass plan(?:[ \t]+([a-z0-9-]+))?[ \t\r]*$/m.exec(body);
  if (found === null) return undefined;
  return found[1] === undefined ? {} : { environment: found[1] };
}

/** A property deep inside a payload, which may have any shape. */
function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}
