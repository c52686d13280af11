// Which commit was an image built from, by its annotations or the labels of its config (OCI)?

import { isDigest } from '../../text/image.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { sha256 } from '../../text/sha256.ts';
import type { RegistryClient } from './client.ts';
import type { Refusal } from './exchange.ts';
import type { Manifest } from './manifest.ts';

const key = 'org.opencontainers.image.revision';
const kind = 'image';

/** Sends up to three requests. `revision` is undefined if the image does not name one. */
export async function revisionOf(
  client: RegistryClient,
  digest: string,
): Promise<{ readonly revision: string | undefined } | Refusal> {
  const top = await client.manifest(digest, kind);
  if ('reason' in top) return top;
  const annotated = revisionIn(top.data['annotations']);
  if (annotated !== undefined) return { revision: annotated };
  const child = platformIn(top);
  const image = child === undefined ? top : await client.manifest(child, kind);
  if ('reason' in image) return image;
  const own = revisionIn(image.data['annotations']);
  return own === undefined ? labelOf(client, image) : { revision: own };
}

/** The first image of an index that is for a platform, not an attestation. */
function platformIn({ data }: Manifest): string | undefined {
  const manifests: unknown[] = Array.isArray(data['manifests']) ? data['manifests'] : [];
  const image = manifests.filter(isObject).find(({ annotations, platform }) => {
    const isAttestation = isObject(annotations) && annotations['vnd.docker.reference.type'] === 'attestation-manifest';
    return !isAttestation && !(isObject(platform) && platform['os'] === 'unknown');
  });
  const digest = image?.['digest'];
  return typeof digest === 'string' && isDigest(digest) ? digest : undefined;
}

async function labelOf(
  client: RegistryClient,
  { data }: Manifest,
): Promise<{ readonly revision: string | undefined } | Refusal> {
  const digest = isObject(data['config']) ? data['config']['digest'] : undefined;
  if (typeof digest !== 'string' || !isDigest(digest)) return { revision: undefined };
  const blob = await client.blob(digest);
  if ('reason' in blob) return blob;
  if (blob.status !== 200) return client.refusal(blob, 'config of the image');
  const actual = `sha256:${sha256(blob.bytes)}`;
  if (actual !== digest)
    return { reason: `the config of the image has the digest ${actual}, not the one in its manifest` };
  const config = parseJson(blob.body);
  const inner = isObject(config) && isObject(config['config']) ? config['config'] : {};
  return { revision: revisionIn(inner['Labels']) };
}

function revisionIn(labels: unknown): string | undefined {
  const text = isObject(labels) ? labels[key] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}
