// Labels and annotations of releases: valid for Kubernetes, and about no revision but their own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type EnvironmentName, longest, type Namespace, type StackName } from '../../src/model/names.ts';
import { compassVersion } from '../../src/model/version.ts';
import { fingerprint } from '../../src/plan/fingerprint.ts';
import type { Identity } from '../../src/plan/plan.ts';
import {
  annotationsOfSuccess,
  carriesFingerprint,
  changedParts,
  isAppliedByServer,
  labelsOfSuccess,
  labelsOfUpgrade,
  ownerOf,
  runOf,
} from '../../src/plan/release-labels.ts';
import { writeRunLabel } from '../../src/plan/run-label.ts';
import type { StoredRelease } from '../../src/ports/cluster.ts';
import { plainSettings } from '../support/settings.ts';

/** As the API server checks them (k8s.io/apimachinery: validation.go). */
const labelValue = /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/;
const labelKey = /^[a-z0-9.-]{1,253}\/[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;

function assertLabels(labels: Readonly<Record<string, string>>): void {
  for (const [key, value] of Object.entries(labels)) {
    assert.match(key, labelKey);
    assert.match(value, labelValue, key);
    assert.ok(value.length <= 63, `${key}: ${value}`);
  }
}

const identityOf = (stack: string, environment: string): Identity => ({
  stack: stack as StackName,
  environment: environment as EnvironmentName,
  namespace: 'ns' as Namespace,
});
const identity = identityOf('shop', 'staging');
const wanted = fingerprint({
  release: 'web',
  namespace: 'ns',
  content: 'd',
  values: { replicas: 1 },
  images: {},
  helm: { major: 4, minor: 3 },
  settings: plainSettings,
});
const release = (revision: number, labels: Readonly<Record<string, string>>): StoredRelease => ({
  name: 'web',
  namespace: 'ns',
  revision,
  status: 'deployed',
  labels,
  annotations: {},
  resourceVersion: '1',
});
test('every label is valid, with the longest names and the highest revision too', () => {
  const [stack, environment] = ['s'.repeat(longest.stack), 'e'.repeat(longest.environment)];
  for (const revision of [1, 99, 1_000_000, Number.MAX_SAFE_INTEGER]) {
    for (const validated of [true, false]) {
      const run = writeRunLabel({ repositoryId: '1296269', id: '17539412345', attempt: '1', url: '' }, '0123456789ab');
      assertLabels(labelsOfUpgrade(identityOf(stack, environment), run, revision, validated));
    }
    assertLabels(labelsOfSuccess(wanted, revision));
  }
});

test('what was written is read back', () => {
  const made = release(4, { ...labelsOfUpgrade(identity, 'run-1', 4, true), ...labelsOfSuccess(wanted, 4) });
  assert.deepEqual(ownerOf(made), { stack: 'shop', environment: 'staging', namespace: 'ns' });
  assert.equal(runOf(made), 'run-1');
  assert.equal(isAppliedByServer(made), true);
  assert.equal(carriesFingerprint(made, wanted), true);
  assert.deepEqual(changedParts(made, wanted), []);
});

test('without labels of Compass, nothing is known about a release', () => {
  for (const labels of [
    {},
    { owner: 'helm', stack: 'shop' },
    { 'other.io/stack': 'shop', 'other.io/environment': 'x' },
  ]) {
    const foreign = release(4, labels);
    assert.equal(ownerOf(foreign), undefined);
    assert.equal(runOf(foreign), undefined);
    assert.equal(isAppliedByServer(foreign), false);
    assert.equal(carriesFingerprint(foreign, wanted), false);
    assert.equal(changedParts(foreign, wanted), undefined);
  }
});

test('a release whose method is not known does not count as applied by the server', () => {
  assert.equal(isAppliedByServer(release(4, labelsOfUpgrade(identity, 'run-1', 4, false))), false);
});

test('a label that Helm copied to another revision does not describe it, whatever the two revisions', () => {
  const revision = fc.integer({ min: 1, max: 2_000 });
  fc.assert(
    fc.property(revision, revision, (made, copied) => {
      fc.pre(made !== copied);
      const labels = { ...labelsOfUpgrade(identity, 'run-1', made, true), ...labelsOfSuccess(wanted, made) };
      const copy = release(copied, labels);
      assert.equal(carriesFingerprint(copy, wanted), false);
      assert.equal(changedParts(copy, wanted), undefined);
      assert.equal(isAppliedByServer(copy), false);
    }),
  );
});

test('whole revision numbers are compared: 1 is not the end of 11', () => {
  const labels = labelsOfSuccess(wanted, 11);
  assert.equal(changedParts(release(1, labels), wanted), undefined);
  assert.equal(changedParts(release(11, labels), wanted)?.length, 0);
});

test('the owner of a release stays the same from revision to revision', () => {
  assert.deepEqual(ownerOf(release(5, labelsOfUpgrade(identity, 'run-1', 4, true))), {
    stack: 'shop',
    environment: 'staging',
    namespace: 'ns',
  });
});

test('labels of another form do not throw', () => {
  for (const parts of ['', 'a', 'a.b.c', 'a.b.c.d.e', '...', undefined]) {
    const labels = { ...labelsOfSuccess(wanted, 4), ...(parts !== undefined && { 'compass.monax.io/parts': parts }) };
    assert.doesNotThrow(() => changedParts(release(4, labels), wanted));
  }
  assert.equal(changedParts(release(4, { 'compass.monax.io/fingerprint': 'v1-0-r4' }), wanted), undefined);
});

test('the annotations say which chart of which commit made a revision', () => {
  const facts = { images: { 'x:1': 'sha256:a' }, secrets: [['db', 'password']], chart: 'web' };
  assert.deepEqual(annotationsOfSuccess({ ...facts, depends: ['db', 'cache'], commit: 'c0ffee' }), {
    'compass.monax.io/images': '{"x:1":"sha256:a"}',
    'compass.monax.io/secrets': '[["db","password"]]',
    'compass.monax.io/chart': 'web',
    'compass.monax.io/depends': '["db","cache"]',
    'compass.monax.io/commit': 'c0ffee',
    'compass.monax.io/version': compassVersion,
  });
  const withoutCommit = annotationsOfSuccess({ ...facts, depends: [], commit: '' });
  assert.equal('compass.monax.io/commit' in withoutCommit, false);
});
