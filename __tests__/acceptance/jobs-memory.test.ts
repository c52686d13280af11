// What jobs have passed is kept in Helm's store: a job that failed runs again until it passes, and then no more.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { echoChart, freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
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

test('an entry that has only jobs now does not delete the objects of the release that it was', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { web: { chart: 'a' } }), ...echoChart('a') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': specFor(namespace, { web: { jobs: { before: ['true'] } } }) });
  for (const step of [plan, {}]) {
    const end = await runStep({ workspace, ...step });
    assert.equal(end.exitCode, 1, end.text);
    assert.match(
      end.text,
      /`web` has only jobs, but the release `web` in namespace `\S+` has 1 object, which would be deleted/,
    );
  }
  assert.match(await kubectl('get', 'configmap', 'web', '-n', namespace, '-o', 'name'), /configmap\/web/);
});

test('jobs beside a chart that reads from the cluster run, also without `depends`, and get values of the cluster', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      db: { chart: 'a', values: { secret: 'of-the-db' } },
      api: { chart: 'a', depends: ['db'], values: { seen: "<%= fromConfigMap('db', 'values') %>" } },
      free: { jobs: { before: ['echo free >> log'] } },
      migrate: {
        depends: ['db'],
        jobs: { before: [{ run: 'echo "$SEEN" >> log', env: { SEEN: "<%= fromConfigMap('db', 'values') %>" } }] },
      },
    }),
    ...echoChart('a'),
  });
  const first = await runStep({ workspace });
  assert.equal(first.exitCode, 0, first.text);
  assert.deepEqual(outcomesByName(first), { db: 'deployed', api: 'deployed', free: 'ran', migrate: 'ran' });
  assert.ok(linesOf(workspace, 'log').some((line) => line.includes('of-the-db')));
});

test('jobs do not run again because a commit or the number of a run is in their variables', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      notify: { jobs: { before: [{ run: 'echo ran >> log', env: { COMMIT: '<%= sha %>' } }] } },
    }),
    ...echoChart('a'),
  });
  for (const commit of ['a', 'b']) {
    const end = await runStep({ workspace, env: { GITHUB_SHA: commit.repeat(40) } });
    assert.equal(end.exitCode, 0, end.text);
  }
  assert.deepEqual(linesOf(workspace, 'log'), ['ran']);
});

test('after a run with `only`, a whole run with nothing to do runs no jobs', async () => {
  const namespace = freshNamespace();
  const spec = (x: number) =>
    withJobs(namespace, { after: ['echo after >> log'] }, {
      web: { chart: 'a', values: { x } },
      api: { chart: 'a' },
    } as never);
  const workspace = makeWorkspace({ 'compass.yaml': spec(1), ...echoChart('a') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': spec(2) });
  assert.equal((await runStep({ workspace, inputs: { only: 'web' } })).exitCode, 0);
  const whole = await runStep({ workspace });
  assert.equal(whole.outputs['changed'], 'false', whole.text);
  assert.deepEqual(linesOf(workspace, 'log'), ['after', 'after']);
});
