// Where the content of a chart comes from, with all templates rendered.

import { type ChartSource, parseSource } from '../model/chart-source.ts';
import { all, failed, ok, type Result } from '../model/failure.ts';
import type { Chart, Spec } from '../spec/spec.ts';
import { renderManifests } from './manifests.ts';
import { renderName } from './names.ts';
import type { Scope } from './template.ts';
import type { Renderer } from './texts.ts';

/** Undefined if there are only jobs. `repositories`: URLs by name. */
export function renderSource(
  spec: Spec,
  chart: Chart,
  repositories: Readonly<Record<string, string>>,
  scope: Scope,
  renderer: Renderer,
): Result<ChartSource | undefined> {
  if (chart.manifests.length > 0) {
    const objects = renderManifests(spec, chart, scope, renderer);
    return objects.ok ? ok({ kind: 'manifests', ...objects.value }) : objects;
  }
  if (chart.chart === undefined) return ok(undefined);
  const written = (key: 'chart' | 'version', text: string) =>
    renderName(`no \`${key}\``, spec.textAt(['charts', chart.name, key], text), scope, renderer);
  const text = written('chart', chart.chart);
  const version = chart.version === undefined ? ok(undefined) : written('version', chart.version);
  if (!text.ok || !version.ok) return all<unknown>([text, version]) as Result<never>;
  if (text.value === undefined) return ok(undefined);
  const parsed = parseSource(
    {
      chart: text.value,
      ...(version.value !== undefined && { version: version.value }),
      ...(chart.repository !== undefined && { repository: chart.repository }),
    },
    spec.folder,
    repositories,
  );
  if ('source' in parsed) return ok(parsed.source);
  const { key, message, hint } = parsed.problem;
  return failed({ code: 'spec-invalid', message, hint, at: spec.placeOf(['charts', chart.name, key]) });
}
