// What does the spec of a run say? Or why could it not be read?
import { posix } from 'node:path';
import type { ReadInvocation } from '../inputs/invocation.ts';
import type { Failure } from '../model/failure.ts';
import type { Files } from '../ports/machine.ts';
import { type ParsedSpec, parseSpec } from './parse.ts';

/** Fails with `spec-missing`, or as `parseSpec` does. */
export function readSpec({ request, writtenAs }: ReadInvocation, files: Files): ParsedSpec {
  const path = request.spec;
  const read = files.read(path);
  if ('text' in read) return parseSpec(path, read.text);
  const near = specNear(path, files);
  const how = writtenAs ? writtenAs('spec') : 'the input `spec`';
  const otherwise = read.isMissing && !writtenAs ? 'Check out the repository in an earlier step, and give' : 'Give';
  const failure: Failure = {
    code: 'spec-missing',
    message: `The spec \`${path}\` ${read.problem}.`,
    hint: near
      ? `There is \`${near}\`: give that path with ${how}.`
      : `${otherwise} the path of a UTF-8 file in the workspace with ${how}.`,
  };
  return { spec: undefined, failures: [failure] };
}

/** Path of the file that was probably meant: with the other extension, in that folder, or in a folder below. */
function specNear(path: string, files: Files): string | undefined {
  const { dir, base, name } = posix.parse(path);
  const globs = [`${posix.join(dir, name)}.{yaml,yml}`, `${path}/compass.{yaml,yml}`, `*/${base}`];
  return globs.flatMap((glob) => files.find(glob)).find((found) => found !== path);
}
