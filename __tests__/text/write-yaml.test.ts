// Written YAML: the same data for every reader, with comments.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { writeYaml } from '../../src/text/write-yaml.ts';

test('YAML 1.1 and 1.2 read the written text as the same data', () => {
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

test('each value has its comment, and a list has one', () => {
  const text = writeYaml({ a: 1, b: { c: [1, 2] }, d: {} }, (path) => path.join('.'));
  assert.equal(text, 'a: 1 # a\nb:\n  c:\n  # b.c\n  - 1\n  - 2\nd:\n  # d\n  {}\n');
});
