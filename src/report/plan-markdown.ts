// How is a plan shown as Markdown? A table of charts with what would happen and why, the risks, and the changes of
// objects.

import { type ChartResult, factsOf } from '../model/outcome.ts';
import type { ObjectChange } from '../model/preview.ts';
import { countOf } from '../text/count.ts';
import { imagesCell } from './images.ts';
import { bytesOf, code, fenced, folded, inline, maxCell } from './markdown.ts';
import { countLine, objectTitle } from './text.ts';

export interface PlanReport {
  /** `burrow in staging`. */
  readonly title: string;
  readonly charts: readonly ChartResult[];
  /** Sentences about the whole plan. */
  readonly notes: readonly string[];
  readonly planDigest: string;
}

/** In bytes. With less space than this, no part of a diff is shown: its start alone says nothing. */
const minPartBytes = 400;
const maxRisks = 100;

export interface PlanMarkdown {
  readonly text: string;
  /** Whether everything fits. */
  readonly isWhole: boolean;
}

/** The table comes first, then as many details as fit. */
export function planMarkdown(report: PlanReport, maxBytes: number): PlanMarkdown {
  const head = headOf(report, maxBytes - minPartBytes);
  const foot = [`<sub>Plan ${code(report.planDigest)}</sub>`, ''];
  const bytesLeft = maxBytes - bytesOf([...head.lines, ...foot, omission(report.charts.length)].join('\n')) - 2;
  const details = fit(report.charts.flatMap(detailsOf), bytesLeft);
  const left = details.omitted.length > 0 ? [omission(details.omitted.length), ''] : [];
  return {
    text: [...head.lines, ...details.lines, ...left, ...foot].join('\n'),
    isWhole: head.isWhole && details.omitted.length === 0,
  };
}

function omission(count: number): string {
  return `Details of ${countOf(count, 'chart')} are shortened or left out (too long).`;
}

interface Head {
  readonly lines: readonly string[];
  readonly isWhole: boolean;
}

function headOf({ title, charts, notes }: PlanReport, maxBytes: number): Head {
  const [staying, others] = [charts.filter(isUntouched), charts.filter((chart) => !isUntouched(chart))];
  const { rows, left, isWhole } = tableOf(others, maxBytes * 0.8);
  const risks = others.flatMap(({ name, preview }) =>
    (preview?.risks ?? []).map((risk) => `- ⚠️ **${name}**: ${inline(risk)}`),
  );
  const about = upTo([...notes.map(inline), stayingLine(staying)], maxBytes * 0.1);
  const rest = about.flatMap((line) => [line, '']);
  const bytesLeft = maxBytes - bytesOf([...rows, ...rest].join('\n')) - minPartBytes;
  const shownRisks = upTo(risks.slice(0, maxRisks), bytesLeft);
  const lines = [
    `### ${inline(title)}: ${others.length === 0 ? 'no changes' : countLine(charts)}`,
    '',
    ...(others.length > 0 ? [...rows, ''] : []),
    ...(left > 0 ? [`The table leaves out ${countOf(left, 'chart')} (too many).`, ''] : []),
    ...shownRisks,
    ...(shownRisks.length < risks.length ? [`- ${countOf(risks.length - shownRisks.length, 'more risk')}`] : []),
    ...(risks.length > 0 ? [''] : []),
    ...rest,
  ];
  return { lines, isWhole: isWhole && shownRisks.length === risks.length && about.length > notes.length };
}

/**
 * A row for each chart, without images and reasons if they do not fit. `left`: number of charts without a row.
 */
function tableOf(
  charts: readonly ChartResult[],
  maxBytes: number,
): { readonly rows: readonly string[]; readonly left: number; readonly isWhole: boolean } {
  const heads = ['| chart | plan | why | images |', '| --- | --- | --- | --- |'];
  const forms = [planRow, (chart: ChartResult) => planRow({ ...chart, images: {} }), toShortRow];
  const tables = forms.map((form) => [...heads, ...charts.map(form)]);
  const fitting = tables.find((table) => bytesOf(table.join('\n')) <= maxBytes);
  const rows = fitting ?? upTo([...heads, ...charts.map(toShortRow)], maxBytes);
  return { rows, left: heads.length + charts.length - rows.length, isWhole: fitting === tables[0] };
}

function toShortRow({ name, outcome, failure }: ChartResult): string {
  return `| ${name} | ${factsOf(outcome).sign ?? ''}&nbsp;${outcome} | ${failure ? code(failure.code) : ''} | |`;
}

function isUntouched({ outcome }: ChartResult): boolean {
  return factsOf(outcome).changes === false;
}

function stayingLine(charts: readonly ChartResult[]): string {
  if (charts.length === 0) return '';
  return `<sub>No change: ${charts.map(({ name }) => name).join(', ')}</sub>`;
}

function planRow(result: ChartResult): string {
  const { name, outcome, reason, failure, preview } = result;
  const why = failure ? `${code(failure.code)} ${inline(reason.slice(0, maxCell))}` : inline(reason);
  const partial = preview?.partial === undefined ? '' : ' (partial)';
  return `| ${[name, `${factsOf(outcome).sign ?? ''}&nbsp;${outcome}${partial}`, why, imagesCell(result)].join(' | ')} |`;
}

interface Section {
  readonly summary: string;
  readonly before: readonly string[];
  /** Lines that are shown as a diff. */
  readonly diff: readonly string[];
}

/** Details that the table does not have. */
function detailsOf({ name, outcome, preview, failure }: ChartResult): Section[] {
  if (failure !== undefined) {
    const lines = [failure.message, ...(failure.hint ? [`→ ${failure.hint}`] : [])];
    return [{ summary: `<b>${name}</b>: ${code(failure.code)}`, before: [], diff: lines.map((line) => `- ${line}`) }];
  }
  const { objects = [], notes = [], partial } = preview ?? {};
  const before = [...(partial === undefined ? [] : [`Partial: ${partial}`]), ...notes].map(
    (note) => `- ${inline(note)}`,
  );
  if (before.length === 0 && objects.length === 0) return [];
  return [
    {
      summary: `<b>${name}</b>: ${outcome}, ${countOf(objects.length, 'object')}`,
      before,
      diff: objects.flatMap(diffLines),
    },
  ];
}

function diffLines(object: ObjectChange): string[] {
  return [`# ${objectTitle(object)}`, ...object.diff];
}

/** The shortest sections are placed first, so that a very long one does not displace the others. */
function fit(sections: readonly Section[], maxBytes: number): { lines: string[]; omitted: readonly Section[] } {
  const sized = sections.map((section) => ({ section, size: sizeOf(section) }));
  const shown = new Map<Section, string[]>();
  const cut: Section[] = [];
  let left = maxBytes;
  for (const { section, size } of sized.sort((a, b) => a.size - b.size)) {
    if (size > left) cut.push(section);
    const lines = size <= left ? drawn(section) : left > minPartBytes ? drawn(shortened(section, left)) : [];
    const length = bytesOf(lines.join('\n'));
    if (length > left) continue;
    shown.set(section, lines);
    left -= length + 1;
  }
  return { lines: sections.flatMap((section) => shown.get(section) ?? []), omitted: cut };
}

function sizeOf(section: Section): number {
  return bytesOf(drawn(section).join('\n')) + 1;
}

function shortened(section: Section, maxBytes: number): Section {
  const frame = sizeOf({ ...section, diff: [''] }) + 60;
  const kept = upTo(section.diff, maxBytes - frame);
  const left = section.diff.length - kept.length;
  return { ...section, diff: [...kept, `# … and ${countOf(left, 'more line')}`] };
}

function drawn({ summary, before, diff }: Section): string[] {
  const block = diff.length > 0 ? ['', ...fenced(diff, 'diff')] : [];
  return folded(summary, [...before, ...block]);
}

/** As many lines as fit. */
function upTo(lines: readonly string[], maxBytes: number): string[] {
  let left = maxBytes;
  const cut = lines.findIndex((line) => {
    left -= bytesOf(line) + 1;
    return left < 0;
  });
  return cut < 0 ? [...lines] : lines.slice(0, cut);
}
