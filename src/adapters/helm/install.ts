// How is an exact version of Helm installed? Into the runner's tool cache, verified against the published checksum.

import { join } from 'node:path';
import type { Disk, Processes } from '../../ports/machine.ts';
import { sha256 } from '../../text/sha256.ts';
import type { HttpClient } from '../http/client.ts';
import { askVersion, type InstallHelm } from './find.ts';

export interface HelmSource {
  /** URL below which the archives and their `.sha256sum` files are. */
  readonly url: string;
  /** `linux` or `darwin`. */
  readonly platform: string;
  /** `x64` or `arm64`, as in Node's `process.arch`. */
  readonly architecture: string;
}

export const officialSource = 'https://get.helm.sh';

export function makeInstallHelm(source: HelmSource, http: HttpClient, disk: Disk, processes: Processes): InstallHelm {
  return async (version, signal) => {
    const architecture = source.architecture === 'x64' ? 'amd64' : source.architecture;
    const name = `helm-${version}-${source.platform}-${architecture}.tar.gz`;
    try {
      // Imported here, since it takes 60 ms to load.
      const cache = await import('@actions/tool-cache');
      const found = cache.find('helm', version.slice(1), source.architecture);
      const folder = found || (await download(name, version, cache));
      if (typeof folder !== 'string') return folder;
      const program = join(folder, 'helm');
      const says = await askVersion(program, processes, signal);
      if (says === version) return { program };
      return { reason: `the binary in ${folder} reports the version ${says ?? '(none)'}; remove that folder` };
    } catch (problem) {
      // The tool cache throws for all problems with the network, the disk and the archive.
      const reason = problem instanceof Error ? problem.message : String(problem);
      // The tool cache works only where a runner has set its folder.
      return {
        reason: /RUNNER_TOOL_CACHE/.test(reason) ? 'outside of a GitHub runner, Compass does not install Helm' : reason,
      };
    }

    async function download(archive: string, exact: string, cache: typeof import('@actions/tool-cache')) {
      const published = await fetchChecksum(`${source.url}/${archive}.sha256sum`, http, signal);
      if ('reason' in published) return published;
      const file = await cache.downloadTool(`${source.url}/${archive}`);
      const actual = sha256(disk.read(file) ?? '');
      if (actual !== published.checksum) {
        disk.remove(file);
        return { reason: `${archive} has the checksum ${actual}, not the published ${published.checksum}` };
      }
      const unpacked = await cache.extractTar(file);
      const binaries = join(unpacked, `${source.platform}-${architecture}`);
      return cache.cacheDir(binaries, 'helm', exact.slice(1), source.architecture);
    }
  };
}

/** The first word of a `sha256sum` file. */
async function fetchChecksum(
  url: string,
  http: HttpClient,
  signal: AbortSignal,
): Promise<{ checksum: string } | { reason: string }> {
  const answer = await http.send({ method: 'GET', url: new URL(url), headers: {} }, signal);
  if ('reason' in answer) return { reason: `${url} could not be read: ${answer.reason}` };
  const [checksum = ''] = answer.response.body.split(/\s/);
  if (answer.response.status === 200 && /^[0-9a-f]{64}$/.test(checksum)) return { checksum };
  return { reason: `${url} did not return a checksum (status ${answer.response.status})` };
}
