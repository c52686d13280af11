// Which objects do rendered documents and Helm's records contain?
import { type ManifestObject, objectsIn, readDocument, toManifestObject } from '../model/manifest.ts';
import { isObject } from '../text/json.ts';

/** By their keys. `unread`: number of documents that could not be read. */
export interface Objects {
  readonly byKey: ReadonlyMap<string, ManifestObject>;
  readonly unread: number;
}

/** `namespace`: the release's own. */
export function readObjects(documents: readonly string[], namespace: string): Objects {
  const byKey = new Map<string, ManifestObject>();
  let unread = 0;
  for (const document of documents) {
    const data = readDocument(document);
    if (!isObject(data)) unread += 1;
    for (const { data: object } of isObject(data) ? objectsIn(data) : []) {
      if (!isObject(object)) continue;
      const read = toManifestObject(object, namespace, document);
      byKey.set(read.key, read);
    }
  }
  return { byKey, unread };
}

/** Helm creates and deletes hooks by themselves, so they are not objects of a release. */
export function withoutHooks(objects: ReadonlyMap<string, ManifestObject>): ReadonlyMap<string, ManifestObject> {
  return new Map([...objects].filter(([, { isHook }]) => !isHook));
}
