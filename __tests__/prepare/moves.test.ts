// Which objects move between the releases of a plan? A law: every object that one release lets go and another takes,
// and no other.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import type { ManifestObject } from '../../src/model/manifest.ts';
import { type ChartObjects, findMoves } from '../../src/prepare/moves.ts';
import { plannedChart, storedRelease } from '../support/charts.ts';

const object = (name: string): ManifestObject => ({
  key: name,
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name,
  namespace: 'ns',
  isHook: false,
  source: '',
  data: {},
});
const objects = (names: readonly string[]) => new Map(names.map((name) => [name, object(name)]));

const names = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 5 });
const stack = fc.array(fc.record({ before: names, after: names, isInstalled: fc.boolean() }), { maxLength: 5 });

function chartsOf(releases: readonly { before: readonly string[]; after: readonly string[]; isInstalled: boolean }[]) {
  return releases.map(({ before, after, isInstalled }, index): ChartObjects => {
    const observed = isInstalled ? { observed: storedRelease(`c${index}`) } : {};
    const chart = plannedChart(`c${index}`, observed);
    return { chart, before: objects(isInstalled ? before : []), after: objects(after) };
  });
}

test('an object moves exactly if one release lets it go and another takes it', () => {
  fc.assert(
    fc.property(stack, names, (releases, left) => {
      const charts = chartsOf(releases);
      const unnamed = left.length > 0 ? [{ release: storedRelease('old'), before: objects(left) }] : [];
      const moves = findMoves(charts, unnamed);
      const isGiven = (key: string, taker: ChartObjects) =>
        left.some((one) => one === key) ||
        charts.some((one) => one !== taker && one.before.has(key) && !one.after.has(key));
      const expected = charts.flatMap((one) =>
        [...one.after.keys()]
          .filter((key) => !one.before.has(key) && isGiven(key, one))
          .map((key) => `${one.chart.name} ${key}`),
      );
      assert.deepEqual(
        moves.map((move) => `${move.taker.name} ${move.object.key}`),
        expected,
      );
      for (const { giver, taker } of moves) assert.notEqual(giver, taker.name);
    }),
  );
});

test('the order of the charts does not change what moves', () => {
  fc.assert(
    fc.property(stack, (releases) => {
      const charts = chartsOf(releases);
      const moved = (list: readonly ChartObjects[]) =>
        findMoves(list, [])
          .map(({ taker, object: { key } }) => `${taker.name} ${key}`)
          .sort();
      assert.deepEqual(moved(charts.toReversed()), moved(charts));
    }),
  );
});

test('what was uninstalled with its history kept lets nothing go', () => {
  const chart = plannedChart('a', { observed: storedRelease('a', { status: 'uninstalled' }) });
  const taker = plannedChart('b');
  const charts = [
    { chart, before: objects(['x']), after: objects([]) },
    { chart: taker, before: objects([]), after: objects(['x']) },
  ];
  assert.deepEqual(findMoves(charts, []), []);
});
