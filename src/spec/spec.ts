// What the repository says, validated: the only form in which later stages see the spec.

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
  /** Of every environment, with templates in them. */
  readonly values: JsonObject;
  readonly repositories: readonly Repository[];
  readonly jobs: StackJobs;
  /** In the spec's order. */
  readonly environments: readonly Environment[];
  /** In the spec's order. */
  readonly charts: readonly Chart[];
  /** Place of the value at a path, or of the nearest value around it. */
  readonly placeOf: (path: Path) => Place;
  /** The text at a path; `text`: what it says. */
  readonly textAt: (path: Path, text: string) => PlacedText;
}

/** A named place of charts. All but its name may be templates. */
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
  /** UID of the kube-system namespace of the only cluster that it may be. */
  readonly cluster: string | undefined;
  /** From low to high: those of the environments that it extends, its own last. */
  readonly layers: readonly EnvironmentLayer[];
  readonly protected: boolean;
}

/** The files come below the values. */
export interface EnvironmentLayer {
  /** The environment in which it stands. */
  readonly of: EnvironmentName;
  /** From the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly values: JsonObject;
}

export interface Chart {
  readonly name: ChartName;
  /** Of its key in the spec. */
  readonly at: Place;
  /** As written, from the folder of the spec; may be a template. Undefined if there are raw objects or only jobs. */
  readonly chart: string | undefined;
  /** As written; may be a template. */
  readonly version: string | undefined;
  /** URL of an HTTP chart repository. */
  readonly repository: string | undefined;
  /** Globs of files with raw objects, from the folder of the spec; empty if there are none. */
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
  /** With templates in them. */
  readonly values: JsonObject;
  /** From the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly settings: Settings;
}

/** How a chart is deployed. Plain data. */
export interface Settings {
  readonly createNamespace: boolean;
  readonly timeoutMs: number;
  readonly wait: Wait;
  /** Server-side apply conflicts: `take` takes the fields over. */
  readonly conflicts: 'fail' | 'take';
  readonly crds: 'install' | 'upgrade';
  /** Takes over objects that belong to no release. */
  readonly adopt: boolean;
  /** Installed once, then never touched. */
  readonly forget: boolean;
  /** Uninstalled if it is there. */
  readonly remove: boolean;
  /** What depends on it goes on without it, and the run succeeds. */
  readonly allowFailure: boolean;
}

/** Without `equals`, the environment's value of that name has to be truthy. */
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
  /** When anything failed. */
  readonly failed: readonly Job[];
}

export interface Job {
  /** For the log. */
  readonly name: string;
  readonly run: string;
  readonly shell: 'bash' | 'sh';
  /** No limit but the run's if absent. */
  readonly timeoutMs?: number;
  /** With templates in it, until it is rendered. */
  readonly env: Readonly<Record<string, string>>;
  /** Names of those of them that must not be seen; known once they are rendered. */
  readonly secretEnv?: readonly string[];
  /** `changed`: only if something is deployed. */
  readonly when: 'changed' | 'always';
}
