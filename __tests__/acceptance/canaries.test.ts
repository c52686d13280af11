// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates hold them
// Secrets are let in by every way there is, and looked for in everything that comes out, in success and in failure.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { GitHubDouble } from '../support/github/double.ts';
import { pullRequestEvent, repository } from '../support/github/payloads.ts';
import { echoChart, freshNamespace, helm, kubectl } from '../support/stack.ts';
import { makeWorkspace, runStep, type StepEnd, writeFiles } from '../support/step.ts';

const registry = process.env['COMPASS_REGISTRY'] ?? '';
const sha = 'a'.repeat(40);

/** What a password may be made of: other programs write it in other ways. The last one can be a part of a reference. */
const canaries = {
  now: 'now"Canary/7+x y&Z-öl',
  before: 'before"Canary/8+w q&Y-äl',
  cluster: 'cluster"Canary/9+v r&X-ül',
  name: 'canary-name-0f9e8d7c',
  token: 'ghs_canaryToken0123456789',
  registry: 'canaryOfARegistry$42',
};

/** Each way in which a text may stand in another one. */
function waysOf(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret);
  const inside = (offset: number) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes, Buffer.alloc(3 - ((offset + bytes.length) % 3))]);
    return text.toString('base64').slice(offset === 0 ? 0 : 4, -6);
  };
  return {
    raw: secret,
    ...Object.fromEntries([0, 1, 2].map((offset) => [`base64, ${offset}`, inside(offset)])),
    hex: bytes.toString('hex'),
    'in a URL': encodeURIComponent(secret),
    'in JSON': JSON.stringify(secret).slice(1, -1),
    "in Go's JSON": JSON.stringify(secret).slice(1, -1).replaceAll('&', '\\u0026'),
    'its start': secret.slice(0, 12),
    ...Object.fromEntries(
      ['sha1', 'sha256'].map((hash) => [hash, createHash(hash).update(secret).digest('hex').slice(0, 20)]),
    ),
  };
}

const ways = Object.entries(canaries).flatMap(([name, secret]) =>
  Object.entries(waysOf(secret)).map(([way, text]) => ({ name, way, text })),
);

function hitsIn(place: string, text: string): string[] {
  const found = ways.filter((one) => text.includes(one.text));
  return found.map(({ name, way, text: secret }) => {
    const at = text.indexOf(secret);
    return `${place}: ${name}, ${way}: …${text.slice(Math.max(0, at - 60), at)}`;
  });
}

let github: GitHubDouble;
let spied: string;
before(async () => {
  github = await GitHubDouble.start();
  github.pulls.set(7, { headSha: sha, headRepository: repository, base: 'develop' });
  spied = mkdtempSync(join(tmpdir(), 'compass-spied-'));
  const real = process.env['PATH']?.split(':').find((folder) => existsSync(join(folder, 'helm')));
  // Notes what Helm is called with, what its caller was, and all that lies in the temporary folder meanwhile, but for
  // the kubeconfig, which has to be there.
  const script = `#!/bin/sh
{ printf '%s\\n' "$@"; tr '\\0' '\\n' < /proc/$PPID/cmdline; } >> '${spied}/arguments'
# A deployment needs raw objects in its folder.
[ "$IS_RAW" ] || find "$RUNNER_TEMP" -type f ! -name '*kubeconfig*' -exec cat {} + >> '${spied}/files' 2>/dev/null
exec '${real}/helm' "$@"
`;
  writeFileSync(join(spied, 'helm'), script, { mode: 0o755 });
});
after(() => github.stop());

/** Runs it, and fails if a secret came out. */
async function watched(
  workspace: string,
  command: 'plan' | 'deploy',
  env: Record<string, string> = {},
): Promise<StepEnd> {
  for (const file of ['arguments', 'files']) writeFileSync(join(spied, file), '');
  github.comments.length = 0;
  github.requests.length = 0;
  const event = { name: 'pull_request', ref: 'refs/pull/7/merge', payload: pullRequestEvent(7, sha, 'develop') };
  const end = await runStep({
    workspace,
    inputs: { command, 'github-token': canaries.token, ...(command === 'plan' && { context: 'reader' }) },
    ...(command === 'plan' && { event }),
    env: {
      GITHUB_API_URL: github.url,
      PATH: `${spied}:${process.env['PATH']}`,
      DOCKER_AUTH_CONFIG: JSON.stringify({ auths: { [registry]: { username: 'me', password: canaries.registry } } }),
      PASSWORD: canaries.now,
      NAME: canaries.name,
      ...env,
    },
  });
  const read = (file: string) => readFileSync(join(spied, file), 'utf8');
  const out: Record<string, string> = {
    log: end.lines.join('\n'),
    'what the post step says': end.postText,
    'the summary': end.summary,
    ...Object.fromEntries(Object.entries(end.outputs).map(([name, text]) => [`the output ${name}`, text])),
    'a comment': github.comments.map(({ body }) => body).join('\n'),
    'an answer to GitHub': JSON.stringify(github.requests.map(({ body }) => body)),
    'arguments of a process': read('arguments'),
    'a temporary file': read('files'),
  };
  assert.deepEqual(
    Object.entries(out).flatMap(([place, text]) => hitsIn(place, text)),
    [],
    end.text,
  );
  return end;
}

const derived = `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-derived, annotations: { note: {{ .Values.password | quote }} } }
data:
  raw: {{ .Values.password | quote }}
  encoded: {{ printf "x%sy" .Values.password | b64enc | quote }}
  shifted: {{ printf "xy%sz" .Values.password | b64enc | quote }}
  url: {{ printf "postgres://me:%s@host" (.Values.password | urlquery) | quote }}
  json: {{ dict "password" .Values.password | toJson | quote }}
  hex: {{ printf "%x" .Values.password | quote }}
  part: {{ .Values.password | trunc 12 | quote }}
  hash: {{ .Values.password | sha256sum }}
  {{ .Values.password | sha1sum | trunc 20 }}: a key
---
apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }}-{{ .Values.password | sha256sum | trunc 20 }} }
data: { a: b }
---
apiVersion: v1
kind: Secret
metadata: { name: {{ .Release.Name }}-secret }
data: { password: {{ .Values.password | b64enc | quote }} }
stringData: { url: {{ .Values.password | quote }} }
`;
const chart = {
  ...echoChart('echo', { 'derived.yaml': derived }),
  'echo/templates/NOTES.txt': 'The password is {{ .Values.password }}, or {{ .Values.password | b64enc }}.\n',
};

const specWith = (namespace: string, charts: string) => `version: 1
stack: canaries
env: [PASSWORD, NAME]
environments:
  staging: { branches: develop, namespace: ${namespace}, values: { secret: "<%= readEnv('PASSWORD') %>" } }
charts:
${charts}
`;

test('neither plans nor deployments show a secret, present or past', async () => {
  const namespace = freshNamespace();
  await kubectl('create', 'namespace', namespace);
  await kubectl('create', 'secret', 'generic', 'there', '-n', namespace, `--from-literal=key=${canaries.cluster}`);
  const charts = `
  web:
    chart: echo
    values: { password: "<%= values.secret %>", list: [a, "<%= values.secret %>"] }
    jobs:
      before: [{ run: "echo job $SECRET; echo $SECRET | base64; printf %s $SECRET | od -An -tx1", env: { SECRET: "<%= values.secret %>" } }]
  late:
    chart: echo
    depends: [web]
    values: { password: "<%= fromSecret('there', 'key') %>" }
  raw: { manifests: [raw.yaml.ejs] }
`;
  const raw =
    "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: raw }\ndata: { a: <%= toJson(readEnv('PASSWORD')) %> }\n";
  const workspace = makeWorkspace({ 'compass.yaml': specWith(namespace, charts), 'raw.yaml.ejs': raw, ...chart });
  const first = await watched(workspace, 'plan', { PASSWORD: canaries.before });
  assert.equal(first.exitCode, 0, first.text);
  assert.match(github.comments[0]?.body ?? '', /3 to install/);
  const deployed = await watched(workspace, 'deploy', { PASSWORD: canaries.before, IS_RAW: 'yes' });
  assert.equal(deployed.exitCode, 0, deployed.text);
  assert.match(deployed.text, /job \*\*\*/);
  assert.match(deployed.text, /The password is \*\*\*, or \*\*\*/);

  const other = await watched(workspace, 'plan');
  assert.match(other.text, /Secret web-secret: changed/);
  assert.match(other.text, /\(hidden, changed\)/);
  writeFiles(workspace, {
    'echo/templates/derived.yaml': derived.replace(/ {2}(raw|encoded|hash|part|json): .*\n/g, ''),
  });
  assert.equal((await watched(workspace, 'plan')).result.charts[0]?.reason, 'chart, values changed');
  writeFiles(workspace, { 'echo/templates/derived.yaml': '' });
  assert.match((await watched(workspace, 'plan')).text, /Secret web-secret: deleted/);

  // Nothing tells what of raw objects was made of a secret, and a release that was touched by hand does not tell where
  // it had some.
  writeFiles(workspace, { 'raw.yaml.ejs': raw.replace(/toJson.*\)/, "'nothing'") });
  assert.match((await watched(workspace, 'plan')).text, /- {2}a: \(hidden\)\n.*\+ {2}a: nothing/);
  await helm('rollback', 'web', '1', '-n', namespace);
  writeFiles(workspace, { 'compass.yaml': specWith(namespace, '  web: { chart: echo, values: { password: x } }') });
  const handmade = await watched(workspace, 'plan', { PASSWORD: 'another-one' });
  assert.match(handmade.text, /ConfigMap web-derived: deleted/);
  assert.match(handmade.text, /- {2}name: web-derived/, 'what the chart itself says is shown');
});

for (const [what, charts, files, code] of [
  [
    'a template fails',
    `  web: { chart: echo, values: { a: "<%= readEnv('PASSWORD').deep.deeper %>" } }`,
    {},
    'template-failed',
  ],
  [
    'a template throws it',
    `  web: { chart: echo, values: { a: "<%= readEnv('PASSWORD')() %>" } }`,
    {},
    'template-failed',
  ],
  [
    'it is no JSON',
    `  web: { chart: echo, values: { a: "<%= fromJson(readEnv('PASSWORD')) %>" } }`,
    {},
    'template-failed',
  ],
  [
    'it is no YAML',
    `  web: { chart: echo, values: { a: "<%= fromYaml('[' + readEnv('PASSWORD')) %>" } }`,
    {},
    'template-failed',
  ],
  ['it is no name', `  web: { chart: echo, release: "<%= readEnv('PASSWORD') %>" }`, {}, 'spec-invalid'],
  [
    'a values file with it is no YAML',
    '  web: { chart: echo, values-files: [v.yaml.ejs] }',
    { 'v.yaml.ejs': "a: [<%= readEnv('PASSWORD') %>\n" },
    'spec-invalid',
  ],
  [
    'raw objects with it are none',
    '  web: { manifests: [m.yaml.ejs] }',
    { 'm.yaml.ejs': "kind: <%= toJson(readEnv('PASSWORD')) %>\n" },
    'manifest-invalid',
  ],
  [
    'an image with it in its name is not there',
    `  web: { chart: echo, values: { password: x, image: "<%= image('${registry}/' + readEnv('NAME') + ':1') %>" } }`,
    {},
    'image-unresolved',
  ],
  [
    'an image with it in its tag is none',
    `  web: { chart: echo, values: { password: x, image: "<%= image('${registry}/web:' + readEnv('PASSWORD')) %>" } }`,
    {},
    'image-unresolved',
  ],
  [
    'a file with its name is missing',
    `  web: { chart: echo, values-files: ["<%= readEnv('NAME') %>.yaml"] }`,
    {},
    'file-unreadable',
  ],
] as const) {
  test(`nothing starts, and no secret is shown, when ${what}`, async () => {
    const workspace = makeWorkspace({ 'compass.yaml': specWith(freshNamespace(), charts), ...chart, ...files });
    for (const command of ['plan', 'deploy'] as const) {
      const end = await watched(workspace, command);
      assert.equal(end.result.code, code, end.text);
    }
  });
}

test('short secrets and parts of secrets are found by their effect', async () => {
  const namespace = freshNamespace();
  const parts = `apiVersion: v1
kind: ConfigMap
metadata: { name: parts, namespace: {{ .Values.space }} }
data:
  number: {{ .Values.number | toString | trunc 5 | quote }}
  divided: {{ div (.Values.number | int) 100 | quote }}
  letters: {{ .Values.letters | trunc 8 | quote }}
  signs: {{ .Values.signs | trunc -5 | quote }}
  pin: {{ .Values.pin | quote }}
---
apiVersion: v1
kind: ConfigMap
metadata: { name: old-{{ .Values.pin }} }
data: { a: b }
`;
  const values = {
    number: `<%= Number(readEnv('NUMBER')) %>`,
    letters: `<%= readEnv('LETTERS') %>`,
    signs: `<%= readEnv('SIGNS') %>`,
    pin: `<%= readEnv('PIN') %>`,
    space: `<%= readEnv('SPACE') %>`,
  };
  const specOf = (some: object) =>
    `${specWith(namespace, `  web: { chart: echo, values: ${JSON.stringify(some)} }`).replace('NAME]', 'NAME, NUMBER, LETTERS, SIGNS, PIN, SPACE]')}`;
  const workspace = makeWorkspace({ 'compass.yaml': specOf(values), ...echoChart('echo', { 'parts.yaml': parts }) });
  const secrets = { NUMBER: '1234567', LETTERS: 'пароль-секрет-9', SIGNS: '!@#$%^&*()', PIN: '4711', SPACE: namespace };
  const told = ({ text, summary, outputs }: StepEnd) =>
    [text, summary, ...Object.values(outputs), github.comments[0]?.body].join('\n');
  const hide = /12345|1\.234|парол|\^&\*|4711/;
  const first = await watched(workspace, 'plan', secrets);
  assert.equal(first.exitCode, 0, first.text);
  assert.doesNotMatch(told(first), hide);
  const elsewhere = await watched(workspace, 'plan', { ...secrets, SPACE: canaries.name });
  assert.match(elsewhere.text, /ConfigMap \(hidden\)/);
  await kubectl('create', 'namespace', namespace);
  assert.equal((await watched(workspace, 'deploy', secrets)).exitCode, 0);
  writeFiles(workspace, { 'echo/templates/parts.yaml': '' });
  assert.doesNotMatch(told(await watched(workspace, 'plan', secrets)), hide);
  writeFiles(workspace, { 'compass.yaml': specOf({}) });
  const last = await watched(workspace, 'plan', secrets);
  assert.doesNotMatch(told(last), hide);
  assert.match(last.text, /ConfigMap \(hidden\): deleted/);

  writeFiles(workspace, {
    'compass.yaml': specOf(values),
    'echo/templates/parts.yaml': '{{ fail (printf "no good: %s %s" .Values.pin (.Values.letters | trunc 6)) }}',
  });
  const failing = await watched(workspace, 'plan', secrets);
  assert.doesNotMatch(told(failing), hide);
  assert.match(
    failing.text,
    /Helm cannot render the chart at echo\/templates\/parts\.yaml:1:3\. Its message is not shown/,
  );
});

test('the keys of a secret map are secret, except those that the chart names', async () => {
  const namespace = freshNamespace();
  const listed = `apiVersion: v1
kind: ConfigMap
metadata: { name: listed }
data:
  {{- range $key, $value := .Values.map }}
  {{ $key }}: x
  {{- end }}
  user: {{ .Values.map.username | quote }}
`;
  const charts = `  web: { chart: echo, values: { map: "<%= fromJson(readEnv('PASSWORD')) %>" } }`;
  const workspace = makeWorkspace({
    'compass.yaml': specWith(namespace, charts),
    ...echoChart('echo', { 'listed.yaml': listed }),
  });
  const PASSWORD = JSON.stringify({ [canaries.name]: 'value-of-it', username: 'someone-secret' });
  const first = await watched(workspace, 'plan', { PASSWORD });
  assert.equal(first.exitCode, 0, first.text);
  assert.match(first.text, /\+data: \(hidden\)/);
  assert.equal((await watched(workspace, 'deploy', { PASSWORD })).exitCode, 0);
  writeFiles(workspace, { 'echo/templates/listed.yaml': '' });
  const gone = await watched(workspace, 'plan', { PASSWORD });
  assert.match(gone.text, /ConfigMap listed: deleted/);
});

for (const [what, charts, files, code, isOfPlan] of [
  [
    'a chart fails with it',
    '  web: { chart: echo, values: { password: "<%= values.secret %>" } }',
    { 'echo/templates/fail.yaml': '{{ fail (printf "no: %s %s" .Values.password (.Values.password | b64enc)) }}' },
    'helm-failed',
    true,
  ],
  [
    'what a chart makes of it is no YAML',
    '  web: { chart: echo, values: { password: "<%= values.secret %>" } }',
    { 'echo/templates/broken.yaml': 'a: [{{ .Values.password }}\n' },
    'helm-failed',
    true,
  ],
  [
    'a schema does not allow it',
    '  web: { chart: echo, values: { password: "<%= values.secret %>" } }',
    {
      'echo/values.schema.json': JSON.stringify({
        properties: { password: { type: 'string', pattern: '^[0-9]+$', enum: ['1'] } },
      }),
    },
    'helm-failed',
    true,
  ],
  [
    'the cluster refuses an object with it',
    '  web: { chart: echo, values: { password: "<%= values.secret %>" } }',
    {
      'echo/templates/refused.yaml':
        'apiVersion: v1\nkind: Service\nmetadata: { name: s, labels: { a: {{ .Values.password | quote }} } }\nspec: { ports: [{ port: {{ .Values.password | quote }} }] }\n',
    },
    'helm-failed',
    false,
  ],
  [
    'a job prints it and fails',
    `  web: { chart: echo, values: { password: x }, jobs: { before: [{ run: "echo $S; printf %s $S | base64; exit 3", env: { S: "<%= values.secret %>" } }] } }`,
    {},
    'job-failed',
    false,
  ],
  [
    'a hook with it never ends',
    '  web: { chart: echo, timeout: 2s, values: { password: "<%= values.secret %>" } }',
    {
      'echo/templates/hook.yaml':
        'apiVersion: batch/v1\nkind: Job\nmetadata: { name: h, annotations: { helm.sh/hook: pre-install } }\nspec: { template: { metadata: { annotations: { rig/never-ready: "true" } }, spec: { restartPolicy: Never, containers: [{ name: a, image: x, args: [{{ .Values.password | quote }}] }] } } }\n',
    },
    'chart-timeout',
    false,
  ],
] as const) {
  test(`no secret is shown when ${what}`, async () => {
    const workspace = makeWorkspace({ 'compass.yaml': specWith(freshNamespace(), charts), ...chart, ...files });
    const plan = await watched(workspace, 'plan');
    assert.equal(plan.result.charts[0]?.code, isOfPlan ? code : undefined, plan.text);
    const end = await watched(workspace, 'deploy');
    assert.equal(end.result.charts[0]?.code ?? end.result.code, code, end.text);
  });
}
