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
import { afterJobsOf, afterJobsReleaseName, decideJobs, jobsFingerprint } from './job-state.ts';
import { type FormerName, ownershipOf } from './ownership.ts';
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
  /** What this stack and environment were called before. */
  readonly formerly: readonly FormerName[];
  /** Whether `charts` are all charts of the spec. */
  readonly isWhole: boolean;
  /** Whether removals are confirmed, or need no confirmation. */
  readonly isConfirmed: boolean;
}

/** Its charts are in the order of `inputs.charts`. */
export function makePlan(inputs: PlanInputs): Plan {
  const planned = new Map<string, PlannedChart>();
  for (const [index, chart] of inputs.charts.entries()) {
    if (!isJobsOnly(chart)) planned.set(chart.name, planChart(chart, inputs.contents[index], inputs));
  }
  for (const chart of dependenciesFirst(inputs.charts.filter(isJobsOnly))) {
    planned.set(chart.name, planJobs(chart, planned, inputs));
  }
  const charts = inputs.charts.flatMap(({ name }) => planned.get(name) ?? []);
  const { identity, folder, jobs, helm } = inputs;
  const afterJobs = planAfterJobs(planned, inputs);
  const about = { version: 1 as const, identity, folder, jobs, helm, charts, ...unplannedReleases(inputs) };
  return afterJobs === undefined ? about : { ...about, afterJobs };
}

/** The jobs after the last chart depend on all charts. Those that always run keep no state. */
function planAfterJobs(planned: ReadonlyMap<string, PlannedChart>, inputs: PlanInputs): PlannedChart | undefined {
  const after = inputs.jobs.after.filter(({ when }) => when === 'changed');
  return after.length === 0 ? undefined : planJobs(afterJobsOf(inputs.identity, after), planned, inputs);
}

/** Whether a chart has no release of its own: what its jobs have passed is all that is kept of it. */
export function isJobsOnly({ source, settings }: Pick<RenderedChart, 'source' | 'settings'>): boolean {
  return source === undefined && !settings.remove;
}

/**
 * Plans a chart with only jobs. If it is deferred, or depends on a deferred chart, it waits for its turn, unless this
 * is its turn (`mayWait` is false). `planned`: the charts that it depends on, at least; by name.
 */
export function planJobs(
  chart: RenderedChart,
  planned: ReadonlyMap<string, PlannedChart>,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
  mayWait = true,
): PlannedChart {
  const { identity, force, formerly, isWhole } = inputs;
  const { adopt } = chart.settings;
  const needed = [...planned.values()].filter((one) =>
    chart.depends.length > 0 ? chart.depends.includes(one.name) : !isJobsOnly(one),
  );
  const jobs = [...chart.jobs.before, ...chart.jobs.after];
  // With some of the charts only, their fingerprints say nothing about the others.
  const isComparable = isWhole || chart.depends.length > 0;
  const partial = jobsFingerprint(chart, jobs, onlySome);
  const whole = jobsFingerprint(chart, jobs, new Map(needed.map((one) => [one.name, whatIsThere(one)])));
  const wanted = isComparable ? whole : partial;
  const base = planChart(chart, undefined, inputs);
  const situation = { identity, observed: base.observed, wanted, force, forget: false, adopt, formerly, at: chart.at };
  const readsLater = chart.deferred !== undefined || needed.some(({ decision }) => decision.action === 'late');
  const isDeferred = mayWait && chart.isRequired && readsLater;
  const decision: Decision = isDeferred
    ? { action: 'late', reason: 'depends on a chart that is decided later' }
    : decideJobs(situation, partial, isComparable);
  return { ...base, fingerprint: wanted, decision: chart.isRequired ? decision : base.decision };
}

/** In place of the fingerprints of all charts, after a run with only some of them. */
const onlySome: ReadonlyMap<string, string> = new Map([['', 'only some charts']]);

/** What jobs find of a chart that they depend on. */
export function whatIsThere({ decision, fingerprint: { whole } }: PlannedChart): string {
  return ['keep', 'not-required', 'remove'].includes(decision.action) ? decision.action : whole;
}

/** Each chart after the ones that it depends on. There is no cycle. */
function dependenciesFirst(charts: readonly RenderedChart[]): RenderedChart[] {
  const found = new Map<string, RenderedChart>();
  const add = (chart: RenderedChart) => {
    for (const other of charts) if (chart.depends.includes(other.name)) add(other);
    found.set(chart.name, chart);
  };
  for (const chart of charts) add(chart);
  return [...found.values()];
}

function unplannedReleases({
  charts,
  releases,
  identity,
  formerly,
  isWhole,
}: PlanInputs): Pick<Plan, 'handedOver' | 'leftAlone'> {
  const kindOf = (release: StoredRelease) => ownershipOf(release, identity, formerly).kind;
  const isNamed = ({ name, namespace }: StoredRelease) =>
    name === afterJobsReleaseName(identity) ||
    charts.some((chart) => chart.release === name && chart.namespace === namespace);
  const isInstalled = ({ status }: StoredRelease) => status !== 'uninstalled';
  return {
    handedOver: releases.filter((release) => kindOf(release) === 'former'),
    leftAlone: releases.filter(
      (release) => isWhole && isInstalled(release) && !isNamed(release) && ['own', 'former'].includes(kindOf(release)),
    ),
  };
}

/** Also plans a deferred chart, once its values are known. */
export function planChart(
  chart: RenderedChart,
  content: ChartContent | undefined,
  inputs: Omit<PlanInputs, 'charts' | 'contents'>,
): PlannedChart {
  const { identity, releases, helm, force, isConfirmed, formerly } = inputs;
  const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
  const images = selectImages(chart, inputs.digests);
  const wanted = fingerprint({ ...chart, content: releaseContent(chart, content, inputs.folder), images, helm });
  const former = formerOf(chart, content, images, helm);
  const { forget, adopt } = chart.settings;
  return {
    ...chart,
    ...(content && { content }),
    images,
    imagesBefore: observed ? movedImages(images, imagesIn(observed.deployed ?? observed)) : {},
    decision: decisionFor(chart, observed, () =>
      chart.settings.remove
        ? decideUninstall({ identity, observed, isConfirmed, adopt, formerly, at: chart.at })
        : decide({ identity, observed, wanted, former, force, forget, adopt, formerly, at: chart.at }),
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
  return decideRelease();
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
