// How is GitHub's API called? Through GitHub's own library, which is loaded when it is first needed.

import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Comment, GitHub } from '../../ports/github.ts';
import type { Variables } from '../../ports/machine.ts';
import { isObject } from '../../text/json.ts';

/** For one call, retries included: a comment is not worth a longer wait. */
const defaultLimitMs = 60_000;
/** Before the first retry; then four and nine times as long. */
const firstRetryMs = 300;
const maxRetries = 3;
const pageSize = 100;
/** The API version for which this file is written (docs.github.com: REST API versions). */
const headers = { 'x-github-api-version': '2022-11-28' };
/** The account of a workflow's token. */
const workflowsBot = 'github-actions[bot]';
const commenting = 'comment on the pull request (`pull-requests: write`)';

export function makeOpenGitHub(env: Variables, limitMs = defaultLimitMs): (token: string) => GitHub {
  return (token) => {
    const repository = env['GITHUB_REPOSITORY'] ?? '';
    const [owner = '', repo = ''] = repository.split('/');
    const call = makeCall(token, env);
    const limited = (signal: AbortSignal) => ({ signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]) });
    const requestOptions = (signal: AbortSignal) => ({ owner, repo, headers, request: limited(signal) });
    return {
      repository,
      async pullRequest(number, signal) {
        const found = await call('read the pull request (`pull-requests: read`)', ({ rest }) =>
          rest.pulls.get({ ...requestOptions(signal), pull_number: number }),
        );
        if (!found.ok) return found;
        const { head, base } = found.value;
        return ok({ headSha: head.sha, headRepository: head.repo?.full_name, baseBranch: base.ref });
      },
      async comments(number, signal) {
        const all: Comment[] = [];
        for (let page = 1; ; page += 1) {
          const asked = { ...requestOptions(signal), issue_number: number, per_page: pageSize, page };
          const found = await call('list the comments (`pull-requests: read`)', ({ rest }) =>
            rest.issues.listComments(asked),
          );
          if (!found.ok) return found;
          all.push(...found.value.map(toComment));
          if (found.value.length < pageSize) return ok(all);
        }
      },
      async addComment(number, body, signal) {
        const made = await call(commenting, ({ rest }) =>
          rest.issues.createComment({ ...requestOptions(signal), issue_number: number, body }),
        );
        return made.ok ? ok(toComment(made.value)) : made;
      },
      async editComment(id, body, signal) {
        const made = await call(commenting, ({ rest }) =>
          rest.issues.updateComment({ ...requestOptions(signal), comment_id: id, body }),
        );
        return made.ok ? ok(undefined) : made;
      },
      async removeComment(id, signal) {
        const gone = await call(commenting, ({ rest }) =>
          rest.issues.deleteComment({ ...requestOptions(signal), comment_id: id }),
        );
        return gone.ok ? ok(undefined) : gone;
      },
      async react(comment, content, signal) {
        const made = await call('react to the comment (`pull-requests: write`)', ({ rest }) =>
          rest.reactions.createForIssueComment({ ...requestOptions(signal), comment_id: comment, content }),
        );
        return made.ok ? ok(undefined) : made;
      },
      async mayWrite(username, signal) {
        const found = await call(`look up whether ${username} may write here (\`metadata: read\`)`, ({ rest }) =>
          rest.repos.getCollaboratorPermissionLevel({ ...requestOptions(signal), username }),
        );
        return found.ok ? ok(['admin', 'write'].includes(found.value.permission)) : found;
      },
      self: (signal) => ownLogin(call, limited(signal)),
    };
  };
}

/** Login of the account that the token belongs to. */
async function ownLogin(call: GitHubCall, request: { readonly signal: AbortSignal }): Promise<Result<string>> {
  const what = 'read the account of the token';
  const user = await call(what, ({ rest }) => rest.users.getAuthenticated({ headers, request }));
  if (user.ok) return ok(user.value.login);
  if (user.failures[0]?.code !== 'github-forbidden') return user;
  // The token of a workflow or another app belongs to no user; only GraphQL names its account.
  const app = await call(what, async ({ graphql }) => ({
    data: await graphql<{ viewer: { login: string } }>('{ viewer { login } }', { headers, request }),
  }));
  return ok(app.ok ? app.value.viewer.login : workflowsBot);
}

function toComment({ id, user, body }: { id: number | bigint; user: unknown; body?: string | undefined }): Comment {
  return { id: Number(id), author: isObject(user) ? String(user['login']) : '', body: body ?? '' };
}

type Octokit = Awaited<ReturnType<typeof openOctokit>>;

/** `what` completes "GitHub did not let the token …" and "Compass could not …"; it ends with the permission needed. */
type GitHubCall = <Data>(what: string, ask: (octokit: Octokit) => Promise<{ data: Data }>) => Promise<Result<Data>>;

function makeCall(token: string, env: Variables): GitHubCall {
  let opened: Promise<Octokit> | undefined;
  return async (what, ask) => {
    opened ??= openOctokit(token, env);
    try {
      const { data } = await ask(await opened);
      return ok(data);
    } catch (problem) {
      return failed(explainProblem(problem, what));
    }
  };
}

async function openOctokit(token: string, env: Variables) {
  const [{ getOctokit }, { retry }] = await Promise.all([import('@actions/github'), import('@octokit/plugin-retry')]);
  const settings = {
    baseUrl: env['GITHUB_API_URL'] ?? 'https://api.github.com',
    retry: { retries: maxRetries, retryAfterBaseValue: firstRetryMs },
    // The caller reports the failure.
    log: { debug() {}, info() {}, warn() {}, error() {} },
  };
  return getOctokit(token, settings, retry);
}

function explainProblem(problem: unknown, what: string): Failure {
  const status = isObject(problem) ? problem['status'] : undefined;
  const explanation = problem instanceof Error ? problem.message.split('\n')[0] : String(problem);
  if (status === 401) {
    return {
      code: 'github-forbidden',
      message: `GitHub did not accept the token: it answered 401, ${explanation}.`,
      hint: 'Pass a valid token with the input `github-token`.',
    };
  }
  if (status === 429 || (status === 403 && /rate limit/i.test(explanation ?? ''))) {
    return {
      code: 'github-failed',
      message: `Compass could not ${what} on GitHub: ${explanation}.`,
      hint: 'Run it again later, or pass another token with the input `github-token`.',
    };
  }
  if (status === 403 || status === 404) {
    return {
      code: 'github-forbidden',
      message: `GitHub did not let the token ${what}: it answered ${status}, ${explanation}.`,
      hint: 'Add that permission to the job under `permissions:`, or pass another token with the input `github-token`.',
    };
  }
  return {
    code: 'github-failed',
    message: `Compass could not ${what} on GitHub: ${explanation}.`,
    hint: 'Run it again. If it fails again, check githubstatus.com.',
  };
}
