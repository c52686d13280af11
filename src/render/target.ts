// What is a command about? These charts of a spec, in this environment, at this commit.
import type { Request } from '../inputs/request.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import type { Commit } from './scope.ts';

export interface Target {
  readonly spec: Spec;
  readonly request: Request;
  readonly commit: Commit;
  readonly environment: Environment;
  /** The selected charts of the spec. */
  readonly charts: readonly Chart[];
}

/** The part of a target that is known before an environment is chosen. */
export type SpecTarget = Pick<Target, 'spec' | 'request' | 'commit'>;
