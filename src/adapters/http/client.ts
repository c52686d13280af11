// How is one HTTP request sent? The only file that imports node:https; every adapter that talks to a server uses it.

import { type IncomingMessage, Agent as PlainAgent, request as plainRequest } from 'node:http';
import { Agent, request as secureRequest } from 'node:https';
import type { Variables } from '../../ports/machine.ts';

export interface Tls {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  readonly servername?: string;
  readonly rejectUnauthorized?: boolean;
}

export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time without a byte after which the request fails; 30 s if absent. */
  readonly silenceMs?: number;
  /** Limit for the whole exchange once it has a connection, however steadily data arrives; no limit if absent. */
  readonly maxMs?: number;
  /** Largest accepted response body; 256 MiB if absent. */
  readonly maxBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body, not decoded. */
  readonly bytes: Buffer;
}

/** `reason` completes "It cannot be reached: …". `isTransient`: the same request may succeed later. */
export type HttpAnswer =
  | { readonly response: HttpResponse }
  | { readonly reason: string; readonly isTransient: boolean };

export interface HttpClient {
  /** Never throws. Redirects are not followed. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
}

const defaultSilenceMs = 30_000;
const connectMs = 10_000;
const defaultMaxBytes = 256 * 1024 * 1024;
const maxSockets = 32;

/** `proxy`: environment variables such as HTTPS_PROXY and NO_PROXY. */
export function makeHttpClient(tls: Tls, proxy: Variables): HttpClient {
  const options = { keepAlive: true, maxSockets: maxSockets, proxyEnv: { ...proxy } };
  const secure = new Agent({ ...options, ...tls });
  const plain = new PlainAgent(options);
  return {
    async send(request, signal) {
      try {
        return await exchange(request, request.url.protocol === 'http:' ? plain : secure, signal);
      } catch (problem) {
        // Node throws for an invalid header or certificate.
        return { reason: reasonOf(problem), isTransient: false };
      }
    },
  };
}

function exchange(
  { method, url, headers, body, silenceMs = defaultSilenceMs, maxMs, maxBytes = defaultMaxBytes }: HttpRequest,
  agent: Agent | PlainAgent,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const isPlain = url.protocol === 'http:';
  return new Promise((resolve) => {
    const start = isPlain ? plainRequest : secureRequest;
    const request = start(url, { method, headers: withLength(headers, body), agent, signal });
    const fail = (reason: string, isTransient: boolean) => {
      resolve({ reason, isTransient });
      request.destroy();
    };
    request.on('socket', (socket) => {
      // Not earlier: until it has a socket, the request waits for other requests of this client.
      const unconnected = setTimeout(() => fail(`no connection within ${connectMs / 1000} s`, true), connectMs);
      const connected = () => clearTimeout(unconnected);
      const deadline = maxMs && setTimeout(() => fail(`no complete answer within ${maxMs / 1000} s`, true), maxMs);
      request.on('close', () => clearTimeout(deadline || undefined));
      request.on('close', connected);
      if (socket.connecting) socket.once(isPlain ? 'connect' : 'secureConnect', connected);
      else connected();
    });
    request.setTimeout(silenceMs, () => fail(`no answer within ${silenceMs / 1000} s`, true));
    request.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
    request.on('response', (response) => collectBody(response, maxBytes, fail, resolve));
    request.end(body);
  });
}

function collectBody(
  response: IncomingMessage,
  maxBytes: number,
  fail: (reason: string, isTransient: boolean) => void,
  resolve: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxBytes) fail('the answer is too large', false);
  });
  response.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
  response.on('end', () => {
    const bytes = Buffer.concat(chunks);
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    resolve({ response: { status: response.statusCode ?? 0, headers, body: bytes.toString('utf8'), bytes } });
  });
}

/**
 * The proxy variables of the environment. Requests to loopback addresses never go through a proxy, as in Go programs
 * such as Helm.
 */
export function proxyOf(proxy: Variables): Record<string, string | undefined> {
  const listed = proxy['no_proxy'] || proxy['NO_PROXY'];
  const exceptions = [...(listed ? [listed] : []), 'localhost', '127.0.0.1-127.255.255.255', '::1'].join(',');
  return { ...proxy, no_proxy: exceptions, NO_PROXY: exceptions };
}

function withLength(headers: Readonly<Record<string, string>>, body: string | undefined): Record<string, string> {
  return body === undefined ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

/** If a host name has several addresses, Node reports one error that contains an error for each address. */
function causeOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] ?? error) : error;
}

function reasonOf(error: unknown): string {
  const cause = causeOf(error);
  return cause instanceof Error ? cause.message || codeOf(cause) || cause.name : String(cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

const transientCodes: readonly string[] = [
  ...['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND', 'EHOSTUNREACH', 'ENETUNREACH'],
];

/**
 * A host name that is not found, or a port that refuses connections, may work a moment later; an invalid certificate
 * will not.
 */
function isTransientError(error: Error): boolean {
  return transientCodes.includes(codeOf(causeOf(error)));
}
