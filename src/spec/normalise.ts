// How does a spec as written become a complete one? Defaults are filled in, short forms expanded, and the layers of
// extended environments put below an environment's own.
import { posix } from 'node:path';
import type { ChartName, EnvironmentName, StackName } from '../model/names.ts';
import { parseDuration } from '../text/duration.ts';
import type { Json } from '../text/json.ts';
import type { YamlDocument } from '../text/yaml.ts';
import type { WrittenSpec } from './schema.ts';
import type { Chart, Environment, Job, Requirement, Settings, Spec } from './spec.ts';

type WrittenEnvironment = WrittenSpec['environments'][string];
type WrittenChart = WrittenSpec['charts'][string];
type WrittenJob = NonNullable<NonNullable<WrittenChart['jobs']>['before']>[number];

const defaultChartTimeoutMs = 5 * 60_000;

/** `written` breaks no rule, or is the valid rest of a broken spec. */
export function normalise(file: string, written: WrittenSpec, document: YamlDocument): Spec {
  const { before, after, failed } = written.jobs ?? {};
  return {
    file,
    folder: posix.dirname(file),
    stack: written.stack as StackName,
    env: written.env ?? [],
    values: written.values ?? {},
    repositories: Object.entries(written.repositories ?? {}).map(([name, { url, username, password }]) => ({
      name,
      url,
      username,
      password,
    })),
    jobs: { before: toJobs(before), after: toJobs(after), failed: toJobs(failed) },
    placeOf: (path) => document.placeOf(path),
    textAt: (path, text) => ({ text, placeOf: (offset) => document.placeInside(path, text, offset) }),
    environments: Object.keys(written.environments).map((name) => toEnvironment(name, written)),
    charts: Object.entries(written.charts).map(([name, chart]) => toChart(name, chart, written, document)),
  };
}

function toEnvironment(name: string, written: WrittenSpec): Environment {
  const line = lineage(name, written);
  const nearest = <Key extends keyof WrittenEnvironment>(key: Key) =>
    line.toReversed().find(([, environment]) => environment[key] !== undefined)?.[1][key];
  const own = written.environments[name];
  return {
    name: name as EnvironmentName,
    branches: [own?.branches ?? []].flat(),
    namespace: nearest('namespace') ?? written.stack,
    context: nearest('context'),
    cluster: nearest('cluster'),
    layers: line.map(([of, environment]) => ({
      of: of as EnvironmentName,
      valuesFiles: environment['values-files'] ?? [],
      values: environment.values ?? {},
    })),
    protected: own?.protected ?? false,
    formerly: [own?.formerly ?? []].flat().map((text) => {
      const [stack = '', environment = ''] = text.split('/');
      return { stack, environment };
    }),
  };
}

/** From low to high: the extended environments, each once, then itself. There must be no cycle. */
export function lineage(name: string, { environments }: WrittenSpec): (readonly [string, WrittenEnvironment])[] {
  const found = new Map<string, WrittenEnvironment>();
  const add = (next: string, path: readonly string[]): void => {
    const environment = Object.hasOwn(environments, next) ? environments[next] : undefined;
    if (environment === undefined || path.includes(next)) return;
    for (const lower of [environment.extends ?? []].flat()) add(lower, [...path, next]);
    found.set(next, environment);
  };
  add(name, []);
  return [...found];
}

function toChart(name: string, written: WrittenChart, spec: WrittenSpec, document: YamlDocument): Chart {
  const isKnown = (needed: string): needed is ChartName => Object.hasOwn(spec.charts, needed);
  return {
    name: name as ChartName,
    at: document.placeOfKey(['charts'], name),
    chart: written.chart,
    version: written.version,
    repository: written.repository,
    manifests: written.manifests ?? [],
    jobs: { before: toJobs(written.jobs?.before), after: toJobs(written.jobs?.after) },
    depends: [...new Set(written.depends ?? [])].filter(isKnown),
    requires: toRequirements(written.requires ?? []),
    tags: written.tags ?? [],
    release: written.release ?? name,
    namespace: written.namespace,
    values: written.values ?? {},
    valuesFiles: written['values-files'] ?? [],
    settings: toSettings(written, spec.defaults ?? {}),
  };
}

function toSettings(chart: WrittenChart, defaults: NonNullable<WrittenSpec['defaults']>): Settings {
  const timeout = chart.timeout ?? defaults.timeout;
  const apply = chart.apply ?? defaults.apply;
  return {
    ...(apply && { apply }),
    createNamespace: chart['create-namespace'] ?? defaults['create-namespace'] ?? true,
    timeoutMs: (timeout && parseDuration(timeout)) || defaultChartTimeoutMs,
    wait: chart.wait ?? defaults.wait ?? true,
    conflicts: chart.conflicts ?? defaults.conflicts ?? 'fail',
    crds: chart.crds ?? defaults.crds ?? 'install',
    adopt: chart.adopt ?? false,
    forget: chart.forget ?? false,
    remove: chart.remove ?? false,
    allowFailure: chart['allow-failure'] ?? false,
  };
}

function toJobs(written: readonly WrittenJob[] | undefined): Job[] {
  return (written ?? []).map(toJob);
}

function toJob(written: WrittenJob): Job {
  if (typeof written === 'string') return { name: written, run: written, shell: 'bash', env: {}, when: 'changed' };
  const timeoutMs = written.timeout && parseDuration(written.timeout);
  return {
    name: written.name ?? written.run.split('\n')[0] ?? '',
    run: written.run,
    shell: written.shell ?? 'bash',
    ...(timeoutMs && { timeoutMs }),
    env: written.env ?? {},
    when: written.when ?? 'changed',
  };
}

function toRequirements(written: readonly string[] | Readonly<Record<string, Json>>): Requirement[] {
  if (Array.isArray(written)) return written.map((name) => ({ name }));
  return Object.entries(written).map(([name, equals]) => ({ name, equals }));
}
