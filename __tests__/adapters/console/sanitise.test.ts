// No line that comes out is a command to the runner, whatever went in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { escapeData, escapeProperty, sanitisedLines } from '../../../src/adapters/console/sanitise.ts';
import { assertCpuTime } from '../../support/cpu-time.ts';

/** Stricter than the runner: `::` where a line starts after white space, `##[` anywhere in it. */
function isCommand(line: string): boolean {
  return /^\s*::/.test(line) || /##\[/.test(line);
}

/** White space as .NET's TrimStart takes it away, which is not quite JavaScript's. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it is about
const trimmed = /^[\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The lines that the runner makes of what a step prints (.NET: StreamReader.ReadLine). */
function runnerLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/**
 * The command that the runner sees in a line (actions/runner: ActionCommand.cs, TryParseV2 and then TryParse).
 * Any name counts: `stop-commands` makes one of any word.
 */
function runnerCommand(line: string): { name: string; data: string } | undefined {
  return colonCommand(line.replace(trimmed, '')) ?? bracketCommand(line);
}

function colonCommand(message: string): { name: string; data: string } | undefined {
  const end = message.startsWith('::') ? message.indexOf('::', 2) : -1;
  return end < 0 ? undefined : commandOf(message.slice(2, end), message.slice(end + 2));
}

function bracketCommand(line: string): { name: string; data: string } | undefined {
  const start = line.indexOf('##[');
  const end = start < 0 ? -1 : line.indexOf(']', start);
  return end < 0 ? undefined : commandOf(line.slice(start + 3, end), line.slice(end + 1));
}

function commandOf(info: string, data: string): { name: string; data: string } | undefined {
  const [name = ''] = info.split(' ');
  return name === '' ? undefined : { name, data };
}

function commandsIn(text: string): string[] {
  return runnerLines(text).flatMap((line) => runnerCommand(line)?.name ?? []);
}

/** What the runner would act upon, if it reached the log as it is. */
const corpus: readonly [text: string, command: string][] = [
  ['::error::x', 'error'],
  ['::set-output name=x::y', 'set-output'],
  ['::error file=a,line=1::x', 'error'],
  ['  \t::endgroup::', 'endgroup'],
  ['\u00a0\u2003\u3000::warning::x', 'warning'],
  ['\u0085::warning::x', 'warning'],
  ['\u2028::warning::x', 'warning'],
  ['\u000b\u000c::warning::x', 'warning'],
  ['ordinary\r::add-mask::x', 'add-mask'],
  ['ordinary\r\n::add-mask::x', 'add-mask'],
  ['ordinary\n ::stop-commands::word', 'stop-commands'],
  ['::word::', 'word'],
  ['##[error]x', 'error'],
  ['a long line ##[endgroup] in which it stands', 'endgroup'],
  ['###[group]x', 'group'],
  ['##[add-matcher]file', 'add-matcher'],
  ['##[set-env name=PATH;]/x', 'set-env'],
  [':: ::##[error]x', 'error'],
];

for (const [text, command] of corpus) {
  test(`${JSON.stringify(text)} is a command to the runner, and none once it is harmless`, () => {
    assert.deepEqual(commandsIn(text), [command]);
    assert.deepEqual(commandsIn(sanitisedLines(text).join('\n')), []);
  });
}

/** No command as it is: taking away what stands between must not make one of it. */
const assembled = [
  ':\u0000:error::x',
  '\u0000::error::x',
  '\u001b[0m::error::x',
  '\u001b[31m\u001b[1m ::error::x',
  '\u001b]0;title\u0007::error::x',
  '\u001b]8;;http://x\u001b\\::error::x',
  '\u001b\u001b[0m[0m::error::x',
  ':\u001b[0m:error::x',
  '#\u001b[0m#[error]x',
  '##\u0000[error]x',
  '#\u0000#\u0000[error]x',
  '##\u009b[error]x',
  '##\u001b[error]x',
  '##\u2028[error]x',
  '##\u007f[error]x',
  '\u001bM::error::x',
  '\ufeff::error::x',
  '\u200b::error::x',
  ':::error::x',
  '::::error::x',
  '####[[error]x',
  '##[##[error]x',
  '\u0000'.repeat(10_000).concat('::error::x'),
  ' '.repeat(10_000).concat('::error::x'),
  '::error::'.concat('x'.repeat(10_000)),
  'x'.repeat(8_190).concat('##[error]x'),
  'x'.repeat(8_192).concat('\r::error::x'),
];

for (const text of assembled) {
  test(`nothing that is taken away makes a command of ${JSON.stringify(text).slice(0, 60)}`, () => {
    assert.deepEqual(commandsIn(sanitisedLines(text).join('\n')), []);
  });
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
      for (const line of sanitisedLines(parts.join(''))) {
        assert.ok(!isCommand(line), JSON.stringify(line));
        assert.ok(!/[\r\n]/.test(line));
      }
    }),
    { numRuns: 5_000 },
  );
});

test('no mixture of what makes up a command is one to the runner itself, alone or behind what Compass puts in front', () => {
  const mixture = fc.array(fc.oneof(fc.constantFrom(...fragments), fc.string({ unit: 'binary', maxLength: 3 })), {
    maxLength: 30,
  });
  fc.assert(
    fc.property(mixture, fc.constantFrom('', '  ', '    ', 'chart | '), (parts, before) => {
      const printed = sanitisedLines(before + parts.join('')).join('\n');
      assert.deepEqual(commandsIn(printed), [], JSON.stringify(printed));
    }),
    { numRuns: 5_000 },
  );
});

test('sanitised text stays as it is', () => {
  const mixture = fc.array(fc.constantFrom(...fragments), { maxLength: 20 });
  fc.assert(
    fc.property(mixture, (parts) => {
      const lines = sanitisedLines(parts.join(''));
      assert.deepEqual(sanitisedLines(lines.join('\n')), lines);
    }),
    { numRuns: 2_000 },
  );
});

test('text of letters, digits and ordinary signs is never touched', () => {
  const words = fc.stringMatching(/^[A-Za-z0-9 .,;!?"'(){}<>=+*/|~^$%&@_-]{0,200}$/);
  fc.assert(fc.property(words, (line) => assert.deepEqual(sanitisedLines(line), [line])));
});

test('a command remains readable', () => {
  assert.deepEqual(sanitisedLines('  ::error::x'), ['  : :error::x']);
  assert.deepEqual(sanitisedLines('see ##[error]x'), ['see ## [error]x']);
});

test('ordinary text stays as it is', () => {
  const text = 'Release "web" has been upgraded. Happy Helming! a::b {"x": [1]} # comment [ok] äöü 🧭\tend';
  assert.deepEqual(sanitisedLines(text), [text]);
});

test('line breaks of every kind end a line; colours and control characters go', () => {
  assert.deepEqual(sanitisedLines('a\r\nb\rc\nd'), ['a', 'b', 'c', 'd']);
  assert.deepEqual(sanitisedLines('\u001b[1;31mred\u001b[0m and\u0000 \u001b]8;;http://x\u0007link'), ['red and link']);
});

test('a very long line is cut', () => {
  const [line = ''] = sanitisedLines('x'.repeat(100_000));
  assert.ok(line.length < 9_000 && line.endsWith(' …'));
});

test('a line is cut at 8192 characters, not before', () => {
  const longest = 'x'.repeat(8_192);
  assert.deepEqual(sanitisedLines(longest), [longest]);
  assert.deepEqual(sanitisedLines(`${longest}y`), [`${longest} …`]);
  assert.deepEqual(sanitisedLines(`${longest}\n${longest}y\nz`), [longest, `${longest} …`, 'z']);
});

test('a cut leaves no half of a letter', () => {
  for (const before of [8_190, 8_191, 8_192]) {
    assert.ok(
      sanitisedLines('x'.repeat(before).concat('🚀🚀')).every((line) => line.isWellFormed()),
      `${before}`,
    );
  }
});

test('the time for a text of many colours grows in proportion', () => {
  assertCpuTime(1_000, () => sanitisedLines('\u001b[0;'.repeat(100_000).concat('\u001b]'.repeat(100_000))));
});

test('whatever is escaped, the runner reads it back as it was', () => {
  const unescapeLines = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n');
  const unescapeData = (text: string) => unescapeLines(text).replaceAll('%25', '%');
  const unescapeProperty = (text: string) =>
    unescapeLines(text).replaceAll('%3A', ':').replaceAll('%2C', ',').replaceAll('%25', '%');
  const texts = fc.string({ unit: fc.constantFrom('%', '2', '5', '0', 'A', 'D', '3', 'C', ':', ',', '\r', '\n', 'x') });
  fc.assert(
    fc.property(texts, (text) => {
      assert.equal(unescapeData(escapeData(text)), text);
      assert.equal(unescapeProperty(escapeProperty(text)), text);
      assert.doesNotMatch(escapeData(text), /[\r\n]/);
      assert.doesNotMatch(escapeProperty(text), /[\r\n:,]/);
    }),
  );
});

test('data and properties of commands are escaped as the runner reads them', () => {
  assert.equal(escapeData('100%\r\na:b,c'), '100%25%0D%0Aa:b,c');
  assert.equal(escapeProperty('a:b,c\n'), 'a%3Ab%2Cc%0A');
});
