// Which branch and commit are checked out in a folder?
import type { Checkout } from '../../model/checkout.ts';
import type { ProcessExit, Processes } from '../../ports/machine.ts';

export async function readCheckout(
  folder: string,
  processes: Processes,
  signal = new AbortController().signal,
): Promise<Checkout> {
  const git = (...options: string[]) =>
    processes.run({ program: 'git', arguments: ['-C', folder, ...options], timeoutMs: 10_000 }, signal);
  const [ref, sha] = await Promise.all([
    git('symbolic-ref', '--quiet', 'HEAD'),
    git('rev-parse', '--quiet', '--verify', 'HEAD'),
  ]);
  const problem = gitProblemIn(ref) ?? gitProblemIn(sha);
  return { ref: outputOf(ref), sha: outputOf(sha), ...(problem && { problem }) };
}

function outputOf(exit: ProcessExit): string {
  return exit.how === 'exited' && exit.code === 0 ? exit.output.trim() : '';
}

/** Undefined if git answered: without a branch or a commit, `--quiet` fails and prints nothing. */
function gitProblemIn(exit: ProcessExit): string | undefined {
  if (exit.how === 'not-started') return exit.reason;
  if (exit.how !== 'exited' || exit.code === 0) return undefined;
  const [line = ''] = exit.errors.trim().split('\n', 1);
  return line.replace(/^fatal: /, '') || undefined;
}
