// What does a command line ask for? A command, its flags, and what only a terminal can ask for.
import { parseArgs } from 'node:util';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { keysOf } from '../text/json.ts';
import { nearestName } from '../text/near-name.ts';
import { type InputName, inputNames, inputs } from './inputs.ts';

/** What only a terminal asks for: something to look at, which changes nothing. */
export type View =
  | { readonly command: 'render'; readonly chart: string; readonly explain: boolean }
  | { readonly command: 'graph'; readonly format: GraphFormat }
  | { readonly command: 'plan'; readonly against: string };

export type GraphFormat = 'mermaid' | 'dot';

/** The meaning of the program's arguments. */
export interface CommandLine {
  /** Raw strings, including `command`. */
  readonly inputs: Readonly<Partial<Record<InputName, string>>>;
  readonly view?: View;
  readonly isJson: boolean;
}

export type CliRequest = 'help' | 'version' | CommandLine;

/** Commands of the terminal, with what they do. */
export const terminalCommands = {
  validate: 'checks the spec for every environment, offline',
  render: 'prints the values and manifests of a chart, or, with --explain, where each value comes from',
  graph: 'prints the dependencies between charts, as Mermaid or DOT',
  matrix: 'lists the environments that the branch maps to, as JSON for a job matrix',
  plan: 'shows what a deployment would change, or, with --against, what another environment runs and this one does not',
  deploy: 'deploys the stack to an environment',
  destroy: 'uninstalls the releases of an environment (not implemented yet)',
} as const;

export type TerminalCommand = keyof typeof terminalCommands;

/** A flag that is not an input of the action. */
export interface OwnFlag {
  readonly description: string;
  /** The allowed values, or `any`; absent for a switch. */
  readonly values?: readonly string[] | 'any';
  /** The only command that has it. */
  readonly of?: TerminalCommand;
}

export const ownFlags = {
  output: { description: '`text`, or `json` for the result as JSON. Default: text.', values: ['text', 'json'] },
  explain: { description: 'Show where each value comes from.', of: 'render' },
  against: { description: 'Name of the environment to compare with.', of: 'plan', values: 'any' },
  format: { description: '`mermaid` or `dot`. Default: mermaid.', of: 'graph', values: ['mermaid', 'dot'] },
} as const satisfies Record<string, OwnFlag>;

/** Inputs that are flags. The command is not: it is the first argument. */
export const flagNames = inputNames.filter((name) => name !== 'command');

/** Fails with `input-invalid`, for all problems at once. */
export function readCommandLine(given: readonly string[]): Result<CliRequest> {
  const { values, positionals, tokens } = parseArgs({
    args: [...given],
    options: flagKinds(),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (values['help'] === true || positionals[0] === 'help') return ok('help');
  if (values['version'] === true) return ok('version');
  const flags = tokens.flatMap((token) => (token.kind === 'option' ? [token] : []));
  const [command = '', ...subjects] = positionals;
  const problems = flags.flatMap(problemOfFlag);
  // The arguments after a wrong flag cannot be told apart: its value would be taken for a command.
  if (problems.length > 0) return failed(...problems);
  if (!isCommand(command)) return failed(unknownCommand(command));
  const others = problemsOfCommand(command, subjects, flags);
  if (others.length > 0) return failed(...others);
  const texts = new Map(flags.map(({ name, value }) => [name, value ?? 'true']));
  const view = viewOf(command, subjects[0] ?? '', texts);
  const isInput = ([name]: readonly [string, string]) => Object.hasOwn(inputs, name);
  return ok({
    inputs: { ...Object.fromEntries([...texts].filter(isInput)), ...(view === undefined && { command }) },
    ...(view && { view }),
    isJson: texts.get('output') === 'json',
  });
}

type Flag = { readonly name: string; readonly rawName: string; readonly value?: string | undefined };

function viewOf(command: TerminalCommand, chart: string, texts: ReadonlyMap<string, string>): View | undefined {
  if (command === 'render') return { command, chart, explain: texts.has('explain') };
  if (command === 'graph') return { command, format: texts.get('format') === 'dot' ? 'dot' : 'mermaid' };
  const against = texts.get('against');
  return command === 'plan' && against !== undefined ? { command, against } : undefined;
}

function isCommand(text: string): text is TerminalCommand {
  return Object.hasOwn(terminalCommands, text);
}

const ownFlagOf = (name: string): OwnFlag | undefined => new Map<string, OwnFlag>(Object.entries(ownFlags)).get(name);

interface FlagKind {
  readonly type: 'string' | 'boolean';
  readonly short?: string;
}

function flagKinds(): Record<string, FlagKind> {
  const kind = (isBoolean: boolean): FlagKind => ({ type: isBoolean ? 'boolean' : 'string' });
  return {
    ...Object.fromEntries(flagNames.map((name) => [name, kind(isSwitch(name))])),
    ...Object.fromEntries(keysOf(ownFlags).map((name) => [name, kind(ownFlagOf(name)?.values === undefined)])),
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
}

/** On or off: without a value it is on. */
export function isSwitch(name: InputName): boolean {
  return inputs[name].default === 'false';
}

function problemOfFlag({ name, rawName, value }: Flag): Failure[] {
  const kinds = flagKinds();
  if (!Object.hasOwn(kinds, name)) {
    const near = nearestName(name, Object.keys(kinds));
    const hint = near ? `Did you mean \`--${near}\`?` : 'Run `compass --help` for a list of the flags.';
    return [invalidCommandLine(`\`${rawName}\` is not a flag of Compass.`, hint)];
  }
  if (kinds[name]?.type === 'string' && (value === undefined || value.startsWith('--'))) {
    return [invalidCommandLine(`The flag \`${rawName}\` has no value.`, `Give it a value: \`${rawName}=…\`.`)];
  }
  const allowed = ownFlagOf(name)?.values;
  if (allowed === undefined || allowed === 'any' || allowed.includes(value ?? '')) return [];
  const message = `\`--${name}=${value}\` is not valid.`;
  return [invalidCommandLine(message, `Use ${allowed.map((text) => `\`--${name}=${text}\``).join(' or ')}.`)];
}

function unknownCommand(command: string): Failure {
  const names = keysOf(terminalCommands);
  const near = nearestName(command, names);
  return invalidCommandLine(
    command === '' ? 'No command is given.' : `\`${command}\` is not a command of Compass.`,
    near ? `Did you mean \`${near}\`?` : `Use one of ${names.map((name) => `\`${name}\``).join(', ')}.`,
  );
}

function problemsOfCommand(command: TerminalCommand, subjects: readonly string[], flags: readonly Flag[]): Failure[] {
  const needsChart = command === 'render';
  const [extra] = subjects.slice(needsChart ? 1 : 0);
  const foreign = flags.filter(({ name }) => (ownFlagOf(name)?.of ?? command) !== command);
  return [
    ...(needsChart && subjects.length === 0
      ? [invalidCommandLine('`render` needs the name of a chart.', 'Write it as `compass render CHART`.')]
      : []),
    ...(extra === undefined
      ? []
      : [
          invalidCommandLine(
            `\`${command}\` does not take the argument \`${extra}\`.`,
            'Leave it out, or write it as the value of a flag: `compass --help` lists the flags.',
          ),
        ]),
    ...foreign.map(({ name, rawName }) =>
      invalidCommandLine(
        `\`${command}\` does not have the flag \`${rawName}\`.`,
        `Leave it out: only \`${ownFlagOf(name)?.of}\` has it.`,
      ),
    ),
  ];
}

function invalidCommandLine(message: string, hint: string): Failure {
  return { code: 'input-invalid', message, hint };
}
