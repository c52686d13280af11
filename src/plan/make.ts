// How do rendered charts, their content and the observed releases become a plan? Pure.

import { posix } from 'node:path';
import type { StoredRelease } from '../ports/cluster.ts';
import type { HelmVersion } from '../ports/helm.ts';
import type { ChartContent } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { StackJobs } from '../spec/spec.ts';
import { movedImages } from '../text/image.ts';
import { canonicalJson, type Json } from '../text/json.ts';
import { decide, decideUninstall } from './decide.ts';
import { type Fingerprint, fingerprint, formerFingerprint, hideDigests } from './fingerprint.ts';
import type { Decision, Identity, Plan, PlannedChart } from './plan.ts';
import { imagesIn, isAppliedByServer } from './release-labels.ts';

/** Everything that a plan is made from. */
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
  const images = selectImages(chart, inputs.digests);
  const wanted = fingerprint({ ...chart, content: releaseContent(chart, content, inputs.folder), images, helm });
  const former = formerOf(chart, content, images, helm);
  return {
    ...chart,
    ...(content && { content }),
    images,
    imagesBefore: observed ? movedImages(images, imagesIn(observed.deployed ?? observed)) : {},
    decision: decisionFor(chart, observed, () =>
      chart.settings.remove
        ? decideUninstall({ identity, observed, isConfirmed, at: chart.at })
        : decide({ identity, observed, wanted, former, force, forget: chart.settings.forget, at: chart.at }),
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
  if (!chart.isRequired) {
    const isInstalled = observed !== undefined && observed.status !== 'uninstalled';
    return { action: 'not-required', reason: isInstalled ? 'installed' : '`requires` is not met' };
  }
  // For a chart that is kept, nothing is read from the cluster.
  const isKept = chart.settings.forget && decideRelease().action === 'keep';
  if (chart.deferred && !isKept)
    return { action: 'late', reason: `reads from ${chart.depends.join(', ') || 'the cluster'}` };
  const hasRelease = chart.source !== undefined || chart.settings.remove;
  return hasRelease ? decideRelease() : { action: 'run', reason: 'jobs only' };
}

/** Raw objects count by their paths from the folder of the spec, wherever that is checked out. */
function releaseContent({ source }: RenderedChart, content: ChartContent | undefined, folder: string): Json {
  if (source?.kind !== 'manifests') return content?.digest ?? '';
  return Object.fromEntries(Object.entries(source.files).map(([path, text]) => [posix.relative(folder, path), text]));
}

/** Undefined if earlier versions of Compass could take other inputs for the same, or if their digest is not known. */
function formerOf(
  chart: RenderedChart,
  content: ChartContent | undefined,
  images: Readonly<Record<string, string>>,
  helm: HelmVersion,
): Fingerprint | undefined {
  const digest = formerDigestOf(chart, content, images);
  return digest === undefined ? undefined : formerFingerprint({ ...chart, images, helm }, digest);
}

function formerDigestOf(
  { source }: RenderedChart,
  content: ChartContent | undefined,
  images: Readonly<Record<string, string>>,
): string | undefined {
  if (source?.kind === 'folder' || source?.kind === 'archive') return content?.formerDigest;
  if (source?.kind !== 'manifests') return content?.digest ?? '';
  const text = canonicalJson(source.files);
  return hideDigests(source.files, images) === text ? text : undefined;
}

/**
 * The images that its templates used, and whose digest is in its content: a template may use only the name of an image.
 * The content of a deferred chart is not known yet, so all its images count.
 */
function selectImages(chart: RenderedChart, digests: Readonly<Record<string, string>>): Record<string, string> {
  const noted = Object.entries(digests).filter(([reference]) => chart.imagesAsked.includes(reference));
  if (noted.length === 0 || chart.deferred !== undefined) return Object.fromEntries(noted);
  const content = JSON.stringify([chart.values, chart.jobs, chart.source ?? null]);
  return Object.fromEntries(noted.filter(([, digest]) => content.includes(digest)));
}
