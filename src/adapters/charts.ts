// The content of charts: its digest, and the form in which Helm takes it.
import { createHash, type Hash } from 'node:crypto';
import { join } from 'node:path';
import type { Place } from '../diagnostic.ts';
import { type Failure, failed, notYet, ok, type Result } from '../failure.ts';
import { canonicalJson } from '../json.ts';
import type { ChartContent, ChartSurroundings, Charts, Disk, Scratch } from '../ports.ts';
import type { Workspace } from './workspace.ts';

/** Deeper nesting is a link that leads back up. In folders. */
const deepestFolder = 32;

export function makeOpenCharts(disk: Disk, workspace: Workspace): (around: ChartSurroundings) => Charts {
  return ({ scratch, signal }) => {
    const folders = new Map<string, Promise<Result<string>>>();
    let made = 0;
    return {
      async resolve(origin, at) {
        switch (origin.kind) {
          case 'folder':
            return digestOfFolder(origin.path, at, disk, workspace);
          case 'manifests':
            return ok({ digest: sha256(canonicalJson(origin.files)) });
          case 'archive':
          case 'oci':
          case 'repository':
            return failed(notYet('A chart other than a folder', at));
        }
      },
      async pack(origin, content, at, helm) {
        switch (origin.kind) {
          case 'folder': {
            const packing = folders.get(origin.path) ?? helm.package(workspace.locate(origin.path), signal);
            folders.set(origin.path, packing);
            return packing;
          }
          case 'manifests':
            made += 1;
            return ok(writeChartOf(origin.files, content, `manifests/${made}`, scratch));
          case 'archive':
          case 'oci':
          case 'repository':
            return failed(notYet('A chart other than a folder', at));
        }
      },
    };
  };
}

function sha256(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Emits each file as it is: what stands in it is no template of Helm's. */
const rawTemplate = `{{- range $path, $_ := .Files.Glob "objects/*" }}
---
{{ $.Files.Get $path }}
{{- end }}
`;

/** Gives the folder of a chart that holds nothing but these objects. */
function writeChartOf(
  files: Readonly<Record<string, string>>,
  { digest }: ChartContent,
  name: string,
  scratch: Scratch,
): string {
  const folder = scratch.folder(name);
  scratch.folder(`${name}/templates`);
  scratch.folder(`${name}/objects`);
  // In `helm history`, the version tells whether the objects are the same.
  scratch.write(`${name}/Chart.yaml`, `apiVersion: v2\nname: manifests\nversion: 0.0.0+${digest.slice(0, 12)}\n`);
  scratch.write(`${name}/templates/objects.yaml`, rawTemplate);
  for (const [index, text] of Object.values(files).entries()) scratch.write(`${name}/objects/${index}.yaml`, text);
  return folder;
}

function digestOfFolder(path: string, at: Place, disk: Disk, { locate, isInside }: Workspace): Result<ChartContent> {
  const start = locate(path);
  const real = disk.realPath(start);
  if (real !== undefined && !isInside(real)) return failed(noChart(`\`${path}\` lies outside of the workspace.`, at));
  if (disk.read(join(start, 'Chart.yaml')) === undefined) {
    return failed(noChart(`There is no chart in \`${path}\`: no Chart.yaml can be read.`, at));
  }
  const hash = createHash('sha256');
  const problem = addFolder(disk, hash, start, '', isInside);
  if (problem === undefined) return ok({ digest: hash.digest('hex') });
  return failed(noChart(`The chart in \`${path}\` cannot be used: \`${problem.path}\` ${problem.problem}.`, at));
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

function noChart(message: string, at: Place): Failure {
  return { code: 'chart-unreadable', message, hint: 'Correct `chart`: the path starts at the folder of the spec.', at };
}
