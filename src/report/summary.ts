// What is in the step summary? A table with the outcome of each chart, and the graph in the colours of the outcomes.

import { type ChartResult, chartOutcomes, factsOf } from '../model/outcome.ts';
import { countOf } from '../text/count.ts';
import { formatDuration } from '../text/duration.ts';
import { mermaidGraph } from './graph.ts';
import { imagesCell } from './images.ts';
import { code, inline, maxCell } from './markdown.ts';

/** In UTF-16 units, well below the 1 MiB above which GitHub drops a step summary. */
const maxTable = 300_000;
/** Mermaid refuses a longer text. The graph is then left out: the table has the outcomes, too. */
const maxGraph = 40_000;

/** Markdown. `title`: one line, which is not escaped. */
export function makeSummary(title: string, charts: readonly ChartResult[]): string {
  let left = maxTable;
  const rows = charts.map(summaryRow);
  const kept = rows.filter((row) => {
    left -= row.length;
    return left > 0;
  });
  const omitted = rows.length - kept.length;
  return [
    `### ${title}`,
    '',
    '| chart | outcome | why | revision | time | images |',
    '| --- | --- | --- | --- | --- | --- |',
    ...kept,
    ...(omitted > 0
      ? ['', `The table leaves out ${countOf(omitted, 'chart')} (too many); the log has all of them.`]
      : []),
    '',
    ...graphSection(charts),
    '',
  ].join('\n');
}

function summaryRow(result: ChartResult): string {
  const { name, outcome, failure, reason, revision, durationMs } = result;
  const why = failure ? `${code(failure.code)} ${inline(reason.slice(0, maxCell))}` : inline(reason);
  const time = factsOf(outcome).isTimed ? formatDuration(durationMs) : '';
  return `| ${[name, outcome, why, revision ?? '', time, imagesCell(result)].join(' | ')} |`;
}

function graphSection(charts: readonly ChartResult[]): string[] {
  if (charts.every(({ depends }) => depends.length === 0)) return [];
  const drawn = charts.map(({ name, depends, outcome }) => ({ name, depends, style: outcome }));
  const styles = Object.entries(chartOutcomes).map(([outcome, { colour }]) => [
    outcome,
    `stroke:${colour},stroke-width:3px`,
  ]);
  const lines = ['```mermaid', ...mermaidGraph(drawn, Object.fromEntries(styles)), '```'];
  return lines.join('\n').length > maxGraph ? [] : lines;
}
