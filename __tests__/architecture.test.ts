// The rules of the house that no linter knows: who may import whom, and what may stand where.
import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { test } from 'node:test';
import { parseSync } from 'oxc-parser';

const root = posix.join(import.meta.dirname, '..');
const files = globSync('src/**/*.ts', { cwd: root }).sort();
const sources = new Map(files.map((file) => [file, readFileSync(posix.join(root, file), 'utf8')]));

/** A stage may import those before it. The vocabulary, the files directly in src/, comes before all. */
const stages = ['inputs', 'spec', 'render', 'plan', 'preview', 'execute', 'report'];
const conductors = [
  'src/main.ts',
  'src/step.ts',
  'src/post.ts',
  'src/cli.ts',
  'src/wire.ts',
  'src/run.ts',
  'src/conclude.ts',
  'src/pull-request.ts',
];

/** Modules that only these files may import, so that only they have to change when those do. */
const soleImporters: Record<string, string | string[]> = {
  'node:fs': 'src/adapters/disk.ts',
  'node:child_process': 'src/adapters/processes.ts',
  'node:https': 'src/adapters/http.ts',
  'node:http': 'src/adapters/http.ts',
  '@actions/tool-cache': 'src/adapters/helm-install.ts',
  yaml: ['src/write-yaml.ts', 'src/yaml-nodes.ts', 'src/yaml.ts'],
  ejs: 'src/render/template.ts',
  diff: 'src/preview/unified.ts',
  '@actions/github': 'src/adapters/github.ts',
  semver: 'src/versions.ts',
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

/** `vocabulary`, `conductor`, or the name of the folder. */
function roomOf(file: string): string {
  if (conductors.includes(file)) return 'conductor';
  return file.split('/').length === 2 ? 'vocabulary' : (file.split('/')[1] ?? '');
}

function mayImport(from: string, to: string): boolean {
  if (from === to || to === 'vocabulary') return true;
  switch (from) {
    case 'conductor':
      return true;
    case 'commands':
      return stages.includes(to);
    default:
      return stages.includes(to) && stages.indexOf(to) < stages.indexOf(from);
  }
}

test('every file lives in a room that the house has', () => {
  const rooms = new Set(files.map(roomOf));
  const known = ['vocabulary', 'conductor', 'commands', 'adapters', 'authoring', ...stages];
  assert.deepEqual(
    [...rooms].filter((room) => !known.includes(room)),
    [],
  );
});

test('a stage imports only what comes before it, an adapter only the vocabulary', () => {
  const wrong = files.flatMap((file) =>
    inside(file)
      .filter(({ module }) => !mayImport(roomOf(file), roomOf(module)))
      .map(({ module }) => `${file} → ${module}`),
  );
  assert.deepEqual(wrong, []);
});

test('only wire.ts sees adapters', () => {
  const seeing = files.filter(
    (file) => roomOf(file) !== 'adapters' && inside(file).some(({ module }) => roomOf(module) === 'adapters'),
  );
  // The door writes the post step's mark before anything else is loaded.
  assert.deepEqual(seeing, ['src/main.ts', 'src/wire.ts']);
});

for (const [module, importer] of Object.entries(soleImporters)) {
  test(`only ${importer} imports ${module}`, () => {
    const importing = files.filter((file) => importsOf(file).some((one) => one.module === module && !one.typeOnly));
    assert.deepEqual(importing, [importer].flat());
  });
}

test('environment, time and chance reach the engine only through ports', () => {
  const doors = ['src/main.ts', 'src/cli.ts'];
  const touching = files.filter((file) => roomOf(file) !== 'adapters' && !doors.includes(file));
  const wrong = touching.filter((file) =>
    /process\.(env|std)|Date\.now|new Date\(|Math\.random|performance\.now/.test(sources.get(file) ?? ''),
  );
  assert.deepEqual(wrong, ['src/wire.ts']);
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
