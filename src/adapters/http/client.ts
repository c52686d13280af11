// One HTTP request. The only file that knows node:https; it serves whoever speaks to a server.

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
  /** Without a byte for so long, the server is taken for dead; 30 s if absent. */
  readonly silenceMs?: number;
  /** For all of it, once it has a connection, however steadily it comes; no limit if absent. */
  readonly mostMs?: number;
  /** Of the answer; 256 MiB if absent. */
  readonly mostBytes?: number;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Buffer;
}

/** `reason` completes the sentence "It cannot be reached: …"; `isTransient`: it may be well another time. */
export type HttpAnswer =
  | { readonly response: HttpResponse }
  | { readonly reason: string; readonly isTransient: boolean };

export interface HttpClient {
  /** Never throws. Redirects are not followed. */
  send(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer>;
}

const usualSilenceMs = 30_000;
const connectMs = 10_000;
const usualMostBytes = 256 * 1024 * 1024;
const mostSockets = 32;

/** `proxy`: variables such as HTTPS_PROXY and NO_PROXY. */
export function makeHttpClient(tls: Tls, proxy: Variables): HttpClient {
  const options = { keepAlive: true, maxSockets: mostSockets, proxyEnv: { ...proxy } };
  const secure = new Agent({ ...options, ...tls });
  const plain = new PlainAgent(options);
  return {
    async send(request, signal) {
      try {
        return await exchange(request, request.url.protocol === 'http:' ? plain : secure, signal);
      } catch (problem) {
        // Node throws for a header or a certificate that cannot be.
        return { reason: reasonOf(problem), isTransient: false };
      }
    },
  };
}

function exchange(
  { method, url, headers, body, silenceMs = usualSilenceMs, mostMs, mostBytes = usualMostBytes }: HttpRequest,
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
      // Only now: until it has a socket, the request waits for others of ours.
      const unconnected = setTimeout(() => fail(`no connection within ${connectMs / 1000} s`, true), connectMs);
      const connected = () => clearTimeout(unconnected);
      const late = mostMs && setTimeout(() => fail(`no whole answer within ${mostMs / 1000} s`, true), mostMs);
      request.on('close', () => clearTimeout(late || undefined));
      request.on('close', connected);
      if (socket.connecting) socket.once(isPlain ? 'connect' : 'secureConnect', connected);
      else connected();
    });
    request.setTimeout(silenceMs, () => fail(`no answer within ${silenceMs / 1000} s`, true));
    request.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
    request.on('response', (response) => collectBody(response, mostBytes, fail, resolve));
    request.end(body);
  });
}

function collectBody(
  response: IncomingMessage,
  mostBytes: number,
  fail: (reason: string, isTransient: boolean) => void,
  resolve: (answer: HttpAnswer) => void,
): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > mostBytes) fail('the answer is too large', false);
  });
  response.on('error', (error) => fail(reasonOf(error), isTransientError(error)));
  response.on('end', () => {
    const bytes = Buffer.concat(chunks);
    const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
    resolve({ response: { status: response.statusCode ?? 0, headers, body: bytes.toString('utf8'), bytes } });
  });
}

/**
 * The proxies that the environment names. As Go's programs do, Helm among them, this machine itself is never asked
 * through one.
 */
export function proxyOf(proxy: Variables): Record<string, string | undefined> {
  const listed = proxy['no_proxy'] || proxy['NO_PROXY'];
  const exceptions = [...(listed ? [listed] : []), 'localhost', '127.0.0.1-127.255.255.255', '::1'].join(',');
  return { ...proxy, no_proxy: exceptions, NO_PROXY: exceptions };
}

function withLength(headers: Readonly<Record<string, string>>, body: string | undefined): Record<string, string> {
  return body === undefined ? { ...headers } : { ...headers, 'content-length': String(Buffer.byteLength(body)) };
}

/** With several addresses to try, Node reports one error that holds the others. */
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

/** A name that is not found, or a port that refuses, may be there again in a moment; a certificate that is wrong stays so. */
function isTransientError(error: Error): boolean {
  return transientCodes.includes(codeOf(causeOf(error)));
}
