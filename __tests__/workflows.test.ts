// The workflows of this repository and of its examples: valid, and with every action pinned by its commit.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { test } from 'node:test';
import { toolPath } from '../rig/toolchain.ts';

const root = join(import.meta.dirname, '..');
const workflows = globSync(['.github/workflows/*.yml', 'examples/*/.github/workflows/*.yml'], { cwd: root }).sort();

/** Those of the docs, in a folder of their own. */
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
    // shellcheck and pyflakes are used only where they are installed: the same everywhere without them.
    execFileSync(toolPath('actionlint'), ['-shellcheck=', '-pyflakes=', workflow], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  });

  test(`${name} pins what it uses, and asks for no more rights than it names`, () => {
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

test('there are workflows to look at', () => {
  assert.ok(workflows.includes('.github/workflows/ci.yml') && workflows.length >= 2);
});
