// What Compass writes onto a release in Helm's store, and reads back: there is no other state. Helm copies labels to later
// revisions, and annotations to none.

import { compassVersion } from '../model/version.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import { isObject, parseJson } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';
import { type Fingerprint, type PartName, partNames } from './fingerprint.ts';
import type { Identity } from './plan.ts';

const prefix = 'compass.monax.io';
const stackLabel = `${prefix}/stack`;
const environmentLabel = `${prefix}/environment`;
const namespaceLabel = `${prefix}/namespace`;
const runLabel = `${prefix}/run`;
const applyLabel = `${prefix}/apply`;
const fingerprintLabel = `${prefix}/fingerprint`;
const partsLabel = `${prefix}/parts`;
const imagesAnnotation = `${prefix}/images`;
const secretsAnnotation = `${prefix}/secrets`;
const chartAnnotation = `${prefix}/chart`;
const dependsAnnotation = `${prefix}/depends`;
const commitAnnotation = `${prefix}/commit`;
const versionAnnotation = `${prefix}/version`;

/**
 * Set with the upgrade itself, so that a release left pending names its owner.
 *
 * Helm copies labels to later revisions, whoever makes those. So whatever describes one revision names it,
 * and says nothing about any other.
 */
export function labelsOfUpgrade(
  identity: Identity,
  run: string,
  revision: number,
  validatedByServer: boolean,
): Record<string, string> {
  return {
    [stackLabel]: identity.stack,
    [environmentLabel]: identity.environment,
    [namespaceLabel]: identity.namespace,
    [runLabel]: run,
    [applyLabel]: `${validatedByServer ? 'server' : 'unknown'}-r${revision}`,
  };
}

/** Patched onto a release once it is deployed and all that belongs to it has passed. */
export function labelsOfSuccess({ whole, parts }: Fingerprint, revision: number): Record<string, string> {
  return {
    [fingerprintLabel]: `v1-${whole}-r${revision}`,
    [partsLabel]: partNames.map((name) => parts[name]).join('.'),
  };
}

/** What the annotations say of the deployment that made a revision. */
export interface Provenance {
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** Where in the values there are secrets. */
  readonly secrets: readonly Path[];
  /** Key of the chart in the spec. */
  readonly chart: string;
  /** Keys of the charts that it depends on: who removes the release has to know when the spec does not say it any more. */
  readonly depends: readonly string[];
  /** Empty if it is not known. */
  readonly commit: string;
}

/** Patched onto it together with the labels of success. */
export function annotationsOfSuccess({ images, secrets, chart, depends, commit }: Provenance): Record<string, string> {
  return {
    [imagesAnnotation]: JSON.stringify(images),
    [secretsAnnotation]: JSON.stringify(secrets),
    [chartAnnotation]: chart,
    [dependsAnnotation]: JSON.stringify(depends),
    ...(commit !== '' && { [commitAnnotation]: commit }),
    [versionAnnotation]: compassVersion,
  };
}

/** Where in the values of this revision there are secrets: an empty path if anywhere; undefined if it does not say. */
export function secretsIn({ annotations }: StoredRelease): readonly Path[] | undefined {
  const secrets = parseJson(annotations[secretsAnnotation] ?? '');
  return Array.isArray(secrets) ? secrets.filter((path): path is Path => Array.isArray(path)) : undefined;
}

/** Image reference → digest, of what this revision runs; empty if it does not say. */
export function imagesIn({ annotations }: StoredRelease): Readonly<Record<string, string>> {
  const images = parseJson(annotations[imagesAnnotation] ?? '');
  return isObject(images) ? (images as Record<string, string>) : {};
}

/** The identity that a release names as its owner; undefined if Compass did not make it. */
export function ownerOf(release: StoredRelease): Record<keyof Identity, string> | undefined {
  const [stack, environment, namespace] = [stackLabel, environmentLabel, namespaceLabel].map(
    (label) => release.labels[label],
  );
  if (stack === undefined || environment === undefined || namespace === undefined) return undefined;
  return { stack, environment, namespace };
}

/** True if this very revision is deployed, and all that belongs to it has passed. */
export function isCompleted({ status, labels, revision }: StoredRelease): boolean {
  return status === 'deployed' && labels[fingerprintLabel]?.endsWith(`-r${revision}`) === true;
}

/** True if this very revision was made from exactly these inputs, and all that belongs to it has passed. */
export function carriesFingerprint(release: StoredRelease, wanted: Fingerprint): boolean {
  return release.labels[fingerprintLabel] === labelsOfSuccess(wanted, release.revision)[fingerprintLabel];
}

/** The parts that this revision was made from; undefined if it does not say. */
export function partsOf(release: StoredRelease): Fingerprint['parts'] | undefined {
  const parts = release.labels[partsLabel]?.split('.');
  const isOfThisRevision = release.labels[fingerprintLabel]?.endsWith(`-r${release.revision}`);
  if (!isOfThisRevision || parts?.length !== partNames.length) return undefined;
  return Object.fromEntries(partNames.map((name, index) => [name, parts[index] ?? ''])) as Fingerprint['parts'];
}

/** Of the parts, those that differ from what this revision was made from; undefined if it does not say. */
export function changedParts(release: StoredRelease, wanted: Fingerprint): PartName[] | undefined {
  const parts = partsOf(release);
  return parts && partNames.filter((name) => wanted.parts[name] !== parts[name]);
}

/**
 * True if this revision was applied on the server's side, so that the next one will be too (Helm 4 keeps the method)
 * and the API server refuses unknown fields by itself.
 */
export function isAppliedByServer(release: StoredRelease): boolean {
  return release.labels[applyLabel] === `server-r${release.revision}`;
}

/** The run that made this revision or, since Helm copies labels, an earlier one; undefined if Compass made none. */
export function runOf(release: StoredRelease): string | undefined {
  return release.labels[runLabel];
}
