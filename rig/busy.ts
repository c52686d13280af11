// `npm run test:busy [-- TEXT …]`: which tests depend on timing? Runs the tests three times in a row, while eight other
// processes keep the cores busy.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

const times = 3;
const busyProcesses = 8;

const busy: ChildProcess[] = Array.from({ length: busyProcesses }, () =>
  // Each ends when its standard input closes: with this process, however it ends.
  spawn(
    process.execPath,
    [
      '-e',
      'process.stdin.resume().on("close", () => process.exit()); setInterval(() => { const until = Date.now() + 50; while (Date.now() < until); }, 0)',
    ],
    {
      stdio: ['pipe', 'ignore', 'ignore'],
    },
  ),
);
try {
  for (let round = 1; round <= times && !process.exitCode; round += 1) {
    console.log(`Round ${round} of ${times}, beside ${busyProcesses} busy processes`);
    const { status } = spawnSync(process.execPath, [join(import.meta.dirname, 'test.ts'), ...process.argv.slice(2)], {
      stdio: 'inherit',
    });
    process.exitCode = status ?? 1;
  }
} finally {
  for (const one of busy) one.kill();
}
