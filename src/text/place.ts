// Where is something in a file of the workspace, and how is that place written?

export interface Place {
  /** Path in the workspace. */
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
  /** Counted from 1, in UTF-16 units, as in editors. */
  readonly column: number;
}

/** A string, and the place of each of its characters. */
export interface PlacedText {
  readonly text: string;
  readonly placeOf: (offset: number) => Place;
}

/** `compass.yaml:12:5`, which terminals and editors turn into a link. */
export function formatPlace(place: Place): string {
  return `${place.file}:${place.line}:${place.column}`;
}
