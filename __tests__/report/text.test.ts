// Failures and outcomes read as sentences.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ChartResult } from '../../src/model/outcome.ts';
import { allFailureLines, chartLine, countLine, failureLines } from '../../src/report/text.ts';

const failure = { code: 'helm-failed', message: 'Helm: no.', hint: 'See the log.' } as const;

function resultOf(rest: Partial<ChartResult>): ChartResult {
  return {
    name: 'web',
    release: 'web',
    namespace: 'ns',
    depends: [],
    images: {},
    imagesBefore: {},
    outcome: 'deployed',
    reason: 'values changed',
    durationMs: 1_234,
    startedAtMs: 0,
    ...rest,
  };
}

test('a failure has its place and code, and below it what to do', () => {
  assert.deepEqual(failureLines({ ...failure, at: { file: 'deploy/compass.yaml', line: 4, column: 3 } }), [
    'deploy/compass.yaml:4:3: Helm: no. [helm-failed]',
    '  → See the log.',
  ]);
});

test('a failure without a place does not begin with one', () => {
  assert.deepEqual(failureLines(failure), ['Helm: no. [helm-failed]', '  → See the log.']);
});

test('a hint that many failures in a row repeat is shown ten times, and once more below the last', () => {
  const many = Array.from({ length: 300 }, (_, index) => ({ ...failure, message: `No ${index}.` }));
  const lines = allFailureLines([...many, { ...failure, hint: 'Look.' }], () => ['frame']);
  assert.equal(lines.filter((line) => line === '  → See the log.').length, 11);
  assert.equal(lines.filter((line) => line === 'frame').length, 0, 'failures without a place have no frame');
  assert.deepEqual(lines.slice(-4), [
    'No 299. [helm-failed]',
    '  → See the log.',
    'Helm: no. [helm-failed]',
    '  → Look.',
  ]);
});

for (const [result, line] of [
  [resultOf({ revision: 4 }), '✓ web deployed in 1.2 s, revision 4 (values changed)'],
  [
    resultOf({ outcome: 'unchanged', reason: 'same inputs as deployed', revision: 3, durationMs: 0 }),
    '= web unchanged, revision 3 (same inputs as deployed)',
  ],
  [
    resultOf({ outcome: 'failed', reason: 'Helm: no.', failure, durationMs: 185_000, revision: 5 }),
    '✗ web failed in 3 min 5 s, revision 5',
  ],
  [resultOf({ outcome: 'failed', reason: 'Helm: no.', failure }), '✗ web failed in 1.2 s'],
  [
    resultOf({ outcome: 'skipped', reason: 'x', failure: { ...failure, code: 'deadline' }, durationMs: 0 }),
    '· web skipped',
  ],
  [
    resultOf({ outcome: 'cancelled', reason: 'x', failure: { ...failure, code: 'cancelled' }, revision: 2 }),
    '✗ web cancelled, revision 2',
  ],
] as const) {
  test(`'${line}'`, () => assert.equal(chartLine(result), line));
}

for (const [outcomes, line] of [
  [['deployed'], '1 chart: 1 deployed'],
  [['unchanged', 'deployed', 'unchanged'], '3 charts: 2 unchanged, 1 deployed'],
  [['failed', 'skipped', 'skipped', 'cancelled'], '4 charts: 1 failed, 2 skipped, 1 cancelled'],
] as const) {
  test(`'${line}'`, () => assert.equal(countLine(outcomes.map((outcome) => resultOf({ outcome }))), line));
}
