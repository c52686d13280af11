// Which values does a values file contain? It is read, rendered if it is a template, and parsed.

import { posix } from 'node:path';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { Files } from '../ports/machine.ts';
import { isObject } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import type { Place, PlacedText } from '../text/place.ts';
import { readYaml } from '../text/yaml.ts';
import type { Scope } from './template.ts';
import { askedIn, isOpen, type Renderer, renderText } from './texts.ts';
import {
  imagesOf,
  isPlainText,
  type NamedLayer,
  nameTextOf,
  pinnedWhereSeen,
  reveal,
  sealMap,
  type Value,
  type Values,
} from './values.ts';

/** The name of a values file as written in the spec: a template, with `?` at its end if the file may be missing. */
export interface FileName extends PlacedText {
  /** Where the path starts, in the workspace. */
  readonly folder: string;
}

/** Empty if the file may be missing and is. Fails with `file-unreadable`, `template-failed` or `spec-invalid`. */
export function readValuesFile(name: FileName, scope: Scope, renderer: Renderer): Result<NamedLayer> {
  const at = name.placeOf(0);
  const { value: rendered, asked: named } = askedIn(renderer, (own) => renderText(name, scope, own));
  if (!rendered.ok) return rendered;
  if (isOpen(named, renderer)) return ok({ name: `\`${name.text}\``, values: {} });
  const path = nameTextOf(rendered.value);
  if (path === undefined) {
    const message = `\`${name.text}\` does not evaluate to a file name.`;
    return failed({ code: 'file-unreadable', message, hint: 'Check the values that it uses.', at });
  }
  const mayBeMissing = path.endsWith('?');
  const file = pathFrom(name.folder, mayBeMissing ? path.slice(0, -1) : path);
  const layer = (values: Values): NamedLayer => ({ name: `\`${file}\``, values });
  const read = renderer.files.read(file);
  if ('problem' in read) {
    return mayBeMissing && read.isMissing ? ok(layer({})) : failed(unreadableFile(file, read, at, renderer.files));
  }
  const { value: text, asked } = askedIn(renderer, (own) => renderFile(file, read.text, scope, own));
  if (!text.ok) return text;
  const values = parseValues(file, text.value, at);
  if (values.ok) return ok(layer(values.value));
  // With placeholders in it, it may not be valid YAML.
  return isOpen(asked, renderer) ? ok(layer({})) : values;
}

/** In the workspace. An absolute path stays absolute, and is rejected when it is read. */
export function pathFrom(folder: string, path: string): string {
  return posix.isAbsolute(path) ? path : posix.join(folder, path);
}

/** The text of a file; rendered if its name ends in `.ejs`, sealed if the template has read a secret. */
export function renderFile(file: string, text: string, scope: Scope, renderer: Renderer): Result<Value> {
  if (!file.endsWith('.ejs')) return ok(text);
  return renderText({ text, placeOf: (offset) => placeIn(file, text, offset) }, scope, renderer);
}

function placeIn(file: string, text: string, offset: number): Place {
  const before = text.slice(0, offset).split('\n');
  return { file, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

function parseValues(file: string, rendered: Value, at: Place): Result<Values> {
  const plain = reveal(rendered);
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain);
  // A template may leave nothing but comments.
  if (!/^[ \t\ufeff]*[^\s#]/m.test(text)) return ok({});
  const yaml = readYaml(file, text);
  if ('problems' in yaml) {
    return failed(
      ...yaml.problems.map((problem): Failure => ({ code: 'spec-invalid', ...asRendered(problem, file, rendered) })),
    );
  }
  const { data } = yaml.document;
  if (data === null) return ok({});
  if (!isObject(data)) {
    const message = `\`${file}\` is not a map of values.`;
    return failed({ code: 'file-unreadable', message, hint: 'Write it as `name: value`, line by line.', at });
  }
  // A template that has read a secret may have put it anywhere.
  return ok(pinnedWhereSeen(isPlainText(rendered) ? data : sealMap(data), imagesOf(rendered)));
}

/** A place in a rendered file is not a place in its source; and a message about a secret file may quote the secret. */
export function asRendered<Problem extends { message: string; hint: string; at: Place }>(
  problem: Problem,
  file: string,
  rendered: Value,
): Problem {
  if (!file.endsWith('.ejs')) return problem;
  const { line, column } = problem.at;
  const where = `line ${line}, column ${column} of the rendered file`;
  const at = { file, line: 1, column: 1 };
  if (isPlainText(rendered)) return { ...problem, message: `${problem.message.replace(/\.$/, '')} (${where}).`, at };
  const message = `\`${file}\` is not valid once it is rendered (${where}). It contains secrets, so details are not shown.`;
  return { ...problem, message, hint: 'Write each value with `toJson()`, which quotes it.', at };
}

type Unreadable = Extract<ReturnType<Files['read']>, { problem: string }>;

function unreadableFile(file: string, { problem, isMissing }: Unreadable, at: Place, files: Files): Failure {
  const names = isMissing ? files.find(`${posix.dirname(file)}/*`).map((found) => posix.basename(found)) : [];
  const near = nearestName(posix.basename(file), names);
  const missing = near
    ? `Did you mean \`${near}\`?`
    : 'Check the path, which is relative to the folder of the spec. If the file may be missing, append `?`.';
  const hint = isMissing ? missing : 'Use a text file in the workspace; symlinks must not lead outside it.';
  return { code: 'file-unreadable', message: `\`${file}\` ${problem}.`, hint, at };
}
