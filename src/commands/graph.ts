// `graph`: which chart depends on which? The answer is Mermaid or DOT, for a program that draws it.

import type { ReadInvocation } from '../inputs/invocation.ts';
import { ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { beginRendering } from '../prepare/rendering.ts';
import type { SpecTarget } from '../render/target.ts';
import { dotGraph, mermaidGraph } from '../report/graph.ts';
import { selectCharts } from '../spec/select-charts.ts';
import { environmentNamed } from '../spec/select-environment.ts';

/** With an environment, charts that are not deployed to it are dashed. */
export function graph(target: SpecTarget, { view }: ReadInvocation, ports: Ports): Result<{ readonly answer: string }> {
  const { spec, request } = target;
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return charts;
  const left = chartsNotRequired(target, ports);
  if (!left.ok) return left;
  const drawn = charts.value.map(({ name, depends }) => ({
    name,
    depends,
    ...(left.value.has(name) && { style: 'dashed' }),
  }));
  const isDot = view?.command === 'graph' && view.format === 'dot';
  const lines = isDot ? dotGraph(spec.stack, drawn) : mermaidGraph(drawn, { dashed: 'stroke-dasharray:5 5' });
  return ok({ answer: `${lines.join('\n')}\n` });
}

/** Names of the charts that the given environment does not require; empty without an environment. */
function chartsNotRequired(target: SpecTarget, ports: Ports): Result<ReadonlySet<string>> {
  const { spec, request } = target;
  if (request.environment === undefined) return ok(new Set());
  const environment = environmentNamed(spec, request.environment);
  if (!environment.ok) return environment;
  // A variable that is not set here says nothing about what is required.
  const variable = (name: string) => ports.variable(name) ?? null;
  const rendering = beginRendering({ ...target, environment: environment.value, charts: spec.charts }, ports, variable);
  if (!rendering.ok) return rendering;
  return ok(new Set(rendering.value.charts.flatMap(({ name, isRequired }) => (isRequired ? [] : [name]))));
}
