// What a terminal asks for: arguments to a command and the texts of the inputs, which are its flags.
import { parseArgs } from 'node:util';
import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { nearestName } from '../text/near-name.ts';
import { type InputName, inputs } from './inputs.ts';

/** What only a terminal asks for: something to look at, which changes nothing. */
export type View =
  | { readonly command: 'render'; readonly chart: string; readonly explain: boolean }
  | { readonly command: 'graph'; readonly format: GraphFormat }
  | { readonly command: 'plan'; readonly against: string };

export const graphFormats = ['mermaid', 'dot'] as const;
export type GraphFormat = (typeof graphFormats)[number];

/** What the arguments of the program say. */
export interface CommandLine {
  /** Raw texts, `command` among them. */
  readonly inputs: Readonly<Partial<Record<InputName, string>>>;
  readonly view?: View;
  readonly isJson: boolean;
}

/** Some only want to read how it is used. */
export type CliRequest = 'help' | 'version' | CommandLine;

/** Commands of the terminal, with what they do. */
export const terminalCommands = {
  validate: 'says what is wrong with the spec, for every environment, without asking anybody',
  render: 'prints the values and the manifests of a chart; with --explain, where each value comes from',
  graph: 'prints which chart depends on which, as Mermaid or DOT',
  matrix: 'lists the environments that the branch maps to, as JSON for the matrix of a job',
  deploy: 'makes the environment what the spec says',
  plan: 'says what a deploy would change; with --against, what another environment runs that this one does not',
  destroy: 'not there yet: uninstalls the releases of an environment',
} as const;

export type TerminalCommand = keyof typeof terminalCommands;

/** A flag that no input of the action has. */
export interface OwnFlag {
  readonly description: string;
  /** The texts that it may have, or any text; a switch has none. */
  readonly value?: readonly string[] | 'text';
  /** The only command that has it. */
  readonly of?: TerminalCommand;
}

export const ownFlags = {
  output: { description: '`json`: print the result as JSON. Default: text.', value: ['text', 'json'] },
  explain: { description: 'Say for each value where it comes from.', of: 'render' },
  against: { description: 'Name of the environment to compare with.', of: 'plan', value: 'text' },
  format: { description: '`mermaid` or `dot`. Default: mermaid.', value: graphFormats, of: 'graph' },
} as const satisfies Record<string, OwnFlag>;

type OwnFlagName = keyof typeof ownFlags;

/** Inputs that are flags: the command stands by itself. */
export const flagNames = (Object.keys(inputs) as InputName[]).filter((name) => name !== 'command');

/** Fails with `input-invalid`, for all that is wrong at once. */
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
  // What stands behind a wrong flag is taken for something else.
  if (problems.length > 0) return failed(...problems);
  const others = problemsOfCommand(command, subjects, flags);
  if (others.length > 0) return failed(...others);
  const texts = flags.map(({ name, value }) => [name, value ?? 'true'] as const);
  const flag = (name: OwnFlagName) => texts.findLast((text) => text[0] === name)?.[1];
  const view = viewOf(command as TerminalCommand, subjects[0] ?? '', flag);
  return ok({
    inputs: {
      ...Object.fromEntries(texts.filter(([name]) => (flagNames as string[]).includes(name))),
      ...(view === undefined && { command }),
    },
    ...(view && { view }),
    isJson: flag('output') === 'json',
  });
}

type Flag = { readonly name: string; readonly rawName: string; readonly value?: string | undefined };

function viewOf(
  command: TerminalCommand,
  chart: string,
  flag: (name: OwnFlagName) => string | undefined,
): View | undefined {
  if (command === 'render') return { command, chart, explain: flag('explain') !== undefined };
  if (command === 'graph') return { command, format: (flag('format') ?? 'mermaid') as GraphFormat };
  const against = command === 'plan' ? flag('against') : undefined;
  return against === undefined ? undefined : { command: 'plan', against };
}

function ownFlagOf(name: string): OwnFlag | undefined {
  return Object.hasOwn(ownFlags, name) ? ownFlags[name as OwnFlagName] : undefined;
}

function flagKinds(): Record<string, { type: 'string' | 'boolean'; short?: string }> {
  const kindOf = (name: InputName) => ({ type: isSwitch(name) ? ('boolean' as const) : ('string' as const) });
  return {
    ...Object.fromEntries(flagNames.map((name) => [name, kindOf(name)])),
    ...Object.fromEntries(
      Object.entries<OwnFlag>(ownFlags).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }]),
    ),
    help: { type: 'boolean', short: 'h' },
    version: { type: 'boolean' },
  };
}

/** On or off: it needs no value behind it. */
export function isSwitch(name: InputName): boolean {
  return inputs[name].default === 'false';
}

function problemOfFlag({ name, rawName, value }: Flag): Failure[] {
  const known = Object.keys(flagKinds());
  if (!known.includes(name)) {
    const near = nearestName(name, known);
    const hint = near ? `Did you mean \`--${near}\`?` : '`compass --help` lists the flags.';
    return [invalidCommandLine(`There is no flag \`${rawName}\`.`, hint)];
  }
  if (flagKinds()[name]?.type === 'string' && (value === undefined || value.startsWith('--'))) {
    return [invalidCommandLine(`The flag \`${rawName}\` has no value.`, `Write it behind it: \`${rawName}=…\`.`)];
  }
  const allowed = ownFlagOf(name)?.value;
  if (allowed === undefined || allowed === 'text' || allowed.includes(value ?? '')) return [];
  return [invalidCommandLine(`The flag \`--${name}\` is ${JSON.stringify(value)}.`, `It is ${allowed.join(' or ')}.`)];
}

function problemsOfCommand(command: string, subjects: readonly string[], flags: readonly Flag[]): Failure[] {
  const names = Object.keys(terminalCommands);
  if (!names.includes(command)) {
    const near = nearestName(command, names);
    const message = command === '' ? 'No command is given.' : `There is no command \`${command}\`.`;
    return [invalidCommandLine(message, near ? `Did you mean \`${near}\`?` : `It is one of: ${names.join(', ')}.`)];
  }
  const wanted = command === 'render' ? 1 : 0;
  const [extra] = subjects.slice(wanted);
  const strange = flags.filter(({ name }) => (ownFlagOf(name)?.of ?? command) !== command);
  return [
    ...(subjects.length < wanted
      ? [invalidCommandLine('`render` needs the name of a chart.', 'Write it behind it.')]
      : []),
    ...(extra === undefined
      ? []
      : [
          invalidCommandLine(
            `\`${command}\` takes no \`${extra}\`.`,
            'Flags begin with `--`; `compass --help` lists them.',
          ),
        ]),
    ...strange.map(({ rawName }) => invalidCommandLine(`\`${command}\` has no flag \`${rawName}\`.`, 'Leave it out.')),
  ];
}

function invalidCommandLine(message: string, hint: string): Failure {
  return { code: 'input-invalid', message, hint };
}
