// Which objects do rendered documents and Helm's records contain?
import { type ManifestObject, objectsIn, readDocument, toManifestObject } from '../model/manifest.ts';
import { isObject } from '../text/json.ts';

/** `byKey`: see `ManifestObject.key`. `unread`: how many documents could not be read. */
export interface Objects {
  readonly byKey: ReadonlyMap<string, ManifestObject>;
  readonly unread: number;
}

/** `namespace`: of the release; objects without a namespace are in it. */
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

/** Helm creates and deletes hooks separately from a release's objects, so they do not count as its objects. */
export function withoutHooks(objects: ReadonlyMap<string, ManifestObject>): ReadonlyMap<string, ManifestObject> {
  return new Map([...objects].filter(([, { isHook }]) => !isHook));
}
