// One repository of one registry: its manifests, its blobs and its pages.
import type { HttpRequest, HttpResponse } from '../http/client.ts';
import { followRedirects } from '../http/redirects.ts';
import { isTransientStatus, retryAfterMs } from '../http/retry.ts';
import type { Authorization, HostDeps, Refusal } from './exchange.ts';
import type { RegistryHost } from './host.ts';
import { digestNamed, errorIn, largestManifest, type Manifest, manifestTypes, readImageManifest } from './manifest.ts';

export interface RepositoryReference {
  /** Host, with its port if it has one: as credentials name it. */
  readonly registry: string;
  readonly repository: string;
}

/** Without a byte for so long, a registry is taken for dead. */
const silenceMs = 15_000;
/** A manifest is small: whatever takes longer, or holds more, is none. */
const ofManifest = { mostMs: 30_000, mostBytes: 2 * largestManifest };

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
   * The digest (`sha256:…`) of a manifest: one HEAD, where the registry says it. `kind` is how a message calls what the
   * reference, a tag or a digest, stands for.
   */
  async digestOf(reference: string, kind: string): Promise<{ readonly digest: string } | Refusal> {
    const head = await this.askForManifest('HEAD', reference);
    if ('reason' in head) return head;
    const digest = head.status === 200 ? digestNamed(head) : undefined;
    const isAnother = reference.includes(':') && digest !== reference;
    if (digest !== undefined && !isAnother) return { digest };
    // What is only busy is not asked for more; all else says more, or says it better, to a GET.
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
    return { reason: `${this.#of.registry} gave something else for ${reference}` };
  }

  /** GET of a blob, by its digest. Registries may leave it to another server to give it. */
  blob(digest: string): Promise<HttpResponse | Refusal> {
    return this.#get(this.urlOf(`blobs/${digest}`));
  }

  /** GET of a page of this repository. */
  page(url: URL): Promise<HttpResponse | Refusal> {
    return this.#get(url);
  }

  urlOf(path: string): URL {
    return new URL(`${this.#host.origin}/v2/${this.#of.repository}/${path}`);
  }

  /** What an answer other than 200 means. */
  async refusal(response: HttpResponse, kind: string): Promise<Refusal> {
    const { status } = response;
    const error = errorIn(response);
    const answer = `${status}${error && ` ${error}`}, asked ${await this.#host.how(this.#of.repository)}`;
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
    const later = waitMs === undefined ? '' : `; it asks to come back in ${Math.ceil(waitMs / 1_000)} s`;
    return { reason: `${this.#of.registry} answered ${answer}${later}`, ...about };
  }

  /** The answer as it comes. */
  askForManifest(method: 'HEAD' | 'GET', reference: string): Promise<HttpResponse | Refusal> {
    const headers = { accept: manifestTypes.join(', '), 'accept-encoding': 'identity' };
    return this.#send({ method, url: this.urlOf(`manifests/${reference}`), silenceMs, ...ofManifest }, headers);
  }

  #get(url: URL): Promise<HttpResponse | Refusal> {
    return this.#send({ method: 'GET', url, silenceMs }, {});
  }

  /** What lets it in is for the registry alone, and not for where it sends a request on to. */
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

/** What to do where a registry is known to mean something by it. */
function hintFor(registry: string, status: number): string | undefined {
  const isDenied = [401, 403, 404].includes(status);
  if (registry === 'ghcr.io' && isDenied) {
    return 'See whether it is built and pushed. If it is: give the job `permissions: packages: read`, and the package access to this repository (in its settings, under *Manage Actions access*).';
  }
  if (registry === 'docker.io' && status === 429) {
    return 'Log in to Docker Hub in an earlier step: those who are not logged in share a limit with all who come from the same address.';
  }
  if (/\.dkr[.-]ecr[.-]/.test(registry) && isDenied) {
    return 'See whether it is built and pushed, and log in with `aws-actions/amazon-ecr-login` in an earlier step: its token holds 12 hours.';
  }
  return undefined;
}
