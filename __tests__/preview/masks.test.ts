// Which values are masked, found by comparing two renderings, and what is then shown of both states of an object.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { differing, hidden, maskPair } from '../../src/preview/masked.ts';
import { joinMasks, type Masks, masksBetween, masksOfOld, masksWhere } from '../../src/preview/masks.ts';
import type { Json } from '../../src/text/json.ts';
import { json } from '../support/json.ts';

const never = () => false;

test('a value has no masks against itself', () => {
  fc.assert(fc.property(json, (value) => masksBetween(value, structuredClone(value), 'secret') === undefined));
});

test('a masked pair of the same value shows the same on both sides', () => {
  fc.assert(
    fc.property(json, json, (value, other) => {
      const masks = masksBetween(value, other, 'secret');
      const shown = maskPair({ before: value, after: structuredClone(value) }, masks, 'later');
      assert.deepEqual(shown.before, shown.after);
    }),
  );
});

test('without masks, both sides are shown as they are', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      assert.deepEqual(maskPair({ before, after }, undefined, 'later'), { before, after });
    }),
  );
});

test('items of a list that are empty, or lists themselves, are shown as they are', () => {
  const list = [null, [1, 2], []];
  assert.deepEqual(maskPair({ before: list, after: [...list, 'x'] }, undefined, 'later').before, list);
});

test('joined masks hide whatever either of them hides', () => {
  fc.assert(
    fc.property(json, json, json, (value, one, other) => {
      const [first, second] = [masksBetween(value, one, 'secret'), masksBetween(value, other, 'random')];
      const shown = (masks: Masks) =>
        JSON.stringify(maskPair({ before: undefined, after: value }, masks, 'later').after);
      // Nothing is left to hide of what is hidden already.
      const both = shown(joinMasks(first, second));
      for (const masks of [first, second]) {
        if (typeof masks === 'string') assert.ok([`"${hidden}"`, `"${differing}"`].includes(both), both);
      }
      assert.equal(joinMasks(first, second) === undefined, first === undefined && second === undefined);
    }),
  );
});

test('an old value that has changed is masked unless it is public', () => {
  const isPublic = (scalar: Json) => scalar === 'open';
  assert.deepEqual(masksOfOld({ a: 'gone', b: 'same', c: 'open' }, { a: 'x', b: 'same', c: 'y' }, isPublic), {
    a: 'was',
  });
  assert.equal(masksOfOld({ hiddenKey: 'open' }, {}, isPublic), 'was', 'the key itself may be made of a secret');
  assert.equal(masksOfOld({ open: 'open' }, {}, isPublic), undefined);
});

test('a value that was secret does not hide its successor', () => {
  assert.deepEqual(maskPair({ before: 'old', after: 'new' }, 'was', 'later'), { before: hidden, after: 'new' });
  assert.equal(joinMasks('was', { a: 'random' }), 'secret');
  assert.equal(joinMasks('was', 'random'), 'random');
});

test('a secret is shown as changed or unchanged, and nothing else of it', () => {
  const shown = (before: Json | undefined, after: Json | undefined) => maskPair({ before, after }, 'secret', 'later');
  assert.deepEqual(shown('a', 'b'), { before: hidden, after: '(hidden, changed)' });
  assert.deepEqual(shown('a', 'a'), { before: hidden, after: hidden });
  assert.deepEqual(shown(undefined, 'a'), { before: undefined, after: hidden });
  assert.deepEqual(shown('a', undefined), { before: hidden, after: undefined });
});

test('items with names keep their masks wherever they are in the list', () => {
  const now = [
    { name: 'b', value: 'x' },
    { name: 'a', value: 'secret' },
  ];
  const masks = masksWhere(now, (scalar) => scalar === 'secret', 'secret');
  const before = [{ name: 'a', value: 'secret' }];
  assert.deepEqual(maskPair({ before, after: now }, masks, 'later'), {
    before: [{ name: 'a', value: hidden }],
    after: [
      { name: 'b', value: 'x' },
      { name: 'a', value: hidden },
    ],
  });
});

test('a list without names whose length changes is hidden whole if anything in it is masked', () => {
  const [before, after] = [['a'], ['b', 'secret']];
  const masks = masksWhere(after, (scalar) => scalar === 'secret', 'secret');
  assert.deepEqual(maskPair({ before, after }, masks, 'later'), { before: hidden, after: '(hidden, changed)' });
  assert.deepEqual(maskPair({ before, after }, masksWhere(after, never, 'secret'), 'later'), { before, after });
});

test('masks hold on both sides where a list becomes a map, or a map a list', () => {
  const [list, map] = [['secret', 'x'], { token: 'secret', other: 'x' }];
  const masksOf = (value: Json) => masksWhere(value, (scalar) => scalar === 'secret', 'secret');
  const masks = joinMasks(masksOf(list), masksOf(map));
  assert.deepEqual(maskPair({ before: list, after: map }, masks, 'later'), {
    before: [hidden, 'x'],
    after: { token: hidden, other: 'x' },
  });
  assert.deepEqual(maskPair({ before: map, after: list }, masks, 'later'), {
    before: { token: hidden, other: 'x' },
    after: [hidden, 'x'],
  });
});

test('a key with the name of an inherited property is a key like any other', () => {
  assert.deepEqual(maskPair({ before: {}, after: { constructor: 'x' } }, undefined, 'later'), {
    before: {},
    after: { constructor: 'x' },
  });
  assert.deepEqual(masksBetween({ a: 'x' }, { a: 'x', constructor: 'y' }, 'secret'), { constructor: 'secret' });
});
