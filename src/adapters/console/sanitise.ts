// How is untrusted text made safe for the runner's log, so that it can neither issue a workflow command nor close a
// group?
//
// The runner accepts `::command::` at the start of a line, after optional white space, and the older `##[command]`
// anywhere in a line. A bare carriage return ends a line too (actions/runner: ActionCommand.cs, OutputManager.cs).

/** Longer lines are cut. In UTF-16 units. */
const longestLogLine = 8 * 1024;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters
const escapeSequence = /\u001b(\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(\u0007|\u001b\\)?|[@-Z\\-_])/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is about control characters
const controlCharacter = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029]/g;

/** The lines of a text, each sanitised. */
export function sanitisedLines(text: string): string[] {
  return text.split(/\r\n|\n|\r/).map(sanitisedLine);
}

function sanitisedLine(line: string): string {
  const plain = line.replace(escapeSequence, '').replace(controlCharacter, '');
  const cut = plain.length > longestLogLine ? `${plain.slice(0, longestLogLine).toWellFormed()} …` : plain;
  return cut
    .replace(/^(\s*):+/, (colons, space: string) => space + [...colons.trimStart()].join(' '))
    .replaceAll('##[', '## [');
}

/** Escapes the data of a workflow command (actions/toolkit: command.ts). */
export function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Escapes a property of a workflow command. */
export function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
