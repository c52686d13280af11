// What a command will do and about how long it takes, from what was measured; `npm run times` measures it anew.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { timeSpan } from './display.ts';

/** In milliseconds. */
export interface UsualTimes {
  /** On which this was measured. */
  readonly cores: number;
  /** All programs of the rig, from source, with empty caches. */
  readonly buildMs: number;
  readonly demoMs: number;
  readonly testMs: number;
}

export const usualTimesFile = join(import.meta.dirname, 'usual-times.json');

/** The first line of a command. `missing`: how many programs are not on this machine yet. */
export function whatComesFirst(command: 'demo' | 'test', missing: number): string {
  const usual = JSON.parse(readFileSync(usualTimesFile, 'utf8')) as UsualTimes;
  const about = (ms: number) => timeSpan(Math.round((ms * usual.cores) / availableParallelism() / 10_000) * 10_000);
  const work = {
    demo: `Starts a cluster and pushes an example three times (about ${about(usual.demoMs)})`,
    test: `Starts a cluster and runs the tests on it (about ${about(usual.testMs)})`,
  }[command];
  if (missing === 0) return `${work}.`;
  return `${work}. Before that, once on this machine, come ${missing} programs: from their makers' servers, or where those cannot be reached, built from source (about ${about(usual.buildMs)} on ${availableParallelism()} cores).`;
}
