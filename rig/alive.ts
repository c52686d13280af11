// Is a process running, whoever started it?

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (problem) {
    // The process of another user exists, but may not be signalled.
    return problem instanceof Error && 'code' in problem && problem.code === 'EPERM';
  }
}
