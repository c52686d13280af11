// All that ask for an image want the same one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeWanted, movedMeanwhile } from '../../src/render/images.ts';

const a = { reference: 'r.example/a:1' };

test('what several want of one image is looked for once, in whatever order they ask', () => {
  const strict = { ...a, revision: 'x', waitMs: 5 };
  for (const images of [
    [a, strict, { ...a, waitMs: 9 }],
    [{ ...a, waitMs: 9 }, strict, a],
  ]) {
    assert.deepEqual(mergeWanted(images), { ok: true, value: [{ ...a, revision: 'x', waitMs: 9 }] });
  }
  assert.deepEqual(mergeWanted([a, { reference: 'b:1' }]), { ok: true, value: [a, { reference: 'b:1' }] });
});

test('one image cannot be of two commits', () => {
  const merged = mergeWanted([
    { ...a, revision: 'x' },
    { ...a, revision: 'y' },
  ]);
  assert.deepEqual(!merged.ok && merged.failures.map(({ code }) => code), ['image-stale']);
});

test('a digest that others have got already is not replaced', () => {
  const found = new Map([[a.reference, 'new']]);
  assert.equal(movedMeanwhile(found, { [a.reference]: 'old' }).length, 1);
  assert.deepEqual(movedMeanwhile(found, { [a.reference]: 'new' }), []);
  assert.deepEqual(movedMeanwhile(found, {}), []);
});
