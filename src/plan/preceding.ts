// May something change in the cluster before a chart's turn comes?
import { withDependencies } from '../model/dependencies.ts';
import { mayChange, type Plan, type PlannedChart } from './plan.ts';

/** Then Helm may render something else at its turn, and kinds may be served that are not served now. */
export function isPreceded({ name, jobs }: PlannedChart, { charts, jobs: ofStack }: Plan): boolean {
  const needed = withDependencies([name], charts);
  const others = charts.filter((chart) => chart.name !== name && needed.has(chart.name));
  const changes = others.some((chart) => mayChange(chart));
  return changes || jobs.before.length > 0 || ofStack.before.length > 0;
}
