// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Images: what ran before and what runs now, back to an earlier run's, and proof that an image is the commit's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pushImage } from '../../rig/images.ts';
import { echoChart, echoedValues, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
/** What the runner says is checked out. */
const commit = '0123456789012345678901234567890123456789';

function workspaceFor(namespace: string, image: string): string {
  return makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', values: { image } } }),
    ...echoChart('echo'),
  });
}

test('a moved image is reported with its old and new digest, and the digests of an earlier run bring it back', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const workspace = workspaceFor(namespace, `<%= image("${reference}") %>`);
  const running = async () => (await echoedValues(namespace, 'web'))['image'];
  const first = await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const { outputs } = await runStep({ workspace });
  assert.deepEqual(JSON.parse(outputs['images'] ?? ''), { [reference]: first });

  const second = await pushImage(registry, `${namespace}/web`, 'develop', 'two');
  const moved = await runStep({ workspace });
  assert.match(moved.text, new RegExp(`image ${reference}: ${first} → ${second}`));
  const short = (digest: string) => `<code>sha256:${digest.slice(7, 19)}</code>`;
  assert.ok(moved.summary.includes(`${short(first)} → ${short(second)}`), moved.summary);
  assert.equal(await running(), `${reference}@${second}`);

  const back = await runStep({ workspace, inputs: { images: outputs['images'] ?? '' } });
  assert.equal(back.exitCode, 0, back.text);
  assert.equal(await running(), `${reference}@${first}`);
  assert.deepEqual(JSON.parse(back.outputs['images'] ?? ''), { [reference]: first });

  const gone = JSON.stringify({ [reference]: `sha256:${'0'.repeat(64)}` });
  const refused = await runStep({ workspace, inputs: { images: gone } });
  assert.equal(refused.result.code, 'image-unresolved');
  assert.equal(await running(), `${reference}@${first}`);
});

test('with a revision, an image that is not of the commit means that nothing starts, unless it comes in time', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const label = 'org.opencontainers.image.revision';
  const push = (content: string, labels = {}) =>
    pushImage(registry, `${namespace}/web`, 'develop', { content, labels });
  const strict = workspaceFor(namespace, `<%= image("${reference}", { revision: sha }) %>`);

  await push('unlabelled');
  const unlabelled = await runStep({ workspace: strict });
  assert.equal(unlabelled.result.code, 'image-stale');
  assert.match(
    unlabelled.text,
    /does not say which commit it was built from[\s\S]*Set the label `org\.opencontainers\.image\.revision`/,
  );

  await push('old', { [label]: 'f'.repeat(40) });
  const old = await runStep({ workspace: strict });
  assert.equal(old.result.code, 'image-stale');
  assert.match(old.text, new RegExp(`was built from f{40}, but ${commit} is wanted`));

  const patient = workspaceFor(namespace, `<%= image("${reference}", { revision: sha, wait: "1m" }) %>`);
  const waiting = runStep({ workspace: patient });
  const wanted = await push('new', { [label]: commit });
  const ended = await waiting;
  assert.equal(ended.exitCode, 0, ended.text);
  assert.equal((await echoedValues(namespace, 'web'))['image'], `${reference}@${wanted}`);
  assert.equal((await runStep({ workspace: strict })).exitCode, 0);
});

test('all charts get the image that was verified, whoever asked for the proof', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const label = 'org.opencontainers.image.revision';
  const push = (content: string, revision: string) =>
    pushImage(registry, `${namespace}/web`, 'develop', { content, labels: { [label]: revision } });
  const chart = (image: string) => ({ chart: 'echo', values: { image: `<%= image("${reference}"${image}) %>` } });
  const charts = { strict: chart(', { revision: sha, wait: "1m" }'), plain: chart('') };
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, charts), ...echoChart('echo') });
  await push('old', 'f'.repeat(40));
  const waits = Promise.withResolvers<void>();
  const onLine = (line: string) => void (line.includes('Retrying for') && waits.resolve());
  const waiting = runStep({ workspace, onLine });
  await waits.promise;
  const wanted = await push('new', commit);
  const ended = await waiting;
  assert.equal(ended.exitCode, 0, ended.text);
  for (const name of ['strict', 'plain']) {
    assert.equal((await echoedValues(namespace, name))['image'], `${reference}@${wanted}`);
  }
});

test('a run that reaches its time limit while it waits says what it waits for, and what else is wrong', async () => {
  const namespace = freshNamespace();
  const label = 'org.opencontainers.image.revision';
  await pushImage(registry, `${namespace}/web`, 'develop', { content: 'old', labels: { [label]: 'f'.repeat(40) } });
  const of = (name: string) => `${registry}/${namespace}/${name}:develop`;
  const values = {
    a: `<%= image('${of('web')}', { revision: sha, wait: '10m' }) %>`,
    b: `<%= image('${of('api')}') %>`,
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', values } }),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, inputs: { timeout: '10s' } });
  assert.equal(end.result.code, 'deadline');
  assert.match(end.text, /was built from f{40}, but \d+ is wanted\. Retrying for 10 min\./);
  assert.match(end.text, /compass\.yaml:14:15: The image .*web:develop` .* is wanted\. \[image-stale\]/);
  assert.match(
    end.text,
    /compass\.yaml:15:15: The image .*api:develop` could not be resolved: .* \[image-unresolved\]/,
  );
});

test('all images without a digest are reported at their places, in log and summary, and nothing starts', async () => {
  const namespace = freshNamespace();
  const of = (name: string) => `${registry}/${namespace}/${name}:v1`;
  const charts = {
    web: { chart: 'echo', values: { a: `<%= image('${of('web')}') %>`, b: `<%= digest('${of('api')}') %>` } },
    files: { chart: 'echo', 'values-files': ['v.yaml.ejs'] },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    'v.yaml.ejs': `# values\nimage: "<%= image('Not/an image:1') %>"\n`,
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 1);
  for (const image of ['web:v1', 'api:v1']) {
    const at = new RegExp(
      `^compass\\.yaml:\\d+:\\d+: The image \`${registry}/${namespace}/${image}\` could not be resolved: there is no such tag`,
      'm',
    );
    assert.match(end.text, at);
    assert.match(end.summary, at);
  }
  assert.match(
    end.text,
    /^v\.yaml\.ejs:2:9: The image `Not\/an image:1` could not be resolved: `an image` is not a valid part of the name/m,
  );
  assert.match(end.summary, /^### test in staging: failure$/m);
});

test('an image that the spec pins is reported like the others, and one in the input `images` that no chart asks for is an error', async () => {
  const namespace = freshNamespace();
  const digest = await pushImage(registry, `${namespace}/web`, 'v1', 'one');
  const reference = `${registry}/${namespace}/web:v1@${digest}`;
  const workspace = workspaceFor(namespace, `<%= image("${reference}") %>`);
  const other = `${registry}/${namespace}/gone:v1`;
  const end = await runStep({ workspace, inputs: { images: JSON.stringify({ [reference]: digest }) } });
  assert.equal(end.exitCode, 0, end.text);
  assert.ok(end.summary.includes(end.outputs['images'] ?? ''), end.summary);
  assert.deepEqual(JSON.parse(end.outputs['images'] ?? ''), { [reference]: digest });
  assert.equal((await echoedValues(namespace, 'web'))['image'], reference);
  for (const only of ['', 'web']) {
    const images = JSON.stringify({ [other]: digest, [reference]: digest });
    const refused = await runStep({ workspace, inputs: { images, only } });
    assert.equal(refused.result.code, 'input-invalid', refused.text);
    assert.match(refused.text, new RegExp(`The input \`images\` names \`${other}\`, which no chart asks for`));
  }
});

test('a plan shows an image that is not built yet, and what a deployment would do about it', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const label = 'org.opencontainers.image.revision';
  const push = (revision: string) =>
    pushImage(registry, `${namespace}/web`, 'develop', { content: revision, labels: { [label]: revision } });
  const running = await push(commit);
  const workspace = workspaceFor(namespace, `<%= image("${reference}", { revision: sha, wait: "10m" }) %>`);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  await push('f'.repeat(40));
  const plan = await runStep({ workspace, inputs: { command: 'plan', context: 'reader' } });
  assert.equal(plan.exitCode, 0, plan.text);
  assert.deepEqual((plan.result.charts[0] as unknown as { images: unknown }).images, {});
  assert.equal(plan.outputs['images'], '{}');
  assert.equal(plan.result.charts[0]?.reason, 'images changed');
  assert.match(plan.text, new RegExp(`image ${reference}: ${running} → not built yet`));
  assert.match(plan.text, /was built from f{40}, but 0123456789\d+ is wanted\./);
  assert.match(plan.text, new RegExp(`\\+ .*${reference}@sha256:not-built-yet`));
  assert.match(plan.summary, /<\/code> → not built yet/);
});
