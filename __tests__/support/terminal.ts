// How does a person run Compass in a terminal? In a folder, with arguments.
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';

const program = join(import.meta.dirname, '..', '..', 'src', 'cli.ts');

export interface TerminalEnd {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export function runTerminal(
  folder: string,
  given: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TerminalEnd> {
  return new Promise((resolve) => {
    const options = { cwd: folder, env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [program, ...given], options, (_, out, err) => {
      resolve({ exitCode: child.exitCode ?? -1, out, err });
    });
  });
}

/** Turns a folder into a checkout of a branch; returns the commit. */
export function checkOut(folder: string, branch: string): string {
  const git = (...given: string[]) => execFileSync('git', ['-C', folder, ...given], { encoding: 'utf8' });
  git('init', '--quiet', `--initial-branch=${branch}`);
  git('add', '.');
  git('-c', 'user.name=a', '-c', 'user.email=a@example.com', 'commit', '--quiet', '--message=first');
  return git('rev-parse', 'HEAD').trim();
}
