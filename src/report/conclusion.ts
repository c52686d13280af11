// What is known about a run at its end, what is its outcome, and how are secrets kept out of it?
import type { Trigger } from '../inputs/trigger.ts';
import type { Failure, Warning } from '../model/failure.ts';
import { type ChartResult, outcomeOf, type RunOutcome } from '../model/outcome.ts';
import type { ChartPreview } from '../model/preview.ts';
import type { Ports } from '../ports/ports.ts';
import type { Environment, Spec } from '../spec/spec.ts';

/** What is known about a run at its end, however far it got. */
export interface Conclusion {
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
  /** The text that the command prints, if it prints one. */
  readonly answer?: string;
}

/** Longest message, hint, reason or note, in UTF-16 units. The log of a chart has the whole text of its failure. */
const longestMessage = 1_000;

function shorten(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text;
}

/**
 * Applied before any text is cut or escaped. Otherwise the filter would no longer recognise a secret that people can
 * still read.
 */
export function withoutSecrets(conclusion: Conclusion, { redactor }: Ports): Conclusion {
  const masked = (text: string) => shorten(redactor.filter(text));
  const maskedFailure = (failure: Failure): Failure => ({
    ...failure,
    message: masked(failure.message),
    hint: masked(failure.hint),
  });
  const charts = conclusion.charts?.map(({ failure, ...chart }) => ({
    ...chart,
    reason: masked(chart.reason),
    ...(chart.preview && { preview: maskedPreview(chart.preview, (text) => redactor.filter(text)) }),
    ...(failure && { failure: maskedFailure(failure) }),
  }));
  return {
    ...conclusion,
    ...(charts && { charts }),
    ...(conclusion.failures && { failures: conclusion.failures.map(maskedFailure) }),
    ...(conclusion.notes && { notes: conclusion.notes.map(masked) }),
  };
}

function maskedPreview(
  { objects, risks, notes, partial }: ChartPreview,
  masked: (text: string) => string,
): ChartPreview {
  return {
    objects: objects.map(({ kind, name, namespace, diff, noise, ...object }) => ({
      ...object,
      kind: masked(kind),
      name: masked(name),
      ...(namespace !== undefined && { namespace: masked(namespace) }),
      diff: diff.map(masked),
      noise: noise.map(masked),
    })),
    risks: risks.map(masked),
    notes: notes.map(masked),
    ...(partial !== undefined && { partial: masked(partial) }),
  };
}

/** `burrow in staging`, as far as it is known. */
export function titleOf({ spec, environment, command }: Conclusion): string {
  if (spec === undefined) return command ?? 'Compass';
  return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}

/** The outcome of the whole run, from its parts. */
export function runOutcome({ charts = [], failures = [], nothingBecause }: Conclusion): RunOutcome {
  if (nothingBecause !== undefined) return 'nothing-to-do';
  if (failures.some((failure) => failure.code === 'cancelled')) return 'cancelled';
  return failures.length > 0 ? 'failure' : outcomeOf(charts);
}
