// Is the response of a registry a manifest, and which digest does it have?

import { gunzipSync } from 'node:zlib';
import { isDigest } from '../../text/image.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { sha256 } from '../../text/sha256.ts';
import type { HttpResponse } from '../http/client.ts';

/** The media types in the `Accept` header. With fewer types, a registry may convert the manifest or answer 404. */
export const manifestTypes: readonly string[] = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** In bytes. Most registries accept no larger manifest. */
export const largestManifest = 4 * 1024 * 1024;

/** The digest in the answer to a HEAD. Undefined if there is none or the headers disagree: then a GET is needed. */
export function digestInHeaders({ headers }: HttpResponse): string | undefined {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  const digest = headers['docker-content-digest'] ?? '';
  // Most registries send the digest as ETag too.
  const etag = headers['etag']?.replace(/^(W\/)?"(.*)"$/, '$2') ?? '';
  const isContradicted = isDigest(etag) && etag !== digest;
  return manifestTypes.includes(type.trim()) && isDigest(digest) && !isContradicted ? digest : undefined;
}

export interface Manifest {
  /** Computed from its bytes. */
  readonly digest: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** `problem` completes "REGISTRY …", such as "ghcr.io answered with …". */
export function readImageManifest(response: HttpResponse): Manifest | { readonly problem: string } {
  const bytes = decodedBody(response);
  if (bytes === undefined || bytes.length > largestManifest)
    return { problem: 'answered with something that is not a manifest' };
  const data = parseJson(bytes.toString('utf8'));
  // Any bytes have a digest, even the error page of a proxy. Manifests of schema version 1 are
  // rejected because they differ in every response, so that their digest is useless.
  const isManifest =
    isObject(data) &&
    data['schemaVersion'] === 2 &&
    (Array.isArray(data['manifests']) || Array.isArray(data['layers']) || isObject(data['config']));
  if (!isManifest) return { problem: 'answered with something that is not a manifest' };
  const digest = `sha256:${sha256(bytes)}`;
  const named = response.headers['docker-content-digest'] ?? '';
  if (isDigest(named) && named !== digest)
    return { problem: `answered with the digest ${named} in a header, but the manifest has the digest ${digest}` };
  return { digest, data };
}

function decodedBody({ headers, bytes }: HttpResponse): Buffer | undefined {
  switch (headers['content-encoding'] ?? 'identity') {
    case 'identity':
      return bytes;
    case 'gzip':
      try {
        return gunzipSync(bytes, { maxOutputLength: largestManifest });
      } catch {
        return undefined;
      }
    default:
      return undefined;
  }
}

/** The error in a response, in the server's words: `DENIED: permission_denied …`. Empty if there is none. */
export function errorIn({ body }: HttpResponse): string {
  const answer = parseJson(body.slice(0, 16_384));
  const errors: unknown = isObject(answer) ? answer['errors'] : undefined;
  const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
  if (!isObject(first)) return '';
  const words = [first['code'], first['message']].filter((word) => typeof word === 'string' && word !== '');
  return words.join(': ').replace(/\s+/g, ' ').slice(0, 200);
}
