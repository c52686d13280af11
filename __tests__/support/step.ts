// How does the runner run a step? It starts dist/index.js with inputs and command files, then its post step.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, watch, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const dist = join(import.meta.dirname, '..', '..', 'dist', 'index.js');

export interface Step {
  readonly workspace: string;
  readonly inputs?: Readonly<Record<string, string>>;
  /** Default: a push to `develop`. */
  readonly event?: { readonly name?: string; readonly ref?: string; readonly payload?: unknown };
  /** Added to this process's environment; undefined removes a variable. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Sent as soon as the post step could know itself: the earliest moment at which the action can be ready for it. */
  readonly signalWhenMarked?: NodeJS.Signals;
  /** Told each line as it comes, and how to signal the step. */
  readonly onLine?: (line: string, kill: (signal: NodeJS.Signals) => void) => void;
}

export interface StepEnd {
  readonly exitCode: number | null;
  /** Raw lines of standard output and standard error. */
  readonly lines: readonly string[];
  /** Lines that a person sees, without workflow commands. */
  readonly text: string;
  readonly commands: readonly RunnerCommand[];
  readonly outputs: Readonly<Record<string, string>>;
  /** Markdown, as the step wrote it. */
  readonly summary: string;
  /** The output `result`, parsed. */
  readonly result: RunResultShape;
  /** What the post step says. */
  readonly postText: string;
  /** What is left in the runner's temporary folder after the step and its post step. */
  readonly temporaryFolder: string;
}

export interface RunResultShape {
  readonly outcome: string;
  readonly environment: string;
  readonly code?: string;
  readonly charts: readonly {
    readonly name: string;
    readonly outcome: string;
    readonly reason: string;
    readonly code?: string;
    readonly revision?: number;
    readonly durationMs: number;
    readonly startedAtMs: number;
    readonly depends: readonly string[];
  }[];
}

export interface RunnerCommand {
  readonly name: string;
  readonly properties: string;
  readonly data: string;
}

/** Runs the main step to its end, then the post step with the state that the main step saved. */
export async function runStep(step: Step): Promise<StepEnd> {
  const temporaryFolder = mkdtempSync(join(tmpdir(), 'compass-step-'));
  const file = (name: string) => join(temporaryFolder, name);
  mkdirSync(file('temp'));
  for (const name of ['output', 'state', 'summary', 'event']) writeFileSync(file(name), '');
  writeFileSync(file('event'), JSON.stringify(step.event?.payload ?? {}));
  const inputs = Object.entries(step.inputs ?? {}).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]);
  const env: Record<string, string | undefined> = {
    ...process.env,
    ...Object.fromEntries(inputs),
    GITHUB_ACTIONS: 'true',
    GITHUB_WORKSPACE: step.workspace,
    GITHUB_EVENT_NAME: step.event?.name ?? 'push',
    GITHUB_EVENT_PATH: file('event'),
    GITHUB_REF: step.event?.ref ?? 'refs/heads/develop',
    GITHUB_SHA: '0123456789012345678901234567890123456789',
    GITHUB_OUTPUT: file('output'),
    GITHUB_STATE: file('state'),
    GITHUB_STEP_SUMMARY: file('summary'),
    GITHUB_REPOSITORY_ID: '1296269',
    GITHUB_RUN_ID: '77',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_JOB: 'deploy',
    GITHUB_ACTION: '__OWNER_compass',
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'acme/stack',
    GITHUB_TOKEN: 'ghs_not_for_children',
    RUNNER_TEMP: file('temp'),
    RUNNER_TOOL_CACHE: file('tools'),
    ...step.env,
  };
  const main = await start(env, step);
  const state = Object.entries(readPairs(file('state'))).map(([name, value]) => [`STATE_${name}`, value]);
  const post = await start({ ...env, ...Object.fromEntries(state) }, { workspace: step.workspace });
  if (post.exitCode !== 0) throw new Error(`the post step failed:\n${post.lines.join('\n')}`);
  const outputs = readPairs(file('output'));
  const commands = main.lines.flatMap(parseCommand);
  return {
    ...main,
    text: main.lines.filter((line) => parseCommand(line).length === 0).join('\n'),
    commands,
    outputs,
    summary: readFileSync(file('summary'), 'utf8'),
    result: JSON.parse(outputs['result'] ?? '{"charts":[]}'),
    postText: post.lines.join('\n'),
    temporaryFolder: file('temp'),
  };
}

function start(env: Record<string, string | undefined>, { workspace, onLine, signalWhenMarked }: Step) {
  const child = spawn(process.execPath, [dist], { cwd: workspace, env, stdio: ['ignore', 'pipe', 'pipe'] });
  if (signalWhenMarked) watch(env['GITHUB_STATE'] ?? '', () => child.kill(signalWhenMarked)).unref();
  const lines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    let rest = '';
    stream.setEncoding('utf8').on('data', (text: string) => {
      // As the runner does: a bare carriage return ends a line too.
      const parts = (rest + text).split(/\r\n|\n|\r/);
      rest = parts.pop() ?? '';
      for (const line of parts) {
        lines.push(line);
        onLine?.(line, (signal) => child.kill(signal));
      }
    });
    stream.on('end', () => rest && lines.push(rest));
  }
  return new Promise<{ exitCode: number | null; lines: string[] }>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode) => resolve({ exitCode, lines }));
  });
}

/** The runner's own grammar of commands in the log (actions/runner: ActionCommand.cs). */
function parseCommand(line: string): RunnerCommand[] {
  const [, name, properties = '', data = ''] =
    /^\s*::([a-z-]+)(?: ([^:]*?))?::(.*)$/i.exec(line) ?? /##\[([a-z-]+)( [^\]]*)?\](.*)/i.exec(line) ?? [];
  return name === undefined ? [] : [{ name, properties, data }];
}

/** A command file: `name<<delimiter`, the value, the delimiter. */
function readPairs(file: string): Record<string, string> {
  const text = readFileSync(file, 'utf8');
  const simple = [...text.matchAll(/^([^<=\n]+)=(.*)$/gm)].map(([, name, value]) => ['', name, '', value]);
  const pairs = [...simple, ...text.matchAll(/^(.+?)<<(.+)\n([\s\S]*?)\n\2$/gm)];
  return Object.fromEntries(pairs.map(([, name = '', , value = '']) => [name, value]));
}

/** A new workspace with these files. */
export function makeWorkspace(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'compass-workspace-'));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}
