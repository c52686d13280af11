// What would a planned chart change in the cluster?

import { failed, ok, type Result } from '../model/failure.ts';
import { hookEventsOf, isCrd, type ManifestObject, splitDocuments } from '../model/manifest.ts';
import type { ChartPreview } from '../model/preview.ts';
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { secretsIn } from '../plan/release-labels.ts';
import type { ReleaseRecord } from '../ports/cluster.ts';
import { readCrds } from '../prepare/crds.ts';
import { runningRevision } from '../prepare/moves.ts';
import { type Objects, readObjects } from '../prepare/objects.ts';
import { isAppliedServerSide } from '../prepare/release-objects.ts';
import { findUnacceptable, type ObjectFindings, servedBy } from '../prepare/rendered-objects.ts';
import { objectAt } from '../text/json.ts';
import { isOlder } from '../text/versions.ts';
import { changeOf, latestOf, type ObjectPair, pairUp } from './changes.ts';
import { previewCrds } from './crds.ts';
import { valuesAt } from './decoys.ts';
import { conflictNote, conflictRisk } from './field-conflicts.ts';
import { type PreviewContext, renderForCluster, type TemplateOutputs } from './helm-template.ts';
import { differing, hidden, knownAfter, maskPair } from './masked.ts';
import { isNameHidden, makeMasking, type Past } from './masking.ts';
import type { Masks } from './masks.ts';
import { makeIsPublic } from './public-words.ts';
import { risksOf } from './risks.ts';

/** What the charts before this one add to the cluster. */
export interface Preceding {
  /** What the cluster will serve in addition: `example.com/v1`, `example.com/v1/Widget`. */
  readonly brought: readonly string[];
  /** Names of the charts whose objects it reads, which do not exist yet. */
  readonly awaited: readonly string[];
  /** Whether they may bring kinds that a plan cannot foresee. */
  readonly mayBringKinds: boolean;
}

export interface Previewed extends ChartPreview {
  /** What the cluster will serve once the chart is deployed. */
  readonly brings: readonly string[];
  /** Objects that the release would get, and would lose; without hooks, and without names that must not be shown. */
  readonly added: readonly ManifestObject[];
  readonly gone: readonly ManifestObject[];
}

/** For a chart that would be installed, upgraded or removed. Fails as Helm would in the deployment. */
export async function previewChart(
  chart: PlannedChart,
  preceding: Preceding,
  context: PreviewContext,
): Promise<Result<Previewed>> {
  const { brought, awaited } = preceding;
  const isRemoved = chart.decision.action === 'remove';
  const running = runningRevision(chart);
  const [record, rendered] = await Promise.all([
    running ? context.cluster.record(running, context.signal) : ok(noRecord),
    isRemoved ? ok<TemplateOutputs>({ objects: '', crds: [] }) : renderForCluster(chart, brought, context),
  ]);
  if (!record.ok) return record;
  if (!rendered.ok) return rendered;
  if (rendered.value.objects === undefined) {
    return ok({ ...nothingPreviewed, partial: rendered.value.partial ?? '' });
  }
  const { before, after, all } = readBoth(record.value, rendered.value, chart);
  const defined = readCrds(rendered.value.crds);
  if (!defined.ok) return defined;
  const crds = await previewCrds(chart, defined.value, context);
  const kinds = await checkKinds(chart, rendered.value, [...brought, ...crds.brought.flatMap(servedBy)], context);
  const problems = [...kinds.failures, ...(preceding.mayBringKinds ? [] : kinds.unserved)];
  if (problems.length > 0) return failed(...problems);
  const masksOf = makeMasking(chart, rendered.value, pastOf(chart, record.value, rendered.value, context.learn));
  const later = knownAfter(awaited);
  const own = pairUp(before.byKey, after.byKey).filter((pair) => !isIdleHook(pair, chart));
  const masked = own.map((pair) => ({ pair, masks: masksOf(pair) }));
  const visible = masked.flatMap(({ pair, masks }) => (isNameHidden(masks) || latestOf(pair).isHook ? [] : [pair]));
  const pairs = masked.map(({ pair, masks }) => ({
    pair: isNameHidden(masks) ? withoutName(pair, masks, chart) : pair,
    masks,
  }));
  const partial =
    whyPartlyHidden(chart, rendered.value) ?? (before.unread + all.unread > 0 ? unreadableObjects : undefined);
  const conflicts = await findConflicts(chart, record.value, () => maskedObjects(all, masksOf, later), context);
  return ok({
    objects: [
      // Nothing in `crds/` comes from a template, so no part of it is secret.
      ...crds.pairs.map((pair) => ({ pair, masks: undefined })),
      ...pairs,
    ].flatMap(({ pair, masks }) => changeOf(pair, { masks, later, namespace: chart.namespace }) ?? []),
    risks: [
      ...(isRemoved ? [] : olderChart(chart, record.value)),
      ...crds.risks,
      ...kinds.unserved.map(
        ({ message }) => `${message.replace(/\.$/, '')} yet: the chart fails unless something before it adds the kind`,
      ),
      ...pairs.flatMap(({ pair }) => risksOf(pair, { isRemoved, ...rendered.value })),
      ...conflicts.risks,
    ],
    notes: [...crds.notes, ...conflicts.notes],
    ...(partial !== undefined && { partial }),
    added: visible.flatMap(({ before: was, after: is }) => (was === undefined && is !== undefined ? [is] : [])),
    gone: visible.flatMap(({ before: was, after: is }) => (is === undefined && was !== undefined ? [was] : [])),
    brings: [...[...all.byKey.values()].map(({ data }) => data).filter(isCrd), ...crds.brought].flatMap(servedBy),
  });
}

/** `brought`: what the cluster will serve in addition. */
async function checkKinds(
  chart: PlannedChart,
  { objects = '' }: TemplateOutputs,
  brought: readonly string[],
  { cluster, signal }: PreviewContext,
): Promise<ObjectFindings> {
  const served = await cluster.served(signal);
  return findUnacceptable(objects, served.ok ? [...served.value, ...brought] : undefined, chart);
}

/** Nothing is known, or nothing would change. */
export const nothingPreviewed: Previewed = { objects: [], risks: [], notes: [], brings: [], added: [], gone: [] };

const noRecord: ReleaseRecord = {
  objects: '',
  isServerSide: true,
  values: {},
  helmChart: '',
  chartVersion: '',
  chartText: '',
};
const unreadableObjects = 'Some objects of the release cannot be read as YAML.';

function whyPartlyHidden({ secrets }: PlannedChart, { partial, decoy }: TemplateOutputs): string | undefined {
  if (secrets.length === 0 || decoy !== undefined) return partial;
  return 'Helm cannot render the chart with other secrets, so Compass cannot tell which values are secret, and hides them all.';
}

/** Masked, without the objects whose name must not be shown. */
function maskedObjects({ byKey }: Objects, masksOf: (pair: ObjectPair) => Masks, later: string): ManifestObject[] {
  return [...byKey.values()].flatMap((after) => {
    const masks = masksOf({ before: undefined, after });
    if (isNameHidden(masks)) return [];
    const { after: data } = maskPair({ before: undefined, after: after.data }, masks, later);
    return [{ ...after, data: objectAt(data) }];
  });
}

/** Client-side apply has no conflicts. */
async function findConflicts(
  chart: PlannedChart,
  record: ReleaseRecord,
  objects: () => readonly ManifestObject[],
  { conflictsAmong, cluster, signal }: PreviewContext,
): Promise<{ risks: readonly string[]; notes: readonly string[] }> {
  if (runningRevision(chart) === undefined || !isAppliedServerSide(chart, record)) return { risks: [], notes: [] };
  const { conflicts, unread } = await conflictsAmong(objects());
  const isTaken = chart.settings.conflicts === 'take';
  const taken = await Promise.all(
    (isTaken ? conflicts : []).map(async (conflict) => {
      const live = await cluster.content(conflict.object, signal);
      return conflictNote(conflict, live.ok ? live.value : undefined);
    }),
  );
  const cannotTell = `Conflicts with other field managers cannot be checked: Compass could not list ${unread.join(', ')}.`;
  return {
    risks: isTaken ? [] : conflicts.map(conflictRisk),
    notes: [...taken, ...(unread.length > 0 ? [cannotTell] : [])],
  };
}

/** `before`, `after`: without the documents that are identical in both. */
function readBoth(
  record: ReleaseRecord,
  rendered: TemplateOutputs,
  { namespace }: PlannedChart,
): { readonly before: Objects; readonly after: Objects; readonly all: Objects } {
  const [old, now] = [splitDocuments(record.objects), splitDocuments(rendered.objects ?? '')];
  const both = new Set(old).intersection(new Set(now));
  const differing = (documents: readonly string[]) => documents.filter((document) => !both.has(document));
  const read = (documents: readonly string[]) => readObjects(documents, namespace);
  return { before: read(differing(old)), after: read(differing(now)), all: read(now) };
}

/** Calls `learn` with the values of the current release that were secret when it was deployed, or are secret now. */
function pastOf(
  chart: PlannedChart,
  record: ReleaseRecord,
  outputs: TemplateOutputs,
  learn: (secret: string) => void,
): Past {
  const running = runningRevision(chart);
  const secretsBefore = running && secretsIn(running);
  const secretsNow = secretPathsOf(chart);
  const paths = [...(secretsBefore ?? []), ...secretsNow];
  // A number in a record may be one that JavaScript cannot represent: then it is kept as its text.
  const found = valuesAt(record.values, paths).map((value) =>
    typeof value === 'string' ? value : JSON.stringify(value),
  );
  for (const text of found) learn(text);
  const isClean = secretsBefore !== undefined && paths.length === 0;
  return {
    secrets: found.filter((text) => text !== ''),
    isPublic: isClean ? undefined : makeIsPublic(record, outputs, chart, secretsBefore, secretsNow),
  };
}

function withoutName(pair: ObjectPair, masks: Masks, { namespace }: PlannedChart): ObjectPair {
  const name = masks === 'random' ? differing : hidden;
  const hide = (object: ManifestObject) => ({ ...object, name, namespace });
  return pair.after === undefined
    ? { before: hide(pair.before), after: undefined }
    : { before: pair.before && hide(pair.before), after: hide(pair.after) };
}

/** Helm does not delete hooks that are no longer in the chart, and creates only the hooks of what it does. */
function isIdleHook(pair: ObjectPair, { decision }: PlannedChart): boolean {
  const events = hookEventsOf(latestOf(pair).data);
  if (events === undefined) return false;
  if (pair.after === undefined) return true;
  return !events.split(',').some((event) => new RegExp(`^(pre|post)-${decision.action}$`).test(event.trim()));
}

function olderChart({ content }: PlannedChart, { chartVersion }: ReleaseRecord): string[] {
  const { version } = content ?? {};
  if (version === undefined || !isOlder(version, chartVersion)) return [];
  return [`the chart would be downgraded from ${chartVersion} to ${version}`];
}
