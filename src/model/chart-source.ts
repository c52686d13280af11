// Where does the content of a chart come from? Reads the text under `chart`.
import { posix } from 'node:path';
import { isVersionOrRange, parseWanted } from '../text/versions.ts';

/**
 * Plain data. `version` is as written: a version, a range, or `version@sha256:…`; absent for the newest stable version.
 */
export type ChartSource =
  /** A chart folder; its path in the workspace. */
  | { readonly kind: 'folder'; readonly path: string }
  /** A packaged chart; its path in the workspace. */
  | { readonly kind: 'archive'; readonly path: string }
  /** In a registry; `ghcr.io/acme/charts/web`. */
  | { readonly kind: 'oci'; readonly reference: string; readonly version?: string }
  /** In an HTTP chart repository. */
  | { readonly kind: 'repository'; readonly url: string; readonly name: string; readonly version?: string }
  /** Raw objects, which Compass wraps in a chart: file name → YAML. */
  | {
      readonly kind: 'manifests';
      readonly files: Readonly<Record<string, string>>;
      /** Names of the files whose templates read a secret. */
      readonly secretFiles: readonly string[];
    };

/** The source of a chart as written in the spec, with all templates evaluated. */
export interface WrittenSource {
  readonly chart: string;
  readonly version?: string;
  /** URL of an HTTP chart repository. */
  readonly repository?: string;
}

export interface SourceProblem {
  /** The key whose value is wrong. */
  readonly key: keyof WrittenSource;
  readonly message: string;
  readonly hint: string;
}

/** `folder`: the folder of the spec, where paths start. `repositories`: URLs by name. */
export function parseSource(
  { chart, version, repository }: WrittenSource,
  folder: string,
  repositories: Readonly<Record<string, string>>,
): { readonly source: ChartSource } | { readonly problem: SourceProblem } {
  const versioned = version === undefined ? {} : { version };
  if (repository !== undefined) {
    const problem = problemOfUrl(repository, 'repository') ?? problemOfVersion(version);
    return problem ? { problem } : { source: { kind: 'repository', url: repository, name: chart, ...versioned } };
  }
  if (chart.startsWith('oci://')) return ociSource(chart, version);
  if (/^[a-z][a-z0-9+.-]*:/i.test(chart)) {
    const hint = 'Use `oci://…`, a path in the workspace, or a chart name with `repository` beside it.';
    return { problem: { key: 'chart', message: `\`${chart}\` is not a valid chart source.`, hint } };
  }
  const [name = '', ...rest] = chart.split('/');
  const url = Object.hasOwn(repositories, name) ? repositories[name] : undefined;
  if (url !== undefined && rest.length > 0) {
    if (url.startsWith('oci://')) return ociSource(`${url.replace(/\/+$/, '')}/${rest.join('/')}`, version);
    const problem = problemOfVersion(version);
    return problem ? { problem } : { source: { kind: 'repository', url, name: rest.join('/'), ...versioned } };
  }
  return localSource(chart, version, folder);
}

function ociSource(chart: string, version: string | undefined): ReturnType<typeof parseSource> {
  const reference = chart.slice('oci://'.length);
  const problem = problemOfVersion(version);
  if (problem) return { problem };
  if (/^[^/\s@]+(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)+$/.test(reference)) {
    return { source: { kind: 'oci', reference, ...(version !== undefined && { version }) } };
  }
  const hint = 'Use the form `oci://HOST/PATH`, and put the version under `version`.';
  return {
    problem: { key: 'chart', message: `\`${chart}\` is not a valid reference to a chart in a registry.`, hint },
  };
}

function localSource(path: string, version: string | undefined, folder: string): ReturnType<typeof parseSource> {
  if (path.startsWith('/')) {
    const hint = 'Use a path relative to the folder of the spec.';
    return { problem: { key: 'chart', message: `\`${path}\` is an absolute path.`, hint } };
  }
  if (posix.join(folder, path).startsWith('../')) {
    const hint = 'Use a path inside the workspace, relative to the folder of the spec.';
    return { problem: { key: 'chart', message: `\`${path}\` is outside the workspace.`, hint } };
  }
  if (version !== undefined) {
    const message = `\`${path}\` is a path, and a path takes no \`version\`.`;
    const hint = 'Remove `version`: it selects a version in a registry or a chart repository.';
    return { problem: { key: 'version', message, hint } };
  }
  return { source: { kind: path.endsWith('.tgz') ? 'archive' : 'folder', path: posix.join(folder, path) } };
}

function problemOfVersion(version: string | undefined): SourceProblem | undefined {
  const wanted = parseWanted(version);
  if (wanted === undefined) {
    const hint = 'Put `@sha256:` and 64 hexadecimal digits after the version, or remove the `@`.';
    return { key: 'version', message: `\`${version}\` has no valid digest after its \`@\`.`, hint };
  }
  // With a digest, the text before it is only for people.
  if (wanted.pin !== undefined || wanted.text === undefined || isVersionOrRange(wanted.text)) return undefined;
  const hint = 'Use for example `1.4.2`, `^1.4` or `>=1.2, <3`; leave it out for the newest stable version.';
  return { key: 'version', message: `\`${wanted.text}\` is not a valid version or range of versions.`, hint };
}

/**
 * For `bitnami/redis` where `bitnami` is not one of the spec's repositories; undefined for text that looks like a path.
 */
export function hintToAddRepository(chart: string): string | undefined {
  const [, name] = /^([a-z0-9-]+)\/[a-z0-9-]+$/.exec(chart) ?? [];
  if (name === undefined || ['charts', 'chart', 'helm', 'deploy', 'k8s'].includes(name)) return undefined;
  return `If \`${name}\` is a chart repository, add it: \`repositories: { ${name}: { url: "https://…" } }\`. Otherwise check the path.`;
}

/** What is wrong with the URL of a chart repository; undefined if it is valid. */
export function problemOfUrl(url: string, key: SourceProblem['key']): SourceProblem | undefined {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(parsed?.hostname ?? '');
  if (parsed?.protocol !== 'https:' && !(parsed?.protocol === 'http:' && isLoopback)) {
    return {
      key,
      message: `\`${url}\` is not a valid URL of a chart repository.`,
      hint: 'Use a URL that begins with `https://`.',
    };
  }
  if (parsed.username === '' && parsed.password === '') return undefined;
  const hint = 'Put `username` and `password` under `repositories`, and use a `readEnv` template for the password.';
  return { key, message: 'The URL of the chart repository contains credentials.', hint };
}
