// Charts and releases with nothing special about them. A test says only what matters to it.
import type { ChartName, EnvironmentName, Namespace, ReleaseName, StackName } from '../../src/model/names.ts';
import type { Identity, PlannedChart } from '../../src/plan/plan.ts';
import type { StoredRelease } from '../../src/ports/cluster.ts';
import type { RenderedChart } from '../../src/render/charts.ts';
import { plainSettings } from './settings.ts';

export const identity: Identity = {
  stack: 'shop' as StackName,
  environment: 'staging' as EnvironmentName,
  namespace: 'ns' as Namespace,
};

export function renderedChart(name: string, rest: Partial<RenderedChart> = {}): RenderedChart {
  return {
    name: name as ChartName,
    at: { file: 'compass.yaml', line: 5, column: 3 },
    source: { kind: 'folder', path: `charts/${name}` },
    jobs: { before: [], after: [] },
    depends: [],
    isRequired: true,
    release: name as ReleaseName,
    namespace: identity.namespace,
    settings: plainSettings,
    values: {},
    secrets: [],
    secretMaps: [],
    imagesAsked: [],
    ...rest,
  };
}

/** One that would be upgraded, from revision 3. */
export function plannedChart(name: string, rest: Partial<PlannedChart> = {}): PlannedChart {
  return {
    ...renderedChart(name),
    images: {},
    imagesBefore: {},
    decision: { action: 'upgrade', reason: 'values changed' },
    fingerprint: { whole: 'f'.repeat(40), parts: { chart: '1', values: '2', images: '3', flags: '4' } },
    baseRevision: 3,
    validatedByServer: true,
    ...rest,
  };
}

/** The first revision of a release, deployed. */
export function storedRelease(name: string, rest: Partial<StoredRelease> = {}): StoredRelease {
  return {
    name,
    namespace: identity.namespace,
    revision: 1,
    status: 'deployed',
    labels: {},
    annotations: {},
    resourceVersion: '1',
    ...rest,
  };
}
