// How do images get into the rig's registry? Over its HTTP API; a manifest with a config and no layers is enough.
import { createHash } from 'node:crypto';

type Strings = Readonly<Record<string, string>>;

export interface Image {
  /** Makes one image differ from another. */
  readonly content: string;
  readonly labels?: Strings;
  readonly annotations?: Strings;
}

/** Resolves to the digest that the tag has from now on. `image` may be just its content. */
export async function pushImage(
  registry: string,
  repository: string,
  tag: string,
  image: string | Image,
): Promise<string> {
  const { content, labels, annotations }: Image = typeof image === 'string' ? { content: image } : image;
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { content, ...labels } },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const digest = digestOf(config);
  const base = `http://${registry}/v2/${repository}`;
  const upload = await must(fetch(`${base}/blobs/uploads/`, { method: 'POST' }), 202);
  const location = new URL(upload.headers.get('location') ?? '', base);
  location.searchParams.set('digest', digest);
  await must(
    fetch(location, { method: 'PUT', body: config, headers: { 'content-type': 'application/octet-stream' } }),
    201,
  );
  return pushManifest(registry, repository, tag, {
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: Buffer.byteLength(config) },
    layers: [],
    ...(annotations && { annotations }),
  });
}

/** Pushes any manifest. The blobs that it names must exist. */
export async function pushManifest(
  registry: string,
  repository: string,
  reference: string,
  manifest: { readonly mediaType: string; readonly [key: string]: unknown },
): Promise<string> {
  const body = JSON.stringify({ schemaVersion: 2, ...manifest });
  const url = `http://${registry}/v2/${repository}/manifests/${reference}`;
  await must(fetch(url, { method: 'PUT', body, headers: { 'content-type': manifest.mediaType } }), 201);
  return digestOf(body);
}

export interface Child {
  readonly image: Image;
  readonly platform: Strings;
  readonly annotations?: Strings;
}

export const indexType = 'application/vnd.oci.image.index.v1+json';
export const listType = 'application/vnd.docker.distribution.manifest.list.v2+json';

/** Pushes a multi-platform image; resolves to the digest of its index. */
export async function pushIndex(
  registry: string,
  repository: string,
  tag: string,
  children: readonly Child[],
  { mediaType = indexType, annotations }: { readonly mediaType?: string; readonly annotations?: Strings } = {},
): Promise<string> {
  const manifests: object[] = [];
  for (const [number, { image, ...about }] of children.entries()) {
    const digest = await pushImage(registry, repository, `${tag}-${number}`, image);
    const url = `http://${registry}/v2/${repository}/manifests/${digest}`;
    const type = 'application/vnd.oci.image.manifest.v1+json';
    const got = await must(fetch(url, { headers: { accept: type } }), 200);
    manifests.push({ mediaType: type, digest, size: (await got.arrayBuffer()).byteLength, ...about });
  }
  return pushManifest(registry, repository, tag, { mediaType, manifests, ...(annotations && { annotations }) });
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function must(request: Promise<Response>, status: number): Promise<Response> {
  const response = await request;
  if (response.status !== status) throw new Error(`the registry answered ${response.status}: ${await response.text()}`);
  return response;
}
