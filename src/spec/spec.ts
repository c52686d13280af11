// What the repository says, validated: the only form in which later stages see the spec.
import type { Place } from '../diagnostic.ts';
import type { JsonObject } from '../json.ts';
import type { ChartName, EnvironmentName, Namespace, ReleaseName, StackName } from '../names.ts';
import type { Wait } from '../ports.ts';

export interface Spec {
  /** Path in the workspace. */
  readonly file: string;
  readonly stack: StackName;
  /** In the spec's order. */
  readonly environments: readonly Environment[];
  /** In the spec's order. */
  readonly charts: readonly Chart[];
}

export interface Environment {
  readonly name: EnvironmentName;
  /** Names and globs. */
  readonly branches: readonly string[];
  readonly namespace: Namespace;
  readonly context: string | undefined;
  readonly protected: boolean;
}

export interface Chart {
  readonly name: ChartName;
  /** Of its key in the spec. */
  readonly at: Place;
  /** Path of the chart folder in the workspace. */
  readonly folder: string;
  /** Each once. */
  readonly depends: readonly ChartName[];
  readonly release: ReleaseName;
  /** The environment's if absent. */
  readonly namespace: Namespace | undefined;
  readonly createNamespace: boolean;
  readonly values: JsonObject;
  readonly timeoutMs: number;
  readonly wait: Wait;
}
