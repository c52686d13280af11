// Which names can templates use, in an environment and in a chart?
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import type { Scope } from './template.ts';
import { isSecret, Pinned, reveal, tracesOf, type Values } from './values.ts';

/** What is being deployed. Empty strings if that is not known. */
export interface Commit {
  readonly branch: string;
  readonly sha: string;
}

/** The longest tag that registries accept. */
const longestTag = 128;

export function environmentScope(
  spec: Spec,
  environment: Pick<Environment, 'name'>,
  { branch, sha }: Commit,
  values: Values,
): Scope {
  const secrets = tracesOf(values, (value) => (isSecret(value) ? true : undefined));
  const images = tracesOf(values, (value) => (value instanceof Pinned ? value.images : undefined));
  const names = { environment: environment.name, stack: spec.stack, branch, imageTag: imageTag(branch), sha };
  return {
    names: { values: reveal(values), ...names },
    secrets: secrets === undefined ? {} : { values: secrets },
    images: images === undefined ? {} : { values: images },
  };
}

/** `known`: the chart's names that are known so far. */
export function withChartNames(
  { names, ...traces }: Scope,
  chart: Pick<Chart, 'name'>,
  known: { readonly namespace?: string; readonly release?: string },
): Scope {
  return { names: { ...names, chart: chart.name, ...known }, ...traces };
}

/** The branch as an image tag: invalid characters become `-`, as in docker/metadata-action. */
function imageTag(branch: string): string {
  return branch
    .replace(/[^a-zA-Z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '')
    .slice(0, longestTag);
}
