// What does Compass write onto the record of a release, and read back? There is no other state. docs/labels.md explains
// each label and annotation. Helm copies labels to later revisions, but not annotations.

import { compassVersion } from '../model/version.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import { isObject, parseJson } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';
import { type Fingerprint, formerScheme, type PartName, partNames, scheme } from './fingerprint.ts';
import type { Identity } from './plan.ts';

const prefix = 'compass.monax.io';
const stackLabel = `${prefix}/stack`;
const environmentLabel = `${prefix}/environment`;
const namespaceLabel = `${prefix}/namespace`;
const runLabel = `${prefix}/run`;
const applyLabel = `${prefix}/apply`;
const fingerprintLabel = `${prefix}/fingerprint`;
const partsLabel = `${prefix}/parts`;
const removalLabel = `${prefix}/removal`;
const imagesAnnotation = `${prefix}/images`;
const secretsAnnotation = `${prefix}/secrets`;
const chartAnnotation = `${prefix}/chart`;
const dependsAnnotation = `${prefix}/depends`;
const commitAnnotation = `${prefix}/commit`;
const versionAnnotation = `${prefix}/version`;

/**
 * Set with the upgrade itself, so that even a pending release names its owner.
 *
 * Helm copies labels to later revisions, whoever makes them. So a label that describes one revision contains its
 * number, and means nothing on another one.
 */
export function labelsOfUpgrade(
  identity: Identity,
  run: string,
  revision: number,
  validatedByServer: boolean,
): Record<string, string> {
  return {
    ...labelsOfOwner(identity),
    [runLabel]: run,
    [applyLabel]: `${validatedByServer ? 'server' : 'unknown'}-r${revision}`,
  };
}

/** Name the owner of a release, on all of its revisions. */
export function labelsOfOwner({ stack, environment, namespace }: Identity): Record<string, string> {
  return {
    [stackLabel]: writeName(stack),
    [environmentLabel]: writeName(environment),
    [namespaceLabel]: writeName(namespace),
  };
}

/** Helm removes a label whose value is `null` (helm: pkg/action/upgrade.go, mergeCustomLabels). */
function writeName(name: string): string {
  return name === 'null' ? nullName : name;
}

/** No name contains a dot. */
const nullName = 'name.null';

/** Patched onto the record once the release is deployed and its jobs have passed. */
export function labelsOfSuccess({ whole, parts }: Fingerprint, revision: number): Record<string, string> {
  return {
    [fingerprintLabel]: writeFingerprint(scheme, whole, revision),
    [partsLabel]: partNames.map((name) => parts[name]).join('.'),
  };
}

/** What the annotations say of the deployment that made a revision. */
export interface RevisionFacts {
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** Where in the values there are secrets. */
  readonly secrets: readonly Path[];
  /** Key of the chart in the spec. */
  readonly chart: string;
  /** Keys of the charts that it depends on. They give the order of removal when the spec no longer names the chart. */
  readonly depends: readonly string[];
  /** Empty if it is not known. */
  readonly commit: string;
}

/** Patched onto the record together with `labelsOfSuccess`. */
export function annotationsOfSuccess({
  images,
  secrets,
  chart,
  depends,
  commit,
}: RevisionFacts): Record<string, string> {
  return {
    [imagesAnnotation]: boundedImages(images),
    [secretsAnnotation]: boundedPaths(secrets),
    [chartAnnotation]: chart,
    [dependsAnnotation]: JSON.stringify(depends),
    ...(commit !== '' && { [commitAnnotation]: commit }),
    [versionAnnotation]: compassVersion,
  };
}

/** In bytes. Kubernetes allows 256 KiB for all annotations of an object. */
const maxAnnotation = 60_000;

/** Without the images if they are too many: they only explain. */
function boundedImages(images: Readonly<Record<string, string>>): string {
  const text = JSON.stringify(images);
  return Buffer.byteLength(text) <= maxAnnotation ? text : '{}';
}

/** If they are too many, the maps and lists that contain the secrets stand for them, and at last the whole values. */
function boundedPaths(secrets: readonly Path[]): string {
  let paths = secrets;
  for (let depth = Math.max(0, ...paths.map((path) => path.length)); ; depth -= 1) {
    const text = JSON.stringify(paths);
    if (Buffer.byteLength(text) <= maxAnnotation) return text;
    const shorter = paths.map((path) => path.slice(0, depth));
    paths = [...new Map(shorter.map((path) => [JSON.stringify(path), path])).values()];
  }
}

/**
 * Patched onto the record before a removal, so that a later run can finish what this one cannot. Helm drops annotations
 * when it changes a record, and keeps labels.
 */
export function labelsOfRemoval(revision: number): Record<string, string> {
  return { [removalLabel]: `r${revision}` };
}

/** Whether Compass has begun to remove the release. */
export function isBeingRemoved({ labels, revision }: StoredRelease): boolean {
  return labels[removalLabel] === `r${revision}`;
}

/**
 * Paths of the secrets in the values of this revision, where an empty path stands for all values; undefined without the
 * annotation.
 */
export function secretsIn({ annotations }: StoredRelease): readonly Path[] | undefined {
  const secrets = parseJson(annotations[secretsAnnotation] ?? '');
  return Array.isArray(secrets) ? secrets.filter((path): path is Path => Array.isArray(path)) : undefined;
}

/** Image reference → digest of this revision; empty without the annotation. */
export function imagesIn({ annotations }: StoredRelease): Readonly<Record<string, string>> {
  const images = parseJson(annotations[imagesAnnotation] ?? '');
  const entries = Object.entries(isObject(images) ? images : {});
  return Object.fromEntries(
    entries.flatMap(([reference, digest]) => (typeof digest === 'string' ? [[reference, digest] as const] : [])),
  );
}

/** Keys of the charts that the chart depended on when this revision was deployed; empty without the annotation. */
export function dependsIn({ annotations }: StoredRelease): readonly string[] {
  const depends = parseJson(annotations[dependsAnnotation] ?? '');
  return Array.isArray(depends) ? depends.map(String) : [];
}

/** For a revision whose manifest Compass has edited: it is no longer what its fingerprint says. */
export const labelsOfEdited: Readonly<Record<string, null>> = { [fingerprintLabel]: null };

/** The owner that the labels name; undefined without these labels. */
export function ownerOf(release: StoredRelease): Record<keyof Identity, string> | undefined {
  const [stack, environment, namespace] = [stackLabel, environmentLabel, namespaceLabel].map(
    (label) => release.labels[label],
  );
  if (stack === undefined || environment === undefined || namespace === undefined) return undefined;
  return { stack: readName(stack), environment: readName(environment), namespace: readName(namespace) };
}

function readName(label: string): string {
  return label === nullName ? 'null' : label;
}

/** Whether this revision is deployed and its jobs have passed. */
export function isCompleted({ status, labels, revision }: StoredRelease): boolean {
  return status === 'deployed' && labels[fingerprintLabel]?.endsWith(`-r${revision}`) === true;
}

/**
 * Whether this revision was made from exactly these inputs, and its jobs have passed. `former`: the fingerprint that
 * earlier versions of Compass gave to these inputs.
 */
export function carriesFingerprint(
  { labels, revision }: StoredRelease,
  wanted: Fingerprint,
  former?: Fingerprint,
): boolean {
  const label = labels[fingerprintLabel];
  if (label === undefined) return false;
  const isFormer = former !== undefined && label === writeFingerprint(formerScheme, former.whole, revision);
  return isFormer || label === writeFingerprint(scheme, wanted.whole, revision);
}

/** Whether an earlier version of Compass wrote its fingerprint. */
export function hasFormerLabel({ labels }: StoredRelease): boolean {
  return labels[fingerprintLabel]?.startsWith(`v${formerScheme}-`) === true;
}

function writeFingerprint(version: number, whole: string, revision: number): string {
  return `v${version}-${whole}-r${revision}`;
}

/** The parts of this revision's fingerprint; undefined if its labels do not describe this revision. */
export function partsOf(release: StoredRelease): Fingerprint['parts'] | undefined {
  const isOfThisRevision = release.labels[fingerprintLabel]?.endsWith(`-r${release.revision}`);
  const [chart, values, images, flags, ...more] = release.labels[partsLabel]?.split('.') ?? [];
  if (!isOfThisRevision || more.length > 0) return undefined;
  if (chart === undefined || values === undefined || images === undefined || flags === undefined) return undefined;
  return { chart, values, images, flags };
}

/** The parts that differ from this revision's; undefined if its labels do not describe this revision. */
export function changedParts(release: StoredRelease, wanted: Fingerprint): PartName[] | undefined {
  const parts = partsOf(release);
  return parts && partNames.filter((name) => wanted.parts[name] !== parts[name]);
}

/**
 * Whether this revision was applied by the server. Then the next one will be too (Helm 4 keeps the method), and the API
 * server rejects unknown fields itself.
 */
export function isAppliedByServer(release: StoredRelease): boolean {
  return release.labels[applyLabel] === `server-r${release.revision}`;
}

/** False if another client made this revision (`helm upgrade`, `helm rollback`) and Helm copied the labels. */
export function isMadeByCompass(release: StoredRelease): boolean {
  return release.labels[applyLabel]?.endsWith(`-r${release.revision}`) === true;
}

/** The label of the run that made this revision or, since Helm copies labels, an earlier one; undefined without one. */
export function runOf(release: StoredRelease): string | undefined {
  return release.labels[runLabel];
}
