// The checked-out repository, in real folders: what is read, what is refused, and what a chart's digest depends on.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { disk } from '../../src/adapters/disk.ts';
import { openWorkspace } from '../../src/adapters/workspace.ts';
import type { Failure, Result } from '../../src/failure.ts';
import type { Files } from '../../src/ports.ts';

const at = { file: 'compass.yaml', line: 5, column: 3 };

interface Repository {
  readonly root: string;
  /** Beside the workspace, not in it. */
  readonly outside: string;
  write(path: string, content: string | Buffer): void;
  link(path: string, target: string): void;
  read(path: string): ReturnType<Files['read']>;
  digest(path: string): Result<string>;
}

function repositoryOf(context: TestContext, files: Readonly<Record<string, string>> = {}): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'compass-workspace-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const [root, outside] = [join(folder, 'workspace'), join(folder, 'outside')];
  mkdirSync(root);
  mkdirSync(outside);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    root,
    outside,
    write,
    link: (path, target) => symlinkSync(target, join(root, path)),
    read: (path) => openWorkspace(disk, root).files.read(path),
    digest: (path) => openWorkspace(disk, root).charts.digest(path, at),
  };
}

const chart = { 'web/Chart.yaml': 'name: web\n', 'web/values.yaml': 'a: 1\n', 'web/templates/a.yaml': 'kind: A\n' };

function failureOf(result: Result<string>): Failure {
  assert.ok(!result.ok, 'it was taken');
  const [failure, ...others] = result.failures;
  assert.ok(failure !== undefined && others.length === 0);
  return failure;
}

/** What completes the sentence "The file …". */
function problemOf(read: ReturnType<Files['read']>): string {
  assert.ok('problem' in read, 'it was taken');
  return read.problem;
}

function digestOf(repository: Repository, path = 'web'): string {
  const digest = repository.digest(path);
  assert.ok(digest.ok, JSON.stringify(digest));
  assert.match(digest.value, /^[0-9a-f]{64}$/);
  return digest.value;
}

test('a text is read from the workspace, by any path that stays inside', (context) => {
  const repository = repositoryOf(context, { 'deploy/compass.yaml': 'é: 🚀\n' });
  for (const path of ['deploy/compass.yaml', './deploy/compass.yaml', 'deploy/../deploy/compass.yaml']) {
    assert.deepEqual(repository.read(path), { text: 'é: 🚀\n' });
  }
  assert.deepEqual(repository.read(join(repository.root, 'deploy/compass.yaml')), { text: 'é: 🚀\n' });
});

test('a link that stays inside is followed', (context) => {
  const repository = repositoryOf(context, { 'deploy/compass.yaml': 'a: 1\n' });
  repository.link('compass.yaml', 'deploy/compass.yaml');
  repository.link('folder', 'deploy');
  assert.deepEqual(repository.read('compass.yaml'), { text: 'a: 1\n' });
  assert.deepEqual(repository.read('folder/compass.yaml'), { text: 'a: 1\n' });
});

test('a workspace that is itself reached by a link is one like any other', (context) => {
  const repository = repositoryOf(context, { 'compass.yaml': 'a: 1\n', ...chart });
  const link = join(repository.outside, 'link');
  symlinkSync(repository.root, link);
  const { files, charts } = openWorkspace(disk, link);
  assert.deepEqual(files.read('compass.yaml'), { text: 'a: 1\n' });
  assert.deepEqual(charts.digest('web', at), repository.digest('web'));
  assert.equal(charts.locate('web'), join(repository.root, 'web'));
});

test('a file that is not there is told with where it was looked for', (context) => {
  const repository = repositoryOf(context);
  assert.equal(problemOf(repository.read('nowhere.yaml')), `is not there (looked in ${repository.root})`);
});

for (const [what, path, prepare] of [
  ['by ..', '../outside/secret', () => {}],
  ['by a folder and ..', 'deploy/../../outside/secret', () => {}],
  ['by a link to the file', 'stolen', (repository) => repository.link('stolen', join(repository.outside, 'secret'))],
  ['by a link that is relative', 'stolen', (repository) => repository.link('stolen', '../outside/secret')],
  ['by a link to its folder', 'stolen/secret', (repository) => repository.link('stolen', repository.outside)],
  [
    'by a link to a link',
    'second',
    (repository) => {
      repository.link('first', join(repository.outside, 'secret'));
      repository.link('second', 'first');
    },
  ],
] as const satisfies [string, string, (repository: Repository) => void][]) {
  test(`a file outside of the workspace is not read ${what}`, (context) => {
    const repository = repositoryOf(context, { 'deploy/compass.yaml': '' });
    writeFileSync(join(repository.outside, 'secret'), 'secret');
    prepare(repository);
    assert.equal(problemOf(repository.read(path)), 'lies outside of the workspace');
  });
}

test('a folder that only starts like the workspace is outside of it', (context) => {
  const repository = repositoryOf(context);
  mkdirSync(`${repository.root}-2`);
  writeFileSync(`${repository.root}-2/compass.yaml`, '');
  assert.equal(problemOf(repository.read('../workspace-2/compass.yaml')), 'lies outside of the workspace');
});

test('an absolute path outside of the workspace is not read', (context) => {
  assert.match(problemOf(repositoryOf(context).read('/etc/hostname')), /lies outside|is not there/);
});

test('what is no text in UTF-8 is refused', (context) => {
  const repository = repositoryOf(context);
  for (const bytes of [[0xff, 0xfe, 0x61, 0x00], [0xe9], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    repository.write('compass.yaml', Buffer.from(bytes));
    assert.equal(problemOf(repository.read('compass.yaml')), 'is no text in UTF-8');
  }
});

test('a folder is no text', (context) => {
  assert.equal(problemOf(repositoryOf(context, chart).read('web')), 'cannot be read');
});

test('an empty file is an empty text', (context) => {
  assert.deepEqual(repositoryOf(context, { 'compass.yaml': '' }).read('compass.yaml'), { text: '' });
});

test('the digest of a chart is the same wherever the chart lies, and whenever it was written', (context) => {
  const repository = repositoryOf(context, chart);
  const before = digestOf(repository);
  assert.equal(digestOf(repositoryOf(context, chart)), before);
  utimesSync(join(repository.root, 'web/values.yaml'), 1, 1);
  utimesSync(join(repository.root, 'web/templates'), 1, 1);
  chmodSync(join(repository.root, 'web/values.yaml'), 0o600);
  assert.equal(digestOf(repository), before);
  renameSync(join(repository.root, 'web'), join(repository.root, 'moved'));
  assert.equal(digestOf(repository, 'moved'), before);
  assert.equal(digestOf(repository, './moved/'), before);
});

test('the digest does not depend on the order in which files were made', (context) => {
  const turned = Object.fromEntries(Object.entries(chart).reverse());
  assert.equal(digestOf(repositoryOf(context, turned)), digestOf(repositoryOf(context, chart)));
});

for (const [what, files] of [
  ['content', { 'web/values.yaml': 'a: 2\n' }],
  ['content of the same length in another file', { 'web/values.yaml': 'kind: A\n', 'web/templates/a.yaml': 'a: 1\n' }],
  ['a file more', { 'web/templates/b.yaml': '' }],
  ['a hidden file more', { 'web/.helmignore': '' }],
  ['a file deep inside', { 'web/charts/sub/templates/x.yaml': '' }],
  ['the bytes that end a line', { 'web/values.yaml': 'a: 1\r\n' }],
] as const) {
  test(`the digest of a chart changes with ${what}`, (context) => {
    assert.notEqual(digestOf(repositoryOf(context, { ...chart, ...files })), digestOf(repositoryOf(context, chart)));
  });
}

test('the digest of a chart changes with the name of a file, and of a folder', (context) => {
  const repository = repositoryOf(context, chart);
  const digests = [digestOf(repository)];
  renameSync(join(repository.root, 'web/values.yaml'), join(repository.root, 'web/values.yml'));
  digests.push(digestOf(repository));
  renameSync(join(repository.root, 'web/templates'), join(repository.root, 'web/crds'));
  digests.push(digestOf(repository));
  assert.equal(new Set(digests).size, 3);
});

for (const [one, two] of [
  [{ 'web/a': 'bcd' }, { 'web/a': 'b', 'web/c': 'd' }],
  [{ 'web/a': 'b1:c1:d' }, { 'web/a': 'b', 'web/c': 'd' }],
  [{ 'web/ab': 'c' }, { 'web/a': 'bc' }],
] as const) {
  test(`names and bytes do not run together: ${JSON.stringify(one)} is not ${JSON.stringify(two)}`, (context) => {
    const digests = [one, two].map((files) => digestOf(repositoryOf(context, { 'web/Chart.yaml': '', ...files })));
    assert.notEqual(digests[0], digests[1]);
  });
}

test('a linked file or folder counts as what it leads to', (context) => {
  const repository = repositoryOf(context, { ...chart, 'shared/b.yaml': 'kind: B\n', 'shared/deep/c.yaml': '' });
  repository.link('web/shared', '../shared');
  repository.link('web/templates/b.yaml', '../../shared/b.yaml');
  const before = digestOf(repository);
  const copied = {
    'web/shared/b.yaml': 'kind: B\n',
    'web/shared/deep/c.yaml': '',
    'web/templates/b.yaml': 'kind: B\n',
  };
  assert.equal(digestOf(repositoryOf(context, { ...chart, ...copied })), before);
  repository.write('shared/b.yaml', 'kind: C\n');
  assert.notEqual(digestOf(repository), before);
});

test('a folder without Chart.yaml, a file, and nothing at all are no charts', (context) => {
  const repository = repositoryOf(context, { 'web/values.yaml': '', 'file.yaml': '', 'odd/Chart.yaml/x': '' });
  for (const path of ['web', 'file.yaml', 'nowhere', 'odd']) {
    const { code, message, at: place } = failureOf(repository.digest(path));
    assert.equal(code, 'chart-unreadable');
    assert.equal(message, `There is no chart in \`${path}\`: no Chart.yaml can be read.`);
    assert.deepEqual(place, at);
  }
});

for (const [what, path, named] of [
  ['a file', 'web/templates/stolen.yaml', 'templates/stolen.yaml'],
  ['a folder', 'web/templates/stolen', 'templates/stolen'],
] as const) {
  test(`a link to ${what} outside of the workspace is refused, and its path in the chart is named`, (context) => {
    const repository = repositoryOf(context, chart);
    writeFileSync(join(repository.outside, 'secret'), '');
    repository.link(path, what === 'a file' ? join(repository.outside, 'secret') : '../../../outside');
    const { code, message, at: place } = failureOf(repository.digest('web'));
    assert.equal(code, 'chart-unreadable');
    assert.equal(
      message,
      `The chart in \`web\` cannot be used: \`${named}\` is a link that leads out of the workspace.`,
    );
    assert.deepEqual(place, at);
  });
}

test('a link that leads nowhere is refused, and its path in the chart is named', (context) => {
  const repository = repositoryOf(context, chart);
  repository.link('web/templates/gone.yaml', '../../nowhere.yaml');
  const { code, message } = failureOf(repository.digest('web'));
  assert.equal(code, 'chart-unreadable');
  assert.match(message, /`templates\/gone.yaml`/);
});

test('links that lead back up, or to themselves, come to an end', (context) => {
  for (const links of [
    [['web/templates/up', '..']],
    [
      ['web/one', '.'],
      ['web/two', '.'],
      ['web/three', '.'],
    ],
    [['web/self', 'self']],
    [
      ['web/a', 'b'],
      ['web/b', 'a'],
    ],
  ] as const) {
    const repository = repositoryOf(context, chart);
    for (const [path, target] of links) repository.link(path, target);
    const { code } = failureOf(repository.digest('web'));
    assert.equal(code, 'chart-unreadable', JSON.stringify(links));
  }
});

for (const [what, path] of [
  ['by ..', '../outside/web'],
  ['by a link', 'linked'],
] as const) {
  test(`a chart outside of the workspace is refused ${what}`, (context) => {
    const repository = repositoryOf(context);
    mkdirSync(join(repository.outside, 'web'));
    writeFileSync(join(repository.outside, 'web', 'Chart.yaml'), 'name: web\n');
    repository.link('linked', join(repository.outside, 'web'));
    const { code, message } = failureOf(repository.digest(path));
    assert.equal(code, 'chart-unreadable');
    assert.match(message, /out of the workspace|outside of the workspace/);
  });
}

test('a chart whose own folder is a link out of the workspace is told by its path', (context) => {
  const repository = repositoryOf(context);
  repository.link('linked', repository.outside);
  assert.equal(failureOf(repository.digest('linked')).message, '`linked` lies outside of the workspace.');
});

test('a .git inside of a chart is refused: it may hold credentials, and changes with every commit', (context) => {
  for (const git of ['.git', 'charts/sub/.git/config']) {
    const { code, message } = failureOf(repositoryOf(context, { ...chart, [`web/${git}`]: '' }).digest('web'));
    assert.equal(code, 'chart-unreadable');
    assert.equal(
      message,
      `The chart in \`web\` cannot be used: \`${git.replace('/config', '')}\` does not belong into a chart.`,
    );
  }
});

test('a chart in a folder that is a link inside of the workspace is read', (context) => {
  const repository = repositoryOf(context, chart);
  repository.link('linked', 'web');
  assert.equal(digestOf(repository, 'linked'), digestOf(repository, 'web'));
});

test('the whole workspace may be a chart', (context) => {
  assert.equal(digestOf(repositoryOf(context, { 'Chart.yaml': 'name: web\n' }), '.').length, 64);
});
