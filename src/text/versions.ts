// Which version of a chart does a spec ask for, and which of the available ones is it?
import { coerce, compare, compareBuild, parse, Range, type SemVer, validRange } from 'semver';

/** What is written under `version`. */
export interface WantedVersion {
  /** A version or a range; absent for the newest stable one. */
  readonly text?: string;
  /** The digest after `@sha256:`, in hex. */
  readonly pin?: string;
}

/** Undefined if the text contains an `@` without a valid digest. */
export function parseWanted(written: string | undefined): WantedVersion | undefined {
  const [named = '', pinned, more] = (written ?? '').trim().split('@');
  const text = named.trim();
  const wanted = text === '' ? {} : { text };
  if (pinned === undefined) return wanted;
  const [, pin] = /^sha256:([0-9a-f]{64})$/.exec(pinned.trim()) ?? [];
  return pin === undefined || more !== undefined ? undefined : { ...wanted, pin };
}

/** Whether it is one version and not a range: three numbers, with at most a `v` in front. */
export function isExactVersion(text: string): boolean {
  return /^v?\d/.test(text) && parse(text) !== null;
}

/** Whether it is a version or a range. */
export function isVersionOrRange(text: string): boolean {
  return alternativesIn(text).every((range) => validRange(range) !== null);
}

/**
 * The version that is meant, as it is written in `versions`: the same text, the same except for a leading `v` or build
 * metadata, or the highest in a range. Without `text`, the newest stable one.
 */
export function chooseVersion(text: string | undefined, versions: readonly string[]): string | undefined {
  if (text !== undefined) {
    const same = versions.find((one) => one === text) ?? versions.find((one) => bare(one) === bare(text));
    if (same !== undefined || !isVersionOrRange(text)) return same;
    if (isExactVersion(text)) return withBuild(text, versions);
  }
  // As in Helm, a range with a prerelease matches prereleases of every version in it.
  const ranges = alternativesIn(text ?? '*').map(
    (range) => new Range(range, { includePrerelease: /[\dxX*]-[0-9A-Za-z]/.test(range) }),
  );
  return newestFirst(versions).find(({ version }) => ranges.some((range) => range.test(version)))?.text;
}

/** As in Helm, a version without build metadata stands for those with some: `1.2.0` for `1.2.0+build.7`. */
function withBuild(text: string, versions: readonly string[]): string | undefined {
  if (text.includes('+')) return undefined;
  return newestFirst(versions).find(({ version }) => version.compare(text) === 0)?.text;
}

/** The newest, newest first, as they are written; invalid versions are left out. */
export function newestVersions(versions: readonly string[], count: number): string[] {
  return newestFirst(versions)
    .slice(0, count)
    .map(({ text }) => text);
}

function newestFirst(versions: readonly string[]): { text: string; version: SemVer }[] {
  return versions
    .flatMap((text) => {
      const version = parse(text);
      return version === null ? [] : [{ text, version }];
    })
    .sort((a, b) => compareBuild(b.version, a.version));
}

/** The parts around `||`. Helm's comma means "and", which the library writes as a space. */
function alternativesIn(text: string): string[] {
  return text.split('||').map((range) => range.replaceAll(',', ' '));
}

function bare(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}

/** Whether both are versions and the first is lower. `16.1` is read as `16.1.0`. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => parse(/^v?\d+(\.\d+)?$/.test(text) ? coerce(text) : text));
  return one !== null && other !== null && one !== undefined && other !== undefined && compare(one, other) < 0;
}
