// What would Helm render for this cluster? Rendered once, and again only if a second rendering can show something new.
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { CrdFile } from '../model/manifest.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { HelmTemplate } from '../ports/helm.ts';
import {
  apiVersionsWord,
  lookupWord,
  renderTemplate,
  type TemplateDeps,
  type TemplateOutput,
  templateForCluster,
  templateInput,
} from '../prepare/cluster-template.ts';
import { deferredPlaceholder } from '../render/sandbox-exchange.ts';
import { jsonForYaml } from '../text/json.ts';
import { keysAt, withDecoys, withOtherKeys } from './decoys.ts';
import type { FindConflicts } from './field-managers.ts';

/** What previews need; the same for all charts of a plan. */
export interface PreviewContext extends TemplateDeps {
  readonly cluster: Cluster;
  /** Absolute path of a chart's package. */
  readonly packageOf: (chart: PlannedChart) => Promise<Result<string>>;
  readonly conflictsAmong: FindConflicts;
  /** Called with every text that must not be shown. */
  readonly learn: (secret: string) => void;
}

/** Each a text of YAML documents, without the CRDs in `crds/`. */
export interface TemplateOutputs {
  /** Absent if the objects cannot be known. */
  readonly objects?: string;
  /** The files in `crds/` of the charts that the values enable. */
  readonly crds: readonly CrdFile[];
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
  if (chart.source?.kind === 'manifests')
    return ok({ objects: Object.values(chart.source.files).join('\n---\n'), crds: [] });
  const path = await context.packageOf(chart);
  if (!path.ok) return path;
  const mentioned = context.charts.mentions(
    path.value,
    [...nondeterministic, lookupWord, apiVersionsWord, revision],
    JSON.stringify(chart.values),
  );
  const first = await templateForCluster(chart, path.value, mentioned, brought, context);
  // The chart may reject a placeholder.
  if (!first.ok && chart.deferred !== undefined) return ok({ crds: [], partial: unknownYet });
  if (!first.ok) return chart.secrets.length > 0 ? concealMessages(first.failures, path.value, chart, context) : first;
  const { output, used, partial } = first.value;
  if (output === undefined) return ok({ crds: [], partial: partial ?? '' });
  const [again, decoy, later] = await Promise.all([
    renderAgain(used, mentioned, chart, context),
    chart.secrets.length > 0 ? renderTemplate(withDecoysFor(used, chart, context), chart, context) : undefined,
    chart.deferred === undefined ? undefined : renderTemplate(withOtherPlaceholder(used), chart, context),
  ]);
  const isOfRevision1 = mentioned.includes(revision) && chart.decision.action === 'upgrade';
  const why = partial ?? (isOfRevision1 ? 'Its templates use `.Release.Revision`, which is 1 in a plan.' : undefined);
  return ok({
    ...output,
    ...(again?.ok && { again: again.value.objects }),
    ...(decoy && { decoy: decoy.ok ? decoy.value.objects : undefined }),
    ...(later?.ok && { later: later.value.objects }),
    ...(isOfRevision1 && { isOfRevision1 }),
    ...(why !== undefined && { partial: why }),
  });
}

const unknownYet = 'The chart cannot be rendered until the values that it reads from the cluster exist.';

/** Undefined if nothing suggests that the chart renders something else each time. */
async function renderAgain(
  used: HelmTemplate,
  mentioned: readonly string[],
  chart: PlannedChart,
  context: PreviewContext,
): Promise<Result<TemplateOutput> | undefined> {
  if (!nondeterministic.some((word) => mentioned.includes(word))) return undefined;
  // Many templates print the time in whole seconds.
  if (mentioned.includes('now')) await sleep(oneSecondMs, undefined, { signal: context.signal }).catch(() => {});
  return renderTemplate(used, chart, context);
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
  path: string,
  chart: PlannedChart,
  context: PreviewContext,
): Promise<Result<never>> {
  const other = await renderTemplate(withDecoysFor(templateInput(chart, path), chart, context), chart, context);
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
