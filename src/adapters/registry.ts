// Digests of images: one HEAD per reference, and proof that an image is the commit's where that is asked for.
import { setTimeout as sleep } from 'node:timers/promises';
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { type ImageReference, parseImage } from '../image.ts';
import type { Registry, RegistryAccess, WantedImage } from '../ports.ts';
import { openRegistries, type Registries, type RegistrySurroundings } from './registries.ts';
import type { Refusal } from './registry-answer.ts';
import type { RegistryClient } from './registry-client.ts';
import { revisionOf } from './registry-revision.ts';

/** Between two looks at an image that is not there yet; doubled each time. */
export interface Waits {
  readonly firstMs: number;
  readonly longestMs: number;
}

const usualWaits: Waits = { firstMs: 1_000, longestMs: 15_000 };

export function makeOpenRegistry(
  around: RegistrySurroundings,
  waits = usualWaits,
): (access: RegistryAccess) => Registry {
  return (access) => {
    const registries = openRegistries(around, access);
    return {
      async digests(images) {
        const found = all(
          await Promise.all(images.map((image) => resolve(image, registries, { ...around, waits }, access))),
        );
        return found.ok ? ok(new Map(found.value)) : found;
      },
    };
  };
}

async function resolve(
  wanted: WantedImage,
  registries: Registries,
  { clock, waits }: RegistrySurroundings & { readonly waits: Waits },
  { signal }: RegistryAccess,
): Promise<Result<readonly [string, string]>> {
  const { reference, digest } = wanted;
  const parsed = parseImage(digest === undefined ? reference : `${reference.replace(/@.*/s, '')}@${digest}`);
  if ('problem' in parsed) return failed(noReference(reference, parsed));
  const { image } = parsed;
  const isKept = digest !== undefined;
  if (!isKept && image.digest !== undefined && wanted.revision === undefined) return ok([reference, image.digest]);
  // What is gone does not come back.
  const sought = isKept ? { reference } : wanted;
  const watch = new Watch(registries.clientOf(image), image, sought);
  const untilMs = clock.nowMs() + (sought.waitMs ?? 0);
  for (let waitMs = waits.firstMs; ; waitMs = Math.min(waitMs * 2, waits.longestMs)) {
    const seen = await watch.look();
    if ('digest' in seen) return ok([reference, seen.digest]);
    const leftMs = untilMs - clock.nowMs();
    if (!seen.mayCome || leftMs <= 0 || signal.aborted) return failed(seen.failure);
    await sleep(Math.min(waitMs, leftMs), undefined, { signal }).catch(() => {});
  }
}

type Seen = { readonly digest: string } | { readonly failure: Failure; readonly mayCome: boolean };

/** One image, looked at until it is what is wanted. */
class Watch {
  readonly #client: RegistryClient;
  readonly #image: ImageReference;
  readonly #wanted: WantedImage;
  /** Which commit the digest that was seen last says it is from. */
  #known: { readonly digest: string; readonly revision: string | undefined } | undefined;

  constructor(client: RegistryClient, image: ImageReference, wanted: WantedImage) {
    this.#client = client;
    this.#image = image;
    this.#wanted = wanted;
  }

  async look(): Promise<Seen> {
    const { reference, revision } = this.#wanted;
    const { digest, tag = '' } = this.#image;
    const found = await this.#client.digestOf(digest ?? tag, digest === undefined ? 'tag' : `image as ${digest}`);
    if ('reason' in found) return { failure: unresolved(reference, found), mayCome: found.status === 404 };
    if (revision === undefined) return found;
    if (this.#known?.digest !== found.digest) {
      const from = await revisionOf(this.#client, found.digest);
      if ('reason' in from) return { failure: unresolved(reference, from), mayCome: false };
      this.#known = { digest: found.digest, ...from };
    }
    if (this.#known.revision === revision) return found;
    return { failure: stale(this.#wanted, this.#known), mayCome: true };
  }
}

function noReference(reference: string, { problem, at }: { readonly problem: string; readonly at: number }): Failure {
  const where = at > 0 && at < reference.length ? ` (character ${at + 1})` : '';
  const hint = reference.endsWith(':')
    ? 'If the tag is `imageTag`: this run is for no branch. Give one with the input `branch`.'
    : 'Write `HOST/PATH:TAG`, such as `ghcr.io/acme/web:develop`.';
  return unresolved(reference, { reason: `${problem}${where}`, hint });
}

function unresolved(reference: string, { reason, hint }: Refusal): Failure {
  const message = `The image \`${reference}\` has no digest: ${reason}.`;
  const usual = 'See whether it is built and pushed, and log in to its registry in an earlier step.';
  return { code: 'image-unresolved', message, hint: hint ?? usual };
}

function stale(
  { reference, revision, waitMs }: WantedImage,
  { digest, revision: actual }: { readonly digest: string; readonly revision: string | undefined },
): Failure {
  const about = `The image \`${reference}\` (${digest})`;
  if (actual === undefined) {
    return {
      code: 'image-stale',
      message: `${about} does not say which commit it was built from, and ${revision} is wanted.`,
      hint: 'Label it when it is built: `org.opencontainers.image.revision`, with the commit, as `docker/metadata-action` does it.',
    };
  }
  const waited =
    waitMs === undefined
      ? 'Build it first, or wait for it: `{ wait: "5m" }`.'
      : 'See why its build did not come to an end.';
  return {
    code: 'image-stale',
    message: `${about} was built from ${actual}, and ${revision} is wanted: it is not built yet.`,
    hint: waited,
  };
}
