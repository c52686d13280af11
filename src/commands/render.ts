// `render`: which values and objects would be deployed for one chart? Makes no request to a cluster, and shows no
// secret.

import type { ReadInvocation } from '../inputs/invocation.ts';
import { failed, ok, type Result } from '../model/failure.ts';
import type { Helm } from '../ports/helm.ts';
import type { Ports } from '../ports/ports.ts';
import { accessOf, beginRendering, resolverOf } from '../prepare/rendering.ts';
import type { Session } from '../prepare/session.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Rendering } from '../render/render.ts';
import { mask, mergeLayers, type NamedLayer } from '../render/values.ts';
import { explainedValues, valuesAndObjects } from '../report/rendered-chart.ts';
import { chartNamed } from '../spec/select-charts.ts';
import { isObject, jsonForYaml, objectAt } from '../text/json.ts';
import { readYamlStream } from '../text/yaml.ts';

/** The answer is YAML. Fails with `chart-unknown`, and as `deploy` does before its first request to the cluster. */
export async function render(
  session: Session,
  { view }: ReadInvocation,
  ports: Ports,
): Promise<Result<{ readonly answer: string }>> {
  if (view?.command !== 'render') throw new Error('`render` is a view');
  const chart = chartNamed(session.spec, view.chart);
  if (!chart.ok) return chart;
  const text = await yamlOfChart({ ...session, charts: [chart.value] }, view.explain, ports);
  return text.ok ? ok({ answer: text.value }) : text;
}

/** `session`: with only one chart. `explain`: whether to show where each value comes from, in place of the objects. */
async function yamlOfChart(session: Session, explain: boolean, ports: Ports): Promise<Result<string>> {
  const { request, environment, signal } = session;
  const rendering = beginRendering(session, ports);
  if (!rendering.ok) return rendering;
  const stack = await rendering.value.finish(resolverOf(request, ports, signal));
  if (!stack.ok) return stack;
  const [rendered] = stack.value.charts;
  if (rendered === undefined) throw new Error('a chart was selected, and none was rendered');
  const layers = stack.value.layersOf(rendered.name);
  if (!layers.ok) return layers;
  if (!rendered.isRequired) {
    return ok(`# ${rendered.name} is not deployed to ${environment.name}: its \`requires\` is not met there.\n`);
  }
  if (rendered.source === undefined) {
    const why = rendered.settings.remove ? 'would be removed' : 'has only jobs';
    return ok(`# ${rendered.name} ${why}, so there is nothing to render.\n`);
  }
  const { chart: seen, hidden } = withoutHidden(rendered);
  const opened = await openPackage(seen, rendering.value, session, ports);
  if (!opened.ok) return opened;
  const { helm, path } = opened.value;
  const title = `${rendered.name} in ${environment.name}: release ${rendered.release}, namespace ${rendered.namespace}`;
  if (explain) {
    const own = await ownLayer(rendered, path, helm, signal);
    if (!own.ok) return own;
    return ok(explainedValues(title, [own.value, ...layers.value.chart], layers.value.environment));
  }
  // Helm gets masked values: Compass could not recognise a string that a chart derives from a secret.
  const values = objectAt(mask(mergeLayers(layers.value.chart.map((layer) => layer.values))));
  const objects = await helm.template({ ...rendered, package: path, values: jsonForYaml(values) }, signal);
  return objects.ok ? ok(valuesAndObjects(title, values, objects.value, hidden)) : objects;
}

/**
 * Leaves out raw objects that are not known yet, and those whose template reads a secret, because the secret could not
 * be masked in them. `hidden`: what to say in their place.
 */
function withoutHidden(chart: RenderedChart): { chart: RenderedChart; hidden: string[] } {
  const { source } = chart;
  if (source?.kind !== 'manifests') return { chart, hidden: [] };
  const files = Object.entries(source.files);
  const isSecret = ([file]: readonly [string, string]) => source.secretFiles.includes(file);
  const isLater = ([, text]: readonly [string, string]) => chart.deferred !== undefined && text === '';
  const shown = files.filter((entry) => !isSecret(entry) && !isLater(entry));
  return {
    chart: { ...chart, source: { ...source, files: Object.fromEntries(shown) } },
    hidden: [
      ...files.filter(isSecret).map(([file]) => `${file}: not shown, because its template reads a secret`),
      ...files.filter(isLater).map(([file]) => `${file}: known once the chart's dependencies are deployed`),
    ],
  };
}

async function openPackage(
  { source, at }: RenderedChart,
  { environment }: Rendering,
  { request, scratch, signal }: Session,
  ports: Ports,
): Promise<Result<{ helm: Helm; path: string }>> {
  if (source === undefined) throw new Error('a chart without content has no package');
  const charts = ports.openCharts({ logins: environment.logins, access: accessOf(request, signal), scratch });
  const content = await charts.resolve(source, at);
  if (!content.ok) return content;
  const helm = await ports.helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  const path = await charts.pack(source, content.value, at);
  return path.ok ? ok({ helm: helm.value, path: path.value }) : path;
}

/** The chart's own values, as Helm reads them. */
async function ownLayer(
  { at }: RenderedChart,
  path: string,
  helm: Helm,
  signal: AbortSignal,
): Promise<Result<NamedLayer>> {
  const text = await helm.ownValues(path, signal);
  if (!text.ok) return text;
  const read = readYamlStream('values.yaml', text.value);
  if ('problems' in read) {
    const message = `The chart's own values.yaml is not valid: ${read.problems[0]?.message ?? ''}`;
    return failed({ code: 'chart-unreadable', message, hint: 'Correct `values.yaml` in the chart.', at });
  }
  const data = read.documents[0]?.data;
  return ok({ name: "the chart's own values.yaml", values: isObject(data) ? data : {} });
}
