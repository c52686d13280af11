// What is posted on a pull request, and what may a comment there ask for? Against a double of GitHub's API.
import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { GitHubDouble } from '../support/github/double.ts';
import { commentEvent, pullRequestEvent, repository } from '../support/github/payloads.ts';
import { echoChart, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';
import { checkOut } from '../support/terminal.ts';

const sha = 'a'.repeat(40);
const token = 'ghs_canary0123456789';

let github: GitHubDouble;
before(async () => {
  github = await GitHubDouble.start();
});
after(() => github.stop());
beforeEach(() => {
  github.comments.length = 0;
  github.requests.length = 0;
  github.reactions.length = 0;
  github.violations.length = 0;
  github.faults.clear();
  github.user = undefined;
  github.author = 'github-actions[bot]';
  github.viewer = 'github-actions[bot]';
  github.before = () => {};
  github.pulls.clear();
  github.pulls.set(7, { headSha: sha, headRepository: repository, base: 'develop' });
});

function workspaceFor(namespace: string, charts: Record<string, unknown> = { web: { chart: 'echo' } }): string {
  return makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...echoChart('echo') });
}

/** Every request matches GitHub's own description of its API. */
async function step(
  workspace: string,
  event: { name: string; payload: unknown },
  inputs: Record<string, string> = {},
): Promise<StepEnd> {
  const ref = event.name === 'pull_request' ? 'refs/pull/7/merge' : 'refs/heads/develop';
  const end = await runStep({
    workspace,
    event: { ...event, ref },
    inputs: { 'github-token': token, context: 'reader', ...inputs },
    env: { GITHUB_API_URL: github.url },
  });
  assert.deepEqual(github.violations, []);
  assert.ok(!end.text.includes(token), 'the token is in the log');
  return end;
}

const ofPullRequest = (head = sha) => ({ name: 'pull_request', payload: pullRequestEvent(7, head, 'develop') });
const asked = () => github.requests.map(({ operation }) => operation);
const bodies = () => github.comments.map(({ body }) => body);

test('a pull request gets one comment, which is found behind a hundred others, updated in place, and not touched by other stacks', async () => {
  const workspace = workspaceFor(freshNamespace());
  const first = await step(workspace, ofPullRequest());
  assert.equal(first.exitCode, 0, first.text);
  assert.equal(first.outputs['environment'], 'staging');
  assert.equal(github.comments.length, 1);
  assert.match(bodies()[0] ?? '', /^<!-- compass.*-->\n### test in staging: 1 chart: 1 to install\n/);
  assert.match(
    bodies()[0] ?? '',
    /For commit <code>aaaaaaaaaaaa<\/code>, by \[this run\]\(https:\/\/github\.com\/acme\/stack\/actions\/runs\/77\)/,
  );
  assert.match(first.text, /The plan was posted on the pull request\./);

  const [own] = github.comments.splice(0);
  const forged = github.addComment('mallory', own?.body ?? '');
  for (let count = 0; count < 150; count += 1) github.addComment('ann', 'nice');
  if (own) github.comments.push(own);
  writeFiles(workspace, { 'compass.yaml': specFor('other', { web: { chart: 'echo' }, api: { chart: 'echo' } }) });
  const second = await step(workspace, ofPullRequest());
  assert.match(second.text, /The comment on the pull request was updated\./);
  assert.equal(github.comments.length, 152);
  assert.match(own?.body ?? '', /2 charts: 2 to install/);
  assert.match(forged.body, /1 chart: 1 to install/, 'whoever copies the marker has no comment of ours');

  await step(workspace, ofPullRequest());
  assert.equal(
    asked().filter((one) => one === 'issues/update-comment').length,
    1,
    'what is the same is not written again',
  );
});

test("with a token of a user, the comment is that user's", async () => {
  github.user = 'deploy-bot';
  github.author = 'deploy-bot';
  const workspace = workspaceFor(freshNamespace());
  await step(workspace, ofPullRequest());
  const bot = github.addComment('github-actions[bot]', bodies()[0] ?? '');
  writeFiles(workspace, { 'compass.yaml': specFor('other', { web: { chart: 'echo' }, api: { chart: 'echo' } }) });
  await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 2);
  assert.match(bodies()[0] ?? '', /2 charts/);
  assert.match(bot.body, /1 chart/);
});

test("the comment of an app is found again; a token of an unknown owner is taken for a workflow's", async () => {
  const workspace = workspaceFor(freshNamespace());
  github.viewer = 'compass[bot]';
  github.author = 'compass[bot]';
  const forged = github.addComment('github-actions[bot]', 'x');
  await step(workspace, ofPullRequest());
  forged.body = bodies()[1] ?? '';
  writeFiles(workspace, { 'compass.yaml': specFor('other', { web: { chart: 'echo' }, api: { chart: 'echo' } }) });
  await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 2);
  assert.match(bodies()[1] ?? '', /2 charts/);
  assert.match(forged.body, /1 chart/);
  github.viewer = undefined;
  await step(workspace, ofPullRequest());
  assert.match(forged.body, /2 charts/);
});

test('the plan of an older commit never replaces a newer plan', async () => {
  const workspace = workspaceFor(freshNamespace());
  await step(workspace, ofPullRequest());
  const [newer] = bodies();
  const end = await step(workspace, ofPullRequest('b'.repeat(40)));
  assert.equal(end.exitCode, 0);
  assert.deepEqual(bodies(), [newer]);
  assert.match(end.text, new RegExp(`The plan was not posted: the head of the pull request is now ${sha}\\.`));
});

test('an older run for the same commit does not replace the plan of a newer run', async () => {
  const workspace = workspaceFor(freshNamespace());
  await step(workspace, ofPullRequest());
  const [own] = github.comments;
  if (own) own.body = own.body.replace('"run":77', '"run":90');
  const newer = own?.body;
  writeFiles(workspace, { 'compass.yaml': specFor('other', { web: { chart: 'echo' }, api: { chart: 'echo' } }) });
  const end = await step(workspace, ofPullRequest());
  assert.match(end.text, /a newer run has already posted its own/);
  assert.equal(own?.body, newer);
});

test('two environments that take over the comment of a broken spec each have one in the end', async () => {
  const workspace = workspaceFor(freshNamespace());
  const good = specFor('other', { web: { chart: 'echo' } });
  writeFiles(workspace, { 'compass.yaml': 'version: 1\nstack: [' });
  await step(workspace, ofPullRequest());
  writeFiles(workspace, { 'compass.yaml': good });
  // The run of another environment takes the comment over just after this one.
  let isDone = false;
  github.before = (operation) => {
    const [own] = github.comments;
    if (operation !== 'issues/list-comments' || isDone || !own?.body.includes('test/staging')) return;
    isDone = true;
    own.body = own.body.replace('test/staging', 'test/production');
  };
  await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 2);
  assert.match(bodies()[1] ?? '', /test\/staging/);
});

test('a comment on a closed pull request asks for nothing', async () => {
  const payload = commentEvent(7, 500, 'ann', '/compass plan');
  (payload['issue'] as Record<string, unknown>)['state'] = 'closed';
  const end = await step(workspaceFor(freshNamespace()), { name: 'issue_comment', payload });
  assert.equal(end.outputs['outcome'], 'nothing-to-do');
});

test('two runs that create the comment at the same time leave one comment', async () => {
  const workspace = workspaceFor(freshNamespace());
  await step(workspace, ofPullRequest());
  const [other] = bodies();
  github.comments.length = 0;
  github.before = (operation) => {
    if (operation === 'issues/create-comment' && github.comments.length === 0)
      github.addComment('github-actions[bot]', other ?? '');
  };
  await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 1);
});

test('without a plan, the comment shows the problems, which the next plan replaces', async () => {
  const namespace = freshNamespace();
  const workspace = workspaceFor(namespace, { web: { chart: 'echo', values: { a: '<%= values.missing %>' } } });
  const failed = await step(workspace, ofPullRequest());
  assert.equal(failed.exitCode, 1);
  assert.match(
    bodies()[0] ?? '',
    /### test in staging: there is no plan\n\n```text\ncompass\.yaml:\d+:\d+: .*missing.*\[template-failed\]/,
  );
  writeFiles(workspace, { 'compass.yaml': 'version: 1\nstack: [' });
  await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 2, 'whose comment it is, cannot be told');
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }) });
  await step(workspace, ofPullRequest());
  assert.match(bodies()[0] ?? '', /1 to install/);
});

test('without the permission to comment, or while GitHub fails, the plan is still in the summary', async () => {
  const workspace = workspaceFor(freshNamespace());
  github.faults.set('issues/create-comment', [403]);
  const denied = await step(workspace, ofPullRequest());
  assert.equal(denied.exitCode, 0);
  assert.match(
    denied.text,
    /warning: The plan was not posted on the pull request: GitHub did not let the token comment on the pull request \(`pull-requests: write`\)/,
  );
  assert.match(denied.summary, /1 to install/);

  github.faults.set('issues/list-comments', [502, 503]);
  const busy = await step(workspace, ofPullRequest());
  assert.equal(github.comments.length, 1, busy.text);

  github.comments.length = 0;
  const quiet = await step(workspace, ofPullRequest(), { comment: 'never' });
  assert.equal(quiet.exitCode, 0);
  assert.equal(github.comments.length, 0);
});

test('no chart can break out of the comment, mention a user or link to an issue', async () => {
  const evil =
    '```\n</details>\n@octocat #1 GH-2 https://github.com/acme/stack/issues/3 <img src=x onerror=alert(1)> <!-- compass-plan\n::error::x';
  const workspace = workspaceFor(freshNamespace(), { web: { chart: 'echo', values: { evil, '@octocat': '````' } } });
  const end = await step(workspace, ofPullRequest());
  assert.equal(end.exitCode, 0, end.text);
  const [body = ''] = bodies();
  const fence = /^(`{3,})diff$/m.exec(body)?.[1] ?? '';
  assert.equal(fence.length, 5, body);
  const outside = body.replace(new RegExp(`^${fence}diff$[\\s\\S]*?^${fence}$`, 'gm'), '');
  assert.doesNotMatch(outside, /octocat|#1\b|GH-2|onerror|issues\/3/);
});

test('a plan that is too large for a comment says what is left out, and the step summary shows it', async () => {
  const linesOf = (index: number) => (index === 3 ? 30_000 : 20);
  const charts = Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [`web-${index}`, { chart: 'wordy', values: { lines: linesOf(index) } }]),
  );
  const text =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: text }\ndata: { text: {{ repeat (int .Values.lines) "ninety characters and more of some text that a chart may hold, line after line after line\\n" | quote }} }\n';
  const workspace = makeWorkspace({
    'compass.yaml': specFor(freshNamespace(), charts),
    ...echoChart('wordy', { 'text.yaml': text }),
  });
  const end = await step(workspace, ofPullRequest());
  assert.equal(end.exitCode, 0, end.text.slice(-2_000));
  const [body = ''] = bodies();
  assert.ok(Buffer.byteLength(body) <= 65_536 && Buffer.byteLength(body) > 50_000, String(Buffer.byteLength(body)));
  assert.match(body, /Details of \d+ charts? are shortened or left out \(too long\)\./);
  assert.match(body, /the rest is in \[the step summary of the run\]/);
  assert.ok(end.summary.length > body.length);
  assert.ok(Buffer.byteLength(end.summary) < 1024 * 1024);
  for (let index = 0; index < 30; index += 1) assert.ok(body.includes(`| web-${index} |`), 'the table is whole');
});

test('a comment by an author with write access gets a plan of the environment that it names, and reactions', async () => {
  const workspace = workspaceFor(freshNamespace());
  const head = checkOut(workspace, 'feature');
  github.pulls.set(7, { headSha: head, headRepository: repository, base: 'master' });
  github.permissions.set('ann', 'write');
  const end = await step(workspace, {
    name: 'issue_comment',
    payload: commentEvent(7, 500, 'ann', 'Please\r\n/compass plan staging\r\n'),
  });
  assert.equal(end.exitCode, 0, end.text);
  assert.equal(end.outputs['environment'], 'staging');
  assert.deepEqual(github.reactions, [
    { comment: 500, content: 'eyes' },
    { comment: 500, content: 'rocket' },
  ]);
  assert.match(bodies()[0] ?? '', new RegExp(`For commit <code>${head.slice(0, 12)}</code>`));

  const unmapped = await step(workspace, {
    name: 'issue_comment',
    payload: commentEvent(7, 501, 'ann', '/compass plan'),
  });
  assert.equal(unmapped.outputs['outcome'], 'nothing-to-do', 'the base branch is mapped to nothing');
  const unknown = await step(workspace, {
    name: 'issue_comment',
    payload: commentEvent(7, 502, 'ann', '/compass plan nowhere'),
  });
  assert.equal(unknown.result.code, 'environment-unknown');
  assert.deepEqual(github.reactions.slice(-2), [
    { comment: 502, content: 'eyes' },
    { comment: 502, content: 'confused' },
  ]);
});

for (const [what, prepare, code, says] of [
  [
    'by an author who may only read',
    () => github.permissions.set('ann', 'read'),
    'event-refused',
    /`ann` may not ask for a plan: that needs write access to acme\/stack/,
  ],
  [
    'by an author whose permission GitHub does not show',
    () => github.faults.set('repos/get-collaborator-permission-level', [403]),
    'github-forbidden',
    /did not let the token look up whether ann may write here/,
  ],
  [
    'on a pull request from a fork',
    () => github.pulls.set(7, { headSha: sha, headRepository: 'mallory/stack', base: 'develop' }),
    'event-refused',
    /comes from a fork/,
  ],
  [
    'while another commit is checked out',
    () => {},
    'checkout-wrong',
    /The head of pull request 7 is a{40}, but the workspace has checked out the commit [\s\S]*refs\/pull\/7\/head/,
  ],
] as const) {
  test(`a comment ${what} gets nothing but a reaction: ${code}`, async () => {
    const workspace = workspaceFor(freshNamespace());
    checkOut(workspace, 'feature');
    github.permissions.set('ann', 'admin');
    prepare();
    for (const command of ['auto', 'plan']) {
      const end = await step(
        workspace,
        { name: 'issue_comment', payload: commentEvent(7, 500, 'ann', '/compass plan') },
        { command },
      );
      assert.equal(end.exitCode, 1);
      assert.equal(end.result.code, code, end.text);
      assert.match(end.text, says);
      prepare();
    }
    assert.equal(github.comments.length, 0);
    assert.deepEqual(
      github.reactions.map(({ content }) => content),
      ['eyes', 'confused', 'eyes', 'confused'],
    );
  });
}

test('another comment makes no request', async () => {
  const end = await step(workspaceFor(freshNamespace()), {
    name: 'issue_comment',
    payload: commentEvent(7, 500, 'ann', 'nice work'),
  });
  assert.equal(end.outputs['outcome'], 'nothing-to-do');
  assert.deepEqual(asked(), []);
});

test('a merge queue and a schedule get a plan without a comment; a pull request without a kubeconfig is validated', async () => {
  const workspace = workspaceFor(freshNamespace());
  for (const event of [
    { name: 'merge_group', payload: { merge_group: { base_ref: 'refs/heads/develop' } } },
    { name: 'schedule', payload: {} },
  ]) {
    const end = await step(workspace, event);
    assert.equal(end.exitCode, 0, end.text);
    assert.match(end.summary, /1 to install/);
  }
  const fork = { name: 'pull_request', payload: pullRequestEvent(7, sha, 'develop', 'mallory/stack') };
  const bare = await runStep({
    workspace,
    event: { ...fork, ref: 'refs/pull/7/merge' },
    inputs: { 'github-token': token },
    env: { GITHUB_API_URL: github.url, KUBECONFIG: '', HOME: workspace },
  });
  assert.equal(bare.exitCode, 0);
  assert.equal(bare.outputs['outcome'], 'nothing-to-do');
  assert.deepEqual(asked(), []);
});
