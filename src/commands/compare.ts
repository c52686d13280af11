// `plan --against`: what does one environment run that another does not, so what would a merge ship? Compares the
// releases in Helm's store. Only names are rendered, and no request is made to a registry.

import { all, type Failure, failed, failuresOf, ok, type Result } from '../model/failure.ts';
import type { ChartResult, PlannedOutcome } from '../model/outcome.ts';
import { imagesIn, isCompleted, partsOf } from '../plan/release-labels.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import type { Ports } from '../ports/ports.ts';
import { checkCluster, openCluster } from '../prepare/prepare.ts';
import { beginRendering } from '../prepare/rendering.ts';
import type { Session } from '../prepare/session.ts';
import type { RenderedChart } from '../render/charts.ts';
import { environmentNamed } from '../spec/select-environment.ts';
import type { Environment } from '../spec/spec.ts';
import { imageName, movedImages } from '../text/image.ts';
import { isOlder } from '../text/versions.ts';

/** One of the two environments. */
interface Side {
  readonly environment: Environment;
  readonly cluster: Cluster;
  readonly charts: readonly RenderedChart[];
  readonly releases: readonly StoredRelease[];
}

/**
 * The charts of a plan that would make the session's environment run what another one runs. `against`: the name of that
 * other environment.
 */
export async function compare(
  session: Session,
  against: string,
  ports: Ports,
): Promise<Result<{ readonly charts: readonly ChartResult[] }>> {
  const { spec, environment, signal, emit } = session;
  const source = environmentNamed(spec, against);
  if (!source.ok) return source;
  if (source.value === environment) return failed(sameEnvironment(against));
  emit({ type: 'notice', text: `Comparing ${spec.stack}: what ${against} runs and ${environment.name} does not` });
  const [from, to] = await Promise.all([
    observe({ ...session, environment: source.value }, ports),
    observe(session, ports),
  ]);
  if (!from.ok || !to.ok) return failed(...failuresOf([from, to]));
  const compared = all(
    await Promise.all(to.value.charts.map((chart) => compareChart(chart, from.value, to.value, signal))),
  );
  if (!compared.ok) return compared;
  for (const result of compared.value) emit({ type: 'chart-ended', result });
  return ok({ charts: compared.value });
}

async function observe(session: Session, ports: Ports): Promise<Result<Side>> {
  const { environment, commit, signal } = session;
  // The names of releases may contain the branch. Here, that is the branch that the environment is deployed from.
  const branch = environment.branches.find((glob) => !/[*?[{]/.test(glob)) ?? commit.branch;
  // A variable that is not set here says nothing about what runs there.
  const variable = (name: string) => ports.variable(name) ?? null;
  const rendering = beginRendering({ ...session, commit: { ...commit, branch } }, ports, variable);
  if (!rendering.ok) return rendering;
  const cluster = openCluster(session, rendering.value, ports);
  if (!cluster.ok) return cluster;
  const [place, releases] = await Promise.all([
    checkCluster(session, cluster.value),
    cluster.value.releases(rendering.value.namespaces, signal),
  ]);
  if (!place.ok || !releases.ok) return failed(...failuresOf([place, releases]));
  return ok({ environment, cluster: cluster.value, charts: rendering.value.charts, releases: releases.value });
}

/** The release of a chart on one side. The two sides may give it different names. */
function releaseOf(chart: RenderedChart, { charts, releases }: Side): StoredRelease | undefined {
  const there = charts.find(({ name }) => name === chart.name);
  return releases.find(({ name, namespace }) => name === there?.release && namespace === there.namespace);
}

async function compareChart(
  chart: RenderedChart,
  from: Side,
  to: Side,
  signal: AbortSignal,
): Promise<Result<ChartResult>> {
  const [source, target] = [releaseOf(chart, from), releaseOf(chart, to)];
  const [theirs, ours] = [imagesOfRelease(source), imagesOfRelease(target)];
  const compared = (outcome: PlannedOutcome, reason: string, risks: readonly string[] = []): Result<ChartResult> => {
    const { name, release, namespace, depends } = chart;
    return ok({
      name,
      release,
      namespace,
      depends,
      outcome,
      reason,
      durationMs: 0,
      startedAtMs: 0,
      images: theirs,
      imagesBefore: movedImages(theirs, ours),
      ...(target && { revision: target.revision }),
      ...(outcome !== 'unchanged' && { preview: { objects: [], risks, notes: [] } }),
    });
  };
  const nameOf = (side: Side) => side.environment.name;
  if (!chart.isRequired) return compared('not-required', `not required in ${nameOf(to)}`);
  if (source === undefined) return compared('unchanged', `not installed in ${nameOf(from)}`);
  if (!isCompleted(source)) return compared('unchanged', `not completed in ${nameOf(from)} (status: ${source.status})`);
  if (target === undefined) return compared('install', `not installed in ${nameOf(to)}`);
  // Raw objects contain the values of their environment, which are not compared.
  const isSameChart = chart.source?.kind === 'manifests' || partsOf(source)?.chart === partsOf(target)?.chart;
  const versions = isSameChart ? ok([]) : await chartVersions([from.cluster, source], [to.cluster, target], signal);
  if (!versions.ok) return versions;
  const [now = '', before = ''] = versions.value;
  const moved = Object.keys(movedImages(theirs, ours)).length > 0 || !haveSameNames(theirs, ours);
  const sameVersion = partsOf(target)
    ? `chart changed, same version ${now}`
    : `not completed in ${nameOf(to)}, same version ${now}`;
  const words = [
    ...(isSameChart ? [] : [now === before ? sameVersion : `chart ${before} → ${now}`]),
    ...(moved ? ['images'] : []),
  ];
  if (words.length === 0) return compared('unchanged', `same as in ${nameOf(from)}`);
  const risks = isOlder(now, before) ? [`the chart would be downgraded from ${before} to ${now}`] : [];
  return compared('upgrade', words.join(', '), risks);
}

/** The chart versions of two releases, each in its own cluster. */
async function chartVersions(
  from: readonly [Cluster, StoredRelease],
  to: readonly [Cluster, StoredRelease],
  signal: AbortSignal,
): Promise<Result<string[]>> {
  const read = all(await Promise.all([from, to].map(([cluster, release]) => cluster.record(release, signal))));
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
    message: `The environment \`${name}\` cannot be compared with itself.`,
    hint: 'Set `--environment` to the environment that would change, and `--against` to the one to compare it with.',
  };
}
