// What a cluster serves, and who manages its objects: read only.

import { failed, ok, type Result } from '../../model/failure.ts';
import type { ManagedKind, ManagedObject } from '../../ports/cluster.ts';
import { isObject, type JsonObject, parseJson } from '../../text/json.ts';
import type { Connection } from './connection.ts';

/** Only the metadata of each object: its content does not leave the server. */
export const metadataList = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';
/** All of it in one answer, since Kubernetes 1.30; older servers list the groups only. */
const wholeDiscovery = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json';

/** A kind of objects that the cluster has. */
interface ServedKind {
  /** `apps/v1`. */
  readonly apiVersion: string;
  /** Absent where the server lists groups only. */
  readonly kind?: string;
  /** `deployments`. */
  readonly resource?: string;
  readonly isNamespaced?: boolean;
}

/** Asked once, when it is first needed. */
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
    const what = 'tell its version';
    const answer = await this.#connection.ask(
      { method: 'GET', path: '/version', accept: 'application/json' },
      what,
      signal,
    );
    if (!answer.ok) return answer;
    const said = parseJson(answer.value.body);
    const version = isObject(said) ? said['gitVersion'] : undefined;
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
    const what = `list ${served.resource} in namespace \`${namespace}\``;
    const answer = await this.#connection.ask({ method: 'GET', path, accept: metadataList }, what, signal);
    return answer.ok ? ok(itemsIn(answer.value.body).map(toManagedObject)) : answer;
  }

  #readKinds(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    this.#kinds ??= this.#discover(signal);
    return this.#kinds;
  }

  async #discover(signal: AbortSignal): Promise<Result<ServedKind[]>> {
    const call = (path: string) => ({ method: 'GET', path, accept: wholeDiscovery }) as const;
    const what = 'tell what it serves';
    const [core, groups] = await Promise.all(
      ['/api', '/apis'].map((path) => this.#connection.ask(call(path), what, signal)),
    );
    if (!core?.ok || !groups?.ok) return (core?.ok ? groups : core) as Result<never>;
    return ok([...kindsIn(core.value.body), ...kindsIn(groups.value.body)]);
  }
}

function rootOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
}

function kindsIn(body: string): ServedKind[] {
  const answer = parseJson(body);
  if (!isObject(answer)) return [];
  if (Array.isArray(answer['versions'])) return answer['versions'].map((version) => ({ apiVersion: String(version) }));
  const groups = [...listItems(answer['groups']), ...listItems(answer['items'])];
  return groups.flatMap((group) => {
    const name = String((isObject(group['metadata']) ? group['metadata']['name'] : group['name']) ?? '');
    return listItems(group['versions']).flatMap((version) => kindsOf(name, version));
  });
}

/** The version itself stands first: where no kinds are listed, it is all that is known. */
function kindsOf(group: string, { version, resources }: Record<string, unknown>): ServedKind[] {
  const apiVersion = group === '' ? String(version) : `${group}/${String(version)}`;
  const kinds = listItems(resources).map(({ resource, responseKind, scope }) => ({
    apiVersion,
    kind: String(isObject(responseKind) ? responseKind['kind'] : ''),
    resource: String(resource),
    isNamespaced: scope === 'Namespaced',
  }));
  return [{ apiVersion }, ...kinds];
}

function itemsIn(body: string): Record<string, unknown>[] {
  const list = parseJson(body);
  return isObject(list) ? listItems(list['items']) : [];
}

function listItems(list: unknown): Record<string, unknown>[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}

function toManagedObject({ metadata }: Record<string, unknown>): ManagedObject {
  const { name, managedFields } = isObject(metadata) ? metadata : {};
  const managers = listItems(managedFields).filter(
    ({ subresource }) => subresource === undefined || subresource === 'scale',
  );
  return {
    name: String(name),
    managers: managers.map(({ manager, fieldsV1 }) => ({
      name: String(manager),
      fields: (isObject(fieldsV1) ? fieldsV1 : {}) as JsonObject,
    })),
  };
}
