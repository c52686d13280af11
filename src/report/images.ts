// How are the images of a chart shown? Each with its digest, and with the digest that ran before.

import type { ChartResult } from '../model/outcome.ts';
import { notBuilt } from '../text/image.ts';
import { code } from './markdown.ts';

/** How many hexadecimal digits are enough to tell digests apart. */
const digits = 12;

/** Image reference → digest, of the images that are built. */
export function builtImages({ images }: Pick<ChartResult, 'images'>): Record<string, string> {
  return Object.fromEntries(Object.entries(images).filter(([, digest]) => digest !== notBuilt));
}

export function digestText(digest: string | undefined): string {
  return digest === undefined || digest === notBuilt ? 'not built yet' : digest;
}

/** A line for each image whose digest has moved: `ghcr.io/acme/web:develop: sha256:… → sha256:…`. */
export function movedLines({ images, imagesBefore }: Pick<ChartResult, 'images' | 'imagesBefore'>): string[] {
  return Object.entries(imagesBefore).map(
    ([reference, before]) => `${reference}: ${before} → ${digestText(images[reference])}`,
  );
}

/** Markdown for a cell of a table. */
export function imagesCell({ images, imagesBefore }: Pick<ChartResult, 'images' | 'imagesBefore'>): string {
  const lines = Object.entries(images).map(([reference, digest]) => {
    const before = imagesBefore[reference];
    return `${code(reference)}: ${before ? `${short(before)} → ` : ''}${digest === notBuilt ? 'not built yet' : short(digest)}`;
  });
  return lines.join('<br>');
}

function short(digest: string): string {
  return code(digest.slice(0, 'sha256:'.length + digits));
}
