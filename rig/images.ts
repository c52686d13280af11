// Puts images into the rig's registry, over its HTTP API: a manifest with a config and no layers is enough of one.
import { createHash } from 'node:crypto';

/** Gives the digest that the tag has from now on. `content`: makes one image differ from another; `labels`: more of them. */
export async function pushImage(
  registry: string,
  repository: string,
  tag: string,
  content: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<string> {
  const base = `http://${registry}/v2/${repository}`;
  const config = JSON.stringify({
    architecture: 'amd64',
    os: 'linux',
    config: { Labels: { content, ...labels } },
    rootfs: { type: 'layers', diff_ids: [] },
  });
  const digest = digestOf(config);
  const upload = await must(fetch(`${base}/blobs/uploads/`, { method: 'POST' }), 202);
  const location = new URL(upload.headers.get('location') ?? '', base);
  location.searchParams.set('digest', digest);
  await must(
    fetch(location, { method: 'PUT', body: config, headers: { 'content-type': 'application/octet-stream' } }),
    201,
  );
  const mediaType = 'application/vnd.oci.image.manifest.v1+json';
  const manifest = JSON.stringify({
    schemaVersion: 2,
    mediaType,
    config: { mediaType: 'application/vnd.oci.image.config.v1+json', digest, size: Buffer.byteLength(config) },
    layers: [],
  });
  await must(
    fetch(`${base}/manifests/${tag}`, { method: 'PUT', body: manifest, headers: { 'content-type': mediaType } }),
    201,
  );
  return digestOf(manifest);
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

async function must(request: Promise<Response>, status: number): Promise<Response> {
  const response = await request;
  if (response.status !== status) throw new Error(`the registry answered ${response.status}: ${await response.text()}`);
  return response;
}
