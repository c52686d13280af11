// How does a chart end that is not carried out, or that fails?
import type { Failure } from '../model/failure.ts';
import { type ChartResult, hintAtStop, type StopReason, stopReason } from '../model/outcome.ts';
import type { PlannedChart } from '../plan/plan.ts';

/** The part of a result that depends on what happened. */
export type ChartEnd = Pick<ChartResult, 'outcome' | 'reason' | 'failure' | 'revision' | 'isTolerated'>;

export function failedWith(failure: Failure, { at, settings }: PlannedChart): ChartEnd {
  const isCancelled = failure.code === 'cancelled';
  const end = { reason: failure.message, failure: { at, ...failure } };
  if (isCancelled) return { outcome: 'cancelled', ...end };
  return { outcome: 'failed', ...end, ...(settings.allowFailure && { isTolerated: true }) };
}

export function notStarted(chart: PlannedChart, stop: StopReason): ChartEnd {
  const message =
    stop === 'deadline'
      ? 'The time limit of the run was reached before this chart started.'
      : 'The run was cancelled before this chart started.';
  return skip({ code: stop, message, hint: hintAtStop(stop), at: chart.at });
}

/** If the run ended while the dependency was in progress, the end of the run is the reason, not the dependency. */
export function skipped(chart: PlannedChart, because: string, signal: AbortSignal): ChartEnd {
  const stop = stopReason(signal);
  if (stop !== undefined) return notStarted(chart, stop);
  const message = `Skipped: this chart depends on \`${because}\`, which did not complete.`;
  const failure = { message, hint: `Correct what \`${because}\` reports, then deploy again.`, at: chart.at };
  const end = skip({ code: 'dependency-failed', ...failure });
  return chart.settings.allowFailure ? { ...end, isTolerated: true } : end;
}

export function notRemoved(chart: PlannedChart, user: string, signal: AbortSignal): ChartEnd {
  const stop = stopReason(signal);
  if (stop !== undefined) return notStarted(chart, stop);
  return skip({
    code: 'dependency-failed',
    message: `Not removed: \`${user}\`, which uses this chart, did not complete.`,
    hint: `Correct what \`${user}\` reports, then deploy again.`,
    at: chart.at,
  });
}

function skip(failure: Failure): ChartEnd {
  return { outcome: 'skipped', reason: failure.message, failure };
}
