// How does untrusted text stay text in GitHub's Markdown? It can neither end its block, nor add Markdown or HTML,
// mention people, or refer to issues.

/** Control characters move the cursor; format characters hide text or reverse its direction. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** A longer text is cut in a table. In UTF-16 units. */
export const maxCell = 300;

/** A sentence of Compass, on one line. Text between backticks is shown as code. */
export function inline(sentence: string): string {
  const parts = sentence.split('`');
  // An odd number of backticks does not come from Compass.
  if (parts.length % 2 === 0) return plain(sentence);
  return parts.map((part, index) => (index % 2 === 0 ? plain(part) : code(part))).join('');
}

/** GitHub does not look for mentions and references in code. */
export function code(text: string): string {
  return text === '' ? '' : `<code>${escapedMarkdown(text)}</code>`;
}

/** Lines in a code block. `language`: for syntax highlighting. */
export function fenced(lines: readonly string[], language: string): string[] {
  const shown = lines.map((line) => line.replace(/\s/g, ' ').replace(invisible, '\ufffd'));
  const longest = Math.max(2, ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence];
}

/** A section that is collapsed at first. `summary`: Markdown without line breaks. */
export function folded(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}

/** GitHub's limits are in characters, and a text never has more characters than bytes. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** A zero-width character keeps `@name`, `#1`, `GH-1` and URLs from becoming links. */
function plain(text: string): string {
  return text
    .split(/(@|#|GH-(?=\d)|:(?=\/\/)|www(?=\.))/i)
    .map((part, index) => escapedMarkdown(part) + (index % 2 === 0 ? '' : '&#8203;'))
    .join('');
}

function escapedMarkdown(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(invisible, '\ufffd')
    .replace(/[&<>|`*_[\]\\~!$"@]|:(?=\/\/)|(?<=www)\./gi, (character) => `&#${character.charCodeAt(0)};`);
}
