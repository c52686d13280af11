// What jobs have passed is kept in Helm's store: a job that failed runs again until it passes, and then no more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { echoChart, freshNamespace, helm, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const plan = { inputs: { command: 'plan' } };

function outcomesByName({ result }: StepEnd): Record<string, string> {
  return Object.fromEntries(result.charts.map(({ name, outcome }) => [name, outcome]));
}

const linesOf = (workspace: string, file: string) =>
  readFileSync(join(workspace, file), 'utf8').split('\n').filter(Boolean);

test('a migration that failed runs again until it passes, and what waits for it does not start', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      db: { chart: 'a' },
      migrate: { depends: ['db'], jobs: { before: ['echo ran >> log', 'test -e ready'] } },
      web: { chart: 'a', depends: ['migrate'] },
    }),
    ...echoChart('a'),
  });
  for (const db of ['deployed', 'unchanged']) {
    const failed = await runStep({ workspace });
    assert.equal(failed.exitCode, 1);
    assert.deepEqual(outcomesByName(failed), { db, migrate: 'failed', web: 'skipped' });
  }
  const planned = await runStep({ workspace, ...plan });
  assert.deepEqual(outcomesByName(planned), { db: 'unchanged', migrate: 'run', web: 'install' });
  assert.match(planned.text, /migrate run, revision \d+ \(not passed yet\)/);
  const only = await runStep({ workspace, inputs: { only: 'migrate' } });
  assert.deepEqual(outcomesByName(only), { db: 'unchanged', migrate: 'failed' }, 'it can be run by itself');
  writeFiles(workspace, { ready: '' });
  const passed = await runStep({ workspace });
  assert.deepEqual(outcomesByName(passed), { db: 'unchanged', migrate: 'ran', web: 'deployed' });
  const again = await runStep({ workspace });
  assert.deepEqual(outcomesByName(again), { db: 'unchanged', migrate: 'unchanged', web: 'unchanged' });
  assert.equal(again.outputs['changed'], 'false');
  assert.equal(linesOf(workspace, 'log').length, 4);
  assert.match(await helm('list', '-n', namespace, '-q'), /^db\nmigrate\nweb\n$/);
});

test('jobs run again if they change, or if what they depend on has changed since they passed', async () => {
  const namespace = freshNamespace();
  const spec = (x: number, run: string) =>
    specFor(namespace, {
      db: { chart: 'a', values: { x } },
      migrate: { depends: ['db'], jobs: { before: [run] } },
    });
  const workspace = makeWorkspace({ 'compass.yaml': spec(1, 'true'), ...echoChart('a') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': spec(1, 'true # again') });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { db: 'unchanged', migrate: 'ran' });
  // The run ends before the jobs start.
  writeFiles(workspace, { 'compass.yaml': spec(2, 'true # again') });
  assert.deepEqual(outcomesByName(await runStep({ workspace, inputs: { only: 'db' } })), { db: 'deployed' });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { db: 'unchanged', migrate: 'ran' });
  assert.deepEqual(outcomesByName(await runStep({ workspace })), { db: 'unchanged', migrate: 'unchanged' });
});

test("an entry with only jobs does not replace somebody's release of its name", async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { migrate: { jobs: { before: ['true'] } } }),
    ...echoChart('a'),
  });
  await helm('install', 'migrate', `${workspace}/a`, '-n', namespace, '--create-namespace');
  const end = await runStep({ workspace });
  assert.equal(end.exitCode, 1);
  assert.equal(end.result.charts[0]?.code, 'release-not-adopted');
});

test('jobs that depend on a chart whose values come from the cluster do not run at every push', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({
      ...JSON.parse(
        specFor(namespace, {
          db: { chart: 'a' },
          api: { chart: 'a', depends: ['db'], values: { seen: "<%= fromConfigMap('db', 'values') %>" } },
          migrate: { depends: ['api'], jobs: { before: ['echo ran >> log'] } },
          web: { chart: 'a', depends: ['migrate'], values: { seen: "<%= fromConfigMap('db', 'values') %>" } },
        }),
      ),
      jobs: { after: ['echo after >> log'] },
    }),
    ...echoChart('a'),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const again = await runStep({ workspace });
  assert.deepEqual(outcomesByName(again), {
    db: 'unchanged',
    api: 'unchanged',
    migrate: 'unchanged',
    web: 'unchanged',
  });
  assert.equal(again.outputs['changed'], 'false');
  assert.deepEqual(linesOf(workspace, 'log'), ['ran', 'after']);
});

const withJobs = (namespace: string, jobs: object, charts = { web: { chart: 'a' } }) =>
  JSON.stringify({ ...JSON.parse(specFor(namespace, charts)), jobs });

test('the jobs after the last chart run again until they pass', async () => {
  const namespace = freshNamespace();
  const jobs = { after: ['echo after >> log', 'test -e ready'], failed: ['echo failed >> log'] };
  const workspace = makeWorkspace({ 'compass.yaml': withJobs(namespace, jobs), ...echoChart('a') });
  for (const web of ['deployed', 'unchanged']) {
    const failed = await runStep({ workspace });
    assert.equal(failed.exitCode, 1, failed.text);
    assert.deepEqual(outcomesByName(failed), { web });
  }
  const planned = await runStep({ workspace, ...plan });
  assert.match(planned.text, /Jobs after the stack: `echo after >> log`/);
  writeFiles(workspace, { ready: '' });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  assert.deepEqual(linesOf(workspace, 'log'), ['after', 'failed', 'after', 'failed', 'after']);
  const whole = await runStep({ workspace, ...plan });
  assert.doesNotMatch(whole.text, /left alone|Jobs after/);
});

test('the `failed` jobs run for a failure before the first chart too, and know the cluster', async () => {
  const namespace = freshNamespace();
  const jobs = {
    failed: ['echo "$COMPASS_ENVIRONMENT $COMPASS_NAMESPACE $(test -n "$KUBECONFIG" && echo cluster) $NAME" >> log'],
  };
  const named = { failed: [{ run: jobs.failed[0], env: { NAME: '<%= values.name %>' } }] };
  const broken = (values: object) =>
    JSON.stringify({
      ...JSON.parse(withJobs(namespace, named, { web: { chart: 'a', values } as never })),
      values: { name: 'shop' },
    });
  const workspace = makeWorkspace({
    'compass.yaml': broken({ image: "<%= image('127.0.0.1:9/none:develop') %>" }),
    ...echoChart('a'),
  });
  assert.equal((await runStep({ workspace })).exitCode, 1);
  assert.deepEqual(linesOf(workspace, 'log'), [`staging ${namespace} cluster shop`]);
  writeFiles(workspace, { log: '', 'compass.yaml': broken({ a: '<%= values.unknown %>' }) });
  assert.equal((await runStep({ workspace })).exitCode, 1);
  assert.deepEqual(linesOf(workspace, 'log').length, 1);
});
