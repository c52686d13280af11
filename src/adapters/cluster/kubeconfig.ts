// Which context of which kubeconfig is used? All paths in it become absolute.
import { dirname, join, resolve } from 'node:path';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { ClusterChoice } from '../../ports/cluster.ts';
import type { Disk, Variables } from '../../ports/machine.ts';
import { isObject } from '../../text/json.ts';
import { nearestName } from '../../text/near-name.ts';
import { readYaml } from '../../text/yaml.ts';
import { type ClusterEntry, type Fields, readEntries, type UserEntry } from './kubeconfig-entries.ts';

/** One context of a kubeconfig, with the field names of Kubernetes (kubeconfig v1). */
export interface Context {
  readonly name: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Both entries as written. The kubeconfig that Helm gets also has the fields that Compass does not use. */
  readonly written: { readonly cluster: Fields; readonly user: Fields };
}

export interface KubeconfigDeps {
  readonly disk: Disk;
  readonly env: Variables;
  /** Relative paths in a kubeconfig that is given as content start here. */
  readonly folder: string;
}

const serviceAccount = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Fails with `kubeconfig-unreadable` or `context-unknown`. */
export function readContext(choice: ClusterChoice, deps: KubeconfigDeps): Result<Context> {
  const found = findSources(choice.kubeconfig, deps);
  if (!found.ok) return found;
  if (found.value === 'in-cluster') return inCluster(deps);
  const read = found.value.map((source) => readSource(source));
  const problem = read.find((one) => !one.ok);
  if (problem !== undefined && !problem.ok) return problem;
  return pickContext(
    read.flatMap((one) => (one.ok ? [one.value] : [])),
    choice.context,
  );
}

interface KubeconfigSource {
  /** For messages. */
  readonly name: string;
  readonly text: string;
  /** Relative paths start here. */
  readonly folder: string;
}

function findSources(
  given: string | undefined,
  deps: KubeconfigDeps,
): Result<readonly KubeconfigSource[] | 'in-cluster'> {
  if (given !== undefined) return readGiven(given, deps);
  const { disk, env } = deps;
  const listed = (env['KUBECONFIG'] ?? '').split(':').filter((path) => path !== '');
  const home = env['HOME'] ? [join(env['HOME'], '.kube', 'config')] : [];
  const tried = listed.length > 0 ? listed : home;
  const sources = tried.flatMap((path) => readFileSource(disk, resolve(deps.folder, path)) ?? []);
  if (sources.length > 0) return ok(sources);
  if (listed.length === 0 && env['KUBERNETES_SERVICE_HOST']) return ok('in-cluster');
  const where =
    listed.length > 0
      ? `\`KUBECONFIG\` names ${listed.join(', ')}, which cannot be read`
      : home.length > 0
        ? `${home.join(', ')} does not exist`
        : '`HOME` is not set';
  return failed(unreadableKubeconfig(`No kubeconfig was found: the input \`kubeconfig\` is empty, and ${where}.`));
}

/**
 * A path, or the content, plain or base64. Messages show the value only if it looks like a path, since the content is
 * secret.
 */
function readGiven(given: string, deps: KubeconfigDeps): Result<readonly KubeconfigSource[]> {
  const content = (text: string): KubeconfigSource => ({ name: 'the input `kubeconfig`', text, folder: deps.folder });
  // The output of `base64` has line breaks.
  const decoded = /^[A-Za-z0-9+/=\s]+$/.test(given) ? Buffer.from(given, 'base64').toString('utf8') : '';
  if (decoded.includes('clusters')) return ok([content(decoded)]);
  if (given.includes('\n') || given.trimStart().startsWith('{')) return ok([content(given)]);
  const file = readFileSource(deps.disk, resolve(deps.folder, given));
  if (file !== undefined) return ok([file]);
  const isPath = given.includes('/') && given.length < 256 && /^[\w./~-]+$/.test(given);
  const what = isPath
    ? `\`${given}\` is not a file that can be read`
    : 'it is neither the path of a file nor the content of one, plain or base64';
  return failed(unreadableKubeconfig(`The input \`kubeconfig\` cannot be used: ${what}.`));
}

function readFileSource(disk: Disk, path: string): KubeconfigSource | undefined {
  const text = disk.read(path)?.toString('utf8');
  return text === undefined ? undefined : { name: path, text, folder: dirname(path) };
}

interface Kubeconfig {
  readonly currentContext: string;
  readonly contexts: EntriesByName;
  readonly clusters: EntriesByName;
  readonly users: EntriesByName;
}

type EntriesByName = ReadonlyMap<string, Fields>;

function readSource({ name, text, folder }: KubeconfigSource): Result<Kubeconfig> {
  const yaml = readYaml(name, text);
  if ('problems' in yaml) {
    // The message of the YAML library may contain part of the text, which is secret.
    const at = yaml.problems[0]?.at;
    return failed(
      unreadableKubeconfig(`The kubeconfig from ${name} is not valid YAML (line ${at?.line}).`, hintForContent),
    );
  }
  const { data } = yaml.document;
  if (!isObject(data)) return failed(unreadableKubeconfig(`The kubeconfig from ${name} is not a map.`, hintForContent));
  const current = data['current-context'];
  return ok({
    currentContext: typeof current === 'string' ? current : '',
    contexts: entriesByName(data['contexts'], 'context', folder),
    clusters: entriesByName(data['clusters'], 'cluster', folder),
    users: entriesByName(data['users'], 'user', folder),
  });
}

const pathFields = ['certificate-authority', 'client-certificate', 'client-key', 'tokenFile'];

function entriesByName(list: unknown, key: string, folder: string): EntriesByName {
  const entries = Array.isArray(list) ? list : [];
  return new Map(
    entries.flatMap((entry): [string, Fields][] => {
      if (!isObject(entry) || typeof entry['name'] !== 'string') return [];
      const fields = isObject(entry[key]) ? entry[key] : {};
      return [[entry['name'], withAbsolutePaths(fields, folder)]];
    }),
  );
}

function withAbsolutePaths(fields: Fields, folder: string): Fields {
  const absolute = Object.entries(fields).map(([name, value]) => {
    const isPath = pathFields.includes(name) && typeof value === 'string' && value !== '';
    return [name, isPath ? resolve(folder, value) : value];
  });
  const exec = fields['exec'];
  // A command with a slash is a path; without one, it is searched for on PATH.
  if (isObject(exec) && typeof exec['command'] === 'string' && exec['command'].includes('/')) {
    absolute.push(['exec', { ...exec, command: resolve(folder, exec['command']) }]);
  }
  return Object.fromEntries(absolute);
}

/** If several files define the same name, the first counts, as for kubectl. */
function pickContext(files: readonly Kubeconfig[], wanted: string | undefined): Result<Context> {
  const merged = (part: 'contexts' | 'clusters' | 'users'): EntriesByName =>
    new Map(files.toReversed().flatMap((file) => [...file[part]]));
  const contexts = merged('contexts');
  const name = wanted ?? files.find((file) => file.currentContext !== '')?.currentContext ?? '';
  const context = contexts.get(name);
  if (context === undefined) return failed(unknownContext(name, [...contexts.keys()]));
  const cluster = merged('clusters').get(String(context['cluster'])) ?? {};
  const user = merged('users').get(String(context['user'])) ?? {};
  const read = readEntries(cluster, user);
  if ('problem' in read) {
    const message = `In the context \`${name}\` of the kubeconfig, ${read.problem}.`;
    return failed(unreadableKubeconfig(message, 'Correct that entry of the kubeconfig, or use another context.'));
  }
  return ok({ name, ...read, written: { cluster, user } });
}

function inCluster({ disk, env }: KubeconfigDeps): Result<Context> {
  const tokenFile = join(serviceAccount, 'token');
  if (disk.read(tokenFile) === undefined)
    return failed(
      unreadableKubeconfig(`There is no kubeconfig, and no token of a service account in ${serviceAccount}.`),
    );
  const host = env['KUBERNETES_SERVICE_HOST'] ?? '';
  const server = `https://${host.includes(':') ? `[${host}]` : host}:${env['KUBERNETES_SERVICE_PORT'] ?? '443'}`;
  const cluster = { server, 'certificate-authority': join(serviceAccount, 'ca.crt') };
  const user = { tokenFile };
  return ok({ name: 'in-cluster', cluster, user, written: { cluster, user } });
}

function unknownContext(name: string, known: readonly string[]): Failure {
  const near = nearestName(name, known);
  const list = known.length > 0 ? `It has: ${known.join(', ')}.` : 'It has no contexts.';
  return {
    code: 'context-unknown',
    message: name === '' ? 'The kubeconfig has no `current-context`.' : `The kubeconfig has no context \`${name}\`.`,
    hint: `${near ? `Did you mean \`${near}\`?` : list} Set \`context\` in the environment of the spec, or as an input.`,
  };
}

const hintForInput =
  'Set the input `kubeconfig` to the path or the content of a kubeconfig, for example from a secret.';
const hintForContent = 'Check that it is a whole kubeconfig: `kubectl config view --kubeconfig FILE` reads it.';

function unreadableKubeconfig(message: string, hint = hintForInput): Failure {
  return { code: 'kubeconfig-unreadable', message, hint };
}
