// The laws of layers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { JsonObject } from '../../src/json.ts';
import { marksOf, mergeLayers, reveal, seal, secretPaths, type Values } from '../../src/render/values.ts';

const key = fc.constantFrom('a', 'b', 'c');
const { values } = fc.letrec<{ values: JsonObject; value: JsonObject[string] }>((tie) => ({
  values: fc.dictionary(key, tie('value'), { noNullPrototype: true }),
  value: fc.oneof({ depthSize: 'small' }, fc.constantFrom(null, 1, 'x', true), fc.constant([1]), tie('values')),
}));

test('maps merge, lists and scalars replace, null stays', () => {
  const lower = { a: { x: 1, y: [1, 2] }, b: 'low', c: { deep: { z: 1 } } };
  const upper = { a: { y: [3], n: null }, b: { now: 'a map' }, c: null };
  assert.deepEqual(mergeLayers([lower, upper]), { a: { x: 1, y: [3], n: null }, b: { now: 'a map' }, c: null });
});

test('merging with nothing changes nothing, and the order of grouping does not matter', () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      assert.deepEqual(mergeLayers([a, {}]), a);
      assert.deepEqual(mergeLayers([{}, a]), a);
      assert.deepEqual(mergeLayers([a, a]), a);
      assert.deepEqual(mergeLayers([mergeLayers([a, b]), c]), mergeLayers([a, b, c]));
    }),
  );
});

test('no layer is changed, and no prototype', () => {
  const lower = { a: { x: 1 } };
  mergeLayers([lower, JSON.parse('{"a": {"y": 2}, "__proto__": {"polluted": 1}}')]);
  assert.deepEqual(lower, { a: { x: 1 } });
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('sealed values merge like others, and come out as they went in', () => {
  const sealed = seal({ db: { password: 'p', hosts: ['a', 'b'] } }) as Values;
  const merged = mergeLayers([{ db: { user: 'u' } }, sealed, { db: { hosts: ['c'] } }]);
  assert.deepEqual(reveal(merged), { db: { user: 'u', password: 'p', hosts: ['c'] } });
  assert.deepEqual(secretPaths(merged), [['db', 'password']]);
  assert.deepEqual(marksOf(merged), { db: { password: true } });
  assert.equal(marksOf({ a: [1, { b: null }] }), undefined);
  assert.throws(() => JSON.stringify(merged), /secret/);
});
