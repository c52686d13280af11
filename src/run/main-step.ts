// What does the main step of the action do, from its environment variables to its exit code?
import type { Variables } from '../ports/machine.ts';
import { bugLines } from '../report/text.ts';
import { run } from './run.ts';
import { openRunner } from './wire.ts';

/** Returns the exit code. */
export async function runMainStep(env: Variables, cancel: AbortSignal): Promise<number> {
  const runner = openRunner({ env, platform: process.platform, architecture: process.arch });
  try {
    const result = await run(runner.invocation, runner.ports, cancel);
    if (result.answer) runner.ports.console.line(result.answer);
    runner.writeOutputs(result.outputs);
    runner.writeSummary(result.summary);
    return result.exitCode;
  } catch (bug) {
    const { console } = runner.ports;
    console.annotate('error', 'Bug in Compass', String(bug));
    for (const line of bugLines(bug)) console.line(line);
    return 1;
  }
}
