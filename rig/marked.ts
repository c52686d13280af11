// Which processes has this run started? They carry a mark in their environment, which children inherit, so they are
// found even if their parents were killed. Linux only, from /proc.
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** The variable that carries the mark. */
export const markVariable = 'COMPASS_RIG_MARK';

export interface MarkedProcess {
  readonly pid: number;
  readonly commandLine: string;
}

/** Running processes that carry the mark, except this one. */
export function markedProcesses(mark: string, variable = markVariable): MarkedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.flatMap((pid) => {
    const carries = readProc(pid, 'environ').split('\0').includes(`${variable}=${mark}`);
    return carries ? [{ pid: Number(pid), commandLine: readProc(pid, 'cmdline').replaceAll('\0', ' ').trim() }] : [];
  });
}

/** Ends all processes that carry the mark, and waits until they are gone. Resolves to the processes that it found. */
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

/** Empty if the process is gone, or belongs to another user. */
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
    // The process is gone already.
  }
}
