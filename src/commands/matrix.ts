// `matrix`: the environments that a branch maps to, for the matrix of a workflow's job.
import { all, ok, type Result } from '../failure.ts';
import type { Ports } from '../ports.ts';
import { startRendering } from '../render/render.ts';
import { type EnvironmentQuestion, environmentsFor } from '../spec/environment.ts';
import type { Validation } from './validate.ts';

/** JSON for `strategy.matrix`; an empty text if nothing applies. */
export function matrix(
  { spec, request, commit }: Validation,
  question: EnvironmentQuestion,
  { files, variable, redactor }: Ports,
): Result<string> {
  const environments = environmentsFor(spec, question);
  if (!environments.ok) return environments;
  const included = all(
    environments.value.map((environment): Result<Record<string, string>> => {
      const rendering = startRendering({
        spec,
        charts: [],
        environment,
        commit,
        given: request.values ?? {},
        files,
        variable,
        learn: (secret) => redactor.learn(secret),
      });
      if (!rendering.ok) return rendering;
      const { name, namespace } = rendering.value.environment;
      return ok({ environment: name, namespace, branch: commit.branch });
    }),
  );
  if (!included.ok) return included;
  return ok(included.value.length === 0 ? '' : JSON.stringify({ include: included.value }));
}
