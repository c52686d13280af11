// Values come from layers and templates, differ by environment, and images are pinned by what the registry has.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { pushImage } from '../../rig/images.ts';
import { outcomesOf } from '../support/outcomes.ts';
import { echoChart, echoedValues, freshNamespace, kubectl } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';

const spec = (namespace: string) => `version: 1
stack: shop
values: { domain: low.example.com, registry: ${registry}/${namespace}, nested: { a: 1, list: [1, 2] } }
environments:
  staging:
    branches: develop
    namespace: ${namespace}
    values-files: [env/staging.yaml]
    values: { replicas: 2, explorer: true, url: "https://<%= values.domain %>/<%= environment %>", tier: silver }
  production:
    branches: master
    namespace: ${namespace}-prod
    values: { replicas: 3, explorer: false, url: "https://<%= values.domain %>", tier: gold }
charts:
  web:
    chart: echo
    values-files: [files/web.yaml.ejs, "files/<%= environment %>.yaml"]
    values:
      replicas: "<%= values.replicas %>"
      url: "<%= values.url %>"
      name: "<%= stack %>-<%= chart %>-<%= release %>-<%= namespace %>"
      image: "<%= image(\`\${values.registry}/web:\${imageTag}\`) %>"
  explorer:
    chart: echo
    requires: [explorer]
    depends: [web]
  gold:
    chart: echo
    requires: { tier: gold }
  after:
    chart: echo
    depends: [explorer]
`;
const files = {
  ...echoChart('echo'),
  'env/staging.yaml': 'domain: staging.example.com\nnested: { list: [3] }\n',
  'files/web.yaml.ejs':
    'hosts:\n<% for (const n of [1, 2]) { %>  - host-<%= n %>.<%= values.domain %>\n<% } %>\nreplicas: 99\n',
  'files/staging.yaml': 'only: staging\n',
  'files/production.yaml': 'only: production\n',
};

test('layers, templates and files give each environment its values, and charts that are not required are absent', async () => {
  const namespace = freshNamespace();
  const develop = await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const master = await pushImage(registry, `${namespace}/web`, 'master', 'two');
  const workspace = makeWorkspace({ 'compass.yaml': spec(namespace), ...files });

  const staging = await runStep({ workspace });
  const production = await runStep({ workspace, event: { ref: 'refs/heads/master' } });

  assert.equal(staging.exitCode, 0, staging.text);
  assert.deepEqual(outcomesOf(staging.result, 'name', 'outcome'), [
    ['web', 'deployed'],
    ['explorer', 'deployed'],
    ['gold', 'not-required'],
    ['after', 'deployed'],
  ]);
  const reference = `${registry}/${namespace}/web`;
  assert.deepEqual(await echoedValues(namespace, 'web'), {
    greeting: 'from the chart',
    hosts: ['host-1.staging.example.com', 'host-2.staging.example.com'],
    only: 'staging',
    replicas: 2,
    url: 'https://staging.example.com/staging',
    name: `shop-web-web-${namespace}`,
    image: `${reference}:develop@${develop}`,
  });
  assert.deepEqual(JSON.parse(staging.outputs['images'] ?? ''), { [`${reference}:develop`]: develop });

  assert.deepEqual(outcomesOf(production.result, 'name', 'outcome'), [
    ['web', 'deployed'],
    ['explorer', 'not-required'],
    ['gold', 'deployed'],
    ['after', 'deployed'],
  ]);
  assert.deepEqual((await echoedValues(`${namespace}-prod`, 'web'))['image'], `${reference}:master@${master}`);
  assert.equal(await kubectl('get', 'configmap', 'explorer', '-n', `${namespace}-prod`, '--ignore-not-found'), '');
});

test('a moved tag upgrades the charts that use it, with a reason, and no others', async () => {
  const namespace = freshNamespace();
  await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const workspace = makeWorkspace({ 'compass.yaml': spec(namespace), ...files });
  await runStep({ workspace });
  const again = await runStep({ workspace });
  assert.deepEqual(outcomesOf(again.result), ['unchanged', 'unchanged', 'not-required', 'unchanged']);

  const moved = await pushImage(registry, `${namespace}/web`, 'develop', 'moved');
  const { result } = await runStep({ workspace });

  assert.deepEqual(outcomesOf(result, 'outcome', 'reason')[0], ['deployed', 'images changed']);
  assert.deepEqual(
    result.charts.slice(1).map(({ outcome }) => outcome),
    ['unchanged', 'not-required', 'unchanged'],
  );
  assert.equal((await echoedValues(namespace, 'web'))['image'], `${registry}/${namespace}/web:develop@${moved}`);
});

test('an image in the values of the environment counts for the charts that it reaches', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const first = await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const values = `values: { img: "<%= image('${reference}') %>" }`;
  const charts = '{ web: { chart: echo, values: { image: "<%= values.img %>" } }, other: { chart: echo } }';
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1\nstack: shop\n${values}\nenvironments: { s: { branches: develop, namespace: ${namespace} } }\ncharts: ${charts}\n`,
    ...echoChart('echo'),
  });
  const { outputs } = await runStep({ workspace });
  assert.deepEqual(JSON.parse(outputs['images'] ?? ''), { [reference]: first });

  await pushImage(registry, `${namespace}/web`, 'develop', 'two');
  const { result } = await runStep({ workspace });
  assert.deepEqual(outcomesOf(result, 'outcome', 'reason'), [
    ['deployed', 'images changed'],
    ['unchanged', 'same inputs as deployed'],
  ]);
});

test('a server that is not a registry gives no digest, whatever it answers', async () => {
  const page = createServer((_, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Log in</html>'),
  );
  await new Promise<void>((resolve) => page.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(page.address() as AddressInfo).port}`;
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1\nstack: shop\nenvironments: { s: { branches: develop, namespace: ${freshNamespace()} } }\ncharts: { web: { chart: echo, values: { image: "<%= image('${host}/x:1') %>" } } }\n`,
    ...echoChart('echo'),
  });
  const { exitCode, text } = await runStep({ workspace });
  page.close();
  assert.equal(exitCode, 1);
  assert.match(text, /answered with something that is not a manifest/);
});

test('if an image cannot be resolved, nothing starts, and all such images are reported', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: shop
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  first: { chart: echo }
  web: { chart: echo, values: { a: "<%= image('${registry}/no/such:develop') %>", b: "<%= image('127.0.0.1:1/x:1') %>", c: "<%= digest('not an image') %>" } }
`,
    ...echoChart('echo'),
  });

  const { exitCode, result, text } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.equal(result.code, 'image-unresolved');
  assert.match(
    text,
    /no\/such:develop` could not be resolved: there is no such tag, or it is not visible \(404 MANIFEST_UNKNOWN.*, requested without credentials\)/,
  );
  assert.match(
    text,
    /127\.0\.0\.1:1\/x:1` could not be resolved: 127\.0\.0\.1:1 cannot be reached: connect ECONNREFUSED/,
  );
  assert.match(text, /→ Check the host in the reference, and that the runner can reach it/);
  assert.match(text, /`not an image` could not be resolved: `not an image` is not a valid part of the name/);
  assert.equal(await kubectl('get', 'namespace', namespace, '--ignore-not-found'), '');
});

test('the input `values` comes last and is not a template; `only` includes dependencies', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: shop
environments: { staging: { branches: develop, namespace: ${namespace}, values: { a: 1, b: { c: 2 } } } }
charts:
  base: { chart: echo }
  web: { chart: echo, depends: [base], tags: [front], values: { all: "<%= values %>" } }
  other: { chart: echo }
`,
    ...echoChart('echo'),
  });

  const { exitCode, result, text } = await runStep({
    workspace,
    inputs: { only: 'tag:front', values: 'b: { d: "<%= no %>" }' },
  });

  assert.equal(exitCode, 0, text);
  assert.deepEqual(
    result.charts.map(({ name }) => name),
    ['base', 'web'],
  );
  assert.deepEqual((await echoedValues(namespace, 'web'))['all'], { a: 1, b: { c: 2, d: '<%= no %>' } });

  const unknown = await runStep({ workspace, inputs: { only: 'wep' } });
  assert.match(unknown.text, /`only` names `wep`, but compass.yaml has no such chart[\s\S]*Did you mean `web`\?/);
});

test('mistakes in templates and files are reported all at once, with their places, and nothing starts', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': `version: 1
stack: shop
environments: { staging: { branches: develop, namespace: ${namespace}, values: { replicas: 1 } } }
charts:
  web:
    chart: echo
    values-files: [missing.yaml, broken.yaml.ejs, ../outside.yaml]
    values:
      a: "<%= values.relicas %>"
      b: [1, "<%= nonsense %>"]
`,
    ...echoChart('echo'),
    'broken.yaml.ejs': 'a: 1\nb: <%= values.nothing %>\n',
  });

  const { exitCode, text } = await runStep({ workspace });

  assert.equal(exitCode, 1);
  assert.match(text, /compass.yaml:7:20: `missing.yaml` does not exist/);
  assert.match(
    text,
    /broken.yaml.ejs:2:4: The template `<%= values.nothing %>` cannot be rendered: there is no values.nothing/,
  );
  assert.match(text, /compass.yaml:7:51: `..\/outside.yaml` is outside the workspace/);
  assert.match(
    text,
    /compass.yaml:9:11: The template `<%= values.relicas %>` cannot be rendered: there is no values.relicas\. \[template-failed\]\n {2}9 \| {7}a: "<%= values.relicas %>"\n {4}\| {11}\^\n {2}→ Did you mean `replicas`\?/,
  );
  assert.match(text, /compass.yaml:10:15: .*nonsense is not defined here/);

  writeFiles(workspace, {
    'compass.yaml':
      'version: 1\nstack: a\nenvironments: { s: { branches: develop, values: { a: 1 } } }\ncharts: { web: { chart: echo, requires: [expolrer] } }\n',
  });
  assert.match(
    (await runStep({ workspace })).text,
    /requires `expolrer`, which is not in the values of any environment/,
  );
});
