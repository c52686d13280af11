// What does a plan say about objects that exist already: those that move between releases, and those that somebody else
// owns?
import type { Result } from '../model/failure.ts';
import { inParallel } from '../model/in-parallel.ts';
import type { ManifestObject } from '../model/manifest.ts';
import type { ObjectChange } from '../model/preview.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Cluster, LiveObject } from '../ports/cluster.ts';
import { findMoves, type Move, type UnnamedRelease } from '../prepare/moves.ts';
import { ownerOfObject } from '../prepare/object-owner.ts';
import { conflictRisk, conflictsOf } from './field-conflicts.ts';
import type { Previewed } from './preview.ts';

type Previews = ReadonlyMap<string, Result<Previewed>>;

/** The previews, in which an object that moves is neither created nor deleted. */
export function withMoves(
  previews: Previews,
  charts: readonly PlannedChart[],
  unnamed: readonly UnnamedRelease[],
): { readonly previews: Previews; readonly moves: readonly Move[] } {
  const byKey = (objects: readonly ManifestObject[]) => new Map(objects.map((object) => [object.key, object]));
  const known = charts.flatMap((chart) => {
    const preview = previews.get(chart.name);
    return preview?.ok ? [{ chart, before: byKey(preview.value.gone), after: byKey(preview.value.added) }] : [];
  });
  const moves = findMoves(known, unnamed);
  const shown = [...previews].map(([name, preview]): [string, Result<Previewed>] => {
    const own = moves.filter(({ giver, taker }) => giver === name || taker.name === name);
    return [name, preview.ok && own.length > 0 ? { ...preview, value: showMoves(name, preview.value, own) } : preview];
  });
  return { previews: new Map(shown), moves };
}

function showMoves(name: string, preview: Previewed, moves: readonly Move[]): Previewed {
  const taken = moves.filter(({ taker }) => taker.name === name);
  const given = moves.filter(({ giver }) => giver === name);
  const find = (list: readonly Move[], { kind, name }: ObjectChange) =>
    list.find(({ object }) => object.kind === kind && object.name === name);
  return {
    ...preview,
    objects: preview.objects.flatMap((change): ObjectChange[] => {
      if (change.change === 'delete' && find(given, change)) return [];
      const move = change.change === 'create' ? find(taken, change) : undefined;
      return [move ? { ...change, change: 'change', movedFrom: move.giver ?? `release ${move.from.name}` } : change];
    }),
    risks: preview.risks.filter(
      (risk) => !given.some(({ object }) => risk.startsWith(`${objectName(object)} would be deleted`)),
    ),
    notes: [...given.map(({ object, taker }) => `${objectName(object)} moves to \`${taker.name}\`.`), ...preview.notes],
  };
}

function objectName({ kind, name }: ManifestObject): string {
  return `${kind} \`${name}\``;
}

/** The previews, with what is to be known about objects that are new in a chart and exist already. */
export async function withOwners(
  previews: Previews,
  charts: readonly PlannedChart[],
  moves: readonly Move[],
  {
    cluster,
    limit,
    signal,
  }: { readonly cluster: Pick<Cluster, 'object'>; readonly limit: number; readonly signal: AbortSignal },
): Promise<Previews> {
  const isMoving = (chart: PlannedChart, { key }: ManifestObject) =>
    moves.some(({ object, taker }) => object.key === key && taker.name === chart.name);
  const found = await inParallel(charts, limit, async (chart) => {
    const preview = previews.get(chart.name);
    const added = preview?.ok ? preview.value.added.filter((object) => !isMoving(chart, object)) : [];
    const about: OwnerRemarks[] = [];
    for (const object of added) {
      const live = await cluster.object(object, signal);
      if (live.ok && live.value !== undefined) about.push(remarksAbout(object, live.value, chart));
    }
    return about;
  });
  return new Map(
    [...previews].map(([name, preview]): [string, Result<Previewed>] => {
      const about = found[charts.findIndex((chart) => chart.name === name)] ?? [];
      if (!preview.ok || about.length === 0) return [name, preview];
      const risks = [...preview.value.risks, ...about.flatMap((one) => one.risks)];
      const notes = [...preview.value.notes, ...about.flatMap((one) => one.notes)];
      return [name, { ...preview, value: { ...preview.value, risks, notes } }];
    }),
  );
}

interface OwnerRemarks {
  readonly risks: readonly string[];
  readonly notes: readonly string[];
}

function remarksAbout(object: ManifestObject, live: LiveObject, chart: PlannedChart): OwnerRemarks {
  const { release, namespace, settings } = chart;
  const what = objectName(object);
  if (live.isTerminating) return { risks: [`${what} exists, and is being deleted`], notes: [] };
  const owner = ownerOfObject(live);
  if (owner?.release === release && owner.namespace === namespace) return { risks: [], notes: [] };
  if (owner !== undefined) {
    const risk = `${what} belongs to the release \`${owner.release}\` in namespace \`${owner.namespace}\`: the deployment would fail`;
    return { risks: [risk], notes: [] };
  }
  const managers = [...new Set(live.managers.map(({ name }) => `\`${name}\``))].join(', ');
  const by = managers === '' ? '' : ` (managed by ${managers})`;
  if (!settings.adopt) {
    const risk = `${what} exists and belongs to no release${by}: the deployment would fail without \`adopt: true\``;
    return { risks: [risk], notes: [] };
  }
  const risks = settings.conflicts === 'take' ? [] : conflictsOf(object, live).map(conflictRisk);
  return { risks, notes: [`Adopts ${what}, which exists and belongs to no release${by}.`] };
}
