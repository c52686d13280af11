// The label of a run is valid for Kubernetes, and the run can be read back from it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { randomDigits, readRunLabel, writeRunLabel } from '../../src/plan/run-label.ts';

/** As the API server checks it (k8s.io/apimachinery: validation.go). */
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const random = '0123456789ab';
const run = { repositoryId: '1296269', id: '17539412345', attempt: '1', url: 'https://example.com' };

const hex = fc.string({
  unit: fc.constantFrom(...'0123456789abcdef'),
  minLength: randomDigits,
  maxLength: randomDigits,
});
const numeric = fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: 1, maxLength: 14 });

test('on GitHub, the repository, the run and its attempt can be read back', () => {
  assert.equal(writeRunLabel(run, random), 'g.1296269.17539412345.1.0123456789ab');
  fc.assert(
    fc.property(numeric, numeric, numeric, hex, (repositoryId, id, attempt, digits) => {
      const label = writeRunLabel({ repositoryId, id, attempt, url: '' }, digits);
      assert.ok(label.length <= 63, label);
      assert.match(label, labelValue);
      assert.deepEqual(readRunLabel(label), { platform: 'github', repositoryId, run: id, attempt, random: digits });
    }),
    { numRuns: 1000 },
  );
});

test('elsewhere, and if the runner does not say enough, the label is local', () => {
  for (const unknown of [{ repositoryId: '' }, { id: '' }, { attempt: '' }, { id: '1'.repeat(15) }, { id: '1.2' }]) {
    assert.equal(writeRunLabel({ ...run, ...unknown }, random), `l.${random}`);
  }
  fc.assert(
    fc.property(hex, (digits) => {
      const label = writeRunLabel({ repositoryId: '', id: '', attempt: '', url: '' }, digits);
      assert.deepEqual(readRunLabel(label), { platform: 'local', random: digits });
    }),
  );
});

test('whatever a runner says, the label is valid and can be read back', () => {
  const text = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), numeric);
  fc.assert(
    fc.property(text, text, text, (repositoryId, id, attempt) => {
      const label = writeRunLabel({ repositoryId, id, attempt, url: '' }, random);
      assert.ok(label.length <= 63 && labelValue.test(label), label);
      assert.notEqual(readRunLabel(label), undefined);
    }),
    { numRuns: 1000 },
  );
});

test('two steps are two owners, whichever part of them differs', () => {
  const labels = [
    writeRunLabel(run, random),
    writeRunLabel(run, '0123456789ac'),
    writeRunLabel({ ...run, repositoryId: '1296270' }, random),
    writeRunLabel({ ...run, id: '17539412346' }, random),
    writeRunLabel({ ...run, attempt: '2' }, random),
  ];
  assert.equal(new Set(labels).size, labels.length);
});

for (const label of [
  '17539412345.1.deploy.--OWNER-comp.0123abcd',
  '0123abcd',
  '12345678',
  'g.1.2.3',
  'g.1.2.0123456789ab',
  'l.1.0123456789ab',
  'l.0123abcd',
  'l.0123456789AB',
  '',
]) {
  test(`'${label}' is not a label of this form`, () => assert.equal(readRunLabel(label), undefined));
}
