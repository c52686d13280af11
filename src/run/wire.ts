// Puts the adapters together for a door. The only file that sees both the engine's ports and what implements them.

import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOpenCharts } from '../adapters/charts/charts.ts';
import { makeClusters } from '../adapters/cluster/cluster.ts';
import { makeTerminalConsole } from '../adapters/console/terminal.ts';
import { makeOpenGitHub } from '../adapters/github/api.ts';
import {
  filterOutput,
  makeRunnerConsole,
  readEvent,
  readInput,
  readRun,
  writeOutputs,
  writeState,
  writeSummary,
} from '../adapters/github/runner.ts';
import { makeHelms } from '../adapters/helm/find.ts';
import { makeInstallHelm, officialSource } from '../adapters/helm/install.ts';
import { makeHttpClient, proxyOf } from '../adapters/http/client.ts';
import { withRetry } from '../adapters/http/retry.ts';
import { readCheckout } from '../adapters/machine/checkout.ts';
import { clock, random } from '../adapters/machine/clock.ts';
import { disk } from '../adapters/machine/disk.ts';
import { makeProcesses } from '../adapters/machine/processes.ts';
import { makeScratch } from '../adapters/machine/scratch.ts';
import { findSpec, openWorkspace } from '../adapters/machine/workspace.ts';
import { makeOpenRegistry } from '../adapters/registry/digests.ts';
import type { CommandLine } from '../inputs/command-line.ts';
import { type InputName, inputs, type OutputName } from '../inputs/inputs.ts';
import type { Invocation } from '../inputs/invocation.ts';
import type { Checkout } from '../model/checkout.ts';
import type { EventContext } from '../model/context.ts';
import { Redactor } from '../model/secret.ts';
import type { Variables } from '../ports/machine.ts';
import type { Ports, Work } from '../ports/ports.ts';

/** The machine, as a door finds it. */
export interface Machine {
  readonly env: Variables;
  /** As Node names it. */
  readonly platform: string;
  readonly architecture: string;
}

/** What the action's door needs of the runner. */
export interface Runner {
  readonly invocation: Invocation;
  /** In the post step: what the main step had in hand when it was cut off. */
  readonly unfinished: Work | undefined;
  readonly ports: Ports;
  writeOutputs(outputs: Readonly<Record<OutputName, string>>): void;
  writeSummary(markdown: string): void;
}

export function openRunner(machine: Machine): Runner {
  const { env, platform } = machine;
  const folder = env['GITHUB_WORKSPACE'] || '.';
  const redactor = new Redactor();
  const console = makeRunnerConsole(stream(process.stdout), redactor);
  const names = Object.keys(inputs) as InputName[];
  return {
    invocation: {
      inputs: Object.fromEntries(names.map((name) => [name, readInput(env, name)])),
      event: readEvent(disk, env),
      run: readRun(env),
      platform,
    },
    unfinished: readWork(env),
    ports: makePorts(machine, {
      root: folder,
      folder,
      redactor,
      console,
      planConsole: console,
      scratch() {
        const scratch = makeScratch(disk, env['RUNNER_TEMP'] || tmpdir());
        // Told before anything is in it: the post step removes what a killed run leaves.
        writeState(disk, env, random, { [scratchState]: scratch.path });
        return scratch;
      },
      journal: {
        begin: (work) => writeState(disk, env, random, { [workState]: JSON.stringify(work) }),
        close: () => writeState(disk, env, random, { [workState]: '' }),
      },
    }),
    writeOutputs: (outputs) => writeOutputs(disk, env, random, redactor, outputs),
    writeSummary: (markdown) => writeSummary(disk, env, redactor, markdown),
  };
}

/** What the terminal's door needs. */
export interface Terminal {
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** Writes to standard output, without secrets. */
  print(text: string): void;
  /** The same for JSON. */
  printJson(json: string): void;
}

/** `folder`: where the command was given. */
export async function openTerminal(
  machine: Machine,
  folder: string,
  { inputs, view, isJson }: CommandLine,
): Promise<Terminal> {
  const { env, platform } = machine;
  const redactor = new Redactor();
  const { root, spec } = findSpec(disk, folder, inputs.spec || 'compass.yaml');
  const screen = {
    write: stream(process.stderr),
    columns: process.stderr.isTTY ? process.stderr.columns || 80 : undefined,
  };
  const out = stream(process.stdout);
  const console = makeTerminalConsole(screen, redactor);
  return {
    invocation: {
      inputs: { ...inputs, spec },
      writtenAs: (name) => `\`--${name}\``,
      ...(view && { view }),
      event: terminalEvent(await readCheckout(root, makeProcesses(env))),
      run: { id: '', attempt: '', job: '', step: '', url: '' },
      platform,
    },
    ports: makePorts(machine, {
      root,
      folder,
      redactor,
      console,
      planConsole: isJson ? console : makeTerminalConsole({ write: out, columns: undefined }, redactor),
      scratch: () => makeScratch(disk, tmpdir()),
      // Whoever sits there sees how the run ends.
      journal: { begin() {}, close() {} },
    }),
    print: (text) => out(redactor.filter(text)),
    printJson: (json) => out(`${filterOutput(json, redactor)}\n`),
  };
}

/** A terminal has no event, except what is checked out. */
function terminalEvent({ ref, sha, problem }: Checkout): EventContext {
  return { name: 'terminal', ref, sha, payload: {}, ...(problem && { gitProblem: problem }) };
}

/** Whoever reads it may stop reading: the run goes on all the same. */
function stream(to: NodeJS.WriteStream): (text: string) => void {
  to.on('error', () => {});
  return (text) => void to.write(text);
}

interface DoorDeps extends Pick<Ports, 'console' | 'planConsole' | 'scratch' | 'journal' | 'redactor'> {
  /** Of the workspace. */
  readonly root: string;
  /** Where relative paths of the inputs start. */
  readonly folder: string;
}

function makePorts({ env, platform, architecture }: Machine, { root, folder, ...given }: DoorDeps): Ports {
  const { redactor } = given;
  const processes = makeProcesses(env);
  const workspace = openWorkspace(disk, root);
  const http = makeHttpClient({}, proxyOf(env));
  const deps = { http: withRetry(http), disk, processes, redactor, env, clock };
  const installHelm = makeInstallHelm({ url: officialSource, platform, architecture }, http, disk, processes);
  return {
    ...given,
    variable: (name) => env[name],
    files: workspace,
    openCharts: makeOpenCharts({ ...deps, workspace, cacheFolder: cacheFolderOf(env) }),
    helms: makeHelms(processes, disk, installHelm),
    clusters: makeClusters({ disk, env, folder }, { disk, processes, redactor }),
    processes,
    openRegistry: makeOpenRegistry(deps),
    openGitHub: makeOpenGitHub(env),
    checkout: (signal) => readCheckout(root, processes, signal),
    clock,
    random,
  };
}

const scratchState = 'scratch';
const workState = 'work';

/** Of the program itself. */
export function readOwnVersion(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return String(JSON.parse(disk.read(file)?.toString() ?? '{}').version);
}

/** Where users' programs keep what they can have again (XDG base directories). */
function cacheFolderOf(env: Variables): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'compass');
}

/** Written by the main step, and by nobody else. */
function readWork(env: Variables): Work | undefined {
  const text = env[`STATE_${workState}`];
  return text ? (JSON.parse(text) as Work) : undefined;
}

/** Removes the temporary folder of a run that was killed, in the post step. */
export function removeScratch(env: Variables): void {
  const scratch = env[`STATE_${scratchState}`];
  if (scratch) disk.remove(scratch);
}
