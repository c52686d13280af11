// What is to be done about a failure of Helm? Each function knows one failure, and gets what its pattern has found.
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
  /** If it is more specific than `helm-failed`. */
  readonly code?: 'chart-unpackable';
  /** One sentence or more. */
  readonly message: string;
  readonly hint: string;
}

/** What the named groups of a pattern have found. */
export type Groups = Readonly<Record<string, string | undefined>>;
export type Advise = (
  found: Groups,
  chart: FailedChart,
  words: string,
) => Partial<Explanation> & Pick<Explanation, 'hint'>;

/** Most objects, fields or files that one hint names. */
export const maxNamed = 3;

export function explainMissingDependencies({ missing }: Groups, { source, name }: FailedChart) {
  const folder = source?.kind === 'folder' ? source.path : name;
  return {
    code: 'chart-unpackable' as const,
    message: `The chart in \`${folder}\` has dependencies that are not in its \`charts/\`: ${missing}.`,
    hint: `Run \`helm dependency build ${folder}\` in an earlier step if the chart has a Chart.lock, else \`helm dependency update ${folder}\`.`,
  };
}

export function explainExistingObject(
  { kind, name, place }: Groups,
  { release, namespace }: FailedChart,
  words: string,
) {
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

export function explainConflict(_: Groups, __: FailedChart, words: string) {
  const managers = [...words.matchAll(/conflicts? with "([^"]+)"/g)].map(([, manager]) => `\`${manager}\``);
  const fields = [...words.matchAll(/(?:: |^\s*- )(\.[^\s,]+)/gm)].map(
    ([, field = '']) => `\`${field.replace(/\.$/, '')}\``,
  );
  const [who, what] = [listed(managers), listed(fields)];
  return {
    hint: `Remove ${what || 'the field'} from the chart's template to leave it to ${who}, or set \`conflicts: take\` on the chart to take it over.`,
  };
}

export function explainTerminatingNamespace({ place }: Groups, { namespace }: FailedChart) {
  const name = place ?? namespace;
  return {
    hint: `Wait until the namespace \`${name}\` is gone, then deploy again. To see what blocks it: \`kubectl get namespace ${name} -o yaml\`.`,
  };
}

export function explainMissingNamespace({ place }: Groups, { namespace }: FailedChart) {
  const create = `Create the namespace: \`kubectl create namespace ${place}\``;
  if (place !== namespace) return { hint: `${create}. Compass creates only the namespace of the release itself.` };
  return { hint: `${create}, or remove \`create-namespace: false\` from the chart.` };
}

export function explainLargeRecord(_: Groups, { largestFiles }: FailedChart) {
  const files = largestFiles().slice(0, maxNamed);
  const named = files.map(({ path, bytes }) => `\`${path}\` (${Math.ceil(bytes / 1024)} KiB)`);
  const what = named.length > 0 ? ` The largest files of the chart, compressed: ${named.join(', ')}.` : '';
  return {
    message: `The release is too large. Helm stores its chart, values and objects in one Secret, which can hold at most 1 MiB.${what}`,
    hint: 'List the files that the release does not need in the `.helmignore` of the chart, or split the chart.',
  };
}

export function explainRefusedValues(_: Groups, chart: FailedChart, words: string) {
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

/** Whether Kubernetes itself defines the kinds of this API version. */
function isBuiltIn(version: string): boolean {
  const group = version.split('/')[0] ?? '';
  return !group.includes('.') || builtInGroups.includes(group);
}

export function explainUnknownKind({ kind, version = '' }: Groups) {
  if (isBuiltIn(version))
    return { hint: `Use a version of \`${kind}\` that the cluster serves: \`kubectl api-resources\`.` };
  return {
    hint: `Add the chart that installs the CRD of \`${kind}\` to this chart's \`depends\`; if no chart of the spec installs it, add one that does.`,
  };
}

export function explainUnknownField({ kind, version = '', field }: Groups) {
  if (kind === undefined || isBuiltIn(version)) {
    return { hint: `Remove \`${field}\` from the chart's template, or correct its name: the kind has no such field.` };
  }
  return {
    hint: `The cluster's CRD of \`${kind}\` has no field \`${field}\`. Set \`crds: upgrade\` on the chart that brings this CRD, or remove the field from the chart's template.`,
  };
}

export function explainImmutableField({ kind = '', name, problems = '' }: Groups, chart: FailedChart, words: string) {
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

export function explainMissingPermission({ user, verb, resource }: Groups) {
  return {
    hint: `Allow \`${user}\` to \`${verb}\` \`${resource}\`, or deploy with another account.`,
  };
}

/** The namespace of the object that Helm names, or else that of the release. */
export function placeOf(words: string, { namespace }: FailedChart): string {
  return /for object ([^/\s]+)\/\S+ /.exec(words)?.[1] ?? namespace;
}

export function describe(kind: string, name: string, namespace: string): string {
  return `\`kubectl describe ${kind.toLowerCase()} ${name} --namespace ${namespace}\``;
}

/** `a, b and c`, each once. */
export function listed(texts: readonly string[]): string {
  const distinct = [...new Set(texts)];
  const last = distinct.at(-1) ?? '';
  return distinct.length > 1 ? `${distinct.slice(0, -1).join(', ')} and ${last}` : last;
}

export function joinLines(words: string): string {
  return words.replace(/\s*\n\s*/g, ' ');
}

export function sentence(words: string): string {
  const text = words || 'Helm failed without an error message.';
  return /[.!?…]$/.test(text) ? text : `${text}.`;
}
