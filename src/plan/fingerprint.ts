// From what a release is made of to the text that says whether it has to be made again.
import type { HelmVersion } from '../ports/helm.ts';
import type { Settings } from '../spec/spec.ts';
import { canonicalJson, type Json, type JsonObject } from '../text/json.ts';
import { sha256 } from '../text/sha256.ts';

/** The inputs of a release. Every doubt counts as changed: a needless upgrade is cheap, a missed one is not. */
export interface Ingredients {
  readonly release: string;
  readonly namespace: string;
  /** Text that is the same for the same content of the chart, whatever its length. */
  readonly chartDigest: string;
  readonly values: JsonObject;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  readonly helm: HelmVersion;
  readonly settings: Pick<Settings, 'conflicts' | 'adopt' | 'crds'>;
}

/** Which part of the inputs moved is told from the parts, 8 hex digits each. */
export const partNames = ['chart', 'values', 'images', 'flags'] as const;
export type PartName = (typeof partNames)[number];

export interface Fingerprint {
  /** 40 hex digits: a label's value holds 63 characters, of which the revision needs some. */
  readonly whole: string;
  readonly parts: Readonly<Record<PartName, string>>;
}

/** Goes into every fingerprint; to be raised when the meaning of an ingredient changes. */
const algorithm = 1;

export function fingerprint(ingredients: Ingredients): Fingerprint {
  const { release, namespace, chartDigest, values, images, helm, settings } = ingredients;
  const { conflicts, adopt, crds } = settings;
  const parts: Record<PartName, Json> = {
    chart: chartDigest,
    values,
    images,
    flags: {
      release,
      namespace,
      helm: `${helm.major}.${helm.minor}`,
      // What is not asked for is left out, so that a new setting does not change every release there is.
      ...(conflicts !== 'fail' && { conflicts }),
      ...(adopt && { adopt }),
      ...(crds !== 'install' && { crds }),
    },
  };
  return {
    whole: hashOf({ algorithm, ...parts }).slice(0, 40),
    parts: {
      chart: hashOf(parts.chart).slice(0, 8),
      // A moved tag is a change of the images, not of the values that its digest is put into.
      values: hashOf(withoutDigests(values, images)).slice(0, 8),
      images: hashOf(parts.images).slice(0, 8),
      flags: hashOf(parts.flags).slice(0, 8),
    },
  };
}

/** Their canonical text, with a word in place of each digest. */
export function withoutDigests(values: JsonObject, images: Readonly<Record<string, string>>): string {
  return Object.values(images).reduce((text, digest) => text.replaceAll(digest, 'digest'), canonicalJson(values));
}

/** The same for the same data, in hexadecimal digits. */
export function hashOf(value: Json): string {
  return sha256(canonicalJson(value));
}
