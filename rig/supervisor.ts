// Which process owns a rig? This one. It starts the components in order, and stops them all when it gets a signal,
// when one of them dies, or when the process that started it has ended without calling `detach()`.
// Usage (by start.ts): fork supervisor.ts FOLDER
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { type Component, type Running, startComponent, tailOfLog } from './component.ts';
import { type ControlPlane, layOutControlPlane } from './control-plane.ts';
import { toolPath } from './toolchain.ts';

/** What a process needs to use a rig. Paths are absolute. */
export interface RigFacts {
  readonly folder: string;
  /** Its process ID. */
  readonly supervisor: number;
  /** Contexts: admin (the current one), reader, planner, deployer. */
  readonly kubeconfig: string;
  /** `host:port` of a registry that requires no login and speaks plain HTTP. */
  readonly registry: string;
  readonly auditLog: string;
  /** Folders for `PATH`, with the programs that users of the rig call, such as `helm` and `kubectl`. */
  readonly path: readonly string[];
  readonly components: readonly { readonly name: string; readonly pid: number }[];
}

export type SupervisorMessage = { readonly ready: RigFacts } | { readonly failed: string };

const [folder = ''] = process.argv.slice(2);
const running: Running[] = [];
let stopping: Promise<void> | undefined;
let mayStay = false;

process.on('message', (message) => {
  mayStay = message === 'stay';
});
process.on('disconnect', () => {
  if (!mayStay) finish(0);
});
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => finish(0));

try {
  const facts = await startAll(await layOutControlPlane(folder));
  // For processes that did not start this rig: `npm run rig status` and `down`.
  writeFileSync(join(folder, 'rig.json'), JSON.stringify(facts, null, 2));
  tell({ ready: facts });
} catch (problem) {
  fail(problem instanceof Error ? problem.message : String(problem));
}

async function startAll(plane: ControlPlane): Promise<RigFacts> {
  const named = new Map(plane.components.map((component) => [component.name, component]));
  const start = async (...names: string[]) => {
    await Promise.all(names.map((name) => startOne(named.get(name) as Component)));
  };
  await start('etcd', 'registry');
  await start('kube-apiserver');
  plane.writeKubeconfigs();
  await createObjects(plane);
  await start('kube-controller-manager', 'kube-scheduler', 'kwok');
  return {
    folder,
    supervisor: process.pid,
    kubeconfig: plane.kubeconfig('admin'),
    registry: plane.registry,
    auditLog: plane.auditLog,
    path: (['helm', 'kubectl', 'act', 'actionlint'] as const).map((tool) => dirname(toolPath(tool))),
    components: running.map(({ name, pid }) => ({ name, pid })),
  };
}

async function startOne(component: Component): Promise<void> {
  if (stopping !== undefined) throw new Error('The rig was stopped while it was starting.');
  const started = startComponent(component, join(folder, 'logs'));
  running.push(started);
  void started.ended.then((how) => {
    if (stopping === undefined) fail(`${started.name} ${how}. Its log ends with:\n${tailOfLog(started)}`);
  });
  await started.ready;
}

/** Creates the objects that the cluster of every rig has from the start. */
async function createObjects(plane: ControlPlane): Promise<void> {
  const documents = parseAllDocuments(readFileSync(join(import.meta.dirname, 'objects.yaml'), 'utf8'));
  for (const document of documents) {
    const object = document.toJS() as { readonly apiVersion: string; readonly kind: string };
    const api = object.apiVersion === 'v1' ? '/api/v1' : `/apis/${object.apiVersion}`;
    const status = await plane.send('POST', `${api}/${object.kind.toLowerCase()}s`, JSON.stringify(object));
    if (status !== 201) throw new Error(`The API server answered ${status} to the ${object.kind} in objects.yaml.`);
  }
}

function fail(message: string): void {
  console.error(message);
  tell({ failed: message });
  finish(1);
}

function tell(message: SupervisorMessage): void {
  if (process.connected) process.send?.(message);
}

/** Stops all components, the last started first, and ends this process. The files of a failed rig are kept. */
function finish(exitCode: number): void {
  stopping ??= (async () => {
    for (const component of running.toReversed()) await component.stop();
    rmSync(exitCode === 0 ? folder : join(folder, 'rig.json'), { recursive: true, force: true });
    process.exit(exitCode);
  })();
}
