// Which rules apply to charts: to their source and their dependencies, and that each is a release of its own?
import { posix } from 'node:path';
import { hintToAddRepository, parseSource } from '../model/chart-source.ts';
import { findCycles } from '../model/dependencies.ts';
import { longest } from '../model/names.ts';
import { nearestName } from '../text/near-name.ts';
import type { YamlDocument } from '../text/yaml.ts';
import { keysIn } from './environment-rules.ts';
import { lineage } from './normalise.ts';
import { type Broken, broken, brokenKey, brokenStep, type Rule } from './rule.ts';
import type { WrittenSpec } from './schema.ts';

export const chartRules: readonly Rule[] = [
  somethingToRun,
  oneSource,
  knownSources,
  noSharedRelease,
  releaseNameNotTooLong,
  knownDependencies,
  noDependencyCycle,
  notForgetAndRemove,
  noValuesWithManifests,
];

function somethingToRun(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.charts)
    .filter(([, { chart, manifests, remove, jobs }]) => {
      const hasSource = [chart, manifests, remove || undefined].some((one) => one !== undefined);
      return !hasSource && [...(jobs?.before ?? []), ...(jobs?.after ?? [])].length === 0;
    })
    .map(([name]) =>
      brokenKey(`\`${name}\` has no \`chart\`, no \`manifests\` and no \`jobs\`.`, 'Add one of them.', document, [
        'charts',
        name,
      ]),
    );
}

function oneSource(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.charts)
    .filter(([, { chart, manifests }]) => chart !== undefined && manifests !== undefined)
    .map(([name]) => {
      const message = `\`${name}\` has both a \`chart\` and \`manifests\`.`;
      return broken(message, 'Split it into two charts.', document, ['charts', name, 'manifests']);
    });
}

function knownSources(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const repositories = Object.entries(spec.repositories ?? {}).map(([name, { url }]) => [name, url]);
  return Object.entries(spec.charts).flatMap(([name, { chart, version, repository }]) => {
    const path = ['charts', name];
    if (chart === undefined) return sourceKeysWithoutChart(name, { version, repository }, document);
    // A template is checked again when it is rendered.
    if ([chart, version, repository].some((text) => text?.includes('<%'))) return [];
    const written = {
      chart,
      ...(version !== undefined && { version }),
      ...(repository !== undefined && { repository }),
    };
    const parsed = parseSource(written, posix.dirname(document.start.file), Object.fromEntries(repositories));
    if ('source' in parsed) return [];
    const { key, message, hint } = parsed.problem;
    const better = key === 'version' && repository === undefined ? hintOfRepository(chart, document) : undefined;
    return [broken(message, better ?? hint, document, [...path, key])];
  });
}

/** For a path with a version, which may mean a chart of a repository. */
function hintOfRepository(chart: string, document: YamlDocument): string | undefined {
  const known = keysIn(document, 'repositories');
  const [name = ''] = chart.split('/');
  if (known.includes(name) || chart.startsWith('oci://')) return undefined;
  const near = nearestName(name, known);
  return near ? `Did you mean the repository \`${near}\`?` : hintToAddRepository(chart);
}

function sourceKeysWithoutChart(
  name: string,
  given: Readonly<Record<'version' | 'repository', string | undefined>>,
  document: YamlDocument,
): Broken[] {
  return Object.entries(given)
    .filter(([, text]) => text !== undefined)
    .map(([key]) => {
      const message = `\`${name}\` has a \`${key}\` but no \`chart\`.`;
      return brokenKey(message, `Add \`chart\`, or remove \`${key}\`.`, document, ['charts', name, key]);
    });
}

function noSharedRelease(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const clashes = new Map<string, Broken>();
  for (const environment of Object.keys(spec.environments)) {
    const fallback = lineage(environment, spec).findLast(([, { namespace }]) => namespace)?.[1].namespace ?? spec.stack;
    const seen = new Map<string, string>();
    for (const [name, { namespace = fallback, release = name }] of Object.entries(spec.charts)) {
      // Templates that evaluate to the same name are found when they are rendered.
      if (`${namespace}${release}`.includes('<%')) continue;
      const place = JSON.stringify([namespace, release]);
      const first = seen.get(place);
      if (first === undefined) seen.set(place, name);
      else if (!clashes.has(name)) clashes.set(name, sameRelease(first, name, { release, namespace }, document));
    }
  }
  return [...clashes.values()];
}

function sameRelease(
  first: string,
  name: string,
  { release, namespace }: { readonly release: string; readonly namespace: string },
  document: YamlDocument,
): Broken {
  const message = `The charts \`${first}\` and \`${name}\` have the same release and namespace.`;
  const hint = `Both are \`${release}\` in \`${namespace}\`: give one of them another \`release\` or \`namespace\`.`;
  return brokenKey(message, hint, document, ['charts', name]);
}

/** A chart's key may be longer than a release's name. */
function releaseNameNotTooLong(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.charts)
    .filter(([name, { release }]) => release === undefined && name.length > longest.release)
    .map(([name]) => {
      const message = `The chart \`${name}\` has a name of ${name.length} characters, which is too long for a release.`;
      return brokenKey(message, `Add \`release\`, a name of at most ${longest.release} characters.`, document, [
        'charts',
        name,
      ]);
    });
}

function knownDependencies(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const names = keysIn(document, 'charts');
  return Object.entries(spec.charts).flatMap(([name, { depends = [] }]) =>
    depends.flatMap((needed, index) => {
      const path = ['charts', name, 'depends', index];
      if (needed === name) {
        return [broken(`The chart \`${name}\` depends on itself.`, `Remove \`${name}\` here.`, document, path)];
      }
      if (names.includes(needed)) return [];
      const near = nearestName(needed, names);
      const hint = near ? `Did you mean \`${near}\`?` : `Known charts: ${names.join(', ')}.`;
      const message = `The chart \`${name}\` depends on \`${needed}\`, which is not a chart of this spec.`;
      return [broken(message, hint, document, path)];
    }),
  );
}

function noDependencyCycle(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const charts = Object.entries(spec.charts).map(([name, { depends = [] }]) => ({
    name,
    depends: depends.filter((needed) => needed !== name),
  }));
  return findCycles(charts).map((cycle) => {
    const message = `These charts depend on each other: ${cycle.join(' → ')}.`;
    return brokenStep(message, 'Remove one of these dependencies.', document, ['charts', 'depends'], cycle);
  });
}

/** Compass makes the chart for `manifests`, and it has no templates that use values. */
function noValuesWithManifests(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.charts).flatMap(([name, chart]) => {
    if (chart.manifests === undefined) return [];
    const keys = (['values', 'values-files'] as const).filter((key) => chart[key] !== undefined);
    return keys.map((key) => {
      const message = `\`${name}\` has \`manifests\`, which do not use \`${key}\`.`;
      const hint = "Move them to the environment's `values`, which templates in `.ejs` files can read.";
      return brokenKey(message, hint, document, ['charts', name, key]);
    });
  });
}

/** A chart cannot be both kept for ever and removed. */
function notForgetAndRemove(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.charts)
    .filter(([, { forget, remove }]) => forget && remove)
    .map(([name]) =>
      brokenKey(`\`${name}\` has both \`forget\` and \`remove\`.`, 'Remove one of them.', document, [
        'charts',
        name,
        'remove',
      ]),
    );
}
