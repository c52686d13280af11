// The output `result`: a run as JSON, for machines.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FailureCode, failureCodes } from '../../src/model/failure.ts';
import { type ChartOutcome, type ChartResult, hasChanged, outcomeOf } from '../../src/model/outcome.ts';
import { type RunResult, resultSchema, toResultChart } from '../../src/report/result.ts';

const at = { file: 'compass.yaml', line: 4, column: 3 };
const failureOf = (code: FailureCode) => ({ code, message: 'No.', hint: 'Do.', at });

function resultOf(outcome: ChartOutcome, rest: Partial<ChartResult> = {}): ChartResult {
  return {
    name: 'web',
    release: 'shop',
    namespace: 'ns',
    depends: [],
    images: {},
    imagesBefore: {},
    outcome,
    reason: 'x',
    durationMs: 900,
    startedAtMs: 120,
    ...rest,
  };
}

const deployed = resultOf('deployed', { revision: 4 });
const unchanged = resultOf('unchanged', { revision: 3 });
const failed = resultOf('failed', { revision: 5, failure: failureOf('helm-failed') });
const refused = resultOf('failed', { failure: failureOf('release-pending') });
const late = resultOf('skipped', { failure: failureOf('deadline') });
const cancelled = resultOf('cancelled', { failure: failureOf('cancelled') });
const neverStarted = resultOf('skipped', { failure: failureOf('cancelled') });
const all = [deployed, unchanged, failed, refused, late, cancelled, neverStarted];

test('a chart that was deployed has no code', () => {
  assert.deepEqual(toResultChart(deployed), {
    name: 'web',
    release: 'shop',
    namespace: 'ns',
    outcome: 'deployed',
    reason: 'x',
    revision: 4,
    durationMs: 900,
    startedAtMs: 120,
    depends: [],
    images: {},
  });
});

test('a chart that failed or was skipped has its code, and a revision only if there is one', () => {
  assert.deepEqual(
    [failed, refused, late, cancelled].map((chart) => {
      const { code, revision } = toResultChart(chart);
      return [code, revision];
    }),
    [
      ['helm-failed', 5],
      ['release-pending', undefined],
      ['deadline', undefined],
      ['cancelled', undefined],
    ],
  );
  assert.equal('revision' in toResultChart(refused), false);
});

const run = (charts: readonly ChartResult[]): RunResult => ({
  version: 1,
  command: 'deploy',
  stack: 'burrow',
  environment: 'staging',
  outcome: outcomeOf(charts),
  planDigest: '',
  durationMs: 1_234,
  charts: charts.map(toResultChart),
});

test('for every outcome, the result matches its schema, before and after JSON', () => {
  for (const charts of [[], [deployed], all]) {
    const result = run(charts);
    assert.deepEqual(resultSchema.parse(result), result);
    assert.deepEqual(resultSchema.parse(JSON.parse(JSON.stringify(result))), result);
  }
});

test('the schema refuses unknown keys, so it describes the whole result', () => {
  const good = run([deployed]);
  for (const bad of [
    { ...good, more: 1 },
    { ...good, outcome: 'done' },
    { ...good, durationMs: 1.5 },
    { ...good, charts: [{ ...toResultChart(deployed), failure: failureOf('helm-failed') }] },
    { ...good, charts: [{ ...toResultChart(deployed), durationMs: -1 }] },
  ]) {
    assert.equal(resultSchema.safeParse(bad).success, false, JSON.stringify(bad));
  }
});

for (const [what, charts, outcome] of [
  ['no chart', [], 'success'],
  ['everything deployed', [deployed, deployed], 'success'],
  ['nothing changed', [unchanged], 'success'],
  ['one failed', [deployed, failed, unchanged], 'failure'],
  ['one refused', [refused], 'failure'],
  ['the deadline', [deployed, late], 'failure'],
  ['cancelled while a chart was in progress', [deployed, cancelled], 'cancelled'],
  ['cancelled before the last started', [deployed, neverStarted], 'cancelled'],
  ['one failed, then cancelled', [failed, cancelled], 'cancelled'],
] as const satisfies [string, ChartResult[], string][]) {
  test(`${what}: the outcome is ${outcome}`, () => assert.equal(outcomeOf(charts), outcome));
}

for (const [what, charts, changed] of [
  ['no chart', [], false],
  ['nothing changed', [unchanged, unchanged], false],
  ['one deployed', [unchanged, deployed], true],
  ['a revision that failed', [failed], true],
  ['a revision that was interrupted', [{ ...cancelled, revision: 2 }], true],
  ['refused before the first write', [refused, late, neverStarted, cancelled], false],
] as const satisfies [string, ChartResult[], boolean][]) {
  test(`${what}: ${changed ? 'something' : 'nothing'} was changed`, () =>
    assert.equal(charts.some(hasChanged), changed));
}

test('codes are kebab-case, and each says who can fix it and what it means', () => {
  for (const [code, [responsible, meaning]] of Object.entries(failureCodes)) {
    assert.match(code, /^[a-z]+(-[a-z]+)*$/);
    assert.ok(['author', 'operator', 'cluster'].includes(responsible));
    assert.match(meaning, /^[A-Z].*\.$/);
  }
});
