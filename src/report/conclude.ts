// How the end of a run is told: the last lines of the log, the summary, the outputs and the exit code.

import type { OutputName } from '../inputs/inputs.ts';
import type { Trigger } from '../inputs/trigger.ts';
import { type Failure, inOrder, type Warning } from '../model/failure.ts';
import { type ChartResult, outcomeOf, type RunOutcome } from '../model/outcome.ts';
import type { ChartPreview } from '../model/preview.ts';
import type { Files } from '../ports/machine.ts';
import type { Ports } from '../ports/ports.ts';
import { diagnostics } from '../pull-request/marker.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import { formatDuration } from '../text/duration.ts';
import { makeFrames } from './code-frame.ts';
import { builtImages } from './images.ts';
import { planMarkdown } from './plan-markdown.ts';
import { hasChanged, type RunResult, toResultChart } from './result.ts';
import { makeSummary } from './summary.ts';
import { allFailureLines, countLine, warningLines } from './text.ts';

export interface Finished {
  readonly exitCode: 0 | 1;
  readonly outputs: Readonly<Record<OutputName, string>>;
  /** Markdown; empty if there is nothing to say. */
  readonly summary: string;
  /** What was asked for, if that is a text: for the log of an action, and standard output on a terminal. Else empty. */
  readonly answer: string;
}

/** What is known of a run at its end, however far it came. */
export interface Ending {
  readonly command?: Trigger['command'];
  readonly spec?: Spec;
  readonly environment?: Environment;
  readonly charts?: readonly ChartResult[];
  readonly failures?: readonly Failure[];
  readonly warnings?: readonly Warning[];
  readonly nothingBecause?: string;
  /** Empty if there is no plan. */
  readonly planDigest?: string;
  /** About the whole plan, as sentences. */
  readonly notes?: readonly string[];
  /** Of the command `matrix`. */
  readonly matrix?: string;
  /** What was asked for, where that is a text. */
  readonly answer?: string;
}

/** Of what a chart fails with, in UTF-16 units; the whole of it stands in its log. */
const longestReason = 1_000;

/** GitHub takes 1 MiB of a step's summary, and drops all of it beyond that. In bytes. */
const longestPlan = 900_000;

/** Nobody reads on. */
const mostTold = 500;

function shorten(text: string): string {
  return text.length > longestReason ? `${text.slice(0, longestReason)} …` : text;
}

/** Before anything is cut or escaped, which would hide a secret from the filter and not from people. */
export function withoutSecrets(ending: Ending, { redactor }: Ports): Ending {
  const shown = (text: string) => shorten(redactor.filter(text));
  const clean = (failure: Failure): Failure => ({
    ...failure,
    message: shown(failure.message),
    hint: shown(failure.hint),
  });
  const charts = ending.charts?.map(({ failure, ...chart }) => ({
    ...chart,
    reason: shown(chart.reason),
    ...(chart.preview && { preview: cleanPreview(chart.preview, (text) => redactor.filter(text)) }),
    ...(failure && { failure: clean(failure) }),
  }));
  return {
    ...ending,
    ...(charts && { charts }),
    ...(ending.failures && { failures: ending.failures.map(clean) }),
    ...(ending.notes && { notes: ending.notes.map(shown) }),
  };
}

function cleanPreview({ objects, risks, notes, partial }: ChartPreview, shown: (text: string) => string): ChartPreview {
  return {
    objects: objects.map(({ kind, name, namespace, diff, quiet, ...object }) => ({
      ...object,
      kind: shown(kind),
      name: shown(name),
      ...(namespace !== undefined && { namespace: shown(namespace) }),
      diff: diff.map(shown),
      quiet: quiet.map(shown),
    })),
    risks: risks.map(shown),
    notes: notes.map(shown),
    ...(partial !== undefined && { partial: shown(partial) }),
  };
}

function textOf(file: string, files: Files): string | undefined {
  const read = files.read(file);
  return 'text' in read ? read.text : undefined;
}

/** Tells the end of a run, and gives what the door needs of it. */
export function conclude(ending: Ending, { console, files }: Ports, durationMs: number): Finished {
  const { charts = [], failures = [], warnings = [], nothingBecause } = ending;
  const outcome = runOutcome(ending);
  const sorted = inOrder(failures);
  const frameOf = makeFrames((file) => textOf(file, files));
  for (const warning of warnings.slice(0, mostTold)) {
    for (const line of warningLines(warning, warning.at && frameOf(warning.at))) console.line(line);
    console.annotate('warning', 'Compass', `${warning.message}\n${warning.hint}`, warning.at);
  }
  const told = sorted.slice(0, mostTold);
  for (const line of allFailureLines(told, frameOf)) console.line(line);
  if (sorted.length > mostTold) console.line(`There are ${sorted.length - mostTold} more problems.`);
  for (const { message, hint, at } of sorted) console.annotate('error', 'Compass', `${message}\n${hint}`, at);
  if (nothingBecause !== undefined) console.line(`Nothing to do: ${nothingBecause}`);
  if (charts.length > 0) console.line(`${countLine(charts)}, in ${formatDuration(durationMs)}`);
  return {
    summary: summaryOf(ending, outcome, sorted),
    answer: failures.length === 0 ? (ending.answer ?? '') : '',
    exitCode: outcome === 'failure' || outcome === 'cancelled' ? 1 : 0,
    outputs: {
      environment: ending.environment?.name ?? '',
      outcome,
      'plan-digest': ending.planDigest ?? '',
      changed: String(hasChanged(charts)),
      images: JSON.stringify(Object.assign({}, ...charts.map(builtImages))),
      matrix: ending.matrix ?? '',
      result: JSON.stringify(toResult(ending, outcome, durationMs)),
    },
  };
}

/** `burrow in staging`, as far as that is known. */
export function titleOf({ spec, environment, command }: Ending): string {
  if (spec === undefined) return command ?? 'Compass';
  return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}

/** Empty if nothing was done, and nothing failed. */
function summaryOf(ending: Ending, outcome: RunOutcome, failures: readonly Failure[]): string {
  const { command, charts = [], notes = [], planDigest = '' } = ending;
  const title = titleOf(ending);
  if (charts.length === 0) return failures.length > 0 ? diagnostics(title, outcome, failures) : '';
  if (command !== 'plan') return makeSummary(`${title}: ${outcome}`, charts);
  return planMarkdown({ title, charts, notes, planDigest }, longestPlan).text;
}

/** Of the whole run, from what became of its parts. */
export function runOutcome({ charts = [], failures = [], nothingBecause }: Ending): RunOutcome {
  if (nothingBecause !== undefined) return 'nothing-to-do';
  if (failures.some((failure) => failure.code === 'cancelled')) return 'cancelled';
  return failures.length > 0 ? 'failure' : outcomeOf(charts);
}

function toResult(ending: Ending, outcome: RunOutcome, durationMs: number): RunResult {
  const [failure] = ending.failures ?? [];
  const reason = failure?.message ?? ending.nothingBecause;
  return {
    version: 1,
    command: ending.command ?? 'deploy',
    stack: ending.spec?.stack ?? '',
    environment: ending.environment?.name ?? '',
    outcome,
    ...(failure && { code: failure.code }),
    ...(reason !== undefined && { reason }),
    ...(failure === undefined && ending.answer !== undefined && { answer: ending.answer }),
    planDigest: ending.planDigest ?? '',
    durationMs: Math.round(durationMs),
    charts: (ending.charts ?? []).map(toResultChart),
  };
}
