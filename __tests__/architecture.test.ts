// Which room may import which, and which file is the only one to import a module?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filesImportedBy, importsOf, sourceFiles } from './support/sources.ts';

const files = sourceFiles('src/**/*.ts');

/** Each room sees those before it, and itself; `preview` and `execute` do not see each other. */
const rooms = [
  ...['text', 'model', 'ports', 'inputs', 'spec', 'render', 'plan', 'prepare'],
  ...['preview', 'execute', 'report', 'pull-request', 'commands', 'run'],
];
const strangers: readonly string[] = ['preview', 'execute'];

/** The rooms that adapters see. They also see the adapters of an earlier row. */
const seenByAdapters: readonly string[] = ['text', 'model', 'ports'];
const rowsOfAdapters = [['console', 'http', 'machine'], ['registry', 'cluster', 'helm', 'github'], ['charts']];

/** The two doors, before any room. */
const doors = ['src/cli.ts', 'src/main.ts'];

/** Modules that only these files may import: when the module changes, nothing else has to. */
const soleImporters: Record<string, string | string[]> = {
  'node:fs': 'src/adapters/machine/disk.ts',
  'node:child_process': 'src/adapters/machine/processes.ts',
  'node:https': 'src/adapters/http/client.ts',
  'node:http': 'src/adapters/http/client.ts',
  'node:vm': 'src/render/template.ts',
  '@actions/tool-cache': 'src/adapters/helm/install.ts',
  '@actions/github': 'src/adapters/github/api.ts',
  '@octokit/plugin-retry': 'src/adapters/github/api.ts',
  yaml: ['src/text/write-yaml.ts', 'src/text/yaml-nodes.ts', 'src/text/yaml.ts'],
  ejs: 'src/render/template.ts',
  diff: 'src/preview/unified-diff.ts',
  semver: 'src/text/versions.ts',
  'zod/mini': [
    ...['src/report/result.ts', 'src/spec/chart-schema.ts', 'src/spec/schema-parts.ts', 'src/spec/schema.ts'],
  ],
};

/** `door`, the name of the folder, or of an adapter's: `adapters/http`. */
function roomOf(file: string): string {
  const [, room = '', folder = ''] = file.split('/');
  if (doors.includes(file)) return 'door';
  return room === 'adapters' ? `${room}/${folder}` : room;
}

function mayImport(from: string, to: string): boolean {
  if (from === to || from === 'door') return true;
  const [kind, folder = ''] = from.split('/');
  if (kind !== 'adapters') {
    if (strangers.includes(from) && strangers.includes(to)) return false;
    return rooms.includes(to) && rooms.indexOf(to) < rooms.indexOf(from);
  }
  if (!to.startsWith('adapters/')) return seenByAdapters.includes(to);
  const rowOf = (name: string) => rowsOfAdapters.findIndex((row) => row.includes(name));
  return rowOf(to.slice('adapters/'.length)) < rowOf(folder);
}

test('every file is in a room that is on the list', () => {
  const known = ['door', ...rooms, ...rowsOfAdapters.flat().map((folder) => `adapters/${folder}`)];
  assert.deepEqual(
    files.filter((file) => !known.includes(roomOf(file))),
    [],
  );
});

test('a room imports only what comes before it', () => {
  const wrong = files
    .filter((file) => file !== 'src/run/wire.ts')
    .flatMap((file) =>
      filesImportedBy(file)
        .filter((imported) => !mayImport(roomOf(file), roomOf(imported)))
        .map((imported) => `${file} → ${imported}`),
    );
  assert.deepEqual(wrong, []);
});

test('only wire.ts imports adapters', () => {
  const isAdapter = (file: string) => roomOf(file).startsWith('adapters/');
  const importing = files.filter((file) => !isAdapter(file) && filesImportedBy(file).some(isAdapter));
  // The door saves the state for the post step before anything else is loaded.
  assert.deepEqual(importing, ['src/main.ts', 'src/run/wire.ts']);
});

test('beside adapters, wire.ts imports no stage', () => {
  const seen = new Set(filesImportedBy('src/run/wire.ts').map(roomOf));
  const others = [...seen].filter((room) => !room.startsWith('adapters/'));
  assert.deepEqual(others.sort(), ['inputs', 'model', 'ports']);
});

for (const [module, importer] of Object.entries(soleImporters)) {
  test(`only ${importer} imports ${module}`, () => {
    const importing = files.filter((file) => importsOf(file).some((one) => one.module === module && !one.typeOnly));
    assert.deepEqual(importing, [importer].flat());
  });
}
