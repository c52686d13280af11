// Which jobs of a chart or stack run?
import type { Job } from '../spec/spec.ts';

/** Without a change, only the jobs with `when: always`. */
export function jobsToRun(jobs: readonly Job[], hasChanged: boolean): readonly Job[] {
  return jobs.filter(({ when }) => hasChanged || when === 'always');
}
