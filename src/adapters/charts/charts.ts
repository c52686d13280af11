// The content of charts: its digest, and the form in which Helm takes it.

import type { Hash } from 'node:crypto';
import { join } from 'node:path';
import type { ChartSource } from '../../model/chart-source.ts';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { Disk, Scratch } from '../../ports/machine.ts';
import type { ChartContent, Charts, ChartsOptions, Login, RegistryAccess } from '../../ports/ports.ts';
import { canonicalJson } from '../../text/json.ts';
import type { Place } from '../../text/place.ts';
import { sha256, startSha256 } from '../../text/sha256.ts';
import { once } from '../http/once.ts';
import type { Workspace } from '../machine/workspace.ts';
import type { RegistryDeps } from '../registry/clients.ts';
import { readArchive } from './archive.ts';
import { openChartCache } from './cache.ts';
import { largestFilesIn } from './largest-files.ts';
import { openChartRegistry } from './oci.ts';
import { openChartRepositories } from './repository.ts';
import { wordsIn } from './template-words.ts';

/** Deeper nesting is a link that leads back up. In folders. */
const mostFolderLevels = 32;

export interface ChartsDeps extends RegistryDeps {
  readonly workspace: Workspace;
  /** Where downloads are kept from run to run. */
  readonly cacheFolder: string;
}

type Remote = Extract<ChartSource, { kind: 'oci' | 'repository' }>;

export function makeOpenCharts(deps: ChartsDeps): (options: ChartsOptions) => Charts {
  const { disk, workspace } = deps;
  return ({ logins, access, scratch }) => {
    const { signal } = access;
    const copy = makeCopies(scratch);
    const remote = openRemote(deps, logins, copy, access);
    const packing = once<Result<string>>();
    let made = 0;
    const charts: Charts = {
      async resolve(source, at) {
        switch (source.kind) {
          case 'folder':
            return digestOfFolder(source.path, at, disk, workspace);
          case 'manifests':
            return ok({ digest: sha256(canonicalJson(source.files)) });
          case 'archive': {
            const read = readArchive(source.path, at, disk, workspace);
            return read.ok ? ok({ digest: read.value.digest }) : read;
          }
          case 'oci':
          case 'repository':
            return placed(await remote.resolve(source), at);
        }
      },
      async pack(source, content, at, helm) {
        switch (source.kind) {
          case 'folder':
            return packing(source.path, () => helm.package(workspace.locate(source.path), signal));
          case 'manifests':
            made += 1;
            return ok(writeChartOf(source.files, content, `manifests/${made}`, scratch));
          case 'archive':
            return packing(source.path, async () => copyArchive(source.path, content, at, deps, copy));
          case 'oci':
          case 'repository':
            return placed(await remote.pack(source, content), at);
        }
      },
      open: async (source, content, at, helm) =>
        source.kind === 'folder' ? ok(workspace.locate(source.path)) : charts.pack(source, content, at, helm),
      mentions: (path, words, text) => wordsIn(path, words, text, disk),
      largestFiles: (path) => largestFilesIn(path, disk),
    };
    return charts;
  };
}

/** What has to be downloaded. Its failures have no place: several charts may share them. */
function openRemote(
  deps: ChartsDeps,
  logins: readonly Login[],
  copy: (bytes: Buffer) => string,
  access: RegistryAccess,
) {
  const cache = openChartCache(deps.disk, deps.cacheFolder);
  const registry = openChartRegistry(deps, logins, cache, access);
  const repositories = openChartRepositories({ ...deps, logins, cache, registry, signal: access.signal });
  const resolving = once<Result<ChartContent>>();
  const packing = once<Result<string>>();
  return {
    resolve: (source: Remote) =>
      resolving(`${addressOf(source)} ${source.version ?? ''}`, () =>
        source.kind === 'oci'
          ? registry.resolve(source.reference, source.version)
          : repositories.resolve(source, source.version),
      ),
    pack: (source: Remote, content: ChartContent) =>
      packing(`${addressOf(source)} ${content.digest}`, async () => {
        const archive =
          source.kind === 'oci'
            ? await registry.archive(source.reference, content)
            : await repositories.archive(source, content);
        return archive.ok ? ok(copy(archive.value)) : archive;
      }),
  };
}

/** Without its version. */
function addressOf(source: Remote): string {
  return source.kind === 'oci' ? source.reference : `${source.url} ${source.name}`;
}

function placed<Value>(result: Result<Value>, at: Place): Result<Value> {
  return result.ok ? result : failed(...result.failures.map((failure) => ({ ...failure, at })));
}

/** A copy cannot change until Helm reads it. */
function copyArchive(
  path: string,
  { digest }: ChartContent,
  at: Place,
  { disk, workspace }: ChartsDeps,
  copy: (bytes: Buffer) => string,
): Result<string> {
  const read = readArchive(path, at, disk, workspace);
  if (!read.ok) return read;
  if (read.value.digest === digest) return ok(copy(read.value.bytes));
  return failed(noChart(`\`${path}\` has changed while the plan was made.`, at));
}

/** Gives the path of the copy. */
function makeCopies(scratch: Scratch): (bytes: Buffer) => string {
  let made = 0;
  return (bytes) => {
    made += 1;
    scratch.folder('archives');
    return scratch.write(`archives/${made}.tgz`, bytes);
  };
}

/** Emits each file as it is: what stands in it is no template of Helm's. */
const rawTemplate = `{{ range $path, $_ := .Files.Glob "objects/*" }}---
{{ $.Files.Get $path }}{{ end }}`;

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
  for (const [index, text] of Object.values(files).entries()) {
    // The next one's marker needs a line of its own.
    scratch.write(`${name}/objects/${index}.yaml`, text.endsWith('\n') ? text : `${text}\n`);
  }
  return folder;
}

function digestOfFolder(path: string, at: Place, disk: Disk, { locate, isInside }: Workspace): Result<ChartContent> {
  const start = locate(path);
  const real = disk.realPath(start);
  if (real !== undefined && !isInside(real)) return failed(noChart(`\`${path}\` lies outside of the workspace.`, at));
  if (disk.read(join(start, 'Chart.yaml')) === undefined) {
    return failed(noChart(`There is no chart in \`${path}\`: no Chart.yaml can be read.`, at));
  }
  const hash = startSha256();
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
  if (below.split('/').length > mostFolderLevels) return { path: below, problem: 'is nested too deeply' };
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
