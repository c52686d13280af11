// Objects that stay in the cluster when their release is uninstalled: what holds data or belongs to others. Helm leaves alone
// what its manifest says is to be kept.

import { keptKinds } from '../plan/plan.ts';
import { isObject } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';

/**
 * The manifest of a release, with each such object marked; all others stay as they are, to the letter. Undefined if it cannot
 * be told what some object is: it is not taken for one that may go.
 */
export function keepObjects(manifest: string): string | undefined {
  const documents = manifest.split(/^(?=---)/m).map(keepIn);
  return documents.includes(undefined) ? undefined : documents.join('');
}

/** One document. What is kept is written anew, from what Helm takes it for. */
function keepIn(text: string): string | undefined {
  const read = readYamlStream('manifest', text);
  // Of a key that stands there twice, the last one counts, for Helm too.
  const found = 'documents' in read ? read.documents : read.rest && [read.rest];
  const [first] = found ?? [];
  if (found === undefined) return undefined;
  if (first === undefined || first.data === null) return text;
  const objects = objectsOfManifest(first.data);
  if (objects === undefined) return undefined;
  if (!objects.some(isKept)) return text;
  return objects.map((object) => `---\n${JSON.stringify(isKept(object) ? withKeepPolicy(object) : object)}\n`).join('');
}

/** Of a list, those that are in it: Helm looks at the list alone. Undefined if something is no object. */
function objectsOfManifest(data: unknown): Record<string, unknown>[] | undefined {
  if (!isObject(data) || typeof data['kind'] !== 'string') return undefined;
  if (!data['kind'].endsWith('List') || !Array.isArray(data['items'])) return [data];
  const inside = data['items'].map(objectsOfManifest);
  return inside.includes(undefined) ? undefined : inside.flatMap((objects) => objects ?? []);
}

function isKept({ kind }: Record<string, unknown>): boolean {
  return keptKinds.includes(String(kind));
}

function withKeepPolicy(object: Record<string, unknown>): Record<string, unknown> {
  const metadata = isObject(object['metadata']) ? object['metadata'] : {};
  const annotations = isObject(metadata['annotations']) ? metadata['annotations'] : {};
  return { ...object, metadata: { ...metadata, annotations: { ...annotations, 'helm.sh/resource-policy': 'keep' } } };
}
