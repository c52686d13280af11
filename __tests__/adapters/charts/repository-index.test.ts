// What the index of a chart repository lists of one chart, however it is laid out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIndexEntries } from '../../../src/adapters/charts/repository-index.ts';
import { assertCpuTime } from '../../support/cpu-time.ts';

const digest = 'a'.repeat(64);
const web = [
  { version: '1.10', digest, url: 'web-1.10.tgz' },
  { version: '1.0.0', digest: '', url: '' },
];
const fields = `digest: ${digest}\n    urls:\n    - web-1.10.tgz\n    - https://example.com/other.tgz\n    version: 1.10`;
const blocks = `apiVersion: v1
entries:
  alpha:
  - version: 0.1.0
  web-more:
  - version: 0.2.0
  web:
  - description: |
      entries:
      web:
        - nothing

    maintainers: [{ name: "a
      web:
      b" }]
    ${fields}
  - version: 1.0.0
  "zeta": # the last one
  - version: 0.3.0
generated: "2026-01-01T00:00:00Z"
`;

for (const [layout, text] of [
  ['as Helm writes it', blocks],
  ['with dashes further right', blocks.replace(/^( {2})(-| {2})/gm, '    $2')],
  ['with Windows line ends', blocks.replaceAll('\n', '\r\n')],
  ['with the name in quotes', blocks.replace('\n  web:', "\n  'web':")],
  ['with comments and empty lines', blocks.replaceAll(/^(\s*- version)/gm, '# a comment\n\n$1')],
  [
    'with the entries last',
    `${blocks.replace(/^entries:[\s\S]*(?=^generated)/m, '')}${/^entries:[\s\S]*(?=^generated)/m.exec(blocks)}`,
  ],
  [
    'with an alias from elsewhere',
    blocks.replace('0.1.0', '&one 1.0.0').replace(/version: 1.0.0\n {2}"/, 'version: *one\n  "'),
  ],
  ['as a flow map', `{entries: {web: [{version: 1.10, digest: ${digest}, urls: [web-1.10.tgz]}, {version: 1.0.0}]}}`],
  [
    'as JSON',
    JSON.stringify({ entries: { web: [{ version: '1.10', digest, urls: ['web-1.10.tgz'] }, { version: '1.0.0' }] } }),
  ],
] as const) {
  test(`an index is read ${layout}; a version is a text, a number it is not`, () => {
    assert.deepEqual(readIndexEntries(text, 'web'), { entries: web });
  });
}

test('each chart of an index has its own entries, and what is not there has none', () => {
  const versions = (chart: string) => {
    const read = readIndexEntries(blocks, chart);
    assert.ok('entries' in read);
    return read.entries.map(({ version }) => version);
  };
  assert.deepEqual(versions('alpha'), ['0.1.0']);
  assert.deepEqual(versions('web-more'), ['0.2.0']);
  assert.deepEqual(versions('zeta'), ['0.3.0']);
  for (const name of ['version', 'we', 'w.b', 'constructor', '__proto__', 'generated'])
    assert.deepEqual(versions(name), []);
});

test('an index without charts has none', () => {
  assert.deepEqual(readIndexEntries('apiVersion: v1\nentries: {}\n', 'web'), { entries: [] });
  assert.deepEqual(readIndexEntries('apiVersion: v1\nentries:\n', 'web'), { entries: [] });
});

for (const [what, text, problem] of [
  ['a page', '<html><body>Log in</body></html>', 'is not the index of a chart repository: it has no map `entries`'],
  ['a broken text', 'entries:\n  web: [\n', 'is not valid YAML: '],
  ['nothing', '', 'is not the index of a chart repository: it has no map `entries`'],
  ['a chart that is no list', 'entries:\n  web:\n    a: 1\n', 'has no list of versions for `web`'],
] as const) {
  test(`${what} is not an index, and the error says why`, () => {
    const read = readIndexEntries(text, 'web');
    assert.ok('problem' in read, JSON.stringify(read));
    assert.ok(read.problem.startsWith(problem), read.problem);
  });
}

test('one chart of a large index is found without reading all of it', () => {
  const entry = (chart: number, version: number) =>
    `  - annotations:\n      images: |\n        - image: example.com/x:${version}\n    description: ${'long '.repeat(100)}
    digest: ${digest}\n    urls:\n    - chart${chart}-1.${version}.0.tgz\n    version: 1.${version}.0\n`;
  const charts = Array.from({ length: 200 }, (_, chart) => {
    const versions = Array.from({ length: 50 }, (_, version) => entry(chart, version));
    return `  chart${chart}:\n${versions.join('')}`;
  });
  const text = `apiVersion: v1\nentries:\n${charts.join('')}generated: x\n`;
  // All of it takes some 2 s.
  const read = assertCpuTime(1_000, () => readIndexEntries(text, 'chart199'));
  assert.ok('entries' in read && read.entries.length === 50 && read.entries[49]?.url === 'chart199-1.49.0.tgz');
});
