// Which programs the rig consists of, and how they are built: from Go modules pinned under rig/tools/, once per machine.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

interface Tool {
  readonly name: string;
  /** Folder under rig/tools/ whose go.mod and go.sum pin it. */
  readonly family: string;
  /** Go package of its main function. */
  readonly package: string;
  /** Go variables to set at link time. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Charts check `kubeVersion` and Helm prints its own version: both come from these variables. */
const kubernetesVersion = {
  'k8s.io/component-base/version.gitVersion': 'v1.37.2',
  'k8s.io/component-base/version.gitMajor': '1',
  'k8s.io/component-base/version.gitMinor': '37',
};

export const helmVersion = 'v4.3.1';

const tools = [
  {
    name: 'helm',
    family: 'helm',
    package: 'helm.sh/helm/v4/cmd/helm',
    variables: { 'helm.sh/helm/v4/internal/version.version': helmVersion },
  },
  kubernetes('kube-apiserver'),
  kubernetes('kube-controller-manager'),
  kubernetes('kube-scheduler'),
  kubernetes('kubectl'),
  { name: 'kwok', family: 'kubernetes', package: 'sigs.k8s.io/kwok/cmd/kwok' },
  { name: 'etcd', family: 'etcd', package: 'go.etcd.io/etcd/server/v3' },
  { name: 'registry', family: 'registry', package: 'github.com/distribution/distribution/v3/cmd/registry' },
  { name: 'act', family: 'act', package: 'github.com/nektos/act' },
  { name: 'actionlint', family: 'actionlint', package: 'github.com/rhysd/actionlint/cmd/actionlint' },
] as const satisfies readonly Tool[];

export type ToolName = (typeof tools)[number]['name'];

function kubernetes<Name extends string>(name: Name) {
  return { name, family: 'kubernetes', package: `k8s.io/kubernetes/cmd/${name}`, variables: kubernetesVersion };
}

const rigFolder = import.meta.dirname;

/** Absolute path of a tool's binary, whether it is built or not. */
export function toolPath(name: ToolName): string {
  return binaryOf(tools.find((tool) => tool.name === name) as Tool);
}

/** In a folder whose name changes with all that decides what is built. */
function binaryOf(tool: Tool): string {
  const module = join(rigFolder, 'tools', tool.family);
  const key = createHash('sha256')
    .update(readFileSync(join(module, 'go.mod')))
    .update(readFileSync(join(module, 'go.sum')))
    .update(JSON.stringify(tool))
    .digest('hex')
    .slice(0, 16);
  return join(cacheFolder(), `${tool.name}-${key}`, tool.name);
}

/** Folder that outlives clones: `$XDG_CACHE_HOME/compass-rig`. */
export function cacheFolder(): string {
  return join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'compass-rig');
}

/**
 * Builds every tool that the cache does not hold, one at a time (each uses all cores), with a line per tool.
 * Throws with the compiler's output if a build fails.
 */
export async function buildMissingTools(print: (line: string) => void, signal: AbortSignal): Promise<void> {
  const missing = tools.filter((tool) => !existsSync(binaryOf(tool)));
  if (missing.length === 0) return;
  await requireGo(signal);
  print(`Building ${missing.length} tools of the rig from source, once on this machine, into ${cacheFolder()}`);
  for (const [index, tool] of missing.entries()) {
    print(`  ${tool.name} (${index + 1} of ${missing.length}) …`);
    const started = Date.now();
    await build(tool, signal);
    print(`  ${tool.name} built in ${Math.round((Date.now() - started) / 1000)} s`);
  }
}

async function requireGo(signal: AbortSignal): Promise<void> {
  const remedy = 'Install Go 1.26 or later: the rig is built from source.';
  const version = await run('go', ['env', 'GOVERSION'], rigFolder, signal).catch(() => {
    throw new Error(`The program "go" was not found on PATH. ${remedy}`);
  });
  const [, major, minor] = /^go(\d+)\.(\d+)/.exec(version) ?? [];
  if (Number(major) * 1000 + Number(minor) < 1026) throw new Error(`Found ${version.trim()}. ${remedy}`);
}

async function build(tool: Tool, signal: AbortSignal): Promise<void> {
  const target = binaryOf(tool);
  mkdirSync(dirname(target), { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  const variables = Object.entries(tool.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const linkerFlags = ['-s', '-w', ...variables].join(' ');
  const module = join(rigFolder, 'tools', tool.family);
  await run('go', ['build', '-trimpath', '-ldflags', linkerFlags, '-o', unfinished, tool.package], module, signal);
  renameSync(unfinished, target);
}

/** Standard output of a command that succeeds; throws with its standard error otherwise. */
async function run(program: string, options: readonly string[], folder: string, signal: AbortSignal): Promise<string> {
  const env = { ...process.env, CGO_ENABLED: '0', GOFLAGS: '-mod=readonly' };
  try {
    const ended = await promisify(execFile)(program, options, {
      cwd: folder,
      env,
      signal,
      maxBuffer: 64 * 1024 * 1024,
    });
    return ended.stdout;
  } catch (problem) {
    const { stderr } = problem as { stderr?: string };
    throw new Error(`\`${program} ${options.join(' ')}\` failed in ${folder}:\n${stderr || problem}`);
  }
}
