// An older schema is one that lacks something: a version, a field, at any depth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isContained, missingIn } from '../../src/execute/schema-age.ts';
import type { Json, JsonObject } from '../../src/json.ts';

const definition = (versions: Readonly<Record<string, JsonObject>>, storedVersions: string[] = []): JsonObject => ({
  spec: {
    versions: Object.entries(versions).map(([name, openAPIV3Schema]) => ({ name, schema: { openAPIV3Schema } })),
  },
  status: { storedVersions },
});
const object = (properties: JsonObject): JsonObject => ({ type: 'object', properties });
const text = { type: 'string' };

const table: readonly [string, JsonObject, JsonObject, string | undefined][] = [
  ['the same', definition({ v1: object({ a: text }) }), definition({ v1: object({ a: text }) }), undefined],
  [
    'a field more',
    definition({ v1: object({ a: text, b: text }) }),
    definition({ v1: object({ a: text }) }),
    undefined,
  ],
  ['a version more', definition({ v1: object({}), v2: object({}) }), definition({ v1: object({}) }), undefined],
  ['no field', definition({ v1: object({}) }), definition({ v1: object({ a: text }) }), 'the field `v1.a`'],
  ['no version', definition({ v2: object({}) }), definition({ v1: object({}) }), 'the version `v1`'],
  [
    'a field of another version',
    definition({ v1: object({ a: text }), v2: object({}) }),
    definition({ v1: object({ a: text }), v2: object({ a: text }) }),
    'the field `v2.a`',
  ],
  [
    'deep in a list',
    definition({ v1: object({ a: { items: object({}) } }) }),
    definition({ v1: object({ a: { items: object({ b: text }) } }) }),
    'the field `v1.a[].b`',
  ],
  [
    'deep in a map',
    definition({ v1: object({ a: { additionalProperties: object({}) } }) }),
    definition({ v1: object({ a: { additionalProperties: object({ b: text }) } }) }),
    'the field `v1.a[].b`',
  ],
  [
    'whatever is preserved is not lost',
    definition({ v1: object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }) }),
    definition({ v1: object({ a: object({ b: text }) }) }),
    undefined,
  ],
  ['a stored version', definition({ v2: {} }), definition({ v2: {} }, ['v1', 'v2']), 'the stored version `v1`'],
  ['no schema at all', definition({ v1: object({ a: text }) }), definition({ v1: {} }), undefined],
];

for (const [name, wanted, current, missing] of table) {
  test(`${name}: ${missing ?? 'nothing'} is missing`, () => assert.equal(missingIn(wanted, current), missing));
}

test('what says nothing more is contained', () => {
  const same: readonly [Json, Json][] = [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }],
    [{}, {}],
  ];
  for (const [wanted, current] of same) assert.ok(isContained(wanted, current), JSON.stringify(wanted));
  const different: readonly [Json, Json | undefined][] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: [1, 2] }, { a: [1] }],
    [{ a: {} }, {}],
    [[], {}],
    [{ a: null }, {}],
  ];
  for (const [wanted, current] of different) assert.ok(!isContained(wanted, current), JSON.stringify(wanted));
});
