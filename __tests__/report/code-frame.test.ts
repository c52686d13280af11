// A code frame: the line that a failure is about, with a caret below the place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeFrames } from '../../src/report/code-frame.ts';
import type { Place } from '../../src/text/place.ts';

const frameOf = (place: Place, text: string) => makeFrames(() => text)(place);
const at = (line: number, column: number) => ({ file: 'f', line, column });

test('only the line is shown, with its number and a caret below the place', () => {
  assert.deepEqual(frameOf(at(2, 4), 'a: 1\r\nb: x\nc: 3\n'), ['  2 | b: x', '    |    ^']);
  assert.deepEqual(frameOf(at(10, 1), `${'\n'.repeat(9)}last`), ['  10 | last', '     | ^']);
});

test('a long line is cut around the place', () => {
  const [line = '', caret = ''] = frameOf(at(1, 501), `${'a'.repeat(500)}X${'b'.repeat(500)}`);
  assert.ok(line.length < 140);
  assert.equal(line[caret.indexOf('^')], 'X');
});

test('a missing or empty line is not shown', () => {
  assert.deepEqual(frameOf(at(3, 1), 'a\nb\n'), []);
  assert.deepEqual(frameOf(at(9, 1), 'a\nb\n'), []);
});
