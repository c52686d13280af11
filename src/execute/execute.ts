// How is a plan carried out? Each chart starts as soon as its dependencies have completed, and gets exactly one
// outcome. A failure stops only its dependents.

import { firstFailure, ok, type Result } from '../model/failure.ts';
import { type ChartResult, factsOf, stopReason } from '../model/outcome.ts';
import { mayChange, type Plan, type PlannedChart } from '../plan/plan.ts';
import { dependsIn } from '../plan/release-labels.ts';
import { type ChartEnd, failedWith, notRemoved, skipped } from './chart-end.ts';
import type { Execution } from './execution.ts';
import { executeChart, hasToRun } from './run-chart.ts';
import { runSchedule } from './scheduler.ts';

/**
 * One result per chart, in the plan's order. Removals come last: what a chart has stopped using is removed once that
 * chart is deployed.
 */
export async function execute(plan: Plan, execution: Execution): Promise<ChartResult[]> {
  const results = new Map<string, ChartResult>();
  const isRemoved = ({ settings }: PlannedChart) => settings.remove;
  await runCharts(
    plan.charts.filter((chart) => !isRemoved(chart)),
    plan,
    execution,
    results,
  );
  await runCharts(plan.charts.filter(isRemoved), plan, execution, results);
  return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}

async function runCharts(
  charts: readonly PlannedChart[],
  plan: Plan,
  execution: Execution,
  results: Map<string, ChartResult>,
): Promise<void> {
  const { planned } = execution;
  const settle = (chart: PlannedChart, beginMs: number, end: ChartEnd): void => {
    const result = toChartResult(chart, beginMs, end, execution);
    results.set(chart.name, result);
    execution.emit({ type: 'chart-ended', result });
  };
  const expected = expectedTime(plan.charts);
  await runSchedule({
    nodes: charts.map((chart) => ({ name: chart.name, depends: dependenciesOf(chart, charts), chart })),
    limit: execution.concurrency,
    expect: ({ chart }) => expected(chart),
    needsSlot: ({ chart }) => hasToRun(chart),
    async start({ chart }) {
      const beginMs = execution.clock.nowMs();
      const user = chart.decision.action === 'remove' ? findUnfinishedUser(chart, plan, results) : undefined;
      if (user !== undefined) {
        settle(chart, beginMs, notRemoved(chart, user, execution.signal));
        return false;
      }
      const replanned = await replanDeferred(chart, planned, execution);
      if (replanned.ok) planned.set(chart.name, replanned.value);
      const end = replanned.ok
        ? await executeChart(replanned.value, execution, dependencyHasChanged(chart, plan, results))
        : failedWith(firstFailure(replanned.failures), chart);
      settle(replanned.ok ? replanned.value : chart, beginMs, end);
      return factsOf(end.outcome).satisfiesDependents === true || end.isTolerated === true;
    },
    skip({ chart }, because) {
      const explain = chart.settings.remove ? notRemoved : skipped;
      const end = explain(chart, because, execution.signal);
      settle(chart, execution.clock.nowMs(), end);
      return end.isTolerated === true;
    },
  });
}

/**
 * `charts`: all that are deployed, or all that are removed. A chart that is not required waits for nothing. Removals go
 * in reverse order: a chart waits for the removal of its dependents.
 */
function dependenciesOf(
  { name, decision, depends, settings }: PlannedChart,
  charts: readonly PlannedChart[],
): readonly string[] {
  if (decision.action === 'not-required') return [];
  const needed = settings.remove ? charts.filter((chart) => chart.depends.some((one) => one === name)) : charts;
  const names = needed.map((chart) => chart.name);
  return settings.remove ? names : depends.filter((one) => names.includes(one));
}

/**
 * The name of a chart that has to stop using what is removed, and was not deployed: one that depends on it, or that did
 * so when it was deployed last.
 */
function findUnfinishedUser(
  { name }: PlannedChart,
  { charts }: Plan,
  results: ReadonlyMap<string, ChartResult>,
): string | undefined {
  return charts.find((chart) => {
    if (chart.settings.remove || chart.decision.action === 'not-required') return false;
    const before = chart.observed ? dependsIn(chart.observed.deployed ?? chart.observed) : [];
    const uses = chart.depends.some((one) => one === name) || before.includes(name);
    const outcome = results.get(chart.name)?.outcome;
    return uses && (outcome === undefined || factsOf(outcome).satisfiesDependents !== true);
  })?.name;
}

/**
 * For a chart with only jobs: whether a dependency changed; without dependencies, whether any chart of the plan
 * changes.
 */
function dependencyHasChanged(
  { depends }: PlannedChart,
  plan: Plan,
  results: ReadonlyMap<string, ChartResult>,
): boolean {
  if (depends.length === 0) return plan.charts.some(mayChange);
  return depends.some((name) => {
    const outcome = results.get(name)?.outcome;
    return outcome !== undefined && factsOf(outcome).changes === true;
  });
}

/**
 * The duration of the last deployment; for a new chart, the median of the others. 0 for a chart that is not touched.
 */
function expectedTime(charts: readonly PlannedChart[]): (chart: PlannedChart) => number {
  const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 1_000;
  return (chart) => (mayChange(chart) ? (chart.tookMs ?? median) : 0);
}

/** After a stop, Compass makes no more requests: the chart counts as not started. */
async function replanDeferred(
  chart: PlannedChart,
  planned: ReadonlyMap<string, PlannedChart>,
  { replan, signal }: Execution,
): Promise<Result<PlannedChart>> {
  return chart.decision.action === 'late' && stopReason(signal) === undefined ? replan(chart, planned) : ok(chart);
}

function toChartResult(chart: PlannedChart, beginMs: number, end: ChartEnd, execution: Execution): ChartResult {
  return {
    name: chart.name,
    release: chart.release,
    namespace: chart.namespace,
    depends: chart.depends,
    images: chart.images,
    imagesBefore: chart.imagesBefore,
    startedAtMs: Math.round(beginMs - execution.startedAtMs),
    durationMs: Math.round(execution.clock.nowMs() - beginMs),
    ...end,
  };
}
