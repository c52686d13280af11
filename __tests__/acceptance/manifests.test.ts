// Raw objects: they get a release like any chart, and go to the cluster as they are written.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAudit, writesIn } from '../../rig/audit.ts';
import { freshNamespace, kubectl, specFor } from '../support/stack.ts';
import { makeWorkspace, runStep, writeFiles } from '../support/step.ts';

const config = (name: string, data: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { text: '${data}' }\n`;

test('raw objects are deployed as written, with templates only in `.ejs`, and are unchanged the second time', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'compass.yaml': specFor(namespace, { policies: { manifests: ['k8s/*.yaml', 'k8s/*.yaml.ejs', 'k8s/a.yaml'] } }),
    'k8s/a.yaml': `# two in one\n${config('one', '{{ .Release.Name }} <%= stack %>')}---\n${config('two', 'no')}`,
    'k8s/b.yaml.ejs': `<% for (const name of ['three', 'four']) { %>---\n${config('<%= name %>', '<%= chart %> in <%= namespace %>')}<% } %>`,
    'k8s/deep/ignored.yaml': 'not: an object\n',
    'k8s/c.yaml': `${config('five', 'x')}...\n${config('six', 'y')}`,
  });
  const first = await runStep({ workspace });
  assert.equal(first.exitCode, 0, first.text);
  assert.match(first.text, /✓ policies deployed in .*, revision 1/);
  const data = (name: string) => kubectl('get', 'configmap', name, '-n', namespace, '-o', 'jsonpath={.data.text}');
  assert.equal(await data('one'), '{{ .Release.Name }} <%= stack %>');
  assert.equal(await data('two'), 'no');
  assert.equal(await data('three'), `policies in ${namespace}`);
  assert.equal(await data('four'), `policies in ${namespace}`);

  assert.equal(await data('six'), 'y', 'behind the end of a document another one begins');

  const second = await runStep({ workspace });
  assert.match(second.text, /= policies unchanged, revision 1/);

  writeFiles(workspace, { 'k8s/a.yaml': config('one', 'new') });
  const third = await runStep({ workspace });
  assert.match(third.text, /✓ policies deployed in .*, revision 2 \(chart changed\)/);
  assert.equal(await data('one'), 'new');
  await assert.rejects(data('two'), /not found/);
});

test('invalid raw objects are reported all at once, with their places, before anything is changed', async () => {
  const namespace = freshNamespace();
  const workspace = makeWorkspace({
    'deploy/compass.yaml': specFor(namespace, {
      none: { manifests: ['k8s/*.yml', '../../*'] },
      bad: { manifests: ['k8s/*.yaml'] },
      late: { manifests: ['k8s/*.ejs'] },
      twice: { manifests: ['twice/*'] },
    }),
    'deploy/k8s/generated.yaml': 'apiVersion: v1\nkind: Pod\nmetadata:\n  generateName: job-\n',
    'deploy/k8s/kindless.yaml': 'apiVersion: v1\nmetadata: { name: a }\n',
    'deploy/k8s/list.yaml': '- a\n',
    'deploy/k8s/items.yaml':
      'apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    metadata: { generateName: x }\n',
    'deploy/k8s/word.yaml': 'apiVersion: v1\nkind: Pod\nmetadata: { name: no }\n',
    'deploy/k8s/directive.yaml': `%YAML 1.2\n---\n${config('directive', 'x')}`,
    'deploy/k8s/large.ejs': `<% for (const n of [1, 2]) { %>---\n${config('large<%= n %>', 'x')}<% } %>---\na: 1\n`,
    'deploy/twice/a.yaml': config('twice', 'x'),
    'deploy/twice/b.yaml': config('twice', 'y'),
    'deploy/k8s/nameless.yaml': `${config('fine', 'x')}---\napiVersion: v1\nkind: Pod\nmetadata: { name: 12 }\n`,
    'deploy/k8s/text.yaml': 'a: [\n',
    'deploy/k8s/x.ejs': 'a: 1\nb: <%= valuse %>\n',
  });
  const end = await runStep({ workspace, inputs: { spec: 'deploy/compass.yaml' } });
  assert.equal(end.exitCode, 1);
  for (const expected of [
    /^deploy\/compass\.yaml:\d+:\d+: No file in the workspace matches `k8s\/\*\.yml`\. \[file-unreadable\]$/m,
    /^deploy\/compass\.yaml:\d+:\d+: No file in the workspace matches `\.\.\/\.\.\/\*`\. \[file-unreadable\]$/m,
    /^deploy\/k8s\/generated\.yaml:4:17: `generateName` creates a new object each time.* \[manifest-invalid\]$/m,
    /^deploy\/k8s\/kindless\.yaml:1:1: The object has no `kind`\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/items\.yaml:6:31: `generateName` creates a new object each time/m,
    /^deploy\/k8s\/word\.yaml:3:11: The object has no `metadata\.name`\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/directive\.yaml:1:1: The file has a `%YAML` directive that is not supported\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/large\.ejs:1:1: The object has no `apiVersion` \(line 12, column 1 of the rendered file\)\./m,
    /^deploy\/twice\/b\.yaml:1:1: The ConfigMap `twice` \(v1\) is in `deploy\/twice\/a\.yaml` too\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/list\.yaml:1:1: This is not a Kubernetes object\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/nameless\.yaml:8:11: The object has no `metadata\.name`\. \[manifest-invalid\]$/m,
    /^deploy\/k8s\/text\.yaml:2:1: This is not valid YAML: .* \[manifest-invalid\]$/m,
    /^deploy\/k8s\/x\.ejs:2:4: The template `<%= valuse %>` cannot be rendered: valuse is not defined here\. \[template-failed\]$/m,
  ])
    assert.match(end.text, expected);
  const touched = writesIn(readAudit(process.env['COMPASS_AUDIT_LOG'] ?? ''));
  assert.deepEqual(
    touched.filter(({ requestURI }) => requestURI.includes(namespace)),
    [],
  );
});
