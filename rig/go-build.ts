// How are the rig's programs built? By one `go build`, from the one Go module that pins them all: packages that several
// programs share are compiled once, and one program is linked while the packages of the next are compiled.
import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { isAlive } from './alive.ts';
import { type Display, timeSpan } from './display.ts';
import { linkedVariables } from './tools.ts';

export interface Build {
  readonly name: string;
  /** Go package of its main function. */
  readonly package: string;
  /** Absolute path to which the program is moved as soon as it is linked. */
  readonly target: string;
}

const module = join(import.meta.dirname, 'tools');

/**
 * Compiling takes much less time without debug information and without inlining. The rig's workflows run without
 * Docker, so act does not need its client.
 */
const flags = [
  '-trimpath',
  '-tags=WITHOUT_DOCKER',
  '-gcflags=all=-dwarf=false -l',
  `-ldflags=${['-s', '-w', ...Object.entries(linkedVariables).map(([name, value]) => `-X ${name}=${value}`)].join(' ')}`,
];

/** Together with the module, these flags determine what is built. */
export const buildFlags: readonly string[] = flags;

/**
 * Builds all programs. Nothing that an interrupted build has done is done again: Go keeps compiled packages, and each
 * program is moved to its target as soon as it is linked. `folder`: for temporary files, on the file system of the
 * targets.
 * Throws, with the compiler's output, if the build fails.
 */
export async function goBuild(builds: readonly Build[], folder: string, display: Display, signal: AbortSignal) {
  await requireGo(signal);
  removeAbandoned(folder);
  const output = join(folder, `${unfinished}${process.pid}`);
  mkdirSync(join(output, 'tmp'), { recursive: true });
  try {
    display.status('Downloading the pinned Go modules …');
    // At the same time, packages of the standard library that every program needs are compiled.
    await Promise.all([downloadModules(builds, signal), go(['build', ...flags, 'net/http'], signal)]);
    const sizes = await packagesToCompile(builds, signal);
    const progress = new Progress(builds, sizes, display);
    const publish = () => progress.linked(publishLinked(builds, output));
    const watch = setInterval(publish, 500);
    try {
      await compile(builds, output, (line) => progress.compiling(line), signal);
    } finally {
      clearInterval(watch);
      publish();
    }
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

const unfinished = 'unfinished-';
/** Linking a program takes about as long as compiling this many bytes of source. */
const linkBytes = 1_500_000;

/** Removes what killed builds have left behind. */
function removeAbandoned(folder: string): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder).filter((one) => one.startsWith(unfinished))) {
    if (!isAlive(Number(name.slice(unfinished.length)))) rmSync(join(folder, name), { recursive: true, force: true });
  }
}

async function requireGo(signal: AbortSignal): Promise<void> {
  const remedy = 'Install Go 1.26 or later: the rig is built from source.';
  // Outside of the module, which an older Go would refuse before it prints its version.
  const version = await go(['env', 'GOVERSION'], signal, import.meta.dirname).catch(() => {
    throw new Error(`The program "go" was not found on PATH. ${remedy}`);
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) * 1000 + Number(minor) < 1026) throw new Error(`Found ${version.trim()}. ${remedy}`);
}

/** Downloads the modules of all packages that the programs import. */
async function downloadModules(builds: readonly Build[], signal: AbortSignal): Promise<void> {
  await go(['list', '-deps', ...flags, ...builds.map((build) => build.package)], signal);
}

/** Packages that Go's cache lacks, with the bytes of their source: roughly what each costs. */
async function packagesToCompile(builds: readonly Build[], signal: AbortSignal): Promise<Map<string, number>> {
  const format = '{{.Stale}}\t{{.ImportPath}}\t{{.Dir}}\t{{join .GoFiles "\t"}}';
  const packages = builds.map((build) => build.package);
  const listed = await go(['list', '-deps', ...flags, '-f', format, ...packages], signal);
  const sizes = new Map<string, number>();
  for (const line of listed.trimEnd().split('\n')) {
    const [stale, name = '', folder = '', ...files] = line.split('\t');
    if (stale !== 'true') continue;
    sizes.set(
      name,
      files.reduce((sum, file) => sum + (statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0), 0),
    );
  }
  return sizes;
}

/** Moves each linked program to its target; returns the names of all programs at their targets. */
function publishLinked(builds: readonly Build[], output: string): string[] {
  for (const { package: path, target } of builds) {
    const linked = join(output, programOf(path));
    if (!existsSync(linked)) continue;
    mkdirSync(dirname(target), { recursive: true });
    renameSync(linked, target);
  }
  return builds.filter(({ target }) => existsSync(target)).map(({ name }) => name);
}

/** As Go names a program: by the last part of the path that is not a version. */
function programOf(path: string): string {
  return /^v\d+$/.test(basename(path)) ? basename(dirname(path)) : basename(path);
}

/** `onPackage` gets the name of each package when its compilation begins. */
function compile(
  builds: readonly Build[],
  output: string,
  onPackage: (name: string) => void,
  signal: AbortSignal,
): Promise<void> {
  const packages = builds.map((build) => build.package);
  const child = spawn('go', ['build', '-v', ...flags, '-o', `${output}/`, ...packages], {
    cwd: module,
    // Linked on the file system of the targets, so that a program appears whole or not at all.
    env: { ...goEnvironment(), GOTMPDIR: join(output, 'tmp') },
    stdio: ['ignore', 'ignore', 'pipe'],
    signal,
  });
  const complaints: string[] = [];
  createInterface(child.stderr).on('line', (line) => {
    if (/^[\w./~-]+$/.test(line)) onPackage(line);
    else complaints.push(line);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`\`go build\` failed in ${module}:\n${complaints.slice(-40).join('\n')}`));
    });
  });
}

/** Standard output of a `go` command that succeeds; throws with its standard error otherwise. */
async function go(options: readonly string[], signal: AbortSignal, folder = module): Promise<string> {
  const settings = { cwd: folder, env: goEnvironment(), signal, maxBuffer: 64 * 1024 * 1024 };
  try {
    return (await promisify(execFile)('go', options, settings)).stdout;
  } catch (problem) {
    const { stderr } = problem as { stderr?: string };
    throw new Error(`\`go ${options[0]}\` failed in ${folder}:\n${stderr || problem}`);
  }
}

function goEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
}

/** Shows what is compiled, how much is done, and how long the whole build will take. */
class Progress {
  readonly #builds: readonly Build[];
  readonly #sizes: ReadonlyMap<string, number>;
  readonly #allBytes: number;
  readonly #display: Display;
  readonly #startedAt = performance.now();
  readonly #linked = new Set<string>();
  #compiled = 0;
  #doneBytes = 0;

  constructor(builds: readonly Build[], sizes: ReadonlyMap<string, number>, display: Display) {
    this.#builds = builds;
    this.#sizes = sizes;
    this.#display = display;
    this.#allBytes = [...sizes.values()].reduce((sum, size) => sum + size, builds.length * linkBytes);
  }

  compiling(name: string): void {
    this.#compiled += 1;
    this.#doneBytes += this.#sizes.get(name) ?? 0;
    const elapsedMs = performance.now() - this.#startedAt;
    const share = this.#doneBytes / this.#allBytes;
    // Earlier, a single package would decide the estimate.
    const estimate = share < 0.05 ? '' : `, about ${timeSpan(elapsedMs / share)} in all`;
    this.#display.status(
      `  ${this.#linked.size} of ${this.#builds.length} programs, ${this.#compiled} of ${this.#sizes.size} packages, ${timeSpan(elapsedMs)}${estimate} · ${name}`,
    );
  }

  linked(names: readonly string[]): void {
    for (const name of names.filter((one) => !this.#linked.has(one))) {
      this.#linked.add(name);
      this.#doneBytes += linkBytes;
      this.#display.line(
        `  built ${name} (${this.#linked.size} of ${this.#builds.length}, after ${timeSpan(performance.now() - this.#startedAt)})`,
      );
    }
  }
}
