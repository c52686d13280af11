// A workspace in a temporary folder, for tests of code that reads one.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { disk } from '../../src/adapters/machine/disk.ts';
import { openWorkspace, type Workspace } from '../../src/adapters/machine/workspace.ts';

export interface Repository {
  readonly root: string;
  /** Beside the workspace, not in it. */
  readonly outside: string;
  readonly workspace: Workspace;
  write(path: string, content: string | Buffer): void;
  link(path: string, target: string): void;
}

export function repositoryOf(context: TestContext, files: Readonly<Record<string, string>> = {}): Repository {
  const folder = mkdtempSync(join(tmpdir(), 'compass-workspace-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const [root, outside] = [join(folder, 'workspace'), join(folder, 'outside')];
  mkdirSync(root);
  mkdirSync(outside);
  const write = (path: string, content: string | Buffer) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  };
  for (const [path, content] of Object.entries(files)) write(path, content);
  return {
    root,
    outside,
    workspace: openWorkspace(disk, root),
    write,
    link: (path, target) => symlinkSync(target, join(root, path)),
  };
}
