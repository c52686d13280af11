// `validate`: is the spec valid for every environment? Renders all of them, offline.
import type { ReadInvocation } from '../inputs/invocation.ts';
import { parseSource } from '../model/chart-source.ts';
import { type Failure, failed, inOrder, ok, type Result } from '../model/failure.ts';
import type { Ports } from '../ports/ports.ts';
import { missingCharts } from '../prepare/missing-charts.ts';
import { beginRendering } from '../prepare/rendering.ts';
import { warningsAbout } from '../prepare/warnings.ts';
import type { RenderedChart } from '../render/charts.ts';
import type { RenderedEnvironment } from '../render/environment.ts';
import type { SpecTarget, Target } from '../render/target.ts';
import type { Conclusion } from '../report/conclusion.ts';
import { selectCharts } from '../spec/select-charts.ts';
import { environmentNamed } from '../spec/select-environment.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';

/** Makes no request. Fails with all problems, in the order of the files. */
export function validate(
  target: SpecTarget,
  { trigger }: Pick<ReadInvocation, 'trigger'>,
  ports: Ports,
): Result<Pick<Conclusion, 'answer' | 'warnings' | 'nothingBecause'>> {
  const { spec, request } = target;
  const named = request.environment === undefined ? ok(undefined) : environmentNamed(spec, request.environment);
  if (!named.ok) return named;
  const environments = named.value ? [named.value] : spec.environments;
  const charts = selectCharts(spec, request.only ?? []);
  if (!charts.ok) return charts;
  const checked = environments.map((environment) =>
    checkEnvironment({ ...target, environment, charts: charts.value }, ports),
  );
  const failures = [...checked.flatMap((one) => one.failures), ...sharedPlaces(checked, spec)];
  if (failures.length > 0) return failed(...inOrder(failures));
  const answer = `${spec.file} is valid: ${environments.map(({ name }) => name).join(', ')}.`;
  if (trigger.mayLackSecrets) {
    return ok({ nothingBecause: `This pull request gets no secrets, so there is no kubeconfig. ${answer}` });
  }
  const allCharts = checked.flatMap((one) => one.charts);
  return ok({ answer, warnings: warningsAbout(spec, allCharts, ports.files) });
}

/** Problems in templates and files for one environment, as far as they can be found without a request. */
export function problemsIn(target: Target, ports: Ports): readonly Failure[] {
  return checkEnvironment(target, ports).failures;
}

interface CheckedEnvironment {
  /** Undefined if it could not be rendered. */
  readonly environment?: RenderedEnvironment;
  readonly charts: readonly Pick<RenderedChart, 'name' | 'source'>[];
  readonly failures: readonly Failure[];
}

function checkEnvironment(target: Target, ports: Ports): CheckedEnvironment {
  const { spec, charts } = target;
  // A variable that is not set here may be set where the spec is deployed.
  const variable = (name: string) => ports.variable(name) ?? null;
  const rendering = beginRendering(target, ports, variable);
  const checked = rendering.ok ? rendering.value.charts : charts.map((chart) => writtenSource(chart, spec));
  const missing = missingCharts(checked, spec, ports.files);
  if (!rendering.ok) return { charts: checked, failures: [...rendering.failures, ...missing] };
  return { environment: rendering.value.environment, charts: checked, failures: missing };
}

/** Without a rendering, literal chart sources can still be checked. */
function writtenSource(
  { name, chart, version, repository, requires, settings }: Chart,
  { folder, repositories }: Spec,
): Pick<RenderedChart, 'name' | 'source'> {
  // A chart that is removed, or that some environments do not require, may be missing.
  if (settings.remove || requires.length > 0) return { name };
  // With a version or a repository, the chart is remote, even if one of these keys is wrong.
  if (chart === undefined || chart.includes('<%') || (version ?? repository) !== undefined) return { name };
  const urls = repositories.map((known) => [known.name, known.url]);
  const parsed = parseSource({ chart }, folder, Object.fromEntries(urls));
  return { name, ...('source' in parsed && { source: parsed.source }) };
}

/**
 * Environments whose templates evaluate to the same place. A rule of the spec compares literal namespaces and contexts.
 */
function sharedPlaces(checked: readonly CheckedEnvironment[], spec: Spec): Failure[] {
  const isTemplate = ({ name }: Pick<Environment, 'name'>) =>
    spec.environments.some((one) => one.name === name && `${one.namespace} ${one.context}`.includes('<%'));
  const seen = new Map<string, RenderedEnvironment>();
  return checked.flatMap(({ environment }): Failure[] => {
    if (environment === undefined) return [];
    const { name, namespace, context } = environment;
    const place = JSON.stringify([context, namespace]);
    const first = seen.get(place);
    seen.set(place, first ?? environment);
    if (first === undefined || !(isTemplate(first) || isTemplate(environment))) return [];
    const message = `The environments \`${first.name}\` and \`${name}\` have the same context and namespace.`;
    const hint = `Give \`${name}\` another \`namespace\` or \`context\`.`;
    return [{ code: 'spec-invalid', message, hint, at: spec.placeOf(['environments', name, 'namespace']) }];
  });
}
