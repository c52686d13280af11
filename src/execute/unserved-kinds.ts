// What if the cluster no longer serves a kind that a release has? Helm would neither upgrade nor uninstall the release.
import { ok, type Result } from '../model/failure.ts';
import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import { readObjects } from '../prepare/objects.ts';
import { makeIsServed } from '../prepare/rendered-objects.ts';
import type { JsonObject } from '../text/json.ts';
import { editObjects } from './stored-manifest.ts';

/**
 * In the stored manifest, an object gets a version of its kind that the cluster serves; if there is none, the object is
 * taken out.
 */
export async function dropUnserved(
  release: StoredRelease,
  {
    cluster,
    signal,
  }: {
    readonly cluster: Pick<Cluster, 'served' | 'record' | 'isAggregated' | 'editManifest'>;
    readonly signal: AbortSignal;
  },
  onLine: (line: string) => void,
): Promise<Result<void>> {
  const served = await cluster.served(signal);
  // Without the list, nothing is known to be missing.
  if (!served.ok) return ok(undefined);
  const record = await cluster.record(release, signal);
  if (!record.ok) return record;
  const objects = [...readObjects(splitDocuments(record.value.objects), release.namespace).byKey.values()];
  const isServed = makeIsServed(served.value);
  const versions = new Set(objects.filter((one) => !isServed(one.apiVersion, one.kind)).map((one) => one.apiVersion));
  for (const version of versions) {
    const aggregated = await cluster.isAggregated(version, signal);
    // The objects still exist where another server is only down, or where that cannot be told.
    if (!aggregated.ok || aggregated.value) return ok(undefined);
  }
  const lines: string[] = [];
  const edit = (manifest: string) => {
    lines.length = 0;
    return editObjects(manifest, release.namespace, (object) => serve(object, served.value, lines));
  };
  const edited = await cluster.editManifest(release, edit, signal);
  if (edited.ok) for (const line of lines) onLine(line);
  return edited;
}

function serve(object: ManifestObject, served: readonly string[], lines: string[]): JsonObject | undefined {
  const { apiVersion, kind, name, data } = object;
  if (makeIsServed(served)(apiVersion, kind)) return data;
  const [group = ''] = apiVersion.includes('/') ? apiVersion.split('/') : [];
  const groups = [group, ...(successors[group] ?? [])];
  const other = served.find((one) => groups.some((name) => isKindOf(one, name, kind)));
  if (other !== undefined) {
    const version = other.slice(0, -kind.length - 1);
    lines.push(`${kind} ${name}: ${apiVersion} is no longer served; in the stored release, it is ${version} now`);
    return { ...data, apiVersion: version };
  }
  lines.push(`${kind} ${name}: the kind is no longer served, so the object is taken out of the stored release`);
  return undefined;
}

/** The groups to which Kubernetes has moved kinds. */
const successors: Readonly<Record<string, readonly string[]>> = {
  extensions: ['apps', 'networking.k8s.io', 'policy'],
};

/** `served`: `apps/v1/Deployment`, or `v1/Pod` in the group without a name. */
function isKindOf(served: string, group: string, kind: string): boolean {
  const [name, , last] = served.split('/');
  return group === '' ? served.split('/').length === 2 && served.endsWith(`/${kind}`) : name === group && last === kind;
}
