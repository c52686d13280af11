// The checked-out repository: its texts and its chart folders. Nothing that leads out of it is read, by a link either.
import { createHash, type Hash } from 'node:crypto';
import { join, resolve } from 'node:path';
import type { Place } from '../diagnostic.ts';
import { type Failure, failed, ok } from '../failure.ts';
import type { Charts, Disk, Files } from '../ports.ts';

/** Deeper nesting is a link that leads back up. In folders. */
const deepestFolder = 32;

export function openWorkspace(disk: Disk, folder: string): { files: Files; charts: Charts } {
  const root = disk.realPath(folder) ?? folder;
  const isInside = (path: string) => path === root || path.startsWith(`${root}/`);
  return {
    files: {
      read(path) {
        const absolute = disk.realPath(resolve(root, path));
        if (absolute === undefined) return { problem: `is not there (looked in ${root})` };
        if (!isInside(absolute)) return { problem: 'lies outside of the workspace' };
        const bytes = disk.read(absolute);
        if (bytes === undefined) return { problem: 'cannot be read' };
        const text = decode(bytes);
        return text === undefined ? { problem: 'is no text in UTF-8' } : { text };
      },
    },
    charts: {
      locate: (path) => resolve(root, path),
      digest(path, at) {
        const start = resolve(root, path);
        const real = disk.realPath(start);
        if (real !== undefined && !isInside(real))
          return failed(noChart(`\`${path}\` lies outside of the workspace.`, at));
        if (disk.read(join(start, 'Chart.yaml')) === undefined) {
          return failed(noChart(`There is no chart in \`${path}\`: no Chart.yaml can be read.`, at));
        }
        const hash = createHash('sha256');
        const problem = addFolder(disk, hash, start, '', isInside);
        if (problem === undefined) return ok(hash.digest('hex'));
        return failed(noChart(`The chart in \`${path}\` cannot be used: \`${problem.path}\` ${problem.problem}.`, at));
      },
    },
  };
}

/** Adds names, lengths and bytes of all files below, in order. */
function addFolder(
  disk: Disk,
  hash: Hash,
  start: string,
  below: string,
  isInside: (path: string) => boolean,
): { path: string; problem: string } | undefined {
  const folder = disk.realPath(join(start, below));
  const entries = folder === undefined ? undefined : disk.entries(folder);
  if (folder === undefined || entries === undefined) return { path: below, problem: 'cannot be read' };
  if (below.split('/').length > deepestFolder) return { path: below, problem: 'is nested too deeply' };
  for (const { name, isFolder } of entries) {
    const path = join(below, name);
    // It changes with every commit, and may hold the credentials of the checkout.
    if (name === '.git') return { path, problem: 'does not belong into a chart' };
    const real = disk.realPath(join(folder, name));
    if (real === undefined) return { path, problem: 'cannot be read' };
    if (!isInside(real)) return { path, problem: 'is a link that leads out of the workspace' };
    if (isFolder) {
      const problem = addFolder(disk, hash, start, path, isInside);
      if (problem !== undefined) return problem;
      continue;
    }
    const bytes = disk.read(real);
    if (bytes === undefined) return { path, problem: 'cannot be read' };
    hash.update(`${path.length}:${path}${bytes.length}:`).update(bytes);
  }
  return undefined;
}

function decode(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function noChart(message: string, at: Place): Failure {
  return { code: 'chart-unreadable', message, hint: 'Correct `chart`: the path starts at the folder of the spec.', at };
}
