// Which known name did a misspelt one mean?

/** The nearest known name; undefined if none is near. */
export function nearestName(misspelt: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor([...misspelt].length / 3));
  const near = known
    .map((name) => ({ name, distance: editDistance(misspelt.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** The least number of letters to insert, delete, replace, or swap with the next one. */
function editDistance(from: string, to: string): number {
  const [letters, others] = [[...from], [...to]];
  const rows = [Array.from({ length: others.length + 1 }, (_, column) => column)];
  const at = (row: number, column: number) => rows[row]?.[column] ?? Number.POSITIVE_INFINITY;
  for (const [row, letter] of letters.entries()) {
    rows.push([row + 1]);
    for (const [column, other] of others.entries()) {
      const replaced = at(row, column) + (letter === other ? 0 : 1);
      const isSwapped = letter === others[column - 1] && other === letters[row - 1];
      const swapped = isSwapped ? at(row - 1, column - 1) + 1 : Number.POSITIVE_INFINITY;
      rows[row + 1]?.push(Math.min(replaced, swapped, at(row, column + 1) + 1, at(row + 1, column) + 1));
    }
  }
  return at(letters.length, others.length);
}
