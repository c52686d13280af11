// Whether a definition of a custom resource would take away something that the cluster's has: then it is an older one, and
// objects that rely on what is newer would lose it.
import { isObject, type Json, type JsonObject } from '../json.ts';

/** What the cluster's has and the other has not; undefined if that is nothing. */
export function missingIn(wanted: JsonObject, current: JsonObject): string | undefined {
  const versions = versionsOf(wanted);
  for (const [name, schema] of versionsOf(current)) {
    const other = versions.get(name);
    if (other === undefined) return `the version \`${name}\``;
    const path = missingField(other, schema, name);
    if (path !== undefined) return `the field \`${path}\``;
  }
  const status = current['status'];
  const stored =
    isObject(status) && Array.isArray(status['storedVersions']) ? (status['storedVersions'] as Json[]) : [];
  const lost = stored.find((name) => !versions.has(String(name)));
  return lost === undefined ? undefined : `the stored version \`${String(lost)}\``;
}

/** Whether the one says nothing but what the other says too. */
export function isContained(wanted: Json, current: Json | undefined): boolean {
  if (Array.isArray(wanted)) {
    return (
      Array.isArray(current) &&
      wanted.length === current.length &&
      wanted.every((item: Json, index) => isContained(item, current[index] as Json))
    );
  }
  if (!isObject(wanted)) return wanted === current;
  return (
    isObject(current) &&
    Object.entries(wanted).every(([key, value]) => isContained(value as Json, current[key] as Json))
  );
}

/** Name → schema. */
function versionsOf(definition: JsonObject): Map<string, JsonObject> {
  const spec = definition['spec'];
  const versions: unknown = isObject(spec) ? spec['versions'] : undefined;
  if (!Array.isArray(versions)) return new Map();
  return new Map(
    versions.filter(isObject).map((version) => {
      const schema = isObject(version['schema']) ? version['schema']['openAPIV3Schema'] : undefined;
      return [String(version['name']), (isObject(schema) ? schema : {}) as JsonObject];
    }),
  );
}

/** Path of the first field that the one schema has and the other has not. */
function missingField(wanted: JsonObject, current: JsonObject, path: string): string | undefined {
  if (wanted['x-kubernetes-preserve-unknown-fields'] === true) return undefined;
  const [fields, others] = [current['properties'], wanted['properties']].map((one) => (isObject(one) ? one : {}));
  for (const [name, field] of Object.entries(fields ?? {})) {
    const other = others?.[name];
    const below = `${path}.${name}`;
    if (!isObject(other)) return below;
    const missing = missingField(other as JsonObject, field as JsonObject, below);
    if (missing !== undefined) return missing;
  }
  for (const inner of ['items', 'additionalProperties']) {
    const [field, other] = [current[inner], wanted[inner]];
    if (!isObject(field) || !isObject(other)) continue;
    const missing = missingField(other as JsonObject, field as JsonObject, `${path}[]`);
    if (missing !== undefined) return missing;
  }
  return undefined;
}
