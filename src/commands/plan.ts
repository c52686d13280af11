// `plan`: what would a deployment do now, and what would it change? Nothing is written, and no job runs.
import { ok, type Result, type Warning } from '../model/failure.ts';
import type { ChartResult } from '../model/outcome.ts';
import { isJobsOnly } from '../plan/make.ts';
import { handOverNotes, leftAloneNotes } from '../plan/notes.ts';
import { mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import { planDigest } from '../plan/plan-digest.ts';
import type { Ports } from '../ports/ports.ts';
import { type Prepared, prepare } from '../prepare/prepare.ts';
import { unnamedReleases } from '../prepare/release-objects.ts';
import type { Session } from '../prepare/session.ts';
import { type PlanEntry, planDeferred } from '../preview/deferred.ts';
import { makeFindConflicts } from '../preview/field-managers.ts';
import type { PreviewContext } from '../preview/helm-template.ts';
import { planNamespaces } from '../preview/namespaces.ts';
import { withMoves, withOwners } from '../preview/object-moves.ts';
import type { Previewed } from '../preview/preview.ts';
import { previewAll } from '../preview/preview-all.ts';
import { jobNotes, planResults } from '../preview/results.ts';

export interface Planned {
  readonly charts: readonly ChartResult[];
  readonly planDigest: string;
  /** About the whole plan, as sentences. */
  readonly notes: readonly string[];
  readonly warnings: readonly Warning[];
}

/** Fails as `deploy` does before its first write. */
export async function plan(session: Session, ports: Ports): Promise<Result<Planned>> {
  const { request, signal, emit } = session;
  const notBuiltBecause = new Map<string, string>();
  const noteNotBuilt = (reference: string, why: string) => notBuiltBecause.set(reference, why);
  const prepared = await prepare(session, 'Planning a deployment of', ports, noteNotBuilt);
  if (!prepared.ok) return prepared;
  const { plan, replan, cluster, warnings } = prepared.value;
  const entries = await planDeferred(plan, replan, cluster, signal);
  const changing = entries.filter(({ chart }) => mayChange(chart) && !isJobsOnly(chart));
  const context = await openContext(prepared.value, changing, session, ports);
  if (!context.ok) return context;
  const previews = context.value
    ? await previewWithOwners(changing, plan, context.value, request.concurrency)
    : new Map<string, Result<Previewed>>();
  const objectsOf = ({ name }: PlannedChart) => {
    const preview = previews.get(name);
    return preview?.ok ? preview.value.objects : [];
  };
  const namespaces = await planNamespaces(
    changing.map(({ chart }) => chart),
    objectsOf,
    cluster,
    signal,
  );
  const charts = planResults(entries, { previews, ...namespaces, notBuiltBecause });
  const isChange = entries.some(({ chart }) => mayChange(chart));
  const notes = [
    ...namespaces.created.map((name) => `The namespace \`${name}\` would be created.`),
    ...handOverNotes(plan),
    ...leftAloneNotes(plan),
    ...jobNotes('the stack', plan.jobs.before, [], isChange),
    ...jobNotes(
      'the stack',
      [],
      plan.jobs.after,
      isChange || (plan.afterJobs !== undefined && mayChange(plan.afterJobs)),
    ),
  ];
  const digest = planDigest(plan);
  for (const result of charts) emit({ type: 'chart-ended', result });
  for (const text of [...notes, `The digest of this plan: ${digest}`]) emit({ type: 'notice', text });
  return ok({ charts, planDigest: digest, notes, warnings });
}

async function previewWithOwners(
  changing: readonly PlanEntry[],
  plan: Plan,
  context: PreviewContext,
  limit: number,
): Promise<ReadonlyMap<string, Result<Previewed>>> {
  const { cluster, signal } = context;
  const charts = changing.map(({ chart }) => chart);
  const [alone, unnamed] = await Promise.all([
    previewAll(changing, plan, context, limit),
    unnamedReleases(plan, cluster, signal),
  ]);
  const { previews, moves } = withMoves(alone, charts, unnamed);
  return withOwners(previews, charts, moves, { cluster, limit, signal });
}

/** Undefined if no chart would change: then Helm is not needed. */
async function openContext(
  { charts, cluster }: Prepared,
  changing: readonly PlanEntry[],
  { request, scratch, signal }: Session,
  { helms, redactor }: Ports,
): Promise<Result<PreviewContext | undefined>> {
  if (changing.length === 0) return ok(undefined);
  const helm = await helms.find(request['helm-version'], scratch, signal);
  if (!helm.ok) return helm;
  return ok({
    cluster,
    helm: helm.value,
    charts,
    async packageOf({ source, content, at, name }) {
      if (source === undefined || content === undefined) throw new Error(`${name} has no content`);
      return charts.pack(source, content, at);
    },
    conflictsAmong: makeFindConflicts(cluster, signal),
    signal,
    learn: (secret) => redactor.learn(secret),
  });
}
