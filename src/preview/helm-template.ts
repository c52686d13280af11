// What would Helm render for this cluster? Rendered once, and again only if a second rendering can show something new.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Helm, HelmTemplate } from '../ports/helm.ts';
import type { Charts } from '../ports/ports.ts';
import { deferredPlaceholder } from '../render/sandbox-exchange.ts';
import { jsonForYaml } from '../text/json.ts';
import { keysAt, withDecoys, withOtherKeys } from './decoys.ts';
import type { FindConflicts } from './field-managers.ts';

/** What previews need; the same for all charts of a plan. */
export interface PreviewContext {
  readonly cluster: Cluster;
  readonly helm: Helm;
  readonly charts: Pick<Charts, 'mentions'>;
  /** Absolute path of a chart's package. */
  readonly packageOf: (chart: PlannedChart) => Promise<Result<string>>;
  readonly conflictsAmong: FindConflicts;
  readonly signal: AbortSignal;
  /** Called with every text that must not be shown. */
  readonly learn: (secret: string) => void;
}

/** Each a text of YAML documents. */
export interface TemplateOutputs {
  /** Absent if the objects cannot be known. */
  readonly objects?: string;
  /** A second rendering of the same input, if the chart may render something else each time. */
  readonly again?: string;
  /**
   * With decoys in place of the secrets; absent if there are no secrets, undefined if Helm fails with decoys in the
   * values.
   */
  readonly decoy?: string | undefined;
  /** With another placeholder for the values that are not known yet. */
  readonly later?: string;
  /** Its templates use the revision, which is 1 here: names that contain it will differ. */
  readonly isOfRevision1?: true;
  /** As a sentence, why the cluster may get other objects. */
  readonly partial?: string;
}

/** Template functions that are not deterministic. */
const nondeterministic = [
  ...['randAlphaNum', 'randAlpha', 'randAscii', 'randNumeric', 'randBytes', 'randInt', 'shuffle', 'uuidv4', 'now'],
  ...['genPrivateKey', 'genCA', 'genCAWithKey', 'genSelfSignedCert', 'genSelfSignedCertWithKey', 'genSignedCert'],
  ...['genSignedCertWithKey', 'bcrypt', 'htpasswd', 'encryptAES', 'ago', 'date', 'dateInZone', 'htmlDate'],
];
/** Words in templates that need the cluster: for its objects, and for the kinds that it serves. */
const [asksForObjects, asksForKinds] = ['lookup', 'APIVersions'];
const revision = 'Revision';

/**
 * `brought`: what the cluster will serve once the charts before this one are deployed. Fails as Helm would in the
 * deployment.
 */
export async function renderForCluster(
  chart: PlannedChart,
  brought: readonly string[],
  context: PreviewContext,
): Promise<Result<TemplateOutputs>> {
  // Raw objects are not rendered.
  if (chart.source?.kind === 'manifests') return ok({ objects: Object.values(chart.source.files).join('\n---\n') });
  const [path, version] = await Promise.all([context.packageOf(chart), context.cluster.version(context.signal)]);
  if (!path.ok) return path;
  if (!version.ok) return version;
  const mentioned = context.charts.mentions(
    path.value,
    [...nondeterministic, asksForObjects, asksForKinds, revision],
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
  // The chart may reject a placeholder.
  if (!first.ok && chart.deferred !== undefined) return ok({ partial: unknownYet });
  if (!first.ok) return chart.secrets.length > 0 ? concealMessages(first.failures, template, chart, context) : first;
  const { objects, used, partial } = first.value;
  if (objects === undefined) return ok({ partial: partial ?? '' });
  const [again, decoy, later] = await Promise.all([
    renderAgain(used, mentioned, context),
    chart.secrets.length > 0 ? context.helm.template(withDecoysFor(used, chart, context), context.signal) : undefined,
    chart.deferred === undefined ? undefined : context.helm.template(withOtherPlaceholder(used), context.signal),
  ]);
  const isOfRevision1 = mentioned.includes(revision) && chart.baseRevision > 0;
  const why = partial ?? (isOfRevision1 ? 'Its templates use `.Release.Revision`, which is 1 in a plan.' : undefined);
  return ok({
    objects,
    ...(again?.ok && { again: again.value }),
    ...(decoy && { decoy: decoy.ok ? decoy.value : undefined }),
    ...(later?.ok && { later: later.value }),
    ...(isOfRevision1 && { isOfRevision1 }),
    ...(why !== undefined && { partial: why }),
  });
}

const unknownYet = 'The chart cannot be rendered until the values that it reads from the cluster exist.';

/** Undefined if nothing suggests that the chart renders something else each time. */
async function renderAgain(
  used: HelmTemplate,
  mentioned: readonly string[],
  { helm, signal }: PreviewContext,
): Promise<Result<string> | undefined> {
  if (!nondeterministic.some((word) => mentioned.includes(word))) return undefined;
  // Many templates print the time in whole seconds.
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

/**
 * Helm's message about a chart with secrets is shown if it is the same with decoys; else only the place of the error.
 */
async function concealMessages(
  failures: readonly Failure[],
  template: HelmTemplate,
  chart: PlannedChart,
  context: PreviewContext,
): Promise<Result<never>> {
  const other = await context.helm.template(withDecoysFor(template, chart, context), context.signal);
  const messages = other.ok ? [] : other.failures.map(({ message }) => message);
  return failed(
    ...failures.map((failure) => {
      if (messages.includes(failure.message)) return failure;
      const [where] = /[\w./-]+\.\w+:\d+(:\d+)?/.exec(failure.message) ?? [];
      const place = where === undefined ? '' : ` at ${where}`;
      const message = `Helm cannot render the chart${place}. Its message is not shown, since it may contain a secret.`;
      return { ...failure, message };
    }),
  );
}

interface TemplateOutput {
  /** Absent if the objects cannot be known. */
  readonly objects?: string;
  /** The input that rendered it. */
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
  const usesLookup = mentioned.includes(asksForObjects);
  if (!usesLookup && !mentioned.includes(asksForKinds)) return render(template);
  // If Helm asks the cluster itself, it sees nothing of the charts before this one.
  const whole =
    usesLookup && brought.length === 0
      ? await render({ ...template, kubeconfig: cluster.kubeconfigFor(namespace) })
      : undefined;
  if (whole?.ok) return whole;
  const served = await cluster.served(signal);
  const all = { ...template, served: [...(served.ok ? served.value : []), ...brought] };
  if (!usesLookup && served.ok) return render(all);
  const alone = await render(all, served.ok ? whyPartial(whole) : whyUnserved(served.failures));
  if (alone.ok || whole === undefined) return alone;
  // A template may fail without the result of its `lookup`: then nothing is known of its objects.
  return isLookupRejected(whole) ? ok({ used: template, partial: whyPartial(whole) }) : whole;
}

/** Helm's message for a `lookup` that the cluster rejects. */
function isLookupRejected(answer: Result<TemplateOutput>): boolean {
  return !answer.ok && answer.failures.some(({ message }) => message.includes('error calling lookup'));
}

function whyUnserved([failure]: readonly Failure[]): string {
  return `Its templates use \`.Capabilities.APIVersions\`, which cannot be read from the cluster: ${failure?.message ?? ''}`;
}

function whyPartial(answer: Result<TemplateOutput> | undefined): string {
  if (answer === undefined || answer.ok) {
    return 'Its templates use `lookup`, which finds nothing in this plan, because charts before it add kinds that the cluster does not serve yet.';
  }
  return `Its templates use \`lookup\`, which failed: ${answer.failures[0]?.message ?? ''}`;
}

/** Keys that the templates name are public, so they stay. */
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
