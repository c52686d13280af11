// Which fields has another field manager taken over since Helm applied them? Server-side apply rejects an upgrade of
// those.

import type { ManifestObject } from '../model/manifest.ts';
import type { ManagedObject } from '../ports/cluster.ts';
import { isList, isObject, type Json, type JsonObject, parseJson } from '../text/json.ts';

/** The name of Helm as a field manager (helm: pkg/kube/client.go). */
const helm = 'helm';
const maxPaths = 5;

/** Fields of an object that another field manager has. */
export interface FieldConflict {
  /** ``Deployment `web` ``. */
  readonly object: string;
  readonly manager: string;
  /** The fields, in backticks; of many, some. */
  readonly fields: string;
}

/** As a clause. */
export function conflictRisk({ object, manager, fields }: FieldConflict): string {
  return `${object}: \`${manager}\` now manages ${fields}: if its value differs, the upgrade fails without \`conflicts: take\``;
}

/** As a sentence. */
export function conflictNote({ object, manager, fields }: FieldConflict): string {
  return `Takes over ${fields} of ${object} from \`${manager}\` (\`conflicts: take\`).`;
}

/** The second argument is the same object in the cluster. */
export function conflictsOf({ kind, name, data }: ManifestObject, { managers }: ManagedObject): FieldConflict[] {
  const own = managers.filter((manager) => isHelm(manager.name)).map(({ fields }) => fields);
  return managers
    .filter((manager) => !isHelm(manager.name))
    .flatMap((manager) => {
      const paths = takenPaths(manager.fields, data, own, []);
      if (paths.length === 0) return [];
      const some = paths.slice(0, maxPaths).map((path) => `\`${path}\``);
      const more = paths.length > maxPaths ? ` and ${paths.length - maxPaths} more` : '';
      return [{ object: `${kind} \`${name}\``, manager: manager.name, fields: `${some.join(', ')}${more}` }];
    });
}

const isHelm = (name: string): boolean => name.toLowerCase() === helm;

/** Paths that are in `fields` and set in `data`, but in none of `own`. */
function takenPaths(fields: JsonObject, data: Json, own: readonly JsonObject[], path: readonly string[]): string[] {
  return Object.entries(fields).flatMap(([key, inner]) => {
    const found = key === '.' ? undefined : childOf(data, key);
    if (found === undefined || !isObject(inner)) return [];
    const ours = own.flatMap((one) => {
      const inside = one[key];
      return isObject(inside) ? [inside] : [];
    });
    const here = [...path, found.name];
    const hasMore = Object.keys(inner).some((name) => name !== '.');
    const isOpen = Array.isArray(found.value) || isObject(found.value);
    if (hasMore && isOpen) return takenPaths(inner, found.value, ours, here);
    return ours.length > 0 ? [] : [here.join('.')];
  });
}

/** `f:` names a field, `k:` an item of a list by its key fields (Kubernetes: structured-merge-diff, fieldpath). */
function childOf(data: Json, key: string): { readonly name: string; readonly value: Json } | undefined {
  const text = key.slice(2);
  if (key.startsWith('f:') && isObject(data) && Object.hasOwn(data, text)) {
    return { name: text, value: data[text] ?? null };
  }
  const wanted = key.startsWith('k:') ? parseJson(text) : undefined;
  if (!isObject(wanted) || !isList(data)) return undefined;
  const isWanted = (item: Json) =>
    isObject(item) && Object.entries(wanted).every(([name, value]) => item[name] === value);
  const item = data.find(isWanted);
  return item === undefined ? undefined : { name: Object.values(wanted).join('/'), value: item };
}
