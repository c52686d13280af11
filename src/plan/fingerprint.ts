// Does a release have to be deployed again? The fingerprint of its inputs says so.
import type { HelmVersion } from '../ports/helm.ts';
import type { Settings } from '../spec/spec.ts';
import { canonicalJson, type Json, type JsonObject } from '../text/json.ts';
import { sha256 } from '../text/sha256.ts';

/** The inputs of a release. When in doubt, they count as changed: a needless upgrade is cheap, a missed one is not. */
export interface ReleaseInputs {
  readonly release: string;
  readonly namespace: string;
  /** The digest of the chart, or its raw objects. */
  readonly content: Json;
  readonly values: JsonObject;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  readonly helm: HelmVersion;
  readonly settings: Pick<Settings, 'conflicts' | 'adopt' | 'crds' | 'apply'>;
}

/** Hashed one by one as well, so that a plan can say which part has changed. */
export const partNames = ['chart', 'values', 'images', 'flags'] as const;
export type PartName = (typeof partNames)[number];

export interface Fingerprint {
  /** Decides. 40 hexadecimal digits: a label has at most 63 characters, and the revision needs some of them. */
  readonly whole: string;
  /** Explain. A moved tag is a change of the images, not of the values that contain its digest. */
  readonly parts: Readonly<Record<PartName, string>>;
}

/** Part of every fingerprint, and of its label. Raise it when the meaning of an input changes. */
export const scheme = 2;
export const formerScheme = 1;

/** Of exactly these inputs: every digest counts, and where it is. */
export function fingerprint(inputs: ReleaseInputs): Fingerprint {
  const { content, values, images } = inputs;
  const [chart, flags] = [typeof content === 'string' ? content : hideDigests(content, images), flagsOf(inputs)];
  return {
    whole: hashOf({ algorithm: scheme, chart: content, values, images, flags }).slice(0, 40),
    parts: hashParts({ chart, values: hideDigests(values, images), images, flags }),
  };
}

/** Of exactly these parts. */
export function fingerprintOfParts(parts: Readonly<Record<PartName, Json>>): Fingerprint {
  return { whole: hashOf({ algorithm: scheme, ...parts }).slice(0, 40), parts: hashParts(parts) };
}

/**
 * The fingerprint that earlier versions of Compass gave to these inputs: releases that carry it are not upgraded for
 * having an old label. It named no image, so it is not used for raw objects that contain digests. `content`: see
 * `ChartContent.formerDigest`.
 */
export function formerFingerprint(inputs: Omit<ReleaseInputs, 'content'>, content: string): Fingerprint {
  const { values, images } = inputs;
  const flags = flagsOf(inputs);
  return {
    whole: hashOf({ algorithm: formerScheme, chart: content, values, images, flags }).slice(0, 40),
    parts: hashParts({ chart: content, values: hideDigests(values, images, () => 'digest'), images, flags }),
  };
}

function flagsOf({ release, namespace, helm, settings }: Omit<ReleaseInputs, 'content'>): JsonObject {
  const { conflicts, adopt, crds, apply } = settings;
  return {
    release,
    namespace,
    helm: `${helm.major}.${helm.minor}`,
    // Defaults are left out, so that a new setting does not change the fingerprint of every existing release.
    ...(conflicts !== 'fail' && { conflicts }),
    ...(adopt && { adopt }),
    ...(crds !== 'install' && { crds }),
    ...(apply !== undefined && { apply }),
  };
}

function hashParts(parts: Readonly<Record<PartName, Json>>): Fingerprint['parts'] {
  const { chart, values, images, flags } = parts;
  const short = (part: Json) => hashOf(part).slice(0, 8);
  return { chart: short(chart), values: short(values), images: short(images), flags: short(flags) };
}

/**
 * The canonical text of the data, with a name for each digest. For explaining only: what decides keeps every digest.
 */
export function hideDigests(
  data: Json,
  images: Readonly<Record<string, string>>,
  nameOf: (reference: string) => string = (reference) => `digest of ${reference}`,
): string {
  return Object.entries(images).reduce(
    (text, [reference, digest]) => text.replaceAll(digest, nameOf(reference)),
    canonicalJson(data),
  );
}

/** In hexadecimal digits; independent of the order of keys. */
export function hashOf(value: Json): string {
  return sha256(canonicalJson(value));
}
