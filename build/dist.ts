// How is the action bundled into dist/, or into another folder to compare with it? The result is the same on every
// machine, byte for byte.
import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');

export function buildDist(folder: string): void {
  // Otherwise chunks of an earlier build would stay.
  for (const old of [join(root, 'lib'), folder]) rmSync(old, { recursive: true, force: true });
  const run = (program: string, ...options: string[]) => {
    // ncc derives the ids of modules from their paths, which start at the working folder.
    execFileSync(join(root, 'node_modules', '.bin', program), options, {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  };
  run('tsc', '-p', 'tsconfig.build.json');
  run('ncc', 'build', 'lib/main.js', '--minify', '--no-cache', '--license', 'licenses.txt', '--out', folder);
}
