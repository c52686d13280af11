// What does a plan say about each chart: what would happen and why, what would change, and which risks there are?

import { withDependencies } from '../model/dependencies.ts';
import type { Result } from '../model/failure.ts';
import type { ChartResult, PlannedOutcome } from '../model/outcome.ts';
import { jobsToRun } from '../plan/jobs.ts';
import { isJobsOnly } from '../plan/make.ts';
import { mayChange, type PlannedChart } from '../plan/plan.ts';
import type { Job } from '../spec/spec.ts';
import type { PlanEntry } from './deferred.ts';
import { nothingPreviewed, type Previewed } from './preview.ts';

/** What was found out about the charts of a plan. */
export interface Findings {
  readonly previews: ReadonlyMap<string, Result<Previewed>>;
  /** Names of the charts whose namespace does not exist. */
  readonly lost: ReadonlySet<string>;
  /** Names of the charts whose namespace is being deleted. */
  readonly terminating: ReadonlySet<string>;
  /** Image reference → why, as a sentence. */
  readonly notBuiltBecause: ReadonlyMap<string, string>;
}

/** In the order of the plan. */
export function planResults(entries: readonly PlanEntry[], findings: Findings): ChartResult[] {
  const changes = changesOf(entries);
  return withSkipped(entries.map((one) => toPlanResult(one, changes, findings)));
}

/** Names of the charts that would change or run. Jobs run if something that they depend on changes. */
function changesOf(entries: readonly PlanEntry[]): ReadonlySet<string> {
  const changes = new Set<string>(entries.flatMap(({ chart }) => (mayChange(chart) ? [chart.name] : [])));
  const runs = entries.filter(({ chart }) => isJobsOnly(chart) && chart.decision.action === 'unchanged');
  for (let before = -1; before < changes.size; ) {
    before = changes.size;
    for (const { chart } of runs) if (isReached(chart, changes)) changes.add(chart.name);
  }
  return changes;
}

function isReached({ depends }: PlannedChart, changes: ReadonlySet<string>): boolean {
  return depends.length === 0 ? changes.size > 0 : depends.some((name) => changes.has(name));
}

function toPlanResult(
  { chart, note, partial }: PlanEntry,
  changes: ReadonlySet<string>,
  findings: Findings,
): ChartResult {
  const preview = findings.previews.get(chart.name);
  const { name, release, namespace, depends, images, imagesBefore, decision, baseRevision } = chart;
  const about = { name, release, namespace, depends, images, imagesBefore, durationMs: 0, startedAtMs: 0 };
  const [failure] = decision.action === 'refuse' ? [decision.failure] : preview?.ok === false ? preview.failures : [];
  if (failure !== undefined) {
    const isTolerated = chart.settings.allowFailure && { isTolerated: true as const };
    const refused = { outcome: 'failed' as const, reason: failure.message, failure: { at: chart.at, ...failure } };
    return { ...about, ...refused, ...isTolerated };
  }
  const { outcome, reason } = plannedOutcomeOf(chart, changes);
  const isChange = !['unchanged', 'keep', 'not-required'].includes(outcome);
  const notes = [
    ...(note ? [note] : []),
    ...Object.keys(images).flatMap((reference) => findings.notBuiltBecause.get(reference) ?? []),
    ...jobNotes('the chart', chart.jobs.before, chart.jobs.after, isChange),
  ];
  const { brings: _, added: __, gone: ___, ...found } = preview?.ok ? preview.value : nothingPreviewed;
  const lost = `the namespace \`${namespace}\` does not exist, and no chart before this one creates it`;
  return {
    ...about,
    outcome,
    reason,
    ...(baseRevision > 0 && { revision: baseRevision }),
    preview: {
      ...found,
      risks: [
        ...(findings.lost.has(name) ? [lost] : []),
        ...(findings.terminating.has(name) ? [`the namespace \`${namespace}\` is being deleted`] : []),
        ...found.risks,
      ],
      notes: [...notes, ...found.notes],
      ...(partial !== undefined && { partial }),
    },
  };
}

function plannedOutcomeOf(
  chart: PlannedChart,
  changes: ReadonlySet<string>,
): { outcome: PlannedOutcome; reason: string } {
  const { decision, name, depends } = chart;
  if (isJobsOnly(chart) && decision.action === 'unchanged' && changes.has(name)) {
    return { outcome: 'run', reason: depends.length === 0 ? 'a chart would change' : 'a dependency would change' };
  }
  switch (decision.action) {
    case 'late':
    case 'refuse':
      throw new Error(`a chart that is ${decision.action} has no outcome in a plan`);
    default:
      return { outcome: decision.action, reason: decision.reason };
  }
}

/** Charts that depend on a failing chart would be skipped. */
function withSkipped(charts: readonly ChartResult[]): ChartResult[] {
  const failing = new Set(charts.flatMap(({ name, failure, isTolerated }) => (failure && !isTolerated ? [name] : [])));
  return charts.map((chart) => {
    const needed = [...withDependencies([chart.name], charts)].filter(
      (name) => name !== chart.name && failing.has(name),
    );
    if (needed.length === 0 || chart.preview === undefined || chart.failure) return chart;
    const risk = `the chart would be skipped, because ${needed.map((name) => `\`${name}\``).join(', ')} would fail`;
    return { ...chart, preview: { ...chart.preview, risks: [risk, ...chart.preview.risks] } };
  });
}

/** A job without a name is shown by its script. In characters. */
const longestName = 80;

function jobNameOf(job: string): string {
  const [line = ''] = job.trim().split('\n');
  const isWhole = line === job.trim() && line.length <= longestName;
  return (isWhole ? line : `${line.slice(0, longestName)}…`).replaceAll('`', "'");
}

/** Lists the jobs that would run. */
export function jobNotes(around: string, before: readonly Job[], after: readonly Job[], isChange: boolean): string[] {
  const tell = (jobs: readonly Job[], when: string) => {
    const names = jobsToRun(jobs, isChange).map(({ name }) => `\`${jobNameOf(name)}\``);
    return names.length > 0 ? [`Jobs ${when} ${around}: ${names.join(', ')}.`] : [];
  };
  return [...tell(before, 'before'), ...tell(after, 'after')];
}
