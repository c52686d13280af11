// One registry: how it wants to be asked is learnt once, and a token is got once for each repository.

import { type Challenge, parseChallenge, readingScope } from './challenge.ts';
import type { Arrived, Ask, Authorization, HostDeps, Refusal, Ticket } from './exchange.ts';
import type { FoundLogin, RegistryLogin } from './login.ts';
import { fetchToken } from './token.ts';

/** The root says nothing but who is asked for. */
const ofRoot = { silenceMs: 15_000, mostMs: 30_000, mostBytes: 1024 * 1024 };

interface KeptTicket {
  readonly ticket: Promise<Ticket | Refusal>;
  expiresAtMs: number;
}

export class RegistryHost {
  readonly origin: string;
  readonly #deps: HostDeps;
  readonly #signal: AbortSignal;
  readonly #findLogin: () => Promise<FoundLogin>;
  /** The first request, from which all learn what the registry asks for. */
  #learning: Promise<unknown> | undefined;
  /** The request for its root. */
  #asking: Promise<void> | undefined;
  #challenge: Challenge | undefined;
  /** By scope. */
  readonly #tickets = new Map<string, KeptTicket>();
  /** Repositories that are asked without a login. */
  readonly #public = new Set<string>();

  /** `findLogin`: for this very host; looked for when the registry asks for it. */
  constructor(origin: string, findLogin: () => Promise<FoundLogin>, deps: HostDeps, signal: AbortSignal) {
    this.origin = origin;
    this.#findLogin = findLogin;
    this.#deps = deps;
    this.#signal = signal;
  }

  /** Sends a request for a repository; again, with what the registry asks for, if it does. */
  async send(repository: string, ask: Ask): Promise<Arrived | Refusal> {
    const open = await this.#sendOpenly(ask);
    const isHidden = open !== undefined && statusOf(open) === 404 && (await this.#letsMoreIn());
    if (open !== undefined && !isHidden) return open;
    const answer = await this.#sendAuthorized(repository, ask);
    if (!isDenied(answer) || !(await this.#isLoginImplicit())) return answer;
    // Nobody gave it for this registry: what is public may be had without it.
    this.#public.add(repository);
    this.#tickets.delete(scopeOf(repository));
    const second = await this.#sendAuthorized(repository, ask);
    if (!isDenied(second)) return second;
    this.#public.delete(repository);
    this.#tickets.delete(scopeOf(repository));
    return answer;
  }

  /** Completes "… (404, asked …)". */
  async how(repository: string): Promise<string> {
    const found = this.#challenge && (await this.#loginFor(repository));
    return found && 'login' in found && found.login ? `with ${found.login.source}` : 'without credentials';
  }

  /** Undefined if the registry asks for something first. */
  async #sendOpenly(ask: Ask): Promise<Arrived | Refusal | undefined> {
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
   * Whether there is a login, and something that asks for it. A registry that is open to all may hide what only some may
   * see, and never ask: then its root tells what it would ask for.
   */
  async #letsMoreIn(): Promise<boolean> {
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

  async #sendAuthorized(repository: string, ask: Ask): Promise<Arrived | Refusal> {
    const own = scopeOf(repository);
    const ticket = this.#ticketFor(repository, own);
    const first = await this.#sendWith(ticket, ask);
    const challenge = this.#challengeIn(first);
    if (challenge?.scheme !== 'bearer') return first;
    // A token may have run out meanwhile, and some registries want a scope of their own.
    this.#challenge = challenge;
    if (this.#tickets.get(own)?.ticket === ticket) this.#tickets.delete(own);
    return this.#sendWith(this.#ticketFor(repository, readingScope(challenge.scope, repository) ?? own), ask);
  }

  async #sendWith(getting: Promise<Ticket | Refusal>, ask: Ask): Promise<Arrived | Refusal> {
    const ticket = await getting;
    return 'reason' in ticket ? ticket : ask(ticket.authorization);
  }

  /** One for all who ask at the same time, until it is over. `scope`: what it is asked for. */
  #ticketFor(repository: string, scope: string): Promise<Ticket | Refusal> {
    const own = scopeOf(repository);
    const kept = this.#tickets.get(own);
    if (kept !== undefined && kept.expiresAtMs > this.#deps.clock.nowMs()) return kept.ticket;
    const getting: KeptTicket = {
      ticket: this.#getTicket(repository, scope).then((ticket) => {
        getting.expiresAtMs = 'reason' in ticket ? 0 : ticket.expiresAtMs;
        return ticket;
      }),
      expiresAtMs: Number.POSITIVE_INFINITY,
    };
    this.#tickets.set(own, getting);
    return getting.ticket;
  }

  async #getTicket(repository: string, scope: string): Promise<Ticket | Refusal> {
    const found = await this.#loginFor(repository);
    if ('problem' in found) return { reason: found.problem, hint: 'Correct the credentials for this registry.' };
    const { login } = found;
    if (this.#challenge?.scheme === 'bearer') {
      return fetchToken(this.#challenge, scope, login, this.origin, this.#deps, this.#signal);
    }
    if (login !== undefined && login.kind !== 'basic') return noPassword(login);
    const authorization: Authorization = login === undefined ? {} : { authorization: `Basic ${login.secret}` };
    return { authorization, expiresAtMs: Number.POSITIVE_INFINITY };
  }

  /** What another server asks for, to which the request was sent on, is not given. */
  #challengeIn(answer: Arrived | Refusal): Challenge | undefined {
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

/** Loopback, and hosts that the user names, are spoken to over plain HTTP, everything else over TLS. */
export function originOf(registry: string, insecure: readonly string[]): string {
  const host = registry === 'docker.io' ? 'registry-1.docker.io' : registry;
  const isLoopback = /^(localhost|[\w.-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
  return `${isLoopback || insecure.includes(host) ? 'http' : 'https'}://${host}`;
}

function statusOf(answer: Arrived | Refusal): number | undefined {
  return 'reason' in answer ? answer.status : answer.response.status;
}

function isDenied(answer: Arrived | Refusal): boolean {
  const status = statusOf(answer);
  return status === 401 || status === 403;
}

function noPassword({ source }: RegistryLogin): Refusal {
  return {
    reason: `it asks for a user and a password, and ${source} hold only a token`,
    hint: 'Log in to it with a user and a password in an earlier step.',
  };
}
