// The order of a log with one group per chart, although charts run at the same time.
//
// One chart at a time owns the open group and is shown live: the one that has run longest. What others say waits. When
// the live one ends, those that have ended meanwhile follow, each with its whole group; then the next one becomes live.
// A group is never interrupted, since the runner knows only one at a time (actions/runner#802).
import type { ChartResult } from '../outcome.ts';
import type { Console } from '../ports.ts';

/** Of a chart that waits, so many first and so many last lines are kept. */
const keptLines = 1_000;
/** So many last lines of a chart are given to whoever tells its end. */
const lastWords = 20;

export class GroupedLog {
  readonly #console: Console;
  readonly #tellEnd: (result: ChartResult, lastLines: readonly string[]) => void;
  /** Charts that run or wait for their group, in the order in which they started. */
  readonly #talks = new Map<string, Talk>();
  #live: string | undefined;
  /** What is to be told between groups. */
  #queued: (() => void)[] = [];

  constructor(console: Console, tellEnd: (result: ChartResult, lastLines: readonly string[]) => void) {
    this.#console = console;
    this.#tellEnd = tellEnd;
  }

  /** Tells something outside of any group, as soon as none is open. */
  say(tell: () => void): void {
    if (this.#live === undefined) tell();
    else this.#queued.push(tell);
  }

  start(chart: string, title: string): void {
    this.#talks.set(chart, new Talk(title));
    if (this.#live === undefined) this.#goOn();
    else this.say(() => this.#console.line(`▸ ${chart} started`));
  }

  print(chart: string, line: string): void {
    this.#talks.get(chart)?.add(line);
    if (chart === this.#live) this.#flush(chart);
  }

  end(result: ChartResult): void {
    const talk = this.#talks.get(result.name);
    if (talk === undefined) {
      // It never ran, so it has no group.
      this.say(() => this.#tellEnd(result, []));
      return;
    }
    talk.result = result;
    if (result.name !== this.#live) return;
    this.#close(result);
    this.#goOn();
  }

  #goOn(): void {
    this.#live = undefined;
    for (const tell of this.#queued.splice(0)) tell();
    for (const { result } of [...this.#talks.values()]) {
      if (result === undefined) continue;
      this.#open(result.name);
      this.#close(result);
    }
    const [next] = this.#talks.keys();
    if (next !== undefined) this.#open(next);
    this.#live = next;
  }

  #open(chart: string): void {
    this.#console.openGroup(`${chart}  ${this.#talks.get(chart)?.title}`);
    this.#flush(chart);
  }

  #flush(chart: string): void {
    for (const line of this.#talks.get(chart)?.take() ?? []) this.#console.line(`  ${line}`);
  }

  #close(result: ChartResult): void {
    const lastLines = this.#talks.get(result.name)?.lastLines ?? [];
    this.#talks.delete(result.name);
    this.#console.closeGroup();
    this.#tellEnd(result, lastLines);
  }
}

/** What one chart says. */
class Talk {
  readonly title: string;
  result: ChartResult | undefined;
  lastLines: readonly string[] = [];
  #first: string[] = [];
  #last: string[] = [];
  #omitted = 0;

  constructor(title: string) {
    this.title = title;
  }

  add(line: string): void {
    this.lastLines = [...this.lastLines.slice(1 - lastWords), line];
    if (this.#first.length < keptLines) this.#first.push(line);
    else this.#last.push(line);
    if (this.#last.length > keptLines) {
      this.#last.shift();
      this.#omitted += 1;
    }
  }

  /** Gives what it has said since the last time. */
  take(): string[] {
    const gap = this.#omitted > 0 ? [`… ${this.#omitted} lines are left out here …`] : [];
    const lines = [...this.#first, ...gap, ...this.#last];
    this.#first = [];
    this.#last = [];
    this.#omitted = 0;
    return lines;
  }
}
