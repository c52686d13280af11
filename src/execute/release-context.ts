// What do deploying and uninstalling a release need? The same for all charts of a run.

import type { Identity } from '../plan/plan.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Helm } from '../ports/helm.ts';
import type { Clock } from '../ports/ports.ts';
import type { MoveObjects } from './move-objects.ts';
import type { Preflight } from './preflight.ts';

export interface ReleaseContext {
  readonly identity: Identity;
  readonly cluster: Cluster;
  readonly helm: Helm;
  readonly readyChartOf: Preflight['readyChartOf'];
  readonly newestCrds: Preflight['newestCrds'];
  readonly hasUnserved: Preflight['hasUnserved'];
  readonly isServerSide: Preflight['isServerSide'];
  readonly moveObjects: MoveObjects;
  readonly reclaim: Preflight['reclaim'];
  /** Value of the label that names this run. */
  readonly run: string;
  /** Commit of the repository; empty if it is not known. */
  readonly commit: string;
  /** Description of the revision in `helm history`; it names the run. */
  readonly description: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** After a stop, Compass reads the store once more; this is how long it may take. */
export const lastLookMs = 1_500;
