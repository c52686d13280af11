// Is there a release that the list of releases does not tell everything about? One that Compass has not labelled may be
// of another chart, and one that Helm keeps elsewhere is not in the list at all.
import type { ChartSource } from '../model/chart-source.ts';
import { all, type Failure, ok, type Result } from '../model/failure.ts';
import { ownerOf } from '../plan/release-labels.ts';
import type { Cluster, StoredRelease } from '../ports/cluster.ts';
import type { Charts } from '../ports/ports.ts';
import type { RenderedChart } from '../render/charts.ts';

/** Adds `otherChart` to the releases of these charts. Reads the records of those without labels only. */
export async function withOtherCharts(
  releases: readonly StoredRelease[],
  planned: readonly RenderedChart[],
  { nameOf }: Pick<Charts, 'nameOf'>,
  cluster: Pick<Cluster, 'record'>,
  signal: AbortSignal,
): Promise<Result<StoredRelease[]>> {
  return all(
    await Promise.all(
      releases.map(async (release): Promise<Result<StoredRelease>> => {
        const chart = planned.find((one) => one.release === release.name && one.namespace === release.namespace);
        if (chart === undefined || chart.settings.remove || ownerOf(release) !== undefined) return ok(release);
        const record = await cluster.record(release, signal);
        if (!record.ok) return record;
        const { helmChart } = record.value;
        return ok(helmChart === nameOf(chart.source ?? noObjects) ? release : { ...release, otherChart: helmChart });
      }),
    ),
  );
}

/**
 * The newest revisions of releases that have only superseded ones, after a deployment that was killed: Helm upgrades
 * such a release. Makes a request only for namespaces in which a chart has no release.
 */
export async function supersededOnly(
  releases: readonly StoredRelease[],
  planned: readonly RenderedChart[],
  cluster: Pick<Cluster, 'supersededReleases'>,
  signal: AbortSignal,
): Promise<Result<StoredRelease[]>> {
  const isOf = (chart: RenderedChart) => (release: StoredRelease) =>
    release.name === chart.release && release.namespace === chart.namespace;
  const wanted = planned.filter(({ isRequired, settings }) => isRequired && !settings.remove);
  const missing = wanted.filter((chart) => !releases.some(isOf(chart)));
  const namespaces = [...new Set(missing.map(({ namespace }) => namespace))];
  const found = all(await Promise.all(namespaces.map((namespace) => cluster.supersededReleases(namespace, signal))));
  if (!found.ok) return found;
  return ok(found.value.flat().filter((release) => missing.some((chart) => isOf(chart)(release))));
}

/** What Compass deploys for a chart with only jobs. */
const noObjects: ChartSource = { kind: 'manifests', files: {}, secretFiles: [] };

/**
 * Fails for a chart whose release Helm keeps in a ConfigMap (`HELM_DRIVER=configmap`): it would be installed a second
 * time. Makes a request only if something would be installed. An account that may not list ConfigMaps sees none.
 */
export async function findReleasesElsewhere(
  installed: readonly RenderedChart[],
  cluster: Pick<Cluster, 'releasesInConfigMaps'>,
  signal: AbortSignal,
): Promise<Failure[]> {
  const namespaces = [...new Set(installed.map(({ namespace }) => namespace))];
  const found = await Promise.all(namespaces.map((namespace) => cluster.releasesInConfigMaps(namespace, signal)));
  const names = new Map(namespaces.map((namespace, index) => [namespace, found[index]]));
  return installed.flatMap(({ release, namespace, at }): Failure[] => {
    const there = names.get(namespace);
    if (!there?.ok || !there.value.includes(release)) return [];
    return [
      {
        code: 'release-not-adopted',
        message: `The release \`${release}\` in namespace \`${namespace}\` is installed, but Helm keeps it in a ConfigMap (\`HELM_DRIVER=configmap\`), where Compass does not deploy it.`,
        hint: 'Move the release to Secrets, where Helm keeps releases by default, or set another `release` for this chart.',
        at,
      },
    ];
  });
}
