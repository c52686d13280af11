// What does a failure of Helm mean, and what is to be done about it? A table of the error messages of Helm 4.3 and
// Kubernetes 1.37. A message that is not in the table is shown as it is.
import type { ChartSource } from '../model/chart-source.ts';
import type { PackagedFile } from '../ports/ports.ts';
import type { JsonObject } from '../text/json.ts';
import { pathOf, refusalsIn, refusedPaths } from './refused-values.ts';

/** The chart that failed. */
export interface FailedChart {
  readonly name: string;
  readonly release: string;
  readonly namespace: string;
  readonly source?: ChartSource | undefined;
  readonly values?: JsonObject;
  /** The largest files of its package, if it has one. */
  readonly largestFiles: () => readonly PackagedFile[];
}

export interface Explanation {
  /** One sentence or more. */
  readonly message: string;
  readonly hint: string;
}

/** `errors`: what Helm printed to standard error. */
export function explainHelm(errors: string, chart: FailedChart): Explanation {
  const words = fromError(errors);
  for (const { pattern, advise } of knownFailures) {
    const found = pattern.exec(words);
    if (found) return { message: sentence(joinLines(words)), ...advise(found.groups ?? {}, chart, words) };
  }
  return { message: sentence(joinLines(words)), hint: 'Read the output of Helm in the log of this chart.' };
}

/** How to find out what a chart was waiting for when it timed out: from the objects that Helm names. */
export function hintAtTimeout(errors: string, { namespace }: FailedChart): string {
  const waiting = [...errors.matchAll(/resource (\w+)\/([^/\s]+)\/(\S+) not ready/g)].slice(0, maxNamed);
  const commands = waiting.map(([, kind = '', place = '', name = '']) => describe(kind, name, place));
  const [first = `\`kubectl get pods --namespace ${namespace}\``, ...others] = commands;
  return `Find out what the chart is waiting for: ${[first, ...others].join(', ')}. If it only needs more time, raise its \`timeout\`.`;
}

/** Most objects, fields or files that one hint names. */
const maxNamed = 3;

/** What Helm printed from `Error:` on. It is cut later, once no secret is in it. */
function fromError(errors: string): string {
  const start = errors.search(/^Error:/m);
  return (start < 0 ? errors : errors.slice(start)).replace(/^Error:/, 'Helm:').trim();
}

function joinLines(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ');
}

function sentence(words: string): string {
  const text = words || 'Helm failed without an error message.';
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}

type Groups = Readonly<Record<string, string | undefined>>;
type Advise = (found: Groups, chart: FailedChart, words: string) => Partial<Explanation> & Pick<Explanation, 'hint'>;

/** The first match wins, so a more specific pattern comes before a more general one. */
const knownFailures: readonly { readonly pattern: RegExp; readonly advise: Advise }[] = [
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
    pattern: /(?<field>\.[\w.[\]"=-]+): field not declared in schema/,
    advise: ({ field }) => ({
      hint: `Remove \`${field}\` from the chart's template, or correct its name: the kind has no such field.`,
    }),
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

function explainExistingObject({ kind, name, place }: Groups, { release, namespace }: FailedChart, words: string) {
  const object = `${kind} \`${name}\`${place ? ` in namespace \`${place}\`` : ''}`;
  const current = (key: string) =>
    new RegExp(`"${key}" must equal "[^"]*": current value is "([^"]+)"`).exec(words)?.[1];
  const [owner, home] = [current('meta.helm.sh/release-name'), current('meta.helm.sh/release-namespace')];
  if (owner !== undefined || home !== undefined) {
    const theirs = `\`${owner ?? release}\` in namespace \`${home ?? namespace}\``;
    const message = `${object} belongs to the release ${theirs}.`;
    return { message, hint: 'Give the object another name in one of the two charts, or remove it from one of them.' };
  }
  const tool = current('app.kubernetes.io/managed-by');
  const message = `${object} exists, and belongs to no release${tool ? `: it is managed by \`${tool}\`` : ''}.`;
  return { message, hint: 'Set `adopt: true` on the chart to take it over, or give the object another name.' };
}

function explainConflict(_: Groups, __: FailedChart, words: string) {
  const managers = [...words.matchAll(/conflicts? with "([^"]+)"/g)].map(([, manager]) => `\`${manager}\``);
  const fields = [...words.matchAll(/(?:: |^\s*- )(\.[^\s,]+)/gm)].map(
    ([, field = '']) => `\`${field.replace(/\.$/, '')}\``,
  );
  const [who, what] = [listed(managers), listed(fields)];
  return {
    hint: `Remove ${what || 'the field'} from the chart's template to leave it to ${who}, or set \`conflicts: take\` on the chart to take it over.`,
  };
}

function explainTerminatingNamespace({ place }: Groups, { namespace }: FailedChart) {
  const name = place ?? namespace;
  return {
    hint: `Wait until the namespace \`${name}\` is gone, then deploy again. To see what blocks it: \`kubectl get namespace ${name} -o yaml\`.`,
  };
}

function explainMissingNamespace({ place }: Groups, { namespace }: FailedChart) {
  const create = `Create the namespace: \`kubectl create namespace ${place}\``;
  if (place !== namespace) return { hint: `${create}. Compass creates only the namespace of the release itself.` };
  return { hint: `${create}, or remove \`create-namespace: false\` from the chart.` };
}

function explainLargeRecord(_: Groups, { largestFiles }: FailedChart) {
  const files = largestFiles().slice(0, maxNamed);
  const named = files.map(({ path, bytes }) => `\`${path}\` (${Math.ceil(bytes / 1024)} KiB)`);
  const what = named.length > 0 ? ` The largest files of the chart, compressed: ${named.join(', ')}.` : '';
  return {
    message: `The release is too large. Helm stores its chart, values and objects in one Secret, which can hold at most 1 MiB.${what}`,
    hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
  };
}

function explainRefusedValues(_: Groups, chart: FailedChart, words: string) {
  const { name } = chart;
  const lines = refusalsIn(words, chart);
  const problems = lines.map(([path, problem]) => `${path ? `\`${pathOf(path)}\`: ` : ''}${problem}`);
  const details = problems.length > 0 ? problems.join('; ') : joinLines(words);
  const paths = lines.flatMap(([path, problem]) => refusedPaths(path, problem)).slice(0, maxNamed);
  const what = paths.length > 0 ? listed(paths.map((path) => `\`${path}\``)) : 'them';
  return {
    message: sentence(`The values do not match the schema of the chart: ${details}`),
    hint: `Correct ${what} in the chart's \`values\`: \`compass render ${name} --explain\` shows where each value comes from.`,
  };
}

/** API groups of Kubernetes itself with a dot in the name. CRDs and add-ons may have groups in `k8s.io`, too. */
const builtInGroups = [
  ...['admissionregistration', 'apiextensions', 'authentication', 'authorization', 'certificates', 'coordination'],
  ...['discovery', 'events', 'flowcontrol.apiserver', 'networking', 'node', 'rbac.authorization', 'resource'],
  ...['scheduling', 'storage', 'storagemigration', 'internal.apiserver', 'apiregistration'],
].map((group) => `${group}.k8s.io`);

function explainUnknownKind({ kind, version = '' }: Groups) {
  const group = version.split('/')[0] ?? '';
  const isBuiltIn = !group.includes('.') || builtInGroups.includes(group);
  if (isBuiltIn) return { hint: `Use a version of \`${kind}\` that the cluster serves: \`kubectl api-resources\`.` };
  return {
    hint: `Add the chart that installs the CRD of \`${kind}\` to this chart's \`depends\`; if no chart of the spec installs it, add one that does.`,
  };
}

function explainImmutableField({ kind = '', name, problems = '' }: Groups, chart: FailedChart, words: string) {
  const fields = problems
    .split(/, (?=[a-z][\w.[\]-]*: (?:Invalid|Forbidden|Required|Unsupported))/)
    .filter((problem) => /immutable|may not change once set|fields other than/.test(problem))
    .flatMap((problem) => /^\[?([\w.[\]-]+): /.exec(problem)?.[1] ?? []);
  const remove = `kubectl delete ${kind.toLowerCase()} ${name} --namespace ${placeOf(words, chart)}`;
  const ways: Readonly<Record<string, string>> = {
    Job: `delete the Job, so that the deployment creates it again: \`${remove}\``,
    StatefulSet: `delete the StatefulSet but not its pods, so that the deployment creates it again around them: \`${remove} --cascade=orphan\``,
    PersistentVolumeClaim: 'give the claim another name, and copy the data',
  };
  const deleteIt = `delete the ${kind}, so that the deployment creates it again (what depends on it is interrupted): \`${remove}\``;
  const hint = `Undo the change in the chart; or ${ways[kind] ?? deleteIt}.`;
  // For a StatefulSet, Kubernetes lists the fields that may change, not those that may not.
  if (fields.length === 0 || fields.includes('spec')) return { hint };
  const what = listed(fields.map((field) => `\`${field}\``));
  return { message: `${what} of the ${kind} \`${name}\` cannot be changed once the object exists.`, hint };
}

function explainMissingPermission({ user, verb, resource }: Groups) {
  return {
    hint: `Allow \`${user}\` to \`${verb}\` \`${resource}\`, or deploy with another account.`,
  };
}

/** The namespace of the object that Helm names, or else that of the release. */
function placeOf(words: string, { namespace }: FailedChart): string {
  return /for object ([^/\s]+)\/\S+ /.exec(words)?.[1] ?? namespace;
}

function describe(kind: string, name: string, namespace: string): string {
  return `\`kubectl describe ${kind.toLowerCase()} ${name} --namespace ${namespace}\``;
}

/** `a, b and c`, each once. */
function listed(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  const last = distinct.at(-1) ?? '';
  return distinct.length > 1 ? `${distinct.slice(0, -1).join(', ')} and ${last}` : last;
}
