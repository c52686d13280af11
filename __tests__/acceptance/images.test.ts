// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Images: what ran before and what runs now, back to an earlier run's, and proof that an image is the commit's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { pushImage } from '../../rig/images.ts';
import { echoChart, echoedValues, freshNamespace, specFor } from './stack.ts';
import { makeWorkspace, runStep } from './step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
/** What the runner says is checked out. */
const commit = '0123456789012345678901234567890123456789';

function workspaceFor(namespace: string, image: string): string {
  return makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', values: { image } } }),
    ...echoChart('echo'),
  });
}

test('a moved image is told from which digest to which, and the digests of an earlier run bring it back', async () => {
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
  const short = (digest: string) => `<code>sha256&#58;${digest.slice(7, 19)}</code>`;
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
  assert.match(unlabelled.text, /does not say which commit it was built from[\s\S]*Label it when it is built/);

  await push('old', { [label]: 'f'.repeat(40) });
  const old = await runStep({ workspace: strict });
  assert.equal(old.result.code, 'image-stale');
  assert.match(old.text, new RegExp(`was built from f{40}, and ${commit} is wanted: it is not built yet`));

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
  const waiting = runStep({ workspace });
  await sleep(1_000);
  const wanted = await push('new', commit);
  const ended = await waiting;
  assert.equal(ended.exitCode, 0, ended.text);
  for (const name of ['strict', 'plain']) {
    assert.equal((await echoedValues(namespace, name))['image'], `${reference}@${wanted}`);
  }
});
