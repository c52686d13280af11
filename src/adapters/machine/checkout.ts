// What git has checked out.
import type { EventContext } from '../../model/context.ts';
import type { Processes } from '../../ports/machine.ts';

/** The branch and the commit that are checked out in a folder; empty texts where git does not say. */
export async function readCheckout(
  folder: string,
  processes: Processes,
  signal = new AbortController().signal,
): Promise<Pick<EventContext, 'ref' | 'sha'>> {
  const git = async (...options: string[]) => {
    const exit = await processes.run(
      { program: 'git', arguments: ['-C', folder, ...options], timeoutMs: 10_000 },
      signal,
    );
    return exit.how === 'exited' && exit.code === 0 ? exit.output.trim() : '';
  };
  const [ref, sha] = await Promise.all([
    git('symbolic-ref', '--quiet', 'HEAD'),
    git('rev-parse', '--quiet', '--verify', 'HEAD'),
  ]);
  return { ref, sha };
}
