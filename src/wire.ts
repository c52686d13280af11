// Puts the adapters together for a door. The only file that sees both the engine's ports and what implements them.
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeOpenCharts } from './adapters/charts.ts';
import { makeClusters } from './adapters/cluster.ts';
import { disk } from './adapters/disk.ts';
import { makeInstallHelm, officialSource } from './adapters/helm-install.ts';
import { makeHelms } from './adapters/helms.ts';
import { makeHttpClient, proxyOf } from './adapters/http.ts';
import { clock, random } from './adapters/machine.ts';
import { makeProcesses } from './adapters/processes.ts';
import { makeRegistry } from './adapters/registry.ts';
import {
  makeRunnerConsole,
  readEvent,
  readInput,
  readRun,
  writeOutputs,
  writeState,
  writeSummary,
} from './adapters/runner.ts';
import { makeScratch } from './adapters/scratch.ts';
import { openWorkspace } from './adapters/workspace.ts';
import { type InputName, inputs, type OutputName } from './inputs/registry.ts';
import type { Ports, Work } from './ports.ts';
import type { Asked } from './run.ts';
import { Redactor } from './secret.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the action's door needs of the runner. */
export interface Runner {
  readonly asked: Asked;
  /** In the post step: what the main step had in hand when it was cut off. */
  readonly unfinished: Work | undefined;
  readonly ports: Ports;
  writeOutputs(outputs: Readonly<Record<OutputName, string>>): void;
  writeSummary(markdown: string): void;
}

export function openRunner(env: Environment, platform: string, architecture: string): Runner {
  const folder = env['GITHUB_WORKSPACE'] || '.';
  // Whoever read the log has gone: the run goes on all the same.
  process.stdout.on('error', () => {});
  const redactor = new Redactor();
  const processes = makeProcesses(env);
  const source = { url: officialSource, platform, architecture };
  const workspace = openWorkspace(disk, folder);
  const http = makeHttpClient({}, proxyOf(env));
  const installHelm = makeInstallHelm(source, http, disk, processes);
  const names = Object.keys(inputs) as InputName[];
  return {
    asked: {
      inputs: Object.fromEntries(names.map((name) => [name, readInput(env, name)])),
      event: readEvent(disk, env),
      run: readRun(env),
      platform,
    },
    unfinished: readWork(env),
    ports: {
      variable: (name) => env[name],
      files: workspace,
      openCharts: makeOpenCharts({ disk, workspace, http, redactor, env, cacheFolder: cacheFolderOf(env) }),
      console: makeRunnerConsole((text) => process.stdout.write(text), redactor),
      scratch() {
        const scratch = makeScratch(disk, env['RUNNER_TEMP'] || tmpdir());
        // Told before anything is in it: the post step removes what a killed run leaves.
        writeState(disk, env, random, { [scratchState]: scratch.path });
        return scratch;
      },
      helms: makeHelms(processes, disk, installHelm),
      clusters: makeClusters({ disk, env, folder }, { disk, processes, redactor }),
      processes,
      journal: {
        begin: (work) => writeState(disk, env, random, { [workState]: JSON.stringify(work) }),
        close: () => writeState(disk, env, random, { [workState]: '' }),
      },
      registry: makeRegistry({ http, disk, redactor, env }),
      clock,
      random,
      redactor,
    },
    writeOutputs: (outputs) => writeOutputs(disk, env, random, redactor, outputs),
    writeSummary: (markdown) => writeSummary(disk, env, redactor, markdown),
  };
}

const scratchState = 'scratch';
const workState = 'work';

/** Where users' programs keep what they can have again (XDG base directories). */
function cacheFolderOf(env: Environment): string {
  return join(env['XDG_CACHE_HOME'] || join(env['HOME'] || homedir(), '.cache'), 'compass');
}

/** Written by the main step, and by nobody else. */
function readWork(env: Environment): Work | undefined {
  const text = env[`STATE_${workState}`];
  return text ? (JSON.parse(text) as Work) : undefined;
}

/** Removes the temporary folder of a run that was killed, in the post step. */
export function removeScratch(env: Environment): void {
  const scratch = env[`STATE_${scratchState}`];
  if (scratch) disk.remove(scratch);
}
