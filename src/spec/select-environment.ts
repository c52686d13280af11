// Which environment is a run for: the requested one, or the one that the branch maps to?

import { failed, ok, type Result } from '../model/failure.ts';
import { nearestName } from '../text/near-name.ts';
import { matchesBranch } from './branch-glob.ts';
import type { Environment, Spec } from './spec.ts';

export interface EnvironmentRequest {
  /** Requested by name. */
  readonly environment: string | undefined;
  /** From the inputs, instead of the event's. */
  readonly branch: string | undefined;
  /** The branch of the event; undefined if it has none. */
  readonly eventBranch: string | undefined;
  /** True if the head of that branch is deployed. */
  readonly isBranchHead: boolean;
  /** False for a plan, which a protected environment allows from anywhere. */
  readonly isChange: boolean;
}

/**
 * Undefined if the branch maps to no environment.
 * Fails with `environment-unknown`, `environment-ambiguous` or `environment-protected`.
 */
export function selectEnvironment(spec: Spec, question: EnvironmentRequest): Result<Environment | undefined> {
  const found =
    question.environment === undefined ? byBranch(spec, question) : environmentNamed(spec, question.environment);
  if (!found.ok || found.value === undefined || !question.isChange) return found;
  return refuseForeignBranch(found.value, question.isBranchHead ? question.eventBranch : undefined);
}

/** Fails with `environment-unknown`. */
export function environmentNamed(spec: Spec, name: string): Result<Environment> {
  const environment = spec.environments.find((candidate) => candidate.name === name);
  if (environment !== undefined) return ok(environment);
  const names = spec.environments.map((candidate) => candidate.name);
  const near = nearestName(name, names);
  return failed({
    code: 'environment-unknown',
    message: `The environment \`${name}\` is not in ${spec.file}.`,
    hint: near ? `Did you mean \`${near}\`?` : `Known environments: ${names.join(', ')}.`,
  });
}

/** The requested one, or all that the branch maps to. Fails with `environment-unknown`. */
export function environmentsFor(spec: Spec, question: EnvironmentRequest): Result<readonly Environment[]> {
  if (question.environment !== undefined) {
    const named = environmentNamed(spec, question.environment);
    return named.ok ? ok([named.value]) : named;
  }
  const branch = question.branch ?? question.eventBranch;
  if (branch === undefined) return ok([]);
  return ok(spec.environments.filter((environment) => mapsTo(environment, branch)));
}

function byBranch(spec: Spec, question: EnvironmentRequest): Result<Environment | undefined> {
  const found = environmentsFor(spec, question);
  if (!found.ok) return found;
  const matching = found.value;
  const branch = question.branch ?? question.eventBranch;
  if (matching.length < 2) return ok(matching[0]);
  const names = matching.map((environment) => environment.name).join(', ');
  return failed({
    code: 'environment-ambiguous',
    message: `The branch \`${branch}\` maps to several environments of ${spec.file}: ${names}.`,
    hint: 'Choose one with the input `environment`, or run a job for each with `command: matrix`.',
  });
}

/** No input can deploy anything but its own branches to a protected environment. */
function refuseForeignBranch(environment: Environment, ownBranch: string | undefined): Result<Environment> {
  if (!environment.protected || (ownBranch !== undefined && mapsTo(environment, ownBranch))) return ok(environment);
  return failed({
    code: 'environment-protected',
    message: `The environment \`${environment.name}\` is protected, and ${ownBranch ? `\`${ownBranch}\` is not one of its branches` : 'this run is not for the head of a branch'}.`,
    hint:
      environment.branches.length > 0
        ? `Run Compass on one of its branches: ${environment.branches.join(', ')}.`
        : 'Add `branches` to the environment: only those can be deployed to it.',
  });
}

function mapsTo(environment: Environment, branch: string): boolean {
  return environment.branches.some((glob) => matchesBranch(glob, branch));
}
