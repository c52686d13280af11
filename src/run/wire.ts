// Which adapter implements which port? The only file that sees both.

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
import { makeHelmFinder } from '../adapters/helm/find.ts';
import { makeInstallHelm, officialSource } from '../adapters/helm/install.ts';
import { makeHttpClient, proxyOf } from '../adapters/http/client.ts';
import { withRetry } from '../adapters/http/retry.ts';
import { readCheckout } from '../adapters/machine/checkout.ts';
import { clock, random } from '../adapters/machine/clock.ts';
import { disk } from '../adapters/machine/disk.ts';
import { makeProcesses } from '../adapters/machine/processes.ts';
import { openScratch } from '../adapters/machine/scratch.ts';
import { findSpec, openWorkspace } from '../adapters/machine/workspace.ts';
import { makeOpenRegistry } from '../adapters/registry/digests.ts';
import type { CommandLine } from '../inputs/command-line.ts';
import { inputNames, type OutputName } from '../inputs/inputs.ts';
import type { Invocation } from '../inputs/invocation.ts';
import type { Checkout } from '../model/checkout.ts';
import type { EventContext } from '../model/context.ts';
import { Redactor } from '../model/secret.ts';
import type { Variables } from '../ports/machine.ts';
import type { Ports, Work } from '../ports/ports.ts';

/** The machine that a door runs on. */
export interface Machine {
  readonly env: Variables;
  /** As Node names it. */
  readonly platform: string;
  readonly architecture: string;
}

/** For the action's door. */
export interface Runner {
  readonly invocation: Invocation;
  /** In the post step: what an interrupted main step was working on. */
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
  return {
    invocation: {
      inputs: Object.fromEntries(inputNames.map((name) => [name, readInput(env, name)])),
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
        const scratch = openScratch(disk, env['RUNNER_TEMP'] || tmpdir());
        // Saved while the folder is still empty, so that the post step can remove it even if this run is killed.
        if (scratch.ok) writeState(disk, env, random, { [scratchState]: scratch.value.path });
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

/** For the terminal's door. */
export interface Terminal {
  readonly invocation: Invocation;
  readonly ports: Ports;
  /** Writes to standard output, without secrets. */
  print(text: string): void;
  /** Like `print`, for JSON: it stays valid when secrets are replaced. */
  printJson(json: string): void;
}

/** `folder`: the current folder. */
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
      run: { repositoryId: '', id: '', attempt: '', url: '' },
      platform,
    },
    ports: makePorts(machine, {
      root,
      folder,
      redactor,
      console,
      planConsole: isJson ? console : makeTerminalConsole({ write: out, columns: undefined }, redactor),
      scratch: () => openScratch(disk, tmpdir()),
      // No post step follows.
      journal: { begin() {}, close() {} },
    }),
    print: (text) => out(redactor.filter(text)),
    printJson: (json) => out(`${filterOutput(json, redactor)}\n`),
  };
}

/** In a terminal, the checkout takes the place of an event. */
function terminalEvent({ ref, sha, problem }: Checkout): EventContext {
  return { name: 'terminal', ref, sha, payload: {}, ...(problem && { gitProblem: problem }) };
}

/** The run goes on when the reader closes the pipe. */
function stream(to: NodeJS.WriteStream): (text: string) => void {
  to.on('error', () => {});
  return (text) => void to.write(text);
}

interface DoorDeps extends Pick<Ports, 'console' | 'planConsole' | 'scratch' | 'journal' | 'redactor'> {
  /** Root of the workspace. */
  readonly root: string;
  /** The folder that relative paths in the inputs start from. */
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
    helms: makeHelmFinder(processes, installHelm),
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

/** The version of Compass. */
export function readOwnVersion(): string {
  const file = join(import.meta.dirname, '..', '..', 'package.json');
  return String(JSON.parse(disk.read(file)?.toString() ?? '{}').version);
}

/** Folder for files that can be downloaded again, as the XDG Base Directory Specification places it. */
function cacheFolderOf(env: Variables): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'compass');
}

/** The work that the main step saved; undefined if it saved none. */
function readWork(env: Variables): Work | undefined {
  const text = env[`STATE_${workState}`];
  return text ? (JSON.parse(text) as Work) : undefined;
}

/** For the post step: removes the scratch folder of a run that was killed. */
export function removeScratch(env: Variables): void {
  const scratch = env[`STATE_${scratchState}`];
  if (scratch) disk.remove(scratch);
}
