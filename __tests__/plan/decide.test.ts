// The table from the observed state of a release to the action.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EnvironmentName, Namespace, StackName } from '../../src/model/names.ts';
import { decide, decideUninstall } from '../../src/plan/decide.ts';
import type { FormerName } from '../../src/plan/ownership.ts';
import { labelsOfSuccess, labelsOfUpgrade } from '../../src/plan/release-labels.ts';
import type { StoredRelease } from '../../src/ports/cluster.ts';

const identity = {
  stack: 'shop' as StackName,
  environment: 'staging' as EnvironmentName,
  namespace: 'ns' as Namespace,
};
const wanted = { whole: 'a'.repeat(40), parts: { chart: 'c', values: 'v', images: 'i', flags: 'f' } };
/** The fingerprint of the same inputs, as earlier versions computed it. */
const former = { whole: 'f'.repeat(40), parts: { ...wanted.parts, chart: 'old' } };
const at = { file: 'compass.yaml', line: 1, column: 1 };
const stored = (status: string, labels: Record<string, string> = {}, revision = 4): StoredRelease => ({
  name: 'web',
  namespace: 'ns',
  revision,
  status,
  labels,
  annotations: {},
  resourceVersion: '1',
});
const ours = labelsOfUpgrade(identity, 'run', 4, true);
const done = { ...ours, ...labelsOfSuccess(wanted, 4) };
const other = {
  ...ours,
  ...labelsOfSuccess({ whole: 'b'.repeat(40), parts: { ...wanted.parts, chart: 'x', values: 'y' } }, 4),
};
/** The labels that an earlier version wrote. */
const old = (parts: Partial<typeof former.parts> = {}, whole = former.whole) => ({
  ...ours,
  'compass.monax.io/fingerprint': `v1-${whole}-r4`,
  'compass.monax.io/parts': Object.values({ ...former.parts, ...parts }).join('.'),
});
const theirs = labelsOfUpgrade({ ...identity, stack: 'theirs' as StackName }, 'run', 4, true);
const elsewhere = labelsOfUpgrade({ ...identity, environment: 'production' as EnvironmentName }, 'run', 4, true);

const table: readonly [string, StoredRelease | undefined, string, { force?: boolean }?][] = [
  ['not installed', undefined, 'install: not installed'],
  ['deployed from the same inputs', stored('deployed', done), 'unchanged: same inputs as deployed'],
  ['deployed from the same inputs, but forced', stored('deployed', done), 'upgrade: forced', { force: true }],
  ['deployed from other inputs', stored('deployed', other), 'upgrade: chart, values changed'],
  ['deployed, jobs not passed', stored('deployed', ours), 'upgrade: revision 4 was not completed'],
  ['deployed by hand', stored('deployed'), 'upgrade: installed outside Compass'],
  [
    'upgraded by hand since: labels are copied',
    stored('deployed', done, 5),
    'upgrade: revision 5 was made outside Compass',
  ],
  ['failed, with the labels of the same inputs', stored('failed', done), 'upgrade: revision 4 failed'],
  ['uninstalled, its history kept', stored('uninstalled', done), 'install: was uninstalled'],
  ['of another stack', stored('deployed', theirs), 'refuse: owned-by-other-stack'],
  ['of another environment', stored('failed', elsewhere), 'refuse: owned-by-other-stack'],
  ['of another stack, forced', stored('deployed', theirs), 'refuse: owned-by-other-stack', { force: true }],
  ['deployed from other inputs, forced', stored('deployed', other), 'upgrade: chart, values changed', { force: true }],
  ['failed, forced', stored('failed', done), 'upgrade: revision 4 failed', { force: true }],
  ['failed, made by hand', stored('failed'), 'upgrade: revision 4 failed'],
  ['superseded, and none deployed', stored('superseded', done), 'upgrade: no revision is deployed since revision 4'],
  ['uninstalled, forced', stored('uninstalled', done), 'install: was uninstalled', { force: true }],
  ['not installed, forced', undefined, 'install: not installed', { force: true }],
  ['unfinished, forced', stored('pending-upgrade', done), 'refuse: release-pending', { force: true }],
  ['unfinished, made by hand', stored('pending-install'), 'refuse: release-pending'],
  ...['pending-install', 'pending-upgrade', 'pending-rollback', 'uninstalling', 'unknown', '']
    .map((status) => [status, stored(status, done), 'refuse: release-pending'] as const)
    .map(([name, observed, expected]) => [name, observed, expected] as [string, StoredRelease, string]),
];

const plain = { adopt: false, formerly: [] };

for (const [name, observed, expected, { force = false } = {}] of table) {
  for (const [what, labels, known, expected] of [
    ['the same inputs', old(), former, 'unchanged: same inputs as deployed'],
    ['other values', old({ values: 'y' }, 'c'.repeat(40)), former, 'upgrade: values changed'],
    ['another chart', old({ chart: 'x' }, 'c'.repeat(40)), former, 'upgrade: chart changed'],
    ['a chart that cannot be compared', old(), undefined, 'upgrade: fingerprint scheme changed'],
    [
      'other values, and a chart that cannot be compared',
      old({ values: 'y' }),
      undefined,
      'upgrade: chart, values changed',
    ],
  ] as const) {
    test(`deployed by an earlier version of Compass from ${what} → ${expected}`, () => {
      const observed = stored('deployed', labels);
      const decision = decide({ ...plain, identity, observed, wanted, former: known, force: false, forget: false, at });
      assert.equal(`${decision.action}: ${'reason' in decision ? decision.reason : ''}`, expected);
    });
  }

  test(`${name} → ${expected}`, () => {
    const decision = decide({ ...plain, identity, observed, wanted, force, forget: false, at });
    const detail = decision.action === 'refuse' ? decision.failure.code : decision.reason;
    assert.equal(`${decision.action}: ${detail}`, expected);
  });
}

test('a release of another owner is refused in every state, with and without force', () => {
  const states = ['deployed', 'failed', 'uninstalled', 'pending-install', 'pending-upgrade', 'uninstalling', 'unknown'];
  for (const status of states) {
    for (const labels of [theirs, elsewhere]) {
      for (const force of [true, false]) {
        const decision = decide({
          ...plain,
          identity,
          observed: stored(status, labels),
          wanted,
          force,
          forget: false,
          at,
        });
        assert.equal(decision.action === 'refuse' && decision.failure.code, 'owned-by-other-stack', status);
      }
    }
  }
});

test('the namespace of the environment is part of the owner of a release', () => {
  const moved = labelsOfUpgrade({ ...identity, namespace: 'elsewhere' as Namespace }, 'run', 4, true);
  const decision = decide({
    ...plain,
    identity,
    observed: stored('deployed', moved),
    wanted,
    force: false,
    forget: false,
    at,
  });
  assert.equal(decision.action === 'refuse' && decision.failure.code, 'owned-by-other-stack');
});

test('a refusal names the release, its owner, the place in the spec, and what to do', () => {
  assert.deepEqual(
    decide({ ...plain, identity, observed: stored('deployed', theirs), wanted, force: false, forget: false, at }),
    {
      action: 'refuse',
      failure: {
        code: 'owned-by-other-stack',
        message:
          'The release `web` in namespace `ns` belongs to the stack `theirs` in environment `staging` (namespace `ns`).',
        hint: 'Set another `release` or `namespace` for this chart. If you renamed the stack or the environment, add `formerly: [theirs/staging]` to the environment.',
        at,
      },
    },
  );
});

test('an unfinished operation is reported with the command that clears it', () => {
  const decision = decide({
    ...plain,
    identity,
    observed: stored('pending-upgrade', ours),
    wanted,
    force: false,
    forget: false,
    at,
  });
  assert.ok(decision.action === 'refuse');
  assert.match(decision.failure.message, /^Revision 4 of the release `web` in namespace `ns` is `pending-upgrade`/);
  assert.ok(decision.failure.hint.endsWith('`kubectl delete secret sh.helm.release.v1.web.v4 --namespace ns`.'));
  assert.deepEqual(decision.failure.at, at);
});

test('a release without labels is taken over from the same chart, and replaced from another one only with `adopt`', () => {
  const by = (otherChart: string | undefined, adopt: boolean, status = 'deployed') => {
    const observed = { ...stored(status), ...(otherChart !== undefined && { otherChart }) };
    const decision = decide({ identity, observed, wanted, force: false, forget: false, adopt, formerly: [], at });
    return decision.action === 'refuse' ? decision.failure.code : decision.reason;
  };
  assert.equal(by(undefined, false), 'installed outside Compass');
  assert.equal(by('legacy', false), 'release-not-adopted');
  assert.equal(by('legacy', false, 'failed'), 'release-not-adopted');
  assert.equal(by('legacy', true), 'installed outside Compass');
  assert.equal(by('legacy', false, 'uninstalled'), 'was uninstalled');
});

test('a release without labels is removed only with `adopt`', () => {
  const by = (adopt: boolean) =>
    decideUninstall({ identity, observed: stored('deployed'), isConfirmed: true, adopt, formerly: [], at });
  assert.equal(by(false).action, 'refuse');
  assert.equal(by(true).action, 'remove');
});

test('a release with a former name is decided like an own one', () => {
  const observed = stored('deployed', theirs);
  const by = (formerly: readonly FormerName[]) =>
    decide({ identity, observed, wanted, force: false, forget: false, adopt: false, formerly, at }).action;
  assert.equal(by([{ stack: 'theirs', environment: 'staging' }]), 'upgrade');
  assert.equal(by([{ stack: 'theirs', environment: 'production' }]), 'refuse');
  assert.equal(by([]), 'refuse');
});
