// Which fields of a cluster and a user in a kubeconfig does Compass use? They are named as in Kubernetes (kubeconfig
// v1).
import { isObject } from '../../text/json.ts';

export interface ClusterEntry {
  readonly server: string;
  readonly 'certificate-authority'?: string | undefined;
  readonly 'certificate-authority-data'?: string | undefined;
  readonly 'insecure-skip-tls-verify'?: boolean | undefined;
  readonly 'tls-server-name'?: string | undefined;
  readonly 'proxy-url'?: string | undefined;
}

export interface UserEntry {
  readonly token?: string | undefined;
  readonly tokenFile?: string | undefined;
  readonly 'client-certificate'?: string | undefined;
  readonly 'client-certificate-data'?: string | undefined;
  readonly 'client-key'?: string | undefined;
  readonly 'client-key-data'?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly exec?: ExecEntry | undefined;
}

/** A credential plugin (client.authentication.k8s.io). */
export interface ExecEntry {
  readonly apiVersion: string | undefined;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly provideClusterInfo: boolean;
}

/** A map of a kubeconfig as it is in the file. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Authentication, proxies and impersonation that Compass does not support are a problem, since Helm would use them.
 * Other unknown fields are ignored. `problem` completes "In the context `NAME` of the kubeconfig, …".
 */
export function readEntries(
  cluster: Fields,
  user: Fields,
): { readonly cluster: ClusterEntry; readonly user: UserEntry } | { readonly problem: string } {
  const problem = problemOfContext(cluster, user);
  if (problem !== undefined) return { problem };
  const exec = readExec(user['exec']);
  if (exec !== undefined && 'problem' in exec) return exec;
  return { cluster: clusterOf(cluster), user: { ...userOf(user), exec } };
}

function clusterOf(fields: Fields): ClusterEntry {
  return {
    server: textIn(fields, 'server') ?? '',
    'certificate-authority': textIn(fields, 'certificate-authority'),
    'certificate-authority-data': textIn(fields, 'certificate-authority-data'),
    'insecure-skip-tls-verify': fields['insecure-skip-tls-verify'] ? true : undefined,
    'tls-server-name': textIn(fields, 'tls-server-name'),
    'proxy-url': textIn(fields, 'proxy-url'),
  };
}

function userOf(fields: Fields): UserEntry {
  return {
    token: textIn(fields, 'token'),
    tokenFile: textIn(fields, 'tokenFile'),
    'client-certificate': textIn(fields, 'client-certificate'),
    'client-certificate-data': textIn(fields, 'client-certificate-data'),
    'client-key': textIn(fields, 'client-key'),
    'client-key-data': textIn(fields, 'client-key-data'),
    username: textIn(fields, 'username'),
    password: textIn(fields, 'password'),
  };
}

function textIn(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' ? value : undefined;
}

const textFields = [
  ...['server', 'certificate-authority', 'certificate-authority-data', 'tls-server-name', 'proxy-url'],
  ...['token', 'tokenFile', 'client-certificate', 'client-certificate-data', 'client-key', 'client-key-data'],
  ...['username', 'password'],
];

/** Why Compass cannot use the cluster and the user of a context; undefined if it can. */
function problemOfContext(cluster: Fields, user: Fields): string | undefined {
  const both = { ...cluster, ...user };
  const notString = textFields.find((field) => both[field] !== undefined && typeof both[field] !== 'string');
  if (notString !== undefined) return `\`${notString}\` is not a string`;
  if (cluster['server'] === undefined) return 'the cluster does not exist, or has no `server`';
  if (!isHttp(cluster['server'])) return '`server` of the cluster is not an https or http URL';
  if (cluster['proxy-url'] && !isHttp(cluster['proxy-url'])) return '`proxy-url` is not an https or http URL';
  if ('auth-provider' in user) return 'the user has an `auth-provider`, which Kubernetes has removed';
  const impersonation = Object.keys(user).find((field) => /^as(-|$)/.test(field));
  if (impersonation !== undefined) return `the user has \`${impersonation}\`: Compass does not support impersonation`;
  if (/[^\x21-\x7e]/.test(textIn(user, 'token')?.trim() ?? '')) {
    return 'the token contains characters that an HTTP header cannot carry';
  }
  return undefined;
}

function readExec(exec: unknown): ExecEntry | { readonly problem: string } | undefined {
  if (exec === undefined) return undefined;
  const command = isObject(exec) ? textIn(exec, 'command') : undefined;
  if (!isObject(exec) || command === undefined || command === '') return { problem: '`exec` has no `command`' };
  const args = listOf(exec['args'], (one) => (typeof one === 'string' ? one : undefined));
  if (args === undefined) return { problem: 'the `args` of `exec` are not a list of strings' };
  const env = listOf(exec['env'], pairOf);
  if (env === undefined) return { problem: 'the `env` of `exec` is not a list of names and values' };
  return {
    apiVersion: textIn(exec, 'apiVersion'),
    command,
    args,
    env,
    provideClusterInfo: Boolean(exec['provideClusterInfo']),
  };
}

/** Empty if there is none. Undefined if it is not a list, or `read` returns undefined for one of its items. */
function listOf<Item>(list: unknown, read: (item: unknown) => Item | undefined): readonly Item[] | undefined {
  const items: unknown[] | undefined = Array.isArray(list) ? list : (list ?? undefined) === undefined ? [] : undefined;
  const found = items?.flatMap((item) => read(item) ?? []);
  return found?.length === items?.length ? found : undefined;
}

function pairOf(entry: unknown): { readonly name: string; readonly value: string } | undefined {
  const [name, value] = isObject(entry) ? [textIn(entry, 'name'), textIn(entry, 'value')] : [];
  return name === undefined || value === undefined ? undefined : { name, value };
}

function isHttp(url: unknown): boolean {
  return typeof url === 'string' && URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
