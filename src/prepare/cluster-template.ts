// What does Helm render for this cluster? A plan and a deployment ask in the same way, so that they agree.
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { type CrdFile, splitTemplateOutput } from '../model/manifest.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Helm, HelmTemplate } from '../ports/helm.ts';
import type { Charts } from '../ports/ports.ts';
import { jsonForYaml } from '../text/json.ts';
import { explainHelm } from './helm-failures.ts';

export interface TemplateDeps {
  readonly cluster: Pick<Cluster, 'kubeconfigFor' | 'served' | 'version'>;
  readonly helm: Pick<Helm, 'template'>;
  readonly charts: Pick<Charts, 'crdFiles' | 'kubeVersion' | 'mentions'>;
  readonly signal: AbortSignal;
}

/** What one run of `helm template` printed. */
export interface TemplateOutput {
  /** YAML documents: objects and hooks. */
  readonly objects: string;
  /** The files in `crds/` of the charts that the values enable. */
  readonly crds: readonly CrdFile[];
}

export interface ClusterTemplate {
  /** Absent if Helm cannot render the chart before its `lookup` works. */
  readonly output?: TemplateOutput;
  /** The input that rendered it. */
  readonly used: HelmTemplate;
  /** As a sentence, why the cluster may get other objects. */
  readonly partial?: string;
  /** Whether the output depends on what is in the cluster. */
  readonly readsCluster: boolean;
}

/** A template that contains one of these words reads the cluster: its objects, or the kinds that it serves. */
export const [lookupWord, apiVersionsWord] = ['lookup', 'APIVersions'] as const;

/**
 * `path`: of the package. `mentioned`: see `Charts.mentions`, at least of the words above. `brought`: what the cluster
 * will serve once the charts before this one are deployed. Fails as Helm would in the deployment.
 */
export async function templateForCluster(
  chart: PlannedChart,
  path: string,
  mentioned: readonly string[],
  brought: readonly string[],
  deps: TemplateDeps,
): Promise<Result<ClusterTemplate>> {
  const { cluster, signal } = deps;
  const version = await cluster.version(signal);
  if (!version.ok) return version;
  const template = { ...templateInput(chart, path), kubeVersion: version.value };
  const compatible = await checkKubeVersion(template, version.value, chart, deps);
  if (!compatible.ok) return compatible;
  const render = async (used: HelmTemplate, partial?: string): Promise<Result<ClusterTemplate>> => {
    const output = await renderTemplate(used, chart, deps);
    if (!output.ok) return output;
    return ok({ output: output.value, used, readsCluster, ...(partial !== undefined && { partial }) });
  };
  const usesLookup = mentioned.includes(lookupWord);
  const readsCluster = usesLookup || mentioned.includes(apiVersionsWord);
  if (!readsCluster) return render(template);
  // What Helm reads from the cluster lacks the kinds that the charts before this one will add.
  const whole =
    usesLookup && brought.length === 0
      ? await render({ ...template, kubeconfig: cluster.kubeconfigFor(chart.namespace) })
      : undefined;
  if (whole?.ok) return whole;
  const served = await cluster.served(signal);
  const all = { ...template, served: [...(served.ok ? served.value : []), ...brought] };
  if (!usesLookup && served.ok) return render(all);
  const usesKinds = mentioned.includes(apiVersionsWord);
  const why = served.ok || !usesKinds ? whyPartial(whole) : whyUnserved(served.failures);
  const alone = await render(all, why);
  if (alone.ok || whole === undefined) return alone;
  // A template may fail without the result of its `lookup`: then nothing is known of its objects.
  return isLookupRejected(whole) ? ok({ used: template, readsCluster, partial: whyPartial(whole) }) : whole;
}

/** What `helm template` gets, before the version of the cluster and the kinds that it serves are added. */
export function templateInput({ release, namespace, values, decision }: PlannedChart, path: string): HelmTemplate {
  const isUpgrade = decision.action === 'upgrade';
  return { release, namespace, package: path, values: jsonForYaml(values), isUpgrade };
}

/** Renders once. Fails at the chart's place with `helm-failed`, or `chart-unpackable` if Helm cannot load the chart. */
export async function renderTemplate(
  template: HelmTemplate,
  chart: TemplatedChart,
  { helm, charts, signal }: Pick<TemplateDeps, 'helm' | 'charts' | 'signal'>,
): Promise<Result<TemplateOutput>> {
  const printed = await helm.template(template, signal);
  if (!printed.ok) return failed(...printed.failures.map((failure) => explained(failure, template.package, chart)));
  const output = splitTemplateOutput(printed.value, charts.crdFiles(template.package));
  if (output !== undefined) return ok(output);
  return failed({
    code: 'helm-failed',
    message: `The CRDs that Helm prints for \`${chart.name}\` differ from the files in the \`crds\` folders of the chart, so Compass cannot tell which of them the values enable.`,
    hint: 'Move the CRDs to a chart of their own, as raw objects (`manifests`).',
    at: chart.at,
  });
}

/** The chart that a template belongs to. */
export type TemplatedChart = Pick<PlannedChart, 'name' | 'release' | 'namespace' | 'values' | 'source' | 'at'>;

/** The failure with a hint, and with the chart's path as it is in the spec instead of the package's path. */
function explained(failure: Failure, path: string, chart: TemplatedChart): Failure {
  if (failure.code !== 'helm-failed') return failure;
  const { source } = chart;
  const shown = source !== undefined && 'path' in source ? source.path : chart.name;
  const hint = failure.hint;
  const found = explainHelm(failure.message.replaceAll(path, shown), { ...chart, largestFiles: () => [] }, hint);
  return { code: 'helm-failed', ...found, at: chart.at };
}

/**
 * Helm compares a chart's `kubeVersion` with the version of the cluster. A version in `--kube-version` loses its
 * suffix first; a version that Helm reads from the cluster, such as `v1.37.2-eks-036c24b`, keeps it (helm:
 * pkg/chart/common/capabilities.go). So this check lets Helm read the version itself.
 */
async function checkKubeVersion(
  template: HelmTemplate,
  version: string,
  chart: TemplatedChart,
  deps: TemplateDeps,
): Promise<Result<unknown>> {
  if (!version.includes('-') || deps.charts.kubeVersion(template.package) === undefined) return ok(undefined);
  const { kubeVersion: _, ...asked } = template;
  const kubeconfig = deps.cluster.kubeconfigFor(chart.namespace);
  const answer = await renderTemplate({ ...asked, kubeconfig }, chart, deps);
  const isRefused = !answer.ok && answer.failures.some(({ message }) => message.includes('chart requires kubeVersion'));
  return isRefused ? answer : ok(undefined);
}

/** Helm's message for a `lookup` that the cluster rejects, or for kinds that the cluster does not serve yet. */
function isLookupRejected(answer: Result<ClusterTemplate>): boolean {
  return (
    !answer.ok &&
    answer.failures.some(({ message }) => /error calling lookup|unable to build kubernetes objects/.test(message))
  );
}

function whyUnserved([failure]: readonly Failure[]): string {
  return `Its templates use \`.Capabilities.APIVersions\`, which cannot be read from the cluster: ${failure?.message ?? ''}`;
}

function whyPartial(answer: Result<ClusterTemplate> | undefined): string {
  if (answer === undefined || answer.ok) {
    return 'Its templates use `lookup`, which finds nothing in this plan, because charts before it add kinds that the cluster does not serve yet.';
  }
  return `Its templates use \`lookup\`, which failed: ${answer.failures[0]?.message ?? ''}`;
}
