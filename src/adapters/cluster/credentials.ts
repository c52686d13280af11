// Which TLS material and which Authorization header does a context of a kubeconfig give?
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Redactor } from '../../model/secret.ts';
import type { Disk, Processes } from '../../ports/machine.ts';
import { describeExit, hasSucceeded } from '../../ports/process-exit.ts';
import { isObject } from '../../text/json.ts';
import type { Tls } from '../http/client.ts';
import type { Context } from './kubeconfig.ts';
import type { ExecEntry, UserEntry } from './kubeconfig-entries.ts';

export interface Credentials {
  readonly tls: Tls;
  readonly headers: Readonly<Record<string, string>>;
}

export interface CredentialTools {
  readonly disk: Disk;
  readonly processes: Processes;
  readonly redactor: Redactor;
}

/** A plugin may open a browser or call a remote server. After this time, Compass stops it. */
const pluginTimeoutMs = 60_000;

/** Fails with `kubeconfig-unreadable` or `credential-plugin-failed`. The redactor learns every secret. */
export async function getCredentials(
  context: Context,
  tools: CredentialTools,
  signal: AbortSignal,
): Promise<Result<Credentials>> {
  const { cluster, user } = context;
  const printed = user.exec === undefined ? ok({}) : await runPlugin(user.exec, context, tools, signal);
  if (!printed.ok) return printed;
  const login: UserEntry = { ...user, ...printed.value };
  const read = (data: string | undefined, file: string | undefined) =>
    data ? Buffer.from(data, 'base64') : file ? tools.disk.read(file) : undefined;
  const ca = read(cluster['certificate-authority-data'], cluster['certificate-authority']);
  const cert = read(login['client-certificate-data'], login['client-certificate']);
  const key = read(login['client-key-data'], login['client-key']);
  const token =
    login.token ?? (login.tokenFile ? tools.disk.read(login.tokenFile)?.toString('utf8').trim() : undefined);
  const files = [
    [cluster['certificate-authority'], ca],
    [login['client-certificate'], cert],
    [login['client-key'], key],
    [login.tokenFile, token],
  ] as const;
  const missing = files.find(([file, content]) => file !== undefined && content === undefined);
  if (missing !== undefined) return failed(missingFile(context.name, String(missing[0])));
  learnSecrets(token, login, key, context, tools.redactor);
  return ok({
    tls: {
      ...(ca && { ca }),
      ...(cert && { cert }),
      ...(key && { key }),
      ...(cluster['tls-server-name'] && { servername: cluster['tls-server-name'] }),
      ...(cluster['insecure-skip-tls-verify'] && { rejectUnauthorized: false }),
    },
    headers: authorization(token, login),
  });
}

/** Secrets in each form: as in the kubeconfig, as sent, and line by line, as they would be printed. */
function learnSecrets(
  token: string | undefined,
  login: UserEntry,
  key: Buffer | undefined,
  { cluster }: Context,
  redactor: Redactor,
): void {
  const userInfo = [cluster.server, cluster['proxy-url'] ?? ''].flatMap((url) => {
    const { password } = URL.canParse(url) ? new URL(url) : { password: '' };
    return [password, decodePercent(password)];
  });
  const keyLines = (key?.toString('utf8') ?? '').split('\n').filter((line) => !line.startsWith('-----'));
  const basic = login.username ? Buffer.from(`${login.username}:${login.password ?? ''}`).toString('base64') : '';
  for (const secret of [token, login.password, login['client-key-data'], basic, ...userInfo, ...keyLines]) {
    if (secret) redactor.learn(secret);
  }
}

/** The decoded string. A string with a bare `%` was not encoded, and is returned as it is. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function authorization(token: string | undefined, { username, password }: UserEntry): Record<string, string> {
  if (token) return { authorization: `Bearer ${token}` };
  if (!username) return {};
  return { authorization: `Basic ${Buffer.from(`${username}:${password ?? ''}`).toString('base64')}` };
}

/** Runs a credential plugin (client.authentication.k8s.io). Returns what it printed as fields of a user. */
async function runPlugin(
  exec: ExecEntry,
  context: Context,
  tools: CredentialTools,
  signal: AbortSignal,
): Promise<Result<UserEntry>> {
  const variables = exec.env.map(({ name, value }) => [name, value]);
  const spec = { interactive: false, ...(exec.provideClusterInfo && { cluster: clusterInfo(context) }) };
  const exit = await tools.processes.run(
    {
      program: exec.command,
      arguments: exec.args,
      env: {
        ...Object.fromEntries(variables),
        KUBERNETES_EXEC_INFO: JSON.stringify({ apiVersion: exec.apiVersion, kind: 'ExecCredential', spec }),
      },
      timeoutMs: pluginTimeoutMs,
    },
    signal,
  );
  if (!hasSucceeded(exit)) {
    const printed = exit.how === 'exited' ? exit.errors.trim().slice(-500) : '';
    const how = describeExit(exit, pluginTimeoutMs);
    return failed(pluginFailed(exec, printed === '' ? how : `${how}: ${printed}`));
  }
  const status = parseStatus(exit.output);
  if (status === undefined) return failed(pluginFailed(exec, 'did not print an ExecCredential with a `status`'));
  const pem = (text: unknown) => (typeof text === 'string' ? Buffer.from(text).toString('base64') : undefined);
  const certificate = pem(status['clientCertificateData']);
  const key = pem(status['clientKeyData']);
  return ok({
    ...(typeof status['token'] === 'string' && { token: status['token'] }),
    ...(certificate && { 'client-certificate-data': certificate }),
    ...(key && { 'client-key-data': key }),
  });
}

function clusterInfo({ cluster }: Context) {
  return {
    server: cluster.server,
    'certificate-authority-data': cluster['certificate-authority-data'],
    'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
    'tls-server-name': cluster['tls-server-name'],
    'proxy-url': cluster['proxy-url'],
  };
}

function parseStatus(output: string): Record<string, unknown> | undefined {
  try {
    const credential: unknown = JSON.parse(output);
    const status = isObject(credential) ? credential['status'] : undefined;
    return isObject(status) ? status : undefined;
  } catch {
    return undefined;
  }
}

function missingFile(context: string, file: string): Failure {
  return {
    code: 'kubeconfig-unreadable',
    message: `The context \`${context}\` of the kubeconfig names the file ${file}, which cannot be read.`,
    hint: 'Create the file, or put its content into the kubeconfig (`kubectl config view --flatten --raw`).',
  };
}

function pluginFailed(exec: ExecEntry, why: string): Failure {
  return {
    code: 'credential-plugin-failed',
    message: `The kubeconfig gets its credentials from \`${exec.command}\`, which ${why}.`,
    hint: 'Install and configure that program in an earlier step of the job.',
  };
}
