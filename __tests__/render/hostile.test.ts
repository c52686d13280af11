// Hostile files, as spec, as values and as manifests: each is reported with its place and a hint, and quickly. The time
// limit catches texts for which the time grows faster than their length.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readRequest } from '../../src/inputs/request.ts';
import type { Failure } from '../../src/model/failure.ts';
import { startRendering } from '../../src/render/render.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { formatPlace } from '../../src/text/place.ts';
import { assertCpuTime } from '../support/cpu-time.ts';
import { type Repository, repositoryOf } from '../support/repository.ts';

const specWith = (chart: string) => `version: 1
stack: shop
environments: { staging: { branches: develop } }
charts:
  web: { ${chart} }
`;

function failuresIn(repository: Repository): readonly Failure[] {
  const read = repository.workspace.read('compass.yaml');
  if ('problem' in read) return [{ code: 'spec-missing', message: read.problem, hint: '-' }];
  const { spec, failures } = parseSpec('compass.yaml', read.text);
  const [environment] = spec?.environments ?? [];
  if (failures.length > 0 || spec === undefined || environment === undefined) return failures;
  const request = readRequest({});
  assert.ok(request.ok);
  const rendering = startRendering({
    spec,
    charts: spec.charts,
    environment,
    commit: { branch: 'develop', sha: '0'.repeat(40) },
    request: request.value,
    files: repository.workspace,
    variable: () => undefined,
    learn: () => {},
  });
  return rendering.ok ? [] : rendering.failures;
}

/** The file that is read, and the spec that leads to it. */
const ways = {
  spec: ['compass.yaml', ''],
  values: ['values.yaml', specWith('chart: web, values-files: [values.yaml]')],
  template: ['values.yaml.ejs', specWith('chart: web, values-files: [values.yaml.ejs]')],
  manifest: ['object.yaml', specWith('manifests: ["*bject.yaml"]')],
} as const;
type Way = keyof typeof ways;

/** Each failure as `place [code] message`. */
function told(context: TestContext, way: Way, content: string | Buffer): string[] {
  const [file, spec] = ways[way];
  const repository = repositoryOf(context, { 'compass.yaml': spec });
  repository.write(file, content);
  return soonTold(() => failuresIn(repository));
}

function soonTold(look: () => readonly Failure[]): string[] {
  const failures = assertCpuTime(2_000, look);
  return failures.map(({ code, message, hint, at }) => {
    assert.notEqual(hint, '');
    assert.doesNotMatch(message, /call stack|\bat .*\.[jt]s\b|undefined/i);
    return `${at ? formatPlace(at) : '-'} [${code}] ${message}`;
  });
}

const nested = (open: string, close: string, depth: number) => `a: ${open.repeat(depth)}1${close.repeat(depth)}\n`;
const block = (depth: number) =>
  `${Array.from({ length: depth }, (_, level) => `${' '.repeat(level)}a:`).join('\n')} 1\n`;
const bomb = Array.from({ length: 9 }, (_, level) => {
  return `l${level}: &l${level} [${Array(9)
    .fill(level === 0 ? 'lol' : `*l${level - 1}`)
    .join(', ')}]\n`;
}).join('');
const tooDeep = /^\S+:\d+:\d+ \[\S+\] This is nested more than 200 levels deep/;

const refused: readonly [string, string | Buffer, RegExp][] = [
  ['lists in 1,000 levels', nested('[', ']', 1_000), tooDeep],
  ['lists in 100,000 levels', nested('[', ']', 100_000), tooDeep],
  ['lists in 20,000 levels that never end', nested('[', '', 20_000), tooDeep],
  ['maps in 1,000 levels', nested('{a: ', '}', 1_000), tooDeep],
  ['maps in 20,000 levels', nested('{a: ', '}', 20_000), tooDeep],
  ['maps in 1,000 levels of indentation', block(1_000), tooDeep],
  ['items in 50,000 levels', `a:\n${'- '.repeat(50_000)}x\n`, tooDeep],
  ['keys in 50,000 levels', `${'? '.repeat(50_000)}x\n`, tooDeep],
  ['aliases that multiply', bomb, /:1:1 \[\S+\] With its aliases expanded, the file contains too many values/],
  ['20,000 aliases', `a: &a x\nb: [${'*a, '.repeat(20_000)}]\n`, /\d+:\d+ \[\S+\] The file has more than 2000 aliases/],
  ['5,000 anchors', Array.from({ length: 5_000 }, (_, i) => `k${i}: [&a${i} x, *a${i}]\n`).join(''), /more than 2000/],
  ['a file of 9 MiB', `a: 1 #${'x'.repeat(9 << 20)}\n`, /:1:1 \[\S+\] The file is larger than \d MiB/],
  ['a line of 10 MiB', `a: ${'x'.repeat(10 << 20)}\n`, /:1:1 \[\S+\] The file is larger than \d MiB/],
  ['a NUL byte', 'a: "\0"\n', /:1:1 \[\S+\] The file contains a NUL byte/],
  ['text in Latin-1', Buffer.from('a: é\n', 'latin1'), /is not UTF-8 text/],
  ['text in UTF-16', Buffer.from('\ufeffa: 1\n', 'utf16le'), /is not UTF-8 text/],
  ['text in UTF-16, the other way round', Buffer.from('\ufeffa: 1\n', 'utf16le').swap16(), /is not UTF-8 text/],
  ['a key twice', 'a: 1\na: 2\n', /:2:1 \[\S+\] The key `a` appears twice in this map/],
  ['a key twice, behind CRLF', 'b: 1\r\na: 1\r\na: 2\r\n', /:3:1 \[\S+\] The key `a` appears twice in this map/],
  ['a key that is the prototype', 'a: [{ __proto__: { x: 1 } }]\n', /:1:7 \[\S+\] The key `__proto__` is not allowed/],
  ['a tab as indentation', 'a:\n\tb: 1\n', /:2:1 \[\S+\] .*Tabs are not allowed/],
  ['an alias of nothing', 'a: 1\nb: *c\n', /:2:4 \[\S+\] The alias `\*c` has no anchor above it/],
  ['a merge of no map', 'a: 1\n<<: 3\n', /:2:5 \[\S+\] `<<` merges maps/],
  ['a tag of JavaScript', 'a: !!js/function "x"\n', /:1:4 \[\S+\] .*Unresolved tag/],
  ['an unknown tag', 'a: !foo x\n', /:1:4 \[\S+\] .*Unresolved tag: !foo/],
  ['10,000 keys that are the same', 'a: 1\n'.repeat(10_000), /:2:1 \[\S+\] The key `a` appears twice in this map/],
];

for (const [name, content, expected] of refused) {
  for (const way of Object.keys(ways) as Way[]) {
    test(`${name}, as ${way}, is refused`, (context) => {
      // A line of the rendered file is reported in the message.
      const inTemplate = /^(\S+):1:1 (.*) \(line (\d+), column (\d+) of the rendered file\)/;
      const failures = told(context, way, content).map((failure) => failure.replace(inTemplate, '$1:$3:$4 $2'));
      assert.ok(
        failures.some((failure) => expected.test(failure)),
        failures.join('\n') || 'it was taken',
      );
    });
  }
}

test('several documents are refused as spec and as values, but allowed as manifests', (context) => {
  for (const way of ['spec', 'values'] as const) {
    assert.match(
      told(context, way, 'a: 1\n---\nb: 1\n').join(),
      /:2:1 \[spec-invalid\] The file contains a second YAML document/,
    );
  }
  const object = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\n`;
  assert.deepEqual(told(context, 'manifest', `${object('a')}---\n${object('b')}`), []);
});

for (const [name, content] of [
  ['a file that is empty', ''],
  ['a file of comments', '# one\n# two\n'],
  ['100,000 empty lines', '\n'.repeat(100_000)],
] as const) {
  test(`${name} is neither a spec nor values`, (context) => {
    assert.deepEqual(told(context, 'spec', content), ['compass.yaml:1:1 [spec-invalid] The file is empty.']);
    assert.deepEqual(told(context, 'values', content), []);
    assert.deepEqual(told(context, 'template', content), []);
  });
}

test('CRLF and a byte order mark are accepted, and columns after them are right', (context) => {
  const plain = specWith('chart: web');
  assert.deepEqual(told(context, 'spec', `\ufeff${plain.replaceAll('\n', '\r\n')}`), []);
  const wrong = plain.replaceAll('\n', '\r\n').replace('chart: web', 'chart: web, chrat: x');
  assert.match(told(context, 'spec', wrong).join(), /^compass\.yaml:5:22 \[spec-invalid\] `chrat`/);
  for (const way of ['values', 'template'] as const) {
    assert.deepEqual(told(context, way, '\ufeffa: 1\r\nb: "x"\r\n'), []);
  }
});

test('thousands of unknown keys are reported at once', (context) => {
  const keys = Array.from({ length: 5_000 }, (_, index) => `unknown${index}: 1\n`).join('');
  assert.equal(told(context, 'spec', specWith('chart: web') + keys).length, 5_000);
});

test('only files in the workspace are read, and reading a pipe does not hang', (context) => {
  const repository = repositoryOf(context, { 'folder/x': '', 'compass.yaml': '' });
  writeFileSync(join(repository.outside, 'secret.yaml'), 'a: secret\n');
  execFileSync('mkfifo', [join(repository.root, 'pipe')]);
  repository.link('zero', '/dev/zero');
  repository.link('to-pipe', 'pipe');
  repository.link('out', join(repository.outside, 'secret.yaml'));
  repository.link('chain', 'out');
  repository.link('outside', repository.outside);
  repository.link('circle', 'circle');
  repository.link('dangling', 'nowhere');
  for (const [path, says] of [
    ['zero', 'is outside the workspace'],
    ['out', 'is outside the workspace'],
    ['chain', 'is outside the workspace'],
    ['outside/secret.yaml', 'is outside the workspace'],
    ['pipe', 'cannot be read'],
    ['to-pipe', 'cannot be read'],
    ['folder', 'cannot be read'],
    ['circle', 'does not exist'],
    ['dangling', 'does not exist'],
  ] as const) {
    repository.write('compass.yaml', specWith(`chart: web, values-files: [${path}]`));
    const [failure = 'it was taken'] = soonTold(() => failuresIn(repository));
    assert.ok(failure.startsWith(`compass.yaml:5:37 [file-unreadable] \`${path}\` ${says}`), failure);
    repository.write('compass.yaml', specWith(`manifests: [${path}]`));
    assert.match(soonTold(() => failuresIn(repository)).join(), /^compass\.yaml:5:\d+ \[file-unreadable\] /, path);
  }
});

test('a glob with many `**` over many folders and circular links ends', (context) => {
  const repository = repositoryOf(context);
  for (let index = 0; index < 400; index += 1) {
    mkdirSync(join(repository.root, 'big', `${index % 20}`, `${index}`, 'x'), { recursive: true });
  }
  repository.write('big/1/1/x/found.yaml', '');
  repository.link('big/again', '..');
  repository.write('compass.yaml', specWith('manifests: ["big/**/**/**/**/nothing", "**/*/**/*/**/nothing.yaml"]'));
  assert.match(soonTold(() => failuresIn(repository)).join(), /No file in the workspace matches `big\/\*\*/);
  assert.ok(repository.workspace.find('**/found.yaml').includes('big/1/1/x/found.yaml'));
});

test('a glob with braces that multiply is refused', (context) => {
  for (const glob of ['{a,b}'.repeat(30), '{1..100000000}.yaml']) {
    const failures = told(context, 'spec', specWith(`manifests: ["${glob}"]`));
    assert.match(failures.join(), /^compass\.yaml:5:22 \[spec-invalid\] `charts\.web\.manifests\.0` is not valid/);
  }
  assert.deepEqual(told(context, 'spec', specWith('manifests: ["k8s/{a,b}/{c,d}/../*bject.{yaml,yml}"]')).length, 1);
});
