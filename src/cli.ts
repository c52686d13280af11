#!/usr/bin/env node
// The terminal's door: which command is this, and what is its answer? The answer goes to standard output, and
// everything else to standard error.

const cancel = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => cancel.abort());
// A closed pipe is normal: `head` closes it early. Any other failure to write makes the exit code 1.
let isOutputComplete = true;
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code }: NodeJS.ErrnoException) => {
    isOutputComplete &&= code === 'EPIPE';
  });
}
process.on('exit', () => {
  if (!isOutputComplete) process.exitCode = 1;
});

process.exitCode = await main(process.argv.slice(2));

/** Returns the exit code. */
async function main(given: readonly string[]): Promise<number> {
  if (Number.parseInt(process.versions.node, 10) < 24) {
    return printError([`Compass needs Node 24 or later; this is ${process.version}.`]);
  }
  const { readCommandLine } = await import('./inputs/command-line.ts');
  const { bugLines, failureLines } = await import('./report/text.ts');
  const request = readCommandLine(given);
  if (!request.ok) return printError(request.failures.flatMap((failure) => failureLines(failure)));
  const { openTerminal, readOwnVersion } = await import('./run/wire.ts');
  if (request.value === 'version') return printOut(`${readOwnVersion()}\n`);
  if (request.value === 'help') return printOut((await import('./report/help.ts')).helpText());

  const machine = { env: process.env, platform: process.platform, architecture: process.arch };
  const terminal = await openTerminal(machine, process.cwd(), request.value);
  try {
    const { run } = await import('./run/run.ts');
    const result = await run(terminal.invocation, terminal.ports, cancel.signal);
    if (request.value.isJson) terminal.printJson(result.outputs.result);
    else if (result.answer) terminal.print(result.answer.replace(/\n?$/, '\n'));
    return result.exitCode;
  } catch (bug) {
    for (const line of bugLines(bug)) terminal.ports.console.line(line);
    return 1;
  }
}

function printOut(text: string): number {
  process.stdout.write(text);
  return 0;
}

function printError(lines: readonly string[]): number {
  process.stderr.write(`${lines.join('\n')}\n`);
  return 1;
}
