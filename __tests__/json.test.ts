// Canonical JSON: one text for one piece of data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { canonicalJson, isObject, type Json } from '../src/json.ts';

// By way of a text, since JSON knows no negative zero.
const json = fc.json({ maxDepth: 4 }).map((text): Json => JSON.parse(text));

/** The same data with the keys of every map the other way round. */
function turned(value: Json): Json {
  if (Array.isArray(value)) return value.map(turned);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, inner]) => [key, turned(inner as Json)] as const)
      .reverse(),
  );
}

test('the order of keys does not matter, at any depth', () => {
  fc.assert(fc.property(json, (value) => assert.equal(canonicalJson(turned(value)), canonicalJson(value))));
  assert.equal(canonicalJson({ b: [{ d: 1, c: 2 }], a: null }), '{"a":null,"b":[{"c":2,"d":1}]}');
});

test('the order of a list does matter', () => {
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test('data that differs has texts that differ', () => {
  const few = fc.letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom<Json[]>(null, true, false, 0, 1, '', '0', 'null', 'a', '__proto__'),
      fc.array(tie('value'), { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('a', 'b', '0', '1', ''), tie('value'), { maxKeys: 2, noNullPrototype: true }),
    ),
  })).value;
  fc.assert(
    fc.property(few, few, (one, other) => {
      assert.equal(canonicalJson(one) === canonicalJson(other), isDeepStrictEqual(one, other));
    }),
    { numRuns: 2000 },
  );
});

test('the text is JSON that says the same', () => {
  fc.assert(fc.property(json, (value) => assert.deepEqual(JSON.parse(canonicalJson(value)), value)));
});

test('a key that JavaScript gives a meaning of its own is a key like any other', () => {
  const dangerous: Json = JSON.parse('{"constructor": 1, "__proto__": {"x": 2}}');
  assert.equal(canonicalJson(dangerous), '{"__proto__":{"x":2},"constructor":1}');
});

for (const [value, expected] of [
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['a', false],
  [undefined, false],
] as const) {
  test(`${JSON.stringify(value)} is ${expected ? 'a' : 'no'} map`, () => assert.equal(isObject(value), expected));
}
