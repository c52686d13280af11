// Where the content of a chart comes from, with all templates rendered.
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { type ChartOrigin, parseOrigin } from '../origin.ts';
import type { Chart, Spec } from '../spec/spec.ts';
import { renderManifests } from './manifests.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderText } from './values.ts';

/** Undefined if there are only jobs. `repositories`: URLs by name. */
export function renderOrigin(
  spec: Spec,
  chart: Chart,
  repositories: Readonly<Record<string, string>>,
  scope: Scope,
  renderer: Renderer,
): Result<ChartOrigin | undefined> {
  if (chart.manifests.length > 0) {
    const files = renderManifests(spec, chart, scope, renderer);
    return files.ok ? ok({ kind: 'manifests', files: files.value }) : files;
  }
  if (chart.chart === undefined) return ok(undefined);
  const placeOf = (key: string) => spec.placeOf(['charts', chart.name, key]);
  const text = renderText(chart.chart, placeOf('chart'), scope, renderer);
  const version = renderText(chart.version ?? '', placeOf('version'), scope, renderer);
  if (!text.ok || !version.ok) return all<unknown>([text, version]) as Result<never>;
  const written = {
    chart: String(text.value),
    ...(version.value !== '' && { version: String(version.value) }),
    ...(chart.repository !== undefined && { repository: chart.repository }),
  };
  const parsed = parseOrigin(written, spec.folder, repositories);
  if ('origin' in parsed) return ok(parsed.origin);
  const { key, message, hint } = parsed.problem;
  return failed({ code: 'spec-invalid', message, hint, at: placeOf(key) } satisfies Failure);
}
