// What does the engine need from Helm? An interface, as in ports.ts.
import type { Result } from '../model/failure.ts';
import type { Namespace, ReleaseName } from '../model/names.ts';
import type { ProcessExit, Scratch } from './machine.ts';

export interface HelmUpgrade {
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  /** Absolute path of a packaged chart or of a chart folder. */
  readonly package: string;
  /** JSON, which Helm reads from standard input. */
  readonly values: string;
  readonly wait: Wait;
  readonly timeoutMs: number;
  /** Whether the API server applies the objects; if absent, as the release was applied before. */
  readonly serverSide?: boolean;
  /** Takes over fields of other field managers. Needs server-side apply: Helm rejects it otherwise. */
  readonly forceConflicts: boolean;
  /** Takes over objects that belong to no release or to another release. */
  readonly takeOwnership: boolean;
  readonly labels: Readonly<Record<string, string>>;
  readonly description: string;
  /**
   * Whether the API server validates every object, as it does with server-side apply. Helm's own validation is skipped
   * then.
   */
  readonly validatedByServer: boolean;

  /** Absolute path of the kubeconfig. */
  readonly kubeconfig: string;
}

export type HelmUninstall = Pick<
  HelmUpgrade,
  'release' | 'namespace' | 'wait' | 'timeoutMs' | 'description' | 'kubeconfig'
> & {
  /** Keeps the records, with the status `uninstalled`. */
  readonly keepsHistory: boolean;
};

export interface HelmTemplate extends Pick<HelmUpgrade, 'release' | 'namespace' | 'package' | 'values'> {
  /** Renders an upgrade instead of an installation. */
  readonly isUpgrade?: boolean;
  /** Version of the cluster: `v1.37.2`; Helm's built-in default if absent. */
  readonly kubeVersion?: string;
  /** API versions and kinds that the cluster serves, in addition to Helm's built-in ones: `apps/v1/Deployment`. */
  readonly served?: readonly string[];
  /**
   * Absolute path of a kubeconfig. With it, Helm reads the API versions from the cluster, and evaluates `lookup` there.
   * It writes nothing.
   */
  readonly kubeconfig?: string;
}

/** `true`: Helm's watcher; `jobs`: also waits for Jobs; `legacy`: Helm 3's polling; `false`: waits for hooks only. */
export type Wait = boolean | 'jobs' | 'legacy';

/** One Helm binary of a known version. */
export interface Helm {
  /**
   * `helm upgrade --install`, without the CRDs in `crds/`: Compass creates them. The exit code does not prove what
   * became of the release; Helm's store does.
   */
  upgrade(upgrade: HelmUpgrade, onLine: (line: string) => void, signal: AbortSignal): Promise<ProcessExit>;
  /** `helm uninstall`. As with `upgrade`, only Helm's store shows what became of the release. */
  uninstall(uninstall: HelmUninstall, onLine: (line: string) => void, signal: AbortSignal): Promise<ProcessExit>;
  /** The objects and hooks that a release would have, as YAML. Fails with `helm-failed`. */
  template(release: HelmTemplate, signal: AbortSignal): Promise<Result<string>>;
  /** The text of a chart's `values.yaml`, from a folder or an archive. Fails with `helm-failed`. */
  ownValues(package_: string, signal: AbortSignal): Promise<Result<string>>;
}

export interface HelmFinder {
  /**
   * The binary of an exact version (`v4.3.1`), from PATH or downloaded and verified. With `path`, whatever is on PATH.
   * Fails with `helm-missing`.
   */
  find(version: string, scratch: Scratch, signal: AbortSignal): Promise<Result<Helm>>;
  /** The version of the binary that `find` would return. An exact version is returned without looking for a binary. */
  versionOf(version: string, signal: AbortSignal): Promise<Result<HelmVersion>>;
}

export interface HelmVersion {
  readonly major: number;
  readonly minor: number;
}
