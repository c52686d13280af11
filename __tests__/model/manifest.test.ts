// Documents are read as Kubernetes and Helm read them: what is a list, what an item inherits, what is a hook, what is a CRD.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hookEventsOf,
  objectsIn,
  readDocument,
  splitCrdsFolder,
  splitDocuments,
  splitManifest,
  toManifestObject,
} from '../../src/model/manifest.ts';

const claim = { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'data' } };

test('the documents of a manifest, joined, are the manifest again', () => {
  for (const text of ['', 'a: 1\n', '---\na: 1\n--- # two\nb: ---\n---\n', 'a: |\n  ---\n----\n---\tc: 1']) {
    assert.equal(splitManifest(text).join(''), text);
  }
  assert.deepEqual(splitDocuments('# Source: a\n---\na: 1\n---\n\n--- # b\n'), ['a: 1']);
});

for (const kind of ['List', 'ConfigMapList', 'Quiz']) {
  test(`a ${kind} with items is its items, each with its path`, () => {
    const list = { apiVersion: 'v1', kind, items: [claim, { apiVersion: 'v1', kind: 'List', items: [claim] }] };
    assert.deepEqual(objectsIn(list), [
      { data: claim, path: ['items', 0] },
      { data: claim, path: ['items', 1, 'items', 0] },
    ]);
    assert.deepEqual(objectsIn({ ...list, items: null }), []);
  });
}

test('an item without kind and version inherits them from its list', () => {
  const list = { apiVersion: 'v1', kind: 'PersistentVolumeClaimList', items: [{ metadata: claim.metadata }] };
  assert.deepEqual(
    objectsIn(list).map(({ data }) => data),
    [claim],
  );
  const nameless = [{ metadata: { name: 'a' } }];
  assert.deepEqual(
    objectsIn({ apiVersion: 'v1', kind: 'List', items: nameless }).map(({ data }) => data),
    nameless,
  );
});

test('without a list of items, a document is one object', () => {
  for (const data of [claim, { ...claim, items: { a: 1 } }, null, 'text', [claim]]) {
    assert.deepEqual(objectsIn(data), [{ data, path: [] }]);
  }
});

test('of duplicate keys, the last one counts', () => {
  assert.deepEqual(readDocument('kind: A\nkind: B\n'), { kind: 'B' });
  assert.equal(readDocument('# nothing\n'), null);
  assert.equal(readDocument('a: ['), undefined);
});

test('the key of an object depends on its API group, not on the version', () => {
  const keyOf = (apiVersion: string) => toManifestObject({ ...claim, apiVersion }, 'ns', '').key;
  assert.equal(keyOf('apps/v1'), keyOf('apps/v1beta1'));
  assert.notEqual(keyOf('apps/v1'), keyOf('v1'));
});

test('an object is in the namespace of its release unless it names one', () => {
  assert.equal(toManifestObject(claim, 'ns', '# Source: web/templates/a.yaml\na: 1').namespace, 'ns');
  const elsewhere = { ...claim, metadata: { name: 'data', namespace: 'other' } };
  assert.equal(toManifestObject(elsewhere, 'ns', '').namespace, 'other');
  assert.equal(toManifestObject(claim, 'ns', '# Source: web/templates/a.yaml\na: 1').source, 'web/templates/a.yaml');
});

test('an object with the hook annotation is a hook, whatever the value', () => {
  const hook = { ...claim, metadata: { name: 'data', annotations: { 'helm.sh/hook': ' pre-install ' } } };
  assert.equal(hookEventsOf(hook), 'pre-install');
  assert.equal(toManifestObject(hook, 'ns', '').isHook, true);
  assert.equal(hookEventsOf(claim), undefined);
});

for (const [source, isThere] of [
  ['web/crds/a.yaml', true],
  ['web/charts/db/crds/deep/a.yaml', true],
  ['web/templates/crds/a.yaml', false],
  ['web/charts/db/templates/crds/a.yaml', false],
] as const) {
  test(`${source} is ${isThere ? '' : 'not '}in the folder \`crds\` of a chart`, () => {
    const text = `# Source: ${source}\nkind: CustomResourceDefinition\n`;
    assert.equal(splitCrdsFolder(text)[isThere ? 'inside' : 'outside'], text);
  });
}

test('a document without a comment of its own is in the file of the document before it', () => {
  const inside = '---\n# Source: web/crds/a.yaml\n---\nkind: A\n---\nkind: B\n';
  const outside = '---\n# Source: web/templates/a.yaml\nkind: C\n';
  assert.deepEqual(splitCrdsFolder(inside + outside), { inside, outside });
});
