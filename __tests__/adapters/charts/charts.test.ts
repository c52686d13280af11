// The content of charts, in real folders: what a digest depends on, and what is refused.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { makeOpenCharts } from '../../../src/adapters/charts/charts.ts';
import { makeHttpClient } from '../../../src/adapters/http/client.ts';
import { clock } from '../../../src/adapters/machine/clock.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../../src/adapters/machine/processes.ts';
import type { Failure, Result } from '../../../src/model/failure.ts';
import { Redactor } from '../../../src/model/secret.ts';
import type { Scratch } from '../../../src/ports/machine.ts';
import type { ChartContent, Charts } from '../../../src/ports/ports.ts';
import { type Repository, repositoryOf } from '../../support/repository.ts';

const at = { file: 'compass.yaml', line: 5, column: 3 };
const chart = { 'web/Chart.yaml': 'name: web\n', 'web/values.yaml': 'a: 1\n', 'web/templates/a.yaml': 'kind: A\n' };

/** None of these needs a place to write to. */
const nowhere = {} as Scratch;

function chartsOf({ workspace }: Repository): Charts {
  const { signal } = new AbortController();
  const redactor = new Redactor();
  const processes = makeProcesses({});
  const world = { disk, workspace, http: makeHttpClient({}, {}), processes, clock };
  const open = makeOpenCharts({ ...world, redactor, env: {}, cacheFolder: '/nowhere' });
  return open({ logins: [], access: { insecure: [], signal }, scratch: nowhere });
}

function digestIn(repository: Repository, path: string): Promise<Result<ChartContent>> {
  return chartsOf(repository).resolve({ kind: 'folder', path }, at);
}

function failureOf(result: Result<ChartContent>): Failure {
  assert.ok(!result.ok, 'it was taken');
  const [failure, ...others] = result.failures;
  assert.ok(failure !== undefined && others.length === 0);
  return failure;
}

async function digestOf(repository: Repository, path = 'web'): Promise<string> {
  const digest = await digestIn(repository, path);
  assert.ok(digest.ok, JSON.stringify(digest));
  assert.match(digest.value.digest, /^[0-9a-f]{64}$/);
  return digest.value.digest;
}

test('the digest of a chart depends neither on its folder nor on the times of its files', async (context) => {
  const repository = repositoryOf(context, chart);
  const before = await digestOf(repository);
  assert.equal(await digestOf(repositoryOf(context, chart)), before);
  utimesSync(join(repository.root, 'web/values.yaml'), 1, 1);
  utimesSync(join(repository.root, 'web/templates'), 1, 1);
  chmodSync(join(repository.root, 'web/values.yaml'), 0o600);
  assert.equal(await digestOf(repository), before);
  renameSync(join(repository.root, 'web'), join(repository.root, 'moved'));
  assert.equal(await digestOf(repository, 'moved'), before);
  assert.equal(await digestOf(repository, './moved/'), before);
});

test('the digest does not depend on the order in which files were created', async (context) => {
  const turned = Object.fromEntries(Object.entries(chart).reverse());
  assert.equal(await digestOf(repositoryOf(context, turned)), await digestOf(repositoryOf(context, chart)));
});

for (const [what, files] of [
  ['content', { 'web/values.yaml': 'a: 2\n' }],
  ['content of the same length in another file', { 'web/values.yaml': 'kind: A\n', 'web/templates/a.yaml': 'a: 1\n' }],
  ['a file more', { 'web/templates/b.yaml': '' }],
  ['a hidden file more', { 'web/.helmignore': '' }],
  ['a file deep inside', { 'web/charts/sub/templates/x.yaml': '' }],
  ['the bytes that end a line', { 'web/values.yaml': 'a: 1\r\n' }],
] as const) {
  test(`the digest of a chart changes with ${what}`, async (context) => {
    assert.notEqual(
      await digestOf(repositoryOf(context, { ...chart, ...files })),
      await digestOf(repositoryOf(context, chart)),
    );
  });
}

test('the digest of a chart changes with the name of a file, and of a folder', async (context) => {
  const repository = repositoryOf(context, chart);
  const digests = [await digestOf(repository)];
  renameSync(join(repository.root, 'web/values.yaml'), join(repository.root, 'web/values.yml'));
  digests.push(await digestOf(repository));
  renameSync(join(repository.root, 'web/templates'), join(repository.root, 'web/crds'));
  digests.push(await digestOf(repository));
  assert.equal(new Set(digests).size, 3);
});

for (const [one, two] of [
  [{ 'web/a': 'bcd' }, { 'web/a': 'b', 'web/c': 'd' }],
  [{ 'web/a': 'b1:c1:d' }, { 'web/a': 'b', 'web/c': 'd' }],
  [{ 'web/ab': 'c' }, { 'web/a': 'bc' }],
] as const) {
  test(`names and bytes are kept apart: ${JSON.stringify(one)} is not ${JSON.stringify(two)}`, async (context) => {
    const digests = await Promise.all(
      [one, two].map((files) => digestOf(repositoryOf(context, { 'web/Chart.yaml': '', ...files }))),
    );
    assert.notEqual(digests[0], digests[1]);
  });
}

test('a symbolic link counts as its target', async (context) => {
  const repository = repositoryOf(context, { ...chart, 'shared/b.yaml': 'kind: B\n', 'shared/deep/c.yaml': '' });
  repository.link('web/shared', '../shared');
  repository.link('web/templates/b.yaml', '../../shared/b.yaml');
  const before = await digestOf(repository);
  const copied = {
    'web/shared/b.yaml': 'kind: B\n',
    'web/shared/deep/c.yaml': '',
    'web/templates/b.yaml': 'kind: B\n',
  };
  assert.equal(await digestOf(repositoryOf(context, { ...chart, ...copied })), before);
  repository.write('shared/b.yaml', 'kind: C\n');
  assert.notEqual(await digestOf(repository), before);
});

test('a folder without Chart.yaml, a file and a missing path are not charts', async (context) => {
  const repository = repositoryOf(context, { 'web/values.yaml': '', 'file.yaml': '', 'odd/Chart.yaml/x': '' });
  for (const path of ['web', 'file.yaml', 'nowhere', 'odd']) {
    const { code, message, at: place } = failureOf(await digestIn(repository, path));
    assert.equal(code, 'chart-unreadable');
    assert.equal(message, `There is no chart in \`${path}\`: it has no readable Chart.yaml.`);
    assert.deepEqual(place, at);
  }
});

for (const [what, path, named] of [
  ['a file', 'web/templates/stolen.yaml', 'templates/stolen.yaml'],
  ['a folder', 'web/templates/stolen', 'templates/stolen'],
] as const) {
  test(`a link to ${what} outside of the workspace is rejected, and its path in the chart is named`, async (context) => {
    const repository = repositoryOf(context, chart);
    writeFileSync(join(repository.outside, 'secret'), '');
    repository.link(path, what === 'a file' ? join(repository.outside, 'secret') : '../../../outside');
    const { code, message, at: place } = failureOf(await digestIn(repository, 'web'));
    assert.equal(code, 'chart-unreadable');
    assert.equal(
      message,
      `The chart in \`web\` cannot be used: \`${named}\` is a symbolic link that leaves the workspace.`,
    );
    assert.deepEqual(place, at);
  });
}

test('a dangling link is rejected, and its path in the chart is named', async (context) => {
  const repository = repositoryOf(context, chart);
  repository.link('web/templates/gone.yaml', '../../nowhere.yaml');
  const { code, message } = failureOf(await digestIn(repository, 'web'));
  assert.equal(code, 'chart-unreadable');
  assert.match(message, /`templates\/gone.yaml`/);
});

test('links to a folder above or to themselves do not loop forever', async (context) => {
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
    const { code } = failureOf(await digestIn(repository, 'web'));
    assert.equal(code, 'chart-unreadable', JSON.stringify(links));
  }
});

for (const [what, path] of [
  ['by ..', '../outside/web'],
  ['by a link', 'linked'],
] as const) {
  test(`a chart outside of the workspace is rejected ${what}`, async (context) => {
    const repository = repositoryOf(context);
    mkdirSync(join(repository.outside, 'web'));
    writeFileSync(join(repository.outside, 'web', 'Chart.yaml'), 'name: web\n');
    repository.link('linked', join(repository.outside, 'web'));
    const { code, message } = failureOf(await digestIn(repository, path));
    assert.equal(code, 'chart-unreadable');
    assert.match(message, /outside the workspace/);
  });
}

test('a chart whose folder is a link out of the workspace is rejected by its path', async (context) => {
  const repository = repositoryOf(context);
  repository.link('linked', repository.outside);
  assert.equal(failureOf(await digestIn(repository, 'linked')).message, '`linked` is outside the workspace.');
});

test('a .git in a chart is rejected, since it may contain credentials and changes with every commit', async (context) => {
  for (const git of ['.git/config', 'charts/sub/.git/config']) {
    const repository = repositoryOf(context, { ...chart, [`web/${git}`]: '' });
    const { code, message, hint } = failureOf(await digestIn(repository, 'web'));
    assert.equal(hint, 'Add a line `.git/` to the `.helmignore` of the chart.');
    assert.equal(code, 'chart-unreadable');
    assert.equal(
      message,
      `The chart in \`web\` cannot be used: \`${git.replace('/config', '')}\` does not belong in a chart.`,
    );
  }
});

test('a chart folder may be a link inside the workspace', async (context) => {
  const repository = repositoryOf(context, chart);
  repository.link('linked', 'web');
  assert.equal(await digestOf(repository, 'linked'), await digestOf(repository, 'web'));
});

test('the whole workspace may be a chart', async (context) => {
  assert.equal((await digestOf(repositoryOf(context, { 'Chart.yaml': 'name: web\n' }), '.')).length, 64);
});

test('the digest of raw objects depends on their files and texts, not on the order', async (context) => {
  const repository = repositoryOf(context);
  const digest = async (files: Record<string, string>) => {
    const result = await chartsOf(repository).resolve({ kind: 'manifests', files, secretFiles: [] }, at);
    assert.ok(result.ok);
    return result.value.digest;
  };
  assert.equal(await digest({ a: '1', b: '2' }), await digest({ b: '2', a: '1' }));
  assert.notEqual(await digest({ a: '1', b: '2' }), await digest({ a: '2', b: '1' }));
  assert.notEqual(await digest({ a: '1' }), await digest({ a: '1', b: '' }));
});

for (const [what, path, told] of [
  ['is not there', 'nothing.tgz', 'The file `nothing.tgz` does not exist or cannot be read.'],
  ['is a folder', 'web', 'The file `web` does not exist or cannot be read.'],
  ['is no archive', 'web/values.yaml', '`web/values.yaml` is not a packaged chart: it is not compressed with gzip.'],
  ['is cut off', 'cut.tgz', '`cut.tgz` is not a packaged chart: it is incomplete or damaged.'],
  ['is too large', 'large.tgz', '`large.tgz` is not a packaged chart: it is larger than 100 MiB unpacked.'],
  ['lies outside', '../outside/web.tgz', '`../outside/web.tgz` is outside the workspace.'],
  ['is a link to the outside', 'linked.tgz', '`linked.tgz` is outside the workspace.'],
] as const) {
  test(`an archive that ${what} is rejected`, async (context) => {
    const repository = repositoryOf(context, chart);
    const bytes = gzipSync('content');
    writeFileSync(join(repository.outside, 'web.tgz'), bytes);
    repository.link('linked.tgz', '../outside/web.tgz');
    repository.write('cut.tgz', bytes.subarray(0, -1));
    if (path === 'large.tgz') repository.write(path, gzipSync(Buffer.alloc(100 * 1024 * 1024 + 1)));
    const failure = failureOf(await chartsOf(repository).resolve({ kind: 'archive', path }, at));
    assert.deepEqual([failure.code, failure.message, failure.at], ['chart-unreadable', told, at]);
  });
}

test('the digest of an archive is the same through a link inside the workspace', async (context) => {
  const repository = repositoryOf(context);
  const bytes = packed({ 'lib/Chart.yaml': 'name: lib\n' }, '2026-01-01');
  repository.write('web.tgz', bytes);
  repository.link('linked.tgz', 'web.tgz');
  const formerDigest = createHash('sha256').update(bytes).digest('hex');
  const [own, linked] = await Promise.all(
    ['web.tgz', 'linked.tgz'].map((path) => chartsOf(repository).resolve({ kind: 'archive', path }, at)),
  );
  assert.ok(own?.ok);
  assert.equal(own.value.formerDigest, formerDigest);
  assert.deepEqual(linked, own);
});

function packed(files: Readonly<Record<string, string>>, mtime: string, format = 'gnu'): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const tar = execFileSync('tar', ['c', `--format=${format}`, `--mtime=${mtime}`, '-C', folder, 'lib']);
  rmSync(folder, { recursive: true });
  return gzipSync(tar, { level: mtime.endsWith('1') ? 1 : 9 });
}

test('packed dependencies and archives count by the files in them, not by times, formats or compression', async (context) => {
  const files = {
    'lib/Chart.yaml': 'name: lib\n',
    'lib/templates/_a.tpl': 'a',
    [`lib/files/${'x'.repeat(120)}`]: 'long',
  };
  const repository = repositoryOf(context, chart);
  const digests = new Set<string>();
  const archives = new Set<string>();
  for (const [mtime, format] of [
    ['2026-01-01', 'gnu'],
    ['2026-02-02', 'gnu'],
    ['2026-02-02', 'pax'],
  ] as const) {
    repository.write('web/charts/lib-0.1.0.tgz', packed(files, mtime, format));
    repository.write('lib.tgz', packed(files, mtime, format));
    digests.add(await digestOf(repository));
    const archive = await chartsOf(repository).resolve({ kind: 'archive', path: 'lib.tgz' }, at);
    archives.add(archive.ok ? archive.value.digest : JSON.stringify(archive));
  }
  assert.equal(digests.size, 1);
  assert.equal(archives.size, 1);
  repository.write('web/charts/lib-0.1.0.tgz', packed({ ...files, 'lib/templates/_a.tpl': 'b' }, '2026-01-01'));
  digests.add(await digestOf(repository));
  assert.equal(digests.size, 2);
});

test('an archive that is not a dependency counts by its bytes, because templates can read them', async (context) => {
  const repository = repositoryOf(context, chart);
  const digests = new Set<string>();
  for (const mtime of ['2026-01-01', '2026-02-02']) {
    repository.write('web/files/data.tgz', packed({ 'lib/a': 'a' }, mtime));
    digests.add(await digestOf(repository));
  }
  assert.equal(digests.size, 2);
});

test('when Chart.lock was written does not count, what it locks does', async (context) => {
  const lock = (digest: string, day: string) => `dependencies: []\ndigest: ${digest}\ngenerated: "2026-11-${day}"\n`;
  const repository = repositoryOf(context, chart);
  const digests = [];
  for (const text of [lock('a', '01'), lock('a', '02'), lock('b', '02')]) {
    repository.write('web/Chart.lock', text);
    digests.push(await digestOf(repository));
  }
  assert.equal(digests[0], digests[1]);
  assert.notEqual(digests[1], digests[2]);
});

test('files that Helm leaves out do not count, and their former digest is not known', async (context) => {
  const ignore = { 'web/.helmignore': '# editors\n*.swp\n/ci/\nREADME.md\n.git\n' };
  const repository = repositoryOf(context, { ...chart, ...ignore });
  const before = await digestIn(repository, 'web');
  for (const path of [
    'web/a.swp',
    'web/ci/values.yaml',
    'web/templates/README.md',
    'web/.git/config',
    'web/.git/x/y',
  ]) {
    repository.write(path, 'changed');
  }
  const after = await digestIn(repository, 'web');
  assert.ok(before.ok && after.ok);
  assert.equal(after.value.digest, before.value.digest);
  assert.equal(before.value.formerDigest, before.value.digest);
  assert.equal(after.value.formerDigest, undefined);
  repository.write('web/templates/ci/values.yaml', 'counts');
  assert.notEqual(await digestOf(repository), before.value.digest);
});

test('a chart may be a git submodule, whose `.git` is a file', async (context) => {
  const repository = repositoryOf(context, { ...chart, 'web/.git': 'gitdir: ../.git/modules/web\n' });
  await digestOf(repository);
});

test('a `.helmignore` that Helm refuses is refused', async (context) => {
  for (const [rule, says] of [
    ['**/x', 'Helm does not support `**`'],
    ['a[', 'is not a valid pattern'],
  ] as const) {
    const repository = repositoryOf(context, { ...chart, 'web/.helmignore': `${rule}\n` });
    assert.match(failureOf(await digestIn(repository, 'web')).message, new RegExp(says.replaceAll('*', '\\*')));
  }
});

test('a pointer of Git LFS in place of an archive is named', async (context) => {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 1\n`;
  const repository = repositoryOf(context, { 'web.tgz': pointer });
  const { message } = failureOf(await chartsOf(repository).resolve({ kind: 'archive', path: 'web.tgz' }, at));
  assert.match(message, /is a pointer of Git LFS; check the repository out with `lfs: true`/);
});
