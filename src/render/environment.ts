// How is an environment rendered for one commit? First its values, layer by layer, each with the lower ones in scope;
// then its names.
import { all, ok, type Result } from '../model/failure.ts';
import type { EnvironmentName, Namespace } from '../model/names.ts';
import type { Login } from '../ports/ports.ts';
import type { Environment, EnvironmentLayer, Spec } from '../spec/spec.ts';
import type { JsonObject } from '../text/json.ts';
import type { Path } from '../text/yaml.ts';
import { readValuesFile } from './files.ts';
import { renderName, renderNamespace } from './names.ts';
import { type Commit, environmentScope } from './scope.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderSpecLayer, renderText } from './texts.ts';
import { mergeLayers, type NamedLayer, nameTextOf, type Values } from './values.ts';

export interface RenderedEnvironment {
  readonly name: EnvironmentName;
  readonly namespace: Namespace;
  /** Of the kubeconfig; the current one if absent. */
  readonly context?: string;
  readonly values: Values;
  /** Where its values come from, from low to high. */
  readonly layers: readonly NamedLayer[];
  /** URLs of the spec's repositories, by name. */
  readonly repositories: Readonly<Record<string, string>>;
  readonly logins: readonly Login[];
}

/** `given`: the input `values`; data, never a template. */
export function renderEnvironment(
  spec: Spec,
  environment: Environment,
  commit: Commit,
  given: JsonObject,
  renderer: Renderer,
): Result<RenderedEnvironment> {
  const { name } = environment;
  const ofInput: NamedLayer = { name: 'the input `values`', values: given };
  const layers = renderEnvironmentLayers(
    [...layersOfEnvironment(spec, environment), () => ok(ofInput)],
    (lower) => environmentScope(spec, environment, commit, lower),
    renderer,
  );
  if (!layers.ok) return layers;
  const values = mergeLayers(layers.value.map((layer) => layer.values));
  const scope = environmentScope(spec, environment, commit, values);
  const withLayers = { ...renderer, layers: layers.value };
  const textAt = (key: string, text: string) => spec.textAt(['environments', name, key], text);
  const namespace = renderNamespace(textAt('namespace', environment.namespace), scope, withLayers);
  const context =
    environment.context === undefined
      ? ok(undefined)
      : renderName('context', textAt('context', environment.context), scope, withLayers);
  const places = renderRepositories(spec, scope, withLayers);
  const rendered = all({ namespace, context, places });
  if (!rendered.ok) return rendered;
  return ok({
    name,
    namespace: rendered.value.namespace,
    ...(rendered.value.context !== undefined && { context: rendered.value.context }),
    values,
    layers: layers.value,
    ...rendered.value.places,
  });
}

/** Renders one layer, with the lower ones in scope. */
type Layer = (scope: Scope, renderer: Renderer) => Result<NamedLayer>;

function layersOfEnvironment(spec: Spec, { layers }: Environment): Layer[] {
  return [
    valuesLayer(spec, spec.values, ['values']),
    ...layers.flatMap((layer) => [
      ...layer.valuesFiles.map((file, index) => fileLayer(spec, layer, file, index)),
      valuesLayer(spec, layer.values, ['environments', layer.of, 'values']),
    ]),
  ];
}

function valuesLayer(spec: Spec, values: JsonObject, start: Path): Layer {
  return (scope, renderer) => renderSpecLayer(spec, values, start, scope, renderer);
}

function fileLayer(spec: Spec, { of }: EnvironmentLayer, file: string, index: number): Layer {
  const name = { ...spec.textAt(['environments', of, 'values-files', index], file), folder: spec.folder };
  return (scope, renderer) => readValuesFile(name, scope, renderer);
}

/** From low to high. */
function renderEnvironmentLayers(
  layers: readonly Layer[],
  scopeOf: (values: Values) => Scope,
  renderer: Renderer,
): Result<NamedLayer[]> {
  const below: NamedLayer[] = [];
  let values: Values = {};
  for (const render of layers) {
    const rendered = render(scopeOf(values), { ...renderer, layers: below });
    if (!rendered.ok) return rendered;
    below.push(rendered.value);
    values = mergeLayers([values, rendered.value.values]);
  }
  return ok(below);
}

function renderRepositories(
  spec: Spec,
  scope: Scope,
  renderer: Renderer,
): Result<Pick<RenderedEnvironment, 'repositories' | 'logins'>> {
  const rendered = all(
    spec.repositories.map((repository): Result<{ name: string; url: string; login?: Login }> => {
      const text = (key: 'url' | 'username' | 'password') =>
        renderText(spec.textAt(['repositories', repository.name, key], repository[key] ?? ''), scope, renderer);
      const texts = all({ url: text('url'), username: text('username'), password: text('password') });
      if (!texts.ok) return texts;
      const { url, username, password } = texts.value;
      const place = { name: repository.name, url: nameTextOf(url) ?? '' };
      const user = nameTextOf(username);
      if (user === undefined) return ok(place);
      return ok({ ...place, login: { url: place.url, username: user, password: nameTextOf(password) ?? '' } });
    }),
  );
  if (!rendered.ok) return rendered;
  const repositories = Object.fromEntries(rendered.value.map(({ name, url }) => [name, url]));
  return ok({ repositories, logins: rendered.value.flatMap(({ login }) => login ?? []) });
}
