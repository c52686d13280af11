// Names that may be templates: of namespaces and releases. Rendered, each is checked as a literal one is by the schema.
import type { Place } from '../diagnostic.ts';
import { failed, ok, type Result } from '../failure.ts';
import { dnsLabel, longest, type Namespace, type ReleaseName } from '../names.ts';
import type { Scope } from './template.ts';
import { type Renderer, renderText } from './values.ts';

export function renderNamespace(text: string, at: Place, scope: Scope, renderer: Renderer): Result<Namespace> {
  return renderLabel('namespace', text, at, scope, renderer) as Result<Namespace>;
}

export function renderRelease(text: string, at: Place, scope: Scope, renderer: Renderer): Result<ReleaseName> {
  return renderLabel('release', text, at, scope, renderer) as Result<ReleaseName>;
}

/** A digest can be no part of a name: names are known before any registry is asked. */
function renderLabel(
  kind: 'namespace' | 'release',
  text: string,
  at: Place,
  scope: Scope,
  renderer: Renderer,
): Result<string> {
  const rendered = renderText(text, at, scope, renderer);
  if (!rendered.ok) return rendered;
  const name = String(rendered.value);
  if (dnsLabel.test(name) && name.length <= longest[kind]) return ok(name);
  return failed({
    code: 'spec-invalid',
    message: `The template \`${text}\` gives \`${name.slice(0, 200)}\`, which is no name of a ${kind}.`,
    hint: `It takes lower-case letters, digits and \`-\`, at most ${longest[kind]} of them; \`slug()\` makes them.`,
    at,
  });
}
