// Which environment a branch maps to, and which a protected one refuses.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type EnvironmentQuestion, selectEnvironment } from '../../src/spec/environment.ts';
import { parseSpec } from '../../src/spec/parse.ts';
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
charts: { a: { chart: a } }
`,
);
const spec = (parsed.ok && parsed.value) as Spec;

const table: readonly [string, Partial<EnvironmentQuestion>, string][] = [
  ['a name', { eventBranch: 'develop' }, 'staging'],
  ['a name is not a prefix', { eventBranch: 'develop2' }, 'none'],
  ['case counts', { eventBranch: 'Develop' }, 'none'],
  ['a glob', { eventBranch: 'release/1' }, 'staging'],
  ['* does not cross /', { eventBranch: 'release/1/x' }, 'none'],
  ['** does', { eventBranch: 'feature/a/b/c' }, 'preview'],
  ['two environments', { eventBranch: 'release/2.1' }, 'environment-ambiguous'],
  ['two environments, one chosen', { eventBranch: 'release/2.1', environment: 'twin' }, 'twin'],
  ['no branch', {}, 'none'],
  ['chosen without a branch', { environment: 'staging' }, 'staging'],
  ['the input instead of the event', { eventBranch: 'x', branch: 'develop' }, 'staging'],
  ['not there', { environment: 'stagin' }, 'environment-unknown'],
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
    { eventBranch: 'master', isOfBranch: false },
    'environment-protected',
  ],
  ['protected, without branches', { eventBranch: 'master', environment: 'nowhere' }, 'environment-protected'],
];

for (const [name, question, expected] of table) {
  test(`${name}: ${expected}`, () => {
    const selected = selectEnvironment(spec, {
      environment: undefined,
      branch: undefined,
      eventBranch: undefined,
      isOfBranch: true,
      ...question,
    });
    assert.equal(selected.ok ? (selected.value?.name ?? 'none') : selected.failures[0]?.code, expected);
  });
}
