// What does Helm get for a chart, and would the cluster accept it?
import { failed, ok, type Result } from '../model/failure.ts';
import { type ManifestObject, splitDocuments } from '../model/manifest.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Charts, PackagedFile } from '../ports/ports.ts';
import { apiVersionsWord, lookupWord, type TemplateDeps, templateForCluster } from '../prepare/cluster-template.ts';
import { readCrds } from '../prepare/crds.ts';
import { readObjects, withoutHooks } from '../prepare/objects.ts';
import { findUnacceptable, servedBy } from '../prepare/rendered-objects.ts';
import type { JsonObject } from '../text/json.ts';

/** A chart as Helm will get it. */
export interface ReadyChart {
  /** Absolute path of its package. */
  readonly path: string;
  /** The CRDs in the `crds` folders of the charts that the values enable. */
  readonly crds: readonly JsonObject[];
  /** Its objects without hooks, by their keys; undefined if they cannot be known yet. */
  readonly objects: ReadonlyMap<string, ManifestObject> | undefined;
  /** For the message about a release that is too large. */
  readonly largestFiles: () => readonly PackagedFile[];
}

export interface ReadyChartDeps extends TemplateDeps {
  readonly charts: Charts;
}

/** Returns the absolute path of the package. */
export function packOf({ name, source, content, at }: PlannedChart, { charts }: ReadyChartDeps) {
  // plan/make.ts gives content to every chart that is deployed.
  if (source === undefined || content === undefined) throw new Error(`${name} has no content`);
  return charts.pack(source, content, at);
}

/** Whether what Helm renders may depend on what is in the cluster. */
export function readsCluster(chart: PlannedChart, path: string, deps: ReadyChartDeps): boolean {
  return clusterWords(chart, path, deps).length > 0;
}

function clusterWords({ source, values }: PlannedChart, path: string, { charts }: ReadyChartDeps): readonly string[] {
  if (source?.kind === 'manifests') return [];
  return charts.mentions(path, [lookupWord, apiVersionsWord], JSON.stringify(values));
}

/**
 * Renders the chart. `mayBringKinds`: kinds that the cluster does not serve now may be served when its turn comes.
 * Fails as Helm would in the deployment, or with `object-invalid` or `kind-unserved`.
 */
export async function prepareChart(
  chart: PlannedChart,
  path: string,
  mayBringKinds: boolean,
  deps: ReadyChartDeps,
): Promise<Result<ReadyChart>> {
  const rendered = await renderOrRead(chart, path, deps);
  if (!rendered.ok) return rendered;
  const { text, crds } = rendered.value;
  const about = { path, crds, largestFiles: () => deps.charts.largestFiles(path) };
  if (text === undefined) return ok({ ...about, objects: undefined });
  const served = await deps.cluster.served(deps.signal);
  const own = chart.settings.crds === 'skip' ? [] : crds.flatMap(servedBy);
  const { failures, unserved } = findUnacceptable(text, served.ok ? [...served.value, ...own] : undefined, chart);
  const problems = [...failures, ...(mayBringKinds ? [] : unserved)];
  if (problems.length > 0) return failed(...problems);
  return ok({ ...about, objects: withoutHooks(readObjects(splitDocuments(text), chart.namespace).byKey) });
}

interface ChartText {
  /** YAML documents; undefined if they cannot be known yet. */
  readonly text: string | undefined;
  readonly crds: readonly JsonObject[];
}

async function renderOrRead(chart: PlannedChart, path: string, deps: ReadyChartDeps): Promise<Result<ChartText>> {
  const { source, decision } = chart;
  if (source?.kind === 'manifests') {
    // The raw objects of a chart that reads from the cluster are not known before its turn.
    const text = decision.action === 'late' ? undefined : Object.values(source.files).join('\n---\n');
    return ok({ text, crds: [] });
  }
  const template = await templateForCluster(chart, path, clusterWords(chart, path, deps), [], deps);
  if (!template.ok) return template;
  const { output } = template.value;
  const crds = readCrds(output?.crds ?? []);
  return crds.ok ? ok({ text: output?.objects, crds: crds.value }) : crds;
}
