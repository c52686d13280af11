// A plan, made so: each chart as soon as what it depends on is done, with exactly one outcome each.
// A failure stops only what depends on it.
import { formatDuration } from '../duration.ts';
import type { Emit } from '../event.ts';
import type { Failure } from '../failure.ts';
import { type ChartResult, type StopReason, stopReason } from '../outcome.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Clock } from '../ports.ts';
import { deployRelease, type Workbench } from './release.ts';
import { runSchedule } from './scheduler.ts';

export interface Execution {
  /** Undefined if nothing has to run. */
  readonly bench: Workbench | undefined;
  readonly clock: Clock;
  readonly startedAtMs: number;
  /** Most charts at work at one time. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** One result per chart, in the plan's order. */
export async function execute(plan: Plan, execution: Execution): Promise<ChartResult[]> {
  const results = new Map<string, ChartResult>();
  const settle = (chart: PlannedChart, beginMs: number, ending: Ending): void => {
    const result = toResult(chart, beginMs, ending, execution);
    results.set(chart.name, result);
    execution.emit({ type: 'chart-ended', result });
  };
  await runSchedule({
    nodes: plan.charts,
    limit: execution.concurrency,
    expect: expectedTime(plan.charts),
    needsSlot: hasToRun,
    async start(chart) {
      const beginMs = execution.clock.nowMs();
      const ending = await act(chart, execution);
      settle(chart, beginMs, ending);
      return satisfying.includes(ending.outcome);
    },
    skip: (chart, because) => settle(chart, execution.clock.nowMs(), skipped(chart, because, execution.signal)),
  });
  return plan.charts.flatMap(({ name }) => results.get(name) ?? []);
}

/** Those that depend on a chart that is not wanted here do not wait for it. */
const satisfying: readonly ChartResult['outcome'][] = ['deployed', 'unchanged', 'not-required'];

function hasToRun({ decision }: PlannedChart): boolean {
  return decision.action === 'install' || decision.action === 'upgrade';
}

/** What a chart took last time; for one that is new, the median of the others. Nothing for what is not touched. */
function expectedTime(charts: readonly PlannedChart[]): (chart: PlannedChart) => number {
  const known = charts.flatMap(({ tookMs }) => tookMs ?? []).sort((a, b) => a - b);
  const median = known[Math.floor(known.length / 2)] ?? 1_000;
  return (chart) => (hasToRun(chart) ? (chart.tookMs ?? median) : 0);
}

type Ending = Pick<ChartResult, 'outcome' | 'reason' | 'failure' | 'revision'>;

async function act(chart: PlannedChart, execution: Execution): Promise<Ending> {
  const { decision } = chart;
  switch (decision.action) {
    case 'unchanged':
      return { outcome: 'unchanged', reason: decision.reason, revision: chart.baseRevision };
    case 'not-required':
      return { outcome: 'not-required', reason: decision.reason };
    case 'refuse':
      return { outcome: 'failed', reason: decision.failure.message, failure: decision.failure };
    case 'install':
    case 'upgrade': {
      const stop = stopReason(execution.signal);
      return stop ? notStarted(chart, stop) : deploy(chart, decision.reason, execution);
    }
  }
}

async function deploy(chart: PlannedChart, reason: string, { bench, emit }: Execution): Promise<Ending> {
  // Whoever planned something to run also laid out the workbench: see commands/deploy.ts.
  if (bench === undefined) throw new Error('a chart is to be deployed without a workbench');
  const limit = formatDuration(chart.timeoutMs);
  emit({ type: 'chart-started', chart: chart.name, text: `${chart.decision.action}: ${reason}, at most ${limit}` });
  const verdict = await deployRelease(chart, bench, (text) => {
    emit({ type: 'chart-printed', chart: chart.name, text });
  });
  if (verdict.how === 'deployed') return { outcome: 'deployed', reason, revision: verdict.revision };
  const { how: _, failure, ...made } = verdict;
  const outcome = failure.code === 'cancelled' ? 'cancelled' : 'failed';
  return { outcome, reason: failure.message, failure: { at: chart.at, ...failure }, ...made };
}

function notStarted(chart: PlannedChart, stop: StopReason): Ending {
  const message =
    stop === 'deadline'
      ? 'The limit of the run was reached before it started.'
      : 'The run was cancelled before it started.';
  return skip({ code: stop, message, hint: 'Deploy again.', at: chart.at });
}

/** A chart whose dependency was cut off by the end of the run is skipped for that reason, not for a failure. */
function skipped(chart: PlannedChart, because: string, signal: AbortSignal): Ending {
  const stop = stopReason(signal);
  if (stop !== undefined) return notStarted(chart, stop);
  const message = `It depends on \`${because}\`, which is not done.`;
  return skip({ code: 'dependency-failed', message, hint: `See what is said of \`${because}\`.`, at: chart.at });
}

function skip(failure: Failure): Ending {
  return { outcome: 'skipped', reason: failure.message, failure };
}

function toResult(chart: PlannedChart, beginMs: number, ending: Ending, execution: Execution): ChartResult {
  return {
    name: chart.name,
    release: chart.release,
    namespace: chart.namespace,
    depends: chart.depends,
    images: chart.images,
    startedAtMs: Math.round(beginMs - execution.startedAtMs),
    durationMs: Math.round(execution.clock.nowMs() - beginMs),
    ...ending,
  };
}
