// What the repository says, validated: the only form in which later stages see the spec.
import type { Place } from '../diagnostic.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ChartName, EnvironmentName, StackName } from '../names.ts';
import type { Wait } from '../ports.ts';
import type { Path } from '../yaml.ts';

export interface Spec {
  /** Path in the workspace. */
  readonly file: string;
  /** Where relative paths start, in the workspace; `.` for the workspace itself. */
  readonly folder: string;
  readonly stack: StackName;
  /** Of every environment, with templates in them. */
  readonly values: JsonObject;
  /** In the spec's order. */
  readonly environments: readonly Environment[];
  /** In the spec's order. */
  readonly charts: readonly Chart[];
  /** Place of the value at a path, or of the nearest value around it. */
  readonly placeOf: (path: Path) => Place;
}

export interface Environment {
  readonly name: EnvironmentName;
  /** Names and globs. */
  readonly branches: readonly string[];
  /** May be a template. */
  readonly namespace: string;
  /** May be a template. */
  readonly context: string | undefined;
  readonly values: JsonObject;
  /** From the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly protected: boolean;
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
  readonly createNamespace: boolean;
  /** With templates in them. */
  readonly values: JsonObject;
  /** From the folder of the spec. */
  readonly valuesFiles: readonly string[];
  readonly timeoutMs: number;
  readonly wait: Wait;
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

export interface Job {
  /** For the log. */
  readonly name: string;
  readonly run: string;
  readonly shell: 'bash' | 'sh';
  /** No limit but the run's if absent. */
  readonly timeoutMs?: number;
  /** With templates in it, until it is rendered. */
  readonly env: Readonly<Record<string, string>>;
  /** `changed`: only if the chart is deployed. */
  readonly when: 'changed' | 'always';
}
