// How can a log have one group per chart, although charts run at the same time?
//
// One chart at a time owns the open group and is shown live: the one that has run longest. The output of the others
// waits. When the live chart ends, the charts that have already ended follow, each with its whole group; then the
// next chart becomes live. A group is never interrupted, because the runner supports only one open group at a time
// (actions/runner#802).
import type { ChartResult } from '../model/outcome.ts';
import type { Console } from '../ports/ports.ts';

/** The log shows the first and the last part of a chart's output. In UTF-16 units. */
const longestHead = 1024 * 1024;
const longestTail = 256 * 1024;
/** How many of the last lines of a chart's output are repeated below its group if the chart failed. */
const lastLineCount = 20;

export class GroupedLog {
  readonly #console: Console;
  readonly #printEnd: (result: ChartResult, lastLines: readonly string[]) => void;
  /** Charts that run or whose group is not shown yet, in the order in which they started. */
  readonly #outputs = new Map<string, ChartOutput>();
  #live: string | undefined;
  /** To be printed once no group is open. */
  #queued: (() => void)[] = [];

  constructor(console: Console, printEnd: (result: ChartResult, lastLines: readonly string[]) => void) {
    this.#console = console;
    this.#printEnd = printEnd;
  }

  /** Prints something outside of any group, as soon as none is open. */
  say(print: () => void): void {
    if (this.#live === undefined) print();
    else this.#queued.push(print);
  }

  start(chart: string, title: string): void {
    this.#outputs.set(chart, new ChartOutput(title));
    if (this.#live === undefined) this.#showNext();
    else this.say(() => this.#console.line(`▸ ${chart} started`));
  }

  print(chart: string, line: string): void {
    this.#outputs.get(chart)?.add(line);
    if (chart === this.#live) this.#flush(chart);
  }

  end(result: ChartResult): void {
    const output = this.#outputs.get(result.name);
    if (output === undefined) {
      // It never ran, so it has no group.
      this.say(() => this.#printEnd(result, []));
      return;
    }
    output.result = result;
    if (result.name !== this.#live) return;
    this.#close(result);
    this.#showNext();
  }

  #showNext(): void {
    this.#live = undefined;
    for (const print of this.#queued.splice(0)) print();
    for (const { result } of [...this.#outputs.values()]) {
      if (result === undefined) continue;
      this.#open(result.name);
      this.#close(result);
    }
    const [next] = this.#outputs.keys();
    if (next !== undefined) this.#open(next);
    this.#live = next;
  }

  #open(chart: string): void {
    this.#console.openGroup(`${chart}  ${this.#outputs.get(chart)?.title}`);
    this.#flush(chart);
  }

  #flush(chart: string): void {
    for (const line of this.#outputs.get(chart)?.take() ?? []) this.#console.line(`  ${line}`);
  }

  #close(result: ChartResult): void {
    const output = this.#outputs.get(result.name);
    const lastLines = output?.lastLines ?? [];
    for (const line of output?.takeTail() ?? []) this.#console.line(`  ${line}`);
    this.#outputs.delete(result.name);
    this.#console.closeGroup();
    this.#printEnd(result, lastLines);
  }
}

/** The output of one chart. */
class ChartOutput {
  readonly title: string;
  result: ChartResult | undefined;
  readonly lastLines: string[] = [];
  #head: string[] = [];
  #room = longestHead;
  #isFull = false;
  readonly #tail = new Tail();

  constructor(title: string) {
    this.title = title;
  }

  add(line: string): void {
    this.lastLines.push(line);
    if (this.lastLines.length > lastLineCount) this.lastLines.shift();
    this.#room -= line.length + 1;
    if (this.#room > 0) this.#head.push(line);
    else if (!this.#isFull) {
      this.#isFull = true;
      this.#head.push('… output limit reached: the last part will be shown when the chart finishes …');
      this.#tail.add(line);
    } else this.#tail.add(line);
  }

  /** New lines that may be shown now. */
  take(): string[] {
    return this.#head.splice(0);
  }

  takeTail(): string[] {
    const { lines, omitted } = this.#tail;
    return omitted > 0 ? [`… ${omitted} ${omitted === 1 ? 'line' : 'lines'} left out …`, ...lines] : lines;
  }
}

/** The last lines of an output of any length. */
class Tail {
  #lines: string[] = [];
  /** Index of the first line that is kept. The lines before it are removed from time to time. */
  #start = 0;
  #length = 0;
  omitted = 0;

  add(line: string): void {
    this.#lines.push(line);
    this.#length += line.length + 1;
    while (this.#length > longestTail) {
      this.#length -= (this.#lines[this.#start]?.length ?? 0) + 1;
      this.#start += 1;
      this.omitted += 1;
    }
    if (this.#start * 2 < this.#lines.length) return;
    this.#lines = this.lines;
    this.#start = 0;
  }

  get lines(): string[] {
    return this.#lines.slice(this.#start);
  }
}
