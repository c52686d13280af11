// Which names in `requires` does no environment define? Such a name is a mistake.

import type { Failure } from '../model/failure.ts';
import { nearestName } from '../text/near-name.ts';
import { type RenderedEnvironment, renderEnvironment } from './environment.ts';
import type { Target } from './target.ts';
import type { Renderer } from './texts.ts';

/** Strings that somebody writes who means `false`. As a string, each counts as true. */
const falseTexts = ['false', 'no', 'off', 'n', '0', 'null', 'none', 'disabled'];

/**
 * A name in `requires` whose value is such a string: a variable or a template gave it, and nobody meant it to be true.
 */
export function misleadingRequirements({ spec, charts }: Target, { values }: RenderedEnvironment): Failure[] {
  return charts.flatMap((chart) =>
    chart.requires.flatMap(({ name, equals }, index): Failure[] => {
      const value = values[name];
      if (equals !== undefined || typeof value !== 'string' || !falseTexts.includes(value.trim().toLowerCase()))
        return [];
      return [
        {
          code: 'spec-invalid',
          message: `The chart \`${chart.name}\` requires \`${name}\`, which is the string \`${value}\`: a string counts as true.`,
          hint: `Make it a boolean, such as \`<%= … === 'true' %>\`, or test for a value: \`requires: { ${name}: … }\`.`,
          at: spec.placeOf(['charts', chart.name, 'requires', index]),
        },
      ];
    }),
  );
}

/** `environment`: the one that is already rendered. The others are rendered only if it lacks a name. */
export function unknownRequirements(
  { spec, charts, commit, request }: Target,
  environment: RenderedEnvironment,
  renderer: Renderer,
): Failure[] {
  const wanted = charts.flatMap((chart) =>
    chart.requires.map(({ name, equals }, index) => ({ chart, name, key: equals === undefined ? index : name })),
  );
  const known = new Set(Object.keys(environment.values));
  if (wanted.every(({ name }) => known.has(name))) return [];
  for (const other of spec.environments) {
    if (other.name === environment.name) continue;
    const rendered = renderEnvironment(spec, other, commit, request.values ?? {}, {
      ...renderer,
      asked: new Map(),
      images: new Set(),
    });
    // An environment that cannot be rendered may define anything.
    if (!rendered.ok) return [];
    for (const name of Object.keys(rendered.value.values)) known.add(name);
  }
  return wanted
    .filter(({ name }) => !known.has(name))
    .map(({ chart, name, key }) => {
      const near = nearestName(name, [...known]);
      const at = spec.placeOf(['charts', chart.name, 'requires', key]);
      return {
        code: 'spec-invalid',
        message: `The chart \`${chart.name}\` requires \`${name}\`, which is not in the values of any environment.`,
        hint: near ? `Did you mean \`${near}\`?` : 'Add it to the `values` of the spec or of an environment.',
        at,
      };
    });
}
