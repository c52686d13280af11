// A fingerprint is the same for the same inputs, and different for any others.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import type { EnvironmentName, Namespace, StackName } from '../../src/model/names.ts';
import { fingerprint, formerFingerprint, partNames, type ReleaseInputs } from '../../src/plan/fingerprint.ts';
import { carriesFingerprint, changedParts, labelsOfSuccess, labelsOfUpgrade } from '../../src/plan/release-labels.ts';
import { writeRunLabel } from '../../src/plan/run-label.ts';
import { canonicalJson, type Json, type JsonObject } from '../../src/text/json.ts';
import { plainSettings } from '../support/settings.ts';

const some: ReleaseInputs = {
  release: 'web',
  namespace: 'ns',
  content: 'd',
  values: { a: 1 },
  images: {},
  helm: { major: 4, minor: 3 },
  settings: plainSettings,
};
const jsonObject = fc.dictionary(fc.string(), fc.jsonValue()) as fc.Arbitrary<JsonObject>;

test('the order of keys does not matter, at any depth', () => {
  const reversed = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(reversed);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, inner]) => [key, reversed(inner)]),
    );
  };
  fc.assert(
    fc.property(jsonObject, (values) => {
      assert.deepEqual(
        fingerprint({ ...some, values }),
        fingerprint({ ...some, values: reversed(values) as JsonObject }),
      );
    }),
  );
});

test('different values have different fingerprints', () => {
  fc.assert(
    fc.property(jsonObject, jsonObject, (a, b) => {
      const same = JSON.stringify(fc.stringify(a)) === JSON.stringify(fc.stringify(b));
      fc.pre(!same);
      try {
        assert.deepEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
      } catch {
        assert.notEqual(fingerprint({ ...some, values: a }).whole, fingerprint({ ...some, values: b }).whole);
      }
    }),
  );
});

const changes: readonly [Partial<ReleaseInputs>, string][] = [
  [{ content: 'e' }, 'chart'],
  [{ images: { 'x:1': 'sha256:1' } }, 'images'],
  [{ values: { a: '1' } }, 'values'],
  [{ values: { a: 1, b: null } }, 'values'],
  [{ helm: { major: 4, minor: 4 } }, 'flags'],
  [{ namespace: 'other' }, 'flags'],
  [{ release: 'other' }, 'flags'],
  [{ settings: { ...plainSettings, conflicts: 'take' } }, 'flags'],
];

for (const [change, part] of changes) {
  test(`${JSON.stringify(change)} changes the part "${part}" and no other`, () => {
    const [before, after] = [fingerprint(some), fingerprint({ ...some, ...change })];
    assert.notEqual(before.whole, after.whole);
    assert.deepEqual(
      partNames.filter((name) => before.parts[name] !== after.parts[name]),
      [part],
    );
  });
}

const text = fc.string({ maxLength: 8 });
const ingredients = fc.record({
  release: text,
  namespace: text,
  content: text,
  values: jsonObject,
  images: fc.dictionary(text, fc.stringMatching(/^sha256:[0-9a-f]{64}$/)),
  helm: fc.record({ major: fc.nat(9), minor: fc.nat(99) }),
  settings: fc.record({
    conflicts: fc.constantFrom('fail' as const, 'take' as const),
    crds: fc.constantFrom('install' as const, 'upgrade' as const),
    adopt: fc.boolean(),
  }),
});

test('a change of any ingredient is noticed, in its part and no other', () => {
  const partOf = {
    release: 'flags',
    namespace: 'flags',
    content: 'chart',
    values: 'values',
    images: 'images',
    helm: 'flags',
    settings: 'flags',
  } as const;
  const names = fc.constantFrom(...(Object.keys(partOf) as (keyof ReleaseInputs)[]));
  fc.assert(
    fc.property(ingredients, ingredients, names, fc.integer({ min: 1, max: 999 }), (before, other, name, revision) => {
      fc.pre(canonicalJson({ it: before[name] as Json }) !== canonicalJson({ it: other[name] as Json }));
      const after = fingerprint({ ...before, [name]: other[name] });
      const labels = labelsOfSuccess(fingerprint(before), revision);
      const release = {
        name: 'web',
        namespace: 'ns',
        status: 'deployed',
        labels,
        annotations: {},
        resourceVersion: '1',
        revision,
      };
      assert.equal(carriesFingerprint(release, after), false);
      assert.deepEqual(changedParts(release, after), [partOf[name]]);
    }),
  );
});

test('which digest is where counts, although a moved tag is a change of the images only', () => {
  const [stable, canary] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`) as [string, string];
  const images = { 'web:stable': stable, 'web:canary': canary };
  const of = (main: string, other: string) => ({
    raw: fingerprint({ ...some, images, content: { 'k8s/web.yaml': `main: ${main}\nother: ${other}\n` } }),
    values: fingerprint({ ...some, images, values: { main, other } }),
  });
  const [before, after] = [of(stable, canary), of(canary, stable)];
  assert.notEqual(before.raw.whole, after.raw.whole);
  assert.notEqual(before.values.whole, after.values.whole);
  const moved = fingerprint({ ...some, images: { 'web:stable': canary }, values: { main: canary } });
  const still = fingerprint({ ...some, images: { 'web:stable': stable }, values: { main: stable } });
  assert.notEqual(moved.whole, still.whole);
  assert.deepEqual(
    partNames.filter((name) => moved.parts[name] !== still.parts[name]),
    ['images'],
  );
});

test('exchanging two ingredients changes the fingerprint', () => {
  const swapped = fingerprint({ ...some, release: some.namespace, namespace: some.release });
  assert.notEqual(swapped.whole, fingerprint(some).whole);
  const versions = [
    { major: 4, minor: 31 },
    { major: 43, minor: 1 },
  ];
  assert.equal(new Set(versions.map((helm) => fingerprint({ ...some, helm }).whole)).size, 2);
});

test('the whole is 40 hex digits, each part 8', () => {
  const { whole, parts } = fingerprint(some);
  assert.match(whole, /^[0-9a-f]{40}$/);
  assert.deepEqual(Object.keys(parts), [...partNames]);
  for (const part of Object.values(parts)) assert.match(part, /^[0-9a-f]{8}$/);
});

test('the algorithms stay the same, because existing releases carry their fingerprints', () => {
  assert.deepEqual(formerFingerprint(some, 'd'), {
    whole: '20cd6de4869e79fa10a09c717256189da9047afc',
    parts: { chart: '3fa5834d', values: '3dc4eef5', images: '44136fa3', flags: '5e5b38b9' },
  });
  assert.deepEqual(fingerprint(some), {
    whole: 'f655f648440ce55bc8e9ae2bc74d3c6adf8e299e',
    parts: { chart: '3fa5834d', values: '3dc4eef5', images: '44136fa3', flags: '5e5b38b9' },
  });
});

test('everything written onto a release is a valid label, whatever the runner says of the run', () => {
  const label = /^([A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?)?$/;
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      fc.string({ minLength: 20 }),
      fc.nat(),
      (repositoryId, id, attempt, revision) => {
        const run = writeRunLabel({ repositoryId, id, attempt, url: '' }, '0123456789ab');
        const identity = {
          stack: 's'.repeat(63) as StackName,
          environment: 'e'.repeat(40) as EnvironmentName,
          namespace: 'n' as Namespace,
        };
        const labels = {
          ...labelsOfUpgrade(identity, run, revision, false),
          ...labelsOfSuccess(fingerprint(some), revision),
        };
        for (const value of Object.values(labels)) assert.match(value, label);
      },
    ),
  );
});

test('a label that Helm copied to another revision does not describe that one', () => {
  const labels = labelsOfSuccess(fingerprint(some), 7);
  const release = { name: 'web', namespace: 'ns', status: 'deployed', labels, annotations: {}, resourceVersion: '1' };
  assert.equal(carriesFingerprint({ ...release, revision: 7 }, fingerprint(some)), true);
  assert.equal(carriesFingerprint({ ...release, revision: 8 }, fingerprint(some)), false);
});

test('a moved tag is a change of the images only, although the values contain its digest', () => {
  const at = (digest: string) =>
    fingerprint({ ...some, values: { image: `x:1@${digest}` }, images: { 'x:1': digest } });
  const [before, after] = [at('sha256:aaa'), at('sha256:bbb')];
  assert.deepEqual(
    partNames.filter((name) => before.parts[name] !== after.parts[name]),
    ['images'],
  );
});
