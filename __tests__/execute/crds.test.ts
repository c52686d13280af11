// Missing CRDs are created, whatever the action, and with the newest schema of the run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settleCrds } from '../../src/execute/crds.ts';
import { type Failure, failed, ok } from '../../src/model/failure.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { newestCrds, readCrds } from '../../src/prepare/crds.ts';
import type { JsonObject } from '../../src/text/json.ts';
import { plannedChart } from '../support/charts.ts';
import { plainSettings } from '../support/settings.ts';

const established = { conditions: [{ type: 'Established', status: 'True' }] };

/** A CRD with these fields. */
function crd(name: string, fields: readonly string[] = ['a'], more: JsonObject = {}): JsonObject {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  const version = {
    name: 'v1',
    served: true,
    storage: true,
    schema: { openAPIV3Schema: { type: 'object', properties } },
  };
  const names = { kind: `Kind${name}`, plural: name };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name },
    spec: { group: 'example.com', scope: 'Namespaced', names, versions: [version] },
    ...more,
  };
}

interface Scene {
  readonly setting?: 'install' | 'upgrade' | 'skip';
  readonly there?: readonly JsonObject[];
  /** CRDs of other charts of the run. */
  readonly others?: readonly JsonObject[];
  readonly mayRead?: boolean;
  readonly served?: readonly string[];
}

/** What was done, and what was said, when the chart brings these CRDs. */
async function settle(brought: readonly JsonObject[], scene: Scene) {
  const { setting = 'install', there = [], others = [], mayRead = true, served = [] } = scene;
  const [created, changed, awaited, lines]: [JsonObject[], string[], string[], string[]] = [[], [], [], []];
  const forbidden: Failure = { code: 'cluster-forbidden', message: 'no', hint: 'no' };
  const crds = {
    read: async (name) =>
      mayRead ? ok(there.find(({ metadata }) => JSON.stringify(metadata).includes(`"${name}"`))) : failed(forbidden),
    create: async (one) => ok(void created.push(one)),
    awaitServed: async (name) => ok(void awaited.push(name)),
    change: async (name) => {
      changed.push(name);
      return ok('changed');
    },
  } satisfies Cluster['crds'];
  const cluster = { crds, served: async () => ok([...served]) } as unknown as Cluster;
  const chart = plannedChart('web', { settings: { ...plainSettings, crds: setting } });
  const context = { cluster, signal: new AbortController().signal, newestCrds: newestCrds([...brought, ...others]) };
  const settled = await settleCrds(chart, brought, context, (line) => lines.push(line));
  assert.ok(settled.ok);
  return { created, changed, awaited, lines };
}

test('a missing CRD is created, and an existing one is left as it is', async () => {
  const there = [crd('a', ['a'], { status: established })];
  const { created, changed, lines } = await settle([crd('a', ['a', 'b']), crd('c')], { there });
  assert.deepEqual(created, [crd('c')]);
  assert.deepEqual(changed, []);
  assert.deepEqual(lines, ['CRD c: created']);
});

test('with `crds: upgrade`, an existing CRD gets a newer schema, and never an older one', async () => {
  const there = [crd('a', ['a'], { status: established }), crd('b', ['a', 'b'], { status: established })];
  const { changed, lines } = await settle([crd('a', ['a', 'b']), crd('b', ['a', 'c'])], { setting: 'upgrade', there });
  assert.deepEqual(changed, ['a']);
  assert.match(lines[1] ?? '', /^CRD b: left as it is: the chart's CRD is older/);
});

test('with `crds: skip`, nothing is read or written', async () => {
  assert.deepEqual(await settle([crd('a')], { setting: 'skip' }), { created: [], changed: [], awaited: [], lines: [] });
});

for (const [own, other] of [
  [['a'], ['a', 'b']],
  [['a', 'b'], ['a']],
]) {
  test(`of the fields ${own} and ${other}, a missing CRD gets both, whichever chart comes first`, async () => {
    const { created } = await settle([crd('a', own)], { others: [crd('a', other)] });
    assert.deepEqual(created, [crd('a', ['a', 'b'])]);
  });
}

test('a CRD that another chart has just created is awaited', async () => {
  assert.deepEqual((await settle([crd('a')], { there: [crd('a')] })).awaited, ['a']);
  assert.deepEqual((await settle([crd('a')], { there: [crd('a', ['a'], { status: established })] })).awaited, []);
});

test('an account that may not read CRDs creates those that the cluster does not serve', async () => {
  const { created, lines } = await settle([crd('a'), crd('b')], { mayRead: false, served: ['example.com/v1/Kinda'] });
  assert.deepEqual(created, [crd('b')]);
  assert.match(lines.join('\n'), /^CRD a: exists; .*\nCRD b: created$/);
});

for (const [what, text, names] of [
  ['begins with a separator', '---\nkind: CustomResourceDefinition\nmetadata: { name: a }\n', ['a']],
  ['begins with a comment', '# from\n---\nkind: CustomResourceDefinition\nmetadata: { name: a }\n', ['a']],
  [
    'has several CRDs',
    'kind: CustomResourceDefinition\nmetadata: { name: a }\n---\n---\nkind: CustomResourceDefinition\nmetadata: { name: b }\n',
    ['a', 'b'],
  ],
  ['has a list', 'kind: List\nitems: [{ kind: CustomResourceDefinition, metadata: { name: a } }]\n', ['a']],
  ['has other objects too', 'kind: ConfigMap\n---\nkind: CustomResourceDefinition\nmetadata: { name: a }\n', ['a']],
] as const) {
  test(`all CRDs of a file that ${what} are read`, () => {
    const read = readCrds([{ name: 'a.yaml', isOwn: true, text }]);
    assert.ok(read.ok);
    assert.deepEqual(
      read.value.map(({ metadata }) => (metadata as JsonObject)['name']),
      names,
    );
  });
}

test('a CRD file that is not valid YAML is named', () => {
  const read = readCrds([{ name: 'a.yaml', isOwn: true, text: 'kind: [' }]);
  assert.ok(!read.ok);
  assert.match(read.failures[0]?.message ?? '', /^`crds\/a\.yaml` of the chart is not valid YAML: /);
});
