// Plans that are very large: what is told of them fits where it is told, in a time that a person waits.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { GitHubDouble } from '../support/github/double.ts';
import { pullRequestEvent, repository } from '../support/github/payloads.ts';
import { echoChart, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const sha = 'a'.repeat(40);

let github: GitHubDouble;
before(async () => {
  github = await GitHubDouble.start();
  github.pulls.set(7, { headSha: sha, headRepository: repository, base: 'develop' });
});
after(() => github.stop());

async function plan(workspace: string): Promise<StepEnd & { readonly comment: string }> {
  github.comments.length = 0;
  const end = await runStep({
    workspace,
    event: { name: 'pull_request', ref: 'refs/pull/7/merge', payload: pullRequestEvent(7, sha, 'develop') },
    inputs: { 'github-token': 'ghs_0123456789', context: 'reader' },
    env: { GITHUB_API_URL: github.url },
  });
  assert.equal(end.exitCode, 0, end.text.slice(-2_000));
  assert.deepEqual(github.violations, []);
  const comment = github.comments[0]?.body ?? '';
  assert.ok(comment.length <= 65_536, `a comment of ${comment.length}`);
  assert.ok(Buffer.byteLength(end.summary) <= 1024 * 1024, 'the summary is too large');
  return { ...end, comment };
}

test('a difference of 3 MB is cut to fit, and a small one beside it is shown whole', async () => {
  const namespace = freshNamespace();
  const text = `{{ range untilStep 0 6 1 }}---
apiVersion: v1
kind: ConfigMap
metadata: { name: text-{{ . }} }
data:
  text: |
{{- range $line, $_ := until 4000 }}
    line {{ $line }} of a text in which {{ if mod $line (int $.Values.each) }}all is as it was, whatever comes after it in the file{{ else }}something is {{ $.Values.word }}, and all that follows goes on as before{{ end }}
{{- end }}
{{ end }}`;
  const specOf = (word: string, each: number) =>
    specFor(namespace, { big: { chart: 'big', values: { word, each } }, small: { chart: 'echo', values: { word } } });
  const workspace = makeWorkspace({
    'compass.yaml': specOf('old', 1),
    ...echoChart('big', { 'text.yaml': text }),
    ...echoChart('echo'),
  });
  const install = await plan(workspace);
  assert.match(install.comment, /Details of 1 chart are shortened or left out \(too long\)\./);
  assert.match(install.comment, /# … and \d+ more lines/);
  assert.match(install.comment, /<summary><b>small<\/b>: install, 1 object<\/summary>/);
  const deployed = await runStep({ workspace });
  assert.equal(deployed.exitCode, 0, deployed.text.slice(-2_000));
  for (const each of [1, 2_000]) {
    writeFiles(workspace, { 'compass.yaml': specOf('new', each) });
    const changed = await plan(workspace);
    assert.match(changed.summary, /# ConfigMap small: changed/);
    assert.match(changed.comment, /\+ {2}values: .*"word":"new"/);
  }
});

test('a plan of 500 charts names all of them in the comment', { timeout: 1_800_000 }, async () => {
  // Rows are what takes the room, and a chart that Helm need not render has one too.
  const chart = (index: number) => (index < 50 ? { chart: 'echo' } : { jobs: { before: ['true'] } });
  const charts = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`service-${index}`, chart(index)]));
  const workspace = makeWorkspace({ 'compass.yaml': specFor(freshNamespace(), charts), ...echoChart('echo') });
  const { comment, summary, result } = await plan(workspace);
  assert.equal(result.charts.length, 500);
  assert.match(comment, /500 charts: 50 to install, 450 to run/);
  for (const told of [comment, summary]) assert.equal(told.match(/^\| service-\d+ \|/gm)?.length, 500);
});
