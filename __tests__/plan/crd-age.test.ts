// A CRD is older if its schema lacks a version or a field, at any depth.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isContained, whyOlder } from '../../src/plan/crd-age.ts';
import type { Json, JsonObject } from '../../src/text/json.ts';

const definition = (
  versions: Readonly<Record<string, JsonObject>>,
  storedVersions: string[] = [],
  about: Readonly<Record<string, JsonObject>> = {},
): JsonObject => ({
  spec: {
    versions: Object.entries(versions).map(([name, openAPIV3Schema]) => ({
      name,
      served: true,
      ...about[name],
      schema: { openAPIV3Schema },
    })),
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
  ['an additional version', definition({ v1: object({}), v2: object({}) }), definition({ v1: object({}) }), undefined],
  ['no field', definition({ v1: object({}) }), definition({ v1: object({ a: text }) }), 'has no field `v1.a`'],
  ['no version', definition({ v2: object({}) }), definition({ v1: object({}) }), 'has no version `v1`'],
  [
    'a field of another version',
    definition({ v1: object({ a: text }), v2: object({}) }),
    definition({ v1: object({ a: text }), v2: object({ a: text }) }),
    'has no field `v2.a`',
  ],
  [
    'deep in a list',
    definition({ v1: object({ a: { items: object({}) } }) }),
    definition({ v1: object({ a: { items: object({ b: text }) } }) }),
    'has no field `v1.a[].b`',
  ],
  [
    'deep in a map',
    definition({ v1: object({ a: { additionalProperties: object({}) } }) }),
    definition({ v1: object({ a: { additionalProperties: object({ b: text }) } }) }),
    'has no field `v1.a[].b`',
  ],
  [
    'whatever is preserved is not lost',
    definition({ v1: object({ a: { 'x-kubernetes-preserve-unknown-fields': true } }) }),
    definition({ v1: object({ a: object({ b: text }) }) }),
    undefined,
  ],
  [
    'a stored version',
    definition({ v2: {} }),
    definition({ v2: {} }, ['v1', 'v2']),
    'has no version `v1`, in which objects may still be stored',
  ],
  [
    'a version that is not served any more',
    definition({ v1: {} }, [], { v1: { served: false } }),
    definition({ v1: {} }),
    'does not serve `v1`',
  ],
  [
    'without an earlier version in which objects may still be stored',
    definition({ v1alpha1: {}, v1: {} }, [], { v1alpha1: { storage: true } }),
    definition({ v1alpha1: {}, v1: {} }, [], { v1: { storage: true } }),
    'stores `v1alpha1` in place of `v1`',
  ],
  [
    'a later one',
    definition({ v1beta2: {}, v1: {} }, [], { v1: { storage: true } }),
    definition({ v1beta2: {}, v1: {} }, [], { v1beta2: { storage: true } }),
    undefined,
  ],
  [
    'whatever else is taken is not lost',
    definition({ v1: { additionalProperties: true } }),
    definition({ v1: object({ a: text }) }),
    undefined,
  ],
  ['no schema at all', definition({ v1: object({ a: text }) }), definition({ v1: {} }), undefined],
];

for (const [name, wanted, current, missing] of table) {
  test(`${name}: ${missing ?? 'not older'}`, () => assert.equal(whyOlder(wanted, current), missing));
}

test('a CRD is contained in another one that says the same and more', () => {
  const same: readonly [Json, Json][] = [
    [{ a: 1 }, { a: 1, b: 2 }],
    [{ a: [{ b: 1 }] }, { a: [{ b: 1, c: 2 }] }],
    [{}, {}],
    [{ a: false, b: null, c: {}, d: [], e: '' }, {}],
  ];
  for (const [wanted, current] of same) assert.ok(isContained(wanted, current), JSON.stringify(wanted));
  const different: readonly [Json, Json | undefined][] = [
    [{ a: 1 }, { a: 2 }],
    [{ a: [1, 2] }, { a: [1] }],
    [{ a: { b: 1 } }, {}],
    [[], {}],
    [{ a: null }, { a: 1 }],
  ];
  for (const [wanted, current] of different) assert.ok(!isContained(wanted, current), JSON.stringify(wanted));
});
