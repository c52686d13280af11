// The first round of rendering, as every command begins it.
import type { Result } from '../failure.ts';
import type { Request } from '../inputs/request.ts';
import type { Ports } from '../ports.ts';
import { type RenderInputs, type Rendering, startRendering } from '../render/render.ts';
import type { Commit } from '../render/scope.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';

export interface Wanted {
  readonly spec: Spec;
  readonly request: Request;
  readonly commit: Commit;
  readonly environment: Environment;
  readonly charts: readonly Chart[];
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
