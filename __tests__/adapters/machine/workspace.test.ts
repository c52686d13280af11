// The checked-out repository, in real folders: what is read, what is found, and what is refused.
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { openWorkspace } from '../../../src/adapters/machine/workspace.ts';
import type { Files } from '../../../src/ports/machine.ts';
import { type Repository, repositoryOf } from '../../support/repository.ts';

/** What completes the sentence "The file …". */
function problemOf(read: ReturnType<Files['read']>): string {
  assert.ok('problem' in read, 'it was taken');
  return read.problem;
}

test('a text is read by any path that stays inside the workspace', (context) => {
  const repository = repositoryOf(context, { 'deploy/compass.yaml': 'é: 🚀\n' });
  for (const path of ['deploy/compass.yaml', './deploy/compass.yaml', 'deploy/../deploy/compass.yaml']) {
    assert.deepEqual(repository.workspace.read(path), { text: 'é: 🚀\n' });
  }
  assert.deepEqual(repository.workspace.read(join(repository.root, 'deploy/compass.yaml')), { text: 'é: 🚀\n' });
});

test('a link that stays inside is followed', (context) => {
  const repository = repositoryOf(context, { 'deploy/compass.yaml': 'a: 1\n' });
  repository.link('compass.yaml', 'deploy/compass.yaml');
  repository.link('folder', 'deploy');
  assert.deepEqual(repository.workspace.read('compass.yaml'), { text: 'a: 1\n' });
  assert.deepEqual(repository.workspace.read('folder/compass.yaml'), { text: 'a: 1\n' });
});

test('the workspace itself may be a link', (context) => {
  const repository = repositoryOf(context, { 'compass.yaml': 'a: 1\n' });
  const link = join(repository.outside, 'link');
  symlinkSync(repository.root, link);
  const workspace = openWorkspace(disk, link);
  assert.deepEqual(workspace.read('compass.yaml'), { text: 'a: 1\n' });
  assert.deepEqual(workspace.find('*'), ['compass.yaml']);
  assert.equal(workspace.locate('web'), join(repository.root, 'web'));
});

test('a missing file is reported with the folder that was searched', (context) => {
  const repository = repositoryOf(context);
  assert.equal(problemOf(repository.workspace.read('nowhere.yaml')), `does not exist (looked in ${repository.root})`);
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
    assert.equal(problemOf(repository.workspace.read(path)), 'is outside the workspace');
  });
}

test('a folder whose name starts like the workspace is outside of it', (context) => {
  const repository = repositoryOf(context);
  mkdirSync(`${repository.root}-2`);
  writeFileSync(`${repository.root}-2/compass.yaml`, '');
  assert.equal(problemOf(repository.workspace.read('../workspace-2/compass.yaml')), 'is outside the workspace');
});

test('a missing file outside of the workspace is reported as outside', (context) => {
  const { workspace } = repositoryOf(context);
  for (const path of ['../nothing', '/nothing/at/all']) {
    assert.deepEqual(workspace.read(path), { problem: 'is outside the workspace' });
  }
});

test('an absolute path outside of the workspace is not read', (context) => {
  assert.match(problemOf(repositoryOf(context).workspace.read('/etc/hostname')), /is outside the workspace/);
});

test('a file that is not UTF-8 text is rejected', (context) => {
  const repository = repositoryOf(context);
  for (const bytes of [[0xff, 0xfe, 0x61, 0x00], [0xe9], [0xc0, 0x80], [0xed, 0xa0, 0x80]]) {
    repository.write('compass.yaml', Buffer.from(bytes));
    assert.equal(problemOf(repository.workspace.read('compass.yaml')), 'is not UTF-8 text');
  }
});

test('a folder is not a text', (context) => {
  assert.equal(problemOf(repositoryOf(context, { 'web/Chart.yaml': '' }).workspace.read('web')), 'cannot be read');
});

test('an empty file is an empty text', (context) => {
  assert.deepEqual(repositoryOf(context, { 'compass.yaml': '' }).workspace.read('compass.yaml'), { text: '' });
});

test('a glob finds files, sorted, and neither folders nor files outside', (context) => {
  const repository = repositoryOf(context, { 'k8s/b.yaml': '', 'k8s/a.yaml': '', 'k8s/deep/c.yaml': '', 'd.yaml': '' });
  writeFileSync(join(repository.outside, 'e.yaml'), '');
  repository.link('k8s/linked.yaml', '../d.yaml');
  const { find } = repository.workspace;
  assert.deepEqual(find('k8s/*.yaml'), ['k8s/a.yaml', 'k8s/b.yaml', 'k8s/linked.yaml']);
  assert.deepEqual(find('./k8s/**/c.yaml'), ['k8s/deep/c.yaml']);
  assert.deepEqual(find('k8s/*'), ['k8s/a.yaml', 'k8s/b.yaml', 'k8s/linked.yaml']);
  for (const glob of ['nothing/*', '../outside/*', 'k8s/../../outside/*', `${repository.outside}/*`]) {
    assert.deepEqual(find(glob), [], glob);
  }
});
