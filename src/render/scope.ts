// What templates may speak of by name, in an environment and in a chart.
import type { JsonObject } from '../json.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import type { Scope } from './template.ts';

/** What is being deployed. Empty texts where nothing is known. */
export interface Commit {
  readonly branch: string;
  readonly sha: string;
}

/** The longest tag that registries take. */
const longestTag = 128;

export function environmentScope(
  spec: Spec,
  environment: Pick<Environment, 'name'>,
  commit: Commit,
  values: JsonObject,
): Scope {
  const { branch, sha } = commit;
  return { values, environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
}

/** `names`: what is known of it by now. */
export function chartScope(environment: Scope, chart: Chart, names: { namespace?: string; release?: string }): Scope {
  return { ...environment, chart: chart.name, ...names };
}

/** The branch as an image's tag: what a tag may not hold becomes `-`, as docker/metadata-action does it. */
function imageTag(branch: string): string {
  return branch
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longestTag);
}
