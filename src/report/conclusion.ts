// What is known of a run at its end: its outcome, its title, and all of it without secrets.
import type { Trigger } from '../inputs/trigger.ts';
import type { Failure, Warning } from '../model/failure.ts';
import { type ChartResult, outcomeOf, type RunOutcome } from '../model/outcome.ts';
import type { ChartPreview } from '../model/preview.ts';
import type { Ports } from '../ports/ports.ts';
import type { Environment, Spec } from '../spec/spec.ts';

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

/** `burrow in staging`, as far as that is known. */
export function titleOf({ spec, environment, command }: Ending): string {
  if (spec === undefined) return command ?? 'Compass';
  return environment === undefined ? spec.stack : `${spec.stack} in ${environment.name}`;
}

/** Of the whole run, from what became of its parts. */
export function runOutcome({ charts = [], failures = [], nothingBecause }: Ending): RunOutcome {
  if (nothingBecause !== undefined) return 'nothing-to-do';
  if (failures.some((failure) => failure.code === 'cancelled')) return 'cancelled';
  return failures.length > 0 ? 'failure' : outcomeOf(charts);
}
