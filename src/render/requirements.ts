// Names in `requires` that no layer of any environment defines: mistakes, and not charts that are never wanted.

import type { Failure } from '../model/failure.ts';
import { nearestName } from '../text/near-name.ts';
import { type RenderedEnvironment, renderEnvironment } from './environment.ts';
import type { Target } from './target.ts';
import type { Renderer } from './texts.ts';

/** `environment`: the one that is rendered already. The others are looked at only if it does not have a name. */
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
    const rendered = renderEnvironment(spec, other, commit, request.values ?? {}, { ...renderer, asked: new Map() });
    // What cannot be rendered here may define anything.
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
        message: `The chart \`${chart.name}\` requires \`${name}\`, which no environment has in its values.`,
        hint: near ? `Did you mean \`${near}\`?` : 'Define it in `values`.',
        at,
      };
    });
}
