// Digests of images: one HEAD per reference, from registries that are open, or ask for a token or for a password.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { all, type Failure, failed, ok, type Result } from '../failure.ts';
import { type ImageReference, isDigest, parseImageReference } from '../image.ts';
import { isObject } from '../json.ts';
import type { Disk, Registry } from '../ports.ts';
import type { Redactor } from '../secret.ts';
import type { HttpClient, HttpResponse } from './http.ts';

/** Without all four, a registry answers with another manifest than the tag's own, or with none. */
const manifestTypes = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

export interface RegistrySurroundings {
  readonly http: HttpClient;
  readonly disk: Disk;
  readonly redactor: Redactor;
  readonly env: Readonly<Record<string, string | undefined>>;
}

export function makeRegistry(around: RegistrySurroundings): Registry {
  return {
    async digests(references, signal) {
      const logins = readLogins(around);
      const found = all(
        await Promise.all(
          references.map(async (reference): Promise<Result<readonly [string, string]>> => {
            const image = parseImageReference(reference);
            if (image === undefined) return failed(unresolved(reference, 'it is not an image reference with a tag'));
            if (isDigest(image.version)) return ok([reference, image.version]);
            const digest = await new Lookup(image, logins.get(image.registry), around, signal).digest();
            return 'digest' in digest ? ok([reference, digest.digest]) : failed(unresolved(reference, digest.reason));
          }),
        ),
      );
      return found.ok ? ok(new Map(found.value)) : found;
    },
  };
}

type Answer = HttpResponse | { readonly reason: string };

/** One image, at one registry. */
class Lookup {
  readonly #image: ImageReference;
  readonly #login: string | undefined;
  readonly #around: RegistrySurroundings;
  readonly #signal: AbortSignal;

  /** `login`: Basic credentials (`user:password` in base64), if there are any for this very host. */
  constructor(image: ImageReference, login: string | undefined, around: RegistrySurroundings, signal: AbortSignal) {
    this.#image = image;
    this.#login = login;
    this.#around = around;
    this.#signal = signal;
  }

  async digest(): Promise<{ digest: string } | { reason: string }> {
    const head = await this.#ask('HEAD', {});
    if ('reason' in head) return head;
    const challenge = head.status === 401 ? head.headers['www-authenticate'] : undefined;
    const met = challenge === undefined ? { headers: {} } : await this.#answer(challenge);
    if ('reason' in met) return met;
    const { headers } = met;
    const answer = challenge === undefined ? head : await this.#ask('HEAD', headers);
    if ('reason' in answer) return answer;
    const digest = answer.headers['docker-content-digest'] ?? '';
    if (answer.status !== 200) return { reason: this.#explain(answer.status) };
    return isManifest(answer) && isDigest(digest) ? { digest } : this.#hash(headers);
  }

  /** Some registries do not name the digest: then it is that of the manifest's bytes. */
  async #hash(headers: Record<string, string>): Promise<{ digest: string } | { reason: string }> {
    const answer = await this.#ask('GET', headers);
    if ('reason' in answer) return answer;
    if (answer.status !== 200) return { reason: this.#explain(answer.status) };
    // A page that somebody puts in between has a digest too.
    if (!isManifest(answer)) return { reason: `${this.#image.registry} answered with something that is no manifest` };
    return { digest: `sha256:${createHash('sha256').update(answer.bytes).digest('hex')}` };
  }

  async #ask(method: 'HEAD' | 'GET', headers: Record<string, string>): Promise<Answer> {
    const { registry, repository, version } = this.#image;
    const url = new URL(`${origin(registry)}/v2/${repository}/manifests/${version}`);
    return this.#send(method, url, { accept: manifestTypes.join(', '), ...headers });
  }

  async #send(method: string, url: URL, headers: Record<string, string>): Promise<Answer> {
    const answer = await this.#around.http.send({ method, url, headers }, this.#signal);
    return 'response' in answer ? answer.response : { reason: `${url.host} cannot be reached: ${answer.reason}` };
  }

  /** The header that a challenge asks for: RFC 7235, and the token flow of container registries. */
  async #answer(challenge: string): Promise<{ headers: Record<string, string> } | { reason: string }> {
    const basic: Record<string, string> = this.#login === undefined ? {} : { authorization: `Basic ${this.#login}` };
    if (!/^bearer /i.test(challenge)) return { headers: basic };
    const fields = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    );
    const realm = fields['realm'] ?? '';
    if (!URL.canParse(realm)) return { reason: 'its challenge names no token server' };
    const url = new URL(realm);
    if (url.protocol !== 'https:' && origin(this.#image.registry).startsWith('https:')) {
      return { reason: `its token server ${url.origin} does not use https` };
    }
    if (fields['service']) url.searchParams.set('service', fields['service']);
    url.searchParams.set('scope', `repository:${this.#image.repository}:pull`);
    const answer = await this.#send('GET', url, basic);
    if ('reason' in answer) return answer;
    const token = tokenOf(answer.body);
    if (token === undefined) return { reason: `its token server ${url.host} gave none (status ${answer.status})` };
    this.#around.redactor.learn(token);
    return { headers: { authorization: `Bearer ${token}` } };
  }

  #explain(status: number): string {
    const how = this.#login === undefined ? 'without credentials' : 'with the credentials of the docker config';
    if (status === 404) return `there is no such tag (404, asked ${how})`;
    if (status === 401 || status === 403) return `it is not visible ${how} (${status})`;
    return `${this.#image.registry} answered ${status}`;
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
  const answer = parse(body);
  const token = isObject(answer) ? (answer['token'] ?? answer['access_token']) : undefined;
  return typeof token === 'string' && token !== '' ? token : undefined;
}

/** Host → Basic credentials, of the docker config. A host is matched exactly, so that no other one gets them. */
function readLogins({ disk, env, redactor }: RegistrySurroundings): Map<string, string> {
  const folder = env['DOCKER_CONFIG'] || join(env['HOME'] || homedir(), '.docker');
  const config = parse(disk.read(join(folder, 'config.json'))?.toString('utf8') ?? '{}');
  const auths = isObject(config) && isObject(config['auths']) ? config['auths'] : {};
  const logins = new Map<string, string>();
  for (const [key, entry] of Object.entries(auths)) {
    const login = isObject(entry) ? entry['auth'] : undefined;
    if (typeof login !== 'string') continue;
    redactor.learn(login);
    const [, password = ''] = Buffer.from(login, 'base64').toString('utf8').split(/:(.*)/s);
    redactor.learn(password);
    const host = key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
    logins.set(host === 'index.docker.io' ? 'docker.io' : host, login);
  }
  return logins;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function unresolved(reference: string, reason: string): Failure {
  return {
    code: 'image-unresolved',
    message: `The image \`${reference}\` has no digest: ${reason}.`,
    hint: 'See whether it is built and pushed, and log in to its registry in an earlier step.',
  };
}
