// The largest files of a package, in a folder and in an archive, by what they take compressed.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { largestFilesIn } from '../../../src/adapters/charts/largest-files.ts';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { freshFolder } from '../../support/remote.ts';

test('what is large once it is compressed comes first, the same in a folder and in an archive', (context) => {
  const folder = freshFolder(context);
  const deep = `files/${'d'.repeat(80)}/${'e'.repeat(40)}`;
  mkdirSync(join(folder, 'web', deep), { recursive: true });
  writeFileSync(join(folder, 'web', 'Chart.yaml'), 'name: web\n');
  writeFileSync(join(folder, 'web', 'zeros.txt'), Buffer.alloc(50_000));
  writeFileSync(join(folder, 'web', deep, 'picture.png'), randomBytes(5_000));
  execFileSync('tar', ['--format=ustar', '-czf', 'web.tgz', 'web'], { cwd: folder });
  const [first, ...rest] = largestFilesIn(join(folder, 'web.tgz'), disk);
  assert.equal(first?.path, `${deep}/picture.png`);
  assert.ok((first?.bytes ?? 0) >= 5_000);
  assert.deepEqual(
    rest.map(({ path }) => path),
    ['zeros.txt', 'Chart.yaml'],
  );
  assert.deepEqual(largestFilesIn(join(folder, 'web'), disk), [first, ...rest]);
});

test('files that cannot be read are left out', (context) => {
  const folder = freshFolder(context);
  writeFileSync(join(folder, 'web.tgz'), 'no archive');
  assert.deepEqual(largestFilesIn(join(folder, 'web.tgz'), disk), []);
  assert.deepEqual(largestFilesIn(join(folder, 'nowhere'), disk), []);
});
