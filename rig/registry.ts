// How is the rig's registry set up? It can also be started alone: without a login, or with settings of its own.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { type Component, startComponent } from './component.ts';
import { freePort } from './free-port.ts';
import { toolPath } from './toolchain.ts';

/** Sections of its configuration, added to those of every registry of the rig. */
export interface RegistrySettings {
  readonly auth?: object;
  readonly http?: object;
}

/** A registry that keeps its images in `folder` and serves on `port`. */
export function layOutRegistry(folder: string, port: number, { auth, http }: RegistrySettings = {}): Component {
  mkdirSync(folder, { recursive: true });
  const settings = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}`, ...http },
    ...(auth && { auth }),
  };
  const file = join(mkdtempSync(join(folder, 'config-')), 'config.yml');
  writeFileSync(file, JSON.stringify(settings));
  return {
    name: 'registry',
    command: toolPath('registry'),
    arguments: ['serve', file],
    env: { OTEL_TRACES_EXPORTER: 'none' },
    isReady: () => isServed(port),
  };
}

/** Starts a registry. Several may serve the same folder, each with settings of its own. */
export async function startRegistry(
  folder: string,
  settings: RegistrySettings = {},
): Promise<{ readonly host: string; stop(): Promise<void> }> {
  const port = await freePort();
  const running = startComponent(layOutRegistry(folder, port, settings), folder);
  await running.ready;
  return { host: `127.0.0.1:${port}`, stop: () => running.stop() };
}

function isServed(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true)).on('error', () => resolve(false));
    socket.on('connect', () => socket.destroy());
  });
}
