// No line that comes out is a command to the runner, whatever went in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeData, escapeProperty, harmlessLines } from '../../src/adapters/harmless.ts';

/** As the runner looks for commands: `::name` where a line starts after white space, `##[name]` anywhere in it. */
function isCommand(line: string): boolean {
  return /^\s*::/.test(line) || /##\[/.test(line);
}

const fragments = [
  '::',
  ':',
  '##[',
  '#',
  '[',
  ']',
  '\r',
  '\n',
  '\r\n',
  '\u001b[',
  '\u001b[31m',
  '\u001b]0;',
  '\u0007',
  '\u0000',
  '\u0085',
  '\u00a0',
  '\u2028',
  '\ufeff',
  ' ',
  '\t',
  'set-output',
  'error',
  'x',
];

test('no mixture of what makes up a command comes out as one', () => {
  const mixture = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 3 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(mixture, (parts) => {
      for (const line of harmlessLines(parts.join(''))) {
        assert.ok(!isCommand(line), JSON.stringify(line));
        assert.ok(!/[\r\n]/.test(line));
      }
    }),
    { numRuns: 5_000 },
  );
});

test('ordinary text stays as it is', () => {
  const text = 'Release "web" has been upgraded. Happy Helming! a::b {"x": [1]} # comment [ok] äöü 🧭\tend';
  assert.deepEqual(harmlessLines(text), [text]);
});

test('line breaks of every kind end a line; colours and control characters go', () => {
  assert.deepEqual(harmlessLines('a\r\nb\rc\nd'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(harmlessLines('\u001b[1;31mred\u001b[0m and\u0000 \u001b]8;;http://x\u0007link'), ['red and link']);
});

test('a very long line is cut', () => {
  const [line = ''] = harmlessLines('x'.repeat(100_000));
  assert.ok(line.length < 9_000 && line.endsWith(' …'));
});

test('data and properties of commands are escaped as the runner reads them', () => {
  assert.equal(escapeData('100%\r\na:b,c'), '100%25%0D%0Aa:b,c');
  assert.equal(escapeProperty('a:b,c\n'), 'a%3Ab%2Cc%0A');
});
