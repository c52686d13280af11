// Markdown for GitHub, in which text of others is nothing but text: it cannot end what it stands in, bring in Markdown or
// HTML, mention people, or refer to issues.

/** Control characters move the cursor, and characters of format hide things or turn the direction of what follows. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Of a text in a table, so much is shown. In UTF-16 units. */
export const longestCell = 300;

/** A sentence of ours, in which what stands between backticks is shown as code. In one line. */
export function inline(sentence: string): string {
  const parts = sentence.split('`');
  // An odd number of backticks means that they are not ours.
  if (parts.length % 2 === 0) return plain(sentence);
  return parts.map((part, index) => (index % 2 === 0 ? plain(part) : code(part))).join('');
}

/** In code, GitHub looks for neither mentions nor references. */
export function code(text: string): string {
  return text === '' ? '' : `<code>${escapedMarkdown(text)}</code>`;
}

/** Lines that are shown as they are. `language`: what colours them. */
export function fenced(lines: readonly string[], language: string): string[] {
  const shown = lines.map((line) => line.replace(/\s/g, ' ').replace(invisible, '\ufffd'));
  const longest = Math.max(2, ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...shown, fence];
}

/** Folded, until somebody wants to read it. `summary`: Markdown without line breaks. */
export function folded(summary: string, lines: readonly string[]): string[] {
  return [`<details><summary>${summary}</summary>`, '', ...lines, '', '</details>', ''];
}

/** So many bytes a text takes: GitHub counts characters, of which there are never more. */
export function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** A character of no width keeps `@name`, `#1`, `GH-1` and addresses from being more than text. */
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
