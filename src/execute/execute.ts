// A plan, made so: one chart after the other, each with exactly one outcome. A failure does not stop the others.
import { formatDuration } from '../duration.ts';
import type { Emit } from '../event.ts';
import { type ChartResult, type StopReason, stopReason } from '../outcome.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Clock } from '../ports.ts';
import { deployRelease, type Workbench } from './release.ts';

export interface Execution {
  /** Undefined if nothing has to run. */
  readonly bench: Workbench | undefined;
  readonly clock: Clock;
  readonly startedAtMs: number;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

export async function execute(plan: Plan, execution: Execution): Promise<ChartResult[]> {
  const results: ChartResult[] = [];
  for (const chart of plan.charts) {
    const result = await settle(chart, execution);
    execution.emit({ type: 'chart-ended', result });
    results.push(result);
  }
  return results;
}

async function settle(chart: PlannedChart, execution: Execution): Promise<ChartResult> {
  const { decision } = chart;
  const begin = execution.clock.nowMs();
  const end = (ending: Ending): ChartResult => ({
    name: chart.name,
    release: chart.release,
    namespace: chart.namespace,
    startedAtMs: Math.round(begin - execution.startedAtMs),
    durationMs: Math.round(execution.clock.nowMs() - begin),
    ...ending,
  });
  switch (decision.action) {
    case 'unchanged':
      return end({ outcome: 'unchanged', reason: decision.reason, revision: chart.baseRevision });
    case 'refuse':
      return end({ outcome: 'failed', reason: decision.failure.message, failure: decision.failure });
    case 'install':
    case 'upgrade': {
      const stop = stopReason(execution.signal);
      return end(stop ? notStarted(chart, stop) : await deploy(chart, decision.reason, execution));
    }
  }
}

type Ending = Pick<ChartResult, 'outcome' | 'reason' | 'failure' | 'revision'>;

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
  return { outcome: 'skipped', reason: message, failure: { code: stop, message, hint: 'Deploy again.', at: chart.at } };
}
