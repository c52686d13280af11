// The rules of the spec that go beyond one value, each a small function that gives every place where it is broken.
import { nearestName } from '../diagnostic.ts';
import type { Failure } from '../failure.ts';
import { findCycle } from '../graph.ts';
import { isObject } from '../json.ts';
import { longest } from '../names.ts';
import { parseOrigin } from '../origin.ts';
import type { Path, YamlDocument } from '../yaml.ts';
import type { WrittenSpec } from './schema.ts';

type Rule = (spec: WrittenSpec, document: YamlDocument) => Failure[];

const rules: readonly Rule[] = [
  somethingToDo,
  namespaceOfEachEnvironment,
  oneEnvironmentPerNamespace,
  oneChartPerRelease,
  releaseOfEachChart,
  somethingToRun,
  oneOrigin,
  knownOrigins,
  knownDependencies,
  noCycle,
  definedRequirements,
  templatesOnlyWhereAllowed,
  noTemplatesInKeys,
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
    where: namespace && where(context, namespace),
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
  const environments = Object.values(spec.environments);
  const clashes = environments.flatMap((environment) =>
    repeated(
      Object.entries(spec.charts).map(([name, { release, namespace }]) => ({
        name,
        where: where(namespace ?? environment.namespace ?? spec.stack, release ?? name),
      })),
    ),
  );
  const names = [...new Set(clashes.map(({ name }) => name))];
  return names.map((name) => {
    const first = clashes.find((clash) => clash.name === name)?.first;
    const message = `The charts \`${first}\` and \`${name}\` have the same release and namespace.`;
    return broken(message, 'Give one of them another `release` or `namespace`.', document, ['charts', name]);
  });
}

/** A chart's key may be longer than a release's name. */
function releaseOfEachChart(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return Object.entries(spec.charts)
    .filter(([name, { release }]) => release === undefined && name.length > longest.release)
    .map(([name]) => {
      const message = `The chart \`${name}\` has a name that is too long for a release.`;
      return broken(message, `Give it a \`release\` of at most ${longest.release} characters.`, document, [
        'charts',
        name,
      ]);
    });
}

/** Undefined if it is known only when it is rendered. */
function where(...names: readonly (string | undefined)[]): string | undefined {
  return names.some((name) => name?.includes('<%')) ? undefined : JSON.stringify(names);
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

function somethingToRun(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return Object.entries(spec.charts)
    .filter(
      ([, { chart, manifests, jobs }]) =>
        chart === undefined &&
        manifests === undefined &&
        [...(jobs?.before ?? []), ...(jobs?.after ?? [])].length === 0,
    )
    .map(([name]) =>
      broken(`\`${name}\` has neither a chart, nor manifests, nor jobs.`, 'Give it a `chart`.', document, [
        'charts',
        name,
      ]),
    );
}

function oneOrigin(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return Object.entries(spec.charts)
    .filter(([, { chart, manifests }]) => chart !== undefined && manifests !== undefined)
    .map(([name]) => {
      const message = `\`${name}\` has both a \`chart\` and \`manifests\`.`;
      return broken(message, 'Make two charts of them.', document, ['charts', name, 'manifests']);
    });
}

function knownOrigins(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return Object.entries(spec.charts).flatMap(([name, { chart, version, repository }]) => {
    // What is a template is looked at again when it is rendered.
    if (chart === undefined || [chart, version, repository].some((text) => text?.includes('<%'))) return [];
    const written = { chart, ...(version && { version }), ...(repository && { repository }) };
    const parsed = parseOrigin(written, '.', {});
    if ('origin' in parsed) return [];
    const { key, message, hint } = parsed.problem;
    return [broken(message, hint, document, ['charts', name, key])];
  });
}

/** A name that no environment knows is a mistake, and not a chart that is never wanted. */
function definedRequirements(spec: WrittenSpec, document: YamlDocument): Failure[] {
  const environments = Object.values(spec.environments);
  // What files define is known only when they are read.
  if (environments.some((environment) => (environment['values-files'] ?? []).length > 0)) return [];
  const names = [spec.values ?? {}, ...environments.map(({ values = {} }) => values)].flatMap((values) =>
    Object.keys(values),
  );
  return Object.entries(spec.charts).flatMap(([chart, { requires = [] }]) =>
    (Array.isArray(requires) ? requires : Object.keys(requires)).flatMap((name, index) => {
      if (names.includes(name)) return [];
      const near = nearestName(name, names);
      const message = `The chart \`${chart}\` requires \`${name}\`, which no environment has in its values.`;
      const path = ['charts', chart, 'requires', Array.isArray(requires) ? index : name];
      return [broken(message, near ? `Did you mean \`${near}\`?` : 'Define it in `values`.', document, path)];
    }),
  );
}

/** Elsewhere, a text with a template in it must not go on as it stands. */
function templatesOnlyWhereAllowed(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return textsIn(spec, [])
    .filter(({ text, path }) => text.includes('<%') && !mayBeTemplate(path))
    .map(({ text, path }) => {
      const key = path.findLast((part) => typeof part === 'string');
      const message = `\`${key}\` is no template, and has \`<%\` in it: \`${text.slice(0, 80)}\`.`;
      return broken(message, `Templates are for: ${templateKeys.join(', ')}, and the \`env\` of jobs.`, document, path);
    });
}

const templateKeys: readonly string[] = ['values', 'values-files', 'chart', 'release', 'namespace', 'context'];

/** The key is the first, or stands below the name of an environment or a chart; of a job, only its environment. */
function mayBeTemplate(path: Path): boolean {
  // charts, its name, jobs, before or after, its number, env
  if (path[0] === 'charts' && path[2] === 'jobs') return path[5] === 'env';
  const key = path[0] === 'environments' || path[0] === 'charts' ? path[2] : path[0];
  return templateKeys.includes(String(key));
}

function noTemplatesInKeys(spec: WrittenSpec, document: YamlDocument): Failure[] {
  return keysIn(spec, [])
    .filter(({ key }) => key.includes('<%'))
    .map(({ key, path }) => {
      const at = document.placeOfKey(path, key);
      return { code: 'spec-invalid', message: 'A key is no template.', hint: 'Write the key itself.', at };
    });
}

function keysIn(value: unknown, path: Path): { key: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ key, path }, ...keysIn(item, [...path, key])]);
}

function textsIn(value: unknown, path: Path): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsIn(item, [...path, key]));
}

function broken(message: string, hint: string, document: YamlDocument, path: Path): Failure {
  return { code: 'spec-invalid', message, hint, at: document.placeOf(path) };
}
