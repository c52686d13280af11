// What is the content of a chart, and in which form does Helm get it?

import { dirname, join, posix } from 'node:path';
import type { ChartSource } from '../../model/chart-source.ts';
import { type Failure, failed, ok, type Result } from '../../model/failure.ts';
import type { CrdFile } from '../../model/manifest.ts';
import type { Scratch } from '../../ports/machine.ts';
import type { ChartContent, Charts, ChartsOptions, Login, RegistryAccess } from '../../ports/ports.ts';
import { canonicalJson } from '../../text/json.ts';
import type { Place } from '../../text/place.ts';
import { sha256 } from '../../text/sha256.ts';
import { once } from '../http/once.ts';
import type { Workspace } from '../machine/workspace.ts';
import type { RegistryDeps } from '../registry/clients.ts';
import { hintForSource, readArchive } from './archive.ts';
import { openChartCache } from './cache.ts';
import { contentDigest, formerContentDigest } from './content-digest.ts';
import { hintForOutside, readChartFolder } from './folder.ts';
import { largestFilesIn } from './largest-files.ts';
import { openChartRegistry } from './oci.ts';
import { chartNameIn, crdFilesOf, kubeVersionIn } from './package-files.ts';
import { openChartRepositories } from './repository.ts';
import { wordsIn } from './template-words.ts';

export interface ChartsDeps extends RegistryDeps {
  readonly workspace: Workspace;
  /** Where downloads are kept between runs. */
  readonly cacheFolder: string;
}

type Remote = Extract<ChartSource, { kind: 'oci' | 'repository' }>;

export function makeOpenCharts(deps: ChartsDeps): (options: ChartsOptions) => Charts {
  const { disk, workspace } = deps;
  return ({ logins, access, scratch }) => {
    const copy = makeCopier(scratch);
    const remote = openRemote(deps, logins, copy, access);
    const packing = once<Result<string>>();
    const crdFiles = new Map<string, readonly CrdFile[]>();
    let made = 0;
    const numbered = (kind: string) => {
      made += 1;
      return `${kind}/${made}`;
    };
    return {
      async resolve(source, at) {
        switch (source.kind) {
          case 'folder':
            return digestOfFolder(source.path, at, deps);
          case 'manifests':
            return ok({ digest: sha256(canonicalJson(source.files)) });
          case 'archive': {
            const read = readArchive(source.path, at, disk, workspace);
            return read.ok ? ok({ digest: read.value.digest, formerDigest: sha256(read.value.bytes) }) : read;
          }
          case 'oci':
          case 'repository':
            return withPlace(await remote.resolve(source), at);
        }
      },
      async pack(source, content, at) {
        switch (source.kind) {
          case 'folder':
            return packing(source.path, async () =>
              copyFolder(source.path, content, at, deps, numbered('folders'), scratch),
            );
          case 'manifests':
            return ok(writeChartOf(source.files, content, numbered('manifests'), scratch));
          case 'archive':
            return packing(source.path, async () => copyArchive(source.path, content, at, deps, copy));
          case 'oci':
          case 'repository':
            return withPlace(await remote.pack(source, content), at);
        }
      },
      crdFiles(path) {
        const found = crdFiles.get(path) ?? crdFilesOf(path, disk);
        crdFiles.set(path, found);
        return found;
      },
      nameOf: (source) => nameOfChart(source, deps),
      kubeVersion: (path) => kubeVersionIn(path, disk),
      mentions: (path, words, text) => wordsIn(path, words, text, disk),
      largestFiles: (path) => largestFilesIn(path, disk),
    };
  };
}

/** Downloads charts. Failures have no place, since several entries of the spec may share a download. */
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

/**
 * Copied file by file, so that it cannot change before Helm reads it. `helm package` would not keep everything: it
 * drops the `dependencies` of a Chart.yaml with `apiVersion: v1`. `name`: of the folder to write.
 */
function copyFolder(
  path: string,
  { digest }: ChartContent,
  at: Place,
  { disk, workspace }: ChartsDeps,
  name: string,
  scratch: Scratch,
): Result<string> {
  const read = readChartFolder(workspace.locate(path), disk, workspace);
  if ('problem' in read || contentDigest(read.files) !== digest) return failed(changedSince(path, at));
  const folder = scratch.folder(name);
  for (const file of read.files) {
    scratch.folder(join(name, dirname(file.path)));
    scratch.write(join(name, file.path), file.bytes);
  }
  return ok(folder);
}

function changedSince(path: string, at: Place): Failure {
  return noChart(`\`${path}\` changed after Compass had read it.`, at, 'Deploy again.');
}

function withPlace<Value>(result: Result<Value>, at: Place): Result<Value> {
  return result.ok ? result : failed(...result.failures.map((failure) => ({ ...failure, at })));
}

/** A registry and an index name a chart by the `name` in its Chart.yaml. */
function nameOfChart(source: ChartSource, { disk, workspace }: ChartsDeps): string | undefined {
  switch (source.kind) {
    case 'oci':
      return posix.basename(source.reference);
    case 'repository':
      return source.name;
    case 'manifests':
      return nameOfManifests;
    case 'folder':
    case 'archive':
      return chartNameIn(workspace.locate(source.path), disk);
  }
}

/** Copied, so that it cannot change before Helm reads it. */
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
  return failed(changedSince(path, at));
}

/** The returned function writes a copy, and returns its path. */
function makeCopier(scratch: Scratch): (bytes: Buffer) => string {
  let made = 0;
  return (bytes) => {
    made += 1;
    scratch.folder('archives');
    return scratch.write(`archives/${made}.tgz`, bytes);
  };
}

const nameOfManifests = 'manifests';

/** Emits each file as it is, without evaluating templates in it. */
const rawTemplate = `{{ range $path, $_ := .Files.Glob "objects/*" }}---
{{ $.Files.Get $path }}{{ end }}`;

/** Returns the folder of a chart that contains only these objects. */
function writeChartOf(
  files: Readonly<Record<string, string>>,
  { digest }: ChartContent,
  name: string,
  scratch: Scratch,
): string {
  const folder = scratch.folder(name);
  scratch.folder(`${name}/templates`);
  scratch.folder(`${name}/objects`);
  // So that the version in `helm history` shows whether the objects have changed.
  scratch.write(
    `${name}/Chart.yaml`,
    `apiVersion: v2\nname: ${nameOfManifests}\nversion: 0.0.0+${digest.slice(0, 12)}\n`,
  );
  scratch.write(`${name}/templates/objects.yaml`, rawTemplate);
  for (const [index, text] of Object.values(files).entries()) {
    // The `---` of the next file must be on a line of its own.
    scratch.write(`${name}/objects/${index}.yaml`, text.endsWith('\n') ? text : `${text}\n`);
  }
  return folder;
}

function digestOfFolder(path: string, at: Place, { disk, workspace }: ChartsDeps): Result<ChartContent> {
  const start = workspace.locate(path);
  const real = disk.realPath(start);
  if (real !== undefined && !workspace.isInside(real)) {
    return failed(noChart(`\`${path}\` is outside the workspace.`, at, hintForOutside));
  }
  if (disk.read(join(start, 'Chart.yaml')) === undefined) {
    return failed(noChart(`There is no chart in \`${path}\`: it has no readable Chart.yaml.`, at));
  }
  const read = readChartFolder(start, disk, workspace);
  if ('problem' in read) {
    return failed(noChart(`The chart in \`${path}\` cannot be used: \`${read.path}\` ${read.problem}.`, at, read.hint));
  }
  const digest = contentDigest(read.files);
  return ok(read.hasIgnored ? { digest } : { digest, formerDigest: formerContentDigest(read.files) });
}

function noChart(message: string, at: Place, hint = hintForSource): Failure {
  return { code: 'chart-unreadable', message, hint, at };
}
