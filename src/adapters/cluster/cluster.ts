// Which requests does Compass itself send to the Kubernetes API? For release records, CRDs, namespaces, field managers,
// versions, and values of Secrets and ConfigMaps.

import { isUtf8 } from 'node:buffer';
import { failed, ok, type Result } from '../../model/failure.ts';
import type { Namespace, ReleaseName } from '../../model/names.ts';
import type { Cluster, ClusterChoice, Clusters, ReleaseRecord, StoredRelease } from '../../ports/cluster.ts';
import type { Scratch } from '../../ports/machine.ts';
import { type Json, objectAt, parseJson } from '../../text/json.ts';
import { Connection } from './connection.ts';
import { makeCrds } from './crds.ts';
import type { CredentialTools } from './credentials.ts';
import { ClusterApi, listAll, metadataOnly } from './discovery.ts';
import { type Context, type KubeconfigDeps, readContext } from './kubeconfig.ts';
import { newestOfEach, readRecord, withManifest, withStatus } from './release-records.ts';

export function makeClusters(deps: KubeconfigDeps, tools: CredentialTools): Clusters {
  return {
    open(choice: ClusterChoice, scratch: Scratch): Result<Cluster> {
      const context = readContext(choice, deps);
      if (!context.ok) return context;
      const files = new Map<Namespace, string>();
      const kubeconfigFor = (namespace: Namespace): string => {
        const written = files.get(namespace);
        if (written !== undefined) return written;
        const file = scratch.write(`kubeconfig-${namespace}`, JSON.stringify(kubeconfigOf(context.value, namespace)));
        files.set(namespace, file);
        return file;
      };
      return ok(makeCluster(new Connection(context.value, deps, tools), kubeconfigFor));
    },
  };
}

/** For child processes: this context and nothing else. JSON is valid YAML. */
function kubeconfigOf({ name, written: { cluster, user } }: Context, namespace: Namespace) {
  return {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster }],
    users: [{ name, user }],
    contexts: [{ name, context: { cluster: name, user: name, namespace } }],
    'current-context': name,
  };
}

function makeCluster(connection: Connection, kubeconfigFor: Cluster['kubeconfigFor']): Cluster {
  const list = async (
    namespace: Namespace,
    selector: string,
    signal: AbortSignal,
  ): Promise<Result<StoredRelease[]>> => {
    const path = `/api/v1/namespaces/${namespace}/secrets?labelSelector=${encodeURIComponent(selector)}`;
    const items = await listAll(connection, path, `list Secrets in namespace \`${namespace}\``, signal);
    return items.ok ? ok(newestOfEach(items.value)) : items;
  };
  const api = new ClusterApi(connection);
  return {
    kubeconfigFor,
    async releases(namespaces, signal) {
      const lists = await Promise.all(
        namespaces.map((namespace) => list(namespace, 'owner=helm,status!=superseded', signal)),
      );
      const problem = lists.find((one) => !one.ok);
      return problem ?? ok(lists.flatMap((one) => (one.ok ? one.value : [])));
    },
    async release(name: ReleaseName, namespace, signal) {
      const found = await list(namespace, `owner=helm,status!=superseded,name=${name}`, signal);
      return found.ok ? ok(found.value[0]) : found;
    },
    supersededReleases: (namespace, signal) => list(namespace, 'owner=helm,status=superseded', signal),
    async releasesInConfigMaps(namespace, signal) {
      const selector = encodeURIComponent('owner=helm,status in (deployed,failed)');
      const path = `/api/v1/namespaces/${namespace}/configmaps?labelSelector=${selector}`;
      const what = `list ConfigMaps in namespace \`${namespace}\``;
      const items = await listAll(connection, path, what, signal);
      return items.ok ? ok(newestOfEach(items.value).map(({ name }) => name)) : items;
    },
    record: (release, signal) => getRecord(connection, release, signal),
    async patchMetadata(release, { labels, annotations }, signal) {
      const path = recordPath(release);
      // With its resourceVersion, the patch is rejected if the record has changed since it was read.
      const body = JSON.stringify({ metadata: { resourceVersion: release.resourceVersion, labels, annotations } });
      const what = `annotate the record of the release \`${release.name}\` (patch Secrets)`;
      const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
      return answer.ok ? ok(undefined) : answer;
    },
    crds: makeCrds(connection),
    editManifest: (release, edit, signal, labels) => editManifest(connection, release, edit, signal, labels),
    reviveRelease: (release, signal) => reviveRelease(connection, release, signal),
    value: (object, signal) => readValue(connection, object, signal),
    version: (signal) => api.version(signal),
    served: (signal, again) => api.served(signal, again),
    isAggregated: (apiVersion, signal) => api.isAggregated(apiVersion, signal),
    managed: (kind, signal) => api.managed(kind, signal),
    object: (object, signal) => api.object(object, signal),
    content: (object, signal) => api.content(object, signal),
    whyNotDeleted: (object, signal) => api.whyNotDeleted(object, signal),
    annotate: (object, annotations, signal) => api.annotate(object, annotations, signal),
    namespaceState: (namespace, signal) => namespaceState(connection, namespace, signal),
    uid: (signal) => readUid(connection, signal),
    ensureNamespace: (namespace, signal) => ensureNamespace(connection, namespace, signal),
  };
}

function recordPath({ namespace, name, revision }: StoredRelease): string {
  return `/api/v1/namespaces/${namespace}/secrets/sh.helm.release.v1.${name}.v${revision}`;
}

async function getRecord(
  connection: Connection,
  release: StoredRelease,
  signal: AbortSignal,
): Promise<Result<ReleaseRecord>> {
  const path = recordPath(release);
  const what = `read the record of the release \`${release.name}\` (get Secrets)`;
  const answer = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
  if (!answer.ok) return answer;
  const record = readRecord(answer.value.body);
  if (record !== undefined) return ok(record);
  const message = `The record of the release \`${release.name}\`, revision ${release.revision}, cannot be decoded.`;
  return failed({
    code: 'cluster-error',
    message,
    hint: `Check whether Helm can read it: \`helm get all ${release.name} --namespace ${release.namespace}\`.`,
  });
}

async function namespaceState(
  connection: Connection,
  namespace: Namespace,
  signal: AbortSignal,
): Promise<Result<'active' | 'terminating' | undefined>> {
  const path = `/api/v1/namespaces/${namespace}`;
  const answer = await connection.send({ method: 'GET', path, accept: metadataOnly }, signal);
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok(undefined);
  if (answer.value.status !== 200)
    return failed(connection.explain(answer.value, `read the namespace \`${namespace}\``));
  const isTerminating = objectAt(parseJson(answer.value.body), 'metadata')['deletionTimestamp'] !== undefined;
  return ok(isTerminating ? 'terminating' : 'active');
}

async function editManifest(
  connection: Connection,
  release: StoredRelease,
  edit: (manifest: string) => string | undefined,
  signal: AbortSignal,
  labels: Readonly<Record<string, string | null>> = {},
): Promise<Result<void>> {
  const path = recordPath(release);
  const what = `read and update the record of the release \`${release.name}\` (get and patch Secrets)`;
  const read = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
  if (!read.ok) return read;
  const record = withManifest(read.value.body, edit);
  if (record === undefined) {
    const message = `The objects of the release \`${release.name}\` cannot be read from its record, so Compass changed nothing.`;
    const hint = `Look at the output of \`helm get manifest ${release.name} --namespace ${release.namespace}\`, and remove the release by hand.`;
    return failed({ code: 'cluster-error', message, hint });
  }
  if (record === 'same') return ok(undefined);
  // With its resourceVersion, the patch is rejected if the record has changed since it was read.
  const { resourceVersion } = objectAt(parseJson(read.value.body), 'metadata');
  const body = JSON.stringify({ metadata: { resourceVersion, labels }, data: { release: record } });
  const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
  return answer.ok ? ok(undefined) : answer;
}

async function reviveRelease(
  connection: Connection,
  release: StoredRelease,
  signal: AbortSignal,
): Promise<Result<void>> {
  const path = recordPath(release);
  const what = `update the record of the release \`${release.name}\` (get and patch Secrets)`;
  const read = await connection.sendOrFail({ method: 'GET', path, accept: 'application/json' }, what, signal);
  if (!read.ok) return read;
  const record = withStatus(read.value.body, 'failed');
  if (record === undefined) return failed(connection.explain(read.value, what));
  const { resourceVersion } = objectAt(parseJson(read.value.body), 'metadata');
  const body = JSON.stringify({
    metadata: { resourceVersion, labels: { status: 'failed' } },
    data: { release: record },
  });
  const answer = await connection.sendOrFail({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
  return answer.ok ? ok(undefined) : answer;
}

async function readValue(
  connection: Connection,
  { kind, namespace, name, key, encoding }: Parameters<Cluster['value']>[0],
  signal: AbortSignal,
): ReturnType<Cluster['value']> {
  const called = `${kind === 'secret' ? 'Secret' : 'ConfigMap'} \`${name}\` in namespace \`${namespace}\``;
  const [place, object] = [namespace, name].map(encodeURIComponent);
  const path = `/api/v1/namespaces/${place}/${kind}s/${object}`;
  const answer = await connection.send({ method: 'GET', path, accept: 'application/json' }, signal);
  if (!answer.ok) return answer;
  if (answer.value.status === 404) return ok({ problem: `there is no ${called}` });
  if (answer.value.status !== 200) return failed(connection.explain(answer.value, `read the ${called}`));
  const read = parseJson(answer.value.body);
  const bytes = bytesAt(read, key, kind);
  if (bytes === undefined) return ok({ problem: `the ${called} has no key \`${key}\`` });
  if (encoding === 'base64') return ok({ value: bytes.toString('base64') });
  if (isUtf8(bytes)) return ok({ value: bytes.toString('utf8') });
  const read64 = `from${kind === 'secret' ? 'Secret' : 'ConfigMap'}('${name}', '${key}', { encoding: 'base64' })`;
  return ok({ problem: `\`${key}\` of the ${called} is not text (UTF-8); \`${read64}\` gives its bytes in base64` });
}

/** Undefined if the object has no such key. A ConfigMap has text in `data`, and bytes in `binaryData`. */
function bytesAt(object: Json | undefined, key: string, kind: 'secret' | 'configmap'): Buffer | undefined {
  const own = (field: string) => {
    const data = objectAt(object, field);
    const text = Object.hasOwn(data, key) ? data[key] : undefined;
    return typeof text === 'string' ? text : undefined;
  };
  const [text, binary] = [own('data'), own('binaryData')];
  if (text !== undefined) return Buffer.from(text, kind === 'secret' ? 'base64' : 'utf8');
  return binary === undefined ? undefined : Buffer.from(binary, 'base64');
}

async function readUid(connection: Connection, signal: AbortSignal): Promise<Result<string>> {
  const what = 'read the namespace `kube-system`, which identifies the cluster (get Namespaces)';
  const path = '/api/v1/namespaces/kube-system';
  const answer = await connection.sendOrFail({ method: 'GET', path, accept: metadataOnly }, what, signal);
  if (!answer.ok) return answer;
  const { uid } = objectAt(parseJson(answer.value.body), 'metadata');
  return typeof uid === 'string' ? ok(uid) : failed(connection.explain(answer.value, what));
}

async function ensureNamespace(
  connection: Connection,
  namespace: Namespace,
  signal: AbortSignal,
): Promise<Result<void>> {
  const found = await connection.send(
    { method: 'GET', path: `/api/v1/namespaces/${namespace}`, accept: metadataOnly },
    signal,
  );
  if (!found.ok || found.value.status === 200) return found.ok ? ok(undefined) : found;
  // An account that may not read namespaces may still create them; and another client may have created this one since
  // then.
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  const created = await connection.send(
    { method: 'POST', path: '/api/v1/namespaces', accept: metadataOnly, body },
    signal,
  );
  if (!created.ok) return created;
  const isThere = created.value.status === 201 || created.value.status === 409;
  return isThere ? ok(undefined) : failed(connection.explain(created.value, `create the namespace \`${namespace}\``));
}
