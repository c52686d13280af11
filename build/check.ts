// `npm run check`: types, lint and format, architecture, and that all that is generated is what the code generates.
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
  architecture: () => succeeds(process.execPath, '--test', '--test-reporter=dot', '__tests__/architecture.test.ts'),
  'action.yml is generated': () => isGenerated('action.yml', generateActionYml()),
  'tables in the docs are generated': () => [...generateDocs()].every(([file, content]) => isGenerated(file, content)),
  'schema/ is generated': () => sameFiles('schema', generateSchemas()),
  'dist/ is a build of src/': distIsBuilt,
};

const broken = Object.entries(checks).filter(([name, check]) => {
  const passes = check();
  console.log(`${passes ? '✓' : '✗'} ${name}`);
  return !passes;
});
if (broken.length > 0) {
  console.log(
    'If what is generated differs, `npm run build` makes it anew; `npm run format` mends most of lint and format.',
  );
  process.exitCode = 1;
}

function succeeds(program: string, ...options: string[]): boolean {
  const ended = spawnSync(program, options, { cwd: root, encoding: 'utf8' });
  if (ended.status !== 0) console.log(`${ended.stdout}${ended.stderr}`);
  return ended.status === 0;
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
