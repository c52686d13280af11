// Which jobs run.
import type { Job } from '../spec/spec.ts';

/** Those that have to run: `hasChanged` says whether the chart is deployed. */
export function jobsToRun(jobs: readonly Job[], hasChanged: boolean): readonly Job[] {
  return jobs.filter(({ when }) => hasChanged || when === 'always');
}
