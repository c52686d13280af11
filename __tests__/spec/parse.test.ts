// A spec is read whole, or every problem with it is told with its place.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { formatPlace } from '../../src/diagnostic.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { keysNotYet } from '../../src/spec/schema.ts';

const good = (rest = '') => `version: 1
stack: shop
environments: { staging: { branches: develop } }
charts:
  web:
    chart: charts/web
${rest}`;

function problemsOf(text: string): string[] {
  const parsed = parseSpec('compass.yaml', text);
  if (parsed.ok) return [];
  return parsed.failures.map(({ code, message, hint, at }) => `${at && formatPlace(at)} [${code}] ${message} ${hint}`);
}

test('defaults are filled in, and paths start at the folder of the spec', () => {
  const parsed = parseSpec('deploy/compass.yaml', good());
  assert.ok(parsed.ok);
  const { placeOf, ...spec } = parsed.value;
  assert.deepEqual(placeOf(['charts', 'web', 'chart']).line, 6);
  assert.deepEqual(spec, {
    file: 'deploy/compass.yaml',
    folder: 'deploy',
    stack: 'shop',
    values: {},
    environments: [
      {
        name: 'staging',
        branches: ['develop'],
        namespace: 'shop',
        context: undefined,
        values: {},
        valuesFiles: [],
        protected: false,
      },
    ],
    charts: [
      {
        name: 'web',
        at: { file: 'deploy/compass.yaml', line: 5, column: 3 },
        folder: 'deploy/charts/web',
        depends: [],
        requires: [],
        tags: [],
        release: 'web',
        namespace: undefined,
        createNamespace: true,
        values: {},
        valuesFiles: [],
        timeoutMs: 300_000,
        wait: true,
      },
    ],
  });
});

test('anchors, merge keys, CRLF and a byte order mark are read as YAML has them', () => {
  const text = good('    values: { <<: &base { a: 1 }, b: *base }\n').replaceAll('\n', '\r\n');
  const parsed = parseSpec('compass.yaml', `\ufeff${text}`);
  assert.deepEqual(parsed.ok && parsed.value.charts[0]?.values, { a: 1, b: { a: 1 } });
});

const table: readonly [string, string, readonly string[]][] = [
  ['an empty file', '', ['compass.yaml:1:1 [spec-invalid] The file is empty. Write a YAML map into it.']],
  ['a list', '- a', ['compass.yaml:1:1 [spec-invalid] The spec is not what is allowed here. Write a map.']],
  [
    'two documents',
    `${good()}---\na: 1\n`,
    ['compass.yaml:7:1 [spec-invalid] The file holds a second document. Remove it.'],
  ],
  [
    'a key twice',
    good('    chart: x\n'),
    ['compass.yaml:7:5 [spec-invalid] The key `chart` stands here twice. Use another name.'],
  ],
  [
    'a large number',
    good('    values: { a: 12345678901234567890 }\n'),
    ['compass.yaml:7:18 [spec-invalid] The number 12345678901234567890 cannot be kept exactly. Put it in quotes.'],
  ],
  [
    'no number',
    good('    values: { a: .nan }\n'),
    ['compass.yaml:7:18 [spec-invalid] The number .nan cannot be kept exactly. Put it in quotes.'],
  ],
  [
    'a key that pollutes',
    good('    values: { __proto__: { a: 1 } }\n'),
    ['compass.yaml:7:15 [spec-invalid] The key __proto__ is not allowed. Use another name.'],
  ],
  [
    'a misspelt key',
    good('    valeus: {}\n'),
    ['compass.yaml:7:5 [spec-invalid] The key `valeus` is not known here. Did you mean `values`?'],
  ],
  [
    'a strange key',
    good('    color: red\n'),
    [
      'compass.yaml:7:5 [spec-invalid] The key `color` is not known here. Known keys: chart, depends, requires, tags, release, namespace, create-namespace, values, values-files, timeout, wait.',
    ],
  ],
  [
    'a missing key',
    'version: 1\nenvironments: {a: {}}\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:1:1 [spec-invalid] `stack` is missing. Write a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
    ],
  ],
  [
    'a duration without a unit',
    good('    timeout: 5\n'),
    [
      'compass.yaml:7:14 [spec-invalid] `charts.web.timeout` is not what is allowed here. Write a duration with a unit, such as `90s` or `5m`.',
    ],
  ],
  [
    'a name that is none',
    good('  Web_2: { chart: x }\n'),
    [
      'compass.yaml:7:3 [spec-invalid] `Web_2` is not allowed as a name. Write a name of lower-case letters, digits and `-`, at most 63 characters long, that starts and ends with a letter or digit.',
    ],
  ],
  [
    'the same release twice',
    good('  api: { chart: x, release: web }\n'),
    [
      'compass.yaml:7:8 [spec-invalid] The charts `web` and `api` have the same release and namespace. Give one of them another `release` or `namespace`.',
    ],
  ],
  [
    'a template where none may be',
    good().replace('charts/web', '"<%= y %>"'),
    [
      'compass.yaml:6:12 [not-yet] A template (`<% … %>`) in `chart` is not there yet in this version of Compass. Leave it out for now.',
    ],
  ],
  [
    'a template as a key',
    good('    values: { "<%= x %>": 1 }\n'),
    ['compass.yaml:7:15 [spec-invalid] A key is no template. Write the key itself.'],
  ],
  [
    'another YAML',
    `%YAML 1.1\n---\n${good()}`,
    ['compass.yaml:1:1 [spec-invalid] The file asks for another YAML than 1.2. Remove `%YAML`.'],
  ],
  [
    'two keys that are the same text',
    good('    values: { 1: a, "1": b }\n'),
    ['compass.yaml:7:21 [spec-invalid] The key `1` stands here twice. Use another name.'],
  ],
  [
    'the same release by way of the environment',
    good('  api: { chart: x, release: web, namespace: shop }\n'),
    [
      'compass.yaml:7:8 [spec-invalid] The charts `web` and `api` have the same release and namespace. Give one of them another `release` or `namespace`.',
    ],
  ],
  [
    'a circle of aliases',
    good('    values: &v { a: *v }\n'),
    ['compass.yaml:1:1 [spec-invalid] With its aliases, the file holds more than 200000 values. Use fewer aliases.'],
  ],
  [
    'a chart from a registry',
    good().replace('charts/web', 'oci://x/y'),
    [
      'compass.yaml:6:12 [not-yet] A chart other than a folder (`oci://x/y`) is not there yet in this version of Compass. Leave it out for now.',
    ],
  ],
  [
    'an unknown dependency',
    good('    depends: [web2]\n  web-2: { chart: x }\n'),
    [
      'compass.yaml:7:15 [spec-invalid] The chart `web` depends on `web2`, which is not a chart of this spec. Did you mean `web`?',
    ],
  ],
  [
    'a dependency on itself',
    good('    depends: [web]\n'),
    ['compass.yaml:7:15 [spec-invalid] The chart `web` depends on itself. Remove that.'],
  ],
  [
    'a cycle',
    good('    depends: [a]\n  a: { chart: x, depends: [b] }\n  b: { chart: x, depends: [c, a] }\n  c: { chart: x }\n'),
    [
      'compass.yaml:8:27 [spec-invalid] These charts depend on each other: a → b → a. Take one of these dependencies away.',
    ],
  ],
  [
    'nothing to deploy',
    'version: 1\nstack: x\nenvironments: {}\ncharts: {}\n',
    [
      'compass.yaml:3:15 [spec-invalid] `environments` is empty. Write at least one.',
      'compass.yaml:4:9 [spec-invalid] `charts` is empty. Write at least one.',
    ],
  ],
  [
    'environments without a namespace',
    'version: 1\nstack: x\nenvironments:\n  a: {}\n  b: { namespace: b }\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:4:6 [spec-invalid] The environment `a` has no namespace. With more than one environment, each needs a `namespace`.',
    ],
  ],
  [
    'environments in one place',
    'version: 1\nstack: x\nenvironments:\n  a: { namespace: n }\n  b: { namespace: n }\n  c: { namespace: n, context: c }\ncharts: {a: {chart: a}}\n',
    [
      'compass.yaml:5:19 [spec-invalid] The environments `a` and `b` have the same context and namespace. Give each a place of its own.',
    ],
  ],
];

for (const [name, text, expected] of table) {
  test(`${name} is told with its place`, () => {
    assert.deepEqual(problemsOf(text), expected);
  });
}

test('several problems are told in one run, in the order of the text', () => {
  const text = 'version: 2\nstack: 3\nenvironments: []\ncharts: { a: { chrat: x, chart: y } }\n';
  assert.deepEqual(
    problemsOf(text).map((problem) => problem.split(' ')[0]),
    ['compass.yaml:1:10', 'compass.yaml:2:8', 'compass.yaml:3:15', 'compass.yaml:4:16'],
  );
});

test('every key that is not there yet is refused as such, with its place', () => {
  for (const key of keysNotYet[''] ?? [])
    assert.match(
      problemsOf(`${good()}${key}: {}\n`).join(),
      new RegExp(`^compass.yaml:7:1 \\[not-yet\\] The key \`${key}\``),
    );
  for (const key of keysNotYet['charts.*'] ?? [])
    assert.match(
      problemsOf(good(`    ${key}: {}\n`)).join(),
      new RegExp(`^compass.yaml:7:5 \\[not-yet\\] The key \`${key}\``),
    );
  for (const key of keysNotYet['environments.*'] ?? []) {
    assert.match(
      problemsOf(good().replace('branches', key)).join(),
      new RegExp(`^compass.yaml:3:28 \\[not-yet\\] The key \`${key}\``),
    );
  }
});

test('whatever the text, the parser does not throw', () => {
  const pieces = fc.constantFrom(
    'version: 1',
    'charts:',
    '  a: ',
    '&x ',
    '*x',
    '<<: ',
    '{',
    '}',
    '[',
    ']',
    '- ',
    '\n',
    '\t',
    '"',
    "'",
    '|',
    '>',
    '!!js/function',
    '? ',
    '\u0000',
    '#',
    '%YAML 9',
    '---',
    '...',
    '__proto__: ',
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(pieces, fc.string({ unit: 'binary' })), { maxLength: 20 }),
      (parts) => void parseSpec('compass.yaml', parts.join('')),
    ),
    { numRuns: 2_000 },
  );
  assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
});

test('aliases that multiply are refused at once', () => {
  const levels = Array.from(
    { length: 12 },
    (_, level) => `l${level + 1}: &l${level + 1} [${Array(9).fill(`*l${level}`).join(', ')}]`,
  );
  const started = performance.now();
  assert.match(problemsOf(`l0: &l0 [x]\n${levels.join('\n')}\n`).join(), /cannot be read|more than 200000 values/);
  assert.ok(performance.now() - started < 1_000);
});
