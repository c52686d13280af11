// Spec and environment to rendered charts, in rounds: what templates ask for is answered all at once, and they are
// rendered again, until nothing new is asked.
import { all, type Failure, failed, ok, type Result } from '../model/failure.ts';
import type { ChartName, Namespace } from '../model/names.ts';
import type { Files } from '../ports/machine.ts';
import type { WantedImage } from '../ports/ports.ts';
import type { Spec, StackJobs } from '../spec/spec.ts';
import { layersOf, type RenderedChart, renderCharts } from './charts.ts';
import { type RenderedEnvironment, renderEnvironment } from './environment.ts';
import { mergeWanted, movedMeanwhile, placeOfAsking } from './images.ts';
import { renderJobs } from './jobs.ts';
import { answerLocally, clusterAsked, imageAsked } from './questions.ts';
import { unknownRequirements } from './requirements.ts';
import { type Commit, environmentScope } from './scope.ts';
import type { Target } from './target.ts';
import { type Answer, type Question, TemplateEngine } from './template.ts';
import type { AskedQuestion, Renderer } from './texts.ts';
import type { NamedLayer } from './values.ts';

export interface RenderInputs extends Target {
  readonly files: Files;
  /** An environment variable; undefined if it is not set, null if that is not known here. */
  readonly variable: (name: string) => string | undefined | null;
  /** Is told every text that must not be seen. */
  readonly learn: (secret: string) => void;
}

/** What is known before anybody is asked: the names are final. */
export interface Rendering {
  readonly environment: RenderedEnvironment;
  /** With placeholders for what only others can answer. */
  readonly charts: readonly RenderedChart[];
  /** Of all charts, each once. */
  readonly namespaces: readonly Namespace[];
  /** `resolve`: the digests of image references; fails if one has none. */
  finish(resolve: Resolve): Promise<Result<RenderedStack>>;
}

/** Image reference → digest. */
export type Resolve = (images: readonly WantedImage[]) => Promise<Result<ReadonlyMap<string, string>>>;

export interface RenderedStack {
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  /** Image reference → digest. */
  readonly digests: Readonly<Record<string, string>>;
  /** One that reads from the cluster, once what it depends on is up. */
  renderDeferred(name: ChartName, ask: AskCluster): Promise<Result<RenderedChart>>;
  /** Where the values of a chart come from. */
  layersOf(name: ChartName): Result<ChartLayers>;
}

/** From low to high, secrets still sealed. */
export interface ChartLayers {
  /** What templates speak of as `values`. */
  readonly environment: readonly NamedLayer[];
  /** What is handed to Helm. */
  readonly chart: readonly NamedLayer[];
}

/** What the cluster says. */
export type AskCluster = (questions: readonly Question[]) => Promise<Result<Answers>>;

export type Answers = Readonly<Record<Question, Answer>>;

interface Round {
  readonly environment: RenderedEnvironment;
  readonly charts: readonly RenderedChart[];
  readonly jobs: StackJobs;
  readonly answers: Answers;
  /** Without an answer yet; what only the cluster can answer stands with the charts. */
  readonly open: readonly AskedQuestion[];
}

/** Asks nobody. */
export function startRendering(inputs: RenderInputs): Result<Rendering> {
  const engine = new TemplateEngine();
  const first = renderRounds(inputs, engine, {});
  if (!first.ok) return first;
  const { environment, charts } = first.value;
  return ok({
    environment,
    charts,
    namespaces: [...new Set(charts.map(({ namespace }) => namespace))],
    finish: (resolve) => finishRendering(inputs, engine, first.value, resolve),
  });
}

async function finishRendering(
  inputs: RenderInputs,
  engine: TemplateEngine,
  first: Round,
  resolve: Resolve,
): Promise<Result<RenderedStack>> {
  let digests: Record<string, string> = {};
  let round = first;
  while (round.open.length > 0) {
    const asked = round.open.flatMap(([question, by]) => {
      const image = imageAsked(question);
      return image ? [{ question, image: { ...image, at: placeOfAsking(by, image) } }] : [];
    });
    // What an earlier round has got stays what it is.
    const had = digests;
    const open = asked.map(({ image }) => image);
    const wanted = mergeWanted(open.filter(({ reference, revision }) => !had[reference] || revision !== undefined));
    if (!wanted.ok) return wanted;
    const resolved = await resolve(wanted.value);
    if (!resolved.ok) return resolved;
    const moved = movedMeanwhile(resolved.value, had);
    if (moved.length > 0) return failed(...moved);
    const found: Record<string, string> = { ...had, ...Object.fromEntries(resolved.value) };
    digests = found;
    const answers = asked.map(({ question, image }) => [question, { value: found[image.reference] ?? null }]);
    const next = renderRounds(inputs, engine, { ...round.answers, ...Object.fromEntries(answers) });
    if (!next.ok) return next;
    round = next.value;
  }
  const moved = movedNames(first, round);
  if (moved.length > 0) return failed(...moved);
  const { charts, jobs, answers } = round;
  return ok({
    charts,
    jobs,
    digests,
    renderDeferred: (name, ask) => renderDeferred(inputs, engine, answers, name, ask),
    layersOf: (name) => renderLayers(inputs, engine, round, name),
  });
}

function renderLayers(
  inputs: RenderInputs,
  engine: TemplateEngine,
  { environment, charts, answers }: Round,
  name: ChartName,
): Result<ChartLayers> {
  const { spec, commit } = inputs;
  const written = spec.charts.find((chart) => chart.name === name);
  const rendered = charts.find((chart) => chart.name === name);
  if (written === undefined || rendered === undefined) throw new Error(`there is no chart ${name}`);
  const renderer = makeRenderer(inputs, engine, answers);
  const layers = layersOf(spec, written, rendered, environment, commit, renderer);
  return layers.ok ? ok({ environment: environment.layers, chart: layers.value }) : layers;
}

async function renderDeferred(
  inputs: RenderInputs,
  engine: TemplateEngine,
  known: Answers,
  name: ChartName,
  ask: AskCluster,
): Promise<Result<RenderedChart>> {
  const charts = inputs.charts.filter((chart) => chart.name === name);
  let answers = known;
  for (;;) {
    const round = renderRounds({ ...inputs, charts }, engine, answers);
    if (!round.ok) return round;
    const [chart] = round.value.charts;
    if (chart === undefined) throw new Error(`there is no chart ${name}`);
    if (round.value.open.length > 0) return failed(tooLate(chart));
    if (chart.deferred === undefined) return ok(chart);
    const said = await ask(chart.deferred);
    if (!said.ok) return said;
    answers = { ...round.value.answers, ...said.value };
  }
}

/** What a registry says is known before the first write, or not at all. */
function tooLate({ name, at }: RenderedChart): Failure {
  return {
    code: 'template-failed',
    message: `A template of \`${name}\` asks for a digest only when it knows a value of the cluster.`,
    hint: 'Ask for the image whatever that value is.',
    at,
  };
}

/** Up to what only others can answer. */
function renderRounds(inputs: RenderInputs, engine: TemplateEngine, known: Answers): Result<Round> {
  const { spec, files, variable } = inputs;
  const deps = { files, folder: spec.folder, env: spec.env, variable };
  let answers = known;
  for (;;) {
    const { round, open } = renderRound(inputs, engine, answers);
    const news = open.flatMap(([question]) => {
      const answer = answerLocally(question, deps);
      return answer ? [[question, answer] as const] : [];
    });
    // What fails already goes on too: an answer may be one more thing that is wrong.
    if (news.length === 0) return round;
    answers = { ...answers, ...Object.fromEntries(news) };
  }
}

function renderRound(
  inputs: RenderInputs,
  engine: TemplateEngine,
  answers: Answers,
): { readonly round: Result<Round>; readonly open: readonly AskedQuestion[] } {
  const renderer = makeRenderer(inputs, engine, answers);
  const rendered = renderAll(inputs, renderer);
  const open = [...renderer.asked].filter(
    ([question]) => !Object.hasOwn(answers, question) && clusterAsked(question) === undefined,
  );
  return { round: rendered.ok ? ok({ ...rendered.value, answers, open }) : rendered, open };
}

function renderAll(inputs: RenderInputs, renderer: Renderer): Result<Omit<Round, 'answers' | 'open'>> {
  const { spec, charts, commit, request } = inputs;
  const environment = renderEnvironment(spec, inputs.environment, commit, request.values ?? {}, renderer);
  if (!environment.ok) return environment;
  const rendered = renderCharts(spec, charts, environment.value, commit, renderer);
  const jobs = renderStackJobs(spec, environment.value, commit, renderer);
  const unknown = unknownRequirements(inputs, environment.value, renderer);
  const missing = unknown.length > 0 ? failed(...unknown) : ok(undefined);
  if (!rendered.ok || !jobs.ok || !missing.ok) return all<unknown>([rendered, jobs, missing]) as Result<never>;
  return ok({ environment: environment.value, charts: rendered.value, jobs: jobs.value });
}

function makeRenderer({ files, learn }: RenderInputs, engine: TemplateEngine, answers: Answers): Renderer {
  return { engine, files, answers, asked: new Map(), learn, layers: [] };
}

function renderStackJobs(
  spec: Spec,
  environment: RenderedEnvironment,
  commit: Commit,
  shared: Renderer,
): Result<StackJobs> {
  const scope = environmentScope(spec, environment, commit, environment.values);
  const renderer = { ...shared, layers: environment.layers };
  const render = (when: keyof StackJobs) => renderJobs(spec, spec.jobs[when], ['jobs', when], scope, renderer);
  const [before, after, onFailure] = [render('before'), render('after'), render('failed')];
  if (!before.ok || !after.ok || !onFailure.ok) return all<unknown>([before, after, onFailure]) as Result<never>;
  return ok({ before: before.value, after: after.value, failed: onFailure.value });
}

/** A digest may have reached a name by way of the environment's values; the cluster was asked for another one by then. */
function movedNames(first: Round, last: Round): Failure[] {
  const place = ({ namespace, context }: RenderedEnvironment) => `${namespace} ${context}`;
  const isMoved = (chart: RenderedChart, index: number) =>
    chart.release !== first.charts[index]?.release || chart.namespace !== first.charts[index]?.namespace;
  const hint = 'Take it out of the name: names are known before any registry is asked.';
  const failures = last.charts.filter(isMoved).map(({ name, at }): Failure => {
    return { code: 'spec-invalid', message: `The names of \`${name}\` depend on the digest of an image.`, hint, at };
  });
  if (place(first.environment) === place(last.environment)) return failures;
  const message = `The names of the environment \`${last.environment.name}\` depend on the digest of an image.`;
  return [{ code: 'spec-invalid', message, hint }, ...failures];
}
