// The laws of layers.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Secret } from '../../src/model/secret.ts';
import {
  isMap,
  isSecret,
  mergeLayers,
  reveal,
  seal,
  secretPaths,
  tracesOf,
  type Value,
  type Values,
} from '../../src/render/values.ts';
import { isObject, type Json, type JsonObject } from '../../src/text/json.ts';
import type { Path } from '../../src/text/yaml.ts';

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

test('merging is associative, and merging with nothing changes nothing', () => {
  fc.assert(
    fc.property(values, values, values, (a, b, c) => {
      assert.deepEqual(mergeLayers([a, {}]), a);
      assert.deepEqual(mergeLayers([{}, a]), a);
      assert.deepEqual(mergeLayers([a, a]), a);
      assert.deepEqual(mergeLayers([mergeLayers([a, b]), c]), mergeLayers([a, b, c]));
    }),
  );
});

test('neither a layer nor a prototype is changed', () => {
  const lower = { a: { x: 1 } };
  mergeLayers([lower, JSON.parse('{"a": {"y": 2}, "__proto__": {"polluted": 1}}')]);
  assert.deepEqual(lower, { a: { x: 1 } });
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('sealed values merge like others, and can be revealed again', () => {
  const sealed = seal({ db: { password: 'p', hosts: ['a', 'b'] } }) as Values;
  const merged = mergeLayers([{ db: { user: 'u' } }, sealed, { db: { hosts: ['c'] } }]);
  assert.deepEqual(reveal(merged), { db: { user: 'u', password: 'p', hosts: ['c'] } });
  assert.deepEqual(secretPaths(merged), [['db', 'password']]);
  const secretsOf = (value: Value) => tracesOf(value, (leaf) => (isSecret(leaf) ? true : undefined));
  assert.deepEqual(secretsOf(merged), { db: { password: true } });
  assert.equal(secretsOf({ a: [1, { b: null }] }), undefined);
  assert.throws(() => JSON.stringify(merged), /secret/);
});

/** Values in which some scalars are sealed. */
const sealable = fc
  .tuple(values, fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }))
  .map(([plain, choices]): Values => {
    let next = 0;
    const sealSome = (value: Json): Value => {
      if (isObject(value))
        return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, sealSome(inner as Json)]));
      next += 1;
      return choices[next % choices.length] ? seal(value) : (value as Value);
    };
    return sealSome(plain) as Values;
  });

/** The value at a path is that of the last layer that sets it. */
function saidBy(layers: readonly Values[], path: Path): Value | undefined {
  return layers.reduce<Value | undefined>((below, layer) => {
    let at: Value | undefined = layer;
    for (const part of path) {
      if (at === undefined || !isMap(at)) return at === undefined ? below : undefined;
      at = at[part as string];
    }
    return at === undefined ? below : at;
  }, undefined);
}

test('layers with secrets merge by the same laws, and none is changed', () => {
  fc.assert(
    fc.property(sealable, sealable, sealable, (a, b, c) => {
      const before = [a, b, c].map((layer) => [reveal(layer), secretPaths(layer)]);
      const merged = mergeLayers([a, b, c]);
      assert.deepEqual(mergeLayers([a, {}]), a);
      assert.deepEqual(mergeLayers([{}, a]), a);
      const grouped = mergeLayers([mergeLayers([a, b]), c]);
      assert.deepEqual([reveal(grouped), secretPaths(grouped)], [reveal(merged), secretPaths(merged)]);
      const twice = mergeLayers([a, a]);
      assert.deepEqual([reveal(twice), secretPaths(twice)], [reveal(a), secretPaths(a)]);
      // What it reveals is what would have been merged without secrets.
      assert.deepEqual(reveal(merged), mergeLayers([reveal(a), reveal(b), reveal(c)] as Values[]));
      assert.deepEqual(
        [a, b, c].map((layer) => [reveal(layer), secretPaths(layer)]),
        before,
      );
    }),
  );
});

test('upper layers can be merged first where no list or scalar is between two maps', () => {
  // In `m` and `n` there are maps only, elsewhere none.
  const leaves = fc.dictionary(key, fc.constantFrom<Json[]>(null, 1, 'x', [1], []), { noNullPrototype: true });
  const around = (inner: fc.Arbitrary<JsonObject>) =>
    fc
      .tuple(leaves, fc.dictionary(fc.constantFrom('m', 'n'), inner, { noNullPrototype: true }))
      .map(([here, below]): JsonObject => ({ ...here, ...below }));
  const map = around(around(leaves));
  fc.assert(
    fc.property(map, map, map, (a, b, c) => {
      assert.deepEqual(
        mergeLayers([a, mergeLayers([b, c] as Values[])] as Values[]),
        mergeLayers([a, b, c] as Values[]),
      );
    }),
  );
  // Between two maps, a list or scalar makes the lower one forgotten: layers are merged from below.
  const [low, between, high] = [{ a: { x: 1 } }, { a: null }, { a: { y: 2 } }];
  assert.deepEqual(mergeLayers([low, between, high]), { a: { y: 2 } });
});

test('a merged scalar, sealed or not, is that of the last layer that sets it', () => {
  fc.assert(
    fc.property(fc.array(sealable, { maxLength: 4 }), (layers) => {
      const merged = mergeLayers(layers);
      const leaves = (value: Value, path: Path): void => {
        if (isMap(value)) for (const [name, inner] of Object.entries(value)) leaves(inner, [...path, name]);
        else assert.equal(saidBy(layers, path), value, path.join('.'));
      };
      leaves(merged, []);
      const sealed = secretPaths(merged).filter((path) => path.every((part) => typeof part === 'string'));
      for (const path of sealed) assert.ok(saidBy(layers, path) !== undefined, path.join('.'));
    }),
  );
});

test('the upper value wins unless both are maps, and null is a value like any other', () => {
  const some = fc.constantFrom<Value[]>(null, 0, '', false, [], [1], ['a', null], new Secret('x'));
  fc.assert(
    fc.property(fc.oneof(some, sealable), some, sealable, (lower, upper, map) => {
      assert.equal(mergeLayers([{ a: lower }, { a: upper }])['a'], upper);
      assert.equal(mergeLayers([{ a: upper }, { a: map }])['a'], map);
    }),
  );
});
