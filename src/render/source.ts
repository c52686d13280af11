// Where does the content of a chart come from, after its templates are rendered?

import { type ChartSource, parseSource } from '../model/chart-source.ts';
import { all, failed, ok, type Result } from '../model/failure.ts';
import type { ChartScope } from './chart-scope.ts';
import { renderManifests } from './manifests.ts';
import { renderName } from './names.ts';

/** Undefined if there are only jobs. */
export function renderSource(own: ChartScope): Result<ChartSource | undefined> {
  const { spec, chart, environment, scope, renderer } = own;
  if (chart.manifests.length > 0) {
    const objects = renderManifests(own);
    return objects.ok ? ok({ kind: 'manifests', ...objects.value }) : objects;
  }
  if (chart.chart === undefined) return ok(undefined);
  const written = (key: 'chart' | 'version', text: string) =>
    renderName(
      key === 'chart' ? 'chart location' : 'version',
      spec.textAt(['charts', chart.name, key], text),
      scope,
      renderer,
    );
  const texts = all({
    text: written('chart', chart.chart),
    version: chart.version === undefined ? ok(undefined) : written('version', chart.version),
  });
  if (!texts.ok) return texts;
  const { text, version } = texts.value;
  if (text === undefined) return ok(undefined);
  const parsed = parseSource(
    {
      chart: text,
      ...(version !== undefined && { version }),
      ...(chart.repository !== undefined && { repository: chart.repository }),
    },
    spec.folder,
    environment.repositories,
  );
  if ('source' in parsed) return ok(parsed.source);
  const { key, message, hint } = parsed.problem;
  return failed({ code: 'spec-invalid', message, hint, at: spec.placeOf(['charts', chart.name, key]) });
}
