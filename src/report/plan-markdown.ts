// How is a plan shown as Markdown? A table of charts with what would happen and why, the risks, and the changes of
// objects.

import { type ChartResult, factsOf } from '../model/outcome.ts';
import type { ObjectChange } from '../model/preview.ts';
import { imagesCell } from './images.ts';
import { bytesOf, code, fenced, folded, inline, longestCell } from './markdown.ts';
import { countLine, objectTitle } from './text.ts';

export interface PlanReport {
  /** `burrow in staging`. */
  readonly title: string;
  readonly charts: readonly ChartResult[];
  /** Sentences about the whole plan. */
  readonly notes: readonly string[];
  readonly planDigest: string;
}

/** In bytes. With less room than this, no part of a diff is shown: its start alone says nothing. */
const leastRoom = 400;
const maxRisks = 100;

export interface PlanMarkdown {
  readonly text: string;
  /** Whether everything fits. */
  readonly isWhole: boolean;
}

/** The table comes first, then as many details as fit. `most`: in bytes. */
export function planMarkdown(report: PlanReport, most: number): PlanMarkdown {
  const head = headOf(report, most - leastRoom);
  const foot = [`<sub>Plan ${code(report.planDigest)}</sub>`, ''];
  const room = most - bytesOf([...head.lines, ...foot, omission(report.charts.length)].join('\n')) - 2;
  const details = fit(report.charts.flatMap(detailsOf), room);
  const left = details.omitted.length > 0 ? [omission(details.omitted.length), ''] : [];
  return {
    text: [...head.lines, ...details.lines, ...left, ...foot].join('\n'),
    isWhole: head.isWhole && details.omitted.length === 0,
  };
}

function omission(count: number): string {
  return `Details of ${count} ${count === 1 ? 'chart' : 'charts'} are left out (too long).`;
}

interface Head {
  readonly lines: readonly string[];
  readonly isWhole: boolean;
}

function headOf({ title, charts, notes }: PlanReport, most: number): Head {
  const [staying, others] = [charts.filter(isQuiet), charts.filter((chart) => !isQuiet(chart))];
  const { rows, left, isWhole } = tableOf(others, most * 0.8);
  const risks = others.flatMap(({ name, preview }) =>
    (preview?.risks ?? []).map((risk) => `- ⚠️ **${name}**: ${inline(risk)}`),
  );
  const about = upTo([...notes.map(inline), stayingLine(staying)], most * 0.1);
  const rest = about.flatMap((line) => [line, '']);
  const shownRisks = upTo(risks.slice(0, maxRisks), most - bytesOf([...rows, ...rest].join('\n')) - leastRoom);
  const lines = [
    `### ${inline(title)}: ${others.length === 0 ? 'no changes' : countLine(charts)}`,
    '',
    ...(others.length > 0 ? [...rows, ''] : []),
    ...(left > 0 ? [`${left} more charts are left out (too many).`, ''] : []),
    ...shownRisks,
    ...(shownRisks.length < risks.length ? [`- ${risks.length - shownRisks.length} more risks`] : []),
    ...(risks.length > 0 ? [''] : []),
    ...rest,
  ];
  return { lines, isWhole: isWhole && shownRisks.length === risks.length && about.length > notes.length };
}

/**
 * A row for each chart, without images and reasons if there is no room for them. `left`: number of charts without a
 * row.
 */
function tableOf(
  charts: readonly ChartResult[],
  room: number,
): { readonly rows: readonly string[]; readonly left: number; readonly isWhole: boolean } {
  const heads = ['| chart | plan | why | images |', '| --- | --- | --- | --- |'];
  const forms = [planRow, (chart: ChartResult) => planRow({ ...chart, images: {} }), toShortRow];
  const tables = forms.map((form) => [...heads, ...charts.map(form)]);
  const fitting = tables.find((table) => bytesOf(table.join('\n')) <= room);
  const rows = fitting ?? upTo([...heads, ...charts.map(toShortRow)], room);
  return { rows, left: heads.length + charts.length - rows.length, isWhole: fitting === tables[0] };
}

function toShortRow({ name, outcome, failure }: ChartResult): string {
  return `| ${name} | ${factsOf(outcome).sign ?? ''}&nbsp;${outcome} | ${failure ? code(failure.code) : ''} | |`;
}

function isQuiet({ outcome }: ChartResult): boolean {
  return factsOf(outcome).changes === false;
}

function stayingLine(charts: readonly ChartResult[]): string {
  if (charts.length === 0) return '';
  return `<sub>No change: ${charts.map(({ name }) => name).join(', ')}</sub>`;
}

function planRow(result: ChartResult): string {
  const { name, outcome, reason, failure, preview } = result;
  const why = failure ? `${code(failure.code)} ${inline(reason.slice(0, longestCell))}` : inline(reason);
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
  const count = objects.length === 1 ? '1 object' : `${objects.length} objects`;
  return [{ summary: `<b>${name}</b>: ${outcome}, ${count}`, before, diff: objects.flatMap(diffLines) }];
}

function diffLines(object: ObjectChange): string[] {
  return [`# ${objectTitle(object)}`, ...object.diff];
}

/** The shortest sections get their room first, so that a very long one does not displace the others. */
function fit(sections: readonly Section[], room: number): { lines: string[]; omitted: readonly Section[] } {
  const sized = sections.map((section) => ({ section, size: sizeOf(section) }));
  const shown = new Map<Section, string[]>();
  const cut: Section[] = [];
  let left = room;
  for (const { section, size } of sized.sort((a, b) => a.size - b.size)) {
    if (size > left) cut.push(section);
    const lines = size <= left ? drawn(section) : left > leastRoom ? drawn(shortened(section, left)) : [];
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

function shortened(section: Section, room: number): Section {
  const frame = sizeOf({ ...section, diff: [''] }) + 60;
  const kept = upTo(section.diff, room - frame);
  const left = section.diff.length - kept.length;
  return { ...section, diff: [...kept, `# … and ${left} more ${left === 1 ? 'line' : 'lines'}`] };
}

function drawn({ summary, before, diff }: Section): string[] {
  const block = diff.length > 0 ? ['', ...fenced(diff, 'diff')] : [];
  return folded(summary, [...before, ...block]);
}

/** As many lines as fit. */
function upTo(lines: readonly string[], room: number): string[] {
  let left = room;
  const cut = lines.findIndex((line) => {
    left -= bytesOf(line) + 1;
    return left < 0;
  });
  return cut < 0 ? [...lines] : lines.slice(0, cut);
}
