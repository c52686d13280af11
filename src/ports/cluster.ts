// What does the engine need from a Kubernetes cluster? Interfaces, as in ports.ts.
import type { Result } from '../model/failure.ts';
import type { Namespace, ReleaseName } from '../model/names.ts';
import type { JsonObject } from '../text/json.ts';
import type { Scratch } from './machine.ts';

/** The newest revision of a release, from the metadata of the Secret in which Helm stores it. */
export interface StoredRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /**
   * As Helm calls it: deployed, failed, pending-install, pending-upgrade, pending-rollback, uninstalling, uninstalled.
   */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
  /** The newest deployed revision, if it is an earlier one: what runs, and what Helm compares an upgrade with. */
  readonly deployed?: StoredRelease;
  /**
   * For a release without Compass's labels: the name of the chart that it was installed from, if it is not the spec's.
   */
  readonly otherChart?: string;
  /** Time between Helm's first and last write of this revision: how long the last deployment took, to the second. */
  readonly tookMs?: number;
}

/** A whole revision: its inputs and its objects. May contain secrets. */
export interface ReleaseRecord {
  /** YAML documents: its objects and its hooks. */
  readonly objects: string;
  /** The values that Helm was given. */
  readonly values: JsonObject;
  /** Whether the API server applied the objects (server-side apply). */
  readonly isServerSide: boolean;
  /** `name` in the Chart.yaml; empty if the record has none. */
  readonly helmChart: string;
  /** Version of the chart; empty if the record has none. */
  readonly chartVersion: string;
  /** The templates and the default values of the chart, without those of its subcharts. */
  readonly chartText: string;
}

/** A kind, and the namespace to list it in. */
export interface ManagedKind {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Which field manager owns which fields of an object (Kubernetes: managedFields). */
export interface ManagedObject {
  readonly name: string;
  readonly managers: readonly { readonly name: string; readonly fields: JsonObject }[];
}

export interface ObjectReference {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Ignored for kinds without namespaces. */
  readonly namespace: string;
}

/** An object in the cluster, without its content. */
export interface LiveObject extends ManagedObject {
  readonly annotations: Readonly<Record<string, string>>;
  readonly isTerminating: boolean;
  /** Finalizers that keep it from being deleted. */
  readonly finalizers: readonly string[];
}

/** What Compass adds to a record. */
export type RecordMetadata = Pick<StoredRelease, 'labels' | 'annotations'>;

/** Custom resource definitions. The whole cluster shares them. */
export interface Crds {
  /** Undefined if no CRD has that name. */
  read(name: string, signal: AbortSignal): Promise<Result<JsonObject | undefined>>;
  /**
   * Resolves when objects of its kind can be created. If another client has created it in the meantime, it is left as
   * it is.
   */
  create(crd: JsonObject, signal: AbortSignal): Promise<Result<void>>;
  /** Resolves when objects of its kind can be created. */
  awaitServed(name: string, signal: AbortSignal): Promise<Result<void>>;
  /** Applies a merge patch; `moved` if the CRD has changed since the version that the patch names. */
  change(name: string, patch: JsonObject, signal: AbortSignal): Promise<Result<'changed' | 'moved'>>;
}

/** One cluster, as one user. All calls fail with the codes `cluster-*`, after 30 s without an answer at the latest. */
export interface Cluster {
  /** Absolute path of a private kubeconfig with only the context in use, and that namespace as its default. */
  kubeconfigFor(namespace: Namespace): string;
  /** One request per namespace, metadata only: neither values nor manifests are read. */
  releases(namespaces: readonly Namespace[], signal: AbortSignal): Promise<Result<StoredRelease[]>>;
  /** The newest revision of each release that has been superseded; also of releases that have newer ones. */
  supersededReleases(namespace: Namespace, signal: AbortSignal): Promise<Result<StoredRelease[]>>;
  /** Names of the releases that Helm keeps in ConfigMaps, for users of `HELM_DRIVER=configmap`. */
  releasesInConfigMaps(namespace: Namespace, signal: AbortSignal): Promise<Result<string[]>>;
  /** Undefined if Helm's store does not have the release. */
  release(name: ReleaseName, namespace: Namespace, signal: AbortSignal): Promise<Result<StoredRelease | undefined>>;
  /** The whole record of a revision. Needs `get` on Secrets. */
  record(release: StoredRelease, signal: AbortSignal): Promise<Result<ReleaseRecord>>;
  /** Adds labels and annotations to the record of a revision, unless it has changed since it was read. */
  patchMetadata(release: StoredRelease, metadata: RecordMetadata, signal: AbortSignal): Promise<Result<void>>;
  /**
   * Changes the manifest in the record of a revision, from which Helm knows the objects of the release. Writes nothing
   * if `edit` returns the same text. Fails if `edit` returns undefined, or if the record has changed since it was read.
   * `labels`: written with the manifest; null removes a label.
   */
  editManifest(
    release: StoredRelease,
    edit: (manifest: string) => string | undefined,
    signal: AbortSignal,
    labels?: Readonly<Record<string, string | null>>,
  ): Promise<Result<void>>;
  /** Gives the newest revision the status `failed`, so that Helm works on the release again. */
  reviveRelease(release: StoredRelease, signal: AbortSignal): Promise<Result<void>>;
  /**
   * A value of a Secret or ConfigMap. `problem` says why there is none; it completes "The template cannot be rendered:
   * …". Needs `get` on the object.
   */
  value(
    object: {
      readonly kind: 'secret' | 'configmap';
      readonly namespace: string;
      readonly name: string;
      readonly key: string;
      /** Of the bytes; the value is their text (UTF-8) if absent. */
      readonly encoding?: 'base64';
    },
    signal: AbortSignal,
  ): Promise<Result<{ readonly value: string } | { readonly problem: string }>>;
  readonly crds: Crds;
  /** The server's version, in its own format: `v1.37.2`. */
  version(signal: AbortSignal): Promise<Result<string>>;
  /**
   * The API versions and kinds that the cluster serves, in the format of `.Capabilities.APIVersions`: `apps/v1`,
   * `apps/v1/Deployment`. The answer is kept; `again`: whether to ask the cluster once more.
   */
  served(signal: AbortSignal, again?: boolean): Promise<Result<string[]>>;
  /**
   * Whether another server than the API server itself answers for this API version (`metrics.k8s.io/v1beta1`): its
   * kinds are missing from `served` while that server is down.
   */
  isAggregated(apiVersion: string, signal: AbortSignal): Promise<Result<boolean>>;
  /** The field managers of all objects of a kind that Helm has labelled as its own. Needs `list` on them. */
  managed(kind: ManagedKind, signal: AbortSignal): Promise<Result<ManagedObject[]>>;
  /** Undefined if the object does not exist, or if its kind is not served. Needs `get` on it. */
  object(object: ObjectReference, signal: AbortSignal): Promise<Result<LiveObject | undefined>>;
  /** The whole object; undefined if it does not exist, or if its kind is not served. Needs `get` on it. */
  content(object: ObjectReference, signal: AbortSignal): Promise<Result<JsonObject | undefined>>;
  /** Why the API server would not delete the object, in its words; undefined if it would. Deletes nothing. */
  whyNotDeleted(object: ObjectReference, signal: AbortSignal): Promise<Result<string | undefined>>;
  /** Sets annotations of an existing object. Needs `patch` on it. */
  annotate(
    object: ObjectReference,
    annotations: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  /** `undefined` if it does not exist. */
  namespaceState(namespace: Namespace, signal: AbortSignal): Promise<Result<'active' | 'terminating' | undefined>>;
  /** UID of the kube-system namespace, which identifies a cluster. */
  uid(signal: AbortSignal): Promise<Result<string>>;
  /** Creates the namespace if it does not exist. */
  ensureNamespace(namespace: Namespace, signal: AbortSignal): Promise<Result<void>>;
}

export interface ClusterChoice {
  /** A path, or the file's content, plain or base64; the default locations if absent. */
  readonly kubeconfig?: string | undefined;
  /** The current context if absent. */
  readonly context?: string | undefined;
}

export interface Clusters {
  /** Reads the kubeconfig and sends no request. Fails with `kubeconfig-unreadable` or `context-unknown`. */
  open(choice: ClusterChoice, scratch: Scratch): Result<Cluster>;
}
