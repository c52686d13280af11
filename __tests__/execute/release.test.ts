// The verdict on a release is the store's, whatever Helm's exit code was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deployRelease } from '../../src/execute/release.ts';
import type { ReleaseContext } from '../../src/execute/release-context.ts';
import { failed, ok } from '../../src/model/failure.ts';
import type { Cluster, StoredRelease } from '../../src/ports/cluster.ts';
import type { Helm, HelmUpgrade } from '../../src/ports/helm.ts';
import type { ProcessExit } from '../../src/ports/machine.ts';
import { identity, plannedChart } from '../support/charts.ts';
import { plainSettings } from '../support/settings.ts';

const chart = plannedChart('web', {
  at: { file: 'compass.yaml', line: 7, column: 3 },
  settings: { ...plainSettings, timeoutMs: 60_000 },
  values: { replicas: 2 },
});
const { namespace } = chart;
const exit = (code: number, errors = ''): ProcessExit => ({ how: 'exited', code, output: '', errors });

interface Scene {
  readonly ended: ProcessExit;
  /** What Helm's store shows afterwards; undefined: no release. `ours`: made by this run. */
  readonly status?: string;
  readonly ours?: boolean;
  readonly signal?: AbortSignal;
}

/** Simulates Helm and the store, and records the calls. */
async function play({ ended, status, ours = true, signal = new AbortController().signal }: Scene) {
  const upgrades: HelmUpgrade[] = [];
  const labelled: Record<string, string>[] = [];
  const asked: string[] = [];
  const stored = (): StoredRelease | undefined =>
    status === undefined
      ? undefined
      : {
          name: 'web',
          namespace,
          revision: 4,
          status,
          labels: { 'compass.monax.io/run': ours ? 'run' : 'another' },
          annotations: {},
          resourceVersion: '9',
        };
  const helm = {
    upgrade: async (upgrade) => {
      upgrades.push(upgrade);
      return ended;
    },
    template: async () => failed(),
    uninstall: async () => ended,
    ownValues: async () => failed(),
  } satisfies Helm;
  const cluster = {
    kubeconfigFor: () => '/private/kubeconfig',
    releases: async () => ok([]),
    release: async () => ok(stored()),
    editManifest: async () => ok(undefined),
    crds: {
      read: async () => ok(undefined),
      create: async () => ok(undefined),
      awaitServed: async () => ok(undefined),
      change: async () => ok('changed'),
    },
    patchMetadata: async (_release, { labels }) => {
      labelled.push({ ...labels });
      return ok(undefined);
    },
    uid: async () => ok('uid'),
    version: async () => ok('v1.37.2'),
    served: async () => ok([]),
    managed: async () => ok([]),
    releasesInConfigMaps: async () => ok([]),
    supersededReleases: async () => ok([]),
    isAggregated: async () => ok(false),
    object: async () => ok(undefined),
    content: async () => ok(undefined),
    annotate: async () => ok(undefined),
    reviveRelease: async () => ok(undefined),
    whyNotDeleted: async () => ok(undefined),
    namespaceState: async () => ok('active'),
    record: async () =>
      ok({ objects: '', values: {}, helmChart: 'web', isServerSide: true, chartVersion: '', chartText: '' }),
    value: async () => ok({ problem: 'there is none' }),
    ensureNamespace: async (name) => {
      asked.push(name);
      return ok(undefined);
    },
  } satisfies Cluster;
  const context: ReleaseContext = {
    identity,
    cluster,
    helm,
    readyChartOf: async () => ok({ path: '/packages/web.tgz', crds: [], objects: undefined, largestFiles: () => [] }),
    newestCrds: new Map(),
    hasUnserved: () => false,
    isServerSide: () => true,
    moveObjects: async () => ok(undefined),
    reclaim: async () => ok(undefined),
    run: 'run',
    commit: 'c0ffee',
    description: 'Compass',
    clock: { nowMs: () => 0, after: () => new AbortController().signal },
    signal,
  };
  const nothing = async () => undefined;
  const verdict = await deployRelease(chart, context, () => {}, { before: nothing, after: nothing });
  return { verdict, upgrades, labelled, asked };
}

const table: readonly { name: string; scene: Scene; verdict: string; revision: number | undefined }[] = [
  {
    name: 'Helm succeeds and the store shows it',
    scene: { ended: exit(0), status: 'deployed' },
    verdict: 'deployed',
    revision: 4,
  },
  {
    name: 'Helm fails, but the store shows this run deployed',
    scene: { ended: exit(1, 'Error: lost'), status: 'deployed' },
    verdict: 'deployed',
    revision: 4,
  },
  {
    name: 'Helm succeeds, but could not update its record',
    scene: { ended: exit(0), status: 'pending-install' },
    verdict: 'helm-failed',
    revision: 4,
  },
  {
    name: 'Helm succeeds, but another client has deployed since',
    scene: { ended: exit(0), status: 'deployed', ours: false },
    verdict: 'helm-failed',
    revision: 4,
  },
  {
    name: 'Helm succeeds, and there is no release',
    scene: { ended: exit(0) },
    verdict: 'helm-failed',
    revision: 4,
  },
  {
    name: 'Helm fails',
    scene: { ended: exit(1, 'Error: UPGRADE FAILED: x'), status: 'failed' },
    verdict: 'helm-failed',
    revision: 4,
  },
  {
    name: 'Helm is too slow',
    scene: { ended: { how: 'stopped', because: 'timeout' }, status: 'failed' },
    verdict: 'chart-timeout',
    revision: 4,
  },
  {
    name: 'Helm is killed',
    scene: { ended: { how: 'killed', signal: 'SIGKILL' }, status: 'pending-upgrade' },
    verdict: 'helm-failed',
    revision: 4,
  },
  {
    name: 'the run is cancelled',
    scene: { ended: { how: 'stopped', because: 'aborted' }, status: 'failed', signal: AbortSignal.abort('cancelled') },
    verdict: 'cancelled',
    revision: 4,
  },
  {
    name: 'the run is cancelled, but the release was done',
    scene: {
      ended: { how: 'stopped', because: 'aborted' },
      status: 'deployed',
      signal: AbortSignal.abort('cancelled'),
    },
    verdict: 'deployed',
    revision: 4,
  },
];

for (const { name, scene, verdict, revision } of table) {
  test(`${name}: ${verdict}`, async () => {
    const played = await play(scene);
    assert.equal(played.verdict.how === 'deployed' ? 'deployed' : played.verdict.failure.code, verdict);
    assert.equal(played.verdict.revision, revision);
    const expected =
      verdict === 'deployed'
        ? [{ 'compass.monax.io/fingerprint': `v2-${'f'.repeat(40)}-r4`, 'compass.monax.io/parts': '1.2.3.4' }]
        : [];
    assert.deepEqual(played.labelled, expected, 'only a deployed release gets a fingerprint');
  });
}

test('Helm gets the values as JSON, and the labels that name the owner', async () => {
  const { upgrades, asked } = await play({ ended: exit(0), status: 'deployed' });
  assert.equal(upgrades.length, 1);
  assert.equal(upgrades[0]?.values, '{"replicas":2}');
  assert.equal(upgrades[0]?.package, '/packages/web.tgz');
  assert.deepEqual(upgrades[0]?.labels, {
    'compass.monax.io/stack': 'shop',
    'compass.monax.io/environment': 'staging',
    'compass.monax.io/namespace': 'ns',
    'compass.monax.io/run': 'run',
    'compass.monax.io/apply': 'server-r4',
  });
  assert.deepEqual(asked, [], 'no namespace is created for an upgrade');
});

test('a failure has the last words of Helm, and the state in the store', async () => {
  const errors = 'level=WARN msg=x\nError: UPGRADE FAILED: conflict with "kubectl"\n';
  const { verdict } = await play({ ended: exit(1, errors), status: 'failed' });
  assert.ok(verdict.how === 'failed');
  assert.equal(
    verdict.failure.message,
    'Helm: UPGRADE FAILED: conflict with "kubectl". In Helm\'s store, revision 4 is `failed`.',
  );
  assert.deepEqual(verdict.failure.at, chart.at);
});
