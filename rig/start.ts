// How is a rig started for the demo, the tests and `npm run rig up`?
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Display } from './display.ts';
import type { RigFacts, SupervisorMessage } from './supervisor.ts';
import { cacheFolder, provideTools } from './toolchain.ts';
import type { ToolName } from './tools.ts';

export interface Rig extends RigFacts {
  /** Resolves to what happened if a component dies. The supervisor then stops everything. */
  readonly died: Promise<string>;
  /** Stops every process of the rig, and removes its files unless it failed. */
  stop(): Promise<void>;
  /** Lets the rig outlive this process; `npm run rig down` ends it. */
  detach(): void;
}

/** The folder of the one rig that may run in the background. */
export const backgroundFolder = join(cacheFolder(), 'background');

/**
 * Downloads or builds missing programs, then starts a rig that ends with this process, however this process ends.
 * `tools`: the programs that are needed, at least those that the rig itself runs. `folder`: for the rig's files; by
 * default a new temporary folder. Throws if `signal` fires before the rig is up, or if the rig cannot be started; the
 * message then contains the end of the relevant log.
 */
export async function startRig(
  display: Display,
  signal: AbortSignal,
  tools: readonly ToolName[],
  folder?: string,
): Promise<Rig> {
  await provideTools(tools, display, signal);
  const home = folder ?? mkdtempSync(join(tmpdir(), 'compass-rig-'));
  mkdirSync(home, { recursive: true });
  const log = openSync(join(home, 'supervisor.log'), 'a');
  const supervisor = fork(join(import.meta.dirname, 'supervisor.ts'), [home], {
    // Outside the terminal's process group: an interrupt must not race with the orderly stop.
    detached: true,
    stdio: ['ignore', log, log, 'ipc'],
  });
  const ended = new Promise<void>((resolve) => supervisor.on('exit', () => resolve()));
  const stop = async () => {
    supervisor.kill('SIGTERM');
    await ended;
  };
  const died = new Promise<string>((resolve) => {
    supervisor.on('message', (message: SupervisorMessage) => {
      if ('failed' in message) resolve(message.failed);
    });
  });
  const ready = new Promise<RigFacts>((resolve) => {
    supervisor.on('message', (message: SupervisorMessage) => {
      if ('ready' in message) resolve(message.ready);
    });
  });
  const facts = await Promise.race([
    ready,
    died.then((why) => `The rig could not be started: ${why}`),
    ended.then(() => `The rig could not be started; see ${home}/supervisor.log`),
    new Promise<string>((resolve) => signal.addEventListener('abort', () => resolve('Interrupted.'), { once: true })),
  ]);
  if (typeof facts === 'string') {
    supervisor.kill('SIGTERM');
    await ended;
    throw new Error(facts);
  }
  return {
    ...facts,
    died,
    stop,
    detach() {
      supervisor.send('stay', () => supervisor.disconnect());
      supervisor.unref();
    },
  };
}

/** Environment variables that select the rig's programs and cluster. */
export function environmentOf(rig: RigFacts): Record<string, string> {
  return {
    KUBECONFIG: rig.kubeconfig,
    PATH: [...rig.path, process.env['PATH']].join(':'),
    COMPASS_REGISTRY: rig.registry,
  };
}
