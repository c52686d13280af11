// Which files of a chart folder does Helm leave out? Reads `.helmignore` as Helm 4.3 does (helm: pkg/ignore/rules.go).

/** `path`: relative to the folder of the chart. Callers must skip everything in a folder that is left out. */
export type IsIgnored = (path: string, isFolder: boolean) => boolean;

interface IgnoreRule {
  readonly isNegated: boolean;
  readonly isForFolders: boolean;
  readonly matches: (path: string) => boolean;
}

/** Helm adds it to the rules of every chart. */
const defaultRule = 'templates/.?*';

/** `problem` completes "The `.helmignore` …". Helm refuses to load a chart whose `.helmignore` has such a problem. */
export function parseHelmignore(text: string): { readonly isIgnored: IsIgnored } | { readonly problem: string } {
  const lines = text.split('\n').map((line) => line.trim());
  const rules: IgnoreRule[] = [];
  for (const line of [...lines.filter((one) => one !== '' && !one.startsWith('#')), defaultRule]) {
    if (line.includes('**')) return { problem: `contains \`${line}\`, and Helm does not support \`**\`` };
    const rule = parseRule(line);
    if (rule === undefined) return { problem: `contains \`${line}\`, which is not a valid pattern` };
    rules.push(rule);
  }
  return { isIgnored: (path, isFolder) => ignores(rules, path, isFolder) };
}

/** A path is left out if any rule leaves it out. A negated rule leaves out whatever it does not match. */
function ignores(rules: readonly IgnoreRule[], path: string, isFolder: boolean): boolean {
  return rules.some(({ isNegated, isForFolders, matches }) => {
    const applies = !isForFolders || isFolder;
    return isNegated ? !(applies && matches(path)) : applies && matches(path);
  });
}

function parseRule(line: string): IgnoreRule | undefined {
  const isNegated = line.startsWith('!');
  const isForFolders = line.endsWith('/');
  const glob = line.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined);
  const pattern = patternOf(glob.replace(/^\//, ''));
  if (pattern === undefined) return undefined;
  // Without a slash, only the name counts, however deep it is.
  const isName = !glob.includes('/');
  return { isNegated, isForFolders, matches: (path) => pattern.test(isName ? path.replace(/^.*\//s, '') : path) };
}

/**
 * A glob of Go's `filepath.Match`: `*`, `?`, `[a-z]`, `[^a-z]` and `\` before a character. Undefined if it is not
 * valid.
 */
function patternOf(glob: string): RegExp | undefined {
  const tokens = /\*|\?|\\(.)|\[(\^?)((?:\\.|[^\\\]])+)\]|([^\\[])/gsuy;
  let source = '';
  let end = 0;
  for (const token of glob.matchAll(tokens)) {
    const [text, escaped, negation, members, plain] = token;
    end = token.index + text.length;
    if (members !== undefined)
      source += `[${negation}${members.replace(/\\(.)/gsu, (_, character) => (character === '-' ? '\\-' : escapeCharacter(character)))}]`;
    else source += text === '*' ? '[^/]*' : text === '?' ? '[^/]' : escapeCharacter(escaped ?? plain ?? '');
  }
  if (end !== glob.length) return undefined;
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    return undefined;
  }
}

function escapeCharacter(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/gu, '\\$&');
}
