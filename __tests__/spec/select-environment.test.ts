// Which environment does a branch map to, and which branches does a protected one refuse?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSpec } from '../../src/spec/parse.ts';
import { type EnvironmentRequest, selectEnvironment } from '../../src/spec/select-environment.ts';
import type { Spec } from '../../src/spec/spec.ts';

const parsed = parseSpec(
  'compass.yaml',
  `version: 1
stack: shop
environments:
  staging: { branches: [develop, "release/*"], namespace: s }
  preview: { branches: "feature/**", namespace: p }
  production: { branches: master, namespace: prod, protected: true }
  twin: { branches: "release/2*", namespace: t }
  nowhere: { namespace: n, protected: true }
  odd: { branches: "fix[1]", namespace: o }
charts: { a: { chart: a } }
`,
);
const spec = parsed.spec as Spec;

const table: readonly [string, Partial<EnvironmentRequest>, string][] = [
  ['a name', { eventBranch: 'develop' }, 'staging'],
  ['a name is not a prefix', { eventBranch: 'develop2' }, 'none'],
  ['case counts', { eventBranch: 'Develop' }, 'none'],
  ['case counts in a glob too', { eventBranch: 'Release/1' }, 'none'],
  ['no part of a name is enough', { eventBranch: 'my/develop' }, 'none'],
  ['the end of a list counts as its start does', { eventBranch: 'release/x' }, 'staging'],
  ['a glob does not match its own folder', { eventBranch: 'feature' }, 'none'],
  ['** matches one level too', { eventBranch: 'feature/a' }, 'preview'],
  ['a name with letters that globs give a meaning', { eventBranch: 'fix[1]' }, 'odd'],
  ['an empty name', { eventBranch: '' }, 'none'],
  ['a glob', { eventBranch: 'release/1' }, 'staging'],
  ['* does not cross /', { eventBranch: 'release/1/x' }, 'none'],
  ['** does', { eventBranch: 'feature/a/b/c' }, 'preview'],
  ['two environments', { eventBranch: 'release/2.1' }, 'environment-ambiguous'],
  ['two environments, one chosen', { eventBranch: 'release/2.1', environment: 'twin' }, 'twin'],
  ['no branch', {}, 'none'],
  ['chosen without a branch', { environment: 'staging' }, 'staging'],
  ['the input instead of the event', { eventBranch: 'x', branch: 'develop' }, 'staging'],
  ['the input instead of the event, and not beside it', { eventBranch: 'develop', branch: 'x' }, 'none'],
  ['the input instead of the event, to several', { branch: 'release/2.1' }, 'environment-ambiguous'],
  ['chosen on a branch that maps elsewhere', { eventBranch: 'develop', environment: 'preview' }, 'preview'],
  ['chosen from a pull request', { eventBranch: 'develop', isBranchHead: false, environment: 'staging' }, 'staging'],
  ['not there', { environment: 'stagin' }, 'environment-unknown'],
  ['not there, on a branch that maps', { environment: 'stagin', eventBranch: 'develop' }, 'environment-unknown'],
  ['a name of an environment is matched whole', { environment: 'Staging' }, 'environment-unknown'],
  ['protected, from its branch', { eventBranch: 'master' }, 'production'],
  ['protected, chosen on its branch', { eventBranch: 'master', environment: 'production' }, 'production'],
  [
    'protected, chosen on another branch',
    { eventBranch: 'develop', environment: 'production' },
    'environment-protected',
  ],
  [
    'protected, by pretending to be on its branch',
    { eventBranch: 'develop', branch: 'master' },
    'environment-protected',
  ],
  ['protected, from a tag', { environment: 'production' }, 'environment-protected'],
  [
    'protected, from a pull request into its branch',
    { eventBranch: 'master', isBranchHead: false },
    'environment-protected',
  ],
  [
    'protected, looked at from another branch',
    { eventBranch: 'develop', environment: 'production', isChange: false },
    'production',
  ],
  ['protected, without branches', { eventBranch: 'master', environment: 'nowhere' }, 'environment-protected'],
];

const select = (question: Partial<EnvironmentRequest>) =>
  selectEnvironment(spec, {
    environment: undefined,
    branch: undefined,
    eventBranch: undefined,
    isBranchHead: true,
    isChange: true,
    ...question,
  });

for (const [name, question, expected] of table) {
  test(`${name}: ${expected}`, () => {
    const selected = select(question);
    assert.equal(selected.ok ? (selected.value?.name ?? 'none') : selected.failures[0]?.code, expected);
  });
}

const told: readonly [string, Partial<EnvironmentRequest>, string, string][] = [
  [
    'a name that is nearly one',
    { environment: 'stagin' },
    'The environment `stagin` is not in compass.yaml.',
    'Did you mean `staging`?',
  ],
  [
    'a name that is nothing like one',
    { environment: 'qa' },
    'The environment `qa` is not in compass.yaml.',
    'Known environments: staging, preview, production, twin, nowhere, odd.',
  ],
  [
    'a branch of several',
    { eventBranch: 'release/2.1' },
    'The branch `release/2.1` maps to several environments of compass.yaml: staging, twin.',
    'Choose one with the input `environment`, or run a job for each with `command: matrix`.',
  ],
  [
    'a branch that is not one of the protected',
    { eventBranch: 'develop', environment: 'production' },
    'The environment `production` is protected, and `develop` is not one of its branches.',
    'Run Compass on one of its branches: master.',
  ],
  [
    'no head of a branch',
    { eventBranch: 'master', isBranchHead: false },
    'The environment `production` is protected, and this run is not for the head of a branch.',
    'Run Compass on one of its branches: master.',
  ],
  [
    'a protected environment without branches',
    { eventBranch: 'develop', environment: 'nowhere' },
    'The environment `nowhere` is protected, and `develop` is not one of its branches.',
    'Add `branches` to the environment: only those can be deployed to it.',
  ],
];

for (const [name, question, message, hint] of told) {
  test(`${name}: the message names it, and the hint says what to do`, () => {
    const selected = select(question);
    assert.deepEqual(!selected.ok && selected.failures.map((failure) => [failure.message, failure.hint]), [
      [message, hint],
    ]);
  });
}

test('no input opens a protected environment to another branch', () => {
  const environments = [undefined, 'production', 'nowhere'];
  const branches = [undefined, 'master', 'develop', 'm*', '**'];
  for (const environment of environments) {
    for (const branch of branches) {
      for (const eventBranch of [undefined, 'develop', 'feature/master', 'mastery']) {
        const selected = select({ environment, branch, eventBranch });
        assert.notEqual(
          selected.ok && selected.value?.protected,
          true,
          JSON.stringify({ environment, branch, eventBranch }),
        );
      }
    }
  }
});
