// `npm run bench [-- FILE]`: the benchmarks, as a table, and as JSON in FILE. Each run is a process of its own, so that none
// profits from what another one has warmed up.
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { renderLargeSpec, writeLargeSpec } from './large-spec.ts';

interface Benchmark {
  readonly name: string;
  /** Gives the folder that the runs work on. */
  readonly prepare: () => string;
  readonly run: (folder: string) => void;
  /** What is promised, in milliseconds. */
  readonly boundMs: number;
}

const benchmarks: readonly Benchmark[] = [
  { name: '500 charts, 2,000 values files', prepare: writeLargeSpec, run: renderLargeSpec, boundMs: 1_000 },
];
const runs = 7;

const [name, folder] = process.argv.slice(2);
const one = benchmarks.find((benchmark) => benchmark.name === name);
if (one !== undefined && folder !== undefined) {
  const started = performance.now();
  one.run(folder);
  console.log(performance.now() - started);
} else {
  const results = benchmarks.map(measure);
  console.log(`On ${availableParallelism()} cores, ${runs} runs each, in ms:`);
  console.table(results);
  if (name !== undefined) writeFileSync(name, `${JSON.stringify(results, null, 2)}\n`);
}

function measure({ name: called, prepare, boundMs }: Benchmark) {
  const prepared = prepare();
  const times = Array.from({ length: runs }, () =>
    Math.round(Number(execFileSync(process.execPath, [import.meta.filename, called, prepared], { encoding: 'utf8' }))),
  ).sort((a, b) => a - b);
  rmSync(prepared, { recursive: true });
  return { name: called, min: times[0], median: times[Math.floor(runs / 2)], max: times.at(-1), bound: boundMs };
}
