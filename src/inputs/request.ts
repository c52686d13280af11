// What do the raw inputs ask for? Or what is wrong with them, all at once?
import { all, type Failure, failed, notYet, ok, type Result } from '../model/failure.ts';
import { type Input, type InputName, inputNames, inputs } from './inputs.ts';

type ValueOf<Definition> = Definition extends { parse: (text: string) => infer Parsed }
  ? Extract<Parsed, { value: unknown }>['value']
  : never;

/** The inputs, parsed. One that is not given and has no default is undefined. */
export type Request = {
  readonly [Name in InputName]: (typeof inputs)[Name]['default'] extends ''
    ? ValueOf<(typeof inputs)[Name]> | undefined
    : ValueOf<(typeof inputs)[Name]>;
};

/**
 * `texts`: as given; an empty string counts as not given. `writtenAs`: see `Invocation`.
 * Fails with `input-invalid` and `not-yet`.
 */
export function readRequest(
  texts: Readonly<Partial<Record<InputName, string>>>,
  writtenAs = (name: InputName) => `\`${name}\` in the step's \`with:\``,
): Result<Request> {
  const read = all(
    inputNames.map((name) => parseInput(name, inputs[name], texts[name]?.trim() ?? '', writtenAs(name))),
  );
  // Each entry was made by the parser of its own name, as the type says.
  return read.ok ? ok(Object.fromEntries(read.value) as Request) : read;
}

function parseInput(
  name: InputName,
  input: Input<unknown>,
  given: string,
  written: string,
): Result<[InputName, unknown]> {
  const text = given || input.default;
  // The runner replaces a default such as `${{ github.token }}`; in a terminal it stays as it is, and counts as not
  // given.
  if (text === '' || text.startsWith('${{')) return ok([name, undefined]);
  if (input.notYet && text !== input.default) return failed(notYet(`The input \`${name}\``));
  const parsed = input.parse(text);
  return 'value' in parsed ? ok([name, parsed.value]) : failed(invalidInput(name, text, parsed.problem, written));
}

function invalidInput(name: InputName, text: string, problem: string, written: string): Failure {
  return {
    code: 'input-invalid',
    message: `The input \`${name}\` is ${JSON.stringify(text)}: ${problem}.`,
    hint: `Correct ${written}.`,
  };
}
