// Differences in unified form: whatever the two texts are, the one can be made of the other by them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyPatch } from 'diff';
import fc from 'fast-check';
import { unifiedDiff } from '../../src/preview/unified-diff.ts';
import { assertCpuTime } from '../support/cpu-time.ts';

const header = '--- a\n+++ b\n';

function assertTurns(before: string, after: string): void {
  const lines = unifiedDiff(before, after);
  if (before === after) assert.deepEqual(lines, []);
  else assert.equal(applyPatch(before, `${header}${lines.join('\n')}\n`), after);
}

test('a diff turns one text into the other', () => {
  const text = fc.array(fc.constantFrom('a', 'b', '- c', '+ d', ' e'), { minLength: 1, maxLength: 12 });
  fc.assert(fc.property(text, text, (one, other) => assertTurns(`${one.join('\n')}\n`, `${other.join('\n')}\n`)));
});

test('a diff of two long and different texts takes a moment', () => {
  const textOf = (word: string, start: number, length: number) =>
    `${Array.from({ length }, (_, line) => (line < start || line > length - 5 ? 'same' : `${word} ${line}`)).join('\n')}\n`;
  const texts = [
    [0, 30_000, 30_000],
    [7, 30_000, 20_000],
    [2, 20_000, 30_000],
  ] as const;
  assertCpuTime(5_000, () => {
    for (const [start, length, other] of texts) {
      assertTurns(textOf('old', start, length), textOf('new', start, other));
    }
  });
});

test('a created or deleted text is shown whole', () => {
  assert.deepEqual(unifiedDiff(undefined, 'a\nb\n'), ['+a', '+b']);
  assert.deepEqual(unifiedDiff('a\nb\n', undefined), ['-a', '-b']);
});
