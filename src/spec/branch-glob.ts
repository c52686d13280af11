// Does a branch match a glob? The same on every platform, and fast for every glob.

/** One part of a glob: which offsets can be reached from the given ones? */
type GlobPart = (text: readonly string[], from: ReadonlySet<number>) => Set<number>;

/**
 * `*` and `?` do not cross `/`, `**` does; `**` followed by `/` also matches nothing. `[ab]`, `[a-z]` and `[!ab]` match
 * one character, `{a,b}` one of the alternatives. Case-sensitive.
 */
export function matchesBranch(glob: string, branch: string): boolean {
  if (glob === branch) return true;
  const text = [...branch];
  const tokens = glob.match(/\*\*\/?|\[!?[^\]/]+\]|./gsu) ?? [];
  return sequence(tokens.values(), areBalanced(tokens))(text, new Set([0])).has(text.length);
}

function areBalanced(tokens: readonly string[]): boolean {
  let open = 0;
  for (const token of tokens) {
    if (token === '{') open += 1;
    if (token === '}') open -= 1;
    if (open < 0) return false;
  }
  return open === 0;
}

/** Parses up to the end, or to the closing brace. Braces without a partner are ordinary characters. */
function sequence(tokens: Iterator<string>, hasBraces: boolean, isInside = false): GlobPart {
  const alternatives: GlobPart[][] = [[]];
  for (let next = tokens.next(); !next.done; next = tokens.next()) {
    const token = next.value;
    if (hasBraces && token === '}') break;
    if (isInside && token === ',') alternatives.push([]);
    else alternatives.at(-1)?.push(hasBraces && token === '{' ? sequence(tokens, true, true) : globPartOf(token));
  }
  return (text, from) => new Set(alternatives.flatMap((parts) => [...follow(parts, text, from)]));
}

function follow(parts: readonly GlobPart[], text: readonly string[], from: ReadonlySet<number>): ReadonlySet<number> {
  return parts.reduce((places, part) => part(text, places), from);
}

function globPartOf(token: string): GlobPart {
  switch (token) {
    case '**/':
      return (text, from) =>
        new Set([...from, ...reachable(text, from, () => true).filter((at) => text[at - 1] === '/')]);
    case '**':
      return (text, from) => new Set(reachable(text, from, () => true));
    case '*':
      return (text, from) => new Set(reachable(text, from, (letter) => letter !== '/'));
    default:
      return (text, from) => new Set([...from].filter((at) => isOne(token, text[at])).map((at) => at + 1));
  }
}

/** All offsets that can be reached by passing any number of such characters. */
function reachable(text: readonly string[], from: ReadonlySet<number>, passes: (letter: string) => boolean): number[] {
  const reached: number[] = [];
  for (let at = Math.min(...from), isOn = false; at <= text.length; at += 1) {
    isOn = from.has(at) || (isOn && passes(text[at - 1] ?? ''));
    if (isOn) reached.push(at);
  }
  return reached;
}

function isOne(token: string, letter: string | undefined): boolean {
  if (letter === undefined) return false;
  if (token === '?') return letter !== '/';
  if (token.length === 1 || !token.startsWith('[')) return token === letter;
  const isOther = token.startsWith('[!');
  const isAmong = [...token.slice(isOther ? 2 : 1, -1).matchAll(/(.)-(.)|./gsu)].some(([one, low, high]) =>
    low === undefined || high === undefined ? one === letter : low <= letter && letter <= high,
  );
  return letter !== '/' && isAmong !== isOther;
}
