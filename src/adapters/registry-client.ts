// One repository of one registry: requests for it, from registries that are open, or ask for a token or for a password.
import { createHash } from 'node:crypto';
import { isDigest } from '../image.ts';
import { isObject, parseJson } from '../json.ts';
import type { Redactor } from '../secret.ts';
import type { HttpClient, HttpResponse } from './http.ts';
import { followRedirects } from './redirects.ts';
import type { RegistryLogin } from './registry-logins.ts';

/** Without all four, a registry answers with another manifest than the tag's own, or with none. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

export interface ClientSurroundings {
  readonly http: HttpClient;
  readonly redactor: Redactor;
}

export interface RepositoryReference {
  /** Host, with its port if it has one: as credentials name it. */
  readonly registry: string;
  readonly repository: string;
}

/** `reason` completes a sentence; `status`: what the registry answered, if it did. */
export interface Refusal {
  readonly reason: string;
  readonly status?: number;
}

interface Arrived {
  readonly response: HttpResponse;
  /** From where it came, all redirects followed. */
  readonly url: URL;
}

type Headers = Readonly<Record<string, string>>;

/** The password or the token that it was asked for goes with each later request, and to nobody but the registry. */
export class RegistryClient {
  readonly #of: RepositoryReference;
  readonly #login: RegistryLogin | undefined;
  readonly #around: ClientSurroundings;
  readonly #signal: AbortSignal;
  #authorization: Headers = {};

  /** `login`: if there is any for this very host. */
  constructor(
    of: RepositoryReference,
    login: RegistryLogin | undefined,
    around: ClientSurroundings,
    signal: AbortSignal,
  ) {
    this.#of = of;
    this.#login = login;
    this.#around = around;
    this.#signal = signal;
  }

  /** The digest (`sha256:…`) of a manifest: one HEAD. `kind` is how a message calls what the tag stands for. */
  async digestOf(tag: string, kind: 'tag' | 'version'): Promise<{ digest: string } | Refusal> {
    const answer = await this.#authorized((headers) => this.#ask('HEAD', tag, headers));
    if ('reason' in answer) return answer;
    if (answer.status !== 200) return this.refusal(answer.status, kind);
    const digest = answer.headers['docker-content-digest'] ?? '';
    return isManifest(answer) && isDigest(digest) ? { digest } : this.#hash(tag, kind);
  }

  /** Some registries do not name the digest: then it is that of the manifest's bytes. */
  async #hash(tag: string, kind: 'tag' | 'version'): Promise<{ digest: string } | Refusal> {
    const answer = await this.manifest(tag);
    if ('reason' in answer) return answer;
    if (answer.status !== 200) return this.refusal(answer.status, kind);
    // A page that somebody puts in between has a digest too.
    if (!isManifest(answer)) return { reason: `${this.#of.registry} answered with something that is no manifest` };
    return { digest: `sha256:${createHash('sha256').update(answer.bytes).digest('hex')}` };
  }

  /** GET of a manifest, by its tag or its digest. */
  manifest(reference: string): Promise<HttpResponse | Refusal> {
    return this.#authorized((headers) => this.#ask('GET', reference, headers));
  }

  /** GET of a blob, by its digest. Registries may leave it to another server to give it. */
  blob(digest: string): Promise<HttpResponse | Refusal> {
    const start = this.urlOf(`blobs/${digest}`);
    return this.#authorized((authorization) => {
      const headersFor = (url: URL) => (url.origin === start.origin ? authorization : {});
      return followRedirects(this.#around.http, start, headersFor, this.#signal);
    });
  }

  /** GET of a page of this repository. */
  page(url: URL): Promise<HttpResponse | Refusal> {
    return this.#authorized((headers) => this.#send('GET', url, headers));
  }

  urlOf(path: string): URL {
    return new URL(`${origin(this.#of.registry)}/v2/${this.#of.repository}/${path}`);
  }

  /** What an answer other than 200 means. */
  refusal(status: number, kind: string): Refusal {
    const how = this.#login === undefined ? 'without credentials' : `with the credentials of ${this.#login.source}`;
    if (status === 404) return { reason: `there is no such ${kind} (404, asked ${how})`, status };
    if (status === 401 || status === 403) return { reason: `it is not visible ${how} (${status})`, status };
    return { reason: `${this.#of.registry} answered ${status}`, status };
  }

  /** Asks again with what the registry asks for; a token may have run out since. */
  async #authorized(ask: (headers: Headers) => Promise<Arrived | Refusal>): Promise<HttpResponse | Refusal> {
    const first = await ask(this.#authorization);
    if ('reason' in first) return first;
    const { response, url } = first;
    const challenge = response.status === 401 ? response.headers['www-authenticate'] : undefined;
    // What another server asks for, to which it was sent on, is not given.
    if (challenge === undefined || url.origin !== this.urlOf('').origin) return response;
    const met = await this.#answer(challenge);
    if ('reason' in met) return met;
    this.#authorization = met.headers;
    const second = await ask(met.headers);
    return 'reason' in second ? second : second.response;
  }

  #ask(method: 'HEAD' | 'GET', reference: string, headers: Headers): Promise<Arrived | Refusal> {
    return this.#send(method, this.urlOf(`manifests/${reference}`), { accept: manifestTypes.join(', '), ...headers });
  }

  async #send(method: string, url: URL, headers: Headers): Promise<Arrived | Refusal> {
    const answer = await this.#around.http.send({ method, url, headers }, this.#signal);
    if ('response' in answer) return { response: answer.response, url };
    return { reason: `${url.host} cannot be reached: ${answer.reason}` };
  }

  /** The header that a challenge asks for: RFC 7235, and the token flow of container registries. */
  async #answer(challenge: string): Promise<{ headers: Headers } | Refusal> {
    const basic: Headers = this.#login === undefined ? {} : { authorization: `Basic ${this.#login.basic}` };
    if (!/^bearer /i.test(challenge)) return { headers: basic };
    const fields = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const realm = fields['realm'] ?? '';
    if (!URL.canParse(realm)) return { reason: 'its challenge names no token server' };
    const url = new URL(realm);
    if (url.protocol !== 'https:' && origin(this.#of.registry).startsWith('https:')) {
      return { reason: `its token server ${url.origin} does not use https` };
    }
    if (fields['service']) url.searchParams.set('service', fields['service']);
    url.searchParams.set('scope', `repository:${this.#of.repository}:pull`);
    const answer = await this.#send('GET', url, basic);
    if ('reason' in answer) return answer;
    const { body, status } = answer.response;
    const token = tokenOf(body);
    if (token === undefined) return { reason: `its token server ${url.host} gave none (status ${status})` };
    this.#around.redactor.learn(token);
    return { headers: { authorization: `Bearer ${token}` } };
  }
}

function isManifest({ headers }: HttpResponse): boolean {
  const [type = ''] = (headers['content-type'] ?? '').split(';');
  return manifestTypes.includes(type.trim());
}

/** Loopback is spoken to over plain HTTP, everything else over TLS. */
function origin(registry: string): string {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  return `${isLoopback ? 'http' : 'https'}://${host}`;
}

function tokenOf(body: string): string | undefined {
  const answer = parseJson(body);
  const token = isObject(answer) ? (answer['token'] ?? answer['access_token']) : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}
