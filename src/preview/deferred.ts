// What does a plan show of charts that read from the cluster? Planned from the objects that exist now, or as far as
// possible without them.

import type { Failure } from '../model/failure.ts';
import { isJobsOnly } from '../plan/make.ts';
import { type Decision, mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Replan } from '../prepare/deferred.ts';
import { knownAfter } from './masked.ts';

export interface PlanEntry {
  readonly chart: PlannedChart;
  /** Names of the charts whose objects it reads, which do not exist yet. */
  readonly awaited: readonly string[];
  /** As a sentence. */
  readonly note?: string;
  /** Why not all of the chart can be shown, as a sentence. */
  readonly partial?: string;
}

/** For a plan in which all other charts are decided. */
export async function planDeferred(
  { charts }: Plan,
  replan: Replan,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlanEntry[]> {
  const changing = new Set(charts.filter(mayChange).map(({ name }) => name));
  return Promise.all(
    charts.map(async (chart): Promise<PlanEntry> => {
      if (chart.decision.action !== 'late') return { chart, awaited: [] };
      if (isJobsOnly(chart)) return { chart: { ...chart, decision: jobsOfDeferred }, awaited: [] };
      const others = chart.depends.filter((name) => changing.has(name));
      const sources = others.length > 0 ? others : chart.depends;
      const inCluster = await checkObjects(chart, cluster, signal);
      if (inCluster.refusal !== undefined) return { ...guess(chart, sources), partial: inCluster.refusal.message };
      // If nothing before it changes, nothing will create what is missing: then it fails as in a deployment.
      if (inCluster.isMissing && others.length > 0) return guess(chart, sources);
      const planned = await replan(chart, new Map());
      if (!planned.ok) return { chart: refusedChart(chart, planned.failures), awaited: [] };
      const note = `Planned with the current objects of ${sources.join(', ')}, which may change too.`;
      return { chart: planned.value, awaited: [], ...(others.length > 0 && { note }) };
    }),
  );
}

/** Jobs that depend on a deferred chart: it may change. */
const jobsOfDeferred: Decision = { action: 'run', reason: 'a dependency is decided later' };

function guess(chart: PlannedChart, awaited: readonly string[]): PlanEntry {
  const action = chart.baseRevision > 0 ? 'upgrade' : 'install';
  return { chart: { ...chart, decision: { action, reason: knownAfter(awaited) } }, awaited };
}

function refusedChart(chart: PlannedChart, failures: readonly Failure[]): PlannedChart {
  const [failure] = failures as readonly [Failure];
  return { ...chart, decision: { action: 'refuse', failure } };
}

/** Whether the objects that it reads exist. */
async function checkObjects(
  { deferred = [] }: PlannedChart,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly isMissing: boolean; readonly refusal?: Failure }> {
  const answers = await Promise.all(deferred.map((question) => cluster.value(question, signal)));
  const refusal = answers.flatMap((answer) => (answer.ok ? [] : answer.failures))[0];
  const isMissing = answers.some((answer) => answer.ok && 'problem' in answer.value);
  return refusal === undefined ? { isMissing } : { isMissing, refusal };
}
