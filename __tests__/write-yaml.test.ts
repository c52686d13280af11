// YAML that is written: the same for every reader, with comments, and changed without a letter too much.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { keepObjects, writeYaml } from '../src/write-yaml.ts';

const kinds = ['PersistentVolumeClaim', 'Namespace'];

test('what is written is read as the same data by YAML 1.1 and by 1.2', () => {
  const data = {
    on: 'no',
    n: null,
    octal: '012',
    other: '0o14',
    time: '12:30',
    list: [1, 'y', { x: '1e3' }],
    empty: {},
    text: 'a\nb\n',
  };
  const text = writeYaml(data);
  assert.deepEqual(parse(text, { version: '1.1' }), data);
  assert.deepEqual(parse(text, { version: '1.2' }), data);
});

test('comments stand beside each value, and once for a whole list', () => {
  const text = writeYaml({ a: 1, b: { c: [1, 2] }, d: {} }, (path) => path.join('.'));
  assert.equal(text, 'a: 1 # a\nb:\n  c:\n  # b.c\n  - 1\n  - 2\nd:\n  # d\n  {}\n');
});

test('objects of the kinds are marked, all others stay to the letter', () => {
  const other = '---\n# Source: a\nkind:   ConfigMap\ndata: {x:   Namespace}\n';
  const claim =
    '---\n# Source: b\nkind: PersistentVolumeClaim\nmetadata:\n  name: b # its name\n  annotations: { a: no, b: 012 }\n';
  const kept = keepObjects(other + claim + other, kinds);
  assert.equal(kept, `${other}${claim.replace('012 }', '012, helm.sh/resource-policy: keep }')}${other}`);
  assert.equal(keepObjects(kept ?? '', kinds), kept);
  assert.equal(keepObjects(other, kinds), other);
});

test('a list is taken apart, since Helm looks at it alone', () => {
  const list = 'kind: List\nitems:\n- { kind: Namespace, metadata: { name: a } }\n- { kind: Secret }\n';
  const keep = '{ "helm.sh/resource-policy": keep }';
  const documents = (keepObjects(list, kinds) ?? '')
    .split('---\n')
    .slice(1)
    .map((text) => parse(text));
  assert.deepEqual(documents, [
    { kind: 'Namespace', metadata: { name: 'a', annotations: parse(keep) } },
    { kind: 'Secret' },
  ]);
});

test('what cannot be read is not taken for what may go', () => {
  assert.equal(keepObjects('kind: Namespace\n  x: [', kinds), undefined);
});
