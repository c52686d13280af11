// What are the charts of a spec in one environment?

import type { ChartSource } from '../model/chart-source.ts';
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import { type ChartName, type Namespace, type ReleaseName, releaseNameOf } from '../model/names.ts';
import type { Chart, Job, Jobs, Settings, Spec } from '../spec/spec.ts';
import type { JsonObject } from '../text/json.ts';
import type { Place } from '../text/place.ts';
import type { Path } from '../text/yaml.ts';
import { type ChartScope, withNames } from './chart-scope.ts';
import type { RenderedEnvironment } from './environment.ts';
import { readValuesFile } from './files.ts';
import { renderJobs } from './jobs.ts';
import { renderNamespace, renderRelease } from './names.ts';
import { type ClusterQuestion, isClusterQuestion } from './question.ts';
import { type Commit, environmentScope } from './scope.ts';
import { renderSource } from './source.ts';
import { askedIn, type Renderer, renderSpecLayer } from './texts.ts';
import { mergeLayers, type NamedLayer, reveal, secretMapPaths, secretPaths } from './values.ts';

/** Plain data. */
export interface RenderedChart {
  readonly name: ChartName;
  /** Place in the spec. */
  readonly at: Place;
  /** Absent for a chart with only jobs, one with `remove`, and one that is not required. */
  readonly source?: ChartSource;
  readonly jobs: Jobs;
  readonly depends: readonly ChartName[];
  /** False if its `requires` is not met: then it is not deployed, and has neither values nor content. */
  readonly isRequired: boolean;
  readonly release: ReleaseName;
  readonly namespace: Namespace;
  readonly settings: Settings;
  /** Passed to Helm, with secrets. */
  readonly values: JsonObject;
  /** Paths of the secrets in `values`. */
  readonly secrets: readonly Path[];
  /** Paths of the maps in `values` whose keys are secret too. */
  readonly secretMaps: readonly Path[];
  /** Questions for the cluster that have no answer yet: until then, its values contain placeholders. */
  readonly deferred?: readonly ClusterQuestion[];
  /** References of the images whose digest its templates asked for, or read in a value; sorted. */
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
      const { value } = askedIn({ ...renderer, images: new Set(), layers: environment.layers }, (own) => {
        const around = { spec, chart, environment, scope, renderer: own };
        return isMet(chart, plainValues) ? renderChart(around) : ok(leaveOut(around));
      });
      return value;
    }),
  );
  if (!rendered.ok) return rendered;
  const clashes = rendered.value.flatMap((chart, index) => clashesOf(chart, rendered.value.slice(0, index)));
  return clashes.length > 0 ? failed(...clashes) : rendered;
}

function renderChart(outer: ChartScope): Result<RenderedChart> {
  const { chart, environment, renderer } = outer;
  const names = renderNames(outer);
  if (chart.settings.remove) return names.ok ? ok(bareChart(chart, names.value, true)) : names;
  const own = withNames(outer, names.ok ? names.value : plainNames(chart, environment));
  const rendered = all({
    names,
    source: renderSource(own),
    layers: renderChartLayers(own),
    jobs: renderChartJobs(own),
  });
  if (!rendered.ok) return rendered;
  const { source, layers, jobs } = rendered.value;
  const values = mergeLayers(layers.map((layer) => layer.values));
  const { name, at, depends, settings } = chart;
  const asked = [...renderer.asked.values()].map(({ question }) => question);
  const deferred = asked.filter(isClusterQuestion).filter(({ id }) => !Object.hasOwn(renderer.answers, id));
  return ok({
    name,
    at,
    depends,
    settings,
    ...rendered.value.names,
    ...(source && { source }),
    isRequired: true,
    values: reveal(values),
    secrets: secretPaths(values),
    secretMaps: secretMapPaths(values),
    jobs,
    ...(deferred.length > 0 && { deferred }),
    imagesAsked: [...renderer.images].sort(),
  });
}

/** A chart that is not required may use values that do not exist here; then it has its default names. */
function leaveOut(outer: ChartScope): RenderedChart {
  const { chart, environment } = outer;
  const names = renderNames(outer);
  return bareChart(chart, names.ok ? names.value : plainNames(chart, environment), false);
}

/** For a chart whose own names cannot be rendered. */
function plainNames({ name }: Chart, { namespace }: RenderedEnvironment): Pick<RenderedChart, 'namespace' | 'release'> {
  return { namespace, release: releaseNameOf(name) };
}

/** A chart that is not deployed has only its names: its files may not exist any more. */
function bareChart(
  { name, at, depends, settings }: Chart,
  names: Pick<RenderedChart, 'namespace' | 'release'>,
  isRequired: boolean,
): RenderedChart {
  const nothing = { values: {}, secrets: [], secretMaps: [], imagesAsked: [], jobs: { before: [], after: [] } };
  return { name, at, depends, settings, ...names, ...nothing, isRequired };
}

/** The layers of a rendered chart's values, secrets still sealed. */
export function layersOf(
  spec: Spec,
  chart: Chart,
  { namespace, release }: RenderedChart,
  environment: RenderedEnvironment,
  commit: Commit,
  renderer: Renderer,
): Result<NamedLayer[]> {
  const scope = environmentScope(spec, environment, commit, environment.values);
  const own = { ...renderer, layers: environment.layers };
  return renderChartLayers(withNames({ spec, chart, environment, scope, renderer: own }, { namespace, release }));
}

/** The namespace first: the name of a release may contain it. */
function renderNames(outer: ChartScope): Result<Pick<RenderedChart, 'namespace' | 'release'>> {
  const { spec, chart, environment, renderer } = outer;
  const textAt = (key: string, text: string) => spec.textAt(['charts', chart.name, key], text);
  const namespace =
    chart.namespace === undefined
      ? ok(environment.namespace)
      : renderNamespace(textAt('namespace', chart.namespace), withNames(outer, {}).scope, renderer);
  if (!namespace.ok) return namespace;
  const { scope } = withNames(outer, { namespace: namespace.value });
  const release = renderRelease(textAt('release', chart.release), scope, renderer);
  return release.ok ? ok({ namespace: namespace.value, release: release.value }) : release;
}

/** A rule of the spec compares literal names; these are templates that evaluate to the same name. */
function clashesOf(chart: RenderedChart, others: readonly RenderedChart[]): Failure[] {
  const { name, release, namespace, at } = chart;
  if (!chart.isRequired) return [];
  const first = others.find((one) => one.isRequired && one.release === release && one.namespace === namespace);
  if (first === undefined) return [];
  const message = `The charts \`${first.name}\` and \`${name}\` have the same release and namespace.`;
  const hint = `Both are \`${release}\` in \`${namespace}\`: give one of them another \`release\` or \`namespace\`.`;
  return [{ code: 'spec-invalid', message, hint, at }];
}

function renderChartJobs({ spec, chart, scope, renderer }: ChartScope): Result<Jobs> {
  const render = (when: keyof Jobs): Result<Job[]> =>
    renderJobs(spec, chart.jobs[when], ['charts', chart.name, 'jobs', when], scope, renderer);
  return all({ before: render('before'), after: render('after') });
}

function isMet({ requires }: Chart, values: JsonObject): boolean {
  return requires.every(
    ({ name, equals }) =>
      Object.hasOwn(values, name) && (equals === undefined ? Boolean(values[name]) : values[name] === equals),
  );
}

/** From low to high: values files in order, then values. */
function renderChartLayers({ spec, chart, scope, renderer }: ChartScope): Result<NamedLayer[]> {
  const { name, values, valuesFiles } = chart;
  return all([
    ...valuesFiles.map((file, index) => {
      const text = spec.textAt(['charts', name, 'values-files', index], file);
      return readValuesFile({ ...text, folder: spec.folder }, scope, renderer);
    }),
    renderSpecLayer(spec, values, ['charts', name, 'values'], scope, renderer),
  ]);
}
