// What is a rule of the spec? It involves more than one value, and reports every place where it is broken.
import type { Failure } from '../model/failure.ts';
import { isList, valueAt } from '../text/json.ts';
import type { Path, YamlDocument } from '../text/yaml.ts';
import type { WrittenSpec } from './schema.ts';

export type Rule = (spec: WrittenSpec, document: YamlDocument) => Broken[];

export interface Broken {
  readonly path: Path;
  readonly failure: Failure;
}

/** At the value at `path`. */
export function broken(message: string, hint: string, document: YamlDocument, path: Path): Broken {
  return { path, failure: { code: 'spec-invalid', message, hint, at: document.placeOf(path) } };
}

/** At the first step of a cycle: where the first name refers to the second. */
export function brokenStep(
  message: string,
  hint: string,
  document: YamlDocument,
  [map, key]: readonly [string, string],
  [name = '', next = '']: readonly string[],
): Broken {
  const path = [map, name, key];
  const written = valueAt(document.data, ...path);
  return broken(message, hint, document, isList(written) ? [...path, written.indexOf(next)] : path);
}

/** At the last key of `path`. */
export function brokenKey(message: string, hint: string, document: YamlDocument, path: Path): Broken {
  const at = document.placeOfKey(path.slice(0, -1), String(path.at(-1)));
  return { path, failure: { code: 'spec-invalid', message, hint, at } };
}
