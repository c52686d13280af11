// How do Kubernetes and Helm read YAML: where does a document end, what is a list, and what is an object, a hook or a
// CRD?
import { isList, isObject, type Json, type JsonObject, listAt, objectAt } from '../text/json.ts';
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

/** Kinds of Kubernetes whose objects have no namespace. */
const clusterScoped: ReadonlySet<string> = new Set([
  ...['Namespace', 'CustomResourceDefinition', 'ClusterRole', 'ClusterRoleBinding', 'PersistentVolume', 'StorageClass'],
  ...[
    'PriorityClass',
    'IngressClass',
    'RuntimeClass',
    'APIService',
    'CSIDriver',
    'CSINode',
    'VolumeAttachment',
    'Node',
  ],
  ...['ValidatingWebhookConfiguration', 'MutatingWebhookConfiguration', 'FlowSchema', 'PriorityLevelConfiguration'],
  ...[
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'MutatingAdmissionPolicy',
    'VolumeAttributesClass',
  ],
  ...[
    'MutatingAdmissionPolicyBinding',
    'PodSecurityPolicy',
    'CertificateSigningRequest',
    'DeviceClass',
    'ClusterIssuer',
  ],
  ...['GatewayClass', 'VolumeSnapshotClass', 'VolumeSnapshotContent', 'ClusterTrustBundle', 'ResourceSlice'],
]);

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
    key: JSON.stringify([group, kind, clusterScoped.has(kind) ? '' : place, name]),
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

/** Whether objects of its kind can be created (Kubernetes: the condition Established). */
export function isEstablished(crd: JsonObject | undefined): boolean {
  return listAt(crd, 'status', 'conditions').some(
    (one) => isObject(one) && one['type'] === 'Established' && one['status'] === 'True',
  );
}

/** A file in `crds/` of a chart or of a subchart. */
export interface CrdFile {
  /** From the folder `crds`. */
  readonly name: string;
  /** Whether it belongs to the chart itself, not to a subchart. */
  readonly isOwn: boolean;
  readonly text: string;
}

/**
 * What `helm template --include-crds` printed: the CRD files of the charts that the values enable, and the objects of
 * the release. Helm prints the CRD files first, each unchanged below one comment (helm: pkg/action/action.go,
 * renderResources), so they are recognised by their text. Undefined if the output is anything else.
 *
 * `files`: all CRD files of the package.
 */
export function splitTemplateOutput(
  output: string,
  files: readonly CrdFile[],
): { readonly crds: readonly CrdFile[]; readonly objects: string } | undefined {
  const crds: CrdFile[] = [];
  let objects = output;
  for (;;) {
    const [header, name] = crdHeader.exec(objects) ?? [];
    if (header === undefined) break;
    const body = objects.slice(header.length);
    const file = files
      .filter((one) => one.name === name && (body.startsWith(`${one.text}\n`) || body.trim() === one.text.trim()))
      .sort((a, b) => b.text.length - a.text.length)[0];
    if (file === undefined) return undefined;
    crds.push(file);
    objects = body.slice(file.text.length + 1);
  }
  // The CRDs of the chart itself are always enabled.
  return files.every((file) => !file.isOwn || crds.includes(file)) ? { crds, objects } : undefined;
}

/** Of a file in `crds/`; the name of a chart contains no slash. */
const crdHeader = /^---\n# Source: [^/\n]+(?:\/charts\/[^/\n]+)*\/crds\/(.+)\n/;

function templateOf(document: string): string {
  return /^# Source: (.+)$/m.exec(document)?.[1]?.trim() ?? '';
}
