// What should a person look at before an object is changed?

import type { ManifestObject } from '../model/manifest.ts';
import { keptKinds } from '../plan/plan.ts';
import { parseImage } from '../text/image.ts';
import { canonicalJson, isList, isObject, type Json, type JsonObject, objectAt } from '../text/json.ts';
import { isOlder } from '../text/versions.ts';
import type { ObjectPair } from './changes.ts';

interface RiskContext {
  /** The release is uninstalled. */
  readonly isRemoved: boolean;
  /** The chart is rendered with revision 1, whatever the revision will be. */
  readonly isOfRevision1?: boolean;
}

/** As clauses: no capital letter, no full stop. */
export function risksOf(pair: ObjectPair, { isRemoved, isOfRevision1 = false }: RiskContext): string[] {
  const { before, after } = pair;
  if (before === undefined) return [];
  if (after === undefined) return [deletion(before, isRemoved)];
  // Helm recreates hooks.
  if (after.isHook) return [];
  // An object that is named after the revision is a new one with each revision.
  const isOther = isOfRevision1 && /(^|\D)1(\D|$)/.test(after.name);
  const refused = isOther ? [] : immutableFields(before, after);
  return [...scaleToZero(before, after), ...olderImages(before, after), ...refused];
}

function called({ kind, name }: ManifestObject): string {
  return `${kind} \`${name}\``;
}

function deletion(object: ManifestObject, isRemoved: boolean): string {
  const hasPolicy = objectAt(object.data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
  const isKept = hasPolicy || (isRemoved && keptKinds.includes(object.kind));
  return isKept
    ? `${called(object)} would no longer be part of the release, but would stay in the cluster`
    : `${called(object)} would be deleted${holdsData.includes(object.kind) ? ', possibly with its data' : ''}`;
}

const holdsData: readonly string[] = [...keptKinds, 'PersistentVolume'];

function scaleToZero(before: ManifestObject, after: ManifestObject): string[] {
  const [was, is] = [before, after].map(({ data }) => objectAt(data, 'spec')['replicas']);
  return is === 0 && was !== 0 ? [`${called(after)} would be scaled to 0`] : [];
}

function olderImages(before: ManifestObject, after: ManifestObject): string[] {
  const imagesBefore = new Map(containerImages(before.data));
  return containerImages(after.data).flatMap(([container, image]) => {
    const [was, is] = [imagesBefore.get(container), image].map(imageVersion);
    const isSame = was !== undefined && is !== undefined && was.name === is.name;
    if (!isSame || !isOlder(is.tag, was.tag)) return [];
    return [`${called(after)} would be downgraded from \`${is.name}\` ${was.tag} to ${is.tag}`];
  });
}

function imageVersion(text: string | undefined): { name: string; tag: string } | undefined {
  const parsed = text === undefined ? undefined : parseImage(text);
  if (parsed === undefined || 'problem' in parsed || parsed.image.tag === undefined) return undefined;
  const { registry, repository, tag } = parsed.image;
  return { name: `${registry}/${repository}`, tag };
}

/** Name of each container → image, wherever a pod is described. */
function containerImages(value: Json): [string, string][] {
  if (isList(value)) return value.flatMap(containerImages);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]): [string, string][] => {
    if (!['containers', 'initContainers'].includes(key) || !isList(inner)) return containerImages(inner);
    return inner.filter((container) => isObject(container)).map(({ name, image }) => [String(name), String(image)]);
  });
}

/** Immutable paths of each kind (k8s.io/kubernetes: pkg/apis, validation). */
const immutable: Readonly<Record<string, readonly string[]>> = {
  Deployment: ['spec.selector'],
  DaemonSet: ['spec.selector'],
  ReplicaSet: ['spec.selector'],
  StatefulSet: ['spec.selector', 'spec.serviceName', 'spec.podManagementPolicy', 'spec.volumeClaimTemplates'],
  Job: ['spec.selector', 'spec.template', 'spec.completionMode'],
  Service: ['spec.clusterIP'],
  PersistentVolumeClaim: [
    'spec.accessModes',
    'spec.selector',
    'spec.storageClassName',
    'spec.volumeMode',
    'spec.volumeName',
  ],
  StorageClass: ['provisioner', 'parameters', 'reclaimPolicy', 'volumeBindingMode'],
  RoleBinding: ['roleRef'],
  ClusterRoleBinding: ['roleRef'],
  PriorityClass: ['value'],
  IngressClass: ['spec.controller'],
};

function immutableFields(before: ManifestObject, after: ManifestObject): string[] {
  const isSealed = ['Secret', 'ConfigMap'].includes(before.kind) && before.data['immutable'] === true;
  const paths = isSealed ? ['data', 'binaryData', 'immutable'] : (immutable[after.kind] ?? []);
  const changed = paths.filter((path) => isChanged(path, before.data, after.data));
  return changed.map((path) => `${called(after)} would be rejected: \`${path}\` is immutable`);
}

function isChanged(path: string, before: JsonObject, after: JsonObject): boolean {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const [was, is] = [before, after].map((data) => objectAt(data, ...keys)[last]);
  // The manifest need not contain what the server has assigned.
  const isLeftToServer = (value: Json | undefined) => value === undefined || value === '';
  if (path === 'spec.clusterIP' && (isLeftToServer(was) || isLeftToServer(is))) return false;
  return canonicalJson(was ?? null) !== canonicalJson(is ?? null);
}
