// GitHub's API where it does not answer as it should; what it is asked for is held to its description in the acceptance
// tests.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeOpenGitHub } from '../../../src/adapters/github/api.ts';
import { serve } from '../../support/remote.ts';

const never = new AbortController().signal;

test('an API that never answers is not waited for, and no call outlives a cancelled run', async (context) => {
  const { host } = await serve(context, () => {});
  const env = { GITHUB_API_URL: `http://${host}`, GITHUB_REPOSITORY: 'acme/stack' };
  const silent = await makeOpenGitHub(env, 300)('a-token').addComment(7, 'x', never);
  assert.match(silent.ok ? '' : (silent.failures[0]?.message ?? ''), /^Compass could not comment on the pull request/);
  const cancelled = await makeOpenGitHub(env)('a-token').comments(7, AbortSignal.abort());
  assert.equal(cancelled.ok, false);
});
