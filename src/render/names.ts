// Names that may be templates: of namespaces, releases and contexts. Rendered, each is checked as a literal one is by the
// schema. They are known before any registry or cluster is asked, so they may not depend on what those say.
import type { PlacedText } from '../diagnostic.ts';
import { type Failure, failed, ok, type Result } from '../failure.ts';
import { dnsLabel, longest, type Namespace, type ReleaseName } from '../names.ts';
import { clusterAsked, imageAsked } from './questions.ts';
import type { Question, Scope } from './template.ts';
import { type Renderer, renderText } from './texts.ts';
import { textOf } from './values.ts';

export function renderNamespace(text: PlacedText, scope: Scope, renderer: Renderer): Result<Namespace> {
  return renderLabel('namespace', text, scope, renderer) as Result<Namespace>;
}

export function renderRelease(text: PlacedText, scope: Scope, renderer: Renderer): Result<ReleaseName> {
  return renderLabel('release', text, scope, renderer) as Result<ReleaseName>;
}

function renderLabel(
  kind: 'namespace' | 'release',
  text: PlacedText,
  scope: Scope,
  renderer: Renderer,
): Result<string> {
  const name = renderName(`no name of a ${kind}`, text, scope, renderer);
  if (!name.ok || (dnsLabel.test(name.value) && name.value.length <= longest[kind])) return name;
  return failed(
    refusal(
      text,
      `gives \`${name.value.slice(0, 200)}\`, which is no name of a ${kind}`,
      `It takes lower-case letters, digits and \`-\`, at most ${longest[kind]} of them; \`slug()\` makes them.`,
    ),
  );
}

/** A text that is not empty; `otherwise` completes "The template gives nothing, which is …". */
export function renderName(otherwise: string, text: PlacedText, scope: Scope, renderer: Renderer): Result<string> {
  if (!text.text.includes('<%')) return ok(text.text);
  const asked = new Set<Question>();
  const rendered = renderText(text, scope, { ...renderer, asked });
  for (const question of asked) renderer.asked.add(question);
  if (!rendered.ok) return rendered;
  if ([...asked].some((question) => imageAsked(question) !== undefined)) {
    return failed(refusal(text, 'asks for a digest, which can be no part of a name', 'Take it out of the name.'));
  }
  if ([...asked].some((question) => clusterAsked(question) !== undefined)) {
    return failed(
      refusal(text, 'asks for a value of the cluster, which is known only later', 'Take it out of the name.'),
    );
  }
  const name = textOf(rendered.value);
  if (name !== undefined) return ok(name);
  return failed(refusal(text, `gives ${told(rendered.value)}, which is ${otherwise}`, 'See what it speaks of.'));
}

function told(value: unknown): string {
  return value === '' ? 'nothing' : `\`${JSON.stringify(value) ?? ''}\``.slice(0, 200);
}

function refusal({ text, placeOf }: PlacedText, problem: string, hint: string): Failure {
  return { code: 'spec-invalid', message: `The template \`${text}\` ${problem}.`, hint, at: placeOf(0) };
}
