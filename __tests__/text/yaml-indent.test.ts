// Keys in a column of their own: which one is reported, and where it belongs.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatPlace } from '../../src/text/place.ts';
import { readYaml } from '../../src/text/yaml.ts';

const cases: readonly [string, string, readonly string[]][] = [
  [
    'a column too few',
    'web:\n  chart: a\n depends: []\n',
    ['f.yaml:3:2 The key `depends` begins in column 2, but `chart` above it begins in column 3.'],
  ],
  [
    'a column too many',
    'web:\n  chart: a\n   depends: []\n',
    ['f.yaml:3:4 The key `depends` begins in column 4, but `chart` above it begins in column 3.'],
  ],
  [
    'below a deeper map',
    'web:\n  values:\n    a: 1\n   depends: []\n',
    ['f.yaml:4:4 The key `depends` begins in column 4, but `a` above it begins in column 5.'],
  ],
  [
    'in a list of maps',
    'jobs:\n  - name: a\n  run: b\n',
    ['f.yaml:3:3 The key `run` begins in column 3, but `name` above it begins in column 5.'],
  ],
  [
    'once, with right keys after it',
    'web:\n  chart: a\n depends: []\n  values: {}\n  tags: []\n',
    ['f.yaml:3:2 The key `depends` begins in column 2, but `chart` above it begins in column 3.'],
  ],
];

for (const [name, text, expected] of cases) {
  test(`an uneven key is reported: ${name}`, () => {
    const read = readYaml('f.yaml', text);
    assert.ok('problems' in read);
    assert.deepEqual(
      read.problems.map(({ at, message }) => `${formatPlace(at)} ${message}`),
      expected,
    );
  });
}

test('an unclosed bracket is not taken for an uneven key', () => {
  const read = readYaml('f.yaml', 'a: [1, 2\nb: 3\n');
  assert.ok('problems' in read);
  assert.match(read.problems[0]?.message ?? '', /^This is not valid YAML: Flow sequence/);
});
