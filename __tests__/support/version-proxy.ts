// How does a cluster look whose version has a suffix, as on EKS and GKE? A proxy in front of the API server adds one.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { request } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';

/** The content of a kubeconfig for the proxy. `suffix`: `-eks-036c24b`. */
export async function startVersionProxy(context: TestContext, suffix: string): Promise<string> {
  const kubeconfig = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
  const named = kubeconfig.contexts.find(({ name }: { name: string }) => name === kubeconfig['current-context']);
  const { cluster } = kubeconfig.clusters.find(({ name }: { name: string }) => name === named.context.cluster);
  const { user } = kubeconfig.users.find(({ name }: { name: string }) => name === named.context.user);
  const ca = Buffer.from(cluster['certificate-authority-data'], 'base64');
  const server = createServer((asked, response) => {
    const isVersion = asked.url?.startsWith('/version') === true;
    const headers = { ...asked.headers, authorization: `Bearer ${user.token}`, 'accept-encoding': 'identity' };
    const forwarded = request(
      new URL(asked.url ?? '/', cluster.server),
      { method: asked.method, headers, ca, agent: false },
      (answer) => {
        if (!isVersion) {
          response.writeHead(answer.statusCode ?? 502, answer.headers);
          answer.pipe(response);
          return;
        }
        answer.setEncoding('utf8');
        let body = '';
        answer.on('data', (text: string) => {
          body += text;
        });
        answer.on('end', () => {
          const version = JSON.parse(body);
          response.writeHead(200, { 'content-type': 'application/json' });
          response.end(JSON.stringify({ ...version, gitVersion: `${version.gitVersion}${suffix}` }));
        });
      },
    );
    forwarded.on('error', () => response.destroy());
    response.on('close', () => forwarded.destroy());
    asked.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  context.after(() => {
    server.close();
    server.closeAllConnections();
  });
  server.unref();
  await new Promise((resolve) => server.once('listening', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'proxy', cluster: { server: url } }],
    users: [{ name: 'nobody', user: {} }],
    contexts: [{ name: 'proxy', context: { cluster: 'proxy', user: 'nobody' } }],
    'current-context': 'proxy',
  });
}
