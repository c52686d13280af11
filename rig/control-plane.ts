// Which components, with which flags, make up a real Kubernetes without containers, with a registry next to it? This
// file starts nothing itself.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import type { Component } from './component.ts';
import { freePort } from './free-port.ts';
import { layOutRegistry } from './registry.ts';
import { toolPath } from './toolchain.ts';

/** Users of the cluster. The control plane's own users are left out of the audit log. */
const systemUsers = ['rig-controller-manager', 'rig-scheduler', 'rig-kwok', 'rig-setup'] as const;
const accounts = ['admin', 'reader', 'planner', 'deployer'] as const;
type User = (typeof systemUsers)[number] | (typeof accounts)[number];

export interface ControlPlane {
  readonly components: readonly Component[];
  /** Call it once the API server is ready: only its first start creates the certificate that kubeconfigs contain. */
  writeKubeconfigs(): void;
  /** Sends a request as the user who sets up the rig, and resolves to the status. Rejects if there is no response. */
  send(method: string, path: string, body?: string): Promise<number>;
  /** Absolute path of the kubeconfig that has a user's context. */
  kubeconfig(user: User): string;
  readonly registry: string;
  readonly auditLog: string;
}

/** Lays out a control plane under `folder`, on free ports of the loopback interface. */
export async function layOutControlPlane(folder: string): Promise<ControlPlane> {
  const file = (...names: string[]) => join(folder, ...names);
  for (const name of ['pki', 'logs']) mkdirSync(file(name), { recursive: true });
  writeServiceAccountKeys(file('pki', 'service-account.key'), file('pki', 'service-account.pub'));
  const layout: Layout = {
    file,
    certificate: file('pki', 'apiserver.crt'),
    tokens: writeTokens(file('pki', 'tokens.csv')),
    kubeconfig: (user) => file(isAccount(user) ? 'kubeconfig' : `${user}.kubeconfig`),
    ports: { etcd: await freePort(), etcdPeer: await freePort(), api: await freePort(), registry: await freePort() },
  };
  return {
    components: [
      ...[etcd, apiServer, controllerManager, scheduler, kwok].map((lay) => lay(layout)),
      layOutRegistry(file('registry'), layout.ports.registry),
    ],
    writeKubeconfigs: () => writeKubeconfigs(layout),
    send: (...request) => send(layout, ...request),
    kubeconfig: layout.kubeconfig,
    registry: `127.0.0.1:${layout.ports.registry}`,
    auditLog: file('audit.log'),
  };
}

/** Where everything is. */
interface Layout {
  readonly file: (...names: string[]) => string;
  /** Path of the self-signed certificate that the API server creates at its first start. */
  readonly certificate: string;
  readonly tokens: Readonly<Record<User, string>>;
  readonly kubeconfig: (user: User) => string;
  readonly ports: Readonly<Record<'etcd' | 'etcdPeer' | 'api' | 'registry', number>>;
}

function etcd({ file, ports }: Layout): Component {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return {
    name: 'etcd',
    command: toolPath('etcd'),
    arguments: [
      `--data-dir=${file('etcd')}`,
      // No data outlives a rig, so etcd need not wait for the disk.
      '--unsafe-no-fsync',
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=default=${peer}`,
      '--log-level=warn',
    ],
    isReady: async () => (await fetch(`${client}/health`)).ok,
  };
}

function apiServer(layout: Layout): Component {
  const { file, ports } = layout;
  return {
    name: 'kube-apiserver',
    command: toolPath('kube-apiserver'),
    arguments: [
      `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
      '--bind-address=127.0.0.1',
      `--secure-port=${ports.api}`,
      `--cert-dir=${file('pki')}`,
      '--service-cluster-ip-range=10.0.0.0/16',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('pki', 'service-account.pub')}`,
      `--service-account-signing-key-file=${file('pki', 'service-account.key')}`,
      '--authorization-mode=RBAC',
      `--token-auth-file=${file('pki', 'tokens.csv')}`,
      // No kubelet mounts service-account tokens, and nothing here would remove the node's not-ready taint.
      '--disable-admission-plugins=ServiceAccount,TaintNodesByCondition',
      '--endpoint-reconciler-type=none',
      `--audit-log-path=${file('audit.log')}`,
      `--audit-policy-file=${join(import.meta.dirname, 'audit-policy.yaml')}`,
    ],
    isReady: () => isHealthy(layout),
  };
}

function controllerManager(layout: Layout): Component {
  return {
    name: 'kube-controller-manager',
    command: toolPath('kube-controller-manager'),
    arguments: [
      `--kubeconfig=${layout.kubeconfig('rig-controller-manager')}`,
      `--service-account-private-key-file=${layout.file('pki', 'service-account.key')}`,
      `--root-ca-file=${layout.certificate}`,
      '--leader-elect=false',
      '--secure-port=0',
      // The node-lifecycle controller would declare the fake node dead after 40 s.
      '--controllers=*,-node-lifecycle-controller',
    ],
    isReady: () => isHealthy(layout),
  };
}

function scheduler(layout: Layout): Component {
  return {
    name: 'kube-scheduler',
    command: toolPath('kube-scheduler'),
    arguments: [`--kubeconfig=${layout.kubeconfig('rig-scheduler')}`, '--leader-elect=false', '--secure-port=0'],
    isReady: () => isHealthy(layout),
  };
}

function kwok(layout: Layout): Component {
  return {
    name: 'kwok',
    command: toolPath('kwok'),
    arguments: [
      `--kubeconfig=${layout.kubeconfig('rig-kwok')}`,
      '--manage-all-nodes=true',
      `--config=${join(import.meta.dirname, 'kwok-stages.yaml')}`,
    ],
    // The user's settings under $HOME must not change the rig.
    env: { HOME: layout.file() },
    isReady: () => isHealthy(layout),
  };
}

function writeTokens(file: string): Record<User, string> {
  const users = [...systemUsers, ...accounts];
  const tokens = users.map((user) => [user, randomBytes(16).toString('hex')] as const);
  const lines = tokens.map(([user, token]) => {
    const group = isAccount(user) && user !== 'admin' ? '' : ',system:masters';
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

function isAccount(user: User): boolean {
  return (accounts as readonly string[]).includes(user);
}

/** The accounts for people and tests share one kubeconfig, with a context for each; every system user has its own. */
function writeKubeconfigs({ certificate, tokens, ports, kubeconfig }: Layout): void {
  const server = `https://127.0.0.1:${ports.api}`;
  const authority = readFileSync(certificate).toString('base64');
  const write = (users: readonly User[]) => {
    // JSON is YAML.
    const content = {
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'rig', cluster: { server, 'certificate-authority-data': authority } }],
      users: users.map((user) => ({ name: user, user: { token: tokens[user] } })),
      contexts: users.map((user) => ({ name: user, context: { cluster: 'rig', user } })),
      'current-context': users[0],
    };
    writeFileSync(kubeconfig(users[0] as User), `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  };
  write(accounts);
  for (const user of systemUsers) write([user]);
}

/** False until the server is up. */
async function isHealthy(layout: Layout): Promise<boolean> {
  return existsSync(layout.certificate) && (await send(layout, 'GET', '/readyz')) === 200;
}

function send({ certificate, tokens, ports }: Layout, method: string, path: string, body?: string): Promise<number> {
  const headers = { authorization: `Bearer ${tokens['rig-setup']}`, 'content-type': 'application/json' };
  const options = { method, headers, ca: readFileSync(certificate), agent: false };
  return new Promise((resolve, reject) => {
    request(`https://127.0.0.1:${ports.api}${path}`, options, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    })
      .on('error', reject)
      .end(body);
  });
}
