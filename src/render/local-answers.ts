// Which questions of templates can be answered without a request? Those about variables, files and YAML.

import type { Files } from '../ports/machine.ts';
import { nearestName } from '../text/near-name.ts';
import { readYaml } from '../text/yaml.ts';
import { pathFrom } from './files.ts';
import type { Question } from './question.ts';
import type { Answer } from './template.ts';

export interface LocalDeps {
  readonly files: Files;
  /** Where paths start, in the workspace. */
  readonly folder: string;
  /** Names of the variables that may be read. */
  readonly env: readonly string[];
  /** Undefined if it is not set, null if that cannot be known here. */
  readonly variable: (name: string) => string | undefined | null;
}

/** Undefined if a registry or the cluster has to answer. */
export function answerLocally(question: Question, deps: LocalDeps): Answer | undefined {
  switch (question.kind) {
    case 'env':
      return readVariable(question.subject, deps);
    case 'file':
      return readFile(question.subject, deps);
    case 'yaml':
      return parseYaml(question.subject);
    default:
      return undefined;
  }
}

function readVariable(name: string, { env, variable }: LocalDeps): Answer | undefined {
  const value = env.includes(name) ? variable(name) : undefined;
  if (value === null) return undefined;
  if (env.includes(name)) return { value: value ?? null };
  const near = nearestName(name, env);
  return {
    problem: `the environment variable ${name} is not listed under \`env\``,
    ...(near
      ? { misspelt: name, known: env }
      : { hint: `Add \`${name}\` to the list \`env\` at the top of the spec.` }),
  };
}

function readFile(path: string, { files, folder }: LocalDeps): Answer {
  const file = pathFrom(folder, path);
  const read = files.read(file);
  return 'text' in read ? { value: read.text } : { problem: `the file ${file} ${read.problem}`, hint: hintOfPath };
}

const hintOfPath = 'Check the path, which is relative to the folder of the spec and must stay in the workspace.';

function parseYaml(text: string): Answer {
  const yaml = readYaml('fromYaml()', text);
  if ('document' in yaml) return { value: yaml.document.data };
  const [{ message, at } = { message: '', at: { line: 1, column: 1 } }] = yaml.problems;
  const [, kind = 'it is not valid YAML'] = kindsOfProblem.find(([pattern]) => pattern.test(message)) ?? [];
  return {
    problem: `the text given to fromYaml() is not valid: at ${at.line}:${at.column}, ${kind}`,
    hint: 'Check the text that is passed to `fromYaml()`.',
  };
}

/** The text may be a secret, so nothing of it is quoted. */
const kindsOfProblem: readonly (readonly [RegExp, string])[] = [
  [/^The key .* begins in column|All mapping items must start/s, 'the keys of a map do not begin in the same column'],
  [/^The key .* appears twice/s, 'a key appears twice'],
  [/^The number /, 'a number cannot be represented exactly; put it in quotes'],
  [/^The alias /, 'an alias has no anchor above it'],
  [/^The file contains a second YAML document/, 'a second YAML document begins'],
  [/^The file is empty/, 'there is no value'],
  [/^This is nested/, 'its nesting is too deep'],
  [/^The file (is larger|contains more|has more)|^With its aliases/, 'it is too large'],
  [/^(The|A) key /, 'a key is not allowed'],
  [/^`<<`/, '`<<` merges something that is not a map'],
];
