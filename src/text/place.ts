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
