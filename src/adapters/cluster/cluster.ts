// Which requests does Compass itself send to the Kubernetes API? For release records, CRDs, namespaces, field managers,
// versions, and values of Secrets and ConfigMaps.

import { failed, ok, type Result } from '../../model/failure.ts';
import type { Namespace, ReleaseName } from '../../model/names.ts';
import type { Cluster, ClusterChoice, Clusters, ReleaseRecord, StoredRelease } from '../../ports/cluster.ts';
import type { Scratch } from '../../ports/machine.ts';
import { objectAt, parseJson } from '../../text/json.ts';
import { Connection } from './connection.ts';
import { makeCrds } from './crds.ts';
import type { CredentialTools } from './credentials.ts';
import { ClusterApi, metadataList } from './discovery.ts';
import { type Context, type KubeconfigDeps, readContext } from './kubeconfig.ts';
import { newestOfEach, readRecord, withManifest } from './release-records.ts';

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
    const answer = await connection.ask(
      { method: 'GET', path, accept: metadataList },
      `list Secrets in namespace \`${namespace}\``,
      signal,
    );
    if (!answer.ok) return answer;
    const releases = newestOfEach(answer.value.body);
    // An unreadable answer, such as the page of a proxy, must not mean that nothing is installed.
    return releases
      ? ok(releases)
      : failed(connection.explain(answer.value, `list Secrets in namespace \`${namespace}\``));
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
    record: (release, signal) => getRecord(connection, release, signal),
    async patchMetadata(release, { labels, annotations }, signal) {
      const path = recordPath(release);
      // With its resourceVersion, the patch is rejected if the record has changed since it was read.
      const body = JSON.stringify({ metadata: { resourceVersion: release.resourceVersion, labels, annotations } });
      const what = `annotate the record of the release \`${release.name}\` (patch Secrets)`;
      const answer = await connection.ask({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
      return answer.ok ? ok(undefined) : answer;
    },
    crds: makeCrds(connection),
    editManifest: (release, edit, signal) => editManifest(connection, release, edit, signal),
    value: (object, signal) => readValue(connection, object, signal),
    version: (signal) => api.version(signal),
    served: (signal) => api.served(signal),
    managed: (kind, signal) => api.managed(kind, signal),
    hasNamespace: (namespace, signal) => hasNamespace(connection, namespace, signal),
    uid: (signal) => readUid(connection, signal),
    ensureNamespace: (namespace, signal) => ensureNamespace(connection, namespace, signal),
  };
}

const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

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
  const answer = await connection.ask({ method: 'GET', path, accept: 'application/json' }, what, signal);
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

async function hasNamespace(
  connection: Connection,
  namespace: Namespace,
  signal: AbortSignal,
): Promise<Result<boolean>> {
  const path = `/api/v1/namespaces/${namespace}`;
  const answer = await connection.send({ method: 'GET', path, accept: metadataOnly }, signal);
  if (!answer.ok || [200, 404].includes(answer.value.status))
    return answer.ok ? ok(answer.value.status === 200) : answer;
  return failed(connection.explain(answer.value, `read the namespace \`${namespace}\``));
}

async function editManifest(
  connection: Connection,
  release: StoredRelease,
  edit: (manifest: string) => string | undefined,
  signal: AbortSignal,
): Promise<Result<void>> {
  const path = recordPath(release);
  const what = `read and update the record of the release \`${release.name}\` (get and patch Secrets)`;
  const read = await connection.ask({ method: 'GET', path, accept: 'application/json' }, what, signal);
  if (!read.ok) return read;
  const record = withManifest(read.value.body, edit);
  if (record === undefined) {
    const message = `The objects of the release \`${release.name}\` cannot be read from its record, so Compass changed nothing.`;
    const hint = `Look at the output of \`helm get manifest ${release.name} --namespace ${release.namespace}\`, and remove the release by hand.`;
    return failed({ code: 'cluster-error', message, hint });
  }
  if (record === 'same') return ok(undefined);
  const body = JSON.stringify({ metadata: { resourceVersion: release.resourceVersion }, data: { release: record } });
  const answer = await connection.ask({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
  return answer.ok ? ok(undefined) : answer;
}

async function readValue(
  connection: Connection,
  { kind, namespace, name, key }: Parameters<Cluster['value']>[0],
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
  const data = objectAt(read, 'data');
  const text = Object.hasOwn(data, key) ? data[key] : undefined;
  if (typeof text !== 'string') return ok({ problem: `the ${called} has no key \`${key}\`` });
  return ok({ value: kind === 'secret' ? Buffer.from(text, 'base64').toString('utf8') : text });
}

async function readUid(connection: Connection, signal: AbortSignal): Promise<Result<string>> {
  const what = 'read the namespace `kube-system`, which identifies the cluster (get Namespaces)';
  const path = '/api/v1/namespaces/kube-system';
  const answer = await connection.ask({ method: 'GET', path, accept: metadataOnly }, what, signal);
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
