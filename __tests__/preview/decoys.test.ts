// A decoy differs from the secret in whose place it is, and has its form.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { keysAt, valuesAt, withDecoys, withOtherKeys } from '../../src/preview/decoys.ts';
import type { Json } from '../../src/text/json.ts';
import { json, jsonObject } from '../support/json.ts';

const decoyOf = (secret: Json): Json | undefined => withDecoys({ secret }, [['secret']])['secret'];

test('a decoy is never the secret, whatever the secret is', () => {
  fc.assert(fc.property(json, (secret) => assert.notDeepEqual(decoyOf(secret), secret)));
  fc.assert(
    fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (secret) =>
      assert.notDeepEqual(decoyOf(secret), secret),
    ),
  );
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...' :/@?&=.,;_-') }), (secret) => decoyOf(secret) !== secret),
  );
});

test('a decoy can be written as JSON, and is of the same type', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.double({ noNaN: true, noDefaultInfinity: true }), fc.boolean()), (secret) => {
      const decoy = decoyOf(secret);
      assert.equal(typeof JSON.parse(JSON.stringify(decoy)), typeof secret);
    }),
  );
});

test('a decoy keeps the form that a chart may validate', () => {
  assert.equal(decoyOf('postgres://me:z9@db.example.com:5432/x?ssl=1'), 'qptuhsft://nf:a1@ec.fybnqmf.dpn:6543/y?ttm=2');
  assert.equal(decoyOf('{"user": "Zoe"}'), '{"vtfs": "Apf"}');
  assert.equal(decoyOf(1900), 2111);
  assert.equal(decoyOf(true), false);
  assert.equal(decoyOf('----'), 'qqqq');
});

test('everything beside the secrets stays as it is', () => {
  fc.assert(
    fc.property(jsonObject, json, (values, secret) => {
      const { secret: _, ...rest } = withDecoys({ ...values, secret }, [['secret']]);
      const { secret: __, ...expected } = { ...values, secret };
      assert.deepEqual(rest, expected);
    }),
  );
});

test('a path with nothing at it is skipped', () => {
  assert.deepEqual(
    withDecoys({ a: 1 }, [
      ['b', 'c'],
      ['a', 'b'],
      ['list', 3],
    ]),
    { a: 1 },
  );
  assert.deepEqual(valuesAt({ a: 1 }, [['b'], ['constructor'], ['a', 'b']]), []);
  assert.deepEqual(
    valuesAt({ list: ['x', { y: 2 }] }, [
      ['list', 1, 'y'],
      ['list', 0],
    ]),
    [2, 'x'],
  );
});

test('keys of secret maps are replaced at any depth, except known ones', () => {
  const values = { users: { alice: { role: 'admin' } }, other: { alice: 1 } };
  assert.deepEqual(keysAt(values, [['users']]), ['alice', 'role']);
  assert.deepEqual(withOtherKeys(values, [['users']], ['role']), {
    users: { bmjdf: { role: 'admin' } },
    other: { alice: 1 },
  });
});
