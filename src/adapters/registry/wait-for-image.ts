// How long does Compass wait for an image? Until the registry has the wanted one, until waiting cannot help, or
// until the time is up.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import { stopReason } from '../../model/outcome.ts';
import type { Clock, RegistryAccess, WantedImage } from '../../ports/ports.ts';
import { formatDuration } from '../../text/duration.ts';
import { type ImageReference, notBuilt } from '../../text/image.ts';
import type { RegistryClient } from './client.ts';
import type { Refusal } from './exchange.ts';
import { revisionOf } from './revision.ts';

/** Waits between two requests for an image that does not exist yet; doubled each time. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

export const defaultWaits: Waits = { firstMs: 1_000, longestMs: 15_000 };

export interface Watching extends Pick<RegistryAccess, 'signal' | 'onWait' | 'onNotBuilt'> {
  readonly clock: Clock;
  readonly waits: Waits;
}

/** The digest of the wanted image, or why there is none. */
export async function watchFor(
  watch: Watch,
  wanted: WantedImage,
  { clock, waits, signal, onWait, onNotBuilt }: Watching,
): Promise<Result<string>> {
  const untilMs = clock.nowMs() + (onNotBuilt === undefined ? (wanted.waitMs ?? 0) : 0);
  let last: Failure | undefined;
  for (let waitMs = waits.firstMs; ; waitMs = Math.min(waitMs * 2, waits.longestMs)) {
    const seen = await watch.look();
    if ('digest' in seen) return ok(seen.digest);
    // A request that was interrupted by the end of the run says nothing about the image.
    if (signal.aborted) return failed(last ?? notLookedAt(wanted, signal));
    const { failure, mayCome, isNotBuilt, askedMs = 0 } = seen;
    if (isNotBuilt && onNotBuilt !== undefined) {
      onNotBuilt(wanted.reference, failure.message);
      return ok(notBuilt);
    }
    const leftMs = untilMs - clock.nowMs();
    if (!mayCome || leftMs <= 0 || askedMs > leftMs) return failed(failure);
    if (failure.message !== last?.message) onWait?.(`${failure.message} Retrying for ${formatDuration(leftMs)}.`);
    last = failure;
    await sleep(Math.min(Math.max(waitMs, askedMs), leftMs), undefined, { signal }).catch(() => {});
    if (signal.aborted) return failed(failure);
  }
}

type Seen =
  | { readonly digest: string }
  | {
      readonly failure: Failure;
      /** A retry may find it. */
      readonly mayCome: boolean;
      /** The only problem is that it has not been built yet. */
      readonly isNotBuilt: boolean;
      /** The wait that the registry asks for. */
      readonly askedMs?: number;
    };

export class Watch {
  readonly #client: RegistryClient;
  readonly #image: ImageReference;
  readonly #wanted: WantedImage;
  /** The digest that was seen last, and its commit. */
  #known: { readonly digest: string; readonly revision: string | undefined } | undefined;

  constructor(client: RegistryClient, image: ImageReference, wanted: WantedImage) {
    this.#client = client;
    this.#image = image;
    this.#wanted = wanted;
  }

  async look(): Promise<Seen> {
    const { revision } = this.#wanted;
    const { digest, tag = '' } = this.#image;
    const found = await this.#client.digestOf(digest ?? tag, digest === undefined ? 'tag' : `image as ${digest}`);
    if ('reason' in found) return afterRefusal(this.#wanted, found);
    if (revision === undefined) return found;
    if (this.#known?.digest !== found.digest) {
      const from = await revisionOf(this.#client, found.digest);
      if ('reason' in from) return afterRefusal(this.#wanted, from);
      this.#known = { digest: found.digest, ...from };
    }
    if (this.#known.revision === revision) return found;
    return {
      failure: stale(this.#wanted, this.#known),
      mayCome: digest === undefined,
      isNotBuilt: digest === undefined,
    };
  }
}

/** Registries give the same answers for a missing repository and for a private one. */
const hiding = [401, 403, 404];

function afterRefusal(wanted: WantedImage, refusal: Refusal): Seen {
  const { status, isTransient = false, waitMs } = refusal;
  return {
    failure: imageUnresolved(wanted, refusal),
    mayCome: isTransient || (status !== undefined && hiding.includes(status)),
    isNotBuilt: status === 404 && (wanted.revision ?? wanted.waitMs) !== undefined,
    ...(waitMs !== undefined && { askedMs: waitMs }),
  };
}

const missing = 'Check that the image was built and pushed, and log in to its registry in an earlier step.';
const unreachable =
  'Check the host in the reference, and that the runner can reach it (network, proxy, firewall). For plain HTTP, list it in `insecure-registries`.';

export function imageUnresolved({ reference, at }: WantedImage, { reason, hint, isUnreachable }: Refusal): Failure {
  const message = `The image \`${reference}\` could not be resolved: ${reason}.`;
  return {
    code: 'image-unresolved',
    message,
    hint: hint ?? (isUnreachable ? unreachable : missing),
    ...(at && { at }),
  };
}

function stale(
  { reference, revision, waitMs, at }: WantedImage,
  { digest, revision: actual }: { readonly digest: string; readonly revision: string | undefined },
): Failure {
  const about = `The image \`${reference}\` (${digest})`;
  const place = at && { at };
  if (actual === undefined) {
    return {
      code: 'image-stale',
      message: `${about} does not say which commit it was built from; ${revision} is wanted.`,
      hint: 'Set the label `org.opencontainers.image.revision` to the commit when the image is built, as `docker/metadata-action` does.',
      ...place,
    };
  }
  const waited =
    waitMs === undefined
      ? 'Build the image first, or wait for it: `image(…, { revision: sha, wait: "5m" })`.'
      : 'Check whether its build has failed, or raise `wait`.';
  return {
    code: 'image-stale',
    message: `${about} was built from ${actual}, but ${revision} is wanted.`,
    hint: waited,
    ...place,
  };
}

function notLookedAt({ reference }: WantedImage, signal: AbortSignal): Failure {
  const message = `The run ended before the registry was asked for the image \`${reference}\`.`;
  return { code: stopReason(signal) ?? 'cancelled', message, hint: 'Run it again.' };
}
