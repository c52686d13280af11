// What Helm makes of a chart, as the cluster would have it: rendered once, and once more only where that tells something.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Helm, HelmTemplate } from '../ports/helm.ts';
import type { Charts } from '../ports/ports.ts';
import { deferredPlaceholder } from '../render/sandbox.ts';
import { jsonForYaml } from '../text/json.ts';
import { keysAt, withDecoys, withOtherKeys } from './decoys.ts';
import type { FindConflicts } from './field-managers.ts';

/** What previews need, the same for all charts. */
export interface PreviewContext {
  readonly cluster: Cluster;
  readonly helm: Helm;
  readonly charts: Pick<Charts, 'mentions'>;
  /** Absolute path of a chart's package. */
  readonly packageOf: (chart: PlannedChart) => Promise<Result<string>>;
  readonly conflictsAmong: FindConflicts;
  readonly signal: AbortSignal;
  /** Is told every text that must not be seen. */
  readonly learn: (secret: string) => void;
}

/** Texts of YAML documents. */
export interface TemplateOutputs {
  /** Absent if nothing can be told of them. */
  readonly objects?: string;
  /** Of the same input, where the chart may give something else each time. */
  readonly again?: string;
  /** With something else in place of each secret; absent if there are none, undefined if Helm refuses that. */
  readonly decoy?: string | undefined;
  /** With something else in place of what is not known yet. */
  readonly later?: string;
  /** As a sentence, why it may differ from what the cluster would get. */
  readonly partial?: string;
}

/** Functions of templates that give something else each time they are called. */
const unsteady = [
  ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes', 'randInt', 'shuffle', 'uuidv4', 'now'],
  ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
  ...['genSignedCertWithKey', 'bcrypt', 'htpasswd', 'encryptAES', 'ago', 'date', 'dateInZone', 'htmlDate'],
];
/** What only the cluster can answer: what it holds, and what it serves. */
const [asksForObjects, asksForKinds] = ['lookup', 'APIVersions'];
const revision = 'Revision';

/** `brought`: what the cluster will serve once the charts before this one are there. Fails as Helm would when it deploys it. */
export async function renderForCluster(
  chart: PlannedChart,
  brought: readonly string[],
  context: PreviewContext,
): Promise<Result<TemplateOutputs>> {
  // Raw objects go to the cluster as they are.
  if (chart.source?.kind === 'manifests') return ok({ objects: Object.values(chart.source.files).join('\n---\n') });
  const [path, version] = await Promise.all([context.packageOf(chart), context.cluster.version(context.signal)]);
  if (!path.ok) return path;
  if (!version.ok) return version;
  const mentioned = context.charts.mentions(
    path.value,
    [...unsteady, asksForObjects, asksForKinds, revision],
    JSON.stringify(chart.values),
  );
  const template: HelmTemplate = {
    release: chart.release,
    namespace: chart.namespace,
    package: path.value,
    values: jsonForYaml(chart.values),
    isUpgrade: chart.baseRevision > 0,
    kubeVersion: version.value,
  };
  const first = await renderOnce(template, mentioned, brought, chart, context);
  // What only stands for a value may be none that the chart takes.
  if (!first.ok && chart.deferred !== undefined) return ok({ partial: unknownYet });
  if (!first.ok) return chart.secrets.length > 0 ? concealed(first.failures, template, chart, context) : first;
  const { objects, used, partial } = first.value;
  if (objects === undefined) return ok({ partial: partial ?? '' });
  const [again, decoy, later] = await Promise.all([
    renderAgain(used, mentioned, context),
    chart.secrets.length > 0 ? context.helm.template(withDecoysFor(used, chart, context), context.signal) : undefined,
    chart.deferred === undefined ? undefined : context.helm.template(withOtherPlaceholder(used), context.signal),
  ]);
  const unset =
    mentioned.includes(revision) && chart.baseRevision > 0
      ? 'Its templates speak of the revision, which is 1 in a plan.'
      : undefined;
  const why = partial ?? unset;
  return ok({
    objects,
    ...(again?.ok && { again: again.value }),
    ...(decoy && { decoy: decoy.ok ? decoy.value : undefined }),
    ...(later?.ok && { later: later.value }),
    ...(why !== undefined && { partial: why }),
  });
}

const unknownYet = 'It cannot be rendered before what it reads from the cluster is there.';

/** Undefined if the chart gives the same each time, as far as can be told. */
async function renderAgain(
  used: HelmTemplate,
  mentioned: readonly string[],
  { helm, signal }: PreviewContext,
): Promise<Result<string> | undefined> {
  if (!unsteady.some((word) => mentioned.includes(word))) return undefined;
  // Many say the time in whole seconds.
  if (mentioned.includes('now')) await sleep(oneSecondMs, undefined, { signal }).catch(() => {});
  return helm.template(used, signal);
}

const oneSecondMs = 1_050;

function withOtherPlaceholder(template: HelmTemplate): HelmTemplate {
  return {
    ...template,
    values: template.values.replaceAll(deferredPlaceholder, `another:${deferredPlaceholder.toUpperCase()}`),
  };
}

/** What Helm says of a chart with secrets is shown if it says the same with others in their place; else only where it fails. */
async function concealed(
  failures: readonly Failure[],
  template: HelmTemplate,
  chart: PlannedChart,
  context: PreviewContext,
): Promise<Result<never>> {
  const other = await context.helm.template(withDecoysFor(template, chart, context), context.signal);
  const said = other.ok ? [] : other.failures.map(({ message }) => message);
  return failed(
    ...failures.map((failure) => {
      if (said.includes(failure.message)) return failure;
      const [where] = /[\w./-]+\.\w+:\d+(:\d+)?/.exec(failure.message) ?? [];
      const place = where === undefined ? '' : ` at ${where}`;
      const message = `Helm cannot render it${place}. What it says may be made of a secret, and is not shown.`;
      return { ...failure, message };
    }),
  );
}

interface TemplateOutput {
  /** Absent if nothing can be told of them. */
  readonly objects?: string;
  /** What gave it. */
  readonly used: HelmTemplate;
  readonly partial?: string;
}

async function renderOnce(
  template: HelmTemplate,
  mentioned: readonly string[],
  brought: readonly string[],
  { namespace }: PlannedChart,
  { helm, cluster, signal }: PreviewContext,
): Promise<Result<TemplateOutput>> {
  const render = async (used: HelmTemplate, partial?: string): Promise<Result<TemplateOutput>> => {
    const objects = await helm.template(used, signal);
    return objects.ok ? ok({ objects: objects.value, used, ...(partial !== undefined && { partial }) }) : objects;
  };
  const isLooking = mentioned.includes(asksForObjects);
  if (!isLooking && !mentioned.includes(asksForKinds)) return render(template);
  // Asked by Helm, the cluster knows nothing of what is still to come.
  const whole =
    isLooking && brought.length === 0
      ? await render({ ...template, kubeconfig: cluster.kubeconfigFor(namespace) })
      : undefined;
  if (whole?.ok) return whole;
  const served = await cluster.served(signal);
  const all = { ...template, served: [...(served.ok ? served.value : []), ...brought] };
  if (!isLooking && served.ok) return render(all);
  const alone = await render(all, served.ok ? whyPartial(whole) : whyUnserved(served.failures));
  if (alone.ok || whole === undefined) return alone;
  // Without an answer a template may have nothing to go on with: then it cannot be told what it would have made of one.
  return isUnanswered(whole) ? ok({ used: template, partial: whyPartial(whole) }) : whole;
}

/** Helm's own words for a `lookup` that the cluster refused. */
function isUnanswered(answer: Result<TemplateOutput>): boolean {
  return !answer.ok && answer.failures.some(({ message }) => message.includes('error calling lookup'));
}

function whyUnserved([failure]: readonly Failure[]): string {
  return `What the cluster serves, for which its templates ask, cannot be read: ${failure?.message ?? ''}`;
}

function whyPartial(answer: Result<TemplateOutput> | undefined): string {
  if (answer === undefined || answer.ok) {
    return 'What its templates look up is not asked for, since kinds of objects only come with the charts before it.';
  }
  return `What its templates look up cannot be read: ${answer.failures[0]?.message ?? ''}`;
}

/** Keys that the chart asks for by name are its own words, whatever they come from. */
function withDecoysFor(
  template: HelmTemplate,
  { values, secrets, secretMaps }: PlannedChart,
  { charts }: PreviewContext,
): HelmTemplate {
  const keys = keysAt(values, secretMaps);
  const known = keys.length > 0 ? charts.mentions(template.package, keys, '') : [];
  const others = withOtherKeys(withDecoys(values, secrets), secretMaps, known);
  return { ...template, values: jsonForYaml(others) };
}
