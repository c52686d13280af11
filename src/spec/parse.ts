// YAML text to a Spec, or every problem with it, sorted by place.
import { posix } from 'node:path';
import type * as z from 'zod/mini';
import { nearestName, type Place } from '../diagnostic.ts';
import { parseDuration } from '../duration.ts';
import { type Failure, failed, notYet, ok, type Result } from '../failure.ts';
import type { Json, JsonObject } from '../json.ts';
import type { ChartName, EnvironmentName, StackName } from '../names.ts';
import { type Path, readYaml, type YamlDocument } from '../yaml.ts';
import { brokenRules } from './rules.ts';
import { keysNotYet, knownKeys, specSchema, type WrittenSpec } from './schema.ts';
import type { Chart, Environment, Job, Requirement, Spec } from './spec.ts';

const defaultChartTimeoutMs = 5 * 60_000;

/** `file`: path of the spec in the workspace. Fails with `spec-invalid` and `not-yet`. */
export function parseSpec(file: string, text: string): Result<Spec> {
  const yaml = readYaml(file, text);
  if ('problems' in yaml) return failed(...yaml.problems.map(({ message, hint, at }) => invalid(message, hint, at)));
  const shaped = specSchema.safeParse(yaml.document.data);
  if (!shaped.success) {
    return failed(...inOrder(shaped.error.issues.flatMap((issue) => explain(issue, yaml.document))));
  }
  const broken = brokenRules(shaped.data, yaml.document);
  return broken.length > 0 ? failed(...inOrder(broken)) : ok(toSpec(file, shaped.data, yaml.document));
}

function toSpec(file: string, written: WrittenSpec, document: YamlDocument): Spec {
  const folder = posix.dirname(file);
  const stack = written.stack as StackName;
  return {
    file,
    folder,
    stack,
    values: (written.values ?? {}) as JsonObject,
    placeOf: (path) => document.placeOf(path),
    environments: Object.entries(written.environments).map(([name, environment]) =>
      toEnvironment(name, environment, stack),
    ),
    charts: Object.entries(written.charts).map(([name, chart]) =>
      toChart(name, chart, document.placeOfKey(['charts'], name)),
    ),
  };
}

function toEnvironment(name: string, written: WrittenSpec['environments'][string], stack: StackName): Environment {
  const branches = written.branches ?? [];
  return {
    name: name as EnvironmentName,
    branches: typeof branches === 'string' ? [branches] : branches,
    namespace: written.namespace ?? stack,
    context: written.context,
    values: (written.values ?? {}) as JsonObject,
    valuesFiles: written['values-files'] ?? [],
    protected: written.protected ?? false,
  };
}

function toChart(name: string, written: WrittenSpec['charts'][string], at: Place): Chart {
  return {
    name: name as ChartName,
    at,
    chart: written.chart,
    version: written.version,
    repository: written.repository,
    manifests: written.manifests ?? [],
    jobs: { before: (written.jobs?.before ?? []).map(toJob), after: (written.jobs?.after ?? []).map(toJob) },
    depends: [...new Set(written.depends ?? [])] as ChartName[],
    requires: toRequirements(written.requires ?? []),
    tags: written.tags ?? [],
    release: written.release ?? name,
    namespace: written.namespace,
    createNamespace: written['create-namespace'] ?? true,
    values: (written.values ?? {}) as JsonObject,
    valuesFiles: written['values-files'] ?? [],
    timeoutMs: (written.timeout && parseDuration(written.timeout)) || defaultChartTimeoutMs,
    wait: written.wait ?? true,
  };
}

type WrittenJob = NonNullable<NonNullable<WrittenSpec['charts'][string]['jobs']>['before']>[number];

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

type Issue = z.core.$ZodIssue;

function explain(issue: Issue, document: YamlDocument): Failure[] {
  const path = issue.path as Path;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => explainKey(path, key, document));
  const name = path.at(-1);
  if (issue.code === 'invalid_key') {
    const rule = issue.issues[0]?.message ?? issue.message;
    return [
      invalid(
        `\`${name}\` is not allowed as a name.`,
        `Write ${rule}.`,
        document.placeOfKey(path.slice(0, -1), String(name)),
      ),
    ];
  }
  if (isMissing(path, document)) {
    return [invalid(`\`${path.join('.')}\` is missing.`, `Write ${issue.message}.`, document.placeOf(path))];
  }
  const what = path.length === 0 ? 'The spec' : `\`${path.join('.')}\``;
  return [invalid(`${what} is not what is allowed here.`, `Write ${issue.message}.`, document.placeOf(path))];
}

function isMissing(path: Path, document: YamlDocument): boolean {
  return (
    path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], document.data) ===
    undefined
  );
}

function explainKey(path: Path, key: string, document: YamlDocument): Failure {
  const at = document.placeOfKey(path, key);
  // Names of charts and environments do not matter here: `charts.chain` is the same kind of map as `charts.postgres`.
  const kind = path.map((part, depth) => (depth === 1 ? '*' : part)).join('.');
  if (keysNotYet[kind]?.includes(key)) return notYet(`The key \`${key}\``, at);
  const near = nearestName(key, knownKeys[kind] ?? []);
  const hint = near ? `Did you mean \`${near}\`?` : `Known keys: ${(knownKeys[kind] ?? []).join(', ')}.`;
  return invalid(`The key \`${key}\` is not known here.`, hint, at);
}

function invalid(message: string, hint: string, at: Place): Failure {
  return { code: 'spec-invalid', message, hint, at };
}

function inOrder(failures: readonly Failure[]): Failure[] {
  const start = { line: 0, column: 0 };
  return failures.toSorted(({ at: a = start }, { at: b = start }) => a.line - b.line || a.column - b.column);
}
