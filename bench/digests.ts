// How long does it take to resolve the digests of 200 images? The registry is real, requires tokens, is 30 ms away, and
// its requests are counted.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as ask, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pushImage } from '../rig/images.ts';
import { startRegistry } from '../rig/registry.ts';
import { startTokenServer } from '../rig/token-server.ts';
import { makeHttpClient } from '../src/adapters/http/client.ts';
import { withRetry } from '../src/adapters/http/retry.ts';
import { clock } from '../src/adapters/machine/clock.ts';
import { disk } from '../src/adapters/machine/disk.ts';
import { makeProcesses } from '../src/adapters/machine/processes.ts';
import { makeOpenRegistry } from '../src/adapters/registry/digests.ts';
import { Redactor } from '../src/model/secret.ts';

const delayMs = 30;
const login = 'me:secret-password';
const maxConnections = 32;
const sample = 16;

interface Prepared {
  readonly folder: string;
  /** Throws if a run made more requests than necessary, or fewer. */
  check(): void;
  /** Milliseconds that other tools take, or why that is not known. */
  others(): Promise<Readonly<Record<string, number | string>>>;
  stop(): Promise<void>;
}

/** A benchmark with this number of repositories, and of tags in each. */
export const digests = (repositories: number, tags: number) => ({
  name: `digests of ${repositories} × ${tags} images, ${delayMs} ms away, with tokens`,
  prepare: () => prepare(repositories, tags),
  run: resolveAll,
});

async function prepare(repositories: number, tags: number): Promise<Prepared> {
  const folder = mkdtempSync(join(tmpdir(), 'compass-digests-'));
  const server = await startTokenServer(folder, login, delayMs);
  const open = await startRegistry(join(folder, 'registry'));
  const closed = await startRegistry(join(folder, 'registry'), server.settings);
  const far = await startFar(closed.host);
  const images: [string, string][] = [];
  for (let repository = 0; repository < repositories; repository += 1) {
    for (let tag = 0; tag < tags; tag += 1) {
      const digest = await pushImage(open.host, `acme/web-${repository}`, `v${tag}`, `${repository} ${tag}`);
      images.push([`${far.host}/acme/web-${repository}:v${tag}`, digest]);
    }
  }
  await open.stop();
  mkdirSync(join(folder, '.docker'));
  const auths = { [far.host]: { auth: Buffer.from(login).toString('base64') } };
  writeFileSync(join(folder, '.docker', 'config.json'), JSON.stringify({ auths }));
  writeFileSync(join(folder, 'images.json'), JSON.stringify(images));
  return {
    folder,
    check() {
      const { requests, connections } = far.takeCounts();
      const tokens = server.asked.splice(0).length;
      const [expected, asked] = [`${1 + images.length} and ${repositories}`, `${requests} and ${tokens}`];
      if (asked !== expected) throw new Error(`${asked} requests and tokens, expected ${expected}`);
      if (connections > maxConnections) throw new Error(`${connections} connections`);
    },
    others: () => timesOfSkopeo(images.map(([reference]) => reference)),
    async stop() {
      far.stop();
      server.stop();
      await closed.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

/** One run. Throws if a digest is wrong. */
async function resolveAll(folder: string): Promise<void> {
  const images: [string, string][] = JSON.parse(readFileSync(join(folder, 'images.json'), 'utf8'));
  const http = withRetry(makeHttpClient({}, {}));
  const deps = { http, disk, processes: makeProcesses({}), redactor: new Redactor(), clock, env: { HOME: folder } };
  const registry = makeOpenRegistry(deps)({ insecure: [], signal: new AbortController().signal });
  const found = await registry.digests(images.map(([reference]) => ({ reference })));
  if (!found.ok) throw new Error(found.failures[0]?.message);
  for (const [reference, digest] of images) {
    if (found.value.get(reference) !== digest) throw new Error(`the digest of ${reference} is wrong`);
  }
}

/** A proxy that delays every request. */
async function startFar(registry: string) {
  let [requests, connections] = [0, 0];
  const agent = new Agent({ keepAlive: true });
  const server = createServer((request, response) => {
    requests += 1;
    const { method, headers, url } = request;
    const pass = () =>
      ask(`http://${registry}${url}`, { method, headers, agent }, (answer) => {
        response.writeHead(answer.statusCode ?? 0, answer.headers);
        answer.pipe(response);
      }).end();
    setTimeout(pass, delayMs);
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    takeCounts() {
      const counts = { requests, connections };
      [requests, connections] = [0, 0];
      return counts;
    },
    stop() {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}

/** Milliseconds, one image after the other and sixteen at once: measured on a sample, extrapolated to all images. */
async function timesOfSkopeo(references: readonly string[]): Promise<Record<string, number | string>> {
  const inspect = (reference: string) => {
    const options = ['--no-tags', '--tls-verify=false', `--creds=${login}`];
    return promisify(execFile)('skopeo', ['inspect', ...options, `docker://${reference}`]);
  };
  const [one, many] = ['skopeo, extrapolated', `${sample} at once, extrapolated`];
  const isThere = await promisify(execFile)('skopeo', ['--version']).then(Boolean, () => false);
  if (!isThere) return { [one]: 'not installed', [many]: 'not installed' };
  const chosen = references.slice(0, sample);
  const time = async (measured: () => Promise<unknown>) => {
    const started = performance.now();
    await measured();
    return Math.round(((performance.now() - started) / sample) * references.length);
  };
  const sequential = await time(async () => {
    for (const reference of chosen) await inspect(reference);
  });
  return { [one]: sequential, [many]: await time(() => Promise.all(chosen.map(inspect))) };
}
