// Which files does a chart consist of? The ones that the real Helm packages.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readChartFolder } from '../../../src/adapters/charts/folder.ts';
import { unpackChart } from '../../../src/adapters/charts/unpack.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { repositoryOf } from '../../support/repository.ts';

const files = Object.fromEntries(
  [
    ...[
      'README.md',
      'a.txt',
      'b.swp',
      'ci/values.yaml',
      'ci/deep/x.yaml',
      'docs/ci/x.md',
      'files/[odd].txt',
      'files/é.txt',
    ],
    ...['templates/a.yaml', 'templates/.hidden', 'templates/deep/.hidden', 'templates/b.swp', 'files/c.swp/d'],
  ].map((path) => [`web/${path}`, 'kind: A\n']),
);
const chart = 'apiVersion: v2\nname: web\nversion: 0.1.0\n';

for (const rules of [
  '',
  '# only a comment\n\n  *.swp  ',
  'ci/',
  '/ci',
  'ci',
  'ci/*.yaml',
  'docs/*/x.md',
  '*.[ms][dw]*',
  '*.[^ms]*',
  'files/\\[odd\\].txt',
  'files/?.txt',
  'README.md\nfiles/\n!templates',
  'templates/deep/',
  'templates',
]) {
  test(`Helm packages the same files with the rules ${JSON.stringify(rules)}`, (context) => {
    const repository = repositoryOf(context, { ...files, 'web/Chart.yaml': chart, 'web/.helmignore': rules });
    const target = mkdtempSync(join(tmpdir(), 'helmignore-'));
    context.after(() => rmSync(target, { recursive: true }));
    const folder = join(repository.root, 'web');
    let packaged: string[] | undefined;
    try {
      execFileSync('helm', ['package', folder, '--destination', target], { stdio: 'pipe' });
      const archive = unpackChart(readFileSync(join(target, 'web-0.1.0.tgz')));
      packaged = 'files' in archive ? archive.files.map(({ path }) => path) : undefined;
    } catch {
      // With a rule that leaves out Chart.yaml, Helm finds no chart.
    }
    const read = readChartFolder(folder, disk, repository.workspace);
    assert.ok('files' in read);
    const own = read.files.map(({ path }) => path).sort();
    if (packaged === undefined) assert.ok(!own.includes('Chart.yaml'));
    else assert.deepEqual(own, packaged.sort());
  });
}
