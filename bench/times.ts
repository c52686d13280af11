// `npm run times`: how long do the demo and the tests take? Measured in a fresh clone, with empty caches and then
// again, and written to the README and to rig/usual-times.json.
// `npm run times -- --against REV` first measures the demo of that revision, with empty caches of its own.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fill } from '../build/docs.ts';
import { timeSpan } from '../rig/display.ts';

interface Measured {
  readonly wallMs: number;
  /** Of all processes together. */
  readonly cpuMs: number;
}

const root = join(import.meta.dirname, '..');
const { against } = parseArgs({ options: { against: { type: 'string' } } }).values;
const cores = availableParallelism();

const before = against === undefined ? undefined : inFreshClone(against, (measure) => measure('demo'));
const now = inFreshClone('HEAD', (measure) => ({
  cold: measure('demo'),
  warm: measure('demo'),
  test: measure('test'),
}));

const sentence = `On ${cores} cores, in a fresh clone: \`npm run demo\` took ${timeSpan(now.cold.wallMs)} the first time, with empty caches, and ${timeSpan(now.warm.wallMs)}
the second time; \`npm test\` then took ${timeSpan(now.test.wallMs)}.`;
const readme = join(root, 'README.md');
writeFileSync(readme, fill(readFileSync(readme, 'utf8'), 'times', sentence));
// The times that `rig/bootstrap.mjs` announces before it begins.
const usual = {
  cores,
  buildMs: Math.round(now.cold.wallMs - now.warm.wallMs),
  demoMs: Math.round(now.warm.wallMs),
  testMs: Math.round(now.test.wallMs),
};
writeFileSync(join(root, 'rig', 'usual-times.json'), `${JSON.stringify(usual, undefined, 2)}\n`);
console.log(sentence);
console.log(`CPU: ${timeSpan(now.cold.cpuMs)}, ${timeSpan(now.warm.cpuMs)}, ${timeSpan(now.test.cpuMs)}.`);
if (before !== undefined) {
  const ratio = (figure: keyof Measured) => (now.cold[figure] / before[figure]).toFixed(2);
  console.log(
    `\`npm run demo\` with empty caches at ${against}: ${timeSpan(before.wallMs)}, CPU ${timeSpan(before.cpuMs)}; now ${ratio('wallMs')} × that, CPU ${ratio('cpuMs')} ×.`,
  );
}

/** Measures commands in a clone of that revision, with caches of its own. */
function inFreshClone<Result>(
  revision: string,
  measureAll: (measure: (command: string) => Measured) => Result,
): Result {
  const folder = mkdtempSync(join(tmpdir(), 'compass-times-'));
  const clone = join(folder, 'compass');
  try {
    execFileSync('git', ['clone', '--quiet', root, clone]);
    const commit = execFileSync('git', ['rev-parse', revision], { cwd: root, encoding: 'utf8' }).trim();
    execFileSync('git', ['checkout', '--quiet', '--detach', commit], { cwd: clone });
    return measureAll((command) => measure(command, clone, folder));
  } finally {
    // Go makes its module cache read-only.
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Throws if `npm run COMMAND` fails. */
function measure(command: string, clone: string, folder: string): Measured {
  const env = {
    ...process.env,
    XDG_CACHE_HOME: join(folder, 'cache'),
    npm_config_cache: join(folder, 'npm'),
    GOCACHE: join(folder, 'go-build'),
    GOMODCACHE: join(folder, 'go'),
  };
  const startedAt = performance.now();
  const cpuBefore = cpuOfChildrenMs();
  const ended = spawnSync('npm', ['run', command], { cwd: clone, env, stdio: ['ignore', 'inherit', 'inherit'] });
  if (ended.status !== 0) throw new Error(`npm run ${command} failed`);
  return { wallMs: performance.now() - startedAt, cpuMs: cpuOfChildrenMs() - cpuBefore };
}

/**
 * User and system time of all descendants that have ended. From /proc, where it is counted in hundredths of a second.
 */
function cpuOfChildrenMs(): number {
  const [, fields = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const [user = '0', system = '0'] = fields.split(' ').slice(13, 15);
  return (Number(user) + Number(system)) * 10;
}
