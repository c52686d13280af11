// `npm test [-- TEXT …]`: do the tests pass? Starts one rig, runs the test files whose name contains one of the given
// strings (all by default), four at a time, and ends with a line that counts the tests that passed and failed.
// `--slowest` names the ten slowest files.
import { randomUUID } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { parseArgs } from 'node:util';
import { displayOn, timeSpan } from './display.ts';
import { interrupted } from './interrupted.ts';
import { endMarked, markVariable } from './marked.ts';
import { environmentOf, startRig } from './start.ts';
import { allTools } from './tools.ts';

const root = join(import.meta.dirname, '..');
const { values: options, positionals: wanted } = parseArgs({
  options: { slowest: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const mark = randomUUID();
/** For temporary files that tests leave behind. */
const temporaryFolder = mkdtempSync(join(tmpdir(), 'compass-tests-'));

process.exitCode = await main().catch((problem: Error) => {
  console.error(interrupted.aborted ? 'Interrupted.' : problem.message);
  return 1;
});

async function main(): Promise<number> {
  const files = findTests();
  if (files.length === 0) throw new Error(`No test file has ${wanted.join(' or ')} in its name.`);
  process.env[markVariable] = mark;
  process.env['TMPDIR'] = temporaryFolder;
  const rig = await startRig(displayOn(process.stdout), interrupted, allTools);
  Object.assign(process.env, environmentOf(rig), { COMPASS_AUDIT_LOG: rig.auditLog });
  const stop = new AbortController();
  void rig.died.then((why) => {
    console.error(`The rig died: ${why}`);
    stop.abort();
  });
  try {
    return await runTests(files, AbortSignal.any([interrupted, stop.signal]));
  } finally {
    await rig.stop();
    await endMarked(mark);
    rmSync(temporaryFolder, { recursive: true, force: true });
  }
}

function findTests(): string[] {
  const all = globSync('__tests__/**/*.test.ts', { cwd: root }).sort();
  return all.filter((file) => wanted.length === 0 || wanted.some((text) => relative('__tests__', file).includes(text)));
}

async function runTests(files: readonly string[], signal: AbortSignal): Promise<number> {
  const durations = new Map<string, number>();
  let passed = 0;
  let failed = 0;
  const events = run({
    files: files.map((file) => join(root, file)),
    concurrency: 4,
    // For files that hang: ten times the duration of the slowest one.
    timeout: 1_200_000,
    signal,
  });
  events.on('test:pass', ({ details }) => {
    if (details.type !== 'suite') passed += 1;
  });
  events.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') failed += 1;
  });
  events.on('test:summary', ({ file, duration_ms }) => {
    if (file !== undefined) durations.set(relative(root, file), duration_ms);
  });
  await events.compose(new spec()).forEach((text: string) => void process.stdout.write(text));
  if (options.slowest) printSlowest(durations);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 && !signal.aborted ? 0 : 1;
}

function printSlowest(durations: ReadonlyMap<string, number>): void {
  const slowest = [...durations].sort(([, a], [, b]) => b - a).slice(0, 10);
  console.log('The slowest files, four at a time:');
  for (const [file, ms] of slowest) console.log(`  ${timeSpan(ms).padStart(8)}  ${file}`);
}
