// Which key is indented wrongly, and in which column do the keys beside it begin?

export interface MisplacedKey {
  readonly message: string;
  readonly hint: string;
  /** In the source. */
  readonly offset: number;
}

interface WrittenKey {
  readonly name: string;
  /** Counted from 1. */
  readonly column: number;
  readonly offset: number;
}

/**
 * A key that begins in a column of its own. `offset`: where the YAML library noticed it. `misplaced`: offsets of keys
 * that are already known to be wrong, so others need not line up with them.
 */
export function unevenKey(source: string, offset: number, misplaced: readonly number[]): MisplacedKey | undefined {
  const keys = keysAround(source, offset).filter((key) => !misplaced.includes(key.offset));
  const index = keys.findLastIndex((one) => one.offset - one.column + 1 <= offset);
  const key = keys[index];
  if (key === undefined) return undefined;
  const open = openKeys(keys.slice(0, index));
  if (open.some(({ column }) => column === key.column)) return undefined;
  const distance = ({ column }: WrittenKey) => Math.abs(column - key.column);
  const [nearest] = open.toSorted((a, b) => distance(a) - distance(b) || b.column - a.column);
  return nearest && toMisplaced(key, nearest);
}

/** A key below a key that already has a value. `offset`: of that value, where the YAML library noticed it. */
export function keyBelowValue(source: string, offset: number): MisplacedKey | undefined {
  const keys = keysAround(source, offset);
  const index = keys.findLastIndex((one) => one.offset <= offset);
  const [above, key] = [keys[index], keys[index + 1]];
  return key !== undefined && above !== undefined && key.column > above.column ? toMisplaced(key, above) : undefined;
}

/** Of the keys above a line, the ones whose maps may continue there. */
function openKeys(above: readonly WrittenKey[]): WrittenKey[] {
  let column = Number.POSITIVE_INFINITY;
  return above.toReversed().filter((key) => {
    const isOpen = key.column < column;
    column = Math.min(column, key.column);
    return isOpen;
  });
}

function toMisplaced(key: WrittenKey, beside: WrittenKey): MisplacedKey {
  return {
    message: `The key \`${key.name}\` begins in column ${key.column}, but \`${beside.name}\` above it begins in column ${beside.column}.`,
    hint: `Begin \`${key.name}\` in column ${beside.column} if it belongs beside \`${beside.name}\`.`,
    offset: key.offset,
  };
}

/** How far to search before and after an offset, however large the file is. In lines. */
const searchedLines = 50;

/** The keys at the start of the lines around an offset. */
function keysAround(source: string, offset: number): WrittenKey[] {
  let at = offset;
  for (let line = 0; line < searchedLines && at > 0; line += 1) at = source.lastIndexOf('\n', at - 2) + 1;
  const keys: WrittenKey[] = [];
  for (const text of source.slice(at).split('\n', 2 * searchedLines)) {
    const [, indent = '', name = ''] = /^((?: |- )*)([^\s#:'"[{-][^\s:]*):(?:\s|$)/.exec(text) ?? [];
    if (name !== '') keys.push({ name, column: indent.length + 1, offset: at + indent.length });
    at += text.length + 1;
  }
  return keys;
}
