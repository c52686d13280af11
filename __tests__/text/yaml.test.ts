// YAML to plain data: where each value stands, and what is refused. Nothing is ever thrown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isObject } from '../../src/text/json.ts';
import { formatPlace } from '../../src/text/place.ts';
import { type Path, readYaml, type YamlDocument } from '../../src/text/yaml.ts';
import { assertCpuTime } from '../support/cpu-time.ts';

function documentOf(text: string): YamlDocument {
  const read = readYaml('f.yaml', text);
  assert.ok('document' in read, JSON.stringify(read));
  return read.document;
}

/** Each problem as `line:column message`. */
function problemsOf(text: string): string[] {
  const read = readYaml('f.yaml', text);
  assert.ok('problems' in read, `${JSON.stringify(text)} was taken`);
  return read.problems.map(({ at, message, hint }) => {
    assert.equal(at.file, 'f.yaml');
    assert.notEqual(hint, '');
    return `${at.line}:${at.column} ${message}`;
  });
}

for (const [text, data] of [
  ['a: 1', { a: 1 }],
  ['[1, 0.5, 1e3, 0x10, 0o10, 012]', [1, 0.5, 1000, 16, 8, 12]],
  ['[true, null, ~, "1"]', [true, null, null, '1']],
  ['[yes, no, on, off, 2001-01-01, 1:30, 1_000]', ['yes', 'no', 'on', 'off', '2001-01-01', '1:30', '1_000']],
  ['9007199254740991', 9_007_199_254_740_991],
  ['a: |\n  one\n  two\n', { a: 'one\ntwo\n' }],
  ['a: &a { b: 1, c: 2 }\nd: { <<: *a, c: 3 }\n', { a: { b: 1, c: 2 }, d: { b: 1, c: 3 } }],
  ['1: a\ntrue: b\n', { 1: 'a', true: 'b' }],
  ['--- # the only one\na: 1\n...\n', { a: 1 }],
  ['\ufeffa: 1\r\nb: 2\r\n', { a: 1, b: 2 }],
  ['{"a": [{"b": null}]}', { a: [{ b: null }] }],
  ['~', null],
  ['---\n', null],
  ['a text', 'a text'],
] as const) {
  test(`${JSON.stringify(text)} is read as YAML 1.2 means it`, () => assert.deepEqual(documentOf(text).data, data));
}

const places = `# comment
version: 1
charts:
  chain:   { chart: "x", list: [one, two] }
  'po stgres':
    chart: path   # comment
    values:
      - a: 1
        b: &b
          deep: true
      - *b
  alias: *b
  8080: { chart: y }
  true: z
`;

for (const [path, place] of [
  [[], '2:1'],
  [['version'], '2:10'],
  [['charts', 'chain'], '4:12'],
  [['charts', 'chain', 'chart'], '4:21'],
  [['charts', 'chain', 'list', 1], '4:38'],
  [['charts', 'po stgres', 'chart'], '6:12'],
  [['charts', 'po stgres', 'values', 0, 'b', 'deep'], '10:17'],
  [['charts', 'po stgres', 'values', 1], '11:9'],
  [['charts', 'chain', 'missing'], '4:12'],
  [['charts', 'chain', 'chart', 'deeper'], '4:21'],
  [['nowhere', 'at', 'all'], '2:1'],
  [['charts', 'alias'], '12:10'],
  [['charts', 'alias', 'deep'], '10:17'],
  [['charts', '8080', 'chart'], '13:18'],
] as const satisfies [Path, string][]) {
  test(`the value at /${path.join('/')} stands at ${place}, or what is nearest around it`, () => {
    assert.equal(formatPlace(documentOf(places).placeOf(path)), `f.yaml:${place}`);
  });
}

for (const [path, key, place] of [
  [[], 'version', '2:1'],
  [['charts'], 'chain', '4:3'],
  [['charts'], 'po stgres', '5:3'],
  [['charts', 'chain'], 'list', '4:26'],
  [['charts', 'po stgres', 'values', 0], 'b', '9:9'],
  [['charts'], '8080', '13:3'],
  [['charts'], 'true', '14:3'],
  [['charts', 'chain'], 'missing', '4:12'],
  [['version'], 'no map', '2:10'],
  [['charts', 'alias'], 'deep', '10:11'],
  [['charts', 'alias'], 'missing', '12:10'],
] as const satisfies [Path, string, string][]) {
  test(`the key ${key} of /${path.join('/')} stands at ${place}, or its map`, () => {
    assert.equal(formatPlace(documentOf(places).placeOfKey(path, key)), `f.yaml:${place}`);
  });
}

test('columns are counted in UTF-16 units, and lines whatever ends them', () => {
  assert.equal(formatPlace(documentOf('{"🚀é": 1, b: 2}').placeOf(['b'])), 'f.yaml:1:15');
  assert.equal(formatPlace(documentOf('a: 1\r\nb: 2\r\n').placeOf(['b'])), 'f.yaml:2:4');
});

for (const [text, problem] of [
  ['', '1:1 The file is empty.'],
  ['\n# only a comment\n', '1:1 The file is empty.'],
  ['a: 1\n---\nb: 2\n', '2:1 The file holds a second document.'],
  ['---\n---\n', '2:1 The file holds a second document.'],
  ['a:\n\tb: 1\n', '2:1 This is not valid YAML: Tabs are not allowed as indentation.'],
  ['a: 1\nb: 2\na: 3\n', '3:1 The key `a` stands here twice.'],
  ['a: { b: 1, "b": 2 }', '1:12 The key `b` stands here twice.'],
  ['a: !secret x', '1:4 This is not valid YAML: Unresolved tag: !secret.'],
  ['%YAML 9.9\n---\na: 1', '1:7 This is not valid YAML: Unsupported YAML version 9.9.'],
  ['a: .inf', '1:4 The number .inf cannot be kept exactly.'],
  ['a: -.INF', '1:4 The number -.INF cannot be kept exactly.'],
  ['a: .nan', '1:4 The number .nan cannot be kept exactly.'],
  ['a: 1e999', '1:4 The number 1e999 cannot be kept exactly.'],
  ['a: 9007199254740993', '1:4 The number 9007199254740993 cannot be kept exactly.'],
  ['a: -9007199254740993', '1:4 The number -9007199254740993 cannot be kept exactly.'],
  ['a: 0x20000000000001', '1:4 The number 0x20000000000001 cannot be kept exactly.'],
  ['a: { 9007199254740993: b }', '1:6 The number 9007199254740993 cannot be kept exactly.'],
  ['a:\n  __proto__: 1\n', '2:3 The key __proto__ is not allowed.'],
  ['a: { "__proto__": { b: 1 } }', '1:6 The key __proto__ is not allowed.'],
] as const) {
  test(`${JSON.stringify(text)} is refused: ${problem}`, () => assert.deepEqual(problemsOf(text), [problem]));
}

test('keys that JSON cannot tell apart are duplicates too', () => {
  for (const text of ['1: a\n"1": b\n', 'true: a\n"true": b\n', '"": a\n~: b\n', '0x10: a\n"16": b\n']) {
    assert.match(problemsOf(text).join(), /^2:1 /, text);
  }
});

test('all problems are told, not only the first', () => {
  assert.deepEqual(
    problemsOf('a: 9007199254740993\nb: .nan\nc: 1\nc: 2\n__proto__: 1\n')
      .map((problem) => problem.split(' ')[0])
      .sort(),
    ['1:4', '2:4', '4:1', '5:1'],
  );
});

test('what YAML calls invalid is refused with the place of it', () => {
  for (const text of ['a: [1', 'a: "b', '}', '@', 'a: b: c', '- a\nb: 1', '"\\q"', '\ta: 1']) {
    const [problem] = problemsOf(text);
    assert.match(problem ?? '', /^\d+:\d+ This is not valid YAML: .*\.$/);
  }
});

test('an alias of nothing, and a merge of what is no map, are refused', () => {
  assert.deepEqual(problemsOf('a: *b\nc: &b 1\nd: *e'), [
    '1:4 The alias `*b` stands for nothing above it.',
    '3:4 The alias `*e` stands for nothing above it.',
  ]);
  assert.deepEqual(problemsOf('<<: 3'), ['1:5 `<<` takes in maps, and this is none.']);
  assert.deepEqual(problemsOf('<<: [{ a: 1 }, 3]'), ['1:5 `<<` takes in maps, and this is none.']);
  assert.deepEqual(problemsOf('a: &a x\nb: { <<: *a }'), ['2:10 `<<` takes in maps, and this is none.']);
});

test('what can be read of a text with problems is given too; of a key that stands there twice, the last', () => {
  const read = readYaml('f.yaml', 'a: { x: 1 }\nb: .nan\na: { x: 2 }\n');
  assert.ok('rest' in read && read.rest);
  assert.deepEqual(read.rest.data, { a: { x: 2 }, b: Number.NaN });
  assert.equal(read.rest.placeOf(['a', 'x']).line, 3);
  assert.equal(read.rest.placeOfKey([], 'a').line, 3);
  for (const text of ['a: [1', 'a: *b', '---\n---\n']) {
    const unread = readYaml('f.yaml', text);
    assert.ok('problems' in unread && unread.rest === undefined, text);
  }
});

test('a place inside of a text is told where it stands as it is written: in one line, in quotes, in a block', () => {
  const document = documentOf(
    'plain: one two\nquoted: "one two"\nblock: |-\n\n    one\n    - two\nfolded: >\n  one\n  two\n',
  );
  const placeOf = (key: string, text: string, word: string) =>
    formatPlace(document.placeInside([key], text, text.indexOf(word)));
  assert.equal(placeOf('plain', 'one two', 'two'), 'f.yaml:1:12');
  assert.equal(placeOf('quoted', 'one two', 'two'), 'f.yaml:2:14');
  assert.equal(placeOf('block', '\none\n- two', 'two'), 'f.yaml:6:7');
  assert.equal(placeOf('folded', 'one two\n', 'two'), 'f.yaml:7:9');
});

for (const [text, problem] of [
  ['a: !!js/function "x"', '1:4 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function.'],
  ['a: !!binary aGk=', '1:4 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:binary.'],
  ['a: !!set { b }', '1:4 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:set.'],
  ['a: !!omap [b: 1]', '1:4 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:omap.'],
  ['a: !!timestamp 2001-01-01', '1:4 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:timestamp.'],
] as const) {
  test(`${JSON.stringify(text)} is refused at its place: ${problem}`, () => {
    assert.deepEqual(problemsOf(text), [problem]);
  });
}

test('merges of maps, of lists of maps, and a key that only looks like one, are taken', () => {
  const text = 'a: &a { x: 1 }\nb: { <<: [*a, { y: 2 }] }\nc: { <<: { z: 3 } }\nd: { "<<": 4 }\n';
  assert.deepEqual(documentOf(text).data, { a: { x: 1 }, b: { x: 1, y: 2 }, c: { z: 3 }, d: { '<<': 4 } });
});

test('what follows from a mistake is not told, and lines behind it are counted right', () => {
  assert.deepEqual(problemsOf('a: [x] }\nb: { c\n d:\ne: 1'), [
    '1:8 This is not valid YAML: Unexpected flow-map-end token in YAML stream: "}".',
  ]);
  assert.deepEqual(
    problemsOf('a: x\n b\nc: { d\n e: *f\n')
      .map((problem) => problem.split(' ')[0])
      .at(-1),
    '4:5',
  );
});

test('an alias cannot bring in the key __proto__', () => {
  assert.match(problemsOf('- &a __proto__\n- { *a : { b: 1 } }')[0] ?? '', /The key __proto__ is not allowed/);
});

for (const depth of [6, 12]) {
  test(`aliases that multiply over ${depth} levels are refused before they do`, () => {
    const levels = Array.from({ length: depth }, (_, level) => {
      const inner = level === 0 ? 'x' : `*l${level - 1}`;
      return `l${level}: &l${level} [${Array(10).fill(inner).join(', ')}]`;
    });
    assert.match(problemsOf(levels.join('\n')).join(), /With what its aliases repeat/);
  });
}

test('ordinary reuse is no bomb', () => {
  const uses = Array.from({ length: 90 }, (_, index) => `u${index}: *shared`);
  assert.equal(Object.keys(documentOf(`shared: &shared { a: 1 }\n${uses.join('\n')}`).data as object).length, 91);
});

test('an alias inside of what it names is refused: data that holds itself has no end', () => {
  for (const text of ['a: &a [*a]', 'a: &a { b: *a }', 'a: &a { b: [{ c: *a }] }']) {
    assert.equal(problemsOf(text).length, 1, text);
  }
});

test('a file of 1 MiB is read, one byte more is refused, whatever its letters', () => {
  const limit = 1024 * 1024;
  const comment = (bytes: number) => `a: 1 #${'x'.repeat(bytes - 6)}`;
  assert.deepEqual(documentOf(comment(limit)).data, { a: 1 });
  assert.deepEqual(problemsOf(comment(limit + 1)), ['1:1 The file is larger than 1 MiB.']);
  assert.deepEqual(problemsOf(`a: ${'é'.repeat(limit / 2)}`), ['1:1 The file is larger than 1 MiB.']);
});

test('200 levels are read, one more is refused at its place, and so is whatever the stack could not hold', () => {
  const openings = [
    ['[', ']'],
    ['{a: ', '}'],
    ['- ', ''],
  ] as const;
  for (const [open, close] of openings) {
    const nested = (depth: number) => `${open.repeat(depth)}1${close.repeat(depth)}`;
    assert.ok('document' in readYaml('f.yaml', nested(200)), open);
    const column = 200 * open.length + 1;
    assert.deepEqual(problemsOf(nested(201)), [`1:${column} This is nested more than 200 levels deep.`]);
    for (const depth of [500, 900, 1_100, 1_300, 2_000, 5_000, 50_000]) {
      assert.match(problemsOf(nested(depth)).join('\n'), /^1:\d+ This is nested more than 200 levels deep\.$/, open);
    }
  }
});

test('2,000 aliases are read, one more is refused', () => {
  const text = (uses: number) => `a: &a x\nb: [${Array(uses).fill('*a').join(', ')}]`;
  assert.equal((documentOf(text(2_000)).data as { b: string[] }).b.length, 2_000);
  assert.match(problemsOf(text(2_001)).join(), /^2:\d+ The file has more than 2000 aliases\.$/);
});

test('of very many problems, the first thousand are told, and how many more there are', () => {
  const problems = problemsOf('a: 1\n'.repeat(5_000));
  assert.equal(problems.length, 1_001);
  assert.equal(problems.at(-1), '1002:1 There are 3999 problems more in this file.');
});

test('the places of very many keys are found at once', () => {
  const keys = Array.from({ length: 20_000 }, (_, index) => `key${index}`);
  const document = documentOf(keys.map((key) => `${key}: 1\n`).join(''));
  assertCpuTime(1_000, () => {
    for (const [index, key] of keys.entries()) assert.equal(document.placeOfKey([], key).line, index + 1);
  });
});

for (const text of [
  '%YAML 1.1\n---\na: 2001-01-01',
  '%YAML 1.1\n---\na: !!set { b }',
  '%YAML 1.1\n---\na: !!binary aGVsbG8=',
]) {
  test(`${JSON.stringify(text)} does not make anything that JSON does not know`, () => {
    const read = readYaml('f.yaml', text);
    assert.ok('problems' in read || isJson(read.document.data));
  });
}

test('a key that is no scalar is refused, and nothing is printed about it', async () => {
  const warnings: string[] = [];
  const note = (warning: Error) => warnings.push(warning.message);
  process.on('warning', note);
  const read = readYaml('f.yaml', '? ["##[error]x"]\n: 1\n');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', note);
  assert.deepEqual(warnings, []);
  assert.ok('problems' in read);
});

function isJson(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isJson);
  if (!isObject(value)) return value === null || ['string', 'number', 'boolean'].includes(typeof value);
  return Object.getPrototypeOf(value) === Object.prototype && Object.values(value).every(isJson);
}

const fragments = [
  'a',
  'b: ',
  '- ',
  '? ',
  '\n',
  '  ',
  '[',
  ']',
  '{',
  '}',
  ', ',
  '&x ',
  '*x',
  '<<: ',
  '"',
  "'",
  '|\n',
  '>',
  '!',
  '!!int ',
  '#',
  '%',
  '---\n',
  '...\n',
  '\t',
  '\r',
  '~',
  '1',
  '.nan',
  '__proto__',
  '\u0000',
  '\ufeff',
  '🚀',
  '\ud800',
];
const texts = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...fragments), maxLength: 25 }),
);

test('whatever the text, there is a document or a problem with a place in the text', () => {
  fc.assert(
    fc.property(texts, (text) => {
      const read = readYaml('f.yaml', text);
      if ('document' in read) return;
      assert.ok(read.problems.length > 0);
      const lines = text.split('\n').length;
      for (const { at } of read.problems)
        assert.ok(at.line >= 1 && at.line <= lines && at.column >= 1, formatPlace(at));
    }),
    { numRuns: 3000 },
  );
});

test('whatever the document, every path has a place', () => {
  const keys = fc.array(fc.oneof(fc.constantFrom('a', 'b', '1', '~', '', '__proto__'), fc.nat(3)), { maxLength: 4 });
  fc.assert(
    fc.property(texts, keys, (text, path) => {
      const read = readYaml('f.yaml', text);
      if ('problems' in read) return;
      for (const { line, column } of [read.document.placeOf(path), read.document.placeOfKey(path, 'a')]) {
        assert.ok(line >= 1 && column >= 1);
      }
    }),
    { numRuns: 1000 },
  );
});

test('JSON is YAML: it is read as JSON means it, but for what cannot be kept or is not allowed', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 3 }), (text) => {
      const read = readYaml('f.yaml', `{"value":${text}}`);
      if ('document' in read) assert.deepEqual(read.document.data, { value: JSON.parse(text) });
      else for (const { message } of read.problems) assert.match(message, /cannot be kept exactly|__proto__/);
    }),
    { numRuns: 500 },
  );
});
