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
  const near = specNear(path, read.isMissing === true, files);
  const how = writtenAs ? writtenAs('spec') : 'the input `spec`';
  const checkout = writtenAs ? 'Give' : 'Check out the repository in an earlier step, and give';
  const otherwise = read.isMissing ? checkout : 'Save it as UTF-8 text in the workspace, or give';
  const failure: Failure = {
    code: 'spec-missing',
    message: `The spec \`${path}\` ${read.problem}.`,
    hint: near ? `There is \`${near}\`: give that path with ${how}.` : `${otherwise} its path with ${how}.`,
  };
  return { spec: undefined, failures: [failure] };
}

/** The file that was probably meant: with the other extension, in the folder of that name, or in a folder below. */
function specNear(path: string, isMissing: boolean, files: Files): string | undefined {
  const { dir, base, name } = posix.parse(path);
  const globs = isMissing ? [`${posix.join(dir, name)}.{yaml,yml}`, `*/${base}`] : [`${path}/compass.{yaml,yml}`];
  return globs.flatMap((glob) => files.find(glob))[0];
}
