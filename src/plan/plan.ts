// What will happen, as plain data that survives a JSON round trip. Of the spec, `execute` is given nothing else.

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
  /** Around all charts. */
  readonly jobs: StackJobs;
  /** Path of the folder of the spec in the workspace: where jobs run. */
  readonly folder: string;
  readonly helm: HelmVersion;
}

/** Whose releases these are. */
export interface Identity {
  readonly stack: StackName;
  readonly environment: EnvironmentName;
  readonly namespace: Namespace;
}

export interface PlannedChart extends RenderedChart {
  /** Absent if there are only jobs, or if it is not required. */
  readonly content?: ChartContent;
  /** What its templates asked for, or its values hold: image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** The digests that the release runs now, of those of `images` that it runs under another one. */
  readonly imagesBefore: Readonly<Record<string, string>>;
  readonly decision: Decision;
  readonly fingerprint: Fingerprint;
  /** Newest revision in Helm's store when the plan was made; 0 if there is none. */
  readonly baseRevision: number;
  /** That revision; absent if there is none. */
  readonly observed?: StoredRelease;
  /** What its last deployment took; absent if there was none. */
  readonly tookMs?: number;
  /** Whether the API server validates what Helm sends: see `isAppliedByServer`. */
  readonly validatedByServer: boolean;
}

/** `late`: decided once what it depends on is up, and what it reads from the cluster is known. */
export type Decision =
  | {
      readonly action: 'install' | 'upgrade' | 'unchanged' | 'remove' | 'keep' | 'not-required' | 'run' | 'late';
      readonly reason: string;
    }
  | { readonly action: 'refuse'; readonly failure: Failure };

/** Where in its values there are secrets; an empty path if its raw objects have seen some. */
export function secretPathsOf({
  secrets,
  secretMaps,
  source,
}: Pick<PlannedChart, 'secrets' | 'secretMaps' | 'source'>): readonly Path[] {
  return source?.kind === 'manifests' && source.secretFiles.length > 0 ? [[]] : [...secrets, ...secretMaps];
}

/** Kinds of objects that stay in the cluster when their release is uninstalled: they hold data, or others need them. */
export const keptKinds: readonly string[] = ['PersistentVolumeClaim', 'Namespace', 'CustomResourceDefinition'];

/** Whether Helm will make a new revision of it. */
export function isDeployed({ decision }: Pick<PlannedChart, 'decision'>): boolean {
  return decision.action === 'install' || decision.action === 'upgrade';
}

/** Whether it changes something, as far as that is known by now. */
export function mayChange(chart: Pick<PlannedChart, 'decision'>): boolean {
  return isDeployed(chart) || ['late', 'remove'].includes(chart.decision.action);
}
