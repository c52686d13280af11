// Spec and environment to rendered charts, in rounds: what templates ask for is resolved all at once, and they are
// rendered again, until nothing new is asked.
import { ok, type Result } from '../failure.ts';
import type { JsonObject } from '../json.ts';
import type { Namespace } from '../names.ts';
import type { Files } from '../ports.ts';
import type { Chart, Environment, Spec } from '../spec/spec.ts';
import { type RenderedChart, renderCharts } from './charts.ts';
import { type RenderedEnvironment, renderEnvironment } from './environment.ts';
import type { Commit } from './scope.ts';

export interface RenderInputs {
  readonly spec: Spec;
  /** Those of the spec that are wanted. */
  readonly charts: readonly Chart[];
  readonly environment: Environment;
  readonly commit: Commit;
  /** Merged last into the environment's values. */
  readonly given: JsonObject;
  readonly files: Files;
}

/** What the first round tells: names, which are final, and what has to be asked before the rest is. */
export interface Rendering {
  readonly environment: RenderedEnvironment;
  /** Of all charts, each once. */
  readonly namespaces: readonly Namespace[];
  /** `resolve`: the digests of image references; fails if one has none. */
  finish(resolve: Resolve): Promise<Result<RenderedStack>>;
}

export type Resolve = (references: readonly string[]) => Promise<Result<ReadonlyMap<string, string>>>;

export interface RenderedStack {
  readonly charts: readonly RenderedChart[];
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
}

/** The first round: asks nobody. */
export function startRendering(inputs: RenderInputs): Result<Rendering> {
  const first = renderRound(inputs, {});
  if (!first.ok) return first;
  const { environment, charts } = first.value;
  return ok({
    environment,
    namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
    finish: (resolve) => finishRendering(inputs, first.value, resolve),
  });
}

interface Round {
  readonly environment: RenderedEnvironment;
  readonly charts: readonly RenderedChart[];
  readonly asked: ReadonlySet<string>;
}

async function finishRendering(inputs: RenderInputs, first: Round, resolve: Resolve): Promise<Result<RenderedStack>> {
  let digests: Record<string, string> = {};
  let round = first;
  for (;;) {
    const news = [...round.asked].filter((reference) => !Object.hasOwn(digests, reference));
    if (news.length === 0) return ok({ charts: round.charts, digests });
    const resolved = await resolve(news);
    if (!resolved.ok) return resolved;
    digests = { ...digests, ...Object.fromEntries(resolved.value) };
    const next = renderRound(inputs, digests);
    if (!next.ok) return next;
    round = next.value;
  }
}

function renderRound(inputs: RenderInputs, digests: JsonObject): Result<Round> {
  const { spec, charts, commit, given, files } = inputs;
  const renderer = { files, digests, asked: new Set<string>() };
  const environment = renderEnvironment(spec, inputs.environment, commit, given, renderer);
  if (!environment.ok) return environment;
  const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
  if (!rendered.ok) return rendered;
  const asked = new Set([...renderer.asked, ...rendered.value.flatMap(({ imagesAsked }) => imagesAsked)]);
  return ok({ environment: environment.value, charts: rendered.value, asked });
}
