// How is one repository of a registry read: its manifests, blobs and pages?
import type { HttpRequest, HttpResponse } from '../http/client.ts';
import { followRedirects } from '../http/redirects.ts';
import { isTransientStatus, retryAfterMs } from '../http/retry.ts';
import type { Authorization, HostDeps, Refusal } from './exchange.ts';
import type { RegistryHost } from './host.ts';
import {
  digestInHeaders,
  errorIn,
  largestManifest,
  type Manifest,
  manifestTypes,
  readImageManifest,
} from './manifest.ts';

export interface RepositoryReference {
  /** Host, with its port if it has one, as in the keys of credentials. */
  readonly registry: string;
  readonly repository: string;
}

/** Time without a byte after which a request fails. */
const silenceMs = 15_000;
/** A manifest is small: an answer that takes longer or is larger is not a manifest. */
const ofManifest = { maxMs: 30_000, maxBytes: 2 * largestManifest };

export class RegistryClient {
  readonly #of: RepositoryReference;
  readonly #host: RegistryHost;
  readonly #deps: HostDeps;
  readonly #signal: AbortSignal;

  constructor(of: RepositoryReference, host: RegistryHost, deps: HostDeps, signal: AbortSignal) {
    this.#of = of;
    this.#host = host;
    this.#deps = deps;
    this.#signal = signal;
  }

  /**
   * The digest (`sha256:…`) of a manifest: one HEAD if its answer has the digest, else a GET too. `kind`: what messages
   * call the reference, such as `tag`.
   */
  async digestOf(reference: string, kind: string): Promise<{ readonly digest: string } | Refusal> {
    const head = await this.askForManifest('HEAD', reference);
    if ('reason' in head) return head;
    const digest = head.status === 200 ? digestInHeaders(head) : undefined;
    const isAnother = reference.includes(':') && digest !== reference;
    if (digest !== undefined && !isAnother) return { digest };
    // A busy registry gets no second request. In other cases the answer to a GET says more.
    if (![200, 400, 401, 403, 404, 405].includes(head.status)) return this.refusal(head, kind);
    return this.manifest(reference, kind);
  }

  /** GET of a manifest, by its tag or its digest. */
  async manifest(reference: string, kind: string): Promise<Manifest | Refusal> {
    const answer = await this.askForManifest('GET', reference);
    if ('reason' in answer) return answer;
    if (answer.status !== 200) return this.refusal(answer, kind);
    const manifest = readImageManifest(answer);
    if ('problem' in manifest) return { reason: `${this.#of.registry} ${manifest.problem}` };
    if (!reference.includes(':') || reference === manifest.digest) return manifest;
    return { reason: `${this.#of.registry} answered with content that does not match ${reference}` };
  }

  /** GET of a blob, by its digest. The registry may redirect to another server. */
  blob(digest: string): Promise<HttpResponse | Refusal> {
    return this.#get(this.urlOf(`blobs/${digest}`));
  }

  /** GET of a URL of this repository, such as a page of its list of tags. */
  page(url: URL): Promise<HttpResponse | Refusal> {
    return this.#get(url);
  }

  urlOf(path: string): URL {
    return new URL(`${this.#host.origin}/v2/${this.#of.repository}/${path}`);
  }

  /** What a status other than 200 means. */
  async refusal(response: HttpResponse, kind: string): Promise<Refusal> {
    const { status } = response;
    const error = errorIn(response);
    const answer = `${status}${error && ` ${error}`}, requested ${await this.#host.how(this.#of.repository)}`;
    const hint = hintFor(this.#of.registry, status);
    const waitMs = retryAfterMs({ response });
    const about = {
      status,
      isTransient: isTransientStatus(status),
      ...(waitMs !== undefined && { waitMs }),
      ...(hint !== undefined && { hint }),
    };
    if (status === 404) return { reason: `there is no such ${kind}, or it is not visible (${answer})`, ...about };
    if (status === 401 || status === 403) return { reason: `it is not visible (${answer})`, ...about };
    const later = waitMs === undefined ? '' : `; it asks clients to wait ${Math.ceil(waitMs / 1_000)} s`;
    return { reason: `${this.#of.registry} answered ${answer}${later}`, ...about };
  }

  /** The response, whatever its status. */
  askForManifest(method: 'HEAD' | 'GET', reference: string): Promise<HttpResponse | Refusal> {
    const headers = { accept: manifestTypes.join(', '), 'accept-encoding': 'identity' };
    return this.#send({ method, url: this.urlOf(`manifests/${reference}`), silenceMs, ...ofManifest }, headers);
  }

  #get(url: URL): Promise<HttpResponse | Refusal> {
    return this.#send({ method: 'GET', url, silenceMs }, {});
  }

  /** Credentials go to the registry only, not to the server that it redirects to. */
  async #send(request: Omit<HttpRequest, 'headers'>, headers: Authorization): Promise<HttpResponse | Refusal> {
    const answer = await this.#host.send(this.#of.repository, (authorization) => {
      const headersFor = (place: URL) =>
        place.origin === this.#host.origin ? { ...headers, ...authorization } : headers;
      return followRedirects(this.#deps.http, request, headersFor, this.#signal);
    });
    if (!('reason' in answer)) return answer.response;
    const hint = answer.status === undefined ? undefined : hintFor(this.#of.registry, answer.status);
    return { ...(hint !== undefined && { hint }), ...answer };
  }
}

/** A hint for a status that has a known cause at this registry. */
function hintFor(registry: string, status: number): string | undefined {
  const isDenied = [401, 403, 404].includes(status);
  if (registry === 'ghcr.io' && isDenied) {
    return 'Check that it was pushed. If it was, give the job `permissions: packages: read`, and give this repository access to the package (package settings, *Manage Actions access*).';
  }
  if (registry === 'docker.io' && status === 429) {
    return 'Log in to Docker Hub in an earlier step. Without a login, all clients behind one IP address share a rate limit.';
  }
  if (/\.dkr[.-]ecr[.-]/.test(registry) && isDenied) {
    return 'Check that it was pushed, and log in with `aws-actions/amazon-ecr-login` in an earlier step. Its token is valid for 12 hours.';
  }
  return undefined;
}
