// Rendered charts, their content and the observed releases, to a plan. Pure.

import type { ChartContent, HelmVersion, StoredRelease } from '../ports.ts';
import type { RenderedChart } from '../render/charts.ts';
import { decide } from './decide.ts';
import { fingerprint } from './fingerprint.ts';
import { isAppliedByServer } from './labels.ts';
import type { Decision, Identity, Plan, PlannedChart } from './plan.ts';

export interface PlanInputs {
  /** Of the spec, in the workspace. */
  readonly folder: string;
  readonly identity: Identity;
  readonly charts: readonly RenderedChart[];
  /** Of each chart, in the order of `charts`; undefined where there is none. */
  readonly contents: readonly (ChartContent | undefined)[];
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
  readonly releases: readonly StoredRelease[];
  readonly helm: HelmVersion;
  readonly force: boolean;
}

export function makePlan(inputs: PlanInputs): Plan {
  const charts = inputs.charts.map((chart, index) => planChart(chart, inputs.contents[index], inputs));
  return { version: 1, identity: inputs.identity, folder: inputs.folder, charts };
}

function planChart(chart: RenderedChart, content: ChartContent | undefined, inputs: PlanInputs): PlannedChart {
  const { identity, releases, helm, force } = inputs;
  const observed = releases.find((one) => one.name === chart.release && one.namespace === chart.namespace);
  const images = imagesOf(chart, inputs.digests);
  const wanted = fingerprint({ ...chart, chartDigest: content?.digest ?? '', images, helm });
  return {
    ...chart,
    ...(content && { content }),
    images,
    decision: decisionFor(chart, observed, () => decide({ identity, observed, wanted, force, at: chart.at })),
    fingerprint: wanted,
    baseRevision: observed?.revision ?? 0,
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
  return chart.origin === undefined ? { action: 'run', reason: 'jobs only' } : decideRelease();
}

/**
 * What its own templates asked for, and what reached it by way of the environment's values. Two references may have the
 * same digest: only one that stands before its digest in the values, or a digest that stands alone, counts.
 */
function imagesOf(chart: RenderedChart, digests: Readonly<Record<string, string>>): Record<string, string> {
  const images = Object.entries(digests);
  const values = JSON.stringify(chart.values);
  const pinned = images.filter(([reference, digest]) => values.includes(`${reference}@${digest}`));
  const own = images.filter(([reference]) => chart.imagesAsked.includes(reference));
  const named = new Set([...pinned, ...own].map(([reference]) => reference));
  const rest = pinned.reduce((text, [reference, digest]) => text.replaceAll(`${reference}@${digest}`, ''), values);
  const explained = new Set(own.map(([, digest]) => digest));
  const used = images.filter(
    ([reference, digest]) => named.has(reference) || (rest.includes(digest) && !explained.has(digest)),
  );
  return Object.fromEntries(used);
}
