// The first round of rendering, as every command begins it.
import type { Result } from '../failure.ts';
import type { Request } from '../inputs/request.ts';
import type { Ports, RegistryAccess } from '../ports.ts';
import { type RenderInputs, type Rendering, type Resolve, startRendering } from '../render/render.ts';
import type { Commit } from '../render/scope.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';

export interface Wanted {
  readonly spec: Spec;
  readonly request: Request;
  readonly commit: Commit;
  readonly environment: Environment;
  readonly charts: readonly Chart[];
}

/** How this run asks registries. */
export function accessOf(request: Request, signal: AbortSignal): RegistryAccess {
  return { insecure: request['insecure-registries'] ?? [], githubToken: request['github-token'], signal };
}

/** By the registries, but for images that keep the digest of an earlier run: those only have to be there still. */
export function resolverOf(request: Request, ports: Pick<Ports, 'openRegistry'>, signal: AbortSignal): Resolve {
  const kept = request.images ?? {};
  const registry = ports.openRegistry(accessOf(request, signal));
  return (images) =>
    registry.digests(
      images.map((image) => {
        const digest = Object.hasOwn(kept, image.reference) ? kept[image.reference] : undefined;
        return digest === undefined ? image : { reference: image.reference, digest };
      }),
    );
}

/** Asks nobody: names are known then. `variable`: where environment variables are not the step's own. */
export function beginRendering(
  { spec, request, commit, environment, charts }: Wanted,
  ports: Pick<Ports, 'files' | 'variable' | 'redactor'>,
  variable: RenderInputs['variable'] = ports.variable,
): Result<Rendering> {
  const given = request.values ?? {};
  const learn = (secret: string) => ports.redactor.learn(secret);
  return startRendering({ spec, charts, environment, commit, given, files: ports.files, variable, learn });
}
