// What is known of a run at its end: its outcome, its title, and all of it without secrets.
import type { Trigger } from '../inputs/trigger.ts';
import type { Failure, Warning } from '../model/failure.ts';
import { type ChartResult, outcomeOf, type RunOutcome } from '../model/outcome.ts';
import type { ChartPreview } from '../model/preview.ts';
import type { Ports } from '../ports/ports.ts';
import type { Environment, Spec } from '../spec/spec.ts';

/** What is known of a run at its end, however far it came. */
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
  /** What was asked for, where that is a text. */
  readonly answer?: string;
}

/** Of what a chart fails with, in UTF-16 units; the whole of it stands in its log. */
const longestMessage = 1_000;

function shorten(text: string): string {
  return text.length > longestMessage ? `${text.slice(0, longestMessage)} …` : text;
}

/** Before anything is cut or escaped, which would hide a secret from the filter and not from people. */
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
    objects: objects.map(({ kind, name, namespace, diff, quiet, ...object }) => ({
      ...object,
      kind: masked(kind),
      name: masked(name),
      ...(namespace !== undefined && { namespace: masked(namespace) }),
      diff: diff.map(masked),
      quiet: quiet.map(masked),
    })),
    risks: risks.map(masked),
    notes: notes.map(masked),
    ...(partial !== undefined && { partial: masked(partial) }),
  };
}

/** `burrow in staging`, as far as that is known. */
export function titleOf({ spec, environment, command }: Conclusion): string {
  if (spec === undefined) return command ?? 'Compass';
  return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}

/** Of the whole run, from what became of its parts. */
export function runOutcome({ charts = [], failures = [], nothingBecause }: Conclusion): RunOutcome {
  if (nothingBecause !== undefined) return 'nothing-to-do';
  if (failures.some((failure) => failure.code === 'cancelled')) return 'cancelled';
  return failures.length > 0 ? 'failure' : outcomeOf(charts);
}
