// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Dry runs: what a deployment would do, told by an account that may only read, and without a trace in the cluster.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { pushImage } from '../../rig/images.ts';
import { reasonsOf } from '../support/outcomes.ts';
import { deployment, echoChart, freshNamespace, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const auditLog = process.env['COMPASS_AUDIT_LOG'] ?? '';
const asPlanner = { command: 'plan', context: 'planner' };

/** A plan by an account that may only read, which must not leave a trace. */
async function plan(
  workspace: string,
  namespace: string,
  inputs: Readonly<Record<string, string>> = {},
): Promise<StepEnd> {
  const before = readAudit(auditLog).length;
  const end = await runStep({ workspace, inputs: { ...asPlanner, ...inputs } });
  const entries = readAudit(auditLog).slice(before);
  // Other tests use the other accounts at the same time.
  const byPlanner = entries.filter(({ user }) => user.username === asPlanner.context);
  assert.deepEqual(
    writesIn(byPlanner).map(({ verb, requestURI }) => `${verb} ${requestURI}`),
    [],
  );
  assert.deepEqual(
    writesIn(entries).filter(({ requestURI }) => requestURI.includes(namespace)),
    [],
  );
  return end;
}

test('a plan says of each chart what would happen and why, and what would change; nothing is written, and no job runs', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      base: { chart: 'echo', values: { size: 1 }, jobs: { before: ['touch ran-before'] } },
      web: { chart: 'web', depends: ['base'] },
      idle: { chart: 'echo' },
      after: { depends: ['base'], jobs: { before: ['touch ran-jobs-only'] } },
      later: { depends: ['idle'], jobs: { before: ['touch ran-never'] } },
    }),
    ...echoChart('echo'),
    ...echoChart('web', { 'deployment.yaml': deployment() }),
  });
  const first = await plan(workspace, namespace);
  assert.equal(first.exitCode, 0, first.text);
  assert.deepEqual(reasonsOf(first.result), [
    'base install: not installed',
    'web install: not installed',
    'idle install: not installed',
    'after run: not passed yet',
    'later run: not passed yet',
  ]);
  assert.equal(first.outputs['outcome'], 'success');
  assert.equal(first.outputs['changed'], 'true');
  assert.match(first.outputs['plan-digest'] ?? '', /^sha256:[0-9a-f]{64}$/);
  assert.match(first.text, new RegExp(`^The namespace \`${namespace}\` would be created\\.$`, 'm'));
  assert.match(first.text, /Jobs before the chart: `touch ran-before`\./);
  assert.match(first.text, / {4}\+kind: Deployment/);
  assert.equal(await kubectl('get', 'namespace', namespace, '--ignore-not-found'), '');

  for (const job of ['ran-before', 'ran-jobs-only', 'ran-never']) assert.ok(!existsSync(join(workspace, job)), job);

  const deployed = await runStep({ workspace });
  assert.equal(deployed.exitCode, 0, deployed.text);
  assert.equal(
    deployed.outputs['plan-digest'],
    first.outputs['plan-digest'],
    'a deployment has the digest of its plan',
  );

  const unchanged = await plan(workspace, namespace);
  assert.equal(unchanged.outputs['changed'], 'false');
  assert.match(unchanged.summary, /no changes/);
  assert.ok(unchanged.result.charts.every(({ outcome }) => outcome === 'unchanged'));
  assert.ok(!unchanged.lines.some((line) => line.startsWith('::group')), 'there is nothing to unfold');

  const spec = specFor(namespace, {
    base: { chart: 'echo', values: { size: 2 } },
    web: { chart: 'web', depends: ['base'] },
    idle: { chart: 'echo' },
    after: { depends: ['base'], jobs: { before: ['touch ran-jobs-only'] } },
    later: { depends: ['idle'], jobs: { before: ['touch ran-never'] } },
  });
  writeFiles(workspace, { 'compass.yaml': spec });
  const second = await plan(workspace, namespace);
  assert.deepEqual(reasonsOf(second.result), [
    'base upgrade: values changed',
    'web unchanged: same inputs as deployed',
    'idle unchanged: same inputs as deployed',
    'after run: jobs or dependencies changed',
    'later unchanged: already passed',
  ]);
  assert.match(
    second.summary,
    /```diff\n# ConfigMap base: changed\n@@[^\n]*\n[\s\S]*\n- {2}values: '\{"greeting":"from the chart","size":1\}'\n\+ {2}values: '\{"greeting":"from the chart","size":2\}'\n/,
  );
  const objects = (second.result.charts[0] as unknown as { objects: unknown }).objects;
  assert.deepEqual(objects, [{ kind: 'ConfigMap', name: 'base', change: 'change' }]);
});

test('a plan makes one request for the releases, one for each changing release, and one for each of their kinds', async () => {
  const namespace = freshNamespace();
  const names = Array.from({ length: 6 }, (_, index) => `c${index}`);
  const specOf = (changed: number) =>
    specFor(
      namespace,
      Object.fromEntries(names.map((name, index) => [name, { chart: 'echo', values: { a: index < changed } }])),
    );
  const workspace = makeWorkspace({ 'compass.yaml': specOf(0), ...echoChart('echo') });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const asked = async (changed: number) => {
    writeFiles(workspace, { 'compass.yaml': specOf(changed) });
    const before = readAudit(auditLog).length;
    await plan(workspace, namespace);
    const entries = readAudit(auditLog)
      .slice(before)
      .filter(({ user }) => user.username === 'planner');
    return entries.map(({ requestURI }) => requestURI.replace(/\?.*/, '').replaceAll(namespace, 'NS')).sort();
  };
  const secrets = '/api/v1/namespaces/NS/secrets';
  const nothing = await asked(0);
  assert.deepEqual(nothing, [secrets]);
  const some = await asked(4);
  const records = names.slice(0, 4).map((name) => `${secrets}/sh.helm.release.v1.${name}.v1`);
  assert.deepEqual(some, ['/api', '/api/v1/namespaces/NS/configmaps', secrets, ...records, '/apis', '/version']);
});

test('images go from digest to digest, also where only the tag has moved', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'echo', values: { image: `<%= image("${reference}") %>` } } }),
    ...echoChart('echo'),
  });
  const one = await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  await runStep({ workspace });
  const two = await pushImage(registry, `${namespace}/web`, 'develop', 'two');
  const end = await plan(workspace, namespace);
  assert.deepEqual(reasonsOf(end.result), ['web upgrade: images changed']);
  assert.match(end.text, new RegExp(`image ${reference}: ${one} → ${two}`));
  assert.match(end.summary, new RegExp(`sha256:${one.slice(7, 19)}</code> → <code>sha256:${two.slice(7, 19)}`));
  assert.deepEqual(JSON.parse(end.outputs['images'] ?? ''), { [reference]: two });
});

test('values made from secrets are hidden, random values are not changes, and missing ones are known later', async () => {
  const namespace = freshNamespace();
  const chart = echoChart('store', {
    'secret.yaml': `apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }}-credentials }
stringData: { password: {{ .Values.password | quote }}, salt: {{ randAlphaNum 12 | quote }} }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-derived, annotations: { checksum/secret: {{ .Values.password | sha256sum }} } }
data: { digest: {{ .Values.password | sha256sum }}, first: {{ .Values.password | trunc 3 | quote }}, plain: {{ .Values.plain | quote }}, random: {{ randAlphaNum 12 | quote }} }
`,
  });
  const specOf = (plain: string) => `version: 1
stack: shop
env: [PASSWORD]
environments: { staging: { branches: develop, namespace: ${namespace} } }
charts:
  store: { chart: store, values: { password: "<%= readEnv('PASSWORD') %>", plain: ${plain} } }
  app: { chart: echo, depends: [store], values: { salt: "<%= fromSecret('store-credentials', 'salt') %>" } }
`;
  const workspace = makeWorkspace({ 'compass.yaml': specOf('one'), ...chart, ...echoChart('echo') });
  const run = async (command: string, password: string) => {
    const inputs = command === 'plan' ? asPlanner : {};
    const end = await runStep({ workspace, inputs, env: { PASSWORD: password } });
    assert.equal(end.exitCode, 0, end.text);
    return end;
  };
  const first = await run('plan', 'tiger-in-the-tank');
  assert.deepEqual(reasonsOf(first.result), ['store install: not installed', 'app install: known after store']);
  assert.match(first.text, /\+ {2}values: '?.*\(known after store\)/);
  assert.match(first.text, /\+ {2}first: \(hidden\)/);

  await run('deploy', 'tiger-in-the-tank');
  const same = await run('plan', 'tiger-in-the-tank');
  assert.equal(same.outputs['changed'], 'false');

  writeFiles(workspace, { 'compass.yaml': specOf('two') });
  const second = await run('plan', 'tiger-in-the-tank');
  assert.deepEqual(reasonsOf(second.result), [
    'store upgrade: values changed',
    'app unchanged: same inputs as deployed',
  ]);
  assert.match(second.text, /- {2}plain: one\n.*\+ {2}plain: two/);
  assert.match(second.text, / {2}random: \(differs with each rendering\)/);
  assert.doesNotMatch(second.text, /Secret store-credentials/, 'what stays the same is no change');

  const third = await run('plan', 'lion-in-the-larder');
  assert.match(third.text, /Secret store-credentials: changed/);
  assert.match(third.text, /- {2}first: \(hidden\)\n[\s\S]*\+ {2}first: \(hidden, changed\)/);
  assert.match(third.text, /: changed; also checksum\/secret/);
  for (const end of [first, second, third]) {
    const shown = [...end.lines, end.summary, ...Object.values(end.outputs)].join('\n');
    assert.doesNotMatch(shown, /tiger-in|lion-in|"tig"|"lio"|: tig$|: lio$/m);
    assert.doesNotMatch(
      shown,
      new RegExp((await import('node:crypto')).createHash('sha256').update('tiger-in-the-tank').digest('hex')),
    );
  }
});

test('risks are shown: deletions, replicas set to 0, older images, immutable fields, fields of other managers', async () => {
  const namespace = freshNamespace();
  const workload = (version: string, replicas: number, label: string) => `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: ${replicas}
  selector: { matchLabels: { app: ${label} } }
  template:
    metadata: { labels: { app: ${label} } }
    spec: { containers: [{ name: main, image: "example.com/main:${version}" }] }
`;
  const claim = 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: gone }\n';
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web', wait: false } }),
    ...echoChart('web', { 'workload.yaml': workload('1.10.0', 2, 'one'), 'claim.yaml': claim }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  await kubectl('scale', 'deployment', 'web', '-n', namespace, '--replicas=5');
  writeFiles(workspace, {
    ...echoChart('web', { 'workload.yaml': workload('1.9.0', 0, 'two'), 'claim.yaml': '' }),
  });
  const end = await plan(workspace, namespace);
  const risks = (end.result.charts[0] as unknown as { risks: string[] }).risks;
  assert.deepEqual(risks.slice(0, 4), [
    'ConfigMap `gone` would be deleted',
    'Deployment `web` would be scaled to 0',
    'Deployment `web` would be downgraded from `example.com/main` 1.10.0 to 1.9.0',
    'Deployment `web` would be rejected: `spec.selector` is immutable',
  ]);
  assert.match(risks[4] ?? '', /^Deployment `web`: `kubectl` now manages `spec\.replicas`: .*`conflicts: take`/);
  assert.match(end.text, /⚠ Deployment `web` would be scaled to 0/);
  assert.match(end.summary, /⚠️ \*\*web\*\*: ConfigMap <code>gone<\/code> would be deleted/);
});

test('a deployment with another digest is refused before the first write, and says what moved', async () => {
  const namespace = freshNamespace();
  const reference = `${registry}/${namespace}/web:develop`;
  const specOf = (size: number) =>
    specFor(namespace, { web: { chart: 'echo', values: { size, image: `<%= image("${reference}") %>` } } });
  const workspace = makeWorkspace({ 'compass.yaml': specOf(1), ...echoChart('echo') });
  await pushImage(registry, `${namespace}/web`, 'develop', 'one');
  const digest = async () => (await plan(workspace, namespace)).outputs['plan-digest'] ?? '';
  const refused = async (approved: string) => {
    const end = await runStep({ workspace, inputs: { 'plan-digest': approved } });
    assert.equal(end.exitCode, 1);
    assert.equal(end.result.code, 'plan-moved');
    return end.text;
  };
  const first = await digest();
  const moved = await pushImage(registry, `${namespace}/web`, 'develop', 'two');
  assert.match(
    await refused(first),
    new RegExp(`Changed: the digest of an image \\(now ${reference} is ${moved}\\)\\.`),
  );
  assert.equal(await kubectl('get', 'namespace', namespace, '--ignore-not-found'), '');
  const second = await digest();
  writeFiles(workspace, { 'compass.yaml': specOf(2) });
  assert.match(await refused(second), /Changed: the values of a chart\./);
  const third = await digest();
  const approved = await runStep({ workspace, inputs: { 'plan-digest': third } });
  assert.equal(approved.exitCode, 0, approved.text);
  assert.match(
    await refused(third),
    /Changed: the list of charts, or what happens to them \(now web: unchanged\); the releases in the cluster \(now web has revision 1, deployed\)\./,
  );
});

test('a plan renders with the kinds of the cluster and of earlier charts; a failing lookup makes it partial', async () => {
  const namespace = freshNamespace();
  const group = `${namespace}.example.com`;
  const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;
  const looking = `{{ $found := lookup "v1" "Node" "" "fake" }}
apiVersion: v1
kind: ConfigMap
metadata: { name: found }
data:
  uid: {{ $found.metadata.uid | quote }}
  serves: {{ .Capabilities.APIVersions.Has "${group}/v1/Widget" | quote }}
  version: {{ .Capabilities.KubeVersion.Version | quote }}
`;
  const asking = looking.replace(/^.*\n/, '').replace(/^ {2}uid.*\n/m, '');
  const spec = specFor(namespace, {
    definitions: { chart: 'definitions' },
    user: { chart: 'user', depends: ['definitions'] },
    looker: { chart: 'looker' },
    stranger: { chart: 'stranger' },
  });
  const workspace = makeWorkspace({
    'compass.yaml': spec,
    ...echoChart('definitions'),
    'definitions/crds/widgets.yaml': definition,
    ...echoChart('user', { 'asking.yaml': asking }),
    ...echoChart('looker', { 'looking.yaml': looking }),
    ...echoChart('stranger', { 'asking.yaml': asking }),
  });
  const end = await plan(workspace, namespace, { context: 'reader' });
  assert.equal(end.exitCode, 0, end.text);
  const uid = (await kubectl('get', 'node', 'fake', '-o', 'jsonpath={.metadata.uid}')).trim();
  assert.match(end.text, new RegExp(`\\+ {2}uid: ${uid}`));
  const served = [...end.text.matchAll(/\+ {2}serves: "(true|false)"/g)].map(([, one]) => one);
  assert.deepEqual(served.sort(), ['false', 'false', 'true'], 'only who comes after the definitions is served them');
  const real = JSON.parse(await kubectl('version', '-o', 'json')).serverVersion.gitVersion;
  assert.equal([...end.text.matchAll(new RegExp(`\\+ {2}version: ${real}`, 'g'))].length, 3);

  assert.ok(
    end.result.charts.every((chart) => !('partial' in chart)),
    end.text,
  );

  const blind = await plan(workspace, namespace, { only: 'looker' });
  assert.equal(blind.exitCode, 0, blind.text);
  assert.match(
    (blind.result.charts[0] as unknown as { partial: string }).partial ?? '',
    /`lookup`, which failed: .*forbidden/,
  );
  assert.match(blind.summary, /install \(partial\)/);
});

test('CRDs are planned as a deployment treats them', async () => {
  const namespace = freshNamespace();
  const group = `${namespace}.example.com`;
  const definition = (fields: readonly string[]) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: widgets.${group} }
spec:
  group: ${group}
  scope: Namespaced
  names: { kind: Widget, plural: widgets }
  versions:
    - name: v1
      served: true
      storage: true
      schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { ${fields.map((field) => `${field}: { type: string }`).join(', ')} } } } } }
`;
  const specOf = (size: number, crds: string) => specFor(namespace, { web: { chart: 'web', crds, values: { size } } });
  const workspace = makeWorkspace({
    'compass.yaml': specOf(1, 'install'),
    ...echoChart('web'),
    'web/crds/widgets.yaml': definition(['size']),
  });
  const asReader = { context: 'reader' };
  const objectsIn = ({ result }: StepEnd) => {
    const { objects = [] } = result.charts[0] as unknown as { objects?: { kind: string; change: string }[] };
    return objects.map(({ kind, change }) => `${kind} ${change}`);
  };
  const first = await plan(workspace, namespace, asReader);
  assert.deepEqual(objectsIn(first), ['CustomResourceDefinition create', 'ConfigMap create']);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  try {
    writeFiles(workspace, {
      'compass.yaml': specOf(2, 'install'),
      'web/crds/widgets.yaml': definition(['size', 'colour']),
    });
    assert.deepEqual(
      objectsIn(await plan(workspace, namespace, asReader)),
      ['ConfigMap change'],
      'it is left as it is',
    );
    writeFiles(workspace, { 'compass.yaml': specOf(2, 'upgrade') });
    const newer = await plan(workspace, namespace, asReader);
    assert.deepEqual(objectsIn(newer), ['CustomResourceDefinition change', 'ConfigMap change']);
    assert.match(newer.text, /\+ {2,}colour:/);
    assert.match(newer.text, new RegExp(`⚠ the CRD \`widgets\\.${group}\` would be changed for the whole cluster`));
    writeFiles(workspace, { 'web/crds/widgets.yaml': definition(['colour']) });
    const older = await plan(workspace, namespace, asReader);
    assert.deepEqual(objectsIn(older), ['ConfigMap change']);
    assert.match(older.text, /would stay as it is: the chart's CRD is older, because it /);
    await kubectl('delete', 'crd', `widgets.${group}`);
    assert.deepEqual(objectsIn(await plan(workspace, namespace, asReader)), [
      'CustomResourceDefinition create',
      'ConfigMap change',
    ]);
    writeFiles(workspace, { 'compass.yaml': specOf(2, 'install') });
    assert.deepEqual(objectsIn(await plan(workspace, namespace, asReader)), [
      'CustomResourceDefinition create',
      'ConfigMap change',
    ]);
    writeFiles(workspace, { 'compass.yaml': specOf(2, 'skip') });
    assert.deepEqual(objectsIn(await plan(workspace, namespace, asReader)), ['ConfigMap change']);
  } finally {
    await kubectl('delete', 'crd', `widgets.${group}`, '--ignore-not-found');
  }
});

test('a plan says which namespaces it creates, and which ones a chart would not find', async () => {
  const [own, brought, never] = [freshNamespace(), freshNamespace(), freshNamespace()];
  const bringing = `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${brought} }\n`;
  const into = (namespace: string, depends: readonly string[] = []) => ({
    chart: 'echo',
    namespace,
    depends,
    'create-namespace': false,
  });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(own, {
      first: { chart: 'first' },
      second: into(own, ['first']),
      third: into(brought, ['second']),
      fourth: into(brought),
      fifth: into(never, ['first']),
    }),
    ...echoChart('first', { 'namespace.yaml': bringing }),
    ...echoChart('echo'),
  });
  const end = await plan(workspace, own);
  assert.equal(end.exitCode, 0, end.text);
  assert.match(end.text, new RegExp(`^The namespace \`${own}\` would be created\\.$`, 'm'));
  assert.doesNotMatch(end.text, new RegExp(`(${brought}|${never})\` is created`));
  const risky = end.result.charts.filter((chart) => 'risks' in chart).map(({ name }) => name);
  assert.deepEqual(risky, ['fourth', 'fifth'], end.text);
  assert.match(
    end.summary,
    new RegExp(`the namespace <code>${never}</code> does not exist, and no chart before this one creates it`),
  );
});

test('a plan of a removal shows what is deleted and what stays', async () => {
  const namespace = freshNamespace();
  const claim = `apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: data }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
`;
  const specOf = (remove: boolean) => specFor(namespace, { web: { chart: 'web', wait: false, remove } });
  const workspace = makeWorkspace({ 'compass.yaml': specOf(false), ...echoChart('web', { 'claim.yaml': claim }) });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': specOf(true) });
  const end = await plan(workspace, namespace);
  assert.deepEqual(reasonsOf(end.result), ['web remove: `remove` is set']);
  assert.deepEqual((end.result.charts[0] as unknown as { risks: string[] }).risks, [
    'ConfigMap `web` would be deleted',
    'PersistentVolumeClaim `data` would no longer be part of the release, but would stay in the cluster',
  ]);
});

test('a chart that Helm cannot render, or whose release has another owner, fails in the plan as in the deployment', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { bad: { chart: 'bad' }, good: { chart: 'echo' } }),
    ...echoChart('bad', { 'fail.yaml': '{{ fail "no such luck" }}' }),
    ...echoChart('echo'),
  });
  const end = await plan(workspace, namespace);
  assert.equal(end.exitCode, 1);
  assert.equal(end.outputs['outcome'], 'failure');
  assert.deepEqual(
    end.result.charts.map(({ name, outcome, code }) => `${name} ${outcome} ${code ?? ''}`),
    ['bad failed helm-failed', 'good install '],
  );
  assert.match(end.text, /no such luck/);
  assert.match(end.summary, /\| bad \| ❌&nbsp;failed \| <code>helm-failed<\/code>/);
});
