// The recipe of the rig: which components make up a real Kubernetes without containers, with the flags that matter,
// and a registry beside it. Starts nothing itself.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Component } from './component.ts';
import { toolPath } from './toolchain.ts';

/** Users who may speak to the cluster; the control plane's own ones are left out of the audit log. */
const systemUsers = ['rig-controller-manager', 'rig-scheduler', 'rig-kwok', 'rig-setup'] as const;
const people = ['admin', 'reader', 'deployer'] as const;
type User = (typeof systemUsers)[number] | (typeof people)[number];

export interface ControlPlane {
  readonly components: readonly Component[];
  /** Written once the API server runs: its certificate is made at its first start. */
  writeKubeconfigs(): void;
  /** kubeconfig of a user: the only one, or for people the shared file with a context for each of them. */
  kubeconfig(user: User): string;
  readonly registry: string;
  readonly auditLog: string;
}

/** Lays out a control plane under `folder`, on free ports of the loopback interface. */
export async function layOutControlPlane(folder: string): Promise<ControlPlane> {
  const etcdPort = await freePort();
  const etcdPeerPort = await freePort();
  const apiPort = await freePort();
  const registryPort = await freePort();
  const file = (...names: string[]) => join(folder, ...names);
  for (const name of ['pki', 'logs', 'registry']) mkdirSync(file(name), { recursive: true });
  const tokens = writeTokens(file('pki', 'tokens.csv'));
  writeServiceAccountKeys(file('pki', 'service-account.key'), file('pki', 'service-account.pub'));
  const server = `https://127.0.0.1:${apiPort}`;
  const certificate = file('pki', 'apiserver.crt');
  const isHealthy = () => answersOk(`${server}/readyz`, certificate, tokens.admin);
  const kubeconfig = (user: User) =>
    file((people as readonly string[]).includes(user) ? 'kubeconfig' : `${user}.kubeconfig`);

  const etcd: Component = {
    name: 'etcd',
    command: toolPath('etcd'),
    arguments: [
      `--data-dir=${file('etcd')}`,
      // Nothing of a rig outlives it, so its disk need not be waited for.
      '--unsafe-no-fsync',
      `--listen-client-urls=http://127.0.0.1:${etcdPort}`,
      `--advertise-client-urls=http://127.0.0.1:${etcdPort}`,
      `--listen-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
      `--initial-advertise-peer-urls=http://127.0.0.1:${etcdPeerPort}`,
      `--initial-cluster=default=http://127.0.0.1:${etcdPeerPort}`,
      '--log-level=warn',
    ],
    isReady: async () => (await fetch(`http://127.0.0.1:${etcdPort}/health`)).ok,
  };
  const apiServer: Component = {
    name: 'kube-apiserver',
    command: toolPath('kube-apiserver'),
    arguments: [
      `--etcd-servers=http://127.0.0.1:${etcdPort}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${apiPort}`,
      `--cert-dir=${file('pki')}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('pki', 'service-account.pub')}`,
      `--service-account-signing-key-file=${file('pki', 'service-account.key')}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${file('pki', 'tokens.csv')}`,
      // No kubelet mounts service-account tokens, and nothing here would take the node's not-ready taint away.
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--endpoint-reconciler-type=none',
      `--audit-log-path=${file('audit.log')}`,
      `--audit-policy-file=${join(import.meta.dirname, 'audit-policy.yaml')}`,
    ],
    isReady: isHealthy,
  };
  const controllerManager: Component = {
    name: 'kube-controller-manager',
    command: toolPath('kube-controller-manager'),
    arguments: [
      `--kubeconfig=${kubeconfig('rig-controller-manager')}`,
      `--service-account-private-key-file=${file('pki', 'service-account.key')}`,
      `--root-ca-file=${certificate}`,
      '--leader-elect=false',
      '--secure-port=0',
      // The node-lifecycle controller would declare the fake node dead after 40 s.
      '--controllers=*,-node-lifecycle-controller',
    ],
    isReady: isHealthy,
  };
  const scheduler: Component = {
    name: 'kube-scheduler',
    command: toolPath('kube-scheduler'),
    arguments: [`--kubeconfig=${kubeconfig('rig-scheduler')}`, '--leader-elect=false', '--secure-port=0'],
    isReady: isHealthy,
  };
  const kwok: Component = {
    name: 'kwok',
    command: toolPath('kwok'),
    arguments: [
      `--kubeconfig=${kubeconfig('rig-kwok')}`,
      '--manage-all-nodes=true',
      `--config=${join(import.meta.dirname, 'kwok-stages.yaml')}`,
    ],
    // Its own settings under $HOME must not change the rig.
    env: { HOME: folder },
    isReady: isHealthy,
  };
  const registry: Component = {
    name: 'registry',
    command: toolPath('registry'),
    arguments: ['serve', writeRegistrySettings(file('registry', 'config.yml'), file('registry', 'data'), registryPort)],
    env: { OTEL_TRACES_EXPORTER: 'none' },
    isReady: async () => (await fetch(`http://127.0.0.1:${registryPort}/v2/`)).ok,
  };

  return {
    components: [etcd, apiServer, controllerManager, scheduler, kwok, registry],
    writeKubeconfigs() {
      const authority = readFileSync(certificate).toString('base64');
      for (const user of systemUsers) writeKubeconfig(kubeconfig(user), server, authority, [[user, tokens[user]]]);
      writeKubeconfig(
        kubeconfig('admin'),
        server,
        authority,
        people.map((user) => [user, tokens[user]]),
      );
    },
    kubeconfig,
    registry: `127.0.0.1:${registryPort}`,
    auditLog: file('audit.log'),
  };
}

function writeTokens(file: string): Record<User, string> {
  const users = [...systemUsers, ...people];
  const tokens = users.map((user) => [user, randomBytes(16).toString('hex')] as const);
  const lines = tokens.map(([user, token]) => {
    const group = user === 'reader' || user === 'deployer' ? '' : ',system:masters';
    return `${token},${user},${user}${group}`;
  });
  writeFileSync(file, `${lines.join('\n')}\n`, { mode: 0o600 });
  return Object.fromEntries(tokens) as Record<User, string>;
}

function writeServiceAccountKeys(privateFile: string, publicFile: string): void {
  if (existsSync(privateFile)) return;
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  writeFileSync(privateFile, privateKey, { mode: 0o600 });
  writeFileSync(publicFile, publicKey);
}

/** One context per user; the first is the current one. JSON is YAML. */
function writeKubeconfig(file: string, server: string, authority: string, users: (readonly [string, string])[]): void {
  const kubeconfig = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'rig', cluster: { server, 'certificate-authority-data': authority } }],
    users: users.map(([name, token]) => ({ name, user: { token } })),
    contexts: users.map(([name]) => ({ name, context: { cluster: 'rig', user: name } })),
    'current-context': users[0]?.[0],
  };
  writeFileSync(file, `${JSON.stringify(kubeconfig, null, 2)}\n`, { mode: 0o600 });
}

function writeRegistrySettings(file: string, dataFolder: string, port: number): string {
  const settings = {
    version: '0.1',
    log: { level: 'warn' },
    storage: { filesystem: { rootdirectory: dataFolder }, delete: { enabled: true } },
    http: { addr: `127.0.0.1:${port}` },
  };
  writeFileSync(file, JSON.stringify(settings));
  return file;
}

/** False while the server is not up; it makes its certificate at its first start. */
async function answersOk(url: string, authorityFile: string, token: string): Promise<boolean> {
  if (!existsSync(authorityFile)) return false;
  const ca = readFileSync(authorityFile);
  return new Promise((resolve) => {
    request(url, { ca, headers: { authorization: `Bearer ${token}` }, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    })
      .on('error', () => resolve(false))
      .end();
  });
}

/** A port below the range from which the kernel takes the client ends of connections, so that none is taken meanwhile. */
async function freePort(): Promise<number> {
  const candidate = 10_000 + Math.floor(Math.random() * 20_000);
  return (await canListen(candidate)) ? candidate : freePort();
}

function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
      .on('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
