// From the raw texts of the inputs to a request, or all problems with them at once.
import { all, type Failure, failed, notYet, ok, type Result } from '../model/failure.ts';
import { type Input, type InputName, inputs } from './inputs.ts';

type ValueOf<Definition> = Definition extends { parse: (text: string) => infer Parsed }
  ? Extract<Parsed, { value: unknown }>['value']
  : never;

/** What was asked for. An input that is absent and has no default is undefined. */
export type Request = {
  readonly [Name in InputName]: (typeof inputs)[Name]['default'] extends ''
    ? ValueOf<(typeof inputs)[Name]> | undefined
    : ValueOf<(typeof inputs)[Name]>;
};

/**
 * `texts`: what was given; an empty text counts as not given. `writtenAs`: how people give an input, for messages.
 * Fails with `input-invalid` and `not-yet`.
 */
export function readRequest(
  texts: Readonly<Partial<Record<InputName, string>>>,
  writtenAs = (name: InputName) => `\`${name}\` in the step's \`with:\``,
): Result<Request> {
  const names = Object.keys(inputs) as InputName[];
  const read = all(names.map((name) => parseInput(name, inputs[name], texts[name]?.trim() ?? '', writtenAs(name))));
  // Each entry was made by the parser of its own name, which is what the type says.
  return read.ok ? ok(Object.fromEntries(read.value) as Request) : read;
}

function parseInput(
  name: InputName,
  input: Input<unknown>,
  given: string,
  written: string,
): Result<[InputName, unknown]> {
  const text = given || input.default;
  // A default such as `${{ github.token }}` is put in by the runner; where there is none, nothing was given.
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
