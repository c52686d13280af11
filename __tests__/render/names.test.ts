// Names that are templates: what a message says about them.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { readRequest } from '../../src/inputs/request.ts';
import { startRendering } from '../../src/render/render.ts';
import { parseSpec } from '../../src/spec/parse.ts';
import { repositoryOf } from '../support/repository.ts';

/** The messages for a chart of which one key is this template. The variable `PIN` has this value. */
function messagesFor(context: TestContext, key: string, template: string, pin: string): string {
  const { workspace } = repositoryOf(context, {});
  const chart = { chart: 'oci://r.example/web', [key]: template };
  const text = `{ version: 1, stack: shop, env: [PIN], environments: { staging: { branches: develop } }, charts: ${JSON.stringify({ web: chart })} }`;
  const { spec, failures } = parseSpec('compass.yaml', text);
  assert.deepEqual(failures, []);
  const [environment] = spec?.environments ?? [];
  const request = readRequest({});
  assert.ok(spec !== undefined && environment !== undefined && request.ok);
  const rendering = startRendering({
    spec,
    charts: spec.charts,
    environment,
    commit: { branch: 'develop', sha: '0'.repeat(40) },
    request: request.value,
    files: workspace,
    variable: () => pin,
    learn: () => {},
  });
  assert.ok(!rendering.ok);
  return rendering.failures.map(({ message, hint }) => `${message} ${hint}`).join('\n');
}

for (const key of ['release', 'namespace', 'chart', 'version']) {
  for (const template of ["[readEnv('PIN')]", "({ a: { b: readEnv('PIN') } })", "({ [readEnv('PIN')]: 1 })"]) {
    test(`a message about \`${key}: ${template}\` does not contain the secret`, (context) => {
      const told = messagesFor(context, key, `<%= ${template} %>`, '4711');
      assert.match(told, /evaluates to a secret that is not a string/);
      assert.doesNotMatch(told, /4711/);
    });
  }
}

for (const [text, expected] of [
  ['a:\n  key: 1\n other: 2\n', 'at 3:2, the keys of a map do not begin in the same column'],
  ['key: 1\nkey: 2\n', 'at 2:1, a key appears twice'],
  ['key: 123456789012345678901\n', 'at 1:6, a number cannot be represented exactly'],
  ['key: *other\n', 'at 1:6, an alias has no anchor above it'],
  ['[key, other]: 1\n', 'at 1:1, a key is not allowed'],
  ['<<: other\n', 'at 1:5, `<<` merges something that is not a map'],
  [`${'['.repeat(300)}other${']'.repeat(300)}`, 'its nesting is too deep'],
  ['key: [other\n', 'it is not valid YAML'],
] as const) {
  test(`a message about the text of fromYaml() has only the place and the kind of problem: ${expected}`, (context) => {
    const told = messagesFor(context, 'release', "<%= fromYaml(readEnv('PIN')) %>", text);
    assert.ok(told.includes(expected), told);
    assert.doesNotMatch(told, /key`|other|1234/);
  });
}
