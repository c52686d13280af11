// Which fields has another field manager taken over since Helm applied them? Server-side apply rejects an upgrade of
// those.

import type { ManifestObject } from '../model/manifest.ts';
import type { ManagedObject } from '../ports/cluster.ts';
import { isList, isObject, type Json, type JsonObject, parseJson } from '../text/json.ts';

/** The name of Helm as a field manager (helm: pkg/kube/client.go). */
const helm = 'helm';
const maxFields = 5;

/** A field of an object that another field manager has. */
interface TakenField {
  /** `spec.replicas`. */
  readonly path: string;
  /** The same path, with the keys of managedFields. */
  readonly keys: readonly string[];
  /** As the chart sets it. */
  readonly value: Json;
}

/** The fields of an object that one other field manager has. */
export interface FieldConflict {
  readonly object: ManifestObject;
  readonly manager: string;
  readonly fields: readonly TakenField[];
}

/** As a clause. */
export function conflictRisk({ object, manager, fields }: FieldConflict): string {
  const names = fields.slice(0, maxFields).map(({ path }) => `\`${path}\``);
  return `${quotedName(object)}: \`${manager}\` now manages ${names.join(', ')}${more(fields)}: if its value differs, the upgrade fails without \`conflicts: take\``;
}

/** As a sentence. `live`: the whole object in the cluster; undefined if it is not known. */
export function conflictNote({ object, manager, fields }: FieldConflict, live: JsonObject | undefined): string {
  const shown = fields.slice(0, maxFields).map((field) => `\`${field.path}\`${valuesOfField(field, object, live)}`);
  return `Takes over fields of ${quotedName(object)} from \`${manager}\` (\`conflicts: take\`): ${shown.join(', ')}${more(fields)}.`;
}

function quotedName({ kind, name }: ManifestObject): string {
  return `${kind} \`${name}\``;
}

function more(fields: readonly TakenField[]): string {
  return fields.length > maxFields ? ` and ${fields.length - maxFields} more` : '';
}

/** ` (3 → 1)`. Only numbers and booleans: a text in the cluster may be a secret that Compass does not know. */
function valuesOfField({ keys, value }: TakenField, { kind }: ManifestObject, live: JsonObject | undefined): string {
  const now = live && keys.reduce<Json | undefined>((data, key) => data && childOf(data, key)?.value, live);
  const isPlain = [now, value].every((one) => typeof one === 'number' || typeof one === 'boolean');
  if (kind === 'Secret' || !isPlain) return '';
  return ` (${JSON.stringify(now)} → ${JSON.stringify(value)})`;
}

/** The second argument is the same object in the cluster. */
export function conflictsOf(object: ManifestObject, { managers }: ManagedObject): FieldConflict[] {
  const own = managers.filter((manager) => isHelm(manager.name)).map(({ fields }) => fields);
  return managers
    .filter((manager) => !isHelm(manager.name))
    .flatMap((manager) => {
      const fields = takenFields(manager.fields, object.data, own, { names: [], keys: [] });
      return fields.length === 0 ? [] : [{ object, manager: manager.name, fields }];
    });
}

const isHelm = (name: string): boolean => name.toLowerCase() === helm;

/** The fields that are in `fields` and set in `data`, but in none of `own`. */
function takenFields(
  fields: JsonObject,
  data: Json,
  own: readonly JsonObject[],
  above: { readonly names: readonly string[]; readonly keys: readonly string[] },
): TakenField[] {
  return Object.entries(fields).flatMap(([key, inner]) => {
    const found = key === '.' ? undefined : childOf(data, key);
    if (found === undefined || !isObject(inner)) return [];
    const ours = own.flatMap((one) => {
      const inside = one[key];
      return isObject(inside) ? [inside] : [];
    });
    const here = { names: [...above.names, found.name], keys: [...above.keys, key] };
    const hasMore = Object.keys(inner).some((name) => name !== '.');
    const isOpen = Array.isArray(found.value) || isObject(found.value);
    if (hasMore && isOpen) return takenFields(inner, found.value, ours, here);
    return ours.length > 0 ? [] : [{ path: here.names.join('.'), keys: here.keys, value: found.value }];
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
