// Documents are read as Kubernetes and Helm read them: what is a list, what an item inherits, what is a hook, what is a
// CRD.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  hookEventsOf,
  objectsIn,
  readDocument,
  splitDocuments,
  splitManifest,
  splitTemplateOutput,
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

const separator = '---\n';
const object = '# Source: web/templates/a.yaml\nkind: A\n';
const crdFile = (name: string, text: string, isOwn = true) => ({ name, text, isOwn });

for (const [what, text] of [
  ['is tidy', 'kind: A\n'],
  ['begins with a separator', '---\nkind: A\n'],
  ['begins with comments and a separator', '# https://example.com/a.yaml\n---\nkind: A\n'],
  ['has several documents', 'kind: A\n---\nkind: B\n---\n# Source: web/templates/c.yaml\nkind: C\n'],
  ['has Windows line breaks', '---\r\nkind: A\r\n'],
  ['has no line break at its end', 'kind: A'],
  ['is empty', ''],
] as const) {
  test(`a CRD file that ${what} is told from the objects`, () => {
    const file = crdFile('deep/a.yaml', text);
    const output = `${separator}# Source: web/crds/deep/a.yaml\n${text}\n${separator}${object}`;
    assert.deepEqual(splitTemplateOutput(output, [file]), { crds: [file], objects: `${separator}${object}` });
  });
}

test('Helm cuts off the white space at the end of its output, also within a CRD file', () => {
  const file = crdFile('a.yaml', 'kind: A\n\n\n');
  assert.deepEqual(splitTemplateOutput('---\n# Source: web/crds/a.yaml\nkind: A\n', [file]), {
    crds: [file],
    objects: '',
  });
});

test('a subchart that the values disable brings no CRDs', () => {
  const [own, other] = [crdFile('a.yaml', 'kind: A\n'), crdFile('b.yaml', 'kind: B\n', false)];
  const output = `${separator}# Source: web/crds/a.yaml\nkind: A\n\n${separator}${object}`;
  assert.deepEqual(splitTemplateOutput(output, [own, other])?.crds, [own]);
  const whole = `${output.slice(0, -separator.length - object.length)}${separator}# Source: web/charts/db/crds/b.yaml\nkind: B\n\n`;
  assert.deepEqual(splitTemplateOutput(whole, [own, other]), { crds: [own, other], objects: '' });
});

test('of files with the same name, the one with the printed text counts', () => {
  const [one, other] = [crdFile('a.yaml', 'kind: A\n'), crdFile('a.yaml', 'kind: A\nspec: {}\n', false)];
  const output = `${separator}# Source: web/crds/a.yaml\nkind: A\n\n${separator}# Source: web/charts/db/crds/a.yaml\nkind: A\nspec: {}\n\n`;
  assert.deepEqual(splitTemplateOutput(output, [one, other]), { crds: [one, other], objects: '' });
});

for (const source of ['web/templates/crds/a.yaml', 'web/charts/db/templates/crds/a.yaml']) {
  test(`${source} is an object of the release`, () => {
    const output = `${separator}# Source: ${source}\nkind: A\n`;
    assert.deepEqual(splitTemplateOutput(output, []), { crds: [], objects: output });
  });
}

test('CRDs that the chart does not have, and CRDs of the chart that are not printed, are not passed over', () => {
  const output = `${separator}# Source: web/crds/a.yaml\nkind: A\n\n${separator}${object}`;
  assert.equal(splitTemplateOutput(output, []), undefined);
  assert.equal(splitTemplateOutput(`${separator}${object}`, [crdFile('a.yaml', 'kind: A\n')]), undefined);
});
