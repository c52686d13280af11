// How does GitHub's REST API answer? This test double has one repository with pull requests and comments. Requests and
// answers are checked against GitHub's own description (api.json, made by build/github-api.ts).
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { exampleOf, repository, withValues } from './payloads.ts';

type Json = Record<string, unknown>;

interface Operation {
  readonly path: string;
  readonly method: string;
  readonly parameters?: readonly { readonly $ref?: string; readonly name?: string }[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: object }> };
  readonly responses: Record<
    string,
    { readonly $ref?: string; readonly content?: Record<string, { readonly schema: object }> }
  >;
}

const api = JSON.parse(readFileSync(join(import.meta.dirname, 'api.json'), 'utf8')) as {
  readonly operations: Record<string, Operation>;
  readonly components: Record<string, unknown>;
};
const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
ajv.addSchema({ $id: 'api', ...tree() });

/** The components, at the paths that references use. */
function tree(): Json {
  const root: Json = {};
  for (const [reference, schema] of Object.entries(api.components))
    withValues(root, { [reference.slice(2).replaceAll('/', '.')]: schema });
  return JSON.parse(JSON.stringify(root).replaceAll('"#/components', '"api#/components'));
}

function check(schema: object | undefined, value: unknown, what: string): void {
  if (schema === undefined) return;
  const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')));
  assert.ok(validate(value), `${what}: ${ajv.errorsText(validate.errors)}`);
}

export interface StoredComment {
  readonly id: number;
  readonly author: string;
  body: string;
}

export interface Request {
  readonly operation: string;
  readonly path: string;
  readonly body: Json;
  readonly authorization: string;
}

/** State that a test may read and set at any time. */
export class GitHubDouble {
  url = '';
  readonly requests: Request[] = [];
  /** What was wrong with a request or an answer. */
  readonly violations: string[] = [];
  readonly comments: StoredComment[] = [];
  readonly reactions: { readonly comment: number; readonly content: string }[] = [];
  readonly pulls = new Map<number, { headSha: string; headRepository: string; base: string }>();
  /** Login → permission. */
  readonly permissions = new Map<string, string>();
  /** The token's owner; undefined for a workflow's token. */
  user: string | undefined;
  /** The token's owner by GraphQL; undefined if it does not answer. */
  viewer: string | undefined = 'github-actions[bot]';
  /** The author of new comments. */
  author = 'github-actions[bot]';
  /** Operation → statuses that replace its next answers. */
  readonly faults = new Map<string, number[]>();
  /** Called before an operation is carried out. */
  before: (operation: string) => void = () => {};
  readonly #server = createServer((request, response) => void this.#serve(request, response));
  #nextId = 1_000;

  static async start(): Promise<GitHubDouble> {
    const double = new GitHubDouble();
    double.#server.listen(0, '127.0.0.1');
    await once(double.#server, 'listening');
    double.url = `http://127.0.0.1:${(double.#server.address() as AddressInfo).port}`;
    return double;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  addComment(author: string, body: string): StoredComment {
    const comment = { id: this.#nextId++, author, body };
    this.comments.push(comment);
    return comment;
  }

  #tellViewer({ query }: { query?: string }, response: ServerResponse): void {
    if (query !== '{ viewer { login } }') this.violations.push(`GraphQL is asked for ${query}`);
    if (this.viewer === undefined) answer(response, 401, { message: 'Bad credentials' });
    else answer(response, 200, { data: { viewer: { login: this.viewer } } });
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const url = new URL(request.url ?? '', this.url);
    if (url.pathname === '/graphql') return this.#tellViewer(JSON.parse(text), response);
    const found = match(request.method ?? '', url.pathname);
    if (found === undefined) {
      this.violations.push(`there is no operation ${request.method} ${url.pathname}`);
      return answer(response, 404, { message: 'Not Found' });
    }
    const { name, operation, parameters } = found;
    const body = (text === '' ? {} : JSON.parse(text)) as Json;
    this.requests.push({
      operation: name,
      path: url.pathname,
      body,
      authorization: request.headers.authorization ?? '',
    });
    this.#hold(() => check(operation.requestBody?.content['application/json']?.schema, body, `${name} is asked`));
    this.before(name);
    const fault = this.faults.get(name)?.shift();
    if (fault !== undefined)
      return answer(response, fault, { message: fault === 403 ? 'Resource not accessible by integration' : 'fault' });
    const { status, data } = this.#do(name, parameters, url.searchParams, body);
    const declared = operation.responses[String(status)];
    const described = (declared?.$ref ? (dereference(declared.$ref) as typeof declared) : declared)?.content?.[
      'application/json'
    ];
    if (status < 300) this.#hold(() => check(described?.schema, data, `${name} answers`));
    answer(response, status, data);
  }

  #hold(checks: () => void): void {
    try {
      checks();
    } catch (problem) {
      this.violations.push(String(problem));
    }
  }

  #do(
    name: string,
    { number, id, username }: Parameters_,
    query: URLSearchParams,
    body: Json,
  ): { status: number; data: unknown } {
    const comment = this.comments.find((one) => one.id === id);
    const missing = { status: 404, data: { message: 'Not Found' } };
    switch (name) {
      case 'users/get-authenticated':
        return this.user === undefined
          ? { status: 403, data: { message: 'Resource not accessible by integration' } }
          : { status: 200, data: fullUser(this.user) };
      case 'repos/get-collaborator-permission-level': {
        const permission = this.permissions.get(username) ?? 'none';
        return { status: 200, data: { permission, role_name: permission, user: null } };
      }
      case 'pulls/get': {
        const pull = this.pulls.get(number);
        return pull === undefined ? missing : { status: 200, data: toPull(number, pull) };
      }
      case 'issues/list-comments': {
        const [size, page] = [Number(query.get('per_page') ?? 30), Number(query.get('page') ?? 1)];
        return { status: 200, data: this.comments.slice((page - 1) * size, page * size).map(toComment) };
      }
      case 'issues/create-comment':
        if (String(body['body']).length > 65_536)
          return { status: 422, data: { message: 'Body is too long (maximum is 65536 characters)' } };
        return { status: 201, data: toComment(this.addComment(this.author, String(body['body']))) };
      case 'issues/update-comment':
        if (comment === undefined) return missing;
        if (String(body['body']).length > 65_536)
          return { status: 422, data: { message: 'Body is too long (maximum is 65536 characters)' } };
        comment.body = String(body['body']);
        return { status: 200, data: toComment(comment) };
      case 'issues/delete-comment':
        if (comment === undefined) return missing;
        this.comments.splice(this.comments.indexOf(comment), 1);
        return { status: 204, data: undefined };
      case 'reactions/create-for-issue-comment': {
        const content = String(body['content']);
        this.reactions.push({ comment: id, content });
        return {
          status: 201,
          data: { id: 1, node_id: 'x', user: simpleUser('me'), content, created_at: '2026-01-01T00:00:00Z' },
        };
      }
      default:
        throw new Error(`the double has no ${name}`);
    }
  }
}

interface Parameters_ {
  readonly number: number;
  readonly id: number;
  readonly username: string;
}

function match(
  method: string,
  path: string,
): { name: string; operation: Operation; parameters: Parameters_ } | undefined {
  for (const [name, operation] of Object.entries(api.operations)) {
    const names = [...operation.path.matchAll(/\{(\w+)\}/g)].map(([, one]) => one ?? '');
    const found = new RegExp(`^${operation.path.replace(/\{\w+\}/g, '([^/]+)')}$`).exec(path);
    if (found === null || operation.method.toUpperCase() !== method) continue;
    const given = new Map(names.map((one, index) => [one, decodeURIComponent(found[index + 1] ?? '')]));
    const isOurs = !given.has('owner') || `${given.get('owner')}/${given.get('repo')}` === repository;
    if (!isOurs) continue;
    const number = Number(given.get('issue_number') ?? given.get('pull_number'));
    return {
      name,
      operation,
      parameters: { number, id: Number(given.get('comment_id')), username: given.get('username') ?? '' },
    };
  }
  return undefined;
}

function dereference(reference: string): unknown {
  return api.components[reference];
}

function answer(response: ServerResponse, status: number, data: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(data === undefined ? '' : JSON.stringify(data));
}

function simpleUser(login: string): Json {
  return { ...(exampleOf('issue_comment', 'created')['sender'] as Json), login };
}

function fullUser(login: string): Json {
  const counts = { public_repos: 0, public_gists: 0, followers: 0, following: 0 };
  const texts = { name: login, company: null, blog: null, location: null, email: null, hireable: null, bio: null };
  return {
    ...simpleUser(login),
    ...counts,
    ...texts,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

function toComment({ id, author, body }: StoredComment): Json {
  const example = exampleOf('issue_comment', 'created')['comment'] as Json;
  return { ...example, id, body, user: simpleUser(author), performed_via_github_app: null };
}

function toPull(
  number: number,
  { headSha, headRepository, base }: { headSha: string; headRepository: string; base: string },
): Json {
  const example = exampleOf('pull_request', 'opened')['pull_request'] as Json;
  return withValues(example, {
    number,
    'head.sha': headSha,
    'head.repo.full_name': headRepository,
    'base.ref': base,
    'base.repo.full_name': repository,
    mergeable: true,
    auto_merge: null,
  });
}
