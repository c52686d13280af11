// Why could a chart not be fetched from a registry or a chart repository?
import type { Failure } from '../../model/failure.ts';
import { newestVersions } from '../../text/versions.ts';

export interface ChartProblem {
  /** Completes "It could not be fetched: …". */
  readonly reason: string;
  readonly hint: string;
}

/** The value, or why there is none. */
export type Found<Value> = { readonly value: Value } | { readonly problem: ChartProblem };

/** `chart`: its name with the host. */
export function chartUnresolved(chart: string, version: string | undefined, { reason, hint }: ChartProblem): Failure {
  const named = version === undefined ? `\`${chart}\`` : `\`${chart}\` in version \`${version}\``;
  return { code: 'chart-unresolved', message: `The chart ${named} could not be fetched: ${reason}.`, hint };
}

/** `wanted`: a version or a range; the newest stable version if absent. */
export function noMatchingVersion(wanted: string | undefined, versions: readonly string[]): ChartProblem {
  const newest = newestVersions(versions, 5);
  if (newest.length === 0) return { reason: 'it has no versions', hint: 'Check that the chart is published there.' };
  const what = wanted === undefined ? 'it has no stable version' : 'no version matches';
  const change = wanted === undefined ? 'Set `version` to one of these' : 'Correct `version`';
  const hint = `${change}. Prereleases match only a range that names one, such as \`>=0.0.0-0\`.`;
  return { reason: `${what}; the newest are ${newest.join(', ')}`, hint };
}

export const badVersion: ChartProblem = {
  reason: 'the version is neither an exact version nor a range',
  hint: 'Write `version` as `1.2.3`, `^1.2` or `1.2.3@sha256:…`.',
};

/** The hint for a server that did not respond at all. */
export const unreachableHint = 'Check the host, and that the runner can reach it (network, proxy, firewall).';

/** `thing`: what was downloaded. */
export function digestMismatch(thing: string, actual: string, expected: string): ChartProblem {
  const hint =
    'Find out why before you deploy it: the published chart may have been replaced, or the digest may belong to another chart.';
  return { reason: `${thing} has the sha256 ${actual}, not ${expected}`, hint };
}
