// `matrix`: which environments does the branch map to? For the matrix of a workflow's job.

import type { ReadInvocation } from '../inputs/invocation.ts';
import { all, ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { environmentRequest, whyNoEnvironment } from '../prepare/choose-environment.ts';
import { beginRendering } from '../prepare/rendering.ts';
import type { SpecTarget } from '../render/target.ts';
import type { Conclusion } from '../report/conclusion.ts';
import { environmentsFor } from '../spec/select-environment.ts';

/** JSON for `strategy.matrix`; `nothingBecause` if the branch maps to no environment. */
export function matrix(
  target: SpecTarget,
  invocation: ReadInvocation,
  ports: Ports,
): Result<Pick<Conclusion, 'matrix' | 'answer' | 'nothingBecause'>> {
  const environments = environmentsFor(target.spec, environmentRequest(invocation));
  if (!environments.ok) return environments;
  if (environments.value.length === 0) return ok({ nothingBecause: whyNoEnvironment(invocation, target.spec) });
  const include = all(
    environments.value.map((environment): Result<Record<string, string>> => {
      const rendering = beginRendering({ ...target, environment, charts: [] }, ports);
      if (!rendering.ok) return rendering;
      const { name, namespace } = rendering.value.environment;
      return ok({ environment: name, namespace, branch: target.commit.branch });
    }),
  );
  if (!include.ok) return include;
  const json = JSON.stringify({ include: include.value });
  return ok({ matrix: json, answer: json });
}
