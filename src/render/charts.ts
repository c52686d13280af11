// The charts of a spec as they are for one environment.

import type { ChartSource } from '../model/chart-source.ts';
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { ChartName, Namespace, ReleaseName } from '../model/names.ts';
import type { Chart, Job, Jobs, Settings, Spec } from '../spec/spec.ts';
import type { JsonObject } from '../text/json.ts';
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import type { RenderedEnvironment } from './environment.ts';
import { readValuesFile } from './files.ts';
import { renderJobs } from './jobs.ts';
import { renderNamespace, renderRelease } from './names.ts';
import { clusterAsked, imageAsked } from './questions.ts';
import { type Commit, chartScope, environmentScope } from './scope.ts';
import { renderSource } from './source.ts';
import type { Question, Scope } from './template.ts';
import { noteAsked, type Renderer, renderSpecLayer } from './texts.ts';
import { mergeLayers, type NamedLayer, reveal, secretMapPaths, secretPaths } from './values.ts';

/** Plain data. */
export interface RenderedChart {
  readonly name: ChartName;
  /** In the spec. */
  readonly at: Place;
  /** Absent if there are only jobs, or if it is to be removed. */
  readonly source?: ChartSource;
  readonly jobs: Jobs;
  readonly depends: readonly ChartName[];
  /** False where its `requires` is not met: then it is not deployed, and has neither values nor content. */
  readonly isRequired: boolean;
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly settings: Settings;
  /** What is handed to Helm, secrets included. */
  readonly values: JsonObject;
  /** Paths of the secrets in `values`. */
  readonly secrets: readonly Path[];
  /** Paths of the maps in `values` of which the keys are secret too. */
  readonly secretMaps: readonly Path[];
  /** What it reads from the cluster, and is not known yet: until then its values have placeholders. */
  readonly deferred?: readonly Question[];
  /** The references that its own templates asked for. */
  readonly imagesAsked: readonly string[];
}

export function renderCharts(
  spec: Spec,
  charts: readonly Chart[],
  environment: RenderedEnvironment,
  commit: Commit,
  renderer: Renderer,
): Result<RenderedChart[]> {
  const scope = environmentScope(spec, environment, commit, environment.values);
  const plainValues = reveal(environment.values);
  const rendered = all(
    charts.map((chart): Result<RenderedChart> => {
      const own: Renderer = { ...renderer, asked: new Map(), layers: environment.layers };
      const result = isMet(chart, plainValues)
        ? renderChart(spec, chart, environment, scope, own)
        : ok(leaveOut(spec, chart, environment, scope, own));
      noteAsked(own.asked, renderer);
      return result;
    }),
  );
  if (!rendered.ok) return rendered;
  const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
  return clashes.length > 0 ? failed(...clashes) : rendered;
}

function renderChart(
  spec: Spec,
  chart: Chart,
  environment: RenderedEnvironment,
  outer: Scope,
  renderer: Renderer,
): Result<RenderedChart> {
  const names = renderNames(spec, chart, environment, outer, renderer);
  if (chart.settings.remove) return names.ok ? ok(bareChart(chart, names.value, true)) : names;
  const scope = chartScope(outer, chart, names.ok ? names.value : plainNames(chart, environment));
  const source = renderSource(spec, chart, environment.repositories, scope, renderer);
  const layers = renderChartLayers(spec, chart, scope, renderer);
  const jobs = renderChartJobs(spec, chart, scope, renderer);
  if (!names.ok || !source.ok || !layers.ok || !jobs.ok) {
    return all<unknown>([names, source, layers, jobs]) as Result<never>;
  }
  const values = mergeLayers(layers.value.map((layer) => layer.values));
  const { name, at, depends, settings } = chart;
  const open = [...renderer.asked.keys()].filter((question) => !Object.hasOwn(renderer.answers, question));
  const deferred = open.filter((question) => clusterAsked(question) !== undefined);
  return ok({
    name,
    at,
    depends,
    settings,
    ...names.value,
    ...(source.value && { source: source.value }),
    isRequired: true,
    values: reveal(values),
    secrets: secretPaths(values),
    secretMaps: secretMapPaths(values),
    jobs: jobs.value,
    ...(deferred.length > 0 && { deferred }),
    imagesAsked: [...renderer.asked.keys()].flatMap((question) => imageAsked(question)?.reference ?? []).sort(),
  });
}

/** What is not wanted here may speak of values that are not there either: then it has no names of its own. */
function leaveOut(
  spec: Spec,
  chart: Chart,
  environment: RenderedEnvironment,
  outer: Scope,
  renderer: Renderer,
): RenderedChart {
  const names = renderNames(spec, chart, environment, outer, renderer);
  return bareChart(chart, names.ok ? names.value : plainNames(chart, environment), false);
}

/** Where its own cannot be told. */
function plainNames({ name }: Chart, { namespace }: RenderedEnvironment): Pick<RenderedChart, 'namespace' | 'release'> {
  return { namespace, release: name as string as ReleaseName };
}

/** Of what is not deployed, only the names count: what it was made of may not even be there any more. */
function bareChart(
  { name, at, depends, settings }: Chart,
  names: Pick<RenderedChart, 'namespace' | 'release'>,
  isRequired: boolean,
): RenderedChart {
  const nothing = { values: {}, secrets: [], secretMaps: [], imagesAsked: [], jobs: { before: [], after: [] } };
  return { name, at, depends, settings, ...names, ...nothing, isRequired };
}

/** Those of a rendered chart's values, secrets still sealed. */
export function layersOf(
  spec: Spec,
  chart: Chart,
  { namespace, release }: RenderedChart,
  environment: RenderedEnvironment,
  commit: Commit,
  renderer: Renderer,
): Result<NamedLayer[]> {
  const outer = environmentScope(spec, environment, commit, environment.values);
  return renderChartLayers(spec, chart, chartScope(outer, chart, { namespace, release }), {
    ...renderer,
    layers: environment.layers,
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
  const textAt = (key: string, text: string) => spec.textAt(['charts', chart.name, key], text);
  const namespace =
    chart.namespace === undefined
      ? ok(environment.namespace)
      : renderNamespace(textAt('namespace', chart.namespace), chartScope(outer, chart, {}), renderer);
  if (!namespace.ok) return namespace;
  const scope = chartScope(outer, chart, { namespace: namespace.value });
  const release = renderRelease(textAt('release', chart.release), scope, renderer);
  return release.ok ? ok({ namespace: namespace.value, release: release.value }) : release;
}

/** Literal names are compared by a rule of the spec; these are templates that came to the same. */
function clashesOf(chart: RenderedChart, others: readonly RenderedChart[]): Failure[] {
  const { name, release, namespace, at } = chart;
  if (!chart.isRequired) return [];
  const first = others.find((one) => one.isRequired && one.release === release && one.namespace === namespace);
  if (first === undefined) return [];
  const message = `The charts \`${first.name}\` and \`${name}\` have the same release and namespace.`;
  const hint = `Both are \`${release}\` in \`${namespace}\`: give one of them another \`release\` or \`namespace\`.`;
  return [{ code: 'spec-invalid', message, hint, at }];
}

function renderChartJobs(spec: Spec, { name, jobs }: Chart, scope: Scope, renderer: Renderer): Result<Jobs> {
  const render = (when: keyof Jobs): Result<Job[]> =>
    renderJobs(spec, jobs[when], ['charts', name, 'jobs', when], scope, renderer);
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

/** What is handed to Helm, from low to high: values files in order, then values. */
function renderChartLayers(
  spec: Spec,
  { name, values, valuesFiles }: Chart,
  scope: Scope,
  renderer: Renderer,
): Result<NamedLayer[]> {
  return all([
    ...valuesFiles.map((file, index) => {
      const text = spec.textAt(['charts', name, 'values-files', index], file);
      return readValuesFile({ ...text, folder: spec.folder }, scope, renderer);
    }),
    renderSpecLayer(spec, values, ['charts', name, 'values'], scope, renderer),
  ]);
}
