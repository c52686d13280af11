// What would happen to the CRDs in `crds/` of a chart? Helm's record does not contain them, so each is read from the
// cluster.

import { type ManifestObject, toManifestObject } from '../model/manifest.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { patchFor } from '../plan/crd-patch.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { crdName } from '../prepare/crds.ts';
import { isObject, type JsonObject, objectAt } from '../text/json.ts';
import type { ObjectPair } from './changes.ts';
import type { PreviewContext } from './helm-template.ts';

export interface PreviewedCrds {
  readonly pairs: readonly ObjectPair[];
  readonly risks: readonly string[];
  readonly notes: readonly string[];
  /** The CRDs that would exist, and that the chart has. */
  readonly brought: readonly JsonObject[];
}

/**
 * As in a deployment: missing CRDs are created; with `crds: upgrade`, existing ones are changed, but never to an older
 * schema; with `crds: skip`, nothing is done.
 */
export async function previewCrds(
  { settings }: PlannedChart,
  crds: readonly JsonObject[],
  { cluster, signal }: PreviewContext,
): Promise<PreviewedCrds> {
  if (settings.crds === 'skip') return { ...noChange, brought: [] };
  const found = await Promise.all(crds.map((crd) => cluster.crds.read(crdName(crd), signal)));
  const previewed = crds.map((crd, index): Omit<PreviewedCrds, 'brought'> => {
    const after = toManifestObject(crd, '', '');
    const read = found[index];
    if (read?.ok !== true) return noChange;
    if (read.value === undefined) return { ...noChange, pairs: [{ before: undefined, after }] };
    if (settings.crds !== 'upgrade') return noChange;
    return previewUpgrade(after, read.value);
  });
  return {
    pairs: previewed.flatMap(({ pairs }) => pairs),
    risks: previewed.flatMap(({ risks }) => risks),
    notes: [...(found.every(({ ok }) => ok) ? [] : [unreadCrds]), ...previewed.flatMap(({ notes }) => notes)],
    brought: crds,
  };
}

const unreadCrds =
  'Compass could not read the CRDs of the cluster, so it cannot tell which of the chart would be created.';
const noChange = { pairs: [], risks: [], notes: [] };

function previewUpgrade(after: ManifestObject, current: JsonObject): Omit<PreviewedCrds, 'brought'> {
  const older = whyOlder(after.data, current);
  const patch = patchFor(after.data, current);
  if (patch === undefined) return noChange;
  if (older !== undefined) {
    const note = `The CRD \`${after.name}\` would stay as it is: the chart's CRD is older, because it ${older}.`;
    return { ...noChange, notes: [note] };
  }
  const { apiVersion, kind } = after.data;
  const about = { apiVersion: apiVersion ?? '', kind: kind ?? '', metadata: { name: after.name } };
  const spec = objectAt(current, 'spec');
  const pair = {
    before: { ...after, data: { ...about, spec } },
    after: { ...after, data: { ...about, spec: merged(spec, objectAt(patch, 'spec')) } },
  };
  return { pairs: [pair], risks: [`the CRD \`${after.name}\` would be changed for the whole cluster`], notes: [] };
}

/** The target with a merge patch applied (RFC 7396). */
function merged(target: JsonObject, patch: JsonObject): JsonObject {
  const entries = Object.entries(patch).filter(([, value]) => value !== null);
  const removed = new Set(Object.keys(patch).filter((key) => patch[key] === null));
  const kept = Object.entries(target).filter(([key]) => !removed.has(key));
  return {
    ...Object.fromEntries(kept),
    ...Object.fromEntries(
      entries.map(([key, value]) => {
        const old = target[key];
        return [key, isObject(value) && isObject(old) ? merged(old, value) : value];
      }),
    ),
  };
}
