// Which charts of a spec are selected, by name or by tag?

import { withDependencies } from '../model/dependencies.ts';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { nearestName } from '../text/near-name.ts';
import type { Chart, Spec } from './spec.ts';

/**
 * All charts if nothing is named; otherwise the named ones with the dependencies that are deployed, in the spec's
 * order. Fails with `chart-unknown`.
 */
export function selectCharts(spec: Spec, only: readonly string[]): Result<readonly Chart[]> {
  if (only.length === 0) return ok(spec.charts);
  const found = only.map((selector) => ({ selector, names: namesOf(selector, spec) }));
  const unknown = found.filter(({ names }) => names.length === 0);
  if (unknown.length > 0) return failed(...unknown.map(({ selector }) => explainSelector(selector, spec)));
  const named = new Set(found.flatMap(({ names }) => names));
  const wanted = withDependencies([...named], spec.charts);
  // A chart that comes along is never uninstalled.
  const isSelected = ({ name, settings }: Chart) => named.has(name) || (wanted.has(name) && !settings.remove);
  return ok(spec.charts.filter(isSelected));
}

/** Fails with `chart-unknown`. */
export function chartNamed({ charts, file }: Spec, name: string): Result<Chart> {
  const chart = charts.find((candidate) => candidate.name === name);
  if (chart !== undefined) return ok(chart);
  const names = charts.map((candidate) => candidate.name);
  const near = nearestName(name, names);
  return failed({
    code: 'chart-unknown',
    message: `There is no chart \`${name}\` in ${file}.`,
    hint: near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`,
  });
}

function namesOf(selector: string, { charts }: Spec): string[] {
  const tag = tagOf(selector);
  const matching = charts.filter((chart) => (tag === undefined ? chart.name === selector : chart.tags.includes(tag)));
  return matching.map(({ name }) => name);
}

function tagOf(selector: string): string | undefined {
  return selector.startsWith('tag:') ? selector.slice('tag:'.length) : undefined;
}

function explainSelector(selector: string, { charts, file }: Spec): Failure {
  const tag = tagOf(selector);
  const known = tag === undefined ? charts.map(({ name }) => name) : [...new Set(charts.flatMap(({ tags }) => tags))];
  const near = nearestName(tag ?? selector, known);
  const list =
    known.length > 0
      ? `Known ${tag === undefined ? 'charts' : 'tags'}: ${known.join(', ')}.`
      : 'No chart has tags: use chart names, or add `tags` to a chart.';
  return {
    code: 'chart-unknown',
    message: `The input \`only\` names \`${selector}\`, but ${file} has no such ${tag === undefined ? 'chart' : 'tag'}.`,
    hint: near ? `Did you mean \`${tag === undefined ? '' : 'tag:'}${near}\`?` : list,
  };
}
