// The tables of outcomes agree where they name the same outcome, and each outcome says how it is shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chartOutcomes, factsOf, hasChanged, plannedOutcomes } from '../../src/model/outcome.ts';
import { keysOf } from '../../src/text/json.ts';

test('an outcome in both tables has the same symbol and the same kind of change in both', () => {
  const planned = new Map(Object.entries(plannedOutcomes));
  const shared = Object.entries(chartOutcomes).filter(([outcome]) => planned.has(outcome));
  assert.deepEqual(shared.map(([outcome]) => outcome).sort(), ['failed', 'not-required', 'unchanged']);
  for (const [outcome, { symbol, changes }] of shared) {
    assert.deepEqual([symbol, changes], [planned.get(outcome)?.symbol, planned.get(outcome)?.changes], outcome);
  }
});

test('the facts of an outcome are those of both tables', () => {
  for (const outcome of keysOf(plannedOutcomes)) {
    const { meaning: _, ...facts } = factsOf(outcome);
    assert.deepEqual({ ...facts, ...plannedOutcomes[outcome] }, facts, outcome);
  }
  for (const outcome of keysOf(chartOutcomes)) {
    assert.deepEqual({ ...factsOf(outcome), ...chartOutcomes[outcome] }, factsOf(outcome), outcome);
  }
});

test('only failures and their consequences keep dependents from starting', () => {
  const blocking = keysOf(chartOutcomes).filter((outcome) => !chartOutcomes[outcome].satisfiesDependents);
  assert.deepEqual(blocking, ['failed', 'cancelled', 'skipped']);
});

test('a run has changed something if a chart was deployed, removed or ran, or left a failed revision behind', () => {
  const outcomes = [...new Set([...keysOf(chartOutcomes), ...keysOf(plannedOutcomes)])];
  const changing = outcomes.filter((outcome) => hasChanged({ outcome }));
  assert.deepEqual(changing.sort(), ['deployed', 'install', 'ran', 'recover', 'remove', 'removed', 'run', 'upgrade']);
  const withRevision = outcomes.filter((outcome) => hasChanged({ outcome, revision: 2 }) && !hasChanged({ outcome }));
  assert.deepEqual(withRevision.sort(), ['cancelled', 'failed']);
});

test('the log shows the duration of charts that Helm worked on', () => {
  const timed = keysOf(chartOutcomes).filter((outcome) => factsOf(outcome).isTimed);
  assert.deepEqual(timed.sort(), ['deployed', 'failed', 'removed']);
});
