// Spec and environment to rendered charts, in rounds: what templates ask for is resolved all at once, and they are
// rendered again, until nothing new is asked.
import { ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { Files } from '../ports.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import { type RenderedChart, renderCharts } from './charts.ts';
import { renderEnvironment } from './environment.ts';
import type { Source } from './scope.ts';

export interface RenderInputs {
  readonly spec: Spec;
  /** Those of the spec that are wanted. */
  readonly charts: readonly Chart[];
  readonly environment: Environment;
  readonly source: Source;
  /** Merged last into the environment's values. */
  readonly given: JsonObject;
  readonly files: Files;
  /** The digests of image references; fails if one has none. */
  readonly resolve: (references: readonly string[]) => Promise<Result<ReadonlyMap<string, string>>>;
}

export interface RenderedStack {
  readonly charts: readonly RenderedChart[];
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
}

export async function render(inputs: RenderInputs): Promise<Result<RenderedStack>> {
  let digests: Record<string, string> = {};
  for (;;) {
    const round = renderRound(inputs, digests);
    if (!round.ok) return round;
    const news = [...round.value.asked].filter((reference) => !Object.hasOwn(digests, reference));
    if (news.length === 0) return ok({ charts: round.value.charts, digests });
    const resolved = await inputs.resolve(news);
    if (!resolved.ok) return resolved;
    digests = { ...digests, ...Object.fromEntries(resolved.value) };
  }
}

function renderRound(
  { spec, charts, environment, source, given, files }: RenderInputs,
  digests: JsonObject,
): Result<{ charts: RenderedChart[]; asked: ReadonlySet<string> }> {
  const renderer = { files, digests, asked: new Set<string>() };
  const values = renderEnvironment(spec, environment, source, given, renderer);
  if (!values.ok) return values;
  const rendered = renderCharts(spec, charts, environment, source, values.value, renderer);
  if (!rendered.ok) return rendered;
  for (const { imagesAsked } of rendered.value) for (const reference of imagesAsked) renderer.asked.add(reference);
  return ok({ charts: rendered.value, asked: renderer.asked });
}
