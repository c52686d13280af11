// Where the content of a chart comes from, with all templates rendered.
import { ok, type Result } from '../failure.ts';
import { type ChartOrigin, parseOrigin } from '../origin.ts';
import type { Chart, Spec } from '../spec/spec.ts';
import { renderManifests } from './manifests.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderText } from './values.ts';

/** Undefined if there are only jobs. */
export function renderOrigin(
  spec: Spec,
  chart: Chart,
  scope: Scope,
  renderer: Renderer,
): Result<ChartOrigin | undefined> {
  if (chart.manifests.length > 0) {
    const files = renderManifests(spec, chart, scope, renderer);
    return files.ok ? ok({ kind: 'manifests', files: files.value }) : files;
  }
  if (chart.chart === undefined) return ok(undefined);
  const at = spec.placeOf(['charts', chart.name, 'chart']);
  const text = renderText(chart.chart, at, scope, renderer);
  return text.ok ? parseOrigin(String(text.value), spec.folder, at) : text;
}
