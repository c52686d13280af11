// How does Markdown look on GitHub? Close enough for a picture.
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** An HTML page. The first two `<details>` are open. */
export function githubPage(markdown: string): string {
  // Mermaid diagrams are left out, since only GitHub draws them.
  const text = markdown.replace(/```mermaid[\s\S]*?```\n/, '');
  const body = micromark(text, { allowDangerousHtml: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
  return `<!doctype html><meta charset="utf-8"><style>${style}</style><div class="comment">${body}</div><script>${script}</script>`;
}

const style = `
body { margin: 16px; font: 14px/1.5 -apple-system, 'Liberation Sans', Arial, sans-serif, 'Noto Color Emoji'; color: #1f2328; }
.comment { border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; overflow-wrap: anywhere; }
h3 { margin: 0 0 16px; font-size: 1.25em; }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; margin-bottom: 16px; }
th, td { border: 1px solid #d1d9e0; padding: 6px 13px; overflow-wrap: normal; }
tr:nth-child(2n) { background: #f6f8fa; }
code { background: #818b981f; border-radius: 6px; padding: .2em .4em; font: 85% 'Liberation Mono', monospace; }
pre { background: #f6f8fa; border-radius: 6px; padding: 16px; overflow: auto; line-height: 1.45; }
pre code { background: none; padding: 0; white-space: pre; overflow-wrap: normal; }
details { margin-bottom: 8px; }
sub { color: #59636e; }
.plus { background: #dafbe1; color: #116329; } .minus { background: #ffebe9; color: #82071e; }
`;

/** Colours diffs as GitHub does. */
const script = `
for (const block of document.querySelectorAll('code.language-diff')) {
  block.innerHTML = block.innerHTML.split('\\n').map((line) =>
    line.startsWith('+') ? '<span class="plus">' + line + '</span>' : line.startsWith('-') ? '<span class="minus">' + line + '</span>' : line).join('\\n');
}
for (const fold of [...document.querySelectorAll('details')].slice(0, 2)) fold.open = true;
document.documentElement.dataset.height = String(Math.min(4000, document.body.scrollHeight + 32));
`;
