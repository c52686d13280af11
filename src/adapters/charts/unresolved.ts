// Why a chart cannot be had from a registry or a chart repository, and how that is told.
import type { Failure } from '../../model/failure.ts';
import { newestVersions } from '../../text/versions.ts';

export interface ChartProblem {
  /** Completes the sentence "It cannot be had: …". */
  readonly reason: string;
  readonly hint: string;
}

/** What came, or why nothing did. */
export type Found<Value> = { readonly value: Value } | { readonly problem: ChartProblem };

/** `chart`: with its host. */
export function chartUnresolved(chart: string, version: string | undefined, { reason, hint }: ChartProblem): Failure {
  const named = version === undefined ? `\`${chart}\`` : `\`${chart}\` in version \`${version}\``;
  return { code: 'chart-unresolved', message: `The chart ${named} cannot be had: ${reason}.`, hint };
}

/** `wanted`: a version or a range; the newest that is stable if absent. */
export function noneMatches(wanted: string | undefined, versions: readonly string[]): ChartProblem {
  const newest = newestVersions(versions, 5);
  if (newest.length === 0) return { reason: 'it has no versions', hint: 'See whether the chart is published there.' };
  const what = wanted === undefined ? 'no version is stable' : 'no version matches';
  const hint = 'Correct `version`; prereleases count only if it names one, as `>=0.0.0-0` does.';
  return { reason: `${what}; the newest are ${newest.join(', ')}`, hint };
}

export const badVersion: ChartProblem = {
  reason: 'this is neither a version nor a range',
  hint: 'Write `version` as `1.2.3`, `^1.2` or `1.2.3@sha256:…`.',
};

/** `thing`: what was downloaded. */
export function altered(thing: string, actual: string, expected: string): ChartProblem {
  const hint =
    'Somebody has changed what was published, or the pin is not that of this chart: find out before you go on.';
  return { reason: `${thing} has the sha256 ${actual}, not ${expected}`, hint };
}
