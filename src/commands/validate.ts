// `validate`: every environment rendered, without asking anybody.

import type { Place } from '../diagnostic.ts';
import { all, type Failure, failed, inOrder, ok, type Result } from '../failure.ts';
import type { Request } from '../inputs/request.ts';
import type { ChartOrigin } from '../origin.ts';
import type { Files, Ports } from '../ports.ts';
import type { Commit } from '../render/scope.ts';
import { environmentNamed } from '../spec/environment.ts';
import { selectCharts } from '../spec/only.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import { beginRendering } from './rendering.ts';

export interface Validation {
  readonly spec: Spec;
  readonly request: Request;
  readonly commit: Commit;
}

/** Names of the environments that were looked at: all, or the one that was asked for. */
export function validate(validation: Validation, ports: Ports): Result<string[]> {
  const { spec, request } = validation;
  const asked = request.environment === undefined ? ok(undefined) : environmentNamed(spec, request.environment);
  if (!asked.ok) return asked;
  const environments = asked.value ? [asked.value] : spec.environments;
  const failures = environments.flatMap((environment) => problemsIn({ ...validation, environment }, ports));
  if (failures.length > 0) return failed(...inOrder(distinct(failures)));
  return ok(environments.map(({ name }) => name));
}

/** What is wrong in templates and files for one environment, as far as it can be told without asking anybody. */
export function problemsIn(
  { spec, request, commit, environment }: Validation & { readonly environment: Environment },
  ports: Ports,
): readonly Failure[] {
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return charts.failures;
  // A variable that is not set here may be set where it counts.
  const variable = (name: string) => ports.variable(name) ?? null;
  const rendering = beginRendering({ spec, request, commit, environment, charts: charts.value }, ports, variable);
  if (!rendering.ok) return rendering.failures;
  const missing = all(rendering.value.charts.map(({ origin, at }) => checkFolder(origin, at, ports.files)));
  return missing.ok ? [] : missing.failures;
}

/** What is wrong in several environments is told once. */
function distinct(failures: readonly Failure[]): Failure[] {
  return [...new Map(failures.map((failure) => [JSON.stringify(failure), failure])).values()];
}

function checkFolder(origin: ChartOrigin | undefined, at: Place, files: Files): Result<undefined> {
  if (origin?.kind !== 'folder') return ok(undefined);
  const read = files.read(`${origin.path}/Chart.yaml`);
  if ('text' in read) return ok(undefined);
  const message = `There is no chart in \`${origin.path}\`: its Chart.yaml ${read.problem}.`;
  const hint = 'Correct `chart`: the path starts at the folder of the spec.';
  return failed({ code: 'chart-unreadable', message, hint, at });
}
