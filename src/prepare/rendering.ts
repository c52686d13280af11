// The first round of rendering, as every command begins it.

import type { Request } from '../inputs/request.ts';
import type { Result, Warning } from '../model/failure.ts';
import type { Ports, RegistryAccess } from '../ports/ports.ts';
import { type RenderInputs, type Rendering, type Resolve, startRendering } from '../render/render.ts';
import type { Target } from '../render/target.ts';
import { imageKey } from '../text/image.ts';

/** How this run asks registries. */
export function accessOf(request: Request, signal: AbortSignal): RegistryAccess {
  return { insecure: request['insecure-registries'] ?? [], githubToken: request['github-token'], signal };
}

/** Who is told of images that are not there yet. */
export type ImageListeners = Pick<RegistryAccess, 'onWait' | 'onNotBuilt'>;

/** By the registries, but for images that keep the digest of an earlier run: those only have to be there still. */
export function resolverOf(
  request: Request,
  ports: Pick<Ports, 'openRegistry'>,
  signal: AbortSignal,
  listeners: ImageListeners = {},
): Resolve {
  const kept = request.images ?? new Map<string, string>();
  const registry = ports.openRegistry({ ...accessOf(request, signal), ...listeners });
  return (images) =>
    registry.digests(
      images.map((image) => {
        const digest = kept.get(imageKey(image.reference));
        return digest === undefined ? image : { ...image, digest };
      }),
    );
}

/** What was to keep the digest of an earlier run, and is no image of this one: that may be a slip of whoever goes back. */
export function warnOfUnusedImages({ images, only }: Request, digests: Readonly<Record<string, string>>): Warning[] {
  if (images === undefined || only !== undefined) return [];
  const used = new Set(Object.keys(digests).map(imageKey));
  return [...images.keys()]
    .filter((key) => !used.has(key))
    .map((key) => ({
      message: `The input \`images\` keeps the digest of \`${key}\`, for which no chart asks.`,
      hint: 'See whether the spec names it in another way by now.',
    }));
}

/** Asks nobody: names are known then. `variable`: where environment variables are not the step's own. */
export function beginRendering(
  { spec, request, commit, environment, charts }: Target,
  ports: Pick<Ports, 'files' | 'variable' | 'redactor'>,
  variable: RenderInputs['variable'] = ports.variable,
): Result<Rendering> {
  const learn = (secret: string) => ports.redactor.learn(secret);
  return startRendering({ spec, request, commit, environment, charts, files: ports.files, variable, learn });
}
