// The order of a log with one group per chart, although charts run at the same time.
//
// One chart at a time owns the open group and is shown live: the one that has run longest. What others say waits. When
// the live one ends, those that have ended meanwhile follow, each with its whole group; then the next one becomes live.
// A group is never interrupted, since the runner knows only one at a time (actions/runner#802).
import type { ChartResult } from '../model/outcome.ts';
import type { Console } from '../ports/ports.ts';

/** Of what a chart prints, the log shows so much from its start, and so much up to its end. In UTF-16 units. */
const longestHead = 1024 * 1024;
const longestTail = 256 * 1024;
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
    const talk = this.#talks.get(result.name);
    const lastLines = talk?.lastLines ?? [];
    for (const line of talk?.takeTail() ?? []) this.#console.line(`  ${line}`);
    this.#talks.delete(result.name);
    this.#console.closeGroup();
    this.#tellEnd(result, lastLines);
  }
}

/** What one chart says. */
class Talk {
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
    if (this.lastLines.length > lastWords) this.lastLines.shift();
    this.#room -= line.length + 1;
    if (this.#room > 0) this.#head.push(line);
    else if (!this.#isFull) {
      this.#isFull = true;
      this.#head.push('… it prints very much: what follows is kept back, and its end is shown when it ends …');
      this.#tail.add(line);
    } else this.#tail.add(line);
  }

  /** What may be shown at once, since the last time. */
  take(): string[] {
    return this.#head.splice(0);
  }

  takeTail(): string[] {
    const { lines, omitted } = this.#tail;
    return omitted > 0 ? [`… ${omitted} ${omitted === 1 ? 'line is' : 'lines are'} left out here …`, ...lines] : lines;
  }
}

/** The last lines of a text that may be endless. */
class Tail {
  #lines: string[] = [];
  /** Those before it have been dropped, and are cut off now and then. */
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
