// The cluster, as far as the engine needs it: interfaces like those in ports.ts.
import type { Result } from '../model/failure.ts';
import type { Namespace, ReleaseName } from '../model/names.ts';
import type { JsonObject } from '../text/json.ts';
import type { Scratch } from './machine.ts';

/** The newest revision of a release, from the metadata of the Secret that Helm keeps it in. */
export interface StoredRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  /** Helm's word: deployed, failed, pending-install, pending-upgrade, pending-rollback, uninstalling, uninstalled. */
  readonly status: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly resourceVersion: string;
  /** The newest one that is deployed, if that is an earlier one: what runs, and what Helm compares an upgrade with. */
  readonly deployed?: StoredRelease;
  /** From Helm's first write of this revision to its last: what the last deployment took, to the second. */
  readonly tookMs?: number;
}

/** A revision, whole: what it was made of, and what it made. May hold secrets. */
export interface ReleaseRecord {
  /** YAML documents: its objects, and those of its hooks. */
  readonly objects: string;
  /** What was handed to Helm. */
  readonly values: JsonObject;
  /** Version of the chart; empty if it does not say. */
  readonly chartVersion: string;
  /** The templates of the chart, its parts' not among them, and its own values. */
  readonly chartText: string;
}

/** Where objects of one kind are. */
export interface ManagedKind {
  /** `apps/v1`. */
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
}

/** Which fields of an object belong to whom (Kubernetes: managedFields). */
export interface ManagedObject {
  readonly name: string;
  readonly managers: readonly { readonly name: string; readonly fields: JsonObject }[];
}

/** What is written onto a record, beside what Helm keeps in it. */
export type RecordMetadata = Pick<StoredRelease, 'labels' | 'annotations'>;

/** Definitions of custom resources. They are the whole cluster's. */
export interface Crds {
  /** Undefined if there is none of that name. */
  read(name: string, signal: AbortSignal): Promise<Result<JsonObject | undefined>>;
  /** Done once resources of it can be created; one that is there meanwhile is left alone. */
  create(crd: JsonObject, signal: AbortSignal): Promise<Result<void>>;
  /** By a merge patch; `moved` if somebody else has changed it since the version that the patch names. */
  change(name: string, patch: JsonObject, signal: AbortSignal): Promise<Result<'changed' | 'moved'>>;
}

/** One cluster, as one user. All calls fail with the codes `cluster-*`, and give up after 30 s without an answer. */
export interface Cluster {
  /** Absolute path of a private kubeconfig whose only context is the one in use, with that namespace as its default. */
  kubeconfigFor(namespace: Namespace): string;
  /** One request per namespace, metadata only: neither values nor manifests are read. */
  releases(namespaces: readonly Namespace[], signal: AbortSignal): Promise<Result<StoredRelease[]>>;
  /** Undefined if Helm's store has no such release. */
  release(name: ReleaseName, namespace: Namespace, signal: AbortSignal): Promise<Result<StoredRelease | undefined>>;
  /** What Helm's store holds of a revision. Needs `get` on Secrets. */
  record(release: StoredRelease, signal: AbortSignal): Promise<Result<ReleaseRecord>>;
  /** Adds labels and annotations to the record of a revision, unless it has changed since it was read. */
  patchMetadata(release: StoredRelease, metadata: RecordMetadata, signal: AbortSignal): Promise<Result<void>>;
  /**
   * Changes the manifest that the record of a revision has: what Helm takes for its objects. Nothing is written if it stays
   * the same; it fails if `edit` gives nothing, or if somebody has touched the record since it was read.
   */
  editManifest(
    release: StoredRelease,
    edit: (manifest: string) => string | undefined,
    signal: AbortSignal,
  ): Promise<Result<void>>;
  /**
   * A value of a Secret or ConfigMap, or why there is none; that completes "The template cannot be rendered: …".
   * Needs `get` on them.
   */
  value(
    object: {
      readonly kind: 'secret' | 'configmap';
      readonly namespace: string;
      readonly name: string;
      readonly key: string;
    },
    signal: AbortSignal,
  ): Promise<Result<{ readonly value: string } | { readonly problem: string }>>;
  readonly crds: Crds;
  /** Its version, as it says it: `v1.37.2`. */
  version(signal: AbortSignal): Promise<Result<string>>;
  /** What it serves, as charts ask for it: `apps/v1` and `apps/v1/Deployment`. */
  served(signal: AbortSignal): Promise<Result<string[]>>;
  /** Who manages the objects of a kind that belong to Helm. Needs `list` on them. */
  managed(kind: ManagedKind, signal: AbortSignal): Promise<Result<ManagedObject[]>>;
  hasNamespace(namespace: Namespace, signal: AbortSignal): Promise<Result<boolean>>;
  /** UID of the kube-system namespace, by which a cluster is known. */
  uid(signal: AbortSignal): Promise<Result<string>>;
  /** Creates a namespace that is not there. */
  ensureNamespace(namespace: Namespace, signal: AbortSignal): Promise<Result<void>>;
}

export interface ClusterChoice {
  /** A path, or the file's content, plain or base64; the usual places if absent. */
  readonly kubeconfig?: string | undefined;
  /** The current context if absent. */
  readonly context?: string | undefined;
}

export interface Clusters {
  /** Reads the kubeconfig; speaks to nobody. Fails with `kubeconfig-unreadable` or `context-unknown`. */
  open(choice: ClusterChoice, scratch: Scratch): Result<Cluster>;
}
