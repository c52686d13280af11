// What surrounds the plan in a comment? A hidden first line, by which a later run finds the comment, and a footer.
import { code } from '../report/markdown.ts';
import { isObject, parseJson } from '../text/json.ts';

/** In bytes. GitHub accepts 65,536 characters, and a text never has more characters than bytes. */
export const maxCommentBytes = 65_000;

/** Identifies a comment. */
export interface Marker {
  /** Stack, environment and spec; only the spec if the stack and the environment are not known. */
  readonly about: string;
  readonly sha: string;
  /** Id of the run; GitHub's ids only grow. */
  readonly run: number;
}

const markerStart = '<!-- compass-plan ';

export function markerLine(marker: Marker): string {
  // Two hyphens would end the HTML comment.
  return `${markerStart}${JSON.stringify(marker).replaceAll('-', '\\u002d')} -->`;
}

/** Undefined unless the comment starts with a marker. */
export function markerIn(body: string): Marker | undefined {
  const [line = ''] = body.split('\n', 1);
  const marker = line.startsWith(markerStart)
    ? parseJson(line.slice(markerStart.length).replace(/ -->\r?$/, ''))
    : undefined;
  if (!isObject(marker)) return undefined;
  const { about, sha, run } = marker;
  return typeof about === 'string' && typeof sha === 'string' && typeof run === 'number'
    ? { about, sha, run }
    : undefined;
}

export interface Footer {
  readonly sha: string;
  /** Page of the run; empty if it has none. */
  readonly url: string;
  /** False if parts of the plan are only in the step summary. */
  readonly isWhole: boolean;
}

export function footer({ sha, url, isWhole }: Footer): string {
  const where = url === '' ? 'the step summary of the run' : `[the step summary of the run](${url})`;
  const rest = isWhole ? (url === '' ? '' : `, by [this run](${url})`) : `; the rest is in ${where}`;
  return `<sub>For commit ${code(sha.slice(0, 12))}${rest}.</sub>`;
}
