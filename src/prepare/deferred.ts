// When is a chart that reads from the cluster planned? A second time, once its dependencies are deployed.

import { all, ok, type Result } from '../model/failure.ts';
import { isJobsOnly, type PlanInputs, planChart, planJobs } from '../plan/make.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Charts } from '../ports/ports.ts';
import type { ClusterQuestion, QuestionId } from '../render/question.ts';
import type { Answers, RenderedStack } from '../render/render.ts';
import type { Answer } from '../render/template.ts';
import { withoutObjectsOnly } from './jobs-releases.ts';

/** By name, as far as they are planned. */
export type PlannedCharts = ReadonlyMap<string, PlannedChart>;

/** Plans a chart again whose decision was `late`. `planned`: the charts that it depends on, at least. */
export type Replan = (chart: PlannedChart, planned: PlannedCharts) => Promise<Result<PlannedChart>>;

export function makeReplan(
  stack: RenderedStack,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
  cluster: Cluster,
  charts: Charts,
  signal: AbortSignal,
): Replan {
  return async (chart, planned) => {
    // What the jobs after the last chart have passed is not a chart of the spec.
    if (isJobsOnly(chart) && chart.deferred === undefined)
      return withoutObjectsOnly(planJobs(chart, planned, inputs, false), cluster, signal);
    const { name, content } = chart;
    const rendered = await stack.renderDeferred(name, (questions) => askCluster(questions, cluster, signal));
    if (!rendered.ok) return rendered;
    if (isJobsOnly(rendered.value))
      return withoutObjectsOnly(planJobs(rendered.value, planned, inputs, false), cluster, signal);
    // Raw objects are made from what was read; the content of any other chart stays the same.
    const { source, at } = rendered.value;
    const made = source?.kind === 'manifests' ? await charts.resolve(source, at) : ok(content);
    return made.ok ? ok(planChart(rendered.value, made.value, inputs)) : made;
  };
}

async function askCluster(
  questions: readonly ClusterQuestion[],
  cluster: Cluster,
  signal: AbortSignal,
): Promise<Result<Answers>> {
  const answers = all(
    await Promise.all(
      questions.map(async (question): Promise<Result<readonly [QuestionId, Answer]>> => {
        const answer = await cluster.value(question, signal);
        if (!answer.ok) return answer;
        return ok([question.id, { ...answer.value, ...(question.kind === 'secret' && { secret: true }) }]);
      }),
    ),
  );
  return answers.ok ? ok(Object.fromEntries(answers.value)) : answers;
}

/** A chart whose dependencies will not change is planned now, so that a run may find that it has nothing to do. */
export async function planReadyDeferred(plan: Plan, replan: Replan): Promise<Plan> {
  const planned = new Map(plan.charts.map((chart) => [chart.name, chart]));
  const isUp = (name: PlannedChart['name']): boolean =>
    ['unchanged', 'keep', 'not-required'].includes(planned.get(name)?.decision.action ?? '');
  // Each pass plans the charts whose dependencies the pass before has planned.
  const tried = new Set<PlannedChart['name']>();
  for (;;) {
    const ready = [...planned.values()].filter(
      (chart) => chart.decision.action === 'late' && awaitedBy(chart, planned).every(isUp) && !tried.has(chart.name),
    );
    if (ready.length === 0) break;
    for (const chart of ready) tried.add(chart.name);
    const replanned = await Promise.all(ready.map((chart) => replan(chart, planned)));
    // A chart that cannot be planned now fails when its turn comes.
    for (const chart of replanned) if (chart.ok) planned.set(chart.value.name, chart.value);
  }
  const charts = plan.charts.flatMap(({ name }) => planned.get(name) ?? []);
  if (plan.afterJobs === undefined || charts.some(({ decision }) => decision.action === 'late'))
    return { ...plan, charts };
  const afterJobs = await replan(plan.afterJobs, planned);
  return { ...plan, charts, ...(afterJobs.ok && { afterJobs: afterJobs.value }) };
}

/** Jobs without `depends` are about all charts. */
function awaitedBy(chart: PlannedChart, planned: PlannedCharts): readonly PlannedChart['name'][] {
  if (!isJobsOnly(chart) || chart.depends.length > 0) return chart.depends;
  return [...planned.values()].filter((one) => !isJobsOnly(one)).map(({ name }) => name);
}
