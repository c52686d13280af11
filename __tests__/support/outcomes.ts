// What became of the charts of a run, by its `result`.
import type { RunResultShape } from './step.ts';

type ChartShape = RunResultShape['charts'][number];
type Outcomes = Pick<RunResultShape, 'charts'>;

/** The outcome of each chart, in the spec's order; or, of each, the fields that are named, as far as it has them. */
export function outcomesOf(result: Outcomes): ChartShape['outcome'][];
export function outcomesOf(result: Outcomes, ...fields: readonly (keyof ChartShape)[]): unknown[][];
export function outcomesOf({ charts }: Outcomes, ...fields: readonly (keyof ChartShape)[]): unknown[] {
  return charts.map((chart) => (fields.length === 0 ? chart.outcome : fields.flatMap((field) => chart[field] ?? [])));
}

/** Each chart as `web upgrade: images changed`. */
export function reasonsOf({ charts }: Outcomes): string[] {
  return charts.map(({ name, outcome, reason }) => `${name} ${outcome}: ${reason}`);
}
