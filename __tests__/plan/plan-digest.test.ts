// The digest of a plan: the same for the same plan, another one for any other, and it says which part has changed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import type { Namespace, StackName } from '../../src/model/names.ts';
import type { Plan, PlannedChart } from '../../src/plan/plan.ts';
import { planDigest, whatMoved } from '../../src/plan/plan-digest.ts';
import type { Job } from '../../src/spec/spec.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { identity, plannedChart, storedRelease } from '../support/charts.ts';
import { jsonObject, withOtherOrder } from '../support/json.ts';

const job: Job = { name: 'seed', run: './seed.sh', shell: 'bash', env: { A: '1', B: '2' }, when: 'changed' };

function planOf(...charts: readonly PlannedChart[]): Plan {
  const jobs = { before: [job], after: [], failed: [] };
  return {
    version: 1,
    identity,
    charts,
    jobs,
    folder: '.',
    helm: { major: 4, minor: 3 },
    handedOver: [],
    leftAlone: [],
  };
}

const database = plannedChart('database', { content: { digest: 'd1' }, observed: storedRelease('database') });
const web = plannedChart('web', {
  content: { digest: 'd2' },
  values: { image: 'ghcr.io/shop/web@sha256:aaa', host: 'example.com', password: 'hunter22' },
  secrets: [['password']],
  images: { 'ghcr.io/shop/web:main': 'sha256:aaa' },
  observed: storedRelease('web', { revision: 3 }),
  jobs: { before: [], after: [job] },
});
const plan = planOf(database, web);

function withWeb(change: Partial<PlannedChart>): Plan {
  return planOf(database, { ...web, ...change });
}

/** What a message says has changed → plans in which nothing else has. */
const changes: Readonly<Record<string, Readonly<Record<string, Plan>>>> = {
  'the list of charts': {
    'the stack': { ...plan, identity: { ...identity, stack: 'other' as StackName } },
    'what is done with a chart': withWeb({ decision: { action: 'install', reason: '' } }),
    'the namespace of a chart': withWeb({ namespace: 'other' as Namespace }),
    'what a chart depends on': withWeb({ depends: [database.name] }),
  },
  'the content of a chart': { 'its digest': withWeb({ content: { digest: 'd3' } }) },
  'the values of a chart': {
    'one value': withWeb({ values: { ...web.values, host: 'example.org' } }),
    'one value more': withWeb({ values: { ...web.values, replicas: 2 } }),
  },
  'the digest of an image': {
    'a moved tag, and the value that it is put into': withWeb({
      values: { ...web.values, image: 'ghcr.io/shop/web@sha256:bbb' },
      images: { 'ghcr.io/shop/web:main': 'sha256:bbb' },
    }),
  },
  'the settings or jobs of a chart': {
    'a setting': withWeb({ settings: { ...web.settings, timeoutMs: 1 } }),
    'a job of a chart': withWeb({ jobs: { before: [], after: [{ ...job, run: './other.sh' }] } }),
    'when a job runs': withWeb({ jobs: { before: [job], after: [] } }),
    'a job of the stack': { ...plan, jobs: { before: [], after: [job], failed: [] } },
    'the version of Helm': { ...plan, helm: { major: 4, minor: 4 } },
    'the folder of the spec': { ...plan, folder: 'deploy' },
  },
  'the releases in the cluster': {
    'a revision': withWeb({ observed: storedRelease('web', { revision: 4 }) }),
    'the status of a revision': withWeb({ observed: storedRelease('web', { revision: 3, status: 'failed' }) }),
    'a record that somebody has touched': withWeb({
      observed: storedRelease('web', { revision: 3, resourceVersion: '2' }),
    }),
  },
};

test('which digest is where counts: an approved plan does not cover two images that were exchanged', () => {
  const images = { 'web:stable': `sha256:${'a'.repeat(64)}`, 'web:canary': `sha256:${'b'.repeat(64)}` };
  const [stable, canary] = Object.values(images);
  const withMain = (main = '', other = '') => withWeb({ images, values: { main, other } });
  const moved = whatMoved(planDigest(withMain(stable, canary)), withMain(canary, stable));
  assert.equal(moved?.code, 'plan-moved');
  const raw = (main = '', other = '') =>
    withWeb({ images, source: { kind: 'manifests', files: { 'a.yaml': `${main} ${other}` }, secretFiles: [] } });
  assert.notEqual(planDigest(raw(stable, canary)), planDigest(raw(canary, stable)));
});

for (const [part, plans] of Object.entries(changes)) {
  for (const [what, other] of Object.entries(plans)) {
    test(`${what}: another digest, and "${part}" is named alone`, () => {
      const moved = whatMoved(planDigest(plan), other);
      assert.equal(moved?.code, 'plan-moved');
      const named = Object.keys(changes).filter((one) => moved.message.includes(one));
      assert.deepEqual(named, [part]);
    });
  }
}

test('a chart more or less is named first', () => {
  const { message } = whatMoved(planDigest(plan), planOf(database, web, plannedChart('more'))) ?? { message: '' };
  const [first] = Object.keys(changes).toSorted((a, b) => message.indexOf(a) - message.indexOf(b));
  assert.equal(first, 'the list of charts');
});

test('several changed parts are all named', () => {
  const other = withWeb({ content: { digest: 'd3' }, values: {} });
  const { message } = whatMoved(planDigest(plan), other) ?? { message: '' };
  assert.match(message, /the content of a chart.*the values of a chart/);
});

test('the plan that was approved has not moved', () => {
  assert.equal(whatMoved(planDigest(plan), structuredClone(plan)), undefined);
});

test('a digest has the form that the input asks for', () => {
  assert.match(planDigest(plan), /^sha256:[0-9a-f]{64}$/);
});

const secretless: Readonly<Record<string, Plan>> = {
  'a secret value': withWeb({ values: { ...web.values, password: 'hunter23' } }),
  'why something is done, and how long it took': withWeb({
    decision: { action: 'upgrade', reason: 'chart' },
    tookMs: 5,
  }),
};
for (const [what, other] of Object.entries(secretless)) {
  test(`${what} is not in the digest`, () => assert.equal(planDigest(other), planDigest(plan)));
}

test('secret variables of jobs and raw objects with secrets go in without what is secret', () => {
  const planWith = (token: string) =>
    withWeb({
      jobs: { before: [{ ...job, env: { A: '1', TOKEN: token }, secretEnv: ['TOKEN'] }], after: [] },
      source: { kind: 'manifests', files: { 'a.yaml': 'kind: A', 'b.yaml': token }, secretFiles: ['b.yaml'] },
    });
  assert.equal(planDigest(planWith('one')), planDigest(planWith('two')));
  assert.ok(whatMoved(planDigest(planWith('one')), plan)?.message.includes('the content of a chart'));
});

const images = fc.dictionary(
  fc.string({ minLength: 1 }),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
  { noNullPrototype: true },
);

test('the order of keys does not matter, anywhere in the plan', () => {
  fc.assert(
    fc.property(jsonObject, images, (values, digests) => {
      const some = withWeb({ values, images: digests });
      assert.equal(planDigest(withOtherOrder(some)), planDigest(some));
    }),
  );
});

test('different values have different digests', () => {
  fc.assert(
    fc.property(jsonObject, jsonObject, (one, other) => {
      const digests = [one, other].map((values) => planDigest(withWeb({ values, secrets: [], images: {} })));
      assert.equal(digests[0] === digests[1], isSame(one, other));
    }),
  );
});

function isSame(one: JsonObject, other: JsonObject): boolean {
  try {
    // As text: JSON has no -0.
    assert.deepEqual(JSON.parse(JSON.stringify(one)), JSON.parse(JSON.stringify(other)));
    return true;
  } catch {
    return false;
  }
}

test('the order of charts matters, since it is the order of the spec', () => {
  assert.notEqual(planDigest(planOf(web, database)), planDigest(plan));
});

test('a digest of another version of Compass counts as changed, without a guess at what', () => {
  const [start, end] = ['sha256:'.length, 'sha256:'.length + 40];
  const digest = planDigest(plan);
  const other = `${digest.slice(0, start)}${'0'.repeat(end - start)}${digest.slice(end)}`;
  assert.equal(whatMoved(other, plan)?.code, 'plan-moved');
});
