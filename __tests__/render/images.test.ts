// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Charts that ask for the same image get the same digest, and each chart knows its images.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readRequest } from '../../src/inputs/request.ts';
import { ok } from '../../src/model/failure.ts';
import { makePlan } from '../../src/plan/make.ts';
import type { RenderedChart } from '../../src/render/charts.ts';
import { changedDigests, mergeWanted } from '../../src/render/images.ts';
import { startRendering } from '../../src/render/render.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { identity } from '../support/charts.ts';
import { repositoryOf } from '../support/repository.ts';

const a = { reference: 'r.example/a:1' };

test('an image that several templates ask for is requested once, whatever their order', () => {
  const strict = { ...a, revision: 'x', waitMs: 5 };
  for (const images of [
    [a, strict, { ...a, waitMs: 9 }],
    [{ ...a, waitMs: 9 }, strict, a],
  ]) {
    assert.deepEqual(mergeWanted(images), { ok: true, value: [{ ...a, revision: 'x', waitMs: 9 }] });
  }
  assert.deepEqual(mergeWanted([a, { reference: 'b:1' }]), { ok: true, value: [a, { reference: 'b:1' }] });
});

test('one image cannot be requested from two commits', () => {
  const merged = mergeWanted([
    { ...a, revision: 'x' },
    { ...a, revision: 'y' },
  ]);
  assert.deepEqual(!merged.ok && merged.failures.map(({ code }) => code), ['image-stale']);
});

test('a digest that was handed out is not replaced', () => {
  const found = new Map([[a.reference, 'new']]);
  assert.equal(changedDigests(found, { [a.reference]: 'old' }).length, 1);
  assert.deepEqual(changedDigests(found, { [a.reference]: 'new' }), []);
  assert.deepEqual(changedDigests(found, {}), []);
});

const digestFor = (reference: string) =>
  `sha256:${Buffer.from(reference).toString('hex').padEnd(64, '0').slice(0, 64)}`;

/** The registry has the digest of `digestOf` for each image. */
async function chartsOf(
  context: TestContext,
  spec: string,
  files: Readonly<Record<string, string>> = {},
  digestOf: (reference: string) => string = digestFor,
): Promise<readonly RenderedChart[]> {
  const { workspace } = repositoryOf(context, files);
  const parsed = parseSpec('compass.yaml', `version: 1\nstack: shop\n${spec}`);
  assert.deepEqual(parsed.failures, []);
  const [environment] = parsed.spec?.environments ?? [];
  assert.ok(parsed.spec !== undefined && environment !== undefined);
  const request = readRequest({});
  assert.ok(request.ok);
  const rendering = startRendering({
    spec: parsed.spec,
    charts: parsed.spec.charts,
    environment,
    commit: { branch: 'develop', sha: '0'.repeat(40) },
    request: request.value,
    files: workspace,
    variable: () => 'correct-horse',
    learn: () => {},
  });
  assert.ok(rendering.ok, rendering.ok ? '' : JSON.stringify(rendering.failures));
  const stack = await rendering.value.finish(async (images) =>
    ok(new Map(images.map(({ reference }) => [reference, digestOf(reference)]))),
  );
  assert.ok(stack.ok, stack.ok ? '' : JSON.stringify(stack.failures));
  return stack.value.charts;
}

/** Chart → the images that its templates asked for, or whose values they have read. */
async function imagesOf(...given: Parameters<typeof chartsOf>): Promise<Record<string, readonly string[]>> {
  const charts = await chartsOf(...given);
  return Object.fromEntries(charts.map(({ name, imagesAsked }) => [name, imagesAsked]));
}

test('each chart has the images that its own templates ask for', async (context) => {
  const spec = `
environments: { staging: { branches: develop } }
charts:
  web: { chart: charts/web, values: { image: "<%= image('r.example/web:1') %>" } }
  api: { chart: charts/api, values: { image: "<%= image('r.example/api:1') %>", also: "<%= digest('r.example/web:1') %>" } }
  job: { jobs: { before: [{ run: ./migrate.sh, env: { IMAGE: "<%= image('r.example/migrate:1') %>" } }] } }
  cron: { chart: charts/cron }
`;
  assert.deepEqual(await imagesOf(context, spec), {
    web: ['r.example/web:1'],
    api: ['r.example/api:1', 'r.example/web:1'],
    job: ['r.example/migrate:1'],
    cron: [],
  });
});

test("an image in the environment's values belongs to the charts that read it, however they do", async (context) => {
  const spec = `
env: [TOKEN]
values: { registry: r.example, base: "<%= image(\`r.example/base:\${imageTag}\`) %>", unused: "<%= image('r.example/unused:1') %>" }
environments:
  staging:
    branches: develop
    values:
      web: { image: "<%= image(\`\${values.registry}/web:\${imageTag}\`) %>", replicas: 1 }
      parts: ["<%= values.base %>", "<%= digest('r.example/part:1').slice(7, 19) %>"]
      whole: "<%= ({ image: image('r.example/whole:1'), port: 1 }) %>"
      secret: "<%= image('r.example/secret:1') + readEnv('TOKEN') %>"
charts:
  web: { chart: charts/web, values: { image: "<%= values.web.image %>" } }
  port: { chart: charts/web, values: { replicas: "<%= values.web.replicas %>" } }
  parts: { chart: charts/web, values: { tag: "<%= values.parts[1] %>" } }
  list: { chart: charts/web, values: { all: "<%= values.parts.map((part) => part.length) %>" } }
  whole: { chart: charts/web, values: { whole: "<%= values.whole %>" } }
  secret: { chart: charts/web, values: { secret: "<%= values.secret %>" } }
`;
  assert.deepEqual(await imagesOf(context, spec), {
    web: ['r.example/web:develop'],
    port: [],
    parts: ['r.example/part:1'],
    list: ['r.example/base:develop', 'r.example/part:1'],
    whole: ['r.example/whole:1'],
    secret: ['r.example/secret:1'],
  });
});

test('in a rendered file, each value has the images whose digest it contains', async (context) => {
  const spec = `
environments: { staging: { branches: develop, values-files: [images.yaml.ejs] } }
charts:
  web: { chart: charts/web, values: { image: "<%= values.web %>" } }
  api: { chart: charts/web, values: { tag: "<%= values.api.tag %>" } }
  none: { chart: charts/web, values: { port: "<%= values.port %>" } }
  own: { chart: charts/web, values-files: [own.yaml.ejs] }
`;
  const file = `web: <%= image('r.example/web:1') %>
api: { tag: "1@<%= digest('r.example/api:1') %>" }
port: 8080
`;
  const own = "image: <%= image('r.example/own:1') %>\nother: <%= values.web %>\n";
  assert.deepEqual(await imagesOf(context, spec, { 'images.yaml.ejs': file, 'own.yaml.ejs': own }), {
    web: ['r.example/web:1'],
    api: ['r.example/api:1'],
    none: [],
    own: ['r.example/own:1', 'r.example/web:1'],
  });
  // What is computed of a digest may be anywhere in the file: a needless upgrade is cheap, a missed one is not.
  const computed = `${file}short: <%= digest('r.example/short:1').slice(7, 19) %>\n`;
  assert.deepEqual((await imagesOf(context, spec, { 'images.yaml.ejs': computed, 'own.yaml.ejs': own }))['none'], [
    'r.example/short:1',
  ]);
});

test('of references with the same digest, a chart has the one that its value was made of', async (context) => {
  const spec = `
values: { a: "<%= image('web:1') %>", b: "<%= image('acme/web:1') %>", c: "<%= digest('web:1') %>" }
environments: { staging: { branches: develop, values-files: [images.yaml.ejs] } }
charts:
  short: { chart: charts/web, values: { image: "<%= values.a %>" } }
  long: { chart: charts/web, values: { image: "<%= values.b %>" } }
  alone: { chart: charts/web, values: { digest: "<%= values.c %>" } }
  none: { chart: charts/web }
  file: { chart: charts/web, values: { image: "<%= values.d %>" } }
`;
  const file = "d: <%= image('d:1') %>\ne: <%= image('e:1') %>\n";
  assert.deepEqual(await imagesOf(context, spec, { 'images.yaml.ejs': file }, () => digestFor('x')), {
    short: ['web:1'],
    long: ['acme/web:1'],
    alone: ['web:1'],
    none: [],
    file: ['d:1'],
  });
});

test('a plan has an image for a chart only if the chart gets its digest', async (context) => {
  const spec = `
environments: { staging: { branches: develop, values-files: [images.yaml.ejs], values: { image: "<%= image('r.example/a:1') %>" } } }
charts:
  whole: { chart: charts/web, values: { image: "<%= values.image %>" } }
  objects: { manifests: [pod.yaml.ejs] }
  named: { chart: charts/web, values: { name: "<%= values.image.split('@')[0] %>" } }
  asked: { chart: charts/web, values: { number: "<%= values.image ? 1 : 2 %>" } }
  domain: { chart: charts/web, values: { domain: "<%= values.domain %>" } }
`;
  const files = {
    'images.yaml.ejs': "domain: shop.example\n<% const b = image('r.example/b:1') %>name: <%= b.split('@')[0] %>\n",
    'pod.yaml.ejs': 'apiVersion: v1\nkind: Pod\nmetadata: { name: a }\nspec: { image: "<%= values.image %>" }\n',
  };
  const charts = await chartsOf(context, spec, files);
  const references = ['r.example/a:1', 'r.example/b:1'];
  const plan = makePlan({
    folder: '.',
    identity,
    charts,
    jobs: { before: [], after: [], failed: [] },
    contents: charts.map(() => undefined),
    digests: Object.fromEntries(references.map((reference) => [reference, digestFor(reference)])),
    releases: [],
    helm: { major: 4, minor: 3 },
    force: false,
    isConfirmed: true,
    formerly: [],
    isWhole: true,
  });
  assert.deepEqual(Object.fromEntries(plan.charts.map(({ name, images }) => [name, Object.keys(images)])), {
    whole: ['r.example/a:1'],
    objects: ['r.example/a:1'],
    named: [],
    asked: [],
    domain: [],
  });
});
