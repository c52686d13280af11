// How is a number of things written?

/** `1 chart`, `3 charts`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
