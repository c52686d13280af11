// When is a chart that reads from the cluster planned? A second time, once its dependencies are deployed.

import { all, ok, type Result } from '../model/failure.ts';
import { type PlanInputs, planChart } from '../plan/make.ts';
import type { Plan, PlannedChart } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Charts } from '../ports/ports.ts';
import type { ClusterQuestion, QuestionId } from '../render/question.ts';
import type { Answers, RenderedStack } from '../render/render.ts';
import type { Answer } from '../render/template.ts';

/** Plans a chart again whose decision was `late`. */
export type Replan = (chart: PlannedChart) => Promise<Result<PlannedChart>>;

export function makeReplan(
  stack: RenderedStack,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
  cluster: Cluster,
  charts: Charts,
  signal: AbortSignal,
): Replan {
  return async ({ name, content }) => {
    const rendered = await stack.renderDeferred(name, (questions) => askCluster(questions, cluster, signal));
    if (!rendered.ok) return rendered;
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
      (chart) => chart.decision.action === 'late' && chart.depends.every(isUp) && !tried.has(chart.name),
    );
    if (ready.length === 0) break;
    for (const chart of ready) tried.add(chart.name);
    const replanned = await Promise.all(ready.map(replan));
    // A chart that cannot be planned now fails when its turn comes.
    for (const chart of replanned) if (chart.ok) planned.set(chart.value.name, chart.value);
  }
  return { ...plan, charts: plan.charts.flatMap(({ name }) => planned.get(name) ?? []) };
}
