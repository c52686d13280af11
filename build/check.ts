// `npm run check`: do types, lint, format, architecture and house rules hold, and is every generated file up to date?
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { generateActionYml } from './action-yml.ts';
import { buildDist } from './dist.ts';
import { generateDocs } from './docs.ts';
import { generateSchemas } from './schema.ts';

const root = join(import.meta.dirname, '..');
const bin = (program: string) => join(root, 'node_modules', '.bin', program);

const checks: Record<string, () => boolean> = {
  types: () => succeeds(bin('tsc'), '-p', 'tsconfig.json'),
  'lint and format': () => succeeds(bin('biome'), 'ci', '--colors=off', '--error-on-warnings', '.'),
  architecture: () => passes('__tests__/architecture.test.ts'),
  'house rules': () => passes('__tests__/house-rules.test.ts'),
  'action.yml is up to date': () => isGenerated('action.yml', generateActionYml()),
  'tables in the docs are up to date': () => [...generateDocs()].every(([file, content]) => isGenerated(file, content)),
  'schema/ is up to date': () => sameFiles('schema', generateSchemas()),
  'dist/ is a build of src/': distIsBuilt,
};

const broken = Object.entries(checks).filter(([name, check]) => {
  const holds = check();
  console.log(`${holds ? '✓' : '✗'} ${name}`);
  return !holds;
});
if (broken.length > 0) {
  console.log('`npm run build` updates the generated files; `npm run format` fixes most problems of lint and format.');
  process.exitCode = 1;
}

function succeeds(program: string, ...options: string[]): boolean {
  const ended = spawnSync(program, options, { cwd: root, encoding: 'utf8' });
  if (ended.status !== 0) console.log(`${ended.stdout}${ended.stderr}`);
  return ended.status === 0;
}

function passes(test: string): boolean {
  return succeeds(process.execPath, '--test', '--test-reporter=dot', test);
}

function isGenerated(file: string, content: string): boolean {
  return readFileSync(join(root, file), 'utf8') === content;
}

function distIsBuilt(): boolean {
  const folder = mkdtempSync(join(root, 'node_modules', '.dist-'));
  try {
    buildDist(folder);
    return sameFiles(
      'dist',
      new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')])),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sameFiles(folder: string, wanted: ReadonlyMap<string, string>): boolean {
  const names = readdirSync(join(root, folder)).sort();
  const different = [...wanted].filter(
    ([name, content]) => !names.includes(name) || !isGenerated(join(folder, name), content),
  );
  const strays = names.filter((name) => !wanted.has(name));
  for (const name of [...different.map(([changed]) => changed), ...strays]) console.log(`  ${folder}/${name} differs`);
  return different.length === 0 && strays.length === 0;
}
