// Which files does a package contain, and which of them are CRDs?
import { join } from 'node:path';
import type { CrdFile } from '../../model/manifest.ts';
import type { Disk } from '../../ports/machine.ts';
import { isObject } from '../../text/json.ts';
import { readYaml } from '../../text/yaml.ts';
import type { ChartFile } from './folder.ts';
import { unpackChart } from './unpack.ts';

/** `path`: a folder or an archive. Without the files that cannot be read. */
export function filesOfPackage(path: string, disk: Disk): readonly ChartFile[] {
  if (!path.endsWith('.tgz')) return filesOfFolder(path, '', disk);
  return filesOfArchive(disk.read(path) ?? Buffer.alloc(0));
}

function filesOfFolder(start: string, below: string, disk: Disk): ChartFile[] {
  return (disk.entries(join(start, below)) ?? []).flatMap(({ name, isFolder }) => {
    const path = join(below, name);
    if (isFolder) return filesOfFolder(start, path, disk);
    const bytes = disk.read(join(start, path));
    return bytes === undefined ? [] : [{ path, bytes }];
  });
}

function filesOfArchive(archive: Buffer): readonly ChartFile[] {
  const unpacked = unpackChart(archive);
  return 'files' in unpacked ? unpacked.files : [];
}

/** The files that Helm takes for CRDs (helm: pkg/chart/v2, CRDObjects), in any chart of the package. */
export function crdFilesOf(path: string, disk: Disk): readonly CrdFile[] {
  return crdFilesIn(filesOfPackage(path, disk), true);
}

/** `isOwn`: the files belong to the chart itself, not to a subchart. */
function crdFilesIn(files: readonly ChartFile[], isOwn: boolean): CrdFile[] {
  return files.flatMap(({ path, bytes }): CrdFile[] => {
    const [, subchart = '', inChart = ''] = /^((?:charts\/[^/]+\/)*)(.+)$/.exec(path) ?? [];
    if (/^charts\/[^/]+\.tgz$/.test(inChart)) return crdFilesIn(filesOfArchive(bytes), false);
    const [, name] = /^crds\/(.+\.(?:yaml|yml|json))$/i.exec(inChart) ?? [];
    if (name === undefined) return [];
    return [{ name, isOwn: isOwn && subchart === '', text: withoutMark(bytes.toString('utf8')) }];
  });
}

/** Helm drops a byte order mark when it loads a file. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/** The versions of Kubernetes that the chart is for, from its Chart.yaml; undefined if it names none. */
export function kubeVersionIn(path: string, disk: Disk): string | undefined {
  return fieldIn(path, 'kubeVersion', disk);
}

/** The name of the chart, from its Chart.yaml. */
export function chartNameIn(path: string, disk: Disk): string | undefined {
  return fieldIn(path, 'name', disk);
}

function fieldIn(path: string, field: 'kubeVersion' | 'name', disk: Disk): string | undefined {
  const file = path.endsWith('.tgz')
    ? filesOfPackage(path, disk).find((one) => one.path === 'Chart.yaml')?.bytes
    : disk.read(join(path, 'Chart.yaml'));
  const read = file && readYaml('Chart.yaml', file.toString('utf8'));
  const data = read && 'document' in read ? read.document.data : undefined;
  const value = isObject(data) ? data[field] : undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}
