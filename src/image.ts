// References of images: `ghcr.io/acme/web:develop`, as container tools read them.

export interface ImageReference {
  /** Host of the registry, with its port if it has one: as credentials name it. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or a digest. */
  readonly version: string;
}

const path = /^[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*$/;
const tag = /^\w[\w.-]{0,127}$/;
const host = /^([a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*|\[[0-9a-fA-F:]+\])(:\d+)?$/;

/** Undefined if it is none, or has neither tag nor digest: `latest` is nothing to rely on. */
export function parseImageReference(text: string): ImageReference | undefined {
  const [named = '', digest, more] = text.split('@');
  if (more !== undefined) return undefined;
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  const hasHost = first.includes('.') || first.includes(':') || first === 'localhost';
  const registry = hasHost ? first : 'docker.io';
  const rest = hasHost ? named.slice(slash + 1) : named;
  const colon = rest.lastIndexOf(':');
  const name = colon < 0 ? rest : rest.slice(0, colon);
  const repository = registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name;
  const version = digest ?? (colon < 0 ? '' : rest.slice(colon + 1));
  const isTagged = colon < 0 ? digest !== undefined : tag.test(rest.slice(colon + 1));
  const isVersion = isTagged && (digest === undefined || isDigest(digest));
  return host.test(registry) && path.test(repository) && isVersion ? { registry, repository, version } : undefined;
}

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
