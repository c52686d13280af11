// How does a registry misbehave? A proxy in front of a real one asks for a password, and breaks the answers that a test
// names.
import {
  request as ask,
  createServer,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { inBase64 } from './asking.ts';

export interface Answer {
  readonly status: number;
  readonly headers: OutgoingHttpHeaders;
  readonly body: Buffer;
}

export interface Asked {
  readonly method: string;
  readonly path: string;
  /** How many requests with the right password came before it. */
  readonly before: number;
  /** The registry's answer. */
  real(): Promise<Answer>;
}

/** Undefined if it has handled the connection itself. */
export type Fault = (asked: Asked, response: ServerResponse) => Answer | undefined | Promise<Answer | undefined>;

export const login = 'me:secret-password';

export interface FaultProxy {
  readonly host: string;
  /** All requests, in order: `METHOD`, with `?` if it had no credentials. */
  readonly seen: string[];
}

export async function startFaultProxy(context: TestContext, registry: string, fault: Fault): Promise<FaultProxy> {
  const seen: string[] = [];
  let before = 0;
  const server = createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    const isKnown = headers.authorization === `Basic ${inBase64(login)}`;
    seen.push(isKnown ? method : `${method}?`);
    if (!isKnown) return void response.writeHead(401, { 'www-authenticate': 'Basic realm="proxy"' }).end();
    const asked = { method, path, before: before++, real: () => pass(registry, request) };
    return void Promise.resolve(fault(asked, response)).then((answer) => {
      if (answer === undefined) return;
      response.writeHead(answer.status, answer.headers);
      response.end(method === 'HEAD' ? undefined : answer.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function pass(registry: string, { method, url, headers }: IncomingMessage): Promise<Answer> {
  const { authorization: _, host: __, ...others } = headers;
  return new Promise((resolve, reject) => {
    ask(`http://${registry}${url}`, { method, headers: others, agent: false }, async (answer) => {
      const body = Buffer.concat(await answer.toArray());
      const { connection: ___, ...kept } = answer.headers;
      resolve({ status: answer.statusCode ?? 0, headers: kept, body });
    })
      .on('error', reject)
      .end();
  });
}
