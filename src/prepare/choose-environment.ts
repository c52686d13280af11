// Which environment is a run for, and which commit does it deploy there?

import type { ReadInvocation } from '../inputs/invocation.ts';
import { changesCluster } from '../inputs/trigger.ts';
import { hintForGit } from '../model/checkout.ts';
import { failed, ok, type Result } from '../model/failure.ts';
import type { Commit } from '../render/scope.ts';
import { type EnvironmentRequest, selectEnvironment } from '../spec/select-environment.ts';
import type { Environment, Spec } from '../spec/spec.ts';

export function environmentRequest({ request, trigger }: ReadInvocation): EnvironmentRequest {
  return {
    environment: trigger.comment?.environment ?? request.environment,
    branch: request.branch?.replace(/^refs\/heads\//, ''),
    eventBranch: trigger.branch,
    isBranchHead: trigger.isBranchHead,
    isChange: changesCluster(trigger.command),
  };
}

export function commitOf(invocation: ReadInvocation): Commit {
  return { branch: branchOfRun(invocation) ?? '', sha: invocation.trigger.sha ?? invocation.event.sha };
}

/**
 * Undefined if the branch maps to nothing, so that a workflow has nothing to do. In a terminal that is an error, except
 * that a view takes the only environment of the spec.
 */
export function chooseEnvironment(invocation: ReadInvocation, spec: Spec): Result<Environment | undefined> {
  const selected = selectEnvironment(spec, environmentRequest(invocation));
  const { view, event } = invocation;
  const branch = branchOfRun(invocation);
  const mayHaveNone = event.name !== 'terminal' || (view === undefined && branch);
  if (!selected.ok || selected.value !== undefined || mayHaveNone) return selected;
  const [only, ...others] = spec.environments;
  if (view !== undefined && only !== undefined && others.length === 0) return ok(only);
  return failed({
    code: 'environment-unknown',
    message: whyNoEnvironment(invocation, spec),
    hint:
      (branch ? undefined : hintForGit(event.gitProblem)) ??
      `Choose an environment with \`--environment\`: ${environmentNames(spec)}. Or give the branch with \`--branch\`.`,
  });
}

/** A sentence for a run whose branch maps to no environment. */
export function whyNoEnvironment(invocation: ReadInvocation, spec: Spec): string {
  const branch = branchOfRun(invocation);
  if (branch) return `The branch \`${branch}\` maps to no environment of ${spec.file}. ${mappingOf(spec, invocation)}`;
  const { name, gitProblem } = invocation.event;
  if (name !== 'terminal') return 'This run is not for a branch, and the input `environment` is not set.';
  return `No branch is checked out${gitProblem ? ` (git: ${gitProblem})` : ''}, and no environment is given.`;
}

/** Which branches map where, as a sentence. */
function mappingOf({ environments }: Spec, { writtenAs }: ReadInvocation): string {
  const mapped = environments.filter(({ branches }) => branches.length > 0);
  if (mapped.length === 0) {
    const how = writtenAs ? writtenAs('environment') : 'the input `environment`';
    return `No environment has \`branches\`, so choose one with ${how}.`;
  }
  return `Mapped branches: ${mapped.map(({ name, branches }) => `${branches.join(', ')} → ${name}`).join('; ')}.`;
}

function environmentNames({ environments }: Spec): string {
  return environments.map(({ name }) => name).join(', ');
}

function branchOfRun(invocation: ReadInvocation): string | undefined {
  const { branch, eventBranch } = environmentRequest(invocation);
  return branch ?? eventBranch;
}
