// How do events become lines of the log?
import type { Emit } from '../model/event.ts';
import type { ChartResult } from '../model/outcome.ts';
import type { Console } from '../ports/ports.ts';
import { GroupedLog } from './grouped-log.ts';
import { chartLine, failureLines, previewLines } from './text.ts';

/** `grouped`: one group per chart. `prefixed`: every line starts with the name of its chart, without groups. */
export type LogStyle = 'grouped' | 'prefixed';

export function makeLog(console: Console, style: LogStyle): Emit {
  if (style === 'prefixed') return prefixedLog(console);
  const log = new GroupedLog(console, (result, lastLines) => printEnd(console, result, lastLines));
  return (event) => {
    switch (event.type) {
      case 'notice':
        return log.say(() => console.line(event.text));
      case 'charts-planned':
        return;
      case 'chart-started':
        return log.start(event.chart, event.text);
      case 'chart-printed':
        return log.print(event.chart, event.text);
      case 'chart-ended':
        printPreview(event.result, {
          start: (title) => log.start(event.result.name, title),
          print: (line) => log.print(event.result.name, line),
        });
        return log.end(event.result);
    }
  };
}

function prefixedLog(console: Console): Emit {
  return (event) => {
    switch (event.type) {
      case 'notice':
        return console.line(event.text);
      case 'charts-planned':
        return;
      case 'chart-started':
      case 'chart-printed':
        return console.line(`${event.chart} | ${event.text}`);
      case 'chart-ended': {
        const print = (line: string) => console.line(`${event.result.name} | ${line}`);
        printPreview(event.result, { start: print, print });
        return printEnd(console, event.result, [], `${event.result.name} | `);
      }
    }
  };
}

/** The preview of a chart in a plan, if there is anything to show. */
function printPreview(
  result: ChartResult,
  { start, print }: { start(title: string): void; print(line: string): void },
): void {
  const lines = result.preview === undefined ? [] : previewLines(result);
  if (lines.length === 0) return;
  start(`${result.outcome}: ${result.reason}`);
  for (const line of lines) print(line);
}

/** `lastLines`: the last lines of the chart's output, repeated because GitHub collapses its group. */
function printEnd(console: Console, result: ChartResult, lastLines: readonly string[], prefix = ''): void {
  console.line(`${prefix}${chartLine(result)}`);
  for (const risk of result.preview?.risks ?? []) console.line(`${prefix || '  '}⚠ ${risk}`);
  if (result.failure === undefined) return;
  for (const line of lastLines) console.line(`    ${line}`);
  for (const line of failureLines(result.failure)) console.line(`${prefix || '  '}${line}`);
  if (result.outcome === 'skipped') return;
  const { message, hint, at } = result.failure;
  console.annotate('error', `${result.name} ${result.outcome}`, `${message}\n${hint}`, at);
}
