// Helm, as far as the engine needs it: an interface like those in ports.ts.
import type { Result } from '../model/failure.ts';
import type { Namespace, ReleaseName } from '../model/names.ts';
import type { ProcessExit, Scratch } from './machine.ts';

export interface HelmUpgrade {
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  /** Absolute path of a packaged chart, or of a folder that holds one. */
  readonly package: string;
  /** JSON, given to Helm on standard input. */
  readonly values: string;
  readonly wait: Wait;
  readonly timeoutMs: number;
  /** Takes over fields that others have applied. Needs server-side apply. */
  readonly forceConflicts: boolean;
  /** Takes over objects that belong to no release, or to another one. */
  readonly takeOwnership: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  /** Whether the API server validates every object itself, as it does when Helm applies on the server's side. */
  readonly validatedByServer: boolean;
  /** Leaves the definitions of custom resources alone, which Helm installs otherwise, over those that are there. */
  readonly skipCrds: boolean;
  /** Absolute path of the kubeconfig. */
  readonly kubeconfig: string;
}

export type HelmUninstall = Pick<
  HelmUpgrade,
  'release' | 'namespace' | 'wait' | 'timeoutMs' | 'description' | 'kubeconfig'
>;

export interface HelmTemplate extends Pick<HelmUpgrade, 'release' | 'namespace' | 'package' | 'values'> {
  /** For an upgrade instead of an installation. */
  readonly isUpgrade?: boolean;
  /** Version of the cluster: `v1.37.2`; Helm's own if absent. */
  readonly kubeVersion?: string;
  /** What the cluster is taken to serve, beside what every cluster does: `apps/v1/Deployment`. */
  readonly served?: readonly string[];
  /** Absolute path of the kubeconfig of a cluster that is asked for what it serves and holds; it is not changed. */
  readonly kubeconfig?: string;
}

/** `true`: Helm's watcher; `jobs`: also until Jobs complete; `legacy`: Helm 3's polling; `false`: hooks only. */
export type Wait = boolean | 'jobs' | 'legacy';

/** One Helm binary of a known version. */
export interface Helm {
  /** `helm upgrade --install`. How it ended says nothing certain about the release: the store does. */
  upgrade(upgrade: HelmUpgrade, onLine: (line: string) => void, signal: AbortSignal): Promise<ProcessExit>;
  /** `helm uninstall`. How it ended says nothing certain about the release: the store does. */
  uninstall(uninstall: HelmUninstall, onLine: (line: string) => void, signal: AbortSignal): Promise<ProcessExit>;
  /** The objects that a release would have, as YAML, those of its hooks among them. Fails with `helm-failed`. */
  template(release: HelmTemplate, signal: AbortSignal): Promise<Result<string>>;
  /** The text of the definitions of custom resources in a chart's `crds/`, those of its parts included. Fails with `helm-failed`. */
  crds(package_: string, signal: AbortSignal): Promise<Result<string>>;
  /** The text of a chart's own values, from a folder or an archive. Fails with `helm-failed`. */
  ownValues(package_: string, signal: AbortSignal): Promise<Result<string>>;
  /** Packages a chart folder and gives the absolute path of the archive; fails with `chart-unpackable`. */
  package(folder: string, signal: AbortSignal): Promise<Result<string>>;
}

export interface Helms {
  /**
   * The binary of an exact version (`v4.3.1`), from PATH or installed and verified; or with `path`, whatever is on PATH.
   * Fails with `helm-missing`.
   */
  find(version: string, scratch: Scratch, signal: AbortSignal): Promise<Result<Helm>>;
  /** The version that `find` would give, with as little work as possible: an exact version is not looked for. */
  versionOf(version: string, signal: AbortSignal): Promise<Result<HelmVersion>>;
}

export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
}
