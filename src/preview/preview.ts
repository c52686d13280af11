// What would a planned chart change in the cluster?

import { ok, type Result } from '../model/failure.ts';
import { hookEventsOf, isCrd, type ManifestObject, splitCrdsFolder, splitDocuments } from '../model/manifest.ts';
import type { ChartPreview } from '../model/preview.ts';
import { type PlannedChart, secretPathsOf } from '../plan/plan.ts';
import { secretsIn } from '../plan/release-labels.ts';
import type { ReleaseRecord } from '../ports/cluster.ts';
import { isObject, listAt, objectAt } from '../text/json.ts';
import { isOlder } from '../text/versions.ts';
import { changeOf, latestOf, type ObjectPair, pairUp } from './changes.ts';
import { previewCrds } from './crds.ts';
import { valuesAt } from './decoys.ts';
import { type PreviewContext, renderForCluster, type TemplateOutputs } from './helm-template.ts';
import { differing, hidden, knownAfter, maskPair } from './masked.ts';
import { isNameHidden, makeMasking, type Past } from './masking.ts';
import type { Masks } from './masks.ts';
import { type Objects, readObjects } from './objects.ts';
import { makeIsPublic } from './public-words.ts';
import { risksOf } from './risks.ts';

/** What the charts before this one add to the cluster. */
export interface Preceding {
  /** What the cluster will serve in addition: `example.com/v1`, `example.com/v1/Widget`. */
  readonly brought: readonly string[];
  /** Names of the charts whose objects it reads, which do not exist yet. */
  readonly awaited: readonly string[];
}

export interface Previewed extends ChartPreview {
  /** What the cluster will serve once the chart is deployed. */
  readonly brings: readonly string[];
}

/** For a chart that would be installed, upgraded or removed. Fails as Helm would in the deployment. */
export async function previewChart(
  chart: PlannedChart,
  { brought, awaited }: Preceding,
  context: PreviewContext,
): Promise<Result<Previewed>> {
  const isRemoved = chart.decision.action === 'remove';
  const running = chart.observed?.deployed ?? chart.observed;
  const [record, rendered] = await Promise.all([
    running ? context.cluster.record(running, context.signal) : ok(noRecord),
    isRemoved ? ok<TemplateOutputs>({ objects: '' }) : renderForCluster(chart, brought, context),
  ]);
  if (!record.ok) return record;
  if (!rendered.ok) return rendered;
  if (rendered.value.objects === undefined) {
    return ok({ objects: [], risks: [], notes: [], partial: rendered.value.partial ?? '', brings: [] });
  }
  const { before, after, all, defined } = readBoth(record.value, rendered.value, chart);
  const crds = await previewCrds(chart, [...defined.byKey.values()], context);
  const masksOf = makeMasking(chart, rendered.value, pastOf(chart, record.value, rendered.value, context.learn));
  const later = knownAfter(awaited);
  const own = pairUp(before.byKey, after.byKey).filter((pair) => !isIdleHook(pair));
  const pairs = [...crds.pairs, ...own]
    .map((pair) => ({ pair, masks: masksOf(pair) }))
    .map(({ pair, masks }) => ({ pair: isNameHidden(masks) ? withoutName(pair, masks, chart) : pair, masks }));
  const partial =
    whyPartlyHidden(chart, rendered.value) ?? (before.unread + all.unread > 0 ? unreadableObjects : undefined);
  const conflicts = await findConflicts(chart, () => maskedObjects(all, masksOf, later), context);
  return ok({
    objects: pairs.flatMap(({ pair, masks }) => changeOf(pair, { masks, later, namespace: chart.namespace }) ?? []),
    risks: [
      ...(isRemoved ? [] : olderChart(chart, record.value)),
      ...crds.risks,
      ...pairs.flatMap(({ pair }) => risksOf(pair, { isRemoved, ...rendered.value })),
      ...conflicts.risks,
    ],
    notes: [...crds.notes, ...conflicts.notes],
    ...(partial !== undefined && { partial }),
    brings: [...all.byKey.values(), ...defined.byKey.values()].flatMap(servedBy),
  });
}

const noRecord: ReleaseRecord = { objects: '', values: {}, chartVersion: '', chartText: '' };
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
  { observed, settings, validatedByServer }: PlannedChart,
  objects: () => readonly ManifestObject[],
  { conflictsAmong }: PreviewContext,
): Promise<{ risks: readonly string[]; notes: readonly string[] }> {
  if (observed === undefined || settings.conflicts === 'take' || !validatedByServer) return { risks: [], notes: [] };
  const { risks, unread } = await conflictsAmong(objects());
  const cannotTell = `Conflicts with other field managers cannot be checked: Compass could not list ${unread.join(', ')}.`;
  return { risks, notes: unread.length > 0 ? [cannotTell] : [] };
}

/**
 * `before`, `after`: without the documents that are identical in both. `defined`: the CRDs in `crds/`, which do not
 * belong to the release.
 */
function readBoth(
  record: ReleaseRecord,
  rendered: TemplateOutputs,
  { namespace }: PlannedChart,
): { readonly before: Objects; readonly after: Objects; readonly all: Objects; readonly defined: Objects } {
  const { inside, outside } = splitCrdsFolder(rendered.objects ?? '');
  const [old, now, defined] = [splitDocuments(record.objects), splitDocuments(outside), splitDocuments(inside)];
  const both = new Set(old).intersection(new Set(now));
  const differing = (documents: readonly string[]) => documents.filter((document) => !both.has(document));
  const read = (documents: readonly string[]) => readObjects(documents, namespace);
  return { before: read(differing(old)), after: read(differing(now)), all: read(now), defined: read(defined) };
}

/** Calls `learn` with the values of the current release that were secret when it was deployed, or are secret now. */
function pastOf(
  chart: PlannedChart,
  record: ReleaseRecord,
  outputs: TemplateOutputs,
  learn: (secret: string) => void,
): Past {
  const running = chart.observed?.deployed ?? chart.observed;
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

/** Helm does not delete hooks that are no longer in the chart, and creates test hooks only for `helm test`. */
function isIdleHook(pair: ObjectPair): boolean {
  const events = hookEventsOf(latestOf(pair).data) ?? '';
  return (pair.after === undefined && pair.before.isHook) || /^test(-success|-failure)?$/.test(events);
}

function olderChart({ content }: PlannedChart, { chartVersion }: ReleaseRecord): string[] {
  const { version } = content ?? {};
  if (version === undefined || !isOlder(version, chartVersion)) return [];
  return [`the chart would be downgraded from ${chartVersion} to ${version}`];
}

/** The API versions and kinds that a CRD defines. */
function servedBy({ data }: ManifestObject): string[] {
  if (!isCrd(data)) return [];
  const { group } = objectAt(data, 'spec');
  const { kind: defined } = objectAt(data, 'spec', 'names');
  const served = listAt(data, 'spec', 'versions')
    .filter((version) => isObject(version))
    .filter((version) => version['served'] === true);
  return served.flatMap((version) => {
    const apiVersion = `${String(group)}/${String(version['name'])}`;
    return [apiVersion, `${apiVersion}/${String(defined ?? '')}`];
  });
}
