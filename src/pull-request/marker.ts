// The frame of the comment on a pull request: the hidden line by which it is found again, and its last line.
import { code } from '../report/markdown.ts';
import { isObject, parseJson } from '../text/json.ts';

/** GitHub takes 65,536 characters. In bytes, of which there are never fewer. */
export const longestComment = 65_000;

/** Whose comment it is, and what it is about. */
export interface Marker {
  /** Of the stack and the environment; of the spec alone, where those could not be told. */
  readonly about: string;
  readonly sha: string;
  /** Number of the run, which only grows. */
  readonly run: number;
}

const markerStart = '<!-- compass-plan ';

export function markerLine(marker: Marker): string {
  // Two hyphens would end it.
  return `${markerStart}${JSON.stringify(marker).replaceAll('-', '\\u002d')} -->`;
}

/** Of a comment that starts with one. */
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
  /** Of the run; empty if it has none. */
  readonly url: string;
  /** Whether all there is to say stands in the comment. */
  readonly isWhole: boolean;
}

export function footer({ sha, url, isWhole }: Footer): string {
  const where = url === '' ? 'the step summary of the run' : `[the step summary of the run](${url})`;
  const rest = isWhole ? (url === '' ? '' : `, by [this run](${url})`) : `; the rest stands in ${where}`;
  return `<sub>For ${code(sha.slice(0, 12))}${rest}.</sub>`;
}
