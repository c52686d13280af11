// `matrix`: the environments that a branch maps to, for the matrix of a workflow's job.
import { all, ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { beginRendering } from '../prepare/rendering.ts';
import { type EnvironmentQuestion, environmentsFor } from '../spec/select-environment.ts';
import type { Validation } from './validate.ts';

/** JSON for `strategy.matrix`; an empty text if nothing applies. */
export function matrix(validation: Validation, question: EnvironmentQuestion, ports: Ports): Result<string> {
  const environments = environmentsFor(validation.spec, question);
  if (!environments.ok) return environments;
  const included = all(
    environments.value.map((environment): Result<Record<string, string>> => {
      const rendering = beginRendering({ ...validation, environment, charts: [] }, ports);
      if (!rendering.ok) return rendering;
      const { name, namespace } = rendering.value.environment;
      return ok({ environment: name, namespace, branch: validation.commit.branch });
    }),
  );
  if (!included.ok) return included;
  return ok(included.value.length === 0 ? '' : JSON.stringify({ include: included.value }));
}
