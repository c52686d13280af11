// The metadata of the Secrets in which Helm keeps its releases.
import { isObject, parseJson } from '../json.ts';
import type { StoredRelease } from '../ports.ts';

/** Undefined if it is no list. */
export function newestOfEach(body: string): StoredRelease[] | undefined {
  const list = parseJson(body);
  // Go writes an empty list as null.
  const items = isObject(list) && 'items' in list ? (list['items'] ?? []) : undefined;
  if (!Array.isArray(items)) return undefined;
  const newest = new Map<string, StoredRelease>();
  for (const release of items.flatMap((item: unknown) => toRelease(item))) {
    const known = newest.get(release.name);
    if (known === undefined || known.revision < release.revision) newest.set(release.name, release);
  }
  return [...newest.values()];
}

/** Empty for a Secret that is no record of a release. */
function toRelease(item: unknown): StoredRelease[] {
  const metadata = isObject(item) && isObject(item['metadata']) ? item['metadata'] : {};
  const labels = isObject(metadata['labels']) ? (metadata['labels'] as Record<string, string>) : {};
  const { name, status, version } = labels;
  const revision = Number(version);
  if (name === undefined || status === undefined || !Number.isInteger(revision)) return [];
  const namespace = String(metadata['namespace']);
  const tookMs = deploymentTime(metadata);
  const resourceVersion = String(metadata['resourceVersion']);
  return [{ name, namespace, revision, status, labels, resourceVersion, ...(tookMs !== undefined && { tookMs }) }];
}

/** Helm creates the record when it begins and updates it when it is done; the API server notes both times. */
function deploymentTime(metadata: Record<string, unknown>): number | undefined {
  const fields: unknown[] = Array.isArray(metadata['managedFields']) ? metadata['managedFields'] : [];
  const byHelm = fields.find((entry) => isObject(entry) && String(entry['manager']).toLowerCase() === 'helm');
  const ended = isObject(byHelm) ? Date.parse(String(byHelm['time'])) : Number.NaN;
  const tookMs = ended - Date.parse(String(metadata['creationTimestamp']));
  return tookMs >= 0 ? tookMs : undefined;
}
