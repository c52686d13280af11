// Which kinds does a cluster serve, and which field managers do its objects have?

import { failed, ok, type Result } from '../../model/failure.ts';
import type { ManagedKind, ManagedObject } from '../../ports/cluster.ts';
import { isList, isObject, type Json, type JsonObject, listAt, objectAt, parseJson } from '../../text/json.ts';
import type { Connection } from './connection.ts';

/** Only the metadata of each object; its content stays on the server. */
export const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
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
    const answer = await this.#connection.ask(
      { method: 'GET', path: '/version', accept: 'application/json' },
      what,
      signal,
    );
    if (!answer.ok) return answer;
    const body = parseJson(answer.value.body);
    const version = isObject(body) ? body['gitVersion'] : undefined;
    return typeof version === 'string' ? ok(version) : failed(this.#connection.explain(answer.value, what));
  }

  async served(signal: AbortSignal): Promise<Result<string[]>> {
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
    const answer = await this.#connection.ask({ method: 'GET', path, accept: metadataList }, what, signal);
    return answer.ok ? ok(objectsAt(parseJson(answer.value.body), 'items').map(toManagedObject)) : answer;
  }

  #readKinds(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    this.#kinds ??= this.#discover(signal);
    return this.#kinds;
  }

  async #discover(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    const call = (path: string) => ({ method: 'GET', path, accept: wholeDiscovery }) as const;
    const what = 'list the API versions of the cluster';
    const [core, groups] = await Promise.all([
      this.#connection.ask(call('/api'), what, signal),
      this.#connection.ask(call('/apis'), what, signal),
    ]);
    if (!core.ok) return core;
    if (!groups.ok) return groups;
    return ok([...kindsIn(core.value.body), ...kindsIn(groups.value.body)]);
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

function toManagedObject(object: JsonObject): ManagedObject {
  const managers = objectsAt(object, 'metadata', 'managedFields').filter(
    ({ subresource }) => subresource === undefined || subresource === 'scale',
  );
  return {
    name: String(objectAt(object, 'metadata')['name']),
    managers: managers.map((one) => ({ name: String(one['manager']), fields: objectAt(one, 'fieldsV1') })),
  };
}
