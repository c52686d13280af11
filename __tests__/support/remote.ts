// How does one run download charts? The real Helm packs them, and a client records the requests.
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { makeOpenCharts } from '../../src/adapters/charts/charts.ts';
import { type HttpClient, makeHttpClient } from '../../src/adapters/http/client.ts';
import { clock } from '../../src/adapters/machine/clock.ts';
import { disk } from '../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../src/adapters/machine/processes.ts';
import { makeScratch } from '../../src/adapters/machine/scratch.ts';
import { openWorkspace } from '../../src/adapters/machine/workspace.ts';
import type { ChartSource } from '../../src/model/chart-source.ts';
import type { Failure, Result } from '../../src/model/failure.ts';
import { Redactor } from '../../src/model/secret.ts';
import type { ChartContent, Login } from '../../src/ports/ports.ts';
import { helm } from './stack.ts';

export const at = { file: 'compass.yaml', line: 5, column: 3 };

export interface Opened {
  /** `METHOD path`, in order; without the host. */
  readonly asked: string[];
  readonly redactor: Redactor;
  /** Absolute path. */
  readonly workspace: string;
  resolve(source: ChartSource): Promise<Result<ChartContent>>;
  pack(source: ChartSource, content: ChartContent): Promise<Result<string>>;
  /** Both steps, one after the other; fails if one does. */
  fetch(source: ChartSource): Promise<{ content: ChartContent; bytes: Buffer; path: string }>;
}

export interface Opening {
  readonly logins?: readonly Login[];
  readonly cacheFolder?: string;
  /** Of the docker config. */
  readonly auths?: Readonly<Record<string, object>>;
  readonly signal?: AbortSignal;
  /** That of another run. */
  readonly workspace?: string;
}

/** As one run uses it. */
export function openCharts(context: TestContext, opening: Opening = {}): Opened {
  const { logins = [], cacheFolder, auths = {}, signal } = opening;
  const folder = freshFolder(context);
  writeFileSync(join(folder, 'config.json'), JSON.stringify({ auths }));
  const workspace = opening.workspace ?? join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  const asked: string[] = [];
  const inner = makeHttpClient({}, {});
  const http: HttpClient = {
    send(request, until) {
      asked.push(`${request.method} ${request.url.pathname}`);
      return inner.send(request, until);
    },
  };
  const redactor = new Redactor();
  const open = makeOpenCharts({
    disk,
    http,
    redactor,
    clock,
    processes: makeProcesses({}),
    workspace: openWorkspace(disk, workspace),
    env: { DOCKER_CONFIG: folder },
    cacheFolder: cacheFolder ?? join(folder, 'cache'),
  });
  const charts = open({
    logins,
    access: { insecure: [], signal: signal ?? new AbortController().signal },
    scratch: makeScratch(disk, folder),
  });
  const resolve = (source: ChartSource) => charts.resolve(source, at);
  const pack = (source: ChartSource, content: ChartContent) => charts.pack(source, content, at);
  return {
    asked,
    redactor,
    workspace,
    resolve,
    pack,
    async fetch(source) {
      const content = must(await resolve(source));
      const path = must(await pack(source, content));
      return { content, path, bytes: readFileSync(path) };
    },
  };
}

export function must<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result.failures));
  return result.value;
}

/** The one failure. */
export function failureOf(result: Result<unknown>): Failure {
  const [failure, ...others] = result.ok ? [] : result.failures;
  if (failure === undefined || others.length > 0) throw new Error(`not one failure: ${JSON.stringify(result)}`);
  return failure;
}

export function freshFolder(context: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'compass-charts-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Packs a small chart with the real Helm; returns the path of the archive. */
export async function packChart(folder: string, name: string, version: string): Promise<string> {
  const source = join(folder, `${name}-source`);
  mkdirSync(join(source, 'templates'), { recursive: true });
  writeFileSync(join(source, 'Chart.yaml'), `apiVersion: v2\nname: ${name}\nversion: 0.0.0\n`);
  const object = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: {{ .Release.Name }} }\ndata: { version: {{ .Chart.Version | quote }} }\n`;
  writeFileSync(join(source, 'templates', 'version.yaml'), object);
  await helm('package', source, '--version', version, '--destination', folder);
  return join(folder, `${name}-${version}.tgz`);
}

/** In hex. */
export function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export type Answering = (request: IncomingMessage, response: ServerResponse) => unknown;

export interface Served {
  /** Host and port. */
  readonly host: string;
  readonly url: string;
  /** `METHOD path authorization` of each request; without the last part if there were no credentials. */
  readonly seen: string[];
  /** Sets the answer from now on. */
  answer: Answering;
}

/** A small server on loopback. */
export async function serve(context: TestContext, answer: Answering): Promise<Served> {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    const { authorization } = request.headers;
    seen.push(`${request.method} ${request.url}${authorization === undefined ? '' : ` ${authorization}`}`);
    void served.answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const served: Served = { host, url: `http://${host}`, seen, answer };
  return served;
}
