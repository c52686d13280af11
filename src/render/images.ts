// Which images do templates ask for? Each reference is resolved once, so that all charts get the same digest.

import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { WantedImage } from '../ports/ports.ts';
import type { Place, PlacedText } from '../text/place.ts';

/** One request per reference, with all its options. Fails with `image-stale` if two commits are requested. */
export function mergeWanted(images: readonly WantedImage[]): Result<WantedImage[]> {
  const merged = new Map<string, WantedImage>();
  const failures: Failure[] = [];
  for (const image of images) {
    const { reference, at } = image;
    const known = merged.get(reference) ?? { reference, ...(at && { at }) };
    const revision = known.revision ?? image.revision;
    if (image.revision !== undefined && image.revision !== revision) failures.push(ofTwoCommits(image, revision ?? ''));
    const waitMs = Math.max(known.waitMs ?? 0, image.waitMs ?? 0);
    merged.set(reference, {
      ...known,
      ...(revision !== undefined && { revision }),
      ...(waitMs > 0 && { waitMs }),
    });
  }
  return failures.length > 0 ? failed(...failures) : ok([...merged.values()]);
}

function ofTwoCommits({ reference, revision, at }: WantedImage, other: string): Failure {
  const message = `The image \`${reference}\` is requested from two commits: ${other} and ${revision}.`;
  return { code: 'image-stale', message, hint: 'Use the same `revision` in all templates.', ...(at && { at }) };
}

/** Place of the tag that asks for an image: of several, the one that contains its name. */
export function placeOfAsking({ text, placeOf }: PlacedText, { reference }: WantedImage): Place {
  const tags = [...text.matchAll(/<%(?!%)[\s\S]*?(%>|$)/g)];
  const asking = tags.filter(([code]) => /\b(image|digest)\b/.test(code));
  const name = /([^/]*?)(:[^:/]*)?(@.*)?$/.exec(reference)?.[1] || reference;
  const tag = asking.find(([code]) => code.includes(name)) ?? asking[0] ?? tags[0];
  return placeOf(tag?.index ?? 0);
}

/** References whose verified digest is not the one that earlier templates already got. */
export function changedDigests(
  found: ReadonlyMap<string, string>,
  digests: Readonly<Record<string, string>>,
): Failure[] {
  const moved = [...found].filter(([reference, digest]) => (digests[reference] ?? digest) !== digest);
  return moved.map(([reference]) => {
    const message = `The image \`${reference}\` changed its digest during this run.`;
    return { code: 'image-stale', message, hint: 'Run Compass again.' };
  });
}
