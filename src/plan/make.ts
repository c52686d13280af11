// Rendered charts, their content and the observed releases, to a plan. Pure.

import type { StoredRelease } from '../ports/cluster.ts';
import type { HelmVersion } from '../ports/helm.ts';
import type { ChartContent } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { StackJobs } from '../spec/spec.ts';
import { movedImages } from '../text/image.ts';
import { decide, decideUninstall } from './decide.ts';
import { fingerprint, withoutDigests } from './fingerprint.ts';
import type { Decision, Identity, Plan, PlannedChart } from './plan.ts';
import { imagesIn, isAppliedByServer } from './release-labels.ts';

/** All that a plan is made of. */
export interface PlanInputs {
  /** Of the spec, in the workspace. */
  readonly folder: string;
  readonly identity: Identity;
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  /** Of each chart, in the order of `charts`; undefined where there is none. */
  readonly contents: readonly (ChartContent | undefined)[];
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
  readonly releases: readonly StoredRelease[];
  readonly helm: HelmVersion;
  readonly force: boolean;
  /** Whether a person has agreed that something is removed, where that is needed. */
  readonly isConfirmed: boolean;
}

/** In the order of `charts`. */
export function makePlan(inputs: PlanInputs): Plan {
  const charts = inputs.charts.map((chart, index) => planChart(chart, inputs.contents[index], inputs));
  const { identity, folder, jobs, helm } = inputs;
  return { version: 1, identity, folder, jobs, helm, charts };
}

/** One chart, also later than the others: its `late` values are known by then. */
export function planChart(
  chart: RenderedChart,
  content: ChartContent | undefined,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
): PlannedChart {
  const { identity, releases, helm, force, isConfirmed } = inputs;
  const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
  const images = Object.fromEntries(
    Object.entries(inputs.digests).filter(([reference]) => chart.imagesAsked.includes(reference)),
  );
  const wanted = fingerprint({ ...chart, chartDigest: chartDigestOf(chart, content, images), images, helm });
  return {
    ...chart,
    ...(content && { content }),
    images,
    imagesBefore: observed ? movedImages(images, imagesIn(observed.deployed ?? observed)) : {},
    decision: decisionFor(chart, observed, () =>
      chart.settings.remove
        ? decideUninstall({ identity, observed, isConfirmed, at: chart.at })
        : decide({ identity, observed, wanted, force, forget: chart.settings.forget, at: chart.at }),
    ),
    fingerprint: wanted,
    baseRevision: observed?.revision ?? 0,
    ...(observed && { observed }),
    ...(observed?.tookMs !== undefined && { tookMs: observed.tookMs }),
    // What Helm 4 installs anew, it applies on the server's side.
    validatedByServer: observed === undefined || isAppliedByServer(observed),
  };
}

function decisionFor(
  chart: RenderedChart,
  observed: StoredRelease | undefined,
  decideRelease: () => Decision,
): Decision {
  if (!chart.isRequired)
    return { action: 'not-required', reason: observed ? 'not required (installed)' : 'not required' };
  // What is kept is not even read for.
  const isKept = chart.settings.forget && decideRelease().action === 'keep';
  if (chart.deferred && !isKept)
    return { action: 'late', reason: `reads what ${chart.depends.join(', ') || 'the cluster'} has` };
  const hasRelease = chart.source !== undefined || chart.settings.remove;
  return hasRelease ? decideRelease() : { action: 'run', reason: 'jobs only' };
}

/** A moved tag is a change of the images, not of the raw objects that its digest is put into. */
function chartDigestOf(
  { source }: RenderedChart,
  content: ChartContent | undefined,
  images: Readonly<Record<string, string>>,
): string {
  return source?.kind === 'manifests' ? withoutDigests(source.files, images) : (content?.digest ?? '');
}
