// What templates may speak of by name, in an environment and in a chart.
import type { JsonObject } from '../json.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import type { Scope } from './template.ts';

/** What is being deployed. Empty texts where nothing is known. */
export interface Source {
  readonly branch: string;
  readonly sha: string;
}

/** The longest tag that registries take. */
const longestTag = 128;

export function environmentScope(spec: Spec, environment: Environment, source: Source, values: JsonObject): Scope {
  const { branch, sha } = source;
  return { values, environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
}

export function chartScope(environment: Scope, chart: Chart, namespace: string): Scope {
  return { ...environment, chart: chart.name, release: chart.release, namespace };
}

/** The branch as an image's tag: what a tag may not hold becomes `-`, as docker/metadata-action does it. */
function imageTag(branch: string): string {
  return branch
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longestTag);
}
