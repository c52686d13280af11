// Is a chart's CRD older than the cluster's? Then objects that use newer fields would lose them.
import { isList, isObject, type Json, type JsonObject, listAt, objectAt } from '../text/json.ts';

/** Completes "the chart's CRD is older, because it …"; undefined if it is not older. */
export function whyOlder(wanted: JsonObject, current: JsonObject): string | undefined {
  const versions = versionsOf(wanted);
  for (const [name, there] of versionsOf(current)) {
    const other = versions.get(name);
    if (other === undefined) return `has no version \`${name}\``;
    if (there.isServed && !other.isServed) return `does not serve \`${name}\``;
    const path = missingField(other.schema, there.schema, name);
    if (path !== undefined) return `has no field \`${path}\``;
  }
  const [stored, storing] = [current, wanted].map((one) => storedVersion(one));
  if (stored && storing && isEarlier(storing, stored)) return `stores \`${storing}\` in place of \`${stored}\``;
  const lost = everStored(current).find((name) => !versions.has(name));
  return lost === undefined ? undefined : `has no version \`${lost}\`, in which objects may still be stored`;
}

/** Whether `current` already contains everything that `wanted` says. */
export function isContained(wanted: Json, current: Json | undefined): boolean {
  // The API server leaves out empty values.
  if (current === undefined && isEmptyValue(wanted)) return true;
  if (isList(wanted)) {
    const items = isList(current) ? current : [];
    return (
      isList(current) && wanted.length === items.length && wanted.every((item, at) => isContained(item, items[at]))
    );
  }
  if (!isObject(wanted)) return wanted === current;
  return isObject(current) && Object.entries(wanted).every(([key, value]) => isContained(value, current[key]));
}

function isEmptyValue(value: Json): boolean {
  return (
    value === null || value === false || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)
  );
}

interface Version {
  readonly isServed: boolean;
  readonly isStorage: boolean;
  readonly schema: JsonObject;
}

/** By name. */
function versionsOf(crd: JsonObject): Map<string, Version> {
  return new Map(
    listAt(crd, 'spec', 'versions')
      .filter((version) => isObject(version))
      .map((version) => {
        const about = { isServed: version['served'] === true, isStorage: version['storage'] === true };
        return [String(version['name']), { ...about, schema: objectAt(version, 'schema', 'openAPIV3Schema') }];
      }),
  );
}

function storedVersion(crd: JsonObject): string | undefined {
  return [...versionsOf(crd)].find(([, { isStorage }]) => isStorage)?.[0];
}

/** Versions in which objects may still be stored. */
function everStored(crd: JsonObject): string[] {
  return listAt(crd, 'status', 'storedVersions').map(String);
}

/** By Kubernetes' order of versions: alpha, beta, stable, then by number. Other names have no order. */
function isEarlier(one: string, other: string): boolean {
  const rank = (name: string) => {
    const [, major, stage = 'stable', minor = '0'] = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(name) ?? [];
    return major && [['alpha', 'beta', 'stable'].indexOf(stage), Number(major), Number(minor)];
  };
  const [a, b] = [rank(one), rank(other)];
  if (!a || !b) return false;
  const index = a.findIndex((part, at) => part !== b[at]);
  return index >= 0 && Number(a[index]) < Number(b[index]);
}

/** Path of the first field that `current` has and `wanted` does not. */
function missingField(wanted: JsonObject, current: JsonObject, path: string): string | undefined {
  const takesAll = wanted['x-kubernetes-preserve-unknown-fields'] === true || wanted['additionalProperties'] === true;
  if (takesAll) return undefined;
  const others = fieldsOf(wanted);
  for (const [name, field] of fieldsOf(current)) {
    const other = others.get(name);
    const below = `${path}${name}`;
    const missing = other === undefined ? below : missingField(other, field, below);
    if (missing !== undefined) return missing;
  }
  return undefined;
}

/** The schemas directly below a schema, by their name in a path: `.name`, or `[]` for the items of a list or map. */
function fieldsOf(schema: JsonObject): Map<string, JsonObject> {
  const named = Object.entries(objectAt(schema, 'properties')).map(([name, field]) => [`.${name}`, field] as const);
  const held = ['items', 'additionalProperties'].map((key) => ['[]', schema[key]] as const);
  return new Map([...named, ...held].flatMap(([name, field]) => (isObject(field) ? [[name, field] as const] : [])));
}
