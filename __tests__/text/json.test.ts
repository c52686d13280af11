// Plain data as text: canonical, one text for the same data, and readable by Helm as the same data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { canonicalJson, isObject, type Json, jsonForYaml } from '../../src/text/json.ts';
import { readYaml } from '../../src/text/yaml.ts';
import { templatedValues } from '../support/helm.ts';

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

test('different data has different texts', () => {
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

test('the text is JSON of the same data', () => {
  fc.assert(fc.property(json, (value) => assert.deepEqual(JSON.parse(canonicalJson(value)), value)));
});

test('a key with a meaning in JavaScript is an ordinary key', () => {
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
  test(`${JSON.stringify(value)} is ${expected ? 'a' : 'not a'} map`, () => assert.equal(isObject(value), expected));
}

/** What the spec can hold: JSON without numbers that cannot be kept, and without the one key that is refused. */
const written = fc
  .letrec<{ value: Json }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string({
        unit: fc.constantFrom(...' \t\n\r:#-?,[]{}&*!|>%@`"\'~=<.\\0x1e_\u0085\u2028\ufeff\u0000'),
        maxLength: 8,
      }),
      fc.constantFrom<Json[]>(
        'no',
        'on',
        'y',
        '~',
        'null',
        'true',
        '012',
        '0o14',
        '1e3',
        '1:30',
        '1_000',
        '<<',
        '{{ . }}',
        '2026-11-24',
      ),
      fc.constantFrom<Json[]>(null, true, false),
      fc.maxSafeInteger(),
      fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .filter((n) => !Number.isInteger(n) || Number.isSafeInteger(n)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string({ unit: 'binary', maxLength: 6 }), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }))
  .value.map((value): Json => JSON.parse(JSON.stringify(value)));

test('data written as YAML reaches the chart unchanged, through Compass and the real Helm', async () => {
  const seed = 20_261_124;
  const values = fc.sample(written, { numRuns: 3_000, seed });
  const read = readYaml('values.yaml', stringify({ values }, { merge: true, aliasDuplicateObjects: false }));
  assert.ok('document' in read, JSON.stringify(read).slice(0, 1_000));
  const data = read.document.data as { values: Json[] };
  const { values: echoed } = (await templatedValues('{}', jsonForYaml(data))) as { values: Json[] };
  assert.equal(echoed.length, values.length);
  for (const [index, value] of values.entries()) {
    assert.deepEqual(echoed[index], value, `value ${index} of seed ${seed}: ${JSON.stringify(value)}`);
  }
});
