// An environment as it is for one commit: its values, layer over layer, each rendered with those below it in scope, and
// then its names.
import type { Place } from '../diagnostic.ts';
import { all, ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { EnvironmentName, Namespace } from '../names.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import type { Path } from '../yaml.ts';
import { mergeLayers } from './merge.ts';
import { renderNamespace } from './names.ts';
import { type Commit, environmentScope } from './scope.ts';
import type { Scope } from './template.ts';
import { type Renderer, readValuesFile, renderText, renderValues } from './values.ts';

export interface RenderedEnvironment {
  readonly name: EnvironmentName;
  readonly namespace: Namespace;
  /** Of the kubeconfig; the current one if absent. */
  readonly context?: string;
  readonly values: JsonObject;
}

/** `given`: of the input `values`; data, never a template. */
export function renderEnvironment(
  spec: Spec,
  environment: Environment,
  commit: Commit,
  given: JsonObject,
  renderer: Renderer,
): Result<RenderedEnvironment> {
  const { name } = environment;
  const values = renderLayers(spec, environment, commit, given, renderer);
  if (!values.ok) return values;
  const scope = environmentScope(spec, environment, commit, values.value);
  const placeOf = (key: string) => spec.placeOf(['environments', name, key]);
  const namespace = renderNamespace(environment.namespace, placeOf('namespace'), scope, renderer);
  const context = renderText(environment.context ?? '', placeOf('context'), scope, renderer);
  if (!namespace.ok || !context.ok) return all<unknown>([namespace, context]) as Result<never>;
  return ok({
    name,
    namespace: namespace.value,
    ...(context.value !== '' && { context: String(context.value) }),
    values: values.value,
  });
}

function renderLayers(
  spec: Spec,
  environment: Environment,
  commit: Commit,
  given: JsonObject,
  renderer: Renderer,
): Result<JsonObject> {
  const { name, valuesFiles } = environment;
  const placeBelow =
    (...start: Path) =>
    (path: Path): Place =>
      spec.placeOf([...start, ...path]);
  const layers: ((scope: Scope) => Result<JsonObject>)[] = [
    (scope) => renderValues(spec.values, placeBelow('values'), scope, renderer),
    ...valuesFiles.map((file, index) => (scope: Scope) => {
      const at = spec.placeOf(['environments', name, 'values-files', index]);
      return readValuesFile(file, spec.folder, at, scope, renderer);
    }),
    (scope) => renderValues(environment.values, placeBelow('environments', name, 'values'), scope, renderer),
  ];
  let values: JsonObject = {};
  for (const layer of layers) {
    const rendered = layer(environmentScope(spec, environment, commit, values));
    if (!rendered.ok) return rendered;
    values = mergeLayers([values, rendered.value]);
  }
  return ok(mergeLayers([values, given]));
}
