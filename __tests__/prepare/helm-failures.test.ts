// Each common failure of Helm has a hint of its own. The texts are Helm's and the API server's, as they printed them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainHelm, hintAtTimeout } from '../../src/prepare/helm-failures.ts';

const chart = {
  ...{ name: 'web', release: 'shop-web', namespace: 'shop' },
  largestFiles: () => [
    { path: 'files/picture.png', bytes: 900_000 },
    { path: 'values.yaml', bytes: 300 },
  ],
};

interface Case {
  readonly errors: string;
  /** Absent if it is Helm's words, in one line. */
  readonly message?: string;
  readonly hint: string;
}

const cases: Readonly<Record<string, Case>> = {
  'an object that belongs to nobody': {
    errors:
      'Error: unable to continue with install: ConfigMap "nobodys" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: missing key "app.kubernetes.io/managed-by": must be set to "Helm"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "shop-web"; annotation validation error: missing key "meta.helm.sh/release-namespace": must be set to "shop"',
    message: 'ConfigMap `nobodys` in namespace `shop` exists, and belongs to no release.',
    hint: 'Set `adopt: true` on the chart to take it over, or give the object another name.',
  },
  'an object of another tool, in no namespace': {
    errors:
      'Error: unable to continue with install: ClusterRole "reader" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; label validation error: key "app.kubernetes.io/managed-by" must equal "Helm": current value is "kustomize"; annotation validation error: missing key "meta.helm.sh/release-name": must be set to "shop-web"',
    message: 'ClusterRole `reader` exists, and belongs to no release: it is managed by `kustomize`.',
    hint: 'Set `adopt: true` on the chart to take it over, or give the object another name.',
  },
  'an object of another release': {
    errors:
      'Error: unable to continue with install: ConfigMap "owner" in namespace "shop" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-name" must equal "shop-web": current value is "owner"',
    message: 'ConfigMap `owner` in namespace `shop` belongs to the release `owner` in namespace `shop`.',
    hint: 'Give the object another name in one of the two charts, or remove it from one of them.',
  },
  'an object of the release of the same name in another namespace': {
    errors:
      'Error: UPGRADE FAILED: unable to continue with update: ClusterRole "reader" in namespace "" exists and cannot be imported into the current release: invalid ownership metadata; annotation validation error: key "meta.helm.sh/release-namespace" must equal "shop": current value is "other"',
    message: 'ClusterRole `reader` belongs to the release `shop-web` in namespace `other`.',
    hint: 'Give the object another name in one of the two charts, or remove it from one of them.',
  },
  'a field conflict': {
    errors:
      'Error: UPGRADE FAILED: conflict occurred while applying object shop/taken apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with "kubectl" with subresource "scale" using apps/v1: .spec.replicas',
    hint: "Remove `.spec.replicas` from the chart's template to leave it to `kubectl`, or set `conflicts: take` on the chart to take it over.",
  },
  'several field conflicts': {
    errors:
      'Error: UPGRADE FAILED: conflict occurred while applying object shop/web apps/v1, Kind=Deployment: Apply failed with 3 conflicts: conflicts with "kubectl-edit" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name="main"].image\nconflicts with "scaler" using apps/v1:\n- .spec.replicas',
    hint: 'Remove `.spec.replicas` and `.spec.template.spec.containers[name="main"].image` from the chart\'s template to leave it to `kubectl-edit` and `scaler`, or set `conflicts: take` on the chart to take it over.',
  },
  'no namespace': {
    errors: 'Error: create: failed to create: namespaces "shop" not found',
    hint: 'Create the namespace: `kubectl create namespace shop`, or remove `create-namespace: false` from the chart.',
  },
  'no namespace for an object elsewhere': {
    errors: 'Error: server-side apply failed for object other/web /v1, Kind=ConfigMap: namespaces "other" not found',
    hint: 'Create the namespace: `kubectl create namespace other`. Compass creates only the namespace of the release itself.',
  },
  'a namespace that is terminating': {
    errors:
      'Error: create: failed to create: secrets "sh.helm.release.v1.shop-web.v1" is forbidden: unable to create new content in namespace shop because it is being terminated',
    hint: 'Wait until the namespace `shop` is gone, then deploy again. To see what blocks it: `kubectl get namespace shop -o yaml`.',
  },
  'a record that is too large': {
    errors:
      'Error: create: failed to create: Secret "sh.helm.release.v1.shop-web.v1" is invalid: data: Too long: may not be more than 1048576 bytes',
    message:
      'The release is too large. Helm stores its chart, values and objects in one Secret, which can hold at most 1 MiB. The largest files of the chart, compressed: `files/picture.png` (879 KiB), `values.yaml` (1 KiB).',
    hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
  },
  'a record that is larger than a request': {
    errors: 'Error: create: failed to create: Request entity too large: limit is 3145728',
    message:
      'The release is too large. Helm stores its chart, values and objects in one Secret, which can hold at most 1 MiB. The largest files of the chart, compressed: `files/picture.png` (879 KiB), `values.yaml` (1 KiB).',
    hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
  },
  'an immutable field': {
    errors:
      'Error: UPGRADE FAILED: server-side apply failed for object shop/moved apps/v1, Kind=Deployment: Deployment.apps "moved" is invalid: spec.selector: Invalid value: {"matchLabels":{"other":"moved"}}: field is immutable',
    message: '`spec.selector` of the Deployment `moved` cannot be changed once the object exists.',
    hint: 'Undo the change in the chart; or delete the Deployment, so that the deployment creates it again (what depends on it is interrupted): `kubectl delete deployment moved --namespace shop`.',
  },
  'an immutable field among others that are wrong': {
    errors:
      'Error: UPGRADE FAILED: server-side apply failed for object shop/seed batch/v1, Kind=Job: Job.batch "seed" is invalid: [spec.backoffLimit: Invalid value: -1: must be greater than or equal to 0, spec.template: Invalid value: {"metadata":{}}: field is immutable]',
    message: '`spec.template` of the Job `seed` cannot be changed once the object exists.',
    hint: 'Undo the change in the chart; or delete the Job, so that the deployment creates it again: `kubectl delete job seed --namespace shop`.',
  },
  'a StatefulSet, of which few fields may change': {
    errors:
      "Error: UPGRADE FAILED: server-side apply failed for object shop/db apps/v1, Kind=StatefulSet: StatefulSet.apps \"db\" is invalid: spec: Forbidden: updates to statefulset spec for fields other than 'replicas', 'ordinals', 'template', 'updateStrategy', 'revisionHistoryLimit', 'persistentVolumeClaimRetentionPolicy' and 'minReadySeconds' are forbidden",
    hint: 'Undo the change in the chart; or delete the StatefulSet but not its pods, so that the deployment creates it again around them: `kubectl delete statefulset db --namespace shop --cascade=orphan`.',
  },
  'a kind that no CRD defines': {
    errors:
      'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "a" namespace: "" from "": no matches for kind "Widget" in version "example.com/v1"\nensure CRDs are installed first',
    hint: "Add the chart that installs the CRD of `Widget` to this chart's `depends`; if no chart of the spec installs it, add one that does.",
  },
  'a version of a kind that is not served': {
    errors:
      'Error: unable to build kubernetes objects from release manifest: resource mapping not found for name: "a" namespace: "" from "": no matches for kind "Ingress" in version "networking.k8s.io/v1beta1"\nensure CRDs are installed first',
    hint: 'Use a version of `Ingress` that the cluster serves: `kubectl api-resources`.',
  },
  'a stored release with a kind that is not served any more': {
    errors:
      'Error: UPGRADE FAILED: current release manifest contains removed kubernetes api(s) for this kubernetes version and it is therefore unable to build the kubernetes objects for performing the diff. error from kubernetes: unable to recognize "": no matches for kind "Ingress" in version "extensions/v1beta1"',
    hint: 'Install the plugin `helm-mapkubeapis`, rewrite the stored release for this version of Kubernetes with `helm mapkubeapis shop-web --namespace shop`, then deploy again.',
  },
  'values that the schema refuses': {
    errors:
      "Error: values don't meet the specifications of the schema(s) in the following chart(s):\necho:\n- at '/size': got string, want integer\n- at '': additional properties 'replica' not allowed\n- at '/db': additional properties 'a', 'b' not allowed\n",
    message:
      "The values do not match the schema of the chart: `size`: got string, want integer; additional properties 'replica' not allowed; `db`: additional properties 'a', 'b' not allowed.",
    hint: "Correct `size`, `replica` and `db.a` in the chart's `values`: `compass render web --explain` shows where each value comes from.",
  },
  'a quota': {
    errors:
      'Error: server-side apply failed for object shop/full /v1, Kind=ConfigMap: configmaps "full" is forbidden: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=0',
    hint: 'Raise the ResourceQuota, or lower the resource requests of the chart. `kubectl describe quota few --namespace shop` shows the limits and what is used.',
  },
  'a quota that requires something': {
    errors:
      'Error: server-side apply failed for object shop/full /v1, Kind=Pod: pods "full" is forbidden: failed quota: compute: must specify limits.cpu for: main; requests.cpu for: main',
    hint: "Set `limits.cpu` and `requests.cpu` in the chart's templates or values: the ResourceQuota `compute` requires it.",
  },
  'a webhook that does not answer': {
    errors:
      'Error: server-side apply failed for object shop/hooked /v1, Kind=ConfigMap: Internal error occurred: failed calling webhook "check.example.com": failed to call webhook: Post "https://127.0.0.1:1/check?timeout=2s": dial tcp 127.0.0.1:1: connect: connection refused',
    hint: "Check that the service behind the webhook `check.example.com` runs. If a chart of this spec installs it, add that chart to this chart's `depends`.",
  },
  'a webhook that refuses': {
    errors:
      'Error: server-side apply failed for object shop/web apps/v1, Kind=Deployment: admission webhook "policy.example.com" denied the request: images need a digest',
    hint: 'Change the chart or its values so that the policy `policy.example.com` accepts the object.',
  },
  'a policy that refuses': {
    errors:
      "Error: server-side apply failed for object shop/web /v1, Kind=ConfigMap: configmaps \"web\" is forbidden: ValidatingAdmissionPolicy 'digests' with binding 'all' denied request: images need a digest",
    hint: 'Change the chart or its values so that the policy `digests` accepts the object.',
  },
  'a field that the kind does not have': {
    errors:
      'Error: server-side apply failed for object shop/bad-wrong /v1, Kind=ConfigMap: failed to create typed patch object (shop/bad-wrong; /v1, Kind=ConfigMap): .daata: field not declared in schema',
    hint: "Remove `.daata` from the chart's template, or correct its name: the kind has no such field.",
  },
  'a right that is missing': {
    errors:
      'Error: server-side apply failed for object shop/web /v1, Kind=ConfigMap: configmaps "web" is forbidden: User "deployer" cannot patch resource "configmaps" in API group "" in the namespace "shop"',
    hint: 'Allow `deployer` to `patch` `configmaps`, or deploy with another account.',
  },
  'another operation': {
    errors: 'Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress',
    hint: 'Deploy again when the other operation has ended. Give workflows that deploy the same release one `concurrency` group.',
  },
  'a hook that fails': {
    errors:
      'Error: failed pre-install: resource Job/shop/migrate not ready. status: Failed, message: Job Failed. failed: 1/1',
    hint: 'The hook did not succeed. Look at its log: `kubectl logs job/migrate --namespace shop`.',
  },
  'a template that fails': {
    errors:
      'Error: UPGRADE FAILED: echo/templates/a.yaml:3:13\n  executing "echo/templates/a.yaml" at <.Values.a.b>:\n    nil pointer evaluating interface {}.b\n',
    hint: 'Correct line 3 of `echo/templates/a.yaml`, or the values it uses: `compass render web --explain` shows where each value comes from.',
  },
  'a template that says itself why': {
    errors: 'Error: execution error at (echo/templates/a.yaml:1:4): give a host',
    hint: 'Correct line 1 of `echo/templates/a.yaml`, or the values it uses: `compass render web --explain` shows where each value comes from.',
  },
  'a template that cannot be parsed': {
    errors: 'Error: parse error at (echo/templates/a.yaml:1): function "nope" not defined',
    hint: 'Correct line 1 of `echo/templates/a.yaml`, or the values it uses: `compass render web --explain` shows where each value comes from.',
  },
  'a template that gives no YAML': {
    errors:
      'Error: YAML parse error on echo/templates/a.yaml: error converting YAML to JSON: yaml: line 2: did not find expected key',
    hint: 'Correct `echo/templates/a.yaml`, or the values it uses: `compass render web --explain` shows where each value comes from.',
  },
  'a field that is not valid': {
    errors:
      'Error: server-side apply failed for object shop/badpod apps/v1, Kind=Deployment: Deployment.apps "badpod" is invalid: spec.template.spec.containers[0].name: Invalid value: "Main": a lowercase RFC 1123 label must consist of lower case alphanumeric characters',
    hint: 'Correct `spec.template.spec.containers[0].name` of the Deployment `badpod` in the chart, or the value that it comes from.',
  },
  'a cluster that is not reached': {
    errors: 'Error: Kubernetes cluster unreachable: Get "https://10.0.0.1/version": dial tcp 10.0.0.1:443: i/o timeout',
    hint: 'Check that the runner can reach the API server, then deploy again.',
  },
  'an immutable field of an object in another namespace': {
    errors:
      'Error: UPGRADE FAILED: server-side apply failed for object data/seed batch/v1, Kind=Job: Job.batch "seed" is invalid: spec.template: Invalid value: {}: field is immutable',
    message: '`spec.template` of the Job `seed` cannot be changed once the object exists.',
    hint: 'Undo the change in the chart; or delete the Job, so that the deployment creates it again: `kubectl delete job seed --namespace data`.',
  },
  'a pod, of which few fields may change': {
    errors:
      'Error: UPGRADE FAILED: server-side apply failed for object shop/one /v1, Kind=Pod: Pod "one" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
    hint: 'Undo the change in the chart; or delete the Pod, so that the deployment creates it again (what depends on it is interrupted): `kubectl delete pod one --namespace shop`.',
  },
  'another namespace that is terminating': {
    errors:
      'Error: server-side apply failed for object other/a /v1, Kind=ConfigMap: configmaps "a" is forbidden: unable to create new content in namespace other because it is being terminated',
    hint: 'Wait until the namespace `other` is gone, then deploy again. To see what blocks it: `kubectl get namespace other -o yaml`.',
  },
  'a kind of an add-on whose group is in k8s.io': {
    errors: 'Error: no matches for kind "Gateway" in version "gateway.networking.k8s.io/v1"',
    hint: "Add the chart that installs the CRD of `Gateway` to this chart's `depends`; if no chart of the spec installs it, add one that does.",
  },
  'a CRD that is gone before its release is removed': {
    errors:
      'Error: unable to build kubernetes objects for delete: resource mapping not found for name: "a" namespace: "": no matches for kind "Widget" in version "example.com/v1"',
    hint: 'Install the CRD of `Widget` again, then deploy again; or delete the other objects of the release by hand, and then its records: `kubectl delete secret --selector owner=helm,name=shop-web --namespace shop`.',
  },
  'a quota that requires plain cpu and memory': {
    errors: 'Error: pods "a" is forbidden: failed quota: compute: must specify cpu for: main; memory for: main',
    hint: "Set `cpu` and `memory` in the chart's templates or values: the ResourceQuota `compute` requires it.",
  },
  'a quota in another namespace': {
    errors:
      'Error: server-side apply failed for object other/full /v1, Kind=ConfigMap: configmaps "full" is forbidden: exceeded quota: few, requested: count/configmaps=1, used: count/configmaps=0, limited: count/configmaps=0',
    hint: 'Raise the ResourceQuota, or lower the resource requests of the chart. `kubectl describe quota few --namespace other` shows the limits and what is used.',
  },
  'anything else': {
    errors: 'level=WARN msg=x\nError: UPGRADE FAILED: something\n  new\n',
    message: 'Helm: UPGRADE FAILED: something new.',
    hint: 'Read the output of Helm in the log of this chart.',
  },
  nothing: {
    errors: '',
    message: 'Helm failed without an error message.',
    hint: 'Read the output of Helm in the log of this chart.',
  },
};

for (const [what, { errors, message, hint }] of Object.entries(cases)) {
  test(`hint for: ${what}`, () => {
    const explained = explainHelm(errors, chart);
    assert.equal(explained.hint, hint);
    const words = `${errors
      .replace('Error:', 'Helm:')
      .replace(/\s*\n\s*/g, ' ')
      .trim()}.`;
    assert.equal(explained.message, message ?? words);
  });
}

test('without known files, the message about a large record names none', () => {
  const { message } = explainHelm('Error: update: failed to update: etcdserver: request is too large', {
    ...chart,
    largestFiles: () => [],
  });
  assert.ok(message.endsWith('at most 1 MiB.'), message);
});

test('at a timeout, the hint names what is not ready', () => {
  const errors = `Error: resource Deployment/shop/web not ready. status: InProgress, message: Available: 0/1
resource StatefulSet/data/db not ready. status: InProgress, message: Ready: 0/1
context deadline exceeded`;
  assert.equal(
    hintAtTimeout(errors, chart),
    'Find out what the chart is waiting for: `kubectl describe deployment web --namespace shop`, `kubectl describe statefulset db --namespace data`. If it only needs more time, raise its `timeout`.',
  );
  assert.match(
    hintAtTimeout('', chart),
    /^Find out what the chart is waiting for: `kubectl get pods --namespace shop`\. /,
  );
});

test('the path of a value that the schema of a subchart refuses begins with the name of the subchart', () => {
  const errors =
    "Error: values don't meet the specifications of the schema(s) in the following chart(s):\nshop:\n- at '/size': got string\n\nredis:\n- at '/auth/password': got number\n";
  const values = { size: 'a', shop: {}, redis: { auth: { password: 1 } } };
  const { hint } = explainHelm(errors, { ...chart, values, source: { kind: 'folder', path: 'charts/shop' } });
  assert.match(hint, /^Correct `size` and `redis\.auth\.password` in /);
});
