// Which kinds does a cluster serve, and which field managers do its objects have?

import { failed, ok, type Result } from '../../model/failure.ts';
import type { LiveObject, ManagedKind, ManagedObject, ObjectReference } from '../../ports/cluster.ts';
import { isList, isObject, type Json, type JsonObject, listAt, objectAt, parseJson } from '../../text/json.ts';
import type { Connection } from './connection.ts';

/** Only the metadata of each object; its content stays on the server. */
export const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** Only the metadata of an object. */
export const metadataOnly = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
/** Aggregated discovery: all kinds in one answer, since Kubernetes 1.30. Older servers list only the groups. */
const wholeDiscovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** A kind that the cluster serves. */
interface ServedKind {
  /** `apps/v1`. */
  readonly apiVersion: string;
  /** Absent if the server lists only groups. */
  readonly kind?: string;
  /** `deployments`. */
  readonly resource?: string;
  readonly isNamespaced?: boolean;
}

/** Each answer is fetched once, when it is first needed. */
export class ClusterApi {
  readonly #connection: Connection;
  #kinds: Promise<Result<ServedKind[]>> | undefined;
  #version: Promise<Result<string>> | undefined;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  version(signal: AbortSignal): Promise<Result<string>> {
    this.#version ??= this.#readVersion(signal);
    return this.#version;
  }

  async #readVersion(signal: AbortSignal): Promise<Result<string>> {
    const what = 'read the version of the cluster';
    const answer = await this.#connection.sendOrFail(
      { method: 'GET', path: '/version', accept: 'application/json' },
      what,
      signal,
    );
    if (!answer.ok) return answer;
    const body = parseJson(answer.value.body);
    const version = isObject(body) ? body['gitVersion'] : undefined;
    return typeof version === 'string' ? ok(version) : failed(this.#connection.explain(answer.value, what));
  }

  async served(signal: AbortSignal, again = false): Promise<Result<string[]>> {
    if (again) this.#kinds = undefined;
    const kinds = await this.#readKinds(signal);
    if (!kinds.ok) return kinds;
    const names = kinds.value.flatMap(({ apiVersion, kind }) => [
      apiVersion,
      ...(kind ? [`${apiVersion}/${kind}`] : []),
    ]);
    return ok([...new Set(names)]);
  }

  async managed(wanted: ManagedKind, signal: AbortSignal): Promise<Result<ManagedObject[]>> {
    const kinds = await this.#readKinds(signal);
    if (!kinds.ok) return kinds;
    const { apiVersion, namespace } = wanted;
    const served = kinds.value.find((one) => one.apiVersion === apiVersion && one.kind === wanted.kind);
    if (served?.resource === undefined) return ok([]);
    const place = served.isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    const path = `${rootOf(apiVersion)}${place}/${served.resource}?labelSelector=app.kubernetes.io%2Fmanaged-by%3DHelm`;
    const what = served.isNamespaced
      ? `list ${served.resource} in namespace \`${namespace}\``
      : `list ${served.resource}`;
    const items = await listAll(this.#connection, path, what, signal);
    return items.ok ? ok(items.value.filter((item) => isObject(item)).map(toManagedObject)) : items;
  }

  async isAggregated(apiVersion: string, signal: AbortSignal): Promise<Result<boolean>> {
    const [group = '', version] = apiVersion.split('/');
    if (version === undefined) return ok(false);
    const path = `/apis/apiregistration.k8s.io/v1/apiservices/${encodeURIComponent(`${version}.${group}`)}`;
    const answer = await this.#connection.send({ method: 'GET', path, accept: 'application/json' }, signal);
    if (!answer.ok) return answer;
    if (answer.value.status === 404) return ok(false);
    if (answer.value.status !== 200)
      return failed(this.#connection.explain(answer.value, `read the APIService of ${apiVersion}`));
    return ok(isObject(objectAt(parseJson(answer.value.body), 'spec')['service']));
  }

  async object(wanted: ObjectReference, signal: AbortSignal): Promise<Result<LiveObject | undefined>> {
    const read = await this.#read(wanted, metadataOnly, signal);
    return read.ok ? ok(read.value && toLiveObject(read.value)) : read;
  }

  content(wanted: ObjectReference, signal: AbortSignal): Promise<Result<JsonObject | undefined>> {
    return this.#read(wanted, 'application/json', signal);
  }

  async #read(wanted: ObjectReference, accept: string, signal: AbortSignal): Promise<Result<JsonObject | undefined>> {
    const path = await this.#pathOf(wanted, signal);
    if (!path.ok || path.value === undefined) return path.ok ? ok(undefined) : path;
    const answer = await this.#connection.send({ method: 'GET', path: path.value, accept }, signal);
    if (!answer.ok) return answer;
    if (answer.value.status === 404) return ok(undefined);
    const object = answer.value.status === 200 ? parseJson(answer.value.body) : undefined;
    if (isObject(object)) return ok(object);
    return failed(this.#connection.explain(answer.value, `read the ${wanted.kind} \`${wanted.name}\``));
  }

  async whyNotDeleted(wanted: ObjectReference, signal: AbortSignal): Promise<Result<string | undefined>> {
    const path = await this.#pathOf(wanted, signal);
    if (!path.ok || path.value === undefined) return path.ok ? ok(undefined) : path;
    const call = { method: 'DELETE', path: `${path.value}?dryRun=All`, accept: 'application/json' } as const;
    const answer = await this.#connection.send(call, signal);
    if (!answer.ok) return answer;
    const { message } = objectAt(parseJson(answer.value.body));
    return ok([200, 202, 404].includes(answer.value.status) ? undefined : String(message ?? answer.value.status));
  }

  async annotate(
    wanted: ObjectReference,
    annotations: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Result<void>> {
    const path = await this.#pathOf(wanted, signal);
    if (!path.ok || path.value === undefined) return path.ok ? ok(undefined) : path;
    const call = { method: 'PATCH', path: path.value, accept: metadataOnly } as const;
    const body = JSON.stringify({ metadata: { annotations } });
    const what = `annotate the ${wanted.kind} \`${wanted.name}\``;
    const answer = await this.#connection.sendOrFail({ ...call, body }, what, signal);
    return answer.ok ? ok(undefined) : answer;
  }

  /** Undefined if the kind is not served, or if an old server does not list its kinds. */
  async #pathOf(
    { apiVersion, kind, name, namespace }: ObjectReference,
    signal: AbortSignal,
  ): Promise<Result<string | undefined>> {
    const kinds = await this.#readKinds(signal);
    if (!kinds.ok) return kinds;
    const listed = kinds.value.filter((one) => one.apiVersion === apiVersion);
    // An older server lists only its versions.
    const isWhole = listed.length === 0 || listed.some((one) => one.kind !== undefined);
    const all = isWhole ? ok(listed) : await this.#kindsOfVersion(apiVersion, signal);
    if (!all.ok) return all;
    const served = all.value.find((one) => one.kind === kind);
    if (served?.resource === undefined) return ok(undefined);
    const place = served.isNamespaced ? `/namespaces/${encodeURIComponent(namespace)}` : '';
    return ok(`${rootOf(apiVersion)}${place}/${served.resource}/${encodeURIComponent(name)}`);
  }

  async #kindsOfVersion(apiVersion: string, signal: AbortSignal): Promise<Result<ServedKind[]>> {
    const call = { method: 'GET', path: rootOf(apiVersion), accept: 'application/json' } as const;
    const answer = await this.#connection.sendOrFail(call, `list the kinds of ${apiVersion}`, signal);
    if (!answer.ok) return answer;
    const resources = objectsAt(parseJson(answer.value.body), 'resources');
    return ok(
      resources
        .filter(({ name }) => !String(name).includes('/'))
        .map(({ name, kind, namespaced }) => ({
          apiVersion,
          kind: String(kind),
          resource: String(name),
          isNamespaced: namespaced === true,
        })),
    );
  }

  async #readKinds(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    this.#kinds ??= this.#discover(signal);
    const kinds = await this.#kinds;
    if (!kinds.ok) this.#kinds = undefined;
    return kinds;
  }

  async #discover(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    const call = (path: string) => ({ method: 'GET', path, accept: wholeDiscovery }) as const;
    const what = 'list the API versions of the cluster';
    const [core, groups] = await Promise.all([
      this.#connection.sendOrFail(call('/api'), what, signal),
      this.#connection.sendOrFail(call('/apis'), what, signal),
    ]);
    if (!core.ok) return core;
    if (!groups.ok) return groups;
    return ok([...kindsIn(core.value.body), ...kindsIn(groups.value.body)]);
  }
}

/** The metadata of all objects of a list, which a server or a proxy may give page by page. */
export async function listAll(
  connection: Connection,
  path: string,
  what: string,
  signal: AbortSignal,
): Promise<Result<Json[]>> {
  const items: Json[] = [];
  for (let next = ''; ; ) {
    const page = next === '' ? path : `${path}&continue=${encodeURIComponent(next)}`;
    const answer = await connection.sendOrFail({ method: 'GET', path: page, accept: metadataList }, what, signal);
    if (!answer.ok) return answer;
    const list = parseJson(answer.value.body);
    // Go encodes an empty list as null. An unreadable answer, such as the page of a proxy, must not look like one.
    const found = isObject(list) && 'items' in list ? (list['items'] ?? []) : undefined;
    if (!isList(found)) return failed(connection.explain(answer.value, what));
    items.push(...found);
    next = String(objectAt(list, 'metadata')['continue'] ?? '');
    if (next === '') return ok(items);
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function kindsIn(body: string): ServedKind[] {
  const answer = parseJson(body);
  if (!isObject(answer)) return [];
  if (isList(answer['versions'])) return answer['versions'].map((version) => ({ apiVersion: String(version) }));
  return [...objectsAt(answer, 'groups'), ...objectsAt(answer, 'items')].flatMap((group) => {
    const name = String(objectAt(group, 'metadata')['name'] ?? group['name'] ?? '');
    return objectsAt(group, 'versions').flatMap((version) => kindsOf(name, version));
  });
}

/** The API version itself comes first: without a list of kinds, it is all that is known. */
function kindsOf(group: string, served: JsonObject): ServedKind[] {
  const version = String(served['version']);
  const apiVersion = group === '' ? version : `${group}/${version}`;
  const kinds = objectsAt(served, 'resources').map((one) => ({
    apiVersion,
    kind: String(objectAt(one, 'responseKind')['kind'] ?? ''),
    resource: String(one['resource']),
    isNamespaced: one['scope'] === 'Namespaced',
  }));
  return [{ apiVersion }, ...kinds];
}

function objectsAt(value: Json | undefined, ...path: readonly string[]): JsonObject[] {
  return listAt(value, ...path).filter((item) => isObject(item));
}

function toLiveObject(object: JsonObject): LiveObject {
  const metadata = objectAt(object, 'metadata');
  const annotations = Object.entries(objectAt(metadata, 'annotations')).map(([key, text]) => [key, String(text)]);
  return {
    ...toManagedObject(object),
    annotations: Object.fromEntries(annotations),
    isTerminating: metadata['deletionTimestamp'] !== undefined,
    finalizers: listAt(metadata, 'finalizers').map(String),
  };
}

function toManagedObject(object: JsonObject): ManagedObject {
  const managers = objectsAt(object, 'metadata', 'managedFields').filter(
    ({ subresource }) => subresource === undefined || subresource === 'scale',
  );
  return {
    name: String(objectAt(object, 'metadata')['name']),
    managers: managers.map((one) => ({ name: String(one['manager']), fields: objectAt(one, 'fieldsV1') })),
  };
}
