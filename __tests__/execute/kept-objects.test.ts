// What stays when a release is uninstalled is told as Helm tells it, however it is written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { keepObjects } from '../../src/execute/kept-objects.ts';

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
  test(`it is kept, and all others stay to the letter: ${JSON.stringify(claim)}`, () => {
    const kept = keepObjects(`${other}---\n# Source: b\n${claim}${other}`) ?? '';
    assert.ok(kept.startsWith(other) && kept.endsWith(other), kept);
    const object = objectsIn(kept)[1];
    assert.equal(object.kind, 'PersistentVolumeClaim');
    assert.deepEqual(object.metadata, { name: 'b', annotations: policy });
    assert.equal(keepObjects(kept), kept);
  });
}

test('its own annotations stay, and an alias is what it stands for', () => {
  const text = 'x: &k PersistentVolumeClaim\nkind: *k\nmetadata: { annotations: { a: "no" } }\n';
  assert.deepEqual(objectsIn(keepObjects(text))[0].metadata.annotations, { a: 'no', ...policy });
});

test('a list is taken apart if something in it is kept, since Helm looks at it alone', () => {
  const list = (kind: string) => `kind: List\nitems:\n- { kind: ${kind}, metadata: { name: a } }\n- { kind: Secret }\n`;
  assert.deepEqual(objectsIn(keepObjects(list('Namespace'))), [
    { kind: 'Namespace', metadata: { name: 'a', annotations: policy } },
    { kind: 'Secret' },
  ]);
  assert.equal(keepObjects(list('ConfigMap')), list('ConfigMap'));
  const policies = 'kind: Policy\nitems: [PersistentVolumeClaim, Pod]\n';
  assert.equal(keepObjects(policies), policies);
});

test('whatever its kind, a list is taken apart', () => {
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

test('what cannot be told is not taken for what may go', () => {
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

test('a manifest without objects stays as it is', () => {
  for (const text of ['', '---\n', '---\n# nothing\n']) assert.equal(keepObjects(text), text);
});
