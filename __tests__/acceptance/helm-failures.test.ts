// What the real Helm and API server say when they refuse a release is recognised, and told with something to do.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { denyByPolicy, deployment, echoChart, freshNamespace, helm, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const config = (name: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { a: b }\n`;

/** Neither hook is ready, nor is a Job needed: the rig's pods run nothing. */
const hook = `apiVersion: v1
kind: Pod
metadata: { name: {{ .Release.Name }}-check, annotations: { helm.sh/hook: pre-install, rig/never-ready: 'true' } }
spec: { containers: [{ name: main, image: example.com/main:1 }] }
`;

const schema = JSON.stringify({
  type: 'object',
  additionalProperties: false,
  properties: { replicas: { type: 'integer' }, size: { type: 'integer' }, greeting: { type: 'string' } },
});

/** The names of the failed charts in `told` are exactly those that failed, and each hint is the one below its chart. */
function assertTold({ result, lines, text }: StepEnd, told: Readonly<Record<string, { why: RegExp; hint: string }>>) {
  const failed = result.charts.filter(({ outcome }) => outcome === 'failed');
  assert.deepEqual(failed.map(({ name }) => name).sort(), Object.keys(told).sort(), text);
  for (const { name, reason } of failed) {
    assert.match(reason, told[name]?.why ?? /never/, name);
    const end = lines.findIndex((line) => line.startsWith(`✗ ${name} failed`));
    const hint = lines.slice(end).find((line) => line.trim().startsWith('→ '));
    assert.equal(hint?.trim(), `→ ${told[name]?.hint}`, name);
  }
}

test('a first deployment that Helm or the cluster refuses is reported with what to do', async (context) => {
  const [namespace, dying, full, guarded] = [freshNamespace(), freshNamespace(), freshNamespace(), freshNamespace()];
  for (const one of [namespace, dying, full, guarded]) await kubectl('create', 'namespace', one);
  await kubectl('create', 'configmap', 'nobodys', '-n', namespace);
  await kubectl('create', 'quota', 'few', '--hard=count/configmaps=0', '-n', full);
  await holdWhileDeleted(dying);
  context.after(() => release(dying));
  await denyByPolicy(guarded, 'CREATE', 'no objects here');
  context.after(() => kubectl('delete', 'validatingadmissionpolicy,validatingadmissionpolicybinding', guarded));
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, {
      owner: { chart: 'plain' },
      exists: { chart: 'exists' },
      thief: { chart: 'thief', depends: ['owner'] },
      missing: { chart: 'plain', namespace: `${namespace}-none`, 'create-namespace': false },
      dying: { chart: 'plain', namespace: dying },
      large: { chart: 'large' },
      full: { chart: 'plain', namespace: full },
      guarded: { chart: 'plain', namespace: guarded },
      slow: { chart: 'slow', timeout: '2s' },
      invalid: { chart: 'invalid' },
    }),
    ...echoChart('plain'),
    ...echoChart('exists', { 'a.yaml': config('nobodys') }),
    ...echoChart('thief', { 'a.yaml': config('owner') }),
    ...echoChart('large'),
    'large/files/picture.txt': randomBytes(900_000).toString('base64'),
    ...echoChart('slow', { 'a.yaml': hook }),
    ...echoChart('invalid', { 'a.yaml': deployment().replace('name: main,', 'name: Not_Valid,') }),
  });

  assertTold(await runStep({ workspace }), {
    exists: {
      why: /^ConfigMap `nobodys` in namespace `\S+` exists, and belongs to no release\./,
      hint: 'Set `adopt: true` on the chart to take it over, or give the object another name.',
    },
    thief: {
      why: /^ConfigMap `owner` in namespace `\S+` belongs to the release `owner` in namespace `\S+`\./,
      hint: 'Give the object another name in one of the two charts, or remove it from one of them.',
    },
    missing: {
      why: /namespaces "\S+" not found/,
      hint: `Create the namespace: \`kubectl create namespace ${namespace}-none\`, or remove \`create-namespace: false\` from the chart.`,
    },
    dying: {
      why: /is being terminated/,
      hint: `Wait until the namespace \`${dying}\` is gone, then deploy again. To see what blocks it: \`kubectl get namespace ${dying} -o yaml\`.`,
    },
    large: {
      why: /^The release is too large\. .* 1 MiB\. The largest files of the chart, compressed: `files\/picture\.txt` \(\d+ KiB\)/,
      hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
    },
    full: {
      why: /exceeded quota: few/,
      hint: `Raise the ResourceQuota, or lower the resource requests of the chart. \`kubectl describe quota few --namespace ${full}\` shows the limits and what is used.`,
    },
    guarded: {
      why: /denied request: no objects here/,
      hint: `Change the chart or its values so that the policy \`${guarded}\` accepts the object.`,
    },
    slow: {
      why: /was not deployed within its timeout of 2\.0 s/,
      hint: `Find out what the chart is waiting for: \`kubectl describe pod slow-check --namespace ${namespace}\`. If it only needs more time, raise its \`timeout\`.`,
    },
    invalid: {
      why: /a lowercase RFC 1123 label/,
      hint: 'Correct `spec.template.spec.containers[0].name` of the Deployment `invalid` in the chart, or the value that it comes from.',
    },
  });
});

test('charts that Helm cannot render are reported with what to do, before anything is deployed', async () => {
  const workspace = makeWorkspace({
    'compass.yaml': specFor(freshNamespace(), {
      schema: { chart: 'schema', values: { replica: 2, size: 'big' } },
      template: { chart: 'template' },
    }),
    ...echoChart('schema'),
    'schema/values.schema.json': schema,
    ...echoChart('template', { 'a.yaml': 'a: {{ .Values.a.b }}\n' }),
  });
  const { text, result } = await runStep({ workspace });
  const explained = (chart: string) => `\`compass render ${chart} --explain\` shows where each value comes from.`;
  assert.match(text, /`size`: got string, want integer; additional properties 'replica' not allowed\. \[helm-failed\]/);
  assert.ok(
    text.includes(`→ Correct \`size\` and \`replica\` in the chart's \`values\`: ${explained('schema')}`),
    text,
  );
  assert.match(text, /nil pointer evaluating .* \[helm-failed\]/);
  assert.ok(
    text.includes(`→ Correct line 1 of \`echo/templates/a.yaml\`, or the values it uses: ${explained('template')}`),
    text,
  );
  assert.deepEqual(result.charts, []);
});

test('an upgrade that meets a field of another manager, or an immutable one, is reported with what to do', async () => {
  const namespace = freshNamespace();
  const withReplicas = (count: number) => deployment().replace('spec:\n', `spec:\n  replicas: ${count}\n`);
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { moved: { chart: 'moved' }, taken: { chart: 'taken' } }),
    ...echoChart('moved', { 'a.yaml': deployment() }),
    ...echoChart('taken', { 'a.yaml': withReplicas(1) }),
  });
  assert.equal((await runStep({ workspace })).exitCode, 0);
  await kubectl('scale', 'deployment/taken', '--replicas=3', '-n', namespace);
  writeFiles(workspace, {
    'moved/templates/a.yaml': deployment().replaceAll('app: {{', 'other: {{'),
    'taken/templates/a.yaml': withReplicas(2),
  });

  assertTold(await runStep({ workspace }), {
    moved: {
      why: /^`spec\.selector` of the Deployment `moved` cannot be changed once the object exists\./,
      hint: `Undo the change in the chart; or delete the Deployment, so that the deployment creates it again (what depends on it is interrupted): \`kubectl delete deployment moved --namespace ${namespace}\`.`,
    },
    taken: {
      why: /conflict with "kubectl"/,
      hint: "Remove `.spec.replicas` from the chart's template to leave it to `kubectl`, or set `conflicts: take` on the chart to take it over.",
    },
  });
});

test('a release that Helm installed before is taken over, and the plan says that it was', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({ 'compass.yaml': specFor(namespace, { a: { chart: 'a' } }), ...echoChart('a') });
  await helm('install', 'a', `${workspace}/a`, '-n', namespace, '--create-namespace');
  const { text } = await runStep({ workspace });
  assert.match(text, /✓ a deployed in .*, revision 2 \(installed outside Compass\)/);
});

/** A namespace that stays in deletion until `release`. */
async function holdWhileDeleted(namespace: string): Promise<void> {
  await kubectl('create', 'configmap', 'held', '-n', namespace);
  await patchFinalizers(namespace, '["example.com/wait"]');
  await kubectl('delete', 'namespace', namespace, '--wait=false');
}

async function release(namespace: string): Promise<void> {
  await patchFinalizers(namespace, 'null');
}

function patchFinalizers(namespace: string, finalizers: string): Promise<string> {
  const patch = `{"metadata":{"finalizers":${finalizers}}}`;
  return kubectl('patch', 'configmap', 'held', '-n', namespace, '--type=merge', '-p', patch);
}
