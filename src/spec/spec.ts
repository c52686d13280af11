// What does a valid spec contain? This is the only form in which later stages see it.

import type { ChartName, EnvironmentName, StackName } from '../model/names.ts';
import type { Wait } from '../ports/helm.ts';
import type { Json, JsonObject } from '../text/json.ts';
import type { Place, PlacedText } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';

export interface Spec {
  /** Path in the workspace. */
  readonly file: string;
  /** Where relative paths start, in the workspace; `.` for the workspace itself. */
  readonly folder: string;
  readonly stack: StackName;
  /** Names of the environment variables that templates may read. */
  readonly env: readonly string[];
  /** Values of every environment, before templates are rendered. */
  readonly values: JsonObject;
  readonly repositories: readonly Repository[];
  readonly jobs: StackJobs;
  /** In the spec's order. */
  readonly environments: readonly Environment[];
  /** In the spec's order. */
  readonly charts: readonly Chart[];
  /** Place of the value at a path, or of the nearest value around it. */
  readonly placeOf: (path: Path) => Place;
  /** The string at a path, with its places. `text`: its content. */
  readonly textAt: (path: Path, text: string) => PlacedText;
}

/** A chart repository. Everything except its name may be a template. */
export interface Repository {
  readonly name: string;
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

export interface Environment {
  readonly name: EnvironmentName;
  /** Names and globs. */
  readonly branches: readonly string[];
  /** May be a template. */
  readonly namespace: string;
  /** May be a template. */
  readonly context: string | undefined;
  /** UID of the cluster's kube-system namespace; any other cluster is refused. */
  readonly cluster: string | undefined;
  /** From low to high: the layers of the extended environments, then its own. */
  readonly layers: readonly EnvironmentLayer[];
  readonly protected: boolean;
  /** What this stack and environment were called before: their releases are handed over. */
  readonly formerly: readonly { readonly stack: string; readonly environment: string }[];
}

/** The values override those of the files. */
export interface EnvironmentLayer {
  /** The environment that defines it. */
  readonly of: EnvironmentName;
  /** Relative to the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly values: JsonObject;
}

export interface Chart {
  readonly name: ChartName;
  /** Place of its key in the spec. */
  readonly at: Place;
  /** As written, relative to the folder of the spec; may be a template. Undefined for manifests and jobs. */
  readonly chart: string | undefined;
  /** As written; may be a template. */
  readonly version: string | undefined;
  /** URL of an HTTP chart repository. */
  readonly repository: string | undefined;
  /** Globs of files with Kubernetes objects, relative to the folder of the spec; empty if there are none. */
  readonly manifests: readonly string[];
  readonly jobs: Jobs;
  /** Each once. */
  readonly depends: readonly ChartName[];
  readonly requires: readonly Requirement[];
  readonly tags: readonly string[];
  /** May be a template. */
  readonly release: string;
  /** May be a template; the environment's if absent. */
  readonly namespace: string | undefined;
  /** Before templates are rendered. */
  readonly values: JsonObject;
  /** Relative to the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly settings: Settings;
}

/** How a chart is deployed. Plain data. */
export interface Settings {
  readonly createNamespace: boolean;
  readonly timeoutMs: number;
  readonly wait: Wait;
  /** Who applies the objects; if absent, as the release was applied before, and new releases by the server. */
  readonly apply?: 'server' | 'client';
  /** Server-side apply conflicts: `take` takes the fields over. */
  readonly conflicts: 'fail' | 'take';
  readonly crds: 'install' | 'upgrade' | 'skip';
  /** Takes over objects that belong to no release. */
  readonly adopt: boolean;
  /** Installed once, then never changed. */
  readonly forget: boolean;
  /** Uninstalled if it exists. */
  readonly remove: boolean;
  /** If it fails, its dependents still start, and the run succeeds. */
  readonly allowFailure: boolean;
}

/** Without `equals`, the environment's value of that name must be truthy. */
export interface Requirement {
  readonly name: string;
  readonly equals?: Json;
}

/** Shell jobs around a release. */
export interface Jobs {
  readonly before: readonly Job[];
  readonly after: readonly Job[];
}

/** Shell jobs around the whole stack. */
export interface StackJobs extends Jobs {
  /** If something failed. */
  readonly failed: readonly Job[];
}

export interface Job {
  /** Its name in the log. */
  readonly name: string;
  readonly run: string;
  readonly shell: 'bash' | 'sh';
  /** Absent if only the run's limit applies. */
  readonly timeoutMs?: number;
  /** May contain templates until it is rendered. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of the variables that are secrets; known once they are rendered. */
  readonly secretEnv?: readonly string[];
  /** `changed`: only if something is deployed. */
  readonly when: 'changed' | 'always';
}
