// A plan says what will happen to each chart, as data.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import type { Namespace, ReleaseName } from '../../src/model/names.ts';
import { fingerprint } from '../../src/plan/fingerprint.ts';
import { makePlan, type PlanInputs } from '../../src/plan/make.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { labelsOfSuccess, labelsOfUpgrade } from '../../src/plan/release-labels.ts';
import type { StoredRelease } from '../../src/ports/cluster.ts';
import type { Wait } from '../../src/ports/helm.ts';
import type { RenderedChart } from '../../src/render/charts.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { identity, renderedChart, storedRelease } from '../support/charts.ts';
import { plainSettings } from '../support/settings.ts';

const helm = { major: 4, minor: 3 };

function releaseOf(name: string, rest: Partial<StoredRelease> = {}): StoredRelease {
  const labels = labelsOfUpgrade(identity, 'run-1', rest.revision ?? 1, true);
  return storedRelease(name, { labels, tookMs: 9_000, ...rest });
}

function planOf(inputs: Partial<PlanInputs>): Plan {
  const charts = inputs.charts ?? [];
  const contents = charts.map(({ name }) => ({ digest: `digest of ${name}` }));
  return makePlan({
    folder: '.',
    identity,
    jobs: { before: [], after: [], failed: [] },
    contents,
    digests: {},
    releases: [],
    helm,
    force: false,
    isConfirmed: true,
    formerly: [],
    isWhole: true,
    ...inputs,
    charts,
  });
}

/** The labels of a release that was deployed from exactly these inputs. */
function done(chart: RenderedChart, revision: number): Record<string, string> {
  const content = `digest of ${chart.name}`;
  return {
    ...labelsOfUpgrade(identity, 'run-1', revision, true),
    ...labelsOfSuccess(fingerprint({ ...chart, content, images: {}, helm }), revision),
  };
}

test("charts come in the order of the spec, whatever the cluster's", () => {
  const names = ['web', 'api', '10', 'database', '9'];
  const releases = [...names].sort().map((name) => releaseOf(name));
  assert.deepEqual(
    planOf({ charts: names.map((name) => renderedChart(name)), releases }).charts.map(({ name }) => name),
    names,
  );
});

test('each chart is decided by its own release and its own content', () => {
  const [same, moved, fresh, elsewhere] = [
    renderedChart('same'),
    renderedChart('moved', { values: { replicas: 2 } }),
    renderedChart('fresh'),
    renderedChart('elsewhere', { release: 'same' as ReleaseName, namespace: 'other' as Namespace }),
  ];
  const plan = planOf({
    charts: [same, moved, fresh, elsewhere],
    releases: [
      releaseOf('moved', { revision: 7, labels: done({ ...moved, values: { replicas: 1 } }, 7) }),
      releaseOf('same', { revision: 3, labels: done(same, 3) }),
    ],
  });
  assert.deepEqual(
    plan.charts.map(({ name, decision, baseRevision }) => [
      name,
      'reason' in decision && `${decision.action}: ${decision.reason}`,
      baseRevision,
    ]),
    [
      ['same', 'unchanged: same inputs as deployed', 3],
      ['moved', 'upgrade: values changed', 7],
      ['fresh', 'install: not installed', 0],
      ['elsewhere', 'install: not installed', 0],
    ],
  );
});

test('a chart whose content changed is upgraded, and force upgrades what did not change', () => {
  const chart = renderedChart('web');
  const releases = [releaseOf('web', { revision: 2, labels: done(chart, 2) })];
  const reasonOf = (inputs: Partial<PlanInputs>) => {
    const decision = planOf({ charts: [chart], releases, ...inputs }).charts[0]?.decision;
    return decision && 'reason' in decision && `${decision.action}: ${decision.reason}`;
  };
  assert.equal(reasonOf({}), 'unchanged: same inputs as deployed');
  assert.equal(reasonOf({ contents: [{ digest: 'another' }] }), 'upgrade: chart changed');
  assert.equal(reasonOf({ helm: { major: 4, minor: 4 } }), 'upgrade: flags changed');
  assert.equal(reasonOf({ force: true }), 'upgrade: forced');
});

test('a refusal has the place of the chart in the spec', () => {
  const at = { file: 'deploy/compass.yaml', line: 12, column: 5 };
  const plan = planOf({
    charts: [renderedChart('web', { at })],
    releases: [releaseOf('web', { status: 'pending-upgrade' })],
  });
  const [chart] = plan.charts;
  assert.ok(chart?.decision.action === 'refuse');
  assert.deepEqual(chart.decision.failure.at, at);
});

for (const [what, releases, expected] of [
  ['no release: Helm 4 uses server-side apply', [], true],
  ['a release with server-side apply', [releaseOf('web', { revision: 2 })], true],
  ['a release of which it is not known', [releaseOf('web', { labels: {} })], false],
  [
    'a release that somebody upgraded since',
    [releaseOf('web', { revision: 3, labels: labelsOfUpgrade(identity, 'run-1', 2, true) })],
    false,
  ],
] as const) {
  test(`${what}: the API server ${expected ? 'validates' : 'may not validate'}`, () => {
    assert.equal(planOf({ charts: [renderedChart('web')], releases }).charts[0]?.validatedByServer, expected);
  });
}

test('the same inputs give the same plan', () => {
  const charts = [renderedChart('web', { values: { a: { b: 1, c: 2 } } })];
  const turned = [renderedChart('web', { values: { a: { c: 2, b: 1 } } })];
  assert.deepEqual(planOf({ charts }), planOf({ charts }));
  assert.deepEqual(planOf({ charts }).charts[0]?.fingerprint, planOf({ charts: turned }).charts[0]?.fingerprint);
});

test('a plan has the digests that a chart asked for, and upgrades the chart when one of them has moved', () => {
  const chartWith = (digest: string) =>
    renderedChart('web', { imagesAsked: ['a:1', 'b:1'], values: { a: `a:1@${digest}`, b: 'sha256:b' } });
  const digests = { 'a:1': 'sha256:a', 'b:1': 'sha256:b', 'c:1': 'sha256:c' };
  const [before] = planOf({ charts: [chartWith('sha256:a')], digests }).charts;
  assert.ok(before !== undefined);
  assert.deepEqual(before.images, { 'a:1': 'sha256:a', 'b:1': 'sha256:b' });
  const labels = { ...labelsOfUpgrade(identity, 'run-1', 1, true), ...labelsOfSuccess(before.fingerprint, 1) };
  const reasonOf = (moved: Record<string, string>) => {
    const charts = [chartWith(moved['a:1'] ?? 'sha256:a')];
    const inputs = { charts, releases: [releaseOf('web', { labels })] };
    const decision = planOf({ ...inputs, digests: { ...digests, ...moved } }).charts[0]?.decision;
    return decision && 'reason' in decision && decision.reason;
  };
  assert.equal(reasonOf({}), 'same inputs as deployed');
  assert.equal(reasonOf({ 'c:1': 'sha256:d' }), 'same inputs as deployed');
  assert.equal(reasonOf({ 'a:1': 'sha256:d' }), 'images changed');
});

test('an image counts for a chart only if the chart gets its digest', () => {
  const digests = { 'a:1': 'sha256:a' };
  const imagesOf = (rest: Partial<RenderedChart>) =>
    planOf({ charts: [renderedChart('web', { imagesAsked: ['a:1'], ...rest })], digests }).charts[0]?.images;
  assert.deepEqual(imagesOf({ values: { image: 'a:1', replicas: 1 } }), {});
  assert.deepEqual(imagesOf({ values: { deep: [{ image: 'a:1@sha256:a' }] } }), digests);
  assert.deepEqual(imagesOf({ values: { image: 'sha256:a' }, imagesAsked: [] }), {});
  const files = { 'pod.yaml': 'image: "a:1@sha256:a"' };
  assert.deepEqual(imagesOf({ source: { kind: 'manifests', files, secretFiles: [] } }), digests);
});

test('a chart that is not required is left alone, whatever the state and owner of its release', () => {
  const chart = renderedChart('web', { isRequired: false });
  const foreign = { 'compass.monax.io/stack': 'theirs' };
  for (const [releases, reason] of [
    [[], '`requires` is not met'],
    [[releaseOf('web')], 'installed'],
    [[releaseOf('web', { status: 'uninstalled' })], '`requires` is not met'],
    [[releaseOf('web', { status: 'pending-upgrade' })], 'installed'],
    [[releaseOf('web', { labels: foreign })], 'installed'],
  ] as const) {
    const [planned] = planOf({ charts: [chart], releases, force: true }).charts;
    assert.deepEqual(planned?.decision, { action: 'not-required', reason });
  }
});

test('a plan has the duration of the last deployment, if there was one', () => {
  const { charts } = planOf({ charts: [renderedChart('web'), renderedChart('api')], releases: [releaseOf('web')] });
  assert.deepEqual(
    charts.map(({ tookMs }) => tookMs),
    [9_000, undefined],
  );
});

test('a plan survives a JSON round trip unchanged', () => {
  const statuses = fc.constantFrom('deployed', 'failed', 'uninstalled', 'pending-install', 'unknown');
  const one = fc.record({
    // By way of a text, since JSON knows no negative zero.
    values: fc.json().map((text): JsonObject => ({ it: JSON.parse(text) })),
    settings: fc.record({
      wait: fc.constantFrom<Wait>(true, false, 'jobs', 'legacy'),
      createNamespace: fc.boolean(),
      forget: fc.boolean(),
    }),
    observed: fc.option(fc.record({ status: statuses, ours: fc.boolean() })),
  });
  fc.assert(
    fc.property(fc.array(one, { maxLength: 4 }), fc.boolean(), (all, force) => {
      const charts = all.map(({ values, settings }, index) =>
        renderedChart(`c${index}`, { values, settings: { ...plainSettings, ...settings } }),
      );
      const releases = all.flatMap(({ observed }, index) => {
        if (observed === null) return [];
        const labels = observed.ours ? done(charts[index] ?? renderedChart(''), 1) : { 'compass.monax.io/stack': 'x' };
        return [releaseOf(`c${index}`, { status: observed.status, labels })];
      });
      const plan = planOf({ charts, releases, force });
      assert.deepEqual(JSON.parse(JSON.stringify(plan)), plan);
    }),
  );
});

test('a plan without charts is valid', () => {
  assert.deepEqual(planOf({}), {
    version: 1,
    folder: '.',
    identity,
    jobs: { before: [], after: [], failed: [] },
    helm,
    charts: [],
    handedOver: [],
    leftAlone: [],
  });
});

test('raw objects are the same wherever the folder of the spec is checked out', () => {
  const wholeIn = (folder: string) => {
    const files = { [`${folder}/k8s/a.yaml`.replace(/^\.\//, '')]: 'kind: A' };
    const chart = renderedChart('raw', { source: { kind: 'manifests', files, secretFiles: [] } });
    return planOf({ folder, charts: [chart] }).charts[0]?.fingerprint.whole;
  };
  assert.equal(wholeIn('.'), wholeIn('deploy/staging'));
});

test('the other charts of a run, and their images, change nothing about a chart', () => {
  const image = { 'web:main': `sha256:${'a'.repeat(64)}`, 'api:main': `sha256:${'b'.repeat(64)}` };
  const own = renderedChart('web', {
    imagesAsked: ['web:main'],
    values: { image: image['web:main'], note: image['api:main'] },
  });
  const other = renderedChart('api', { imagesAsked: ['api:main'], values: { image: image['api:main'] } });
  const alone = planOf({ charts: [own], digests: { 'web:main': image['web:main'] } }).charts[0];
  const together = planOf({ charts: [other, own], digests: image }).charts[1];
  assert.deepEqual(together?.fingerprint, alone?.fingerprint);
});
