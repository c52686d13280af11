// What is not wrong, and yet not what it looks like, in the charts of the workspace.
import { keysMisread } from '../chart-values.ts';
import type { Warning } from '../failure.ts';
import type { Files } from '../ports.ts';
import type { RenderedChart } from '../render/charts.ts';

/** Each chart folder is looked at once, however many charts of the spec use it. */
export function warningsAbout(charts: readonly Pick<RenderedChart, 'origin'>[], files: Files): Warning[] {
  const folders = charts.flatMap(({ origin }) => (origin?.kind === 'folder' ? [origin.path] : []));
  return [...new Set(folders)].flatMap((folder) => {
    const file = `${folder}/values.yaml`;
    const read = files.read(file);
    if ('problem' in read) return [];
    return keysMisread(file, read.text).map(({ key, readAs, at }) => ({
      message: `Helm reads the key \`${key}\` of the chart's own values as \`${readAs}\`.`,
      hint: `Put it in quotes in the chart; until then, only \`"${readAs}"\` in the spec is the same key.`,
      at,
    }));
  });
}
