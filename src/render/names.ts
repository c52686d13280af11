// What is the name of a namespace, a release or a context, if it is a template? A rendered name is checked by the same
// rules as a literal one. Compass must know all names before it queries a registry or the cluster, so a name cannot
// depend on an answer.

import { type Failure, failed, ok, type Result } from '../model/failure.ts';
import { isNamespace, isReleaseName, longest, type Namespace, type ReleaseName } from '../model/names.ts';
import type { PlacedText } from '../text/place.ts';
import { isClusterQuestion } from './question.ts';
import type { Scope } from './template.ts';
import { askedIn, isOpen, type Renderer, renderText } from './texts.ts';
import { mask, nameTextOf, secretMapPaths, secretPaths, type Value } from './values.ts';

export function renderNamespace(text: PlacedText, scope: Scope, renderer: Renderer): Result<Namespace> {
  return renderLabel('namespace', isNamespace, text, scope, renderer);
}

export function renderRelease(text: PlacedText, scope: Scope, renderer: Renderer): Result<ReleaseName> {
  return renderLabel('release', isReleaseName, text, scope, renderer);
}

function renderLabel<Name extends string>(
  kind: 'namespace' | 'release',
  isName: (text: string) => text is Name,
  text: PlacedText,
  scope: Scope,
  renderer: Renderer,
): Result<Name> {
  const rendered = renderName(kind === 'release' ? 'release name' : kind, text, scope, renderer);
  if (!rendered.ok) return rendered;
  const isTemplate = text.text.includes('<%');
  const given = rendered.value ?? pending;
  // A rule of the spec reports a literal name that is too long.
  const name = isTemplate ? given : given.slice(0, longest[kind]).replace(/-+$/, '');
  if (isName(name)) return ok(name);
  return failed(
    refusal(
      text,
      `evaluates to \`${name.slice(0, 200)}\`, which is not a valid ${kind === 'release' ? 'release name' : kind}`,
      `Use lower-case letters, digits and \`-\`, at most ${longest[kind]} characters; \`slug()\` makes such a name.`,
    ),
  );
}

/** Used as a name until its questions are answered. */
const pending = 'pending';

/**
 * A string that is not empty, or undefined until its questions are answered. `what`: the kind of name, for messages.
 */
export function renderName(
  what: string,
  text: PlacedText,
  scope: Scope,
  renderer: Renderer,
): Result<string | undefined> {
  if (!text.text.includes('<%')) return ok(text.text);
  const { value: rendered, asked } = askedIn(renderer, (own) => renderText(text, scope, own));
  if (!rendered.ok) return rendered;
  const questions = [...asked.values()].map(({ question }) => question);
  if (questions.some(({ kind }) => kind === 'digest')) {
    return failed(
      refusal(text, 'uses the digest of an image, which cannot be part of a name', 'Remove it from the name.'),
    );
  }
  if (questions.some(isClusterQuestion)) {
    return failed(
      refusal(text, 'reads a value from the cluster, which is known only later', 'Remove it from the name.'),
    );
  }
  if (isOpen(asked, renderer)) return ok(undefined);
  const name = nameTextOf(rendered.value);
  if (name !== undefined) return ok(name);
  return failed(
    refusal(
      text,
      `evaluates to ${describeValue(rendered.value)}, which is not a valid ${what}`,
      'Check the values that it uses.',
    ),
  );
}

function describeValue(value: Value): string {
  // The keys of a map may be secret too.
  if (secretPaths(value).length + secretMapPaths(value).length > 0) return 'a secret that is not a string';
  const shown = mask(value);
  return shown === '' ? 'an empty string' : `\`${JSON.stringify(shown)}\``.slice(0, 200);
}

function refusal({ text, placeOf }: PlacedText, problem: string, hint: string): Failure {
  return { code: 'spec-invalid', message: `The template \`${text}\` ${problem}.`, hint, at: placeOf(0) };
}
