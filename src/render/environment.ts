// The values of an environment: layer over layer, each rendered with those below it in scope.
import type { Place } from '../diagnostic.ts';
import { ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { Environment, Spec } from '../spec/spec.ts';
import type { Path } from '../yaml.ts';
import { mergeLayers } from './merge.ts';
import { environmentScope, type Source } from './scope.ts';
import type { Scope } from './template.ts';
import { type Renderer, readValuesFile, renderValues } from './values.ts';

/** `given`: of the input `values`; data, never a template. */
export function renderEnvironment(
  spec: Spec,
  environment: Environment,
  source: Source,
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
    const rendered = layer(environmentScope(spec, environment, source, values));
    if (!rendered.ok) return rendered;
    values = mergeLayers([values, rendered.value]);
  }
  return ok(mergeLayers([values, given]));
}
