// The action's door: the main step runs, the post step cleans up.
import { run } from './run.ts';
import { cleanUp, isPostStep, openRunner } from './wire.ts';

if (isPostStep(process.env)) cleanUp(process.env);
else await main();

async function main(): Promise<void> {
  const cancel = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => cancel.abort());
  const runner = openRunner(process.env, process.platform, process.arch);
  try {
    const finished = await run(runner.asked, runner.ports, cancel.signal);
    runner.writeOutputs(finished.outputs);
    process.exitCode = finished.exitCode;
  } catch (bug) {
    // Nothing that can be expected is thrown, so this is for us.
    const { console } = runner.ports;
    console.annotate('error', 'Bug in Compass', String(bug));
    console.line('This is a bug of Compass. Please report it with this text:');
    console.line(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug));
    process.exitCode = 1;
  }
}
