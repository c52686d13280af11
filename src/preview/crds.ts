// What would happen to the CRDs in `crds/` of a chart? Helm's record does not contain them, so each is read from the
// cluster.

import type { ManifestObject } from '../model/manifest.ts';
import { whyOlder } from '../plan/crd-age.ts';
import { patchFor } from '../plan/crd-patch.ts';
import type { PlannedChart } from '../plan/plan.ts';
import { isObject, type JsonObject, objectAt } from '../text/json.ts';
import type { ObjectPair } from './changes.ts';
import type { PreviewContext } from './helm-template.ts';

export interface PreviewedCrds {
  readonly pairs: readonly ObjectPair[];
  readonly risks: readonly string[];
  readonly notes: readonly string[];
}

/**
 * As in a deployment: missing CRDs are created; with `crds: upgrade`, existing ones are changed, but never to an older
 * schema.
 */
export async function previewCrds(
  { decision, settings }: PlannedChart,
  crds: readonly ManifestObject[],
  { cluster, signal }: PreviewContext,
): Promise<PreviewedCrds> {
  const areDeployed = decision.action === 'install' || settings.crds === 'upgrade';
  const wanted = areDeployed ? crds : [];
  const found = await Promise.all(wanted.map(({ name }) => cluster.crds.read(name, signal)));
  const previewed = wanted.map((after, index): PreviewedCrds => {
    const read = found[index];
    if (read?.ok !== true) return unread(after);
    if (read.value === undefined) return { ...noChange, pairs: [{ before: undefined, after }] };
    if (settings.crds !== 'upgrade') return noChange;
    return previewUpgrade(after, read.value);
  });
  return {
    pairs: previewed.flatMap(({ pairs }) => pairs),
    risks: previewed.flatMap(({ risks }) => risks),
    notes: previewed.flatMap(({ notes }) => notes),
  };
}

const noChange: PreviewedCrds = { pairs: [], risks: [], notes: [] };

function unread(after: ManifestObject): PreviewedCrds {
  const note = `The CRD \`${after.name}\` could not be read, so it may exist already.`;
  return { pairs: [{ before: undefined, after }], risks: [], notes: [note] };
}

function previewUpgrade(after: ManifestObject, current: JsonObject): PreviewedCrds {
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
