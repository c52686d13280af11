// The Kubernetes API, as far as Compass speaks to it itself: the metadata of Helm's release records, and namespaces.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../failure.ts';
import { isObject } from '../json.ts';
import type { Namespace, ReleaseName } from '../names.ts';
import { type StopReason, stopReason } from '../outcome.ts';
import type { Cluster, ClusterChoice, Clusters, Scratch, StoredRelease } from '../ports.ts';
import { type Credentials, type CredentialTools, getCredentials } from './credentials.ts';
import { type HttpClient, type HttpResponse, makeHttpClient, proxyOf } from './http.ts';
import { type Context, type KubeconfigSurroundings, readContext } from './kubeconfig.ts';

/** Only the metadata of each object: neither values nor manifests leave the server. */
const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

export function makeClusters(around: KubeconfigSurroundings, tools: CredentialTools): Clusters {
  return {
    open(choice: ClusterChoice, scratch: Scratch): Result<Cluster> {
      const context = readContext(choice, around);
      if (!context.ok) return context;
      const files = new Map<Namespace, string>();
      const kubeconfigFor = (namespace: Namespace): string => {
        const written = files.get(namespace);
        if (written !== undefined) return written;
        const file = scratch.write(`kubeconfig-${namespace}`, JSON.stringify(kubeconfigOf(context.value, namespace)));
        files.set(namespace, file);
        return file;
      };
      return ok(makeCluster(new Connection(context.value, around, tools), kubeconfigFor));
    },
  };
}

/** For children: this context and nothing else. JSON is YAML. */
function kubeconfigOf({ name, cluster, user }: Context, namespace: Namespace) {
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
    // What cannot be read is not the same as nothing: a proxy's page in its place would mean that nothing is installed.
    return releases
      ? ok(releases)
      : failed(connection.explain(answer.value, `list Secrets in namespace \`${namespace}\``));
  };
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
    async label(release, labels, signal) {
      const path = `/api/v1/namespaces/${release.namespace}/secrets/sh.helm.release.v1.${release.name}.v${release.revision}`;
      // With its resourceVersion, the patch is refused if anybody has touched the record since it was read.
      const body = JSON.stringify({ metadata: { resourceVersion: release.resourceVersion, labels } });
      const what = `label the record of the release \`${release.name}\` (patch Secrets)`;
      const answer = await connection.ask({ method: 'PATCH', path, accept: metadataOnly, body }, what, signal);
      return answer.ok ? ok(undefined) : answer;
    },
    async uid(signal) {
      const what = 'read the namespace `kube-system`, by which the cluster is known (get Namespaces)';
      const path = '/api/v1/namespaces/kube-system';
      const answer = await connection.ask({ method: 'GET', path, accept: metadataOnly }, what, signal);
      if (!answer.ok) return answer;
      const object = parse(answer.value.body);
      const metadata = isObject(object) && isObject(object['metadata']) ? object['metadata'] : {};
      return typeof metadata['uid'] === 'string' ? ok(metadata['uid']) : failed(connection.explain(answer.value, what));
    },
    async ensureNamespace(namespace, signal) {
      const found = await connection.send(
        { method: 'GET', path: `/api/v1/namespaces/${namespace}`, accept: metadataOnly },
        signal,
      );
      if (!found.ok || found.value.status === 200) return found.ok ? ok(undefined) : found;
      // Whoever may not look may still be allowed to create; and somebody else may have been faster.
      const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      const created = await connection.send(
        { method: 'POST', path: '/api/v1/namespaces', accept: metadataOnly, body },
        signal,
      );
      if (!created.ok) return created;
      const isThere = created.value.status === 201 || created.value.status === 409;
      return isThere
        ? ok(undefined)
        : failed(connection.explain(created.value, `create the namespace \`${namespace}\``));
    },
  };
}

const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';

/** Of reads; a write may have been done although its answer was lost. */
const mostAttempts = 3;
const retryAfterMs = 300;

interface Call {
  readonly method: 'GET' | 'POST' | 'PATCH';
  readonly path: string;
  readonly accept: string;
  readonly body?: string;
}

/** Authenticated requests to one server. The credentials are got once, when they are first needed. */
class Connection {
  readonly #context: Context;
  readonly #around: KubeconfigSurroundings;
  readonly #tools: CredentialTools;
  #opened: Promise<Result<{ credentials: Credentials; client: HttpClient }>> | undefined;

  constructor(context: Context, around: KubeconfigSurroundings, tools: CredentialTools) {
    this.#context = context;
    this.#around = around;
    this.#tools = tools;
  }

  /** An answer with any status but success is a failure; `what` completes "The account may not …". */
  async ask(call: Call, what: string, signal: AbortSignal): Promise<Result<HttpResponse>> {
    const answer = await this.send(call, signal);
    if (!answer.ok || (answer.value.status >= 200 && answer.value.status < 300)) return answer;
    return failed(this.explain(answer.value, what));
  }

  async send(call: Call, signal: AbortSignal): Promise<Result<HttpResponse>> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#sendOnce(call, signal);
      if (call.method !== 'GET' || attempt === mostAttempts || signal.aborted || !isTemporary(answer)) return answer;
      // Credentials may have expired meanwhile: they are got anew.
      if (answer.ok && answer.value.status === 401) this.#opened = undefined;
      await sleep(attempt * retryAfterMs, undefined, { signal }).catch(() => {});
    }
  }

  async #sendOnce({ method, path, accept, body }: Call, signal: AbortSignal): Promise<Result<HttpResponse>> {
    this.#opened ??= this.#open(signal);
    const opened = await this.#opened;
    if (!opened.ok) return opened;
    const { client, credentials } = opened.value;
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { ...credentials.headers, accept, 'user-agent': 'compass', ...(body && { 'content-type': type }) };
    const url = new URL(this.#context.cluster.server.replace(/\/$/, '') + path);
    const answer = await client.send({ method, url, headers, ...(body && { body }) }, signal);
    if ('response' in answer) return ok(answer.response);
    const stop = stopReason(signal);
    return failed(stop ? stopped(stop) : this.#unreachable(answer.reason));
  }

  explain({ status, body }: HttpResponse, what: string): Failure {
    const { server } = this.#context.cluster;
    if (status === 401) {
      return {
        code: 'cluster-unauthorized',
        message: `The cluster at ${server} does not accept the credentials of the context \`${this.#context.name}\` (401).`,
        hint: 'See whether they have expired, or belong to another cluster.',
      };
    }
    if (status === 403) {
      return {
        code: 'cluster-forbidden',
        message: `The account of the context \`${this.#context.name}\` may not ${what}: ${messageOf(body)}.`,
        hint: 'Give it that permission, or use another account.',
      };
    }
    return {
      code: 'cluster-error',
      message: `The cluster at ${server} answered ${status} when asked to ${what}: ${messageOf(body)}.`,
      hint: 'Try again; if it stays so, see the API server.',
    };
  }

  async #open(signal: AbortSignal): Promise<Result<{ credentials: Credentials; client: HttpClient }>> {
    const credentials = await getCredentials(this.#context, this.#tools, signal);
    if (!credentials.ok) return credentials;
    const proxyUrl = this.#context.cluster['proxy-url'];
    const proxy = proxyUrl ? { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl } : proxyOf(this.#around.env);
    return ok({ credentials: credentials.value, client: makeHttpClient(credentials.value.tls, proxy) });
  }

  #unreachable(reason: string): Failure {
    return {
      code: 'cluster-unreachable',
      message: `The cluster of the context \`${this.#context.name}\` at ${this.#context.cluster.server} cannot be reached: ${reason}.`,
      hint: 'See whether the runner has a way to it (network, VPN, firewall), and whether `server` and the certificate authority in the kubeconfig are right.',
    };
  }
}

/** Worth another try: the network, a server that is busy or restarts, credentials that have just expired. */
function isTemporary(answer: Result<HttpResponse>): boolean {
  if (!answer.ok) return answer.failures.some(({ code }) => code === 'cluster-unreachable');
  return [401, 429, 500, 502, 503, 504].includes(answer.value.status);
}

function stopped(stop: StopReason): Failure {
  return { code: stop, message: 'The run was stopped while the cluster was asked.', hint: 'Deploy again.' };
}

/** The message of a Kubernetes Status, or the start of whatever came instead. */
function messageOf(body: string): string {
  const status = parse(body);
  const message = isObject(status) && typeof status['message'] === 'string' ? status['message'] : body.slice(0, 200);
  return message.trim().replace(/\.$/, '');
}

/** Undefined if it is no list. */
function newestOfEach(body: string): StoredRelease[] | undefined {
  const list = parse(body);
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

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
