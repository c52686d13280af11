// What is said to a run whose branch maps to no environment?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadInvocation } from '../../src/inputs/invocation.ts';
import { readRequest } from '../../src/inputs/request.ts';
import { chooseEnvironment, whyNoEnvironment } from '../../src/prepare/choose-environment.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import type { Spec } from '../../src/spec/spec.ts';

function specWith(environments: string): Spec {
  const { spec, failures } = parseSpec(
    'compass.yaml',
    `version: 1\nstack: shop\nenvironments: ${environments}\ncharts: { web: { jobs: { before: ["true"] } } }\n`,
  );
  assert.deepEqual(failures, []);
  assert.ok(spec);
  return spec;
}

const two = specWith(
  '{ staging: { branches: [develop, next], namespace: a }, production: { branches: main, namespace: b } }',
);
const unmapped = specWith('{ staging: { namespace: a } }');

function invocationOf(event: Partial<ReadInvocation['event']>, branch?: string): ReadInvocation {
  const request = readRequest({});
  assert.ok(request.ok);
  return {
    inputs: {},
    ...(event.name === 'terminal' && { writtenAs: (name) => `\`--${name}\`` }),
    event: { name: 'push', ref: '', sha: '', payload: {}, ...event },
    run: { repositoryId: '', id: '', attempt: '', url: '' },
    platform: 'linux',
    request: request.value,
    trigger: { command: 'deploy', branch, isBranchHead: true },
    startedAtMs: 0,
  };
}

test('for a branch that maps to nothing, the message says which branches map where', () => {
  assert.equal(
    whyNoEnvironment(invocationOf({}, 'feature'), two),
    'The branch `feature` maps to no environment of compass.yaml. Mapped branches: develop, next → staging; main → production.',
  );
});

test('a spec without branches says how to choose an environment, in a workflow and in a terminal', () => {
  const said = (event: string) => whyNoEnvironment(invocationOf({ name: event }, 'main'), unmapped);
  assert.match(said('push'), /No environment has `branches`, so choose one with the input `environment`\.$/);
  assert.match(said('terminal'), /No environment has `branches`, so choose one with `--environment`\.$/);
});

test('in a workflow there is nothing to do; in a terminal without a branch it is an error with the words of git', () => {
  assert.deepEqual(chooseEnvironment(invocationOf({}, 'feature'), two), { ok: true, value: undefined });
  const gitProblem = "detected dubious ownership in repository at '/work'";
  const refused = chooseEnvironment(invocationOf({ name: 'terminal', gitProblem }), two);
  assert.ok(!refused.ok);
  const [failure] = refused.failures;
  assert.equal(failure?.code, 'environment-unknown');
  assert.equal(failure?.message, `No branch is checked out (git: ${gitProblem}), and no environment is given.`);
  assert.match(failure?.hint ?? '', /safe\.directory \/work`/);
});
