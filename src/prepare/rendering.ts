// How does a command start to render, and how does it resolve images?

import type { Request } from '../inputs/request.ts';
import type { Failure, Result } from '../model/failure.ts';
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

/**
 * For each entry of the input `images` that no chart asks for: it may be a typo, and then the chart would get another
 * image. `asked`: references, of all charts.
 */
export function unusedImages({ images }: Request, asked: readonly string[]): Failure[] {
  const known = new Set(asked.map(imageKey));
  return [...(images?.keys() ?? [])]
    .filter((key) => !known.has(key))
    .map((key) => ({
      code: 'input-invalid',
      message: `The input \`images\` names \`${key}\`, which no chart asks for.`,
      hint: 'Correct the registry, the repository and the tag, or remove the entry.',
    }));
}

/** The images that charts which are not selected ask for. Makes no request. */
export function imagesOfOthers(
  target: Target,
  ports: Pick<Ports, 'files' | 'variable' | 'redactor'>,
): readonly string[] {
  const { images, only } = target.request;
  if (images === undefined || only === undefined) return [];
  const rendering = beginRendering({ ...target, charts: target.spec.charts }, ports);
  return rendering.ok ? rendering.value.charts.flatMap(({ imagesAsked }) => imagesAsked) : [];
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
