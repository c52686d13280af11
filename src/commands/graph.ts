// `graph`: which chart depends on which, as text for a program that draws.

import type { GraphFormat } from '../inputs/command-line.ts';
import { ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { beginRendering } from '../prepare/rendering.ts';
import { dotGraph, mermaidGraph } from '../report/graph.ts';
import { selectCharts } from '../spec/select-charts.ts';
import { environmentNamed } from '../spec/select-environment.ts';
import type { Validation } from './validate.ts';

/** With an environment, what is not deployed to it is dashed. */
export function graph(validation: Validation, format: GraphFormat, ports: Ports): Result<string> {
  const { spec, request } = validation;
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return charts;
  const left = leftOut(validation, ports);
  if (!left.ok) return left;
  const drawn = charts.value.map(({ name, depends }) => ({
    name,
    depends,
    ...(left.value.has(name) && { style: 'dashed' }),
  }));
  const lines =
    format === 'dot' ? dotGraph(spec.stack, drawn) : mermaidGraph(drawn, { dashed: 'stroke-dasharray:5 5' });
  return ok(`${lines.join('\n')}\n`);
}

/** Names of the charts that the environment which was asked for does not require. */
function leftOut(validation: Validation, ports: Ports): Result<ReadonlySet<string>> {
  const { spec, request } = validation;
  if (request.environment === undefined) return ok(new Set());
  const environment = environmentNamed(spec, request.environment);
  if (!environment.ok) return environment;
  // A variable that is not set here says nothing about what is required.
  const variable = (name: string) => ports.variable(name) ?? null;
  const wanted = { ...validation, environment: environment.value, charts: spec.charts };
  const rendering = beginRendering(wanted, ports, variable);
  if (!rendering.ok) return rendering;
  return ok(new Set(rendering.value.charts.flatMap(({ name, isRequired }) => (isRequired ? [] : [name]))));
}
