// Where may templates be?
import { isObject } from '../text/json.ts';
import type { Path, YamlDocument } from '../text/yaml.ts';
import { type Broken, broken, brokenKey, type Rule } from './rule.ts';
import type { WrittenSpec } from './schema.ts';

export const templateRules: readonly Rule[] = [templatesOnlyWhereAllowed, noTemplatesInKeys];

const templateKeys: readonly string[] = [
  ...['values', 'values-files', 'chart', 'version', 'release', 'namespace', 'context'],
];

/** Anywhere else, a template would silently be used as a literal text. */
function templatesOnlyWhereAllowed(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return textsBelow(spec, [])
    .filter(({ text, path }) => text.includes('<%') && !mayBeTemplate(path))
    .map(({ text, path }) => {
      const key = path.findLast((part) => typeof part === 'string');
      const message = `\`${key}\` cannot contain a template: \`${text.slice(0, 80)}\`.`;
      return broken(
        message,
        `Templates work in: ${templateKeys.join(', ')}, repositories, and the \`env\` of jobs.`,
        document,
        path,
      );
    });
}

/** At the top, or below the name of an environment or a chart; of a job, only its `env`. */
function mayBeTemplate(path: Path): boolean {
  // The path is `jobs`, `before` or `after`, an index, `env`; the same below a chart.
  if (path[0] === 'jobs') return path[3] === 'env';
  if (path[0] === 'charts' && path[2] === 'jobs') return path[5] === 'env';
  if (path[0] === 'repositories') return true;
  const key = path[0] === 'environments' || path[0] === 'charts' ? path[2] : path[0];
  return templateKeys.includes(String(key));
}

function noTemplatesInKeys(spec: WrittenSpec, document: YamlDocument): Broken[] {
  return keysBelow(spec, [])
    .filter(({ key }) => key.includes('<%'))
    .map(({ key, path }) =>
      brokenKey('A key cannot contain a template.', 'Write the key without `<%`.', document, [...path, key]),
    );
}

function keysBelow(value: unknown, path: Path): { key: string; path: Path }[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => keysBelow(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [{ key, path }, ...keysBelow(item, [...path, key])]);
}

function textsBelow(value: unknown, path: Path): { text: string; path: Path }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsBelow(item, [...path, index]));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => textsBelow(item, [...path, key]));
}
