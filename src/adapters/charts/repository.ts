// Which digest does a version of a chart in an HTTP chart repository have, and what is its archive?

import { type Failure, failed, firstFailure, ok, type Result } from '../../model/failure.ts';
import type { Redactor } from '../../model/secret.ts';
import type { ChartContent, Login } from '../../ports/ports.ts';
import { sha256 } from '../../text/sha256.ts';
import { chooseVersion, parseWanted } from '../../text/versions.ts';
import { basicOf } from '../http/basic-auth.ts';
import type { HttpClient, HttpResponse } from '../http/client.ts';
import { once } from '../http/once.ts';
import { isAsSafe } from '../http/redirect-guard.ts';
import { followRedirects } from '../http/redirects.ts';
import { problemOfArchive } from './archive.ts';
import type { ChartCache } from './cache.ts';
import type { ChartRegistry } from './oci.ts';
import { type IndexEntry, readIndexEntries } from './repository-index.ts';
import {
  badVersion,
  type ChartProblem,
  chartUnresolved,
  digestMismatch,
  type Found,
  noMatchingVersion,
  unreachableHint,
} from './unresolved.ts';

const repositoryHint =
  'Check that the URL is that of a chart repository. If it needs credentials, set `username` and `password` under `repositories`.';

/** A chart in a repository. */
export interface ListedChart {
  readonly url: string;
  readonly name: string;
}

export interface ChartRepositories {
  /** `version`: as written. */
  resolve(chart: ListedChart, version: string | undefined): Promise<Result<ChartContent>>;
  /** The bytes of the archive. */
  archive(chart: ListedChart, content: ChartContent): Promise<Result<Buffer>>;
}

export interface RepositoryDeps {
  readonly http: HttpClient;
  readonly redactor: Redactor;
  readonly logins: readonly Login[];
  readonly cache: ChartCache;
  /** For indexes that list archives in a registry. */
  readonly registry: ChartRegistry;
  readonly signal: AbortSignal;
}

export function openChartRepositories(deps: RepositoryDeps): ChartRepositories {
  const repositories = new Map<string, ChartRepository>();
  const repositoryAt = (url: string): ChartRepository => {
    const repository = repositories.get(url) ?? new ChartRepository(url, deps);
    repositories.set(url, repository);
    return repository;
  };
  return {
    async resolve({ url, name }, version) {
      const repository = repositoryAt(url);
      const failure = (problem: ChartProblem): Failure => chartUnresolved(repository.nameOf(name), version, problem);
      const wanted = parseWanted(version);
      if (wanted === undefined) return failed(failure(badVersion));
      const { text, pin } = wanted;
      if (pin !== undefined) return ok({ digest: pin, ...(text !== undefined && { version: text }) });
      const found = await repository.resolve(name, text);
      return 'value' in found ? ok(found.value) : failed(failure(found.problem));
    },
    async archive({ url, name }, content) {
      const cached = deps.cache.archive(content.digest);
      if (cached !== undefined) return ok(cached);
      const repository = repositoryAt(url);
      const got = await repository.archive(name, content);
      return 'value' in got
        ? ok(got.value)
        : failed(chartUnresolved(repository.nameOf(name), content.version, got.problem));
    },
  };
}

class ChartRepository {
  /** Ends with `/`, so that relative URLs in the index are resolved below it. */
  readonly #base: URL;
  readonly #deps: RepositoryDeps;
  /** For its own origin only. */
  readonly #authorization: Readonly<Record<string, string>>;
  readonly #indexes = once<Found<string>>();
  readonly #downloads = once<Found<Buffer>>();

  constructor(url: string, deps: RepositoryDeps) {
    this.#base = new URL(url);
    this.#base.pathname = this.#base.pathname.replace(/\/*$/, '/');
    this.#deps = deps;
    const login = repositoryLoginFor(this.#base, deps.logins);
    this.#authorization = login
      ? { authorization: `Basic ${basicOf(login.username, login.password, deps.redactor)}` }
      : {};
  }

  /** The name of a chart in messages. */
  nameOf(chart: string): string {
    return `${shown(this.#base)}${chart}`;
  }

  async resolve(name: string, text: string | undefined): Promise<Found<ChartContent>> {
    const entries = await this.#entries(name);
    if ('problem' in entries) return entries;
    const entry = choose(text, entries.value);
    if ('problem' in entry) return entry;
    const { digest, version } = entry.value;
    const [, listed] = /^(?:sha256:)?([0-9a-f]{64})$/i.exec(digest.trim()) ?? [];
    if (listed !== undefined) return { value: { digest: listed.toLowerCase(), version } };
    if (digest !== '') return { problem: { reason: 'its digest in the index is not a sha256', hint: repositoryHint } };
    const archive = await this.#download(entry.value, undefined);
    return 'value' in archive ? { value: { digest: sha256(archive.value), version } } : archive;
  }

  async archive(name: string, content: ChartContent): Promise<Found<Buffer>> {
    const entries = await this.#entries(name);
    if ('problem' in entries) return entries;
    // A pinned chart may have another version than the text before the pin: the digest decides.
    const same = entries.value.find(({ digest }) => digest.toLowerCase().endsWith(content.digest));
    const entry = same === undefined ? choose(content.version, entries.value) : { value: same };
    if ('problem' in entry) return entry;
    const archive = await this.#download(entry.value, content.digest);
    if ('problem' in archive) return archive;
    const actual = sha256(archive.value);
    return actual === content.digest ? archive : { problem: digestMismatch('its archive', actual, content.digest) };
  }

  async #entries(name: string): Promise<Found<readonly IndexEntry[]>> {
    const index = await this.#indexes('', () => this.#readIndex());
    if ('problem' in index) return index;
    const read = readIndexEntries(index.value, name);
    if ('problem' in read) return { problem: { reason: `the index ${read.problem}`, hint: repositoryHint } };
    if (read.entries.length > 0) return { value: read.entries };
    return {
      problem: { reason: `the index lists no chart \`${name}\``, hint: 'Correct the name of the chart in `chart`.' },
    };
  }

  async #readIndex(): Promise<Found<string>> {
    const url = new URL('index.yaml', this.#base);
    url.search = this.#base.search;
    const cached = this.#deps.cache.index(url.href);
    const answer = await this.#get(url, cached ? { 'if-none-match': cached.etag } : {});
    if ('problem' in answer) return answer;
    const { status, headers, body } = answer.value;
    if (status === 304 && cached !== undefined) return { value: cached.text };
    if (status !== 200) return this.#refused(url, status);
    const etag = headers['etag'];
    if (etag !== undefined) this.#deps.cache.keepIndex(url.href, { etag, text: body });
    return { value: body };
  }

  /** `digest`: its expected sha256, if that is known. */
  #download({ url: listed, version }: IndexEntry, digest: string | undefined): Promise<Found<Buffer>> {
    return this.#downloads(listed, async () => {
      if (listed.startsWith('oci://')) return this.#downloadFromRegistry(listed, version, digest);
      if (listed === '' || !URL.canParse(listed, this.#base.href)) {
        return { problem: { reason: 'the index has no valid URL for its archive', hint: repositoryHint } };
      }
      const url = new URL(listed, this.#base);
      if (!isAsSafe(url, this.#base)) {
        return {
          problem: { reason: `the index lists its archive at ${shown(url)}, without https`, hint: repositoryHint },
        };
      }
      if (url.origin === this.#base.origin && url.search === '') url.search = this.#base.search;
      const answer = await this.#get(url, {});
      if ('problem' in answer) return answer;
      const { status, bytes } = answer.value;
      if (status !== 200) return this.#refused(url, status);
      const problem = digest === undefined ? problemOfArchive(bytes) : undefined;
      if (problem !== undefined)
        return { problem: { reason: `the content of ${shown(url)} ${problem}`, hint: repositoryHint } };
      const actual = sha256(bytes);
      if (digest === undefined || actual === digest) this.#deps.cache.keepArchive(actual, bytes);
      return { value: bytes };
    });
  }

  async #downloadFromRegistry(listed: string, version: string, digest: string | undefined): Promise<Found<Buffer>> {
    const reference = listed.slice('oci://'.length).replace(/:[^/:]*$/, '');
    if (digest === undefined) {
      const reason = `the index lists it at ${listed}, without its digest`;
      return { problem: { reason, hint: `Set \`chart: oci://${reference}\`, without \`repository\`.` } };
    }
    const got = await this.#deps.registry.archive(reference, { digest, version });
    if (got.ok) return { value: got.value };
    const { message, hint } = firstFailure(got.failures);
    return { problem: { reason: `the index lists it at ${listed}. ${message.replace(/\.$/, '')}`, hint } };
  }

  async #get(url: URL, headers: Readonly<Record<string, string>>): Promise<Found<HttpResponse>> {
    const headersFor = ({ origin }: URL) => ({
      ...headers,
      ...(origin === this.#base.origin && this.#authorization),
    });
    const answer = await followRedirects(this.#deps.http, { method: 'GET', url }, headersFor, this.#deps.signal);
    return 'reason' in answer
      ? { problem: { reason: answer.reason, hint: answer.isUnreachable ? unreachableHint : repositoryHint } }
      : { value: answer.response };
  }

  #refused(url: URL, status: number): { problem: ChartProblem } {
    const how = 'authorization' in this.#authorization ? 'with the credentials of the spec' : 'without credentials';
    return { problem: { reason: `${shown(url)} answered ${status}, requested ${how}`, hint: repositoryHint } };
  }
}

/** Of the logins for exactly this server, the one whose path is the longest prefix of the repository's path. */
function repositoryLoginFor(base: URL, logins: readonly Login[]): Login | undefined {
  const placeOf = ({ url }: Login) => (URL.canParse(url) ? `${new URL(url).pathname.replace(/\/+$/, '')}/` : '');
  return logins
    .filter(({ url }) => URL.canParse(url) && new URL(url).origin === base.origin)
    .filter((login) => base.pathname.startsWith(placeOf(login)))
    .toSorted((a, b) => placeOf(b).length - placeOf(a).length)[0];
}

function choose(text: string | undefined, entries: readonly IndexEntry[]): Found<IndexEntry> {
  const versions = entries.map(({ version }) => version);
  const chosen = chooseVersion(text, versions);
  const entry = entries.find(({ version }) => version === chosen);
  return entry === undefined ? { problem: noMatchingVersion(text, versions) } : { value: entry };
}

/** Without user name, password and query, which may be secret. */
function shown({ origin, pathname }: URL): string {
  return `${origin}${pathname}`;
}
