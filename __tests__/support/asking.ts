// How does one run talk to registries? With a home folder of its own, short limits, and a client that records requests.
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { type HttpClient, makeHttpClient } from '../../src/adapters/http/client.ts';
import { type RetryPolicy, withRetry } from '../../src/adapters/http/retry.ts';
import { clock as realClock } from '../../src/adapters/machine/clock.ts';
import { disk } from '../../src/adapters/machine/disk.ts';
import { makeProcesses } from '../../src/adapters/machine/processes.ts';
import { makeOpenRegistry } from '../../src/adapters/registry/digests.ts';
import { Redactor } from '../../src/model/secret.ts';
import type { Processes } from '../../src/ports/machine.ts';
import type { Clock, WantedImage } from '../../src/ports/ports.ts';
import { freshFolder } from './remote.ts';

export interface Asking {
  /** Of the docker config. */
  readonly auths?: Readonly<Record<string, unknown>>;
  /** Files of the home folder; a value that is not a text is written as JSON. */
  readonly files?: Readonly<Record<string, unknown>>;
  /** Added to HOME; `~` stands for it. */
  readonly env?: Readonly<Record<string, string>>;
  /** Programs on PATH: shell scripts. */
  readonly programs?: Readonly<Record<string, string>>;
  /** Hosts that servers on loopback play. */
  readonly names?: Readonly<Record<string, string>>;
  readonly insecure?: readonly string[];
  readonly githubToken?: string;
  readonly silenceMs?: number;
  readonly policy?: Partial<RetryPolicy>;
  readonly clock?: Clock;
  readonly helperMs?: number;
  readonly signal?: AbortSignal;
  /** In a plan, an image that is still to be built is not a failure. */
  readonly isPlan?: boolean;
}

/** Everything of a request that goes over the wire. */
export interface Sent {
  readonly method: string;
  readonly url: URL;
  readonly authorization: string;
  readonly body: string;
}

export interface Asked {
  readonly sent: Sent[];
  /** Secrets that were sent before the redactor knew them. */
  readonly unlearnt: string[];
  readonly redactor: Redactor;
  readonly home: string;
  /** The digest of each image, or its failure. */
  all(...images: readonly (string | WantedImage)[]): Promise<string[]>;
  /** The digest of each image, all in one call. */
  together(...references: readonly string[]): Promise<(string | undefined)[]>;
  /** Notices about images that do not exist yet. */
  readonly told: string[];
  /** The same for one image. */
  one(image: string | WantedImage): Promise<string>;
  /** The requests since the last call: `METHOD` of each, with `?` if it had no credentials. */
  methods(): string;
}

const quick: RetryPolicy = { maxAttempts: 4, firstWaitMs: 10, longestWaitMs: 1_600 };
const never = new AbortController().signal;

export function asking(context: TestContext, given: Asking = {}): Asked {
  const home = freshFolder(context);
  const redactor = new Redactor();
  const sent: Sent[] = [];
  const unlearnt: string[] = [];
  const inner = makeHttpClient({}, {});
  const http: HttpClient = {
    async send(request, signal) {
      const { method, url, headers, body = '' } = request;
      const authorization = headers['authorization'] ?? '';
      sent.push({ method, url, authorization, body });
      if (authorization !== '' && redactor.filter(authorization) === authorization) unlearnt.push(authorization);
      const played = given.names?.[url.host];
      const isHere = /^(127\.0\.0\.1|localhost)$/.test(url.hostname);
      if (played === undefined && !isHere) return { reason: 'it is far away', isTransient: false };
      const place = played === undefined ? url : new URL(`http://${played}${url.pathname}${url.search}`);
      return inner.send({ ...request, url: place, silenceMs: given.silenceMs ?? 2_000 }, signal);
    },
  };
  const env = layOutHome(home, given);
  const children = makeProcesses({ ...process.env, ...env });
  const processes: Processes = {
    run: (command, signal) => children.run({ ...command, timeoutMs: given.helperMs ?? 5_000 }, signal),
  };
  const retrying = withRetry(http, () => 0.5, { ...quick, ...given.policy });
  const deps = { http: retrying, disk, processes, redactor, env, clock: given.clock ?? realClock };
  const { githubToken, insecure = [] } = given;
  const told: string[] = [];
  const registry = makeOpenRegistry(deps, { firstMs: 5, longestMs: 10 })({
    insecure,
    githubToken,
    signal: given.signal ?? never,
    onWait: (text) => told.push(text),
    ...(given.isPlan && { onNotBuilt: (_: string, why: string) => told.push(why) }),
  });
  const one = async (image: string | WantedImage) => {
    const wanted = typeof image === 'string' ? { reference: image } : image;
    const found = await registry.digests([wanted]);
    const [failure] = found.ok ? [] : found.failures;
    return found.ok ? (found.value.get(wanted.reference) ?? 'nothing') : `${failure?.message} ${failure?.hint}`;
  };
  let before = 0;
  return {
    sent,
    unlearnt,
    redactor,
    home,
    told,
    one,
    async together(...references) {
      const found = await registry.digests(references.map((reference) => ({ reference })));
      return references.map((reference) => (found.ok ? found.value.get(reference) : undefined));
    },
    all: (...images) => Promise.all(images.map(one)),
    methods() {
      const news = sent.slice(before);
      before = sent.length;
      return news.map(({ method, authorization }) => `${method}${authorization === '' ? '?' : ''}`).join(' ');
    },
  };
}

function layOutHome(home: string, { auths, files, env, programs }: Asking): Record<string, string> {
  const write = (path: string, content: unknown, mode: number) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), typeof content === 'string' ? content : JSON.stringify(content), { mode });
  };
  const all = { ...(auths && { '.docker/config.json': { auths } }), ...files };
  for (const [path, content] of Object.entries(all)) write(path, content, 0o600);
  for (const [name, script] of Object.entries(programs ?? {})) write(`bin/${name}`, `#!/bin/sh\n${script}\n`, 0o755);
  const own = Object.entries(env ?? {}).map(([name, value]) => [name, value.replace('~', home)]);
  return { HOME: home, PATH: `${join(home, 'bin')}:${process.env['PATH']}`, ...Object.fromEntries(own) };
}

export const inBase64 = (text: string): string => Buffer.from(text).toString('base64');
