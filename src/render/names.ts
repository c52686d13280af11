// Names that may be templates: of namespaces, releases and contexts. Rendered, each is checked as a literal one is by the
// schema. They are known before any registry or cluster is asked, so they may not depend on what those say.

import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { dnsLabel, longest, type Namespace, type ReleaseName } from '../model/names.ts';
import { Secret } from '../model/secret.ts';
import type { PlacedText } from '../text/place.ts';
import { clusterAsked, imageAsked } from './questions.ts';
import type { Question, Scope } from './template.ts';
import { isOpen, noteAsked, type Renderer, renderText } from './texts.ts';
import { nameTextOf, type Value } from './values.ts';

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
  const rendered = renderName(`no name of a ${kind}`, text, scope, renderer);
  if (!rendered.ok) return rendered;
  const name = rendered.value ?? pending;
  if (dnsLabel.test(name) && name.length <= longest[kind]) return ok(name);
  return failed(
    refusal(
      text,
      `gives \`${name.slice(0, 200)}\`, which is no name of a ${kind}`,
      `It takes lower-case letters, digits and \`-\`, at most ${longest[kind]} of them; \`slug()\` makes them.`,
    ),
  );
}

/** Stands for a name until what it asks for is answered. */
const pending = 'pending';

/** A text that is not empty, or undefined until what it asks for is answered; `otherwise` completes "The template gives nothing, which is …". */
export function renderName(
  otherwise: string,
  text: PlacedText,
  scope: Scope,
  renderer: Renderer,
): Result<string | undefined> {
  if (!text.text.includes('<%')) return ok(text.text);
  const asked = new Map<Question, PlacedText>();
  const rendered = renderText(text, scope, { ...renderer, asked });
  noteAsked(asked, renderer);
  if (!rendered.ok) return rendered;
  if ([...asked.keys()].some((question) => imageAsked(question) !== undefined)) {
    return failed(refusal(text, 'asks for a digest, which can be no part of a name', 'Take it out of the name.'));
  }
  if ([...asked.keys()].some((question) => clusterAsked(question) !== undefined)) {
    return failed(
      refusal(text, 'asks for a value of the cluster, which is known only later', 'Take it out of the name.'),
    );
  }
  if (isOpen(asked, renderer)) return ok(undefined);
  const name = nameTextOf(rendered.value);
  if (name !== undefined) return ok(name);
  return failed(refusal(text, `gives ${told(rendered.value)}, which is ${otherwise}`, 'See what it speaks of.'));
}

function told(value: Value): string {
  if (value instanceof Secret) return 'a secret of another kind';
  return value === '' ? 'nothing' : `\`${JSON.stringify(value) ?? ''}\``.slice(0, 200);
}

function refusal({ text, placeOf }: PlacedText, problem: string, hint: string): Failure {
  return { code: 'spec-invalid', message: `The template \`${text}\` ${problem}.`, hint, at: placeOf(0) };
}
