// The charts of a spec as they are for one environment.
import type { Place } from '../diagnostic.ts';
import { all, ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { ChartName, Namespace, ReleaseName } from '../names.ts';
import type { Wait } from '../ports.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import { mergeLayers } from './merge.ts';
import { chartScope, environmentScope, type Source } from './scope.ts';
import { type Renderer, readValuesFile, renderValues } from './values.ts';

export interface RenderedChart {
  readonly name: ChartName;
  /** In the spec. */
  readonly at: Place;
  /** Path of the chart folder in the workspace. */
  readonly folder: string;
  readonly depends: readonly ChartName[];
  /** False where its `requires` is not met: then it is not deployed, and has no values. */
  readonly isRequired: boolean;
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly createNamespace: boolean;
  /** What is handed to Helm. */
  readonly values: JsonObject;
  /** The references whose digests are in the values. */
  readonly imagesAsked: readonly string[];
  readonly timeoutMs: number;
  readonly wait: Wait;
}

/** `values`: of the environment. */
export function renderCharts(
  spec: Spec,
  charts: readonly Chart[],
  environment: Environment,
  source: Source,
  values: JsonObject,
  renderer: Omit<Renderer, 'asked'>,
): Result<RenderedChart[]> {
  const outer = environmentScope(spec, environment, source, values);
  return all(
    charts.map((chart): Result<RenderedChart> => {
      const namespace = chart.namespace ?? environment.namespace;
      const { name, at, folder, depends, release, createNamespace, timeoutMs, wait } = chart;
      const common = { name, at, folder, depends, release, namespace, createNamespace, timeoutMs, wait };
      if (!isMet(chart, values)) return ok({ ...common, isRequired: false, values: {}, imagesAsked: [] });
      const asked = new Set<string>();
      const rendered = renderChartValues(spec, chart, chartScope(outer, chart, namespace), { ...renderer, asked });
      if (!rendered.ok) return rendered;
      return ok({ ...common, isRequired: true, values: rendered.value, imagesAsked: [...asked].sort() });
    }),
  );
}

function isMet({ requires }: Chart, values: JsonObject): boolean {
  return requires.every(({ name, equals }) => (equals === undefined ? Boolean(values[name]) : values[name] === equals));
}

/** Low to high: values files in order, then values. */
function renderChartValues(
  spec: Spec,
  { name, values, valuesFiles }: Chart,
  scope: ReturnType<typeof chartScope>,
  renderer: Renderer,
): Result<JsonObject> {
  const layers = all([
    ...valuesFiles.map((file, index) => {
      const at = spec.placeOf(['charts', name, 'values-files', index]);
      return readValuesFile(file, spec.folder, at, scope, renderer);
    }),
    renderValues(values, (path) => spec.placeOf(['charts', name, 'values', ...path]), scope, renderer),
  ]);
  return layers.ok ? ok(mergeLayers(layers.value)) : layers;
}
