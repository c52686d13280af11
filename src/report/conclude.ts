// What does a run report at its end? The last lines of the log, the summary, the outputs and the exit code.

import type { OutputName } from '../inputs/inputs.ts';
import { type Failure, inOrder } from '../model/failure.ts';
import { type ChartResult, hasChanged, type RunOutcome } from '../model/outcome.ts';
import type { Files } from '../ports/machine.ts';
import type { Ports } from '../ports/ports.ts';
import { formatDuration } from '../text/duration.ts';
import { makeFrames } from './code-frame.ts';
import { type Conclusion, runOutcome, titleOf } from './conclusion.ts';
import { builtImages } from './images.ts';
import { fenced, folded } from './markdown.ts';
import { planMarkdown } from './plan-markdown.ts';
import { problemsBlock, problemsMarkdown } from './problems-markdown.ts';
import { type RunResult, toResultChart } from './result.ts';
import { makeSummary } from './summary.ts';
import { allFailureLines, countLine, moreProblems, warningLines } from './text.ts';

export interface StepResult {
  readonly exitCode: 0 | 1;
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** Markdown; empty if there is nothing to say. */
  readonly summary: string;
  /**
   * The text that the command was asked for, or empty. It goes to the log of the action or, in a terminal, to standard
   * output.
   */
  readonly answer: string;
}

/** In bytes. GitHub drops a step summary that is larger than 1 MiB. */
const maxPlanBytes = 900_000;

/** At most this many failures, and as many warnings, are shown in the log. */
const maxShown = 500;

function fileText(file: string, files: Files): string | undefined {
  const read = files.read(file);
  return 'text' in read ? read.text : undefined;
}

/** Writes the end of a run to the log, and returns the rest to the door. */
export function conclude(conclusion: Conclusion, { console, files }: Ports, durationMs: number): StepResult {
  const { charts = [], failures = [], warnings = [], nothingBecause } = conclusion;
  const outcome = runOutcome(conclusion);
  const sorted = inOrder(failures);
  const frameOf = makeFrames((file) => fileText(file, files));
  for (const warning of warnings.slice(0, maxShown)) {
    for (const line of warningLines(warning, warning.at && frameOf(warning.at))) console.line(line);
    console.annotate('warning', 'Compass', `${warning.message}\n${warning.hint}`, warning.at);
  }
  const shown = sorted.slice(0, maxShown);
  for (const line of allFailureLines(shown, frameOf)) console.line(line);
  if (sorted.length > maxShown) console.line(moreProblems(sorted.length - maxShown));
  for (const { message, hint, at } of sorted) console.annotate('error', 'Compass', `${message}\n${hint}`, at);
  if (nothingBecause !== undefined) console.line(`Nothing to do: ${nothingBecause}`);
  if (charts.length > 0) console.line(`${countLine(charts)}, in ${formatDuration(durationMs)}`);
  return {
    summary: summaryOf(conclusion, outcome, sorted),
    answer: failures.length === 0 ? (conclusion.answer ?? '') : '',
    exitCode: outcome === 'failure' || outcome === 'cancelled' ? 1 : 0,
    outputs: {
      environment: conclusion.environment?.name ?? '',
      outcome,
      'plan-digest': conclusion.planDigest ?? '',
      changed: String(charts.some(hasChanged)),
      images: imagesOutput(charts),
      matrix: conclusion.matrix ?? '',
      result: JSON.stringify(toRunResult(conclusion, outcome, durationMs)),
    },
  };
}

/** Empty if nothing was done and nothing failed. */
function summaryOf(conclusion: Conclusion, outcome: RunOutcome, failures: readonly Failure[]): string {
  const { command, charts = [], notes = [], planDigest = '' } = conclusion;
  const title = titleOf(conclusion);
  if (charts.length === 0) return failures.length > 0 ? problemsMarkdown(title, outcome, failures) : '';
  if (command !== 'plan') {
    const problems = failures.length > 0 ? problemsBlock(failures) : [];
    return [makeSummary(`${title}: ${outcome}`, charts), ...problems, ...imagesBlock(charts)].join('\n');
  }
  return planMarkdown({ title, charts, notes, planDigest }, maxPlanBytes).text;
}

/** The output `images`, to be copied into the input of another run. */
function imagesBlock(charts: readonly ChartResult[]): string[] {
  const images = imagesOutput(charts);
  return images === '{}' ? [] : folded('The output <code>images</code> of this run', ['', ...fenced([images], 'json')]);
}

function imagesOutput(charts: readonly ChartResult[]): string {
  return JSON.stringify(Object.assign({}, ...charts.map(builtImages)));
}

function toRunResult(conclusion: Conclusion, outcome: RunOutcome, durationMs: number): RunResult {
  const [failure] = conclusion.failures ?? [];
  const reason = failure?.message ?? conclusion.nothingBecause;
  return {
    version: 1,
    command: conclusion.command ?? 'auto',
    stack: conclusion.spec?.stack ?? '',
    environment: conclusion.environment?.name ?? '',
    outcome,
    ...(failure && { code: failure.code }),
    ...(reason !== undefined && { reason }),
    ...(failure === undefined && conclusion.answer !== undefined && { answer: conclusion.answer }),
    planDigest: conclusion.planDigest ?? '',
    durationMs: Math.round(durationMs),
    charts: (conclusion.charts ?? []).map(toResultChart),
  };
}
