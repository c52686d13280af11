// The objects in what Helm renders, and in what its store holds.
import { isList, isObject, type JsonObject, objectAt } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';

export interface RenderedObject {
  /** The same for the same object, whatever the version of its API. */
  readonly key: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly namespace: string;
  readonly isHook: boolean;
  /** Path of the template in the chart: `web/templates/service.yaml`; empty if Helm does not say. */
  readonly source: string;
  readonly data: JsonObject;
}

/** By their keys. `unread`: so many documents say nothing that could be compared. */
export interface Objects {
  readonly byKey: ReadonlyMap<string, RenderedObject>;
  readonly unread: number;
}

/** Texts of YAML documents. What is the same text is the same object, so it need not be read. */
export function splitDocuments(text: string): string[] {
  return text
    .split(/^---(?=\s|$)/m)
    .map((document) => document.trim())
    .filter((document) => document.replace(/^#.*$/gm, '').trim() !== '');
}

/** `namespace`: the release's own. */
export function readObjects(documents: readonly string[], namespace: string): Objects {
  const byKey = new Map<string, RenderedObject>();
  let unread = 0;
  for (const document of documents) {
    const found = objectsOfDocument(document, namespace);
    if (found === undefined) unread += 1;
    for (const object of found ?? []) byKey.set(object.key, object);
  }
  return { byKey, unread };
}

function objectsOfDocument(document: string, namespace: string): RenderedObject[] | undefined {
  const read = readYamlStream('manifest', document);
  // Of a key that stands there twice, the last one counts, for Helm too.
  const [first] = 'documents' in read ? read.documents : read.rest ? [read.rest] : [];
  if (!isObject(first?.data)) return undefined;
  const source = /^# Source: (.+)$/m.exec(document)?.[1]?.trim() ?? '';
  return flatten(first.data).map((data) => toObject(data, namespace, source));
}

function flatten(data: JsonObject): JsonObject[] {
  const { kind, items } = data;
  if (typeof kind !== 'string' || !kind.endsWith('List') || !isList(items)) return [data];
  return items.filter((item) => isObject(item)).flatMap(flatten);
}

function toObject(data: JsonObject, releaseNamespace: string, source: string): RenderedObject {
  const metadata = objectAt(data, 'metadata');
  const [apiVersion, kind] = [String(data['apiVersion'] ?? ''), String(data['kind'] ?? '')];
  const name = String(metadata['name'] ?? metadata['generateName'] ?? '');
  const namespace = String(metadata['namespace'] ?? releaseNamespace);
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const isHook = objectAt(metadata, 'annotations')['helm.sh/hook'] !== undefined;
  return {
    key: JSON.stringify([group, kind, namespace, name]),
    apiVersion,
    kind,
    name,
    namespace,
    isHook,
    source,
    data,
  };
}
