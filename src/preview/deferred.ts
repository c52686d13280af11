// Charts that read from the cluster, in a plan: by what is there now, or as far as they can be told before that is there.

import type { Failure } from '../model/failure.ts';
import { mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Replan } from '../prepare/deferred.ts';
import { knownAfter } from './masked.ts';

export interface PlanEntry {
  readonly chart: PlannedChart;
  /** Names of the charts whose objects it reads, which are not there yet. */
  readonly awaited: readonly string[];
  /** As a sentence. */
  readonly note?: string;
  /** As a sentence, why it is not told whole. */
  readonly partial?: string;
}

/** Of a plan in which everything that is up has been planned. */
export async function planDeferred(
  { charts }: Plan,
  replan: Replan,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<PlanEntry[]> {
  const mayBring = (chart: PlannedChart) => mayChange(chart) || chart.decision.action === 'run';
  const changing = new Set(charts.filter(mayBring).map(({ name }) => name));
  return Promise.all(
    charts.map(async (chart): Promise<PlanEntry> => {
      if (chart.decision.action !== 'late') return { chart, awaited: [] };
      const others = chart.depends.filter((name) => changing.has(name));
      const sources = others.length > 0 ? others : chart.depends;
      const look = await lookFor(chart, cluster, signal);
      if (look.refusal !== undefined) return { ...guess(chart, sources), partial: look.refusal.message };
      // Where nothing before it changes, nothing brings what is missing.
      if (look.isMissing && others.length > 0) return guess(chart, sources);
      const planned = await replan(chart);
      if (!planned.ok) return { chart: refusedChart(chart, planned.failures), awaited: [] };
      const note = `It reads what ${sources.join(', ')} has, as it is now.`;
      return { chart: planned.value, awaited: [], ...(others.length > 0 && { note }) };
    }),
  );
}

function guess(chart: PlannedChart, awaited: readonly string[]): PlanEntry {
  const action = chart.baseRevision > 0 ? 'upgrade' : 'install';
  return { chart: { ...chart, decision: { action, reason: knownAfter(awaited) } }, awaited };
}

function refusedChart(chart: PlannedChart, failures: readonly Failure[]): PlannedChart {
  const [failure] = failures as readonly [Failure];
  return { ...chart, decision: { action: 'refuse', failure } };
}

/** Whether what it reads is there. */
async function lookFor(
  { deferred = [] }: PlannedChart,
  cluster: Cluster,
  signal: AbortSignal,
): Promise<{ readonly isMissing: boolean; readonly refusal?: Failure }> {
  const answers = await Promise.all(deferred.map((question) => cluster.value(question, signal)));
  const refusal = answers.flatMap((answer) => (answer.ok ? [] : answer.failures))[0];
  const isMissing = answers.some((answer) => answer.ok && 'problem' in answer.value);
  return refusal === undefined ? { isMissing } : { isMissing, refusal };
}
