// What the text under `chart` says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseOrigin } from '../src/origin.ts';

const at = { file: 'compass.yaml', line: 5, column: 12 };

for (const [text, folder, path] of [
  ['charts/web', '.', 'charts/web'],
  ['./web', 'deploy', 'deploy/web'],
  ['../charts/web', 'deploy', 'charts/web'],
  ['.', 'deploy', 'deploy'],
] as const) {
  test(`with the spec in ${folder}, the chart ${text} is the folder ${path}`, () => {
    const origin = parseOrigin(text, folder, at);
    assert.deepEqual(origin, { ok: true, value: { kind: 'folder', path } });
  });
}

test('an absolute path is not silently taken for one inside of the workspace', () => {
  const origin = parseOrigin('/charts/web', '.', at);
  assert.deepEqual(!origin.ok && origin.failures.map(({ code, at: place }) => [code, place]), [['spec-invalid', at]]);
});
