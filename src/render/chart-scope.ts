// What is one chart rendered with?
import type { Chart, Spec } from '../spec/spec.ts';
import type { RenderedEnvironment } from './environment.ts';
import { withChartNames } from './scope.ts';
import type { Scope } from './template.ts';
import type { Renderer } from './texts.ts';

export interface ChartScope {
  readonly spec: Spec;
  readonly chart: Chart;
  readonly environment: RenderedEnvironment;
  /** What its templates may use by name. */
  readonly scope: Scope;
  readonly renderer: Renderer;
}

/** The same chart, with its own names in scope as far as they are known. */
export function withNames(
  around: ChartScope,
  known: { readonly namespace?: string; readonly release?: string },
): ChartScope {
  return { ...around, scope: withChartNames(around.scope, around.chart, known) };
}
