// Which digest does an image have, and was it built from the wanted commit?
import { all, type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Registry, RegistryAccess, WantedImage } from '../../ports/ports.ts';
import { formatImage, type ImageReference, parseImage } from '../../text/image.ts';
import { once } from '../http/once.ts';
import { openRegistries, type RegistryDeps } from './clients.ts';
import { defaultWaits, imageUnresolved, type Waits, Watch, watchFor } from './wait-for-image.ts';

export function makeOpenRegistry(
  deps: RegistryDeps,
  waits: Waits = defaultWaits,
): (access: RegistryAccess) => Registry {
  return (access) => {
    const registries = openRegistries(deps, access);
    const watching = { clock: deps.clock, waits, ...access };
    return {
      async digests(images) {
        const asking = once<Result<string>>();
        const resolve = async (wanted: WantedImage): Promise<Result<readonly [string, string]>> => {
          const image = imageOf(wanted);
          if (!image.ok) return image;
          const sought = soughtOf(wanted);
          // The same image may be written in several ways.
          const key = JSON.stringify([formatImage(image.value), sought.revision, sought.waitMs]);
          const found = await asking(key, async () => {
            if (isKnown(wanted, image.value)) return ok(image.value.digest);
            return watchFor(new Watch(registries.clientOf(image.value), image.value, sought), sought, watching);
          });
          return found.ok ? ok([wanted.reference, found.value] as const) : found;
        };
        const found = all(await Promise.all(images.map(resolve)));
        return found.ok ? ok(new Map(found.value)) : found;
      },
    };
  };
}

/** The reference, with the digest of an earlier run if the image must keep that digest. */
function imageOf(wanted: WantedImage): Result<ImageReference> {
  const { reference, digest } = wanted;
  const parsed = parseImage(digest === undefined ? reference : `${reference.replace(/@.*/s, '')}@${digest}`);
  return 'problem' in parsed ? failed(noReference(wanted, parsed)) : ok(parsed.image);
}

/**
 * An image of an earlier run is neither waited for, since it would not come back, nor checked for the commit of this
 * run.
 */
function soughtOf({ reference, digest, at, ...more }: WantedImage): WantedImage {
  return { reference, ...(at && { at }), ...(digest === undefined && more) };
}

/** Whether no request is needed: the reference has its digest, and no revision is wanted. */
function isKnown(wanted: WantedImage, image: ImageReference): image is ImageReference & { readonly digest: string } {
  return wanted.digest === undefined && image.digest !== undefined && wanted.revision === undefined;
}

function noReference(
  { reference, at: place }: WantedImage,
  { problem, at }: { readonly problem: string; readonly at: number },
): Failure {
  const where = at > 0 && at < reference.length ? ` (character ${at + 1})` : '';
  const hint = reference.endsWith(':')
    ? 'If the template uses `imageTag`, set the input `branch`: this run has no branch.'
    : 'Write `HOST/PATH:TAG`, such as `ghcr.io/acme/web:develop`.';
  return imageUnresolved({ reference, ...(place && { at: place }) }, { reason: `${problem}${where}`, hint });
}
