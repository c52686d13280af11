// How are failures, outcomes and previews put into lines of text?

import type { Failure, Warning } from '../model/failure.ts';
import { type ChartResult, factsOf } from '../model/outcome.ts';
import type { ObjectChange } from '../model/preview.ts';
import { countOf } from '../text/count.ts';
import { formatDuration } from '../text/duration.ts';
import { formatPlace, type Place } from '../text/place.ts';
import { movedLines } from './images.ts';

/** `compass.yaml:4:3: What is wrong. [code]`, then the code frame, then what to do. */
export function failureLines({ code, message, hint, at }: Failure, frame: readonly string[] = []): string[] {
  return [`${at ? `${formatPlace(at)}: ` : ''}${message} [${code}]`, ...frame, `  → ${hint}`];
}

/** After this many failures in a row with the same hint, only the last one shows it. */
const maxRepeats = 10;

export function allFailureLines(failures: readonly Failure[], frameOf: (at: Place) => readonly string[]): string[] {
  let repeats = 0;
  return failures.flatMap((failure, index) => {
    const lines = failureLines(failure, failure.at && frameOf(failure.at));
    const goesOn = failures[index + 1]?.hint === failure.hint;
    repeats = failures[index - 1]?.hint === failure.hint ? repeats + 1 : 0;
    return goesOn && repeats >= maxRepeats ? lines.slice(0, -1) : lines;
  });
}

/** Expected failures are values, so what is thrown is a bug. */
export function bugLines(bug: unknown): string[] {
  const words = bug instanceof Error ? (bug.stack ?? bug.message) : String(bug);
  return ['This is a bug in Compass. Report it with this text:', words];
}

/** `compass.yaml:4:3: warning: What is wrong.`, then the code frame, then what to do. */
export function warningLines({ message, hint, at }: Warning, frame: readonly string[] = []): string[] {
  return [`${at ? `${formatPlace(at)}: ` : ''}warning: ${message}`, ...frame, `  → ${hint}`];
}

/** `✓ web deployed in 1.2 s, revision 4 (values changed)`. */
export function chartLine(result: ChartResult): string {
  const revision = result.revision === undefined ? '' : `, revision ${result.revision}`;
  const { symbol, isTimed } = factsOf(result.outcome);
  const time = isTimed ? ` in ${formatDuration(result.durationMs)}` : '';
  const reason = result.failure ? '' : ` (${result.reason})`;
  return `${symbol} ${result.name} ${result.outcome}${time}${revision}${reason}`;
}

/** `There are 3 more problems.` */
export function moreProblems(count: number): string {
  return `There ${count === 1 ? 'is' : 'are'} ${countOf(count, 'more problem')}.`;
}

/** `3 charts: 1 deployed, 2 unchanged`; in a plan, `3 charts: 1 to upgrade, 2 unchanged`. */
export function countLine(results: readonly ChartResult[]): string {
  const outcomes = [...new Set(results.map((result) => result.outcome))];
  const counts = outcomes.map((outcome) => {
    const count = results.filter((result) => result.outcome === outcome).length;
    return `${count} ${factsOf(outcome).words ?? outcome}`;
  });
  return `${countOf(results.length, 'chart')}: ${counts.join(', ')}`;
}

/** `Deployment web, in namespace other (hook): changed; also checksum/config`. */
export function objectTitle({ change, kind, name, namespace, isHook, movedFrom, diff, noise }: ObjectChange): string {
  const moved = movedFrom === undefined ? undefined : `moved from ${movedFrom}`;
  const verb = moved ?? { create: 'created', change: 'changed', delete: 'deleted' }[change];
  const labels = noise.join(', ');
  const what = change === 'change' && diff.length === 0 ? `only ${labels} changed` : verb;
  const also = labels !== '' && what === verb ? `; also ${labels}` : '';
  return `${kind} ${name}${namespace ? `, in namespace ${namespace}` : ''}${isHook ? ' (hook)' : ''}: ${what}${also}`;
}

/** The preview of a chart: its images, notes, and objects with their diffs. */
export function previewLines(result: ChartResult): string[] {
  const { objects = [], notes = [], partial } = result.preview ?? {};
  return [
    ...movedLines(result).map((line) => `image ${line}`),
    ...(partial === undefined ? [] : [`partial: ${partial}`]),
    ...notes,
    ...objects.flatMap((object) => [objectTitle(object), ...object.diff.map((line) => `  ${line}`)]),
  ];
}
