// Have the jobs passed? When the jobs of a chart with only jobs, or the jobs after the last chart, have passed, a
// release without objects records it in Helm's store. The release's fingerprint covers the jobs and the charts that
// they depend on. The values of
// their variables do not count: a commit or the number of a run would make them run at every push.
import type { ChartName, ReleaseName } from '../model/names.ts';
import type { StoredRelease } from '../ports/cluster.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { Job, Settings } from '../spec/spec.ts';
import type { Json } from '../text/json.ts';
import { sha256 } from '../text/sha256.ts';
import { decide, type Situation } from './decide.ts';
import { type Fingerprint, fingerprintOfParts } from './fingerprint.ts';
import type { Decision, Identity } from './plan.ts';
import { carriesFingerprint, isCompleted } from './release-labels.ts';

/** Name of a chart → `whole` of its fingerprint; or its action, if that is `keep`, `not-required` or `remove`. */
export type Fingerprints = ReadonlyMap<string, string>;

/** `needed`: the fingerprints of the charts that the jobs depend on. */
export function jobsFingerprint(
  { release, namespace }: { readonly release: string; readonly namespace: string },
  jobs: readonly Job[],
  needed: Fingerprints,
): Fingerprint {
  return fingerprintOfParts({
    chart: jobs.map(({ name, run, shell, env, when }): Json => [name, run, shell, Object.keys(env).sort(), when]),
    values: Object.fromEntries(needed),
    images: {},
    flags: { release, namespace },
  });
}

/** The dot keeps it apart from the releases of charts, whose names are DNS labels. */
export function afterJobsReleaseName({ stack }: Identity): ReleaseName {
  const [start, end] = [stack.slice(0, maxStackCharacters), '.after'];
  const name: string = start === stack ? `${stack}${end}` : `${start}-${sha256(stack).slice(0, 6)}${end}`;
  return name as ReleaseName;
}

/** Leaves room for a hash and `.after` within the 53 characters of a release name. */
const maxStackCharacters = 40;

/** The jobs after the last chart, as a chart with only jobs. */
export function afterJobsOf(identity: Identity, jobs: readonly Job[]): RenderedChart {
  const release = afterJobsReleaseName(identity);
  const name: string = release;
  return {
    name: name as ChartName,
    at: { file: '', line: 1, column: 1 },
    release,
    namespace: identity.namespace,
    jobs: { before: [], after: jobs },
    depends: [],
    isRequired: true,
    settings: settingsOfJobs,
    values: {},
    secrets: [],
    secretMaps: [],
    imagesAsked: [],
  };
}

/** Nothing is deployed, so nothing is waited for. */
const settingsOfJobs: Settings = {
  createNamespace: true,
  timeoutMs: 60_000,
  wait: false,
  conflicts: 'fail',
  crds: 'skip',
  adopt: false,
  forget: false,
  remove: false,
  allowFailure: false,
};

/**
 * `partial`: what a run with only some of the charts leaves. `isComparable`: whether the wanted fingerprint is one of
 * all charts that the jobs depend on.
 */
export function decideJobs(situation: Situation, partial: Fingerprint, isComparable: boolean): Decision {
  const { observed, force } = situation;
  const decision = decide({ ...situation, forget: false });
  if (decision.action === 'refuse') return decision;
  const hasPassed = isComparable
    ? decision.action === 'unchanged' || (!force && observed !== undefined && carriesFingerprint(observed, partial))
    : !force && hasPassedOnce(observed);
  if (hasPassed) return { action: 'unchanged', reason: 'already passed' };
  return { action: 'run', reason: whyRun(observed, decision) };
}

function hasPassedOnce(observed: StoredRelease | undefined): boolean {
  return observed !== undefined && isCompleted(observed);
}

function whyRun(observed: StoredRelease | undefined, decision: Decision): string {
  if (observed === undefined || !isCompleted(observed)) return 'not passed yet';
  return 'reason' in decision && decision.reason === 'forced' ? 'forced' : 'jobs or dependencies changed';
}
