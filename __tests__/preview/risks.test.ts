// Which changes of an object are risks.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toManifestObject } from '../../src/model/manifest.ts';
import { risksOf } from '../../src/preview/risks.ts';
import type { JsonObject } from '../../src/text/json.ts';

function objectOf(kind: string, name: string, spec: JsonObject) {
  return toManifestObject({ apiVersion: 'batch/v1', kind, metadata: { name }, spec }, 'ns', '');
}

const job = (name: string, image: string) => ({
  before: objectOf('Job', name, { template: { spec: { containers: [{ name: 'a', image: 'seed:1.0.0' }] } } }),
  after: objectOf('Job', name, { template: { spec: { containers: [{ name: 'a', image }] } } }),
});
const rejected = (name: string) => [`Job \`${name}\` would be rejected: \`spec.template\` is immutable`];

test('a change of an immutable field is a risk', () => {
  assert.deepEqual(risksOf(job('seed', 'seed:1.1.0'), { isRemoved: false }), rejected('seed'));
});

test('an object that is named after the revision is a new one each time, and not a risk', () => {
  const isOfRevision1 = true;
  assert.deepEqual(risksOf(job('seed-1', 'seed:1.1.0'), { isRemoved: false, isOfRevision1 }), []);
  assert.deepEqual(risksOf(job('seed-1', 'seed:1.1.0'), { isRemoved: false }), rejected('seed-1'));
  assert.deepEqual(risksOf(job('seed-v10', 'seed:1.1.0'), { isRemoved: false, isOfRevision1 }), rejected('seed-v10'));
});

test('an older version of an image is a risk, a newer one and another image are none', () => {
  const deployment = (image: string) =>
    objectOf('Deployment', 'web', { template: { spec: { containers: [{ name: 'a', image }] } } });
  const risksFrom = (was: string, is: string) =>
    risksOf({ before: deployment(was), after: deployment(is) }, { isRemoved: false });
  assert.equal(risksFrom('web:1.1.0', 'web:1.0.0').length, 1);
  assert.deepEqual(risksFrom('web:1.0.0', 'web:1.1.0'), []);
  assert.deepEqual(risksFrom('web:1.1.0', 'api:1.0.0'), []);
});

test('an object that holds data is reported as kept when its release is removed', () => {
  const claim = objectOf('PersistentVolumeClaim', 'data', {});
  const risks = (isRemoved: boolean) => risksOf({ before: claim, after: undefined }, { isRemoved });
  assert.match(risks(true).join(), /would stay in the cluster/);
  assert.match(risks(false).join(), /would be deleted, possibly with its data/);
});
