// A place in a file of the repository, and how it is shown.

export interface Place {
  /** Path in the workspace, as the user would write it. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units as editors do. */
  readonly column: number;
}

/** A text, and the place of what stands so many characters behind its start. */
export interface PlacedText {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
}

/** `compass.yaml:12:5`, which terminals and editors turn into a link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}

/** The known name that a misspelt one is nearest to, unless none is near. */
export function nearestName(misspelt: string, known: readonly string[]): string | undefined {
  const limit = Math.max(1, Math.floor([...misspelt].length / 3));
  const near = known
    .map((name) => ({ name, distance: editDistance(misspelt.toLowerCase(), name.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.name;
}

/** Levenshtein's distance: the least number of letters to insert, delete or replace. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: [...to].length + 1 }, (_, column) => column);
  for (const [row, letter] of [...from].entries()) {
    const current = [row + 1];
    for (const [column, other] of [...to].entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
