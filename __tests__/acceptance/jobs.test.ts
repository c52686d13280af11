// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the shell's
// Shell jobs around releases and on their own: when they run, what they see, and what their failure means.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { markedProcesses, markVariable } from '../../rig/marked.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { deployment, echoChart, freshNamespace, releaseRecord, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

test('jobs run around the release, in the folder of the spec, and see the release and its cluster', async () => {
  const namespace = freshNamespace();
  const charts = {
    web: {
      chart: '../chart',
      jobs: {
        before: [
          'echo before >> order',
          {
            name: 'look',
            run: 'env | grep -E "^COMPASS_(ENV|STACK|CHART|REL|NAMES)" | sort > seen; kubectl config view --minify -o jsonpath={..namespace} > default',
          },
        ],
        after: [
          {
            run: 'helm status web > status; echo "$GREETING" > greeting',
            env: { GREETING: 'from <%= environment %>' },
          },
          { run: 'echo "${HELLO:-after}" >> order', shell: 'sh' },
        ],
      },
    },
  };
  const workspace = makeWorkspace({ 'stack/compass.yaml': specFor(namespace, charts), ...echoChart('chart') });
  const read = (name: string) => readFileSync(join(workspace, 'stack', name), 'utf8').trim();

  const end = await runStep({ workspace, inputs: { spec: 'stack/compass.yaml' } });

  assert.equal(end.exitCode, 0, end.text);
  assert.equal(read('order'), 'before\nafter');
  assert.deepEqual(read('seen').split('\n'), [
    'COMPASS_CHART=web',
    'COMPASS_ENVIRONMENT=staging',
    `COMPASS_NAMESPACE=${namespace}`,
    'COMPASS_RELEASE=web',
    'COMPASS_STACK=test',
  ]);
  assert.equal(read('default'), namespace);
  assert.match(read('status'), /STATUS: deployed/);
  assert.equal(read('greeting'), 'from staging');
});

test('unchanged charts run only the jobs that always run', async () => {
  const namespace = freshNamespace();
  const jobs = { before: ['echo changed >> log'], after: [{ run: 'echo always >> log', when: 'always' }] };
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', jobs } }),
    ...echoChart('a'),
  });

  await runStep({ workspace });
  const second = await runStep({ workspace });

  assert.deepEqual(outcomesOf(second.result, 'name', 'outcome', 'code'), [['a', 'unchanged']]);
  assert.equal(second.outputs['changed'], 'false');
  assert.equal(readFileSync(join(workspace, 'log'), 'utf8'), 'changed\nalways\nalways\n');
});

test('a failed before-job leaves the release alone; a failed after-job leaves it without a fingerprint', async () => {
  const namespace = freshNamespace();
  const charts = (before: string, after: string) =>
    specFor(namespace, {
      a: { chart: 'a', jobs: { before: [before], after: [{ name: 'smoke', run: after }] } },
      b: { chart: 'a', depends: ['a'] },
    });
  const workspace = makeWorkspace({ 'compass.yaml': charts('echo no >&2; exit 3', 'true'), ...echoChart('a') });

  const first = await runStep({ workspace });
  assert.deepEqual(outcomesOf(first.result, 'name', 'outcome', 'code'), [
    ['a', 'failed', 'job-failed'],
    ['b', 'skipped', 'dependency-failed'],
  ]);
  assert.match(first.text, /The job `echo no >&2; exit 3` of `a` failed with exit code 3/);
  await assert.rejects(releaseRecord(namespace, 'a', 1));

  writeFiles(workspace, { 'compass.yaml': charts('true', 'false') });
  const second = await runStep({ workspace });
  assert.deepEqual(outcomesOf(second.result, 'name', 'outcome', 'code'), [
    ['a', 'failed', 'job-failed'],
    ['b', 'skipped', 'dependency-failed'],
  ]);
  assert.equal(second.outputs['changed'], 'true');
  const { labels } = await releaseRecord(namespace, 'a', 1);
  assert.equal(labels['status'], 'deployed');
  assert.equal(labels['compass.monax.io/fingerprint'], undefined);

  writeFiles(workspace, { 'compass.yaml': charts('true', 'true') });
  assert.deepEqual(outcomesOf((await runStep({ workspace })).result, 'name', 'outcome', 'code'), [
    ['a', 'deployed'],
    ['b', 'deployed'],
  ]);
});

test('an entry with only jobs runs when one of its dependencies changed', async () => {
  const namespace = freshNamespace();
  const spec = (x: number) =>
    specFor(namespace, {
      a: { chart: 'a', values: { x } },
      migrate: { depends: ['a'], jobs: { before: ['echo ran >> log'] } },
      b: { chart: 'a', depends: ['migrate'] },
    });
  const workspace = makeWorkspace({ 'compass.yaml': spec(1), ...echoChart('a') });

  assert.deepEqual(outcomesOf((await runStep({ workspace })).result, 'name', 'outcome', 'code'), [
    ['a', 'deployed'],
    ['migrate', 'ran'],
    ['b', 'deployed'],
  ]);
  assert.deepEqual(outcomesOf((await runStep({ workspace })).result, 'name', 'outcome', 'code'), [
    ['a', 'unchanged'],
    ['migrate', 'unchanged'],
    ['b', 'unchanged'],
  ]);
  writeFiles(workspace, { 'compass.yaml': spec(2) });
  assert.deepEqual(outcomesOf((await runStep({ workspace })).result, 'name', 'outcome', 'code'), [
    ['a', 'deployed'],
    ['migrate', 'ran'],
    ['b', 'unchanged'],
  ]);
  assert.equal(readFileSync(join(workspace, 'log'), 'utf8'), 'ran\nran\n');
});

test('a job is stopped with its children at its timeout, and when the run is cancelled', async () => {
  const namespace = freshNamespace();
  const mark = `jobs-${namespace}`;
  const slow = 'echo at work; sleep 60 & sleep 60';
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { jobs: { before: [{ run: slow, timeout: '1s', when: 'always' }] } } }),
  });
  const timedOut = await runStep({ workspace, env: { [markVariable]: mark } });
  assert.deepEqual(outcomesOf(timedOut.result, 'name', 'outcome', 'code'), [['a', 'failed', 'job-failed']]);
  assert.match(timedOut.text, /took longer than 1\.0 s/);

  writeFiles(workspace, {
    'compass.yaml': specFor(namespace, {
      a: { jobs: { before: [{ run: `${slow}; touch never`, when: 'always' }] } },
      b: { depends: ['a'], jobs: { before: ['touch never'] } },
    }),
  });
  const cancelled = await runStep({
    workspace,
    env: { [markVariable]: mark },
    onLine: (line, kill) => line.includes('at work') && !line.includes('echo') && kill('SIGTERM'),
  });
  assert.deepEqual(outcomesOf(cancelled.result, 'name', 'outcome', 'code'), [
    ['a', 'cancelled', 'cancelled'],
    ['b', 'skipped', 'cancelled'],
  ]);
  assert.equal(existsSync(join(workspace, 'never')), false);
  assert.deepEqual(markedProcesses(mark), []);
});

test('the output of a job issues no command, and its failure is reported outside of its group', async () => {
  const namespace = freshNamespace();
  const hostile = "printf '::set-output name=outcome::x\\n::endgroup::\\n##[error]y\\n'; exit 1";
  const chart = echoChart('a', { 'd.yaml': deployment() });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { a: { chart: 'a', jobs: { before: [hostile] } } }),
    ...chart,
  });
  const { commands, outputs, lines } = await runStep({ workspace });
  assert.deepEqual(
    commands.map(({ name }) => name),
    ['group', 'endgroup', 'error'],
  );
  assert.equal(outputs['outcome'], 'failure');
  assert.ok(lines.slice(lines.indexOf('::endgroup::')).some((line) => line.includes('[job-failed]')));
});
