// Names that are templates: where a stack goes may depend on the branch.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { outcomesOf } from '../support/outcomes.ts';
import { echoChart, echoedValues, freshNamespace, releaseRecord } from '../support/stack.ts';
import { makeWorkspace, runStep } from '../support/step.ts';

const spec = (namespace: string, charts: string) => `version: 1
stack: shop
values: { where: admin, folder: echo }
environments:
  review:
    branches: "feature/*"
    namespace: "${namespace}-<%= slug(branch) %>"
    context: "<%= values.where %>"
${charts}`;

const ref = 'refs/heads/feature/Blue_Button';

test('each branch gets a namespace of its own, and charts their names from it', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': spec(
      namespace,
      `charts:
  web:
    chart: "<%= values.folder %>"
    release: "<%= chart %>-<%= namespace.length %>"
    values: { names: "<%= release %> in <%= namespace %>" }
  tools: { chart: echo, namespace: "<%= environment %>-${namespace}" }
`,
    ),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, event: { ref } });
  assert.equal(end.exitCode, 0, end.text);
  // The hash tells the branch from others that give the same words.
  const place = `${namespace}-feature-blue-button-jxvrgr`;
  const release = `web-${place.length}`;
  assert.match(end.text, new RegExp(`^Deploying shop to review \\(namespace ${place}\\)$`, 'm'));
  assert.equal((await echoedValues(place, release))['names'], `${release} in ${place}`);
  const { labels } = await releaseRecord(`review-${namespace}`, 'tools', 1);
  assert.equal(labels['compass.monax.io/namespace'], place);
});

test('names that no namespace or release can have are reported with their place', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': spec(
      freshNamespace(),
      `charts:
  web: { chart: echo, release: "<%= branch %>" }
  api: { chart: echo, namespace: "<%= 'x'.repeat(64) %>" }
  ftp: { chart: "<%= 'ftp:' %>//example.com/x" }
`,
    ),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, event: { ref } });
  assert.equal(end.exitCode, 1);
  assert.match(
    end.text,
    /^compass\.yaml:10:33: .* evaluates to `feature\/Blue_Button`, which is not a valid release name\./m,
  );
  assert.match(end.text, /^compass\.yaml:11:35: .* evaluates to `x{64}`, which is not a valid namespace\./m);
  assert.match(end.text, /^compass\.yaml:12:17: `ftp:\/\/example\.com\/x` is not a valid chart source\./m);
});

test('two charts whose templates evaluate to the same release are refused', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': spec(
      freshNamespace(),
      `charts:
  web: { chart: echo }
  api: { chart: echo, release: "<%= 'web' %>" }
`,
    ),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, event: { ref } });
  assert.equal(end.result.code, 'spec-invalid');
  assert.match(end.text, /^compass\.yaml:11:3: The charts `web` and `api` have the same release and namespace\./m);
});

test('a name must be a string that is not empty, and cannot contain a digest', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': spec(
      freshNamespace(),
      `charts:
  none: { chart: echo, namespace: "<%= null %>" }
  list: { chart: echo, release: "<%= ['x'] %>" }
  empty: { chart: "<%= '' %>" }
  digest: { chart: echo, release: "r-<%= digest('127.0.0.1:1/x:1').slice(7, 15) %>" }
`,
    ),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, event: { ref } });
  assert.equal(end.exitCode, 1);
  assert.match(end.text, /^compass\.yaml:10:36: .* evaluates to `null`, which is not a valid namespace\./m);
  assert.match(end.text, /^compass\.yaml:11:34: .* evaluates to `\["x"\]`, which is not a valid release name\./m);
  assert.match(
    end.text,
    /^compass\.yaml:12:20: .* evaluates to an empty string, which is not a valid chart location\./m,
  );
  assert.match(end.text, /^compass\.yaml:13:36: .* uses the digest of an image, which cannot be part of a name\./m);
});

test('a chart that is not required may use names that do not exist', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': spec(
      freshNamespace(),
      `charts:
  web: { chart: echo }
  search: { chart: echo, requires: [search], namespace: "<%= values.search.namespace %>" }
`,
    ).replace('folder: echo', 'folder: echo, search: false'),
    ...echoChart('echo'),
  });
  const end = await runStep({ workspace, event: { ref } });
  assert.equal(end.exitCode, 0, end.text);
  assert.deepEqual(outcomesOf(end.result), ['deployed', 'not-required']);
});

test('names may come from variables and files, and a secret that is not a valid name is not shown', async () => {
  const namespace = freshNamespace();
  const text = spec(
    `${namespace}-<%= readEnv('PLACE', { public: true }) %>`,
    `charts:
  web: { chart: "<%= readEnv('FOLDER', { public: true }) %>", release: "<%= readFile('name.txt').trim() %>", values-files: ["<%= readEnv('FOLDER', { public: true }) %>.yaml"] }
env: [PLACE, FOLDER, KEY]
`,
  ).replace('-<%= slug(branch) %>', '');
  const workspace = makeWorkspace({
    'compass.yaml': text,
    'name.txt': 'storefront\n',
    'echo.yaml': 'a: 1\n',
    ...echoChart('echo'),
  });
  const env = { PLACE: 'here', FOLDER: 'echo', KEY: '___' };
  const end = await runStep({ workspace, event: { ref }, env });
  assert.equal(end.exitCode, 0, end.text);
  assert.equal((await echoedValues(`${namespace}-here`, 'storefront'))['a'], 1);

  const secret = spec(namespace, 'env: [KEY]\ncharts: { web: { chart: echo, release: "<%= readEnv(\'KEY\') %>" } }\n');
  const refused = await runStep({ workspace: makeWorkspace({ 'compass.yaml': secret }), event: { ref }, env });
  assert.equal(refused.result.code, 'spec-invalid', refused.text);
});
