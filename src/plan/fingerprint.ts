// Does a release have to be deployed again? The fingerprint of its inputs says so.
import type { HelmVersion } from '../ports/helm.ts';
import type { Settings } from '../spec/spec.ts';
import { canonicalJson, type Json, type JsonObject } from '../text/json.ts';
import { sha256 } from '../text/sha256.ts';

/** The inputs of a release. When in doubt, they count as changed: a needless upgrade is cheap, a missed one is not. */
export interface ReleaseInputs {
  readonly release: string;
  readonly namespace: string;
  /** The same for the same content of the chart. Of any length. */
  readonly chartDigest: string;
  readonly values: JsonObject;
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  readonly helm: HelmVersion;
  readonly settings: Pick<Settings, 'conflicts' | 'adopt' | 'crds'>;
}

/** Hashed one by one as well, so that a plan can say which part has changed. */
export const partNames = ['chart', 'values', 'images', 'flags'] as const;
export type PartName = (typeof partNames)[number];

export interface Fingerprint {
  /** 40 hexadecimal digits: a label has at most 63 characters, and the revision needs some of them. */
  readonly whole: string;
  readonly parts: Readonly<Record<PartName, string>>;
}

/** Part of every fingerprint. Raise it when the meaning of an ingredient changes. */
const algorithm = 1;

export function fingerprint(ingredients: ReleaseInputs): Fingerprint {
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
      // Defaults are left out, so that a new setting does not change the fingerprint of every existing release.
      ...(conflicts !== 'fail' && { conflicts }),
      ...(adopt && { adopt }),
      ...(crds !== 'install' && { crds }),
    },
  };
  return {
    whole: hashOf({ algorithm, ...parts }).slice(0, 40),
    parts: {
      chart: hashOf(parts.chart).slice(0, 8),
      // A moved tag is a change of the images, not of the values that contain its digest.
      values: hashOf(withoutDigests(values, images)).slice(0, 8),
      images: hashOf(parts.images).slice(0, 8),
      flags: hashOf(parts.flags).slice(0, 8),
    },
  };
}

/** The canonical text of the values, with a placeholder for each digest. */
export function withoutDigests(values: JsonObject, images: Readonly<Record<string, string>>): string {
  return Object.values(images).reduce((text, digest) => text.replaceAll(digest, 'digest'), canonicalJson(values));
}

/** In hexadecimal digits; independent of the order of keys. */
export function hashOf(value: Json): string {
  return sha256(canonicalJson(value));
}
