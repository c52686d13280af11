// How long did a run take compared with what its graph allows? The critical path is the chain of dependent charts that
// takes longest.
import { dependentsOf, remainingWeights } from '../src/model/dependencies.ts';

export interface TimedChart {
  readonly name: string;
  readonly depends: readonly string[];
  readonly durationMs: number;
}

/** The names along the critical path, and its length in milliseconds. */
export function criticalPath(charts: readonly TimedChart[]): { names: string[]; ms: number } {
  const weights = remainingWeights(charts, ({ durationMs }) => durationMs);
  const dependents = dependentsOf(charts);
  const heaviest = (names: readonly string[]) =>
    names.toSorted((a, b) => (weights.get(b) ?? 0) - (weights.get(a) ?? 0))[0];
  const names: string[] = [];
  for (let next = heaviest([...weights.keys()]); next !== undefined; next = heaviest(dependents.get(next) ?? [])) {
    names.push(next);
  }
  return { names, ms: weights.get(names[0] ?? '') ?? 0 };
}

/** Lines to print. `tookMs`: the duration of the whole run. */
export function timeReport(charts: readonly TimedChart[], tookMs: number): string[] {
  const timed = charts.filter(({ durationMs }) => durationMs > 0);
  const summed = timed.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const path = criticalPath(charts);
  const names = path.names.filter((name) => timed.some((chart) => chart.name === name));
  const { ms } = path;
  return [
    `${timed.length} charts, if deployed one after the other: ${seconds(summed)}`,
    `critical path, ${names.join(' → ')}: ${seconds(ms)}`,
    `the run: ${seconds(tookMs)}, ${(tookMs / ms).toFixed(2)} × the critical path`,
  ];
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
