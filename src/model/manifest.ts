// How do Kubernetes and Helm read YAML: where does a document end, what is a list, and what is an object, a hook or a
// CRD?
import { isList, isObject, type Json, type JsonObject, objectAt } from '../text/json.ts';
import { type Path, readYamlStream } from '../text/yaml.ts';

/** An object in a document, and the path to it there: empty if the document is the object. */
export interface PlacedObject {
  readonly data: Json;
  readonly path: Path;
}

export interface ManifestObject {
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

/** The documents with the `---` before each: joined, they are the text again. */
export function splitManifest(text: string): string[] {
  return text.split(/^(?=---(?:\s|$))/m);
}

/**
 * The documents that are not empty, trimmed. Equal texts are equal objects, so they can be compared without being
 * parsed.
 */
export function splitDocuments(text: string): string[] {
  return splitManifest(text)
    .map((document) => document.replace(/^---(?=\s|$)/, '').trim())
    .filter((document) => document.replace(/^#.*$/gm, '').trim() !== '');
}

/**
 * One document as Helm reads it: the last of duplicate keys counts. Null if it is empty, undefined if it cannot be
 * read.
 */
export function readDocument(text: string): Json | undefined {
  const read = readYamlStream('manifest', text);
  if ('documents' in read) return read.documents[0]?.data ?? null;
  return read.rest?.data;
}

/**
 * What a document stands for: itself or, if it is a list, its items. Kubernetes treats whatever has `items` as a list,
 * whatever its kind, and lets items without `kind` and `apiVersion` have the list's (apimachinery:
 * unstructured/helpers.go, decodeToList).
 */
export function objectsIn(data: Json, path: Path = []): PlacedObject[] {
  if (!isObject(data)) return [{ data, path }];
  const { items } = data;
  if (items === null) return [];
  if (!isList(items)) return [{ data, path }];
  return items.flatMap((item, index) => objectsIn(withKindOfList(item, data), [...path, 'items', index]));
}

function withKindOfList(item: Json, list: JsonObject): Json {
  if (!isObject(item) || item['kind'] || item['apiVersion']) return item;
  const kind = String(list['kind'] ?? '').replace(/List$/, '');
  // A plain `List` has no kind to pass on.
  return kind === '' ? item : { ...item, kind, apiVersion: list['apiVersion'] ?? '' };
}

/** `namespace`: the release's, for objects that name none. `document`: the text that contains the object. */
export function toManifestObject(data: JsonObject, namespace: string, document: string): ManifestObject {
  const metadata = objectAt(data, 'metadata');
  const [apiVersion, kind] = [String(data['apiVersion'] ?? ''), String(data['kind'] ?? '')];
  const group = apiVersion.includes('/') ? apiVersion.split('/')[0] : '';
  const [name, place] = [
    String(metadata['name'] ?? metadata['generateName'] ?? ''),
    String(metadata['namespace'] ?? namespace),
  ];
  return {
    key: JSON.stringify([group, kind, place, name]),
    apiVersion,
    kind,
    name,
    namespace: place,
    isHook: hookEventsOf(data) !== undefined,
    source: templateOf(document),
    data,
  };
}

/** When Helm runs it as a hook, as it is written: `pre-install,pre-upgrade`; undefined if it is not a hook. */
export function hookEventsOf(data: JsonObject): string | undefined {
  const events = objectAt(data, 'metadata', 'annotations')['helm.sh/hook'];
  return events === undefined ? undefined : String(events).trim();
}

export function isCrd({ kind }: JsonObject): boolean {
  return kind === 'CustomResourceDefinition';
}

/**
 * The documents in `crds/` of a chart or of a subchart, and all others. Helm prints each file of `crds/` unchanged,
 * below one comment, so a document without a comment belongs to the file of the document before it.
 */
export function splitCrdsFolder(text: string): { readonly inside: string; readonly outside: string } {
  const [inside, outside]: [string[], string[]] = [[], []];
  let source = '';
  for (const document of splitManifest(text)) {
    source = templateOf(document) || source;
    (isInCrdsFolder(source) ? inside : outside).push(document);
  }
  return { inside: inside.join(''), outside: outside.join('') };
}

function isInCrdsFolder(source: string): boolean {
  return /^[^/]+(\/charts\/[^/]+)*\/crds\//.test(source);
}

function templateOf(document: string): string {
  return /^# Source: (.+)$/m.exec(document)?.[1]?.trim() ?? '';
}
