// Events to the log: one group per chart that runs, what matters outside of groups.
import type { Emit } from '../event.ts';
import type { ChartResult } from '../outcome.ts';
import type { Console } from '../ports.ts';
import { chartLine, failureLines } from './text.ts';

export type LogStyle = 'grouped' | 'prefixed';

/** A failed chart's last lines are told again outside of its group, which is folded. */
const lastWords = 20;

export function makeLog(console: Console, style: LogStyle): Emit {
  let isOpen = false;
  let words: string[] = [];
  return (event) => {
    switch (event.type) {
      case 'notice':
        return console.line(event.text);
      case 'chart-started':
        words = [];
        isOpen = style === 'grouped';
        if (isOpen) return console.openGroup(`${event.chart}  ${event.text}`);
        return console.line(`${event.chart} | ${event.text}`);
      case 'chart-printed':
        words = [...words.slice(1 - lastWords), event.text];
        return console.line(isOpen ? `  ${event.text}` : `${event.chart} | ${event.text}`);
      case 'chart-ended':
        if (isOpen) console.closeGroup();
        isOpen = false;
        return tellEnd(console, event.result, words.splice(0));
    }
  };
}

function tellEnd(console: Console, result: ChartResult, words: readonly string[]): void {
  console.line(chartLine(result));
  if (result.failure === undefined) return;
  for (const word of words) console.line(`    ${word}`);
  for (const line of failureLines(result.failure)) console.line(`  ${line}`);
  const { message, hint, at } = result.failure;
  console.annotate('error', `${result.name} ${result.outcome}`, `${message}\n${hint}`, at);
}
