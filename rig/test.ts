// `npm test [-- TEXT …]`: starts one rig, runs the tests whose file name holds one of the texts (all by default),
// four files at a time, and ends with a line that counts what passed and failed.
import { randomUUID } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { displayOn } from './display.ts';
import { interrupted } from './interrupted.ts';
import { endMarked, markVariable } from './marked.ts';
import { environmentOf, startRig } from './start.ts';
import { missingTools } from './toolchain.ts';
import { allTools } from './tools.ts';
import { whatComesFirst } from './usual-times.ts';

const root = join(import.meta.dirname, '..');
const wanted = process.argv.slice(2);
const mark = randomUUID();
/** For all that tests leave lying about. */
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
  console.log(whatComesFirst('test', missingTools(allTools).length));
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
  let passed = 0;
  let failed = 0;
  const events = run({
    files: files.map((file) => join(root, file)),
    concurrency: 4,
    // Against what hangs: ten times what the slowest file takes.
    timeout: 1_200_000,
    signal,
  });
  events.on('test:pass', ({ details }) => {
    if (details.type !== 'suite') passed += 1;
  });
  events.on('test:fail', ({ details }) => {
    if (details.type !== 'suite') failed += 1;
  });
  await events.compose(new spec()).forEach((text: string) => void process.stdout.write(text));
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 && passed > 0 && !signal.aborted ? 0 : 1;
}
