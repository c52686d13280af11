// Objects that stay when a release is uninstalled get Helm's annotation, however they are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { keepObjects } from '../../src/execute/stored-manifest.ts';

const other = '---\n# Source: a\nkind:   ConfigMap\ndata: {x:   Namespace, y: 012}\n';
const policy = { 'helm.sh/resource-policy': 'keep' };
const objectsIn = (text: string | undefined) => parseAllDocuments(text ?? '').map((document) => document.toJS());

for (const claim of [
  'kind: PersistentVolumeClaim\nmetadata:\n  name: b # its name\n',
  'kind: "Persistent\\x56olumeClaim"\nmetadata: { name: b }\n',
  'metadata: { name: b, annotations: }\nkind: PersistentVolumeClaim\n',
  'metadata: { name: b, annotations: ~ }\nkind: PersistentVolumeClaim\n',
  'kind: ConfigMap\nmetadata: { name: b }\nkind: PersistentVolumeClaim\n',
  '<<: { kind: PersistentVolumeClaim }\nmetadata: { name: b }\n',
]) {
  test(`the claim is kept, and all other documents stay as they are: ${JSON.stringify(claim)}`, () => {
    const kept = keepObjects(`${other}---\n# Source: b\n${claim}${other}`) ?? '';
    assert.ok(kept.startsWith(other) && kept.endsWith(other), kept);
    const object = objectsIn(kept)[1];
    assert.equal(object.kind, 'PersistentVolumeClaim');
    assert.deepEqual(object.metadata, { name: 'b', annotations: policy });
    assert.equal(keepObjects(kept), kept);
  });
}

test('its own annotations stay, and aliases are resolved', () => {
  const text = 'x: &k PersistentVolumeClaim\nkind: *k\nmetadata: { annotations: { a: "no" } }\n';
  assert.deepEqual(objectsIn(keepObjects(text))[0].metadata.annotations, { a: 'no', ...policy });
});

test('a list is split if it contains an object to be kept, because Helm looks only at the list', () => {
  const list = (kind: string) => `kind: List\nitems:\n- { kind: ${kind}, metadata: { name: a } }\n- { kind: Secret }\n`;
  assert.deepEqual(objectsIn(keepObjects(list('Namespace'))), [
    { kind: 'Namespace', metadata: { name: 'a', annotations: policy } },
    { kind: 'Secret' },
  ]);
  assert.equal(keepObjects(list('ConfigMap')), list('ConfigMap'));
  const policies = 'kind: Policy\nitems: [PersistentVolumeClaim, Pod]\n';
  assert.equal(keepObjects(policies), policies);
});

test('a list is split, whatever its kind', () => {
  const item = '{ apiVersion: v1, kind: PersistentVolumeClaim, metadata: { name: a } }';
  for (const kind of ['Quiz', 'ConfigMapList', 'Listing']) {
    const [kept] = objectsIn(keepObjects(`apiVersion: v1\nkind: ${kind}\nitems: [${item}]\n`));
    assert.deepEqual([kept.kind, kept.metadata.annotations], ['PersistentVolumeClaim', policy], kind);
  }
  const claims = 'apiVersion: v1\nkind: PersistentVolumeClaimList\nitems: [{ metadata: { name: a } }]\n';
  assert.deepEqual(objectsIn(keepObjects(claims)), [
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'a', annotations: policy } },
  ]);
});

test('every item of a list that is kept itself is kept', () => {
  const items = '[{ kind: Namespace, metadata: { name: a } }, { kind: Secret }]';
  const list = `kind: List\nmetadata: { annotations: { helm.sh/resource-policy: keep } }\nitems: ${items}\n`;
  assert.deepEqual(objectsIn(keepObjects(list)), [
    { kind: 'Namespace', metadata: { name: 'a', annotations: policy } },
    { kind: 'Secret', metadata: { annotations: policy } },
  ]);
});

test('nothing is removed if a document cannot be read as objects', () => {
  for (const text of [
    'kind: Namespace\n  x: [',
    'kind: !!binary UGVyc2lzdGVudA==\n',
    'metadata: {}\n',
    'a: *nothing\n',
    'kind: List\nitems: [text, { kind: PersistentVolumeClaim }]\n',
    'kind: List\nitems: [{ metadata: { name: a } }]\n',
  ]) {
    assert.equal(keepObjects(`${other}---\n${text}`), undefined, text);
  }
});

test('a manifest without objects does not change', () => {
  for (const text of ['', '---\n', '---\n# nothing\n']) assert.equal(keepObjects(text), text);
});
