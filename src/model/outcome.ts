// How may a chart and a run end, and what follows from each outcome? The only list of outcomes.

import type { Failure } from './failure.ts';
import type { ChartPreview } from './preview.ts';

interface OutcomeFacts {
  /** Begins the line of the chart in the log. */
  readonly symbol: string;
  /** `if-revised`: only if it left a revision behind. */
  readonly changes: boolean | 'if-revised';
}

/** How a chart may end, and what follows from it. Outcomes are never renamed. */
export const chartOutcomes = {
  deployed: {
    symbol: '✓',
    colour: '#2da44e',
    satisfiesDependents: true,
    changes: true,
    isTimed: true,
    meaning: "Helm's store shows the release as deployed by this run, and its jobs have passed",
  },
  unchanged: {
    symbol: '=',
    colour: '#8c959f',
    satisfiesDependents: true,
    changes: false,
    isTimed: false,
    meaning:
      'the release carries the fingerprint of exactly these inputs; or the chart has only jobs, and none had to run',
  },
  failed: {
    symbol: '✗',
    colour: '#cf222e',
    satisfiesDependents: false,
    changes: 'if-revised',
    isTimed: true,
    meaning: 'Helm or a job failed, or Compass refused the chart: `code` says which',
  },
  cancelled: {
    symbol: '✗',
    colour: '#cf222e',
    satisfiesDependents: false,
    changes: 'if-revised',
    isTimed: false,
    meaning:
      'the run was cancelled while the chart was in progress; if Helm managed to mark the release as failed, the next run upgrades it; otherwise the next run refuses it (`release-pending`)',
  },
  ran: {
    symbol: '✓',
    colour: '#2da44e',
    satisfiesDependents: true,
    changes: true,
    isTimed: false,
    meaning: 'the chart has only jobs, and they passed',
  },
  kept: {
    symbol: '=',
    colour: '#8c959f',
    satisfiesDependents: true,
    changes: false,
    isTimed: false,
    meaning: '`forget`: installed once, and left alone since',
  },
  removed: {
    symbol: '−',
    colour: '#8250df',
    satisfiesDependents: true,
    changes: true,
    isTimed: true,
    meaning: '`remove`: uninstalled by this run',
  },
  'not-required': {
    symbol: '·',
    colour: '#d0d7de',
    satisfiesDependents: true,
    changes: false,
    isTimed: false,
    meaning: 'not deployed, because its `requires` is not met in this environment',
  },
  skipped: {
    symbol: '·',
    colour: '#bf8700',
    satisfiesDependents: false,
    changes: false,
    isTimed: false,
    meaning:
      "not started, because a chart that it depends on did not complete, the run was cancelled, or the run's `timeout` was reached",
  },
} as const satisfies Record<string, EndFacts>;

interface EndFacts extends OutcomeFacts {
  /** Colour of its node in the graph. */
  readonly colour: string;
  /** Whether the charts that depend on it may start. */
  readonly satisfiesDependents: boolean;
  /** Whether its duration is shown. */
  readonly isTimed: boolean;
  /** Shown in the README. */
  readonly meaning: string;
}

/** What a plan would do with a chart, and how it is shown. A chart that cannot be planned has failed. */
export const plannedOutcomes = {
  install: { symbol: '+', sign: '🟢', words: 'to install', changes: true },
  upgrade: { symbol: '~', sign: '🟡', words: 'to upgrade', changes: true },
  recover: { symbol: '~', sign: '🟡', words: 'to recover', changes: true },
  remove: { symbol: '−', sign: '🔴', words: 'to remove', changes: true },
  run: { symbol: '▸', sign: '▶️', words: 'to run', changes: true },
  unchanged: { symbol: '=', sign: '', words: 'unchanged', changes: false },
  keep: { symbol: '=', sign: '', words: 'kept', changes: false },
  'not-required': { symbol: '·', sign: '', words: 'not-required', changes: false },
  failed: { symbol: '✗', sign: '❌', words: 'failed', changes: 'if-revised' },
} as const satisfies Record<string, PlannedFacts>;

interface PlannedFacts extends OutcomeFacts {
  /** Shown in the table of a plan. */
  readonly sign: string;
  /** Follows the number of such charts: `2 to install`. */
  readonly words: string;
}

export type ChartOutcome = keyof typeof chartOutcomes;
export type PlannedOutcome = keyof typeof plannedOutcomes;

const facts: Readonly<Record<ChartOutcome | PlannedOutcome, OutcomeFacts & Partial<EndFacts & PlannedFacts>>> = {
  ...plannedOutcomes,
  ...chartOutcomes,
  unchanged: { ...plannedOutcomes.unchanged, ...chartOutcomes.unchanged },
  'not-required': { ...plannedOutcomes['not-required'], ...chartOutcomes['not-required'] },
  failed: { ...plannedOutcomes.failed, ...chartOutcomes.failed },
};

/** From both tables. They agree on the outcomes that both have. */
export function factsOf(outcome: ChartOutcome | PlannedOutcome): (typeof facts)[typeof outcome] {
  return facts[outcome];
}

/** Whether a run changed something with that chart, a failed revision included; or whether a plan would. */
export function hasChanged({ outcome, revision }: Pick<ChartResult, 'outcome' | 'revision'>): boolean {
  const { changes } = factsOf(outcome);
  return changes === 'if-revised' ? revision !== undefined : changes;
}

export interface ChartResult {
  readonly name: string;
  readonly release: string;
  readonly namespace: string;
  readonly depends: readonly string[];
  /** Image reference → digest. */
  readonly images: Readonly<Record<string, string>>;
  /** The previous digests of those entries of `images` whose digest has changed. */
  readonly imagesBefore: Readonly<Record<string, string>>;
  readonly outcome: ChartOutcome | PlannedOutcome;
  /** Human-readable; not to be parsed. */
  readonly reason: string;
  /** Present if something failed or was skipped. */
  readonly failure?: Failure;
  /** It failed, and `allow-failure` lets the run go on without it. */
  readonly isTolerated?: true;
  /** In a plan, what would change. */
  readonly preview?: ChartPreview;
  /** The revision that this run made or found unchanged; else absent. */
  readonly revision?: number;
  readonly durationMs: number;
  /** From the start of the run. */
  readonly startedAtMs: number;
}

export type RunOutcome = 'success' | 'failure' | 'cancelled' | 'nothing-to-do';

/** Why a run has to stop; the reason of its AbortSignal. */
export type StopReason = 'deadline' | 'cancelled';

/** Undefined while the run goes on, or if the signal does not belong to a run. */
export function stopReason(signal: AbortSignal): StopReason | undefined {
  const reason: unknown = signal.aborted ? signal.reason : undefined;
  return reason === 'deadline' || reason === 'cancelled' ? reason : undefined;
}

/** What to do about what a stop has interrupted. */
export function hintAtStop(stop: StopReason): string {
  return stop === 'deadline' ? "Deploy again, or raise the run's `timeout`." : 'Deploy again.';
}

/** The outcome of a run, from the results of its charts. */
export function outcomeOf(charts: readonly ChartResult[]): RunOutcome {
  if (charts.some(({ failure }) => failure?.code === 'cancelled')) return 'cancelled';
  return charts.some(({ failure, isTolerated }) => failure && !isTolerated) ? 'failure' : 'success';
}
