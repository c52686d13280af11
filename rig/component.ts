// How is one long-running program of the rig started, watched and stopped?
import { type ChildProcess, spawn } from 'node:child_process';
import { openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

export interface Component {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Resolves to true once the component serves. Called every 50 ms. */
  readonly isReady: () => Promise<boolean>;
}

export interface Running {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Resolves once it serves. Rejects, with the end of its log, if it exits before that or is too slow. */
  readonly ready: Promise<void>;
  /** Resolves when the process has ended, to a description of how it ended. */
  readonly ended: Promise<string>;
  stop(): Promise<void>;
}

const readyWithinMs = 90_000;
/** Nothing that a component writes outlives the rig, so it needs little time to shut down. */
const stopWithinMs = 3_000;

/** Starts a component and returns at once, so that it can be stopped even before it is ready. */
export function startComponent(component: Component, logFolder: string): Running {
  const logFile = join(logFolder, `${component.name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(component.command, component.arguments, {
    stdio: ['ignore', log, log],
    env: { ...process.env, ...component.env },
    // A process group of its own: an interrupt from the terminal reaches only the supervisor, which stops all
    // components in order.
    detached: true,
  });
  const ended = describeEnd(child);
  const started = { name: component.name, pid: child.pid ?? 0, logFile, ended, stop: () => stop(child, ended) };
  return { ...started, ready: becomeReady(component, started) };
}

/** The last lines of a component's log, for a message about why it ended. */
export function tailOfLog(running: { readonly logFile: string }, lines = 15): string {
  return readFileSync(running.logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

async function becomeReady(component: Component, running: Omit<Running, 'ready'>): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  let end: string | undefined;
  void running.ended.then((how) => {
    end = how;
  });
  while (!(await component.isReady().catch(() => false))) {
    if (end !== undefined) throw new Error(`${component.name} ${end}. Its log ends with:\n${tailOfLog(running)}`);
    if (Date.now() > deadline) {
      throw new Error(
        `${component.name} was not ready within ${readyWithinMs / 1000} s. Its log ends with:\n${tailOfLog(running)}`,
      );
    }
    await sleep(50);
  }
}

function describeEnd(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.on('error', (error) => resolve(`could not be started: ${error.message}`));
    child.on('exit', (code, signal) =>
      resolve(signal === null ? `exited with code ${code}` : `was killed by ${signal}`),
    );
  });
}

async function stop(child: ChildProcess, ended: Promise<string>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  const tooSlow = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await ended;
  clearTimeout(tooSlow);
}
