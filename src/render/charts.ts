// The charts of a spec as they are for one environment.
import type { Place } from '../diagnostic.ts';
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { ChartName, Namespace, ReleaseName } from '../names.ts';
import type { ChartOrigin } from '../origin.ts';
import type { Wait } from '../ports.ts';
import type { Chart, Job, Jobs, Spec } from '../spec/spec.ts';
import type { Path } from '../yaml.ts';
import type { RenderedEnvironment } from './environment.ts';
import { mergeLayers } from './merge.ts';
import { renderNamespace, renderRelease } from './names.ts';
import { renderOrigin } from './origin.ts';
import { type Commit, chartScope, environmentScope } from './scope.ts';
import type { Scope } from './template.ts';
import { type Renderer, readValuesFile, renderValues } from './values.ts';

export interface RenderedChart {
  readonly name: ChartName;
  /** In the spec. */
  readonly at: Place;
  /** Absent if there are only jobs. */
  readonly origin?: ChartOrigin;
  readonly jobs: Jobs;
  readonly depends: readonly ChartName[];
  /** False where its `requires` is not met: then it is not deployed, and has neither values nor content. */
  readonly isRequired: boolean;
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly createNamespace: boolean;
  /** What is handed to Helm. */
  readonly values: JsonObject;
  /** The references that its own templates asked for. */
  readonly imagesAsked: readonly string[];
  readonly timeoutMs: number;
  readonly wait: Wait;
}

export function renderCharts(
  spec: Spec,
  charts: readonly Chart[],
  environment: RenderedEnvironment,
  commit: Commit,
  renderer: Omit<Renderer, 'asked'>,
): Result<RenderedChart[]> {
  const scope = environmentScope(spec, environment, commit, environment.values);
  const rendered = all(charts.map((chart) => renderChart(spec, chart, environment, scope, renderer)));
  if (!rendered.ok) return rendered;
  const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
  return clashes.length > 0 ? failed(...clashes) : rendered;
}

function renderChart(
  spec: Spec,
  chart: Chart,
  environment: RenderedEnvironment,
  outer: Scope,
  shared: Omit<Renderer, 'asked'>,
): Result<RenderedChart> {
  const renderer: Renderer = { ...shared, asked: new Set() };
  const names = renderNames(spec, chart, environment, outer, renderer);
  if (!names.ok) return names;
  const { name, at, depends, createNamespace, timeoutMs, wait } = chart;
  const common = { name, at, depends, ...names.value, createNamespace, timeoutMs, wait };
  if (!isMet(chart, environment.values)) {
    const nothing = { isRequired: false, values: {}, imagesAsked: [], jobs: { before: [], after: [] } };
    return ok({ ...common, ...nothing });
  }
  const scope = chartScope(outer, chart, names.value);
  const origin = renderOrigin(spec, chart, {}, scope, renderer);
  const values = renderChartValues(spec, chart, scope, renderer);
  const jobs = renderJobs(spec, chart, scope, renderer);
  if (!origin.ok || !values.ok || !jobs.ok) return all<unknown>([origin, values, jobs]) as Result<never>;
  return ok({
    ...common,
    ...(origin.value && { origin: origin.value }),
    isRequired: true,
    values: values.value,
    jobs: jobs.value,
    imagesAsked: [...renderer.asked].sort(),
  });
}

/** The namespace first: the name of a release may speak of it. */
function renderNames(
  spec: Spec,
  chart: Chart,
  environment: RenderedEnvironment,
  outer: Scope,
  renderer: Renderer,
): Result<Pick<RenderedChart, 'namespace' | 'release'>> {
  const placeOf = (key: string) => spec.placeOf(['charts', chart.name, key]);
  const namespace =
    chart.namespace === undefined
      ? ok(environment.namespace)
      : renderNamespace(chart.namespace, placeOf('namespace'), chartScope(outer, chart, {}), renderer);
  if (!namespace.ok) return namespace;
  const scope = chartScope(outer, chart, { namespace: namespace.value });
  const release = renderRelease(chart.release, placeOf('release'), scope, renderer);
  return release.ok ? ok({ namespace: namespace.value, release: release.value }) : release;
}

/** Literal names are compared by a rule of the spec; these are templates that came to the same. */
function clashesOf(chart: RenderedChart, others: readonly RenderedChart[]): Failure[] {
  const { name, release, namespace, at } = chart;
  const first = others.find((other) => other.release === release && other.namespace === namespace);
  if (first === undefined) return [];
  const message = `The charts \`${first.name}\` and \`${name}\` both are the release \`${release}\` in namespace \`${namespace}\`.`;
  return [{ code: 'spec-invalid', message, hint: 'Give one of them another `release` or `namespace`.', at }];
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
