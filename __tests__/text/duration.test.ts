// Durations: which texts are valid, and how they are shown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { durationPattern, formatDuration, parseDuration } from '../../src/text/duration.ts';

for (const [text, ms] of [
  ['1ms', 1],
  ['90s', 90_000],
  ['5m', 300_000],
  ['30m', 1_800_000],
  ['2h', 7_200_000],
  ['1h30m', 5_400_000],
  ['1h1m1s1ms', 3_661_001],
  ['1m90s', 150_000],
  ['007s', 7_000],
  ['576h', 2_073_600_000],
] as const) {
  test(`'${text}' is ${ms} ms`, () => assert.equal(parseDuration(text), ms));
}

for (const [text, why] of [
  ['', 'empty'],
  ['5', 'no unit'],
  ['1h30', 'the last number has no unit'],
  ['m', 'no number'],
  ['0s', 'nothing'],
  ['0h0m0s', 'nothing, however it is written'],
  ['-5m', 'negative'],
  ['+5m', 'a sign'],
  ['1.5h', 'a fraction'],
  ['5 m', 'white space inside'],
  [' 5m', 'white space before'],
  ['5m\n', 'a line break behind'],
  ['5M', 'another case'],
  ['5d', 'an unknown unit'],
  ['5min', 'a unit in words'],
  ['1e3s', 'an exponent'],
  ['٥m', 'digits of another script'],
  ['576h1ms', 'longer than 24 days'],
  ['577h', 'longer than 24 days'],
  [`${'9'.repeat(20)}h`, 'longer than can be counted'],
] as const) {
  test(`${JSON.stringify(text)} is not a duration: ${why}`, () => assert.equal(parseDuration(text), undefined));
}

test('hours, minutes, seconds and milliseconds add up, in any order', () => {
  const part = fc.tuple(fc.integer({ min: 1, max: 115 }), fc.constantFrom('h', 'm', 's', 'ms'));
  const unit: Record<string, number> = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 5 }), (parts) => {
      const total = parts.reduce((sum, [count, name]) => sum + count * (unit[name] ?? 0), 0);
      assert.equal(parseDuration(parts.flat().join('')), total);
    }),
  );
});

test('every accepted duration matches the pattern in the JSON Schema', () => {
  const texts = fc.string({ unit: fc.constantFrom('0', '1', 'h', 'm', 's', ' ', '\n', '-') });
  fc.assert(fc.property(texts, (text) => parseDuration(text) === undefined || durationPattern.test(text)));
});

for (const [ms, text] of [
  [0, '0.0 s'],
  [400, '0.4 s'],
  [12_000, '12.0 s'],
  [59_900, '59.9 s'],
  [60_000, '1 min'],
  [119_999, '2 min'],
  [185_000, '3 min 5 s'],
  [5_400_000, '90 min'],
] as const) {
  test(`${ms} ms are shown as '${text}'`, () => assert.equal(formatDuration(ms), text));
}
