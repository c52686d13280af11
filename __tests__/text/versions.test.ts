// Which version of a list does a text mean?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chooseVersion,
  isExactVersion,
  isVersionOrRange,
  newestVersions,
  parseWanted,
} from '../../src/text/versions.ts';

const pin = 'a'.repeat(64);

test('a version or a range may be followed by a pin', () => {
  assert.deepEqual(parseWanted(undefined), {});
  assert.deepEqual(parseWanted(' 1.2.3 '), { text: '1.2.3' });
  assert.deepEqual(parseWanted('>=1.2, <3'), { text: '>=1.2, <3' });
  assert.deepEqual(parseWanted(`1.2.3@sha256:${pin}`), { text: '1.2.3', pin });
  assert.deepEqual(parseWanted(`@sha256:${pin}`), { pin });
});

for (const written of ['1.2.3@', '1.2.3@sha256:abc', `1.2.3@${pin}`, `1@sha256:${pin}@x`, `1@sha256:${pin}0`, '1@2']) {
  test(`${written} is not a pin`, () => assert.equal(parseWanted(written), undefined));
}

test('an exact version has all three numbers', () => {
  for (const text of ['1.2.3', 'v1.2.3', '1.2.3-rc.1', '1.2.3+build', '0.0.0']) assert.ok(isExactVersion(text), text);
  for (const text of ['1', '1.2', '1.2.x', '^1.2.3', '=1.2.3', 'latest', '1.2.3 - 2', '']) {
    assert.ok(!isExactVersion(text), text);
  }
});

test('ranges are distinguished from other texts', () => {
  for (const text of ['1', '^1.2', '>=1.2, <3', '1.2 - 2.3', '1 || 2', '*', 'x'])
    assert.ok(isVersionOrRange(text), text);
  for (const text of ['latest', '1 || latest', '1.2.3.4', '>=<1']) assert.ok(!isVersionOrRange(text), text);
});

const published = ['2.3.9', '1.0.0', '1.10.0', '1.2.3', '1.2.10', '1.9.0', '2.0.0', '2.4.0', '3.0.0', '4.0.0-rc.1'];

for (const [range, chosen] of [
  [undefined, '3.0.0'],
  ['*', '3.0.0'],
  ['^1.2', '1.10.0'],
  ['~1.2.3', '1.2.10'],
  ['~1.2', '1.2.10'],
  ['1.x', '1.10.0'],
  ['1', '1.10.0'],
  ['1.2', '1.2.10'],
  ['>=1.2, <3', '2.4.0'],
  ['>= 1.2,< 2', '1.10.0'],
  ['>=1.2 <2', '1.10.0'],
  ['1.2 - 2.3', '2.3.9'],
  ['~1.2 || ^2.0.0', '2.4.0'],
  ['<=1.2.3', '1.2.3'],
  ['=1.2.3', '1.2.3'],
  ['1.2.3', '1.2.3'],
  ['v1.2.3', '1.2.3'],
  ['4.0.0-rc.1', '4.0.0-rc.1'],
  ['>=4', undefined],
  ['>=4.0.0-0', '4.0.0-rc.1'],
  // Any prerelease in the range, not only those of 3.0.0.
  ['>=3.0.0-0', '4.0.0-rc.1'],
  ['^3.0.0-0', '3.0.0'],
  // A prerelease is named in one alternative, and is no licence for the other one.
  ['>=3 || 1.0.0-0 - 1.0.0', '3.0.0'],
  ['1.2.4', undefined],
  ['1.2.3+build', undefined],
  ['latest', undefined],
] as const) {
  test(`of the published versions, ${range ?? 'no text'} selects ${chosen ?? 'none'}`, () => {
    assert.equal(chooseVersion(range, published), chosen);
    assert.equal(chooseVersion(range, published.toReversed()), chosen);
  });
}

test('versions are returned as they are written, with their v, and an equal text wins', () => {
  assert.equal(chooseVersion('^1', ['v1.0.0', 'v1.1.0']), 'v1.1.0');
  assert.equal(chooseVersion('1.0.0', ['v1.0.0']), 'v1.0.0');
  assert.equal(chooseVersion('1.0.0', ['v1.0.0', '1.0.0']), '1.0.0');
  assert.equal(chooseVersion('v1.0.0', ['1.0.0', 'v1.0.0']), 'v1.0.0');
});

test('an invalid version can be selected by its own text, but not by a range', () => {
  assert.equal(chooseVersion('2024.01.02', ['2024.01.02']), '2024.01.02');
  assert.equal(chooseVersion('*', ['2024.01.02', 'latest']), undefined);
});

test('versions that differ only in the build are ordered too', () => {
  assert.equal(chooseVersion('1.x', ['1.0.0+2', '1.0.0+10', '1.0.0+1']), '1.0.0+10');
});

test('the newest versions are ordered as versions, with prereleases', () => {
  assert.deepEqual(newestVersions([...published, 'latest'], 5), ['4.0.0-rc.1', '3.0.0', '2.4.0', '2.3.9', '2.0.0']);
  assert.deepEqual(newestVersions(['latest'], 5), []);
});

test('a version without build metadata stands for those with some, as in Helm', () => {
  const versions = ['109.0.1+up1.0.2', '109.0.1+up1.0.10', '109.0.2+up1'];
  assert.equal(chooseVersion('109.0.1', versions), '109.0.1+up1.0.10');
  assert.equal(chooseVersion('v109.0.2', versions), '109.0.2+up1');
  assert.equal(chooseVersion('109.0.1+up2', versions), undefined);
  assert.equal(chooseVersion('109.0.1', [...versions, '109.0.1']), '109.0.1');
});
