// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// What does `compass` print in a terminal? The answer on standard output, everything else on standard error.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseAllDocuments } from 'yaml';
import { pushImage } from '../../rig/images.ts';
import { echoChart, echoedValues, freshNamespace, specFor } from '../support/stack.ts';
import { makeWorkspace, writeFiles } from '../support/step.ts';
import { checkOut, runTerminal } from '../support/terminal.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';

const layered = (namespace: string) => `version: 1
stack: shop
env: [WEB_KEY]
values: { domain: example.com, replicas: 1 }
environments:
  staging:
    branches: develop
    namespace: ${namespace}
    values-files: ["env/<%= environment %>.yaml"]
    values: { explorer: false }
  production: { branches: master, namespace: ${namespace}-prod, protected: true, values: { explorer: true } }
charts:
  store: { chart: echo }
  web:
    chart: echo
    depends: [store]
    values-files: [web.yaml]
    values:
      replicas: "<%= values.replicas %>"
      url: "https://<%= values.domain %>"
      image: "<%= image(\`${registry}/${namespace}/web:\${imageTag}\`) %>"
      key: "<%= readEnv('WEB_KEY') %>"
      later: "<%= fromConfigMap('store', 'values') %>"
      list: [1, no]
  explorer: { chart: echo, requires: [explorer], depends: [web] }
  migrate: { depends: [store], jobs: { before: ["true"] } }
`;

function layeredWorkspace(namespace: string): string {
  return makeWorkspace({
    'compass.yaml': layered(namespace),
    'env/staging.yaml': 'replicas: 2\n',
    'web.yaml': 'url: low\nfromFile: { deep: "no" }\n',
    ...echoChart('echo', {
      'secret.yaml':
        'apiVersion: v1\nkind: Secret\nmetadata: { name: s }\ndata: { key: {{ .Values.key | toString | b64enc }} }\n',
    }),
  });
}

test('`deploy` deploys to the environment of the checked-out branch, logs to standard error, and prints the result', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      web: { chart: 'echo', values: { commit: '<%= sha %>', on: '<%= branch %>' } },
    }),
    ...echoChart('echo'),
  });
  const sha = checkOut(workspace, 'develop');
  mkdirSync(join(workspace, 'below'));
  const first = await runTerminal(join(workspace, 'below'), [
    'deploy',
    '--spec',
    '../compass.yaml',
    '--helm-version',
    'path',
  ]);
  assert.equal(first.exitCode, 0, first.err);
  assert.equal(first.out, '');
  assert.match(first.err, /^Deploying test to staging .*\n[\s\S]*✓ web deployed in .*\n1 chart: 1 deployed, in .*\n$/);
  assert.doesNotMatch(first.err, /^::/m);
  assert.deepEqual(await echoedValues(namespace, 'web'), { greeting: 'from the chart', commit: sha, on: 'develop' });

  const again = await runTerminal(workspace, ['deploy', '--output=json']);
  const result = JSON.parse(again.out);
  assert.equal(result.command, 'deploy');
  assert.deepEqual([result.outcome, result.charts[0].outcome, result.charts[0].revision], ['success', 'unchanged', 1]);
});

test('only its own branches are deployed to a protected environment, and any branch can be planned', async () => {
  const workspace = layeredWorkspace(freshNamespace());
  checkOut(workspace, 'develop');
  const deploy = await runTerminal(workspace, ['deploy', '--environment=production', '--branch=master']);
  assert.equal(deploy.exitCode, 1);
  assert.match(deploy.err, /\[environment-protected\]/);
  const look = await runTerminal(workspace, ['render', 'store', '--environment=production', '--helm-version=path']);
  assert.equal(look.exitCode, 0, look.err);
});

test('`render` prints the values and objects of a chart, without secrets', async () => {
  const namespace = freshNamespace();
  const digest = await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const workspace = layeredWorkspace(namespace);
  checkOut(workspace, 'develop');
  const secret = 'a-secret-of-the-web';
  const ended = await runTerminal(workspace, ['render', 'web', '--helm-version=path'], { WEB_KEY: secret });
  assert.equal(ended.exitCode, 0, ended.err);
  assert.equal(ended.err, '');
  const [values, ...objects] = parseAllDocuments(ended.out).map((document) => document.toJS());
  const image = `${registry}/${namespace}/web:develop@${digest}`;
  const later = '(known once its dependencies are deployed)';
  const expected = {
    url: 'https://example.com',
    fromFile: { deep: 'no' },
    replicas: 2,
    image,
    key: '***',
    later,
    list: [1, 'no'],
  };
  assert.deepEqual(values, expected);
  assert.deepEqual(
    objects.map(({ kind }) => kind),
    ['Secret', 'ConfigMap'],
  );
  assert.equal(Buffer.from(objects[0].data.key, 'base64').toString(), '***');
  assert.deepEqual(JSON.parse(objects[1].data.values), { greeting: 'from the chart', ...expected });
  assert.doesNotMatch(ended.out, new RegExp(`${secret}|${Buffer.from(secret).toString('base64')}`));
});

test('`render --explain` shows the layer that each value comes from', async () => {
  const namespace = freshNamespace();
  await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const workspace = layeredWorkspace(namespace);
  checkOut(workspace, 'develop');
  const ended = await runTerminal(
    workspace,
    ['render', 'web', '--explain', '--helm-version=path', '--values', 'domain: other.example.com'],
    { WEB_KEY: 'a-secret-of-the-web' },
  );
  assert.equal(ended.exitCode, 0, ended.err);
  assert.equal(
    ended.out.replace(/sha256:\w+/, 'DIGEST'),
    `# web in staging: release web, namespace ${namespace}
# Each value, and where it comes from:
greeting: from the chart # the chart's own values.yaml
url: https://other.example.com # charts.web.values (compass.yaml:20:12) ← values.domain from the input values
fromFile:
  deep: "no" # web.yaml
replicas: 2 # charts.web.values (compass.yaml:19:17) ← values.replicas from env/staging.yaml
image: ${registry}/${namespace}/web:develop@DIGEST # charts.web.values (compass.yaml:21:14)
key: "***" # charts.web.values (compass.yaml:22:12)
later: (known once its dependencies are deployed) # charts.web.values (compass.yaml:23:14)
list:
# charts.web.values (compass.yaml:24:13)
- 1
- "no"
`,
  );
});

test('`render` says why there is nothing to render', async () => {
  const workspace = layeredWorkspace(freshNamespace());
  checkOut(workspace, 'develop');
  const render = async (chart: string) => (await runTerminal(workspace, ['render', chart, '--helm-version=path'])).out;
  assert.equal(await render('explorer'), '# explorer is not deployed to staging: its `requires` is not met there.\n');
  assert.equal(await render('migrate'), '# migrate has only jobs, so there is nothing to render.\n');
  const unknown = await runTerminal(workspace, ['render', 'wob']);
  assert.equal(unknown.exitCode, 1);
  assert.equal(unknown.err, 'There is no chart `wob` in compass.yaml. [chart-unknown]\n  → Did you mean `web`?\n');
  const unset = await runTerminal(workspace, ['render', 'web']);
  assert.match(unset.err, /the environment variable WEB_KEY is not set/);
});

test('an error in a chart is reported in the words of Helm', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor('ns', { web: { chart: 'echo' } }),
    ...echoChart('echo', { 'broken.yaml': '{{ required "a port is needed" .Values.port }}' }),
  });
  const ended = await runTerminal(workspace, ['render', 'web', '--environment=staging', '--helm-version=path']);
  assert.equal(ended.exitCode, 1);
  assert.match(ended.err, /Helm: .*a port is needed/);
});

test('`graph` draws the charts, and dashes those that an environment does not require', async () => {
  const workspace = layeredWorkspace('shop');
  const mermaid = await runTerminal(workspace, ['graph', '--environment', 'staging']);
  assert.equal(
    mermaid.out,
    `graph LR
  n0["store"]
  n1["web"]
  n2["explorer"]:::dashed
  n3["migrate"]
  n0 --> n1
  n1 --> n2
  n0 --> n3
  classDef dashed stroke-dasharray:5 5
`,
  );
  const dot = await runTerminal(workspace, ['graph', '--format=dot', '--only=web']);
  assert.equal(
    dot.out,
    `digraph "shop" {
  rankdir=LR;
  node [shape=box];
  "store";
  "web";
  "store" -> "web";
}
`,
  );
});

test('`validate` and `matrix` answer on standard output, and report problems on standard error', async () => {
  const workspace = layeredWorkspace('shop');
  checkOut(workspace, 'develop');
  const valid = await runTerminal(workspace, ['validate']);
  assert.deepEqual(valid, { exitCode: 0, out: 'compass.yaml is valid: staging, production.\n', err: '' });
  const matrix = await runTerminal(workspace, ['matrix']);
  assert.deepEqual(JSON.parse(matrix.out), {
    include: [{ environment: 'staging', namespace: 'shop', branch: 'develop' }],
  });

  writeFiles(workspace, { 'compass.yaml': `${layered('shop')}  broken: { chart: echo, depends: [wab] }\n` });
  const broken = await runTerminal(workspace, ['validate', '--output', 'json']);
  assert.equal(broken.exitCode, 1);
  assert.equal(JSON.parse(broken.out).code, 'spec-invalid');
  assert.match(broken.err, /^compass\.yaml:27:36: .*`wab`[\s\S]*\^[\s\S]*Did you mean `web`\?/);
});

test('a command that is not implemented, and wrong flags, are refused with all problems at once', async () => {
  const workspace = layeredWorkspace('shop');
  const destroy = await runTerminal(workspace, ['destroy', '--environment=staging']);
  assert.deepEqual([destroy.exitCode, destroy.out], [1, '']);
  assert.match(destroy.err, /The command `destroy` is planned, but not implemented/);
  const wrong = await runTerminal(workspace, ['deploy', '--concurency=2', '--timeout']);
  assert.equal(wrong.exitCode, 1);
  assert.match(wrong.err, /`--concurency`[\s\S]*Did you mean `--concurrency`\?[\s\S]*`--timeout` has no value/);
  const input = await runTerminal(workspace, ['deploy', '--timeout=5']);
  assert.match(
    input.err,
    /The input `timeout` is "5": it must be a duration with a unit[\s\S]*→ Correct `--timeout`\./,
  );
});

test('without a branch or an environment, a view takes the only environment, and a deployment fails', async () => {
  const alone = makeWorkspace({ 'compass.yaml': specFor('ns', { web: { chart: 'echo' } }), ...echoChart('echo') });
  const only = await runTerminal(alone, ['render', 'web', '--helm-version=path']);
  assert.equal(only.exitCode, 0, only.err);
  assert.match(only.out, /^# web in staging/);
  const deploy = await runTerminal(alone, ['deploy']);
  assert.equal(deploy.exitCode, 1);
  assert.match(
    deploy.err,
    /No branch is checked out.*\n {2}→ Choose an environment with `--environment`: staging\. .*`--branch`/,
  );
  const several = await runTerminal(layeredWorkspace('shop'), ['render', 'store', '--branch=other']);
  assert.equal(several.exitCode, 1);
  assert.match(
    several.err,
    /The branch `other` maps to no environment of compass\.yaml\. Mapped branches: develop → staging; master → production\. \[environment-unknown\]/,
  );
});

test('raw objects that are not known yet are named, and JSON holds the answer too', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor('ns', { raw: { manifests: ['a.yaml.ejs'] } }),
    'a.yaml.ejs': 'kind: ConfigMap\nmetadata: { name: <%= fromConfigMap("a", "b") %> }\n',
  });
  const ended = await runTerminal(workspace, ['render', 'raw', '--helm-version=path']);
  assert.match(ended.out, /# \(a\.yaml\.ejs: known once the chart's dependencies are deployed\)/);
  const graph = await runTerminal(workspace, ['graph', '--output=json']);
  assert.equal(JSON.parse(graph.out).answer, 'graph LR\n  n0["raw"]\n');
});

test('a flag without its value, and the arguments after a wrong flag, are reported once', async () => {
  const missing = await runTerminal('/', ['render', 'web', '--environment', '--output', 'json']);
  assert.match(missing.err, /^The flag `--environment` has no value\. .*\n.*\n$/);
  const wrong = await runTerminal('/', ['render', 'web', '-e', 'dev']);
  assert.match(wrong.err, /^`-e` is not a flag of Compass\. .*\n.*\n$/);
});

test('raw objects whose template reads a secret are not shown, however short the secret is', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': JSON.stringify({
      ...JSON.parse(specFor('ns', { raw: { manifests: ['*.yaml.ejs', 'b.yaml'] } })),
      env: ['PIN'],
    }),
    'a.yaml.ejs':
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { pin: "<%= readEnv(\'PIN\') %>" }\n',
    'b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: b }\n',
  });
  const ended = await runTerminal(workspace, ['render', 'raw', '--helm-version=path'], { PIN: '4711' });
  assert.equal(ended.exitCode, 0, ended.err);
  assert.match(ended.out, /# \(a\.yaml\.ejs: not shown, because its template reads a secret\)[\s\S]*name: b/);
  assert.doesNotMatch(ended.out, /4711/);
});

test('`plan` prints what would change to standard output, and no control character of a chart reaches the terminal', async () => {
  const namespace = freshNamespace();
  const evil = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: evil }\ndata: { a: "\\e[2Jgone\\r\\a" }\n';
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo' } }),
    ...echoChart('echo', { 'evil.yaml': evil }),
  });
  checkOut(workspace, 'develop');
  const end = await runTerminal(workspace, ['plan']);
  assert.equal(end.exitCode, 0, end.err);
  assert.match(end.out, /^ {2}ConfigMap evil: created$/m);
  assert.match(end.out, /^\+ web install \(not installed\)$/m);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it looks for them
  assert.doesNotMatch(end.out + end.err, /[\u0000-\u0009\u000b-\u001f]/);
  assert.match(end.err, /^1 chart: 1 to install/m);
  const json = await runTerminal(workspace, ['plan', '--output', 'json']);
  assert.equal(JSON.parse(json.out).charts[0].outcome, 'install');
});
