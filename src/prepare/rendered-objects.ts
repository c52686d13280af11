// Could Kubernetes create the objects that a chart renders? Helm finds out only while it deploys.
import type { Failure } from '../model/failure.ts';
import { objectsIn, readDocument, splitDocuments, toManifestObject } from '../model/manifest.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { isObject, type JsonObject, listAt, objectAt } from '../text/json.ts';

export interface ObjectFindings {
  /** Objects that no cluster accepts. */
  readonly failures: readonly Failure[];
  /** Kinds that the cluster does not serve. Each fails unless something brings the kind before Helm starts. */
  readonly unserved: readonly Failure[];
}

/**
 * `objects`: YAML documents. `served`: what the cluster serves, and will serve by then (see `Cluster.served`);
 * undefined if it is not known.
 */
export function findUnacceptable(
  objects: string,
  served: readonly string[] | undefined,
  chart: Pick<PlannedChart, 'namespace' | 'at'>,
): ObjectFindings {
  const failures: Failure[] = [];
  const unserved = new Map<string, Failure>();
  const isServed = served && makeIsServed(served);
  for (const document of splitDocuments(objects)) {
    const data = readDocument(document);
    for (const { data: object } of isObject(data) ? objectsIn(data) : []) {
      if (!isObject(object)) continue;
      const { apiVersion, kind, name, source, isHook } = toManifestObject(object, chart.namespace, document);
      const where = source === '' ? 'The chart' : `\`${source}\``;
      const missing = Object.entries({ apiVersion, kind, 'metadata.name': name }).find(([, value]) => value === '');
      if (missing !== undefined) failures.push(incomplete(where, missing[0], { kind, name }, chart));
      // Helm builds a hook only when it runs it.
      else if (!isHook && isServed?.(apiVersion, kind) === false) {
        unserved.set(`${apiVersion} ${kind}`, unknownKind(where, apiVersion, kind, chart));
      }
    }
  }
  return { failures, unserved: [...unserved.values()] };
}

function incomplete(
  where: string,
  field: string,
  { kind, name }: { readonly kind: string; readonly name: string },
  { at }: Pick<PlannedChart, 'at'>,
): Failure {
  const what = `${kind || 'object'}${name && ` \`${name}\``}`;
  return {
    code: 'object-invalid',
    message: `${where} renders ${/^[aeiou]/i.test(what) ? 'an' : 'a'} ${what} without \`${field}\`.`,
    hint: `Set \`${field}\` in the template, or leave the object out.`,
    at,
  };
}

function unknownKind(where: string, apiVersion: string, kind: string, { at }: Pick<PlannedChart, 'at'>): Failure {
  return {
    code: 'kind-unserved',
    message: `${where} renders a \`${kind}\` of \`${apiVersion}\`, which the cluster does not serve.`,
    hint: `Add the chart that installs the CRD of \`${kind}\` to this chart's \`depends\`, or use a version that the cluster serves: \`kubectl api-resources\`.`,
    at,
  };
}

/** An old API server lists only versions; then every kind of a version counts as served. */
export function makeIsServed(served: readonly string[]): (apiVersion: string, kind: string) => boolean {
  const names = new Set(served);
  const hasKinds = names.has('v1/Pod');
  return (apiVersion, kind) => names.has(hasKinds ? `${apiVersion}/${kind}` : apiVersion);
}

/** The API versions and kinds that CRDs define, as `Cluster.served` names them. */
export function servedBy(crd: JsonObject): string[] {
  const { group } = objectAt(crd, 'spec');
  const { kind } = objectAt(crd, 'spec', 'names');
  const served = listAt(crd, 'spec', 'versions')
    .filter((version) => isObject(version))
    .filter((version) => version['served'] === true);
  return served.flatMap((version) => {
    const apiVersion = `${String(group)}/${String(version['name'])}`;
    return [apiVersion, `${apiVersion}/${String(kind ?? '')}`];
  });
}
