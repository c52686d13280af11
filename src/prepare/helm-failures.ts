// What does a failure of Helm mean, and what is to be done about it? A table of the error messages of Helm 4.3 and
// Kubernetes 1.37. A message that is not in the table is shown as it is.
import {
  type Advise,
  describe,
  type Explanation,
  explainConflict,
  explainExistingObject,
  explainImmutableField,
  explainLargeRecord,
  explainMissingDependencies,
  explainMissingNamespace,
  explainMissingPermission,
  explainRefusedValues,
  explainTerminatingNamespace,
  explainUnknownField,
  explainUnknownKind,
  type FailedChart,
  joinLines,
  listed,
  maxNamed,
  placeOf,
  sentence,
} from './helm-advice.ts';

/** `errors`: what Helm printed to standard error. `hint`: for a message that is not in the table. */
export function explainHelm(
  errors: string,
  chart: FailedChart,
  hint = 'Read the output of Helm in the log of this chart.',
): Explanation {
  const words = fromError(errors);
  for (const { pattern, advise } of knownFailures) {
    const found = pattern.exec(words);
    if (found) return { message: sentence(joinLines(words)), ...advise(found.groups ?? {}, chart, words) };
  }
  return { message: sentence(joinLines(words)), hint };
}

/** How to find out what a chart was waiting for when it timed out: from the objects that Helm names. */
export function hintAtTimeout(errors: string, { namespace }: FailedChart): string {
  const waiting = [...errors.matchAll(/resource (\w+)\/([^/\s]+)\/(\S+) not ready/g)].slice(0, maxNamed);
  const commands = waiting.map(([, kind = '', place = '', name = '']) => describe(kind, name, place));
  const [first = `\`kubectl get pods --namespace ${namespace}\``, ...others] = commands;
  return `Find out what the chart is waiting for: ${[first, ...others].join(', ')}. If it only needs more time, raise its \`timeout\`.`;
}

/** What Helm printed from `Error:` on. It is cut later, once no secret is in it. */
function fromError(errors: string): string {
  const start = errors.search(/^Error:/m);
  return (start < 0 ? errors : errors.slice(start)).replace(/^Error:/, 'Helm:').trim();
}

/** The first match wins, so a more specific pattern comes before a more general one. */
const knownFailures: readonly { readonly pattern: RegExp; readonly advise: Advise }[] = [
  { pattern: /missing in charts\/ directory: (?<missing>.+)/, advise: explainMissingDependencies },
  {
    pattern: /cannot load Chart\.yaml|Chart\.yaml file is missing|validation: chart\./,
    advise: () => ({ code: 'chart-unpackable', hint: 'Correct the Chart.yaml of the chart.' }),
  },
  {
    pattern: /chart requires kubeVersion: (?<wanted>.+) which is incompatible with Kubernetes (?<version>\S+)/,
    advise: ({ version = '' }) => ({
      hint: version.includes('-')
        ? 'Use a version of the chart for this Kubernetes. If it should be compatible, its `kubeVersion` lacks a `-0`, as in `>= 1.25.0-0`: without it, a version with a suffix never matches.'
        : 'Use a version of the chart for this Kubernetes.',
    }),
  },
  {
    pattern:
      /(?<kind>\w+) "(?<name>[^"]+)" in namespace "(?<place>[^"]*)" exists and cannot be imported into the current release/,
    advise: explainExistingObject,
  },
  { pattern: /Apply failed with \d+ conflicts?: /, advise: explainConflict },
  {
    pattern: /(?:in namespace (?<place>\S+) )?because (?:it|namespace \S+) is being terminated/,
    advise: explainTerminatingNamespace,
  },
  { pattern: /namespaces "(?<place>[^"]+)" not found/, advise: explainMissingNamespace },
  {
    pattern:
      /failed to (?:create|update): .*(?:Too long: may not be more than|entity too large|request is too large|larger than max|status code 413)/,
    advise: explainLargeRecord,
  },
  { pattern: /values don't meet the specifications of the schema\(s\)/, advise: explainRefusedValues },
  {
    pattern: /current release manifest contains removed kubernetes api\(s\)/,
    advise: (_, { release, namespace }) => ({
      hint: `Install the plugin \`helm-mapkubeapis\`, rewrite the stored release for this version of Kubernetes with \`helm mapkubeapis ${release} --namespace ${namespace}\`, then deploy again.`,
    }),
  },
  {
    pattern: /unable to build kubernetes objects for delete: [\s\S]*no matches for kind "(?<kind>[^"]+)"/,
    advise: ({ kind }, { release, namespace }) => ({
      hint: `Install the CRD of \`${kind}\` again, then deploy again; or delete the other objects of the release by hand, and then its records: \`kubectl delete secret --selector owner=helm,name=${release} --namespace ${namespace}\`.`,
    }),
  },
  { pattern: /no matches for kind "(?<kind>[^"]+)" in version "(?<version>[^"]+)"/, advise: explainUnknownKind },
  {
    pattern:
      /(?<kind>[A-Z]\w*)(?:\.[\w.-]+)? "(?<name>[^"]+)" is invalid: (?<problems>[\s\S]*(?:immutable|may not change once set|updates to \w+ spec for fields other than|pod updates may not change fields other than)[\s\S]*)/,
    advise: explainImmutableField,
  },
  {
    pattern: /exceeded quota: (?<quota>[^,\s]+), requested: /,
    advise: ({ quota }, chart, words) => ({
      hint: `Raise the ResourceQuota, or lower the resource requests of the chart. \`kubectl describe quota ${quota} --namespace ${placeOf(words, chart)}\` shows the limits and what is used.`,
    }),
  },
  {
    pattern: /failed quota: (?<quota>[^:\s]+): must specify (?<fields>.+)/,
    advise: ({ quota, fields = '' }) => ({
      hint: `Set ${listed([...fields.matchAll(/([\w./-]+)(?: for: [^;]+)?(?:[;,]|$)/g)].map(([, field]) => `\`${field}\``))} in the chart's templates or values: the ResourceQuota \`${quota}\` requires it.`,
    }),
  },
  {
    pattern: /failed calling webhook "(?<webhook>[^"]+)"/,
    advise: ({ webhook }) => ({
      hint: `Check that the service behind the webhook \`${webhook}\` runs. If a chart of this spec installs it, add that chart to this chart's \`depends\`.`,
    }),
  },
  {
    pattern: /admission webhook "(?<policy>[^"]+)" denied the request|ValidatingAdmissionPolicy '(?<rule>[^']+)'/,
    advise: ({ policy, rule }) => ({
      hint: `Change the chart or its values so that the policy \`${policy ?? rule}\` accepts the object.`,
    }),
  },
  {
    pattern:
      /(?:\((?:[^;)]*; )?(?<version>[\w.-]+\/\w+), Kind=(?<kind>\w+)\)[\s\S]*?)?(?<field>\.[\w.[\]"=-]+): field not declared in schema/,
    advise: explainUnknownField,
  },
  {
    pattern: /User "(?<user>[^"]+)" cannot (?<verb>\w+) resource "(?<resource>[^"]+)"/,
    advise: explainMissingPermission,
  },
  {
    pattern: /another operation \(install\/upgrade\/rollback\) is in progress/,
    advise: () => ({
      hint: 'Deploy again when the other operation has ended. Give workflows that deploy the same release one `concurrency` group.',
    }),
  },
  {
    pattern:
      /(?:failed (?:pre|post)-\w+|(?:pre|post)-\w+ hooks failed): [\s\S]*?(?:resource (?<kind>\w+)\/(?<place>[^/\s]+)\/(?<name>\S+) not ready)/,
    advise: ({ kind = '', place, name }) => ({
      hint: `The hook did not succeed. Look at its log: \`kubectl logs ${kind.toLowerCase()}/${name} --namespace ${place}\`.`,
    }),
  },
  {
    pattern: /(?:Helm: |FAILED: |error at \(|error on )(?<file>[^\s:()"]+\/templates\/[^\s:()"]+)(?::(?<line>\d+))?/,
    advise: ({ file, line }, { name }) => ({
      hint: `Correct ${line ? `line ${line} of ` : ''}\`${file}\`, or the values it uses: \`compass render ${name} --explain\` shows where each value comes from.`,
    }),
  },
  {
    pattern: /(?<kind>[A-Z]\w*)(?:\.[\w.-]+)? "(?<name>[^"]+)" is invalid: \[?(?<field>[\w.[\]-]+): /,
    advise: ({ kind, name, field }) => ({
      hint: `Correct \`${field}\` of the ${kind} \`${name}\` in the chart, or the value that it comes from.`,
    }),
  },
  {
    pattern: /cluster unreachable/i,
    advise: () => ({ hint: 'Check that the runner can reach the API server, then deploy again.' }),
  },
];
