// What is known of a checkout, and what does git say where nothing is?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readCheckout } from '../../../src/adapters/machine/checkout.ts';
import { hintForGit } from '../../../src/model/checkout.ts';
import type { ProcessExit, Processes } from '../../../src/ports/machine.ts';

const exited = (code: number, output: string, errors = ''): ProcessExit => ({ how: 'exited', code, output, errors });
const dubious = `fatal: detected dubious ownership in repository at '/work/shop'
To add an exception for this directory, call:

	git config --global --add safe.directory /work/shop
`;
const ownership = "detected dubious ownership in repository at '/work/shop'";

/** Answers the question for the branch, then the one for the commit. */
function gitThatSays(branch: ProcessExit, commit: ProcessExit): Processes {
  return { run: async ({ arguments: words }) => (words.includes('symbolic-ref') ? branch : commit) };
}

for (const [what, branch, commit, expected] of [
  ['a branch', exited(0, 'refs/heads/develop\n'), exited(0, 'abc\n'), { ref: 'refs/heads/develop', sha: 'abc' }],
  ['a commit without a branch', exited(1, ''), exited(0, 'abc\n'), { ref: '', sha: 'abc' }],
  ['a branch without a commit', exited(0, 'refs/heads/new\n'), exited(1, ''), { ref: 'refs/heads/new', sha: '' }],
  ['a folder of another user', exited(128, '', dubious), exited(128, '', dubious), { problem: ownership }],
  [
    'a machine without git',
    { how: 'not-started', reason: 'spawn git ENOENT' },
    { how: 'not-started', reason: 'spawn git ENOENT' },
    { problem: 'spawn git ENOENT' },
  ],
] as const) {
  test(`readCheckout recognises ${what}`, async () => {
    const checkout = await readCheckout('/work/shop', gitThatSays(branch, commit));
    assert.deepEqual(checkout, { ref: '', sha: '', ...expected });
  });
}

test('problems of git that people can solve get a hint that solves them', () => {
  assert.match(hintForGit(ownership) ?? '', /`git config --global --add safe\.directory \/work\/shop`\.$/);
  assert.equal(hintForGit('spawn git ENOENT'), 'Install git.');
  assert.equal(hintForGit('not a git repository (or any of the parent directories): .git'), undefined);
  assert.equal(hintForGit(), undefined);
});
