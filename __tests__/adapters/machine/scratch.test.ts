// The private folder of a run, and a folder for temporary files in which it cannot be created.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { disk } from '../../../src/adapters/machine/disk.ts';
import { openScratch } from '../../../src/adapters/machine/scratch.ts';

const parent = mkdtempSync(join(tmpdir(), 'compass-scratch-'));

test('only this user can read what is written, and nothing is left after the removal', () => {
  const scratch = openScratch(disk, parent);
  assert.ok(scratch.ok);
  const { path, write, remove } = scratch.value;
  const file = write('secret', 'text');
  assert.equal(readFileSync(file, 'utf8'), 'text');
  assert.deepEqual([statSync(path).mode & 0o777, statSync(file).mode & 0o777], [0o700, 0o600]);
  remove();
  assert.ok(!existsSync(path));
});

test('a folder for temporary files that cannot be written is a failure with its name and the reason', () => {
  const file = join(parent, 'file');
  writeFileSync(file, '');
  for (const [folder, reason] of [
    [join(parent, 'missing'), 'ENOENT'],
    [file, 'ENOTDIR'],
  ] as const) {
    const opened = openScratch(disk, folder);
    assert.ok(!opened.ok);
    const [failure] = opened.failures;
    assert.equal(failure?.code, 'temp-unwritable');
    assert.ok(failure.message.includes(`${folder}, the folder for temporary files (${reason})`), failure.message);
  }
});
