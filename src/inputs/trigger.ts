// What an event of GitHub asks for: the table of `command: auto`, and the events that are refused whatever the command.
import type { EventContext } from '../model/context.ts';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isObject } from '../text/json.ts';
import type { View } from './command-line.ts';
import type { CommandName } from './inputs.ts';

export interface Trigger {
  readonly command: Exclude<CommandName, 'auto'> | View['command'];
  /** The branch that the event is about; undefined if it is about none: a tag, for instance. */
  readonly branch: string | undefined;
  /** True if what the event brings is the head of that branch, and not what somebody would like to merge into it. */
  readonly isOfBranch: boolean;
  /** Commit that the run is about; the event's own if absent. */
  readonly sha?: string;
  /** Number of the pull request that the run is about. */
  readonly pullRequest?: number;
  /** The comment that asks for it: whether its author may, is still to be found out. */
  readonly comment?: CommentContext;
  /** The event gives its run no secrets: without a kubeconfig, the spec is validated and nothing else. */
  readonly mayLackSecrets?: true;
}

/** A comment on a pull request. */
export interface CommentContext {
  readonly id: number;
  /** Number of the pull request. */
  readonly pullRequest: number;
  /** Login of its author. */
  readonly author: string;
  /** Name of an environment; the branch decides if absent. */
  readonly environment?: string;
}

/** Or why there is nothing to do. */
export type Reading = Trigger | { readonly nothingBecause: string };

/** Of a view: on a terminal, there is no event but what is checked out. */
export function triggerOfView({ command }: View, event: EventContext): Trigger {
  return { command, branch: branchOf(event), isOfBranch: true };
}

/** Fails with `event-refused` or `event-unknown`. */
export function readTrigger(command: CommandName, event: EventContext): Result<Reading> {
  const refusal = refusalOf(event) ?? (changesCluster(command) ? refusalToChange(event) : undefined);
  if (refusal !== undefined) return failed(refusal);
  const about = {
    branch: branchOf(event),
    isOfBranch: eventsOfBranches.includes(event.name),
    ...pullRequestOf(event),
  };
  return command === 'auto' ? decideByEvent(event, about) : ok({ command, ...about });
}

/** On the others, the workspace may hold anything. */
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
      if (commandIn(event) === undefined) return ok({ nothingBecause: 'The comment is not a command for Compass.' });
      if (read(event.payload, 'issue', 'state') === 'closed')
        return ok({ nothingBecause: 'The pull request is closed.' });
      return ok({ command: 'plan', ...about });
    default:
      return failed({
        code: 'event-unknown',
        message: `The event \`${event.name}\` does not say what to do.`,
        hint: 'Give the input `command`.',
      });
  }
}

/** On a pull request and in a merge queue, the branch that is merged into. */
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

/** What an event says of the pull request that it is about. */
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

/** These events bring a stranger's files and this repository's secrets together. */
function refusalOf(event: EventContext): Failure | undefined {
  const refused = (what: string): Failure => ({
    code: 'event-refused',
    message: `${what} would run templates and jobs of strangers with the secrets of this repository.`,
    hint: 'Use `pull_request` for dry runs and `push` for deployments.',
  });
  if (event.name === 'pull_request_target') return refused('The event `pull_request_target`');
  if (event.name === 'workflow_run' && !isPushToThisRepository(event.payload)) {
    return refused('A `workflow_run` that did not come from a push to this repository');
  }
  return undefined;
}

/** GitHub gives pull requests from forks and by Dependabot no secrets. */
function lacksSecrets({ payload }: EventContext): boolean {
  const base = read(payload, 'pull_request', 'base', 'repo', 'full_name');
  const head = read(payload, 'pull_request', 'head', 'repo', 'full_name');
  return head !== base || read(payload, 'pull_request', 'user', 'login') === 'dependabot[bot]';
}

export function changesCluster(command: Trigger['command'] | 'auto'): boolean {
  return command === 'deploy' || command === 'destroy';
}

/** What somebody else would like to merge is not deployed by this repository's secrets, whatever the inputs say. */
function refusalToChange(event: EventContext): Failure | undefined {
  const base = read(event.payload, 'pull_request', 'base', 'repo', 'full_name');
  const head = read(event.payload, 'pull_request', 'head', 'repo', 'full_name');
  const isOwn = typeof base === 'string' && head === base;
  const isComment = event.name === 'issue_comment' && isOnPullRequest(event.payload);
  const isOfPullRequest = read(event.payload, 'pull_request') !== undefined;
  if (!(isOfPullRequest && !isOwn) && !isComment) return undefined;
  return {
    code: 'event-refused',
    message: `A deployment on \`${event.name}\` would deploy what is not in this repository's branches.`,
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

/** What a comment on a pull request asks for, in its first line that asks for anything. */
function commandIn({ payload }: Pick<EventContext, 'payload'>): { readonly environment?: string } | undefined {
  const body = read(payload, 'comment', 'body');
  if (!isOnPullRequest(payload) || typeof body !== 'string' || read(payload, 'action') === 'deleted') return undefined;
  const found = /^\/compass plan(?:[ \t]+([a-z0-9-]+))?[ \t\r]*$/m.exec(body);
  if (found === null) return undefined;
  return found[1] === undefined ? {} : { environment: found[1] };
}

/** A property deep inside a payload, which is anybody's JSON. */
function read(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), value);
}
