// Digests of images: one HEAD per reference.
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { isDigest, parseImageReference } from '../image.ts';
import type { Registry } from '../ports.ts';
import { type ClientSurroundings, RegistryClient } from './registry-client.ts';
import { type LoginSurroundings, readRegistryLogins } from './registry-logins.ts';

export type RegistrySurroundings = ClientSurroundings & LoginSurroundings;

export function makeRegistry(around: RegistrySurroundings): Registry {
  return {
    async digests(references, signal) {
      const logins = readRegistryLogins(around);
      const found = all(
        await Promise.all(
          references.map(async (reference): Promise<Result<readonly [string, string]>> => {
            const image = parseImageReference(reference);
            if (image === undefined) return failed(noReference(reference));
            if (isDigest(image.version)) return ok([reference, image.version]);
            const client = new RegistryClient(image, logins.get(image.registry), around, signal);
            const digest = await client.digestOf(image.version, 'tag');
            return 'digest' in digest ? ok([reference, digest.digest]) : failed(unresolved(reference, digest.reason));
          }),
        ),
      );
      return found.ok ? ok(new Map(found.value)) : found;
    },
  };
}

function noReference(reference: string): Failure {
  if (!reference.endsWith(':')) return unresolved(reference, 'it is not an image reference with a tag');
  const hint = 'If the tag is `imageTag`: this run is for no branch. Give one with the input `branch`.';
  return unresolved(reference, 'its tag is empty', hint);
}

function unresolved(reference: string, reason: string, hint = pushed): Failure {
  return { code: 'image-unresolved', message: `The image \`${reference}\` has no digest: ${reason}.`, hint };
}

const pushed = 'See whether it is built and pushed, and log in to its registry in an earlier step.';
