// What does an image reference such as `ghcr.io/acme/web:develop` name? Parsed as container tools do
// (distribution/reference).

/** Only `parseImage` makes one. */
export interface ImageReference {
  /** Host of the registry, with its port if there is one, as credentials name it. Docker Hub is `docker.io`. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, a digest, or both; the digest then wins. */
  readonly tag?: string;
  readonly digest?: string;
  readonly [parsed]: true;
}

declare const parsed: unique symbol;

/** `problem` completes "The image … has no digest: …". `at`: the offset in the text, from 0. */
export type ParsedImage = { readonly image: ImageReference } | { readonly problem: string; readonly at: number };

const component = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;
const tagPattern = /^\w[\w.-]{0,127}$/;
const host =
  /^([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?(\.[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[0-9a-fA-F:]+\])(:\d+)?$/;
/** In characters, without the host. */
const longestRepository = 255;
const hubNames: readonly string[] = ['docker.io', 'index.docker.io', 'registry-1.docker.io'];

/** A reference needs a tag or a digest: `latest` is not assumed. */
export function parseImage(text: string): ParsedImage {
  const sign = text.indexOf('@');
  const named = sign < 0 ? text : text.slice(0, sign);
  const digest = sign < 0 ? undefined : text.slice(sign + 1);
  if (digest !== undefined && !isDigest(digest)) {
    return { problem: 'after `@` it needs `sha256:` and 64 hexadecimal digits', at: sign + 1 };
  }
  const slash = named.indexOf('/');
  const first = slash < 0 ? '' : named.slice(0, slash);
  // Anything else in front is a part of the repository, on Docker Hub.
  const hasHost = /[.:A-Z[]/.test(first) || first === 'localhost';
  if (hasHost && !host.test(first)) return { problem: `\`${first}\` is not a valid host`, at: 0 };
  const start = hasHost ? slash + 1 : 0;
  const colon = named.indexOf(':', start);
  const name = named.slice(start, colon < 0 ? undefined : colon);
  const problem = problemOfRepository(name, start) ?? problemOfTag(named, colon, digest);
  if (problem !== undefined) return problem;
  const registry = hasHost && !hubNames.includes(first) ? first : 'docker.io';
  return {
    image: {
      registry,
      repository: registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name,
      ...(colon >= 0 && { tag: named.slice(colon + 1) }),
      ...(digest !== undefined && { digest }),
    } as ImageReference,
  };
}

function problemOfRepository(name: string, start: number): Extract<ParsedImage, { problem: string }> | undefined {
  if (name.length > longestRepository) {
    return { problem: `its repository has more than ${longestRepository} characters`, at: start };
  }
  if (/^[0-9a-f]{64}$/.test(name)) return { problem: 'it is the ID of an image, not a name', at: start };
  let at = start;
  for (const part of name.split('/')) {
    if (!component.test(part)) {
      const allowed = 'it consists of lower-case letters and digits, with `.`, `_` or `-` between them';
      return {
        problem:
          part === '' ? 'a part of its repository is empty' : `\`${part}\` is not a valid part of the name: ${allowed}`,
        at,
      };
    }
    at += part.length + 1;
  }
  return undefined;
}

function problemOfTag(
  named: string,
  colon: number,
  digest: string | undefined,
): Extract<ParsedImage, { problem: string }> | undefined {
  if (colon < 0) return digest === undefined ? { problem: 'it has no tag', at: named.length } : undefined;
  const text = named.slice(colon + 1);
  if (tagPattern.test(text)) return undefined;
  const allowed = 'a tag consists of at most 128 letters, digits, `_`, `.` and `-`';
  return {
    problem: text === '' ? 'its tag is empty' : `\`${text.slice(0, 140)}\` is not a valid tag: ${allowed}`,
    at: colon + 1,
  };
}

/** The full reference, with its host. */
export function formatImage({ registry, repository, tag: tagged, digest }: ImageReference): string {
  return `${registry}/${repository}${tagged === undefined ? '' : `:${tagged}`}${digest === undefined ? '' : `@${digest}`}`;
}

/** Equal for equal images, however they are written; the text itself if it is not a reference. */
export function imageKey(text: string): string {
  const parsed = parseImage(text);
  return 'image' in parsed ? formatImage(parsed.image) : text;
}

/** Only the host and the repository; the text itself if it is not a reference. */
export function imageName(text: string): string {
  const parsed = parseImage(text);
  return 'image' in parsed ? `${parsed.image.registry}/${parsed.image.repository}` : text;
}

/**
 * Image reference → its earlier digest, for the images whose digest has changed: under the same reference, or under
 * another tag of the same repository.
 */
export function movedImages(
  images: Readonly<Record<string, string>>,
  before: Readonly<Record<string, string>>,
): Record<string, string> {
  const named = new Map(Object.entries(before).map(([reference, digest]) => [imageName(reference), digest]));
  const moved = Object.entries(images).flatMap(([reference, digest]) => {
    const old = before[reference] ?? named.get(imageName(reference));
    return old === undefined || old === digest ? [] : [[reference, old]];
  });
  return Object.fromEntries(moved);
}

/** Used in a plan as the digest of an image that is not built yet. */
export const notBuilt = 'sha256:not-built-yet';

export function isDigest(text: string): boolean {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
