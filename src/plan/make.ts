// How do rendered charts, their content and the observed releases become a plan? Pure.

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

/** Everything that a plan is made of. */
export interface PlanInputs {
  /** Folder of the spec in the workspace. */
  readonly folder: string;
  readonly identity: Identity;
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  /** The content of each chart, in the order of `charts`; undefined for a chart without content. */
  readonly contents: readonly (ChartContent | undefined)[];
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
  readonly releases: readonly StoredRelease[];
  readonly helm: HelmVersion;
  readonly force: boolean;
  /** Whether removals are confirmed, or need no confirmation. */
  readonly isConfirmed: boolean;
}

/** Its charts are in the order of `inputs.charts`. */
export function makePlan(inputs: PlanInputs): Plan {
  const charts = inputs.charts.map((chart, index) => planChart(chart, inputs.contents[index], inputs));
  const { identity, folder, jobs, helm } = inputs;
  return { version: 1, identity, folder, jobs, helm, charts };
}

/** Also plans a deferred chart, once its values are known. */
export function planChart(
  chart: RenderedChart,
  content: ChartContent | undefined,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
): PlannedChart {
  const { identity, releases, helm, force, isConfirmed } = inputs;
  const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
  const images = imagesOfChart(chart, inputs.digests);
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
    // Helm 4 installs new releases by server-side apply.
    validatedByServer: observed === undefined || isAppliedByServer(observed),
  };
}

function decisionFor(
  chart: RenderedChart,
  observed: StoredRelease | undefined,
  decideRelease: () => Decision,
): Decision {
  if (!chart.isRequired) return { action: 'not-required', reason: observed ? 'installed' : '`requires` is not met' };
  // For a chart that is kept, nothing is read from the cluster.
  const isKept = chart.settings.forget && decideRelease().action === 'keep';
  if (chart.deferred && !isKept)
    return { action: 'late', reason: `reads from ${chart.depends.join(', ') || 'the cluster'}` };
  const hasRelease = chart.source !== undefined || chart.settings.remove;
  return hasRelease ? decideRelease() : { action: 'run', reason: 'jobs only' };
}

/** Raw objects without the digests in them: a moved tag is a change of the images, not of the objects. */
function chartDigestOf(
  { source }: RenderedChart,
  content: ChartContent | undefined,
  images: Readonly<Record<string, string>>,
): string {
  return source?.kind === 'manifests' ? withoutDigests(source.files, images) : (content?.digest ?? '');
}

/**
 * Images that the chart's own templates asked for, and images that reached it through the environment's values. Two
 * references may have the same digest, so a reference counts only in front of its digest; a digest on its own counts
 * for all of them.
 */
function imagesOfChart(chart: RenderedChart, digests: Readonly<Record<string, string>>): Record<string, string> {
  const images = Object.entries(digests);
  const own = images.filter(([reference]) => chart.imagesAsked.includes(reference));
  const explained = new Set(own.map(([, digest]) => digest));
  let rest = JSON.stringify([chart.values, chart.jobs, chart.source ?? null]);
  // Longest first, because `web:1` is the end of `acme/web:1`.
  const pinned = images
    .toSorted(([a], [b]) => b.length - a.length)
    .filter(([reference, digest]) => {
      const parts = rest.split(`${reference}@${digest}`);
      rest = parts.join('');
      return parts.length > 1;
    });
  const named = new Set([...pinned, ...own].map(([reference]) => reference));
  const used = images.filter(
    ([reference, digest]) => named.has(reference) || (rest.includes(digest) && !explained.has(digest)),
  );
  return Object.fromEntries(used);
}
