// A place in a file of the repository, and how it is written.

export interface Place {
  /** Path in the workspace. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units, as in editors. */
  readonly column: number;
}

/** A text, and the place of each character in it. */
export interface PlacedText {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
}

/** `compass.yaml:12:5`, which terminals and editors turn into a link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
