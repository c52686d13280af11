// What does GitHub's own description of its REST API say about the operations that Compass uses? The test double is
// checked against it. Run by hand for another operation or a new version of the API: `node build/github-api.ts`.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const package_ = '@octokit/openapi@23.0.2';
const inside = 'package/generated/api.github.com.json';
const target = join(import.meta.dirname, '..', '__tests__', 'support', 'github', 'api.json');

const used = [
  'issues/create-comment',
  'issues/delete-comment',
  'issues/list-comments',
  'issues/update-comment',
  'pulls/get',
  'reactions/create-for-issue-comment',
  'repos/get-collaborator-permission-level',
  'users/get-authenticated',
];
/** Keys that are for people only. */
const prose = ['description', 'example', 'examples', 'externalDocs', 'x-github', 'summary', 'tags', 'title', 'default'];

type Node = Record<string, unknown>;

const api = readApi();
const components: Record<string, unknown> = {};
const operations: Record<string, unknown> = {};
for (const [path, methods] of Object.entries(api['paths'] as Record<string, Record<string, Node>>)) {
  for (const [method, operation] of Object.entries(methods)) {
    const { operationId, parameters, requestBody, responses } = operation;
    if (!used.includes(String(operationId))) continue;
    operations[String(operationId)] = collect({ path, method, parameters, requestBody, responses });
  }
}
writeFileSync(target, `${JSON.stringify({ package: package_, operations, components }, null, 1)}\n`);

function readApi(): Node {
  const folder = mkdtempSync(join(tmpdir(), 'github-api-'));
  try {
    const [archive = ''] = execFileSync('npm', ['pack', package_], { cwd: folder, encoding: 'utf8' })
      .trim()
      .split('\n')
      .slice(-1);
    execFileSync('tar', ['xzf', archive, inside], { cwd: folder });
    return JSON.parse(readFileSync(join(folder, inside), 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Removes the prose, and also collects every component that a `$ref` names. */
function collect(value: unknown): unknown {
  const bare = strip(value);
  JSON.stringify(bare, (key, inner: unknown) => {
    if (key === '$ref' && typeof inner === 'string' && !Object.hasOwn(components, inner)) {
      components[inner] = null;
      components[inner] = collect(
        inner
          .slice(2)
          .split('/')
          .reduce<Node>((at, part) => at[part] as Node, api),
      );
    }
    return inner;
  });
  return bare;
}

/** The properties of an object may have the names of prose keys, so those are kept. */
function strip(value: unknown, areProperties = false): unknown {
  if (Array.isArray(value)) return value.map((item) => strip(item));
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(([key]) => areProperties || !prose.includes(key));
  return Object.fromEntries(kept.map(([key, inner]) => [key, strip(inner, key === 'properties' && !areProperties)]));
}
