// Which events does GitHub send? Made from its own examples.
import { createRequire } from 'node:module';

type Payload = Record<string, unknown>;

const examples = createRequire(import.meta.url)('@octokit/webhooks-examples/api.github.com/index.json') as {
  readonly name: string;
  readonly examples: readonly Payload[];
}[];

export const repository = 'acme/stack';

/** A fresh copy of the first example with this action. */
export function exampleOf(event: string, action?: string): Payload {
  const found = examples
    .find(({ name }) => name === event)
    ?.examples.find((one) => action === undefined || one['action'] === action);
  if (found === undefined) throw new Error(`there is no example of ${event} ${action ?? ''}`);
  return structuredClone(found);
}

/** Sets nested values, each at a path with dots. */
export function withValues(payload: Payload, values: Readonly<Record<string, unknown>>): Payload {
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.');
    const last = keys.pop() ?? '';
    const inside = keys.reduce<Payload>((at, key) => {
      at[key] = at[key] ?? {};
      return at[key] as Payload;
    }, payload);
    inside[last] = value;
  }
  return payload;
}

export function pullRequestEvent(
  number: number,
  sha: string,
  base: string,
  head = repository,
  action = 'synchronize',
): Payload {
  return withValues(exampleOf('pull_request', action), {
    number,
    'pull_request.number': number,
    'pull_request.head.sha': sha,
    'pull_request.head.repo.full_name': head,
    'pull_request.base.ref': base,
    'pull_request.base.repo.full_name': repository,
    'pull_request.user.login': 'ann',
    'repository.full_name': repository,
  });
}

/** No example is about a pull request, so the key that marks one is added, as GitHub documents it. */
export function commentEvent(number: number, id: number, author: string, body: string): Payload {
  const url = `https://api.github.com/repos/${repository}/pulls/${number}`;
  return withValues(exampleOf('issue_comment', 'created'), {
    'issue.number': number,
    'issue.pull_request': { url, html_url: url, diff_url: url, patch_url: url },
    'comment.id': id,
    'comment.body': body,
    'comment.user.login': author,
    'sender.login': author,
    'repository.full_name': repository,
  });
}
