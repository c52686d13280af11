// How is a place written, and which known name does a misspelt one mean?

import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { nearestName } from '../../src/text/near-name.ts';
import { formatPlace } from '../../src/text/place.ts';

test('a place is written so that terminals and editors turn it into a link', () => {
  assert.equal(formatPlace({ file: 'deploy/compass.yaml', line: 12, column: 5 }), 'deploy/compass.yaml:12:5');
});

const environments = ['staging', 'production', 'qa'];

for (const [misspelt, known, expected, why] of [
  ['stagin', environments, 'staging', 'a letter is missing'],
  ['stagging', environments, 'staging', 'a letter too many'],
  ['stahing', environments, 'staging', 'another letter'],
  ['Staging', environments, 'staging', 'case does not count'],
  ['STAGIN', environments, 'staging', 'nor does it together with a missing letter'],
  ['prodution', environments, 'production', 'the nearest is not the first'],
  ['qaeu', ['aqeu', 'quai'], 'aqeu', 'two letters are swapped'],
  ['q', environments, 'qa', 'a short name may miss one letter'],
  ['x', environments, undefined, 'a short name may not be another one'],
  ['development', environments, undefined, 'nothing is near'],
  ['foobar', ['foozer'], 'foozer', 'a third of the letters may differ'],
  ['foobar', ['foozed'], undefined, 'more than a third may not'],
  ['', environments, undefined, 'an empty text is near to nothing long'],
  ['staging', [], undefined, 'nothing is known'],
  ['value', ['values', 'value-files'], 'values', 'two are near, one is nearer'],
  ['staging', ['🚀🚀🚀🚀🚀🚀🚀'], undefined, 'names of contexts may hold any letter'],
] as const) {
  test(`'${misspelt}' among [${known.join(', ')}] means ${expected ?? 'none'}: ${why}`, () => {
    assert.equal(nearestName(misspelt, known), expected);
  });
}

test('a known name is its own nearest name', () => {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z0-9-]{1,12}$/), { minLength: 1 });
  fc.assert(
    fc.property(names, fc.nat(), (known, index) => {
      const name = known[index % known.length] ?? '';
      assert.equal(nearestName(name, known), name);
    }),
  );
});

test('names that share no letter are never near', () => {
  const misspelt = fc.string({ unit: fc.constantFrom('a', 'b', 'é', '🚀'), minLength: 3 });
  const known = fc.string({ unit: fc.constantFrom('x', 'y', 'ø', '⚓', '🐳'), minLength: 3 });
  fc.assert(fc.property(misspelt, known, (one, other) => assert.equal(nearestName(one, [other]), undefined)));
});
