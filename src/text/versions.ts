// Which version of a chart is wanted, and which one of those that there are it is.
import { coerce, compare, compareBuild, parse, Range, type SemVer, validRange } from 'semver';

/** What is written under `version`. */
export interface WantedVersion {
  /** A version or a range; absent for the newest that is stable. */
  readonly text?: string;
  /** sha256, in hex: what stands behind `@sha256:`. */
  readonly pin?: string;
}

/** Undefined if there is an `@` in the text, and no sha256 behind it. */
export function parseWanted(written: string | undefined): WantedVersion | undefined {
  const [named = '', pinned, more] = (written ?? '').trim().split('@');
  const text = named.trim();
  const wanted = text === '' ? {} : { text };
  if (pinned === undefined) return wanted;
  const [, pin] = /^sha256:([0-9a-f]{64})$/.exec(pinned.trim()) ?? [];
  return pin === undefined || more !== undefined ? undefined : { ...wanted, pin };
}

/** Whether it is one version, not a range of them: all three numbers, and nothing before them but `v`. */
export function isExactVersion(text: string): boolean {
  return /^v?\d/.test(text) && parse(text) !== null;
}

/** Whether it is a version or a range. */
export function isVersionOrRange(text: string): boolean {
  return alternativesIn(text).every((range) => validRange(range) !== null);
}

/**
 * The one that is meant, as it is written among `versions`: the very text, or the same but for a `v` before it, or the
 * highest in a range. Without a text, it is the newest that is stable.
 */
export function chooseVersion(text: string | undefined, versions: readonly string[]): string | undefined {
  if (text !== undefined) {
    const same = versions.find((one) => one === text) ?? versions.find((one) => bare(one) === bare(text));
    if (same !== undefined || isExactVersion(text) || !isVersionOrRange(text)) return same;
  }
  // Whoever names a prerelease wants prereleases, of any version in the range: as Helm has it.
  const ranges = alternativesIn(text ?? '*').map(
    (range) => new Range(range, { includePrerelease: /[\dxX*]-[0-9A-Za-z]/.test(range) }),
  );
  return newestFirst(versions).find(({ version }) => ranges.some((range) => range.test(version)))?.text;
}

/** The newest, newest first, as they are written; what is no version is left out. */
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

/** Each of those that `||` separates; Helm's commas mean "and", which the library writes as a space. */
function alternativesIn(text: string): string[] {
  return text.split('||').map((range) => range.replaceAll(',', ' '));
}

function bare(version: string): string {
  return version.replace(/^v(?=\d)/, '');
}

/** Whether both are versions, of which the first is the lower one. `16.1` is taken for `16.1.0`. */
export function isOlder(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) => parse(/^v?\d+(\.\d+)?$/.test(text) ? coerce(text) : text));
  return one !== null && other !== null && one !== undefined && other !== undefined && compare(one, other) < 0;
}
