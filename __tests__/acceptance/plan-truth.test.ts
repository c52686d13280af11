// What a plan says is what a deployment then does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { echoChart, freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

interface Planned {
  readonly name: string;
  readonly outcome: string;
  readonly reason: string;
  readonly code?: string;
  readonly objects?: readonly { readonly kind: string; readonly name: string; readonly change: string }[];
  readonly risks?: readonly string[];
  readonly partial?: string;
}

const plan = (workspace: string, inputs: Record<string, string> = {}) =>
  runStep({ workspace, inputs: { command: 'plan', context: 'reader', ...inputs } });
const chartsIn = ({ result }: StepEnd) => result.charts as unknown as readonly Planned[];
const objectsIn = (end: StepEnd) =>
  (chartsIn(end)[0]?.objects ?? []).map(({ kind, name, change }) => `${kind} ${name} ${change}`);
const configMap = (name: string, rest = '') =>
  `---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}${rest} }\ndata: { a: b }\n`;

test('after a failed upgrade, the plan compares with what runs, as Helm does', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web', wait: false } }),
    ...echoChart('web', { 'a.yaml': configMap('precious') }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const broken = 'apiVersion: v1\nkind: Service\nmetadata: { name: s }\nspec: { ports: [{ port: 99999 }] }\n';
  writeFiles(workspace, echoChart('web', { 'a.yaml': configMap('precious'), 'b.yaml': broken }));
  assert.equal((await runStep({ workspace })).exitCode, 1);
  writeFiles(workspace, echoChart('web', { 'a.yaml': '', 'b.yaml': '' }));
  const end = await plan(workspace);
  assert.equal(chartsIn(end)[0]?.reason, 'revision 2 failed');
  assert.deepEqual(objectsIn(end), ['ConfigMap precious delete']);
  assert.deepEqual(chartsIn(end)[0]?.risks, ['ConfigMap `precious` would be deleted']);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  assert.equal(await kubectl('get', 'configmap', 'precious', '-n', namespace, '--ignore-not-found'), '');
});

test('an object with another name in each rendering is reported as such, and hides no deletion', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web' } }),
    ...echoChart('web', { 'a.yaml': configMap('plain') + configMap('data-main') }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, echoChart('web', { 'a.yaml': configMap('x{{ randAlphaNum 6 | lower }}') }));
  const [end, again] = [await plan(workspace), await plan(workspace)];
  assert.deepEqual(objectsIn(end), [
    'ConfigMap data-main delete',
    'ConfigMap plain delete',
    'ConfigMap (differs with each rendering) create',
  ]);
  assert.equal(end.summary, again.summary, 'two plans of the same are the same');
});

test('a time in whole seconds is not a change', async () => {
  const chart = echoChart('web', {
    'a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: t }\ndata: { at: {{ now | unixEpoch | quote }} }\n',
  });
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { web: { chart: 'web' } }), ...chart });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  const specOf = specFor(namespace, { web: { chart: 'web', values: { a: 1 } } });
  writeFiles(workspace, { 'compass.yaml': specOf });
  assert.deepEqual(objectsIn(await plan(workspace)), ['ConfigMap web change']);
});

test('removed hooks stay in the cluster, and test hooks are not created', async () => {
  const hook = (event: string) => `, annotations: { helm.sh/hook: ${event} }`;
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { web: { chart: 'web' } }),
    ...echoChart('web', { 'a.yaml': configMap('hook', hook('post-install')) + configMap('tested', hook('test')) }),
  });
  assert.deepEqual(objectsIn(await plan(workspace)), ['ConfigMap hook create', 'ConfigMap web create']);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, echoChart('web', { 'a.yaml': '' }));
  assert.deepEqual(objectsIn(await plan(workspace)), []);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  assert.notEqual(await kubectl('get', 'configmap', 'hook', '-n', namespace, '--ignore-not-found'), '');
});

test('jobs that depend on jobs run, and dependents of a failing chart do not', async () => {
  const namespace = freshNamespace();
  const job = (...depends: string[]) => ({ depends, jobs: { before: ['true'] } });
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      new: { chart: 'echo' },
      one: job('new'),
      two: job('one'),
      three: job('two'),
      bad: { chart: 'bad', 'allow-failure': true },
      behind: { chart: 'echo', depends: ['bad'] },
    }),
    ...echoChart('echo'),
    ...echoChart('bad', { 'fail.yaml': '{{ fail "no such luck" }}' }),
  });
  const planned = await plan(workspace);
  assert.deepEqual(
    chartsIn(planned).map(({ name, outcome }) => `${name} ${outcome}`),
    ['new install', 'one run', 'two run', 'three run', 'bad failed', 'behind install'],
  );
  assert.equal(planned.exitCode, 0, 'a failure that is allowed');
  const deployed = await runStep({ workspace });
  assert.deepEqual(
    chartsIn(deployed).map(({ name, outcome }) => `${name} ${outcome}`),
    ['new deployed', 'one ran', 'two ran', 'three ran', 'bad failed', 'behind deployed'],
  );
  assert.equal(deployed.exitCode, 0);
  const strict = specFor(namespace, {
    bad: { chart: 'bad' },
    behind: { chart: 'echo', depends: ['bad'], values: { a: 1 } },
  });
  writeFiles(workspace, { 'compass.yaml': strict });
  const failing = await plan(workspace);
  assert.equal(failing.exitCode, 1);
  assert.deepEqual(chartsIn(failing)[1]?.risks, ['the chart would be skipped, because `bad` would fail']);
});

test('values made from a deferred value are not shown as if they were known, and a wrong name is reported at once', async () => {
  const namespace = freshNamespace();
  const derived = `apiVersion: v1
kind: ConfigMap
metadata: { name: derived }
data: { encoded: {{ .Values.v | toString | b64enc | quote }}, hash: {{ .Values.v | toString | sha256sum }}, plain: known }
`;
  const specOf = (name: string) =>
    specFor(namespace, {
      base: { chart: 'base' },
      user: { chart: 'user', depends: ['base'], values: { v: `<%= fromConfigMap('${name}', 'a') %>` } },
      strict: { chart: 'strict', depends: ['base'], values: { v: `<%= fromConfigMap('${name}', 'a') %>` } },
    });
  const workspace = makeWorkspace({
    'compass.yaml': specOf('found'),
    ...echoChart('base', { 'a.yaml': configMap('found') }),
    ...echoChart('user', { 'derived.yaml': derived }),
    ...echoChart('strict'),
    'strict/values.schema.json': JSON.stringify({ properties: { v: { pattern: '^[a-z]$' } } }),
  });
  const first = await plan(workspace);
  assert.equal(first.exitCode, 0, first.text);
  assert.match(
    first.text,
    /\+ {2}encoded: \(known after base\)\n {4}\+ {2}hash: \(known after base\)\n {4}\+ {2}plain: known/,
  );
  assert.equal(
    chartsIn(first)[2]?.partial,
    'The chart cannot be rendered until the values that it reads from the cluster exist.',
  );
  assert.doesNotMatch(first.text + first.summary, /compass:known|Y29tcGFzc/i);
  assert.equal((await runStep({ workspace })).exitCode, 0);
  writeFiles(workspace, { 'compass.yaml': specOf('fuond') });
  const wrong = await plan(workspace);
  assert.equal(chartsIn(wrong)[1]?.code, 'template-failed', wrong.text);
  assert.match(wrong.text, /there is no ConfigMap `?fuond/);

  // Nobody comes before it, and this account may not read it.
  const alone = specFor(namespace, { alone: { chart: 'user', values: { v: `<%= fromConfigMap('found', 'a') %>` } } });
  writeFiles(workspace, { 'compass.yaml': alone });
  const unread = await plan(workspace, { context: 'planner' });
  assert.equal(chartsIn(unread)[0]?.reason, 'known at deployment', unread.text);
  assert.match(unread.text, /\+ {2}encoded: \(known at deployment\)/);
});

test("a plan's digest changes with the variables of jobs, and with a release that someone created again", async () => {
  const namespace = freshNamespace();
  const specOf = (target: string) =>
    specFor(namespace, {
      web: { chart: 'echo', values: { a: 2 }, jobs: { before: [{ run: 'true', env: { TARGET: target } }] } },
    });
  const workspace = makeWorkspace({ 'compass.yaml': specOf('staging'), ...echoChart('echo') });
  const digest = async () => (await plan(workspace)).outputs['plan-digest'] ?? '';
  const first = await digest();
  assert.equal(await digest(), first);
  writeFiles(workspace, { 'compass.yaml': specOf('production') });
  const refused = await runStep({ workspace, inputs: { 'plan-digest': first } });
  assert.equal(refused.result.code, 'plan-moved');
  assert.match(refused.text, /Changed: the settings or jobs of a chart\./);

  await helm('install', 'web', `${workspace}/echo`, '-n', namespace, '--create-namespace');
  const approved = await digest();
  await helm('uninstall', 'web', '-n', namespace);
  await helm('install', 'web', `${workspace}/echo`, '-n', namespace, '--set', 'greeting=evil');
  const other = await runStep({ workspace, inputs: { 'plan-digest': approved } });
  assert.equal(other.result.code, 'plan-moved', other.text);
  assert.match(other.text, /the releases in the cluster/);
});
