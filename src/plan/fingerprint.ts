// From what a release is made of to the text that says whether it has to be made again.
import { createHash } from 'node:crypto';
import { canonicalJson, type Json, type JsonObject } from '../json.ts';
import type { HelmVersion } from '../ports.ts';

/** The inputs of a release. Every doubt counts as changed: a needless upgrade is cheap, a missed one is not. */
export interface Ingredients {
  readonly release: string;
  readonly namespace: string;
  /** sha256 of the chart's content. */
  readonly chartDigest: string;
  readonly values: JsonObject;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  readonly helm: HelmVersion;
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
  const { release, namespace, chartDigest, values, images, helm } = ingredients;
  const parts: Record<PartName, Json> = {
    chart: chartDigest,
    values,
    images,
    flags: { release, namespace, helm: `${helm.major}.${helm.minor}` },
  };
  return {
    whole: hash({ algorithm, ...parts }).slice(0, 40),
    parts: {
      chart: hash(parts.chart).slice(0, 8),
      // A moved tag is a change of the images, not of the values that its digest is put into.
      values: hash(withoutDigests(values, images)).slice(0, 8),
      images: hash(parts.images).slice(0, 8),
      flags: hash(parts.flags).slice(0, 8),
    },
  };
}

function withoutDigests(values: JsonObject, images: Readonly<Record<string, string>>): string {
  return Object.values(images).reduce((text, digest) => text.replaceAll(digest, 'digest'), canonicalJson(values));
}

function hash(value: Json): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex');
}
