// The rules of the spec that go beyond one value, each a small function that gives every place where it is broken.
import { nearestName } from '../diagnostic.ts';
import { type Failure, notYet } from '../failure.ts';
import { findCycle } from '../graph.ts';
import { isObject } from '../json.ts';
import type { Path, YamlDocument } from '../yaml.ts';
import type { WrittenSpec } from './schema.ts';

type Rule = (spec: WrittenSpec, document: YamlDocument) => Failure[];

const rules: readonly Rule[] = [
  somethingToDo,
  namespaceOfEachEnvironment,
  oneEnvironmentPerNamespace,
  oneChartPerRelease,
  knownDependencies,
  noCycle,
  onlyFolders,
  noTemplates,
];

export function brokenRules(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return rules.flatMap((rule) => rule(spec, document));
}

function somethingToDo(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return (['environments', 'charts'] as const)
    .filter((key) => Object.keys(spec[key]).length === 0)
    .map((key) => broken(`\`${key}\` is empty.`, 'Write at least one.', document, [key]));
}

function namespaceOfEachEnvironment(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const environments = Object.entries(spec.environments);
  if (environments.length < 2) return [];
  return environments
    .filter(([, environment]) => environment.namespace === undefined)
    .map(([name]) =>
      broken(
        `The environment \`${name}\` has no namespace.`,
        'With more than one environment, each needs a `namespace`.',
        document,
        ['environments', name],
      ),
    );
}

function oneEnvironmentPerNamespace(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const places = Object.entries(spec.environments).map(([name, { context, namespace }]) => ({
    name,
    where: namespace && JSON.stringify([context, namespace]),
  }));
  return repeated(places).map(({ name, first }) =>
    broken(
      `The environments \`${first}\` and \`${name}\` have the same context and namespace.`,
      'Give each a place of its own.',
      document,
      ['environments', name, 'namespace'],
    ),
  );
}

function oneChartPerRelease(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const releases = Object.entries(spec.charts).map(([name, { release, namespace }]) => ({
    name,
    where: JSON.stringify([namespace, release ?? name]),
  }));
  return repeated(releases).map(({ name, first }) =>
    broken(
      `The charts \`${first}\` and \`${name}\` have the same release and namespace.`,
      'Give one of them another `release` or `namespace`.',
      document,
      ['charts', name],
    ),
  );
}

/** Those whose place another one before them has. */
function repeated(all: readonly { name: string; where: string | undefined }[]): { name: string; first: string }[] {
  return all.flatMap(({ name, where }, index) => {
    const first = all.slice(0, index).find((other) => where !== undefined && other.where === where);
    return first ? [{ name, first: first.name }] : [];
  });
}

function knownDependencies(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const names = Object.keys(spec.charts);
  return Object.entries(spec.charts).flatMap(([name, { depends = [] }]) =>
    depends.flatMap((needed, index) => {
      const path = ['charts', name, 'depends', index];
      if (needed === name) return [broken(`The chart \`${name}\` depends on itself.`, 'Remove that.', document, path)];
      if (names.includes(needed)) return [];
      const near = nearestName(needed, names);
      const hint = near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`;
      return [
        broken(
          `The chart \`${name}\` depends on \`${needed}\`, which is not a chart of this spec.`,
          hint,
          document,
          path,
        ),
      ];
    }),
  );
}

function noCycle(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const charts = Object.entries(spec.charts).map(([name, { depends = [] }]) => ({
    name,
    depends: depends.filter((needed) => needed !== name),
  }));
  const cycle = findCycle(charts);
  if (cycle === undefined) return [];
  const path = ['charts', cycle[0] ?? '', 'depends'];
  return [
    broken(
      `These charts depend on each other: ${cycle.join(' → ')}.`,
      'Take one of these dependencies away.',
      document,
      path,
    ),
  ];
}

function onlyFolders(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return Object.entries(spec.charts)
    .filter(([, { chart }]) => chart.startsWith('oci://') || chart.endsWith('.tgz'))
    .map(([name, { chart }]) =>
      notYet(`A chart other than a folder (\`${chart}\`)`, document.placeOf(['charts', name, 'chart'])),
    );
}

/** A text with a template in it must not reach Helm as it stands. */
function noTemplates(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return textsIn(spec, [])
    .filter(({ text }) => text.includes('<%'))
    .map(({ path }) => notYet('A template (`<% … %>`)', document.placeOf(path)));
}

function textsIn(value: unknown, path: Path): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
  return [];
}

function broken(message: string, hint: string, document: YamlDocument, path: Path): Failure {
  return { code: 'spec-invalid', message, hint, at: document.placeOf(path) };
}
