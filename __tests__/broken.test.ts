// What exactly does `validate` print for each broken spec in __tests__/broken/? The place, the line with a caret, what
// is wrong, and what to do. `UPDATE=1 node --test __tests__/broken.test.ts` rewrites the expected texts: read them.
import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { clock } from '../src/adapters/machine/clock.ts';
import { disk } from '../src/adapters/machine/disk.ts';
import { openWorkspace } from '../src/adapters/machine/workspace.ts';
import { Redactor } from '../src/model/secret.ts';
import type { Ports } from '../src/ports/ports.ts';
import { run } from '../src/run/run.ts';

const fixtures = join(import.meta.dirname, 'broken');
const isUpdate = process.env['UPDATE'] === '1';

/** Creates files that are awkward to keep in a repository. By name of the fixture. */
const prepare: Readonly<Record<string, (workspace: string) => void>> = {
  'path-by-a-link': (workspace) => {
    symlinkSync('/etc', join(workspace, 'outside'));
    symlinkSync('/etc/hosts', join(workspace, 'secrets.yaml'));
  },
  'over-1-mib': (workspace) => {
    const spec = join(workspace, 'compass.yaml');
    writeFileSync(spec, `${readFileSync(spec, 'utf8')}${'# as long as the day\n'.repeat(60_000)}`);
  },
  'file-no-text': (workspace) => writeFileSync(join(workspace, 'values.yaml'), Buffer.from([0xff, 0xfe, 0x00, 0x80])),
};

/** The log of `validate`, which is offline: it gets no ports. */
async function validateIn(folder: string): Promise<string> {
  const lines: string[] = [];
  const files = openWorkspace(disk, folder);
  const console: Ports['console'] = {
    line: (text) => lines.push(text),
    openGroup: () => {},
    closeGroup: () => {},
    annotate: () => {},
    status: () => {},
  };
  const journal = { begin: () => {}, close: () => {} };
  const ports = { files, console, journal, clock, redactor: new Redactor(), variable: () => undefined };
  const invocation = {
    inputs: { command: 'validate' },
    event: { name: 'push', ref: 'refs/heads/develop', sha: 'a'.repeat(40), payload: {} },
    run: { repositoryId: '', id: '', attempt: '', url: '' },
    platform: 'linux',
  };
  const { exitCode } = await run(invocation, ports as unknown as Ports, new AbortController().signal);
  assert.equal(exitCode, 1, `it is accepted: ${lines.join('\n')}`);
  return `${lines.join('\n').replaceAll(files.root, '/workspace')}\n`;
}

for (const name of readdirSync(fixtures).sort()) {
  test(`broken/${name} is reported with the expected text`, async (context) => {
    const workspace = mkdtempSync(join(tmpdir(), 'broken-'));
    context.after(() => rmSync(workspace, { recursive: true }));
    cpSync(join(fixtures, name), workspace, { recursive: true });
    prepare[name]?.(workspace);
    const told = await validateIn(workspace);
    const expected = join(fixtures, name, 'expected.txt');
    if (isUpdate) writeFileSync(expected, told);
    const wanted = existsSync(expected) ? readFileSync(expected, 'utf8') : '';
    assert.equal(told, wanted, `the report of ${name} has changed; if it is better now, run this file with UPDATE=1`);
  });
}

test('every prepared fixture exists', () => {
  for (const name of Object.keys(prepare)) assert.ok(existsSync(join(fixtures, name, 'compass.yaml')), name);
});
