// Which hint does a spec get that cannot be read?
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ReadInvocation } from '../../src/inputs/invocation.ts';
import { readRequest } from '../../src/inputs/request.ts';
import { readSpec } from '../../src/spec/read-spec.ts';
import { repositoryOf } from '../support/repository.ts';

function invocationFor(spec: string, isTerminal = false): ReadInvocation {
  const request = readRequest({ spec });
  assert.ok(request.ok);
  return {
    inputs: {},
    ...(isTerminal && { writtenAs: (name) => `\`--${name}\`` }),
    event: { name: 'push', ref: 'refs/heads/develop', sha: '', payload: {} },
    run: { repositoryId: '', id: '', attempt: '', url: '' },
    platform: 'linux',
    request: request.value,
    trigger: { command: 'validate', branch: 'develop', isBranchHead: true },
    startedAtMs: 0,
  };
}

for (const [what, files, spec, hint] of [
  ['with the other extension', ['compass.yml'], 'compass.yaml', 'There is `compass.yml`: give'],
  ['in a folder below', ['deploy/compass.yaml'], 'compass.yaml', 'There is `deploy/compass.yaml`: give'],
  ['in the folder that is named', ['deploy/compass.yaml'], 'deploy', 'There is `deploy/compass.yaml`: give'],
  ['nowhere', ['README.md'], 'compass.yaml', 'Check out the repository in an earlier step, and give'],
] as const) {
  test(`a spec that is ${what} gets a hint that says so`, (context) => {
    const { workspace } = repositoryOf(context, Object.fromEntries(files.map((file) => [file, 'version: 1\n'])));
    const { spec: found, failures } = readSpec(invocationFor(spec), workspace);
    assert.equal(found, undefined);
    assert.deepEqual(
      failures.map(({ code }) => code),
      ['spec-missing'],
    );
    assert.ok(failures[0]?.hint.startsWith(hint), failures[0]?.hint);
    assert.match(failures[0]?.hint ?? '', /with the input `spec`\.$/);
  });
}

test('a spec in UTF-16 is to be saved as UTF-8, and no other file is suggested', (context) => {
  const repository = repositoryOf(context, { 'deploy/compass.yaml': 'version: 1\n' });
  repository.write('compass.yaml', Buffer.from('\ufeffversion: 1\n', 'utf16le'));
  const { failures } = readSpec(invocationFor('compass.yaml', true), repository.workspace);
  assert.deepEqual(
    failures.map(({ hint }) => hint),
    ['Save it as UTF-8 text in the workspace, or give its path with `--spec`.'],
  );
});
