// What a rule of the spec is: it goes beyond one value, and gives every place where it is broken.
import type { Failure } from '../failure.ts';
import type { Path, YamlDocument } from '../yaml.ts';
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

/** At the last key of `path`. */
export function brokenKey(message: string, hint: string, document: YamlDocument, path: Path): Broken {
  const at = document.placeOfKey(path.slice(0, -1), String(path.at(-1)));
  return { path, failure: { code: 'spec-invalid', message, hint, at } };
}
