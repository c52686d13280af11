// The tables of outcomes agree where they name the same outcome, and each outcome says how it is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOutcomes, factsOf, plannedOutcomes } from '../../src/model/outcome.ts';
import { keysOf } from '../../src/text/json.ts';

test('an outcome in both tables has the same symbol, and changes the same, in both', () => {
  const planned = new Map(Object.entries(plannedOutcomes));
  const shared = Object.entries(chartOutcomes).filter(([outcome]) => planned.has(outcome));
  assert.deepEqual(shared.map(([outcome]) => outcome).sort(), ['failed', 'not-required', 'unchanged']);
  for (const [outcome, { symbol, changes }] of shared) {
    assert.deepEqual([symbol, changes], [planned.get(outcome)?.symbol, planned.get(outcome)?.changes], outcome);
  }
});

test('what is known of an outcome is all that either table says', () => {
  for (const outcome of keysOf(plannedOutcomes)) {
    const { meaning: _, ...facts } = factsOf(outcome);
    assert.deepEqual({ ...facts, ...plannedOutcomes[outcome] }, facts, outcome);
  }
  for (const outcome of keysOf(chartOutcomes)) {
    assert.deepEqual({ ...factsOf(outcome), ...chartOutcomes[outcome] }, factsOf(outcome), outcome);
  }
});

test('what does not satisfy dependents is a failure or its consequence', () => {
  const blocking = keysOf(chartOutcomes).filter((outcome) => !chartOutcomes[outcome].satisfiesDependents);
  assert.deepEqual(blocking, ['failed', 'cancelled', 'skipped']);
});
