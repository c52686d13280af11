// How does one registry want requests to be authorised? Compass learns it once, and fetches one token for each
// repository.

import { type Challenge, parseChallenge, readingScope } from './challenge.ts';
import type { Ask, Authorization, Grant, HostDeps, Refusal, RegistryResponse } from './exchange.ts';
import type { FoundLogin, RegistryLogin } from './login.ts';
import { fetchToken } from './token.ts';

/** For the request to the root of the API: only the challenge in its answer matters. */
const ofRoot = { silenceMs: 15_000, maxMs: 30_000, maxBytes: 1024 * 1024 };

interface KeptGrant {
  readonly grant: Promise<Grant | Refusal>;
  expiresAtMs: number;
}

export class RegistryHost {
  readonly origin: string;
  readonly #deps: HostDeps;
  readonly #signal: AbortSignal;
  readonly #findLogin: () => Promise<FoundLogin>;
  /** The first request. All others wait for it, to learn what the registry asks for. */
  #learning: Promise<unknown> | undefined;
  /** The request to the root of the API. */
  #asking: Promise<void> | undefined;
  #challenge: Challenge | undefined;
  /** By scope. */
  readonly #grants = new Map<string, KeptGrant>();
  /** Repositories that are accessed without a login. */
  readonly #public = new Set<string>();

  /** `findLogin`: credentials for exactly this host; called when the registry asks for them. */
  constructor(origin: string, findLogin: () => Promise<FoundLogin>, deps: HostDeps, signal: AbortSignal) {
    this.origin = origin;
    this.#findLogin = findLogin;
    this.#deps = deps;
    this.#signal = signal;
  }

  /**
   * Sends a request for a repository, and sends it again with an `Authorization` header if the registry asks for one.
   */
  async send(repository: string, ask: Ask): Promise<RegistryResponse | Refusal> {
    const open = await this.#sendOpenly(ask);
    const isHidden = open !== undefined && statusOf(open) === 404 && (await this.#canLogIn());
    if (open !== undefined && !isHidden) return open;
    const answer = await this.#sendAuthorized(repository, ask);
    if (!isDenied(answer) || !(await this.#isLoginImplicit())) return answer;
    // The user did not choose this login for the registry: a public repository may be readable without it.
    this.#public.add(repository);
    this.#grants.delete(scopeOf(repository));
    const second = await this.#sendAuthorized(repository, ask);
    if (!isDenied(second)) return second;
    this.#public.delete(repository);
    this.#grants.delete(scopeOf(repository));
    return answer;
  }

  /** Completes "… (404, requested …)". */
  async how(repository: string): Promise<string> {
    const found = this.#challenge && (await this.#loginFor(repository));
    return found && 'login' in found && found.login ? `with ${found.login.source}` : 'without credentials';
  }

  /** Sends the request without an `Authorization` header. Undefined if the registry asks for one. */
  async #sendOpenly(ask: Ask): Promise<RegistryResponse | Refusal | undefined> {
    if (this.#learning !== undefined) await this.#learning;
    if (this.#challenge !== undefined) return undefined;
    const asking = ask({}).then((answer) => {
      this.#challenge = this.#challengeIn(answer) ?? this.#challenge;
      return answer;
    });
    this.#learning ??= asking;
    const answer = await asking;
    return this.#challengeIn(answer) === undefined ? answer : undefined;
  }

  /**
   * Whether there is a login, and a challenge to use it for. A registry with public repositories may answer 404 for
   * private ones, without a challenge; its answer at the root of the API then says which authentication it supports.
   */
  async #canLogIn(): Promise<boolean> {
    const found = await this.#findLogin();
    if (!('problem' in found) && found.login === undefined) return false;
    this.#asking ??= this.#askRoot();
    await this.#asking;
    return this.#challenge !== undefined;
  }

  async #askRoot(): Promise<void> {
    const url = new URL(`${this.origin}/v2/`);
    const answer = await this.#deps.http.send({ method: 'GET', url, headers: {}, ...ofRoot }, this.#signal);
    if ('response' in answer) this.#challenge ??= this.#challengeIn({ response: answer.response, url });
  }

  async #sendAuthorized(repository: string, ask: Ask): Promise<RegistryResponse | Refusal> {
    const own = scopeOf(repository);
    const grant = this.#grantFor(repository, own);
    const first = await this.#sendWith(grant, ask);
    const challenge = this.#challengeIn(first);
    if (challenge?.scheme !== 'bearer') return first;
    // The token may have expired, or the registry may require a scope of its own.
    this.#challenge = challenge;
    if (this.#grants.get(own)?.grant === grant) this.#grants.delete(own);
    return this.#sendWith(this.#grantFor(repository, readingScope(challenge.scope, repository) ?? own), ask);
  }

  async #sendWith(getting: Promise<Grant | Refusal>, ask: Ask): Promise<RegistryResponse | Refusal> {
    const grant = await getting;
    return 'reason' in grant ? grant : ask(grant.authorization);
  }

  /** Shared by all requests for the repository until it expires. `scope`: what a token is requested for. */
  #grantFor(repository: string, scope: string): Promise<Grant | Refusal> {
    const own = scopeOf(repository);
    const kept = this.#grants.get(own);
    if (kept !== undefined && kept.expiresAtMs > this.#deps.clock.nowMs()) return kept.grant;
    const getting: KeptGrant = {
      grant: this.#getGrant(repository, scope).then((grant) => {
        getting.expiresAtMs = 'reason' in grant ? 0 : grant.expiresAtMs;
        return grant;
      }),
      expiresAtMs: Number.POSITIVE_INFINITY,
    };
    this.#grants.set(own, getting);
    return getting.grant;
  }

  async #getGrant(repository: string, scope: string): Promise<Grant | Refusal> {
    const found = await this.#loginFor(repository);
    if ('problem' in found)
      return {
        reason: found.problem,
        hint: 'Correct the stored credentials for this registry, or log in to it in an earlier step.',
      };
    const { login } = found;
    if (this.#challenge?.scheme === 'bearer') {
      return fetchToken(this.#challenge, scope, login, this.origin, this.#deps, this.#signal);
    }
    if (login !== undefined && login.kind !== 'basic') return noPassword(login);
    const authorization: Authorization = login === undefined ? {} : { authorization: `Basic ${login.secret}` };
    return { authorization, expiresAtMs: Number.POSITIVE_INFINITY };
  }

  /** Undefined for a challenge of another server, to which the registry has redirected: it gets no credentials. */
  #challengeIn(answer: RegistryResponse | Refusal): Challenge | undefined {
    if ('reason' in answer || answer.response.status !== 401 || answer.url.origin !== this.origin) return undefined;
    return parseChallenge(answer.response.headers['www-authenticate']);
  }

  async #loginFor(repository: string): Promise<FoundLogin> {
    return this.#public.has(repository) ? {} : this.#findLogin();
  }

  async #isLoginImplicit(): Promise<boolean> {
    const found = await this.#findLogin();
    return 'login' in found && found.login?.isImplicit === true;
  }
}

const scopeOf = (repository: string): string => `repository:${repository}:pull`;

/** Plain HTTP for loopback and the hosts in `insecure`, TLS for all others. */
export function originOf(registry: string, insecure: readonly string[]): string {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLoopback = /^(localhost|[\w.-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  return `${isLoopback || insecure.includes(host) ? 'http' : 'https'}://${host}`;
}

function statusOf(answer: RegistryResponse | Refusal): number | undefined {
  return 'reason' in answer ? answer.status : answer.response.status;
}

function isDenied(answer: RegistryResponse | Refusal): boolean {
  const status = statusOf(answer);
  return status === 401 || status === 403;
}

function noPassword({ source }: RegistryLogin): Refusal {
  return {
    reason: `it asks for a user name and a password, and ${source} contain only a token`,
    hint: 'Log in to it with a user name and a password in an earlier step.',
  };
}
