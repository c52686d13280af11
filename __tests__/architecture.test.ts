// The rules of the house that no linter knows: who may import whom, and what may stand where.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { type BindingPattern, parseSync } from 'oxc-parser';

const root = posix.join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).sort();
const sources = new Map(files.map((file) => [file, readFileSync(posix.join(root, file), 'utf8')]));

/** Each room sees those before it, and itself; `preview` and `execute` do not see each other. */
const rooms = [
  ...['text', 'model', 'ports', 'inputs', 'spec', 'render', 'plan', 'prepare'],
  ...['preview', 'execute', 'report', 'pull-request', 'commands', 'run'],
];
const strangers: readonly string[] = ['preview', 'execute'];

/** Adapters see these, and among themselves the folders of an earlier row. */
const seenByAdapters: readonly string[] = ['text', 'model', 'ports'];
const rowsOfAdapters = [['console', 'http', 'machine'], ['registry', 'cluster', 'helm', 'github'], ['charts']];

/** The two doors, before any room. */
const doors = ['src/cli.ts', 'src/main.ts'];

/** Modules that only these files may import, so that only they have to change when those do. */
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

function importsOf(file: string): { module: string; typeOnly: boolean }[] {
  const { module } = parseSync(file, sources.get(file) ?? '');
  const still = module.staticImports.map((one) => ({
    module: one.moduleRequest.value,
    typeOnly: one.entries.length > 0 && one.entries.every((entry) => entry.isType),
  }));
  const lazy = module.dynamicImports.map((one) => ({
    module: (sources.get(file) ?? '').slice(one.moduleRequest.start, one.moduleRequest.end).replace(/['"]/g, ''),
    typeOnly: false,
  }));
  return [...still, ...lazy];
}

function inside(file: string): { module: string; typeOnly: boolean }[] {
  return importsOf(file)
    .filter(({ module }) => module.startsWith('.'))
    .map(({ module, typeOnly }) => ({ module: posix.join(posix.dirname(file), module), typeOnly }));
}

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

test('every file lives in a room that the house has', () => {
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
      inside(file)
        .filter(({ module }) => !mayImport(roomOf(file), roomOf(module)))
        .map(({ module }) => `${file} → ${module}`),
    );
  assert.deepEqual(wrong, []);
});

test('only wire.ts sees adapters', () => {
  const isAdapter = (module: string) => roomOf(module).startsWith('adapters/');
  const seeing = files.filter((file) => !isAdapter(file) && inside(file).some(({ module }) => isAdapter(module)));
  // The door writes the post step's mark before anything else is loaded.
  assert.deepEqual(seeing, ['src/main.ts', 'src/run/wire.ts']);
});

test('wire.ts sees beside them only what it hands on, and no stage', () => {
  const others = inside('src/run/wire.ts').filter(({ module }) => !roomOf(module).startsWith('adapters/'));
  const seen = new Set(others.map(({ module }) => roomOf(module)));
  assert.deepEqual([...seen].sort(), ['inputs', 'model', 'ports']);
});

for (const [module, importer] of Object.entries(soleImporters)) {
  test(`only ${importer} imports ${module}`, () => {
    const importing = files.filter((file) => importsOf(file).some((one) => one.module === module && !one.typeOnly));
    assert.deepEqual(importing, [importer].flat());
  });
}

test('environment, time and chance reach the engine only through ports', () => {
  const touching = files.filter((file) => !roomOf(file).startsWith('adapters/') && !doors.includes(file));
  const wrong = touching.filter((file) =>
    /process\.(env|std)|Date\.now|new Date\(|Math\.random|performance\.now/.test(sources.get(file) ?? ''),
  );
  assert.deepEqual(wrong, ['src/run/wire.ts']);
});

/** Names at the top of a file, imported ones not among them. */
function topLevelNames(file: string): string[] {
  const { program } = parseSync(file, sources.get(file) ?? '');
  const names = program.body.flatMap((statement) => {
    const node = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    switch (node?.type) {
      case 'VariableDeclaration':
        return node.declarations.flatMap(({ id }) => namesIn(id));
      case 'FunctionDeclaration':
      case 'ClassDeclaration':
        return node.id ? [node.id.name] : [];
      case 'TSInterfaceDeclaration':
      case 'TSTypeAliasDeclaration':
        return [node.id.name];
      default:
        return [];
    }
  });
  // A function with overloads stands there several times.
  return [...new Set(names)];
}

function namesIn(pattern: BindingPattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ArrayPattern':
      return pattern.elements.flatMap((one) => (one && one.type !== 'RestElement' ? namesIn(one) : []));
    case 'ObjectPattern':
      return pattern.properties.flatMap((one) => (one.type === 'Property' ? namesIn(one.value) : []));
    case 'AssignmentPattern':
      return namesIn(pattern.left);
  }
}

/** The two doors stand side by side, and each listens for the end that it is told. */
const sharedNames: readonly string[] = ['cancel'];

test('no name at the top of a file has two meanings', () => {
  const places = new Map<string, string[]>();
  for (const file of files) {
    for (const name of topLevelNames(file)) places.set(name, [...(places.get(name) ?? []), file]);
  }
  const twice = [...places].filter(([name, where]) => where.length > 1 && !sharedNames.includes(name));
  assert.deepEqual(
    twice.map(([name, where]) => `${name}: ${where.join(', ')}`),
    [],
  );
});

test('no file is named for what it might hold', () => {
  assert.deepEqual(
    files.filter((file) => /(^|\/)(index|utils?|helpers?|common|misc)\.ts$/.test(file)),
    [],
  );
});

test('no file asks more than one question: 300 lines, the door 40', () => {
  const lines = (file: string) => (sources.get(file) ?? '').split('\n').length;
  assert.deepEqual(
    files.filter((file) => lines(file) > 300),
    [],
  );
  assert.ok(lines('src/main.ts') <= 40);
});
