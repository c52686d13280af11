// What each event asks for.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../src/inputs/registry.ts';
import { readTrigger } from '../../src/inputs/trigger.ts';

const heads = 'refs/heads/';
const comment = (body: string, issue: object = { pull_request: {} }) => ({ comment: { body }, issue });
const pull = { pull_request: { base: { ref: 'develop' } } };

const table: readonly [name: string, ref: string, payload: unknown, expected: string][] = [
  ['push', `${heads}develop`, {}, 'deploy develop, its head'],
  ['push', `${heads}release/1.2`, {}, 'deploy release/1.2, its head'],
  ['push', `${heads}develop`, { deleted: true }, 'nothing'],
  ['push', 'refs/tags/v1', {}, 'nothing'],
  ['workflow_dispatch', `${heads}develop`, {}, 'deploy develop, its head'],
  ['workflow_dispatch', 'refs/tags/v1', {}, 'nothing'],
  ['pull_request', 'refs/pull/1/merge', pull, 'plan develop'],
  ['pull_request', 'refs/pull/1/merge', { ...pull, action: 'closed' }, 'nothing'],
  ['merge_group', `${heads}gh-readonly-queue/x`, { merge_group: { base_ref: `${heads}develop` } }, 'plan develop'],
  ['schedule', `${heads}develop`, {}, 'plan develop, its head'],
  ['issue_comment', `${heads}main`, comment('/compass plan'), 'plan main'],
  ['issue_comment', `${heads}main`, comment('Please:\r\n/compass plan staging\r\nThanks'), 'plan main'],
  ['issue_comment', `${heads}main`, comment('/compass plan', {}), 'nothing'],
  ['issue_comment', `${heads}main`, comment('about /compass plan'), 'nothing'],
  ['pull_request_target', `${heads}main`, pull, 'event-refused'],
  ['workflow_run', `${heads}main`, {}, 'event-refused'],
  ['release', 'refs/tags/v1', {}, 'event-unknown'],
  ['', '', {}, 'event-unknown'],
];

for (const [name, ref, payload, expected] of table) {
  test(`${name || 'no event'} ${ref} ${JSON.stringify(payload)} → ${expected}`, () => {
    const asked = readTrigger('auto', { name, ref, sha: '', payload });
    if (!asked.ok) assert.equal(asked.failures[0]?.code, expected);
    else if ('nothingBecause' in asked.value) assert.equal('nothing', expected);
    else
      assert.equal(
        `${asked.value.command} ${asked.value.branch}${asked.value.isOfBranch ? ', its head' : ''}`,
        expected,
      );
  });
}

test('some events are refused whatever the command', () => {
  const fromFork = {
    workflow_run: { event: 'push', head_repository: { full_name: 'them/x' } },
    repository: { full_name: 'us/x' },
  };
  const fromPull = {
    workflow_run: { event: 'pull_request', head_repository: { full_name: 'us/x' } },
    repository: { full_name: 'us/x' },
  };
  for (const command of commands) {
    for (const [name, payload] of [
      ['pull_request_target', {}],
      ['workflow_run', fromFork],
      ['workflow_run', fromPull],
    ] as const) {
      const asked = readTrigger(command, { name, ref: `${heads}main`, sha: '', payload });
      assert.equal(!asked.ok && asked.failures[0]?.code, 'event-refused', `${command} ${name}`);
    }
  }
});

test('a workflow_run that came from a push to this repository may be given a command', () => {
  const payload = {
    workflow_run: { event: 'push', head_repository: { full_name: 'us/x' } },
    repository: { full_name: 'us/x' },
  };
  const asked = readTrigger('deploy', { name: 'workflow_run', ref: `${heads}main`, sha: '', payload });
  assert.deepEqual(asked.ok && asked.value, { command: 'deploy', branch: 'main', isOfBranch: false });
});

test('a payload that is nothing like one is no reason to fall over', () => {
  for (const payload of [undefined, null, 1, 'x', [], { pull_request: null, comment: 3, issue: [] }]) {
    for (const name of ['push', 'pull_request', 'merge_group', 'issue_comment', 'workflow_run']) {
      assert.doesNotThrow(() => readTrigger('auto', { name, ref: `${heads}main`, sha: '', payload }));
    }
  }
});
