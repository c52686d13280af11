// Which files does a chart folder consist of? The ones that Helm would package, with symbolic links resolved.
import { join } from 'node:path';
import type { Disk } from '../../ports/machine.ts';
import type { Workspace } from '../machine/workspace.ts';
import { type IsIgnored, parseHelmignore } from './helmignore.ts';

/** How deep folders may be nested. Only a symbolic link to a folder above would nest them more deeply. */
const maxFolderLevels = 32;

export interface ChartFile {
  /** From the folder of the chart. */
  readonly path: string;
  readonly bytes: Buffer;
}

/**
 * `files`: sorted, folder by folder. `hasIgnored`: Helm leaves some out. `problem` completes "`path` …", with `path`
 * from the folder of the chart.
 */
export type FolderContent = { readonly files: readonly ChartFile[]; readonly hasIgnored: boolean } | FolderProblem;

interface FolderProblem {
  readonly path: string;
  readonly problem: string;
  readonly hint: string;
}

const hintForGitFolder = 'Add a line `.git/` to the `.helmignore` of the chart.';
const hintForUnreadable = 'Check that the file exists and may be read; a symbolic link must point to a file.';
export const hintForOutside = 'Copy the files into the repository: Compass reads only what is in the workspace.';
const hintForNesting = 'Remove the symbolic link that points to a folder above it.';

/** `start`: absolute path. */
export function readChartFolder(start: string, disk: Disk, { isInside }: Workspace): FolderContent {
  const ignore = parseHelmignore(disk.read(join(start, '.helmignore'))?.toString('utf8') ?? '');
  if ('problem' in ignore) return { path: '.helmignore', problem: ignore.problem, hint: 'Correct this pattern.' };
  const files: ChartFile[] = [];
  let hasIgnored = false;
  const isIgnored: IsIgnored = (path, isFolder) => {
    const ignored = ignore.isIgnored(path, isFolder);
    hasIgnored ||= ignored;
    return ignored;
  };
  const problem = collectFiles('', { start, disk, isInside, isIgnored }, files);
  return problem ?? { files, hasIgnored };
}

interface FolderWalk {
  readonly start: string;
  readonly disk: Disk;
  readonly isInside: (path: string) => boolean;
  readonly isIgnored: IsIgnored;
}

function collectFiles(below: string, walk: FolderWalk, files: ChartFile[]): FolderProblem | undefined {
  const { start, disk, isInside, isIgnored } = walk;
  const folder = disk.realPath(join(start, below));
  const entries = folder === undefined ? undefined : disk.entries(folder);
  if (folder === undefined || entries === undefined) return unreadable(below);
  if (below.split('/').length > maxFolderLevels) {
    return { path: below, problem: 'is nested too deeply', hint: hintForNesting };
  }
  for (const { name, isFolder } of entries) {
    const path = join(below, name);
    if (isIgnored(path, isFolder)) continue;
    // It changes with every commit, and may contain the credentials of the checkout. Of a submodule, it is a file.
    if (name === '.git' && isFolder) return { path, problem: 'does not belong in a chart', hint: hintForGitFolder };
    const real = disk.realPath(join(folder, name));
    if (real === undefined) return unreadable(path);
    if (!isInside(real)) {
      return { path, problem: 'is a symbolic link that leaves the workspace', hint: hintForOutside };
    }
    const problem = isFolder ? collectFiles(path, walk, files) : addFile(path, disk.read(real), files);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function unreadable(path: string): FolderProblem {
  return { path, problem: 'cannot be read', hint: hintForUnreadable };
}

function addFile(path: string, bytes: Buffer | undefined, files: ChartFile[]): FolderProblem | undefined {
  if (bytes === undefined) return unreadable(path);
  files.push({ path, bytes });
  return undefined;
}
