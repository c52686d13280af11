// What does each event of GitHub ask for, and which events are refused?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type CommandName, commands } from '../../src/inputs/inputs.ts';
import { readTrigger } from '../../src/inputs/trigger.ts';
import type { EventContext } from '../../src/model/context.ts';

function eventOf(name: string, given: Partial<EventContext> = {}): EventContext {
  return { name, ref: 'refs/heads/develop', sha: '0'.repeat(40), payload: {}, ...given };
}

/** The reading as one line. `own`: the event brings the head of that branch. */
function told(command: CommandName, event: EventContext): string {
  const asked = readTrigger(command, event);
  if (!asked.ok) return asked.failures.map(({ code }) => code).join();
  if ('nothingBecause' in asked.value) return `nothing: ${asked.value.nothingBecause}`;
  const { command: done, branch, isBranchHead } = asked.value;
  return `${done} ${branch ?? 'no branch'}${isBranchHead ? ', own' : ''}`;
}

const pullRequest = (action: string, base: string, fork = false) => ({
  action,
  pull_request: {
    base: { ref: base, repo: { full_name: 'acme/stack' } },
    head: { ref: 'feature/x', repo: { full_name: fork ? 'mallory/stack' : 'acme/stack' } },
  },
});
const comment = (body: unknown, onPullRequest = true) => ({
  action: 'created',
  comment: { body },
  issue: {
    number: 7,
    ...(onPullRequest && { pull_request: { url: 'https://api.github.com/repos/acme/stack/pulls/7' } }),
  },
});
const workflowRun = (event: string, head: string) => ({
  repository: { full_name: 'acme/stack' },
  workflow_run: { event, head_branch: 'develop', head_repository: { full_name: head } },
});
const mergeRef = { ref: 'refs/pull/7/merge' };
const queueRef = { ref: 'refs/heads/gh-readonly-queue/main/pr-7-0' };

const byEvent: readonly [what: string, event: EventContext, told: string][] = [
  ['a push to a branch', eventOf('push'), 'deploy develop, own'],
  ['a push to a branch with slashes', eventOf('push', { ref: 'refs/heads/release/1/x' }), 'deploy release/1/x, own'],
  ['a push of a tag', eventOf('push', { ref: 'refs/tags/v1' }), 'nothing: refs/tags/v1 is not a branch.'],
  [
    'the deletion of a branch',
    eventOf('push', { payload: { deleted: true } }),
    'nothing: The branch develop was deleted.',
  ],
  ['a push that deletes nothing', eventOf('push', { payload: { deleted: false } }), 'deploy develop, own'],
  ['a run by hand', eventOf('workflow_dispatch'), 'deploy develop, own'],
  [
    'a run by hand for a tag',
    eventOf('workflow_dispatch', { ref: 'refs/tags/v1' }),
    'nothing: refs/tags/v1 is not a branch.',
  ],
  ...['opened', 'synchronize', 'reopened', 'labeled'].map((action): [string, EventContext, string] => [
    `a pull request (${action})`,
    eventOf('pull_request', { ...mergeRef, payload: pullRequest(action, 'main') }),
    'plan main',
  ]),
  [
    'a pull request into a branch with slashes',
    eventOf('pull_request', { ...mergeRef, payload: pullRequest('opened', 'release/1') }),
    'plan release/1',
  ],
  [
    'a pull request from a fork',
    eventOf('pull_request', { ...mergeRef, payload: pullRequest('opened', 'main', true) }),
    'plan main',
  ],
  [
    'a closed pull request',
    eventOf('pull_request', { ...mergeRef, payload: pullRequest('closed', 'main') }),
    'nothing: The pull request is closed.',
  ],
  [
    'a merge queue',
    eventOf('merge_group', { ...queueRef, payload: { merge_group: { base_ref: 'refs/heads/main' } } }),
    'plan main',
  ],
  ['a schedule', eventOf('schedule', { ref: 'refs/heads/main' }), 'plan main, own'],
  ['a comment that asks for a plan', eventOf('issue_comment', { payload: comment('/compass plan') }), 'plan develop'],
  [
    'a comment that asks for a plan of an environment, among other lines',
    eventOf('issue_comment', { payload: comment('Please:\r\n/compass plan staging-2\r\nThanks') }),
    'plan develop',
  ],
  ...(
    [
      ['another comment', comment('Nice work.')],
      ['a comment that mentions the command', comment('Write /compass plan to see it.')],
      ['a comment that quotes the command', comment('> /compass plan')],
      ['a comment with another command', comment('/compass destroy')],
      ['a comment with more than an environment', comment('/compass plan staging --force')],
      ['the command glued to something', comment('/compass planned')],
      ['the command on an issue', comment('/compass plan', false)],
      ['a comment without a text', comment(null)],
    ] as const
  ).map(([what, payload]): [string, EventContext, string] => [
    what,
    eventOf('issue_comment', { payload }),
    'nothing: The comment does not contain a command for Compass.',
  ]),
  [
    'a run after a push to this repository',
    eventOf('workflow_run', { payload: workflowRun('push', 'acme/stack') }),
    'event-unknown',
  ],
  ...['release', 'create', 'delete', 'repository_dispatch', 'pull_request_review', 'deployment', 'gollum', ''].map(
    (name): [string, EventContext, string] => [`the event '${name}'`, eventOf(name), 'event-unknown'],
  ),
];

for (const [what, event, expected] of byEvent) {
  test(`${what}: ${expected}`, () => assert.equal(told('auto', event), expected));
}

const refused: readonly [what: string, event: EventContext][] = [
  ['pull_request_target', eventOf('pull_request_target', { payload: pullRequest('opened', 'main') })],
  [
    'pull_request_target of a closed pull request',
    eventOf('pull_request_target', { payload: pullRequest('closed', 'main') }),
  ],
  ['a run after a pull request', eventOf('workflow_run', { payload: workflowRun('pull_request', 'acme/stack') })],
  ['a run after a push to a fork', eventOf('workflow_run', { payload: workflowRun('push', 'mallory/stack') })],
  [
    'a run after a pull request from a fork',
    eventOf('workflow_run', { payload: workflowRun('pull_request', 'mallory/stack') }),
  ],
  ['a run after something unknown', eventOf('workflow_run')],
  [
    'a run after a push to an unknown repository',
    eventOf('workflow_run', { payload: { workflow_run: { event: 'push' } } }),
  ],
];

for (const [what, event] of refused) {
  test(`${what} is refused, whatever the command`, () => {
    for (const command of commands) assert.equal(told(command, event), 'event-refused', command);
  });
}

test('nothing is deployed for a comment on a pull request, because its payload does not show whether that comes from a fork', () => {
  const event = eventOf('issue_comment', { payload: comment('/compass plan') });
  assert.equal(told('deploy', event), 'event-refused');
  assert.equal(told('plan', event), 'plan develop');
  assert.equal(told('deploy', eventOf('issue_comment', { payload: comment('x', false) })), 'deploy develop');
});

test('a pull request from a fork is never deployed; one of this repository may be, but not as the head of its base branch', () => {
  const event = (fork: boolean) =>
    eventOf('pull_request', { ...mergeRef, payload: pullRequest('opened', 'main', fork) });
  assert.equal(told('deploy', event(true)), 'event-refused');
  assert.equal(told('plan', event(true)), 'plan main');
  assert.equal(told('deploy', event(false)), 'deploy main');
  // Other events about a pull request too.
  const review = eventOf('pull_request_review', { payload: pullRequest('submitted', 'main', true) });
  assert.equal(told('deploy', review), 'event-refused');
});

for (const command of commands.filter((one) => one !== 'auto')) {
  test(`command: ${command} runs for every event that is not refused, with the branch of the event`, () => {
    for (const [event, expected] of [
      [eventOf('push'), 'develop, own'],
      [eventOf('push', { ref: 'refs/tags/v1' }), 'no branch, own'],
      [eventOf('workflow_dispatch'), 'develop, own'],
      [eventOf('schedule'), 'develop, own'],
      [eventOf('pull_request', { ...mergeRef, payload: pullRequest('closed', 'main') }), 'main'],
      [eventOf('merge_group', { ...queueRef, payload: { merge_group: { base_ref: 'refs/heads/main' } } }), 'main'],
      [eventOf('workflow_run', { payload: workflowRun('push', 'acme/stack') }), 'develop'],
      [eventOf('repository_dispatch'), 'develop'],
      [eventOf('release', { ref: 'refs/tags/v1' }), 'no branch'],
    ] as const) {
      assert.equal(told(command, event), `${command} ${expected}`, event.name);
    }
  });
}

test('a payload may have any shape: a missing branch, or one of another type, counts as none', () => {
  for (const payload of [undefined, null, 'text', [], { pull_request: 'x' }, { pull_request: { base: { ref: 1 } } }]) {
    assert.equal(told('auto', eventOf('pull_request', { ...mergeRef, payload })), 'plan no branch');
  }
  assert.equal(told('auto', eventOf('merge_group', { ...queueRef })), 'plan no branch');
});

test('a payload of an unexpected shape does not throw', () => {
  for (const payload of [
    undefined,
    null,
    1,
    'x',
    [],
    { pull_request: null, comment: 3, issue: [], workflow_run: [] },
  ]) {
    for (const name of ['push', 'pull_request', 'merge_group', 'issue_comment', 'workflow_run', 'schedule', '']) {
      for (const command of commands) assert.doesNotThrow(() => readTrigger(command, eventOf(name, { payload })));
    }
  }
});

test('a refusal says what is dangerous, and what to use instead', () => {
  const asked = readTrigger('deploy', eventOf('pull_request_target'));
  assert.ok(!asked.ok);
  assert.match(
    asked.failures[0]?.message ?? '',
    /`pull_request_target` would run untrusted templates and jobs with this repository's secrets/,
  );
  assert.match(asked.failures[0]?.hint ?? '', /`pull_request`.*`push`/);
});

test('an event that implies no command is named, and the hint names the input', () => {
  const asked = readTrigger('auto', eventOf('gollum'));
  assert.ok(!asked.ok);
  assert.match(asked.failures[0]?.message ?? '', /`gollum`/);
  assert.match(asked.failures[0]?.hint ?? '', /`command`/);
});
