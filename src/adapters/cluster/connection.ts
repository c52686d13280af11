// How are authenticated requests sent to a Kubernetes API server, and what do its answers mean?
import { setTimeout as sleep } from 'node:timers/promises';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import { type StopReason, stopReason } from '../../model/outcome.ts';
import { isObject, parseJson } from '../../text/json.ts';
import { type HttpClient, type HttpResponse, makeHttpClient, proxyOf } from '../http/client.ts';
import { type Credentials, type CredentialTools, getCredentials } from './credentials.ts';
import type { Context, KubeconfigDeps } from './kubeconfig.ts';

/** For reads only: a write may have succeeded although its answer was lost. */
const maxAttempts = 3;
const retryWaitMs = 300;

export interface ClusterCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly accept: string;
  readonly body?: string;
}

/** Authenticated requests to one server. Credentials are fetched when first needed, and again after a 401. */
export class Connection {
  readonly #context: Context;
  readonly #deps: KubeconfigDeps;
  readonly #tools: CredentialTools;
  #opened: Promise<Result<{ credentials: Credentials; client: HttpClient }>> | undefined;

  constructor(context: Context, deps: KubeconfigDeps, tools: CredentialTools) {
    this.#context = context;
    this.#deps = deps;
    this.#tools = tools;
  }

  /** Any status except success is a failure. `what` completes "The account may not …". */
  async sendOrFail(call: ClusterCall, what: string, signal: AbortSignal): Promise<Result<HttpResponse>> {
    const answer = await this.send(call, signal);
    if (!answer.ok || (answer.value.status >= 200 && answer.value.status < 300)) return answer;
    return failed(this.explain(answer.value, what));
  }

  /** Any status is a result. Fails if the credentials cannot be fetched or the server cannot be reached. */
  async send(call: ClusterCall, signal: AbortSignal): Promise<Result<HttpResponse>> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#sendOnce(call, signal);
      if (call.method !== 'GET' || attempt === maxAttempts || signal.aborted || !isWorthRetrying(answer)) return answer;
      // The credentials may have expired: they are fetched again.
      if (answer.ok && answer.value.status === 401) this.#opened = undefined;
      await sleep(attempt * retryWaitMs, undefined, { signal }).catch(() => {});
    }
  }

  async #sendOnce({ method, path, accept, body }: ClusterCall, signal: AbortSignal): Promise<Result<HttpResponse>> {
    this.#opened ??= this.#open(signal);
    const opened = await this.#opened;
    if (!opened.ok) return opened;
    const { client, credentials } = opened.value;
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    const headers = { ...credentials.headers, accept, 'user-agent': 'compass', ...(body && { 'content-type': type }) };
    const url = new URL(this.#context.cluster.server.replace(/\/$/, '') + path);
    const answer = await client.send({ method, url, headers, ...(body && { body }) }, signal);
    if ('response' in answer) return ok(answer.response);
    const stop = stopReason(signal);
    return failed(stop ? stopped(stop) : this.#unreachable(answer.reason));
  }

  explain({ status, body }: HttpResponse, what: string): Failure {
    const { server } = this.#context.cluster;
    if (status === 401) {
      return {
        code: 'cluster-unauthorized',
        message: `The cluster at ${server} does not accept the credentials of the context \`${this.#context.name}\` (401).`,
        hint: 'Renew the credentials if they have expired, and check that they belong to this cluster.',
      };
    }
    if (status === 403) {
      return {
        code: 'cluster-forbidden',
        message: `The account of the context \`${this.#context.name}\` may not ${what}: ${statusMessage(body)}.`,
        hint: 'Grant the account that permission, or use another account.',
      };
    }
    return {
      code: 'cluster-error',
      message: `The cluster at ${server} answered ${status} when asked to ${what}: ${statusMessage(body)}.`,
      hint:
        status === 422
          ? 'Correct the object that the message names: the cluster rejects it as invalid.'
          : 'Run it again. If it fails again, check the logs of the API server and of any proxy in front of it.',
    };
  }

  async #open(signal: AbortSignal): Promise<Result<{ credentials: Credentials; client: HttpClient }>> {
    const credentials = await getCredentials(this.#context, this.#tools, signal);
    if (!credentials.ok) return credentials;
    const proxyUrl = this.#context.cluster['proxy-url'];
    const proxy = proxyUrl ? { HTTPS_PROXY: proxyUrl, HTTP_PROXY: proxyUrl } : proxyOf(this.#deps.env);
    return ok({ credentials: credentials.value, client: makeHttpClient(credentials.value.tls, proxy) });
  }

  #unreachable(reason: string): Failure {
    return {
      code: 'cluster-unreachable',
      message: `The cluster of the context \`${this.#context.name}\` at ${this.#context.cluster.server} cannot be reached: ${reason}.`,
      hint: 'Check that the runner can reach it (network, VPN, firewall), and that `server` and the certificate authority in the kubeconfig are correct.',
    };
  }
}

/** A lost connection, a busy or restarting server, or credentials that have just expired. */
function isWorthRetrying(answer: Result<HttpResponse>): boolean {
  if (!answer.ok) return answer.failures.some(({ code }) => code === 'cluster-unreachable');
  return [401, 429, 500, 502, 503, 504].includes(answer.value.status);
}

function stopped(stop: StopReason): Failure {
  const hint = stop === 'deadline' ? "Run it again, or raise the run's `timeout`." : 'Run it again.';
  return { code: stop, message: 'The run was stopped during a request to the cluster.', hint };
}

/** The message of a Kubernetes Status, or else the start of the body. */
function statusMessage(body: string): string {
  const status = parseJson(body);
  const message = isObject(status) && typeof status['message'] === 'string' ? status['message'] : body.slice(0, 200);
  return message.trim().replace(/\.$/, '') || 'it sent no message';
}
