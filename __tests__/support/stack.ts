// Small stacks for tests: charts that deploy in a moment, and a namespace that no other test has.
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/** A namespace of this test alone. */
export function freshNamespace(): string {
  return `test-${randomBytes(5).toString('hex')}`;
}

/** A chart that echoes its values into a ConfigMap. `templates`: more files, by name. */
export function echoChart(folder: string, templates: Readonly<Record<string, string>> = {}): Record<string, string> {
  const extra = Object.entries(templates).map(([name, content]) => [`${folder}/templates/${name}`, content]);
  return {
    [`${folder}/Chart.yaml`]: 'apiVersion: v2\nname: echo\nversion: 0.1.0\n',
    [`${folder}/values.yaml`]: 'greeting: from the chart\n',
    [`${folder}/templates/values.yaml`]: `apiVersion: v1
kind: ConfigMap
metadata: { name: {{ .Release.Name }} }
data: { values: {{ toJson .Values | quote }} }
`,
    ...Object.fromEntries(extra),
  };
}

/** A Deployment of one pod. `annotations`: of the pod; see rig/kwok-stages.yaml for those that delay readiness. */
export function deployment(annotations: Readonly<Record<string, string>> = {}): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata: { name: {{ .Release.Name }} }
spec:
  selector: { matchLabels: { app: {{ .Release.Name }} } }
  template:
    metadata: { labels: { app: {{ .Release.Name }} }, annotations: ${JSON.stringify(annotations)} }
    spec: { containers: [{ name: main, image: example.com/main:1 }] }
`;
}

/** A spec with one environment, `staging`, mapped from `develop`. JSON is YAML. */
export function specFor(namespace: string, charts: Readonly<Record<string, unknown>>, stack = 'test'): string {
  const environments = { staging: { branches: 'develop', namespace } };
  return JSON.stringify({ version: 1, stack, environments, charts }, null, 2);
}

export async function kubectl(...options: string[]): Promise<string> {
  return (await promisify(execFile)('kubectl', options)).stdout;
}

/** Creates or changes an object by hand. */
export async function apply(manifest: string): Promise<void> {
  const running = promisify(execFile)('kubectl', ['apply', '-f', '-']);
  running.child.stdin?.end(manifest);
  await running;
}

export async function helm(...options: string[]): Promise<string> {
  return (await promisify(execFile)('helm', options)).stdout;
}

/** The values that an echo chart got, as the cluster has them. */
export async function echoedValues(namespace: string, release: string): Promise<Record<string, unknown>> {
  return JSON.parse(await kubectl('get', 'configmap', release, '-n', namespace, '-o', 'jsonpath={.data.values}'));
}

/** The metadata of the Secret that holds a revision. */
export async function releaseRecord(namespace: string, release: string, revision: number) {
  const name = `sh.helm.release.v1.${release}.v${revision}`;
  const secret = JSON.parse(await kubectl('get', 'secret', name, '-n', namespace, '-o', 'json'));
  return { annotations: {}, ...secret.metadata } as {
    labels: Record<string, string>;
    annotations: Record<string, string>;
    resourceVersion: string;
  };
}

/** A policy of the cluster by which nobody may create or delete ConfigMaps in this namespace. It has its name. */
export async function denyByPolicy(namespace: string, operation: 'CREATE' | 'DELETE', message: string): Promise<void> {
  const resourceRules = [{ apiGroups: [''], apiVersions: ['v1'], operations: [operation], resources: ['configmaps'] }];
  const spec = {
    failurePolicy: 'Fail',
    matchConstraints: { resourceRules },
    validations: [{ expression: 'false', message }],
  };
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': namespace } };
  const binding = { policyName: namespace, validationActions: ['Deny'], matchResources: { namespaceSelector } };
  const about = { apiVersion: 'admissionregistration.k8s.io/v1', metadata: { name: namespace } };
  const probe = ['configmap', 'kube-root-ca.crt', '-n', namespace, '--dry-run=server'];
  if (operation === 'DELETE') await kubectl('create', 'configmap', 'kube-root-ca.crt', '-n', namespace).catch(String);
  await apply(JSON.stringify({ ...about, kind: 'ValidatingAdmissionPolicy', spec }));
  await apply(JSON.stringify({ ...about, kind: 'ValidatingAdmissionPolicyBinding', spec: binding }));
  // The API server compiles a new policy after a moment.
  for (;;) {
    const command = operation === 'DELETE' ? ['delete', ...probe] : ['create', 'configmap', 'probe', ...probe.slice(2)];
    const tried = await kubectl(...command).catch(String);
    if (tried.includes('denied request')) return;
  }
}
