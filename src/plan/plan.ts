// What will happen? A plan is plain data that survives a JSON round trip, and all that `execute` knows of the spec.

import type { Failure } from '../model/failure.ts';
import type { EnvironmentName, Namespace, StackName } from '../model/names.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { HelmVersion } from '../ports/helm.ts';
import type { ChartContent } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { StackJobs } from '../spec/spec.ts';
import type { Path } from '../text/yaml.ts';
import type { Fingerprint } from './fingerprint.ts';

export interface Plan {
  /** Changes whenever the meaning of a field does. */
  readonly version: 1;
  readonly identity: Identity;
  /** In the spec's order. */
  readonly charts: readonly PlannedChart[];
  /** Jobs before and after all charts. */
  readonly jobs: StackJobs;
  /** What the jobs after the last chart have passed, as a chart with only jobs; absent if none waits for a change. */
  readonly afterJobs?: PlannedChart;
  /** Folder of the spec in the workspace, in which jobs run. */
  readonly folder: string;
  readonly helm: HelmVersion;
  /** Releases with a former name of this stack and environment: they get the new one. */
  readonly handedOver: readonly StoredRelease[];
  /** Releases of this identity that the spec no longer names. Empty if only some charts are planned. */
  readonly leftAlone: readonly StoredRelease[];
}

/** The owner of releases. */
export interface Identity {
  readonly stack: StackName;
  readonly environment: EnvironmentName;
  readonly namespace: Namespace;
}

export interface PlannedChart extends RenderedChart {
  /** Absent for a chart with only jobs, one with `remove`, and one that is not required. */
  readonly content?: ChartContent;
  /** Images that its templates asked for or its values contain: reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** The digests that the release runs now, for the entries of `images` whose digest has changed. */
  readonly imagesBefore: Readonly<Record<string, string>>;
  readonly decision: Decision;
  readonly fingerprint: Fingerprint;
  /** Newest revision in Helm's store when the plan was made; 0 if there is none. */
  readonly baseRevision: number;
  /** The newest revision; absent if there is none. */
  readonly observed?: StoredRelease;
  /** Duration of its last deployment; absent if there was none. */
  readonly tookMs?: number;
  /** Whether the API server validates the objects that Helm sends: see `isAppliedByServer`. */
  readonly validatedByServer: boolean;
}

/**
 * `late`: deferred, that is, decided once its dependencies have completed and the values that it reads from them are
 * known.
 */
export type Decision =
  | {
      readonly action: 'install' | 'upgrade' | 'unchanged' | 'remove' | 'keep' | 'not-required' | 'run' | 'late';
      readonly reason: string;
    }
  | { readonly action: 'refuse'; readonly failure: Failure };

/** Paths of the secrets in its values; one empty path if a template of its raw objects read a secret. */
export function secretPathsOf({
  secrets,
  secretMaps,
  source,
}: Pick<PlannedChart, 'secrets' | 'secretMaps' | 'source'>): readonly Path[] {
  return source?.kind === 'manifests' && source.secretFiles.length > 0 ? [[]] : [...secrets, ...secretMaps];
}

/** Objects of these kinds stay in the cluster when their release is uninstalled: they hold data, or others use them. */
export const keptKinds: readonly string[] = ['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition'];

/** Whether Helm will make a new revision. */
export function isDeployed({ decision }: Pick<PlannedChart, 'decision'>): boolean {
  return decision.action === 'install' || decision.action === 'upgrade';
}

/** Whether the chart changes something in the cluster; a deferred chart may. Jobs that run leave a revision behind. */
export function mayChange(chart: Pick<PlannedChart, 'decision'>): boolean {
  return isDeployed(chart) || ['late', 'remove', 'run'].includes(chart.decision.action);
}
