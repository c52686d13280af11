// However the demo or the tests end, do they leave a process behind?
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { endMarked, markedProcesses } from '../../rig/marked.ts';

const root = join(import.meta.dirname, '..', '..');
/** Carried by every process that these tests start. The demo and the tests mark their children with another value. */
const outerMark = 'COMPASS_OUTER_MARK';

const cases = [
  { what: 'the demo, while the cluster starts', script: 'rig/demo.ts', options: [], when: undefined, signal: 'SIGINT' },
  { what: 'the demo, while a workflow runs', script: 'rig/demo.ts', options: [], when: /First push/, signal: 'SIGINT' },
  {
    what: 'the demo, while Helm is at work',
    script: 'rig/demo.ts',
    options: [],
    when: /▼ policies/,
    signal: 'SIGTERM',
  },
  { what: 'the tests', script: 'rig/test.ts', options: ['acceptance/cancel'], when: undefined, signal: 'SIGINT' },
  { what: 'the demo, by SIGKILL', script: 'rig/demo.ts', options: [], when: /cluster is up/, signal: 'SIGKILL' },
] as const;

for (const { what, script, options, when, signal } of cases) {
  test(`${signal} to ${what} leaves no process behind`, { timeout: 600_000 }, async () => {
    const mark = randomUUID();
    const child = spawn(process.execPath, ['rig/bootstrap.mjs', script, ...options], {
      cwd: root,
      env: { ...process.env, [outerMark]: mark },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const lines: string[] = [];
    const moment = Promise.withResolvers<void>();
    for (const stream of [child.stdout, child.stderr]) {
      createInterface(stream).on('line', (line) => {
        lines.push(line);
        if (when?.test(line)) moment.resolve();
      });
    }
    if (when === undefined) void componentRuns(mark).then(moment.resolve);
    const exited = new Promise<number | null>((resolve) => child.on('exit', (code) => resolve(code)));
    await moment.promise;
    // SIGKILL cannot be passed on, so it is sent to the whole group, as when a terminal is closed.
    if (signal === 'SIGKILL') process.kill(-(child.pid ?? 0), signal);
    else child.kill(signal);

    const exitCode = await exited;
    assert.notEqual(exitCode, 0, lines.join('\n'));
    for (let waited = 0; markedProcesses(mark, outerMark).length > 0 && waited < 60_000; waited += 100)
      await sleep(100);
    const left = markedProcesses(mark, outerMark);
    await endMarked(mark, outerMark);
    assert.deepEqual(left, []);
    if (signal !== 'SIGKILL') assert.match(lines.join('\n'), /Interrupted|stopped|failed/);
  });
}

/** Resolves when the rig's API server runs: the start is half done. */
async function componentRuns(mark: string): Promise<void> {
  while (!markedProcesses(mark, outerMark).some(({ commandLine }) => commandLine.includes('kube-apiserver')))
    await sleep(50);
}
