// `npm run times`: how long the two commands take, measured in a fresh clone with empty caches and then again, and
// written into the README. Takes about a quarter of an hour.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fill } from '../build/docs.ts';

const root = join(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'compass-times-'));
const clone = join(folder, 'compass');
execFileSync('git', ['clone', '--quiet', root, clone]);

const cold = seconds('demo');
const warm = seconds('demo');
const tests = seconds('test');
rmSync(folder, { recursive: true, force: true });

const cores = availableParallelism();
const sentence = `On ${cores} cores, in a fresh clone: \`npm run demo\` took ${minutes(cold)} the first time, with empty caches, and ${warm} s
the second time; \`npm test\` then took ${minutes(tests)}.`;
const readme = join(root, 'README.md');
writeFileSync(readme, fill(readFileSync(readme, 'utf8'), 'times', sentence));
console.log(sentence);

/** Wall clock of `npm run NAME` with caches of its own. Throws if it fails. */
function seconds(name: string): number {
  const env = { ...process.env, XDG_CACHE_HOME: join(folder, 'cache'), npm_config_cache: join(folder, 'npm') };
  const started = Date.now();
  const ended = spawnSync('npm', ['run', name], { cwd: clone, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (ended.status !== 0) throw new Error(`npm run ${name} failed`);
  return Math.round((Date.now() - started) / 1000);
}

function minutes(count: number): string {
  return count < 120 ? `${count} s` : `${Math.floor(count / 60)} min ${count % 60} s`;
}
