// The charts of a spec as they are for one environment.
import type { Place } from '../diagnostic.ts';
import { all, ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { ChartName, Namespace, ReleaseName } from '../names.ts';
import type { Wait } from '../ports.ts';
import type { Chart, Environment, Job, Jobs, Spec } from '../spec/spec.ts';
import type { Path } from '../yaml.ts';
import { mergeLayers } from './merge.ts';
import { chartScope, environmentScope, type Source } from './scope.ts';
import type { Scope } from './template.ts';
import { type Renderer, readValuesFile, renderValues } from './values.ts';

export interface RenderedChart {
  readonly name: ChartName;
  /** In the spec. */
  readonly at: Place;
  /** Path of the chart folder in the workspace; absent if there are only jobs. */
  readonly folder?: string;
  readonly jobs: Jobs;
  readonly depends: readonly ChartName[];
  /** False where its `requires` is not met: then it is not deployed, and has no values. */
  readonly isRequired: boolean;
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly createNamespace: boolean;
  /** What is handed to Helm. */
  readonly values: JsonObject;
  /** The references that its own templates asked for, in values and in the `env` of jobs. */
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
      const settings = { depends, release, namespace, createNamespace, timeoutMs, wait };
      const common = { name, at, ...(folder !== undefined && { folder }), ...settings };
      const nothing = { isRequired: false, values: {}, imagesAsked: [], jobs: { before: [], after: [] } };
      if (!isMet(chart, values)) return ok({ ...common, ...nothing });
      const asked = new Set<string>();
      const scope = chartScope(outer, chart, namespace);
      const rendered = renderChartValues(spec, chart, scope, { ...renderer, asked });
      const jobs = renderJobs(spec, chart, scope, { ...renderer, asked });
      const both = all<unknown>([rendered, jobs]);
      if (!rendered.ok || !jobs.ok) return both as Result<never>;
      const imagesAsked = [...asked].sort();
      return ok({ ...common, isRequired: true, values: rendered.value, jobs: jobs.value, imagesAsked });
    }),
  );
}

function renderJobs(spec: Spec, { name, jobs }: Chart, scope: Scope, renderer: Renderer): Result<Jobs> {
  const render = (when: keyof Jobs) =>
    all(
      jobs[when].map((job, index): Result<Job> => {
        const placeOf = (path: Path) => spec.placeOf(['charts', name, 'jobs', when, index, 'env', ...path]);
        const env = renderValues(job.env, placeOf, scope, renderer);
        if (!env.ok) return env;
        // A template may give a number, where an environment has texts.
        const texts = Object.entries(env.value).map(([key, value]) => [key, String(value)]);
        return ok({ ...job, env: Object.fromEntries(texts) });
      }),
    );
  const [before, after] = [render('before'), render('after')];
  if (!before.ok || !after.ok) return all<unknown>([before, after]) as Result<never>;
  return ok({ before: before.value, after: after.value });
}

function isMet({ requires }: Chart, values: JsonObject): boolean {
  return requires.every(
    ({ name, equals }) =>
      Object.hasOwn(values, name) && (equals === undefined ? Boolean(values[name]) : values[name] === equals),
  );
}

/** Low to high: values files in order, then values. */
function renderChartValues(
  spec: Spec,
  { name, values, valuesFiles }: Chart,
  scope: Scope,
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
