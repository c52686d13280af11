// How are child processes run? Each in its own process group. The only file that imports node:child_process.
import { type ChildProcess, spawn } from 'node:child_process';
import type { ProcessExit, Processes, ProcessSpec, Variables } from '../../ports/machine.ts';

/** Between SIGTERM and SIGKILL. GitHub gives a cancelled step 7.5 s in all. */
const graceMs = 5_000;
/** Time for the rest of the output, since a grandchild may keep the pipes open. */
const drainMs = 500;
/** The log shows only half of this, so that a secret at the cut is still whole when it is searched for. */
const longestOutputLine = 16 * 1024;
const maxKept = 1024 * 1024;

/** Variables of Compass and the runner that no child inherits. */
const withheld = /^(INPUT_|ACTIONS_|STATE_|GITHUB_(TOKEN|ENV|PATH|OUTPUT|STATE|STEP_SUMMARY|ARTIFACTS)$)/;

export function makeProcesses(env: Variables): Processes {
  return {
    run(command, signal) {
      if (signal.aborted) return Promise.resolve({ how: 'stopped', because: 'aborted' });
      try {
        return observeChild(startChild(command, env), command, signal);
      } catch (problem) {
        // Node throws for an invalid program name or argument.
        return Promise.resolve({ how: 'not-started', reason: String(problem) });
      }
    },
  };
}

function startChild(command: ProcessSpec, env: Variables): ChildProcess {
  const child = spawn(command.program, command.arguments, {
    env: { ...inherited(env, command.hidden), ...command.env },
    ...(command.folder !== undefined && { cwd: command.folder }),
    detached: true,
    stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  });
  // A child need not read its input; its exit code tells whether it has failed.
  child.stdin?.on('error', () => {}).end(command.stdin);
  return child;
}

function inherited(env: Variables, hidden: string | undefined) {
  const names = Object.keys(env).filter((name) => !withheld.test(name) && !(hidden && name.startsWith(hidden)));
  return Object.fromEntries(names.map((name) => [name, env[name]]));
}

function observeChild(child: ChildProcess, command: ProcessSpec, signal: AbortSignal): Promise<ProcessExit> {
  let output = '';
  let errors = '';
  const onLine = command.onLine ?? (() => {});
  const flushOutput = readLines(child.stdout, onLine, (text) => {
    output = (output + text).slice(0, command.maxOutput ?? maxKept);
  });
  const flushErrors = readLines(child.stderr, onLine, (text) => {
    errors = (errors + text).slice(-maxKept);
  });
  let stoppedBecause: 'timeout' | 'aborted' | undefined;
  const stop = (because: 'timeout' | 'aborted') => {
    stoppedBecause ??= because;
    signalGroup(child, 'SIGTERM');
    setTimeout(() => signalGroup(child, 'SIGKILL'), graceMs).unref();
  };
  const onAbort = () => stop('aborted');
  signal.addEventListener('abort', onAbort, { once: true });
  const limit = command.timeoutMs && setTimeout(() => stop('timeout'), command.timeoutMs);

  return new Promise((resolve) => {
    const settle = (exit: ProcessExit) => {
      signal.removeEventListener('abort', onAbort);
      clearTimeout(limit || undefined);
      flushOutput();
      flushErrors();
      // A grandchild that keeps the pipes open must not keep this process alive.
      child.stdout?.destroy();
      child.stderr?.destroy();
      resolve(stoppedBecause === undefined ? exit : { how: 'stopped', because: stoppedBecause });
    };
    child.on('error', (error) => settle({ how: 'not-started', reason: error.message }));
    child.on('exit', (code, killedBy) => {
      // The leader has exited. Members of its group that ignored the signal to stop are killed.
      if (stoppedBecause !== undefined) signalGroup(child, 'SIGKILL');
      const finish = () =>
        settle(
          killedBy === null ? { how: 'exited', code: code ?? 1, output, errors } : { how: 'killed', signal: killedBy },
        );
      const tooLong = setTimeout(finish, drainMs);
      child.on('close', () => {
        clearTimeout(tooLong);
        finish();
      });
    });
  });
}

/**
 * Passes each line to `onLine` and all text to `onText`. The returned function passes on a last line without a line
 * break.
 */
function readLines(
  stream: NodeJS.ReadableStream | null,
  onLine: (line: string) => void,
  onText: (text: string) => void,
): () => void {
  let rest = '';
  let omitted = 0;
  const flush = () => {
    if (rest !== '') onLine(omitted > 0 ? `${rest} … (${omitted} more characters)` : rest);
    rest = '';
    omitted = 0;
  };
  const add = (text: string) => {
    const room = longestOutputLine - rest.length;
    rest += text.slice(0, room);
    omitted += Math.max(0, text.length - room);
  };
  stream?.setEncoding('utf8').on('data', (text: string) => {
    onText(text);
    const [first = '', ...others] = text.split('\n');
    add(first);
    for (const line of others) {
      flush();
      add(line);
    }
  });
  return flush;
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // The whole group has exited already.
  }
}
