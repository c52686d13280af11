// How are official releases downloaded? Each is verified by the checksum that is published with it. If a server does
// not answer at once, the download is abandoned: the caller builds the program instead.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, createWriteStream, mkdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Platform, Release } from './tools.ts';

export interface Download extends Release {
  /** Absolute path to which the program is saved. */
  readonly target: string;
}

export interface Limits {
  /** Time for a server to send the checksums: can it be reached at all? */
  readonly reachMs: number;
  /** Time without a byte after which a download is abandoned. */
  readonly stallMs: number;
}

const defaultLimits: Limits = { reachMs: 1_500, stallMs: 10_000 };

/** Undefined unless this is Linux or macOS on amd64 or arm64. */
export function thisPlatform(): Platform | undefined {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch as string];
  const { platform: os } = process;
  if ((os !== 'linux' && os !== 'darwin') || (arch !== 'amd64' && arch !== 'arm64')) return undefined;
  return { os, arch };
}

/**
 * Fetches all programs at the same time. Resolves, for each, to the reason why it could not be fetched, or to
 * undefined. A file whose checksum differs from the published one is refused and removed. Rejects only if `signal`
 * fires. `onBytes` gets the size of each piece as it arrives.
 */
export async function download(
  downloads: readonly Download[],
  signal: AbortSignal,
  onBytes: (count: number) => void = () => {},
  limits: Limits = defaultLimits,
): Promise<(string | undefined)[]> {
  return Promise.all(
    downloads.map(async (one) => {
      try {
        await downloadOne(one, signal, onBytes, limits);
        return undefined;
      } catch (problem) {
        signal.throwIfAborted();
        return whatWentWrong(problem);
      }
    }),
  );
}

async function downloadOne(
  { url, checksums, member, target }: Download,
  signal: AbortSignal,
  onBytes: (count: number) => void,
  limits: Limits,
): Promise<void> {
  const published = await publishedChecksum(checksums, basename(new URL(url).pathname), signal, limits);
  const folder = `${target}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  try {
    const file = join(folder, 'download');
    const checksum = await save(url, file, signal, onBytes, limits);
    if (checksum !== published) throw new Error(`checksum mismatch: expected ${published}, got ${checksum}`);
    if (member !== undefined) await promisify(execFile)('tar', ['-xzf', file, '-C', folder, member], { signal });
    const program = join(folder, member ?? 'download');
    chmodSync(program, 0o755);
    mkdirSync(dirname(target), { recursive: true });
    renameSync(program, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function publishedChecksum(url: string, file: string, signal: AbortSignal, limits: Limits): Promise<string> {
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(limits.reachMs)]);
  const response = await get(url, inTime);
  const checksum = findChecksum(await response.text(), file);
  if (checksum === undefined) throw new Error(`${url} has no SHA-256 checksum of ${file}`);
  return checksum;
}

/** Reads lines of `sha256sum`, GitHub's description of a release, or a text that is just a checksum. */
export function findChecksum(text: string, file: string): string | undefined {
  const bare = /^\s*([0-9a-f]{64})\s*$/.exec(text);
  if (bare !== null) return bare[1];
  if (text.trimStart().startsWith('{')) {
    const { assets = [] } = JSON.parse(text) as { assets?: { name?: string; digest?: string }[] };
    return /^sha256:([0-9a-f]{64})$/.exec(assets.find(({ name }) => name === file)?.digest ?? '')?.[1];
  }
  const lines = text.split('\n').map((line) => /^([0-9a-f]{64}) [ *](?:.*\/)?(\S+)\s*$/.exec(line));
  return lines.find((line) => line?.[2] === file)?.[1];
}

/** Saves a file, and resolves to its SHA-256. */
async function save(
  url: string,
  file: string,
  signal: AbortSignal,
  onBytes: (count: number) => void,
  { stallMs }: Limits,
): Promise<string> {
  const stalled = new AbortController();
  const stall = setTimeout(() => stalled.abort(new Error(`no data for ${stallMs / 1_000} s`)), stallMs);
  const hash = createHash('sha256');
  const counted = new Transform({
    transform(piece: Buffer, _, done) {
      stall.refresh();
      hash.update(piece);
      onBytes(piece.length);
      done(undefined, piece);
    },
  });
  try {
    const either = AbortSignal.any([signal, stalled.signal]);
    const { body } = await get(url, either);
    if (body === null) throw new Error(`${url} is empty`);
    await pipeline(body, counted, createWriteStream(file), { signal: either });
    return hash.digest('hex');
  } catch (problem) {
    throw stalled.signal.aborted ? stalled.signal.reason : problem;
  } finally {
    clearTimeout(stall);
  }
}

/** Follows redirects, and rejects the response if the final URL has another protocol. */
async function get(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answered ${response.status}`);
  if (new URL(response.url).protocol !== new URL(url).protocol) throw new Error(`${url} redirects to ${response.url}`);
  return response;
}

/** A lost connection is described by its cause. */
function whatWentWrong(problem: unknown): string {
  const { cause, message, name } = problem as Error;
  if (name === 'TimeoutError') return 'its server does not answer';
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
