// What do the Secrets in which Helm stores its releases contain?
import { gunzipSync, gzipSync } from 'node:zlib';
import type { ReleaseRecord, StoredRelease } from '../../ports/cluster.ts';
import { isObject, type Json, type JsonObject, listAt, objectAt, parseJson } from '../../text/json.ts';

declare global {
  interface JSON {
    /** ECMAScript has it; TypeScript's library does not declare it yet. */
    rawJSON(text: string): unknown;
  }
}

/** The newest revision of each release in a list of Secrets, with its deployed revision if that is another one. */
export function newestOfEach(items: readonly Json[]): StoredRelease[] {
  const all = items.flatMap(toRelease);
  const newest = newestByName(all);
  const deployed = newestByName(all.filter(({ status }) => status === 'deployed'));
  return [...newest.values()].map((release) => {
    const running = deployed.get(release.name);
    return running === undefined || running === release ? release : { ...release, deployed: running };
  });
}

function newestByName(releases: readonly StoredRelease[]): Map<string, StoredRelease> {
  const newest = new Map<string, StoredRelease>();
  for (const release of releases) {
    const known = newest.get(release.name);
    if (known === undefined || known.revision < release.revision) newest.set(release.name, release);
  }
  return newest;
}

/** Empty for a Secret that is not the record of a release. */
function toRelease(item: Json): StoredRelease[] {
  const metadata = objectAt(item, 'metadata');
  const [labels, annotations] = [textsAt(metadata, 'labels'), textsAt(metadata, 'annotations')];
  const { name, status, version } = labels;
  const revision = Number(version);
  if (name === undefined || status === undefined || !Number.isInteger(revision)) return [];
  const namespace = String(metadata['namespace']);
  const tookMs = deploymentTime(metadata);
  const resourceVersion = String(metadata['resourceVersion']);
  const about = { labels, annotations, resourceVersion, ...(tookMs !== undefined && { tookMs }) };
  return [{ name, namespace, revision, status, ...about }];
}

function textsAt(metadata: JsonObject, key: string): Record<string, string> {
  return Object.fromEntries(Object.entries(objectAt(metadata, key)).map(([name, text]) => [name, String(text)]));
}

/**
 * Helm creates the record when a deployment starts, and updates it when the deployment ends. The API server notes both
 * times.
 */
function deploymentTime(metadata: JsonObject): number | undefined {
  const byHelm = listAt(metadata, 'managedFields').find(
    (entry) => isObject(entry) && String(entry['manager']).toLowerCase() === 'helm',
  );
  const ended = isObject(byHelm) ? Date.parse(String(byHelm['time'])) : Number.NaN;
  const tookMs = ended - Date.parse(String(metadata['creationTimestamp']));
  return tookMs >= 0 ? tookMs : undefined;
}

/**
 * The data of a record with an edited manifest. `body`: the Secret as JSON. `same` if the manifest does not change;
 * undefined if the Secret is not a record or `edit` returns undefined. Helm stores a release as gzipped JSON in base64
 * (helm: pkg/storage/driver/util.go), and Kubernetes encodes the data of a Secret in base64 once more.
 */
export function withManifest(
  body: string,
  edit: (manifest: string) => string | undefined,
): string | 'same' | undefined {
  const release = unpack(dataIn(body));
  const current = release && manifestOf(release);
  if (current === undefined) return undefined;
  const manifest = edit(current);
  if (manifest === undefined) return undefined;
  return manifest === current ? 'same' : pack({ ...release, manifest });
}

/** The data of a record with another status; undefined if the Secret is not a record. `body`: the Secret as JSON. */
export function withStatus(body: string, status: string): string | undefined {
  const release = unpack(dataIn(body));
  return release && pack({ ...release, info: { ...objectAt(release, 'info'), status } });
}

/** Undefined if the Secret is not a record. */
export function readRecord(body: string): ReleaseRecord | undefined {
  const release = unpack(dataIn(body));
  const manifest = release && manifestOf(release);
  if (release === undefined || manifest === undefined) return undefined;
  const { chart } = release;
  const ofHooks = listAt(release, 'hooks')
    .filter((hook) => isObject(hook))
    .map(hookText);
  return {
    objects: [manifest, ...ofHooks].join('\n'),
    values: objectAt(release, 'config'),
    isServerSide: release['apply_method'] === 'ssa',
    helmChart: String(objectAt(chart, 'metadata')['name'] ?? ''),
    chartVersion: String(objectAt(chart, 'metadata')['version'] ?? ''),
    chartText: isObject(chart) ? textOfChart(chart) : '',
  };
}

/** Undefined if it is not a release. Go leaves out an empty text, such as the manifest of a release without objects. */
function manifestOf({ name, manifest }: JsonObject): string | undefined {
  if (typeof manifest === 'string') return manifest;
  return typeof name === 'string' && manifest === undefined ? '' : undefined;
}

function textOfChart(chart: JsonObject): string {
  const texts = [...listAt(chart, 'templates'), ...listAt(chart, 'files')].filter((file) => isObject(file));
  const decoded = texts.map(({ data }) => Buffer.from(String(data), 'base64').toString());
  return [...decoded, JSON.stringify(chart['values'] ?? {})].join('\n');
}

/** With the comment that Helm writes above each rendered template. */
function hookText({ path, manifest }: JsonObject): string {
  return `---\n# Source: ${String(path)}\n${String(manifest ?? '')}`;
}

function dataIn(body: string): string {
  return String(objectAt(parseJson(body), 'data')['release'] ?? '');
}

function unpack(data: string): JsonObject | undefined {
  try {
    const packed = Buffer.from(Buffer.from(data, 'base64').toString(), 'base64');
    const release: Json = JSON.parse(gunzipSync(packed).toString(), keepNumber);
    return isObject(release) ? release : undefined;
  } catch {
    return undefined;
  }
}

/** Values may contain integers that a JavaScript number cannot represent. */
function keepNumber(_key: string, value: unknown, { source }: { source?: string } = {}): unknown {
  return typeof value === 'number' && source !== undefined ? JSON.rawJSON(source) : value;
}

function pack(release: JsonObject): string {
  const packed = gzipSync(JSON.stringify(release), { level: 9 });
  return Buffer.from(packed.toString('base64')).toString('base64');
}
