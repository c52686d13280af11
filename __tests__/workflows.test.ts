// Are the workflows of this repository, its examples and its docs valid, with every action pinned to a commit?
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { toolPath } from '../rig/toolchain.ts';

const root = join(import.meta.dirname, '..');
const workflows = globSync(['.github/workflows/*.yml', 'examples/*/.github/workflows/*.yml'], { cwd: root }).sort();

/** Writes the workflows of the docs to files. */
function workflowsOfDocs(): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'compass-workflows-'));
  const texts = ['README.md', 'docs/plan.md', 'docs/action.md'].flatMap((file) => {
    const blocks = readFileSync(join(root, file), 'utf8').matchAll(/^```yaml\n(name: [\s\S]*?)^```$/gm);
    return [...blocks].map(([, text = '']) => text);
  });
  return texts.map((text, index) => {
    const file = join(folder, `${index}-${/^name: (.*)$/m.exec(text)?.[1]?.replaceAll(' ', '-')}.yml`);
    writeFileSync(file, text);
    return file;
  });
}

for (const workflow of [...workflows, ...workflowsOfDocs()]) {
  const name = workflow.startsWith('/') ? `of the docs: ${basename(workflow)}` : workflow;
  test(`${name} is clean`, () => {
    // Without shellcheck and pyflakes, which are not installed everywhere, the result is the same on every machine.
    execFileSync(toolPath('actionlint'), ['-shellcheck=', '-pyflakes=', workflow], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  });

  test(`${name} pins its actions, and has only the permissions that it lists`, () => {
    const text = readFileSync(resolve(root, workflow), 'utf8');
    const used = [...text.matchAll(/uses: (\S+)(.*)/g)].filter(
      ([, action]) => !action?.startsWith('./') && action !== 'OWNER/compass@v1',
    );
    for (const [, action, comment] of used) {
      assert.match(action ?? '', /@[0-9a-f]{40}$/);
      assert.match(comment ?? '', /^ # v\d+\.\d+\.\d+$/);
    }
    assert.match(text, /^permissions: \{\}$/m);
  });
}

test('the workflows are found', () => {
  assert.ok(workflows.includes('.github/workflows/ci.yml') && workflows.length >= 2);
});
