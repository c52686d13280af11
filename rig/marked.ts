// Processes that carry a mark in their environment, which their children inherit: how those are found whose parents
// were killed. Linux only, by /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The variable that carries the mark. */
export const markVariable = 'COMPASS_RIG_MARK';

export interface MarkedProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Running processes that carry the mark, this one excepted. */
export function markedProcesses(mark: string, variable = markVariable): MarkedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const carries = readProc(pid, 'environ').split('\0').includes(`${variable}=${mark}`);
    return carries ? [{ pid: Number(pid), commandLine: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() }] : [];
  });
}

/** Ends all that carry the mark, and waits until they are gone. Gives those that there were. */
export async function endMarked(mark: string, variable = markVariable): Promise<MarkedProcess[]> {
  const found = markedProcesses(mark, variable);
  for (const { pid } of found) signal(pid, 'SIGTERM');
  const deadline = Date.now() + 5_000;
  while (markedProcesses(mark, variable).length > 0) {
    if (Date.now() > deadline) for (const { pid } of markedProcesses(mark, variable)) signal(pid, 'SIGKILL');
    await sleep(50);
  }
  return found;
}

/** Empty for a process that is gone, or not ours to look at. */
function readProc(pid: string, file: 'environ' | 'cmdline'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}
