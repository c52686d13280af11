// `npm run bench [-- FILE]`: how fast is Compass? Prints a table, and writes JSON to FILE. Each run is a separate
// process, so that no run profits from what another has warmed up.
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { promisify } from 'node:util';
import { displayOn } from '../rig/display.ts';
import { interrupted } from '../rig/interrupted.ts';
import { provideTools } from '../rig/toolchain.ts';
import { demoTools } from '../rig/tools.ts';
import { digests } from './digests.ts';
import { largeSpec } from './large-spec.ts';
import { plan } from './plan.ts';

interface Prepared {
  /** The folder that each run works in. */
  readonly folder: string;
  /** Called after each run: throws if the run did not do what it should. */
  check?(): void;
  /** Milliseconds that other tools take, or why that is not known: a column each, with the ratio to the median. */
  others?(): Promise<Readonly<Record<string, number | string>>>;
  stop(): void | Promise<void>;
}

interface Benchmark {
  readonly name: string;
  readonly prepare: () => Prepared | Promise<Prepared>;
  readonly run: (folder: string) => void | Promise<void>;
  /** The promised limit, printed beside the measured times. */
  readonly boundMs: number;
}

const benchmarks: readonly Benchmark[] = [
  { ...largeSpec, boundMs: 1_000 },
  { ...digests(200, 1), boundMs: 2_000 },
  { ...digests(20, 10), boundMs: 2_000 },
  // A hundredth and an eighth of the 19.8 s that `helmfile diff` took for the same number of charts on two cores.
  { ...plan(false), boundMs: 198 },
  { ...plan(true), boundMs: 2_475 },
];
const runs = 7;

const [name, folder] = process.argv.slice(2);
const one = benchmarks.find((benchmark) => benchmark.name === name);
if (one !== undefined && folder !== undefined) {
  const started = performance.now();
  await one.run(folder);
  console.log(performance.now() - started);
} else {
  await provideTools(demoTools, displayOn(process.stdout), interrupted);
  const results = [];
  for (const benchmark of benchmarks) results.push(await measure(benchmark));
  console.log(`On ${availableParallelism()} cores, ${runs} runs each, in ms:`);
  console.table(results);
  if (name !== undefined) writeFileSync(name, `${JSON.stringify(results, null, 2)}\n`);
}

async function measure({ name: called, prepare, boundMs }: Benchmark) {
  const prepared = await prepare();
  try {
    const times: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      interrupted.throwIfAborted();
      const command = [import.meta.filename, called, prepared.folder];
      const { stdout } = await promisify(execFile)(process.execPath, command);
      times.push(Math.round(Number(stdout)));
      prepared.check?.();
    }
    times.sort((a, b) => a - b);
    const [min, median, max] = [times[0], times[Math.floor(runs / 2)], times.at(-1)];
    const others = Object.entries((await prepared.others?.()) ?? {});
    const columns = others.flatMap(([other, ms]) => [[other, ms], ...ratioOf(other, ms, median)]);
    return { name: called, min, median, max, bound: boundMs, ...Object.fromEntries(columns) };
  } finally {
    await prepared.stop();
  }
}

function ratioOf(other: string, ms: number | string, median = 1): [string, number][] {
  return typeof ms === 'number' ? [[`${other} ÷ median`, Math.round((ms / median) * 10) / 10]] : [];
}
