// The law of masks: whatever objects a chart makes of a secret, a preview shows no part of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import '../support/seed.ts';
import { ok } from '../../src/model/failure.ts';
import { annotationsOfSuccess } from '../../src/plan/release-labels.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import type { Helm } from '../../src/ports/helm.ts';
import type { PreviewContext } from '../../src/preview/helm-template.ts';
import { previewChart } from '../../src/preview/preview.ts';
import type { Json, JsonObject } from '../../src/text/json.ts';
import { writeYaml } from '../../src/text/write-yaml.ts';
import { plannedChart, storedRelease } from '../support/charts.ts';

/** What templates do with a secret. */
const forms = {
  whole: (secret: string) => secret,
  upper: (secret: string) => secret.toUpperCase(),
  base64: (secret: string) => Buffer.from(secret).toString('base64'),
  start: (secret: string) => secret.slice(0, 8),
  end: (secret: string) => secret.slice(-7),
  url: (secret: string) => `postgres://user:${secret}@host/name`,
  label: (secret: string) => `password: ${secret.slice(0, 9)}`,
} as const;
type Form = keyof typeof forms;

/** A text of a template: its own words, or what it makes of the secret. */
type Text = string | { readonly form: Form };
type Template =
  | { readonly kind: 'scalar'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Template[] }
  | { readonly kind: 'named'; readonly items: readonly (readonly [Text, Template])[] }
  | { readonly kind: 'map'; readonly entries: readonly (readonly [Text, Template])[] };
interface ObjectTemplate {
  readonly kind: string;
  readonly name: Text;
  readonly namespace: Text;
  readonly data: Template;
}

function renderText(text: Text, secret: string): string {
  return typeof text === 'string' ? text : forms[text.form](secret);
}

function render(template: Template, secret: string): Json {
  switch (template.kind) {
    case 'scalar':
      return renderText(template.text, secret);
    case 'list':
      return template.items.map((item) => render(item, secret));
    case 'named':
      return template.items.map(([name, value]) => ({ name: renderText(name, secret), value: render(value, secret) }));
    case 'map':
      return Object.fromEntries(
        template.entries.map(([key, value]) => [renderText(key, secret), render(value, secret)]),
      );
  }
}

function manifest(objects: readonly ObjectTemplate[], secret: string): string {
  const texts = objects.map(({ kind, name, namespace, data }) =>
    writeYaml({
      apiVersion: 'v1',
      kind,
      metadata: { name: renderText(name, secret), namespace: renderText(namespace, secret) },
      spec: render(data, secret),
    }),
  );
  return texts.join('\n---\n');
}

const ownWord = fc.constantFrom('alpha', 'beta', 'gamma: delta', 'toString', '8080', 'user', '');
const formed = fc.record({ form: fc.constantFrom(...(Object.keys(forms) as Form[])) });
const text: fc.Arbitrary<Text> = fc.oneof({ weight: 2, arbitrary: ownWord }, { weight: 1, arbitrary: formed });
const rarelyFormed: fc.Arbitrary<Text> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('one', 'two', 'three', 'constructor') },
  { weight: 1, arbitrary: formed },
);
const { template } = fc.letrec<{ template: Template }>((tie) => {
  const inner = tie('template');
  const entries = fc.array(fc.tuple(rarelyFormed, inner), { maxLength: 3 });
  return {
    template: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      fc.record({ kind: fc.constant('scalar' as const), text }),
      fc.record({ kind: fc.constant('list' as const), items: fc.array(inner, { maxLength: 3 }) }),
      fc.record({ kind: fc.constant('named' as const), items: entries }),
      fc.record({ kind: fc.constant('map' as const), entries }),
    ),
  };
});
const objects = fc.array(
  fc.record({
    kind: fc.constantFrom('ConfigMap', 'Secret', 'Widget'),
    name: rarelyFormed,
    namespace: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom('ns', 'other') },
      { weight: 1, arbitrary: formed },
    ) as fc.Arbitrary<Text>,
    data: template,
  }),
  { minLength: 1, maxLength: 3 },
);
/** Its characters are in no word of the templates; some secrets have no letter or digit at all. */
const secret = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'QWXZJKVY23456790-_/.:@! '), minLength: 8, maxLength: 24 }),
  fc.string({ unit: fc.constantFrom(...'QWXZJKVY23456790'), minLength: 8, maxLength: 24 }),
  fc.string({ unit: fc.constantFrom(...'!@#$%^&*-_+='), minLength: 8, maxLength: 24 }),
);
/** A secret of blanks or of one repeated character hides nothing that could be told apart. */
const isSecret = (one: string) => new Set(one.trim()).size > 3;

interface Scene {
  readonly old: readonly ObjectTemplate[];
  readonly now: readonly ObjectTemplate[];
  readonly before: string;
  readonly after: string;
  /** Whether the release says where its secrets are, and whether it is to be removed. */
  readonly isTold: boolean;
  readonly isRemoved: boolean;
}

const scene: fc.Arbitrary<Scene> = fc
  .record({ old: objects, now: fc.option(objects), before: secret, after: secret, isTold: fc.boolean() })
  .chain((one) =>
    fc.record({
      ...{ old: fc.constant(one.old), now: fc.constant(one.now ?? one.old), isTold: fc.constant(one.isTold) },
      ...{ before: fc.constant(one.before), after: fc.constantFrom(one.before, one.after) },
      isRemoved: fc.nat(5).map((number) => number === 0),
    }),
  );

function makeContext({ old, now, before }: Scene): PreviewContext {
  const chartText = JSON.stringify(old).replaceAll(/\{"form":"\w+"\}/g, '{{ .Values.password }}');
  const record = {
    objects: manifest(old, before),
    values: { password: before },
    helmChart: 'web',
    isServerSide: true,
    chartVersion: '1.0.0',
    chartText,
  };
  const cluster: Pick<Cluster, 'record' | 'version' | 'served'> = {
    record: async () => ok(record),
    version: async () => ok('v1.37.2'),
    served: async () => ok(['v1', 'v1/Pod', 'v1/ConfigMap']),
  };
  const helm: Pick<Helm, 'template'> = {
    async template({ values }) {
      const { password }: { password: string } = JSON.parse(values);
      return ok(manifest(now, password));
    },
  };
  return {
    cluster: cluster as Cluster,
    helm: helm as Helm,
    charts: { mentions: () => [], crdFiles: () => [], kubeVersion: () => undefined },
    packageOf: async () => ok('/package'),
    conflictsAmong: async () => ({ conflicts: [], unread: [] }),
    signal: new AbortController().signal,
    learn() {},
  };
}

function preview(one: Scene) {
  const facts = { images: {}, secrets: [['password']], chart: 'web', depends: [], commit: '' };
  const annotations = one.isTold ? annotationsOfSuccess(facts) : {};
  const chart = plannedChart('web', {
    values: { password: one.after },
    secrets: [['password']],
    observed: storedRelease('web', { annotations }),
    ...(one.isRemoved && { decision: { action: 'remove', reason: '' }, values: {}, secrets: [] }),
  });
  return previewChart(chart, { brought: [], awaited: [], mayBringKinds: true }, makeContext(one));
}

/** A part shorter than this tells too little. In characters. */
const shortestPart = 6;

function partsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - shortestPart + 1) }, (_, at) =>
    text.slice(at, at + shortestPart),
  );
}

/** The parts of a secret, in each form that templates give it, that are not public anyway. */
function secretParts({ old, now, before, after, isRemoved }: Scene): string[] {
  // What templates say themselves, with a secret of which nothing else is made.
  const publicText = [old, now].map((some) => manifest(some, '')).join('\n') + JSON.stringify(forms);
  const secrets = isRemoved ? [before] : [before, after];
  const made = secrets.flatMap((one) => [
    one,
    forms.upper(one),
    forms.base64(one),
    // A form that repeats the template's own words holds only this of the secret.
    one.slice(0, 9),
  ]);
  return [...new Set(made.flatMap(partsOf))].filter((part) => !structure.test(part) && !publicText.includes(part));
}

/** Blanks, and the signs that structure a text, such as those of a URL. */
const structure = /^[\s:/@?&=.,;_"'{}[\]\\-]*$/;

/** Every text in data, keys included. */
function textsOf(data: unknown): string[] {
  if (typeof data === 'string') return [data];
  if (typeof data !== 'object' || data === null) return [];
  return Object.entries(data).flatMap(([key, inner]) => [key, ...textsOf(inner)]);
}

test('no text of a preview holds a part of a secret, whatever the objects and the secret', async () => {
  await fc.assert(
    fc.asyncProperty(scene, async (one) => {
      fc.pre(isSecret(one.before) && isSecret(one.after));
      const previewed = await preview(one);
      assert.ok(previewed.ok, JSON.stringify(previewed));
      const { brings: _, added: __, gone: ___, ...shown } = previewed.value;
      const all = textsOf(shown).join('\n');
      const leaked = secretParts(one).filter((part) => all.includes(part));
      assert.deepEqual(leaked, [], all);
    }),
    { numRuns: 250 },
  );
});

test('objects that no secret has touched are shown whole', async () => {
  const plain: JsonObject = { one: 'alpha', two: ['beta'] };
  const data = (more: readonly (readonly [Text, Template])[]): Template => ({
    kind: 'map',
    entries: [...Object.keys(plain).map((key) => [key, { kind: 'scalar', text: key }] as const), ...more],
  });
  const object = (more: readonly (readonly [Text, Template])[]): ObjectTemplate[] => [
    { kind: 'ConfigMap', name: 'one', namespace: 'ns', data: data(more) },
  ];
  const previewed = await preview({
    old: object([['three', { kind: 'scalar', text: { form: 'whole' } }]]),
    now: object([
      ['three', { kind: 'scalar', text: { form: 'whole' } }],
      ['four', { kind: 'scalar', text: 'gamma' }],
    ]),
    before: 'QWXZ2345',
    after: 'QWXZ2346',
    isTold: true,
    isRemoved: false,
  });
  assert.ok(previewed.ok);
  assert.deepEqual(
    previewed.value.objects.map(({ diff }) => diff.filter((line) => /^[+-]/.test(line))),
    [['+  four: gamma', '-  three: (hidden)', '+  three: (hidden, changed)']],
  );
});
