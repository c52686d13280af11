// How does a machine get the rig's programs? Each is downloaded once from its official release. A program that cannot
// be downloaded, or has no release for this platform, is built from source. `COMPASS_RIG=build` builds all of them.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Display, timeSpan } from './display.ts';
import { buildFlags, goBuild } from './go-build.ts';
import { download, thisPlatform } from './releases.ts';
import { type Release, type Tool, type ToolName, tools } from './tools.ts';

const rigFolder = import.meta.dirname;

/** Absolute path of a program, whether it exists or not. */
export function toolPath(name: ToolName): string {
  const tool = toolOf(name);
  const release = releaseOf(tool);
  const released = release && releasedPath(tool, release);
  return released !== undefined && existsSync(released) ? released : builtPath(tool);
}

/** A folder outside the repository, which all clones share: `compass-rig` in `$XDG_CACHE_HOME`, or in `~/.cache`. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'compass-rig');
}

/** The wanted programs that are not on this machine yet. */
function missingTools(wanted: readonly ToolName[]): ToolName[] {
  return wanted.filter((name) => !existsSync(toolPath(name)));
}

/**
 * Downloads or builds missing programs. Throws, with the compiler's output, if one can be neither downloaded nor built.
 */
export async function provideTools(wanted: readonly ToolName[], display: Display, signal: AbortSignal): Promise<void> {
  if (missingTools(wanted).length === 0) return;
  display.line(`Getting the rig's programs into ${cacheFolder()}. This is done once on this machine.`);
  await downloadMissing(wanted, display, signal);
  const builds = missingTools(wanted).map((name) => ({
    name,
    package: toolOf(name).package,
    target: builtPath(toolOf(name)),
  }));
  if (builds.length === 0) return;
  const startedAt = performance.now();
  display.line(`Building from source: ${builds.map(({ name }) => name).join(', ')}`);
  await goBuild(builds, cacheFolder(), display, signal);
  display.line(`Built in ${timeSpan(performance.now() - startedAt)}.`);
}

async function downloadMissing(wanted: readonly ToolName[], display: Display, signal: AbortSignal): Promise<void> {
  const downloads = missingTools(wanted).flatMap((name) => {
    const release = releaseOf(toolOf(name));
    return release === undefined ? [] : [{ name, ...release, target: releasedPath(toolOf(name), release) }];
  });
  if (downloads.length === 0) return;
  let bytes = 0;
  const problems = await download(downloads, signal, (count) => {
    bytes += count;
    display.status(`  ${Math.round(bytes / 1e6)} MB downloaded …`);
  });
  const downloaded = downloads.filter((_, index) => problems[index] === undefined);
  if (downloaded.length > 0) display.line(`Downloaded and verified: ${downloaded.map(({ name }) => name).join(', ')}`);
  const reasons = new Map<string, string[]>();
  for (const [index, problem] of problems.entries()) {
    if (problem === undefined) continue;
    const { url, name } = downloads[index] as (typeof downloads)[number];
    const reason = `${new URL(url).host}: ${problem}`;
    reasons.set(reason, [...(reasons.get(reason) ?? []), name]);
  }
  for (const [reason, names] of reasons) display.line(`Not downloaded: ${names.join(', ')} (${reason})`);
}

function toolOf(name: ToolName): Tool {
  return tools.find((tool) => tool.name === name) as Tool;
}

/** Undefined if the program has to be built. */
function releaseOf(tool: Tool): Release | undefined {
  const platform = thisPlatform();
  return platform === undefined || process.env['COMPASS_RIG'] === 'build' ? undefined : tool.release?.(platform);
}

function releasedPath({ name }: Tool, release: Release): string {
  return join(cacheFolder(), `${name}-${keyOf(JSON.stringify(release))}`, name);
}

/** In a folder whose name changes with everything that determines the build. */
function builtPath(tool: Tool): string {
  const module = ['go.mod', 'go.sum', 'registry/main.go'].map((file) => readFileSync(join(rigFolder, 'tools', file)));
  return join(cacheFolder(), `${tool.name}-${keyOf(tool.package, ...buildFlags, ...module)}`, tool.name);
}

function keyOf(...parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex').slice(0, 16);
}
