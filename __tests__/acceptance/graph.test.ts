// Charts run in parallel as far as their dependencies allow, and never sooner.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { deployment, echoChart, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const ready = (after: string) => deployment({ 'rig/ready-after': after });
const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';

/** When the API server had each release's record written: its creation, and its last write. */
function recordTimes(namespace: string, release: string): { created: string; completed: string } {
  const writes = writesIn(readAudit(auditLog)).filter(({ objectRef, requestObject }) => {
    const name = objectRef?.name ?? (requestObject as { metadata?: { name?: string } } | undefined)?.metadata?.name;
    return objectRef?.namespace === namespace && name === `sh.helm.release.v1.${release}.v1`;
  });
  return { created: writes[0]?.stageTimestamp ?? '', completed: writes.at(-1)?.stageTimestamp ?? '' };
}

test('no dependent writes before its dependency is done, and independent charts run at once', async () => {
  const namespace = freshNamespace();
  const charts: Record<string, { chart: string; depends?: string[] }> = {
    top: { chart: 'slow', depends: ['left', 'right'] },
    left: { chart: 'slow', depends: ['base'] },
    right: { chart: 'slow', depends: ['base'] },
    base: { chart: 'slow' },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('slow', { 'd.yaml': ready('2s') }),
  });

  const { exitCode, result, text, commands } = await runStep({ workspace });

  assert.equal(exitCode, 0, text);
  assert.deepEqual(
    result.charts.map(({ name }) => name),
    ['top', 'left', 'right', 'base'],
    "in the spec's order",
  );
  for (const [name, { depends = [] }] of Object.entries(charts)) {
    for (const needed of depends) {
      const [before, after] = [recordTimes(namespace, needed), recordTimes(namespace, name)];
      assert.ok(before.completed < after.created, `${needed} ${before.completed} before ${name} ${after.created}`);
    }
  }
  const [left, right] = [recordTimes(namespace, 'left'), recordTimes(namespace, 'right')];
  assert.ok(left.created < right.completed && right.created < left.completed, 'left and right overlap');
  assert.deepEqual(
    commands.map(({ name }) => name),
    Array(4).fill(['group', 'endgroup']).flat(),
  );
});

test('a chart that fails in the middle leaves its descendants skipped with the cause, and the rest deployed', async () => {
  const namespace = freshNamespace();
  const broken = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: broken }\nwrong: 1\n';
  const charts = {
    database: { chart: 'good' },
    middle: { chart: 'bad', depends: ['database'] },
    top: { chart: 'good', depends: ['middle'] },
    roof: { chart: 'good', depends: ['top', 'aside'] },
    aside: { chart: 'good', depends: ['database'] },
  };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('good'),
    ...echoChart('bad', { 'b.yaml': broken }),
  });

  const { exitCode, result, text, commands, summary } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.deepEqual(outcomesOf(result, 'name', 'outcome', 'code'), [
    ['database', 'deployed'],
    ['middle', 'failed', 'helm-failed'],
    ['top', 'skipped', 'dependency-failed'],
    ['roof', 'skipped', 'dependency-failed'],
    ['aside', 'deployed'],
  ]);
  assert.match(text, /· roof skipped[\s\S]*Skipped: this chart depends on `middle`, which did not complete/);
  assert.equal(commands.filter(({ name }) => name === 'error').length, 1);
  assert.match(summary, /^### test in staging: failure$/m);
  assert.match(summary, /^\| roof \| skipped \| <code>dependency-failed<\/code>/m);
  assert.match(summary, /n1\["middle"\]:::failed/);
});

test('`concurrency` bounds what runs at once', async () => {
  const namespace = freshNamespace();
  const charts = Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { chart: 'slow' }]));
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, charts),
    ...echoChart('slow', { 'd.yaml': ready('1s') }),
  });

  const { exitCode } = await runStep({ workspace, inputs: { concurrency: '1' } });

  assert.equal(exitCode, 0);
  const times = ['a', 'b', 'c']
    .map((name) => recordTimes(namespace, name))
    .sort((x, y) => x.created.localeCompare(y.created));
  for (const [index, { created }] of times.slice(1).entries()) assert.ok((times[index]?.completed ?? '') < created);
});
