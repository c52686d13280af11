// A CRD becomes the chart's, and additions of other clients stay.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { patchFor } from '../../src/plan/crd-patch.ts';
import type { JsonObject } from '../../src/text/json.ts';

const metadata = {
  name: 'things.example.com',
  resourceVersion: '7',
  labels: { o: 'p' },
  annotations: { others: 'keep' },
};
const webhook = (clientConfig: JsonObject): JsonObject => ({
  conversion: { strategy: 'Webhook', webhook: { clientConfig, conversionReviewVersions: ['v1'] } },
});

test('no patch is sent if the CRD in the cluster contains that of the chart, whatever defaults it adds or leaves out', () => {
  const wanted = { metadata: { labels: null, annotations: null }, spec: { group: 'g', preserveUnknownFields: false } };
  assert.equal(patchFor(wanted, { metadata, spec: { group: 'g', more: 1 } }), undefined);
});

test('labels and annotations of others stay, even if the chart has none', () => {
  const wanted = { metadata: { labels: null, annotations: { a: 'b' } }, spec: { group: 'g' } };
  assert.deepEqual(patchFor(wanted, { metadata, spec: { group: 'f' } }), {
    metadata: { labels: {}, annotations: { a: 'b' }, resourceVersion: '7' },
    spec: { group: 'g' },
  });
});

test('the CA of a webhook stays, and is not replaced by a placeholder', () => {
  const wanted = { spec: webhook({ url: 'https://new', caBundle: 'Cg==' }) };
  const there = { metadata, spec: webhook({ url: 'https://old', caBundle: 'real' }) };
  assert.deepEqual(patchFor(wanted, there)?.['spec'], webhook({ url: 'https://new' }));
  const bare = { metadata, spec: webhook({ url: 'https://old' }) };
  assert.deepEqual(patchFor(wanted, bare)?.['spec'], wanted.spec);
});

test('without a conversion, the webhook is removed', () => {
  const wanted = { spec: { conversion: { strategy: 'None' } } };
  const there = { metadata, spec: webhook({ url: 'https://old' }) };
  assert.deepEqual(patchFor(wanted, there)?.['spec'], { conversion: { strategy: 'None', webhook: null } });
  assert.equal(patchFor(wanted, { metadata, spec: { conversion: { strategy: 'None' } } }), undefined);
});
