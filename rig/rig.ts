// `npm run rig up|down|status`: how is a rig run in the background, to try things by hand?
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './alive.ts';
import { backgroundRig } from './background.ts';
import { displayOn } from './display.ts';
import { interrupted } from './interrupted.ts';
import { backgroundFolder, environmentOf, startRig } from './start.ts';
import type { RigFacts } from './supervisor.ts';
import { allTools } from './tools.ts';

const commands: Record<string, () => void | Promise<void>> = { up, down, status };
const [name = ''] = process.argv.slice(2);
const command = commands[name];
if (command === undefined) {
  console.error('Usage: npm run rig up | down | status');
  process.exitCode = 1;
} else {
  await Promise.resolve(command()).catch((problem: Error) => {
    console.error(problem.message);
    process.exitCode = 1;
  });
}

async function up(): Promise<void> {
  const background = backgroundRig();
  if (background !== undefined) {
    console.error('A rig is already up.');
    return printExports(background);
  }
  // The files of a rig that failed are kept until the next one starts.
  rmSync(backgroundFolder, { recursive: true, force: true });
  // Lines for the shell to evaluate go to standard output, everything else to standard error.
  const rig = await startRig(displayOn(process.stderr), interrupted, allTools, backgroundFolder);
  rig.detach();
  console.error('The rig is up. Stop it with: npm run rig down');
  printExports(rig);
}

async function down(): Promise<void> {
  const background = backgroundRig();
  if (background === undefined) return console.log('No rig is up.');
  process.kill(background.supervisor, 'SIGTERM');
  while (isAlive(background.supervisor)) await sleep(50);
  console.log('The rig is down.');
}

function status(): void {
  const background = backgroundRig();
  if (background === undefined) {
    console.log('No rig is up.');
    return;
  }
  for (const { name: component, pid } of background.components) {
    console.log(`${component.padEnd(24)} pid ${pid} ${isAlive(pid) ? 'running' : 'gone'}`);
  }
  printExports(background);
}

function printExports(rig: RigFacts): void {
  const { PATH: _, ...variables } = environmentOf(rig);
  for (const [variable, value] of Object.entries(variables)) console.log(`export ${variable}='${value}'`);
  console.log(`export PATH='${rig.path.join(':')}':"$PATH"`);
}
