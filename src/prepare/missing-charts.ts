// Which charts are not where the spec says, and what may the spec have meant instead?
import { posix } from 'node:path';
import type { ChartSource } from '../model/chart-source.ts';
import type { Failure } from '../model/failure.ts';
import type { ChartName } from '../model/names.ts';
import type { Files } from '../ports/machine.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Spec } from '../spec/spec.ts';
import { nearestName } from '../text/near-name.ts';

/** Code `chart-unreadable`, at the `chart` of each. */
export function missingCharts(
  charts: readonly Pick<RenderedChart, 'name' | 'source'>[],
  spec: Spec,
  files: Files,
): Failure[] {
  return charts.flatMap(({ name, source }) => missingChart(name, source, spec, files));
}

type LocalSource = Extract<ChartSource, { readonly kind: 'folder' | 'archive' }>;

function missingChart(name: ChartName, source: ChartSource | undefined, spec: Spec, files: Files): Failure[] {
  if (source?.kind !== 'folder' && source?.kind !== 'archive') return [];
  const at = spec.placeOf(['charts', name, 'chart']);
  const hint = hintForChart(source, spec, files);
  const missing = (message: string): Failure[] => [{ code: 'chart-unreadable', message, hint, at }];
  const read = files.read(source.kind === 'folder' ? `${source.path}/Chart.yaml` : source.path);
  if (!('problem' in read)) return [];
  if (source.kind === 'folder')
    return missing(`There is no chart in \`${source.path}\`: its Chart.yaml ${read.problem}.`);
  // An archive is not text; Helm reads its content.
  return read.isMissing ? missing(`There is no file \`${source.path}\`.`) : [];
}

/** For a path in the workspace without a chart. */
function hintForChart({ kind, path }: LocalSource, { folder, repositories }: Spec, files: Files): string {
  const [first = '', ...rest] = posix.relative(folder, path).split('/');
  const repository = nearestName(
    first,
    repositories.map(({ name }) => name),
  );
  if (repository !== undefined) return `Did you mean the repository \`${repository}\`?`;
  const parent = posix.dirname(path);
  const charts = files.find(posix.join(parent, '*/Chart.yaml')).map((file) => posix.basename(posix.dirname(file)));
  const chart = nearestName(posix.basename(path), charts);
  if (chart !== undefined) return `Did you mean \`${posix.relative(folder, posix.join(parent, chart))}\`?`;
  const looksRemote =
    kind === 'folder' && rest.length === 1 && files.find(posix.join(folder, first, '**')).length === 0;
  return looksRemote
    ? `If \`${first}\` is a chart repository, add it: \`repositories: { ${first}: { url: https://… } }\`.`
    : 'Correct `chart`: it is the path of a chart folder or a `.tgz` archive, relative to the folder of the spec.';
}
