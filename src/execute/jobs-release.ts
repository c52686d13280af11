// How is kept that jobs have passed? As a release without objects, which the jobs complete as after-jobs of a chart do.
import type { Failure } from '../model/failure.ts';
import type { PlannedChart } from '../plan/plan.ts';
import type { Execution } from './execution.ts';
import { deployRelease, type Verdict } from './release.ts';

/** Runs the jobs of a chart with only jobs, and notes in Helm's store that they have passed. */
export function keepPassed(
  chart: PlannedChart,
  { releaseContext }: Pick<Execution, 'releaseContext'>,
  onLine: (line: string) => void,
  runJobs: () => Promise<Failure | undefined>,
): Promise<Verdict> {
  // commands/deploy.ts opens the context whenever jobs have to run.
  if (releaseContext === undefined) throw new Error('jobs are to run without a release context');
  return deployRelease(withoutObjects(chart), releaseContext, onLine, {
    before: async () => undefined,
    after: runJobs,
  });
}

function withoutObjects(chart: PlannedChart): PlannedChart {
  const isThere = chart.observed !== undefined && chart.observed.status !== 'uninstalled';
  return {
    ...chart,
    source: { kind: 'manifests', files: {}, secretFiles: [] },
    content: { digest: chart.fingerprint.whole },
    decision: { action: isThere ? 'upgrade' : 'install', reason: 'jobs' },
  };
}
