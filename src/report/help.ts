// What does `compass --help` print? It is made from the tables of commands, flags and inputs.
import { flagNames, isSwitch, type OwnFlag, ownFlags, terminalCommands } from '../inputs/command-line.ts';
import { type Input, inputs } from '../inputs/inputs.ts';

const width = Math.max(...flagNames.map((name) => name.length)) + 2;

/** Plain text that ends with a line break. */
export function helpText(): string {
  return `Usage: compass COMMAND [FLAGS]

Commands:
${Object.entries(terminalCommands).map(commandLine).join('\n')}

Flags (most are also inputs of the action):
${Object.entries<OwnFlag>(ownFlags).map(ownFlagLine).join('\n')}
${flagNames.map((name) => inputLine(name, inputs[name])).join('\n')}

What the command was asked for, such as the plan, goes to standard output. The log and all problems go to standard error.
The exit code is 1 if something failed or was cancelled, and 0 otherwise.
`;
}

function commandLine([name, purpose]: readonly [string, string]): string {
  return `  ${(name === 'render' ? 'render CHART' : name).padEnd(width + 2)}${purpose}`;
}

function ownFlagLine([name, { of, description }]: readonly [string, OwnFlag]): string {
  return flagLine(name, `${of ? `With \`${of}\`: ` : ''}${description}`);
}

function inputLine(name: (typeof flagNames)[number], { notYet, description, default: preset }: Input<unknown>): string {
  // The default of the token is a GitHub Actions expression.
  const byDefault = isSwitch(name) || preset === '' || preset.includes('{') ? '' : ` Default: ${preset}.`;
  return flagLine(name, `${notYet ? 'Not implemented yet. ' : ''}${description}${byDefault}`);
}

function flagLine(name: string, description: string): string {
  return `  --${name.padEnd(width)}${description}`;
}
