// `plan --against`: what one environment runs that another one does not: what a merge is about to ship. Asked of Helm's store
// alone: nothing is rendered but names, and no registry is asked.

import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { ChartResult, PlannedOutcome } from '../model/outcome.ts';
import { imagesIn, isCompleted, partsOf } from '../plan/release-labels.ts';
import type { Cluster, ReleaseRecord, StoredRelease } from '../ports/cluster.ts';
import type { Ports } from '../ports/ports.ts';
import { checkCluster, type Order, openCluster } from '../prepare/prepare.ts';
import { beginRendering } from '../prepare/rendering.ts';
import type { RenderedChart } from '../render/charts.ts';
import { selectCharts } from '../spec/select-charts.ts';
import { environmentNamed } from '../spec/select-environment.ts';
import type { Environment } from '../spec/spec.ts';
import { imageName, movedImages } from '../text/image.ts';
import { isOlder } from '../text/versions.ts';

/** `order.environment` is where it would go. */
export interface Comparison extends Order {
  /** Name of the environment that it would come from. */
  readonly against: string;
}

/** One environment, as its charts are there. */
interface Side {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly charts: readonly RenderedChart[];
  readonly releases: readonly StoredRelease[];
}

/** A plan's charts: what would be new or other, if the one environment were as the other one. */
export async function compare(
  { against, ...order }: Comparison,
  ports: Ports,
): Promise<Result<{ readonly charts: readonly ChartResult[] }>> {
  const { spec, environment, signal, emit } = order;
  const source = environmentNamed(spec, against);
  if (!source.ok) return source;
  if (source.value === environment) return failed(sameEnvironment(against));
  emit({ type: 'notice', text: `What ${against} runs of ${spec.stack} that ${environment.name} does not` });
  const sides = await Promise.all(
    [source.value, environment].map((one) => observe({ ...order, environment: one }, ports)),
  );
  const [from, to] = sides;
  if (!from?.ok || !to?.ok) return all<unknown>(sides) as Result<never>;
  const compared = all(
    await Promise.all(from.value.charts.map((_, index) => compareChart(from.value, to.value, index, signal))),
  );
  if (!compared.ok) return compared;
  for (const result of compared.value) emit({ type: 'chart-ended', result });
  return ok({ charts: compared.value });
}

async function observe(order: Order, ports: Ports): Promise<Result<Side>> {
  const { spec, request, environment, commit, signal } = order;
  const wanted = selectCharts(spec, request.only ?? []);
  if (!wanted.ok) return wanted;
  // Names may speak of the branch: of the one that is deployed there.
  const branch = environment.branches.find((glob) => !/[*?[{]/.test(glob)) ?? commit.branch;
  // A variable that is not set here says nothing about what is there.
  const variable = (name: string) => ports.variable(name) ?? null;
  const rendering = beginRendering({ ...order, commit: { ...commit, branch }, charts: wanted.value }, ports, variable);
  if (!rendering.ok) return rendering;
  const cluster = openCluster(order, rendering.value, ports);
  if (!cluster.ok) return cluster;
  const [place, releases] = await Promise.all([
    checkCluster(order, cluster.value),
    cluster.value.releases(rendering.value.namespaces, signal),
  ]);
  if (!place.ok || !releases.ok) return all<unknown>([place, releases]) as Result<never>;
  return ok({ environment, cluster: cluster.value, charts: rendering.value.charts, releases: releases.value });
}

function releaseOf({ charts, releases }: Side, index: number): StoredRelease | undefined {
  const chart = charts[index];
  return releases.find(({ name, namespace }) => name === chart?.release && namespace === chart.namespace);
}

async function compareChart(from: Side, to: Side, index: number, signal: AbortSignal): Promise<Result<ChartResult>> {
  const chart = to.charts[index] as RenderedChart;
  const [source, target] = [releaseOf(from, index), releaseOf(to, index)];
  const [theirs, ours] = [imagesOfRelease(source), imagesOfRelease(target)];
  const told = (outcome: PlannedOutcome, reason: string, risks: readonly string[] = []): Result<ChartResult> => {
    const { name, release, namespace, depends } = chart;
    return ok({
      ...{ name, release, namespace, depends, outcome, reason, durationMs: 0, startedAtMs: 0 },
      images: theirs,
      imagesBefore: movedImages(theirs, ours),
      ...(target && { revision: target.revision }),
      ...(outcome !== 'unchanged' && { preview: { objects: [], risks, notes: [] } }),
    });
  };
  const nameOf = (side: Side) => side.environment.name;
  if (!chart.isRequired) return told('not-required', `${nameOf(to)} does not require it`);
  if (source === undefined) return told('unchanged', `${nameOf(from)} does not have it`);
  if (!isCompleted(source)) return told('unchanged', `${nameOf(from)} has it, but not completed: ${source.status}`);
  if (target === undefined) return told('install', `${nameOf(to)} does not have it`);
  // Raw objects have the values of their environment in them.
  const isSameChart = chart.source?.kind === 'manifests' || partsOf(source)?.chart === partsOf(target)?.chart;
  const versions = isSameChart ? ok([]) : await chartVersionsOf([from, to], [source, target], signal);
  if (!versions.ok) return versions;
  const [now = '', before = ''] = versions.value;
  const moved = Object.keys(movedImages(theirs, ours)).length > 0 || !haveSameNames(theirs, ours);
  const sameVersion = partsOf(target)
    ? `another chart of the same version ${now}`
    : `${nameOf(to)} has not completed it, of the same version ${now}`;
  const words = [
    ...(isSameChart ? [] : [now === before ? sameVersion : `chart ${before} → ${now}`]),
    ...(moved ? ['images'] : []),
  ];
  if (words.length === 0) return told('unchanged', `as in ${nameOf(from)}`);
  const risks = isOlder(now, before) ? [`the chart goes back from version ${before} to ${now}`] : [];
  return told('upgrade', words.join(', '), risks);
}

/** Versions of the charts of two releases. */
async function chartVersionsOf(
  sides: readonly Side[],
  releases: readonly StoredRelease[],
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const records = await Promise.all(
    sides.map((side, index) => side.cluster.record(releases[index] as StoredRelease, signal)),
  );
  const read: Result<ReleaseRecord[]> = all(records);
  return read.ok ? ok(read.value.map(({ chartVersion }) => chartVersion)) : read;
}

function imagesOfRelease(release: StoredRelease | undefined): Readonly<Record<string, string>> {
  return release === undefined ? {} : imagesIn(release);
}

function haveSameNames(theirs: Readonly<Record<string, string>>, ours: Readonly<Record<string, string>>): boolean {
  const [one, other] = [theirs, ours].map((images) => new Set(Object.keys(images).map(imageName)));
  return one?.symmetricDifference(other ?? new Set()).size === 0;
}

function sameEnvironment(name: string): Failure {
  return {
    code: 'input-invalid',
    message: `The environment \`${name}\` is to be compared with itself.`,
    hint: 'Give `--environment` the one that it would go to, and `--against` the one that it would come from.',
  };
}
