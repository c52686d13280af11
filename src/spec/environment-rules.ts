// Which rules apply to environments, to the variables that templates may read, and to chart repositories?

import { problemOfUrl } from '../model/chart-source.ts';
import { findCycles } from '../model/dependencies.ts';
import { objectAt } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import type { YamlDocument } from '../text/yaml.ts';
import { lineage } from './normalise.ts';
import { type Broken, broken, brokenKey, brokenStep, type Rule } from './rule.ts';
import type { WrittenSpec } from './schema.ts';
import { ofRunner } from './schema-parts.ts';

export const environmentRules: readonly Rule[] = [
  namespacePerEnvironment,
  noSharedNamespace,
  knownBases,
  noExtendsCycle,
  noRunnerVariables,
  validRepositoryUrls,
  validFormerNames,
];

function namespacePerEnvironment(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const names = Object.keys(spec.environments);
  if (names.length < 2) return [];
  return names
    .filter((name) => nearest(name, 'namespace', spec) === undefined)
    .map((name) =>
      brokenKey(
        `The environment \`${name}\` has no namespace.`,
        'Add `namespace`: with several environments, each needs one.',
        document,
        ['environments', name],
      ),
    );
}

function noSharedNamespace(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const seen = new Map<string, string>();
  return Object.keys(spec.environments).flatMap((name) => {
    const texts = [nearest(name, 'context', spec), nearest(name, 'namespace', spec)];
    // The value of a template is known only when it is rendered.
    if (texts[1] === undefined || texts.some((text) => text?.includes('<%'))) return [];
    const place = JSON.stringify(texts);
    const first = seen.get(place);
    if (first === undefined) {
      seen.set(place, name);
      return [];
    }
    const message = `The environments \`${first}\` and \`${name}\` have the same context and namespace.`;
    const hint = `Give \`${name}\` another \`namespace\` or \`context\`.`;
    const isInherited = spec.environments[name]?.namespace === undefined;
    const path = ['environments', name];
    return [
      isInherited ? brokenKey(message, hint, document, path) : broken(message, hint, document, [...path, 'namespace']),
    ];
  });
}

function nearest(name: string, key: 'namespace' | 'context', spec: WrittenSpec): string | undefined {
  return lineage(name, spec).findLast(([, environment]) => environment[key] !== undefined)?.[1][key];
}

function validFormerNames({ environments }: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(environments).flatMap(([name, { formerly = [] }]) =>
    [formerly].flat().flatMap((text, index) => {
      if (/^[a-z0-9-]+\/[a-z0-9-]+$/.test(text)) return [];
      const path = ['environments', name, 'formerly', ...(typeof formerly === 'string' ? [] : [index])];
      const hint = 'Write the former names of the stack and the environment, such as `shop/staging`.';
      return [broken(`\`${text}\` is not a stack and an environment.`, hint, document, path)];
    }),
  );
}

function basesOf(environment: WrittenSpec['environments'][string] | undefined): readonly string[] {
  return [environment?.extends ?? []].flat();
}

function knownBases(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const names = keysIn(document, 'environments');
  return Object.entries(spec.environments).flatMap(([name, environment]) =>
    basesOf(environment).flatMap((base, index) => {
      const path = ['environments', name, 'extends', ...(typeof environment.extends === 'string' ? [] : [index])];
      if (base === name) {
        return [broken(`The environment \`${name}\` extends itself.`, `Remove \`${name}\` here.`, document, path)];
      }
      if (names.includes(base)) return [];
      const near = nearestName(base, names);
      const message = `The environment \`${name}\` extends \`${base}\`, which is not an environment of this spec.`;
      return [
        broken(
          message,
          near ? `Did you mean \`${near}\`?` : `Known environments: ${names.join(', ')}.`,
          document,
          path,
        ),
      ];
    }),
  );
}

function noExtendsCycle(spec: WrittenSpec, document: YamlDocument): Broken[] {
  const all = Object.entries(spec.environments).map(([name, environment]) => ({
    name,
    depends: basesOf(environment).filter((base) => base !== name),
  }));
  return findCycles(all).map((cycle) => {
    const message = `These environments extend each other: ${cycle.join(' → ')}.`;
    return brokenStep(message, 'Remove one of these `extends`.', document, ['environments', 'extends'], cycle);
  });
}

/** Templates must not read what jobs must not read. */
function noRunnerVariables(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return (spec.env ?? []).flatMap((name, index) => {
    if (!ofRunner.test(name)) return [];
    const message = `\`${name}\` belongs to the runner, so templates cannot read it.`;
    return [broken(message, 'Pass the value under another name in the `env` of the step.', document, ['env', index])];
  });
}

function validRepositoryUrls(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return Object.entries(spec.repositories ?? {}).flatMap(([name, { url }]) => {
    const problem = url.includes('<%') || /^oci:\/\/[^/\s@]+/.test(url) ? undefined : problemOfUrl(url, 'repository');
    return problem ? [broken(problem.message, problem.hint, document, ['repositories', name, 'url'])] : [];
  });
}

/** All names in the file, including those of invalid entries. */
export function keysIn({ data }: YamlDocument, key: 'charts' | 'environments' | 'repositories'): string[] {
  return Object.keys(objectAt(data, key));
}
