// The charts of a spec as they are for one environment.
import type { Place } from '../diagnostic.ts';
import type { JsonObject } from '../json.ts';
import type { ChartName, Namespace, ReleaseName } from '../names.ts';
import type { Wait } from '../ports.ts';
import type { Environment, Spec } from '../spec/spec.ts';

export interface RenderedChart {
  readonly name: ChartName;
  /** In the spec. */
  readonly at: Place;
  /** Path of the chart folder in the workspace. */
  readonly folder: string;
  readonly depends: readonly ChartName[];
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly createNamespace: boolean;
  /** What is handed to Helm. */
  readonly values: JsonObject;
  readonly timeoutMs: number;
  readonly wait: Wait;
}

export function renderCharts(spec: Spec, environment: Environment): RenderedChart[] {
  return spec.charts.map((chart) => ({ ...chart, namespace: chart.namespace ?? environment.namespace }));
}
