// How does an example's workflow run on this machine? With act, as GitHub would run it, without a network.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { toolPath } from './toolchain.ts';

const root = join(import.meta.dirname, '..');

/** A repository with a workflow, and the action that it uses, in a temporary folder. */
export interface Checkout {
  readonly folder: string;
  /** Path of the repository. */
  readonly repository: string;
}

/**
 * Copies an example into a new repository on this branch, and the files of a release of the action beside it.
 * `folder`: must exist; by default a new temporary folder.
 */
export function checkOut(
  example: string,
  branch: string,
  folder = mkdtempSync(join(tmpdir(), 'compass-example-')),
): Checkout {
  const repository = join(folder, example);
  cpSync(join(root, 'examples', example), repository, { recursive: true });
  mkdirSync(join(folder, 'action'));
  for (const part of ['action.yml', 'dist'])
    cpSync(join(root, part), join(folder, 'action', part), { recursive: true });
  git(repository, 'init', '--quiet', `--initial-branch=${branch}`);
  // The run's URL contains this name, as on GitHub.
  git(repository, 'remote', 'add', 'origin', `https://github.com/acme/${example}`);
  commit(repository, 'Example');
  return { folder, repository };
}

/** Replaces every occurrence of `from` in the spec, and commits the change. Throws if there is none. */
export function editSpec({ repository }: Checkout, from: string, to: string): void {
  const file = join(repository, 'compass.yaml');
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) throw new Error(`compass.yaml does not contain: ${from}`);
  writeFileSync(file, text.replaceAll(from, to));
  commit(repository, `${from} becomes ${to}`);
}

function commit(repository: string, message: string): void {
  git(repository, 'add', '--all');
  git(repository, 'commit', '--quiet', `--message=${message}`);
}

function git(repository: string, ...command: string[]): void {
  const identity = ['-c', 'user.name=Compass', '-c', 'user.email=compass@localhost', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...command], { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
}

export interface WorkflowRun {
  readonly checkout: Checkout;
  readonly branch: string;
  readonly secrets: Readonly<Record<string, string>>;
  /** Added to the environment of every step. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Runs the workflow as for a push to the branch. Resolves to act's exit code: 0 if all jobs succeeded. */
export function pushWith({ checkout, branch, secrets, env = {}, onLine, signal }: WorkflowRun): Promise<number> {
  const secretsFile = join(checkout.folder, 'secrets');
  const eventFile = join(checkout.folder, 'event.json');
  writeFileSync(secretsFile, dotenv(secrets), { mode: 0o600 });
  writeFileSync(eventFile, JSON.stringify({ ref: `refs/heads/${branch}` }));
  const child = spawn(
    toolPath('act'),
    [
      'push',
      '--actor=acme',
      '--platform=ubuntu-latest=-self-hosted',
      `--local-repository=OWNER/compass@v1=${join(checkout.folder, 'action')}`,
      `--secret-file=${secretsFile}`,
      `--eventpath=${eventFile}`,
      ...Object.entries(env).map(([name, value]) => `--env=${name}=${value}`),
    ],
    // act must not write its caches and its telemetry setting to the user's home.
    {
      cwd: checkout.repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...env, ...homeIn(checkout.folder) },
    },
  );
  signal?.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  for (const stream of [child.stdout, child.stderr]) createInterface(stream).on('line', onLine);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

/** In double quotes, act's secrets file accepts `\n` for a line break. */
function dotenv(secrets: Readonly<Record<string, string>>): string {
  return Object.entries(secrets)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}\n`)
    .join('');
}

function homeIn(folder: string): Record<string, string> {
  return { HOME: folder, XDG_CACHE_HOME: join(folder, 'cache'), XDG_CONFIG_HOME: join(folder, 'config') };
}
