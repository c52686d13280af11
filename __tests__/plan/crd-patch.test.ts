// A definition is changed to what the chart wants, and what others have put into it stays.
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

test('nothing is sent if the cluster has it all, whatever it leaves out or adds', () => {
  const wanted = { metadata: { labels: null, annotations: null }, spec: { group: 'g', preserveUnknownFields: false } };
  assert.equal(patchFor(wanted, { metadata, spec: { group: 'g', more: 1 } }), undefined);
});

test('what others have put on it stays, also where the chart has nothing there', () => {
  const wanted = { metadata: { labels: null, annotations: { a: 'b' } }, spec: { group: 'g' } };
  assert.deepEqual(patchFor(wanted, { metadata, spec: { group: 'f' } }), {
    metadata: { labels: {}, annotations: { a: 'b' }, resourceVersion: '7' },
    spec: { group: 'g' },
  });
});

test('the authority of a webhook stays, and is not replaced by a placeholder', () => {
  const wanted = { spec: webhook({ url: 'https://new', caBundle: 'Cg==' }) };
  const there = { metadata, spec: webhook({ url: 'https://old', caBundle: 'real' }) };
  assert.deepEqual(patchFor(wanted, there)?.['spec'], webhook({ url: 'https://new' }));
  const bare = { metadata, spec: webhook({ url: 'https://old' }) };
  assert.deepEqual(patchFor(wanted, bare)?.['spec'], wanted.spec);
});

test('without conversion, no webhook is left', () => {
  const wanted = { spec: { conversion: { strategy: 'None' } } };
  const there = { metadata, spec: webhook({ url: 'https://old' }) };
  assert.deepEqual(patchFor(wanted, there)?.['spec'], { conversion: { strategy: 'None', webhook: null } });
  assert.equal(patchFor(wanted, { metadata, spec: { conversion: { strategy: 'None' } } }), undefined);
});
