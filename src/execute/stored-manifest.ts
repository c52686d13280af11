// How is the manifest edited that Helm's store has of a release? Helm deletes an object that is in it and not in the
// next one. Before a removal, objects that have to stay get the keep policy; objects that move to another release, or
// whose kind is not served any more, are taken out.

import { type ManifestObject, objectsIn, readDocument, splitManifest, toManifestObject } from '../model/manifest.ts';
import { keptKinds } from '../plan/plan.ts';
import { isObject, type Json, type JsonObject, objectAt } from '../text/json.ts';

/**
 * The manifest of a release, with the keep policy on each object that has to stay; all other documents are unchanged.
 * Undefined if a document cannot be read: it may hold an object that has to stay.
 */
export function keepObjects(manifest: string): string | undefined {
  const documents = splitManifest(manifest).map(keepIn);
  return documents.includes(undefined) ? undefined : documents.join('');
}

/**
 * A document with objects that have to stay is rewritten with one object per document: of a list, Helm would read only
 * the policy of the list itself.
 */
function keepIn(text: string): string | undefined {
  const data = readDocument(text);
  if (data === null) return text;
  if (!isObject(data) || typeof data['kind'] !== 'string') return undefined;
  const objects = objectsIn(data).map((one) => one.data);
  // An item can be written as a document of its own only if it is certainly an object.
  if (!objects.every(hasKind)) return objects.some(isObject) ? undefined : text;
  if (!objects.some(isKept)) return text;
  // The list itself is not written again, so its policy has to move to its objects.
  const areAllKept = objectAt(data, 'metadata', 'annotations')['helm.sh/resource-policy'] === 'keep';
  return objects
    .map((object) => `---\n${JSON.stringify(areAllKept || isKept(object) ? withKeepPolicy(object) : object)}\n`)
    .join('');
}

/**
 * The manifest with other data for its objects; an object for which `edit` returns undefined is taken out. Documents
 * without a change stay as they are. Undefined if a document cannot be read. `namespace`: of the release.
 */
export function editObjects(
  manifest: string,
  namespace: string,
  edit: (object: ManifestObject) => JsonObject | undefined,
): string | undefined {
  const documents = splitManifest(manifest).map((text) => editDocument(text, namespace, edit));
  return documents.includes(undefined) ? undefined : documents.join('');
}

function editDocument(
  text: string,
  namespace: string,
  edit: (object: ManifestObject) => JsonObject | undefined,
): string | undefined {
  const data = readDocument(text);
  if (data === null) return text;
  if (!isObject(data)) return undefined;
  const objects = objectsIn(data).map((one) => one.data);
  if (!objects.every(hasKind)) return text;
  const edited = objects.map((object) => edit(toManifestObject(object, namespace, text)));
  if (edited.every((object, index) => object === objects[index])) return text;
  return edited.map((object) => (object === undefined ? '' : `---\n${JSON.stringify(object)}\n`)).join('');
}

function hasKind(object: Json): object is JsonObject {
  return isObject(object) && typeof object['kind'] === 'string';
}

function isKept({ kind }: JsonObject): boolean {
  return keptKinds.includes(String(kind));
}

function withKeepPolicy(object: JsonObject): JsonObject {
  const annotations = { ...objectAt(object, 'metadata', 'annotations'), 'helm.sh/resource-policy': 'keep' };
  return { ...object, metadata: { ...objectAt(object, 'metadata'), annotations } };
}
