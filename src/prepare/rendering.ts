// How does a command start to render, and how does it resolve images?

import type { Request } from '../inputs/request.ts';
import type { Result, Warning } from '../model/failure.ts';
import type { Ports, RegistryAccess } from '../ports/ports.ts';
import { type RenderInputs, type Rendering, type Resolve, startRendering } from '../render/render.ts';
import type { Target } from '../render/target.ts';
import { imageKey } from '../text/image.ts';

/** For the requests of this run to registries. */
export function accessOf(request: Request, signal: AbortSignal): RegistryAccess {
  return { insecure: request['insecure-registries'] ?? [], githubToken: request['github-token'], signal };
}

/** Called for images that do not exist yet. */
export type ImageListeners = Pick<RegistryAccess, 'onWait' | 'onNotBuilt'>;

/** Images of the input `images` keep their digest, which must still exist; registries resolve all others. */
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

/** An entry of the input `images` that no chart asks for may be a typo. */
export function warnOfUnusedImages({ images, only }: Request, digests: Readonly<Record<string, string>>): Warning[] {
  if (images === undefined || only !== undefined) return [];
  const used = new Set(Object.keys(digests).map(imageKey));
  return [...images.keys()]
    .filter((key) => !used.has(key))
    .map((key) => ({
      message: `The input \`images\` names \`${key}\`, which no chart uses. It has no effect.`,
      hint: 'Check that the registry, the repository and the tag are the same as in the spec.',
    }));
}

/** Makes no request; afterwards, names are known. `variable`: in place of the step's own environment variables. */
export function beginRendering(
  { spec, request, commit, environment, charts }: Target,
  ports: Pick<Ports, 'files' | 'variable' | 'redactor'>,
  variable: RenderInputs['variable'] = ports.variable,
): Result<Rendering> {
  const learn = (secret: string) => ports.redactor.learn(secret);
  return startRendering({ spec, request, commit, environment, charts, files: ports.files, variable, learn });
}
